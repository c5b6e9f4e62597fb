"""One sigmoid neuron: what its weight and its bias do to the border and to the cost."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from dlcourse.data import load_iris
from dlcourse.explore.frame import Knob, explore
from dlcourse.plots import COLORS, MARKERS
from dlcourse.scratch.activations import sigmoid

__all__ = ["draw_neuron", "sigmoid_neuron"]

_CENTER = 5.0  # cm; lengths are counted from here, so that a bias of 0 is a sensible start
_CLASSES = (("versicolor", "blue"), ("virginica", "vermilion"))


def sigmoid_neuron(weight: float = 2.0, bias: float = 0.0) -> None:
    """Turn the weight and the bias of a neuron that tells two kinds of iris apart.

    Args:
        weight: The weight of the still picture, one of the values of its knob.
        bias: The bias of the still picture, one of the values of its knob.
    """
    explore(
        draw_neuron,
        {
            "weight": Knob(
                "weight w", (-3.0, -1.0, 0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 64.0), weight
            ),
            "bias": Knob("bias b", (-8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0), bias),
        },
    )


def draw_neuron(weight: float, bias: float) -> tuple[Figure, str]:
    """One picture of the explorer and its description.

    Args:
        weight: w, in 1/cm.
        bias: b; the neuron says sigmoid(w (length - 5 cm) + b).
    """
    length, y = _petals()
    z = weight * (length - _CENTER) + bias
    losses = np.logaddexp(0, z) - y * z
    wrong = int(((z >= 0) != (y == 1)).sum())
    inside, border = _border(weight, bias, length)

    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), sharex=True)
    line = np.linspace(length.min() - 0.3, length.max() + 0.3, 300)
    left.plot(line, sigmoid(weight * (line - _CENTER) + bias), color=COLORS["black"], linestyle="-")
    for k, (name, color) in enumerate(_CLASSES):
        look = {"color": COLORS[color], "marker": MARKERS[k], "s": 24, "alpha": 0.55}
        left.scatter(length[y == k], y[y == k], label=name, zorder=3, **look)
        right.scatter(length[y == k], losses[y == k], zorder=3, **look)
    for ax in (left, right):
        if inside:
            ax.axvline(inside, color=COLORS["gray"], linestyle="--", linewidth=1.4)
    left.set(
        xlabel="petal length in cm",
        ylabel="probability of virginica",
        ylim=(-0.08, 1.08),
        title=f"w = {weight:g}, b = {bias:g}: {wrong} of {len(y)} wrong",
    )
    left.legend(loc="center left")
    right.axhline(losses.mean(), color=COLORS["green"], linestyle="-.")
    right.set(
        xlabel="petal length in cm",
        ylabel="loss of each flower",
        title=f"their mean, the cost J: {losses.mean():.2f}",
    )
    right.set_ylim(bottom=-0.05 * max(1.0, losses.max()))
    alt = (
        f"A sigmoid with weight {weight:g} and bias {bias:g} over the petal lengths of {len(y)} "
        f"irises; {border}. {wrong} flowers lie on the wrong side. On the right the loss of each: "
        f"the largest is {losses.max():.2f}, the mean {losses.mean():.2f}."
    )
    return fig, alt


def _petals() -> tuple[np.ndarray, np.ndarray]:
    """Petal lengths in cm, and 1 for virginica, 0 for versicolor."""
    iris = load_iris()
    two = iris.y > 0
    return iris.x[two, 2], (iris.y[two] == 2).astype(int)


def _border(weight: float, bias: float, length: np.ndarray) -> tuple[float | None, str]:
    """Where the probability is one half, if some flower lies on either side; and in words."""
    if weight == 0:
        return None, "it is flat, so it says the same of every flower"
    border = _CENTER - bias / weight
    words = f"its border lies at {border:.2f} cm"
    if length.min() <= border <= length.max():
        return border, words
    return None, f"{words}, beyond all flowers"
