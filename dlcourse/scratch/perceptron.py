"""Rosenblatt's perceptron: a step unit that is corrected whenever it is wrong.

Source: *Scratch*, "Perceptron", "Perceptron - Training"; *DS2*, "Perceptron". Papers: Rosenblatt
(1958), *The Perceptron*; Novikoff (1962), *On Convergence Proofs for Perceptrons*.
"""

from __future__ import annotations

import numpy as np

from dlcourse.scratch.regression import add_bias

__all__ = ["Perceptron", "mistake_bound"]

Array = np.ndarray


class Perceptron:
    """One unit that says 1 where w . x > 0, else 0, with Rosenblatt's rule for its weights.

    The rule goes through the examples one at a time and changes nothing while the output o agrees
    with the target t; else w <- w + (t - o) x. There is no learning rate: from weights of zero it
    would only rescale all weights, which changes no answer.

    Attributes:
        w: The weights, the one of the constant input first if there is a bias.
        path: The weights before the first correction and after each, (updates + 1, len(w)).
        corrected: The example behind each correction, as its row number.
        mistakes: Number of corrections in each epoch.
        converged: Whether the last epoch was free of mistakes.

    Example:
        >>> X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
        >>> model = Perceptron().fit(X, [0, 0, 0, 1])
        >>> model.predict(X).tolist(), model.mistakes
        ([0, 0, 0, 1], [1, 3, 3, 2, 1, 0])
    """

    def __init__(self, bias: bool = True) -> None:
        """A unit that has not learned anything.

        Args:
            bias: Whether to add the constant input x_0 = 1. Without it, every line that the unit
                can draw passes through the origin.
        """
        self.bias = bias
        self.w: Array | None = None
        self.path: Array | None = None
        self.corrected: list[int] = []
        self.mistakes: list[int] = []
        self.converged = False

    @property
    def updates(self) -> int:
        """Number of all corrections."""
        return sum(self.mistakes)

    def fit(
        self, X: Array, y: Array, epochs: int = 1000, rng: np.random.Generator | None = None
    ) -> Perceptron:
        """Correct the weights, from zero, until an epoch has no mistake or the epochs are over.

        Args:
            X: Examples, (m, n).
            y: Classes 0 and 1, (m,).
            epochs: At most that many passes through the examples.
            rng: Shuffles the examples before each epoch; by default they keep their order.

        Raises:
            ValueError: Shapes that do not fit, other classes, or fewer than one epoch.
        """
        if epochs < 1:
            raise ValueError(f"epochs must be at least 1, got {epochs!r}")
        X, y = self._inputs(X), _classes(y, len(X))
        w = np.zeros(X.shape[1])
        path = [w]
        self.corrected, self.mistakes = [], []
        for _ in range(epochs):
            before = len(self.corrected)
            for i in range(len(X)) if rng is None else rng.permutation(len(X)):
                o = int(w @ X[i] > 0)
                if o != y[i]:
                    w = w + (y[i] - o) * X[i]
                    path.append(w)
                    self.corrected.append(int(i))
            self.mistakes.append(len(self.corrected) - before)
            if self.mistakes[-1] == 0:
                break
        self.w, self.path = w, np.array(path)
        self.converged = self.mistakes[-1] == 0
        return self

    def predict(self, X: Array) -> Array:
        """The class of each row, 0 or 1, (m,).

        Raises:
            RuntimeError: `fit` was not called.
            ValueError: X has another number of features than in `fit`.
        """
        if self.w is None:
            raise RuntimeError("this Perceptron has not learned yet: call fit first")
        X = self._inputs(X)
        if X.shape[1] != len(self.w):
            raise ValueError(
                f"X must have {len(self.w) - self.bias} features as in fit, "
                f"got {X.shape[1] - self.bias}"
            )
        return (X @ self.w > 0).astype(int)

    def _inputs(self, X: Array) -> Array:
        X = np.asarray(X, dtype=np.float64)
        if X.ndim != 2 or not len(X):
            raise ValueError(f"X must have two axes and at least one row, got shape {X.shape}")
        return add_bias(X) if self.bias else X


def mistake_bound(X: Array, y: Array, w: Array) -> float:
    """Novikoff's bound (R / gamma)^2: no order of the examples costs the rule more mistakes.

    R is the length of the longest example, gamma the margin: the distance of the closest example
    from the boundary of `w`. Any `w` that separates the classes gives a valid bound; the one with
    the widest margin gives the smallest.

    Args:
        X: Examples, (m, n).
        y: Classes 0 and 1, (m,).
        w: Separating weights, (n + 1,) with the one of the constant input first (which then
            counts as a coordinate of each example), or (n,) for a unit without it.

    Raises:
        ValueError: `w` has another length, or does not separate the classes.
    """
    X, w = np.asarray(X, dtype=np.float64), np.asarray(w, dtype=np.float64)
    if X.ndim != 2 or w.ndim != 1 or len(w) - X.shape[1] not in (0, 1):
        raise ValueError(
            f"w must have one weight for each feature, or one more; got shapes X {X.shape}, "
            f"w {w.shape}"
        )
    y = _classes(y, len(X))
    if len(w) > X.shape[1]:
        X = add_bias(X)
    sides = (2 * y - 1) * (X @ w)
    if not sides.min() > 0:
        raise ValueError(
            f"w must separate the classes, but {int((sides <= 0).sum())} of {len(X)} examples "
            "are not on their side"
        )
    gamma = sides.min() / np.linalg.norm(w)
    return float((np.linalg.norm(X, axis=1).max() / gamma) ** 2)


def _classes(y: Array, m: int) -> Array:
    y = np.asarray(y)
    if y.shape != (m,):
        raise ValueError(f"y must hold one class for each of the {m} rows of X, got {y.shape}")
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"y must hold the classes 0 and 1, got {np.unique(y)[:5].tolist()}")
    return y.astype(int)
