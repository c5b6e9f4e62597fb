import numpy as np
from scipy.special import expit, log1p, xlogy


def cost_by_scipy(X, y, w):
    z = X @ w
    return np.mean(np.maximum(z, 0) - z * y + log1p(np.exp(-abs(z))))


def cost_in_a_loop(X, y, w, sign=1):
    total = 0
    for x, t in zip(X, y, strict=True):
        h = 1 / (1 + np.exp(-x @ w))
        total += -t * np.log(h) - sign * (1 - t) * np.log(1 - h)
    return total / len(y)


def cost_with_clipping(X, y, w):
    h = np.clip(expit(X @ w), 1e-12, 1 - 1e-12)
    return -np.mean(y * np.log(h) + (1 - y) * np.log(1 - h))


def step_in_a_loop(X, y, w, alpha):
    change = np.zeros_like(w)
    for x, t in zip(X, y, strict=True):
        change += (expit(x @ w) - t) * x
    return w - alpha / len(y) * change


RIGHT = {
    "02.1": 0.5 * (6 - 1 + np.log(0.9) - np.log(0.1)),
    "02.2": cost_by_scipy,
    "02.3": step_in_a_loop,
}

WRONG = {
    "02.1": [
        (2.5, "one half"),
        ((0.9 + 5) / 2, "log(0.9 / 0.1)"),
        ((np.log(1 / 9) + 5) / 2, "turned round"),
        ((np.log(9) + 6) / 2, "its weight too"),
        (3.6, "do not round"),
        (1.0, "solve"),
    ],
    "02.2": [
        (cost_in_a_loop, "leaves the range of floats"),
        (lambda X, y, w: cost_in_a_loop(X, y, w, sign=-1), "the case y = 0"),
        (cost_with_clipping, "clipped"),
        (lambda X, y, w: len(y) * cost_by_scipy(X, y, w), "the sum"),
        (lambda X, y, w: -cost_by_scipy(X, y, w), "the minus in front"),
        (lambda X, y, w: -xlogy(y, expit(X @ w)).mean(), "y = 1 alone"),
        (lambda X, y, w: ((expit(X @ w) - y) ** 2).mean(), "another cost"),
        (lambda X, y, w: np.logaddexp(0, X @ w) - y * (X @ w), "the losses of the samples"),
    ],
    "02.3": [
        (lambda X, y, w, a: w + a * X.T @ (expit(X @ w) - y) / len(y), "uphill"),
        (lambda X, y, w, a: w - a * X.T @ (expit(X @ w) - y), "number of samples"),
        (lambda X, y, w, a: w - a * X.T @ (X @ w - y) / len(y), "sigmoid is missing"),
        (lambda X, y, w, a: X.T @ (expit(X @ w) - y) / len(y), "return the new w"),
        (lambda X, y, w, a: w - a * (expit(X @ w) - y).mean(), "its own"),
        (lambda X, y, w, a: w - a * X @ (expit(X @ w) - y), "ValueError"),
    ],
}
