"""What a score tells before a threshold is chosen: ROC, precision against recall, calibration.

A score is any number that is larger the more positive a sample looks; a probability is a score
from 0 to 1. Each curve looks at all thresholds at once: "positive" is what scores at least as much
as the threshold, so samples of equal score change sides together. `dlcourse.scratch.metrics` has
these functions too, beside those of the decisions.

Source: *Notes*, "Precision / Recall / Specificity"; T. Fawcett, *An introduction to ROC analysis*,
Pattern Recognition Letters 27 (2006).
"""

from __future__ import annotations

import numpy as np

__all__ = [
    "average_precision",
    "calibration_curve",
    "precision_recall_curve",
    "roc_auc",
    "roc_curve",
]

Array = np.ndarray


def roc_curve(y: Array, scores: Array) -> tuple[Array, Array, Array]:
    """False positive rate and true positive rate (recall) at every threshold.

    They are scikit-learn's with `drop_intermediate=False`.

    Args:
        y: The true classes, 0 or 1, (m,).
        scores: One number for each sample, larger for more positive, (m,).

    Returns:
        FP / (FP + TN), TP / (TP + FN), and the thresholds, falling: first infinity (nothing is
        positive), then each score that occurs. All of one length.

    Raises:
        ValueError: `y` has only one class, so that one of the rates is 0/0; or `y` or `scores`
            are not as said above.

    Example:
        >>> FPR, TPR, thresholds = roc_curve([0, 1, 0, 1], [0.1, 0.4, 0.6, 0.9])
        >>> FPR.tolist(), TPR.tolist()
        ([0.0, 0.0, 0.5, 0.5, 1.0], [0.0, 0.5, 0.5, 1.0, 1.0])
    """
    y, scores = _pair(y, scores)
    _needs("the ROC curve", y, 0, 1)
    TP, FP, thresholds = _at_each_threshold(y, scores)
    TP, FP = np.append(0, TP), np.append(0, FP)
    return FP / FP[-1], TP / TP[-1], np.append(np.inf, thresholds)


def roc_auc(y: Array, scores: Array) -> float:
    """The area under the ROC curve.

    It is the share of all pairs of a positive and a negative in which the positive has the larger
    score; a pair of equal scores counts one half. 1/2 is what chance gives.

    Args:
        y: The true classes, 0 or 1, (m,).
        scores: One number for each sample, larger for more positive, (m,).

    Raises:
        ValueError: As in `roc_curve`.
    """
    FPR, TPR, _ = roc_curve(y, scores)
    return float(np.trapezoid(TPR, FPR))


def precision_recall_curve(y: Array, scores: Array) -> tuple[Array, Array, Array]:
    """Precision and recall at every threshold, as scikit-learn gives them.

    Args:
        y: The true classes, 0 or 1, (m,).
        scores: One number for each sample, larger for more positive, (m,).

    Returns:
        TP / (TP + FP), TP / (TP + FN), and the thresholds, rising: each score that occurs.
        Precision and recall are longer by one: they end with 1 and 0, which belong to no threshold
        but close the curve.

    Raises:
        ValueError: `y` has no positive, so that the recall is 0/0; or `y` or `scores` are not as
            said above.
    """
    y, scores = _pair(y, scores)
    _needs("the curve of precision and recall", y, 1)
    TP, FP, thresholds = _at_each_threshold(y, scores)
    precision, recall = TP / (TP + FP), TP / TP[-1]
    return np.append(precision[::-1], 1.0), np.append(recall[::-1], 0.0), thresholds[::-1]


def average_precision(y: Array, scores: Array) -> float:
    """The mean of the precision over the recall: sum (R_k - R_(k-1)) P_k over the thresholds.

    The sum of rectangles, not of trapezoids: between two thresholds nothing can be chosen.

    Args:
        y: The true classes, 0 or 1, (m,).
        scores: One number for each sample, larger for more positive, (m,).

    Raises:
        ValueError: As in `precision_recall_curve`.
    """
    precision, recall, _ = precision_recall_curve(y, scores)
    return float(np.sum(-np.diff(recall) * precision[:-1]))


