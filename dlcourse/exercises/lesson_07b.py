"""Checks of lesson 07b, Choosing a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray

_DIAGNOSES = {"A": "bias", "B": "variance", "C": "both", "D": "neither"}
_WHY = {
    "A": "on the digits that it was trained on, it is wrong in 31 % already, and new ones make "
    "hardly a difference",
    "B": "it knows the training digits, but of the new ones it gets 12 % wrong",
    "C": "25 % on the training digits is far from a person's 1 %, and the gap to 40 % is wide, too",
    "D": "both errors are close to a person's 1 %, and to each other",
}


@exercise("07.4")
def _four_patients(answer: Any) -> None:
    if not isinstance(answer, dict) or set(answer) != set(_DIAGNOSES):
        raise Hint("the answer is a dictionary with the keys A, B, C and D")
    if ... in answer.values():
        call(lambda: ...)
    for name, want in _DIAGNOSES.items():
        said = answer[name]
        if not isinstance(said, str) or said not in _DIAGNOSES.values():
            raise Hint(f'{name} should be "bias", "variance", "both" or "neither"; got {said!r}')
        if said != want:
            raise Hint(f"look at {name} again: {_WHY[name]}")


@exercise("07.5")
def _best_rate(answer: Any) -> None:
    rates = np.array([0.001, 0.01, 0.03, 0.1, 0.3, 1.0, 10.0])
    nan, inf = np.nan, np.inf
    compare(
        answer,
        lambda rates, costs: float(rates[np.nanargmin(costs)]),
        [
            (rates, np.array([2.2, 1.4, 0.7, 0.3, 0.5, nan, nan])),
            (rates, np.array([2.2, 1.1, nan, 0.9, nan, 1.3, inf])),
            (rates[::-1].copy(), np.array([nan, 1.8, 0.2, 0.4, 0.6, 0.9, 2.0])),
        ],
        mistakes={
            "a NaN was taken for the smallest of all: np.nanargmin passes over them": (
                lambda rates, costs: rates[np.argmin(costs)]
            ),
            "that is the place in the array; the rate itself is wanted: rates[place]": (
                lambda rates, costs: np.nanargmin(costs)
            ),
            "that is the place of a NaN; np.nanargmin ignores them, and the rate is wanted": (
                lambda rates, costs: np.argmin(costs)
            ),
            "that is the lowest cost; the rate that reached it is wanted": (
                lambda rates, costs: np.nanmin(costs)
            ),
            "NaN is what the cost is; np.min hands it on. The rate is wanted, too": (
                lambda rates, costs: np.min(costs)
            ),
            "the highest cost is the worst": lambda rates, costs: rates[np.nanargmax(costs)],
            "the places shift when the NaNs are removed; remove the same ones from rates": (
                lambda rates, costs: rates[np.argmin(costs[~np.isnan(costs)])]
            ),
            "that is the largest rate that was not stopped; the lowest cost counts": (
                lambda rates, costs: rates[np.isfinite(costs)].max()
            ),
        },
        otherwise="find the place of the lowest cost that is a number, and take the rate there",
    )


def _largest(count: Callable[[int], int], budget: int) -> int:
    h = 0
    while count(h + 1) <= budget:
        h += 1
    return h


def _by_count(count: Callable[[int, int, int, int], int], more: int = 0) -> Callable[..., int]:
    """The largest h by a way of counting, which may be wrong."""

    def widest(n_in: int, n_out: int, depth: int, budget: int) -> int:
        return _largest(lambda h: count(n_in, n_out, depth, h), budget) + more

    return widest


def _numbers(n_in: int, n_out: int, depth: int, h: int) -> int:
    return (n_in + 1) * h + (depth - 1) * (h + 1) * h + (h + 1) * n_out


@exercise("07.6")
def _widest(answer: Any) -> None:
    # Chosen so that each way to miscount below gives other answers than the rest. The first budget
    # is one too small for 12 units, the second just enough for 6.
    cases = [(20, 10, 2, 537), (8, 5, 3, 173), (3, 10, 1, 861), (8, 10, 5, 2822)]
    compare(
        answer,
        _by_count(_numbers),
        cases,
        mistakes={
            "the biases are missing: each unit has one weight more than inputs": (
                _by_count(lambda i, o, d, h: i * h + (d - 1) * h * h + h * o)
            ),
            "only the hidden units have their biases; the outputs have some, too": (
                _by_count(lambda i, o, d, h: (i + 1) * h + (d - 1) * (h + 1) * h + h * o)
            ),
            "between `depth` hidden layers there are depth − 1 matrices": (
                _by_count(lambda i, o, d, h: (i + 1) * h + d * (h + 1) * h + (h + 1) * o)
            ),
            "that is right for one hidden layer; each further one costs (h + 1) h": (
                _by_count(lambda i, o, d, h: (i + 1) * h + (h + 1) * o)
            ),
            "that h costs more than the budget; it is the last one before": (
                _by_count(_numbers, more=1)
            ),
            "one more unit in each layer would still fit": _by_count(_numbers, more=-1),
            "the outputs are missing: the last layer has (h + 1) n_out numbers": (
                _by_count(lambda i, o, d, h: (i + 1) * h + (d - 1) * (h + 1) * h)
            ),
            "at most: a budget that is just enough is enough (<=)": (
                _by_count(lambda i, o, d, h: _numbers(i, o, d, h) + 1)
            ),
            "the hidden layers after the first have biases, too: (h + 1) h": (
                _by_count(lambda i, o, d, h: _numbers(i, o, d, h) - (d - 1) * h)
            ),
            "the units of the first hidden layer have biases, too: (n_in + 1) h": (
                _by_count(lambda i, o, d, h: _numbers(i, o, d, h) - h)
            ),
            "all hidden biases are missing": (
                _by_count(lambda i, o, d, h: _numbers(i, o, d, h) - d * h)
            ),
        },
        otherwise="count (n_in + 1) h for the first layer, (h + 1) h for each further hidden one, "
        "(h + 1) n_out for the last; then let h grow as long as it fits",
    )
