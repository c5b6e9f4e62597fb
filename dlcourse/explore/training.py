"""Training: what do the size of a batch and the learning rate make of the curve?"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from dlcourse.data import load_digits
from dlcourse.explore.frame import Knob, explore
from dlcourse.plots import COLORS
from dlcourse.scratch import Network, optimizers

__all__ = ["draw_training", "training"]

BATCHES = (1, 8, 32, 128, "all")
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
_EXAMPLES = 500
_EPOCHS = 10
_SEED = 0


def training(batch: int | str = 32, rate: float = 0.3) -> None:
    """Turn the size of the batches and the learning rate of a network that learns digits.

    Args:
        batch: Examples in a step of the still picture, or "all".
        rate: Its learning rate.
    """
    explore(
        draw_training,
        {
            "batch": Knob("examples in a step", BATCHES, batch),
            "rate": Knob("learning rate", RATES, rate),
        },
    )


def draw_training(batch: int | str, rate: float) -> tuple[Figure, str]:
    """Train a network 64-25-10 for ten epochs and draw the cost, step by step and by epochs.

    Args:
        batch: Examples in a step, or "all".
        rate: The learning rate of plain gradient descent.
    """
    digits = load_digits()
    X, y = digits.x.reshape(-1, 64) / 16, digits.y
    seen, new = slice(_EXAMPLES), slice(_EXAMPLES, None)
    net = Network.dense([64, 25, 10], activation="sigmoid", seed=_SEED)
    rule, rng = optimizers.SGD(rate), np.random.default_rng(_SEED)
    size = _EXAMPLES if batch == "all" else batch
    steps: list[float] = []
    epochs = [(net.cost(X[seen], y[seen]), net.cost(X[new], y[new]))]
    for _ in range(_EPOCHS):
        order = rng.permutation(_EXAMPLES)
        for start in range(0, _EXAMPLES, size):
            rows = order[start : start + size]
            steps.append(net.cost(X[rows], y[rows]))
            net.fit(X[rows], y[rows], epochs=1, batch_size=None, optimizer=rule)
        epochs.append((net.cost(X[seen], y[seen]), net.cost(X[new], y[new])))
    right = net.accuracy(X[seen], y[seen]), net.accuracy(X[new], y[new])

    fig, (left, other) = plt.subplots(1, 2, figsize=(9.5, 3.6), sharey=True)
    look = {"marker": "."} if len(steps) <= 200 else {"linewidth": 0.5}
    left.plot(np.arange(1, len(steps) + 1), steps, color=COLORS["gray"], **look)
    left.set(xlabel="step", ylabel="cost of the batch", title=f"{len(steps):,} steps")
    left.set_ylim(0, max(3.0, min(max(steps), 8.0)))
    ours, theirs = np.array(epochs).T
    other.plot(ours, color=COLORS["blue"], marker="o", label="training")
    other.plot(theirs, color=COLORS["vermilion"], linestyle="--", marker="^", label="new digits")
    other.set(xlabel="epoch", ylabel="cost", title=f"{right[0]:.0%} right, {right[1]:.0%} of new")
    other.yaxis.set_tick_params(labelleft=True)
    other.legend()
    size_text = "the whole set" if batch == "all" else f"batches of {batch}"
    alt = (
        f"Left, the cost of each of {len(steps):,} steps with {size_text} and learning rate "
        f"{rate:g}. Right, the cost after each of {_EPOCHS} epochs: on {_EXAMPLES} digits it goes "
        f"from {ours[0]:.1f} to {ours[-1]:.2f}, on new ones to {theirs[-1]:.2f}; "
        f"{right[0]:.0%} and {right[1]:.0%} are read right."
    )
    return fig, alt
