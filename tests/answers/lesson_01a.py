import numpy as np


def cost_in_a_loop(X, y, w):
    return sum((x @ w - t) ** 2 for x, t in zip(X, y, strict=True)) / (2 * len(y))


def gradient_in_a_loop(X, y, w):
    g = np.zeros_like(w)
    for x, t in zip(X, y, strict=True):
        g += (x @ w - t) * x
    return g / len(y)


def ridge(X, y, penalty):
    Xc, yc = X - X.mean(axis=0), y - y.mean()
    w = np.linalg.solve(Xc.T @ Xc + len(X) * penalty * np.eye(X.shape[1]), Xc.T @ yc)
    return np.concatenate([[y.mean() - X.mean(axis=0) @ w], w])


def ridge_that_charges_the_intercept(X, y, penalty):
    X1 = np.column_stack([np.ones(len(X)), X])
    return np.linalg.inv(X1.T @ X1 + len(X) * penalty * np.eye(X1.shape[1])) @ X1.T @ y


def ridge_without_m(X, y, penalty):
    X1 = np.column_stack([np.ones(len(X)), X])
    free = np.eye(X1.shape[1])
    free[0, 0] = 0
    return np.linalg.solve(X1.T @ X1 + penalty * free, X1.T @ y)


RIGHT = {
    "01.1": cost_in_a_loop,
    "01.2": gradient_in_a_loop,
    "01.3": ridge,
}

WRONG = {
    "01.1": [
        (lambda X, y, w: ((X @ w - y) ** 2).mean(), "half in front"),
        (lambda X, y, w: ((X @ w - y) ** 2) / 2 / len(y), "not added up"),
        (lambda X, y, w: abs(X @ w - y).mean() / 2, "absolute errors"),
        (lambda X, y, w: (X @ w - y) ** 2, "one square for each sample"),
        (lambda X, y, w: None, "returned nothing"),
    ],
    "01.2": [
        (lambda X, y, w: -X.T @ (X @ w - y) / len(y), "turned round"),
        (lambda X, y, w: X.T @ (X @ w - y), "number of samples"),
        (lambda X, y, w: 2 / len(y) * (X.T @ (X @ w - y)), "twice that of J"),
        (lambda X, y, w: X @ (X @ w - y), "ValueError"),
    ],
    "01.3": [
        (ridge_that_charges_the_intercept, "goes free"),
        (ridge_without_m, "m λ"),
        (lambda X, y, c: np.linalg.solve(X.T @ X, X.T @ y), "LinAlgError"),
    ],
}
