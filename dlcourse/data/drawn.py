"""Made pictures: clocks, cars and other things, clothes, by seeded generators.

Each says that it is made. Everything is drawn from discs and from trapezoids with horizontal
bases, edges softened over one pixel; a thing is a short list of such parts.
"""

from __future__ import annotations

import numpy as np

from dlcourse.data.dataset import Dataset
from dlcourse.data.made import LICENCE, seeded

__all__ = ["GARMENTS", "make_clocks", "make_garments", "make_shape_images"]

GARMENTS = (
    "T-shirt/top",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)

# A trapezoid: (top, bottom, left and right at the top, left and right at the bottom, paint).
# A disc: (center across, center down, radius, paint). The frame reaches from -0.5 to 0.5.
_GARMENT_PARTS: dict[str, list[tuple]] = {
    "T-shirt/top": [
        (-0.40, -0.12, -0.22, -0.12, -0.42, -0.26, 1.0),
        (-0.40, -0.12, 0.12, 0.22, 0.26, 0.42, 1.0),
        (-0.40, 0.42, -0.22, 0.22, -0.21, 0.21, 1.0),
        (0.0, -0.42, 0.10, 0.0),
    ],
    "trouser": [
        (-0.45, 0.45, -0.17, 0.01, -0.20, -0.05, 1.0),
        (-0.45, 0.45, -0.01, 0.17, 0.05, 0.20, 1.0),
    ],
    "pullover": [
        (-0.40, 0.32, -0.24, -0.12, -0.44, -0.28, 1.0),
        (-0.40, 0.32, 0.12, 0.24, 0.28, 0.44, 1.0),
        (-0.40, 0.40, -0.24, 0.24, -0.24, 0.24, 1.0),
    ],
    "dress": [
        (-0.46, -0.08, -0.14, 0.14, -0.10, 0.10, 1.0),
        (-0.12, 0.46, -0.10, 0.10, -0.26, 0.26, 1.0),
    ],
    "coat": [
        (-0.42, 0.34, -0.24, -0.12, -0.42, -0.26, 1.0),
        (-0.42, 0.34, 0.12, 0.24, 0.26, 0.42, 1.0),
        (-0.42, 0.46, -0.24, 0.24, -0.27, 0.27, 1.0),
        (-0.42, 0.46, -0.02, 0.02, -0.02, 0.02, 0.35),
    ],
    "sandal": [
        (0.16, 0.28, -0.42, 0.42, -0.42, 0.42, 1.0),
        (-0.08, 0.20, -0.36, -0.28, -0.42, -0.34, 0.8),
        (0.00, 0.20, 0.00, 0.08, 0.14, 0.22, 0.8),
        (0.02, 0.20, 0.10, 0.18, -0.06, 0.02, 0.8),
    ],
    "shirt": [
        (-0.42, 0.10, -0.23, -0.12, -0.42, -0.27, 1.0),
        (-0.42, 0.10, 0.12, 0.23, 0.27, 0.42, 1.0),
        (-0.42, 0.43, -0.23, 0.23, -0.23, 0.23, 1.0),
        (-0.42, -0.30, -0.10, 0.10, -0.01, 0.01, 0.2),
        (-0.30, 0.43, -0.015, 0.015, -0.015, 0.015, 0.6),
    ],
    "sneaker": [
        (0.00, 0.20, -0.40, -0.12, -0.42, 0.40, 1.0),
        (0.16, 0.28, -0.43, 0.43, -0.43, 0.43, 0.6),
    ],
    "bag": [
        (-0.40, -0.08, -0.18, 0.18, -0.26, 0.26, 0.8),
        (-0.32, -0.08, -0.12, 0.12, -0.20, 0.20, 0.0),
        (-0.10, 0.38, -0.36, 0.36, -0.40, 0.40, 1.0),
    ],
    "ankle boot": [
        (-0.36, 0.06, -0.38, -0.04, -0.40, 0.00, 1.0),
        (0.04, 0.24, -0.40, 0.02, -0.42, 0.40, 1.0),
        (0.20, 0.32, -0.42, 0.42, -0.42, 0.42, 0.7),
    ],
}

