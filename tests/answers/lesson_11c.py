"""Answers to the exercises of lesson 11c, right ones and wrong ones with a part of their hint."""

from math import sqrt

ALL = {"A": False, "B": False, "C": True, "D": True, "E": True}


def leak(alpha):
    return 1 + alpha**2


RIGHT = {
    "11.6": ALL,
    "11.7": lambda x, s, n, L: x * (n * s**2 / 2) ** (L / 2),
    "11.8": lambda n_in, alpha: sqrt(3 * 2 / (n_in * leak(alpha))),
}

WRONG = {
    "11.6": [
        ({**ALL, "A": True}, "no error through"),
        ({**ALL, "B": True}, "told the same"),
        ({**ALL, "C": False}, "answer differently"),
        ({**ALL, "D": False}, "another error"),
        ({**ALL, "E": False}, "different rows"),
        ({**ALL, "C": "yes"}, "True or False"),
        ({"A": True}, "the keys A, B, C, D and E"),
        (list(ALL.values()), "the keys A, B, C, D and E"),
    ],
    "11.7": [
        (lambda x, s, n, L: x * (s * sqrt(n)) ** L, "half of the variance is lost in each"),
        (lambda x, s, n, L: x * (s * sqrt(n) / 2) ** L, "not by 2"),
        (lambda x, s, n, L: x**2 * (s**2 * n / 2) ** L, "that is the mean square"),
        (lambda x, s, n, L: x * (s**2 * n / 2) ** L, "take its root"),
        (lambda x, s, n, L: (s * sqrt(n / 2)) ** L, "what enters"),
        (lambda x, s, n, L: x * s * sqrt(n / 2), "there are L"),
        (lambda x, s, n, L: x * s * sqrt(n / 2) * L, "not a multiple"),
        (lambda x, s, n, L: x * (s * n / sqrt(2)) ** L, "only the root of n"),
        (lambda x, s, n, L: x * (s / sqrt(2)) ** L, "has n terms"),
        (lambda x, s, n, L: x * (s * sqrt(n / 2)) ** (L - 1), "L factors"),
        (lambda x, s, n, L: x * (s * sqrt(n)) ** L / sqrt(2), "not the last one alone"),
        (lambda x, s, n, L: x, "lines 2 and 4"),
        (lambda x, s, n, L: None, "returned nothing"),
    ],
    "11.8": [
        (lambda n_in, alpha: sqrt(6 / n_in), "limit of He"),
        (lambda n_in, alpha: sqrt(6 / ((1 + alpha) * n_in)), "alpha squared"),
        (lambda n_in, alpha: sqrt(6 / ((1 + alpha) ** 2 * n_in)), "halves add up"),
        (lambda n_in, alpha: sqrt(6 / ((1 - alpha**2) * n_in)), "not 1 - alpha"),
        (lambda n_in, alpha: sqrt(6 / (alpha**2 * n_in)), "must give He"),
        (lambda n_in, alpha: sqrt(6 * leak(alpha) / n_in), "smaller, not larger"),
        (lambda n_in, alpha: 2 / (leak(alpha) * n_in), "that is the variance"),
        (lambda n_in, alpha: sqrt(2 / (leak(alpha) * n_in)), "standard deviation"),
        (lambda n_in, alpha: 6 / (leak(alpha) * n_in), "take the root"),
        (lambda n_in, alpha: sqrt(3 / (leak(alpha) * n_in)), "passes whole"),
        (lambda n_in, alpha: 1.0, "check two cases"),
    ],
}
