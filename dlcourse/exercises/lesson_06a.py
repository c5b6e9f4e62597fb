"""Checks of lesson 06a, The chain rule."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, compare_value, exercise

Array = np.ndarray


@exercise("06.1")
def _slope(answer: Any) -> None:
    compare_value(
        answer,
        0.8,
        mistakes={
            "that is the slope of the logarithm alone; multiply by the slope of 1 + x²": 0.2,
            "that is the slope of 1 + x² alone; multiply by that of the logarithm, at 1 + x²": 4.0,
            "the slope of the logarithm is taken at x; what goes into it is 1 + x²": 2.0,
            "that is the value log(1 + x²), not its slope": float(np.log(5)),
            "multiply the two slopes instead of adding them": 4.2,
            "the slope of x² is 2x, not x": 0.4,
        },
        otherwise="inner slope 2x, outer slope 1 / (1 + x²); what is their product at x = 2?",
        tolerance=1e-4,
    )


@exercise("06.2")
def _output_delta(answer: Any) -> None:
    z, y = np.array([0.3, -1.2, 2.0, 0.9]), np.array([1.0, -1.0, -1.0, 0.5])
    compare(
        answer,
        lambda z, y: (np.tanh(z) - y) * (1 - np.tanh(z) ** 2),
        [(z, y), (y / 2, z)],
        mistakes={
            "h − y alone belongs to a matched pair; here the slope of tanh stays": (
                lambda z, y: np.tanh(z) - y
            ),
            "z − y belongs to a linear output; the unit says tanh(z)": lambda z, y: z - y,
            "the slope of tanh is 1 − tanh(z)²; you have 1 − z²": (
                lambda z, y: (np.tanh(z) - y) * (1 - z**2)
            ),
            "that is the slope of the sigmoid, h(1 − h); tanh has 1 − h²": (
                lambda z, y: (np.tanh(z) - y) * np.tanh(z) * (1 - np.tanh(z))
            ),
            "the slope is taken at h; it belongs to what went in, z": (
                lambda z, y: (np.tanh(z) - y) * (1 - np.tanh(np.tanh(z)) ** 2)
            ),
            "the sign is turned round: the loss rises with h where h is above y": (
                lambda z, y: (y - np.tanh(z)) * (1 - np.tanh(z) ** 2)
            ),
            "the slope of tanh is 1 − h², with the square": (
                lambda z, y: (np.tanh(z) - y) * (1 - np.tanh(z))
            ),
            "the 2 of the square cancels the half; your δ is half of it": (
                lambda z, y: (np.tanh(z) - y) / 2 * (1 - np.tanh(z) ** 2)
            ),
            "these are single samples; there is no 1/m here": (
                lambda z, y: (np.tanh(z) - y) * (1 - np.tanh(z) ** 2) / len(z)
            ),
            "the half cancels the 2; your δ is twice too large": (
                lambda z, y: 2 * (np.tanh(z) - y) * (1 - np.tanh(z) ** 2)
            ),
            "that is the slope of tanh alone; multiply by the slope of the loss, h − y": (
                lambda z, y: 1 - np.tanh(z) ** 2
            ),
        },
        otherwise="two factors: the slope of the loss at h, and the slope of tanh at z",
    )


def _sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def _slope_of_sigmoid(z: Array) -> Array:
    return _sigmoid(z) * (1 - _sigmoid(z))


def _hidden(delta: Array, Theta: Array, z: Array) -> Array:
    return (Theta.T @ delta)[1:] * _slope_of_sigmoid(z)


@exercise("06.3")
def _hidden_delta(answer: Any) -> None:
    rng = np.random.default_rng(6)
    cases = [
        (rng.normal(size=n_out), rng.normal(size=(n_out, n_in + 1)), rng.normal(size=n_in))
        for n_out, n_in in ((3, 4), (5, 2), (1, 3), (4, 3))
    ]
    longer = [call(_safely(answer), *case) for case in cases]
    if all(
        isinstance(d, np.ndarray) and d.shape == (len(c[2]) + 1,)
        for d, c in zip(longer, cases, strict=True)
    ):
        raise Hint("one entry too many: the constant unit has no δ; drop the first of Θᵀδ")
    failed = [str(d) for d in longer if isinstance(d, ValueError)]
    if failed and all("broadcast" in text for text in failed):
        raise Hint(
            f"the shapes do not fit ({failed[0]}); Θᵀδ has one entry more than z, that of the "
            "constant unit"
        )
    if any("matmul" in text or "aligned" in text for text in failed):
        raise Hint(
            f"the shapes do not fit ({failed[0]}); the rows of Theta are the units that delta_next "
            "belongs to: transpose it, and leave out a column, not a row"
        )
    compare(
        answer,
        _hidden,
        cases,
        mistakes={
            "the bias weights stand in column 0, so the first entry goes, not the last": (
                lambda delta, Theta, z: (Theta.T @ delta)[:-1] * _slope_of_sigmoid(z)
            ),
            "that is the error before the activation; multiply by the slope φ'(z)": (
                lambda delta, Theta, z: (Theta.T @ delta)[1:]
            ),
            "multiply by the slope of the sigmoid, not by its value": (
                lambda delta, Theta, z: (Theta.T @ delta)[1:] * _sigmoid(z)
            ),
            "σ(1 − σ) needs the activation; z is the weighted sum in front of it": (
                lambda delta, Theta, z: (Theta.T @ delta)[1:] * z * (1 - z)
            ),
            "that is the slope of tanh; these are sigmoid units": (
                lambda delta, Theta, z: (Theta.T @ delta)[1:] * (1 - np.tanh(z) ** 2)
            ),
            "the slope is taken at σ(z); take it at z": (
                lambda delta, Theta, z: (Theta.T @ delta)[1:] * _slope_of_sigmoid(_sigmoid(z))
            ),
        },
        otherwise="two steps: the weighted sum of the δ behind, without the bias; then φ'(z)",
    )


def _safely(answer: Any) -> Any:
    """The learner's function, whose errors of shape are a result as any other."""
    if not callable(answer):
        return answer

    def run(*arguments: Array) -> Any:
        try:
            return answer(*arguments)
        except ValueError as error:
            return error

    return run
