"""Checks of lesson 00c, Why deep learning?"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np

from dlcourse.exercises.frame import compare, exercise


@exercise("00.7")
def _count_numbers(answer: Any) -> None:
    compare(
        answer,
        lambda sizes: sum((i + 1) * o for i, o in pairwise(sizes)),
        [([64, 32, 10],), ([5, 1],), ([3, 4, 4, 2],), ([25088, 4096, 4096, 1000],)],
        mistakes={
            "these are the weights; every unit but the inputs has a constant as well": (
                lambda sizes: sum(i * o for i, o in pairwise(sizes))
            ),
            "the inputs have no constant": lambda sizes: (
                sum(i * o for i, o in pairwise(sizes)) + sum(sizes)
            ),
            "each unit of a layer has a constant of its own, not each layer": (
                lambda sizes: sum(i * o + 1 for i, o in pairwise(sizes))
            ),
            "the constants belong to the units that weights lead to, not to those they leave": (
                lambda sizes: sum(i * (o + 1) for i, o in pairwise(sizes))
            ),
            "the weights of two neighboring layers are added, not multiplied": math.prod,
            "that is the number of units": sum,
            "that is the first pair of layers alone": (lambda sizes: (sizes[0] + 1) * sizes[1]),
        },
        otherwise="for each pair of neighboring layers: inputs times outputs, plus the outputs",
        tolerance=1e-12,
    )


_RNG = np.random.default_rng(11)
_X = _RNG.normal(size=(9, 3)).round(2)
_Y = _RNG.permutation(np.arange(20, 29))
_CASES = [(_X, _Y, x) for x in _RNG.normal(size=(8, 3)).round(2)]


@exercise("00.8")
def _nearest_label(answer: Any) -> None:
    compare(
        answer,
        lambda X, y, x: y[((X - x) ** 2).sum(axis=1).argmin()],
        _CASES,
        mistakes={
            "that is the number of the row; return its label, y at that place": (
                lambda X, y, x: ((X - x) ** 2).sum(axis=1).argmin()
            ),
            "that is the label of the farthest one": (
                lambda X, y, x: y[((X - x) ** 2).sum(axis=1).argmax()]
            ),
            "square the differences before you add them, or those above and below cancel": (
                lambda X, y, x: y[(X - x).sum(axis=1).argmin()]
            ),
            "square the differences first: the size of a sum of differences is no distance": (
                lambda X, y, x: y[np.abs((X - x).sum(axis=1)).argmin()]
            ),
            "that adds up absolute differences; the distance adds up squares": (
                lambda X, y, x: y[np.abs(X - x).sum(axis=1).argmin()]
            ),
            "that is the distance; return the label of the row that has it": (
                lambda X, y, x: np.sqrt(((X - x) ** 2).sum(axis=1)).min()
            ),
            "that is the squared distance; return the label of the row that has it": (
                lambda X, y, x: ((X - x) ** 2).sum(axis=1).min()
            ),
            "the largest product X @ x is not the smallest distance": (
                lambda X, y, x: y[(X @ x).argmax()]
            ),
            "that is the row itself; return its label": (
                lambda X, y, x: X[((X - x) ** 2).sum(axis=1).argmin()]
            ),
        },
        otherwise="that is not the label of the nearest row",
    )
