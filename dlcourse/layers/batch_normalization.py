"""Batch normalization: each unit's inputs brought to mean 0 and variance 1 over the batch.

Source: *DS2*, "Batch normalization", equations (31) to (34); *Notes*, "Batch normalization".
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from dlcourse.optimizers.ranges import number

__all__ = ["BatchNormalization"]

Tensor = Any
Shape = tuple[int | None, ...]


@keras.saving.register_keras_serializable(package="dlcourse")
class BatchNormalization(keras.layers.Layer):
    """y = gamma (x - mu) / sqrt(var + epsilon) + beta, for each unit; gamma and beta are learned.

    Training:   mu, var      mean and (biased) variance of the unit over the batch
                moving_mean      <- momentum moving_mean     + (1 - momentum) mu
                moving_variance  <- momentum moving_variance + (1 - momentum) var
    Inference:  mu, var      moving_mean, moving_variance: a row's output depends on no other row

    **Images** (*DS2*, "use in convolutional networks"). With `axis=-1` a channel is one unit, and
    its mean and variance run over the rows of the batch and over all positions: 4 numbers for each
    channel, and a shifted image has the shifted output, as a convolution's. `axis=(1, 2, 3)` makes
    every position a unit of its own; that loses the shift, and is there for comparison.

    A frozen layer (`trainable = False`) runs in inference mode, also while the rest is trained.
    The bias of a layer right before this one changes nothing: mu takes it away again.

    It stores what the layer of Keras stores, which besides has regularizers and constraints of
    gamma and beta, `renorm` and `synchronized`.

    Ioffe and Szegedy (2015), *Batch Normalization: Accelerating Deep Network Training by Reducing
    Internal Covariate Shift*.

    Args:
        axis: The axis, or axes, whose entries are the units; never the batch, axis 0. The layer
            of Keras takes one axis.
        momentum: How much of the moving averages stays, from 0 to 1.
        epsilon: A positive number, added to the variance.
        center: Whether there is a beta.
        scale: Whether there is a gamma.
        beta_initializer, gamma_initializer, moving_mean_initializer,
            moving_variance_initializer: What these begin with.

    Raises:
        TypeError: A setting that must be a number is none.
        ValueError: A setting is not one of these.
    """

    def __init__(
        self,
        axis: int | Sequence[int] = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        try:
            self.axis = (
                tuple(map(operator.index, axis))
                if isinstance(axis, (tuple, list)) and len(axis)
                else operator.index(axis)
            )
        except TypeError:
            raise ValueError(f"axis must be a whole number or several, got {axis!r}") from None
        self.momentum = float(number("momentum", momentum, at_least=0, at_most=1))
        self.epsilon = float(number("epsilon", epsilon, above=0))
        self.center = bool(center)
        self.scale = bool(scale)
        self.beta_initializer = keras.initializers.get(beta_initializer)
        self.gamma_initializer = keras.initializers.get(gamma_initializer)
        self.moving_mean_initializer = keras.initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = keras.initializers.get(moving_variance_initializer)
        self.gamma = self.beta = self.moving_mean = self.moving_variance = None

    def build(self, input_shape: Shape) -> None:
        axes = self._unit_axes(input_shape)
        shape = tuple(input_shape[k] for k in axes)
        if None in shape:
            raise ValueError(
                f"axis must name axes of known length, got {self.axis} for an input of the shape "
                f"{tuple(input_shape)}"
            )

        def weight(name: str, trainable: bool) -> Any:
            first = getattr(self, f"{name}_initializer")
            return self.add_weight(
                shape, initializer=first, name=name, trainable=trainable, autocast=False
            )

        if self.scale:
            self.gamma = weight("gamma", trainable=True)
        if self.center:
            self.beta = weight("beta", trainable=True)
        self.moving_mean = weight("moving_mean", trainable=False)
        self.moving_variance = weight("moving_variance", trainable=False)
        self.input_spec = keras.layers.InputSpec(
            ndim=len(input_shape), axes=dict(zip(axes, shape, strict=True))
        )

    def call(self, inputs: Tensor, training: bool = False, mask: Tensor | None = None) -> Tensor:
        """Normalize.

        Args:
            inputs: A tensor of any shape, the batch first.
            training: Whether mean and variance are those of this batch.
            mask: The input's shape without its last axis. What it marks False does not count for
                mean and variance; it is normalized all the same.

        Returns:
            A tensor of the same shape.
        """
        # The sums and squares of a batch are out of reach for float16.
        x = ops.cast(inputs, keras.backend.result_type(inputs.dtype, "float32"))
        units = self._unit_axes(inputs.shape)
        others = tuple(k for k in range(len(inputs.shape)) if k not in units)

        def beside_x(weight: Any) -> Tensor:
            """A weight with an axis of length 1 for each that mean and variance run over."""
            return ops.expand_dims(ops.cast(weight, x.dtype), others)

        if training and self.trainable:
            mean, variance = _mean_and_variance(x, others, mask)
            self._remember(self.moving_mean, ops.squeeze(mean, others))
            self._remember(self.moving_variance, ops.squeeze(variance, others))
        else:
            mean, variance = beside_x(self.moving_mean), beside_x(self.moving_variance)

        factor = ops.rsqrt(variance + self.epsilon)
        if self.scale:
            factor = factor * beside_x(self.gamma)
        # (x - mean) * factor + beta, multiplied out: with one array less to keep for the way back.
        shift = -mean * factor
        if self.center:
            shift = shift + beside_x(self.beta)
        return ops.cast(x * factor + shift, self.compute_dtype)

    def _remember(self, average: Any, new: Tensor) -> None:
        old = ops.cast(average, new.dtype)
        average.assign(self.momentum * old + (1 - self.momentum) * new)

    def _unit_axes(self, shape: Shape) -> tuple[int, ...]:
        """`axis` counted from the front and in ascending order."""
        given = self.axis if isinstance(self.axis, tuple) else (self.axis,)
        n = len(shape)
        axes = sorted({k % n for k in given if -n <= k < n})
        if len(axes) != len(given) or axes[0] == 0:
            raise ValueError(
                f"axis must name different axes of the input, and not the batch (0); got "
                f"{self.axis} for an input of the shape {tuple(shape)}"
            )
        return tuple(axes)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        self._unit_axes(input_shape)
        return input_shape

    def get_config(self) -> dict[str, Any]:
        initializers = ("beta", "gamma", "moving_mean", "moving_variance")
        return {
            **super().get_config(),
            "axis": list(self.axis) if isinstance(self.axis, tuple) else self.axis,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
            **{
                f"{name}_initializer": keras.initializers.serialize(
                    getattr(self, f"{name}_initializer")
                )
                for name in initializers
            },
        }


def _mean_and_variance(
    x: Tensor, axes: tuple[int, ...], mask: Tensor | None
) -> tuple[Tensor, Tensor]:
    """Of the entries that a mask does not leave out, over some axes, which keep the length 1."""
    if mask is None:
        return ops.moments(x, axes, keepdims=True)
    if len(mask.shape) != len(x.shape) - 1:
        raise ValueError(
            "mask must have the input's shape without its last axis, "
            f"got {tuple(mask.shape)} for an input of the shape {tuple(x.shape)}"
        )
    counts = ops.broadcast_to(ops.expand_dims(ops.cast(mask, "bool"), -1), ops.shape(x))
    m = ops.sum(ops.cast(counts, x.dtype), axes, keepdims=True)
    m = ops.maximum(m, 1)  # nothing counts: 0 for both, as in Keras
    mean = ops.sum(ops.where(counts, x, 0), axes, keepdims=True) / m
    variance = ops.sum(ops.where(counts, ops.square(x - mean), 0), axes, keepdims=True) / m
    return mean, variance
