"""Random networks with data that fit them, for the proofs about gradients."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from dlcourse.scratch import Network, activations, losses, regularizers

ACTIVATIONS = (
    "linear",
    "step",
    "sigmoid",
    "tanh",
    "relu",
    "relu6",
    "leaky_relu",
    "swish",
    "softmax",
)
LOSSES = (
    losses.MeanSquaredError(),
    losses.MeanSquaredError(sum_outputs=True),
    losses.HalfMeanSquaredError(),
    losses.HalfMeanSquaredError(sum_outputs=True),
    losses.BinaryCrossEntropy(),
    losses.BinaryCrossEntropy(sum_outputs=True),
    losses.CategoricalCrossEntropy(),
)
PENALTIES = (None, "l1", "l2")

Problem = tuple[Network, np.ndarray, np.ndarray]


def build(
    rng: np.random.Generator,
    sizes: Sequence[int],
    names: Sequence[str],
    loss: losses.Loss,
    penalty: str | None = None,
    rows: int = 5,
    dtype: type = np.float64,
) -> Problem:
    """A network in the form of the slides, inputs and targets; all numbers random.

    Args:
        rng: The source of chance.
        sizes: Number of inputs and of each layer's units.
        names: An activation for each layer; the settings of those that have one are random.
        loss: Also one that does not belong to the output. A cross-entropy of outputs that are
            no probabilities gets a last layer that keeps them about 1/2.
        penalty: "l1", "l2" or None, with a random strength.
        rows: Number of examples.
        dtype: Of the weights, and so of all that the network computes.
    """
    phis = [_activation(rng, name) for name in names]
    X = rng.normal(size=(rows, sizes[0]))
    thetas = [
        rng.normal(size=(n_out, n_in + 1)) * np.sqrt(2 / n_in) for n_in, n_out in pairwise(sizes)
    ]
    if "crossentropy" in loss.name and names[-1] not in ("linear", "sigmoid", "softmax"):
        theta = thetas[-1]
        model = [entry for pair in zip(thetas, phis, strict=True) for entry in pair]
        z = Network(model).layers_forward(X)[0][-1] - theta[:, 0]
        theta[:, 1:] *= 0.2 / max(np.abs(z).max(), 1e-3)
        theta[:, 0] = rng.uniform(0.4, 0.6, len(theta))
    model = [entry for pair in zip(thetas, phis, strict=True) for entry in pair]
    strength = rng.uniform(0, 0.1)
    regularizer = (
        {"l1": regularizers.L1, "l2": regularizers.L2}[penalty](strength) if penalty else None
    )
    net = Network(model, loss=loss, regularizer=regularizer).copy(dtype)
    return net, X.astype(dtype), _targets(rng, loss, rows, sizes[-1])


def draw(seed: int, dtype: type = np.float64) -> Problem:
    """A network whose depth, widths, activations, loss, penalty and batch are random too."""
    rng = np.random.default_rng(seed)
    depth = rng.integers(1, 5)
    return build(
        rng,
        rng.integers(1, 7, depth + 1),
        [ACTIVATIONS[k] for k in rng.integers(0, len(ACTIVATIONS), depth)],
        LOSSES[rng.integers(len(LOSSES))],
        PENALTIES[rng.integers(len(PENALTIES))],
        int(rng.integers(1, 10)),
        dtype,
    )


def _activation(rng: np.random.Generator, name: str) -> activations.Activation:
    if name == "leaky_relu":
        return activations.leaky_relu(rng.uniform(0, 1))
    if name == "swish":
        return activations.swish(rng.uniform(0.2, 3))
    return activations.get(name)


def _targets(rng: np.random.Generator, loss: losses.Loss, m: int, K: int) -> np.ndarray:
    """Class numbers or soft classes, probabilities, or any numbers, as the loss wants them."""
    if loss.name == "categorical_crossentropy":
        return rng.integers(0, K, m) if K > 1 and rng.random() < 0.5 else rng.dirichlet([1] * K, m)
    if loss.name == "binary_crossentropy":
        return rng.random((m, K))
    return rng.normal(size=(m, K))
