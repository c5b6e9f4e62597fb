"""The update rules of the lectures: how a gradient changes the weights.

Symbols: w a weight, g its gradient, alpha the learning rate, t the number of the step, from 1.
An optimizer is used for one network: it remembers averages for each of its arrays.

Where the slides and Keras differ, these are the slides' rules, with misprints mended; each class
says what Keras does.

Source: *DS2*, "Gradient based optimization"; *Scratch*, "Tips"; *Notes*, "Adam".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np

__all__ = ["SGD", "Adagrad", "Adam", "Momentum", "Nesterov", "Optimizer", "RMSProp", "get"]

Array = np.ndarray
Rate = float | Callable[[int], float]  # a function is given the number of the step, from 0


class Optimizer:
    """What all have in common: the learning rate, the count of steps, the remembered averages."""

    memory: ClassVar[int] = 0  # how many arrays are remembered for each array of weights

    def __init__(self, learning_rate: Rate) -> None:
        if not callable(learning_rate):
            _check("learning_rate", learning_rate, learning_rate > 0, "positive")
        self.learning_rate = learning_rate
        self.t = 0
        self.state: list[list[Array]] = []

    @property
    def rate(self) -> float:
        """alpha of the step that is being made or was made last; before any, of the first."""
        if callable(self.learning_rate):
            return float(self.learning_rate(max(self.t - 1, 0)))
        return self.learning_rate

    def look_ahead(self, parameters: Sequence[Array]) -> None:
        """Move the weights to the point where the gradient is wanted; only Nesterov's moves."""

    def step(self, parameters: Sequence[Array], gradients: Sequence[Array]) -> None:
        """Change the weights in place.

        Args:
            parameters: The arrays of weights.
            gradients: One for each, of its shape.

        Raises:
            ValueError: A gradient has another shape than its weights, or the arrays are not
                those that this optimizer began with.
        """
        self._remember(parameters)
        if [g.shape for g in gradients] != [w.shape for w in parameters]:
            raise ValueError(
                f"gradients must have the shapes of the parameters, {_shapes(parameters)}; "
                f"got {_shapes(gradients)}"
            )
        self.t += 1
        for w, g, averages in zip(parameters, gradients, self.state, strict=True):
            self.update(w, g, *averages)

    def update(self, w: Array, g: Array, *averages: Array) -> None:
        """One array's step, in place."""
        raise NotImplementedError(f"{type(self).__name__} has no update")

    def _remember(self, parameters: Sequence[Array]) -> None:
        if not self.state:
            self.state = [[np.zeros_like(w) for _ in range(self.memory)] for w in parameters]
            self._known = _shapes(parameters)
        elif _shapes(parameters) != self._known:
            raise ValueError(
                f"this {type(self).__name__} remembers arrays of the shapes {self._known}, got "
                f"{_shapes(parameters)}: take a new one for another network"
            )

    def __repr__(self) -> str:
        return f"{type(self).__name__}(learning_rate={self.learning_rate})"


class SGD(Optimizer):
    """w <- w - alpha g. The same as `SGD` of Keras."""

    def __init__(self, learning_rate: Rate = 0.01) -> None:
        super().__init__(learning_rate)

    def update(self, w: Array, g: Array) -> None:
        w -= self.rate * g


