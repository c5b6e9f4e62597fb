"""From things to numbers, and from any scale to a common one: what comes before the first weight.

The two scalers learn their statistics in `fit`, from the training rows, and apply them in
`transform` to any rows. They act on columns (features); `unit_norm` acts on rows (samples) and
has nothing to learn. Missing values (NaN) are left out of the statistics and stay missing.

Source: *Scratch*, "Data Normalization"; *Basics*, "Vectorization" and "Value normalization".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

__all__ = ["MinMaxScaler", "StandardScaler", "one_hot", "unit_norm"]

Array = np.ndarray


def one_hot(y: Sequence[Any] | Array, classes: int | Sequence[Any] | None = None) -> Array:
    """One column for each class, 1 where the sample belongs to it and 0 elsewhere.

    Args:
        y: Class numbers or names, (m,).
        classes: A number K for the classes 0 to K - 1, or the classes in the order of the
            columns. Default: those that occur in `y`, sorted.

    Returns:
        (m, K) float64; every row sums to 1.

    Raises:
        ValueError: `y` has not one axis, or holds a class that is not among `classes`.
        TypeError: `y` holds fractions, which are no classes.

    Example:
        >>> one_hot(["cat", "dog", "cat"])
        array([[1., 0.],
               [0., 1.],
               [1., 0.]])
    """
    y = np.asarray(y)
    if y.ndim != 1:
        raise ValueError(f"y must have one axis, one class for each sample, got shape {y.shape}")
    if np.issubdtype(y.dtype, np.inexact) and y.size:
        raise TypeError(f"y must hold whole class numbers or names, got {y.dtype}")
    if classes is None:
        names = np.unique(y)
    elif isinstance(classes, (int, np.integer)):
        names = np.arange(classes)
    else:
        names = np.asarray(classes)
    if len(np.unique(names)) != len(names):
        raise ValueError("classes names a class twice")
    hot = y[:, None] == names[None, :]  # (m, 1) against (1, K) -> (m, K)
    known = hot.any(axis=1)
    if not known.all():
        raise ValueError(
            f"y holds {y[~known].tolist()[0]!r}, which is not among the classes {names.tolist()}"
        )
    return hot.astype(np.float64)


def unit_norm(X: Array) -> Array:
    """x / ||x|| for each row: every sample gets length 1. A row of zeros stays as it is.

    Args:
        X: Samples, (m, n), without missing values.

    Returns:
        (m, n), floating point.

    Raises:
        ValueError: `X` has not two axes, or holds NaN or infinity.
    """
    X = _matrix(X)
    if np.isnan(X).any():
        raise ValueError("X holds NaN: the length of a row with a hole is not known")
    length = np.linalg.norm(X, axis=1, keepdims=True)  # (m, 1)
    return X / np.where(length == 0, 1, length)


class _Scaler:
    """(x - shift) / scale, column by column; the two differ in what shift and scale are."""

    def __init__(self) -> None:
        self.shift: Array | None = None
        self.scale: Array | None = None

    def _statistics(self, X: Array) -> tuple[Array, Array]:
        raise NotImplementedError

    def fit(self, X: Array) -> Self:
        """Learn the statistics of the columns.

        Args:
            X: The training rows, (m, n); NaN counts as missing.

        Raises:
            ValueError: `X` has not two axes, no rows, a column without any value, or infinity.
        """
        X = _matrix(X).astype(np.float64)
        if not len(X):
            raise ValueError("X has no rows; there is nothing to learn a scale from")
        empty = np.flatnonzero(np.isnan(X).all(axis=0))
        if empty.size:
            raise ValueError(f"column {empty[0]} of X holds no value at all, only NaN")
        shift, scale = self._statistics(X)
        # A column that never changes is only shifted, to 0: dividing it by 0 would give NaN.
        low = np.nanmin(X, axis=0)
        constant = low == np.nanmax(X, axis=0)
        self.shift, self.scale = np.where(constant, low, shift), np.where(constant, 1.0, scale)
        return self

    def transform(self, X: Array) -> Array:
        """Apply the statistics that were learned, to training rows and to any others.

        Args:
            X: Rows with the columns of `fit`, (m, n). They are not changed.

        Returns:
            (m, n); floating point input keeps its dtype, whole numbers become float64.

        Raises:
            RuntimeError: `fit` was not called yet.
            ValueError: `X` has another number of columns than in `fit`.
        """
        X = self._fitting(X)
        return ((X - self.shift) / self.scale).astype(X.dtype)

    def fit_transform(self, X: Array) -> Array:
        """`fit(X)`, then `transform(X)`: for the training rows, and for them alone."""
        return self.fit(X).transform(X)

    def inverse_transform(self, X: Array) -> Array:
        """Back to the units of the data: x * scale + shift. Raises what `transform` raises."""
        X = self._fitting(X)
        return (X * self.scale + self.shift).astype(X.dtype)

    def _fitting(self, X: Array) -> Array:
        if self.shift is None or self.scale is None:
            raise RuntimeError(f"this {type(self).__name__} has no statistics yet: call fit first")
        X = _matrix(X)
        if X.shape[1] != len(self.shift):
            raise ValueError(
                f"X must have the {len(self.shift)} columns that fit saw, got {X.shape[1]}"
            )
        return X


class MinMaxScaler(_Scaler):
    """(x - x_min) / (x_max - x_min): the training rows fill the range from 0 to 1.

    New rows may leave it: what lies beyond the training rows lies beyond 0 or 1.

    Attributes:
        shift: The smallest training value of each column.
        scale: Largest minus smallest (1 for a constant column).

    Example:
        >>> MinMaxScaler().fit([[1], [3]]).transform([[2], [5]])
        array([[0.5],
               [2. ]])
    """

    def _statistics(self, X: Array) -> tuple[Array, Array]:
        low = np.nanmin(X, axis=0)
        return low, np.nanmax(X, axis=0) - low


class StandardScaler(_Scaler):
    """(x - mu) / sigma: the training rows get mean 0 and standard deviation 1.

    sigma divides by m, as NumPy and scikit-learn do, not by m - 1.

    Attributes:
        shift: The mean of each column.
        scale: Its standard deviation (1 for a constant column).

    Example:
        >>> StandardScaler().fit([[1], [3]]).transform([[2], [5]])
        array([[0.],
               [3.]])
    """

    def _statistics(self, X: Array) -> tuple[Array, Array]:
        return np.nanmean(X, axis=0), np.nanstd(X, axis=0)


def _matrix(X: Array) -> Array:
    """Floating-point input as it is, whole numbers as float64, anything else refused."""
    X = np.asarray(X)
    if X.ndim != 2:
        raise ValueError(f"X must have two axes, samples and features, got shape {X.shape}")
    if X.dtype.kind in "biu":
        X = X.astype(np.float64)
    if X.dtype.kind != "f":
        raise ValueError(f"X must hold numbers, got {X.dtype}; see one_hot for names")
    if np.isinf(X).any():
        raise ValueError("X holds infinity")
    return X
