"""The error as a landscape over two weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.style import COLORS, LINESTYLES, MARKERS, SEQUENTIAL

__all__ = ["error_surface"]


def error_surface(
    J: Callable[[np.ndarray], float],
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    *,
    ax: Axes | None = None,
    paths: Mapping[str, np.ndarray] | None = None,
    minimum: np.ndarray | None = None,
    levels: int = 14,
    labels: tuple[str, str] = ("w₀", "w₁"),
) -> Axes:
    """Draw the contour lines of J over two weights, and paths that descend on it.

    Args:
        J: Function of an array of two weights that returns one number.
        x_range: Lowest and highest first weight.
        y_range: Lowest and highest second weight.
        ax: Where to draw; a new figure if not given.
        paths: Name -> array (steps + 1, 2). A single path gets no legend.
        minimum: Where the minimum is, marked by a star.
        levels: Number of contour lines, spaced evenly in the logarithm of J - min J.
        labels: Names of the two weights.
    """
    ax = ax or plt.figure().add_subplot()
    u, v = np.meshgrid(np.linspace(*x_range, 81), np.linspace(*y_range, 81))
    values = np.array([J(np.array(p)) for p in zip(u.ravel(), v.ravel(), strict=True)])
    values = values.reshape(u.shape)
    above = values - values.min()
    steps = values.min() + np.geomspace(max(above.max() * 1e-4, 1e-12), above.max(), levels)
    ax.contourf(u, v, values, levels=[values.min(), *steps], cmap=SEQUENTIAL, alpha=0.35)
    ax.contour(u, v, values, levels=steps, cmap=SEQUENTIAL, linewidths=0.9)
    colors = [COLORS[c] for c in ("vermilion", "blue", "green", "purple", "black")]
    for i, (name, path) in enumerate((paths or {}).items()):
        ax.plot(
            *np.asarray(path).T,
            color=colors[i % len(colors)],
            linestyle=LINESTYLES[i % len(LINESTYLES)],
            marker=MARKERS[i % len(MARKERS)],
            markersize=4,
            linewidth=1.4,
            label=name,
        )
    if minimum is not None:
        ax.plot(*minimum, marker="*", markersize=15, color="white", markeredgecolor="black")
    ax.set(xlabel=labels[0], ylabel=labels[1], xlim=x_range, ylim=y_range)
    ax.grid(False)
    if paths and len(paths) > 1:
        ax.legend(loc="upper right", frameon=True)
    return ax
