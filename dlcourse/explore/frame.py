"""What all explorers share: knobs, a function that draws, and the choice of still or live."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from dlcourse.plots import show

__all__ = ["Knob", "explore"]


@dataclass(frozen=True)
class Knob:
    """One setting of an explorer.

    Attributes:
        label: The name beside the slider.
        values: What it can be set to, in order.
        start: The value of the still picture.
    """

    label: str
    values: Sequence[Any]
    start: Any

    def __post_init__(self) -> None:
        if self.start not in self.values:
            raise ValueError(f"start must be one of the values of {self.label!r}: {self.start!r}")


def explore(draw: Callable[..., tuple[Figure, str]], knobs: Mapping[str, Knob]) -> None:
    """Show what `draw` draws: with sliders in a live notebook, else once.

    Args:
        draw: Function of the knobs, by name, that returns a figure and its alt text.
        knobs: Name of the argument -> knob.
    """
    start = {name: knob.start for name, knob in knobs.items()}
    if not _live():
        figure, alt = draw(**start)
        show(figure, alt=alt)
        return
    import ipywidgets as widgets
    from IPython.display import display

    sliders = {
        name: widgets.SelectionSlider(
            options=[(str(v), v) for v in knob.values],
            value=knob.start,
            description=knob.label,
            continuous_update=False,
            style={"description_width": "initial"},
            layout={"width": "26em"},
        )
        for name, knob in knobs.items()
    }

    def redraw(**values: Any) -> None:
        figure, alt = draw(**values)
        show(figure, alt=alt)

    picture = widgets.interactive_output(redraw, sliders)
    display(widgets.VBox([*sliders.values(), picture]))


def _live() -> bool:
    """Whether somebody can turn a knob: a notebook kernel with widgets, and not a test."""
    if os.environ.get("DLCOURSE_EXPLORE") == "still":
        return False
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None or not hasattr(shell, "kernel"):
        return False
    try:
        import ipywidgets  # noqa: F401
    except ImportError:
        return False
    return True
