"""Checks of lesson 10a, Learning rates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, compare_value, exercise

Array = np.ndarray


@exercise("10.1")
def _small_enough(answer: Any) -> None:
    compare_value(
        answer,
        112,
        mistakes={
            "that is the epoch; which number has its first step?": 7,
            "in the epoch 6, from step 96 on, the rate is 0.1 exactly, not below": 96,
            "Keras counts from 0: epoch 7 begins after seven times 16 steps": 113,
            "that is the number of the last step that is not below": 111,
            "the last batch of an epoch is smaller, but it is a step: 16 an epoch, not 15": 105,
            "1,000 / 64 is not whole; the schedule has 16 steps an epoch": (
                lambda first: abs(first - 109.375) <= 0.6
            ),
            "without the staircase the rate would be below 0.1 from step 97 on; this one waits": 97,
            "epochs are counted from 0, too: the eighth is epoch 7": 128,
        },
        otherwise="in the epoch e, from 0, the rate is 0.4 / (1 + 0.5 e); an epoch has 16 steps",
    )


@exercise("10.2")
def _equal_restarts(answer: Any) -> None:
    def with_share(share: Callable[[Array, float], Any]) -> Callable[..., Any]:
        return lambda t, eta_0, T: eta_0 * (1 + np.cos(np.pi * share(t, T))) / 2

    compare(
        answer,
        with_share(lambda t, T: t % T / T),
        [(np.arange(25), 0.1, 10), (np.arange(9), 2.0, 4), (7, 0.5, 5), (0, 0.3, 8)],
        mistakes={
            "after T it goes up along the cosine again; it should jump: t % T": (
                with_share(lambda t, T: t / T)
            ),
            "that is the cosine without restarts; t % T is the step within a period": (
                with_share(lambda t, T: np.minimum(t / T, 1))
            ),
            "half a cosine from T to T: the angle is pi (t % T) / T, not twice that": (
                with_share(lambda t, T: 2 * (t % T) / T)
            ),
            "it never quite comes to 0: step T begins the next period; divide by T, not T - 1": (
                with_share(lambda t, T: t % T / (T - 1))
            ),
            "divide the step within the period by T": with_share(lambda t, T: t % T),
            "put t % T into parentheses: pi * t % T is (pi * t) % T": (
                lambda t, eta_0, T: eta_0 * (1 + np.cos(np.pi * t % T / T)) / 2
            ),
            "t // T is the number of the period; t % T is the step within it": (
                with_share(lambda t, T: t // T / T)
            ),
            "the angle needs a pi": (lambda t, eta_0, T: eta_0 * (1 + np.cos(t % T / T)) / 2),
            "half of it: 1 + cos goes from 2 to 0": (
                lambda t, eta_0, T: eta_0 * (1 + np.cos(np.pi * (t % T) / T))
            ),
            "that falls below 0: add 1 to the cosine and halve": (
                lambda t, eta_0, T: eta_0 * np.cos(np.pi * (t % T) / T)
            ),
            "that rises from 0 to eta_0: 1 + cos, not 1 - cos": (
                lambda t, eta_0, T: eta_0 * (1 - np.cos(np.pi * (t % T) / T)) / 2
            ),
            "the period doubles in yours; here all have T steps": (
                with_share(
                    lambda t, T: (
                        (t - T * (2.0 ** np.floor(np.log2(t / T + 1)) - 1))
                        / (T * 2.0 ** np.floor(np.log2(t / T + 1)))
                    )
                )
            ),
        },
        otherwise="eta_0 (1 + cos(pi u)) / 2, where u is the share of the period that is over",
    )


@exercise("10.3")
def _plateau_rates(answer: Any) -> None:
    cases = [
        ([5.0, 4.0, 4.5, 4.2, 4.1, 3.0, 3.5, 3.4, 3.3, 3.2], 1.0, 0.5, 2),
        ([2.0, 3.0, 1.0, 1.0, 1.5, 0.9, 1.2, 1.1, 1.1, 0.8], 0.3, 0.1, 1),
        ([3.0, 2.0, 2.5, 1.9, 2.4, 1.8, 2.2, 2.1], 0.2, 0.5, 2),
        ([1.0, 0.9, 0.8], 0.1, 0.5, 3),
    ]
    if not isinstance(call(answer, *cases[0]), (list, tuple, np.ndarray)):
        raise Hint("return the list of all rates, one for each epoch")
    compare(
        lambda *case: list(answer(*case)),
        _plateau(),
        cases,
        mistakes={
            "the new rate holds from the next epoch on: note the rate, then look at the loss": (
                _plateau(note_after=True)
            ),
            "compare with the lowest loss so far, not with that of the epoch before": (
                _plateau(last=True)
            ),
            "begin to count anew after a better epoch": _plateau(keep_after_better=True),
            "begin to count anew after the rate has been lowered": _plateau(keep_after_drop=True),
            "a loss that is equal to the lowest is no progress: it counts": _plateau(equal=True),
            "too late by one: lower the rate when the count reaches patience": _plateau(late=1),
            "lower the rate only when the count reaches patience, not each time": _plateau(
                late=-99
            ),
            "one rate for each epoch: what is decided after the last one is not used": (
                lambda *case: [case[1], *_plateau(note_after=True)(*case)]
            ),
            "return the rates of all epochs, as a list, not only the last": (
                lambda *case: _plateau()(*case)[-1:]
            ),
        },
        otherwise="keep the lowest loss and a count; note the rate of each epoch first",
    )


def _plateau(
    *,
    note_after: bool = False,
    last: bool = False,
    keep_after_better: bool = False,
    keep_after_drop: bool = False,
    equal: bool = False,
    late: int = 0,
) -> Callable[..., list[float]]:
    def rates(losses: list[float], rate: float, factor: float, patience: int) -> list[float]:
        noted, best, count = [], np.inf, 0
        for loss in losses:
            if not note_after:
                noted.append(rate)
            if loss < best or (equal and loss == best):
                best = loss
                count = count if keep_after_better else 0
            else:
                count += 1
                best = loss if last else best
                if count >= patience + late:
                    rate *= factor
                    count = count if keep_after_drop else 0
            if note_after:
                noted.append(rate)
        return noted

    return rates
