"""Answers to the exercises of lesson 11b, right ones and wrong ones with a part of their hint."""

import numpy as np

ALL = {"A": "vanishing", "B": "healthy", "C": "dead", "D": "exploding"}


def dead_share(X, W, b):
    return np.mean((X @ W + b).max(axis=0) <= 0)


RIGHT = {"11.4": ALL, "11.5": dead_share}

WRONG = {
    "11.4": [
        ({**ALL, "A": "dead"}, "nowhere 0"),
        ({**ALL, "B": "vanishing"}, "some thousandths"),
        ({**ALL, "C": "vanishing"}, "not the same as a small one"),
        ({**ALL, "D": "healthy"}, "many times its own length"),
        ({**ALL, "D": "sick"}, "should be one of"),
        ({**ALL, "D": 4}, "should be one of"),
        ({"A": "dead"}, "the keys A, B, C and D"),
        (list(ALL.values()), "the keys A, B, C and D"),
    ],
    "11.5": [
        (lambda X, W, b: np.sum((X @ W + b).max(axis=0) <= 0), "that is how many"),
        (lambda X, W, b: np.mean((X @ W + b).max(axis=0) > 0), "share of the living"),
        (lambda X, W, b: np.mean((X @ W + b).min(axis=0) <= 0), "dead is off for all"),
        (lambda X, W, b: np.mean(np.maximum(X @ W + b, 0) == 0), "all outputs"),
        (lambda X, W, b: np.mean((X @ W + b).max(axis=1) <= 0), "axis=0"),
        (lambda X, W, b: np.mean((X @ W).max(axis=0) <= 0), "the bias is missing"),
        (lambda X, W, b: np.mean((X @ W + b).max(axis=0) < 0), "the slope is 0 as well"),
        (lambda X, W, b: np.mean((X @ W + b).mean(axis=0) <= 0), "the mean of z"),
        (lambda X, W, b: np.mean((X @ W + b).max(axis=0) == 0), "the output of its ReLU"),
        (lambda X, W, b: np.sum((X @ W + b).max(axis=0) <= 0) / len(X), "not of samples"),
        (lambda X, W, b: (X @ W + b).max(axis=0) <= 0, "a single number"),
        (lambda X, W, b: None, "returned nothing"),
        (lambda X, W, b: 0.5, "a column"),
    ],
}
