"""Checks of lesson 07a, A modular network."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise
from dlcourse.scratch import activations

Array = np.ndarray


@exercise("07.1")
def _softplus(answer: Any) -> None:
    if callable(answer) and not isinstance(answer, type):
        call(answer, 0.5)
    for name in ("f", "df"):
        if not callable(getattr(answer, name, None)):
            raise Hint(f"a class with the functions f and df is expected; there is no {name}")
    if isinstance(answer, type):
        call(_on_the_class(answer.f), 0.5)
        call(_on_an_object(answer().f), 0.5)
        call(_on_an_object(answer().df), 0.5)
    z = np.linspace(-8.3, 8.3, 12)
    compare(
        _on_the_class(answer.f),
        lambda z: np.logaddexp(0, z),
        [(0.5,), (z,), (z.reshape(3, 4),)],
        mistakes={
            "inside the logarithm stands 1 + e^z; without the 1 it is z itself": lambda z: z,
            "f has the wrong sign in the exponent: it should rise, toward z": (
                lambda z: np.logaddexp(0, -z)
            ),
            "the natural logarithm is meant: np.log": lambda z: np.logaddexp(0, z) / np.log(10),
            "the natural logarithm is meant, np.log, not np.log2": (
                lambda z: np.logaddexp(0, z) / np.log(2)
            ),
            "that is the slope; f is the logarithm": activations.sigmoid.f,
        },
        otherwise="f is not log(1 + e^z) yet",
    )
    compare(
        _on_the_class(answer.df),
        activations.sigmoid.f,
        [(0.5,), (z,), (z.reshape(3, 4),)],
        mistakes={
            "df is the slope of f; yours is the value": lambda z: np.logaddexp(0, z),
            "that is 1/(1 + e^z), which falls; the inner derivative e^z belongs in the numerator": (
                lambda z: 1 / (1 + np.exp(z))
            ),
            "that is the derivative of the sigmoid; the slope of the softplus is the sigmoid": (
                activations.sigmoid.df
            ),
            "that is the slope of ReLU; the softplus has no kink": activations.relu.df,
            "by the chain rule e^z is divided by 1 + e^z": np.exp,
        },
        otherwise="compare df with (f(z + h) − f(z − h)) / 2h for a small h",
    )


def _on_the_class(function: Callable[..., Any]) -> Callable[..., Any]:
    def called(z: Any) -> Any:
        try:
            return function(z)
        except TypeError as error:
            if "missing 1 required positional argument" in str(error):
                raise Hint(
                    "with `self` it works on an object only; the loop calls it on the class: "
                    "use @staticmethod, and no self"
                ) from None
            raise

    return called


def _on_an_object(function: Callable[..., Any]) -> Callable[..., Any]:
    def called(z: Any) -> Any:
        try:
            return function(z)
        except TypeError as error:
            if "positional argument" in str(error) and "given" in str(error):
                raise Hint(
                    "it works on the class, not on an object, which hands itself over as z; "
                    "put @staticmethod above both functions"
                ) from None
            raise

    return called


def _model(*sizes: int) -> list[Any]:
    rng = np.random.default_rng(7)
    model: list[Any] = []
    for n_in, n_out in pairwise(sizes):
        model += [rng.normal(size=(n_out, n_in + 1)), activations.tanh]
    return [*model[:-1], activations.softmax]


def _sizes(model: list[Any]) -> list[int]:
    return [model[0].shape[1] - 1, *(theta.shape[0] for theta in model[::2])]


@exercise("07.2")
def _sizes_of(answer: Any) -> None:
    compare(
        answer,
        _sizes,
        [(_model(6, 4, 3),), (_model(5, 2),), (_model(3, 7, 4, 5, 2),)],
        mistakes={
            "column 0 belongs to the bias: the first matrix has one column more than inputs": (
                lambda model: [model[0].shape[1], *(t.shape[0] for t in model[::2])]
            ),
            "the inputs are missing; they are columns of the first matrix": (
                lambda model: [t.shape[0] for t in model[::2]]
            ),
            "the outputs are missing; they are rows of the last matrix": (
                lambda model: [t.shape[1] - 1 for t in model[::2]]
            ),
            "columns count the bias, and the outputs are missing": (
                lambda model: [t.shape[1] for t in model[::2]]
            ),
            "columns count the bias; take the rows, but for the inputs": (
                lambda model: [*(t.shape[1] for t in model[::2]), model[-2].shape[0]]
            ),
            "the order is from the inputs to the outputs": lambda model: _sizes(model)[::-1],
            "these are the shapes; a layer's size is one number, its rows": (
                lambda model: [t.shape for t in model[::2]]
            ),
            "that works for two layers only; loop over model[::2]": (
                lambda model: [model[0].shape[1] - 1, model[0].shape[0], model[-2].shape[0]]
            ),
        },
        otherwise="weights are at the even places, model[::2], each with a row for every unit",
    )


def _cut(row: int | None, column: int | None, step: int = 2) -> Callable[..., list[Array]]:
    """Delete row unit + `row` here, and column unit + `column` of the matrix `step` further."""

    def cut(model: list[Any], layer: int, unit: int) -> list[Array]:
        new = list(model)
        if row is not None:
            new[2 * layer] = np.delete(new[2 * layer], unit + row, axis=0)
        if column is not None:
            place = 2 * layer + step
            new[place] = np.delete(new[place], unit + column, axis=1)
        return new[::2]

    return cut


@exercise("07.3")
def _without(answer: Any) -> None:
    model = _model(4, 5, 6, 3)
    own = copy.deepcopy(model)
    if callable(answer) and answer(own, 0, 1) is not ...:
        same = map(np.array_equal, own[::2], model[::2])
        if len(own) != len(model) or not all(same):
            raise Hint("`model` itself has changed; begin with a new list: new = list(model)")
    compare(
        lambda *case: _thetas(call(answer, *case), len(case[0])),
        _cut(0, 1),
        [(model, 0, 1), (model, 1, 4), (model, 1, 0)],
        mistakes={
            "the unit is gone, but the next layer still listens to it: delete its column there": (
                _cut(0, None)
            ),
            "in the next matrix column 0 is the bias, so the unit has the column unit + 1": (
                _cut(0, 0)
            ),
            "the unit's own row is still there: delete it from model[2 * layer]": _cut(None, 1),
            "a unit is row `unit`: rows have no bias in front, only columns have": _cut(1, 1),
            "its column stands in the next matrix, model[2 * layer + 2], not in its own": (
                _cut(0, 1, step=0)
            ),
            "nothing is gone: np.delete returns a copy, so put it into the new list": (
                _cut(None, None)
            ),
            "the + 1 belongs to the columns, where the bias is in front; rows have none": (
                _cut(1, 0)
            ),
        },
        otherwise="a unit is one row of its own matrix, and one column of the next",
    )


def _thetas(result: Any, length: int) -> list[Any]:
    if not isinstance(result, (list, tuple)):
        raise Hint("return the new list, weights and activations in turn")
    if len(result) != length:
        raise Hint(f"the list should keep its {length} entries; it has {len(result)}")
    if any(isinstance(part, np.ndarray) for part in result[1::2]):
        raise Hint("activations stay at the odd places")
    if any(np.ndim(part) != 2 for part in result[::2]):
        raise Hint(
            "np.delete without an axis flattens a matrix: axis=0 for a row, axis=1 for a column"
        )
    return list(result[::2])
