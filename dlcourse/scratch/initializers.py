"""First weights of a layer, by the names that Keras uses for them.

Biases begin at zero. Zero weights are here because lesson 11 shows why nobody uses them.

Source: *DS2*, equations (20) and (21); Glorot and Bengio (2010), *Understanding the difficulty of
training deep feedforward neural networks*; He et al. (2015), *Delving Deep into Rectifiers*.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

__all__ = ["get", "glorot", "he", "normal", "zeros"]

Array = np.ndarray
Initializer = Callable[[np.random.Generator, int, int], Array]


def zeros(rng: np.random.Generator, n_in: int, n_out: int) -> Array:
    """All weights 0, (n_in, n_out): every unit of a layer stays like every other."""
    return np.zeros((n_in, n_out))


def normal(rng: np.random.Generator, n_in: int, n_out: int) -> Array:
    """Normal with mean 0 and standard deviation 0.05, whatever the layer's size."""
    return rng.normal(0, 0.05, (n_in, n_out))


def glorot(rng: np.random.Generator, n_in: int, n_out: int) -> Array:
    """Uniform in ±sqrt(6 / (n_in + n_out)), for linear, sigmoid, tanh and softmax."""
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


def he(rng: np.random.Generator, n_in: int, n_out: int) -> Array:
    """Uniform in ±sqrt(6 / n_in), for ReLU and its relatives."""
    limit = np.sqrt(6 / n_in)
    return rng.uniform(-limit, limit, (n_in, n_out))


_BY_NAME = {f.__name__: f for f in (zeros, normal, glorot, he)}


def get(name: str | Initializer) -> Initializer:
    """The initializer of a name; a function is returned as it is.

    Args:
        name: "zeros", "normal", "glorot" or "he".
    """
    if callable(name):
        return name
    if not isinstance(name, str) or name not in _BY_NAME:
        known = ", ".join(_BY_NAME)
        raise ValueError(f"initializer must be a function or one of {known}; got {name!r}")
    return _BY_NAME[name]
