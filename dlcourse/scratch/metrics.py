"""How good the decisions of a classifier are: counts, and the shares made of them.

Everything starts from the confusion matrix, whose rows are the true classes and whose columns the
predicted ones; for two classes it is

    [[TN, FP],
     [FN, TP]]

A share whose denominator is 0 is undefined: no precision without anything predicted positive, no
recall without positives. `zero_division` says what to do then: "raise" (the default), or the
number 0 or 1 to stand for it. scikit-learn puts 0 and warns, Keras puts 0 and says nothing.

The measures of scores, before a threshold makes decisions of them (`roc_curve` and others), stand
in `dlcourse.scratch.scores`, and are names of this module too.

Source: *Notes*, "Confusion matrix", "Precision / Recall / Specificity", "Single number evaluation
metric", "When to change dev/test sets and metrics".
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from dlcourse.scratch.scores import (
    average_precision,
    calibration_curve,
    class_numbers,
    precision_recall_curve,
    roc_auc,
    roc_curve,
    zeros_and_ones,
)

__all__ = [
    "accuracy",
    "average_precision",
    "bootstrap_interval",
    "calibration_curve",
    "confusion_matrix",
    "error_rate",
    "f1",
    "f_beta",
    "precision",
    "precision_recall_curve",
    "recall",
    "roc_auc",
    "roc_curve",
    "specificity",
]

Array = np.ndarray


def confusion_matrix(y: Array, y_pred: Array, *, n_classes: int | None = None) -> Array:
    """How often each class was taken for each class.

    Args:
        y: The true class numbers, (m,).
        y_pred: The predicted class numbers, (m,).
        n_classes: K; by default as many as the highest number in `y` or `y_pred` asks for, and at
            least two.

    Returns:
        (K, K) counts, true classes as rows and predicted ones as columns.

    Raises:
        ValueError: `y` and `y_pred` are no class numbers, or not of one length; or one of them is
            not below `n_classes`.
        TypeError: `n_classes` is no whole number.

    Example:
        >>> confusion_matrix([0, 0, 0, 1, 1], [0, 0, 1, 1, 0])
        array([[2, 1],
               [1, 1]])
    """
    y, y_pred = _pair(y, y_pred)
    highest = int(max(y.max(), y_pred.max()))
    K = max(2, highest + 1) if n_classes is None else n_classes
    if isinstance(K, bool) or not isinstance(K, (int, np.integer)):
        raise TypeError(f"n_classes must be a whole number, got {n_classes!r}")
    if highest >= K:
        raise ValueError(f"n_classes must be more than {highest}, the highest class; got {K}")
    return np.bincount(K * y + y_pred, minlength=K * K).reshape(K, K)


def accuracy(y: Array, y_pred: Array) -> float:
    """The share of right answers: for two classes (TP + TN) / (TP + TN + FP + FN).

    Args:
        y: The true class numbers, (m,).
        y_pred: The predicted class numbers, (m,).

    Raises:
        ValueError: They are no class numbers, or not of one length.
    """
    y, y_pred = _pair(y, y_pred)
    return float(np.mean(y_pred == y))


def error_rate(y: Array, y_pred: Array, *, weights: Array | None = None) -> float:
    """The share of wrong answers, sum w 1{y_pred != y} / sum w.

    Args:
        y: The true class numbers, (m,).
        y_pred: The predicted class numbers, (m,).
        weights: How much each sample counts, (m,); by default all the same.

    Raises:
        ValueError: `y` and `y_pred` are no class numbers, or not of one length; or `weights` are
            not one number >= 0 for each sample, or all 0.
    """
    y, y_pred = _pair(y, y_pred)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    if w.shape != y.shape or not np.isfinite(w).all() or (w < 0).any() or not w.any():
        raise ValueError(
            f"weights must be {len(y)} numbers >= 0, one for each sample and not all 0; "
            f"got shape {w.shape}, such as {w.ravel()[:5]}"
        )
    return float(np.sum(w * (y_pred != y)) / np.sum(w))


def precision(y: Array, y_pred: Array, *, zero_division: float | str = "raise") -> float:
    """TP / (TP + FP): how many of those called positive are positive?

    Args:
        y: The true classes, 0 or 1, (m,).
        y_pred: The predicted classes, 0 or 1, (m,).
        zero_division: The value where nothing was predicted positive: 0, 1 or "raise".

    Raises:
        ZeroDivisionError: TP + FP is 0 and `zero_division` is "raise".
        ValueError: `y` or `y_pred` hold anything but 0 and 1 or are not of one length, or
            `zero_division` is none of the three.
    """
    _, FP, _, TP = _counts(y, y_pred)
    empty = "TP + FP is 0, nothing was predicted positive"
    return _share("precision", TP, TP + FP, empty, zero_division)


def recall(y: Array, y_pred: Array, *, zero_division: float | str = "raise") -> float:
    """TP / (TP + FN): how many of the positives were found? Also called sensitivity.

    Args:
        y: The true classes, 0 or 1, (m,).
        y_pred: The predicted classes, 0 or 1, (m,).
        zero_division: The value where `y` has no positive: 0, 1 or "raise".

    Raises:
        ZeroDivisionError: TP + FN is 0 and `zero_division` is "raise".
        ValueError: As in `precision`.
    """
    _, _, FN, TP = _counts(y, y_pred)
    empty = "TP + FN is 0, y has no positive"
    return _share("recall", TP, TP + FN, empty, zero_division)


def specificity(y: Array, y_pred: Array, *, zero_division: float | str = "raise") -> float:
    """TN / (TN + FP): how many of the negatives were let go? It is 1 - false positive rate.

    Args:
        y: The true classes, 0 or 1, (m,).
        y_pred: The predicted classes, 0 or 1, (m,).
        zero_division: The value where `y` has no negative: 0, 1 or "raise".

    Raises:
        ZeroDivisionError: TN + FP is 0 and `zero_division` is "raise".
        ValueError: As in `precision`.
    """
    TN, FP, _, _ = _counts(y, y_pred)
    empty = "TN + FP is 0, y has no negative"
    return _share("specificity", TN, TN + FP, empty, zero_division)


def f1(y: Array, y_pred: Array, *, zero_division: float | str = "raise") -> float:
    """2 / (1/P + 1/R), the harmonic mean of precision and recall.

    Computed from the counts, 2 TP / (2 TP + FP + FN): the same number where P and R are not 0,
    and 0 where nothing positive was found (P = R = 0, or P undefined).

    Args:
        y: The true classes, 0 or 1, (m,).
        y_pred: The predicted classes, 0 or 1, (m,).
        zero_division: The value where there is no positive, true or predicted: 0, 1 or "raise".

    Raises:
        ZeroDivisionError: 2 TP + FP + FN is 0 and `zero_division` is "raise".
        ValueError: As in `precision`.
    """
    return _f(y, y_pred, 1.0, "f1", zero_division)


def f_beta(y: Array, y_pred: Array, *, beta: float, zero_division: float | str = "raise") -> float:
    """(1 + beta^2) P R / (beta^2 P + R): recall counts beta times as much as precision.

    Args:
        y: The true classes, 0 or 1, (m,).
        y_pred: The predicted classes, 0 or 1, (m,).
        beta: A positive number; 1 gives `f1`, 2 leans to recall, 1/2 to precision.
        zero_division: As in `f1`.

    Raises:
        ZeroDivisionError: As in `f1`.
        ValueError: As in `precision`, or `beta` is not positive.
    """
    if not (isinstance(beta, (int, float, np.number)) and 0 < beta < np.inf):
        raise ValueError(f"beta must be a positive number, got {beta!r}")
    return _f(y, y_pred, float(beta), "f_beta", zero_division)


def bootstrap_interval(
    values: Array,
    *,
    rng: np.random.Generator,
    n_resamples: int = 1000,
    level: float = 0.95,
    statistic: Callable[..., Any] = np.mean,
) -> tuple[float, float]:
    """Where a number measured on m samples might have come out on m others: from low to high.

    The samples are drawn again, m of m with replacement, many times; between `low` and `high` lies
    the middle part of what the statistic gives (the percentile interval).

    Args:
        values: One number (or one row of numbers) for each sample, (m,) or (m, k); such as
            `y_pred == y` for the accuracy.
        rng: Where the drawing comes from.
        n_resamples: How often.
        level: The share of the results inside the interval.
        statistic: Gives one number for the samples. If it has an argument `axis`, as `np.mean` has,
            many resamples go through it at once; else it gets one after the other, each of the
            shape of `values`.

    Raises:
        TypeError: `rng` is no random generator, or `n_resamples` no whole number.
        ValueError: `values` has no samples or is a single number, `n_resamples` is less than 1,
            `level` not between 0 and 1, or `statistic` gives no single finite number.

    Example:
        >>> right = np.arange(100) < 90
        >>> low, high = bootstrap_interval(right, rng=np.random.default_rng(0))
        >>> low < 0.9 < high
        True
    """
    values = np.asarray(values)
    if not values.ndim or not len(values):
        raise ValueError(f"values must have one entry or row a sample, got shape {values.shape}")
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must come from np.random.default_rng(seed), got {rng!r}")
    if isinstance(n_resamples, bool) or not isinstance(n_resamples, (int, np.integer)):
        raise TypeError(f"n_resamples must be a whole number, got {n_resamples!r}")
    if n_resamples < 1:
        raise ValueError(f"n_resamples must be at least 1, got {n_resamples}")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, such as 0.95; got {level!r}")
    m, at_once = len(values), _takes_axis(statistic)
    # A block of resamples holds a million numbers: 1,000 resamples of a million samples fit, too.
    block = max(1, 2**20 // values.size)
    results: list[Any] = []
    for start in range(0, n_resamples, block):
        rows = rng.integers(0, m, size=(min(block, n_resamples - start), m))
        drawn = values[rows]  # (resamples, m) or (resamples, m, k)
        results.extend(statistic(drawn, axis=1) if at_once else map(statistic, drawn))
    found = np.asarray(results, dtype=np.float64)
    if found.shape != (n_resamples,) or not np.isfinite(found).all():
        raise ValueError(
            "statistic must give one finite number for each resample, "
            f"got shape {found.shape[1:]} such as {found[0]}"
        )
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _counts(y: Array, y_pred: Array) -> tuple[int, int, int, int]:
    """TN, FP, FN, TP."""
    y, y_pred = zeros_and_ones("y", y), zeros_and_ones("y_pred", y_pred)
    TN, FP, FN, TP = confusion_matrix(y, y_pred).ravel().tolist()
    return TN, FP, FN, TP


def _f(y: Array, y_pred: Array, beta: float, name: str, zero_division: float | str) -> float:
    _, FP, FN, TP = _counts(y, y_pred)
    b = beta * beta
    # With b = 1: 2 TP / (2 TP + FP + FN).
    empty = "there is no positive, neither in y nor in y_pred"
    return _share(name, (1 + b) * TP, (1 + b) * TP + FP + b * FN, empty, zero_division)


def _share(name: str, part: float, whole: float, empty: str, zero_division: float | str) -> float:
    is_raise = isinstance(zero_division, str) and zero_division == "raise"
    if not is_raise and (isinstance(zero_division, str) or zero_division not in (0, 1)):
        raise ValueError(f'zero_division must be 0, 1 or "raise", got {zero_division!r}')
    if whole:
        return part / whole
    if is_raise:
        raise ZeroDivisionError(
            f"{name} is undefined here: {empty}. zero_division=0 or 1 gives it a value"
        )
    return float(zero_division)


def _takes_axis(statistic: Callable[..., Any]) -> bool:
    try:
        return "axis" in inspect.signature(statistic).parameters
    except (TypeError, ValueError):  # some functions written in C do not say what they take
        return False


def _pair(y: Array, y_pred: Array) -> tuple[Array, Array]:
    y, y_pred = class_numbers("y", y), class_numbers("y_pred", y_pred)
    if len(y) != len(y_pred):
        raise ValueError(f"y_pred must be as long as y, {len(y)}; got {len(y_pred)}")
    return y, y_pred
