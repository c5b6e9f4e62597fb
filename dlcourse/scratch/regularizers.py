"""What keeps a network from learning by heart: penalties on its weights, and dropout.

Source: *Scratch*, "Regularization"; *Notes*, "Regularization (L2)" and "Dropout"; *DS2*, "L1, L2",
"Dropout". Dropout: Srivastava et al. (2014), *Dropout: A Simple Way to Prevent Neural Networks
from Overfitting*.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["L1", "L2", "dropout", "get"]

Array = np.ndarray


@dataclass(frozen=True)
class L1:
    """lambda sum |w|: makes many weights zero. The derivative at 0 is 0.

    Attributes:
        strength: lambda >= 0.
    """

    strength: float = 0.01

    name = "l1"

    def __post_init__(self) -> None:
        _check(self.strength)

    def value(self, W: Array) -> float:
        return float(self.strength * np.abs(W).sum())

    def derivative(self, W: Array) -> Array:
        return self.strength * np.sign(W)


@dataclass(frozen=True)
class L2:
    """(lambda/2) sum w^2: makes all weights smaller. Its derivative is lambda w.

    *Scratch* prints the penalty without the half, beside this derivative, which belongs to the
    half. The `L2(c)` of Keras has no half either: it is this one with lambda = 2c. The *Notes*
    divide by the number of examples m as well: lambda here is their lambda/m.

    Attributes:
        strength: lambda >= 0.
    """

    strength: float = 0.01

    name = "l2"

    def __post_init__(self) -> None:
        _check(self.strength)

    def value(self, W: Array) -> float:
        return float(self.strength / 2 * np.sum(W**2))

    def derivative(self, W: Array) -> Array:
        return self.strength * W


Regularizer = L1 | L2

_BY_NAME = {"l1": L1, "l2": L2}


def get(name: str | Regularizer | None) -> Regularizer | None:
    """The regularizer of a name, with its default strength; None and a regularizer stay.

    Args:
        name: "l1" or "l2", an `L1` or `L2`, or None.
    """
    if name is None or isinstance(name, Regularizer):
        return name
    if not isinstance(name, str) or name not in _BY_NAME:
        raise ValueError(f"regularizer must be None, an L1 or L2, 'l1' or 'l2'; got {name!r}")
    return _BY_NAME[name]()


def dropout(a: Array, rate: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Inverted dropout: each entry is kept with probability 1 - rate, and divided by it.

    So the mean of an entry stays what it was, and nothing has to be done at inference. Every row
    has a mask of its own.

    Args:
        a: Activations, (m, n).
        rate: The share that is dropped, 0 <= rate < 1.
        rng: The source of chance.

    Returns:
        The activations after dropout and the mask that they were multiplied by; the way back
        multiplies by the same mask.
    """
    if not 0 <= rate < 1:
        raise ValueError(f"rate must be at least 0 and below 1, got {rate!r}")
    keep = rng.random(a.shape, dtype=np.float32) >= rate
    mask = (keep / (1 - rate)).astype(a.dtype)
    return a * mask, mask


def _check(strength: float) -> None:
    if not strength >= 0:
        raise ValueError(f"strength must be 0 or positive, got {strength!r}")
