"""Checks of lesson 01b, Learning rates and real data."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.data import load_anscombe
from dlcourse.exercises.frame import compare, compare_value, exercise


@exercise("01.4")
def _largest_step(answer: Any) -> None:
    X = np.array([[1.0, 2.0], [1.0, 4.0], [1.0, 9.0]])
    m = len(X)
    c = np.linalg.eigvalsh(X.T @ X)
    compare_value(
        answer,
        2 * m / c.max(),
        mistakes={
            "close: the matrix of the curvatures is XᵀX / m; the m is missing": 2 / c.max(),
            "the steepest direction decides, so take the largest eigenvalue": 2 * m / c.min(),
            "at 1 / c the steepest direction is done in one step; the border is twice as far": (
                m / c.max()
            ),
            "that is the largest curvature itself; the border is 2 divided by it": c.max() / m,
            "the column of ones is missing; its direction counts too": 2 / np.mean(X[:, 1] ** 2),
            "that is the border after subtracting the mean; here the matrix stays as it is": (
                2 / np.var(X[:, 1])
            ),
            "that is 2 divided by the sum of the curvatures; take the largest alone": (
                2 * m / np.trace(X.T @ X)
            ),
            "upside down: the border is 2 / c, not c / 2": c.max() / m / 2,
            "that is a number found by trying; compute the eigenvalues of XᵀX / m": (
                lambda a: abs(float(a) / (2 * m / c.max()) - 1) < 0.05
            ),
        },
        otherwise="a step multiplies the distance by 1 − α c for each eigenvalue c of XᵀX / m; "
        "for which α does the largest c give −1?",
    )


@exercise("01.5")
def _slope_without_the_outlier(answer: Any) -> None:
    quartet = load_anscombe()
    x, y = quartet.x[2], quartet.y[2]
    far = int(np.argmax(y))
    kept = np.arange(len(x)) != far
    slope, intercept = np.polyfit(x[kept], y[kept], 1)
    compare_value(
        answer,
        slope,
        tolerance=1e-4,
        mistakes={
            "that is the slope of all eleven points; leave the far one out": np.polyfit(x, y, 1)[0],
            "that is the intercept; the slope is the other weight": intercept,
            "that is the slope through the origin; the line needs its column of ones": (
                x[kept] @ y[kept] / (x[kept] @ x[kept])
            ),
            "you left out the point with the largest x; the far one has the largest y": (
                np.polyfit(np.delete(x, np.argmax(x)), np.delete(y, np.argmax(x)), 1)[0]
            ),
            "that is the right slope, rounded; hand over the computed number": (
                lambda a: np.ndim(a) == 0 and abs(float(a) / slope - 1) < 0.02
            ),
            "these are both weights; give the slope alone": (
                lambda a: np.size(a) == 2 and np.isclose(np.sort(np.ravel(a))[0], slope, 1e-4)
            ),
        },
        otherwise="that is not the slope of the ten points; is the far one really left out?",
    )


@exercise("01.6")
def _explained(answer: Any) -> None:
    y = np.array([3.0, -1.0, 4.0, 1.5, 9.0, 2.5])
    close = np.array([2.5, 0.0, 4.5, 1.0, 7.0, 2.0])
    compare(
        answer,
        lambda y, y_hat: 1 - np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2),
        [(y, close), (y, np.full(6, y.mean())), (y, y.copy()), (y, -close)],
        mistakes={
            "that is the share that is left over; subtract it from 1": (
                lambda y, y_hat: np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2)
            ),
            "the lazy model says the mean of y, not the mean of the predictions": (
                lambda y, y_hat: 1 - np.sum((y - y_hat) ** 2) / np.sum((y - y_hat.mean()) ** 2)
            ),
            "subtract the mean before you square: the lazy model says the mean, not zero": (
                lambda y, y_hat: 1 - np.sum((y - y_hat) ** 2) / np.sum(y**2)
            ),
            "that is the variance of the predictions over that of the targets": (
                lambda y, y_hat: np.var(y_hat) / np.var(y)
            ),
            "that is a squared correlation: it would forgive a wrong sign; use the errors": (
                lambda y, y_hat: np.corrcoef(y, y_hat)[0, 1] ** 2 if np.ptp(y_hat) else np.nan
            ),
            "the two arguments have changed places: first the targets, then the predictions": (
                lambda y, y_hat: 1 - np.sum((y - y_hat) ** 2) / np.sum((y_hat - y_hat.mean()) ** 2)
            ),
            "that is the variation of the predictions; use the errors y − ŷ": (
                lambda y, y_hat: np.sum((y_hat - y.mean()) ** 2) / np.sum((y - y.mean()) ** 2)
            ),
            "that forgives a constant error: do not subtract the mean of the errors": (
                lambda y, y_hat: 1 - np.var(y - y_hat) / np.var(y)
            ),
            "brackets: subtract the whole fraction from 1, not the numerator alone": (
                lambda y, y_hat: (1 - np.sum((y - y_hat) ** 2)) / np.sum((y - y.mean()) ** 2)
            ),
            "square each error, then add them up": (
                lambda y, y_hat: 1 - np.sum(y - y_hat) ** 2 / np.sum((y - y.mean()) ** 2)
            ),
            "that is the correlation": (
                lambda y, y_hat: np.corrcoef(y, y_hat)[0, 1] if np.ptp(y_hat) else np.nan
            ),
            "the errors are not squared": (
                lambda y, y_hat: 1 - np.sum(np.abs(y - y_hat)) / np.sum(np.abs(y - y.mean()))
            ),
            "the two fractions change places: errors of the model above, of the mean below": (
                lambda y, y_hat: 1 - np.sum((y - y.mean()) ** 2) / np.sum((y - y_hat) ** 2)
            ),
        },
    )