# Here a paint names a color of the picture: the thing's own, a second one, dark, or light.
_THINGS: dict[str, list[tuple]] = {
    "car": [
        (-0.20, 0.04, -0.16, 0.18, -0.30, 0.26, "own"),
        (-0.16, 0.02, -0.13, 0.00, -0.22, 0.00, "light"),
        (-0.16, 0.02, 0.03, 0.15, 0.03, 0.21, "light"),
        (0.02, 0.22, -0.44, 0.42, -0.46, 0.46, "own"),
        (-0.26, 0.22, 0.11, "dark"),
        (0.27, 0.22, 0.11, "dark"),
        (-0.26, 0.22, 0.05, "light"),
        (0.27, 0.22, 0.05, "light"),
    ],
    "house": [
        (-0.42, -0.08, -0.03, 0.03, -0.40, 0.40, "second"),
        (-0.08, 0.34, -0.34, 0.34, -0.34, 0.34, "own"),
        (0.06, 0.34, -0.24, -0.10, -0.24, -0.10, "dark"),
        (0.04, 0.18, 0.04, 0.24, 0.04, 0.24, "light"),
    ],
    "tree": [
        (0.08, 0.40, -0.06, 0.06, -0.08, 0.08, "dark"),
        (-0.44, 0.16, -0.01, 0.01, -0.32, 0.32, "own"),
    ],
    "ball": [(0.0, 0.08, 0.30, "own"), (-0.06, 0.0, 0.10, "second")],
    "boat": [
        (-0.42, 0.10, -0.01, 0.01, -0.01, 0.30, "light"),
        (-0.42, 0.14, -0.03, 0.0, -0.03, 0.0, "dark"),
        (0.12, 0.32, -0.44, 0.44, -0.28, 0.30, "own"),
    ],
    "table": [
        (-0.10, 0.00, -0.42, 0.42, -0.42, 0.42, "own"),
        (0.00, 0.36, -0.38, -0.30, -0.38, -0.30, "dark"),
        (0.00, 0.36, 0.30, 0.38, 0.30, 0.38, "dark"),
    ],
}


def make_clocks(n: int = 1000, seed: int = 0, size: int = 32) -> Dataset:
    """Clock faces with two hands that stand as on a real clock, and three ways to describe them.

    The hour hand is half as long as the minute hand and twice as thick, and moves on between the
    hours. Lengths are in units of the minute hand; x points right, y up.

    Args:
        n: How many clocks.
        seed: A whole number; the same seed gives the same clocks.
        size: Width and height in pixels, from 16.

    Returns:
        x (n, size, size) float64 from 0 to 1: the pixels. y (n, 2) int64: hour 0 to 11 and
        minute 0 to 59. `extras["hands"]` (n, 4): the tips, x and y of the hour hand, x and y of
        the minute hand. `extras["angles"]` (n, 2): degrees clockwise from 12, hour hand and
        minute hand (counterclockwise from the x axis, as the slide has them: 90 - angle).

    Raises:
        ValueError: A bad `n`, `seed` or `size`.
    """
    generator = seeded(n, seed)
    if not isinstance(size, (int, np.integer)) or isinstance(size, bool) or size < 16:
        raise ValueError(f"size must be a whole number of at least 16, got {size!r}")
    hour, minute = generator.integers(0, 12, n), generator.integers(0, 60, n)
    angles = np.stack([30 * hour + minute / 2, 6.0 * minute], axis=1)
    lengths = np.array([0.5, 1.0])
    radians = np.deg2rad(angles)
    tips = np.stack([lengths * np.sin(radians), lengths * np.cos(radians)], axis=2)  # (n, 2, 2)
    pixel = 2.4 / size  # the picture is 2.4 wide, the face has a radius of 1.1
    across = (np.arange(size) + 0.5) * pixel - 1.2
    px, py = np.meshgrid(across, -across)
    rim = np.clip(0.5 + (0.03 - np.abs(np.hypot(px, py) - 1.1)) / pixel, 0, 1)
    images = np.repeat(0.35 * rim[None], n, axis=0)
    for hand, half_width in enumerate((0.10, 0.05)):
        tx, ty = tips[:, hand].T[:, :, None, None]  # (n, 1, 1) each
        # The nearest point of the hand is a share of the way from the center to its tip.
        share = np.clip((px * tx + py * ty) / lengths[hand] ** 2, 0, 1)
        distance = np.hypot(px - share * tx, py - share * ty)
        np.maximum(images, np.clip(0.5 + (half_width - distance) / pixel, 0, 1), out=images)
    return Dataset(
        name="clocks",
        about=f"{n:,} made clock faces of {size}×{size} pixels with their hands and times.",
        x=images,
        y=np.stack([hour, minute], axis=1),
        n_train=int(0.8 * n),
        target_name="time",
        target_units="hours, minutes",
        extras={"hands": tips.reshape(n, 4), "angles": angles},
        source=f"dlcourse.data.make_clocks(n={n}, seed={seed}, size={size})",
        licence=LICENCE,
        made=True,
    )


def make_shape_images(n: int = 600, seed: int = 0, size: int = 64) -> Dataset:
    """Color pictures, half of them of a car, half of a house, tree, ball, boat or table.

    Place, size, direction, colors, horizon and light vary, so a linear model on the unrolled
    pixels is clearly better than chance and clearly not perfect.

    Args:
        n: How many pictures.
        seed: A whole number; the same seed gives the same pictures.
        size: Width and height in pixels, from 16.

    Returns:
        x (n, size, size, 3) uint8, y (n,) int64: 1 for a car, 0 for anything else.
        `extras["kind"]` (n,): what is drawn, as text. The first 80 % are to train.

    Raises:
        ValueError: A bad `n`, `seed` or `size`.
    """
    generator = seeded(n, seed)
    if not isinstance(size, (int, np.integer)) or isinstance(size, bool) or size < 16:
        raise ValueError(f"size must be a whole number of at least 16, got {size!r}")
    y = generator.permutation(np.arange(n) % 2)
    others = [name for name in _THINGS if name != "car"]
    kind = np.where(y == 1, "car", generator.choice(others, n))
    images = np.empty((n, size, size, 3), dtype=np.uint8)
    for i in range(n):
        images[i] = _scene(_THINGS[kind[i]], size, generator)
    return Dataset(
        name="shape_images",
        about=f"{n:,} made color pictures of {size}×{size} pixels: a car, or something else.",
        x=images,
        y=y,
        n_train=int(0.8 * n),
        class_names=("not a car", "car"),
        target_name="car or not",
        extras={"kind": kind},
        source=f"dlcourse.data.make_shape_images(n={n}, seed={seed}, size={size})",
        licence=LICENCE,
        made=True,
    )


