"""A race: six optimizers with one learning rate over a valley."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from dlcourse.explore.frame import Knob, explore
from dlcourse.plots import paths
from dlcourse.scratch import optimizers, valleys

__all__ = ["draw_race", "race"]

RUNNERS = {
    kind.__name__: kind
    for kind in (
        optimizers.SGD,
        optimizers.Momentum,
        optimizers.Nesterov,
        optimizers.Adagrad,
        optimizers.RMSProp,
        optimizers.Adam,
    )
}
COURSES = {valley.name: valley for valley in valleys.ALL}
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
STEPS = (10, 30, 100, 400)
_ARRIVED = 0.01  # share of the first height


def race(valley: str = "ravine", rate: float = 0.03, steps: int = 100) -> None:
    """Turn the valley, the learning rate and the number of steps of six optimizers.

    Args:
        valley: "ravine", "saddle", "Rosenbrock" or "plateau", of the still picture.
        rate: Its learning rate, the same for all.
        steps: Its number of steps.
    """
    explore(
        draw_race,
        {
            "valley": Knob("valley", tuple(COURSES), valley),
            "rate": Knob("learning rate", RATES, rate),
            "steps": Knob("steps", STEPS, steps),
        },
    )


def draw_race(valley: str, rate: float, steps: int) -> tuple[Figure, str]:
    """Draw the paths of all six over a valley, and their heights step by step.

    Args:
        valley: The name of the valley.
        rate: The learning rate of each.
        steps: How many steps each makes.
    """
    course = COURSES[valley]
    taken = {name: valleys.descend(course, kind(rate), steps) for name, kind in RUNNERS.items()}
    fig, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4.2))
    paths(course, taken, left, legend=False)
    first = float(course.value(np.array(course.start)))
    goal = _ARRIVED * first
    outcomes = []
    for line, (name, path) in zip(left.get_legend_handles_labels()[0], taken.items(), strict=True):
        heights = course.value(path)
        right.plot(
            np.clip(np.nan_to_num(heights, nan=np.inf), goal / 100, 30 * first),
            color=line.get_color(),
            linestyle=line.get_linestyle(),
            marker=line.get_marker(),
            markevery=max(1, steps // 8),
            markersize=4,
            linewidth=1.3,
            label=name,
        )
        outcomes.append(f"{name} {_outcome(heights, goal)}")
    right.axhline(goal, color="black", linewidth=0.8, linestyle=":")
    across = right.get_yaxis_transform()
    right.text(0.99, goal, "a hundredth of the start", ha="right", va="bottom", transform=across)
    right.set(xlabel="step", ylabel="height", yscale="log", ylim=(goal / 60, 20 * first))
    arrived = sum("arrives" in outcome for outcome in outcomes)
    right.set_title(f"{arrived} of {len(RUNNERS)} arrive")
    fig.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=len(RUNNERS))
    alt = (
        f"Six optimizers on the {valley} with learning rate {rate:g}, {steps} steps. Left their "
        f"paths, right their heights, and a dotted line at a hundredth of the first. "
        f"{'; '.join(outcomes)}."
    )
    return fig, alt


def _outcome(heights: np.ndarray, goal: float) -> str:
    """Whether it stays below the goal and from which step on, or where it is instead."""
    high = np.flatnonzero(~(heights < goal))[-1]
    if high < len(heights) - 1:
        return f"arrives after {high + 1} steps"
    if not heights[-1] < 10 * heights[0]:  # also if it is no number
        return "flies away"
    return f"is left at {heights[-1] / heights[0]:.0%} of its height"