def calibration_curve(y: Array, probabilities: Array, *, n_bins: int = 10) -> tuple[Array, Array]:
    """Is it 70% of those that got 70%? The share of positives beside the mean probability.

    The range from 0 to 1 is cut into bins of equal width. Empty ones are left out; what lies on a
    border belongs to the bin below, as in scikit-learn (strategy "uniform").

    Args:
        y: The true classes, 0 or 1, (m,).
        probabilities: Of class 1, (m,).
        n_bins: How many bins.

    Returns:
        The share of positives and the mean probability of each bin that has samples.

    Raises:
        ValueError: A probability lies outside 0 to 1, `n_bins` is less than 1, or `y` or
            `probabilities` are not as said above.
        TypeError: `n_bins` is no whole number.
    """
    y, p = _pair(y, probabilities, "probabilities")
    if p.min() < 0 or p.max() > 1:
        raise ValueError(
            f"probabilities must lie from 0 to 1, got {p.min():g} to {p.max():g}; "
            "logits become probabilities by the sigmoid"
        )
    if isinstance(n_bins, bool) or not isinstance(n_bins, (int, np.integer)):
        raise TypeError(f"n_bins must be a whole number, got {n_bins!r}")
    if n_bins < 1:
        raise ValueError(f"n_bins must be at least 1, got {n_bins}")
    bin_of = np.searchsorted(np.linspace(0, 1, n_bins + 1)[1:-1], p)
    m, positives, total = (np.bincount(bin_of, weights, n_bins) for weights in (None, y, p))
    used = m > 0
    return positives[used] / m[used], total[used] / m[used]


def _at_each_threshold(y: Array, scores: Array) -> tuple[Array, Array, Array]:
    """True and false positives among what scores at least t, for each score t from the top."""
    order = np.argsort(-scores, kind="stable")
    y, scores = y[order], scores[order]
    last = np.append(np.flatnonzero(np.diff(scores)), len(y) - 1)  # of each run of equal scores
    TP = np.cumsum(y)[last]
    return TP, last + 1 - TP, scores[last]


def _needs(what: str, y: Array, *classes: int) -> None:
    for k in classes:
        if not (y == k).any():
            name = ("negatives", "positives")[k]
            raise ValueError(f"{what} is undefined without {name}: y has no {k}")


def _pair(y: Array, scores: Array, name: str = "scores") -> tuple[Array, Array]:
    """The classes as whole numbers and the scores as floating point, both (m,)."""
    y, scores = zeros_and_ones("y", y), np.asarray(scores)
    if scores.shape != y.shape:
        raise ValueError(
            f"{name} must be one number for each of the {len(y)} samples in y, shape {y.shape}; "
            f"got shape {scores.shape}"
        )
    if scores.dtype.kind not in "biuf" or not np.isfinite(scores).all():
        raise ValueError(f"{name} must be finite numbers, got {scores.dtype} such as {scores[:5]}")
    return y, scores.astype(np.float64)


def zeros_and_ones(name: str, y: Array) -> Array:
    """`y` as whole numbers, if it is a row of negatives (0, False) and positives (1, True)."""
    y = class_numbers(name, y)
    if y.max() > 1:
        raise ValueError(
            f"{name} must hold 0 (negative) and 1 (positive), got a {y.max()}; "
            f"for class k of several, ask about {name} == k"
        )
    return y


def class_numbers(name: str, y: Array) -> Array:
    """`y` as whole numbers, if it is a row of class numbers 0, 1, 2, ..."""
    y = np.asarray(y)
    if y.ndim != 1:
        raise ValueError(f"{name} must have one axis, one class for each sample; got {y.shape}")
    if not len(y):
        raise ValueError(f"{name} is empty; there is nothing to measure")
    whole = y.astype(int) if y.dtype.kind in "biuf" and np.isfinite(y).all() else None
    if whole is None or (whole != y).any() or whole.min() < 0:
        raise ValueError(
            f"{name} must hold class numbers 0, 1, 2, ...; got {y[:5]}. "
            "A score becomes a class by a threshold: scores >= 0.5"
        )
    return whole
