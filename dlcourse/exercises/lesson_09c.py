"""Checks of lesson 09c, Which optimizer?"""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, call_for_arrays, compare, exercise

Array = np.ndarray


def _rmsprop(
    w: Array, g: Array, r: Array, v: Array, alpha: float, rho: float, beta: float, epsilon: float
) -> tuple[Array, Array, Array]:
    r = rho * r + (1 - rho) * g**2
    v = beta * v - alpha / np.sqrt(r + epsilon) * g
    return w + v, r, v


def _old_r(w, g, r, v, alpha, rho, beta, epsilon):
    v = beta * v - alpha / np.sqrt(r + epsilon) * g
    return w + v, rho * r + (1 - rho) * g**2, v


def _old_v(*arguments):
    _, r, v = _rmsprop(*arguments)
    return arguments[0] + arguments[3], r, v


def _climbs(w, g, r, v, alpha, rho, beta, epsilon):
    return _rmsprop(w, g, r, v, -alpha, rho, beta, epsilon)


def _minus_twice(*arguments):
    _, r, v = _rmsprop(*arguments)
    return arguments[0] - v, r, v


def _minus_in_w(*arguments):
    _, r, v = _climbs(*arguments)
    return arguments[0] - v, r, v


def _epsilon_outside(w, g, r, v, alpha, rho, beta, epsilon):
    r = rho * r + (1 - rho) * g**2
    v = beta * v - alpha / (np.sqrt(r) + epsilon) * g
    return w + v, r, v


def _shares_swapped(w, g, r, v, alpha, rho, beta, epsilon):
    return _rmsprop(w, g, r, v, alpha, 1 - rho, beta, epsilon)


def _no_square(w, g, r, v, alpha, rho, beta, epsilon):
    r = rho * r + (1 - rho) * np.abs(g)
    v = beta * v - alpha / np.sqrt(r + epsilon) * g
    return w + v, r, v


def _no_root(w, g, r, v, alpha, rho, beta, epsilon):
    r = rho * r + (1 - rho) * g**2
    v = beta * v - alpha / (r + epsilon) * g
    return w + v, r, v


def _average_velocity(w, g, r, v, alpha, rho, beta, epsilon):
    return _rmsprop(w, g, r, v, (1 - beta) * alpha, rho, beta, epsilon)


def _plain_velocity(w, g, r, v, alpha, rho, beta, epsilon):
    r = rho * r + (1 - rho) * g**2
    v = beta * v - g
    return w + alpha / np.sqrt(r + epsilon) * v, r, v


def _without_velocity(w, g, r, v, alpha, rho, beta, epsilon):
    return _rmsprop(w, g, r, v, alpha, rho, 0.0, epsilon)


def _sum(w, g, r, v, alpha, rho, beta, epsilon):
    r = r + g**2
    v = beta * v - alpha / np.sqrt(r + epsilon) * g
    return w + v, r, v


@exercise("09.6")
def _rmsprop_with_velocity(answer: Any) -> None:
    rng = np.random.default_rng(5)
    cases = [
        (*rng.normal(size=(2, 3)), rng.uniform(0.1, 2, 3), rng.normal(size=3), *settings)
        for settings in ((0.1, 0.9, 0.8, 0.01), (0.3, 0.7, 0.5, 0.2))
    ]
    call_for_arrays(answer, cases[0], "w, r, v")
    compare(
        answer,
        _rmsprop,
        cases,
        mistakes={
            "the old r is in the root: update r first, then v": _old_r,
            "w is moved by the old v: update v first, then w": _old_v,
            "it climbs: the minus belongs before α": _climbs,
            "one minus too many: it stands in v, and w moves by + v": _minus_twice,
            "that is the convention of Keras, -v for v; here the minus is in v": _minus_in_w,
            "ε stands inside the root: sqrt(r + epsilon)": _epsilon_outside,
            "ρ is the share that is kept: rho * r + (1 - rho) * g**2": _shares_swapped,
            "r is an average of squares: g**2": _no_square,
            "the root is missing: divide by sqrt(r + epsilon)": _no_root,
            "there is no (1 - β) in v": _average_velocity,
            "the velocity takes up the divided gradient, not g itself": _plain_velocity,
            "the velocity is not remembered: beta * v - ...": _without_velocity,
            "that r is Adagrad's sum; RMSProp's is a running average": _sum,
            "right, but the order should be w, r, v": lambda *a: tuple(
                np.array(_rmsprop(*a))[[0, 2, 1]]
            ),
        },
        otherwise="w, r or v is not right yet; do the three updates in the order of the text",
    )


def _winner(results: dict[str, Array]) -> str:
    return min(results, key=lambda name: np.nanmin(results[name]))


def _by_mean(results):
    return min(results, key=lambda name: np.nanmean(_finite(results[name])))


def _highest(results):
    return max(results, key=lambda name: np.nanmax(_finite(results[name])))


def _worst_best(results):
    return max(results, key=lambda name: np.nanmin(results[name]))


def _by_first(results):
    return min(results, key=lambda name: results[name][0])


def _by_worst(results):
    return min(results, key=lambda name: np.nanmax(_finite(results[name])))


def _nan_not_skipped(results):
    return min(results, key=lambda name: np.min(results[name]))


def _python_min(results):
    return min(results, key=lambda name: min(results[name]))


def _by_last(results):
    return min(results, key=lambda name: results[name][-1])


def _nan_left_out(results):
    whole = {name: losses for name, losses in results.items() if np.isfinite(losses).all()}
    return _winner(whole)


def _finite(losses: Array) -> Array:
    return np.where(np.isfinite(losses), losses, np.nan)


@exercise("09.7")
def _fair_winner(answer: Any) -> None:
    nan, inf = np.nan, np.inf
    cases = [
        (
            {
                "a": np.array([0.4, 0.5, 0.6]),
                "b": np.array([3.0, 0.3, nan]),
                "c": np.array([0.9, 5.0, inf]),
            },
        ),
        (
            {
                "z": np.array([nan, 2.0, 1.5]),
                "y": np.array([0.2, nan, inf]),
                "x": np.array([0.7, 0.6, 0.65]),
            },
        ),
        (
            {
                "u": np.array([1.0, 0.8, 0.9]),
                "v": np.array([2.0, 0.1, 1.9]),
                "w": np.array([0.5, 0.3, 1.2]),
            },
        ),
    ]
    for case in cases:
        got = call(answer, *case)
        if isinstance(got, (float, np.floating)):
            raise Hint("that is a loss; return the name of the optimizer that reached it")
        if not isinstance(got, str):
            raise Hint(f"a name is expected, such as 'Adam'; got {type(got).__name__}")
    compare(
        answer,
        _winner,
        cases,
        mistakes={
            "a run that flew away is skipped, its optimizer is not: np.nanmin": _nan_not_skipped,
            "min of Python keeps a NaN that stands first: np.nanmin": _python_min,
            "that compares all at the last rate; each should be taken at its best": _by_last,
            "an optimizer is not out because one of its runs flew away": _nan_left_out,
            "that is the best on average; each should be taken at its best": _by_mean,
            "that compares the worst runs; each optimizer should be taken at its best": _by_worst,
            "that is the highest loss; the lowest wins": _highest,
            "that is the optimizer whose best run is the worst; the lowest loss wins": _worst_best,
            "that compares all at the first rate; each should be taken at its best": _by_first,
        },
        otherwise=(
            "not the winner: take the lowest loss of each, without NaN, then the lowest of these"
        ),
    )
