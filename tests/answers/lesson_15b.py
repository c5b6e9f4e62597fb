"""Answers to the exercises of lesson 15b, right ones and wrong ones with a part of their hint."""

import numpy as np


def terms(y):
    safe = np.where((y > 0) & (y < 1), y, 0.5)
    both = [-safe * np.log(safe), -(1 - safe) * np.log(1 - safe)]
    return np.where((y > 0) & (y < 1), both, 0)


def lowest(y):
    return terms(y).sum(axis=0).mean()


def naive_terms(y):
    with np.errstate(all="ignore"):
        return -y * np.log(y) - (1 - y) * np.log(1 - y)


def naive(y):
    return np.mean(naive_terms(y))


def clipped(y):
    return naive(np.clip(y, 1e-9, 1 - 1e-9))


YES, ROW = ("sigmoid", "binary_crossentropy"), ("softmax", "categorical_crossentropy")
NUMBER, SPARSE = (None, "mse"), ("softmax", "sparse_categorical_crossentropy")


def rule(y, *, sums=np.allclose, within=lambda y: np.all((y >= 0) & (y <= 1)), least=2, two=YES,
         whole=lambda y: np.issubdtype(y.dtype, np.integer), sparse=SPARSE, one=1):  # fmt: skip
    if y.ndim == 1 and whole(y):
        K = int(y.max()) + one
        return (1, *two) if 1 + one == K else (K, *sparse)
    y = y.reshape(len(y), -1)
    K = y.shape[1]
    if not within(y):
        return K, *NUMBER
    return (K, *ROW) if least <= K and sums(y.sum(axis=1), 1) else (K, *YES)


def with_(**other):
    return lambda y: rule(y, **other)


def softmax_first(y):
    rows = y.reshape(len(y), -1)
    if y.ndim == 2 and y.shape[1] > 1 and np.allclose(rows.sum(axis=1), 1):
        return y.shape[1], *ROW
    return rule(y)


def never_softmax(y):
    units, activation, loss = rule(y)
    return (units, *YES) if (activation, loss) == ROW else (units, activation, loss)


def in_capitals(y):
    units, activation, loss = rule(y)
    names = {"mse": "MeanSquaredError", "categorical_crossentropy": "CategoricalCrossentropy"}
    return [np.int64(units), activation or "linear", names.get(loss, loss)]


RIGHT = {"15.4": "c, f, e, b, d, a", "15.5": clipped, "15.6": in_capitals}

WRONG = {
    "15.4": [
        ("bfebda", "can say more than 1"),
        ("ffebda", "falls below zero"),
        ("cdebda", "Keras refuses"),
        ("caebda", "never negative"),
        ("cfgbda", "compete for a sum"),
        ("cfcbda", "one unit has one answer"),
        ("cfeada", "nothing above 1"),
        ("cfebfa", "without a word"),
        ("cfebea", "one axis"),
        ("cfebdc", "Whose slope"),
        ("cfebdg", "from any start"),
        ("cfebdd", "6: d does not do that; which loss"),
        ("ccebda", "2: c does not do that; which target"),
        ("cfebba", "5: b does not do that; compare the shapes"),
        ("cfecda", "4: c does not do that; look for what its outputs"),
        ("cfebd", "got 5"),
        ("cfebdz", "a to g"),
        (list("bfebda"), "can say more than 1"),
        (6, "a string of six letters"),
    ],
    "15.5": [
        (naive, "0 · log 0"),
        (lambda y: np.nanmean(naive_terms(y)), "left out"),
        (lambda y: terms(y)[0].mean(), "half of it"),
        (lambda y: terms(y).sum(), "that is the sum"),
        (lambda y: lowest(y) / np.log(2), "bits"),
        (lambda y: -lowest(y), "the sign"),
        (lambda y: 0.0, "down to zero"),
        (lambda y: np.log(2), "knows nothing"),
        (lambda y: naive(np.mean(y)), "one output for all"),
        (lambda y: terms(y).sum(axis=0), "one number"),
        (lambda y: np.mean(y), "with itself"),
        (0.611, "a function is expected"),
    ],
    "15.6": [
        (with_(sparse=ROW), "want the sparse form"),
        (with_(one=0), "one less than"),
        (lambda y: (1, *SPARSE), "a unit for each class: as many"),
        (lambda y: (len(y), *SPARSE), "as many units as samples"),
        (lambda y: (1, *NUMBER), "not amounts"),
        (lambda y: (2, *SPARSE) if set(y.ravel()) == {0, 1} else rule(y), "asks for one sigmoid"),
        (with_(two=("softmax", "binary_crossentropy")), "always 1"),
        (with_(whole=lambda y: np.all(y == y.round())), "look at y.dtype"),
        (with_(within=lambda y: np.all((y > 0) & (y < 1))), "0 and 1 included"),
        (with_(least=1), "K > 1 is needed"),
        (with_(sums=lambda s, one: np.all(s == 1.5)), "a choice"),
        (never_softmax, "a choice"),
        (with_(sums=lambda s, one: np.all(s == one)), "np.allclose"),
        (softmax_first, "only if all values"),
        (with_(within=lambda y: True), "is not the right activation"),
        (lambda y: rule(y)[1:], "three things"),
        (lambda y: ("sigmoid", *rule(y)[1:]), "first the number of units"),
        (lambda y: (rule(y)[0], abs, "mse"), "by their names"),
        (lambda y: (rule(y)[0], *rule(y)[:0:-1]), "the order is"),
        (lambda y: (rule(y)[0], "softmax", "mse"), "is not the right loss"),
        (7, "a function is expected"),
    ],
}
