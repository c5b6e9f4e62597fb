"""Checks of lesson 12a, Early stopping and penalties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray


def _stopping(
    *,
    ties: bool = False,
    late: int = 0,
    best: bool = True,
    any_rise: bool = False,
    in_a_row: bool = True,
) -> Callable[[list, int], tuple[int, int]]:
    """Early stopping, which may be done wrong in one of several ways."""

    def rule(losses: list, patience: int) -> tuple[int, int]:
        lowest, kept, waited = np.inf, 0, 0
        for epoch, loss in enumerate(losses):
            before = losses[epoch - 1] if epoch else np.inf
            better = loss < before if any_rise else loss < lowest or (ties and loss == lowest)
            waited = waited * (not in_a_row) if better else waited + 1
            if loss < lowest or (ties and loss == lowest):
                lowest, kept = loss, epoch
            if waited >= patience + late:
                return (kept if best else epoch), epoch
        return (kept if best else len(losses) - 1), len(losses) - 1

    return rule


def _one_based(losses: list, patience: int) -> tuple[int, int]:
    kept, last = _stopping()(losses, patience)
    return kept + 1, last + 1


def _or_too_far(losses: list, patience: int) -> tuple[int, int]:
    kept, last = _stopping()(losses, patience)
    return kept, len(losses) if last - kept < patience else last


def _lowest_loss(losses: list, patience: int) -> tuple[float, int]:
    kept, last = _stopping()(losses, patience)
    return losses[kept], last


@exercise("12.1")
def _when_to_stop(answer: Any) -> None:
    cases = [
        ([1.0, 0.8, 0.9, 0.7, 0.75, 0.72, 0.71, 0.4], 3),
        ([1.0, 0.6, 0.6, 0.5, 0.5, 0.7, 0.8, 0.3], 2),
        ([2.0, 1.5, 1.1, 1.0, 0.9], 2),
        ([0.5, 0.9, 0.8, 0.7, 0.6, 0.4], 4),
        ([0.9, 0.8, 0.85, 0.7, 0.9], 3),
    ]

    def checked(losses: list, patience: int) -> tuple:
        got = call(answer, losses, patience)
        if not isinstance(got, (tuple, list, np.ndarray)) or len(got) != 2:
            raise Hint("two numbers are expected: return kept, last")
        return tuple(int(k) if isinstance(k, np.integer) else k for k in got)

    if not callable(answer):
        call(answer)
    compare(
        checked,
        _stopping(),
        cases,
        mistakes={
            "the two are in the wrong order: first the epoch that is kept, then the last one": (
                lambda losses, p: _stopping()(losses, p)[::-1]
            ),
            "count the epochs from 0, as enumerate does": _one_based,
            "an equal loss is no new lowest: compare with <, not <=": _stopping(ties=True),
            "one epoch too late: stop as soon as `patience` epochs have brought nothing better": (
                _stopping(late=1)
            ),
            "one epoch too early: `patience` epochs may pass without a new lowest": (
                _stopping(late=-1)
            ),
            "the weights of the last epoch are kept; keep those of the lowest loss": (
                _stopping(best=False)
            ),
            "compare with the lowest loss so far, not with that of the epoch before": (
                _stopping(any_rise=True)
            ),
            "the epochs must be in a row: count from 0 again after each new lowest": (
                _stopping(in_a_row=False)
            ),
            "return the epoch of the lowest loss, not the loss itself": _lowest_loss,
            "if training is never stopped, the last epoch is len(losses) − 1": _or_too_far,
            "that is the lowest of all losses; training stops before some of them are known": (
                lambda losses, p: (int(np.argmin(losses)), _stopping()(losses, p)[1])
            ),
            "training is never stopped: end the loop when the patience has run out": (
                lambda losses, p: (int(np.argmin(losses)), len(losses) - 1)
            ),
        },
        otherwise="go through the losses; remember the lowest and its epoch; stop when the present "
        "epoch is `patience` epochs after it",
    )


# What goes wrong in each of the five: the number that it gives, and the words for it.
_STRENGTHS = (0.01, 0.0025, 0.005, 0.005, 0.005)
_SLIPS = (
    ((0.02, 0.005), "1: Keras has no half either: the same formula, the same number"),
    ((0.005,), "2: λ/m is twice as much; it is λ/(2m) that stands before Σ w²"),
    ((3.0, 1.5), "2: divide by m as well: Keras does not"),
    ((0.01, 0.02), "3: half of λ stands before Σ w²"),
    ((0.01, 0.02), "4: the printed gradient λw belongs to the penalty λ/2 Σ w²"),
    ((0.01,), "5: that is (1 − 0.999) / 0.1, which is 2c: the derivative of c w² is 2cw"),
    ((0.001, 0.0005), "5: the step is α times the gradient: 1 − 2αc = 0.999"),
    ((0.999, 0.0999), "5: 0.999 is what is left of a weight; 0.001 of it goes in a step"),
)
_TASKS = (0, 1, 1, 2, 3, 4, 4, 4)


@exercise("12.2")
def _into_keras(answer: Any) -> None:
    if not isinstance(answer, (list, tuple, np.ndarray)) or len(answer) != 5:
        raise Hint("a list of five numbers is expected")
    if any(value is ... for value in answer):
        call(lambda: ...)
    try:
        values = [float(value) for value in answer]
    except (TypeError, ValueError):
        raise Hint("each of the five should be a number") from None
    for task, (wrong, hint) in zip(_TASKS, _SLIPS, strict=True):
        if np.isclose(values[task], wrong, rtol=1e-6).any():
            raise Hint(hint)
    for number, (got, want) in enumerate(zip(values, _STRENGTHS, strict=True), start=1):
        if not np.isclose(got, want, rtol=1e-6):
            raise Hint(f"{number}: {got:g} is not it; write both gradients down and compare")


def _soft(v: Array, threshold: float) -> Array:
    return np.sign(v) * np.maximum(np.abs(v) - threshold, 0)


@exercise("12.3")
def _proximal_step(answer: Any) -> None:
    rng = np.random.default_rng(0)
    cases = [
        (np.array([0.5, -0.02, 0.001, -1.0]), np.array([0.3, 0.1, -0.1, -0.2]), 0.1, 0.4),
        (rng.normal(size=8) / 5, rng.normal(size=8), 0.2, 0.5),
        (rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), 0.05, 3.0),
    ]
    compare(
        answer,
        lambda w, g, alpha, lam: _soft(w - alpha * g, alpha * lam),
        cases,
        mistakes={
            "the threshold is too wide: it is αλ, not λ": (
                lambda w, g, alpha, lam: _soft(w - alpha * g, lam)
            ),
            "the threshold is that of half the penalty: it is αλ": (
                lambda w, g, alpha, lam: _soft(w - alpha * g, alpha * lam / 2)
            ),
            "first the gradient step, then the threshold": (
                lambda w, g, alpha, lam: _soft(w, alpha * lam) - alpha * g
            ),
            "the gradient step is missing": lambda w, g, alpha, lam: _soft(w, alpha * lam),
            "descend: w − αg, not w + αg": (
                lambda w, g, alpha, lam: _soft(w + alpha * g, alpha * lam)
            ),
            "the step is αg, not g": lambda w, g, alpha, lam: _soft(w - g, alpha * lam),
            "small weights jump across zero: stop them there, by np.maximum(…, 0)": (
                lambda w, g, alpha, lam: w - alpha * g - alpha * lam * np.sign(w - alpha * g)
            ),
            "that is the step with the derivative of the penalty; it never ends at zero": (
                lambda w, g, alpha, lam: w - alpha * (g + lam * np.sign(w))
            ),
            "the signs are lost: multiply by np.sign of the weight after the gradient step": (
                lambda w, g, alpha, lam: np.maximum(np.abs(w - alpha * g) - alpha * lam, 0)
            ),
            "take the sign after the gradient step, not before it": (
                lambda w, g, alpha, lam: (
                    np.sign(w) * np.maximum(np.abs(w - alpha * g) - alpha * lam, 0)
                )
            ),
            "weights below the threshold are zero, but the others move toward it, too: |v| − αλ": (
                lambda w, g, alpha, lam: (w - alpha * g) * (np.abs(w - alpha * g) > alpha * lam)
            ),
            "negative weights are all set to zero; the threshold is for |v|": (
                lambda w, g, alpha, lam: np.maximum(w - alpha * g - alpha * lam, 0)
            ),
        },
        otherwise="v = w − αg, and then sign(v) max(|v| − αλ, 0)",
    )
