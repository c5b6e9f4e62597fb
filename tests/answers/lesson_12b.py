import numpy as np


def mixed(a, b, share):
    share = share.reshape(-1, *[1] * (a.ndim - 1))
    return share * a + (1 - share) * b


def mixup(x, t, share, partner):
    return mixed(x, x[partner], share), mixed(t, t[partner], share)


def in_place(x, t, share, partner):
    x[:], t[:] = mixup(x, t, share, partner)
    return x, t


def smooth(labels, K, alpha):
    targets = np.full((len(labels), K), alpha / K)
    targets[np.arange(len(labels)), labels] += 1 - alpha
    return targets


def one_hot(labels, K):
    return np.eye(K)[labels]


RIGHT = {"12.4": mixup, "12.5": smooth}

WRONG = {
    "12.4": [
        (lambda x, t, s, j: mixup(x, t, 1 - s, j), "belongs to the picture itself"),
        (lambda x, t, s, j: (mixup(x, t, s, j)[0], t), "labels are not mixed"),
        (lambda x, t, s, j: (x, mixup(x, t, s, j)[1]), "pictures are not mixed"),
        (
            lambda x, t, s, j: (mixed(x, x[j], s), mixed(t, t[j], 1 - s)),
            "exchanged",
        ),
        (lambda x, t, s, j: mixup(x, t, np.full_like(s, s[0]), j), "λ of its own"),
        (lambda x, t, s, j: (s * x + (1 - s) * x[j], mixed(t, t[j], s)), "the shapes do not fit"),
        (lambda x, t, s, j: (mixed(x, x[j], s), mixed(t, t, s)), "labels are not mixed"),
        (lambda x, t, s, j: mixup(x, t, s, np.arange(len(x))[::-1]), "only turned round"),
        (
            lambda x, t, s, j: (x + mixed(0 * x, x[j], s), t + mixed(0 * t, t[j], s)),
            "add up to 1",
        ),
        (
            lambda x, t, s, j: (mixed(x, x[j], s), mixed(t[:, None], t[j][:, None], s)),
            "labels should keep their shape",
        ),
        (
            lambda x, t, s, j: (mixed(x + x[j], 0 * x, s), mixed(t + t[j], 0 * t, s)),
            "weighted by λ as well",
        ),
        (lambda x, t, s, j: mixup(x, t, s, j)[0], "two arrays"),
        (in_place, "in place"),
        (lambda x, t, s, j: (0 * x, 0 * t), "and the same for t"),
        (3, "a function is expected"),
    ],
    "12.5": [
        (lambda labels, K, a: one_hot(labels, K), "where is alpha"),
        (lambda labels, K, a: one_hot(labels, K) + a / K, "more than 1"),
        (
            lambda labels, K, a: np.where(one_hot(labels, K), 1 - a, a / (K - 1)),
            "not α/(K − 1)",
        ),
        (lambda labels, K, a: (1 - a) * one_hot(labels, K) + a / (K - 1), "each class gets α/K"),
        (lambda labels, K, a: np.where(one_hot(labels, K), 1 - a, a / K), "1 − α + α/K"),
        (lambda labels, K, a: smooth(labels, K, a) + a - a / K, "divided by the number"),
        (lambda labels, K, a: smooth(labels, K, a) - a / K, "for all classes is missing"),
        (lambda labels, K, a: smooth(labels, K, 1 - a), "are exchanged"),
        (
            lambda labels, K, a: (1 - a) * one_hot(labels, K) + a / len(labels),
            "not by the number of samples",
        ),
        (lambda labels, K, a: smooth(labels, K, a).T, "should be the rows"),
        (lambda labels, K, a: smooth(labels - 1, K, a), "count from 0"),
        (lambda labels, K, a: smooth(labels, K, a / 2), "np.eye(K)[labels]"),
    ],
}
