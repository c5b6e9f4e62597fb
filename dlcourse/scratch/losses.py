"""The loss functions of the lectures, each with its value and its derivative.

Every loss is a mean over the examples, and `derivative` is that of the mean, so it can be handed
on by the chain rule without a further factor. Predictions and targets have the same shape, one
row for each example. Where an example has several outputs, they are averaged too, as Keras does;
with `sum_outputs` they are added, as the slides do (the norm of a vector, the sum over K
classes). The cross-entropies take logits (what goes into the sigmoid or softmax),
from which value and derivative are exact for any input; `from_logits=False` takes probabilities,
clipped away from 0 and 1 (beyond, the value is constant and the derivative 0, as in Keras).

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
    "get",
]

Array = np.ndarray


@dataclass(frozen=True)
class MeanSquaredError:
    """mean (prediction - target)^2, the `mse` of Keras: no half.

    Attributes:
        sum_outputs: Add the outputs of an example instead of averaging them.
    """

    sum_outputs: bool = False

    name = "mse"
    factor = 1.0

    def value(self, prediction: Array, target: Array) -> float:
        prediction, target = _same_shape(prediction, target)
        return float(self.factor * np.sum((prediction - target) ** 2) / self._count(prediction))

    def derivative(self, prediction: Array, target: Array) -> Array:
        prediction, target = _same_shape(prediction, target)
        return (prediction - target) * (2 * self.factor / self._count(prediction))

    def _count(self, prediction: Array) -> int:
        return _examples(prediction) if self.sum_outputs else prediction.size

    __call__ = value


@dataclass(frozen=True)
class HalfMeanSquaredError(MeanSquaredError):
    """(1/2m) sum (prediction - target)^2: the half cancels the 2 of the derivative."""

    name = "half_mse"
    factor = 0.5


@dataclass(frozen=True)
class BinaryCrossEntropy:
    """-(1/m) sum [y log h + (1 - y) log(1 - h)] for targets from 0 to 1.

    Attributes:
        from_logits: The prediction is z, with h = sigmoid(z); else it is h itself.
        sum_outputs: Add the outputs of an example instead of averaging them.
    """

    from_logits: bool = True
    sum_outputs: bool = False

    name = "binary_crossentropy"

    def value(self, prediction: Array, target: Array) -> float:
        z, y = _same_shape(prediction, target)
        if self.from_logits:
            # log(1 + e^z) - y z, with the exponential of a number <= 0 only
            losses = np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))
        else:
            h = clipped(z)
            losses = -y * np.log(h) - (1 - y) * np.log1p(-h)
        return float(np.sum(losses) / self._count(y))

    def derivative(self, prediction: Array, target: Array) -> Array:
        z, y = _same_shape(prediction, target)
        if self.from_logits:
            return self.delta(sigmoid(z), y)
        h = clipped(z)
        return (h == z) * (h - y) / (h * (1 - h)) / self._count(y)

    def delta(self, h: Array, y: Array) -> Array:
        """The derivative by the logits, from the probabilities h = sigmoid(z): h - y, averaged."""
        return (h - y) / self._count(y)

    def _count(self, y: Array) -> int:
        return _examples(y) if self.sum_outputs else y.size

    __call__ = value


@dataclass(frozen=True)
class CategoricalCrossEntropy:
    """-(1/m) sum_i sum_k y_ik log p_ik for targets whose rows sum to 1 (one-hot or soft).

    Attributes:
        from_logits: The prediction is z, with p = softmax(z) over the last axis; else it is p.
    """

    from_logits: bool = True

    name = "categorical_crossentropy"

    def value(self, prediction: Array, target: Array) -> float:
        z, y = _same_shape(prediction, target)
        if self.from_logits:
            shifted = z - z.max(axis=-1, keepdims=True)
            log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        else:
            log_p = np.log(clipped(z))
        return float(-np.sum(y * log_p) / _classes_apart(y))

    def derivative(self, prediction: Array, target: Array) -> Array:
        z, y = _same_shape(prediction, target)
        if self.from_logits:
            return self.delta(softmax(z), y)
        p = clipped(z)
        return (p == z) * -y / p / _classes_apart(y)

    def delta(self, p: Array, y: Array) -> Array:
        """The derivative by the logits, from the probabilities p = softmax(z): p - y, averaged."""
        return (p - y) / _classes_apart(y)

    __call__ = value


Loss = MeanSquaredError | BinaryCrossEntropy | CategoricalCrossEntropy

_BY_NAME = {
    kind.name: kind
    for kind in (
        MeanSquaredError,
        HalfMeanSquaredError,
        BinaryCrossEntropy,
        CategoricalCrossEntropy,
    )
}


def get(name: str | Loss) -> Loss:
    """The loss of a name; a loss is returned as it is.

    Args:
        name: "mse", "half_mse", "binary_crossentropy" or "categorical_crossentropy".
    """
    if isinstance(name, Loss):
        return name
    if not isinstance(name, str) or name not in _BY_NAME:
        raise ValueError(f"loss must be a loss or one of {', '.join(_BY_NAME)}; got {name!r}")
    return _BY_NAME[name]()


def _examples(y: Array) -> int:
    """Number of rows; a single number is one example."""
    return len(y) if y.ndim else 1


def _classes_apart(y: Array) -> int:
    """Number of examples when the last axis holds the classes."""
    return y.size // y.shape[-1]


def _same_shape(prediction: Array, target: Array) -> tuple[Array, Array]:
    prediction, target = np.asarray(prediction), np.asarray(target)
    if prediction.shape != target.shape:
        raise ValueError(
            "prediction and target must have the same shape, "
            f"got {prediction.shape} and {target.shape}"
        )
    if prediction.dtype.kind != "f":
        prediction = prediction.astype(np.float64)
    return prediction, target.astype(prediction.dtype, copy=False)


def clipped(h: Array) -> Array:
    """Probabilities, kept away from 0 and 1 by the distance of 1 and the next number."""
    tiny = np.finfo(h.dtype).eps
    return np.clip(h, tiny, 1 - tiny)
