"""Answers to the exercises of lesson 11a, right ones and wrong ones with a part of their hint."""

import numpy as np


def softsign(z):
    a = z / (1 + np.abs(z))
    return a, (1 - np.abs(a)) ** 2


def with_slope(slope):
    return lambda z: (z / (1 + np.abs(z)), slope(z))


def dip(beta):
    return -1.27846 / beta, -0.27846 / beta


def flat(Z):
    return 1 / np.cosh(Z) ** 2 < 0.05


RIGHT = {
    "11.1": softsign,
    "11.2": dip,
    "11.3": lambda Z: flat(Z).mean(axis=0),
}

WRONG = {
    "11.1": [
        (lambda z: softsign(z)[::-1], "wrong order"),
        (with_slope(lambda z: 1 / (1 + np.abs(z))), "too large"),
        (with_slope(lambda z: (1 + np.abs(z) - z) / (1 + np.abs(z)) ** 2), "not 1"),
        (with_slope(lambda z: (1 + z) ** -2.0), "(1 + |z|)"),
        (with_slope(lambda z: (1 + 2 * np.abs(z)) / (1 + np.abs(z)) ** 2), "subtracts"),
        (lambda z: (z / (1 + z), (1 + z) ** -2.0), "lacks the bars"),
        (with_slope(lambda z: 1 - softsign(z)[0] ** 2), "tanh"),
        (with_slope(lambda z: softsign(z)[0] * (1 - softsign(z)[0])), "sigmoid"),
        (lambda z: softsign(z)[0], "the value alone"),
        (lambda z: softsign(z)[1], "the slope alone"),
        (with_slope(lambda z: np.sign(z) / (1 + np.abs(z)) ** 2), "not negative"),
        (with_slope(np.ones_like), "(value(z + h)"),
    ],
    "11.2": [
        (lambda beta: dip(1), "does not depend"),
        (lambda beta: (-1.27846, -0.27846 * beta), "printed form"),
        (lambda beta: (-1.27846 / beta, -0.27846), "as well"),
        (lambda beta: (-1.27846 * beta, -0.27846 * beta), "not multiplied"),
        (lambda beta: (-1.27846, -0.27846 / beta), "the depth is right"),
        (lambda beta: (-1.27846 * beta, -0.27846 / beta), "the value is right"),
        (lambda beta: (-1.27846 / beta, -0.27846 * beta), "is divided by β"),
        (lambda beta: dip(beta)[::-1], "wrong order"),
        (lambda beta: tuple(-x for x in dip(beta)), "both are negative"),
        (lambda beta: (dip(beta)[0], dip(beta)[0] / (1 + np.exp(-dip(beta)[0]))), "not z σ(z)"),
        (lambda beta: dip(beta**2), "how low"),
        (lambda beta: -1.27846 / beta, "a tuple"),
    ],
    "11.3": [
        (lambda Z: flat(Z).mean(axis=1), "for each sample"),
        (lambda Z: flat(Z).mean(), "whole layer"),
        (lambda Z: flat(Z).sum(axis=0), "divide by"),
        (lambda Z: (~flat(Z)).mean(axis=0), "not saturated"),
        (flat, "each entry"),
        (lambda Z: flat(Z).all(axis=0), "every sample"),
        (lambda Z: flat(Z).any(axis=0), "some sample"),
        (lambda Z: flat(Z).sum(axis=0) / Z.shape[1], "not by that of the units"),
        (lambda Z: 100 * flat(Z).mean(axis=0), "percent"),
        (lambda Z: (1 / np.cosh(Z) ** 2).mean(axis=0) < 0.05, "each slope"),
        (lambda Z: (1 / np.cosh(Z) ** 2 < 0.5).mean(axis=0), "mean over the rows"),
        (lambda Z: (1 / np.cosh(Z) ** 2).mean(axis=0), "mean slope"),
        (lambda Z: (1 - Z * Z < 0.05).mean(axis=0), "not the outputs"),
        (lambda Z: (abs(np.tanh(Z)) > 0.95).mean(axis=0), "above 0.95"),
        (lambda Z: (flat(Z) & (Z > 0)).mean(axis=0), "right side"),
        (lambda Z: (np.cosh(Z / 2) ** -2.0 / 4 < 0.05).mean(axis=0), "sigmoid"),
        (lambda Z: (1 - np.tanh(Z) < 0.05).mean(axis=0), "forgets the left"),
        (lambda Z: (abs(Z) > 4).mean(axis=0), "mean over the rows"),
    ],
}
