"""Checks of lesson 09a, Descent and momentum."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, compare_value, exercise

Array = np.ndarray


@exercise("09.1")
def _never_drawn(answer: Any) -> None:
    missed = (1 - 1 / 1000) ** 3000
    compare_value(
        answer,
        1000 * missed,
        mistakes={
            "that is the probability for one sample; there are 1,000": (
                lambda never: abs(never - missed) < 1e-3
            ),
            "those are the samples that were seen; how many are left?": (
                lambda never: abs(never - 1000 * (1 - missed)) < 0.5
            ),
            "that is after one epoch's worth; there are three: 3,000 draws": (
                lambda never: abs(never - 1000 / np.e) < 0.5
            ),
            "that counts a step as one draw; each step draws 50 samples": (
                lambda never: abs(never - 1000 * (1 - 1 / 1000) ** 60) < 0.5
            ),
            "a third of a third of a third? Missed in one epoch's worth is 1/e, which is more": (
                lambda never: abs(never - 1000 / 27) < 0.5
            ),
            "close: give one digit after the point": lambda never: abs(never - 50) < 0.25,
            "that is for 50 different samples in a batch; here each of 3,000 draws is a new one": (
                lambda never: abs(never - 1000 * (1 - 50 / 1000) ** 60) < 0.2
            ),
            "none would be right without replacement, when an epoch uses every sample once": 0,
        },
        otherwise="a sample is missed by one draw with probability 1 - 1/1000; by 3,000 draws?",
        tolerance=2e-3,
    )


@exercise("09.2")
def _translate(answer: Any) -> None:
    got = call(answer, 0.1, 0.9)
    if not isinstance(got, (tuple, list)) or len(got) != 2:
        raise Hint("return two numbers: return learning_rate, momentum")
    compare(
        lambda alpha, beta: tuple(call(answer, alpha, beta)),
        lambda alpha, beta: (alpha * (1 - beta), beta),
        [(0.1, 0.9), (0.5, 0.0), (0.02, 0.5), (1.0, 0.99)],
        mistakes={
            "that is the way from Keras to the other form; the recipe's rate gets smaller": (
                lambda alpha, beta: (alpha / (1 - beta), beta)
            ),
            "the rates differ: here a gradient enters with the factor alpha (1 - beta)": (
                lambda alpha, beta: (alpha, beta)
            ),
            "the momentum stays beta: that share of v lives on in both forms": (
                lambda alpha, beta: (alpha * (1 - beta), 1 - beta)
            ),
            "the other way round: first the learning rate, then the momentum": (
                lambda alpha, beta: (beta, alpha * (1 - beta))
            ),
            "the factor is 1 - beta, not beta": lambda alpha, beta: (alpha * beta, beta),
            "no sign: SGD of Keras subtracts by itself": (
                lambda alpha, beta: (-alpha * (1 - beta), beta)
            ),
        },
        otherwise="with u = -alpha v the recipe reads u <- beta u - alpha (1 - beta) g, w <- w + u",
    )


@exercise("09.3")
def _stored_ahead(answer: Any) -> None:
    def slopes(w: Array) -> Array:
        return np.array([1.0, 4.0]) * w + np.array([0.0, 0.5])

    w, v = np.array([1.0, -2.0]), np.array([0.3, 0.1])
    cases = [(w, v, slopes, 0.1, 0.9), (v, w, slopes, 0.05, 0.5)]
    call(answer, *cases[0])
    for case in cases:
        given = deepcopy(case)
        got = call(lambda given=given: answer(*given))
        if not np.array_equal(given[:2], case[:2]):
            raise Hint("w or v that was given has changed: write v = beta * v - ..., not v *= beta")
        if not isinstance(got, (tuple, list)) or len(got) != 2:
            raise Hint("return both: return w, v")
    compare(
        lambda *case: tuple(answer(*case)),
        _step(lambda w, v, g, a, b: (w + b * (b * v - a * g) - a * g, b * v - a * g)),
        cases,
        mistakes={
            "the other way round: return w, then v": (
                _step(lambda w, v, g, a, b: (b * v - a * g, w + b * (b * v - a * g) - a * g))
            ),
            "that is plain momentum, w + v; the stored point lies ahead by the new beta v": (
                _step(lambda w, v, g, a, b: (w + b * v - a * g, b * v - a * g))
            ),
            "w is already ahead: take the gradient at w itself": (
                _ahead(lambda w, v, g, a, b: (w + b * (b * v - a * g) - a * g, b * v - a * g))
            ),
            "that is the slide's form, which stores theta; here w is already ahead": (
                _ahead(lambda w, v, g, a, b: (w + b * v - a * g, b * v - a * g))
            ),
            "w - alpha g is the slide's theta; Keras stores the point that lies ahead by beta v": (
                _step(lambda w, v, g, a, b: (w - a * g, b * v - a * g))
            ),
            "the gradient is missing in w: w + beta v - alpha g, with the new v": (
                _step(lambda w, v, g, a, b: (w + b * (b * v - a * g), b * v - a * g))
            ),
            "w moves by the whole v and by the gradient; it should be beta v": (
                _step(lambda w, v, g, a, b: (w + (b * v - a * g) - a * g, b * v - a * g))
            ),
            "downhill: subtract alpha g": (
                _step(lambda w, v, g, a, b: (w + b * (b * v + a * g) + a * g, b * v + a * g))
            ),
            "w is right; the velocity that is returned is the old one": (
                _step(lambda w, v, g, a, b: (w + b * (b * v - a * g) - a * g, v))
            ),
        },
        otherwise="the slide's step ends at w - alpha g; from there look ahead, with the new v",
    )


def _step(rule: Callable[..., tuple]) -> Callable[..., tuple]:
    return lambda w, v, gradient, a, b: rule(w, v, gradient(w), a, b)


def _ahead(rule: Callable[..., tuple]) -> Callable[..., tuple]:
    return lambda w, v, gradient, a, b: rule(w, v, gradient(w + b * v), a, b)
