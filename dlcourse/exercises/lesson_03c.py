"""Checks of lesson 03c, Honest splits."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import compare, compare_value, exercise


@exercise("03.7")
def _enough_samples(answer: Any) -> None:
    spread = 0.9 * 0.1
    compare_value(
        answer,
        spread / 0.005**2,
        tolerance=1e-3,
        mistakes={
            "the root stands over m too: square both sides before you solve for m": spread / 0.005,
            "you took the root of p (1 − p) alone; square the whole equation": (
                np.sqrt(spread) / 0.005
            ),
            "half a percentage point is 0.005, not 0.05": spread / 0.05**2,
            "that is enough for a whole percentage point; half of it takes four times as many": (
                spread / 0.01**2
            ),
            "half a percentage point is 0.005; count everything as shares or everything as "
            "percent": spread / 0.5**2,
            "that makes two standard errors half a point; one is asked for": spread / 0.0025**2,
            "the product is p (1 − p), 0.9 times 0.1; you left out one of the two": (
                lambda a: any(np.isclose(float(a), p / 0.005**2, 1e-3) for p in (0.9, 0.1))
            ),
        },
        otherwise="solve √(p (1 − p) / m) = 0.005 for m, with p = 0.9",
    )


def _errors_left_out(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The error of each sample, by the fit to all others."""
    errors = []
    for i in range(len(X)):
        rest = np.arange(len(X)) != i
        errors.append(X[i] @ np.linalg.lstsq(X[rest], y[rest], rcond=None)[0] - y[i])
    return np.array(errors)


def _residuals(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    return X @ np.linalg.lstsq(X, y, rcond=None)[0] - y


def _errors_of_the_rest(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The training errors of all m fits."""
    rests = [np.arange(len(X)) != i for i in range(len(X))]
    return np.concatenate([_residuals(X[rest], y[rest]) for rest in rests])


def _errors_by_one(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The errors on all others of the fits to one sample each."""
    errors = []
    for i in range(len(X)):
        w = np.linalg.lstsq(X[i : i + 1], y[i : i + 1], rcond=None)[0]
        errors.append(np.delete(X @ w - y, i))
    return np.concatenate(errors)


@exercise("03.8")
def _leave_one_out(answer: Any) -> None:
    rng = np.random.default_rng(3)
    X = np.column_stack([np.ones(8), rng.normal(size=(8, 2)).round(2)])
    y = rng.normal(size=8).round(2) + 2 * X[:, 1]
    compare(
        answer,
        lambda X, y: np.mean(_errors_left_out(X, y) ** 2),
        [(X, y), (X[:6, :2], y[:6])],
        mistakes={
            "that is the error of one fit to all samples: each was seen by the fit that predicts "
            "it": lambda X, y: np.mean(_residuals(X, y) ** 2),
            "those are errors on samples that the fit has seen; predict the one left out": (
                lambda X, y: np.mean(_errors_of_the_rest(X, y) ** 2)
            ),
            "that is the sum of the squared errors; take their mean": (
                lambda X, y: np.sum(_errors_left_out(X, y) ** 2)
            ),
            "these are the squared errors one by one; take their mean": (
                lambda X, y: _errors_left_out(X, y) ** 2
            ),
            "the errors are not squared, so those above and below cancel": (
                lambda X, y: np.mean(_errors_left_out(X, y))
            ),
            "the errors are not squared, so those below and above cancel": (
                lambda X, y: -np.mean(_errors_left_out(X, y))
            ),
            "the errors are not squared; that is their mean size": (
                lambda X, y: np.mean(np.abs(_errors_left_out(X, y)))
            ),
            "no root is asked for: the mean of the squared errors": (
                lambda X, y: np.sqrt(np.mean(_errors_left_out(X, y) ** 2))
            ),
            "half of it is the J of lesson 01; here the mean squared error is asked for": (
                lambda X, y: np.mean(_errors_left_out(X, y) ** 2) / 2
            ),
            "that is the squared error of the last sample alone; collect all of them": (
                lambda X, y: _errors_left_out(X, y)[-1] ** 2
            ),
            "that is the squared error of the first sample alone; is the return inside the loop?": (
                lambda X, y: _errors_left_out(X, y)[0] ** 2
            ),
            "the two parts have changed places: fit to all but one, and predict that one": (
                lambda X, y: np.mean(_errors_by_one(X, y) ** 2)
            ),
            "there are m errors, so divide by m, not by m − 1": (
                lambda X, y: np.sum(_errors_left_out(X, y) ** 2) / (len(X) - 1)
            ),
            "the last sample is never left out; the loop runs over all m": (
                lambda X, y: np.mean(_errors_left_out(X, y)[:-1] ** 2)
            ),
            "the first sample is never left out; the loop begins at 0": (
                lambda X, y: np.mean(_errors_left_out(X, y)[1:] ** 2)
            ),
            "the intercept is lost; X has its column of ones already, so use all of its columns": (
                lambda X, y: np.mean(_errors_left_out(X[:, 1:], y) ** 2)
            ),
        },
    )
