"""Under- and overfitting on real digits: size, penalty, number of examples, wrong labels."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from dlcourse.data import load_digits
from dlcourse.explore.frame import Knob, explore
from dlcourse.plots import COLORS
from dlcourse.scratch import Network, optimizers, regularizers

__all__ = ["digit_fit", "draw_digit_fit"]

UNITS = (1, 2, 4, 8, 16, 64)
STRENGTHS = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3)
EXAMPLES = (50, 100, 200, 400, 1200)
WRONG = ("none", "30 %")
_HELD = 500
_STEPS = 800
_SEED = 0


def digit_fit(units: int = 64, strength: float = 0.0, examples: int = 400) -> None:
    """Turn the size of a network, its L2 penalty, and what it has to learn from.

    Args:
        units: Number of hidden units of the still picture.
        strength: Its lambda of the L2 penalty.
        examples: How many digits it learns from.
    """
    explore(
        draw_digit_fit,
        {
            "units": Knob("hidden units", UNITS, units),
            "strength": Knob("L2 strength λ", STRENGTHS, strength),
            "examples": Knob("examples", EXAMPLES, examples),
            "wrong": Knob("labels thrown by dice", WRONG, "30 %"),
        },
    )


def draw_digit_fit(units: int, strength: float, examples: int, wrong: str) -> tuple[Figure, str]:
    """Train one network on some digits, and draw its errors on them and on 500 others.

    Args:
        units: How many hidden units (tanh).
        strength: lambda of the L2 penalty.
        examples: How many digits to learn from.
        wrong: A name of `WRONG`, the share of their labels that dice have chosen.
    """
    digits, rng = load_digits(), np.random.default_rng(_SEED)
    X = digits.x.reshape(len(digits.x), -1) / 16
    order = rng.permutation(len(X))
    seen, new = order[:examples], order[-_HELD:]
    labels = digits.y[seen].copy()
    thrown = rng.random(len(labels)) < (0.3 if wrong == WRONG[1] else 0)
    labels[thrown] = rng.integers(0, 10, thrown.sum())

    net = Network.dense(
        [64, units, 10], activation="tanh", regularizer=regularizers.L2(strength), seed=_SEED
    )
    errors: list[tuple[float, float]] = []

    def remember(epoch: int, net: Network) -> None:
        errors.append((1 - net.accuracy(X[seen], labels), 1 - net.accuracy(X[new], digits.y[new])))

    batch = min(32, examples)
    epochs = round(_STEPS * batch / examples)
    rule = optimizers.Adam(0.01)
    net.fit(
        X[seen],
        labels,
        epochs=epochs,
        batch_size=batch,
        optimizer=rule,
        seed=_SEED,
        progress=False,
        on_epoch=remember,
    )

    training, validation = np.array(errors).T
    share = np.mean(labels != digits.y[seen])
    fig, ax = plt.subplots(figsize=(7.5, 3.8))
    steps = np.arange(1, epochs + 1) * _STEPS / epochs
    ax.plot(steps, training, color=COLORS["blue"], label=f"the {examples} examples, as labeled")
    ax.plot(steps, validation, "--", color=COLORS["vermilion"], label=f"{_HELD} new digits")
    if share:
        ax.axhline(share, color=COLORS["gray"], linestyle=":", label="labels that are wrong")
    ax.set(xlabel="step", ylabel="share of errors", ylim=(-0.02, 1))
    ax.set_title(f"{net.count():,} numbers, {examples:,} examples")
    ax.legend(loc="upper right")
    alt = (
        f"Errors over {_STEPS} steps of a network with {units} hidden units and an L2 penalty of "
        f"{strength:g}: on its {examples:,} examples, {share:.0%} of them labeled wrong, "
        f"they end at {training[-1]:.0%}; on {_HELD} new digits at {validation[-1]:.0%}, at best "
        f"{validation.min():.0%}."
    )
    return fig, alt
