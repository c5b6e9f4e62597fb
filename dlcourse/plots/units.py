"""One unit, drawn large: the inputs, their weights, the sum, the function after it."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from dlcourse.plots.diagrams import _arrow, _circle
from dlcourse.plots.style import COLORS

__all__ = ["unit"]

DOTS = "⋮"


def unit(
    inputs: Sequence[str] = ("x₁", "x₂", DOTS, "xₙ"),
    weights: Sequence[str] = ("w₁", "w₂", DOTS, "wₙ"),
    *,
    bias: str = "w₀",
    activation: str = "g",
    output: str = "ŷ",
    labels: bool = True,
    ax: Axes | None = None,
) -> Axes:
    """Draw a unit as the lectures do: inputs on the left, the output on the right.

    Args:
        inputs: The text of each input, from the top; "⋮" draws dots instead of a circle.
        weights: The text beside the arrow of each input.
        bias: The weight of the constant input 1, which stands on top.
        activation: The function after the sum.
        output: The name of the output.
        labels: Also write what each part is called.
        ax: Where to draw; a new figure if not given.

    Source: *DataHacks*, "The Perceptron"; *DS2*, eq. (1); *Scratch*, "Perceptron".
    """
    if len(inputs) != len(weights):
        raise ValueError(
            f"weights must be one for each input, got {len(weights)} for {len(inputs)}"
        )
    ax = ax or plt.figure(figsize=(7.2, 3.9)).add_subplot()
    names, texts = ["1", *inputs], [bias, *weights]
    top = (len(names) - 1) / 2
    start, total, function, end = 0.0, 2.9, 4.5, 6.0
    for row, (name, text) in enumerate(zip(names, texts, strict=True)):
        y = top - row
        if name == DOTS:
            ax.text(start, y, DOTS, ha="center", va="center", fontsize=14)
            continue
        color = "#DDDDDD" if row == 0 else COLORS["sky"]
        _arrow(ax, (start + 0.38, y), (total - 0.42, 0.42 * y / (top + 0.8)))
        _circle(ax, (start, y), name, color, radius=0.36)
        along = 0.4
        ax.text(
            start + 0.38 + along * (total - 0.8 - start),
            y + along * (0.42 * y / (top + 0.8) - y),
            text,
            ha="center",
            va="center",
            color=COLORS["vermilion"],
            fontsize=10.5,
            fontweight="bold",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
        )
    _circle(ax, (total, 0), "Σ", COLORS["orange"], radius=0.42)
    _arrow(ax, (total + 0.42, 0), (function - 0.42, 0))
    ax.text((total + function) / 2, 0.14, "z", ha="center", va="bottom", fontsize=10.5)
    _circle(ax, (function, 0), activation, COLORS["orange"], radius=0.42)
    _arrow(ax, (function + 0.42, 0), (end - 0.3, 0))
    ax.text(end, 0, output, ha="center", va="center", fontsize=12)
    if labels:
        below = -top - 0.75
        places = (
            (start, below, "inputs"),
            (start + 1.35, below, "weights"),
            (total, -0.75, "linear\ncombination"),
            (function, -0.75, "activation"),
            (end, -0.75, "output"),
        )
        for x, y, text in places:
            ax.text(x, y, text, ha="center", va="top", fontsize=9.5, color="#444444")
        ax.text(start + 1.65, 0.68 * top, "bias", va="center", fontsize=9.5, color="#444444")
    ax.set(xlim=(-0.6, end + 0.5), ylim=(-top - 1.2, top + 0.6))
    ax.set_aspect("equal")
    ax.axis("off")
    return ax
