"""Answers to the exercises of lesson 13a, right ones and wrong ones with a part of their hint."""

import math

import numpy as np


def by_loop(momentum, share):
    left, t = 1.0, 0
    while left > share:
        left, t = left * momentum, t + 1
    return t


def quotient(momentum, share):
    return math.log(share) / math.log(momentum)


def fold(W, b, gamma, beta, mean, variance, epsilon):
    s = np.sqrt(variance + epsilon)
    return W / s * gamma, gamma * (b - mean) / s + beta


def fold_with(new_b):
    def wrong(W, b, gamma, beta, mean, variance, epsilon):
        factor = gamma / np.sqrt(variance + epsilon)
        return W * factor, new_b(b, factor, beta, mean)

    return wrong


def rows_stretched(W, b, gamma, beta, mean, variance, epsilon):
    _, new_b = fold(W, b, gamma, beta, mean, variance, epsilon)
    factor = gamma / np.sqrt(variance + epsilon)
    return W * np.resize(factor, len(W))[:, None], new_b


def images(axis=(0, 1, 2), ddof=0, stretch=True, shift=True, fixed=None):
    def normalize(images, gamma, beta, epsilon=1e-3):
        mean = images.mean(axis=axis, keepdims=True)
        variance = images.var(axis=axis, keepdims=True, ddof=ddof)
        hat = (images - mean) / np.sqrt(variance + (fixed or epsilon))
        return hat * (gamma if stretch else 1) + (beta if shift else 0)

    return normalize


def outside(images, gamma, beta, epsilon=1e-3):
    hat = images - images.mean(axis=(0, 1, 2))
    return gamma * hat / (images.std(axis=(0, 1, 2)) + epsilon) + beta


def rootless(images, gamma, beta, epsilon=1e-3):
    hat = images - images.mean(axis=(0, 1, 2))
    return gamma * hat / (images.var(axis=(0, 1, 2)) + epsilon) + beta


RIGHT = {"13.1": by_loop, "13.2": fold, "13.3": images()}

WRONG = {
    "13.1": [
        (quotient, "a step is whole"),
        (lambda *a: math.floor(quotient(*a)), "round up, not down"),
        (lambda *a: round(quotient(*a)), "nearest"),
        (lambda *a: math.floor(quotient(*a)) + 1, "at most, not less"),
        (lambda momentum, share: by_loop(momentum, 1 - share), "left of the beginning"),
        (lambda momentum, share: by_loop(1 - momentum, share), "what stays"),
        (lambda momentum, share: math.ceil((1 - share) / (1 - momentum)), "not by an amount"),
        (lambda momentum, share: round(1 / (1 - momentum)), "does not know the share"),
        (lambda *a: math.ceil(1 / quotient(*a)), "upside down"),
        (lambda momentum, share: math.ceil(-math.log(share) / (1 - momentum)), "rule of thumb"),
        (lambda momentum, share: 460, "which t is the first"),
        (460, "a function is expected"),
        (lambda momentum, share: None, "returned nothing"),
    ],
    "13.2": [
        (fold_with(lambda b, factor, beta, mean: b - mean * factor + beta), "stretched as well"),
        (fold_with(lambda b, factor, beta, mean: b * factor + beta), "the mean is missing"),
        (fold_with(lambda b, factor, beta, mean: (b + mean) * factor + beta), "taken away"),
        (fold_with(lambda b, factor, beta, mean: beta - mean * factor), "old bias is missing"),
        (fold_with(lambda b, factor, beta, mean: (b - mean + beta) * factor), "not stretched"),
        (fold_with(lambda b, factor, beta, mean: (b - mean) * factor), "beta is missing"),
        (
            lambda W, b, g, be, mu, v, e: (W * g / (v + e), (b - mu) * g / (v + e) + be),
            "without its root",
        ),
        (lambda W, b, g, be, mu, v, e: fold(W, b, g, be, mu, v, 0), "epsilon is missing"),
        (
            lambda W, b, g, be, mu, v, e: fold(W, b, g, be, mu, (np.sqrt(v) + e) ** 2, 0),
            "under the root",
        ),
        (lambda W, b, g, be, mu, v, e: fold(W, b, 1, be, mu, v, e), "gamma is missing"),
        (rows_stretched, "a unit is a column"),
        (lambda W, b, *rest: fold(W.T, b, *rest) if len(W) == 3 else fold(W, b, *rest), "write"),
        (lambda W, *rest: W, "two arrays"),
        (lambda W, b, *rest: (W.T, b), "the new W should have the shape"),
        (lambda W, b, *rest: (W, b[:, None]), "the new b should have the shape"),
        (lambda W, b, *rest: (W, b), "write gamma"),
        (fold_with(lambda b, factor, beta, mean: b * factor + beta - mean), "in b the mean"),
        (lambda W, b, *rest: (W, fold(W, b, *rest)[1]), "W has to be stretched"),
        (
            lambda W, b, g, be, mu, v, e: (
                W * g * np.sqrt(v + e),
                (b - mu) * g * np.sqrt(v + e) + be,
            ),
            "do not multiply",
        ),
        (lambda W, b, g, be, *rest: fold(W, b, be, g, *rest), "not the other way round"),
        (lambda W, b, g, be, *rest: fold(W, b, 1, 0, *rest), "gamma and beta are missing"),
    ],
    "13.3": [
        (images(axis=0), "each position by itself"),
        (images(axis=(1, 2)), "each image is normalized by itself"),
        (images(axis=(0, 1, 2, 3)), "one mean for all channels"),
        (images(axis=3), "averaged over the channels"),
        (images(axis=(1, 2, 3)), "another normalization"),
        (images(ddof=1), "without ddof"),
        (outside, "under the root"),
        (images(stretch=False), "gamma is missing"),
        (images(shift=False), "beta is missing"),
        (images(fixed=1e-3), "epsilon is given"),
        (images(fixed=1e-99), "epsilon is missing"),
        (images(stretch=False, shift=False), "gamma and beta are missing"),
        (images(axis=(0, 1)), "height and width"),
        (images(axis=(0, 2)), "width and height"),
        (lambda x, g, b, epsilon=1e-3: images()(x, b, g, epsilon), "not the other way round"),
        (rootless, "without its root"),
        (lambda images, gamma, beta, epsilon: images[0], "should have shape"),
        (lambda images, gamma, beta, epsilon: images, "over the axes 0, 1 and 2"),
    ],
}
