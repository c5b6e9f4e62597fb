"""Checks of lesson 12b, Augmentation and smoothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray
Pair = tuple[Array, Array]


def _mix(x: Array, t: Array, share_x: Array, share_t: Array, x2: Array, t2: Array) -> Pair:
    sx, st = share_x[:, None, None], share_t[:, None]
    return sx * x + (1 - sx) * x2, st * t + (1 - st) * t2


@exercise("12.4")
def _mixup(answer: Any) -> None:
    rng = np.random.default_rng(0)
    cases = []
    for m, partner in ((4, [2, 0, 3, 1]), (8, [3, 4, 0, 6, 1, 7, 2, 5])):
        t = np.eye(5)[rng.integers(0, 5, m)]
        cases.append((rng.random((m, 8, 8)), t, rng.beta(1, 1, m), np.array(partner)))

    def checked(x: Array, t: Array, share: Array, partner: Array) -> Pair:
        before = x.copy(), t.copy()
        try:
            got = answer(x, t, share, partner)
        except ValueError as error:
            if "broadcast" not in str(error):
                raise
            raise Hint(
                "the shapes do not fit: share[:, None, None] has the shape (m, 1, 1) for the "
                "pictures, share[:, None] is for the labels"
            ) from None
        got = call(lambda: got)
        if not isinstance(got, (tuple, list)) or len(got) != 2:
            raise Hint("two arrays are expected: return pictures, labels")
        for part, like, name in zip(got, (x, t), ("pictures", "labels"), strict=True):
            if np.shape(part) != like.shape:
                raise Hint(f"the {name} should keep their shape {like.shape}, not {np.shape(part)}")
        if not (np.array_equal(x, before[0]) and np.array_equal(t, before[1])):
            raise Hint("x and t were changed in place; make new arrays")
        return tuple(got)

    if not callable(answer):
        call(answer)
    first = np.zeros(8)
    compare(
        checked,
        lambda x, t, s, j: _mix(x, t, s, s, x[j], t[j]),
        cases,
        mistakes={
            "the share belongs to the picture itself, the rest, 1 − λ, to its partner": (
                lambda x, t, s, j: _mix(x, t, 1 - s, 1 - s, x[j], t[j])
            ),
            "the labels are not mixed: they need the same λ": (
                lambda x, t, s, j: (_mix(x, t, s, s, x[j], t[j])[0], t)
            ),
            "the pictures are not mixed": (lambda x, t, s, j: (x, _mix(x, t, s, s, x[j], t[j])[1])),
            "the labels have λ and 1 − λ exchanged": (
                lambda x, t, s, j: _mix(x, t, s, 1 - s, x[j], t[j])
            ),
            "each row has a λ of its own; only the first was used": (
                lambda x, t, s, j: _mix(
                    x, t, first[: len(s)] + s[0], first[: len(s)] + s[0], x[j], t[j]
                )
            ),
            "the partner of row i is x[partner[i]]; here the rows were only turned round": (
                lambda x, t, s, j: _mix(x, t, s, s, x[::-1], t[::-1])
            ),
            "the partner is weighted by λ as well; its part is 1 − λ": (
                lambda x, t, s, j: (s[:, None, None] * (x + x[j]), s[:, None] * (t + t[j]))
            ),
            "the weights should add up to 1: λ and 1 − λ": (
                lambda x, t, s, j: (
                    x + (1 - s)[:, None, None] * x[j],
                    t + (1 - s)[:, None] * t[j],
                )
            ),
        },
        otherwise="share x + (1 − share) x[partner], and the same for t",
    )


@exercise("12.5")
def _smooth_targets(answer: Any) -> None:
    cases = [
        (np.array([1, 0, 3]), 4, 0.1),
        (np.array([2, 2, 0, 1, 9]), 10, 0.3),
        (np.array([0, 1]), 2, 0.2),
        (np.array([1, 1]), 5, 0.0),
    ]
    compare(
        answer,
        lambda labels, K, alpha: (1 - alpha) * np.eye(K)[labels] + alpha / K,
        cases,
        mistakes={
            "that is the plain one-hot target; where is alpha?": (
                lambda labels, K, alpha: np.eye(K)[labels]
            ),
            "the rows add up to more than 1: the one is to become 1 − α first": (
                lambda labels, K, alpha: np.eye(K)[labels] + alpha / K
            ),
            "α is shared by all K classes, the right one included: α/K, not α/(K − 1)": (
                lambda labels, K, alpha: np.where(
                    np.eye(K)[labels] == 1, 1 - alpha, alpha / (K - 1)
                )
            ),
            "each class gets α/K, not α/(K − 1)": (
                lambda labels, K, alpha: (1 - alpha) * np.eye(K)[labels] + alpha / (K - 1)
            ),
            "the right class gets its part of α as well: 1 − α + α/K": (
                lambda labels, K, alpha: np.where(np.eye(K)[labels] == 1, 1 - alpha, alpha / K)
            ),
            "α is to be divided by the number of classes": (
                lambda labels, K, alpha: (1 - alpha) * np.eye(K)[labels] + alpha
            ),
            "the α/K for all classes is missing": (
                lambda labels, K, alpha: (1 - alpha) * np.eye(K)[labels]
            ),
            "α and 1 − α are exchanged": (
                lambda labels, K, alpha: alpha * np.eye(K)[labels] + (1 - alpha) / K
            ),
            "divide by K, the number of classes, not by the number of samples": (
                lambda labels, K, alpha: (1 - alpha) * np.eye(K)[labels] + alpha / len(labels)
            ),
            "the samples should be the rows: (m, K)": (
                lambda labels, K, alpha: ((1 - alpha) * np.eye(K)[labels] + alpha / K).T
            ),
            "the labels count from 0: column 0 belongs to class 0": (
                lambda labels, K, alpha: (1 - alpha) * np.eye(K)[labels - 1] + alpha / K
            ),
        },
        otherwise="np.eye(K)[labels] are the one-hot rows; then (1 − α) y + α/K",
    )
