from itertools import pairwise

import numpy as np


def count_numbers(sizes):
    total = 0
    for k in range(1, len(sizes)):
        total += sizes[k - 1] * sizes[k] + sizes[k]
    return total


def row(X, x):
    return np.linalg.norm(X - x, axis=1).argmin()


RIGHT = {
    "00.7": count_numbers,
    "00.8": lambda X, y, x: y[row(X, x)],
}

WRONG = {
    "00.7": [
        (lambda s: sum(a * b for a, b in pairwise(s)), "as well"),
        (lambda s: count_numbers(s) + s[0], "the inputs have no constant"),
        (lambda s: sum(a * b + 1 for a, b in pairwise(s)), "not each layer"),
        (lambda s: sum(a * (b + 1) for a, b in pairwise(s)), "lead to"),
        (np.prod, "are added"),
        (sum, "number of units"),
        (lambda s: count_numbers(s) + 1, "plus the outputs"),
    ],
    "00.8": [
        (lambda X, y, x: row(X, x), "number of the row"),
        (lambda X, y, x: y[np.linalg.norm(X - x, axis=1).argmax()], "farthest"),
        (lambda X, y, x: y[abs(X - x).sum(axis=1).argmin()], "absolute differences"),
        (lambda X, y, x: y[(X - x).sum(axis=1).argmin()], "cancel"),
        (lambda X, y, x: np.linalg.norm(X - x, axis=1).min(), "that is the distance"),
        (lambda X, y, x: X[row(X, x)], "the row itself"),
        (lambda X, y, x: y[np.argmax(X @ x)], "largest product"),
        (lambda X, y, x: y[0], "not the label"),
    ],
}
