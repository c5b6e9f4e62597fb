"""Checks of lesson 09b, Adaptive optimizers."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import call_for_arrays, compare, compare_value, exercise

Array = np.ndarray

_RATIO1, _RATIO2 = 19.0, 39.0  # (1 + beta) / (1 - beta) for 0.9 and for 0.95


@exercise("09.4")
def _factor(answer: Any) -> None:
    compare_value(
        answer,
        _RATIO1 / np.sqrt(_RATIO2),
        mistakes={
            "that is 19 / 39; the second average stands under a root": _RATIO1 / _RATIO2,
            "that is for 0.999; here the second is 0.95": _RATIO1 / np.sqrt(1999),
            "that is its inverse: the first average is in the numerator": np.sqrt(_RATIO2)
            / _RATIO1,
            "that is the factor of s_hat alone; r_hat has one as well": _RATIO1,
            "that is the factor of r_hat alone; the step is s_hat over its root": _RATIO2,
            "both have a factor: the ratio of (1 + beta) to (1 - beta), not 1 + beta": (
                1.9 / np.sqrt(1.95)
            ),
            "that is 19 / sqrt(19): r_hat has another beta": np.sqrt(_RATIO1),
        },
        otherwise=(
            "not yet: with (1 + beta) for (1 - beta), by which number is s_hat multiplied, and by "
            "which r_hat? The step is s_hat / sqrt(r_hat)"
        ),
        tolerance=2e-3,
    )


def _adamax(
    w: Array, g: Array, s: Array, u: Array, t: int, alpha: float, beta1: float, beta2: float
) -> tuple[Array, Array, Array]:
    s = beta1 * s + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.abs(g))
    return w - alpha / (1 - beta1**t) * s / u, s, u


def _signed(w, g, s, u, t, alpha, beta1, beta2):
    s = beta1 * s + (1 - beta1) * g
    u = np.maximum(beta2 * u, g)
    return w - alpha / (1 - beta1**t) * s / u, s, u


def _one_maximum(w, g, s, u, t, alpha, beta1, beta2):
    s = beta1 * s + (1 - beta1) * g
    u = max((beta2 * u).max(), np.abs(g).max()) * np.ones_like(u)
    return w - alpha / (1 - beta1**t) * s / u, s, u


def _one_largest(w, g, s, u, t, alpha, beta1, beta2):
    new_w, s, u = _one_maximum(w, g, s, u, t, alpha, beta1, beta2)
    return new_w, s, u[0]


def _not_faded(w, g, s, u, t, alpha, beta1, beta2):
    return _adamax(w, g, s, u, t, alpha, beta1, 1.0)


def _not_corrected(w, g, s, u, t, alpha, beta1, beta2):
    s, u = _adamax(w, g, s, u, t, alpha, beta1, beta2)[1:]
    return w - alpha * s / u, s, u


def _both_corrected(w, g, s, u, t, alpha, beta1, beta2):
    s, u = _adamax(w, g, s, u, t, alpha, beta1, beta2)[1:]
    return w - alpha * s / (1 - beta1**t) / (u / (1 - beta2**t)), s, u


def _corrected_once(w, g, s, u, t, alpha, beta1, beta2):
    return _adamax(w, g, s, u, 1, alpha, beta1, beta2)


def _late(w, g, s, u, t, alpha, beta1, beta2):
    return _adamax(w, g, s, u, t + 1, alpha, beta1, beta2)


def _keeps_corrected(w, g, s, u, t, alpha, beta1, beta2):
    w, s, u = _adamax(w, g, s, u, t, alpha, beta1, beta2)
    return w, s / (1 - beta1**t), u


def _printed(w, g, s, u, t, alpha, beta1, beta2):
    s = beta1 * s + (1 + beta1) * g
    u = np.maximum(beta2 * u, np.abs(g))
    return w - alpha / (1 - beta1**t) * s / u, s, u


def _multiplied(w, g, s, u, t, alpha, beta1, beta2):
    s, u = _adamax(w, g, s, u, t, alpha, beta1, beta2)[1:]
    return w - alpha * (1 - beta1**t) * s / u, s, u


def _old_moments(w, g, s, u, t, alpha, beta1, beta2):
    new_s, new_u = _adamax(w, g, s, u, t, alpha, beta1, beta2)[1:]
    return w - alpha / (1 - beta1**t) * s / u, new_s, new_u


def _times_t(w, g, s, u, t, alpha, beta1, beta2):
    s, u = _adamax(w, g, s, u, t, alpha, beta1, beta2)[1:]
    return w - alpha / (1 - beta1 * t) * s / u, s, u


def _rooted(w, g, s, u, t, alpha, beta1, beta2):
    s, u = _adamax(w, g, s, u, t, alpha, beta1, beta2)[1:]
    return w - alpha / (1 - beta1**t) * s / np.sqrt(u), s, u


@exercise("09.5")
def _adamax_step(answer: Any) -> None:
    rng = np.random.default_rng(6)
    cases = [
        (*rng.normal(size=(3, 4)), rng.uniform(0.5, 2, 4), t, 0.1, beta1, beta2)
        for t, beta1, beta2 in ((3, 0.9, 0.99), (1, 0.8, 0.5), (7, 0.9, 0.6))
    ]
    call_for_arrays(answer, cases[0], "w, s, u")
    compare(
        answer,
        _adamax,
        cases,
        mistakes={
            "u compares with the size of the gradient: |g|": _signed,
            "that u is one number for all weights; np.maximum takes two arrays": _one_maximum,
            "u should be an array like g: np.maximum(a, b), not np.max": _one_largest,
            "the maximum should fade: beta2 * u": _not_faded,
            "s is not corrected: divide α by 1 - beta1**t": _not_corrected,
            "only s is corrected; u needs no correction, a maximum does not begin too small": (
                _both_corrected
            ),
            "the correction divides by 1 - beta1**t, it does not multiply": _multiplied,
            "w moves by the old s and u: update them first": _old_moments,
            "beta1 to the power of t is beta1**t, not beta1 * t": _times_t,
            "the correction has beta1 to the power of t": _corrected_once,
            "t is 1 in the first step already: beta1**t, not beta1**(t + 1)": _late,
            "hand back the s that goes on being averaged, not the corrected one": _keeps_corrected,
            "(1 + beta1) is the misprint of the slide; (1 - beta1) makes an average": _printed,
            "u is a size, not a square: no root here": _rooted,
            "right, but the order should be w, s, u": lambda *a: tuple(
                np.array(_adamax(*a))[[0, 2, 1]]
            ),
            "it climbs: subtract the step from w": lambda *a: (
                2 * a[0] - _adamax(*a)[0],
                *_adamax(*a)[1:],
            ),
        },
        otherwise="w, s or u is not right yet; first s, then u, then w with the new ones",
    )
