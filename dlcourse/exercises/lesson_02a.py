"""Checks of lesson 02a, Logistic regression."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, compare_value, exercise
from dlcourse.scratch.activations import sigmoid

_RNG = np.random.default_rng(2)
_X = np.column_stack([np.ones(9), _RNG.normal(size=(9, 2)).round(2)])
_Y = np.array([1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0])
_W = np.array([0.5, -1.0, 2.0])
_SOFT = np.array([0.7, 0.2, 0.0, 1.0])
_CASES = [(_X, _Y, _W), (_X[:4, :2], _SOFT, _W[:2])]
_FAR = [(1000 * _X, _Y, _W), (-1000 * _X, _Y, _W)]


@exercise("02.1")
def _nine_to_one(answer: Any) -> None:
    logit = np.log(9)
    compare_value(
        answer,
        (logit + 5) / 2,
        mistakes={
            "there the probability is one half; 0.9 lies on the side of class 1": 2.5,
            "0.9 is the probability; the weighted sum that belongs to it is log(0.9 / 0.1)": (
                5.9 / 2
            ),
            "the sign of the logarithm is turned round: there the probability is 0.1": (
                (5 - logit) / 2
            ),
            "the bias w₀ is missing": (logit - 1) / 2,
            "the bias stands on the wrong side: subtract w₀, which is negative": (logit - 7) / 2,
            "x₁ = 1 has its weight too: subtract w₁ x₁": (logit + 6) / 2,
            "divide by w₂ at the end": logit + 5,
            "the sigmoid has e in it: use the natural logarithm": (np.log10(9) + 5) / 2,
            "that is σ(0.9); you need the inverse of σ, log(t / (1 − t))": (
                (float(sigmoid(np.array(0.9))) + 5) / 2
            ),
            "9 are the odds; the weighted sum that belongs to them is log 9": 7.0,
            "log 0.9 is not the inverse of σ; that is log(0.9 / 0.1)": (np.log(0.9) + 5) / 2,
            "close, but do not round": (
                lambda a: not isinstance(a, str) and abs(float(a) - (logit + 5) / 2) < 0.006
            ),
        },
        otherwise="solve w₀ + w₁ x₁ + w₂ x₂ = log(t / (1 − t)) for x₂",
    )


def _cost_from_z(X: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    z = X @ w
    return float(np.mean(np.logaddexp(0, z) - y * z))


def _from_h(combine: Any) -> Any:
    """The cost that `combine` makes of h and y, as most would write it."""
    return lambda X, y, w: combine(1 / (1 + np.exp(-(X @ w))), y)


@exercise("02.2")
def _cross_entropy(answer: Any) -> None:
    log = np.log
    compare(
        answer,
        _cost_from_z,
        _CASES,
        mistakes={
            "the minus in front is missing: a loss is never negative": _from_h(
                lambda h, y: np.mean(y * log(h) + (1 - y) * log(1 - h))
            ),
            "the case y = 0 lacks its minus: it charges −log(1 − h)": _from_h(
                lambda h, y: np.mean(-y * log(h) + (1 - y) * log(1 - h))
            ),
            "that is the sum of the losses; J is their mean": _from_h(
                lambda h, y: -np.sum(y * log(h) + (1 - y) * log(1 - h))
            ),
            "these are the losses of the samples; J is their mean": (
                lambda X, y, w: np.logaddexp(0, X @ w) - y * (X @ w)
            ),
            "that is the branch of y = 1 alone; samples with y = 0 pay −log(1 − h)": _from_h(
                lambda h, y: -np.mean(y * log(h))
            ),
            "the branches have changed places: y goes with log h, 1 − y with log(1 − h)": _from_h(
                lambda h, y: -np.mean((1 - y) * log(h) + y * log(1 - h))
            ),
            "there is no half in front of the cross-entropy": _from_h(
                lambda h, y: -np.mean(y * log(h) + (1 - y) * log(1 - h)) / 2
            ),
            "that is the mean squared error of the probabilities, another cost": _from_h(
                lambda h, y: np.mean((h - y) ** 2)
            ),
            "that is half the mean squared error of the probabilities, another cost": _from_h(
                lambda h, y: np.mean((h - y) ** 2) / 2
            ),
            "use the natural logarithm": _from_h(
                lambda h, y: -np.mean(y * np.log2(h) + (1 - y) * np.log2(1 - h))
            ),
            "the sigmoid is upside down: e is raised to −z": _from_h(
                lambda h, y: -np.mean(y * log(1 - h) + (1 - y) * log(h))
            ),
            "the second part is subtracted: log(1 + e^z) − y z": (
                lambda X, y, w: np.mean(np.logaddexp(0, X @ w) + y * (X @ w))
            ),
            "y multiplies z: log(1 + e^z) − y z": (
                lambda X, y, w: np.mean(np.logaddexp(0, X @ w) - y)
            ),
            "with e^(+z) it is − y z; with e^(−z) it would be + (1 − y) z": (
                lambda X, y, w: np.mean(np.logaddexp(0, -(X @ w)) - y * (X @ w))
            ),
            "labels may lie between 0 and 1; let y and 1 − y weigh the two logarithms": _from_h(
                lambda h, y: -np.mean(log(np.where(y > 0.5, h, 1 - h)))
            ),
        },
        otherwise="for each sample log(1 + e^z) − y z, then the mean",
    )
    if not all(np.isfinite(call(answer, *case)) for case in _FAR):
        raise Hint(
            "right for small z; for large ones something leaves the range of floats: σ(z) becomes "
            "exactly 0 or 1 and its logarithm infinite, or e^z overflows. Take log(1 + e^z) − y z, "
            "with np.logaddexp(0, z) for its first part"
        )
    compare(
        answer,
        _cost_from_z,
        _FAR,
        mistakes={},
        otherwise="right for small z; for large ones a clipped h makes sure mistakes too cheap: "
        "compute the loss from z, with np.logaddexp",
    )


def _step_of(gradient: Any) -> Any:
    return lambda X, y, w, alpha: w - alpha * gradient(X, y, w, sigmoid(X @ w))


@exercise("02.3")
def _step(answer: Any) -> None:
    compare(
        answer,
        _step_of(lambda X, y, w, h: X.T @ (h - y) / len(X)),
        [(*case, 0.3) for case in _CASES],
        mistakes={
            "that goes uphill: subtract α times the gradient": _step_of(
                lambda X, y, w, h: -X.T @ (h - y) / len(X)
            ),
            "divide by the number of samples": _step_of(lambda X, y, w, h: X.T @ (h - y)),
            "the sigmoid is missing: that is a step of linear regression": _step_of(
                lambda X, y, w, h: X.T @ (X @ w - y) / len(X)
            ),
            "h(1 − h) belongs to the squared error; for the cross-entropy it cancels": _step_of(
                lambda X, y, w, h: X.T @ ((h - y) * h * (1 - h)) / len(X)
            ),
            "that is the gradient; return the new w": (
                lambda X, y, w, alpha: X.T @ (sigmoid(X @ w) - y) / len(X)
            ),
            "that is the change alone; return the new w": (
                lambda X, y, w, alpha: -alpha * X.T @ (sigmoid(X @ w) - y) / len(X)
            ),
            "the learning rate is missing": (
                lambda X, y, w, alpha: w - X.T @ (sigmoid(X @ w) - y) / len(X)
            ),
            "every weight took the mean error; multiply by Xᵀ, so that each gets its own": _step_of(
                lambda X, y, w, h: np.mean(h - y)
            ),
            "divide by the number of samples, not of features": _step_of(
                lambda X, y, w, h: X.T @ (h - y) / X.shape[1]
            ),
            "decide nothing while learning: the error is h − y, with h a probability": _step_of(
                lambda X, y, w, h: X.T @ ((h >= 0.5) - y) / len(X)
            ),
        },
    )
