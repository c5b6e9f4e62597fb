"""Checks of lesson 11a, Activations."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import compare, exercise

_Z = np.array([-5.0, -1.0, -0.2, 0.0, 0.7, 3.0])


def _value(z: np.ndarray) -> np.ndarray:
    return z / (1 + np.abs(z))


@exercise("11.1")
def _softsign(answer: Any) -> None:
    compare(
        answer,
        lambda z: (_value(z), 1 / (1 + np.abs(z)) ** 2),
        [(_Z,), (_Z.reshape(2, 3),)],
        mistakes={
            "the right two in the wrong order: first the value, then the slope": lambda z: (
                1 / (1 + np.abs(z)) ** 2,
                _value(z),
            ),
            "the value is right; the slope is too large: the quotient rule squares what is below": (
                lambda z: (_value(z), 1 / (1 + np.abs(z)))
            ),
            "right for z >= 0; on the left the slope of |z| is −1, not 1": lambda z: (
                _value(z),
                (1 + np.abs(z) - z) / (1 + np.abs(z)) ** 2,
            ),
            "right for z >= 0; below stands (1 + z), meant is (1 + |z|)": lambda z: (
                _value(z),
                1 / (1 + z) ** 2,
            ),
            "that is 1 − a², the slope of tanh (or a slipped sign: the quotient rule subtracts)": (
                lambda z: (_value(z), 1 - _value(z) ** 2)
            ),
            "the value lacks the bars: z/(1 + |z|)": lambda z: (
                z / (1 + z),
                1 / (1 + z) ** 2,
            ),
            "right for z > 0; on the left softsign rises as well, so its slope is not negative": (
                lambda z: (_value(z), np.sign(z) / (1 + np.abs(z)) ** 2)
            ),
            "a(1 − a) is the slope of the sigmoid, not of softsign": lambda z: (
                _value(z),
                _value(z) * (1 - _value(z)),
            ),
            "return the pair value, slope; that is the value alone": _value,
            "return the pair value, slope; that is the slope alone": (
                lambda z: 1 / (1 + np.abs(z)) ** 2
            ),
        },
        otherwise="compare your slope with (value(z + h) − value(z − h)) / 2h for a small h",
    )


_PLACE, _LOW = -1.27846, -0.27846


@exercise("11.2")
def _dip(answer: Any) -> None:
    compare(
        answer,
        lambda beta: (_PLACE / beta, _LOW / beta),
        [(2.0,), (0.5,), (7.0,), (1.0,)],
        mistakes={
            "that does not depend on β, but the dip moves": lambda beta: (_PLACE, _LOW),
            "that is the dip of βz σ(z), the printed form: there only the depth changes": (
                lambda beta: (_PLACE, _LOW * beta)
            ),
            "the place is right; but z = u/β stands before the sigmoid as well": (
                lambda beta: (_PLACE / beta, _LOW)
            ),
            "u = βz, so z is u divided by β, not multiplied": lambda beta: (
                _PLACE * beta,
                _LOW * beta,
            ),
            "the depth is right; the place is z = u/β": lambda beta: (_PLACE, _LOW / beta),
            "the value is right; the place is divided by β, not multiplied": lambda beta: (
                _PLACE * beta,
                _LOW / beta,
            ),
            "the place is right; the value u σ(u) is divided by β, not multiplied": (
                lambda beta: (_PLACE / beta, _LOW * beta)
            ),
            "the right two in the wrong order: first the place, then the value": lambda beta: (
                _LOW / beta,
                _PLACE / beta,
            ),
            "the place is right; the value is z σ(βz), not z σ(z)": lambda beta: (
                _PLACE / beta,
                _PLACE / beta / (1 + np.exp(-_PLACE / beta)),
            ),
            "both are negative: the dip lies left of 0 and below 0": lambda beta: (
                -_PLACE / beta,
                -_LOW / beta,
            ),
        },
        otherwise="with u = βz the function is u σ(u) / β; where is that lowest, and how low?",
        tolerance=1e-4,
    )


# Entries that tell the mistakes apart: at 2 tanh is above 0.95, but its slope is not yet below
# 0.05; at 4 that of the sigmoid is, too; at 0.93 it is below a half, and 1 − Z² not below 0.05.
_SUMS = np.array(
    [
        [-0.3, 2.0, 4.0, -6.0, 0.0],
        [-3.0, 0.02, 3.0, -4.5, -2.5],
        [1.0, 2.5, 9.0, 2.0, 0.4],
        [0.1, -2.0, -3.0, 7.0, -0.93],
        [-2.0, 0.98, 5.0, -8.0, 1.1],
    ]
)


def _slope(Z: np.ndarray) -> np.ndarray:
    return 1 - np.tanh(Z) ** 2


@exercise("11.3")
def _stuck(answer: Any) -> None:
    compare(
        answer,
        lambda Z: (_slope(Z) < 0.05).mean(axis=0),
        [(_SUMS,), (_SUMS[:3] * 0.8,)],
        mistakes={
            "that is one number for each sample; asked is one for each unit: axis=0": (
                lambda Z: (_slope(Z) < 0.05).mean(axis=1)
            ),
            "that is one number for the whole layer; asked is one for each unit: axis=0": (
                lambda Z: (_slope(Z) < 0.05).mean()
            ),
            "that counts the samples; divide by their number": (
                lambda Z: (_slope(Z) < 0.05).sum(axis=0)
            ),
            "that is the share of the samples for which a unit is not saturated": (
                lambda Z: (_slope(Z) >= 0.05).mean(axis=0)
            ),
            "divide by the number of samples (rows), not by that of the units": (
                lambda Z: (_slope(Z) < 0.05).sum(axis=0) / Z.shape[1]
            ),
            "that is in percent; a share lies between 0 and 1": (
                lambda Z: 100 * (_slope(Z) < 0.05).mean(axis=0)
            ),
            "that only tells whether a unit is saturated for some sample; asked is the share": (
                lambda Z: (_slope(Z) < 0.05).any(axis=0)
            ),
            "compare each slope with 0.05 first; then take the mean over the samples": (
                lambda Z: _slope(Z).mean(axis=0) < 0.05
            ),
            "that tells each entry alone; take the mean over the samples": (
                lambda Z: _slope(Z) < 0.05
            ),
            "that only tells whether a unit is saturated for every sample; asked is the share": (
                lambda Z: (_slope(Z) < 0.05).all(axis=0)
            ),
            "that is the mean slope; asked is how often the slope is below 0.05": (
                lambda Z: _slope(Z).mean(axis=0)
            ),
            "Z holds the weighted sums, not the outputs: the slope is 1 − tanh(Z)²": (
                lambda Z: (1 - Z**2 < 0.05).mean(axis=0)
            ),
            "that asks whether tanh is above 0.95; its slope is 1 − tanh²": (
                lambda Z: (np.abs(np.tanh(Z)) > 0.95).mean(axis=0)
            ),
            "that only sees the right side; tanh saturates on the left, too": (
                lambda Z: ((_slope(Z) < 0.05) & (Z > 0)).mean(axis=0)
            ),
            "that is the slope of the sigmoid; these are tanh units": (
                lambda Z: (np.exp(-np.abs(Z)) / (1 + np.exp(-np.abs(Z))) ** 2 < 0.05).mean(axis=0)
            ),
            "that asks whether tanh is above 0.95, and forgets the left; its slope is 1 − tanh²": (
                lambda Z: (1 - np.tanh(Z) < 0.05).mean(axis=0)
            ),
        },
        otherwise="compare the slope 1 − tanh(Z)² with 0.05, then take the mean over the rows",
    )
