"""Gradient descent, with and without a velocity.

Symbols: w a weight, g its gradient, alpha the learning rate, v a velocity, beta its momentum.
A gradient may be sparse (that of an `Embedding` holds only the rows that were used), so it meets
functions of `keras.ops` and never an operator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
from keras import ops
from keras.optimizers.schedules import LearningRateSchedule

from dlcourse.optimizers.ranges import number

__all__ = ["SGD", "Momentum", "Nesterov"]

Rate = float | LearningRateSchedule | Callable[[], float]


@keras.saving.register_keras_serializable(package="dlcourse")
class SGD(keras.optimizers.Optimizer):
    """w <- w - alpha g.

    `keras.optimizers.SGD()` and `dlcourse.scratch.optimizers.SGD` do the same.

    Robbins and Monro (1951), *A Stochastic Approximation Method*; *DS2*, "Gradient based
    optimization".
    """

    def __init__(self, learning_rate: Rate = 0.01, **kwargs: Any) -> None:
        """Choose the rate.

        Args:
            learning_rate: alpha: a float, a schedule, or a function without arguments.
            **kwargs: What every optimizer of Keras takes: `weight_decay`, `clipnorm`,
                `clipvalue`, `global_clipnorm`, `use_ema`, `ema_momentum`,
                `ema_overwrite_frequency`, `loss_scale_factor`, `gradient_accumulation_steps`,
                `name`.
        """
        super().__init__(learning_rate=learning_rate, **kwargs)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        alpha = ops.cast(learning_rate, variable.dtype)
        g = ops.cast(gradient, variable.dtype)
        self.assign_sub(variable, ops.multiply(alpha, g))


@keras.saving.register_keras_serializable(package="dlcourse")
class Momentum(keras.optimizers.Optimizer):
    """v <- beta v - alpha g;  w <- w + v.

    `keras.optimizers.SGD(momentum=0.9)` and `dlcourse.scratch.optimizers.Momentum` do the same.
    The velocity of a row of an `Embedding` lives on in steps that do not use the row.

    Polyak (1964), *Some methods of speeding up the convergence of iteration methods*; *DS2*,
    "Gradient based optimization".
    """

    def __init__(self, learning_rate: Rate = 0.01, momentum: float = 0.9, **kwargs: Any) -> None:
        """Choose the rate and the momentum.

        Args:
            learning_rate: alpha: a float, a schedule, or a function without arguments.
            momentum: beta, from 0 (none) to 1 (no friction).
            **kwargs: What every optimizer of Keras takes; see `SGD`.

        Raises:
            ValueError: `momentum` is not between 0 and 1.
        """
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.momentum = float(number("momentum", momentum, at_least=0, at_most=1))

    def build(self, variables: Sequence[Any]) -> None:
        """Make room for a velocity for each weight, zero at first."""
        if self.built:
            return
        super().build(variables)
        self._velocities = self.add_optimizer_variables(variables, "momentum")

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        v = self._velocities[self._get_variable_index(variable)]
        alpha = ops.cast(learning_rate, variable.dtype)
        beta = ops.cast(self.momentum, variable.dtype)
        g = ops.cast(gradient, variable.dtype)
        self.assign(v, ops.subtract(ops.multiply(beta, v), ops.multiply(alpha, g)))
        self.assign_add(variable, v)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "momentum": self.momentum}


@keras.saving.register_keras_serializable(package="dlcourse")
class Nesterov(Momentum):
    """v <- beta v - alpha g(w);  w <- w + beta v - alpha g(w).

    The same as `keras.optimizers.SGD(momentum=0.9, nesterov=True)`. The w that is stored is the
    point one velocity ahead of the slide's theta, w = theta + beta v: there the gradient is
    wanted, and there the network computes. In theta the same step is the slide's:

    w = theta + beta v;  v <- beta v - alpha g(w);  theta <- w - alpha g(w)

    `dlcourse.scratch.optimizers.Nesterov` stores theta, and looks ahead before each gradient.
    The settings are those of `Momentum`.

    Nesterov (1983), *A method for solving the convex programming problem with convergence rate
    O(1/k^2)*; Sutskever et al. (2013), *On the importance of initialization and momentum in deep
    learning*; *DS2*, "Gradient based optimization".
    """

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        v = self._velocities[self._get_variable_index(variable)]
        alpha = ops.cast(learning_rate, variable.dtype)
        beta = ops.cast(self.momentum, variable.dtype)
        step = ops.multiply(alpha, ops.cast(gradient, variable.dtype))
        self.assign(v, ops.subtract(ops.multiply(beta, v), step))
        self.assign_add(variable, ops.subtract(ops.multiply(beta, v), step))
