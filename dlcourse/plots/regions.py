"""Classes in the plane, and what a classifier says about each place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from dlcourse.plots.style import COLORS, DIVERGING, MARKERS

__all__ = ["decision_regions", "scatter_classes"]

_CLASS_COLORS = [COLORS[c] for c in ("blue", "vermilion", "green", "purple", "orange", "sky")]


def scatter_classes(
    X: np.ndarray,
    y: np.ndarray,
    *,
    ax: Axes | None = None,
    names: Sequence[str] | None = None,
    labels: tuple[str, str] = ("x₁", "x₂"),
    legend: bool = True,
) -> Axes:
    """Draw points with a color and a marker for each class.

    Args:
        X: Points, (m, 2).
        y: Class numbers, (m,).
        ax: Where to draw; a new figure if not given.
        names: Name of each class number, in order; default "class 0", "class 1", ...
        labels: Names of the two features.
        legend: Say which marker is which class.
    """
    ax = ax or plt.figure().add_subplot()
    X, y = np.asarray(X), np.asarray(y)
    if X.ndim != 2 or X.shape[1] != 2:
        raise ValueError(f"X must have shape (m, 2), got {X.shape}")
    classes = np.unique(y).astype(int)
    if names is not None and len(classes) and classes.max() >= len(names):
        raise ValueError(
            f"names must have a name for class {classes.max()}, too; got {len(names)} names"
        )
    for k in classes:
        ax.scatter(
            *X[y == k].T,
            s=26,
            color=_CLASS_COLORS[k % len(_CLASS_COLORS)],
            marker=MARKERS[k % len(MARKERS)],
            edgecolor="white",
            linewidth=0.5,
            label=names[k] if names is not None else f"class {k}",
            zorder=3,
        )
    ax.set(xlabel=labels[0], ylabel=labels[1])
    if legend:
        ax.legend()
    return ax


def decision_regions(
    predict: Callable[[np.ndarray], np.ndarray],
    X: np.ndarray,
    y: np.ndarray,
    *,
    ax: Axes | None = None,
    probability: bool = False,
    names: Sequence[str] | None = None,
    labels: tuple[str, str] = ("x₁", "x₂"),
    legend: bool = True,
    resolution: int = 401,
) -> Axes:
    """Color the plane by what `predict` says, and draw the points on it.

    Args:
        predict: Function of points (k, 2) that returns class numbers (k,), or, with
            `probability`, the probability of class 1.
        X: Points, (m, 2).
        y: Class numbers, (m,).
        ax: Where to draw; a new figure if not given.
        probability: Shade by probability and draw the lines 0.1, 0.5 and 0.9.
        names: Name of each class number.
        labels: Names of the two features.
        legend: Say which marker is which class.
        resolution: Points of the grid along each axis.
    """
    ax = scatter_classes(X, y, ax=ax, names=names, labels=labels, legend=legend)
    low, high = X.min(axis=0), X.max(axis=0)
    pad = 0.12 * (high - low)
    u, v = np.meshgrid(
        np.linspace(low[0] - pad[0], high[0] + pad[0], resolution),
        np.linspace(low[1] - pad[1], high[1] + pad[1], resolution),
    )
    said = np.asarray(predict(np.column_stack([u.ravel(), v.ravel()]))).reshape(u.shape)
    # An image, for filled contours that are half transparent show seams between their bands.
    place = {"extent": (u.min(), u.max(), v.min(), v.max()), "origin": "lower", "aspect": "auto"}
    if probability:
        ax.imshow(said, cmap=DIVERGING, vmin=0, vmax=1, alpha=0.55, zorder=0, **place)
        lines = ax.contour(
            u, v, said, levels=[0.1, 0.5, 0.9], colors="#333333", linewidths=[0.8, 1.8, 0.8]
        )
        ax.clabel(lines, fmt="%.1f", fontsize=8)
    else:
        classes = int(max(said.max(), np.max(y))) + 1
        colors = ListedColormap([_CLASS_COLORS[k % len(_CLASS_COLORS)] for k in range(classes)])
        span = {"vmin": -0.5, "vmax": classes - 0.5, "interpolation": "nearest"}
        ax.imshow(said, cmap=colors, alpha=0.22, zorder=0, **span, **place)
        if said.min() < said.max():
            ax.contour(
                u, v, said, levels=np.arange(1, classes) - 0.5, colors="#333333", linewidths=1.4
            )
    ax.set(xlim=(u.min(), u.max()), ylim=(v.min(), v.max()))
    ax.grid(False)
    return ax
