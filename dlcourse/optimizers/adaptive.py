"""A rate for each weight: divided by the size of the gradients that the weight has seen.

Symbols: w a weight, g its gradient, alpha the learning rate, r what is remembered of g^2, s an
average of g, t the number of the step, from 1.

A gradient may be sparse (that of an `Embedding` holds only the rows that were used), so it meets
functions of `keras.ops` and never an operator. On TensorFlow a row that a batch uses twice stands
in it twice: r then gains the sum of the two squares, not the square of the sum, as with Keras's
own optimizers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from dlcourse.optimizers.descent import Rate
from dlcourse.optimizers.ranges import number

__all__ = ["Adagrad", "Adam", "RMSProp"]


@keras.saving.register_keras_serializable(package="dlcourse")
class Adagrad(keras.optimizers.Optimizer):
    """r <- r + g^2;  w <- w - alpha g / sqrt(r + epsilon).

    The same as `keras.optimizers.Adagrad()`. As there, r begins at 0.1; on the slide, and in
    `dlcourse.scratch.optimizers.Adagrad`, at 0, and the default rate of the latter is 0.01. The
    paper adds its delta to the root; here, as on the slide, epsilon stands inside it.

    Duchi, Hazan, Singer (2011), *Adaptive Subgradient Methods for Online Learning and Stochastic
    Optimization*; *DS2*, "Gradient based optimization".
    """

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **kwargs: Any,
    ) -> None:
        """Choose the rate, where r begins, and epsilon.

        Args:
            learning_rate: alpha: a float, a schedule, or a function without arguments.
            initial_accumulator_value: The first r, at least 0.
            epsilon: Keeps the root from zero; above 0.
            **kwargs: What every optimizer of Keras takes; see `SGD`.

        Raises:
            ValueError: One of them is out of its range.
        """
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.initial_accumulator_value = float(
            number("initial_accumulator_value", initial_accumulator_value, at_least=0)
        )
        self.epsilon = float(number("epsilon", epsilon, above=0))

    def build(self, variables: Sequence[Any]) -> None:
        """Make room for the sum of squares of each weight."""
        if self.built:
            return
        super().build(variables)
        first = keras.initializers.Constant(self.initial_accumulator_value)
        self._sums = self.add_optimizer_variables(variables, "accumulator", initializer=first)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        r = self._sums[self._get_variable_index(variable)]
        alpha = ops.cast(learning_rate, variable.dtype)
        g = ops.cast(gradient, variable.dtype)
        self.assign_add(r, ops.square(g))
        root = ops.sqrt(ops.add(r, self.epsilon))
        self.assign_sub(variable, ops.divide(ops.multiply(alpha, g), root))

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "initial_accumulator_value": self.initial_accumulator_value,
            "epsilon": self.epsilon,
        }


@keras.saving.register_keras_serializable(package="dlcourse")
class RMSProp(keras.optimizers.Optimizer):
    """r <- rho r + (1 - rho) g^2;  w <- w - alpha g / sqrt(r + epsilon).

    The same as `keras.optimizers.RMSprop()`, whose momentum and centering, both off there by
    default, are not on the slide and not here. `dlcourse.scratch.optimizers.RMSProp` does the
    same.

    Tieleman and Hinton (2012), lecture 6.5 of *Neural Networks for Machine Learning*; *DS2*,
    "Gradient based optimization"; *Scratch*, "Tips".
    """

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        rho: float = 0.9,
        epsilon: float = 1e-7,
        **kwargs: Any,
    ) -> None:
        """Choose the rate, how long squares are remembered, and epsilon.

        Args:
            learning_rate: alpha: a float, a schedule, or a function without arguments.
            rho: The share of r that is kept in a step, at least 0 and below 1.
            epsilon: Keeps the root from zero; above 0.
            **kwargs: What every optimizer of Keras takes; see `SGD`.

        Raises:
            ValueError: One of them is out of its range.
        """
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.rho = float(number("rho", rho, at_least=0, below=1))
        self.epsilon = float(number("epsilon", epsilon, above=0))

    def build(self, variables: Sequence[Any]) -> None:
        """Make room for the average square of each weight, zero at first."""
        if self.built:
            return
        super().build(variables)
        self._squares = self.add_optimizer_variables(variables, "velocity")

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        r = self._squares[self._get_variable_index(variable)]
        alpha = ops.cast(learning_rate, variable.dtype)
        g = ops.cast(gradient, variable.dtype)
        square = ops.multiply(1 - self.rho, ops.square(g))
        self.assign(r, ops.add(ops.multiply(self.rho, r), square))
        root = ops.sqrt(ops.add(r, self.epsilon))
        self.assign_sub(variable, ops.divide(ops.multiply(alpha, g), root))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "rho": self.rho, "epsilon": self.epsilon}


@keras.saving.register_keras_serializable(package="dlcourse")
class Adam(keras.optimizers.Optimizer):
    """s and r are averages of g and g^2, both corrected for their start at zero.

    s <- beta1 s + (1 - beta1) g;        s_hat = s / (1 - beta1^t)
    r <- beta2 r + (1 - beta2) g^2;      r_hat = r / (1 - beta2^t)
    w <- w - alpha s_hat / (sqrt(r_hat) + epsilon)

    That is the paper's Algorithm 1. It is computed here as the paper advises at the end of its
    section 2, with both corrections folded into one number a step, so that no array is corrected:

    alpha_t = alpha sqrt(1 - beta2^t) / (1 - beta1^t)
    w <- w - alpha_t s / (sqrt(r) + epsilon)

    and s <- beta1 s + (1 - beta1) g as s <- s + (1 - beta1) (g - s), which takes fewer passes
    over memory. This epsilon, the paper's "epsilon hat", is added to the uncorrected root, so in
    early steps it weighs more than Algorithm 1's: by 1 / sqrt(1 - beta2^t).

    The same as `keras.optimizers.Adam()`, without its `amsgrad`. As there, weights kept in
    bfloat16 want a beta_2 below 0.998: a nearer one is rounded to 1, and alpha_t to 0. (With the
    policy "mixed_bfloat16" weights are kept in float32.) The slide writes
    alpha s_hat / sqrt(r_hat + epsilon) with 1e-8; `dlcourse.scratch.optimizers.Adam` is
    Algorithm 1, with 1e-8 as well.

    Kingma and Ba (2015), *Adam: A Method for Stochastic Optimization*; *DS2*, "Gradient based
    optimization"; *Notes*, "Adam".
    """

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **kwargs: Any,
    ) -> None:
        """Choose the rate, how long g and g^2 are remembered, and epsilon.

        Args:
            learning_rate: alpha: a float, a schedule, or a function without arguments.
            beta_1: The share of s that is kept in a step, at least 0 and below 1.
            beta_2: The share of r that is kept in a step, at least 0 and below 1.
            epsilon: Keeps the root from zero; above 0.
            **kwargs: What every optimizer of Keras takes; see `SGD`.

        Raises:
            ValueError: One of them is out of its range.
        """
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.beta_1 = float(number("beta_1", beta_1, at_least=0, below=1))
        self.beta_2 = float(number("beta_2", beta_2, at_least=0, below=1))
        self.epsilon = float(number("epsilon", epsilon, above=0))

    def build(self, variables: Sequence[Any]) -> None:
        """Make room for both averages of each weight, zero at first."""
        if self.built:
            return
        super().build(variables)
        names = ["momentum", "velocity"]
        self._averages, self._squares = self.add_optimizer_variables(variables, names)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        index = self._get_variable_index(variable)
        s, r = self._averages[index], self._squares[index]
        alpha, beta_1, beta_2 = (
            ops.cast(setting, variable.dtype)
            for setting in (learning_rate, self.beta_1, self.beta_2)
        )
        g = ops.cast(gradient, variable.dtype)
        t = ops.cast(self.iterations + 1, variable.dtype)
        alpha_t = alpha * ops.sqrt(1 - ops.power(beta_2, t)) / (1 - ops.power(beta_1, t))

        self.assign_add(s, ops.multiply(1 - self.beta_1, ops.subtract(g, s)))
        self.assign_add(r, ops.multiply(1 - self.beta_2, ops.subtract(ops.square(g), r)))
        root = ops.add(ops.sqrt(r), self.epsilon)
        self.assign_sub(variable, ops.divide(ops.multiply(alpha_t, s), root))

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }
