"""Checks of lesson 05b, Digits and losses."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.data import load_digit_weights, load_digits
from dlcourse.exercises.frame import Hint, compare, compare_value, exercise
from dlcourse.scratch import activations, add_bias

Array = np.ndarray

_RIGHT_TERM, _OTHER_TERM = -np.log(0.1), -np.log(0.9)
_NOTHING = (_RIGHT_TERM, _RIGHT_TERM + 9 * _OTHER_TERM)


@exercise("05.4")
def _knowing_nothing(answer: Any) -> None:
    if isinstance(answer, np.ndarray):
        answer = tuple(answer.ravel().tolist())
    if isinstance(answer, (int, float)) and not isinstance(answer, bool):
        raise Hint("two numbers are expected: (categorical, slide)")
    if isinstance(answer, (tuple, list)):
        answer = tuple(a.item() if isinstance(a, np.ndarray) and a.size == 1 else a for a in answer)
    if isinstance(answer, tuple) and len(answer) != 2:
        raise Hint(f"two numbers are expected, got {len(answer)}")
    categorical, total = _NOTHING
    compare_value(
        answer,
        _NOTHING,
        mistakes={
            "a loss is positive: minus the logarithm": lambda pair: min(pair) < 0,
            "those are in the other order; the categorical one comes first": (total, categorical),
            "np.log10 is the logarithm to base 10; use the natural one": (
                categorical / np.log(10),
                total / np.log(10),
            ),
            "np.log2 is the logarithm to base 2; use the natural one": (
                categorical / np.log(2),
                total / np.log(2),
            ),
            "the first is right; the second is the sum of the ten terms, not their mean": (
                categorical,
                total / 10,
            ),
            "the first is right; in the second the nine wrong classes count, too: −log(1 − 0.1) "
            "for each": (categorical, categorical),
            "the first is right; in the second there are nine wrong classes, not one": (
                categorical,
                categorical + _OTHER_TERM,
            ),
            "the first is right; in the second only nine classes have y = 0": (
                categorical,
                categorical + 10 * _OTHER_TERM,
            ),
            "the first is right; in the second a wrong class costs −log(1 − 0.1), not −log 0.1": (
                categorical,
                10 * categorical,
            ),
            "the first is right; in the second the term of the true class is missing": (
                categorical,
                9 * _OTHER_TERM,
            ),
            "the first is right; in the second the nine terms have the wrong sign": (
                categorical,
                categorical - 9 * _OTHER_TERM,
            ),
            "the first is right; in the second the true class costs −log 0.1": (
                categorical,
                10 * _OTHER_TERM,
            ),
            "the second is right; in the first the output of the true class is 0.1, not 0.9": (
                _OTHER_TERM,
                total,
            ),
            "the categorical form has only the term of the true class; you have added ten": (
                lambda pair: abs(pair[0] - 10 * categorical) < 1e-3
            ),
            "the categorical form is neither divided by the number of classes nor multiplied by "
            "the output": (lambda pair: abs(pair[0] - categorical / 10) < 1e-3),
            "the first is right": lambda pair: abs(pair[0] - categorical) < 1e-3,
            "the second is right; the first has only the term of the true class": (
                lambda pair: abs(pair[1] - total) < 1e-3
            ),
        },
        tolerance=1e-3,
    )


_RNG = np.random.default_rng(6)
_OUTPUTS = [
    (activations.sigmoid(_RNG.normal(size=shape)), (_RNG.random(shape) < 0.4).astype(float))
    for shape in ((5, 3), (4, 4), (7, 2))
]


def _quadratic(A: Array, Y: Array) -> Array:
    return 2 * (A - Y) * A * (1 - A) / len(A)


@exercise("05.5")
def _quadratic_gradient(answer: Any) -> None:
    compare(
        answer,
        _quadratic,
        _OUTPUTS,
        mistakes={
            "that is the gradient of the cross-entropy; the squares have a factor σ'(z) besides": (
                lambda A, Y: (A - Y) / len(A)
            ),
            "that is the gradient of the cross-entropy, without the 1/N of the mean; the squares "
            "have a factor σ'(z) besides": lambda A, Y: A - Y,
            "the factor σ'(z) = A(1 − A) and the 1/N of the mean are missing": (
                lambda A, Y: 2 * (A - Y)
            ),
            "σ'(z) is A(1 − A): the factor A is missing": (
                lambda A, Y: 2 * (A - Y) * (1 - A) / len(A)
            ),
            "that is zero everywhere; σ'(z) belongs to the outputs A, not to the targets Y": (
                lambda A, Y: 2 * (A - Y) * Y * (1 - Y) / len(A)
            ),
            "that is the gradient with respect to the outputs A; go on through the sigmoid": (
                lambda A, Y: 2 * (A - Y) / len(A)
            ),
            "the derivative of a square has a 2; here no half cancels it": (
                lambda A, Y: _quadratic(A, Y) / 2
            ),
            "the 1/N of the mean is missing": lambda A, Y: _quadratic(A, Y) * len(A),
            "the 2 of the square and the 1/N of the mean are missing": (
                lambda A, Y: (A - Y) * A * (1 - A)
            ),
            "the error is a mean over samples and a sum over outputs: divide by N, not by N·K": (
                lambda A, Y: _quadratic(A, Y) / A.shape[1]
            ),
            "divide by N, the number of rows, not by K": (
                lambda A, Y: _quadratic(A, Y) * len(A) / A.shape[1]
            ),
            "the sign is turned round: it is (A − Y) times A(1 − A)": (
                lambda A, Y: -_quadratic(A, Y)
            ),
            "A holds outputs, not weighted sums: σ' is A(1 − A), without another sigmoid": (
                lambda A, Y: 2 * (A - Y) * activations.sigmoid.df(A) / len(A)
            ),
            "the samples must not be summed: one row for each of them": (
                lambda A, Y: _quadratic(A, Y).sum(axis=0)
            ),
            "that is the error itself, not its gradient": (
                lambda A, Y: np.sum((A - Y) ** 2) / len(A)
            ),
        },
        otherwise="chain rule: the derivative of the square, times A(1 − A), divided by N",
    )


def _outputs(Theta0: Array, X: Array) -> Array:
    return activations.sigmoid(add_bias(X) @ Theta0.T)


def _contrast(values: Array, y: Array, digit: int) -> Array:
    return values[y == digit].mean(axis=0) - values[y != digit].mean(axis=0)


def _sums(values: Array, y: Array, digit: int) -> Array:
    return values[y == digit].sum(axis=0) - values[y != digit].sum(axis=0)


def _mean_of_means(values: Array, y: Array, digit: int) -> Array:
    means = [values[y == k].mean(axis=0) for k in range(10)]
    return means[digit] - np.mean(np.delete(means, digit, axis=0), axis=0)


def _best(Theta0: Array, X: Array, y: Array, digit: int) -> int:
    return int(_contrast(_outputs(Theta0, X), y, digit).argmax())


def _digit_cases() -> list[tuple[Array, Array, Array, int]]:
    digits, (Theta0, _) = load_digits(), load_digit_weights().thetas
    X, y = digits.x.reshape(len(digits.x), -1)[:600] / 16, digits.y[:600]
    return [(Theta0, X, y, digit) for digit in range(10)]


@exercise("05.6")
def _best_unit(answer: Any) -> None:
    compare(
        answer,
        _best,
        _digit_cases(),
        mistakes={
            "that unit is high for every digit; subtract its mean output for the other digits": (
                lambda T, X, y, k: int(_outputs(T, X)[y == k].mean(axis=0).argmax())
            ),
            "that is the unit that is lowest for this digit: the signs are turned round": (
                lambda T, X, y, k: int(_contrast(_outputs(T, X), y, k).argmin())
            ),
            "the sign should count: a unit that is low for this digit is another kind": (
                lambda T, X, y, k: int(abs(_contrast(_outputs(T, X), y, k)).argmax())
            ),
            "those are the weighted sums; a unit's output is their sigmoid": (
                lambda T, X, y, k: int(_contrast(add_bias(X) @ T.T, y, k).argmax())
            ),
            "the biases are missing: put a 1 in front of the pixels": (
                lambda T, X, y, k: int(
                    _contrast(activations.sigmoid(X @ T[:, 1:].T), y, k).argmax()
                )
            ),
            "the 1 stands in front of the pixels, as in add_bias, not behind them": (
                lambda T, X, y, k: int(
                    _contrast(activations.sigmoid(np.c_[X, np.ones(len(X))] @ T.T), y, k).argmax()
                )
            ),
            "subtract means, not sums: there are nine times as many other samples": (
                lambda T, X, y, k: int(_sums(_outputs(T, X), y, k).argmax())
            ),
            "take one mean over all samples of other digits: not the mean of nine means, nor the "
            "output for a mean picture": (
                lambda T, X, y, k: int(_mean_of_means(_outputs(T, X), y, k).argmax())
            ),
            "that is the difference; return the number of the unit (argmax)": (
                lambda T, X, y, k: float(_contrast(_outputs(T, X), y, k).max())
            ),
            "units are counted from 0 here, from 1 in your answer": (
                lambda T, X, y, k: _best(T, X, y, k) + 1
            ),
            "those are the differences of all units; return the number of the largest (argmax)": (
                lambda T, X, y, k: _contrast(_outputs(T, X), y, k)
            ),
        },
        otherwise="take the outputs of the hidden units, and two means over rows: y == digit and "
        "y != digit",
    )
