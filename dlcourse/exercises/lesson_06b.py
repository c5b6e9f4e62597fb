"""Checks of lesson 06b, Backpropagation in code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray


def _error(given: Sequence[Array], numeric: Sequence[Array]) -> float:
    largest = max(np.abs(n).max() for n in numeric)
    return max(np.abs(g - n).max() for g, n in zip(given, numeric, strict=True)) / largest


def _flat(arrays: Sequence[Array]) -> Array:
    return np.concatenate([a.ravel() for a in arrays])


@exercise("06.4")
def _gradient_error(answer: Any) -> None:
    rng = np.random.default_rng(6)
    # the largest numbers stand neither in the first nor in the last matrix, nor in the small one
    scales = {(3, 4): 1, (1, 3): 0.1, (2, 4): 5, (4, 2): 1}
    numeric = [scale * rng.normal(size=shape) for shape, scale in scales.items()]
    numeric[2][0, 0] = -20  # the largest entry is negative
    numeric[0][1, 2] = 0  # entries of zero occur: units that are off
    given = [n + 0.1 * rng.normal(size=n.shape) for n in numeric]
    given[2][1, 1] -= 3  # the largest difference is negative, and not in the first matrix
    cases = [(given, numeric), (given[:2], numeric[:2]), ([0 * n for n in numeric], numeric)]
    cases += [([3 * n for n in numeric], numeric)]
    with np.errstate(all="ignore"):
        compare(
            answer,
            _error,
            cases,
            mistakes={
                "a difference may be negative; take absolute values before the maximum": (
                    lambda g, n: (_flat(g) - _flat(n)).max() / np.abs(_flat(n)).max()
                ),
                "the largest entry of numeric may be negative; take absolute values there, too": (
                    lambda g, n: np.abs(_flat(g) - _flat(n)).max() / _flat(n).max()
                ),
                "divide by the largest entry at the end, not each difference by its own entry: "
                "where an entry is zero that fails": (
                    lambda g, n: np.abs((_flat(g) - _flat(n)) / _flat(n)).max()
                ),
                "that is the difference; divide it by the largest entry in numeric": (
                    lambda g, n: np.abs(_flat(g) - _flat(n)).max()
                ),
                "one scale for all: the largest entry over all matrices, not that of each": (
                    lambda g, n: max(_error([a], [b]) for a, b in zip(g, n, strict=True))
                ),
                "take absolute values, above the line and below: both may be negative": (
                    lambda g, n: (_flat(g) - _flat(n)).max() / _flat(n).max()
                ),
                "all matrices count; you look at the last one only (overwritten in a loop?)": (
                    lambda g, n: _error(g[-1:], n[-1:])
                ),
                "divide by the largest entry of numeric alone; given may be far too large": (
                    lambda g, n: (
                        np.abs(_flat(g) - _flat(n)).max() / np.abs([*_flat(g), *_flat(n)]).max()
                    )
                ),
                "all matrices count; you look at the first one only": (
                    lambda g, n: _error(g[:1], n[:1])
                ),
                "a mean hides the one entry that is wrong; take the largest": (
                    lambda g, n: np.abs(_flat(g) - _flat(n)).mean() / np.abs(_flat(n)).max()
                ),
                "divide by the largest entry of numeric, not of given, which may be all zero": (
                    lambda g, n: np.abs(_flat(g) - _flat(n)).max() / np.abs(_flat(g)).max()
                ),
                "a sum of differences grows with the network; take the largest": (
                    lambda g, n: np.abs(_flat(g) - _flat(n)).sum() / np.abs(_flat(n)).max()
                ),
            },
            otherwise="largest absolute difference of all, divided by largest absolute entry",
        )


def _penalized(of_theta: Callable[[Array, float], Array]) -> Callable[..., list[Array]]:
    return lambda grads, thetas, strength: [
        g + of_theta(Theta, strength) for g, Theta in zip(grads, thetas, strict=True)
    ]


def _but(column: int | slice, Theta: Array) -> Array:
    rest = Theta.copy()
    rest[:, column] = 0
    return rest


@exercise("06.5")
def _with_a_penalty(answer: Any) -> None:
    rng = np.random.default_rng(7)
    shapes = [(3, 4), (4, 4), (2, 5)]
    thetas, grads = ([rng.normal(size=shape) for shape in shapes] for _ in range(2))
    kept = [[a.copy() for a in arrays] for arrays in (grads, thetas)]
    compare(
        lambda *arguments: _as_list(call(answer, *arguments)),
        _penalized(lambda Theta, strength: strength * _but(0, Theta)),
        [(grads, thetas, 0.3), (grads[:1], thetas[:1], 2.0)],
        mistakes={
            "the biases in column 0 carry no penalty; leave them out": (
                _penalized(lambda Theta, strength: strength * Theta)
            ),
            "λ/2 Σ w² has the slope λ w; yours is twice that": (
                _penalized(lambda Theta, strength: 2 * strength * _but(0, Theta))
            ),
            "the slope of λ/2 w² is λ w: the half is gone": (
                _penalized(lambda Theta, strength: strength / 2 * _but(0, Theta))
            ),
            "the biases stand in the first column, not in the last": (
                _penalized(lambda Theta, strength: strength * _but(-1, Theta))
            ),
            "the gradient of the biases stays as it is; only the penalty leaves them out": (
                lambda grads, thetas, strength: [
                    _but(0, g + strength * Theta) for g, Theta in zip(grads, thetas, strict=True)
                ]
            ),
            "two things: the slope of λ/2 w² is λ w, and column 0 carries no penalty": (
                _penalized(lambda Theta, strength: 2 * strength * Theta)
            ),
            "a row is a unit; the biases are column 0, Theta[:, 0]": (
                _penalized(lambda Theta, strength: strength * _without_row(Theta))
            ),
            "the penalty adds to the gradient; with a minus the weights would grow": (
                _penalized(lambda Theta, strength: -strength * _but(0, Theta))
            ),
            "that is the slope of the penalty alone; add it to grads": (
                lambda grads, thetas, strength: [strength * _but(0, Theta) for Theta in thetas]
            ),
            "that is the penalty itself; the gradient needs its slope": (
                _penalized(lambda Theta, strength: strength / 2 * _but(0, Theta) ** 2)
            ),
        },
        otherwise="to each gradient add λ times the weights; those of the biases stay as they are",
    )
    if not callable(answer):
        return
    answer(grads, thetas, 0.3)
    for name, before, after in (("grads", kept[0], grads), ("thetas", kept[1], thetas)):
        if any(not np.array_equal(a, b) for a, b in zip(before, after, strict=True)):
            raise Hint(f"right, but your function changed the arrays in {name}; work on copies")


def _without_row(Theta: Array) -> Array:
    rest = Theta.copy()
    rest[0] = 0
    return rest


def _as_list(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
