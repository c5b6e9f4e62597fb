"""A fully connected network, drawn from its layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.diagrams import _circle
from dlcourse.plots.style import COLORS

__all__ = ["network"]

_GAP = 2.6  # between two layers, in units of the drawing
_ROW = 0.9  # between two units of a layer


@dataclass
class _Layers:
    """What can be read from a description of a network."""

    sizes: list[int]
    activations: list[str] | None = None
    weights: list[np.ndarray] | None = None  # one (n_in, n_out) between two layers
    biases: list[np.ndarray | None] | None = None  # (n_out,) each, or None


def network(
    layers: Any,
    *,
    names: Sequence[str] | None = None,
    units: Sequence[Sequence[str]] | None = None,
    weights: Sequence[np.ndarray] | bool | None = None,
    bias: bool = False,
    ax: Axes | None = None,
    most: int = 8,
) -> Axes:
    """Draw a fully connected network, input on the left.

    Args:
        layers: The sizes, the inputs first; or the list of the slides, weights `(n_out, n_in + 1)`
            and activations in turn; or an object that has `sizes`, such as `scratch.Network`.
        names: A line under each layer. By default the names of the activations, if they are known.
        units: The text in each circle, one list for each layer.
        weights: One matrix between each pair of layers, `(n_in, n_out)` or, with the bias weights
            in column 0, `(n_out, n_in + 1)`. Line width shows the size of a weight, relative to
            the largest of its layer; a negative weight is dashed and blue, a positive one orange,
            and a weight of zero gray.
            By default the weights of `layers`, if it holds any; `False` draws plain lines.
        bias: Also draw the constant unit +1 of each layer but the last. Its lines show the bias
            weights where they are known.
        ax: Where to draw; a new figure if not given.
        most: Draw at most that many circles of a layer, with dots between.

    Raises:
        TypeError: `layers` is none of the three.
        ValueError: Sizes, weights, names or units do not fit each other.
    """
    net = _read(layers)
    sizes = net.sizes
    if weights is False:
        net.weights = net.biases = None
    elif weights is not None and weights is not True:
        net.weights, net.biases = _matrices(weights, sizes)
    elif weights is True and net.weights is None:
        raise ValueError("weights=True needs layers that hold weights; got only their sizes")
    if names is None and net.activations is not None:
        names = _names(net, most)
    _check_texts(names, units, sizes)

    places = [_places(n, most, _GAP * layer) for layer, n in enumerate(sizes)]
    if ax is None:
        rows = max(map(len, places)) + bias
        ax = plt.figure(figsize=(2.0 * len(sizes), max(3.8, 0.5 * (rows + 1)))).add_subplot()
    palette = [COLORS["sky"], *[COLORS["orange"]] * (len(sizes) - 2), COLORS["green"]]
    for layer, (here, color) in enumerate(zip(places, palette, strict=True)):
        for unit, place in here.items():
            if unit == "dots":
                ax.text(*place, "⋮", ha="center", va="center", fontsize=14)
            else:
                text = units[layer][unit] if units is not None else ""
                _circle(ax, place, text, color, radius=0.34)
    for layer, (here, there) in enumerate(pairwise(places)):
        w = None if net.weights is None else net.weights[layer]
        b = None if net.biases is None or not bias else net.biases[layer]
        largest = [np.abs(v).max() for v in (w, b) if v is not None]
        top = max(*largest, 1e-12) if largest else 1.0
        circles = [(i, place) for i, place in there.items() if i != "dots"]
        for i, start in here.items():
            if i != "dots":
                for j, end in circles:
                    _line(ax, start, end, None if w is None else w[i, j] / top, "#888888")
        if bias:
            start = (_GAP * layer, max(place[1] for place in here.values()) + _ROW)
            _circle(ax, start, "+1", "#DDDDDD", radius=0.28)
            for j, end in circles:
                _line(ax, start, end, None if b is None else b[j] / top, "#BBBBBB")
    if names is not None:
        lowest = min(place[1] for here in places for place in here.values())
        for layer, name in enumerate(names):
            ax.text(_GAP * layer, lowest - 0.6, name, ha="center", va="top", fontsize=9.5)
    ax.set_aspect("equal")
    ax.axis("off")
    ax.margins(0.08, 0.1)
    return ax


def _read(layers: Any) -> _Layers:
    """Sizes, and whatever else the description holds."""
    if hasattr(layers, "sizes"):
        sizes = _sizes(layers.sizes)
        net = _Layers(sizes)
        if getattr(layers, "activations", None) is not None:
            net.activations = [_name(a) for a in layers.activations]
        if getattr(layers, "weights", None) is not None:
            net.weights, net.biases = _matrices(layers.weights, sizes)
            if getattr(layers, "biases", None) is not None:
                net.biases = [np.asarray(b) for b in layers.biases]
        return net
    if not isinstance(layers, (Sequence, np.ndarray)) or isinstance(layers, str):
        raise TypeError(
            "layers must be a list of sizes, a list of weights and activations in turn, or an "
            f"object with sizes; got {type(layers).__name__}"
        )
    if all(np.ndim(entry) == 0 and np.issubdtype(type(entry), np.integer) for entry in layers):
        return _Layers(_sizes(layers))
    return _in_turn(layers)


def _in_turn(layers: Sequence[Any]) -> _Layers:
    """Read [Theta0, activation, Theta1, activation, ...]."""
    thetas, activations = list(layers[::2]), list(layers[1::2])
    for k, theta in enumerate(thetas):
        if not hasattr(theta, "shape") or len(theta.shape) != 2:
            raise ValueError(
                f"layers[{2 * k}] must be a weight matrix (n_out, n_in + 1), got "
                f"{getattr(theta, 'shape', theta)}; layers are sizes, or weights and activations "
                "in turn"
            )
        if k and theta.shape[1] != thetas[k - 1].shape[0] + 1:
            raise ValueError(
                f"layers[{2 * k}] must have {thetas[k - 1].shape[0] + 1} columns, one for each of "
                f"the {thetas[k - 1].shape[0]} units before it and one for the bias; got shape "
                f"{theta.shape}"
            )
    if len(activations) != len(thetas):
        raise ValueError(f"layers must end with an activation; got {len(layers)} entries")
    for k, activation in enumerate(activations):
        if hasattr(activation, "shape"):
            raise ValueError(
                f"layers[{2 * k + 1}] must be an activation, got an array of shape "
                f"{activation.shape}"
            )
    sizes = _sizes([thetas[0].shape[1] - 1, *(theta.shape[0] for theta in thetas)])
    return _Layers(sizes, [_name(a) for a in activations], *_matrices(thetas, sizes))


def _sizes(sizes: Sequence[int]) -> list[int]:
    sizes = [int(n) for n in sizes]
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes must name at least two layers of at least one unit, got {sizes}")
    return sizes


def _matrices(
    weights: Sequence[np.ndarray], sizes: Sequence[int]
) -> tuple[list[np.ndarray], list[np.ndarray | None]]:
    """Weights (n_in, n_out), and the bias weights where column 0 holds them."""
    if len(weights) != len(sizes) - 1:
        raise ValueError(
            f"weights must have one matrix between each pair of layers, {len(sizes) - 1} for sizes "
            f"{list(sizes)}; got {len(weights)}"
        )
    found = []
    for k, (w, n_in, n_out) in enumerate(zip(weights, sizes[:-1], sizes[1:], strict=True)):
        w = np.asarray(w)
        # The two shapes are never the same: n_in = n_out and n_out = n_in + 1 exclude each other.
        if w.shape == (n_in, n_out):
            found.append((w, None))
        elif w.shape == (n_out, n_in + 1):
            found.append((w[:, 1:].T, w[:, 0]))
        else:
            raise ValueError(
                f"weights[{k}] must have shape (n_in, n_out) = {(n_in, n_out)} or, with the bias, "
                f"(n_out, n_in + 1) = {(n_out, n_in + 1)}; got {w.shape}"
            )
    return [w for w, _ in found], [b for _, b in found]


def _name(activation: Any) -> str:
    """The name of an activation: an object with a name, a word, a function or a class."""
    if isinstance(activation, str):
        return activation
    for attribute in ("name", "__name__"):
        if isinstance(name := getattr(activation, attribute, None), str):
            return name
    return type(activation).__name__


def _names(net: _Layers, most: int) -> list[str]:
    """What stands under the layers: the activation, and the size where dots hide it."""
    if len(net.activations) != len(net.sizes) - 1:
        raise ValueError(
            f"activations must be one for each layer after the inputs, {len(net.sizes) - 1} for "
            f"sizes {net.sizes}; got {len(net.activations)}"
        )
    names = ["inputs", *net.activations]
    return [
        name if n <= most else f"{n} {name}" if name == "inputs" else f"{n} units\n{name}"
        for name, n in zip(names, net.sizes, strict=True)
    ]


def _check_texts(
    names: Sequence[str] | None, units: Sequence[Sequence[str]] | None, sizes: list[int]
) -> None:
    for argument, given in (("names", names), ("units", units)):
        if given is not None and len(given) != len(sizes):
            raise ValueError(
                f"{argument} must have one entry for each of the {len(sizes)} layers, "
                f"got {len(given)}"
            )
    for layer, (texts, n) in enumerate(zip(units or (), sizes, strict=False)):
        if len(texts) != n:
            raise ValueError(f"units[{layer}] must have {n} entries, got {len(texts)}")


def _places(n: int, most: int, x: float) -> dict[Any, tuple[float, float]]:
    """Number of each unit that is drawn (and "dots") -> where it stands."""
    half = most // 2
    shown = list(range(n)) if n <= most else [*range(half), "dots", *range(n - half + 1, n)]
    rows = (np.arange(len(shown))[::-1] - (len(shown) - 1) / 2) * _ROW
    return {unit: (x, float(row)) for unit, row in zip(shown, rows, strict=True)}


def _line(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    value: float | None,
    plain: str,
) -> None:
    """A line as wide as the weight, -1 to 1, is large; of color `plain` without one or at zero."""
    if value is None:
        look = {"color": plain, "linewidth": 0.8, "linestyle": "-"}
    else:
        look = {
            "color": COLORS["blue" if value < 0 else "vermilion"] if value else plain,
            "linewidth": 0.3 + 2.7 * abs(value),
            "linestyle": "--" if value < 0 else "-",
        }
    ax.plot(*zip(start, end, strict=True), zorder=1, **look)