class Momentum(Optimizer):
    """v <- beta v - alpha g;  w <- w + v. The same as `SGD(momentum=beta)` of Keras.

    Polyak (1964), *Some methods of speeding up the convergence of iteration methods*.
    """

    memory = 1

    def __init__(self, learning_rate: Rate = 0.01, beta: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.beta = _share("beta", beta)

    def update(self, w: Array, g: Array, v: Array) -> None:
        v[...] = self.beta * v - self.rate * g
        w += v


class Nesterov(Optimizer):
    """Momentum whose gradient g is taken at the point w0 = w + beta v, one step of v ahead.

    v <- beta v - alpha g(w0);  w <- w0 - alpha g(w0). `fit` calls `look_ahead` before it computes
    the gradient. Keras (`SGD(momentum=beta, nesterov=True)`) keeps w0 where this keeps w: its
    weights are those that are seen here between `look_ahead` and `step`.

    Nesterov (1983); Sutskever et al. (2013), *On the importance of initialization and momentum in
    deep learning*.
    """

    memory = 1

    def __init__(self, learning_rate: Rate = 0.01, beta: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.beta = _share("beta", beta)
        self._ahead = False

    def look_ahead(self, parameters: Sequence[Array]) -> None:
        self._remember(parameters)
        if not self._ahead:
            for w, (v,) in zip(parameters, self.state, strict=True):
                w += self.beta * v
            self._ahead = True

    def step(self, parameters: Sequence[Array], gradients: Sequence[Array]) -> None:
        if not self._ahead:
            raise RuntimeError("call look_ahead before the gradient is computed, then step")
        super().step(parameters, gradients)
        self._ahead = False

    def update(self, w: Array, g: Array, v: Array) -> None:
        v[...] = self.beta * v - self.rate * g
        w -= self.rate * g


class Adagrad(Optimizer):
    """r <- r + g^2;  w <- w - alpha g / sqrt(r + epsilon).

    Keras has the same rule and begins with r = 0.1 (`initial_accumulator_value`), here 0.

    Duchi, Hazan, Singer (2011), *Adaptive Subgradient Methods for Online Learning and Stochastic
    Optimization*.
    """

    memory = 1

    def __init__(self, learning_rate: Rate = 0.01, epsilon: float = 1e-7) -> None:
        super().__init__(learning_rate)
        self.epsilon = _check("epsilon", epsilon, epsilon > 0, "positive")

    def update(self, w: Array, g: Array, r: Array) -> None:
        r += g**2
        w -= self.rate * g / np.sqrt(r + self.epsilon)


class RMSProp(Optimizer):
    """r <- rho r + (1 - rho) g^2;  w <- w - alpha g / sqrt(r + epsilon). The same as Keras'.

    Tieleman and Hinton (2012), lecture 6.5 of *Neural Networks for Machine Learning*.
    """

    memory = 1

    def __init__(
        self, learning_rate: Rate = 0.001, rho: float = 0.9, epsilon: float = 1e-7
    ) -> None:
        super().__init__(learning_rate)
        self.rho = _share("rho", rho)
        self.epsilon = _check("epsilon", epsilon, epsilon > 0, "positive")

    def update(self, w: Array, g: Array, r: Array) -> None:
        r[...] = self.rho * r + (1 - self.rho) * g**2
        w -= self.rate * g / np.sqrt(r + self.epsilon)


class Adam(Optimizer):
    """s and r are averages of g and g^2, both corrected for their start at zero.

    s <- beta1 s + (1 - beta1) g;        s_hat = s / (1 - beta1^t)
    r <- beta2 r + (1 - beta2) g^2;      r_hat = r / (1 - beta2^t)
    w <- w - alpha s_hat / (sqrt(r_hat) + epsilon)

    The slide of *DS2* reads (1 + beta) for (1 - beta). Keras adds its epsilon to the uncorrected
    sqrt(r), the paper's "epsilon hat". The two agree for weights whose gradients are far above
    epsilon; lesson 09b has some whose gradients are not.

    Kingma and Ba (2015), *Adam: A Method for Stochastic Optimization*, Algorithm 1.
    """

    memory = 2

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(learning_rate)
        self.beta1 = _share("beta1", beta1)
        self.beta2 = _share("beta2", beta2)
        self.epsilon = _check("epsilon", epsilon, epsilon > 0, "positive")

    def update(self, w: Array, g: Array, s: Array, r: Array) -> None:
        s[...] = self.beta1 * s + (1 - self.beta1) * g
        r[...] = self.beta2 * r + (1 - self.beta2) * g**2
        s_hat = s / (1 - self.beta1**self.t)
        r_hat = r / (1 - self.beta2**self.t)
        w -= self.rate * s_hat / (np.sqrt(r_hat) + self.epsilon)


_BY_NAME = {c.__name__.lower(): c for c in (SGD, Momentum, Nesterov, Adagrad, RMSProp, Adam)}


def get(name: str | Optimizer) -> Optimizer:
    """A new optimizer of a name, with its defaults; an optimizer is returned as it is.

    Args:
        name: "sgd", "momentum", "nesterov", "adagrad", "rmsprop" or "adam".
    """
    if isinstance(name, Optimizer):
        return name
    if not isinstance(name, str) or name.lower() not in _BY_NAME:
        known = ", ".join(_BY_NAME)
        raise ValueError(f"optimizer must be an Optimizer or one of {known}; got {name!r}")
    return _BY_NAME[name.lower()]()


def _shapes(arrays: Sequence[Array]) -> list[tuple[int, ...]]:
    return [a.shape for a in arrays]


def _check(name: str, value: float, holds: bool, allowed: str) -> float:
    if not holds:
        raise ValueError(f"{name} must be {allowed}, got {value!r}")
    return value


def _share(name: str, value: float) -> float:
    return _check(name, value, 0 <= value < 1, "at least 0 and below 1")
