"""Hinges: how well does a sum of few ReLU units follow a curve, and where should they bend?"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from dlcourse.explore.frame import Knob, explore
from dlcourse.plots import COLORS
from dlcourse.scratch import mars

__all__ = ["draw_hinge_sum", "hinge_sum"]

TARGETS = {
    "wave": lambda x: np.sin(2 * np.pi * x),
    "hill": lambda x: np.exp(-(((x - 0.6) / 0.12) ** 2)),
    "cliff": lambda x: np.tanh(25 * (x - 0.4)),
    "slide": mars.EXAMPLE,
}
_X = np.linspace(0, 1, 401)


def hinge_sum(units: int = 5) -> None:
    """Turn the number of units and the curve that they have to follow.

    Args:
        units: Hinges in the sum; the still picture's.
    """
    explore(
        draw_hinge_sum,
        {
            "units": Knob("hidden units", (1, 2, 3, 4, 5, 6, 8, 12, 20), units),
            "target": Knob("curve to follow", tuple(TARGETS), "wave"),
            "knots": Knob("knots", ("evenly spaced", "chosen one by one"), "evenly spaced"),
        },
    )


def draw_hinge_sum(units: int, target: str, knots: str) -> tuple[Figure, str]:
    """One picture of the explorer and its description.

    Args:
        units: How many hinges, at least 1. The first one is the line itself: its knot lies at the
            left edge, so that it is up everywhere.
        target: A name of `TARGETS`.
        knots: `"evenly spaced"` or `"chosen one by one"` (each where it helps most).
    """
    y = TARGETS[target](_X)
    if knots == "evenly spaced":
        places = np.linspace(0, 1, units + 1)[:-1]
    else:
        places = np.r_[0.0, mars.forward_selection(_X, y, units - 1)[-1].knots[1:]]
    model = mars.fit(_X, y, places)
    worst = np.abs(model(_X) - y).max()
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8), sharex=True)
    left.plot(_X, y, color=COLORS["gray"], linestyle="--", label="curve")
    left.plot(_X, model(_X), color=COLORS["blue"], linestyle="-", label="sum of the units")
    left.plot(places, model(places), "o", color=COLORS["vermilion"], label="knots")
    unit_word = "unit" if units == 1 else "units"
    left.set(xlabel="x", ylabel="y", title=f"{units} {unit_word}: at most {worst:.2g} off")
    left.legend()
    for c, b in zip(model.coefficients, places, strict=True):
        color = COLORS["vermilion" if c >= 0 else "blue"]
        right.plot(_X, c * mars.hinge(_X, b), color=color, linestyle="-" if c >= 0 else "--")
    right.set(xlabel="x", ylabel="c · max(0, x − b)", title="what each unit adds (dashed: c < 0)")
    alt = (
        f"Left, the curve “{target}” and the sum of {units} ReLU {unit_word} with knots "
        f"{knots}, at most {worst:.2g} away from it. Right, the contribution of each unit: "
        f"{int((model.coefficients >= 0).sum())} bend upward (solid), "
        f"{int((model.coefficients < 0).sum())} downward (dashed)."
    )
    return fig, alt
