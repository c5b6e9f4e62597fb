"""Answers to the exercises of lesson 09c, right ones and wrong ones with a part of their hint."""

import numpy as np


def rmsprop(
    *,
    keep=lambda r, g, rho: rho * r + (1 - rho) * g**2,
    root=lambda r, e: np.sqrt(r + e),
    velocity=lambda v, step, beta: beta * v - step,
    move=lambda w, v: w + v,
    give=lambda w, r, v: (w, r, v),
    late=False,
):
    """RMSProp with a velocity; every part can be replaced by a wrong one."""

    def step(w, g, r, v, alpha, rho, beta, epsilon):
        new = keep(r, g, rho)
        v = velocity(v, alpha * g / root(r if late else new, epsilon), beta)
        return give(move(w, v), new, v)

    return step


def plain_velocity(w, g, r, v, alpha, rho, beta, epsilon):
    r = rho * r + (1 - rho) * g**2
    v = beta * v - g
    return w + alpha * v / np.sqrt(r + epsilon), r, v


def old_velocity(w, g, r, v, alpha, rho, beta, epsilon):
    r = rho * r + (1 - rho) * g**2
    return w + v, r, beta * v - alpha * g / np.sqrt(r + epsilon)


def in_place(w, g, r, v, alpha, rho, beta, epsilon):
    r *= rho
    r += (1 - rho) * g * g
    v *= beta
    v -= alpha * g * (r + epsilon) ** -0.5
    w += v
    return [w, r, v]


def winner(results):
    best = {name: min(x for x in losses if x == x) for name, losses in results.items()}
    return sorted(best, key=best.get)[0]


def by(measure, choose=min):
    return lambda results: choose(results, key=lambda name: measure(results[name]))


def finite(losses):
    return losses[np.isfinite(losses)]


RIGHT = {
    "09.6": in_place,
    "09.7": winner,
}

WRONG = {
    "09.6": [
        (rmsprop(late=True), "update r first"),
        (old_velocity, "by the old v"),
        (rmsprop(velocity=lambda v, step, beta: beta * v + step), "it climbs"),
        (rmsprop(move=lambda w, v: w - v), "one minus too many"),
        (
            rmsprop(velocity=lambda v, step, beta: beta * v + step, move=lambda w, v: w - v),
            "convention of Keras",
        ),
        (rmsprop(root=lambda r, e: np.sqrt(r) + e), "inside the root"),
        (rmsprop(keep=lambda r, g, rho: (1 - rho) * r + rho * g**2), "share that is kept"),
        (rmsprop(keep=lambda r, g, rho: rho * r + (1 - rho) * abs(g)), "average of squares"),
        (rmsprop(keep=lambda r, g, rho: r + g**2), "Adagrad's sum"),
        (rmsprop(root=lambda r, e: r + e), "root is missing"),
        (rmsprop(velocity=lambda v, step, beta: beta * v - (1 - beta) * step), "no (1 - β)"),
        (rmsprop(velocity=lambda v, step, beta: -step), "not remembered"),
        (plain_velocity, "takes up the divided gradient"),
        (rmsprop(give=lambda w, r, v: (w, v, r)), "the order should be w, r, v"),
        (rmsprop(give=lambda w, r, v: w), "one array is returned"),
        (rmsprop(give=lambda w, r, v: (w, r)), "3 arrays are expected"),
        (rmsprop(give=lambda w, r, v: (w, r, 2 * v)), "in the order of the text"),
        (rmsprop(give=lambda w, r, v: None), "returned nothing"),
        (3.0, "a function is expected"),
    ],
    "09.7": [
        (by(np.min), "np.nanmin"),
        (by(lambda a: np.nanmin(a) if np.isfinite(a).all() else np.inf), "is not out"),
        (by(lambda a: finite(a).mean()), "on average"),
        (by(lambda a: finite(a).max()), "the worst runs"),
        (by(lambda a: finite(a).max(), max), "the highest loss"),
        (by(np.nanmin, max), "best run is the worst"),
        (by(min), "min of Python"),
        (by(lambda a: a[0]), "at the first rate"),
        (by(lambda a: a[-1]), "at the last rate"),
        (lambda results: min(np.nanmin(a) for a in results.values()), "that is a loss"),
        (lambda results: 0, "a name is expected"),
        (lambda results: sorted(results)[-1], "not the winner"),
    ],
}
