"""Checks of lesson 14c, Many classes: topics of newswires."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray


def _averages(C: Array) -> Array:
    asked = C.sum(axis=1)
    return np.array([np.trace(C) / C.sum(), np.mean(np.diag(C)[asked > 0] / asked[asked > 0])])


def _with_zeros(C: Array) -> Array:
    recall = np.diag(C) / np.maximum(C.sum(axis=1), 1)
    return np.array([np.trace(C) / C.sum(), recall.mean()])


def _with_ones(C: Array) -> Array:
    asked = C.sum(axis=1)
    recall = np.where(asked > 0, np.diag(C) / np.maximum(asked, 1), 1)
    return np.array([np.trace(C) / C.sum(), recall.mean()])


def _with_nan(C: Array) -> Array:
    return np.array([np.trace(C) / C.sum(), np.mean(np.diag(C) / C.sum(axis=1))])


def _of_the_found(C: Array) -> Array:
    found = np.diag(C) > 0
    return np.array([np.trace(C) / C.sum(), np.mean((np.diag(C) / C.sum(axis=1))[found])])


def _of_columns(C: Array) -> Array:
    return _averages(C.T)


def _weighted(C: Array) -> Array:
    return np.full(2, np.trace(C) / C.sum())


@exercise("14.7")
def _two_averages(answer: Any) -> None:
    cases = [
        (np.array([[8, 2, 0], [3, 3, 0], [1, 0, 1]]),),
        (np.array([[90, 0, 0], [9, 1, 0], [4, 0, 0]]),),
        (np.array([[5, 0, 1, 2], [0, 0, 0, 0], [0, 1, 3, 0], [2, 0, 0, 7]]),),
    ]

    def checked(C: Array) -> Array:
        got = call(answer, C)
        try:
            shape = np.shape(got)
        except ValueError:  # a number and a row of numbers
            shape = None
        if shape != (2,):
            raise Hint("two numbers are expected: return the accuracy, then the macro average")
        return np.asarray(got, dtype=np.float64)

    if not callable(answer):
        call(answer)
    compare(
        checked,
        _averages,
        cases,
        mistakes={
            "the other way round: the accuracy comes first": lambda C: _averages(C)[::-1],
            "that is precision: divide by the sums of the rows (axis=1), not of the columns": (
                _of_columns
            ),
            "a topic without wires is left out; it is no recall of 0": _with_zeros,
            "a topic without wires is left out; it is no recall of 1": _with_ones,
            "a topic that is never found has a recall of 0, and counts": _of_the_found,
            "divide each number of the diagonal by the sum of its own row": (
                lambda C: np.array([np.trace(C), np.trace(C) / len(C)]) / C.sum()
            ),
            "the first is a share: divide the number of right answers by that of all wires": (
                lambda C: np.array([np.trace(C), _averages(C)[1]])
            ),
            "the second is the mean of the recalls, not their sum": (
                lambda C: _averages(C) * [1, np.count_nonzero(C.sum(axis=1))]
            ),
            "0 / 0: leave out the rows whose sum is 0 before you take the mean": _with_nan,
            "both are the accuracy: each topic counts the same in the macro average": _weighted,
            "in percent? Shares from 0 to 1 are expected": lambda C: 100 * _averages(C),
            "the first is the share of all wires: the sum of the diagonal by the sum of C": (
                lambda C: np.full(2, _averages(C)[1])
            ),
        },
        otherwise="the diagonal by the sum of all; the mean of the diagonal by the row sums",
    )


def _top_k(p: Array, y: Array, k: int) -> float:
    first = np.argsort(-p, axis=1)[:, :k]
    return float(np.mean(np.any(first == y[:, None], axis=1)))


def _lowest(p: Array, y: Array, k: int) -> float:
    return _top_k(-p, y, k)


def _anywhere(p: Array, y: Array, k: int) -> float:
    return float(np.isin(y, np.argsort(-p, axis=1)[:, :k]).mean())


def _by_value(p: Array, y: Array, k: int) -> float:
    return float(np.mean(np.any(-np.sort(-p, axis=1)[:, :k] == y[:, None], axis=1)))


def _in_columns(p: Array, y: Array, k: int) -> float:
    return float(np.mean(np.any(np.argsort(-p, axis=0)[:, :k] == y[:, None], axis=1)))


def _unsorted(p: Array, y: Array, k: int) -> float:
    return float(np.mean(y < k))


def _only_the_kth(p: Array, y: Array, k: int) -> float:
    return float(np.mean(np.argsort(-p, axis=1)[:, k - 1] == y))


@exercise("14.8")
def _among_the_first_k(answer: Any) -> None:
    rng = np.random.default_rng(0)
    p = rng.permuted(np.tile([0.4, 0.25, 0.15, 0.12, 0.08], (40, 1)), axis=1)
    y = np.where(rng.random(40) < 0.4, p.argmax(axis=1), rng.integers(5, size=40))
    cases = [(p, y, 2), (p, y, 1), (p, y, 3), (p[:7], y[:7], 5)]

    def checked(p: Array, y: Array, k: int) -> Any:
        got = call(answer, p, y, k)
        if np.ndim(got) != 0:
            raise Hint("a single number is expected: the share of all wires")
        return got

    if not callable(answer):
        call(answer)
    compare(
        checked,
        _top_k,
        cases,
        mistakes={
            "argsort begins with the lowest: those are the k least probable topics": _lowest,
            "k is not used: that is the accuracy": lambda p, y, k: _top_k(p, y, 1),
            "any of the first k will do, not the k-th alone": _only_the_kth,
            "compare each row with the topic of its own wire, y[:, None]": _anywhere,
            "np.sort gives probabilities; np.argsort gives the topics that they belong to": (
                _by_value
            ),
            "sort within each row: axis=1": _in_columns,
            "the first k columns are not the k most probable topics: sort each row": _unsorted,
            "one topic too few: the first k are [:, :k]": lambda p, y, k: _top_k(p, y, k - 1),
            "one topic too many: the first k are [:, :k]": lambda p, y, k: _top_k(p, y, k + 1),
            "the share of wires is asked, not their number": lambda p, y, k: (
                len(y) * _top_k(p, y, k)
            ),
            "divide by the number of wires only: a wire counts once, not k times": (
                lambda p, y, k: _top_k(p, y, k) / k
            ),
            "that is the share of wrong ones": lambda p, y, k: 1 - _top_k(p, y, k),
            "in percent? A share from 0 to 1 is expected": lambda p, y, k: 100 * _top_k(p, y, k),
        },
        otherwise="for each wire: np.argsort, the k most probable; is its own topic one of them?",
    )
