"""Made tables: points in the plane and houses, by seeded generators. Each says that it is made.

The pictures that the project makes are in `drawn.py`.
"""

from __future__ import annotations

import numpy as np

from dlcourse.data.dataset import Dataset

__all__ = ["make_houses", "make_points"]

KINDS = ("blobs", "tilted", "rings", "xor", "moons")
LICENCE = "CC0 (made by this project)"


def make_points(kind: str, n: int = 200, seed: int = 0) -> Dataset:
    """Points in the plane, half of each of two classes, for decision boundaries.

    Args:
        kind: `"blobs"`: two clouds, a vertical line between them. `"tilted"`: a tilted line
            separates them, though each feature alone overlaps. `"rings"`: one class around the
            other. `"xor"`: four clouds, opposite ones of one class. `"moons"`: two interlocked
            half circles with noise. A line separates the first two (with a gap of 0.4 and of
            0.35 to either side) and none of the others.
        n: How many points.
        seed: A whole number; the same seed gives the same points.

    Returns:
        x (n, 2) float64 within about ±4, y (n,) int64 of 0 and 1.

    Raises:
        ValueError: An unknown kind, or a bad `n` or `seed`.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    generator = seeded(n, seed)
    y = generator.permutation(np.arange(n) % 2)
    side = 2.0 * y - 1.0
    a, b = generator.standard_normal((2, n))
    if kind == "blobs":
        x = np.stack([side * (1.5 + 0.5 * np.clip(a, -2.2, 2.2)), 0.8 * b], axis=1)
    elif kind == "tilted":
        across, along = side * (0.35 + 0.5 * np.abs(a)), 1.4 * b
        x = np.stack([across + along, along - across], axis=1) / np.sqrt(2)
    elif kind == "rings":
        radius = np.where(y == 0, np.clip(0.8 + 0.2 * a, 0.1, 1.2), np.clip(2 + 0.2 * a, 1.5, 3))
        angle = generator.uniform(0, 2 * np.pi, n)
        x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    elif kind == "xor":
        first = generator.choice([-1.0, 1.0], n)
        away = np.clip(1 + 0.3 * np.stack([a, b], axis=1), 0.2, 2)
        x = away * np.stack([first, -side * first], axis=1)
    else:
        angle = generator.uniform(0, np.pi, n)
        x = np.stack([np.cos(angle) * side - side / 2, np.sin(angle) * side - side / 4], axis=1)
        x = x + 0.12 * np.stack([a, b], axis=1)
    return Dataset(
        name=kind,
        about=f"{n:,} made points in the plane, two classes ({kind}).",
        x=x,
        y=y,
        n_train=int(0.8 * n),
        feature_names=("x1", "x2"),
        class_names=("class 0", "class 1"),
        target_name="class",
        source=f'dlcourse.data.make_points("{kind}", n={n}, seed={seed})',
        licence=LICENCE,
        made=True,
    )


def make_houses(n: int = 1000, seed: int = 0) -> Dataset:
    """Houses of an invented town and their prices.

    The price grows with area, rooms and garden and falls with age and distance; a square meter
    in the center costs more than one outside, and a fifth of a standard deviation is chance. So
    a linear model explains most of the price, but not all.

    Args:
        n: How many houses.
        seed: A whole number; the same seed gives the same houses.

    Returns:
        x (n, 5) float64 with columns of very different ranges, y (n,) float64 in 100,000
        dollars. The first 80 % are to train.

    Raises:
        ValueError: A bad `n` or `seed`.
    """
    generator = seeded(n, seed)
    area = np.clip(generator.normal(115, 40, n), 35, 300).round()
    rooms = np.clip(np.rint(area / 27 + generator.normal(0, 0.8, n)), 1, 12)
    age = generator.integers(0, 101, n).astype(float)
    garden = np.where(generator.random(n) < 0.25, 0, generator.gamma(2.0, 220.0, n)).round()
    distance = np.minimum(generator.gamma(2.0, 4.0, n), 40).round(1)
    price = 0.6 + 0.016 * area + 0.06 * rooms + 0.0004 * garden - 0.006 * age - 0.03 * distance
    price += 0.0008 * area * np.maximum(10 - distance, 0) + generator.normal(0, 0.2, n)
    return Dataset(
        name="made_houses",
        about=f"{n:,} made houses of an invented town with five features and a price.",
        x=np.stack([area, rooms, age, garden, distance], axis=1),
        y=np.maximum(price, 0.3).round(3),
        n_train=int(0.8 * n),
        feature_names=("area", "rooms", "age", "garden", "distance to the center"),
        feature_units=("m²", "", "years", "m²", "km"),
        target_name="price",
        target_units="100,000 dollars",
        source=f"dlcourse.data.make_houses(n={n}, seed={seed})",
        licence=LICENCE,
        made=True,
    )


def seeded(n: int, seed: int) -> np.random.Generator:
    """The generator of a made set, after a look at its arguments.

    Raises:
        ValueError: `n` is not a whole number from 1, or `seed` not one from 0.
    """
    for name, value, least in (("n", n, 1), ("seed", seed, 0)):
        whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
        if not whole or value < least:
            raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")
    return np.random.default_rng(seed)
