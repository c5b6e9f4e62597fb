"""Checks of lesson 11c, Initialization."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

_PARTS = {"A": False, "B": False, "C": True, "D": True, "E": True}
_WHY = {
    "A": "W2 = 0 lets no error through to W1, and tanh(0) = 0 gives W2 no gradient",
    "B": "all hidden units compute the same and are told the same, at every step",
    "C": "the units answer differently, so each row of W2 gets a gradient of its own",
    "D": "the units answer alike, but each is sent another error through W2",
    "E": "with different biases tanh(b) differs, so W2 gets different rows in the first step",
}


@exercise("11.6")
def _five_starts(answer: Any) -> None:
    if not isinstance(answer, dict) or set(answer) != set(_PARTS):
        raise Hint("the answer is a dictionary with the keys A, B, C, D and E")
    if ... in answer.values():
        call(lambda: ...)
    for name, want in _PARTS.items():
        said = answer[name]
        if not isinstance(said, bool | np.bool_):
            raise Hint(f"{name} should be True or False, got {said!r}")
        if said != want:
            raise Hint(f"look at {name} again: {_WHY[name]}")


@exercise("11.7")
def _rms_after(answer: Any) -> None:
    compare(
        answer,
        lambda x, s, n, L: x * (s * np.sqrt(n / 2)) ** L,
        [(1.0, 0.1, 128, 5), (2.0, 0.05, 300, 20), (0.5, 0.2, 50, 1)],
        mistakes={
            "half of the variance is lost in each ReLU: line 4": (
                lambda x, s, n, L: x * (s * np.sqrt(n)) ** L
            ),
            "half of the variance is lost, so the rms falls by the root of 2, not by 2": (
                lambda x, s, n, L: x * (s * np.sqrt(n) / 2) ** L
            ),
            "that is the mean square; the rms is its root": (
                lambda x, s, n, L: x**2 * (s**2 * n / 2) ** L
            ),
            "that factor is the one for the mean square; for the rms take its root": (
                lambda x, s, n, L: x * (s**2 * n / 2) ** L
            ),
            "the size of what enters is missing: x": lambda x, s, n, L: (s * np.sqrt(n / 2)) ** L,
            "that is one layer; there are L": lambda x, s, n, L: x * s * np.sqrt(n / 2),
            "L layers multiply: a power, not a multiple": (
                lambda x, s, n, L: x * s * np.sqrt(n / 2) * L
            ),
            "n terms make the variance n times as large, so the rms only the root of n times": (
                lambda x, s, n, L: x * (s * n / np.sqrt(2)) ** L
            ),
            "L layers give L factors, the first layer's among them": (
                lambda x, s, n, L: x * (s * np.sqrt(n / 2)) ** (L - 1)
            ),
            "every ReLU halves the mean square, not the last one alone": (
                lambda x, s, n, L: x * (s * np.sqrt(n)) ** L / np.sqrt(2)
            ),
            "each weighted sum has n terms: its rms grows by the root of n as well": (
                lambda x, s, n, L: x * (s / np.sqrt(2)) ** L
            ),
        },
        otherwise="lines 2 and 4 together give the factor of one layer for the mean square",
    )


@exercise("11.8")
def _leaky_limit(answer: Any) -> None:
    compare(
        answer,
        lambda n_in, alpha: np.sqrt(6 / ((1 + alpha**2) * n_in)),
        # as NumPy's numbers: a division by zero gives inf there, for which there is a hint
        [(n_in, np.float64(alpha)) for n_in, alpha in ((300, 0.2), (64, 0), (100, 1), (10, 0.5))],
        mistakes={
            "that is the limit of He; what comes through the leak is missing": (
                lambda n_in, alpha: np.sqrt(6 / n_in)
            ),
            "the leak scales the numbers by alpha, so their squares by alpha squared": (
                lambda n_in, alpha: np.sqrt(6 / ((1 + alpha) * n_in))
            ),
            "the squares of the two halves add up: 1 + alpha^2, not (1 + alpha)^2": (
                lambda n_in, alpha: np.sqrt(6 / ((1 + alpha) ** 2 * n_in))
            ),
            "the leak adds to what comes through: 1 + alpha^2, not 1 - alpha^2": (
                lambda n_in, alpha: np.sqrt(6 / ((1 - alpha**2) * n_in))
            ),
            "more comes through the leak, so the weights should be smaller, not larger": (
                lambda n_in, alpha: np.sqrt(6 * (1 + alpha**2) / n_in)
            ),
            "that is the variance; the limit of a uniform distribution is sqrt(3 Var): line 6": (
                lambda n_in, alpha: 2 / ((1 + alpha**2) * n_in)
            ),
            "that is the standard deviation; the limit is sqrt(3) times as large: line 6": (
                lambda n_in, alpha: np.sqrt(2 / ((1 + alpha**2) * n_in))
            ),
            "that is r squared; take the root": lambda n_in, alpha: 6 / ((1 + alpha**2) * n_in),
            "the positive half passes whole: (1 + alpha^2) / 2 of the variance comes through": (
                lambda n_in, alpha: np.sqrt(3 / ((1 + alpha**2) * n_in))
            ),
            "alpha = 0 must give He: half passes whole, the other half times alpha squared": (
                lambda n_in, alpha: np.sqrt(6 / (alpha**2 * n_in))
            ),
        },
        otherwise="check two cases: alpha = 0 is He, alpha = 1 lets everything pass, Var(w) = 1/n",
    )
