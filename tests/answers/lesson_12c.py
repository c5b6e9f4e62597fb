import numpy as np


def soft(a, keep_prob):
    return keep_prob * a


def rate(keep_prob):
    return 1 - keep_prob


def backward(dy, kept, p):
    return np.where(kept == 1, dy / (1 - p), 0.0)


def answer(P):
    return np.argmax(P.sum(axis=0), axis=-1)


def majority(P):
    K = P.shape[2]
    return np.eye(K)[P.argmax(axis=2)].sum(axis=0).argmax(axis=1)


RIGHT = {"12.6": (soft, rate), "12.7": backward, "12.8": answer}

WRONG = {
    "12.6": [
        ((lambda a, k: a, rate), "unchanged is right if"),
        ((lambda a, k: a / k, rate), "belongs into training"),
        ((lambda a, k: a * (1 - k), rate), "spoke in training"),
        ((lambda a, k: a / (1 - k), rate), "was silent"),
        ((lambda a, k: 0 * a, rate), "nothing is dropped in use"),
        ((soft, lambda k: k), "not the one that is kept"),
        ((soft, lambda k: 1 / k), "the factor in training"),
        ((soft, lambda k: 0.5), "rate: the share that is dropped"),
        ((soft, 0.2), "a function is expected"),
        (soft, "a pair of functions"),
    ],
    "12.7": [
        (lambda dy, kept, p: dy, "get no gradient"),
        (lambda dy, kept, p: dy / (1 - p), "the mask is missing"),
        (lambda dy, kept, p: dy * kept, "into the derivative"),
        (lambda dy, kept, p: dy * kept / p, "not by p"),
        (lambda dy, kept, p: dy * kept * (1 - p), "not 1 − p"),
        (lambda dy, kept, p: dy * (kept == 0) / (1 - p), "those that were dropped get"),
        (lambda dy, kept, p: dy * (1 - kept), "not by 1 − kept"),
        (lambda dy, kept, p: dy * kept * (1 - p) ** 2, "it is not undone"),
        (lambda dy, kept, p: -dy, "what is the derivative"),
        (3, "a function is expected"),
    ],
    "12.8": [
        (majority, "has one vote"),
        (lambda P: P.argmax(axis=2).mean(axis=0).round(), "mean of class numbers"),
        (lambda P: P.max(axis=0).argmax(axis=1), "surest member"),
        (lambda P: P.prod(axis=0).argmax(axis=1), "mean of the logarithms"),
        (lambda P: P.mean(axis=0), "are largest: argmax"),
        (lambda P: P.mean(axis=0).max(axis=1), "its place"),
        (lambda P: P.mean(axis=1).argmax(axis=1), "not over the samples"),
        (lambda P: P.mean(axis=0).argmax(axis=0), "over the classes"),
        (lambda P: P[0].argmax(axis=1), "the first member alone"),
        (lambda P: P.argmax(axis=2), "every member's own"),
        (lambda P: P.mean(axis=0).argmin(axis=1), "the mean over axis 0"),
    ],
}
