"""Checks of lesson 15c, The universal workflow, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, call_for_arrays, compare, exercise

Array = np.ndarray


def _mae(y: Array, p: Any) -> float:
    return float(np.mean(np.abs(y - p)))


def _skill(y_train: Array, y: Array, p: Array) -> float:
    return 1 - _mae(y, p) / _mae(y, np.median(y_train))


@exercise("15.7")
def _compared(answer: Any) -> None:
    y_train = np.array([1.0, 2.0, 2.5, 3.0, 9.0])
    cases = [
        (y_train, np.array([1.5, 2.0, 4.0, 6.0]), np.array([1.7, 2.2, 3.5, 6.5])),
        (y_train[:4], np.array([3.0, 1.0, 8.0]), np.array([1.0, 3.0, 2.0])),
        (2 * y_train, np.array([4.0, 5.5, 7.0, 3.0, 20.0]), np.array([5.0, 5.0, 5.0, 4.0, 12.0])),
    ]
    compare(
        answer,
        _skill,
        cases,
        mistakes={
            "the baseline says the median, not the mean: it is the best constant for the MAE": (
                lambda t, y, p: 1 - _mae(y, p) / _mae(y, t.mean())
            ),
            "the baseline may not know y: take the median of y_train": (
                lambda t, y, p: 1 - _mae(y, p) / _mae(y, np.median(y))
            ),
            "the baseline is judged on y, as the model is; y_train gives its median only": (
                lambda t, y, p: 1 - _mae(y, p) / _mae(t, np.median(t))
            ),
            "take 1 minus that: as good as the baseline is 0": (
                lambda t, y, p: _mae(y, p) / _mae(y, np.median(t))
            ),
            "the wrong way around: the error of the baseline stands below": (
                lambda t, y, p: 1 - _mae(y, np.median(t)) / _mae(y, p)
            ),
            "that is the difference of the two errors; the skill is a share": (
                lambda t, y, p: _mae(y, np.median(t)) - _mae(y, p)
            ),
            "absolute errors, not squared ones": (
                lambda t, y, p: 1 - np.mean((y - p) ** 2) / np.mean((y - np.median(t)) ** 2)
            ),
            "absolute errors, not the root of the squared ones": (
                lambda t, y, p: (
                    1 - np.sqrt(np.mean((y - p) ** 2) / np.mean((y - np.median(t)) ** 2))
                )
            ),
            "the median is for the price; of the absolute errors take the mean": (
                lambda t, y, p: 1 - np.median(np.abs(y - p)) / np.median(np.abs(y - np.median(t)))
            ),
            "the sign: 1 minus the quotient, so that better than the baseline is above 0": (
                lambda t, y, p: _mae(y, p) / _mae(y, np.median(t)) - 1
            ),
            "the absolute value is missing: errors up and down cancel": (
                lambda t, y, p: 1 - np.mean(y - p) / np.mean(y - np.median(t))
            ),
        },
        otherwise="the mean of |y − p| over the mean of |y − median of y_train|, taken from 1",
    )


def _fold(W: Array, b: Array, mu: Array, sigma: Array) -> tuple[Array, Array]:
    W_raw = W / sigma[:, None]
    return W_raw, b - mu @ W_raw


@exercise("15.8")
def _scaler_in_the_weights(answer: Any) -> None:
    rng = np.random.default_rng(0)
    cases = [
        (rng.normal(size=(n, n)), rng.normal(size=n), rng.normal(10, 5, n), rng.uniform(0.5, 4, n))
        for n in (3, 4, 5)  # as many units as columns: a wrong axis shows in the values
    ]

    def checked(*case: Array) -> Any:
        return call_for_arrays(answer, case, "W_raw, b_raw")

    if not callable(answer):
        call(answer)
    compare(
        checked,
        _fold,
        cases,
        mistakes={
            "the bias has to change, too: μ no longer gives 0": (
                lambda W, b, mu, sigma: (W / sigma[:, None], b)
            ),
            "b_raw: μ has to be divided by σ as well; take W_raw there": (
                lambda W, b, mu, sigma: (W / sigma[:, None], b - mu @ W)
            ),
            "b_raw: the sign; (x − μ)/σ · W is x · W/σ minus μ · W/σ": (
                lambda W, b, mu, sigma: (W / sigma[:, None], b + mu @ (W / sigma[:, None]))
            ),
            "W_raw: divide by σ; the scaler divides, and so do the weights that replace it": (
                lambda W, b, mu, sigma: (W * sigma[:, None], b - mu @ (W * sigma[:, None]))
            ),
            "W_raw: each column of x has a row of W; divide the rows, W / sigma[:, None]": (
                lambda W, b, mu, sigma: (W / sigma, b - mu @ (W / sigma))
            ),
            "b_raw is right; W_raw: divide the rows of W, W / sigma[:, None]": (
                lambda W, b, mu, sigma: (W / sigma, b - (mu / sigma) @ W)
            ),
            "b_raw: μ meets the weights, too; it takes off μ · W_raw, a number for each unit": (
                lambda W, b, mu, sigma: (W / sigma[:, None], b - mu / sigma)
            ),
            "b_raw: one μ for each row of W: mu @ W_raw, not W_raw @ mu": (
                lambda W, b, mu, sigma: (W / sigma[:, None], b - W @ (mu / sigma))
            ),
            "b_raw: divide by σ before the sum over the columns of x: mu @ W_raw": (
                lambda W, b, mu, sigma: (W / sigma[:, None], b - mu @ W / sigma)
            ),
            "W_raw is W / σ: the scaler divides each column before W sees it": (
                lambda W, b, mu, sigma: (W, b - mu @ W)
            ),
            "the pair is in the wrong order: W_raw, b_raw": (lambda *case: _fold(*case)[::-1]),
        },
        otherwise="write (x − μ)/σ · W + b as x · W_raw + b_raw, and compare what stands with x",
    )


def _within(
    *,
    count: Callable[[Array], float] = lambda off: np.sqrt(off.shape[1]),
    of: Callable[[Array, Array], Array] = lambda off, sizes: off[off.mean(axis=1).argmin()],
) -> Callable[[Array, Array], int]:
    """The rule of one standard error, which may be done wrong in one of several ways."""

    def rule(off: Array, sizes: Array) -> int:
        means, sizes = off.mean(axis=1), np.asarray(sizes)
        allowed = of(off, sizes).std() / count(off)
        good = np.flatnonzero(means <= means.min() + allowed)
        return int(good[sizes[good].argmin()])

    return rule


def _within_share(off: Array, sizes: Array) -> int:
    means, sizes = off.mean(axis=1), np.asarray(sizes)
    good = np.flatnonzero(means <= 1.1 * means.min())
    return int(good[sizes[good].argmin()])


def _own_error(off: Array, sizes: Array) -> int:
    means, sizes = off.mean(axis=1), np.asarray(sizes)
    good = np.flatnonzero(means - off.std(axis=1) / np.sqrt(off.shape[1]) <= means.min())
    return int(good[sizes[good].argmin()])


def _size_of(off: Array, sizes: Array) -> int:
    return int(np.asarray(sizes)[_within()(off, sizes)])


def _first_good(off: Array, sizes: Array) -> int:
    means, best = off.mean(axis=1), off.mean(axis=1).argmin()
    return int(np.argmax(means <= means.min() + off[best].std() / np.sqrt(off.shape[1])))


def _place_among_good(off: Array, sizes: Array) -> int:
    means, best = off.mean(axis=1), off.mean(axis=1).argmin()
    good = np.flatnonzero(means <= means.min() + off[best].std() / np.sqrt(off.shape[1]))
    return int(np.asarray(sizes)[good].argmin())


@exercise("15.9")
def _smallest(answer: Any) -> None:
    def errors(means: list[float], spreads: list[float], n: int) -> Array:
        wave = np.where(np.arange(n) % 2, 1.0, -1.0)  # mean 0, standard deviation 1
        return np.array([m + s * wave for m, s in zip(means, spreads, strict=True)])

    cases = [
        # 16 houses: one standard error of the best is 0.5
        (errors([9.0, 5.4, 5.0, 5.3], [2, 2, 2, 2], 16), [10, 200, 4000, 900]),
        # the smallest within is not the first; the one with the large spread is too far off
        (errors([6.0, 5.2, 8.0, 5.0, 5.1], [9, 1, 1, 1.2, 1], 4), [5, 300, 20, 900, 100]),
        # nobody else within
        (errors([4.0, 6.0, 7.0], [1, 1, 1], 64), [700, 30, 5]),
        # within a standard deviation, not within a standard error
        (errors([5.9, 5.0, 5.05], [2, 2, 2], 100), [10, 400, 90]),
        # a bad model makes the errors of all together spread more
        (errors([5.6, 5.0, 20.0], [2, 2, 2], 16), [10, 400, 90]),
        # one tenth above the lowest is far too much here
        (errors([5.3, 5.0, 5.05], [1, 1, 1], 100), [10, 400, 90]),
        # the best scatters most; the first of the good ones is not the smallest
        (errors([5.4, 5.0, 5.3], [0.5, 2, 1], 16), [90, 400, 10]),
    ]

    def checked(off: Array, sizes: list[int]) -> Any:
        got = call(answer, off, np.array(sizes))
        if isinstance(got, (tuple, list)):
            raise Hint("one number is expected, that of the model")
        return got

    if not callable(answer):
        call(answer)
    compare(
        checked,
        _within(),
        cases,
        mistakes={
            "that is the model with the lowest mean; a smaller one may be as good": (
                lambda off, sizes: int(off.mean(axis=1).argmin())
            ),
            "that is the smallest of all; it has to be among the good ones": (
                lambda off, sizes: int(np.argmin(sizes))
            ),
            "that is the standard deviation; the standard error is that over √m": (
                _within(count=lambda off: 1.0)
            ),
            "the standard error is that of the model with the lowest mean, not each model's own": (
                _own_error
            ),
            "the standard error of the best model's errors alone, not of all errors together": (
                _within(of=lambda off, sizes: off)
            ),
            "√m with the number of houses, the columns of off; not that of the models": (
                _within(count=lambda off: np.sqrt(len(off)))
            ),
            "the standard deviation over √m, not over m": _within(count=lambda off: off.shape[1]),
            "the limit is the lowest mean plus its standard error, not a share": _within_share,
            "that is the first of the good ones; take the one with the smallest size": _first_good,
            "return the number of the model, not its size": _size_of,
            "that is the place among the good ones; return the number among all models": (
                _place_among_good
            ),
        },
        otherwise="means = off.mean(axis=1); the good ones are those up to the lowest mean plus "
        "its standard error; of those the one with the smallest size",
    )
