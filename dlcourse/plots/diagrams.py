"""Drawings: the loop of learning, and a network as circles and lines."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from dlcourse.plots.style import COLORS

__all__ = ["learning_procedure", "network"]

_GAP = 2.6  # between two layers of a network, in units of the drawing


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


def network(
    sizes: Sequence[int],
    *,
    names: Sequence[str] | None = None,
    units: Sequence[Sequence[str]] | None = None,
    weights: Sequence[np.ndarray] | None = None,
    bias: bool = False,
    ax: Axes | None = None,
    most: int = 8,
) -> Axes:
    """Draw a fully connected network, input on the left.

    Args:
        sizes: Number of units of each layer, the inputs first.
        names: A line under each layer.
        units: The text in each circle, one list for each layer.
        weights: One matrix (n_in, n_out) between each pair of layers: line width shows the size
            of a weight, a dashed line a negative one.
        bias: Also draw the constant unit +1 of each layer but the last.
        ax: Where to draw; a new figure if not given.
        most: Draw at most that many circles of a layer, with dots between.
    """
    sizes = [int(n) for n in sizes]
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes must name at least two layers of at least one unit, got {sizes}")
    ax = ax or plt.figure(figsize=(2.0 + 2.0 * (len(sizes) - 1), 3.8)).add_subplot()
    shown = [_shown(n, most) for n in sizes]
    places = []
    for layer, units_shown in enumerate(shown):
        count = len(units_shown)
        rows = (np.arange(count)[::-1] - (count - 1) / 2) * 0.9
        places.append({u: (_GAP * layer, row) for u, row in zip(units_shown, rows, strict=True)})
    for layer in range(len(sizes) - 1):
        w = None if weights is None else np.asarray(weights[layer])
        top = 1.0 if w is None else max(np.abs(w).max(), 1e-12)
        for i, start in places[layer].items():
            for j, end in places[layer + 1].items():
                if "dots" in (i, j):
                    continue
                value = 0.4 if w is None else w[i, j] / top
                ax.plot(
                    *zip(start, end, strict=True),
                    color="#888888" if w is None else COLORS["blue" if value >= 0 else "vermilion"],
                    linewidth=0.8 if w is None else 0.3 + 2.7 * abs(value),
                    linestyle="-" if value >= 0 else "--",
                    zorder=1,
                )
    palette = [COLORS["sky"], *[COLORS["orange"]] * (len(sizes) - 2), COLORS["green"]]
    lowest = min(place[1] for layer in places for place in layer.values())
    for layer, circle_places in enumerate(places):
        for unit, place in circle_places.items():
            if unit == "dots":
                ax.text(*place, "⋮", ha="center", va="center", fontsize=14)
                continue
            text = units[layer][unit] if units is not None else ""
            _circle(ax, place, text, palette[layer], radius=0.34)
        if bias and layer < len(sizes) - 1:
            top_place = max(place[1] for place in circle_places.values()) + 0.9
            _circle(ax, (_GAP * layer, top_place), "+1", "#DDDDDD", radius=0.28)
            for unit, end in places[layer + 1].items():
                if unit != "dots":
                    ax.plot(
                        *zip((_GAP * layer, top_place), end, strict=True),
                        color="#BBBBBB",
                        linewidth=0.7,
                        linestyle="-",
                        zorder=1,
                    )
        if names is not None:
            ax.text(_GAP * layer, lowest - 0.75, names[layer], ha="center", va="top", fontsize=9.5)
    ax.set_aspect("equal")
    ax.axis("off")
    ax.margins(0.08, 0.1)
    return ax


def _shown(n: int, most: int) -> list:
    if n <= most:
        return list(range(n))
    half = most // 2
    return [*range(half), "dots", *range(n - half + 1, n)]


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
