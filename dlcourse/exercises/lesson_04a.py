"""Checks of lesson 04a, The perceptron."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from dlcourse.data import make_points
from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray


def _fires(w: Array, x: Array) -> int:
    return int(w @ x > 0)


# Right and wrong answers of both classes, and two sums of exactly zero.
_CASES = [
    (np.array([0.5, -1.0, 2.0]), np.array([1.0, 2.0, 0.5]), 1),  # sum -0.5, so o = 0
    (np.array([0.5, -1.0, 2.0]), np.array([1.0, -2.0, 0.5]), 0),  # sum 3.5, so o = 1
    (np.array([0.5, -1.0, 2.0]), np.array([1.0, -2.0, 0.5]), 1),
    (np.array([0.5, -1.0, 2.0]), np.array([1.0, 3.0, 0.5]), 0),
    (np.zeros(3), np.array([1.0, 1.0, 2.0]), 0),
    (np.zeros(3), np.array([1.0, 1.0, 2.0]), 1),
    (np.array([-9.0, 1.0, 0.0]), np.array([1.0, 2.0, 0.0]), 1),  # one correction is not enough
]


def _until_right(w: Array, x: Array, t: int) -> Array:
    while _fires(w, x) != t:
        w = w + (t - _fires(w, x)) * x
    return w


@exercise("04.1")
def _correct(answer: Any) -> None:
    compare(
        answer,
        lambda w, x, t: w + (t - _fires(w, x)) * x,
        _CASES,
        mistakes={
            "one correction only; the example comes round again in the next epoch": _until_right,
            "it changes the weights when the answer was right, too": (
                lambda w, x, t: w + (2 * t - 1) * x
            ),
            "there is no step size in this rule: add or subtract all of x": (
                lambda w, x, t: w + 0.1 * (t - _fires(w, x)) * x
            ),
            "the sign is turned round: it is t − o, not o − t": (
                lambda w, x, t: w + (_fires(w, x) - t) * x
            ),
            "at a sum of exactly 0 the unit says 0; compare with > 0, not >= 0": (
                lambda w, x, t: w + (t - int(w @ x >= 0)) * x
            ),
            "the rule compares the target with the output 0 or 1, not with the sum w · x": (
                lambda w, x, t: w + (t - w @ x) * x
            ),
            "that is Hebb's rule: it also changes the weights when the answer was right": (
                lambda w, x, t: w + t * x
            ),
            "you add where 1 is right; where 1 was wrong the input must be subtracted": (
                lambda w, x, t: w + x if t == 1 and not _fires(w, x) else w
            ),
            "you subtract where 1 is wrong; where 0 was wrong the input must be added": (
                lambda w, x, t: w - x if t == 0 and _fires(w, x) else w
            ),
            "both mistakes get the same sign; add for a missing 1, subtract for a wrong one": (
                lambda w, x, t: w + (t != _fires(w, x)) * x
            ),
            "the weight of the constant input must change, too: take all of x": (
                lambda w, x, t: w + (t - _fires(w, x)) * np.array([0.0, *x[1:]])
            ),
            "that is the change of the weights; return the new weights": (
                lambda w, x, t: (t - _fires(w, x)) * x
            ),
            "that is the output of the unit; return its new weights": (
                lambda w, x, t: _fires(w, x)
            ),
            "the weights come back unchanged": lambda w, x, t: w,
        },
    )
    w, x, t = _CASES[0]
    given = w.copy()
    answer(given, x.copy(), t)
    if not np.array_equal(given, w):
        raise Hint(
            "the new weights are right, but your function changes the w that it was given: "
            "w += … works in place; write w = w + …"
        )


_INPUTS = np.array(list(product([0, 1], repeat=3)), dtype=float)
_WITH_ONE = np.column_stack([np.ones(8), _INPUTS])


def _answers(w: Array) -> list[bool]:
    return (_WITH_ONE @ w > 0).tolist()


@exercise("04.2")
def _majority(answer: Any) -> None:
    try:
        w = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        raise Hint("four numbers are expected: w₀, w₁, w₂, w₃") from None
    if w.shape == (3,):
        raise Hint("these are three weights; the one of the constant input, w₀, comes first")
    if w.shape != (4,):
        raise Hint(f"four numbers are expected, w₀ first; got an array of shape {w.shape}")
    ones = _INPUTS.sum(axis=1)
    said, want = _answers(w), (ones >= 2).tolist()
    if said == want:
        return
    for hint, found in {
        "at a sum of exactly 0 the step says 0; move w₀ up a little": (
            (_WITH_ONE @ w >= 0).tolist() == want
        ),
        "that fires for a single 1 already (an OR); w₀ must hold more back": (
            said == (ones >= 1).tolist()
        ),
        "that fires only if all three are 1 (an AND); w₀ holds too much back": (
            said == (ones >= 3).tolist()
        ),
        "the signs are turned round: the inputs must push the sum up, w₀ must hold it down": (
            _answers(-w) == want
        ),
        "w₀, the weight of the constant input, comes first, not last": (
            _answers(np.roll(w, 1)) == want
        ),
        "this unit always says 0; its sum is never above zero": not any(said),
        "this unit always says 1; its sum is above zero even without any input": all(said),
    }.items():
        if found:
            raise Hint(hint)
    wrong = next(i for i in range(8) if said[i] != want[i])
    inputs = ", ".join(str(int(v)) for v in _INPUTS[wrong])
    raise Hint(
        f"for the inputs ({inputs}) the sum is {_WITH_ONE[wrong] @ w:g}, so the unit says "
        f"{int(said[wrong])} instead of {int(want[wrong])}"
    )


def _same_up_to_scale(f: Array, g: Array) -> bool:
    """Whether one feature is a multiple of the other, plus a constant."""
    f, g = f - f.mean(), g - g.mean()
    return bool(abs(f @ g) > (1 - 1e-9) * np.linalg.norm(f) * np.linalg.norm(g) > 0)


@exercise("04.3")
def _ring_feature(answer: Any) -> None:
    for seed in (0, 1):
        rings = make_points("rings", n=300, seed=seed)
        x1, x2 = rings.x.T
        feature = np.asarray(call(answer, rings.x))
        if feature.dtype.kind not in "biuf":
            raise Hint("an array of numbers is expected")
        if feature.shape == (300,):
            raise Hint("the shape must be (m, 1), a column: put [:, None] behind the feature")
        if feature.ndim == 2 and len(feature) == 300 and feature.shape[1] > 1:
            raise Hint(f"one feature is asked for, a single column; got {feature.shape[1]}")
        if feature.shape != (300, 1):
            raise Hint(f"the shape must be (m, 1), here (300, 1); got {feature.shape}")
        f = feature[:, 0].astype(float)
        if not np.isfinite(f).all():
            raise Hint("the feature holds NaN or infinity")
        inner, outer = f[rings.y == 0], f[rings.y == 1]
        if inner.max() < outer.min() or outer.max() < inner.min():
            continue
        for hint, mistake in {
            "the product separates the corners of XOR; what tells a ring from its middle?": x1 * x2,
            "x₁ + x₂ is a direction; both rings go all the way round": x1 + x2,
            "x₁ − x₂ is a direction; both rings go all the way round": x1 - x2,
            "a single coordinate will not do: both rings go all the way round": x1,
            "a single coordinate is not enough: both rings go all the way round": x2,
            "one squared coordinate tells only the far left and right; use both": x1**2,
            "one squared coordinate tells only the top and bottom; use both": x2**2,
            "close: |x₁| + |x₂| has diamonds as its lines of equal value; you need circles": (
                np.abs(x1) + np.abs(x2)
            ),
            "close: the larger of |x₁| and |x₂| has squares as its lines of equal value; "
            "you need circles": np.maximum(np.abs(x1), np.abs(x2)),
            "the angle goes all the way round in both rings; what about the distance?": (
                np.arctan2(x2, x1)
            ),
        }.items():
            if _same_up_to_scale(f, mistake):
                raise Hint(hint)
        raise Hint(
            f"the values of the two rings overlap: {inner.min():.2g} to {inner.max():.2g} inside, "
            f"{outer.min():.2g} to {outer.max():.2g} outside"
        )
