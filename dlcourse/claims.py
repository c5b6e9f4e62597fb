"""Claims: what the text of a notebook says, the run shows.

A claim prints one line that is the same on every machine, or raises with the values. Each one is
recorded with its margin, so that `dlcourse run --seeds 10` can tell which bounds are narrow.
"""

from __future__ import annotations

import json
import math
import operator
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

__all__ = ["ClaimError", "claim", "fails"]

_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_MISSING: Any = object()


class ClaimError(AssertionError):
    """A statement of the text that the run does not show."""


def claim(
    text: str,
    value: Any,
    op: str | None = None,
    bound: Any = _MISSING,
    *,
    between: tuple[float, float] | None = None,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Check a statement about a result, print it, and record its margin.

    Args:
        text: The statement, without a number that depends on the machine or on the seed.
        value: The computed number; a string or a tuple with `==` and `!=`; or, without `op` and
            `between`, a truth value (for logical facts only).
        op: One of `<`, `<=`, `>`, `>=`, `==`, `!=`.
        bound: What `value` is compared with. It may be computed too.
        between: `(low, high)`, both ends included, instead of `op` and `bound`.
        values: Further values to show when the claim does not hold.

    Raises:
        ClaimError: The statement does not hold (NaN never does).
        TypeError: `value` or a bound is not a single value.
        ValueError: The form of the claim is wrong.

    Example:
        >>> claim("three quarters is more than a half", 3 / 4, ">", 1 / 2)
        ✔ three quarters is more than a half
    """
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"text must be a sentence, got {text!r}")
    extra = {name: _plain(name, v) for name, v in dict(values or {}).items()}
    if between is not None:
        record = _between(value, op, bound, between)
    elif op is None:
        record = _truth(value, bound)
    else:
        record = _comparison(value, op, bound)
    record = {"claim": text, **record, "values": extra}
    _record(record)
    if not record["held"]:
        raise ClaimError(_message(record))
    print(f"✔ {text}")


class fails:
    """Show a line that cannot work: `with dlcourse.fails(TypeError): ...`.

    Prints the name of the error, which is all that stays the same between versions of a library.

    Raises:
        ClaimError: The block ran to its end, or failed with another error.
    """

    def __init__(self, *errors: type[BaseException]) -> None:
        if not errors or not all(isinstance(e, type) and issubclass(e, Exception) for e in errors):
            raise TypeError(f"fails takes one or more exception types, got {errors!r}")
        self.errors = errors

    def __enter__(self) -> fails:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        expected = " or ".join(e.__name__ for e in self.errors)
        if kind is None:
            raise ClaimError(f"these lines should fail with {expected}, but they ran")
        if issubclass(kind, self.errors):
            print(next(e for e in self.errors if issubclass(kind, e)).__name__)
            return True
        if issubclass(kind, Exception):
            raise ClaimError(
                f"these lines should fail with {expected}, but failed with {kind.__name__}: {error}"
            ) from error
        return False


def _comparison(value: Any, op: str, bound: Any) -> dict[str, Any]:
    if op not in _COMPARE:
        raise ValueError(f"op must be one of {' '.join(_COMPARE)}, got {op!r}")
    if bound is _MISSING:
        raise ValueError(f"a claim with op {op!r} needs a bound")
    margin = None
    if op in ("==", "!="):
        value, bound = _plain("value", value), _plain("bound", bound)
    else:
        value, bound = _number("value", value), _number("bound", bound)
        margin = bound - value if op.startswith("<") else value - bound
    return {
        "value": value,
        "op": op,
        "bound": bound,
        "margin": margin,
        "relative": _relative(margin, value, bound),
        "held": bool(_COMPARE[op](value, bound)),
    }


def _between(value: Any, op: Any, bound: Any, between: Any) -> dict[str, Any]:
    if op is not None or bound is not _MISSING:
        raise ValueError("give either op and bound, or between=(low, high), not both")
    try:
        low, high = between
    except (TypeError, ValueError):
        raise ValueError(f"between must be a pair (low, high), got {between!r}") from None
    value, low, high = _number("value", value), _number("low", low), _number("high", high)
    if not low <= high:
        raise ValueError(f"between must have low <= high, got ({low:g}, {high:g})")
    margin = min(value - low, high - value)
    nearest = low if value - low <= high - value else high
    return {
        "value": value,
        "op": "between",
        "bound": [low, high],
        "margin": margin,
        "relative": _relative(margin, value, nearest),
        "held": low <= value <= high,
    }


def _truth(value: Any, bound: Any) -> dict[str, Any]:
    if bound is not _MISSING:
        raise ValueError("a bound needs an op, such as claim(text, value, '<=', bound)")
    if type(value).__name__ not in ("bool", "bool_"):
        raise TypeError(
            "a claim without op and between takes a truth value, "
            f"got {_describe(value)}; compare a number as claim(text, value, '<=', bound)"
        )
    return {
        "value": bool(value),
        "op": None,
        "bound": None,
        "margin": None,
        "relative": None,
        "held": bool(value),
    }


def _number(name: str, value: Any) -> float:
    if isinstance(value, str) or getattr(value, "ndim", 0) != 0:
        raise TypeError(f"{name} must be a single number, got {_describe(value)}")
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a single number, got {_describe(value)}") from None


def _plain(name: str, value: Any) -> Any:
    """A value that can be compared and written as JSON: NumPy scalars become Python's own."""
    if getattr(value, "ndim", 0) != 0:
        raise TypeError(f"{name} must be a single value, got {_describe(value)}")
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, (tuple, list)):
        return [_plain(name, v) for v in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def _relative(margin: float | None, value: Any, bound: Any) -> float | None:
    if margin is None:
        return None
    scale = max(abs(value), abs(bound))
    return margin / scale if scale and math.isfinite(scale) else None


def _describe(value: Any) -> str:
    shape = getattr(value, "shape", None)
    if shape:
        return f"an array of shape {tuple(shape)}"
    return f"{type(value).__name__} {value!r}"


def _message(record: dict[str, Any]) -> str:
    value, op, bound = record["value"], record["op"], record["bound"]
    if op is None:
        why = "it is false"
    elif op == "between":
        why = f"{value:.6g} is not between {bound[0]:.6g} and {bound[1]:.6g}"
    elif op in ("==", "!="):
        why = f"{value!r} {op} {bound!r} is false"
    else:
        why = f"{value:.6g} is not {op} {bound:.6g}"
    if record["margin"] is not None and record["margin"] < 0:
        why += f" (missed by {-record['margin']:.3g})"
    more = ", ".join(f"{name} = {v}" for name, v in record["values"].items())
    return f"“{record['claim']}” does not hold: {why}" + (f"; {more}" if more else "")


def _record(record: dict[str, Any]) -> None:
    target = os.environ.get("DLCOURSE_CLAIMS")
    if target:
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