def _scene(parts: list[tuple], size: int, generator: np.random.Generator) -> np.ndarray:
    """One picture: sky, ground, and a thing on it."""
    draw = generator.uniform
    across = (np.arange(size, dtype=np.float32) + 0.5) / size - 0.5
    sky, ground = draw(0.5, 1.0, 3), draw(0.2, 0.7, 3)
    below = np.clip((across - draw(-0.05, 0.2)) * size, 0, 1)[:, None, None]
    picture = np.broadcast_to(sky * (1 - below) + ground * below, (size, size, 3)).copy()
    paints = {"own": draw(0, 1, 3), "second": draw(0, 1, 3), "dark": draw(0, 0.25, 3)}
    paints["light"] = draw(0.7, 1, 3)
    scale = draw(0.7, 1.0)
    flip = generator.choice([-1.0, 1.0])
    u = flip * (across - draw(-0.08, 0.08)) / scale
    v = (across - draw(-0.04, 0.10)) / scale
    for *where, paint in parts:
        cover = _cover(where, u[None, :], v[:, None], scale * size)[:, :, None]
        picture += cover * (paints[paint] - picture)
    picture = picture * draw(0.7, 1.1) + generator.normal(0, 0.04, picture.shape)
    return np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)


def make_garments(n: int = 2000, seed: int = 0) -> Dataset:
    """Gray pictures of clothes, with the shape and the ten classes of Fashion-MNIST.

    Args:
        n: How many pictures.
        seed: A whole number; the same seed gives the same pictures.

    Returns:
        x (n, 28, 28) uint8 from 0 (background) to 255, y (n,) int64 from 0 to 9. The first 80 %
        are to train.

    Raises:
        ValueError: A bad `n` or `seed`.
    """
    generator = seeded(n, seed)
    y = generator.permutation(np.arange(n) % len(GARMENTS))
    images = np.empty((n, 28, 28), dtype=np.uint8)
    for i in range(n):
        images[i] = _garment(_GARMENT_PARTS[GARMENTS[y[i]]], generator)
    return Dataset(
        name="garments",
        about=f"{n:,} made pictures of clothes, 28×28 gray pixels, in Fashion-MNIST's classes.",
        x=images,
        y=y,
        n_train=int(0.8 * n),
        class_names=GARMENTS,
        target_name="garment",
        source=f"dlcourse.data.make_garments(n={n}, seed={seed})",
        licence=LICENCE,
        made=True,
    )


def _garment(parts: list[tuple], generator: np.random.Generator) -> np.ndarray:
    draw = generator.uniform
    across = (np.arange(28) + 0.5) / 28 - 0.5
    u = (across[None, :] - draw(-0.08, 0.08)) / draw(0.55, 1.05)
    v = (across[:, None] - draw(-0.08, 0.08)) / draw(0.60, 1.05)
    cloth = np.zeros((28, 28))
    for *where, paint in parts:
        # Little up and down, so that the parts stay together.
        cut = [value + draw(-1, 1) * (0.015 if i < 2 else 0.05) for i, value in enumerate(where)]
        cover = _cover(cut, u, v, 28)
        cloth += cover * (paint - cloth)
    # A weave of stripes, faint in most pictures, and the grain of the photograph.
    stripes = 1 + draw(0, 0.25) * np.sin(draw(20, 60) * (u + draw(-1, 1) * v))
    cloth = cloth * stripes * draw(0.35, 0.9) + (cloth > 0.05) * generator.normal(0, 0.06, (28, 28))
    return np.rint(np.clip(cloth, 0, 1) * 255).astype(np.uint8)


def _cover(where: list[float], u: np.ndarray, v: np.ndarray, pixels: float) -> np.ndarray:
    """How much of each pixel a part covers, 0 to 1; `pixels` is one unit of length."""
    if len(where) == 3:
        center_u, center_v, radius = where
        inside = radius - np.sqrt((u - center_u) ** 2 + (v - center_v) ** 2)
        return np.clip(inside * pixels + 0.5, 0, 1)
    top, bottom, left, right, low_left, low_right = where
    down = (v - top) / (bottom - top)
    edges = (v - top, bottom - v, u - (left + (low_left - left) * down))
    cover = np.clip((right + (low_right - right) * down - u) * pixels + 0.5, 0, 1)
    for inside in edges:
        cover = cover * np.clip(inside * pixels + 0.5, 0, 1)
    return cover
