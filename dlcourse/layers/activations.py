"""The activation functions of the lectures as layers; z is what comes in.

All but `Softmax` work on each entry alone. At a kink the derivative is the same on every backend,
the one of `dlcourse.scratch.activations`, where the slides' derivatives stand as well. The step
function of the perceptron is only there: its derivative is 0, so nothing before it could learn.

Source: *Scratch*, "Activation Function"; *DataHacks*, "Common Activation Functions"; *DS2*,
equations (6) to (19).
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from dlcourse.optimizers.ranges import number

__all__ = ["LeakyReLU", "Linear", "ReLU", "ReLU6", "Sigmoid", "Softmax", "Swish", "Tanh"]

Tensor = Any
Shape = tuple[int | None, ...]


class _Activation(keras.layers.Layer):
    """What all have in common: the output has the input's shape, and a mask is passed on."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape


@keras.saving.register_keras_serializable(package="dlcourse")
class Linear(_Activation):
    """phi(z) = z: layers with it collapse into one. *Scratch*, "Activation Function - Linear"."""

    def call(self, inputs: Tensor) -> Tensor:
        return inputs


@keras.saving.register_keras_serializable(package="dlcourse")
class Sigmoid(_Activation):
    """phi(z) = 1 / (1 + e^-z), from 0 to 1. *DS2*, equation (6)."""

    def call(self, inputs: Tensor) -> Tensor:
        return ops.sigmoid(inputs)


@keras.saving.register_keras_serializable(package="dlcourse")
class Tanh(_Activation):
    """phi(z) = (e^z - e^-z) / (e^z + e^-z), from -1 to 1. *DS2*, equation (8)."""

    def call(self, inputs: Tensor) -> Tensor:
        return ops.tanh(inputs)


@keras.saving.register_keras_serializable(package="dlcourse")
class ReLU(_Activation):
    """phi(z) = max(0, z), with the derivative 0 at 0. *DS2*, equation (10).

    The layer of Keras has further arguments, for what is `LeakyReLU` and `ReLU6` here.

    Nair and Hinton (2010), *Rectified Linear Units Improve Restricted Boltzmann Machines*.
    """

    def call(self, inputs: Tensor) -> Tensor:
        return ops.relu(inputs)


@keras.saving.register_keras_serializable(package="dlcourse")
class LeakyReLU(_Activation):
    """phi(z) = z for z > 0, else alpha z; the derivative at 0 is alpha. *DS2*, equation (12).

    The slide's max(alpha z, z) is the same for alpha <= 1; above, it would swap the branches.

    Maas, Hannun, Ng (2013), *Rectifier Nonlinearities Improve Neural Network Acoustic Models*.

    Args:
        negative_slope: alpha >= 0.

    Raises:
        TypeError: `negative_slope` is no number.
        ValueError: It is below 0.
    """

    def __init__(self, negative_slope: float = 0.3, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.negative_slope = float(number("negative_slope", negative_slope, at_least=0))

    def call(self, inputs: Tensor) -> Tensor:
        return ops.where(inputs > 0, inputs, self.negative_slope * inputs)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "negative_slope": self.negative_slope}


@keras.saving.register_keras_serializable(package="dlcourse")
class ReLU6(_Activation):
    """phi(z) = min(max(0, z), 6), with the derivative 0 at 0 and at 6. *DS2*, equation (14).

    The bound keeps numbers small enough for arithmetic of low precision.

    Krizhevsky (2010), *Convolutional Deep Belief Networks on CIFAR-10*.
    """

    def call(self, inputs: Tensor) -> Tensor:
        return ops.relu6(inputs)


@keras.saving.register_keras_serializable(package="dlcourse")
class Swish(_Activation):
    """phi(z) = z sigma(beta z): z/2 for a beta near 0, ReLU for a large one.

    The slide (*DS2*, equation 16) reads beta z sigma(z), which only rescales the output. With
    beta = 1 it is the `silu` of Keras.

    Ramachandran, Zoph, Le (2017), *Searching for Activation Functions*.

    Args:
        beta: A positive number.
        learn_beta: Whether beta is a weight of the layer, one number that begins at `beta`; else
            it stays what it is, and the layer has no weights.

    Raises:
        TypeError: `beta` is no number.
        ValueError: It is not positive.
    """

    def __init__(self, beta: float = 1.0, learn_beta: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.beta = float(number("beta", beta, above=0, below=float("inf")))
        self.learn_beta = bool(learn_beta)
        self.learned = None

    def build(self, input_shape: Shape) -> None:
        if self.learn_beta:
            first = keras.initializers.Constant(self.beta)
            self.learned = self.add_weight((), initializer=first, name="beta")

    def call(self, inputs: Tensor) -> Tensor:
        beta = self.learned if self.learn_beta else self.beta
        return inputs * ops.sigmoid(beta * inputs)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "beta": self.beta, "learn_beta": self.learn_beta}


@keras.saving.register_keras_serializable(package="dlcourse")
class Softmax(_Activation):
    """phi(z)_j = e^(z_j) / sum_k e^(z_k): positive, with the sum 1. *DS2*, equation (19).

    A constant added to all z_j changes nothing, so the largest is made 0 before e^z is taken. The
    layer of Keras can leave entries out by a mask; this one passes the mask on.

    Args:
        axis: The axis of the K entries that are compared.

    Raises:
        ValueError: `axis` is not a whole number.
    """

    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if isinstance(axis, bool) or not isinstance(axis, int):
            raise ValueError(f"axis must be a whole number, got {axis!r}")
        self.axis = axis

    def call(self, inputs: Tensor) -> Tensor:
        return ops.softmax(inputs, axis=self.axis)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "axis": self.axis}
