"""Checks of lesson 15b, Which last layer, which loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray

_CAUSES = "cfebda"
# What goes wrong: number of the symptom, the letter that was chosen there, and the words for it.
_SLIPS = (
    (1, "b", "1: relu can say more than 1; which activation cannot say anything but 1?"),
    (1, "f", "1: there every prediction ends at 1, too, but the loss falls below zero"),
    (2, "d", "2: with the categorical loss Keras refuses; nothing falls"),
    (2, "a", "2: a square is never negative"),
    (3, "g", "3: ten sigmoids can say yes twice; which outputs compete for a sum of 1?"),
    (3, "c", "3: one unit has one answer; here there are several that compete"),
    (4, "a", "4: a sigmoid says nothing negative either, but nothing above 1"),
    (5, "f", "5: a sigmoid with binary_crossentropy takes class numbers without a word, alas"),
    (5, "e", "5: there the shapes agree; what has one axis where the output has two?"),
    (6, "c", "6: softmax over one unit stays, too, but can it be sure of 0? Whose slope is "
     "nearly zero where the unit is sure?"),
    (6, "g", "6: with cross-entropy sigmoids get away from any start"),
)  # fmt: skip
# Where to look, for the symptoms that the outputs alone do not explain.
_LOOK = {
    2: "which target makes a cross-entropy negative?",
    5: "compare the shapes of target and output",
    6: "which loss has hardly any slope where the unit is sure and wrong?",
}


@exercise("15.4")
def _causes(answer: Any) -> None:
    if isinstance(answer, (list, tuple)) and all(isinstance(one, str) for one in answer):
        answer = "".join(answer)
    if not isinstance(answer, str):
        raise Hint('a string of six letters is expected, such as "abcdef"')
    letters = "".join(one for one in answer.lower() if one.isalpha())
    if len(letters) != len(_CAUSES):
        raise Hint(f"six letters are expected, one for each symptom; got {len(letters)}")
    if not set(letters) <= set("abcdefg"):
        raise Hint("the causes are the letters a to g")
    for number, letter, hint in _SLIPS:
        if letters[number - 1] == letter:
            raise Hint(hint)
    for number, (got, want) in enumerate(zip(letters, _CAUSES, strict=True), start=1):
        if got != want:
            look = _LOOK.get(number, "look for what its outputs can be")
            raise Hint(f"{number}: {got} does not do that; {look}")


def _terms(y: Array) -> Array:
    q = np.stack([y, 1 - y]).astype(float)
    return -q * np.log(np.where(q > 0, q, 1))


def _entropy(y: Array) -> float:
    return float(np.mean(np.sum(_terms(y), axis=0)))


def _naive(y: Array) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.mean(-y * np.log(y) - (1 - y) * np.log(1 - y)))


def _without_ends(y: Array) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.nanmean(-y * np.log(y) - (1 - y) * np.log(1 - y)))


@exercise("15.5")
def _how_low(answer: Any) -> None:
    rng = np.random.default_rng(0)
    cases = [
        (np.array([0.3]),),
        (np.array([0.0, 0.3, 1.0, 0.5]),),
        (rng.choice([0, 0.2, 0.7, 1], size=(6, 4)),),
    ]
    compare(
        answer,
        _entropy,
        cases,
        mistakes={
            "0 · log 0 is NaN in NumPy; it should count as 0": _naive,
            "targets of 0 and 1 are left out; they can be met at no cost, but they count in the "
            "mean": _without_ends,
            "half of it is missing: the term of 1 − y": lambda y: np.mean(_terms(y)[0]),
            "that is the sum; the mean is asked for": lambda y: np.sum(_terms(y)),
            "those are bits; take the natural logarithm, as the loss does": (
                lambda y: _entropy(y) / np.log(2)
            ),
            "the sign: a cross-entropy is not negative": lambda y: -_entropy(y),
            "the loss of a share does not get down to zero; what does h = y cost?": (lambda y: 0.0),
            "ln 2 is what a network pays that knows nothing": lambda y: np.log(2),
            "that is the best with one output for all; each target may have its own": (
                lambda y: _entropy(np.mean(y))
            ),
            "one number is asked for: the mean over the whole array": (
                lambda y: np.sum(_terms(y), axis=0)
            ),
        },
        otherwise="the loss is least where h = y; compute the mean binary cross-entropy of y with "
        "itself",
        tolerance=1e-4,
    )


_YES, _ONE_OF = ("sigmoid", "binary_crossentropy"), ("softmax", "categorical_crossentropy")
_NUMBER, _SPARSE = (None, "mse"), ("softmax", "sparse_categorical_crossentropy")
_NAMES = {
    "linear": None,
    "none": None,
    "mean_squared_error": "mse",
    "meansquarederror": "mse",
    "binarycrossentropy": "binary_crossentropy",
    "categoricalcrossentropy": "categorical_crossentropy",
    "sparsecategoricalcrossentropy": "sparse_categorical_crossentropy",
}


def _targets() -> list[tuple[str, Array, tuple, dict[tuple, str]]]:
    """What the targets are, the targets, the right answer, wrong ones with their hints."""
    rng = np.random.default_rng(0)
    letters, flags = np.arange(52) % 26, rng.permutation(np.arange(20) % 2)
    labels = np.array([[1, 1, 0], [0, 0, 0], [1, 0, 0], [0, 1, 1], [1, 1, 1]])
    amounts = np.array([[3.0, -2.0], [1.5, -0.5], [0.5, 0.5]])
    whole = "rows that add up to 1 are a choice only if all values lie from 0 to 1"
    return [
        (
            "26 letters as numbers",
            letters,
            (26, *_SPARSE),
            {
                (26, *_ONE_OF): "class numbers, shape (m,), want the sparse form",
                (25, *_SPARSE): "the largest number is one less than the number of classes",
                (1, *_SPARSE): "a unit for each class: as many as the largest number, and one",
                (52, *_SPARSE): "as many units as samples; a unit for each class is needed",
                (1, *_NUMBER): "an integer type means class numbers, not amounts",
            },
        ),
        (
            "class numbers 0 and 1",
            flags,
            (1, *_YES),
            {
                (2, *_SPARSE): "softmax over two would do, but the rule asks for one sigmoid",
                (2, *_YES): "yes or no needs one unit",
                (1, "softmax", _YES[1]): "softmax over one unit is always 1",
            },
        ),
        ("temperatures, shape (m,)", np.array([-3.5, 21.0, 0.4]), (1, *_NUMBER), {}),
        (
            "whole numbers of a float type, shape (m,)",
            np.array([0.0, 3.0, 2.0, 1.0]),
            (1, *_NUMBER),
            {(4, *_SPARSE): "only an integer type means classes: look at y.dtype"},
        ),
        (
            "shares, shape (m,)",
            np.array([0.0, 0.3, 1.0]),
            (1, *_YES),
            {
                (1, *_NUMBER): "all values lie from 0 to 1 (0 and 1 included)",
                (1, *_ONE_OF): "softmax over one unit is always 1: K > 1 is needed",
            },
        ),
        (
            "ones only, shape (m, 1)",
            np.ones((4, 1)),
            (1, *_YES),
            {(1, *_ONE_OF): "softmax over one unit is always 1: K > 1 is needed"},
        ),
        (
            "one-hot rows, shape (m, 4)",
            np.eye(4)[[0, 2, 1, 3, 3]],
            (4, *_ONE_OF),
            {
                (4, *_SPARSE): "sparse is for class numbers",
                (4, *_YES): "each row adds up to 1: a choice",
            },
        ),
        (
            "soft labels, shape (m, 3)",
            np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]),
            (3, *_ONE_OF),
            {
                (3, *_YES): "each row adds up to 1; compare sums of floats by np.allclose",
                (3, *_NUMBER): "all values lie from 0 to 1",
            },
        ),
        (
            "several labels, shape (m, 3)",
            labels,
            (3, *_YES),
            {
                (3, *_ONE_OF): "not every row adds up to 1: softmax cannot say two at once",
                (3, *_NUMBER): "all values lie from 0 to 1",
                (2, *_YES): "a unit for each column",
            },
        ),
        (
            "amounts, shape (m, 2)",
            amounts,
            (2, *_NUMBER),
            {
                (2, *_ONE_OF): whole,
                (2, *_YES): "some values lie outside of 0 to 1: a sigmoid cannot say them",
                (1, *_NUMBER): "a unit for each column",
            },
        ),
    ]


@exercise("15.6")
def _last_layer(answer: Any) -> None:
    for what, y, want, slips in _targets():
        got = call(answer, y)
        if not isinstance(got, (tuple, list)) or len(got) != 3:
            raise Hint("three things are expected: return units, activation, loss")
        units, *words = got
        if isinstance(units, (str, type(None))) or np.size(units) != 1 or int(units) != units:
            raise Hint(f"{what}: first the number of units, a whole number; got {units!r}")
        if not all(word is None or isinstance(word, str) for word in words):
            raise Hint(f"{what}: give activation and loss by their names, as strings")
        got = (int(units), *(_plain(word) for word in words))
        if got == want:
            continue
        if got == (want[0], *want[:0:-1]):
            raise Hint("the order is: units, activation, loss")
        if got in slips:
            raise Hint(f"{what}: {slips[got]}")
        for one, right, part in zip(got, want, ("units", "activation", "loss"), strict=True):
            if one != right:
                raise Hint(f"{what}: {one!r} is not the right {part}")


def _plain(word: str | None) -> str | None:
    if word is None:
        return None
    word = word.strip().lower()
    return _NAMES.get(word, word)
