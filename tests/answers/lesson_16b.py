import numpy as np


def choose(errors, costs, limit):
    return np.argmin(np.where(costs <= limit, errors, np.inf))


def weighted(y, y_pred, w):
    return np.average(y != y_pred, weights=w)


RIGHT = {
    "16.4": choose,
    "16.5": weighted,
    "16.6": 8448,
}

WRONG = {
    "16.4": [
        (lambda e, c, limit: int(np.argmin(e)), "smallest error of all"),
        (lambda e, c, limit: int(np.argmin(c)), "cheapest"),
        (lambda e, c, limit: int(np.argmin(e[c <= limit])), "place among all"),
        (lambda e, c, limit: min(e[c <= limit]), "its index"),
        (lambda e, c, limit: choose(e, c + 1e-6, limit), "at most, not less"),
        (lambda e, c, limit: choose(-e, c, limit), "take the smallest"),
        (lambda e, c, limit: np.argmax(np.where(c <= limit, c, 0)), "costliest"),
        (lambda e, c, limit: np.argmin((c <= limit) * e), "times 0"),
        (lambda e, c, limit: 99, "not right yet"),
    ],
    "16.5": [
        (lambda y, p, w: np.mean(y != p), "plain error"),
        (lambda y, p, w: np.mean(w * (y != p)), "not by the number of samples"),
        (lambda y, p, w: np.sum(w[y != p]), "divide by the sum of all weights"),
        (lambda y, p, w: 1 - weighted(y, p, w), "weighted accuracy"),
        (lambda y, p, w: np.sum(y != p) / np.sum(w[y != p]), "only by those of the mistakes"),
        (lambda y, p, w: np.sum(y != p) / np.sum(w), "belongs on top"),
        (lambda y, p, w: np.sum(w * abs(y - p)) / np.sum(w), "counts once"),
        (lambda y, p, w: np.dot(w, (y - p) ** 2) / np.sum(w), "square of a distance"),
        (lambda y, p, w: np.sum(w * (y - p)) / np.sum(w), "has a sign"),
        (lambda y, p, w: 0.5, "not right yet"),
    ],
    "16.6": [
        (2199, "one standard error"),
        (4310, "square the 1.96"),
        (42.24, "square the difference"),
        (84.48, "not 0.05"),
        (0.8448, "not 0.5"),
        (2112, "you took a whole one"),
        (91.91, "square both sides"),
        (768.32, "not a − b"),
        (1.96**2 * 0.03 / 0.005**2, "left one of them out"),
        (1.96**2 * 0.025 * 0.975 / 0.005**2, "left one of them out"),
        (8217, "variance of a 0 or 1"),
        (1.96**2 * 0.055 * 0.945 / 0.005**2, "variance of a 0 or 1"),
        (8400, "nearly"),
        (10, "solve a − b"),
    ],
}
