"""Checks of lesson 04c, Curves made of hinges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, compare_value, exercise

Array = np.ndarray


@exercise("04.7")
def _level_end(answer: Any) -> None:
    compare_value(
        answer,
        1.732,
        mistakes={
            "that is the printed coefficient; with it the last piece has the slope −0.141": 1.591,
            "that is what the printed coefficient lacks; add it to 1.591": 0.141,
            "that is the slope of the last piece as printed, not a coefficient": -0.141,
            "the other way round: the slope −0.141 is missing 0.141, so add it": 1.45,
            "the sign: the piece before falls by 1.732, so the hinge must lift the curve": -1.732,
            "without the last hinge the piece before it goes on with its slope of −1.732": 0.0,
            "1.803 is the slope of the first piece; the one before the knot counts": 1.803,
        },
        otherwise="the slope of the last piece is the sum of the piece before it, −1.732, and "
        "the coefficient",
    )


def _tent(x: Array, up: float, bend: float, down: float, knots: tuple) -> Array:
    """Three hinges with the coefficients `up`, `bend` and `down`."""
    return sum(c * np.maximum(0, x - b) for c, b in zip((up, bend, down), knots, strict=True))


def _tents(coefficients: Callable[[float, float], tuple]) -> Callable[..., Array]:
    """A tent whose coefficients are a function of the steepness of its two sides."""

    def tent(x: Array, left: float, top: float, right: float) -> Array:
        sides = 1 / (top - left), 1 / (right - top)
        return _tent(x, *coefficients(*sides), (left, top, right))

    return tent


@exercise("04.8")
def _tent_of_hinges(answer: Any) -> None:
    x = np.linspace(-0.5, 1.5, 41)
    compare(
        answer,
        _tents(lambda p, q: (p, -p - q, q)),
        [(x, 0.2, 0.5, 0.9), (x, 0.0, 0.25, 1.0)],
        mistakes={
            "the tent does not end: behind `right` it goes on falling; the third hinge stops it": (
                _tents(lambda p, q: (p, -p - q, 0))
            ),
            "at the top the slope must change by both sides: first stop the rise, then fall": (
                _tents(lambda p, q: (p, -q, q))
            ),
            "that goes up to 1 and stays there; at the top the slope must turn negative": (
                _tents(lambda p, q: (p, -p, 0))
            ),
            "that is right only for a tent with equal sides; the fall has a steepness of its own": (
                _tents(lambda p, q: (p, -2 * p, p))
            ),
            "the slopes are 1 and −1, so the top is not at 1; divide by the widths of the sides": (
                _tents(lambda p, q: (1, -2, 1))
            ),
            "multiply the hinges by one over the width of a side, not by the width": (
                _tents(lambda p, q: (1 / p, -1 / p - 1 / q, 1 / q))
            ),
            "the tent hangs upside down; turn all three signs round": (
                _tents(lambda p, q: (-p, p + q, -q))
            ),
        },
        otherwise="walk from left to right: what must the slope change by at each of the three?",
    )


_LAYERS = [
    (np.array([0.3, 0.8, 0.5]), np.array([1, -1, 1])),
    (np.array([0.2, -0.4]), np.array([-1, 1])),
]


@exercise("04.9")
def _hidden_layer(answer: Any) -> None:
    for knots, signs in _LAYERS:
        result = call(answer, knots, signs)
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            raise Hint("two things are expected: return W1, b1")
        try:
            shapes = np.shape(result[0]), np.shape(result[1])
        except ValueError:
            raise Hint("the rows of W1 or b1 differ in length") from None
        k = len(knots)
        if shapes == ((k,), (1, k)):
            raise Hint("the order is W1, b1")
        for got, want, name in zip(shapes, ((1, k), (k,)), ("W1", "b1"), strict=True):
            if got != want:
                why = "; [None, :] makes a row" if name == "W1" and got == (k,) else ""
                why = "; one row, k columns" if name == "W1" and got == (k, 1) else why
                raise Hint(f"{name} should have shape {want}, it has {got}{why}")
    compare(
        answer,
        lambda knots, signs: (signs[None, :], -signs * knots),
        _LAYERS,
        mistakes={
            "max(0, s (x − b)) = relu(s x − s b): the sign belongs to the bias, too": (
                lambda knots, signs: (signs[None, :], -knots)
            ),
            "the biases have the wrong sign: relu(s x − s b)": (
                lambda knots, signs: (signs[None, :], signs * knots)
            ),
            "the knots themselves are no biases: relu(s x − s b)": (
                lambda knots, signs: (signs[None, :], knots)
            ),
            "the weight of a mirrored hinge is −1; put the signs into W1": (
                lambda knots, signs: (np.ones((1, len(knots))), -signs * knots)
            ),
            "W1 has no signs, and the biases must be minus sign times knot": (
                lambda knots, signs: (np.ones((1, len(knots))), -knots)
            ),
        },
        otherwise="write max(0, s (x − b)) as relu(x · w + bias) and read off w and the bias",
    )
