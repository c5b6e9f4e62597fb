"""Gradient descent in a valley: which learning rates creep, converge, oscillate, diverge?"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from dlcourse.explore.frame import Knob, explore
from dlcourse.plots import COLORS, error_surface
from dlcourse.scratch import gradient_descent as descend

__all__ = ["draw_descent", "gradient_descent"]

_START = np.array([-2.5, 1.5])


def gradient_descent(steepness: float = 4.0) -> None:
    """Turn the learning rate and the number of steps, and see where the ball ends.

    Args:
        steepness: How much steeper the valley is across than along; the still picture's.
    """
    explore(
        draw_descent,
        {
            "learning_rate": Knob(
                "learning rate α",
                (0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.45, 0.48, 0.5, 0.52, 0.6),
                0.45,
            ),
            "steps": Knob("steps", (1, 2, 5, 10, 20, 40, 80), 20),
            "steepness": Knob("steepness across", (1.0, 2.0, 4.0, 8.0), steepness),
        },
    )


def draw_descent(learning_rate: float, steps: int, steepness: float) -> tuple[Figure, str]:
    """One picture of the explorer and its description.

    Args:
        learning_rate: alpha.
        steps: Number of steps.
        steepness: Curvature across the valley; along it, the curvature is 1.
    """
    curvature = np.array([1.0, steepness])

    def J(w: np.ndarray) -> float:
        return 0.5 * float(curvature @ w**2)

    path = descend(lambda w: curvature * w, _START, learning_rate, steps)
    costs = [J(w) for w in path]
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8), width_ratios=(1.25, 1))
    error_surface(J, (-3, 3), (-2.2, 2.2), ax=left, paths={"path": path}, minimum=np.zeros(2))
    verdict = _verdict(learning_rate, steepness)
    left.set_title(f"α = {learning_rate:g}: {verdict}")
    right.plot(costs, color=COLORS["blue"])
    right.set(xlabel="step", ylabel="cost J", yscale="log", title="the cost on the way")
    valley = "a round valley"
    if steepness != 1:
        valley = f"a valley {steepness:g} times as steep across as along"
    alt = (
        f"Contour lines of {valley}, and the path of {steps} step{'s' * (steps > 1)} with learning "
        f"rate {learning_rate:g}, which {verdict}: the cost goes from {costs[0]:.2f} to "
        f"{costs[-1]:.2g}."
    )
    return fig, alt


def _verdict(learning_rate: float, steepness: float) -> str:
    # Along a direction of curvature c, each step multiplies the distance by 1 - alpha c.
    factors = 1 - learning_rate * np.array([1.0, steepness])
    if np.abs(factors).max() > 1:
        return "diverges"
    if np.abs(factors).max() == 1:
        return "neither climbs out nor settles"
    if factors.min() < -0.5:
        return "oscillates toward the minimum"
    return "creeps" if np.abs(factors).max() > 0.95 else "converges"
