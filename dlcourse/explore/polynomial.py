"""A polynomial through noisy points: which degree learns the curve, and which one the noise?"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from dlcourse.explore.frame import Knob, explore
from dlcourse.plots import COLORS

__all__ = ["draw_polynomial", "polynomial_fit"]

NOISE = 0.4
DEGREES = tuple(range(15))
_GRID = np.linspace(-1, 1, 401)


def polynomial_fit(degree: int = 9, samples: int = 15) -> None:
    """Turn the degree of a polynomial, the number of samples, and which samples they are.

    Args:
        degree: The degree of the still picture, one of the values of its knob.
        samples: The number of samples of the still picture, one of the values of its knob.
    """
    explore(
        draw_polynomial,
        {
            "degree": Knob("degree", DEGREES, degree),
            "samples": Knob("samples", (15, 20, 30, 60, 200, 1000, 10_000), samples),
            "draw": Knob("draw of the noise", tuple(range(1, 9)), 5),
        },
    )


def draw_polynomial(degree: int, samples: int, draw: int) -> tuple[Figure, str]:
    """One picture of the explorer and its description.

    Args:
        degree: Degree of the polynomial, 0 to 14.
        samples: How many points, evenly spaced from -1 to 1; more than the degree.
        draw: Which noise; the same number gives the same points.
    """
    x = np.linspace(-1, 1, samples)
    y = np.sin(np.pi * x) + NOISE * np.random.default_rng(draw).normal(size=samples)
    fits = [np.polynomial.Polynomial.fit(x, y, d) for d in DEGREES]
    training = np.array([np.mean((fit(x) - y) ** 2) for fit in fits])
    # What a new point costs on average: the distance of the two curves, and its own noise.
    unseen = np.array([np.mean((fit(_GRID) - np.sin(np.pi * _GRID)) ** 2) for fit in fits])
    unseen += NOISE**2
    best = int(unseen.argmin())

    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8))
    few = samples <= 60
    left.plot(x, y, "o", color=COLORS["black"], markersize=5 if few else 2, alpha=1 if few else 0.1)
    left.plot(_GRID, np.sin(np.pi * _GRID), color=COLORS["green"], linestyle="--", label="truth")
    left.plot(_GRID, fits[degree](_GRID), color=COLORS["blue"], linestyle="-", label="fit")
    left.set(xlabel="x", ylabel="y", ylim=(-2.4, 2.4), title=f"degree {degree}, {samples} samples")
    left.legend(loc="upper left")
    for name, errors, color, line, marker in (
        ("seen points", training, "vermilion", "--", "^"),
        ("new points", unseen, "blue", "-", "o"),
    ):
        right.plot(DEGREES, errors, color=COLORS[color], linestyle=line, marker=marker, label=name)
    right.axhline(NOISE**2, color=COLORS["black"], linestyle=":", linewidth=1.4, label="the noise")
    right.axvline(degree, color=COLORS["gray"], linewidth=7, linestyle="-", alpha=0.3)
    right.set(xlabel="degree", ylabel="mean squared error", yscale="log", ylim=(0.001, 100))
    right.set_title(f"best for new points: degree {best}")
    right.legend(loc="upper left")
    alt = (
        f"Left, {samples} noisy samples of a sine and the polynomial of degree {degree} fitted to "
        f"them. Right, the mean squared error for each degree: degree {degree} has "
        f"{_short(training[degree])} on the points it has seen and {_short(unseen[degree])} on new "
        f"ones, of which {NOISE**2:.2f} is noise; degree {best} is best for new points with "
        f"{_short(unseen[best])}."
    )
    return fig, alt


def _short(error: float) -> str:
    return f"{error:.2f}" if error < 100 else f"{error:.1g}"
