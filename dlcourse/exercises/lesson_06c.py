"""Checks of lesson 06c, Training on digits."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, compare_value, exercise

Array = np.ndarray


@exercise("06.6")
def _steps(answer: Any) -> None:
    compare_value(
        answer,
        900,
        mistakes={
            "the last, smaller batch of an epoch is a step, too": 880,
            "1438 / 32 is rounded up, and in each epoch": 898,
            "that is one epoch; there are 20 of them": 45,
            "the steps of an epoch are a whole number: 1438 / 32 is rounded up": 898.75,
            "each epoch begins anew: round up in each, not once at the end": 899,
            "that is the number of examples that are looked at; 32 of them make a step": 28760,
            "that is one epoch, and without its last, smaller batch": 44,
        },
        otherwise="how many batches has an epoch, the last one included? Times 20",
    )


@exercise("06.7")
def _batches(answer: Any) -> None:
    orders = []
    for m, size, seed in ((10, 4, 0), (12, 4, 1), (3, 5, 2), (100, 7, 3), (100, 7, 4)):
        parts = call(answer, m, size, np.random.default_rng(seed))
        _one_epoch(parts, m, size)
        orders.append(np.concatenate([np.ravel(p) for p in parts]))
    last = orders[-2:]
    again = np.concatenate([np.ravel(p) for p in call(answer, 100, 7, np.random.default_rng(4))])
    if all(np.array_equal(order, np.arange(100)) for order in last):
        raise Hint("the rows come in their old order; draw a new one with rng.permutation")
    if np.array_equal(*last):
        raise Hint("another rng gives the same order; use the rng that your function is given")
    if not np.array_equal(last[-1], again):
        raise Hint(
            "the same rng gives another order each time; draw only from the rng given to you"
        )
    # Whole batches in a new order, each still with its neighbors, are not shuffled either.
    if all(np.mean(np.diff(order) == 1) > 0.5 for order in last):
        raise Hint("only the batches change places; shuffle the rows before you cut them")
    # Nor are rows that still share a batch with their old neighbors, in whatever order.
    parts = [part for order in last for part in np.split(order, range(7, 100, 7))]
    if all(np.ptp(part) < 7 for part in parts):
        raise Hint("rows are shuffled only inside their old batches; shuffle all before you cut")


def _one_epoch(parts: Any, m: int, size: int) -> None:
    if not isinstance(parts, (list, tuple)):
        raise Hint(f"a list of arrays is expected, one for each batch, got {type(parts).__name__}")
    try:
        arrays = [np.asarray(part) for part in parts]
    except ValueError:
        raise Hint("each batch should be an array of row numbers") from None
    if not all(a.ndim == 1 and a.dtype.kind in "iu" for a in arrays):
        raise Hint("each batch should be an array of whole row numbers, with one axis")
    if any(len(a) == 0 for a in arrays):
        raise Hint(f"a batch is empty (for m = {m}, size = {size}); stop when the rows are used up")
    found = np.concatenate([*arrays, np.array([], dtype=int)])
    if len(found) < m and len(found) == m // size * size and len(set(found.tolist())) == len(found):
        raise Hint(f"the rows of the last, smaller batch are missing (m = {m}, size = {size})")
    if len(set(found.tolist())) < len(found):
        raise Hint("some rows come twice; an epoch visits each once: cut up one permutation")
    if sorted(found.tolist()) != list(range(m)):
        raise Hint(f"the batches should hold each row number from 0 to {m - 1} exactly once")
    sizes = [len(a) for a in arrays]
    if any(n != size for n in sizes[:-1]) or sizes[-1] > size:
        if len(arrays) == size and m != size * size:
            raise Hint(f"size is the number of rows in a batch, not of batches; got {sizes}")
        raise Hint(f"all batches but the last should have {size} rows; yours have {sizes}")


def _shares(y: Array, y_hat: Array, K: int) -> Array:
    return np.array([np.mean(y_hat[y == k] == k) for k in range(K)])


@exercise("06.8")
def _right_of_each(answer: Any) -> None:
    rng = np.random.default_rng(8)
    cases = []
    for m, K in ((60, 4), (40, 3)):
        y = np.concatenate([np.arange(K), rng.integers(0, K, m) ** 2 // K])
        y_hat = np.where(rng.random(len(y)) < 0.6, y, rng.integers(0, K, len(y)))
        y_hat[:K] = np.arange(K)  # every class is also answered at least once
        cases.append((y, y_hat, K))
    compare(
        answer,
        _shares,
        cases,
        mistakes={
            "that is the share of the answers k that are right; divide by the true ones (y == k)": (
                lambda y, y_hat, K: np.array([np.mean(y[y_hat == k] == k) for k in range(K)])
            ),
            "that is the number of right answers; divide by how often the class occurs": (
                lambda y, y_hat, K: np.array([np.sum((y == k) & (y_hat == k)) for k in range(K)])
            ),
            "divide by the number of examples of that class, not of all": (
                lambda y, y_hat, K: np.array([np.mean((y == k) & (y_hat == k)) for k in range(K)])
            ),
            "that is the share of all answers; it is wanted for each class": (
                lambda y, y_hat, K: np.mean(y == y_hat)
            ),
            "that is the share that is wrong": lambda y, y_hat, K: 1 - _shares(y, y_hat, K),
            "rows of other classes count as right in yours; look only at the rows with y == k": (
                lambda y, y_hat, K: np.array([np.mean((y == k) == (y_hat == k)) for k in range(K)])
            ),
        },
        otherwise="for each k: of the rows with y == k, the share with y_hat == k",
    )
