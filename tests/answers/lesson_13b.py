import math

import numpy as np


def tries(share, probability):
    n, missed = 1, 1 - share
    while missed > 1 - probability + 1e-12:
        n, missed = n + 1, missed * (1 - share)
    return n


def momenta(u, widest, narrowest):
    exponent = np.log10(widest) + u * np.log10(narrowest / widest)
    return 1 - 10**exponent


def failures(validation):
    return np.isnan(validation).sum()


RIGHT = {
    "13.4": tries,
    "13.5": momenta,
    "13.6": lambda val, test: (
        len(val) - np.isfinite(val).sum(),
        test[np.argmax(np.where(np.isnan(val), -1, val))],
    ),
}

WRONG = {
    "13.4": [
        (lambda share, p: np.log(1 - p) / np.log(1 - share), "is whole"),
        (lambda share, p: int(np.log(1 - p) / np.log(1 - share)), "one too few"),
        (lambda share, p: round(np.log(1 - p) / np.log(1 - share)), "to the nearest number"),
        (lambda share, p: int(np.log(1 - p) / np.log(1 - share)) + 1, "don't add 1"),
        (lambda share, p: tries(share, p) - 1, "not reached yet"),
        (lambda share, p: math.ceil(np.log(1 - share) / np.log(1 - p)), "are swapped"),
        (lambda share, p: math.ceil(p / share), "don't add up"),
        (lambda share, p: math.ceil(1 / share), "on average"),
        (lambda share, p: math.ceil(np.log(p) / np.log(share)), "the opposite of none"),
        (lambda share, p: math.ceil(np.log(p) / np.log(1 - share)), "1 − probability, not"),
        (lambda share, p: math.ceil(np.log(1 - p) / np.log(share)), "not with share"),
        (lambda share, p: 60, "the smallest n"),
    ],
    "13.5": [
        (lambda u, w, n: 1 - momenta(u, w, n), "β itself"),
        (lambda u, w, n: 1 - w + u * (w - n), "uniform in β"),
        (lambda u, w, n: w - u * (w - n), "gives the distance"),
        (lambda u, w, n: momenta(1 - u, w, n), "swapped"),
        (lambda u, w, n: momenta(u, n, w), "swapped"),
        (lambda u, w, n: 1 - momenta(u, 1 - w, 1 - n), "logarithm of β"),
        (lambda u, w, n: 1 - np.exp(np.log10(w) + u * np.log10(n / w)), "base 10"),
        (lambda u, w, n: 1 - 10 ** (np.log(w) + u * np.log(n / w)), "natural logarithm"),
        (lambda u, w, n: np.log(w) + u * np.log(n / w), "the power is missing"),
        (lambda u, w, n: np.log10(w) + u * np.log10(n / w), "of base 10"),
        (lambda u, w, n: 1 - (n / w) ** u, "multiplied by widest"),
        (lambda u, w, n: 1 - u * w, "by factors"),
        (lambda u, w, n: 0.9, "shape"),
    ],
    "13.6": [
        (lambda val, test: (failures(val), test[val.argmax()]), "takes a NaN"),
        (lambda val, test: (failures(val), np.nanmax(test)), "no test any more"),
        (lambda val, test: (failures(val), np.nanmax(val)), "too hopeful"),
        (lambda val, test: (0, test[np.nanargmax(val)]), "are not counted"),
        (lambda val, test: ((val == np.nan).sum(), test[np.nanargmax(val)]), "np.isnan finds it"),
        (lambda val, test: (2 * failures(val), test[np.nanargmax(val)]), "count it once"),
        (lambda val, test: (np.isnan(val).mean(), test[np.nanargmax(val)]), "their number"),
        (lambda val, test: (np.isfinite(val).sum(), test[np.nanargmax(val)]), "did not fail"),
        (lambda val, test: (test[np.nanargmax(val)], failures(val)), "the order"),
        (
            lambda val, test: (failures(val), test[np.argmax(val[~np.isnan(val)])]),
            "places shift",
        ),
        (lambda val, test: test[np.nanargmax(val)], "return a pair"),
        (lambda val, test: (failures(val), np.nanargmax(val)), "the place of the winner"),
        (lambda val, test: (failures(val), test[np.nanargmin(val)]), "the worst"),
        (lambda val, test: (failures(val), np.nanmean(test)), "count the NaNs"),
    ],
}
