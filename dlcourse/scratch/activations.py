"""The activation functions of the lectures, each with its value `f` and its derivative `df`.

All of them work elementwise on arrays of any shape, except `softmax`, which mixes the entries of
the last axis; its derivative is therefore a matrix for each row. At a kink the derivative is the
one that the libraries use (0 for ReLU at 0), never NaN.

Source: *Scratch*, "Activation Function" and "class Activation"; *DataHacks*, "Common Activation
Functions"; *DS2*, equations (6) to (18).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = [
    "Activation",
    "leaky_relu",
    "linear",
    "relu",
    "relu6",
    "sigmoid",
    "softmax",
    "step",
    "swish",
    "tanh",
]

Array = np.ndarray


@dataclass(frozen=True)
class Activation:
    """A function and its derivative, as on the slides: `sigmoid.f(z)` and `sigmoid.df(z)`.

    Calling the object is the same as calling `f`.

    Attributes:
        name: The name in the library's spelling.
        f: z -> phi(z), same shape and dtype.
        df: z -> phi'(z), same shape (for softmax one row more: `(..., K, K)`).
    """

    name: str
    f: Callable[[Array], Array]
    df: Callable[[Array], Array]

    def __call__(self, z: Array) -> Array:
        return self.f(z)

    def __repr__(self) -> str:
        return f"Activation({self.name})"


def _float(z: Array) -> Array:
    """Floating-point input as it is; whole numbers as float64."""
    z = np.asarray(z)
    return z if np.issubdtype(z.dtype, np.floating) else z.astype(np.float64)


def _elementwise(name: str, f: Callable[[Array], Array], df: Callable[[Array], Array]):
    return Activation(name, lambda z: f(_float(z)), lambda z: df(_float(z)))


def _sigmoid(z: Array) -> Array:
    # exp is only taken of numbers <= 0, so that it cannot overflow.
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def _sigmoid_derivative(z: Array) -> Array:
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


def _softmax(z: Array) -> Array:
    # Softmax does not change when a constant is added to a row; the largest entry becomes 0.
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _softmax_jacobian(z: Array) -> Array:
    a = _softmax(z)
    return a[..., :, None] * (np.eye(a.shape[-1], dtype=a.dtype) - a[..., None, :])


step = _elementwise(
    "step",
    lambda z: (z > 0).astype(z.dtype),
    np.zeros_like,
)
linear = _elementwise("linear", lambda z: z, np.ones_like)
sigmoid = _elementwise("sigmoid", _sigmoid, _sigmoid_derivative)
tanh = _elementwise("tanh", np.tanh, lambda z: 1 - np.tanh(z) ** 2)
relu = _elementwise("relu", lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(z.dtype))
relu6 = _elementwise(
    "relu6",
    lambda z: np.clip(z, 0, 6),
    lambda z: ((z > 0) & (z < 6)).astype(z.dtype),
)
softmax = _elementwise("softmax", _softmax, _softmax_jacobian)


def leaky_relu(alpha: float = 0.2) -> Activation:
    """Leaky ReLU with slope `alpha` for z < 0; `alpha` is also its derivative at 0.

    Args:
        alpha: The slope on the left, 0 <= alpha <= 1 (above 1, max(alpha z, z) swaps branches).
    """
    if not 0 <= alpha <= 1:
        raise ValueError(f"alpha must be between 0 and 1, got {alpha!r}")
    return _elementwise(
        "leaky_relu",
        lambda z: np.maximum(alpha * z, z),
        lambda z: np.where(z > 0, 1, alpha).astype(z.dtype),
    )


def swish(beta: float = 1.0) -> Activation:
    """Swish, z sigma(beta z): close to z/2 for a small beta, close to ReLU for a large one.

    The slide (*DS2*, eq. 16) reads beta z sigma(z), which only rescales the output.
    Paper: Ramachandran, Zoph, Le (2017), *Searching for Activation Functions*.

    Args:
        beta: A positive number.
    """
    if not beta > 0:
        raise ValueError(f"beta must be positive, got {beta!r}")

    def derivative(z: Array) -> Array:
        s = _sigmoid(beta * z)
        return s + beta * z * s * (1 - s)

    return _elementwise("swish", lambda z: z * _sigmoid(beta * z), derivative)
