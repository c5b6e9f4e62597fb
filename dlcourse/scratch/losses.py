"""The loss functions of the lectures, each with its value and its derivative.

Every loss is a mean over the examples, and `derivative` is that of the mean, so it can be handed
on by the chain rule without a further factor. Predictions and targets have the same shape, one
row for each example. The cross-entropies take logits (what goes into the sigmoid or softmax),
from which value and derivative are exact for any input; `from_logits=False` takes probabilities,
clipped away from 0 and 1.

Source: *Scratch*, "Linear Regression", "Logistic Regression", "Loss Functions"; *Notes*,
"Logistic Regression cost"; *DS2*, "Loss".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dlcourse.scratch.activations import sigmoid, softmax

__all__ = [
    "BinaryCrossEntropy",
    "CategoricalCrossEntropy",
    "HalfMeanSquaredError",
    "MeanSquaredError",
]

Array = np.ndarray


@dataclass(frozen=True)
class MeanSquaredError:
    """mean (prediction - target)^2, the `mse` of Keras: no half."""

    factor = 1.0

    def value(self, prediction: Array, target: Array) -> float:
        prediction, target = _same_shape(prediction, target)
        return float(self.factor * np.mean((prediction - target) ** 2))

    def derivative(self, prediction: Array, target: Array) -> Array:
        prediction, target = _same_shape(prediction, target)
        return 2 * self.factor * (prediction - target) / prediction.size

    __call__ = value


@dataclass(frozen=True)
class HalfMeanSquaredError(MeanSquaredError):
    """(1/2m) sum (prediction - target)^2: the half cancels the 2 of the derivative."""

    factor = 0.5


@dataclass(frozen=True)
class BinaryCrossEntropy:
    """-(1/m) sum [y log h + (1 - y) log(1 - h)] for targets from 0 to 1.

    Attributes:
        from_logits: The prediction is z, with h = sigmoid(z); else it is h itself.
    """

    from_logits: bool = True

    def value(self, prediction: Array, target: Array) -> float:
        z, y = _same_shape(prediction, target)
        if self.from_logits:
            # log(1 + e^z) - y z, with the exponential of a number <= 0 only
            losses = np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))
        else:
            h = _clipped(z)
            losses = -y * np.log(h) - (1 - y) * np.log1p(-h)
        return float(np.mean(losses))

    def derivative(self, prediction: Array, target: Array) -> Array:
        z, y = _same_shape(prediction, target)
        if self.from_logits:
            return (sigmoid(z) - y) / y.size
        h = _clipped(z)
        return (h - y) / (h * (1 - h)) / y.size

    __call__ = value


@dataclass(frozen=True)
class CategoricalCrossEntropy:
    """-(1/m) sum_i sum_k y_ik log p_ik for targets whose rows sum to 1 (one-hot or soft).

    Attributes:
        from_logits: The prediction is z, with p = softmax(z) over the last axis; else it is p.
    """

    from_logits: bool = True

    def value(self, prediction: Array, target: Array) -> float:
        z, y = _same_shape(prediction, target)
        if self.from_logits:
            shifted = z - z.max(axis=-1, keepdims=True)
            log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        else:
            log_p = np.log(_clipped(z))
        return float(np.mean(-(y * log_p).sum(axis=-1)))

    def derivative(self, prediction: Array, target: Array) -> Array:
        z, y = _same_shape(prediction, target)
        m = y.size // y.shape[-1]
        if self.from_logits:
            return (softmax(z) * y.sum(axis=-1, keepdims=True) - y) / m
        return -y / _clipped(z) / m

    __call__ = value


def _same_shape(prediction: Array, target: Array) -> tuple[Array, Array]:
    prediction, target = np.asarray(prediction), np.asarray(target)
    if prediction.shape != target.shape:
        raise ValueError(
            "prediction and target must have the same shape, "
            f"got {prediction.shape} and {target.shape}"
        )
    if not np.issubdtype(prediction.dtype, np.floating):
        prediction = prediction.astype(np.float64)
    return prediction, target.astype(prediction.dtype)


def _clipped(h: Array) -> Array:
    tiny = np.finfo(h.dtype).eps
    return np.clip(h, tiny, 1 - tiny)
