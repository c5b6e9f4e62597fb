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
    "get",
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
        df: z -> phi'(z), same shape (for softmax one axis more: `(..., K, K)`).
        kinks: Where the function has no derivative, and `df` takes the one of the libraries.
        settings: Name and value of each setting, such as `(("alpha", 0.2),)`.
    """

    name: str
    f: Callable[[Array], Array]
    df: Callable[[Array], Array]
    kinks: tuple[float, ...] = ()
    settings: tuple[tuple[str, float], ...] = ()

    def __call__(self, z: Array) -> Array:
        return self.f(z)

    def backward(self, z: Array, da: Array) -> Array:
        """The chain rule through the activation: from dJ/da to dJ/dz.

        Args:
            z: What went in, (m, n).
            da: Derivative of a number J by what came out, same shape.
        """
        slope = self.df(z)
        if slope.ndim > z.ndim:  # a matrix for each row, da_j/dz_k
            return np.einsum("...j,...jk->...k", da, slope)
        return da * slope

    def __repr__(self) -> str:
        settings = "".join(f", {name}={value:g}" for name, value in self.settings)
        return f"Activation({self.name}{settings})"


def _float(z: Array) -> Array:
    """Floating-point input as it is; whole numbers as float64."""
    z = np.asarray(z)
    return z if z.dtype.kind == "f" else z.astype(np.float64)


def _elementwise(
    name: str,
    f: Callable[[Array], Array],
    df: Callable[[Array], Array],
    kinks: tuple[float, ...] = (),
    **settings: float,
) -> Activation:
    def of_floats(g: Callable[[Array], Array]) -> Callable[[Array], Array]:
        return lambda z: g(_float(z))

    return Activation(name, of_floats(f), of_floats(df), kinks, tuple(settings.items()))


def _sigmoid(z: Array) -> Array:
    # Far to the left e^-z is infinite, and 1 / infinity is the right value: 0.
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


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
    kinks=(0.0,),
)
linear = _elementwise("linear", lambda z: z, np.ones_like)
sigmoid = _elementwise("sigmoid", _sigmoid, _sigmoid_derivative)
tanh = _elementwise("tanh", np.tanh, lambda z: 1 - np.tanh(z) ** 2)
relu = _elementwise(
    "relu", lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(z.dtype), kinks=(0.0,)
)
relu6 = _elementwise(
    "relu6",
    lambda z: np.clip(z, 0, 6),
    lambda z: ((z > 0) & (z < 6)).astype(z.dtype),
    kinks=(0.0, 6.0),
)
softmax = _elementwise("softmax", _softmax, _softmax_jacobian)


def leaky_relu(alpha: float = 0.2) -> Activation:
    """Leaky ReLU with slope `alpha` for z < 0; `alpha` is also its derivative at 0.

    Args:
        alpha: The slope on the left, 0 <= alpha <= 1 (above 1, max(alpha z, z) swaps branches).
    """
    if not 0 <= alpha <= 1:
        raise ValueError(f"alpha must be between 0 and 1, got {alpha!r}")
    alpha = float(alpha)  # a NumPy number would turn float32 into float64
    return _elementwise(
        "leaky_relu",
        lambda z: np.maximum(alpha * z, z),
        lambda z: np.where(z > 0, 1, alpha).astype(z.dtype),
        kinks=(0.0,),
        alpha=alpha,
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
    beta = float(beta)

    def derivative(z: Array) -> Array:
        s = _sigmoid(beta * z)
        return s + beta * z * s * (1 - s)

    return _elementwise("swish", lambda z: z * _sigmoid(beta * z), derivative, beta=beta)


_BY_NAME = {a.name: a for a in (linear, step, sigmoid, tanh, relu, relu6, softmax)}
_MAKERS = {"leaky_relu": leaky_relu, "swish": swish}


def get(name: str | Activation, **settings: float) -> Activation:
    """The activation of a name; an `Activation` is returned as it is.

    Args:
        name: "linear", "step", "sigmoid", "tanh", "relu", "relu6", "leaky_relu", "swish" or
            "softmax".
        settings: `alpha` of the leaky ReLU, `beta` of Swish.
    """
    if isinstance(name, Activation) and not settings:
        return name
    key = name if isinstance(name, str) else None
    if key in _MAKERS:
        return _MAKERS[key](**settings)
    if key in _BY_NAME and not settings:
        return _BY_NAME[key]
    known = ", ".join(sorted({*_BY_NAME, *_MAKERS}))
    if settings and key in _BY_NAME:
        raise ValueError(f"the activation {name!r} has no settings, got {settings}")
    raise ValueError(f"activation must be an Activation or one of {known}; got {name!r}")
