"""A playground: which points can which network tell apart, and what do its units contribute?

The idea is that of playground.tensorflow.org, by D. Smilkov and S. Carter.
"""

from __future__ import annotations

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec

from dlcourse.data import make_points
from dlcourse.explore.frame import Knob, explore
from dlcourse.plots import COLORS, decision_regions
from dlcourse.scratch import Network, StandardScaler, optimizers

__all__ = ["draw_playground", "playground"]

KINDS = ("tilted", "xor", "rings", "moons")
FEATURES: dict[str, tuple[tuple[str, ...], Callable[[np.ndarray], np.ndarray]]] = {
    "x₁, x₂": (("x₁", "x₂"), lambda X: X),
    "squares and product, too": (
        ("x₁", "x₂", "x₁²", "x₂²", "x₁x₂"),
        lambda X: np.column_stack([X, X**2, X[:, 0] * X[:, 1]]),
    ),
}
ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu")
_SEED = 0
_EPOCHS = 60


def playground(points: str = "rings", layers: int = 1, units: int = 4) -> None:
    """Turn the points, the features, the depth, the width and the activation of a network.

    Args:
        points: The kind of points of the still picture.
        layers: Its number of hidden layers.
        units: Its number of units in each hidden layer.
    """
    explore(
        draw_playground,
        {
            "points": Knob("points", KINDS, points),
            "features": Knob("features", tuple(FEATURES), "x₁, x₂"),
            "layers": Knob("hidden layers", (0, 1, 2, 3), layers),
            "units": Knob("units in each", (1, 2, 3, 4, 6, 8), units),
            "activation": Knob("activation", ACTIVATIONS, "tanh"),
        },
    )


def draw_playground(
    points: str, features: str, layers: int, units: int, activation: str
) -> tuple[Figure, str]:
    """Train one network and draw what it says, and what each of its units says.

    Args:
        points: A name of `KINDS`, 200 points to learn from and 1,000 to test.
        features: A name of `FEATURES`, each with mean 0 and standard deviation 1.
        layers: How many hidden layers.
        units: How many units in each.
        activation: That of the hidden units.
    """
    seen = make_points(points, n=200, seed=_SEED)
    new = make_points(points, n=1000, seed=_SEED + 1)
    names, widen = FEATURES[features]
    scaler = StandardScaler().fit(widen(seen.x))

    def inputs(X: np.ndarray) -> np.ndarray:
        return scaler.transform(widen(X))

    net = Network.dense(
        [len(names), *[units] * layers, 1],
        activation=activation,
        output="sigmoid",
        initializer="he" if activation == "relu" else "glorot",
        seed=_SEED,
    )
    rule = optimizers.Adam(0.03)
    net.fit(inputs(seen.x), seen.y, epochs=_EPOCHS, batch_size=20, optimizer=rule, seed=_SEED)
    right = net.accuracy(inputs(seen.x), seen.y), net.accuracy(inputs(new.x), new.y)

    fig = plt.figure(figsize=(10, 4.2))
    left, other = fig.add_gridspec(1, 2, width_ratios=(1.25, 1))
    ax = fig.add_subplot(left)
    decision_regions(
        lambda X: net.forward(inputs(X))[:, 0], seen.x, seen.y, ax=ax, probability=True
    )
    ax.set_title(f"right on {right[0]:.0%} of the points, {right[1]:.0%} of new ones")
    _draw_units(fig, other, net, inputs, names, seen.x)
    sizes = "-".join(map(str, net.sizes))
    hidden = f"{activation} units" if layers else "no hidden layer"
    alt = (
        f"Left, {len(seen.x)} points ({points}) and what a network {sizes} with {hidden} says of "
        f"the plane: right on {right[0]:.0%} of them and on {right[1]:.0%} of {len(new.x):,} new "
        f"ones. Right, small maps of the plane, light where a value is high: one for each of the "
        f"{len(names)} features and {layers * units} hidden units."
    )
    return fig, alt


def _draw_units(
    fig: Figure,
    place: SubplotSpec,
    net: Network,
    inputs: Callable[[np.ndarray], np.ndarray],
    names: tuple[str, ...],
    X: np.ndarray,
) -> None:
    """A column of small maps for the features and for each hidden layer: light where it is high."""
    low, high = X.min(axis=0), X.max(axis=0)
    u, v = np.meshgrid(*(np.linspace(a, b, 41) for a, b in zip(low, high, strict=True)))
    columns = net.layers_forward(inputs(np.column_stack([u.ravel(), v.ravel()])))[1][:-1]
    rows = max(A.shape[1] for A in columns)
    grid = place.subgridspec(rows, len(columns))
    for layer, A in enumerate(columns):
        for unit, values in enumerate(A.T):
            ax = fig.add_subplot(grid[unit, layer])
            # Each map has its own scale: the place of the change counts, not its size.
            ax.imshow(values.reshape(u.shape), origin="lower", cmap="cividis")
            if layer == 0:
                ax.set_ylabel(names[unit], rotation=0, ha="right", va="center")
            if unit == 0:
                title = f"layer {layer}" if layer else "features"
                ax.set_title(title, loc="center", fontsize=10)
            ax.set(xticks=[], yticks=[])
            ax.grid(False)
            for side in ax.spines.values():
                side.set(visible=True, color=COLORS["gray"])
