"""Checks of lesson 15a, Regression and honest evaluation."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, compare, compare_value, exercise

Array = np.ndarray
Fit = Callable[[Array, Array], Callable[[Array], Array]]


@exercise("15.1")
def _best_constant(answer: Any) -> None:
    compare_value(
        answer,
        150.0,
        mistakes={
            "that is the mean, which has the lowest *squared* error; one expensive house pulls "
            "it far up": 250.0,
            "that is the middle between the cheapest and the dearest house; most houses are far "
            "from it": 390.0,
            "that is the mean absolute error itself; the price is asked": 132.0,
            "in thousands of dollars, please": 150_000.0,
        },
        otherwise="move the price up by one: how many of the five errors grow by one, and how many "
        "shrink? At the lowest point the two balance",
    )


def _kfold_mae(
    *,
    scaled_by: str = "training",
    validation: str = "the same",
    learn: str = "training",
    judge: str = "validation",
    clip: bool = False,
    error: Callable[[Array], Array] = np.abs,
    combine: Callable[[list[Array]], Any] = lambda errors: np.mean([e.mean() for e in errors]),
) -> Callable[[Array, Array, list, Fit], Any]:
    """The right function, which may be spoiled in one of several ways."""

    def run(X: Array, y: Array, folds: list, fit: Fit) -> Any:
        errors = []
        for a, b in folds:
            if learn == "validation":
                a, b = b, a
            seen = X if scaled_by == "all" else X[a]
            mean, deviation = seen.mean(axis=0), seen.std(axis=0)
            if scaled_by == "one number":
                mean, deviation = seen.mean(), seen.std()
            if scaled_by == "m - 1":
                deviation = seen.std(axis=0, ddof=1)
            if scaled_by == "nothing":
                mean, deviation = 0.0, 1.0
            if validation == "raw":
                V = X[b]
            elif validation == "its own":
                V = (X[b] - X[b].mean(axis=0)) / X[b].std(axis=0)
            else:
                V = (X[b] - mean) / deviation
            Z, t, v = (X[a] - mean) / deviation, y[a], y[b]
            if clip:
                Z, V = np.clip(Z, -3, 3), np.clip(V, -3, 3)
            predict = fit((X - mean) / deviation, y) if learn == "all" else fit(Z, t)
            if judge == "training":
                V, v = Z, t
            errors.append(error(predict(V) - v))
        return combine(errors)

    return run


def _ridge(Z: Array, t: Array) -> Callable[[Array], Array]:
    """A plane with a penalty: unlike least squares, it notices the scale of the features."""
    center = Z.mean(axis=0)
    A = Z - center
    w = np.linalg.solve(A.T @ A + 3 * np.eye(Z.shape[1]), A.T @ (t - t.mean()))
    return lambda V: t.mean() + (V - center) @ w


def _neighbors(Z: Array, t: Array) -> Callable[[Array], Array]:
    """A mean of all targets, weighted by nearness."""

    def predict(V: Array) -> Array:
        near = np.exp(-np.abs(V[:, None, :] - Z[None, :, :]).sum(axis=2).clip(0, 50))
        return (near @ t + 0.1) / (near.sum(axis=1) + 0.1)

    return predict


def _folds(m: int, k: int, rng: np.random.Generator) -> list[tuple[Array, Array]]:
    parts = np.array_split(rng.permutation(m), k)
    return [(np.concatenate(parts[:i] + parts[i + 1 :]), parts[i]) for i in range(k)]


@exercise("15.2")
def _folds_without_a_leak(answer: Any) -> None:
    rng = np.random.default_rng(0)
    cases = []
    for m, k, fit in ((17, 4, _ridge), (23, 5, _neighbors), (11, 3, _ridge)):
        X = rng.normal(size=(m, 3)) * [1, 3, 0.4] + [2, -1, 0.5]
        y = X @ [1.0, -0.5, 2.0] + X[:, 0] ** 2 + rng.normal(size=m)
        cases.append((X, y, _folds(m, k, rng), fit))
    compare(
        answer,
        _kfold_mae(),
        cases,
        mistakes={
            "that is a leak: mean and deviation are those of all rows; take X[train] alone": (
                _kfold_mae(scaled_by="all")
            ),
            "the validation rows are scaled with a mean and deviation of their own; use those "
            "of the training rows": _kfold_mae(validation="its own"),
            "the training rows are scaled, the validation rows are not": (
                _kfold_mae(validation="raw")
            ),
            "nothing is scaled yet": _kfold_mae(scaled_by="nothing"),
            "each column has its own mean and deviation: axis=0": (
                _kfold_mae(scaled_by="one number")
            ),
            "take X[train].std(axis=0) as it is, without ddof=1": _kfold_mae(scaled_by="m - 1"),
            "here nothing is clipped": _kfold_mae(clip=True),
            "that is a leak: the model learns from all rows, those of the validation too": (
                _kfold_mae(learn="all")
            ),
            "train and validation are swapped": _kfold_mae(learn="validation"),
            "that is the error on the training rows": _kfold_mae(judge="training"),
            "those are squared errors; take np.abs": _kfold_mae(error=np.square),
            "those are roots of mean squares; the mean of np.abs is asked": (
                _kfold_mae(
                    combine=lambda errors: np.mean([np.sqrt(e.mean()) for e in errors]),
                    error=np.square,
                )
            ),
            "errors of different sign cancel; take np.abs before the mean": (
                _kfold_mae(error=lambda e: e)
            ),
            "that is the error of the last fold alone": (
                _kfold_mae(combine=lambda errors: errors[-1].mean())
            ),
            "that is the error of the first fold alone; does a return stand inside the loop?": (
                _kfold_mae(combine=lambda errors: errors[0].mean())
            ),
            "that is the sum over the folds; take their mean": (
                _kfold_mae(combine=lambda errors: np.sum([e.mean() for e in errors]))
            ),
            "those are the errors of the folds; return their mean": (
                _kfold_mae(combine=lambda errors: np.array([e.mean() for e in errors]))
            ),
            "that is the mean over all rows; first the mean in each fold, then that of the folds": (
                _kfold_mae(combine=lambda errors: np.concatenate(errors).mean())
            ),
        },
        otherwise="in each fold: mean and deviation of X[train]; scale both parts with them; "
        "predict = learn(Z, y[train]); the mean of np.abs(predict(V) − y[validation])",
    )


def _needed(errors: Array, dollars: float) -> int:
    # A share of a billionth is rounding, not another house.
    return math.ceil((np.std(errors) / dollars) ** 2 * (1 - 1e-9))


@exercise("15.3")
def _rows_needed(answer: Any) -> None:
    rng = np.random.default_rng(1)
    cases = [
        (rng.exponential(20_000, 37), 900.0),
        (np.array([1000.0, 3000.0]), 500.0),
        (rng.exponential(50_000, 12), 1700.0),
        (np.abs(rng.normal(0, 30_000, 61)), 450.0),
    ]
    for errors, dollars in cases:
        got = answer(errors.copy(), dollars) if callable(answer) else ...
        if isinstance(got, (float, np.floating)) and got % 1:
            exact = (np.std(errors) / dollars) ** 2
            if math.isclose(got, exact, rel_tol=1e-9):
                raise Hint("a whole number of houses, please: round up with math.ceil or np.ceil")
    compare(
        answer,
        _needed,
        cases,
        mistakes={
            "round up: with one house less the standard error is above `dollars`": (
                lambda e, d: math.floor((np.std(e) / d) ** 2)
            ),
            "rounding to the nearest is sometimes one house short: round up": (
                lambda e, d: round((np.std(e) / d) ** 2)
            ),
            "one too many where the standard error is exactly `dollars`: that is small enough": (
                lambda e, d: math.floor((np.std(e) / d) ** 2) + 1
            ),
            "σ/√m = dollars is to be solved for m: square": (lambda e, d: math.ceil(np.std(e) / d)),
            "take the standard deviation of the errors, not their mean": (
                lambda e, d: math.ceil((np.mean(e) / d) ** 2)
            ),
            "take the standard deviation of the errors, not the root of their mean square": (
                lambda e, d: math.ceil(np.mean(np.square(e)) / d**2)
            ),
            "that is the standard error with the houses you have; their number is to be found": (
                lambda e, d: np.std(e) / np.sqrt(len(e))
            ),
            "square `dollars`, too": lambda e, d: math.ceil(np.var(e) / d),
            "the standard deviation is squared twice": (
                lambda e, d: math.ceil((np.var(e) / d) ** 2)
            ),
            "σ is the deviation of single errors; do not divide it by √m of those you have": (
                lambda e, d: math.ceil(np.var(e) / len(e) / d**2)
            ),
            "take errors.std() as it is, without ddof=1": (
                lambda e, d: math.ceil((np.std(e, ddof=1) / d) ** 2)
            ),
            "that is the number still missing; the number of all houses to hold out is asked": (
                lambda e, d: math.ceil((np.std(e) / d) ** 2) - len(e)
            ),
        },
        otherwise="solve σ/√m ≤ dollars for m, and round up",
    )
