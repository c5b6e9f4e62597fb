"""Checks of lesson 08a, Tensors and tapes.

Nothing here imports TensorFlow: functions and answers are plain numbers, whichever way a learner
gets them, and the functions that a learner's code is called with are arithmetic alone, so that
they work on tensors as on floats.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dlcourse.exercises.frame import Hint, call, compare_value, exercise

_NONES = ["B", "C", "E"]


@exercise("08.1")
def _nones(answer: Any) -> None:
    if hasattr(answer, "tolist"):
        answer = answer.tolist()
    if isinstance(answer, str):
        answer = [a for a in answer if a.isalpha()]
    elif isinstance(answer, (tuple, set, frozenset)):
        answer = list(answer)
    if isinstance(answer, list) and all(isinstance(a, str) for a in answer):
        answer = sorted({a.strip().upper() for a in answer})
    compare_value(
        answer,
        _NONES,
        mistakes={
            "these are the ones with a number; the list of the others is asked for": (
                lambda a: a == ["A", "D", "F"]
            ),
            "F: the path is there, and its slope is 0, which is a number": lambda a: "F" in a,
            "A: a constant as a factor does not cut the path to w": lambda a: "A" in a,
            "D: one of the two factors still is the variable; the tape sees that path": (
                lambda a: "D" in a
            ),
            "C: u was computed before the tape began to record": lambda a: "C" not in a,
            "E: .numpy() leaves TensorFlow, and no path leads back": lambda a: "E" not in a,
            "B: w does not occur in it": lambda a: "B" not in a,
        },
        otherwise='a list of letters is expected, such as ["A", "B"]',
    )


def _cube(x: Any) -> Any:
    return x * x * x - 2 * x


def _quotient(x: Any) -> Any:
    return 1 / (1 + x * x)


# function, where, first and second derivative there
_CURVES = (
    (_cube, 2.0, (10.0, 12.0)),
    (_cube, -0.5, (-1.25, -3.0)),
    (_quotient, 1.5, (-3 / 3.25**2, 2 * (3 * 1.5**2 - 1) / 3.25**3)),
)


@exercise("08.2")
def _derivatives(answer: Any) -> None:
    for f, x, want in _CURVES:
        result = call(answer, f, x)
        two = isinstance(result, (tuple, list)) and len(result) == 2
        if two and result[0] is not None and result[1] is None:
            raise Hint(
                "the second is None: the line that computes the first derivative must stand "
                "inside the outer tape"
            )
        got = _pair(result, "the first derivative and the second")
        compare_value(
            got,
            list(want),
            mistakes={
                "the value of f is not asked for: return the two derivatives": (
                    lambda a, f=f, x=x: abs(a[0] - f(x)) < 1e-4
                ),
                "the first is right; the second is the first once more": (
                    lambda a, w=want: max(abs(a[0] - w[0]), abs(a[1] - w[0])) < 1e-4
                ),
                "the second is right; the first is not: is it taken from the inner tape?": (
                    lambda a, w=want: abs(a[1] - w[1]) < 1e-4
                ),
                "the second derivative is not the square of the first": (
                    lambda a, w=want: abs(a[1] - w[0] ** 2) < 1e-3
                ),
                "the two are in the wrong order: the first derivative comes first": (
                    lambda a, w=want: max(abs(a[0] - w[1]), abs(a[1] - w[0])) < 1e-4
                ),
                "the first is right, the second not: the outer tape must see the inner gradient": (
                    lambda a, w=want: abs(a[0] - w[0]) < 1e-4
                ),
            },
            otherwise="these are not the derivatives of f at x",
            tolerance=1e-4,
        )


def _valley(w: Any) -> Any:
    return (w - 3) * (w - 3)


def _slow(w: Any) -> Any:
    return (w + 1) * (w + 1) * (w + 1) * (w + 1)


def _reference(
    slope: Callable[[float], float], w: float, rate: float, tolerance: float, budget: int
) -> tuple[float, int]:
    for step in range(budget):
        if abs(slope(w)) < tolerance:
            return w, step
        w -= rate * slope(w)
    return w, budget


# loss, its derivative, start, learning rate, tolerance, budget
_RUNS = (
    (_valley, lambda w: 2 * (w - 3), 0.5, 0.1, 1e-2, 1000),
    (_valley, lambda w: 2 * (w - 3), 9.0, 0.25, 1e-2, 1000),
    (_slow, lambda w: 4 * (w + 1) ** 3, 1.0, 0.02, 1e-3, 12),
    (_valley, lambda w: 2 * (w - 3), 3.0, 0.1, 1e-2, 10),
)


@exercise("08.3")
def _descend(answer: Any) -> None:
    for loss_of, slope, *settings in _RUNS:
        start, rate, tolerance, budget = settings
        w, steps = _reference(slope, *settings)
        at_start = abs(slope(start)) < tolerance
        got = _pair(call(answer, loss_of, *settings), "the weight and the number of updates")
        compare_value(
            got,
            [w, float(steps)],
            mistakes={
                "the first number is the weight, the second the number of updates": (
                    lambda a, w=w, n=steps: n != w and abs(a[0] - n) < 1e-6 and abs(a[1] - w) < 1e-4
                ),
                "it stops before its first step: compare the size of the gradient, its abs": (
                    lambda a, s=start, e=at_start: not e and a[1] == 0 and abs(a[0] - s) < 1e-9
                ),
                "the weight has not moved; is it a variable, changed by assign_sub?": (
                    lambda a, s=start, e=at_start: not e and abs(a[0] - s) < 1e-9
                ),
                "it went uphill: the gradient is subtracted": (
                    lambda a, s=start, w=w: (a[0] - s) * (w - s) < 0
                ),
                "it stops only when the budget is spent; look at the gradient first": (
                    lambda a, n=steps, b=budget: n < b and abs(a[1] - b) < 1e-6
                ),
                "it makes more steps than the budget allows": lambda a, b=budget: a[1] > b + 1e-6,
                "one update too many: test the gradient before the update": (
                    lambda a, w=w, n=steps, s=slope, r=rate: (
                        abs(a[1] - n - 1) < 1e-6 and abs(a[0] - (w - r * s(w))) < 1e-4
                    )
                ),
                "the weight is right, the number of updates is not: count only updates": (
                    lambda a, w=w: abs(a[0] - w) < 1e-4
                ),
            },
            otherwise="that is not where gradient descent stops",
            tolerance=1e-4,
        )


def _pair(value: Any, what: str) -> list[float]:
    """Two numbers, whatever tensors or arrays of one element they are."""
    try:
        parts = list(value)
    except TypeError:
        raise Hint(f"two values are expected: {what}") from None
    if len(parts) != 2:
        raise Hint(f"two values are expected: {what}; got {len(parts)}")
    if any(part is None for part in parts):
        raise Hint(
            "one of them is None: a plain number or a constant is not watched; make x a "
            "tf.Variable, or tell the tape to watch it"
        )
    try:
        return [float(part) for part in parts]
    except (TypeError, ValueError):
        raise Hint(f"two numbers are expected: {what}") from None
