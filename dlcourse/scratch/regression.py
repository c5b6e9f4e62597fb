"""Linear, logistic and softmax regression: one linear map, three output functions.

The three differ in the function after `X w` and in the loss that belongs to it; the gradient,
(1/m) X^T (h - y), is one and the same. Rows of `X` are examples. The bias is the weight of a
column of ones in front of the features, as on the slides of *Scratch*.

Source: *Scratch*, "Linear Regression", "Gradient Descent", "Logistic Regression", "Comparison";
*Notes*, "Logistic Regression"; *DS2*, eq. (18) for softmax.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlcourse.scratch.activations import Activation, linear, sigmoid, softmax
from dlcourse.scratch.losses import (
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    HalfMeanSquaredError,
)

__all__ = [
    "LinearRegression",
    "LogisticRegression",
    "SoftmaxRegression",
    "add_bias",
    "gradient_descent",
]

Array = np.ndarray


def add_bias(X: Array) -> Array:
    """Put the column x_0 = 1 in front: (m, n) -> (m, n + 1)."""
    X = np.asarray(X)
    if X.ndim != 2:
        raise ValueError(f"X must have two axes, examples and features, got shape {X.shape}")
    return np.column_stack([np.ones(len(X), X.dtype), X])


def gradient_descent(
    gradient: Callable[[Array], Array], w: Array, learning_rate: float, steps: int
) -> Array:
    """Follow the slope downhill from `w`: w <- w - alpha * gradient(w).

    Args:
        gradient: Function of the parameters that returns the gradient, same shape.
        w: The first guess.
        learning_rate: alpha, the length of a step as a share of the gradient.
        steps: How many steps.

    Returns:
        All points of the path, `(steps + 1,) + w.shape`, the guess first.
    """
    if not learning_rate > 0:
        raise ValueError(f"learning_rate must be positive, got {learning_rate!r}")
    path = [np.array(w, dtype=np.float64)]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * gradient(path[-1]))
    return np.array(path)


class _Regression:
    """What the three have in common; they differ in `phi` and `loss`."""

    phi: Activation
    loss: HalfMeanSquaredError | BinaryCrossEntropy | CategoricalCrossEntropy

    def __init__(self, learning_rate: float = 0.1, steps: int = 1000, bias: bool = True) -> None:
        """Gradient descent on the whole training set from weights of zero.

        Args:
            learning_rate: alpha > 0.
            steps: Number of steps, at least 1.
            bias: Whether to add the column x_0 = 1.
        """
        if not learning_rate > 0:
            raise ValueError(f"learning_rate must be positive, got {learning_rate!r}")
        if steps < 1:
            raise ValueError(f"steps must be at least 1, got {steps!r}")
        self.learning_rate = learning_rate
        self.steps = steps
        self.bias = bias
        self.w: Array | None = None
        self.history: list[float] = []

    def design(self, X: Array) -> Array:
        """The matrix that multiplies w: X, with the column of ones if there is a bias."""
        X = np.asarray(X, dtype=np.float64)
        if X.ndim != 2:
            raise ValueError(f"X must have two axes, examples and features, got shape {X.shape}")
        return add_bias(X) if self.bias else X

    def targets(self, y: Array) -> Array:
        """The targets as the loss takes them."""
        return np.asarray(y, dtype=np.float64)

    def cost(self, w: Array, X: Array, y: Array) -> float:
        """J(w): the mean loss on the examples (X, y)."""
        return self.loss.value(self.design(X) @ w, self.targets(y))

    def gradient(self, w: Array, X: Array, y: Array) -> Array:
        """dJ/dw = (1/m) X^T (h - y), same shape as w."""
        X, y = self.design(X), self.targets(y)
        h = self.phi(X @ w)
        return X.T @ (h - y) / len(X)

    def fit(self, X: Array, y: Array) -> _Regression:
        """Learn `w` by gradient descent; `history` holds the cost before each step and after.

        Args:
            X: Features, (m, n).
            y: Targets, (m,).

        Raises:
            ValueError: X and y differ in length.
            FloatingPointError: The cost left the range of numbers: a smaller rate is needed.
        """
        if len(X) != len(y):
            raise ValueError(f"X has {len(X)} rows, y has {len(y)}; they must agree")
        X, y = self.design(X), self.targets(y)
        w = np.zeros((X.shape[1], *y.shape[1:]))
        self.history = []
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(self.steps):
                z = X @ w
                self._remember(self.loss.value(z, y))
                w -= self.learning_rate * (X.T @ (self.phi(z) - y) / len(X))
            self._remember(self.loss.value(X @ w, y))
        self.w = w
        return self

    def _remember(self, cost: float) -> None:
        if not np.isfinite(cost):
            raise FloatingPointError(
                f"the cost left the range of numbers at step {len(self.history)}: "
                f"learning_rate {self.learning_rate:g} is too large for these features"
            )
        self.history.append(cost)

    def output(self, X: Array) -> Array:
        """h = phi(X w)."""
        if self.w is None:
            raise RuntimeError(f"this {type(self).__name__} has not learned yet: call fit first")
        return self.phi(self.design(X) @ self.w)


class LinearRegression(_Regression):
    """h = X w with half the mean squared error; also by the normal equation.

    Example:
        >>> X = np.array([[0.0], [1.0], [2.0]])
        >>> LinearRegression().solve(X, np.array([1.0, 3.0, 5.0])).w.round(6)
        array([1., 2.])
    """

    phi = linear
    loss = HalfMeanSquaredError()

    def solve(self, X: Array, y: Array) -> LinearRegression:
        """The minimum at once: (X^T X) w = X^T y, by least squares for the sake of rounding."""
        self.w = np.linalg.lstsq(self.design(X), self.targets(y), rcond=None)[0]
        self.history = [self.cost(self.w, X, y)]
        return self

    def predict(self, X: Array) -> Array:
        """y_hat = X w, (m,)."""
        return self.output(X)


class LogisticRegression(_Regression):
    """h = sigmoid(X w) with the binary cross-entropy, for classes 0 and 1."""

    phi = sigmoid
    loss = BinaryCrossEntropy(from_logits=True)

    def targets(self, y: Array) -> Array:
        y = np.asarray(y, dtype=np.float64)
        if y.size and (y.min() < 0 or y.max() > 1):
            raise ValueError(
                f"y must hold probabilities or the classes 0 and 1, got {y.min():g} to {y.max():g}"
            )
        return y

    def predict_proba(self, X: Array) -> Array:
        """P(y = 1 given x) for each row, (m,)."""
        return self.output(X)

    def predict(self, X: Array, threshold: float = 0.5) -> Array:
        """The class, 1 where the probability is at least `threshold`, (m,)."""
        return (self.predict_proba(X) >= threshold).astype(int)


class SoftmaxRegression(_Regression):
    """h = softmax(X W) with the categorical cross-entropy, for classes 0 to K - 1."""

    phi = softmax
    loss = CategoricalCrossEntropy(from_logits=True)

    def targets(self, y: Array) -> Array:
        y = np.asarray(y)
        if y.ndim == 2:
            return y.astype(np.float64)
        if not np.issubdtype(y.dtype, np.integer) or (y.size and y.min() < 0):
            raise ValueError("y must hold whole class numbers from 0 (or be one-hot)")
        return np.eye(int(y.max()) + 1)[y]

    def predict_proba(self, X: Array) -> Array:
        """P(y = k given x), (m, K); rows sum to 1."""
        return self.output(X)

    def predict(self, X: Array) -> Array:
        """The most probable class of each row, (m,)."""
        return self.predict_proba(X).argmax(axis=1)
