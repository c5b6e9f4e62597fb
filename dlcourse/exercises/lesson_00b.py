"""Checks of lesson 00b, What is learning?"""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import compare, compare_value, exercise

_KINDS = ("supervised", "unsupervised", "reinforcement")


@exercise("00.4")
def _kinds(answer: Any) -> None:
    want = ["supervised", "reinforcement", "unsupervised", "supervised"]

    def differs_at(place: int) -> Any:
        return lambda a: len(a) == 4 and list(a)[place] != want[place]

    compare_value(
        answer,
        want,
        mistakes={
            "four words are wanted, one for each task": lambda a: len(a) != 4,
            f"use these three words as they are: {', '.join(_KINDS)}": (
                lambda a: any(word not in _KINDS for word in a)
            ),
            "(a) the marks of the doctor are the right answers, and they are given": differs_at(0),
            "(b) nobody shows the robot a right step; all it gets is points": differs_at(1),
            "(c) no receipt says what kind of customer it is from": differs_at(2),
            "(d) yesterday's weather comes with its answer: the temperature of the day after": (
                differs_at(3)
            ),
        },
        otherwise="that is not a list of four words",
    )


def _powers(count: int) -> np.ndarray:
    return np.arange(count)


@exercise("00.5")
def _discounted(answer: Any) -> None:
    compare(
        answer,
        lambda r, g: float(np.sum(g ** _powers(len(r)) * np.array(r))),
        [
            ([1.0, 2.0, 3.0], 0.5),
            ([0.0, 0.0, 0.0, 10.0], 0.9),
            ([4.0, -1.0], 0.0),
            ([2.0, 7.0, 1.0, 8.0, 2.0, 8.0], 0.99),
        ],
        mistakes={
            "the first reward is not discounted: its power is 0, not 1": (
                lambda r, g: float(np.sum(g ** (1 + _powers(len(r))) * np.array(r)))
            ),
            "the rewards are added up without a discount": lambda r, g: float(np.sum(r)),
            "each reward is discounted once; the discount grows with every step of waiting": (
                lambda r, g: float(g * np.sum(r))
            ),
            "the powers run the wrong way: the last reward is the one discounted most": (
                lambda r, g: float(np.sum(g ** _powers(len(r))[::-1] * np.array(r)))
            ),
            "these are the discounted rewards; G is their sum": (
                lambda r, g: g ** _powers(len(r)) * np.array(r)
            ),
            "that is the mean of the discounted rewards; G is their sum": (
                lambda r, g: float(np.mean(g ** _powers(len(r)) * np.array(r)))
            ),
            "the discount is a power, γ to the k, not a product, γ times k": (
                lambda r, g: float(np.sum(g * _powers(len(r)) * np.array(r)))
            ),
            "that is an interest rate, 1 / (1 + γ) to the k; the discount is γ to the k": (
                lambda r, g: float(np.sum(np.array(r) / (1 + g) ** _powers(len(r))))
            ),
            "the first reward is left out; r₁ has the power 0": (
                lambda r, g: float(np.sum((g ** _powers(len(r)) * np.array(r))[1:]))
            ),
            "the last reward is left out; there are as many powers as rewards": (
                lambda r, g: float(np.sum((g ** _powers(len(r)) * np.array(r))[:-1]))
            ),
            "all rewards after the first are discounted once; the third waits two steps: γ²": (
                lambda r, g: float(r[0] + g * np.sum(r[1:]))
            ),
            "that is the first reward alone; is the return inside the loop?": lambda r, g: r[0],
            "that is the last term alone; add each one to those before": (
                lambda r, g: float(g ** (len(r) - 1) * r[-1])
            ),
            "γ is the share that is left after a step, not the share that is lost": (
                lambda r, g: float(np.sum((1 - g) ** _powers(len(r)) * np.array(r)))
            ),
        },
        otherwise="that is not r₁ + γ r₂ + γ² r₃ + …",
    )


_RNG = np.random.default_rng(4)
_POINTS = _RNG.normal(size=(9, 2)).round(1)


@exercise("00.6")
def _move_middles(answer: Any) -> None:
    compare(
        answer,
        lambda points, group, k: np.array([points[group == j].mean(axis=0) for j in range(k)]),
        [
            (_POINTS, np.array([0, 2, 1, 1, 0, 2, 2, 0, 0]), 3),
            (_POINTS[:6], np.array([1, 1, 0, 1, 0, 1]), 2),
        ],
        mistakes={
            "that is the sum of the points of a group; a middle is their mean": (
                lambda points, group, k: np.array(
                    [points[group == j].sum(axis=0) for j in range(k)]
                )
            ),
            "without axis=0, both coordinates are averaged into one number": (
                lambda points, group, k: np.array([points[group == j].mean() for j in range(k)])
            ),
            "that is the median of each group; k-means takes the mean": (
                lambda points, group, k: np.array(
                    [np.median(points[group == j], axis=0) for j in range(k)]
                )
            ),
            "that is the middle of all points; each group has its own": (
                lambda points, group, k: np.tile(points.mean(axis=0), (k, 1))
            ),
            "one row for each middle is wanted; yours are the columns": (
                lambda points, group, k: (
                    np.array([points[group == j].mean(axis=0) for j in range(k)]).T
                )
            ),
            "the groups are counted from 0 to k − 1, not from 1 to k": (
                lambda points, group, k: np.array(
                    [points[group == j].mean(axis=0) for j in range(1, k + 1)]
                )
            ),
            "that divides by the number of all points; divide by those of the group": (
                lambda points, group, k: np.array(
                    [points[group == j].sum(axis=0) / len(points) for j in range(k)]
                )
            ),
        },
        otherwise="these are not the means of the points of each group",
    )
