"""Checks of lesson 03a, Rescaling."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import compare, compare_value, exercise

_TRAIN = np.array([[1.0, 40.0, 5.0], [3.0, 10.0, 5.0], [2.0, 20.0, 5.0], [6.0, 70.0, 5.0]])
_NEW = np.array([[2.0, 10.0, 5.0], [8.0, 25.0, 5.0], [4.0, 0.0, 5.0]])


@exercise("03.1")
def _one_new_value(answer: Any) -> None:
    column, new = np.array([10.0, 20.0, 30.0, 40.0]), 50.0
    mean, std = column.mean(), column.std()
    together = np.append(column, new)
    compare_value(
        answer,
        (new - mean) / std,
        mistakes={
            "the new value took part in mean and deviation; they come from the training part": (
                (new - together.mean()) / together.std()
            ),
            "σ divides by m, not by m − 1: that is column.std(), without ddof": (
                (new - mean) / column.std(ddof=1)
            ),
            "that is min–max; standardizing subtracts the mean and divides by the deviation": (
                (new - column.min()) / np.ptp(column)
            ),
            "you divided by the variance; its root is the standard deviation": (
                (new - mean) / column.var()
            ),
            "the mean is subtracted; now divide by the standard deviation": new - mean,
            "subtract the mean first": new / std,
            "the sign is turned round: new value minus mean": (mean - new) / std,
            "brackets: subtract first, then divide": new - mean / std,
            "right, but rounded; leave it as computed": (
                lambda a: np.ndim(a) == 0 and abs(float(a) - (new - mean) / std) < 0.01
            ),
            "these are the training values, standardized; apply the same to the new value": (
                (column - mean) / std
            ),
        },
        otherwise="z is the distance of 50 from the mean of the column, in standard deviations",
    )


def _min_max(low_high: Any) -> Any:
    """A rescaling whose smallest and largest values come from `low_high(X_train, X_new)`."""

    def rescale(X_train: Any, X_new: Any, low: float, high: float) -> Any:
        smallest, largest = low_high(X_train, X_new)
        width = np.where(largest == smallest, 1.0, largest - smallest)
        return low + (high - low) * (X_new - smallest) / width

    return rescale


_right = _min_max(lambda train, new: (train.min(axis=0), train.max(axis=0)))
_by_new = _min_max(lambda train, new: (new.min(axis=0), new.max(axis=0)))
_whole = _min_max(lambda train, new: (train.min(), train.max()))
_by_row = _min_max(lambda train, new: (new.min(axis=1)[:, None], new.max(axis=1)[:, None]))


def _unguarded(X_train: Any, X_new: Any, low: float, high: float) -> Any:
    smallest, largest = X_train.min(axis=0), X_train.max(axis=0)
    with np.errstate(all="ignore"):
        return low + (high - low) * (X_new - smallest) / (largest - smallest)


@exercise("03.2")
def _to_any_range(answer: Any) -> None:
    compare(
        answer,
        _right,
        [(_TRAIN, _NEW, -1.0, 1.0), (_TRAIN, _NEW[:2], 0.0, 255.0), (_TRAIN, _NEW, 3.0, 5.0)],
        mistakes={
            "a constant column gives 0 / 0, which is NaN; divide by 1 there": _unguarded,
            "smallest and largest value come from X_train, not from X_new": _by_new,
            "each column has its own smallest and largest value: min(axis=0), max(axis=0)": _whole,
            "axis=1 goes along a sample; a feature is a column, axis=0": _by_row,
            "that is the range from 0 to 1; stretch it by high − low and shift it by low": (
                lambda train, new, low, high: _right(train, new, 0.0, 1.0)
            ),
            "the range has the right width; now shift it, so that it begins at low": (
                lambda train, new, low, high: _right(train, new, 0.0, high - low)
            ),
            "stretch by high − low, not by high": (
                lambda train, new, low, high: low + high * _right(train, new, 0.0, 1.0)
            ),
            "new values may lie beyond the range; do not clip them": (
                lambda train, new, low, high: np.clip(_right(train, new, low, high), low, high)
            ),
            "rescale X_new; that is X_train": (
                lambda train, new, low, high: _right(train, train, low, high)
            ),
        },
        otherwise="that is not min–max yet; try it on X_train, whose columns fill low to high",
    )


@exercise("03.3")
def _raw_weights(answer: Any) -> None:
    w, mean, std = np.array([2.0, 3.0, -1.0]), np.array([10.0, -4.0]), np.array([2.0, 0.5])

    def right(w: Any, mean: Any, std: Any) -> Any:
        return np.concatenate([[w[0] - np.sum(w[1:] * mean / std)], w[1:] / std])

    compare(
        answer,
        right,
        [(w, mean, std), (np.array([0.5, 4.0]), np.array([3.0]), np.array([0.1]))],
        mistakes={
            "slopes are divided by std: a step of 1 in x is a step of 1/σ in the rescaled x": (
                lambda w, mean, std: np.r_[w[0] - np.sum(w[1:] * mean * std), w[1:] * std]
            ),
            "the slopes are right; the intercept has to pay for the means: w₀ − Σ wⱼ μⱼ / σⱼ": (
                lambda w, mean, std: np.r_[w[0], w[1:] / std]
            ),
            "the slopes are right; the means are divided by σ as well: w₀ − Σ wⱼ μⱼ / σⱼ": (
                lambda w, mean, std: np.r_[w[0] - np.sum(w[1:] * mean), w[1:] / std]
            ),
            "the sign in the intercept is turned round: the mean is subtracted": (
                lambda w, mean, std: np.r_[w[0] + np.sum(w[1:] * mean / std), w[1:] / std]
            ),
            "these are the slopes alone; the intercept comes first": (
                lambda w, mean, std: w[1:] / std
            ),
            "the weights are rescaled as if they were data; put x̂ = (x − μ)/σ into the model": (
                lambda w, mean, std: np.r_[w[0], (w[1:] - mean) / std]
            ),
        },
        otherwise="write w₀ + Σ wⱼ (xⱼ − μⱼ)/σⱼ, multiply out, and collect what stands before xⱼ",
    )
