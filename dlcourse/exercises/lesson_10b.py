"""Checks of lesson 10b, Batch sizes and clipping."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, compare_value, exercise

Array = np.ndarray


@exercise("10.4")
def _another_machine(answer: Any) -> None:
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise Hint("two numbers are expected: converted = rate, steps")
    compare_value(
        tuple(answer),
        (0.4, 8820),
        mistakes={
            "the other way round: first the rate, then the steps": (8820, 0.4),
            "a larger batch takes a larger rate: times 4": (0.025, 8820),
            "that is the rule of the root; linear scaling takes the factor 4 itself": (0.2, 8820),
            "the rate is still that of the batches of 128": (0.1, 8820),
            "those are the steps in batches of 128": (
                lambda pair: pair[1] in (90 * 391, 90 * 390, 90 * 50000 / 128)
            ),
            "that is one epoch; there are 90": lambda pair: pair[1] in (98, 97, 50000 / 512),
            "the last batch of an epoch is smaller, but it is a step: 98 an epoch, not 97": (
                lambda pair: pair[1] == 90 * 97
            ),
            "50,000 / 512 is not whole: round it up in each epoch, then take it 90 times": (
                lambda pair: 8788 < pair[1] < 8791
            ),
        },
        otherwise="the rate times 512 / 128; the steps of an epoch rounded up, times 90",
    )


@exercise("10.5")
def _clip_by_habit(answer: Any) -> None:
    small = [np.array([0.3, -0.4]), np.array([[1.2]])]
    large = [np.array([[3.0, 0.0], [0.0, 0.0]]), np.array([4.0, 0.0]), np.array([0.0])]
    cases = [
        (large, [1.0, 2.0, 9.0], 1.5),
        (small, [0.5, 0.1, 0.4, 0.3], 2.0),
        (small, [1.0, 3.0, 1.2], 2.0),
        ([np.array([3.0, 4.0, -2.0]), np.array([[0.5, 6.0]])], [1.2, 4.0, 0.5, 1.0, 2.0], 3.0),
        (large, [4.0, 1.0, 2.0], 1.0),
        (large, [], 2.0),
        ([np.zeros(2), np.zeros((2, 2))], [1.0], 2.0),
    ]
    call(answer, *cases[0])
    for case in cases:
        given = deepcopy(case)
        got = call(lambda given=given: answer(*given))
        if not all(np.array_equal(a, b) for a, b in zip(given[0], case[0], strict=True)):
            raise Hint("the gradients that were given have changed: write g * factor, not g *= …")
        if given[1] != case[1]:
            raise Hint("lengths that was given has changed: only read it")
        if not isinstance(got, (tuple, list)) or len(got) != len(case[0]):
            raise Hint("return a list with as many arrays as were given")
    if not all(np.isfinite(g).all() for g in answer(*deepcopy(cases[-1]))):
        raise Hint("with gradients of zero yours divides by zero: test the length first")
    if not all(np.isfinite(g).all() for g in answer(*deepcopy(cases[-2]))):
        raise Hint("without former lengths there is no median: then nothing is cut")
    compare(
        lambda gs, lengths, factor: list(answer(gs, lengths, factor)),
        _by_habit(),
        cases,
        mistakes={
            "each array was cut by itself; take one length of all": (
                lambda gs, *habit: [_by_habit()([g], *habit)[0] for g in gs]
            ),
            "that cuts each number, by value; scale the arrays": (
                lambda gs, lengths, factor: [
                    np.clip(g, -c, c) for c in [_threshold(lengths, factor)] for g in gs
                ]
            ),
            "without former lengths nothing is cut: return the gradients as they are": (
                lambda gs, lengths, factor: (
                    _by_habit()(gs, lengths, factor) if lengths else [0 * g for g in gs]
                )
            ),
            "the threshold is factor times the median": (
                _by_habit(threshold=lambda lengths, factor: np.median(lengths))
            ),
            "that is the mean, which follows a few huge lengths; take the median": (
                _by_habit(threshold=lambda lengths, factor: factor * np.mean(lengths))
            ),
            "that is the last of the lengths; take the median of all": (
                _by_habit(threshold=lambda lengths, factor: factor * lengths[-1])
            ),
            "that is the largest of the lengths; take the median": (
                _by_habit(threshold=lambda lengths, factor: factor * max(lengths))
            ),
            "the median is the middle of the lengths in order: sort them first": (
                _by_habit(threshold=lambda lengths, factor: factor * lengths[len(lengths) // 2])
            ),
            "for an even number of lengths the median is the mean of the middle two": (
                _by_habit(
                    threshold=lambda lengths, factor: factor * sorted(lengths)[len(lengths) // 2]
                )
            ),
            "the median is that of the former lengths; the new one is not among them": (
                lambda gs, lengths, factor: _by(
                    gs, factor * np.median([*lengths, _length(gs)]), _length(gs)
                )
            ),
            "what is cut becomes the threshold itself: factor times the median": (
                _by_habit(short=lambda threshold, factor: threshold / factor)
            ),
            "all together have the length 1 now, not the threshold": (
                _by_habit(short=lambda threshold, factor: 1.0)
            ),
            "leave them where the length is not above the threshold": (
                lambda gs, lengths, factor: [
                    g * (_threshold(lengths, factor) / _length(gs) if lengths and g.any() else 1)
                    for g in gs
                ]
            ),
            "the squares are added, and then comes the root": (
                _by_habit(length=lambda gs: _length(gs) ** 2)
            ),
            "lengths do not add up; their squares do": (
                _by_habit(length=lambda gs: sum(np.linalg.norm(g) for g in gs))
            ),
            "the absolute values do not make the length; the squares do": (
                _by_habit(length=lambda gs: sum(np.abs(g).sum() for g in gs))
            ),
            "the longest array alone does not make the length of all": (
                _by_habit(length=lambda gs: max(np.linalg.norm(g) for g in gs))
            ),
        },
        otherwise="the threshold is factor times the median; what is longer is scaled to it",
    )


@exercise("10.6")
def _clipped_momentum(answer: Any) -> None:
    w, v = np.array([1.0, -2.0]), np.array([3.0, 0.5])
    cases = [
        (w, v, np.array([-30.0, 40.0]), 0.1, 0.9, 1.0),
        (w, v, np.array([0.3, 0.4]), 0.1, 0.9, 2.0),
        (v, w, np.array([6.0, 8.0]), 0.5, 0.5, 5.0),
    ]
    call(answer, *cases[0])
    for case in cases:
        given = deepcopy(case)
        got = call(lambda given=given: answer(*given))
        if not all(np.array_equal(a, b) for a, b in zip(given[:3], case[:3], strict=True)):
            raise Hint(
                "w, v or g that was given has changed: write v = beta * v - …, not v *= beta"
            )
        if not isinstance(got, (tuple, list)) or len(got) != 2:
            raise Hint("return both: return w, v")
    compare(
        lambda *case: tuple(answer(*case)),
        _momentum(lambda v, g, a, b, c: b * v - a * _short(g, c)),
        cases,
        mistakes={
            "the other way round: return w, then v": (
                lambda *case: _momentum(lambda v, g, a, b, c: b * v - a * _short(g, c))(*case)[::-1]
            ),
            "clip the gradient, not the velocity: v may be longer than c": (
                _momentum(lambda v, g, a, b, c: _short(b * v - a * g, c))
            ),
            "clip the gradient before it is multiplied by the rate": (
                _momentum(lambda v, g, a, b, c: b * v - _short(a * g, c))
            ),
            "nothing is clipped yet": _momentum(lambda v, g, a, b, c: b * v - a * g),
            "a short gradient stays as it is": (
                _momentum(lambda v, g, a, b, c: b * v - a * g * c / np.linalg.norm(g))
            ),
            "by its norm, not number by number": (
                _momentum(lambda v, g, a, b, c: b * v - a * np.clip(g, -c, c))
            ),
            "the length becomes c, not 1": (
                _momentum(lambda v, g, a, b, c: b * v - a * (g if _below(g, c) else _short(g, 1)))
            ),
            "as on the slide: a number in place of the vector": (
                _momentum(lambda v, g, a, b, c: b * v - a * (g if _below(g, c) else c + 0 * g))
            ),
            "downhill: subtract alpha g": (
                _momentum(lambda v, g, a, b, c: b * v + a * _short(g, c))
            ),
            "w moves by the new velocity": (
                lambda w, v, g, a, b, c: (w + v, b * v - a * _short(g, c))
            ),
        },
        otherwise="cut g to the length c if it is longer; then v = beta v - alpha g, w = w + v",
    )


def _length(gs: list[Array]) -> float:
    return float(np.sqrt(sum((g**2).sum() for g in gs)))


def _by(gs: list[Array], c: float, length: float) -> list[Array]:
    return [g * c / length if length > c else g for g in gs]


def _threshold(lengths: list[float], factor: float) -> float:
    return factor * float(np.median(lengths)) if lengths else np.inf


def _by_habit(
    *,
    threshold: Callable[[list[float], float], float] = _threshold,
    short: Callable[[float, float], float] = lambda threshold, factor: threshold,
    length: Callable[[list[Array]], float] = lambda gs: _length(gs),
) -> Callable[..., list[Array]]:
    def clip(gs: list[Array], lengths: list[float], factor: float) -> list[Array]:
        if not lengths or length(gs) <= threshold(lengths, factor):
            return list(gs)
        return [g * short(threshold(lengths, factor), factor) / length(gs) for g in gs]

    return clip


def _below(g: Array, c: float) -> bool:
    return bool(np.linalg.norm(g) <= c)


def _short(g: Array, c: float) -> Array:
    return g if _below(g, c) else g * c / np.linalg.norm(g)


def _momentum(velocity: Callable[..., Array]) -> Callable[..., tuple[Array, Array]]:
    def step(w: Array, v: Array, g: Array, a: float, b: float, c: float) -> tuple[Array, Array]:
        new = velocity(v, g, a, b, c)
        return w + new, new

    return step
