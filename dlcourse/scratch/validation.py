"""Which samples to learn from, and which to be judged by: splits as arrays of row numbers.

All functions return indices, never data, so that one split serves `X` and `y` alike:
`train, test = split_indices(len(X), (0.7, 0.3), rng)`, then `X[train], y[train]`.

Source: *Scratch*, "Supervised Learning - Overfitting"; *Notes*, "Train/valid/test sets sizes";
*Basics*, "K-fold cross-validation", "The universal workflow of machine learning".
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

__all__ = ["iterated_kfold_indices", "kfold_indices", "split_indices"]

Array = np.ndarray
Fold = tuple[Array, Array]


def split_indices(m: int, shares: Sequence[float], rng: np.random.Generator) -> list[Array]:
    """Shuffle the rows 0 to m - 1 and cut them into parts.

    Args:
        m: Number of samples.
        shares: Size of each part, positive numbers that sum to 1, such as `(0.6, 0.2, 0.2)`.
        rng: Where the shuffling comes from.

    Returns:
        One array of row numbers for each share; together they hold every row once.

    Raises:
        TypeError: `m` is no whole number, or `rng` no random generator.
        ValueError: A share is not positive, their sum is not 1, or a part would be empty.

    Example:
        >>> train, test = split_indices(10, (0.7, 0.3), np.random.default_rng(0))
        >>> len(train), len(test)
        (7, 3)
    """
    m = _count("m", m, least=1)
    _check_generator(rng)
    sizes = np.asarray(shares, dtype=np.float64)
    if sizes.ndim != 1 or not len(sizes) or not (sizes > 0).all():
        raise ValueError(f"shares must be a row of positive numbers, got {shares!r}")
    if not math.isclose(sizes.sum(), 1, abs_tol=1e-9):
        raise ValueError(f"shares must sum to 1, got {shares!r} with the sum {sizes.sum():g}")
    # Halves go up (NumPy's rint rounds them to even), with some room for what 0.1 + 0.2 leaves.
    ends = np.floor(m * np.cumsum(sizes) + 0.5 + 1e-9).astype(int)
    lengths = np.diff(ends, prepend=0)
    if not (lengths > 0).all():
        empty = int(np.argmin(lengths))
        raise ValueError(
            f"m = {m} samples are too few for shares {tuple(shares)!r}: part {empty} would be empty"
        )
    return np.split(rng.permutation(m), ends[:-1])


def kfold_indices(m: int, k: int, rng: np.random.Generator | None = None) -> list[Fold]:
    """k pairs of training and validation rows; every row is validated exactly once.

    Without `rng` the folds are blocks of neighbors, the same ones as those of scikit-learn's
    `KFold(k)`: if k does not divide m, the first folds get one row more.

    Args:
        m: Number of samples.
        k: Number of folds, from 2 to m. With k = m each fold is a single row ("leave one out").
        rng: Shuffle the rows first. Rows that lie in a file by class need it; where the order
            is time, do not shuffle, but validate on what comes later.

    Returns:
        k pairs (training rows, validation rows), each sorted.

    Raises:
        TypeError: `m` or `k` is no whole number, or `rng` no random generator.
        ValueError: `m` is less than 2, or `k` not from 2 to m.

    Example:
        >>> for train, validation in kfold_indices(5, 2):
        ...     print(train, validation)
        [3 4] [0 1 2]
        [0 1 2] [3 4]
    """
    m = _count("m", m, least=2)
    k = _count("k", k, least=2)
    if k > m:
        raise ValueError(f"k must be at most m, the number of samples: got k = {k}, m = {m}")
    rows = np.arange(m)
    if rng is not None:
        _check_generator(rng)
        rng.shuffle(rows)
    parts = np.array_split(rows, k)
    return [
        (np.sort(np.concatenate(parts[:i] + parts[i + 1 :])), np.sort(part))
        for i, part in enumerate(parts)
    ]


def iterated_kfold_indices(m: int, k: int, times: int, rng: np.random.Generator) -> list[Fold]:
    """k-fold again and again, shuffled anew each time.

    Args:
        m: Number of samples.
        k: Number of folds, from 2 to m.
        times: How often.
        rng: Where the shuffling comes from.

    Returns:
        k * times pairs (training rows, validation rows), one round after the other.

    Raises:
        TypeError: `m`, `k` or `times` is no whole number, or `rng` no random generator.
        ValueError: As in `kfold_indices`, or `times` is less than 1.
    """
    times = _count("times", times, least=1)
    _check_generator(rng)
    return [fold for _ in range(times) for fold in kfold_indices(m, k, rng)]


def _count(name: str, value: int, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be a whole number, got {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, got {value}")
    return int(value)


def _check_generator(rng: np.random.Generator) -> None:
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must come from np.random.default_rng(seed), got {rng!r}")
