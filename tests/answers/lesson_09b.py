"""Answers to the exercises of lesson 09b, right ones and wrong ones with a part of their hint."""

import numpy as np


def adamax(
    *,
    average=lambda s, g, b: b * s + (1 - b) * g,
    largest=lambda u, g, b: np.maximum(b * u, abs(g)),
    step=lambda s, u, t, b1, b2: s / (1 - b1**t) / u,
    give=lambda w, s, u, t, b1: (w, s, u),
    sign=-1,
):
    """Adamax; every part can be replaced by a wrong one."""

    def function(w, g, s, u, t, alpha, beta1, beta2):
        s, u = average(s, g, beta1), largest(u, g, beta2)
        w = w + sign * alpha * step(s, u, t, beta1, beta2)
        return give(w, s, u, t, beta1)

    return function


def old_moments(w, g, s, u, t, alpha, beta1, beta2):
    w = w - alpha * s / u / (1 - beta1**t)
    return w, beta1 * s + (1 - beta1) * g, np.maximum(beta2 * u, abs(g))


def with_where(w, g, s, u, t, alpha, beta1, beta2):
    s = s + (1 - beta1) * (g - s)
    faded, size = beta2 * u, np.sqrt(g**2)
    u = np.where(faded > size, faded, size)
    return [w - (alpha / (1 - beta1**t)) * (s / u), s, u]


RIGHT = {
    "09.4": 3.042,
    "09.5": with_where,
}

WRONG = {
    "09.4": [
        (19 / 39, "under a root"),
        (0.425, "that is for 0.999"),
        (np.sqrt(39) / 19, "its inverse"),
        (19, "of s_hat alone"),
        (39.0, "of r_hat alone"),
        (1.9 / 1.95**0.5, "not 1 + beta"),
        (19**0.5, "another beta"),
        (0.5, "by which number is s_hat"),
        ("1.347", "a number is expected"),
    ],
    "09.5": [
        (adamax(largest=lambda u, g, b: np.maximum(b * u, g)), "size of the gradient"),
        (
            adamax(largest=lambda u, g, b: np.full(4, max((b * u).max(), abs(g).max()))),
            "one number for all",
        ),
        (
            adamax(largest=lambda u, g, b: np.max([b * u, abs(g)])),
            "should be an array like g",
        ),
        (adamax(largest=lambda u, g, b: np.maximum(u, abs(g))), "should fade"),
        (adamax(step=lambda s, u, t, b1, b2: s / u), "s is not corrected"),
        (
            adamax(step=lambda s, u, t, b1, b2: s / (1 - b1**t) / (u / (1 - b2**t))),
            "only s is corrected",
        ),
        (adamax(step=lambda s, u, t, b1, b2: s / (1 - b1) / u), "has beta1 to the power of t"),
        (adamax(step=lambda s, u, t, b1, b2: s * (1 - b1**t) / u), "does not multiply"),
        (adamax(step=lambda s, u, t, b1, b2: s / (1 - b1 * t) / u), "not beta1 * t"),
        (old_moments, "the old s and u"),
        (adamax(give=lambda w, s, u, t, b1: (w, u, s)), "the order should be w, s, u"),
        (adamax(step=lambda s, u, t, b1, b2: s / (1 - b1 ** (t + 1)) / u), "1 in the first step"),
        (adamax(step=lambda s, u, t, b1, b2: s / (1 - b1**t) / np.sqrt(u)), "no root here"),
        (adamax(give=lambda w, s, u, t, b1: (w, s / (1 - b1**t), u)), "goes on being averaged"),
        (adamax(average=lambda s, g, b: b * s + (1 + b) * g), "misprint of the slide"),
        (adamax(sign=+1), "it climbs"),
        (adamax(give=lambda w, s, u, t, b1: w), "one array is returned"),
        (adamax(give=lambda w, s, u, t, b1: (w, s)), "3 arrays are expected"),
        (adamax(average=lambda s, g, b: g), "first s, then u"),
    ],
}
