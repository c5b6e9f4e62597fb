"""Checks of lesson 16d, Error analysis, and data from different sources."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, compare_value, exercise

Array = np.ndarray


def _share(marks: Array, cured: list[int]) -> float:
    """The share of the mistakes that have at least one of the causes."""
    return float(marks[:, cured].any(axis=1).mean())


@exercise("16.10")
def _best_case(answer: Any) -> None:
    # Marks that overlap, mistakes without a mark, and another number of causes than of mistakes.
    marks = np.array(
        [[1, 1, 0], [1, 0, 0], [0, 1, 1], [0, 0, 1], [0, 0, 0], [1, 1, 0], [0, 0, 0], [0, 1, 0]],
        dtype=bool,
    )
    more = np.random.default_rng(0).random((50, 4)) < 0.3
    compare(
        answer,
        lambda marks, error, cured: error * (1 - _share(marks, cured)),
        [(marks, 0.10, [0, 1]), (marks, 0.2, [2]), (more, 0.08, [0, 2, 3])],
        mistakes={
            "a mistake with two of the marks is counted twice; it can be cured only once": (
                lambda marks, error, cured: error * (1 - marks[:, cured].sum() / len(marks))
            ),
            "the gains are multiplied as if the causes were independent; count the mistakes that "
            "have at least one of them": (
                lambda marks, error, cured: error * np.prod(1 - marks[:, cured].mean(axis=0))
            ),
            "a mistake is cured if at least one of its marks is, not only if it has all: any": (
                lambda marks, error, cured: error * (1 - marks[:, cured].all(axis=1).mean())
            ),
            "the share is one of the mistakes, not of all examples: multiply the error by 1 − "
            "share, do not subtract": (lambda marks, error, cured: error - _share(marks, cured)),
            "that is what is won; what is left was asked for": (
                lambda marks, error, cured: error * _share(marks, cured)
            ),
            "that is the share of the mistakes that remains; multiply it by the error": (
                lambda marks, error, cured: 1 - _share(marks, cured)
            ),
            "you divide by the number of marks; divide by the number of mistakes, the rows": (
                lambda marks, error, cured: error * (1 - marks[:, cured].sum() / marks.sum())
            ),
            "that is the error for each cause alone; all of them are cured together": (
                lambda marks, error, cured: error * (1 - marks[:, cured].mean(axis=0))
            ),
            "that counts every cause; only the columns in cured are cured": (
                lambda marks, error, cured: error * (1 - marks.any(axis=1).mean())
            ),
            "rows and columns have changed places: a row is a mistake": (
                lambda marks, error, cured: error * (1 - marks[cured].any(axis=0).mean())
            ),
        },
        otherwise="count the rows with at least one mark in the columns cured, as a share of all "
        "rows",
    )


_NAMES = ["bias", "variance", "mismatch", "dev"]
_ERRORS = [(1, 2, 9, 10, 11), (1, 2, 3, 10, 11), (0, 1, 2, 4, 10), (4, 10, 11, 13, 11)]


@exercise("16.11")
def _largest(answer: Any) -> None:
    if isinstance(answer, str):
        answer = answer.replace(",", " ").split()
    if isinstance(answer, (np.ndarray, tuple)):
        answer = [str(word) for word in answer]
    if not isinstance(answer, list) or len(answer) != len(_ERRORS):
        raise Hint('a list of four words is expected, such as ["bias", "bias", "bias", "bias"]')
    words = [str(word).strip().lower() for word in answer]
    for word in words:
        if word not in _NAMES:
            raise Hint(f'{word!r} is none of the words "bias", "variance", "mismatch", "dev"')
    want = [_NAMES[int(np.diff(errors).argmax())] for errors in _ERRORS]
    wrong = [k for k, (a, b) in enumerate(zip(words, want, strict=True)) if a != b]
    if wrong:
        k = wrong[0]
        gaps = np.diff(_ERRORS[k])
        name = "ABCD"[k]
        mine = gaps[_NAMES.index(words[k])]
        raise Hint(
            f"{name}: the gap that you name is {mine}; another one is larger. Take the "
            "differences between neighbors in the row, from left to right"
        )
    compare_value(words, want, mistakes={})


def _begins(rows: Array, recording: Array) -> list[int | None]:
    """Where in the recording each row was cut, None if nowhere."""
    n = rows.shape[1]
    stretches = np.lib.stride_tricks.sliding_window_view(recording, n)
    found = []
    for row in rows:
        places = np.flatnonzero(np.isclose(stretches, row, atol=1e-9).all(axis=1))
        found.append(int(places[0]) if len(places) else None)
    return found


def _hint_about_noise(noise: Array, recording: Array, level: float) -> str:
    """Why the rows of `noise` are no stretches of the recording."""
    if None not in _begins(level * noise, recording):
        return "the noise is not multiplied by level"
    if None not in _begins(noise * level**2, recording):
        return "the noise is divided by level; multiply"
    if None not in _begins(-noise, recording):
        return "the noise is subtracted; add it"
    around = np.concatenate([recording, recording])
    if None not in _begins(noise, around):
        return (
            "some stretches run over the end of the recording and go on at its beginning; those "
            "are no neighbors"
        )
    if np.isclose(noise[:, :, None], recording, atol=1e-9).any(axis=2).all():
        if (np.ptp(noise, axis=1) < 1e-12).all():
            return "one value is added to a whole row; a stretch of n neighboring values is asked"
        return "the values of a row are no neighbors in the recording: draw a place, then cut"
    return "what is added is no stretch of the recording times level"


@exercise("16.12")
def _with_noise(answer: Any) -> None:
    rng = np.random.default_rng(5)
    clean, recording = rng.normal(size=(60, 6)), rng.normal(size=40)
    got = np.asarray(call(answer, clean, recording, 0.5, np.random.default_rng(1)))
    if got.shape != clean.shape:
        raise Hint(f"the result should have shape {clean.shape}, it has {got.shape}")
    if got.dtype.kind not in "iuf":
        raise Hint("the result should be an array of numbers")
    if np.allclose(got, clean):
        raise Hint("nothing was added")
    mine = clean.copy()
    answer(mine, recording.copy(), 0.5, np.random.default_rng(1))
    if not np.array_equal(mine, clean):
        raise Hint("your function changes clean itself; add to a copy")
    noise = (got - clean) / 0.5
    begins = _begins(noise, recording)
    if None in begins:
        if None not in _begins(got / 0.5, recording):
            raise Hint("that is the noise alone; add it to clean")
        raise Hint(_hint_about_noise(noise, recording, 0.5))
    if len(set(begins)) == 1:
        raise Hint("all rows get the same piece: draw a place anew for each row")
    again = call(answer, clean, recording, 0.5, np.random.default_rng(1))
    other = call(answer, clean, recording, 0.5, np.random.default_rng(2))
    if np.array_equal(got, other):
        raise Hint("the places do not change with rng; draw them from the rng that is given")
    if not np.array_equal(got, again):
        raise Hint("equal generators should give equal places; draw them from rng and only there")
    # Two places only: over 60 rows both must occur, and both about equally often.
    short = recording[:7]
    noise = np.asarray(call(answer, clean, short, 1.0, np.random.default_rng(3))) - clean
    begins = _begins(noise, short)
    if None in begins:
        raise Hint(_hint_about_noise(noise, short, 1.0))
    if 1 not in begins:
        raise Hint("the last place is never drawn: there are N − n + 1 places, 0 to N − n")
    if 0 not in begins:
        raise Hint("the first place, 0, is never drawn")
