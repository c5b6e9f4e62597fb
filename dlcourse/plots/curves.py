"""Curves: losses over steps, and a function with its derivative."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.style import COLORS, LINESTYLES

__all__ = ["loss_curves", "value_and_derivative"]


def loss_curves(
    curves: Mapping[str, Sequence[float]],
    *,
    ax: Axes | None = None,
    xlabel: str = "step",
    ylabel: str = "cost J",
    log: bool = False,
) -> Axes:
    """Draw one line for each entry, the first point at step 0.

    Args:
        curves: Name -> values. A single curve gets no legend.
        ax: Where to draw; a new figure if not given.
        xlabel: What is counted.
        ylabel: What is measured.
        log: A logarithmic vertical axis.
    """
    ax = ax or plt.figure().add_subplot()
    for name, values in curves.items():
        ax.plot(np.arange(len(values)), values, label=name)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if log:
        ax.set_yscale("log")
    if len(curves) > 1:
        ax.legend()
    return ax


def value_and_derivative(
    f: Callable[[np.ndarray], np.ndarray],
    df: Callable[[np.ndarray], np.ndarray],
    *,
    z: np.ndarray | None = None,
    ax: Axes | None = None,
    name: str = "",
) -> Axes:
    """Draw a function of one number (solid) and its derivative (dashed).

    Args:
        f: The function, elementwise.
        df: Its derivative, elementwise.
        z: Where to draw, default 401 points from -6 to 6.
        ax: Where to draw; a new figure if not given.
        name: The title.
    """
    ax = ax or plt.figure().add_subplot()
    z = np.linspace(-6, 6, 401) if z is None else z
    ax.plot(z, f(z), color=COLORS["blue"], linestyle=LINESTYLES[0], label="value")
    ax.plot(z, df(z), color=COLORS["vermilion"], linestyle=LINESTYLES[1], label="derivative")
    ax.set(xlabel="z", title=name)
    ax.legend()
    return ax
