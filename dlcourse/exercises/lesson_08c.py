"""Checks of lesson 08c, Three forms of one network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, compare, exercise

Array = np.ndarray


def _share(m: int, batch_size: int, steps: int) -> float:
    return 1 - (1 - batch_size / m) ** steps


@exercise("08.6")
def _share_seen(answer: Any) -> None:
    compare(
        answer,
        _share,
        [(1200, 32, 38), (1200, 32, 1), (10, 3, 4), (50, 50, 1), (8, 1, 8)],
        mistakes={
            "that is the share that has not been seen": lambda m, n, k: (1 - n / m) ** k,
            "that is how many have been seen; the share is asked for": (
                lambda m, n, k: m * _share(m, n, k)
            ),
            "so much would be drawn if no example ever came again": lambda m, n, k: n * k / m,
            "so much would be drawn if no example ever came again (and at most all)": (
                lambda m, n, k: min(1.0, n * k / m)
            ),
            "within a minibatch no example comes twice, so it misses one with 1 − n/m": (
                lambda m, n, k: 1 - (1 - 1 / m) ** (n * k)
            ),
            "that is the approximation by e; the exact share is asked for": (
                lambda m, n, k: 1 - np.exp(-n * k / m)
            ),
            "the size of the minibatch is missing": lambda m, n, k: 1 - (1 - 1 / m) ** k,
            "the exponent is the number of minibatches, not their size": (
                lambda m, n, k: 1 - (1 - k / m) ** n
            ),
        },
        otherwise="what is the probability that all minibatches miss a given example?",
        tolerance=1e-9,
    )


def _adam(
    *,
    epsilon: float = 1e-7,
    corrected: bool = True,
    inside: bool = False,
    paper: bool = False,
    sign: int = -1,
    late: int = 0,
    square: bool = True,
    swapped: bool = False,
    plus: bool = False,
    old: bool = False,
    rooted: bool = True,
) -> Callable[..., tuple[Array, Array, Array]]:
    """The step of Keras, or one with a mistake."""

    def step(
        w: Array, g: Array, s: Array, r: Array, t: int, alpha: float
    ) -> tuple[Array, Array, Array]:
        b1, b2 = (0.999, 0.9) if swapped else (0.9, 0.999)
        before = s, r
        s = b1 * s + ((1 + b1) if plus else (1 - b1)) * g
        r = b2 * r + ((1 + b2) if plus else (1 - b2)) * (g**2 if square else g)
        t += late
        ratio = (1 - b2**t) ** (0.5 if rooted else 1) / (1 - b1**t) if corrected else 1.0
        above, below = before if old else (s, r)
        if inside:
            root = np.sqrt(below + epsilon)
        elif paper:
            root = np.sqrt(below) + epsilon * np.sqrt(1 - b2**t)
        else:
            root = np.sqrt(below) + epsilon
        return w + sign * alpha * ratio * above / root, s, r

    return step


@exercise("08.7")
def _adam_step(answer: Any) -> None:
    rng = np.random.default_rng(87)
    w, g = rng.normal(size=(2, 4))
    small = np.array([3e-7, -1e-7, 2e-8, 1e-6])  # where epsilon is seen
    cases = [
        (w, g, np.zeros(4), np.zeros(4), 1, 0.01),  # two arrays: they may be changed in place
        (w, small, np.zeros(4), np.zeros(4), 1, 0.1),
        (w, g, rng.normal(size=4), rng.uniform(0.1, 1, 4), 7, 0.05),
        (w, small, small / 2, small**2, 3, 0.1),
    ]

    def as_list(*arguments: Any) -> Any:
        result = answer(*arguments)
        if isinstance(result, tuple | list) and any(part is ... for part in result):
            return ...
        if result is None or result is ...:
            return result
        if not isinstance(result, tuple | list) or len(result) != 3:
            raise Hint("three arrays are expected: the new w, s and r")
        return tuple(result)

    compare(
        as_list if callable(answer) else answer,
        _adam(),
        cases,
        mistakes={
            "the correction is missing: the factor with t": _adam(corrected=False),
            "ε stands beside the root, not in it": _adam(inside=True),
            "that is the ε of the paper: it is added after the correction": _adam(paper=True),
            "that is uphill: the step is subtracted": _adam(sign=1),
            "that is the ε of the paper, and 1e-8": _adam(paper=True, epsilon=1e-8),
            "the step uses the averages from before: update s and r first": _adam(old=True),
            "the root over 1 − β₂ᵗ is missing": _adam(rooted=False),
            "t is counted from 1 already": _adam(late=1),
            "r is the average of g squared": _adam(square=False),
            "the two β are exchanged": _adam(swapped=True),
            "the new value weighs 1 − β (the slide of DS2 prints 1 + β)": _adam(plus=True),
            "this ε is 1e-8; Keras has 1e-7": _adam(epsilon=1e-8),
            "s and r come back unchanged: return the new averages": (
                lambda w, g, s, r, t, a: (_adam()(w, g, s, r, t, a)[0], s, r)
            ),
        },
        otherwise="that is not the step of the formula",
        tolerance=1e-7,
    )
