"""Loss functions of the lectures for Keras, written with `keras.ops`.

The NumPy forms of the plain ones, with their derivatives, are in `dlcourse.scratch.losses`.
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from dlcourse.optimizers.ranges import number

__all__ = ["LabelSmoothing"]

Tensor = Any


@keras.saving.register_keras_serializable(package="dlcourse")
class LabelSmoothing(keras.losses.Loss):
    """Cross-entropy -sum_k t_k log p_k with smoothed targets t_k = (1 - alpha) y_k + alpha / K.

    The best logits are then finite: log(1 + K (1 - alpha) / alpha) apart, and no weight has to
    grow without end. The minimum is not 0 but the entropy of t.

    The same as `CategoricalCrossentropy(label_smoothing=alpha)` of Keras, which takes one-hot rows
    only. *DS2*, "Label smoothing".

    Szegedy et al. (2016), *Rethinking the Inception Architecture for Computer Vision*, section 7.

    Args:
        label_smoothing: alpha, from 0 (the plain cross-entropy) to 1.
        from_logits: Whether predictions are logits; else they are probabilities.
        axis: The axis of the K classes.
        reduction: As for the losses of Keras.
        name: A name for the loss.
        dtype: As for the losses of Keras.

    Raises:
        TypeError: `label_smoothing` is no number.
        ValueError: `label_smoothing` or `reduction` is not one of these.
    """

    def __init__(
        self,
        label_smoothing: float = 0.1,
        from_logits: bool = False,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str = "label_smoothing",
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.label_smoothing = float(
            number("label_smoothing", label_smoothing, at_least=0, at_most=1)
        )
        self.from_logits = bool(from_logits)
        self.axis = axis

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """The loss of each example.

        Args:
            y_true: One-hot rows (or probabilities), the shape of `y_pred`; or class numbers from
                0 to K - 1, that shape without the axis of the classes, or with length 1 there.
                The loss of a number outside is nan.
            y_pred: (..., K), or with the K classes at `axis`.

        Returns:
            The shape of `y_pred` without the axis of the classes.

        Raises:
            ValueError: There are fewer than 2 classes, or the shapes do not fit.
        """
        rank = len(y_pred.shape)
        if not -rank <= self.axis < rank:
            raise ValueError(
                f"axis must be one of y_pred, got {self.axis} for the shape {tuple(y_pred.shape)}"
            )
        axis = self.axis % rank
        K = y_pred.shape[axis]
        if K is None or K < 2:
            raise ValueError(
                f"y_pred must have at least 2 classes along the axis {self.axis}, got the shape "
                f"{tuple(y_pred.shape)}"
            )
        y = _one_hot(y_true, y_pred, axis)
        targets = (1 - self.label_smoothing) * y + self.label_smoothing / K
        return ops.categorical_crossentropy(
            targets, y_pred, from_logits=self.from_logits, axis=axis
        )

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "label_smoothing": self.label_smoothing,
            "from_logits": self.from_logits,
            "axis": self.axis,
            "dtype": self.dtype,
        }


def _one_hot(y: Tensor, y_pred: Tensor, axis: int) -> Tensor:
    rank, K = len(y_pred.shape), y_pred.shape[axis]
    if len(y.shape) == rank and y.shape[axis] == 1:
        y = ops.squeeze(y, axis)
    if len(y.shape) == rank - 1:
        known = ops.expand_dims(ops.logical_and(y >= 0, y < K), axis)
        rows = ops.one_hot(ops.cast(y, "int32"), K, axis=axis, dtype=y_pred.dtype)
        return ops.where(known, rows, float("nan"))
    if len(y.shape) != rank:
        raise ValueError(
            f"y_true must have the shape of y_pred, or that shape without the axis {axis} for "
            f"class numbers; got {tuple(y.shape)} and {tuple(y_pred.shape)}"
        )
    return ops.cast(y, y_pred.dtype)
