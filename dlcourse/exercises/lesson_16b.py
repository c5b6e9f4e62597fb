"""Checks of lesson 16b, One number to optimize."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import compare, compare_value, exercise

_ERRORS = np.array([0.03, 0.07, 0.05, 0.04, 0.02, 0.09])
_COSTS = np.array([900, 10, 50, 300, 2000, 60])


def _choose(errors: np.ndarray, costs: np.ndarray, limit: float) -> int:
    within = np.flatnonzero(costs <= limit)
    return int(within[errors[within].argmin()])


@exercise("16.4")
def _best_within_the_limit(answer: Any) -> None:
    compare(
        answer,
        _choose,
        [(_ERRORS, _COSTS, 100), (_ERRORS, _COSTS, 300), (_ERRORS, _COSTS, 5000)],
        mistakes={
            "that is the smallest error of all models; look only at those within the limit": (
                lambda e, c, limit: int(e.argmin())
            ),
            "that is the cheapest model; among those within the limit the error decides": (
                lambda e, c, limit: int(c.argmin())
            ),
            "that is the place among the models within the limit; the place among all is asked "
            "for": lambda e, c, limit: int(e[c <= limit].argmin()),
            "that is the error of the best model; its index is asked for": (
                lambda e, c, limit: e[c <= limit].min()
            ),
            "a cost that equals the limit is allowed: at most, not less than": (
                lambda e, c, limit: _choose(e, c, np.nextafter(limit, 0))
            ),
            "that is the largest error within the limit; take the smallest": (
                lambda e, c, limit: int(np.flatnonzero(c <= limit)[e[c <= limit].argmax()])
            ),
            "that is the costliest model within the limit; the error decides": (
                lambda e, c, limit: int(np.where(c <= limit, c, -1).argmax())
            ),
            "times 0, the errors beyond the limit become the smallest of all; leave those models "
            "out": lambda e, c, limit: int((e * (c <= limit)).argmin()),
        },
    )


def _weighted(y: np.ndarray, y_pred: np.ndarray, w: np.ndarray) -> float:
    return float(np.sum(w * (y != y_pred)) / np.sum(w))


@exercise("16.5")
def _weighted_error(answer: Any) -> None:
    y = np.array([0, 1, 0, 1, 0, 0, 2, 0])
    y_pred = np.array([0, 0, 1, 1, 0, 0, 0, 2])
    w = np.array([1.0, 10.0, 1.0, 10.0, 1.0, 1.0, 4.0, 1.0])
    compare(
        answer,
        _weighted,
        [(y, y_pred, w), (y[:5], y_pred[:5], w[:5])],
        mistakes={
            "that is the plain error; each mistake counts with its weight": (
                lambda y, p, w: np.mean(y != p)
            ),
            "divide by the sum of the weights, not by the number of samples": (
                lambda y, p, w: np.mean(w * (y != p))
            ),
            "that is the weight of all mistakes; divide by the sum of all weights": (
                lambda y, p, w: np.sum(w * (y != p))
            ),
            "that is the weighted accuracy: the right ones; count where the two differ": (
                lambda y, p, w: np.sum(w * (y == p)) / np.sum(w)
            ),
            "divide by the sum of all weights, not only by those of the mistakes": (
                lambda y, p, w: np.sum(y != p) / np.sum(w * (y != p))
            ),
            "the weight belongs on top, too: the sum of the weights of the mistakes": (
                lambda y, p, w: np.sum(y != p) / np.sum(w)
            ),
            "a mistake counts once, however far the classes are apart: 1 where they differ": (
                lambda y, p, w: np.sum(w * np.abs(y - p)) / np.sum(w)
            ),
            "the square of a distance between classes means nothing; 1 where they differ": (
                lambda y, p, w: np.sum(w * (y - p) ** 2) / np.sum(w)
            ),
            "the difference of the classes has a sign; 1 where they differ, 0 elsewhere": (
                lambda y, p, w: np.sum(w * (y - p)) / np.sum(w)
            ),
        },
    )


@exercise("16.6")
def _enough_to_see_half_a_point(answer: Any) -> None:
    a, b, gap = 0.03, 0.025, 0.005
    spread = a + b - gap**2
    right = 1.96**2 * spread / gap**2
    compare_value(
        answer,
        right,
        tolerance=2e-3,
        mistakes={
            "that makes the difference one standard error; it shall be 1.96 of them": (
                spread / gap**2
            ),
            "square the 1.96 too": 1.96 * spread / gap**2,
            "square the difference too": 1.96**2 * spread / gap,
            "half a percentage point is 0.005, not 0.05": 1.96**2 * spread / 0.05**2,
            "half a percentage point is 0.005, not 0.5": 1.96**2 * spread / 0.5**2,
            "half a percentage point is 0.005; you took a whole one, 0.01": right / 4,
            "the root stands over m too: square both sides before you solve for m": (
                1.96 * np.sqrt(spread) / gap
            ),
            "both kinds of disagreement make the difference scatter: a + b, not a − b": (
                lambda m: any(
                    np.isclose(float(m), 1.96**2 * s / gap**2, 2e-3) for s in (gap, gap - gap**2)
                )
            ),
            "both kinds of disagreement make the difference scatter; you left one of them out": (
                lambda m: any(
                    np.isclose(float(m), 1.96**2 * s / gap**2, 2e-3)
                    for p in (a, b)
                    for s in (p, p * (1 - p), p - gap**2)
                )
            ),
            "p (1 − p) is the variance of a 0 or 1; here a sample adds +1, −1 or 0": lambda m: any(
                np.isclose(float(m), 1.96**2 * s / gap**2, 2e-3)
                for s in (a * (1 - a) + b * (1 - b), (a + b) * (1 - a - b))
            ),
            "nearly; do not round so much": lambda m: bool(np.isclose(float(m), right, 1e-2)),
        },
        otherwise="solve a − b = 1.96 √((a + b − (a − b)²) / m) for m, with a = 0.03, b = 0.025",
    )
