"""Checks of lesson 03d, Bias and variance."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise
from dlcourse.scratch import LogisticRegression, StandardScaler


@exercise("03.9")
def _features(answer: Any) -> None:
    rng = np.random.default_rng(5)
    X, X_new = rng.uniform(-3, 3, (2, 300, 2))
    columns, columns_new = (_as_columns(call(answer, points), len(points)) for points in (X, X_new))
    if columns.shape[1] > 3:
        raise Hint(f"two or three columns are enough; yours are {columns.shape[1]}")
    alone = _as_columns(call(answer, X[:40]), 40)
    if not np.allclose(alone, columns[:40]):
        raise Hint("the features of a point must not depend on the other points in X")
    if _holds_the_class(columns, _band(X)):
        raise Hint(
            "these columns hold the class itself; a model that has to be told the width of the "
            "band has nothing to learn"
        )
    scaler = StandardScaler().fit(columns)
    model = LogisticRegression(3.0, 1500).fit(scaler.transform(columns), _band(X))
    right = np.mean(model.predict(scaler.transform(columns_new)) == _band(X_new))
    if right < 0.97:
        raise Hint(_what_is_missing(columns, X, right))


def _band(X: np.ndarray) -> np.ndarray:
    return (np.abs(X[:, 0] - X[:, 1]) < 1).astype(int)


def _as_columns(result: Any, m: int) -> np.ndarray:
    """The learner's features as a matrix; a single column may come without its second axis."""
    try:
        columns = np.asarray(result)
    except ValueError:
        raise Hint("the columns differ in length; np.column_stack puts them side by side") from None
    if columns.dtype.kind not in "biuf":
        raise Hint("the features must be an array of numbers, one row for each point")
    if columns.ndim == 1 and len(columns) == m:
        columns = columns[:, None]
    if columns.ndim == 2 and columns.shape[1] == m:
        raise Hint("your features lie in rows; np.column_stack puts them side by side")
    if columns.ndim != 2 or len(columns) != m:
        raise Hint(f"one row for each of the {m} points is expected, got shape {columns.shape}")
    if not np.isfinite(columns.astype(float)).all():
        raise Hint("the features hold NaN or infinity")
    return columns.astype(float)


def _holds_the_class(columns: np.ndarray, y: np.ndarray) -> bool:
    """Whether a column has two values, one for each class."""
    return any(
        len(np.unique(column)) == 2 and abs(np.corrcoef(column, y)[0, 1]) > 1 - 1e-9
        for column in columns.T
    )


def _what_is_missing(columns: np.ndarray, X: np.ndarray, right: float) -> str:
    """The hint for features that are not enough: which shapes can be made of them?"""
    x1, x2 = X.T
    shapes = {
        "these features are still straight in x₁ and x₂; the border stays a straight line": [
            [x1, x2]
        ],
        "squares without the product make an ellipse or a hyperbola that stands upright; a slant "
        "takes x₁x₂ as well": [[x1**2, x2**2], [x1**2, x2**2, x1], [x1**2, x2**2, x2]],
        "the product alone is large in two corners and small in the other two; the band needs the "
        "squares as well": [[x1 * x2], [x1, x2, x1 * x2]],
        "x₁ + x₂ runs along the band; across it runs x₁ − x₂": [
            [(x1 + x2) ** 2],
            [np.abs(x1 + x2)],
        ],
    }
    for hint, candidates in shapes.items():
        if any(_spanned(columns, candidate) for candidate in candidates):
            return hint
    return (
        f"with these features logistic regression gets {right:.0%} of new points right; multiply "
        "out (x₁ − x₂)² = 1, and see which columns that equation is straight in"
    )


def _spanned(columns: np.ndarray, candidate: list[np.ndarray]) -> bool:
    """Whether all columns are sums of a constant and the candidate's columns."""
    basis = np.column_stack([np.ones(len(columns)), *candidate])
    rest = columns - basis @ np.linalg.lstsq(basis, columns, rcond=None)[0]
    return bool(np.abs(rest).max() < 1e-8 * max(1.0, np.abs(columns).max()))


@exercise("03.10")
def _bias_and_variance(answer: Any) -> None:
    rng = np.random.default_rng(4)
    H, truth = rng.normal(size=(6, 4)).round(2), rng.normal(size=4).round(2)

    def bias2(H: np.ndarray, f: np.ndarray) -> float:
        return float(np.mean((H.mean(axis=0) - f) ** 2))

    def variance(H: np.ndarray) -> float:
        return float(np.mean(H.var(axis=0)))

    def square_first(H: np.ndarray, f: np.ndarray) -> float:
        return float(np.mean((H - f) ** 2))

    compare(
        lambda H, f: _as_pair(answer, H, f),
        lambda H, f: (bias2(H, f), variance(H)),
        [(H, truth), (2 * H[:3], 1 + truth)],
        mistakes={
            "the order is (bias², variance); you return them the other way round": (
                lambda H, f: (variance(H), bias2(H, f))
            ),
            "you squared before the mean over the fits; that is bias² plus variance": (
                lambda H, f: (square_first(H, f), variance(H))
            ),
            "you averaged over the places before squaring, so biases of opposite sign cancel; "
            "square first": lambda H, f: (float(np.mean(H.mean(axis=0) - f) ** 2), variance(H)),
            "the bias is not squared": (
                lambda H, f: (float(np.mean(H.mean(axis=0) - f)), variance(H))
            ),
            "the variance is that of the fits at each place: var over axis 0, the rows": (
                lambda H, f: (bias2(H, f), float(np.mean(H.var(axis=1))))
            ),
            "the variance of all numbers of H mixes the places; take it place by place": (
                lambda H, f: (bias2(H, f), float(H.var()))
            ),
            "the standard deviation is not the variance; square it": (
                lambda H, f: (bias2(H, f), float(np.mean(H.std(axis=0))))
            ),
            "divide by the number of fits, not by one less (ddof=0), so that bias² and variance "
            "add up": lambda H, f: (bias2(H, f), float(np.mean(H.var(axis=0, ddof=1)))),
            "these are the values place by place; average each of the two over the places": (
                lambda H, f: ((H.mean(axis=0) - f) ** 2, H.var(axis=0))
            ),
            "the second is the scatter around the truth; the variance is that around the mean of "
            "the fits": lambda H, f: (bias2(H, f), square_first(H, f)),
            "the second is how the mean fit differs from place to place; the variance is how the "
            "fits differ from it at a place": (
                lambda H, f: (bias2(H, f), float(H.mean(axis=0).var()))
            ),
            "the mean of all of H mixes the places; take the mean over the fits, axis 0": (
                lambda H, f: (float(np.mean((H.mean() - f) ** 2)), variance(H))
            ),
            "the bias is squared, not taken without its sign": (
                lambda H, f: (float(np.mean(np.abs(H.mean(axis=0) - f))), variance(H))
            ),
            "these are sums over the places; average each of the two": (
                lambda H, f: (len(f) * bias2(H, f), len(f) * variance(H))
            ),
        },
    )


def _as_pair(answer: Any, H: np.ndarray, truth: np.ndarray) -> Any:
    """The learner's result; a list or an array of two is as good as a tuple."""
    result = call(answer, H, truth)
    if isinstance(result, (list, np.ndarray)) and np.shape(result) == (2,):
        return tuple(result)
    return result
