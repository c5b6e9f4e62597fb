"""Is a gradient right? Compare it with central differences, entry by entry.

Source: *Scratch*, "Gradient Descent" (the derivative as a limit); the check itself is folklore of
the field, described in Goodfellow, Bengio, Courville, *Deep Learning* (2016), section 11.5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

__all__ = ["GradientCheck", "gradient_check", "numerical_gradient"]

Array = np.ndarray


@dataclass(frozen=True)
class GradientCheck:
    """The outcome of a gradient check.

    Attributes:
        error: Largest difference, as a share of the largest entry of either gradient.
        worst: Index of the entry with that difference.
        analytic: The gradient that was checked, same shape as the parameters.
        numeric: The gradient by central differences.
    """

    error: float
    worst: tuple[int, ...]
    analytic: Array
    numeric: Array

    def __str__(self) -> str:
        place = ", ".join(map(str, self.worst))
        return (
            f"largest relative error {self.error:.1e} at [{place}]: "
            f"{self.analytic[self.worst]:.6g} given, {self.numeric[self.worst]:.6g} by differences"
        )


def numerical_gradient(f: Callable[[Array], float], w: Array, h: float = 1e-5) -> Array:
    """The gradient of `f` at `w` by central differences, (f(w + h e_j) - f(w - h e_j)) / 2h.

    Args:
        f: A function of an array like `w` that returns one number.
        w: Where; any shape, computed in float64. It is not changed.
        h: Half the distance of the two points, taken relative to entries larger than 1.

    Returns:
        The gradient, same shape as `w`.
    """
    w = np.array(w, dtype=np.float64)
    gradient = np.empty_like(w)
    for j in np.ndindex(w.shape):
        value, step = w[j], h * max(1.0, abs(w[j]))
        w[j] = value + step
        above = f(w)
        w[j] = value - step
        gradient[j] = (above - f(w)) / (2 * step)
        w[j] = value
    return gradient


def gradient_check(
    f: Callable[[Array], float],
    gradient: Callable[[Array], Array] | Array,
    w: Array,
    h: float = 1e-5,
) -> GradientCheck:
    """Compare a gradient with central differences.

    Args:
        f: A function of an array like `w` that returns one number.
        gradient: The gradient at `w`, or the function that computes it.
        w: Where to compare; any shape.
        h: Half the distance of the two points of a difference.

    Returns:
        The comparison; a right gradient of a smooth function has an `error` below about 1e-7.

    Raises:
        ValueError: The gradient has not the shape of `w`.
    """
    w = np.array(w, dtype=np.float64)
    analytic = np.asarray(gradient(w.copy()) if callable(gradient) else gradient)
    if analytic.shape != w.shape:
        raise ValueError(f"gradient must have the shape of w, {w.shape}, got {analytic.shape}")
    numeric = numerical_gradient(f, w, h)
    difference = np.abs(analytic - numeric)
    scale = max(np.abs(analytic).max(), np.abs(numeric).max(), np.finfo(float).tiny)
    worst = np.unravel_index(np.argmax(difference), w.shape)
    return GradientCheck(
        float(difference[worst] / scale), tuple(int(i) for i in worst), analytic, numeric
    )
