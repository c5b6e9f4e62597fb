import numpy as np
from scipy import special


def one_by_one(images):
    return np.column_stack([image.ravel() for image in images])


def softmax_of_rows(Z):
    return np.array([special.softmax(row) for row in Z])


def naive(Z, axis=1):
    e = np.exp(Z)
    return e / e.sum(axis=axis, keepdims=True)


def with_one_maximum_for_all(Z):
    return naive(Z - Z.max())


def gradient_in_a_loop(X, y, W):
    G = np.zeros_like(W)
    for x, k in zip(X, y, strict=True):
        error = special.softmax(x @ W)
        error[k] -= 1
        G += np.outer(x, error)
    return G / len(y)


def error(X, y, W):
    return special.softmax(X @ W, axis=1) - np.eye(W.shape[1])[y]


RIGHT = {"02.4": one_by_one, "02.5": softmax_of_rows, "02.6": gradient_in_a_loop}

WRONG = {
    "02.4": [
        (lambda images: images.reshape(-1, images.shape[0]), "torn"),
        (lambda images: images.reshape(images.shape[0], -1), "the Notes have them as columns"),
        (lambda images: images.T.reshape(-1, len(images)), "turns all four axes"),
        (lambda images: images.ravel(), "one long vector"),
        (lambda images: one_by_one(images)[::-1], "images[i].ravel()"),
    ],
    "02.5": [
        (naive, "right for small scores; e^1000"),
        (lambda Z: naive(Z, axis=0), "the columns sum to 1"),
        (lambda Z: np.exp(Z) / np.exp(Z).sum(), "all entries together"),
        (np.exp, "divide each row"),
        (special.expit, "sigmoid of each score"),
        (with_one_maximum_for_all, "its own largest entry first"),
        (lambda Z: naive(np.clip(Z, -700, 700)), "something is lost"),
        (lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1), "keepdims=True keeps them"),
        (lambda Z: naive(Z - Z.min(axis=1, keepdims=True)), "its own largest entry first"),
    ],
    "02.6": [
        (lambda X, y, W: -X.T @ error(X, y, W) / len(y), "turned round"),
        (lambda X, y, W: X.T @ error(X, y, W), "number of samples"),
        (lambda X, y, W: X.T @ error(X, y, W) / error(X, y, W).size, "samples times classes"),
        (lambda X, y, W: error(X, y, W).T @ X / len(y), "turned over"),
        (
            lambda X, y, W: X.T @ (special.softmax(X @ W, axis=1) - y[:, None]) / len(y),
            "one-hot rows",
        ),
        (
            lambda X, y, W: X.T @ (special.softmax(X @ W, axis=1) - np.eye(max(y) + 1)[y]) / len(y),
            "not y.max() + 1",
        ),
        (
            lambda X, y, W: X.T @ (special.softmax(X @ W) - np.eye(W.shape[1])[y]) / len(y),
            "not right yet",
        ),
    ],
}
