import numpy as np


def bias_and_variance(H, truth):
    mean = sum(H) / len(H)
    return [((mean - truth) ** 2).mean(), (((H - mean) ** 2).sum(axis=0) / len(H)).mean()]


def conic(X):
    x1, x2 = X.T
    return np.column_stack([x1**2, x2**2, x1 * x2])


def stack(*make):
    return lambda X: np.column_stack([column(*X.T) for column in make])


RIGHT = {
    "03.9": lambda X: abs(X[:, :1] - X[:, 1:]),
    "03.10": bias_and_variance,
}

WRONG = {
    "03.9": [
        (lambda X: X, "still straight"),
        (stack(lambda a, b: a - b), "still straight"),
        (lambda X: X**2, "stands upright"),
        (stack(lambda a, b: a * b), "the product alone"),
        (stack(lambda a, b: (a + b) ** 2), "runs along the band"),
        (stack(lambda a, b: abs(a - b) < 1), "the class itself"),
        (lambda X: conic(X).T, "in rows"),
        (lambda X: np.column_stack([X, X**2]), "yours are 4"),
        (lambda X: (X - X.mean(axis=0)) ** 2, "other points"),
        (lambda X: np.sin(X), "multiply out"),
        (lambda X: X.sum(), "one row for each"),
    ],
    "03.10": [
        (lambda H, f: bias_and_variance(H, f)[::-1], "other way round"),
        (lambda H, f: (((H - f) ** 2).mean(), H.var(axis=0).mean()), "plus variance"),
        (
            lambda H, f: ((H.mean(axis=0) - f).mean() ** 2, H.var(axis=0).mean()),
            "biases of opposite sign cancel",
        ),
        (lambda H, f: ((H.mean(axis=0) - f).mean(), H.var(axis=0).mean()), "not squared"),
        (
            lambda H, f: (((H.mean(axis=0) - f) ** 2).mean(), H.var(axis=1).mean()),
            "axis 0",
        ),
        (lambda H, f: (((H.mean(axis=0) - f) ** 2).mean(), H.var()), "mixes the places"),
        (
            lambda H, f: (((H.mean(axis=0) - f) ** 2).mean(), H.std(axis=0).mean()),
            "standard deviation",
        ),
        (
            lambda H, f: (((H.mean(axis=0) - f) ** 2).mean(), H.var(axis=0, ddof=1).mean()),
            "one less",
        ),
        (lambda H, f: ((H.mean(axis=0) - f) ** 2, H.var(axis=0)), "place by place"),
        (lambda H, f: (bias_and_variance(H, f)[0], ((H - f) ** 2).mean()), "around the truth"),
        (lambda H, f: (bias_and_variance(H, f)[0], H.mean(axis=0).var()), "place to place"),
        (lambda H, f: (((H.mean() - f) ** 2).mean(), H.var(axis=0).mean()), "the mean of all of H"),
        (lambda H, f: (abs(H.mean(axis=0) - f).mean(), H.var(axis=0).mean()), "without its sign"),
        (lambda H, f: (((H.mean(axis=0) - f) ** 2).sum(), H.var(axis=0).sum()), "are sums"),
        (lambda H, f: ((H.mean(axis=1) - f) ** 2).mean(), "ValueError"),
    ],
}
