"""Curves: losses over steps, what `fit` records, and a function with its derivative."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dlcourse.plots.display import table
from dlcourse.plots.style import COLORS, LINESTYLES

__all__ = ["history", "history_end", "loss_curves", "value_and_derivative"]


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


def history(
    recorded: Mapping[str, Sequence[float]] | Any,
    *,
    ax: Axes | Sequence[Axes] | None = None,
) -> Figure:
    """Draw what `fit` recorded: the loss and, if it is there, the accuracy, epoch by epoch.

    Training is a solid line, validation a dashed one.

    Args:
        recorded: A mapping with "loss" and perhaps "val_loss", "accuracy", "val_accuracy", one
            number an epoch; or an object with such a `history`, as Keras' `fit` returns it.
        ax: Where to draw: one axes for the loss, or two for loss and accuracy; a new figure if
            not given.

    Returns:
        The figure.
    """
    values = _recorded(recorded)
    # Keras names it by the kind of the targets, for instance "sparse_categorical_accuracy".
    found = [k for k in values if k.endswith("accuracy") and not k.startswith("val_")]
    panels = {"loss": "loss"} | ({"accuracy": found[0]} if found else {})
    if ax is None:
        size = (4.6 * len(panels), 3.4)
        fig, ax = plt.subplots(1, len(panels), figsize=size, layout="constrained")
        fig.get_layout_engine().set(wspace=0.06)
    axes = np.ravel(ax)
    if len(axes) > len(panels):
        raise ValueError(
            f"ax must be at most {len(panels)} axes, for {' and '.join(panels)}; got {len(axes)}"
        )
    epochs = np.arange(1, len(values["loss"]) + 1)
    for axes_of, (label, key) in zip(axes, panels.items(), strict=False):
        _one_history(axes_of, epochs, values, key, label)
    return axes[0].figure


def history_end(
    recorded: Mapping[str, Sequence[float]] | Any, *, digits: int = 2, caption: str | None = None
) -> None:
    """Show how a run ended, rounded: a table with a row a measure.

    Args:
        recorded: What `history` takes: a mapping with "loss" and perhaps "val_loss" and further
            measures, one number an epoch, or an object with such a `history`.
        digits: Digits after the point; few enough that another processor gives the same.
        caption: A sentence above the table; by default it counts the epochs.

    Raises:
        TypeError: `recorded` is no such thing.
        ValueError: There is no loss of at least one epoch, or a measure has other epochs.
    """
    values = _recorded(recorded)
    epochs = len(values["loss"])
    ends = {}
    for name, row in values.items():
        if len(row) != epochs:
            raise ValueError(
                f"recorded[{name!r}] must have one value for each of the {epochs} epochs, "
                f"got {len(row)}"
            )
        ends[name] = float(row[-1])
    # What the optimizer notes beside the measures, such as Keras's learning rate, is none of them.
    names = [n for n in ends if not n.startswith("val_") and n != "learning_rate"]
    names.sort(key=lambda name: name != "loss")  # the loss first, the others as they come
    held_out = any(f"val_{name}" in ends for name in names)
    rows = []
    for name in names:
        row = [name.replace("_", " "), ends[name]]
        rows.append([*row, ends.get(f"val_{name}", "")] if held_out else row)
    headers = ["measure", "training", "validation"][: 3 if held_out else 2]
    plural = "epoch" if epochs == 1 else "epochs"
    table(rows, headers=headers, digits=digits, caption=caption or f"After {epochs} {plural}")


def _recorded(recorded: Mapping[str, Sequence[float]] | Any) -> Mapping[str, Sequence[float]]:
    """The mapping in what `fit` returned; an error where it has no losses."""
    values = recorded if isinstance(recorded, Mapping) else getattr(recorded, "history", None)
    if not isinstance(values, Mapping):
        raise TypeError(
            "recorded must be a mapping such as {'loss': [...], 'val_loss': [...]} or have one as "
            f"its history, got {type(recorded).__name__}"
        )
    if "loss" not in values or not len(values["loss"]):
        raise ValueError(
            f"recorded must have a 'loss' of at least one epoch; got {sorted(values)} of "
            f"{len(values.get('loss', ()))} epochs"
        )
    return values


def _one_history(
    ax: Axes, epochs: np.ndarray, values: Mapping[str, Sequence[float]], key: str, label: str
) -> None:
    lines = {
        "training": (key, "blue", "-", "o"),
        "validation": (f"val_{key}", "vermilion", "--", "^"),
    }
    for name, (entry, color, style, marker) in lines.items():
        if entry not in values:
            continue
        if len(values[entry]) != len(epochs):
            raise ValueError(
                f"recorded[{entry!r}] must have one value for each of the {len(epochs)} epochs, "
                f"got {len(values[entry])}"
            )
        # Markers where few epochs leave room; a single epoch would have no line at all.
        look = {"marker": marker} if len(epochs) <= 20 else {}
        ax.plot(epochs, values[entry], color=COLORS[color], linestyle=style, label=name, **look)
    ax.set(xlabel="epoch", ylabel=label)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend()


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
