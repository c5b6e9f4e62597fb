import numpy as np


def flat(arrays):
    return np.concatenate([np.ravel(a) for a in arrays])


def largest_of_all(given, numeric):
    return abs(flat(given) - flat(numeric)).max() / abs(flat(numeric)).max()


def weights_only(Theta):
    return np.column_stack([np.zeros(len(Theta)), Theta[:, 1:]])


def in_place(grads, thetas, strength):
    for g, Theta in zip(grads, thetas, strict=True):
        g[:, 1:] += strength * Theta[:, 1:]
    return grads


def last_column(Theta):
    return np.column_stack([Theta[:, :-1], np.zeros(len(Theta))])


def first_row(Theta):
    return np.vstack([0 * Theta[:1], Theta[1:]])


def adding(change):
    return lambda grads, thetas, strength: [
        g + change(Theta, strength) for g, Theta in zip(grads, thetas, strict=True)
    ]


RIGHT = {
    "06.4": largest_of_all,
    "06.5": adding(lambda Theta, c: c * weights_only(Theta)),
}

WRONG = {
    "06.4": [
        (lambda g, n: (flat(g) - flat(n)).max() / abs(flat(n)).max(), "may be negative"),
        (lambda g, n: abs(flat(g) - flat(n)).max() / flat(n).max(), "there, too"),
        (lambda g, n: abs((flat(g) - flat(n)) / flat(n)).max(), "at the end"),
        (lambda g, n: abs(flat(g) - flat(n)).max(), "that is the difference"),
        (
            lambda g, n: max(abs(a - b).max() / abs(b).max() for a, b in zip(g, n, strict=True)),
            "one scale for all",
        ),
        (lambda g, n: abs(g[0] - n[0]).max() / abs(n[0]).max(), "first one only"),
        (lambda g, n: (flat(g) - flat(n)).max() / flat(n).max(), "above the line and below"),
        (lambda g, n: abs(g[-1] - n[-1]).max() / abs(n[-1]).max(), "the last one only"),
        (
            lambda g, n: abs(flat(g) - flat(n)).max() / abs(flat([*g, *n])).max(),
            "given may be far too large",
        ),
        (lambda g, n: abs(flat(g) - flat(n)).mean() / abs(flat(n)).max(), "a mean hides"),
        (lambda g, n: abs(flat(g) - flat(n)).max() / abs(flat(g)).max(), "not of given"),
        (lambda g, n: abs(flat(g) - flat(n)).sum() / abs(flat(n)).max(), "a sum"),
        (lambda g, n: 0.0, "largest absolute difference of all"),
    ],
    "06.5": [
        (adding(lambda Theta, c: c * Theta), "leave them out"),
        (adding(lambda Theta, c: 2 * c * weights_only(Theta)), "twice that"),
        (adding(lambda Theta, c: c / 2 * weights_only(Theta)), "the half is gone"),
        (adding(lambda Theta, c: c * last_column(Theta)), "not in the last"),
        (adding(lambda Theta, c: c * first_row(Theta)), "a row is a unit"),
        (adding(lambda Theta, c: -c * weights_only(Theta)), "with a minus"),
        (adding(lambda Theta, c: 2 * c * Theta), "two things"),
        (
            lambda grads, thetas, c: [
                weights_only(g + c * Theta) for g, Theta in zip(grads, thetas, strict=True)
            ],
            "only the penalty leaves them out",
        ),
        (
            lambda grads, thetas, c: [c * weights_only(Theta) for Theta in thetas],
            "of the penalty alone",
        ),
        (adding(lambda Theta, c: c / 2 * weights_only(Theta) ** 2), "the penalty itself"),
        (in_place, "changed the arrays in grads"),
        (lambda grads, thetas, c: grads, "to each gradient add"),
    ],
}
