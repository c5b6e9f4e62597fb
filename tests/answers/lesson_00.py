import numpy as np

from dlcourse.data import load_digits

x = load_digits().x


def cut(x, size):
    batches = []
    while len(x):
        batches.append(x[:size])
        x = x[size:]
    return batches


def cut_without_the_rest(x, size):
    whole = len(x) // size * size
    return [x[s : s + size] for s in range(0, whole, size)]


def cut_evenly(x, size):
    return np.array_split(x, int(np.ceil(len(x) / size)))


def cut_with_a_long_end(x, size):
    batches = cut(x, size)
    if len(batches) > 1 and len(batches[-1]) < size:
        batches[-2:] = [np.concatenate(batches[-2:])]
    return batches


def cut_with_a_full_end(x, size):
    return [b if len(b) == size else x[-size:] for b in cut(x, size)]


RIGHT = {
    "00.1": [10, 4 * 25, 48, 64, 3],
    "00.2": x.reshape(1797, 64).mean(axis=1),
    "00.3": cut,
}

WRONG = {
    "00.1": [
        ((10, 25, 48, 64, 3), "25 frames are one second"),
        ((10, 4, 25, 48, 64, 3), "not two axes"),
        ((100, 48, 64, 3), "axis of their own"),
        ((10, 100, 48, 64), "the colors have an axis"),
        ((10, 100, 64, 48, 3), "height comes before"),
        ((10, 3, 100, 48, 64), "another order"),
        ((10, 100, 3, 48, 64), "come last"),
        (10 * 100 * 48 * 64 * 3, "how many numbers"),
        (5, "the rank"),
        ((1, 2), "one axis for the films"),
    ],
    "00.2": [
        (x.mean(), "one number for all"),
        (x.mean(axis=0), "axis 0 counts the pictures"),
        (x.mean(axis=1), "axis 1 is gone"),
        (x.mean(axis=-1), "axis 2 is gone"),
        (x.sum(axis=(1, 2)), "the sum of the pixels"),
        (np.zeros(10), "each picture"),
        (x[:, 0, 0], "not the mean pixel"),
    ],
    "00.3": [
        (cut_without_the_rest, "is lost"),
        (cut_evenly, "of equal length"),
        (lambda x, size: np.array_split(x, size), "that many batches"),
        (lambda x, size: [x[i : i + size] for i in range(len(x))], "overlap"),
        (lambda x, size: x[0:size], "first batch alone"),
        (
            lambda x, size: [x[i : i + size] for i in range(0, len(x) - size, size)],
            "without − size",
        ),
        (lambda x, size: [x[i : i + size + 1] for i in range(0, len(x), size)], "one too long"),
        (cut_with_a_long_end, "a batch of its own"),
        (cut_with_a_full_end, "another one already"),
        (lambda x, size: list(x[::size]), "one sample"),
        (lambda x, size: tuple(x), "a list is expected"),
        (lambda x, size: [x], "not the slices"),
    ],
}
