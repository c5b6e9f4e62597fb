"""Drawings: the loop of learning, and the circles, arrows and boxes that drawings are made of."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from dlcourse.plots.style import COLORS

__all__ = ["learning_procedure"]


def learning_procedure(
    *,
    activation: str = "identity",
    loss: str = "squared error",
    update: str = "w ← w − α ∂J/∂w",
    ax: Axes | None = None,
) -> Axes:
    """Draw the loop inputs -> weights -> hypothesis -> comparison with y -> new weights.

    Args:
        activation: What is done to the weighted sum.
        loss: How the hypothesis is compared with y.
        update: The line under the arrow that leads back.
        ax: Where to draw; a new figure if not given.

    Source: *Scratch*, "Learning Procedure".
    """
    ax = ax or plt.figure(figsize=(7.8, 3.5)).add_subplot()
    ax.set(xlim=(0, 10.4), ylim=(0, 4.7))
    ax.set_aspect("equal")
    ax.axis("off")
    inputs = (
        ("x₀ = 1", 4.15, "w₀", (2.1, 3.85)),
        ("x₁", 3.05, "w₁", (1.95, 3.1)),
        ("xₙ", 1.25, "wₙ", (1.95, 2.2)),
    )
    for name, height, weight, place in inputs:
        _circle(ax, (0.8, height), name, COLORS["sky"], radius=0.48)
        _arrow(ax, (1.3, height), (3.05, 2.55))
        ax.text(*place, weight, color=COLORS["vermilion"], fontsize=11, fontweight="bold")
    ax.text(0.8, 2.15, "⋮", ha="center", va="center", fontsize=14)
    _box(ax, 3.05, 2.1, 1.3, 0.9, "z = X w", COLORS["blue"])
    _box(ax, 5.0, 2.1, 1.75, 0.9, f"h = φ(z)\n{activation}", COLORS["blue"])
    _box(ax, 7.45, 2.1, 2.75, 0.9, f"J(w)\n{loss}", COLORS["green"])
    _arrow(ax, (4.35, 2.55), (5.0, 2.55))
    _arrow(ax, (6.75, 2.55), (7.45, 2.55))
    ax.text(8.82, 4.15, "y", ha="center", va="center", fontsize=11)
    _arrow(ax, (8.82, 3.95), (8.82, 3.0))
    back = {"color": COLORS["vermilion"], "linestyle": "--", "linewidth": 1.3}
    ax.plot([8.82, 8.82, 2.3], [2.1, 0.75, 0.75], **back)
    _arrow(ax, (2.3, 0.75), (2.3, 1.65), color=COLORS["vermilion"])
    ax.text(5.6, 0.3, update, ha="center", color=COLORS["vermilion"], fontsize=11)
    return ax


def _circle(
    ax: Axes, place: tuple[float, float], text: str, color: str, radius: float = 0.42
) -> None:
    ax.add_patch(plt.Circle(place, radius, facecolor=color, edgecolor="#222222", alpha=1, zorder=2))
    ax.text(*place, text, ha="center", va="center", fontsize=9, zorder=3)


def _arrow(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], color: str = "#444444"
) -> None:
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": color, "shrinkA": 0})


def _box(ax: Axes, x: float, y: float, w: float, h: float, text: str, color: str) -> None:
    ax.add_patch(
        FancyBboxPatch(
            (x, y),
            w,
            h,
            boxstyle="round,pad=0.02,rounding_size=0.12",
            facecolor="white",
            edgecolor=color,
            linewidth=1.8,
        )
    )
    ax.text(x + w / 2, y + h / 2, text, ha="center", va="center", fontsize=10)
