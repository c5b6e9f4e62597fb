"""Is a gradient right? Compare it with central differences, entry by entry.

Source: *Scratch*, "Gradient Descent" (the derivative as a limit); the check itself is folklore of
the field, described in Goodfellow, Bengio, Courville, *Deep Learning* (2016), section 11.5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = [
    "GradientCheck",
    "NetworkCheck",
    "check_in_place",
    "gradient_check",
    "numerical_gradient",
]

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


@dataclass(frozen=True)
class NetworkCheck:
    """The outcome of a gradient check over several arrays of weights.

    Attributes:
        error: Largest difference, as a share of the largest entry of either gradient.
        worst: Name and index of the weight with that difference, such as "W2[3, 1]".
        given: The derivative that was checked, at that place.
        numeric: The one by central differences.
        count: How many weights there are.
        left_out: How many of them were left out: within h of a kink.
    """

    error: float
    worst: str
    given: float
    numeric: float
    count: int
    left_out: int

    def __str__(self) -> str:
        kinks = f"; {self.left_out} of {self.count} left out at kinks" if self.left_out else ""
        return (
            f"largest relative error {self.error:.1e} at {self.worst}: "
            f"{self.given:.6g} given, {self.numeric:.6g} by differences{kinks}"
        )


def check_in_place(
    cost: Callable[[], float],
    parameters: Mapping[str, Array],
    gradients: Sequence[Array],
    h: float = 1e-5,
    sides: Callable[[], Array] | None = None,
) -> NetworkCheck:
    """Compare gradients with central differences, moving one weight at a time and back.

    Args:
        cost: The cost with the weights as they are.
        parameters: Name -> array of weights (float64), which `cost` uses.
        gradients: The gradient for each array, in order.
        h: Half the distance of the two points of a difference.
        sides: On which side of each kink the computation is, as an array; a weight whose step
            changes it is left out. None: there are no kinks.
    """
    if [g.shape for g in gradients] != [w.shape for w in parameters.values()]:
        raise ValueError(
            f"gradients must have the shapes {[w.shape for w in parameters.values()]}, "
            f"got {[g.shape for g in gradients]}"
        )
    found, left_out = [], 0
    for (name, w), g in zip(parameters.items(), gradients, strict=True):
        for j in np.ndindex(w.shape):
            value = w[j]
            w[j] = value + h
            above, above_sides = cost(), sides and sides()
            w[j] = value - h
            below, below_sides = cost(), sides and sides()
            w[j] = value
            if sides is not None and not np.array_equal(above_sides, below_sides):
                left_out += 1
                continue
            found.append((name, j, float(g[j]), (above - below) / (2 * h)))
    count = sum(w.size for w in parameters.values())
    if not found:
        raise ValueError(f"all {count} weights are within h={h:g} of a kink; take a smaller h")
    scale = max(*(abs(x) for *_, a, b in found for x in (a, b)), np.finfo(float).tiny)
    differences = [abs(given - numeric) for *_, given, numeric in found]
    # argmax finds NaN, of which max says that it is not the larger
    name, j, given, numeric = found[int(np.argmax(differences))]
    place = f"{name}[{', '.join(map(str, j))}]"
    return NetworkCheck(abs(given - numeric) / scale, place, given, numeric, count, left_out)
