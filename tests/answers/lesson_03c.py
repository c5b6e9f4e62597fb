import numpy as np


def leave_one_out(X, y):
    H = X @ np.linalg.inv(X.T @ X) @ X.T
    return (((y - H @ y) / (1 - np.diag(H))) ** 2).mean()


def seen_by_the_fit(X, y):
    return ((y - X @ np.linalg.pinv(X) @ y) ** 2).mean()


def left_out(X, y):
    errors = []
    for i in range(len(y)):
        w = np.linalg.pinv(np.delete(X, i, axis=0)) @ np.delete(y, i)
        errors.append(y[i] - X[i] @ w)
    return np.array(errors)


def predicts_the_rest(X, y):
    errors = []
    for i in range(len(y)):
        A, b = np.delete(X, i, axis=0), np.delete(y, i)
        errors.append(((A @ np.linalg.pinv(A) @ b - b) ** 2).mean())
    return np.mean(errors)


def fits_to_one(X, y):
    errors = []
    for i in range(len(y)):
        w = np.linalg.pinv(X[[i]]) @ y[[i]]
        errors.append(((np.delete(X, i, axis=0) @ w - np.delete(y, i)) ** 2).mean())
    return np.mean(errors)


RIGHT = {
    "03.7": 3600,
    "03.8": leave_one_out,
}

WRONG = {
    "03.7": [
        (18, "square both sides"),
        (60, "root of p (1 − p) alone"),
        (36, "not 0.05"),
        (900, "four times as many"),
        (0.36, "shares or everything"),
        (14400, "two standard errors"),
        (36000, "left out one of the two"),
        (1000, "solve √"),
    ],
    "03.8": [
        (seen_by_the_fit, "one fit to all samples"),
        (predicts_the_rest, "that the fit has seen"),
        (lambda X, y: (left_out(X, y) ** 2).sum(), "sum of the squared errors"),
        (lambda X, y: left_out(X, y) ** 2, "one by one"),
        (lambda X, y: left_out(X, y).mean(), "below and above cancel"),
        (lambda X, y: -left_out(X, y).mean(), "above and below cancel"),
        (lambda X, y: abs(left_out(X, y)).mean(), "mean size"),
        (lambda X, y: (left_out(X, y) ** 2).mean() ** 0.5, "no root"),
        (lambda X, y: (left_out(X, y) ** 2).mean() / 2, "J of lesson 01"),
        (lambda X, y: left_out(X, y)[-1] ** 2, "last sample alone"),
        (lambda X, y: left_out(X, y)[0] ** 2, "inside the loop"),
        (fits_to_one, "changed places"),
        (lambda X, y: (left_out(X, y) ** 2).sum() / (len(y) - 1), "not by m − 1"),
        (lambda X, y: (left_out(X, y)[:-1] ** 2).mean(), "over all m"),
        (lambda X, y: (left_out(X, y)[1:] ** 2).mean(), "begins at 0"),
        (lambda X, y: leave_one_out(X[:, 1:], y), "intercept is lost"),
        (lambda X, y: 1.0, "not right yet"),
    ],
}
