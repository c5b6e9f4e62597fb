"""Checks of lesson 14a, Movie reviews."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray


def _count(*sizes: int, bias: bool = True) -> int:
    return sum((n_in + bias) * n_out for n_in, n_out in pairwise(sizes))


_COUNTS = (
    _count(5_000, 16, 16, 1),
    _count(10_000, 32, 16, 1),
    _count(10_000, 1),
    _count(10_000, 16, 1),
)
# For which of the four (from 0): the number that a slip gives, and the words for it.
_SLIPS = (
    (0, (_count(5_000, 16, 16, 1, bias=False),), "1: each unit has a bias, too"),
    (0, (160_305 // 2, 160_305 / 2, 80_153), "1: only the first layer meets the words"),
    (0, (160_305,), "1: with 5,000 words a unit of the first layer has 5,000 weights and a bias"),
    (1, (_count(10_000, 32, 16, 1, bias=False),), "2: each unit has a bias, too"),
    (
        1,
        (_count(10_000, 32) + _count(16, 16, 1),),
        "2: the second layer now has 32 inputs: each of its 16 units has 33 numbers",
    ),
    (1, (_count(10_000, 32, 32, 1),), "2: the second layer keeps its 16 units"),
    (2, (10_000,), "3: one weight for each word, and a bias"),
    (2, (2 * 10_001, 20_000), "3: one unit is enough for yes or no, not one for each class"),
    (
        3,
        (_count(10_000, 16, 1, bias=False),),
        "4: 160,016 are the numbers of the first layer; the last unit has 16 weights and a bias",
    ),
    (3, (_count(10_000, 16, 16),), "4: the second layer is left out, not the last"),
    (3, (160_305 - 16 * 16,), "4: the biases of the second layer go with it"),
)


@exercise("14.1")
def _counting(answer: Any) -> None:
    if not isinstance(answer, (list, tuple, np.ndarray)) or len(answer) != 4:
        raise Hint("a list of four whole numbers is expected")
    if any(value is ... for value in answer):
        call(lambda: ...)
    try:
        values = [float(value) for value in answer]
    except (TypeError, ValueError):
        raise Hint("each of the four should be a number") from None
    for task, wrong, hint in _SLIPS:
        if values[task] in wrong:
            raise Hint(hint)
    for number, (got, want) in enumerate(zip(values, _COUNTS, strict=True), start=1):
        if got != want:
            raise Hint(f"{number}: {got:,g} is not it; (inputs + 1) · units, layer by layer")


def _codes(
    *,
    start: tuple[int, ...] = (1,),
    shift: int = 3,
    limit: int = 0,
    before: bool = False,
    unknown: int | None = 2,
    rare: int | None = 2,
    limited: bool = True,
) -> Callable[..., list[int]]:
    """Words to codes, which may be done wrong in one of several ways."""

    def to_codes(tokens: list[str], word_index: dict[str, int], n_words: int) -> list[int]:
        found = list(start)
        for token in tokens:
            code = word_index[token] + shift if token in word_index else unknown
            known = token in word_index
            size = (code - shift if before else code) if known else 0
            if known and limited and size >= n_words + limit:
                code = rare
            if code is not None:
                found.append(code)
        return found

    return to_codes


@exercise("14.2")
def _codes_from_an_index(answer: Any) -> None:
    names = ["the", "a", "film", "is", "not", "good", "dull", "plot", "actor"]
    index = {name: rank for rank, name in enumerate(names, start=1)}
    cases = [
        (["the", "film", "is", "good"], index, 100),
        (["a", "mesmerizing", "plot"], index, 11),  # plot has the code 11 = n_words
        (["dull", "plot", "and", "actor", "is", "not", "good"], index, 9),
        (["good", "dull", "film", "unheard"], index, 10),  # dull has the code 10 = n_words
    ]

    def checked(tokens: list[str], word_index: dict[str, int], n_words: int) -> Any:
        got = call(answer, tokens, word_index, n_words)
        if isinstance(got, str) or (np.ndim(got) == 1 and np.asarray(got).dtype.kind in "US"):
            raise Hint("codes are expected, not words")
        if not isinstance(got, (list, tuple, np.ndarray)):
            raise Hint("a list of codes is expected")
        if any(code is None for code in got):
            raise Hint("a word that the index lacks gives None; it should be 2")
        return list(got)

    if not callable(answer):
        call(answer)
    compare(
        checked,
        _codes(),
        cases,
        mistakes={
            "the start is missing: the first code is 1": _codes(start=()),
            "ranks are not codes: add 3": _codes(shift=0),
            "the start is 1 itself, without the 3": _codes(start=(4,)),
            "shift by 3, not by 2: the codes 0 to 3 are reserved, and ranks begin with 1": (
                _codes(shift=2)
            ),
            "shift by 3, not by 4: ranks begin with 1, so the first word has the code 4": (
                _codes(shift=4)
            ),
            "a code must be below n_words: equal is too much": _codes(limit=1),
            "compare the code with n_words, not the rank: first add 3": _codes(before=True),
            "n_words is not used: rare words become 2": _codes(limited=False),
            "words that the index lacks are left out; each becomes a 2": _codes(unknown=None),
            "rare words are left out; each becomes a 2": _codes(rare=None),
            "words that are left out should be 2, so that a gap can be seen": (
                _codes(unknown=None, rare=None)
            ),
            "2 stands for an unknown word, 0 is padding": _codes(unknown=0, rare=0),
            "an unknown word is 2 itself, without the 3": _codes(unknown=5),
            "an unknown or rare word is 2 itself, without the 3": _codes(unknown=5, rare=5),
            "that is the code of a word that the index lacks; rare words become 2, too": (
                _codes(rare=5)
            ),
        },
        otherwise="begin with [1]; for each word, rank + 3 if the index has it and that is below "
        "n_words, else 2",
    )


def _pairs(codes: Array, n_words: int) -> Array:
    codes = np.asarray(codes, dtype=np.int64)
    return codes[:-1] * n_words + codes[1:]


def _overflowing(codes: Array, n_words: int) -> Array:
    codes = np.asarray(codes, dtype=np.int32)
    return codes[:-1] * np.int32(n_words) + codes[1:]


def _around(codes: Array, n_words: int) -> Array:
    codes = np.asarray(codes, dtype=np.int64)
    return codes * n_words + np.roll(codes, -1)


def _of_all(codes: Array, n_words: int) -> Array:
    codes = np.asarray(codes, dtype=np.int64)
    i, j = np.triu_indices(len(codes), 1)
    return codes[i] * n_words + codes[j]


@exercise("14.3")
def _pairs_of_neighbors(answer: Any) -> None:
    cases = [
        (np.array([1, 7, 4, 9, 7, 4], dtype=np.int32), 20),
        (np.array([1, 5, 5, 2, 11], dtype=np.int32), 12),
        (np.array([1, 30, 80], dtype=np.int32), 100),
        (np.array([1, 79_000, 4, 60_000], dtype=np.int32), 80_000),
    ]

    def checked(codes: Array, n_words: int) -> Any:
        got = call(answer, codes, n_words)
        if isinstance(got, (set, frozenset)):
            raise Hint("a set has no order: return an array, a pair after the other")
        if np.ndim(got) == 2:
            raise Hint("a single whole number is expected for each pair: a · n + b")
        return got

    if not callable(answer):
        call(answer)
    compare(
        checked,
        _pairs,
        cases,
        mistakes={
            "n times the first of the two, not the second: a · n + b": (
                lambda c, n: _pairs(c[::-1], n)[::-1]
            ),
            "int32 is too small for some of them: codes.astype(np.int64) first": _overflowing,
            "the last code has no neighbor to its right: one number less than codes": _around,
            "only neighbors, not all pairs": _of_all,
            "pairs overlap: each code but the last begins one": lambda c, n: _pairs(c, n)[::2],
            "the start has a neighbor, too: begin with the first code": (
                lambda c, n: _pairs(c[1:], n)
            ),
            "in the order of the text, with repeats": lambda c, n: np.unique(_pairs(c, n)),
            "a + b is the same for both orders": lambda c, n: _pairs(c, 1),
            "a · b is the same for both orders": (
                lambda c, n: c[:-1].astype(np.int64) * c[1:].astype(np.int64)
            ),
        },
        otherwise="codes[:-1] are the first of each pair, codes[1:] the second",
        tolerance=1e-12,
    )
