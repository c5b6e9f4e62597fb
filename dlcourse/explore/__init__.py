"""Explorers: a figure with knobs. Turning one teaches more than reading about it.

In a live notebook an explorer shows sliders; where a test, a refresh or the site runs it
(`DLCOURSE_EXPLORE=still`), and where there are no widgets, it shows one still picture.
"""

from dlcourse.explore.descent import gradient_descent
from dlcourse.explore.fitting import digit_fit
from dlcourse.explore.frame import Knob, explore
from dlcourse.explore.hinges import hinge_sum
from dlcourse.explore.neuron import sigmoid_neuron
from dlcourse.explore.playground import playground
from dlcourse.explore.polynomial import polynomial_fit
from dlcourse.explore.race import race
from dlcourse.explore.training import training

__all__ = [
    "Knob",
    "digit_fit",
    "explore",
    "gradient_descent",
    "hinge_sum",
    "playground",
    "polynomial_fit",
    "race",
    "sigmoid_neuron",
    "training",
]
