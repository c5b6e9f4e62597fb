"""Explorers: a figure with knobs. Turning one teaches more than reading about it.

In a live notebook an explorer shows sliders; where a test, a refresh or the site runs it
(`DLCOURSE_EXPLORE=still`), and where there are no widgets, it shows one still picture.
"""

from dlcourse.explore.descent import gradient_descent
from dlcourse.explore.frame import Knob, explore

__all__ = ["Knob", "explore", "gradient_descent"]
