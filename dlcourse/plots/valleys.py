"""Paths of optimizers over a landscape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.style import COLORS, LINESTYLES, MARKERS
from dlcourse.plots.surfaces import error_surface

if TYPE_CHECKING:
    from dlcourse.scratch.valleys import Valley

__all__ = ["paths"]

_LINES = ("vermilion", "blue", "green", "purple", "black", "orange")


def paths(
    valley: Valley,
    taken: Mapping[str, np.ndarray],
    ax: Axes | None = None,
    *,
    legend: bool = True,
) -> Axes:
    """Draw the contour lines of a valley and the paths that were taken over it.

    The start is a black dot, the minimum a star, the end of each path a larger marker. A path that
    goes farther out of the box of the valley than the box is wide has flown away, and ends there.

    Args:
        valley: The landscape.
        taken: Name -> array (steps + 1, 2), as `dlcourse.scratch.valleys.descend` returns it. The
            first always has the same color, marker and line, the second too, and so on.
        ax: Where to draw; a new figure if not given.
        legend: Whether several paths get one.

    Raises:
        ValueError: A path has another shape.
    """
    taken = {name: np.asarray(path, dtype=float) for name, path in taken.items()}
    for name, path in taken.items():
        if path.ndim != 2 or path.shape[1] != 2:
            raise ValueError(f"the path {name!r} must have the shape (points, 2), got {path.shape}")
    ax = error_surface(valley.value, *valley.box, ax=ax, minimum=valley.minimum)
    low, high = np.array(valley.box, dtype=float).T
    for i, (name, path) in enumerate(taken.items()):
        near = (path > 2 * low - high) & (path < 2 * high - low)
        gone = np.flatnonzero(~near.all(axis=1))
        path = path[: gone[0] + 1] if len(gone) else path
        marker = MARKERS[i % len(MARKERS)]
        color = COLORS[_LINES[i % len(_LINES)]]
        every = max(1, (len(path) - 1) // 8)  # on a long path some markers, not a caterpillar
        ax.plot(
            *path.T,
            color=color,
            linestyle=LINESTYLES[i % len(LINESTYLES)],
            marker=marker,
            markersize=4,
            markevery=every,
            linewidth=1.3,
            label=name,
        )
        ax.plot(*path[-1:].T, color=color, marker=marker, markersize=8, markeredgecolor="white")
    ax.plot(*valley.start, marker="o", markersize=7, color="black", markeredgecolor="white")
    ax.set_title(valley.name)
    if legend and len(taken) > 1:
        ax.legend(loc="upper right", frameon=True)
    return ax
