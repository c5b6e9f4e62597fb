import numpy as np


def correct(w, x, t):
    fires = (x * w).sum() > 0
    if fires and t == 0:
        return w - x
    if not fires and t == 1:
        return w + x
    return w


def in_place(w, x, t):
    w += (t - int(w @ x > 0)) * x
    return w


def without_the_constant(w, x, t):
    w = w.copy()
    w[1:] += (t - int(w @ x > 0)) * x[1:]
    return w


RIGHT = {
    "04.1": correct,
    "04.2": [-3, 2, 2, 2],
    "04.3": lambda X: np.hypot(X[:, 0], X[:, 1]).reshape(-1, 1),
}

WRONG = {
    "04.1": [
        (lambda w, x, t: w - (t - int(w @ x > 0)) * x, "turned round"),
        (lambda w, x, t: w + (t - int(w @ x >= 0)) * x, "exactly 0"),
        (lambda w, x, t: w + t * x, "Hebb"),
        (lambda w, x, t: w + (t - w @ x) * x, "not with the sum"),
        (lambda w, x, t: w + x if t > (w @ x > 0) else w, "must be subtracted"),
        (lambda w, x, t: (t - int(w @ x > 0)) * x, "return the new weights"),
        (without_the_constant, "constant input"),
        (in_place, "works in place"),
        (lambda w, x, t: print(end=""), "returned nothing"),
    ],
    "04.2": [
        ([1, 1, 1], "w₀"),
        ((-0.5, 1, 1, 1), "an OR"),
        ((-2.5, 1, 1, 1), "an AND"),
        (np.array([-2, 1, 1, 1]), "exactly 0"),
        ([1.5, -1, -1, -1], "signs"),
        ([1, 1, 1, -1.5], "comes first"),
        ([-9, 1, 1, 1], "always says 0"),
        ([9, 1, 1, 1], "always says 1"),
        ([-1.5, 2, 1, 1], "for the inputs (1, 0, 0) the sum is 0.5"),
    ],
    "04.3": [
        (lambda X: X[:, 0] ** 2 + X[:, 1] ** 2, "a column"),
        (lambda X: X**2, "single column"),
        (lambda X: (X**2)[:, :1], "far left and right"),
        (lambda X: X[:, :1] * X[:, 1:], "the corners of XOR"),
        (lambda X: X.sum(axis=1, keepdims=True), "a direction"),
        (lambda X: abs(X).sum(axis=1, keepdims=True), "diamonds"),
        (lambda X: np.arctan2(X[:, 1], X[:, 0])[:, None], "the angle"),
        (lambda X: X[:, :1] ** 3, "overlap"),
    ],
}
