"""Checks of lesson 05a, Layers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, compare, compare_value, exercise
from dlcourse.scratch import activations, add_bias

Array = np.ndarray
_MOST = 30_000


def _numbers(units: int) -> int:
    """How many numbers the network 400-units-10 has."""
    return (400 + 1) * units + (units + 1) * 10


@exercise("05.1")
def _budget(answer: Any) -> None:
    best = max(h for h in range(1, 100) if _numbers(h) <= _MOST)
    named = {
        best + 1: f"with {best + 1} units the weights alone fit, but the biases do not: "
        f"one for each hidden unit and each output, together {_numbers(best + 1):,} numbers",
        (_MOST - 10) // 31: "a picture of 20×20 pixels has 400 inputs, not 20",
        _MOST // 401: "the layer behind the hidden one has weights, too: one for each pair of a "
        "hidden unit and a class",
        _MOST // 400: "those are the weights from the pixels alone; there are biases, and "
        "the layer behind the hidden one",
    }
    compare_value(
        answer,
        best,
        mistakes={
            **{hint: value for value, hint in named.items()},
            "units come whole; round down": lambda h: best < float(h) < best + 1,
            "that fits, but a larger number fits as well": lambda h: 0 < float(h) < best,
            "that is more than 30,000 numbers": lambda h: float(h) > best,
        },
        otherwise="count the numbers of both layers as a function of the number of hidden units",
    )


def _one_layer(Theta: Array, X: Array, active: Callable) -> Array:
    return active(Theta[:, :1] + Theta[:, 1:] @ X)


_RNG = np.random.default_rng(5)


def _columns(n_in: int, n_out: int, m: int, active: Callable) -> tuple:
    return _RNG.normal(size=(n_out, n_in + 1)), _RNG.normal(size=(n_in, m)), active


# As many units as samples: here a bias along the wrong axis passes, and gets its own hint.
_SQUARE = [_columns(4, 4, 4, phi) for phi in (activations.tanh, activations.linear)]
_COLUMNS = [_columns(3, 2, 5, activations.sigmoid), _columns(2, 5, 3, activations.linear)]


@exercise("05.2")
def _forward_columns(answer: Any) -> None:
    compare(
        answer,
        _one_layer,
        _SQUARE,
        mistakes={
            "Theta[:, 0] has one axis, and NumPy lays it along the samples; Theta[:, :1] is a "
            "column, one bias for each unit": (
                lambda Theta, X, active: active(Theta[:, 1:] @ X + Theta[:, 0])
            ),
            "that is the form for samples as rows; here a column of X is a sample": (
                lambda Theta, X, active: active(add_bias(X) @ Theta.T)
            ),
            "that has a row for each sample; the Notes want a column for each": (
                lambda Theta, X, active: _one_layer(Theta, X, active).T
            ),
            "the biases are column 0 of Theta, not its last one": (
                lambda Theta, X, active: active(Theta[:, :-1] @ X + Theta[:, -1:])
            ),
            "the biases are missing; they are column 0 of Theta": (
                lambda Theta, X, active: active(Theta[:, 1:] @ X)
            ),
            "those are the weighted sums; the activation is missing": (
                lambda Theta, X, active: _one_layer(Theta, X, activations.linear)
            ),
            "the biases belong to the weighted sums: add them before the activation": (
                lambda Theta, X, active: active(Theta[:, 1:] @ X) + Theta[:, :1]
            ),
            "the bias of unit i is Theta[i, 0], not Theta[0, 0] for all": (
                lambda Theta, X, active: active(Theta[:, 1:] @ X + Theta[0, 0])
            ),
            "apply the function `active` that is passed, not one of your own": (
                lambda Theta, X, active: _one_layer(Theta, X, activations.sigmoid)
            ),
        },
    )
    try:
        compare(answer, _one_layer, _COLUMNS, mistakes={})
    except Hint as hint:
        raise Hint(f"right for 4 units, 4 inputs and 4 samples, not for others: {hint}") from None


def _all_by(phi: Callable, thetas: list[Array], X: Array) -> Array:
    A = X
    for Theta in thetas:
        A = phi(add_bias(A) @ Theta.T)
    return A


def _deep(thetas: list[Array], X: Array, hidden: Callable, output: Callable) -> Array:
    return _all_by(output, thetas[-1:], _all_by(hidden, thetas[:-1], X))


def _thetas(*sizes: int) -> list[Array]:
    return [_RNG.normal(size=(b, a + 1)) for a, b in pairwise(sizes)]


_RELU, _LINEAR = activations.relu, activations.linear
# Layers of equal width, so that every mistake can be computed and gets its own hint.
_EQUAL = [
    (_thetas(3, 3), _RNG.normal(size=(4, 3)), _RELU, activations.softmax),
    (_thetas(3, 3, 3), _RNG.normal(size=(4, 3)), activations.tanh, _LINEAR),
    (_thetas(3, 3, 3, 3, 3), _RNG.normal(size=(4, 3)), _RELU, activations.sigmoid),
]
_OTHERS = [(_thetas(5, 2, 7, 1), _RNG.normal(size=(6, 5)), activations.tanh, activations.sigmoid)]


@exercise("05.3")
def _deep_forward(answer: Any) -> None:
    compare(
        answer,
        _deep,
        _EQUAL,
        mistakes={
            "the last layer applies `output`, not `hidden`": (
                lambda thetas, X, hidden, output: _all_by(hidden, thetas, X)
            ),
            "`output` is for the last layer only; the others apply `hidden`": (
                lambda thetas, X, hidden, output: _all_by(output, thetas, X)
            ),
            "the last layer gets both functions; it applies `output` alone": (
                lambda thetas, X, hidden, output: output(_all_by(hidden, thetas, X))
            ),
            "the hidden layers have no activation yet": (
                lambda thetas, X, hidden, output: _deep(thetas, X, _LINEAR, output)
            ),
            "the last layer has no activation yet": (
                lambda thetas, X, hidden, output: _deep(thetas, X, hidden, _LINEAR)
            ),
            "the last layer is missing": (
                lambda thetas, X, hidden, output: _all_by(hidden, thetas[:-1], X)
            ),
            "each layer gets X; it must get the output of the layer before it": (
                lambda thetas, X, hidden, output: output(add_bias(X) @ thetas[-1].T)
            ),
            "the layers in the loop all get X; each must get the output of the layer before it": (
                lambda thetas, X, hidden, output: _deep(thetas[-2:], X, hidden, output)
            ),
            "the last layer has its function, but not its weights": (
                lambda thetas, X, hidden, output: output(_all_by(hidden, thetas[:-1], X))
            ),
            "the biases of a layer are column 0 of its Theta, not the last one": (
                lambda thetas, X, hidden, output: _deep(
                    [np.roll(Theta, 1, axis=1) for Theta in thetas], X, hidden, output
                )
            ),
            "the layers come in the wrong order; the first one of the list sees X": (
                lambda thetas, X, hidden, output: _deep(thetas[::-1], X, hidden, output)
            ),
            "only the first and the last layer are used; loop over all": (
                lambda thetas, X, hidden, output: _deep([thetas[0], thetas[-1]], X, hidden, output)
            ),
            "the biases are missing: put a 1 in front of what enters each layer": (
                lambda thetas, X, hidden, output: _deep(
                    [Theta * np.r_[0.0, np.ones(3)] for Theta in thetas], X, hidden, output
                )
            ),
        },
    )
    try:
        compare(answer, _deep, _OTHERS, mistakes={})
    except Hint as hint:
        raise Hint(f"right for layers of one width, but not for 5-2-7-1: {hint}") from None
