"""Four landscapes of two weights, and the path of an optimizer over one of them.

Each is hard in another way, and stands for a trouble that networks have with millions of weights.
The value and the gradient take a point (2,) or an array of points (..., 2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dlcourse.scratch import optimizers

__all__ = ["ALL", "Valley", "descend", "plateau", "ravine", "rosenbrock", "saddle"]

Array = np.ndarray
Pair = tuple[float, float]
_quiet = np.errstate(over="ignore", invalid="ignore")  # a path may go to infinity


@dataclass(frozen=True)
class Valley:
    """A landscape.

    Attributes:
        name: What a title calls it.
        value: J: points (..., 2) -> heights (...), nowhere below J(minimum).
        gradient: Points (..., 2) -> the slopes there, (..., 2).
        start: Where a descent begins.
        box: The part that is drawn: lowest and highest first weight, then of the second.
        minimum: The lowest point; of several, the one on the side of the start.
    """

    name: str
    value: Callable[[Array], Array]
    gradient: Callable[[Array], Array]
    start: Pair
    box: tuple[Pair, Pair]
    minimum: Pair


def descend(valley: Valley, optimizer: str | optimizers.Optimizer, steps: int) -> Array:
    """The points that an optimizer visits, from the start of a valley.

    A path that leaves for infinity is followed there: its last rows are infinite, or no numbers.

    Args:
        valley: Where.
        optimizer: One that has made no step yet, or its name.
        steps: How many, at least 1.

    Returns:
        Array (steps + 1, 2), the start first. For Nesterov's, the points it comes to, not those
        at which it looks ahead.

    Raises:
        ValueError: `steps` is below 1, or the optimizer remembers another path.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, got {steps!r}")
    optimizer = optimizers.get(optimizer)
    if optimizer.t > 0:
        raise ValueError(
            f"optimizer must be a new one; this {type(optimizer).__name__} has made "
            f"{optimizer.t} steps and remembers them"
        )
    w = np.array(valley.start, dtype=float)
    path = [w.copy()]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            optimizer.look_ahead([w])
            optimizer.step([w], [valley.gradient(w)])
            path.append(w.copy())
    return np.array(path)


@_quiet
def _ravine(w: Array) -> Array:
    x, y = _two(w)
    return (x**2 + 50 * y**2) / 2


def _ravine_gradient(w: Array) -> Array:
    x, y = _two(w)
    return np.stack([x, 50 * y], axis=-1)


@_quiet
def _saddle(w: Array) -> Array:
    x, y = _two(w)
    return x**2 / 2 + (y**2 - 1) ** 2 / 4


def _saddle_gradient(w: Array) -> Array:
    x, y = _two(w)
    return np.stack([x, y * (y**2 - 1)], axis=-1)


@_quiet
def _rosenbrock(w: Array) -> Array:
    x, y = _two(w)
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _rosenbrock_gradient(w: Array) -> Array:
    x, y = _two(w)
    across = y - x**2
    return np.stack([-2 * (1 - x) - 400 * x * across, 200 * across], axis=-1)


@_quiet
def _plateau(w: Array) -> Array:
    x, y = _two(w)
    return 1 - np.exp(-(x**2 + y**2) / 2)


def _plateau_gradient(w: Array) -> Array:
    x, y = _two(w)
    return np.stack([x, y], axis=-1) * np.exp(-(x**2 + y**2) / 2)[..., None]


def _two(w: Array) -> tuple[Array, Array]:
    w = np.asarray(w, dtype=float)
    if w.shape[-1:] != (2,):
        raise ValueError(f"w must be points of two weights, (..., 2); got the shape {w.shape}")
    return w[..., 0], w[..., 1]


ravine = Valley(
    "ravine", _ravine, _ravine_gradient, (-4.0, 0.6), ((-4.6, 1.4), (-1.0, 1.0)), (0.0, 0.0)
)
"""(x^2 + 50 y^2) / 2: fifty times as steep across as along."""

saddle = Valley(
    "saddle", _saddle, _saddle_gradient, (1.8, 0.001), ((-0.8, 2.1), (-0.5, 1.6)), (0.0, 1.0)
)
"""x^2 / 2 + (y^2 - 1)^2 / 4: down to a pass at (0, 0), and from there to (0, 1) or (0, -1)."""

rosenbrock = Valley(
    "Rosenbrock",
    _rosenbrock,
    _rosenbrock_gradient,
    (-1.2, 1.0),
    ((-1.7, 1.7), (-0.7, 2.2)),
    (1.0, 1.0),
)
"""(1 - x)^2 + 100 (y - x^2)^2: a bent ravine with an almost level floor. Rosenbrock (1960), *An
Automatic Method for Finding the Greatest or Least Value of a Function*."""

plateau = Valley(
    "plateau", _plateau, _plateau_gradient, (-3.6, 1.8), ((-4.4, 1.4), (-1.6, 2.6)), (0.0, 0.0)
)
"""1 - exp(-(x^2 + y^2) / 2): a hollow, and around it a plain with hardly any slope."""

ALL = (ravine, saddle, rosenbrock, plateau)
