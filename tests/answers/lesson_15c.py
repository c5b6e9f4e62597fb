import numpy as np


def mae(y, p):
    return np.abs(y - p).mean()


def skill(y_train, y, p):
    return 1 - mae(y, p) / mae(y, np.median(y_train))


def fold(W, b, mu, sigma):
    return W / sigma[:, None], b - (mu / sigma) @ W


def simplest(off, sizes):
    means = off.mean(axis=1)
    best = means.argmin()
    limit = means[best] + off[best].std() / np.sqrt(off.shape[1])
    return min(np.flatnonzero(means <= limit), key=lambda k: sizes[k])


def with_limit(limit):
    def choose(off, sizes):
        good = off.mean(axis=1) <= limit(off)
        return int(np.argmin(np.where(good, sizes, np.inf)))

    return choose


def among_good(off, sizes):
    means = off.mean(axis=1)
    good = means <= means.min() + off[means.argmin()].std() / np.sqrt(off.shape[1])
    return int(np.argmin(np.array(sizes)[good]))


def first_good(off, sizes):
    means = off.mean(axis=1)
    limit = means.min() + off[means.argmin()].std() / np.sqrt(off.shape[1])
    return int(np.flatnonzero(means <= limit)[0])


def lowest(off):
    return off.mean(axis=1).min()


RIGHT = {"15.7": skill, "15.8": fold, "15.9": simplest}

WRONG = {
    "15.7": [
        (lambda t, y, p: 1 - mae(y, p) / mae(y, np.mean(t)), "the median, not the mean"),
        (lambda t, y, p: 1 - mae(y, p) / mae(y, np.median(y)), "may not know y"),
        (lambda t, y, p: 1 - mae(y, p) / mae(t, np.median(t)), "judged on y"),
        (lambda t, y, p: mae(y, p) / mae(y, np.median(t)), "take 1 minus"),
        (lambda t, y, p: 1 - mae(y, np.median(t)) / mae(y, p), "the wrong way around"),
        (lambda t, y, p: mae(y, np.median(t)) - mae(y, p), "the difference"),
        (
            lambda t, y, p: 1 - np.sum((y - p) ** 2) / np.sum((y - np.median(t)) ** 2),
            "not squared",
        ),
        (
            lambda t, y, p: 1 - np.sqrt(np.mean((y - p) ** 2) / np.mean((y - np.median(t)) ** 2)),
            "not the root",
        ),
        (
            lambda t, y, p: 1 - np.median(abs(y - p)) / np.median(abs(y - np.median(t))),
            "take the mean",
        ),
        (lambda t, y, p: mae(y, p) / mae(y, np.median(t)) - 1, "the sign"),
        (lambda t, y, p: 1 - np.sum(y - p) / np.sum(y - np.median(t)), "cancel"),
        (lambda t, y, p: 0.5, "taken from 1"),
        (lambda t, y, p: None, "returned nothing"),
        (0.8, "a function is expected"),
    ],
    "15.8": [
        (lambda W, b, mu, sigma: (W / sigma[:, None], b), "bias has to change"),
        (lambda W, b, mu, sigma: (W / sigma[:, None], b - mu @ W), "divided by σ as well"),
        (lambda W, b, mu, sigma: (W / sigma[:, None], b + (mu / sigma) @ W), "the sign"),
        (
            lambda W, b, mu, sigma: (W * sigma[:, None], b - (mu * sigma) @ W),
            "the scaler divides, and so",
        ),
        (lambda W, b, mu, sigma: (W / sigma, b - mu @ (W / sigma)), "divide the rows"),
        (lambda W, b, mu, sigma: (W / sigma, b - (mu / sigma) @ W), "b_raw is right"),
        (lambda W, b, mu, sigma: (W / sigma[:, None], b - mu / sigma), "meets the weights"),
        (lambda W, b, mu, sigma: (W / sigma[:, None], b - W @ (mu / sigma)), "not W_raw @ mu"),
        (lambda W, b, mu, sigma: (W / sigma[:, None], b - mu @ W / sigma), "before the sum"),
        (lambda W, b, mu, sigma: (W, b - mu @ W), "before W sees it"),
        (lambda W, b, mu, sigma: fold(W, b, mu, sigma)[::-1], "wrong order"),
        (lambda W, b, mu, sigma: W / sigma[:, None], "all 2 are needed"),
        (lambda W, b, mu, sigma: (W, b), "compare what stands with x"),
        (3, "a function is expected"),
    ],
    "15.9": [
        (lambda off, sizes: int(off.mean(axis=1).argmin()), "may be as good"),
        (lambda off, sizes: int(np.argmin(sizes)), "among the good ones"),
        (
            with_limit(lambda off: lowest(off) + off[off.mean(axis=1).argmin()].std()),
            "is that over √m",
        ),
        (
            with_limit(lambda off: lowest(off) + off.std(axis=1) / np.sqrt(off.shape[1])),
            "not each model's own",
        ),
        (with_limit(lambda off: lowest(off) + off.std() / np.sqrt(off.shape[1])), "together"),
        (
            with_limit(
                lambda off: lowest(off) + off[off.mean(axis=1).argmin()].std() / np.sqrt(len(off))
            ),
            "not that of the models",
        ),
        (
            with_limit(
                lambda off: lowest(off) + off[off.mean(axis=1).argmin()].std() / off.shape[1]
            ),
            "not over m",
        ),
        (with_limit(lambda off: 1.1 * lowest(off)), "not a share"),
        (first_good, "the first of the good ones"),
        (lambda off, sizes: int(np.array(sizes)[simplest(off, sizes)]), "not its size"),
        (among_good, "among all models"),
        (lambda off, sizes: [0], "one number"),
        (lambda off, sizes: -1, "the good ones are those"),
        (3, "a function is expected"),
    ],
}
