import numpy as np


def relu(z):
    return np.maximum(z, 0)


def unequal(x, left, top, right):
    return relu(x - left) / (top - left) - relu(x - top) * (1 / (top - left) + 1 / (right - top))


def equal_sides(x, left, top, right):
    return (relu(x - left) - 2 * relu(x - top) + relu(x - right)) / (top - left)


RIGHT = {
    "04.7": 1.591 + 0.141,
    "04.8": lambda x, left, top, right: np.interp(x, [left, top, right], [0, 1, 0]),
    "04.9": lambda knots, signs: (1.0 * signs.reshape(1, -1), -knots * signs),
}

WRONG = {
    "04.7": [
        (1.591, "printed coefficient"),
        (0.141, "add it"),
        (1.591 - 0.141, "other way round"),
        (-1.732, "lift the curve"),
        (0, "without the last hinge"),
        (2.0, "the sum of the piece before"),
    ],
    "04.8": [
        (unequal, "goes on falling"),
        (equal_sides, "equal sides"),
        (lambda x, a, t, b: relu(x - a) - 2 * relu(x - t) + relu(x - b), "the slopes are 1"),
        (lambda x, a, t, b: (relu(x - a) - relu(x - t)) / (t - a), "stays there"),
        (
            lambda x, a, t, b: relu(x - a) / (t - a) - (relu(x - t) - relu(x - b)) / (b - t),
            "first stop the rise",
        ),
        (lambda x, a, t, b: relu(x), "walk from left to right"),
    ],
    "04.9": [
        (lambda knots, signs: (signs[None, :], -knots), "belongs to the bias"),
        (lambda knots, signs: (signs[None, :], knots * signs), "wrong sign"),
        (lambda knots, signs: (np.ones((1, len(knots))), -knots * signs), "mirrored hinge"),
        (lambda knots, signs: (signs, -knots * signs), "makes a row"),
        (lambda knots, signs: (signs[:, None], -knots * signs), "one row"),
        (lambda knots, signs: signs[None, :], "two things"),
        (lambda knots, signs: (signs[None, :], 0 * knots), "read off"),
    ],
}
