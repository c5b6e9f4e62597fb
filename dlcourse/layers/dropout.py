"""Dropout: units that are left out by chance while a network trains.

Source: *DS2*, "Dropout"; *Notes*, "Regularization with dropout". The NumPy form is
`dlcourse.scratch.dropout`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from dlcourse.optimizers.ranges import number

__all__ = ["Dropout"]

Tensor = Any
Shape = tuple[int | None, ...]
SCALINGS = ("train", "inference")


@keras.saving.register_keras_serializable(package="dlcourse")
class Dropout(keras.layers.Layer):
    """Each entry is kept with probability 1 - p, and is 0 otherwise; every row has its own mask.

    A unit is then there for a share 1 - p of the training only, while at inference it always is.
    Of the two bullets of the slide one has to make up for that, and only one:

    scaling="train":      train  y = x m / (1 - p)     inference  y = x
    scaling="inference":  train  y = x m               inference  y = x (1 - p)

    where m is 1 with probability 1 - p, else 0. In both, the mean of y in training is y at
    inference. The first, "inverted" dropout, is that of Keras; the second is that of the paper.
    The `keep_prob` of the *Notes* is 1 - p.

    Srivastava et al. (2014), *Dropout: A Simple Way to Prevent Neural Networks from Overfitting*.

    Args:
        rate: p, the share that is dropped, from 0 to 1.
        noise_shape: The shape of the mask, if it is not the input's: an axis of length 1 has one
            mask for all its entries, and None stands for the length of the input. `(None, 1,
            None)` drops a feature in all steps of a sequence, or in none.
        seed: A whole number, for the same masks in every run.
        scaling: "train" or "inference".

    Raises:
        TypeError: A setting that must be a number is none.
        ValueError: A setting is not one of these.
    """

    def __init__(
        self,
        rate: float,
        noise_shape: Sequence[int | None] | None = None,
        seed: int | None = None,
        scaling: str = "train",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        self.rate = float(number("rate", rate, at_least=0, at_most=1))
        self.noise_shape = _lengths(noise_shape)
        self.seed = seed
        if scaling not in SCALINGS:
            raise ValueError(f"scaling must be 'train' or 'inference', got {scaling!r}")
        self.scaling = scaling
        if self.rate > 0:
            self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Drop, in training.

        Args:
            inputs: A tensor of any shape.
            training: Whether entries are dropped.

        Returns:
            A tensor of the same shape.

        Raises:
            ValueError: `noise_shape` cannot be spread over the input.
        """
        keep = 1 - self.rate
        if not training:
            return inputs * keep if self.scaling == "inference" and self.rate else inputs
        if self.rate == 0:
            return inputs
        if self.rate == 1:
            return ops.zeros_like(inputs)
        drawn = keras.random.uniform(
            self._mask_shape(inputs), dtype="float32", seed=self.seed_generator
        )
        kept = inputs / keep if self.scaling == "train" else inputs
        return ops.where(drawn < keep, kept, 0)

    def _mask_shape(self, inputs: Tensor) -> tuple:
        shape = ops.shape(inputs)
        if self.noise_shape is None:
            return shape
        known = tuple(inputs.shape)
        if len(known) != len(self.noise_shape) or any(
            length not in (1, None, size)
            for length, size in zip(self.noise_shape, known, strict=True)
            if size is not None
        ):
            raise ValueError(
                "noise_shape must have one entry for each axis of the input, which is 1, None or "
                f"the axis' length; got {self.noise_shape} for an input of the shape {known}"
            )
        return tuple(
            size if length is None else length
            for length, size in zip(self.noise_shape, shape, strict=True)
        )

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "rate": self.rate,
            "noise_shape": self.noise_shape,
            "seed": self.seed,
            "scaling": self.scaling,
        }


def _lengths(noise_shape: Sequence[int | None] | None) -> tuple[int | None, ...] | None:
    if noise_shape is None:
        return None
    if not isinstance(noise_shape, (tuple, list)) or not all(
        n is None or (isinstance(n, int) and not isinstance(n, bool) and n > 0) for n in noise_shape
    ):
        raise ValueError(
            f"noise_shape must be None or a tuple of positive whole numbers and None, "
            f"got {noise_shape!r}"
        )
    return tuple(noise_shape)
