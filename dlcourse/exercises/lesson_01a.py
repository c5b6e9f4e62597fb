"""Checks of lesson 01a, Linear regression."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import compare, exercise

_RNG = np.random.default_rng(1)
_X = np.column_stack([np.ones(9), _RNG.normal(size=(9, 2)).round(2)])
_Y = _RNG.normal(size=9).round(2)
_W = np.array([0.5, -1.0, 2.0])
_CASES = [(_X, _Y, _W), (_X[:4, :2], _Y[:4], _W[:2])]


@exercise("01.1")
def _cost(answer: Any) -> None:
    compare(
        answer,
        lambda X, y, w: np.mean((X @ w - y) ** 2) / 2,
        _CASES,
        mistakes={
            "that is the mean squared error; J has a half in front": (
                lambda X, y, w: np.mean((X @ w - y) ** 2)
            ),
            "a / 2 * m multiplies by m; write a / (2 * m)": (
                lambda X, y, w: np.sum((X @ w - y) ** 2) / 2 * len(X)
            ),
            "divided by m twice: the mean has done it already": (
                lambda X, y, w: np.mean((X @ w - y) ** 2) / (2 * len(X))
            ),
            "no root: J is the mean of the squares, halved": (
                lambda X, y, w: np.sqrt(np.mean((X @ w - y) ** 2))
            ),
            "square each error, then add them up": (
                lambda X, y, w: np.sum(X @ w - y) ** 2 / (2 * len(X))
            ),
            "that is half the sum of the squares; divide by the number of samples": (
                lambda X, y, w: np.sum((X @ w - y) ** 2) / 2
            ),
            "that is the sum of the squares; divide by two and by the number of samples": (
                lambda X, y, w: np.sum((X @ w - y) ** 2)
            ),
            "that is one square for each sample; J is their mean, halved": (
                lambda X, y, w: (X @ w - y) ** 2
            ),
            "these are the squares, halved and divided by m, but not added up": (
                lambda X, y, w: (X @ w - y) ** 2 / (2 * len(X))
            ),
            "the errors are not squared, so those above and below cancel": (
                lambda X, y, w: np.mean(X @ w - y) / 2
            ),
            "you squared the mean error; square each error, then take the mean": (
                lambda X, y, w: np.mean(X @ w - y) ** 2 / 2
            ),
            "absolute errors are another cost; square them": (
                lambda X, y, w: np.mean(np.abs(X @ w - y)) / 2
            ),
            "len(X.T) or X.shape[1] counts the features; divide by the number of samples": (
                lambda X, y, w: np.sum((X @ w - y) ** 2) / (2 * X.shape[1])
            ),
        },
    )


@exercise("01.2")
def _gradient(answer: Any) -> None:
    compare(
        answer,
        lambda X, y, w: X.T @ (X @ w - y) / len(X),
        _CASES,
        mistakes={
            "the sign is turned round: it is h − y, not y − h": (
                lambda X, y, w: X.T @ (y - X @ w) / len(X)
            ),
            "divide by the number of samples": lambda X, y, w: X.T @ (X @ w - y),
            "the 2 of the square has met the ½ already": (
                lambda X, y, w: X.T @ (X @ w - y) / (2 * len(X))
            ),
            "two things: it is h − y, not y − h, and divide by the number of samples": (
                lambda X, y, w: X.T @ (y - X @ w)
            ),
            "two things: the 2 has met the ½ already, and divide by the number of samples": (
                lambda X, y, w: 2 * X.T @ (X @ w - y)
            ),
            "divide by the number of samples, len(X), not by the number of weights": (
                lambda X, y, w: X.T @ (X @ w - y) / X.shape[1]
            ),
            "that is the gradient of the mean squared error, twice that of J": (
                lambda X, y, w: 2 * X.T @ (X @ w - y) / len(X)
            ),
            "that is the mean error alone; multiply by Xᵀ to get a slope for each weight": (
                lambda X, y, w: np.mean(X @ w - y)
            ),
            "these are the errors of the samples; Xᵀ in front makes the slopes of the weights": (
                lambda X, y, w: X @ w - y
            ),
        },
    )


def _ridge_with(charge: Any) -> Any:
    """The solver whose diagonal of charges is `charge(samples, weights, penalty)`."""

    def solve(X: np.ndarray, y: np.ndarray, penalty: float) -> np.ndarray:
        X1 = np.column_stack([np.ones(len(X)), X])
        return np.linalg.solve(X1.T @ X1 + np.diag(charge(*X1.shape, penalty)), X1.T @ y)

    return solve


@exercise("01.3")
def _ridge(answer: Any) -> None:
    X = _X[:, 1:]
    twins = np.column_stack([X[:, 0], X[:, 0]])
    compare(
        answer,
        _ridge_with(lambda m, n, c: m * c * np.r_[0.0, np.ones(n - 1)]),
        [(X, _Y + 3, 0.5), (twins, _Y + 3, 0.1)],
        mistakes={
            "the intercept w₀ goes free: put a 0 at its place on the diagonal": (
                _ridge_with(lambda m, n, c: m * c * np.ones(n))
            ),
            "J has 1/m in front of its gradient; multiplied out, the charge becomes m λ": (
                _ridge_with(lambda m, n, c: c * np.r_[0.0, np.ones(n - 1)])
            ),
            "two things: the charge becomes m λ when you multiply by m, and w₀ goes free": (
                _ridge_with(lambda m, n, c: c * np.ones(n))
            ),
            "it is the first weight that goes free, not the last": (
                _ridge_with(lambda m, n, c: m * c * np.r_[np.ones(n - 1), 0.0])
            ),
            "the charge becomes m λ, not λ / m": (
                _ridge_with(lambda m, n, c: c / m * np.r_[0.0, np.ones(n - 1)])
            ),
            "the penalty is λ/2 times the squared norm, so its gradient is λ w, not 2 λ w": (
                _ridge_with(lambda m, n, c: 2 * m * c * np.r_[0.0, np.ones(n - 1)])
            ),
            "the column of ones is missing, so there is no intercept": (
                lambda X, y, c: np.linalg.solve(X.T @ X + len(X) * c * np.eye(X.shape[1]), X.T @ y)
            ),
            "that is the best w without any charge": (
                lambda X, y, c: np.linalg.lstsq(
                    np.column_stack([np.ones(len(X)), X]), y, rcond=None
                )[0]
            ),
        },
    )
