"""Checks of lesson 13a, Batch normalization."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray

_READY = [(0.99, 0.02), (0.9, 0.05), (0.5, 0.25), (0.999, 0.5), (0.3, 0.9)]


def _steps(momentum: float, share: float) -> int:
    t = max(1, math.floor(math.log(share) / math.log(momentum)))
    while momentum**t > share:
        t += 1
    return t


@exercise("13.1")
def _steps_until_ready(answer: Any) -> None:
    if callable(answer) and any(
        isinstance(value := call(answer, *case), (float, np.floating)) and value % 1
        for case in _READY
    ):
        raise Hint("a step is whole: return a whole number, rounded the right way")
    compare(
        answer,
        _steps,
        _READY,
        mistakes={
            "after so many steps a little too much is left: round up, not down": (
                lambda momentum, share: math.floor(math.log(share) / math.log(momentum))
            ),
            "rounded to the nearest; below it too much is left, so round up": (
                lambda momentum, share: round(math.log(share) / math.log(momentum))
            ),
            "momentum ** t may be equal to the share: at most, not less": (
                lambda momentum, share: math.floor(math.log(share) / math.log(momentum)) + 1
            ),
            "share is what is left of the beginning, not what has come in": (
                lambda momentum, share: _steps(momentum, 1 - share)
            ),
            "momentum is what stays in each step, 1 - momentum what comes in": (
                lambda momentum, share: _steps(1 - momentum, share)
            ),
            "the beginning shrinks by a factor in each step, not by an amount: momentum ** t": (
                lambda momentum, share: math.ceil((1 - share) / (1 - momentum))
            ),
            "1 / (1 - momentum) does not know the share; momentum ** t is left after t steps": (
                lambda momentum, share: round(1 / (1 - momentum))
            ),
            "1 / (1 - momentum) does not know the share, momentum ** t is what is left": (
                lambda momentum, share: math.floor(1 / (1 - momentum))
            ),
            "the quotient of the logarithms is upside down": (
                lambda momentum, share: math.ceil(math.log(momentum) / math.log(share))
            ),
            "a rule of thumb, good for a momentum near 1; the exact one has two logarithms": (
                lambda momentum, share: math.ceil(-math.log(share) / (1 - momentum))
            ),
        },
        otherwise="after t steps momentum ** t is left; which t is the first with at most share?",
    )


def _fold(
    W: Array,
    b: Array,
    gamma: Array,
    beta: Array,
    mean: Array,
    variance: Array,
    epsilon: float,
) -> tuple[Array, Array]:
    factor = gamma / np.sqrt(variance + epsilon)
    return W * factor, (b - mean) * factor + beta


def _fold_cases() -> list[tuple]:
    rng = np.random.default_rng(13)
    # As many inputs as units in one case, so that a turned W is noticed by its values, too.
    return [
        (
            rng.normal(size=(n_in, n)),
            rng.normal(size=n),
            rng.uniform(0.5, 2, n),
            rng.normal(size=n),
            rng.normal(size=n),
            rng.uniform(0.2, 3, n),
            epsilon,
        )
        for n_in, n, epsilon in ((4, 3, 1e-3), (3, 3, 0.1))
    ]


def _pair(value: Any) -> tuple[Array, Array]:
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise Hint("two arrays are expected: return W, b")
    return np.asarray(value[0]), np.asarray(value[1])


@exercise("13.2")
def _folded(answer: Any) -> None:
    cases = _fold_cases()
    for case in cases:
        W, b = _pair(call(answer, *case))
        if W.shape != case[0].shape:
            raise Hint(f"the new W should have the shape {case[0].shape}, it has {W.shape}")
        if b.shape != case[1].shape:
            raise Hint(f"the new b should have the shape {case[1].shape}, it has {b.shape}")

    def scale(gamma: Array, variance: Array, epsilon: float) -> Array:
        return gamma / np.sqrt(variance + epsilon)

    compare(
        lambda *case: _pair(answer(*case)),
        _fold,
        cases,
        mistakes={
            "W is right; the old b is a part of what is normalized: it is stretched as well": (
                lambda W, b, g, be, mu, v, e: (W * scale(g, v, e), b - mu * scale(g, v, e) + be)
            ),
            "W is right, in b the mean is missing: the average is taken away before the stretch": (
                lambda W, b, g, be, mu, v, e: (W * scale(g, v, e), b * scale(g, v, e) + be)
            ),
            "W is right, in b the mean is added; it should be taken away": (
                lambda W, b, g, be, mu, v, e: (W * scale(g, v, e), (b + mu) * scale(g, v, e) + be)
            ),
            "W is right, in b the old bias is missing": (
                lambda W, b, g, be, mu, v, e: (W * scale(g, v, e), be - mu * scale(g, v, e))
            ),
            "W is right; beta comes last, it is not stretched": (
                lambda W, b, g, be, mu, v, e: (W * scale(g, v, e), (b - mu + be) * scale(g, v, e))
            ),
            "W is right, in b beta is missing": (
                lambda W, b, g, be, mu, v, e: (W * scale(g, v, e), (b - mu) * scale(g, v, e))
            ),
            "the variance is divided by without its root": (
                lambda W, b, g, be, mu, v, e: (W * g / (v + e), (b - mu) * g / (v + e) + be)
            ),
            "epsilon is missing; Keras adds it to the variance": (
                lambda W, b, g, be, mu, v, e: _fold(W, b, g, be, mu, v, 0)
            ),
            "epsilon belongs under the root, to the variance": (
                lambda W, b, g, be, mu, v, e: _fold(W, b, g, be, mu, (np.sqrt(v) + e) ** 2, 0)
            ),
            "W is right; in b the mean is taken away before the stretch, not after it": (
                lambda W, b, g, be, mu, v, e: (W * scale(g, v, e), b * scale(g, v, e) + be - mu)
            ),
            "b is right; W has to be stretched by the same factors": (
                lambda W, b, g, be, mu, v, e: (W, (b - mu) * scale(g, v, e) + be)
            ),
            "divide by the root, do not multiply by it": (
                lambda W, b, g, be, mu, v, e: (
                    W * g * np.sqrt(v + e),
                    (b - mu) * g * np.sqrt(v + e) + be,
                )
            ),
            "gamma stretches and beta shifts, not the other way round": (
                lambda W, b, g, be, mu, v, e: _fold(W, b, be, g, mu, v, e)
            ),
            "gamma and beta are missing": (
                lambda W, b, g, be, mu, v, e: _fold(W, b, np.ones_like(g), 0, mu, v, e)
            ),
            "gamma is missing": (
                lambda W, b, g, be, mu, v, e: _fold(W, b, np.ones_like(g), be, mu, v, e)
            ),
            "W is stretched along its rows; a unit is a column": (
                lambda W, b, g, be, mu, v, e: (
                    W * np.resize(scale(g, v, e), len(W))[:, None],
                    (b - mu) * scale(g, v, e) + be,
                )
            ),
        },
        otherwise="write gamma (XW + b - mean) / sqrt(variance + epsilon) + beta as X W' + b'",
    )


def _images(images: Array, gamma: Array, beta: Array, epsilon: float, axis: Any) -> Array:
    mu, var = images.mean(axis=axis, keepdims=True), images.var(axis=axis, keepdims=True)
    return gamma * (images - mu) / np.sqrt(var + epsilon) + beta


def _ddof(images: Array, gamma: Array, beta: Array, epsilon: float = 1e-3) -> Array:
    mu, var = images.mean(axis=(0, 1, 2)), images.var(axis=(0, 1, 2), ddof=1)
    return gamma * (images - mu) / np.sqrt(var + epsilon) + beta


def _outside(images: Array, gamma: Array, beta: Array, epsilon: float = 1e-3) -> Array:
    mu, spread = images.mean(axis=(0, 1, 2)), images.std(axis=(0, 1, 2))
    return gamma * (images - mu) / (spread + epsilon) + beta


def _rootless(images: Array, gamma: Array, beta: Array, epsilon: float = 1e-3) -> Array:
    mu, var = images.mean(axis=(0, 1, 2)), images.var(axis=(0, 1, 2))
    return gamma * (images - mu) / (var + epsilon) + beta


def _image_cases() -> list[tuple]:
    rng = np.random.default_rng(133)
    # The last has as much of everything, so that no wrong axis is betrayed by a shape alone.
    return [
        (rng.normal(2, 3, size=shape), rng.uniform(0.5, 2, c), rng.normal(size=c), epsilon)
        for shape, c, epsilon in (((5, 4, 3, 2), 2, 1e-3), ((3, 3, 3, 3), 3, 0.5))
    ]


@exercise("13.3")
def _batch_norm_images(answer: Any) -> None:
    def over(*axis: int) -> Any:
        return lambda images, gamma, beta, epsilon: _images(images, gamma, beta, epsilon, axis)

    compare(
        answer,
        over(0, 1, 2),
        _image_cases(),
        mistakes={
            "mean and variance of each position by itself; the average runs over space, too": (
                over(0)
            ),
            "space has two axes, height and width; the average runs over both": over(0, 1),
            "space has two axes, width and height; the average runs over both": over(0, 2),
            "each image is normalized by itself; the batch belongs to the average": over(1, 2),
            "one mean for all channels; each channel is a unit of its own": over(0, 1, 2, 3),
            "averaged over the channels; they are the units, the average is over the rest": over(3),
            "the mean of an image over all channels: that is another normalization": over(1, 2, 3),
            "the variance is the one with 1/m: np.var without ddof": _ddof,
            "epsilon belongs under the root, to the variance": _outside,
            "the variance is divided by without its root": _rootless,
            "gamma stretches and beta shifts, not the other way round": (
                lambda images, gamma, beta, epsilon: _images(
                    images, beta, gamma, epsilon, (0, 1, 2)
                )
            ),
            "epsilon is missing; it is added to the variance": (
                lambda images, gamma, beta, epsilon: _images(images, gamma, beta, 0, (0, 1, 2))
            ),
            "gamma and beta are missing": (
                lambda images, gamma, beta, epsilon: _images(images, 1, 0, epsilon, (0, 1, 2))
            ),
            "gamma is missing": (
                lambda images, gamma, beta, epsilon: _images(images, 1, beta, epsilon, (0, 1, 2))
            ),
            "beta is missing": (
                lambda images, gamma, beta, epsilon: _images(images, gamma, 0, epsilon, (0, 1, 2))
            ),
            "epsilon is given; use it, and not 0.001": (
                lambda images, gamma, beta, epsilon: _images(images, gamma, beta, 1e-3, (0, 1, 2))
            ),
        },
        otherwise="mean and variance over the axes 0, 1 and 2, then equations (33) and (34)",
    )
