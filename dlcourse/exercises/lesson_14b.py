"""Checks of lesson 14b, Four cures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray

_HISTORIES = (
    {
        "loss": [1.2, 0.9, 0.7, 0.6],
        "val_loss": [1.1, 0.95, 0.85, 0.84],
        "binary_crossentropy": [0.68, 0.45, 0.3, 0.2],
        "val_binary_crossentropy": [0.66, 0.5, 0.41, 0.48],
    },
    {
        "loss": [0.69, 0.5, 0.35, 0.22, 0.15],
        "val_loss": [0.67, 0.54, 0.55, 0.6, 0.58],
        "binary_crossentropy": [0.6, 0.42, 0.28, 0.16, 0.1],
        "val_binary_crossentropy": [0.58, 0.44, 0.46, 0.56, 0.53],
    },
)


def _read(
    *,
    first: int = 1,
    penalty: bool = False,
    end: int | None = -1,
    sign: int = 1,
    training: bool = False,
    lowest: Callable[[Array], int] = np.argmin,
) -> Callable[[dict], tuple[int, float, float]]:
    """The right reading of a history, or one with a typical mistake."""

    def read(history: dict) -> tuple[int, float, float]:
        measure = "loss" if penalty else "binary_crossentropy"
        seen, unseen = (np.array(history[k]) for k in (measure, "val_" + measure))
        best = int(lowest(seen if training else unseen))
        at = best if end is None else end
        return best + first, unseen[best], sign * (unseen[at] - seen[at])

    return read


@exercise("14.4")
def _reading_a_history(answer: Any) -> None:
    def checked(history: dict) -> tuple:
        got = call(answer, history)
        if not isinstance(got, (tuple, list, np.ndarray)) or len(got) != 3:
            raise Hint("three numbers are expected: return epoch, lowest, gap")
        return tuple(got)

    if not callable(answer):
        call(answer)
    compare(
        checked,
        _read(),
        [(history,) for history in _HISTORIES],
        mistakes={
            "the epoch counts from 1: argmin counts from 0": _read(first=0),
            "those losses have the penalty in them: take the cross-entropies": _read(penalty=True),
            "the gap is asked at the end, not at the best epoch": _read(end=None),
            "the gap is validation minus training": _read(sign=-1),
            "the lowest, not the highest: argmin": _read(lowest=np.argmax),
            "the best epoch is the one with the lowest loss on validation, not in training": (
                _read(training=True)
            ),
            "the best epoch is the one with the lowest cross-entropy; yours is that of val_loss": (
                lambda h: (_read(penalty=True)(h)[0], *_read()(h)[1:])
            ),
            "the lowest cross-entropy is asked; yours has the penalty in it": (
                lambda h: (_read()(h)[0], _read(penalty=True)(h)[1], _read()(h)[2])
            ),
            "the gap is between two cross-entropies; yours is between losses with the penalty": (
                lambda h: (*_read()(h)[:2], _read(penalty=True)(h)[2])
            ),
            "the gap is between the two last values, not between the two lowest": (
                lambda h: (
                    *_read()(h)[:2],
                    min(h["val_binary_crossentropy"]) - min(h["binary_crossentropy"]),
                )
            ),
            "the gap is there twice: the second number is the lowest validation loss": (
                lambda h: (_read()(h)[0], _read()(h)[2], _read()(h)[2])
            ),
            "the second number is the lowest loss, not the last one": (
                lambda h: (
                    _read()(h)[0],
                    h["val_binary_crossentropy"][-1],
                    _read()(h)[2],
                )
            ),
            "the order is: epoch, lowest loss, gap": (
                lambda h: (_read()(h)[1], _read()(h)[0], _read()(h)[2])
            ),
            "the gap is between two cross-entropies; one of yours has a penalty": (
                lambda h: (
                    *_read()(h)[:2],
                    h["val_binary_crossentropy"][-1] - h["loss"][-1],
                )
            ),
        },
        otherwise='find the lowest of history["val_binary_crossentropy"], then look at its epoch',
    )


def _penalty(kernels: list, l1: float, l2: float) -> float:
    return sum(l1 * np.sum(np.abs(W)) + l2 * np.sum(W**2) for W in kernels)


@exercise("14.5")
def _without_the_penalty(answer: Any) -> None:
    rng = np.random.default_rng(0)
    kernels = [rng.normal(size=(6, 3)), rng.normal(size=(3, 3))]
    cases = [
        (0.9, kernels, 0.0, 0.01),
        (1.2, kernels, 0.02, 0.0),
        (1.5, kernels, 0.01, 0.003),
        (0.7, kernels[:1], 0.002, 0.05),
    ]
    compare(
        answer,
        lambda reported, kernels, l1, l2: reported - _penalty(kernels, l1, l2),
        cases,
        mistakes={
            "that is the penalty; take it from the reported loss": (
                lambda J, Ws, l1, l2: _penalty(Ws, l1, l2)
            ),
            "the penalty is in the reported loss already: subtract it": (
                lambda J, Ws, l1, l2: J + _penalty(Ws, l1, l2)
            ),
            "Keras has no half before Σ w²": lambda J, Ws, l1, l2: J - _penalty(Ws, l1, l2 / 2),
            "Keras has no half, neither for L1 nor for L2": (
                lambda J, Ws, l1, l2: J - _penalty(Ws, l1, l2) / 2
            ),
            "L1 is about |w|: take np.abs before the sum": (
                lambda J, Ws, l1, l2: J - sum(l1 * W.sum() + l2 * (W**2).sum() for W in Ws)
            ),
            "L1 is the sum of all |w|, not |sum of all w|": (
                lambda J, Ws, l1, l2: J - sum(l1 * abs(W.sum()) + l2 * (W**2).sum() for W in Ws)
            ),
            "L2 is the sum of squares, not the square of the sum": (
                lambda J, Ws, l1, l2: J - sum(l1 * np.abs(W).sum() + l2 * W.sum() ** 2 for W in Ws)
            ),
            "L2 of Keras has no root: it is Σ w²": (
                lambda J, Ws, l1, l2: (
                    J - sum(l1 * np.abs(W).sum() + l2 * np.sqrt((W**2).sum()) for W in Ws)
                )
            ),
            "np.linalg.norm(W, 1) is the largest sum of a column: take np.abs(W).sum()": (
                lambda J, Ws, l1, l2: (
                    J - sum(l1 * np.linalg.norm(W, 1) + l2 * (W**2).sum() for W in Ws)
                )
            ),
            "a strength alone is no penalty: it is multiplied by a sum over the weights": (
                lambda J, Ws, l1, l2: J - l1 - l2
            ),
            "the two strengths are exchanged": lambda J, Ws, l1, l2: J - _penalty(Ws, l2, l1),
            "only the first kernel is counted": (
                lambda J, Ws, l1, l2: J - _penalty(Ws[:1], l1, l2)
            ),
            "only the last kernel is counted": (
                lambda J, Ws, l1, l2: J - _penalty(Ws[-1:], l1, l2)
            ),
            "Keras takes the sum over the weights, not their mean": (
                lambda J, Ws, l1, l2: (
                    J - sum(l1 * np.abs(W).mean() + l2 * (W**2).mean() for W in Ws)
                )
            ),
            "there is an L1 part, too: l1 Σ |w|": (lambda J, Ws, l1, l2: J - _penalty(Ws, 0, l2)),
            "there is an L2 part, too: l2 Σ w²": (lambda J, Ws, l1, l2: J - _penalty(Ws, l1, 0)),
        },
        otherwise="reported less l1 Σ |w| and l2 Σ w², summed over all kernels",
    )


def _left(
    W: Array,
    words: list,
    threshold: float,
    *,
    size: Callable[..., Array] = np.max,
    absolute: bool = True,
    sort: int = -1,
    above: Callable[[Array, float], Array] = np.greater_equal,
) -> list:
    """The words whose row is large enough, or a typical mistake of it."""
    rows = size(np.abs(W) if absolute else W, axis=1)
    order = np.argsort(sort * rows, kind="stable") if sort else np.arange(len(rows))
    return [words[k] for k in order if above(rows[k], threshold)]


def _sorted(W: Array, words: list, threshold: float, *, rows: Array) -> list:
    """The right words in the order of other numbers."""
    left = _left(W, words, threshold)
    return [words[k] for k in np.argsort(-rows, kind="stable") if words[k] in left]


def _wrongly(**how: Any) -> Callable[..., list]:
    return lambda W, words, threshold: _left(W, words, threshold, **how)


@exercise("14.6")
def _the_words_that_are_left(answer: Any) -> None:
    words = ["the", "dull", "superb", "lamp", "poor", "moving"]
    first = np.array(
        [[0.01, -0.02], [-0.9, 0.2], [0.7, 0.6], [0.0, 0.04], [0.03, -0.5], [0.1, 0.002]]
    )
    second = np.array(
        [
            [0.0, 0.3, 0.0],
            [0.25, 0.2, 0.2],
            [-0.6, 0.1, 0],
            [0.1, 0.1, 0.1],
            [0, 0, 0],
            [0, -0.5, 0],
        ]
    )
    cases = [(first, words, 0.05), (second, words, 0.2), (second, words, 0.3), (first, words, 2.0)]

    def checked(W: Array, names: list, threshold: float) -> tuple:
        got = call(answer, W, names, threshold)
        if isinstance(got, np.ndarray):
            got = got.tolist()
        if not isinstance(got, (list, tuple)):
            raise Hint("a list of words is expected")
        if any(isinstance(k, (bool, int, float, np.number, np.bool_)) for k in got):
            raise Hint("return the words themselves, words[k], not their numbers")
        return tuple(map(str, got))

    def as_tuple(rule: Callable[..., list]) -> Callable[..., tuple]:
        return lambda *case: tuple(rule(*case))

    mistakes = {
        "those with the largest weight come first": {"sort": 0},
        "the order is the wrong way round: the largest weight first": {"sort": 1},
        "a weight of -0.9 is large as well: take np.abs": {"absolute": False},
        "one weight of that size is enough; yours asks all of them": {"size": np.min},
        "each weight counts by itself: do not add them up": {"size": np.sum},
        "each weight counts by itself: do not take their mean": {"size": np.mean},
        "at least the threshold: >=, not >": {"above": np.greater},
        "those are the words that are not left": {"above": np.less},
    }
    others = {
        "sort by the size of the weight, not by the alphabet": lambda *case: sorted(_left(*case)),
        "along the units there is one number for each word: axis=1, not axis=0": (
            lambda W, words, threshold: _left(W.T, words, threshold)
        ),
        "a weight of -0.9 is large as well: sort by |w|, too": (
            lambda W, *case: _sorted(W, *case, rows=W.max(axis=1))
        ),
        "sort by the largest weight of each word, not by their sum": (
            lambda W, *case: _sorted(W, *case, rows=np.abs(W).sum(axis=1))
        ),
        "each weight counts by itself: do not take the norm of the row": (
            _wrongly(size=np.linalg.norm)
        ),
    }
    if not callable(answer):
        call(answer)
    named = {hint: _wrongly(**how) for hint, how in mistakes.items()} | others
    compare(
        checked,
        as_tuple(_left),
        cases,
        mistakes={hint: as_tuple(rule) for hint, rule in named.items()},
        otherwise="take the largest |w| of each row, and sort the rows by it",
    )
