import numpy as np


def read(history, first=1, name="binary_crossentropy", end=-1):
    seen, unseen = history[name], history["val_" + name]
    best = int(np.argmin(unseen))
    at = best if end is None else end
    return best + first, unseen[best], unseen[at] - seen[at]


def without(reported, kernels, l1, l2):
    for W in kernels:
        reported = reported - l1 * np.abs(W).sum() - l2 * np.square(W).sum()
    return reported


def left(W, words, threshold):
    largest = np.abs(W).max(axis=1)
    return [words[k] for k in np.argsort(-largest) if largest[k] >= threshold]


def by(rows, words, keep, order=None):
    order = np.argsort(-rows, kind="stable") if order is None else order
    return [words[k] for k in order if keep(rows[k])]


def again(rows, words_left, words):
    return sorted(words_left, key=lambda word: -rows[words.index(word)])


def last_one(history):
    epoch, _, gap = read(history)
    return epoch, history["val_binary_crossentropy"][-1], gap


def mixed_gap(history):
    epoch, lowest, _ = read(history)
    return epoch, lowest, history["val_binary_crossentropy"][-1] - history["loss"][-1]


def highest(history):
    seen, unseen = history["binary_crossentropy"], history["val_binary_crossentropy"]
    return int(np.argmax(unseen)) + 1, max(unseen), unseen[-1] - seen[-1]


def by_training(history):
    best = int(np.argmin(history["binary_crossentropy"]))
    return best + 1, history["val_binary_crossentropy"][best], read(history)[2]


RIGHT = {"14.4": read, "14.5": without, "14.6": left}

WRONG = {
    "14.4": [
        (lambda h: read(h, first=0), "counts from 1"),
        (lambda h: read(h, name="loss"), "have the penalty"),
        (lambda h: read(h, end=None), "not at the best epoch"),
        (lambda h: (*read(h)[:2], -read(h)[2]), "validation minus training"),
        (highest, "not the highest"),
        (by_training, "not in training"),
        (lambda h: (read(h)[0], read(h)[2], read(h)[2]), "there twice"),
        (last_one, "not the last one"),
        (lambda h: (read(h)[1], read(h)[0], read(h)[2]), "the order is"),
        (mixed_gap, "one of yours has a penalty"),
        (lambda h: (read(h, name="loss")[0], *read(h)[1:]), "that of val_loss"),
        (lambda h: (read(h)[0], min(h["val_loss"]), read(h)[2]), "yours has the penalty in it"),
        (lambda h: (*read(h)[:2], read(h, name="loss")[2]), "losses with the penalty"),
        (lambda h: (*read(h)[:2], read(h)[1] - min(h["binary_crossentropy"])), "two lowest"),
        (lambda h: read(h)[0], "three numbers"),
        (lambda h: (1, 0.0, 0.0), "find the lowest"),
        (0.3, "a function is expected"),
    ],
    "14.5": [
        (lambda J, Ws, l1, l2: J - without(J, Ws, l1, l2), "that is the penalty"),
        (lambda J, Ws, l1, l2: 2 * J - without(J, Ws, l1, l2), "subtract it"),
        (lambda J, Ws, l1, l2: without(J, Ws, l1, l2 / 2), "no half before"),
        (lambda J, Ws, l1, l2: without(J, Ws, l1 / 2, l2 / 2), "neither for L1"),
        (
            lambda J, Ws, l1, l2: J - sum(l1 * W.sum() + l2 * (W * W).sum() for W in Ws),
            "np.abs before the sum",
        ),
        (
            lambda J, Ws, l1, l2: J - sum(l1 * abs(W.sum()) + l2 * (W * W).sum() for W in Ws),
            "not |sum",
        ),
        (
            lambda J, Ws, l1, l2: J - sum(l1 * abs(W).sum() + l2 * W.sum() ** 2 for W in Ws),
            "not the square of the sum",
        ),
        (
            lambda J, Ws, l1, l2: J - sum(l1 * abs(W).sum() + l2 * np.linalg.norm(W) for W in Ws),
            "has no root",
        ),
        (lambda J, Ws, l1, l2: without(J, Ws, l2, l1), "exchanged"),
        (lambda J, Ws, l1, l2: without(J, Ws[:1], l1, l2), "only the first"),
        (lambda J, Ws, l1, l2: without(J, Ws[-1:], l1, l2), "only the last"),
        (
            lambda J, Ws, l1, l2: J - sum(l1 * abs(W).mean() + l2 * (W * W).mean() for W in Ws),
            "not their mean",
        ),
        (lambda J, Ws, l1, l2: without(J, Ws, 0, l2), "an L1 part"),
        (lambda J, Ws, l1, l2: without(J, Ws, l1, 0), "an L2 part"),
        (
            lambda J, Ws, l1, l2: (
                J - sum(l1 * np.linalg.norm(W, 1) + l2 * (W * W).sum() for W in Ws)
            ),
            "sum of a column",
        ),
        (lambda J, Ws, l1, l2: J - (l1 + l2), "a strength alone"),
        (lambda J, Ws, l1, l2: J, "reported less"),
        (0.3, "a function is expected"),
    ],
    "14.6": [
        (
            lambda W, ws, t: by(np.abs(W).max(1), ws, lambda r: r >= t, range(len(ws))),
            "come first",
        ),
        (lambda W, ws, t: left(W, ws, t)[::-1], "wrong way round"),
        (lambda W, ws, t: by(W.max(1), ws, lambda r: r >= t), "-0.9"),
        (lambda W, ws, t: by(np.abs(W).min(1), ws, lambda r: r >= t), "asks all"),
        (lambda W, ws, t: by(np.abs(W).sum(1), ws, lambda r: r >= t), "add them up"),
        (lambda W, ws, t: by(np.abs(W).mean(1), ws, lambda r: r >= t), "their mean"),
        (lambda W, ws, t: by(np.abs(W).max(1), ws, lambda r: r > t), ">=, not >"),
        (lambda W, ws, t: by(np.abs(W).max(1), ws, lambda r: r < t), "not left"),
        (lambda W, ws, t: sorted(left(W, ws, t)), "alphabet"),
        (lambda W, ws, t: left(W.T, ws, t), "not axis=0"),
        (lambda W, ws, t: again(W.max(1), left(W, ws, t), ws), "sort by |w|"),
        (lambda W, ws, t: again(np.abs(W).sum(1), left(W, ws, t), ws), "not by their sum"),
        (lambda W, ws, t: by(np.linalg.norm(W, axis=1), ws, lambda r: r >= t), "the norm"),
        (lambda W, ws, t: [0, 1], "the words themselves"),
        (lambda W, ws, t: len(left(W, ws, t)), "a list of words"),
        (lambda W, ws, t: ["the"], "the largest |w|"),
        (["the"], "a function is expected"),
    ],
}
