"""Checks of lesson 11b, Vanishing gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray

_LOGS = {"A": "vanishing", "B": "healthy", "C": "dead", "D": "exploding"}
_WHY = {
    "A": "toward the input it falls by about 150 from layer to layer, but it is nowhere 0",
    "B": "every layer would move by some thousandths of its length",
    "C": "three layers get a gradient of exactly 0, which is not the same as a small one",
    "D": "a step would move each layer by many times its own length",
}


@exercise("11.4")
def _four_logs(answer: Any) -> None:
    if not isinstance(answer, dict) or set(answer) != set(_LOGS):
        raise Hint("the answer is a dictionary with the keys A, B, C and D")
    if ... in answer.values():
        call(lambda: ...)
    for name, want in _LOGS.items():
        said = answer[name]
        if not isinstance(said, str) or said.strip().lower() not in _LOGS.values():
            known = ", ".join(f'"{word}"' for word in sorted(_LOGS.values()))
            raise Hint(f"{name} should be one of {known}; got {said!r}")
        if said.strip().lower() != want:
            raise Hint(f"look at {name} again: {_WHY[name]}")


def _dead_share(X: Array, W: Array, b: Array) -> float:
    return float(np.mean(np.all(X @ W + b <= 0, axis=0)))


@exercise("11.5")
def _share_of_the_dead(answer: Any) -> None:
    rng = np.random.default_rng(115)
    # Some units are off for all samples, some for all but one; one sample is off for all units.
    cases = []
    for m, n, units, low in ((6, 3, 8, -1.5), (9, 4, 5, -2.5)):
        X, W = np.abs(rng.normal(size=(m, n))), rng.normal(size=(n, units))
        X[0] = 0
        b = rng.uniform(low, 0, units)
        W[:, 0] = 0
        b[0] = 0  # z is exactly 0 for every sample, and the slope there is 0
        cases.append((X, W, b))
    compare(
        answer,
        _dead_share,
        cases,
        mistakes={
            "that is how many are dead; the share of the units is wanted": (
                lambda X, W, b: np.sum(np.all(X @ W + b <= 0, axis=0))
            ),
            "that is the share of the living; a dead unit has z <= 0 for all samples": (
                lambda X, W, b: 1 - _dead_share(X, W, b)
            ),
            "a unit that is off for one sample may be on for others; dead is off for all": (
                lambda X, W, b: np.mean(np.any(X @ W + b <= 0, axis=0))
            ),
            "that is the share of zeros among all outputs; a unit is dead if its whole column is": (
                lambda X, W, b: np.mean(X @ W + b <= 0)
            ),
            "those are the samples that no unit answers to (axis=1); ask for the units, axis=0": (
                lambda X, W, b: np.mean(np.all(X @ W + b <= 0, axis=1))
            ),
            "the bias is missing: z = X W + b": lambda X, W, b: np.mean(np.all(X @ W <= 0, axis=0)),
            "at z = 0 the slope is 0 as well: a unit that is 0 for all samples is dead": (
                lambda X, W, b: np.mean(np.all(X @ W + b < 0, axis=0))
            ),
            "z of a dead unit may be far below 0; it is the output of its ReLU that is 0": (
                lambda X, W, b: np.mean(np.max(X @ W + b, axis=0) == 0)
            ),
            "a share of the units: divide by the number of units, not of samples": (
                lambda X, W, b: np.sum(np.all(X @ W + b <= 0, axis=0)) / len(X)
            ),
            "the mean of z may be below zero while some samples are above it; take all of them": (
                lambda X, W, b: np.mean(np.mean(X @ W + b, axis=0) <= 0)
            ),
        },
        otherwise="a unit is dead if its z = X W + b, a column, is <= 0 for every sample",
    )
