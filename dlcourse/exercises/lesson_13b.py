"""Checks of lesson 13b, Hyperparameters."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dlcourse.exercises.frame import compare, exercise

Array = np.ndarray


def _needed(share: float, probability: float) -> float:
    """The number of tries before it is rounded up."""
    return math.log(1 - probability) / math.log(1 - share)


@exercise("13.4")
def _tries(answer: Any) -> None:
    # (0.5, 0.75) is just enough with whole tries: 0.75 = 1 - 0.5^2.
    cases = [(0.05, 0.9), (0.1, 0.95), (0.01, 0.5), (0.3, 0.99), (0.5, 0.75), (0.9, 0.5)]
    compare(
        answer,
        # The logarithms may miss a whole number by their rounding; that is no further try.
        lambda share, p: math.ceil(_needed(share, p) - 1e-9),
        cases,
        mistakes={
            "a number of tries is whole: round up, or the last try is missing": _needed,
            "one try too few: with that many the probability is not reached yet": (
                lambda share, p: math.ceil(_needed(share, p) - 1e-9) - 1
            ),
            "rounded down or to the nearest, that is one too few; round up": (
                lambda share, p: math.floor(_needed(share, p) + 1e-9)
            ),
            "rounded to the nearest number, it is sometimes one too few; round up": (
                lambda share, p: round(_needed(share, p))
            ),
            "one too many where the probability is reached exactly; round up, don't add 1": (
                lambda share, p: math.floor(_needed(share, p) + 1e-9) + 1
            ),
            "chances don't add up, two tries may both be good: all miss with (1 − share)ⁿ": (
                lambda share, p: math.ceil(p / share - 1e-9)
            ),
            "a good one turns up after 1 / share tries on average; how probable is it by then?": (
                lambda share, p: math.ceil(1 / share - 1e-9)
            ),
            "that is the number for all tries to be good; at least one is the opposite of none": (
                lambda share, p: math.ceil(math.log(p) / math.log(share) - 1e-9)
            ),
            "they all miss with probability 1 − probability, not with probability": (
                lambda share, p: math.ceil(math.log(p) / math.log(1 - share) - 1e-9)
            ),
            "the two logarithms are swapped; from (1 − share)ⁿ = 1 − probability, what is n?": (
                lambda share, p: math.ceil(1 / _needed(share, p) - 1e-9)
            ),
            "one try misses with 1 − share, not with share": (
                lambda share, p: math.ceil(math.log(1 - p) / math.log(share) - 1e-9)
            ),
        },
        otherwise="n tries all miss with (1 − share)ⁿ; find the smallest n where that is at most "
        "1 − probability",
    )


@exercise("13.5")
def _momenta(answer: Any) -> None:
    u = np.array([0.0, 0.1, 0.35, 0.5, 0.8, 1.0])
    cases = [(u, 0.1, 0.001), (u, 0.5, 0.01), (u[::-1].copy(), 0.2, 0.0004)]
    compare(
        answer,
        lambda u, widest, narrowest: 1 - widest * (narrowest / widest) ** u,
        cases,
        mistakes={
            "those are the distances 1 − β; β itself is wanted": (
                lambda u, widest, narrowest: widest * (narrowest / widest) ** u
            ),
            "that is uniform in β; 1 − β should be uniform in its logarithm": (
                lambda u, widest, narrowest: 1 - (widest + u * (narrowest - widest))
            ),
            "that is uniform in 1 − β, and gives the distance; β and its logarithm are wanted": (
                lambda u, widest, narrowest: widest + u * (narrowest - widest)
            ),
            "at u = 0 the distance is 1, not widest; the power is to be multiplied by widest": (
                lambda u, widest, narrowest: 1 - (narrowest / widest) ** u
            ),
            "the ends are swapped: u = 0 belongs to the widest distance": (
                lambda u, widest, narrowest: 1 - narrowest * (widest / narrowest) ** u
            ),
            "that is uniform in the logarithm of β; it is 1 − β that matters": (
                lambda u, widest, narrowest: (1 - widest) * ((1 - narrowest) / (1 - widest)) ** u
            ),
            "a logarithm of base 10 goes back by 10 ** x, not by np.exp": (
                lambda u, widest, narrowest: 1 - np.exp(_between(np.log10, u, widest, narrowest))
            ),
            "np.log is the natural logarithm: it goes back by np.exp, not by 10 ** x": (
                lambda u, widest, narrowest: 1 - 10 ** _between(np.log, u, widest, narrowest)
            ),
            "those are logarithms; the power is missing that goes back from them": (
                lambda u, widest, narrowest: _between(np.log, u, widest, narrowest)
            ),
            "those are logarithms, of base 10; 10 ** x goes back from them": (
                lambda u, widest, narrowest: _between(np.log10, u, widest, narrowest)
            ),
        },
        otherwise="1 − β goes from widest by factors: widest · (narrowest / widest)^u",
    )


def _between(logarithm: Any, u: Array, low: float, high: float) -> Array:
    return logarithm(low) + u * (logarithm(high) - logarithm(low))


@exercise("13.6")
def _report(answer: Any) -> None:
    nan = np.nan
    cases = [
        (np.array([0.71, 0.93, 0.95, 0.90]), np.array([0.70, 0.96, 0.92, 0.91])),
        (np.array([nan, 0.88, nan, 0.94, 0.20]), np.array([nan, 0.95, nan, 0.90, 0.25])),
        (np.array([0.62, nan, 0.81]), np.array([0.84, nan, 0.79])),
    ]

    def failed(validation: Array) -> int:
        return int(np.isnan(validation).sum())

    compare(
        answer,
        lambda val, test: (failed(val), float(test[np.nanargmax(val)])),
        cases,
        mistakes={
            "argmax takes a NaN for the largest; np.nanargmax passes over the trials that failed": (
                lambda val, test: (failed(val), test[np.argmax(val)])
            ),
            "the trial was chosen by its test accuracy; then that is no test any more": (
                lambda val, test: (failed(val), np.nanmax(test))
            ),
            "the winner's validation accuracy is too hopeful; report its test accuracy": (
                lambda val, test: (failed(val), np.nanmax(val))
            ),
            "the failed trials are not counted (a NaN equals nothing; np.isnan finds it)": (
                lambda val, test: (0, test[np.nanargmax(val)])
            ),
            "a failed trial is NaN in both arrays; count it once": (
                lambda val, test: (2 * failed(val), test[np.nanargmax(val)])
            ),
            "that is the share of the trials that failed; their number is wanted": (
                lambda val, test: (failed(val) / len(val), test[np.nanargmax(val)])
            ),
            "those are the trials that did not fail; the failed ones are to be counted": (
                lambda val, test: (len(val) - failed(val), test[np.nanargmax(val)])
            ),
            "the order: first the number of failed trials, then the accuracy": (
                lambda val, test: (test[np.nanargmax(val)], failed(val))
            ),
            "the places shift when the NaNs are removed; remove the same ones from test": (
                lambda val, test: (failed(val), test[np.argmax(val[~np.isnan(val)])])
            ),
            "the number of failed trials is missing; return a pair": (
                lambda val, test: test[np.nanargmax(val)]
            ),
            "that is the place of the winner; its test accuracy is wanted": (
                lambda val, test: (failed(val), np.nanargmax(val))
            ),
            "that is the worst trial on validation": (
                lambda val, test: (failed(val), test[np.nanargmin(val)])
            ),
        },
        otherwise="count the NaNs, find the place of the best validation accuracy, and return its "
        "test accuracy",
    )
