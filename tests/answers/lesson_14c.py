import numpy as np


def averages(C):
    rows = C.sum(axis=1)
    recall = [C[k, k] / rows[k] for k in range(len(C)) if rows[k]]
    return np.trace(C) / np.sum(C), np.mean(recall)


def with_empty(value):
    def function(C):
        rows = C.sum(axis=1)
        recall = [C[k, k] / rows[k] if rows[k] else value for k in range(len(C))]
        return np.trace(C) / np.sum(C), np.mean(recall)

    return function


def of_the_found(C):
    recall = [C[k, k] / C[k].sum() for k in range(len(C)) if C[k, k] > 0]
    return np.trace(C) / np.sum(C), np.mean(recall)


def top_k(p, y, k):
    better = np.sum(p > p[np.arange(len(y)), y][:, None], axis=1)
    return np.mean(better < k)


def sorted_wrongly(p, y, k):
    return np.mean([y[i] in np.argsort(p[i])[:k] for i in range(len(y))])


RIGHT = {"14.7": averages, "14.8": top_k}

WRONG = {
    "14.7": [
        (lambda C: averages(C)[::-1], "the accuracy comes first"),
        (lambda C: averages(C.T), "that is precision"),
        (with_empty(0), "no recall of 0"),
        (with_empty(1), "no recall of 1"),
        (with_empty(np.nan), "0 / 0"),
        (lambda C: [averages(C)[0]] * 2, "both are the accuracy"),
        (lambda C: [100 * one for one in averages(C)], "in percent?"),
        (lambda C: [averages(C)[1]] * 2, "the first is the share of all wires"),
        (lambda C: averages(C)[0], "two numbers"),
        (lambda C: (averages(C)[0], np.diag(C) / 2), "two numbers"),
        (lambda C: (np.trace(C), averages(C)[1]), "the first is a share"),
        (lambda C: (np.trace(C) / C.sum(), np.mean(np.diag(C) / C.sum())), "its own row"),
        (of_the_found, "never found"),
        (lambda C: (averages(C)[0], averages(C)[1] * np.sum(C.sum(axis=1) > 0)), "not their sum"),
        (lambda C: (0.5, 0.5), "the diagonal by the sum of all"),
        (None, "a function is expected"),
    ],
    "14.8": [
        (sorted_wrongly, "the k least probable"),
        (lambda p, y, k: np.mean(p.argmax(axis=1) == y), "k is not used"),
        (lambda p, y, k: top_k(p, y, k) - top_k(p, y, k - 1), "not the k-th alone"),
        (lambda p, y, k: top_k(p, y, k - 1), "one topic too few"),
        (lambda p, y, k: top_k(p, y, k + 1), "one topic too many"),
        (lambda p, y, k: len(y) * top_k(p, y, k), "not their number"),
        (lambda p, y, k: top_k(p, y, k) / k, "not k times"),
        (lambda p, y, k: 1 - top_k(p, y, k), "the share of wrong ones"),
        (lambda p, y, k: 100 * top_k(p, y, k), "in percent?"),
        (lambda p, y, k: p[:, k - 1], "a single number"),
        (lambda p, y, k: np.isin(y, np.argsort(-p)[:, :k]).mean(), "its own wire"),
        (lambda p, y, k: np.mean([y[i] in np.sort(-p[i])[:k] for i in range(len(y))]), "np.sort"),
        (lambda p, y, k: np.mean(np.any(np.argsort(-p, 0)[:, :k] == y[:, None], 1)), "axis=1"),
        (lambda p, y, k: np.mean(np.any(np.arange(k) == y[:, None], 1)), "the first k columns"),
        (lambda p, y, k: 0.123, "argsort"),
        (np.array([1, 2]), "a function is expected"),
    ],
}
