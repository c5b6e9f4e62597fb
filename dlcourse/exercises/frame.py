"""What all exercises share: running a learner's code safely, and finding the mistake by name.

A check is a function of the learner's answer. It returns if the answer is right, and raises
`Hint` with the words for that mistake if it is not. Most checks are one call of `compare`
(the answer is a function) or `compare_value` (it is a number or an array).
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import linecache
import pkgutil
import signal
import sys
import sysconfig
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

__all__ = [
    "Hint",
    "Outcome",
    "call",
    "check",
    "compare",
    "compare_value",
    "examine",
    "exercise",
    "registered",
]

TIME_LIMIT = 5.0  # seconds for all of a learner's code in one check

_CHECKS: dict[str, Callable[[Any], None]] = {}
_PACKAGE = str(Path(__file__).resolve().parent.parent)


class Hint(Exception):
    """The answer is wrong, and these words name the mistake."""


class _NotYet(Exception):
    """The stub has not been touched."""


class _Endless(BaseException):
    """The time is up. Not an `Exception`, so that a learner's `except Exception` lets it pass."""


@dataclass(frozen=True)
class Outcome:
    """What a check found: `status` is `"right"`, `"wrong"` or `"not yet"`."""

    status: Literal["right", "wrong", "not yet"]
    message: str


def check(number: str, answer: Any = ...) -> None:
    """Check an answer and print what was found; a wrong answer raises nothing.

    Args:
        number: The number of the exercise, such as `"01.2"`.
        answer: Your function or value. `...` stands for "not yet".

    Raises:
        ValueError: There is no exercise of that number.
    """
    outcome = examine(number, answer)
    sign = {"right": "✔", "wrong": "✘", "not yet": "○"}[outcome.status]
    print(f"{sign} {number} {outcome.message}")


def examine(number: str, answer: Any) -> Outcome:
    """The same as `check`, as a value."""
    _load()
    if number not in _CHECKS:
        known = ", ".join(registered())
        raise ValueError(f"number must be one of the exercises {known}; got {number!r}")
    try:
        with _time_limit(TIME_LIMIT), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            if answer is ...:
                raise _NotYet
            _CHECKS[number](answer if callable(answer) else copy.deepcopy(answer))
    except _NotYet:
        return Outcome("not yet", "not yet: replace the dots by your answer, then run this again")
    except Hint as hint:
        return Outcome("wrong", str(hint))
    except KeyboardInterrupt:
        raise
    except _Endless as error:
        return Outcome(
            "wrong",
            f"your code was still running after {TIME_LIMIT:.0f} seconds{_line(error)}; "
            "does its loop ever end?",
        )
    except BaseException as error:  # a learner's code may raise anything, SystemExit included
        return Outcome("wrong", f"your code raised {type(error).__name__}: {error}{_line(error)}")
    return Outcome("right", "right")


def registered() -> tuple[str, ...]:
    """The numbers of all exercises, in order."""
    _load()
    return tuple(sorted(_CHECKS, key=_place))


def _place(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def exercise(number: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Register the decorated function as the check of the exercise `number`."""

    def register(function: Callable[[Any], None]) -> Callable[[Any], None]:
        if number in _CHECKS:
            raise ValueError(f"the exercise {number} has two checks")
        _CHECKS[number] = function
        return function

    return register


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a learner's function on copies of the arguments.

    Raises:
        Hint: It is no function, or returned nothing.
    """
    if not callable(function):
        raise Hint(f"a function is expected, got {_kind(function)}; pass its name, without ( )")
    value = function(*copy.deepcopy(arguments))
    if value is ...:
        raise _NotYet
    if value is None:
        raise Hint("your function returned nothing; is there a return at its end?")
    return value


def call_for_arrays(function: Callable[..., Any], case: tuple, names: str) -> Any:
    """Call a learner's function that returns several arrays, and see that all are there.

    Args:
        function: The learner's function.
        case: Its arguments; the first has the shape of each array.
        names: What they are, such as "w, v".

    Raises:
        Hint: One array alone is returned, a frequent slip, or another number of them.
    """
    got, expected = call(function, *case), len(names.split(", "))
    if isinstance(got, np.ndarray) and got.shape == case[0].shape:
        raise Hint(f"one array is returned; all {expected} are needed for the next step: {names}")
    if isinstance(got, (tuple, list)) and len(got) != expected:
        raise Hint(f"{expected} arrays are expected, {names}; got {len(got)}")
    return got


def compare(
    answer: Callable[..., Any],
    reference: Callable[..., Any],
    cases: Sequence[tuple],
    *,
    mistakes: Mapping[str, Callable[..., Any]],
    otherwise: str = "the result is not right yet",
    tolerance: float = 1e-6,
) -> None:
    """Compare a learner's function with the right one, and with the typical wrong ones.

    Args:
        answer: The learner's function.
        reference: The right one.
        cases: Arguments to call them with.
        mistakes: Hint -> a function that makes this mistake. The first that agrees with the
            answer in all cases gives the hint.
        otherwise: The hint for any other mistake.
        tolerance: Largest difference, relative to the size of the result.

    Raises:
        Hint: The answer is not right.
    """
    got = [call(answer, *case) for case in cases]
    want = [reference(*copy.deepcopy(case)) for case in cases]
    if all(_same(g, w, tolerance) for g, w in zip(got, want, strict=True)):
        return
    for hint, wrong in mistakes.items():
        if all(
            _same(g, _quietly(wrong, case), tolerance) for g, case in zip(got, cases, strict=True)
        ):
            raise Hint(hint)
    _compare_kind(got, want)
    raise Hint(otherwise)


def compare_value(
    answer: Any,
    want: Any,
    *,
    mistakes: Mapping[str, Any],
    otherwise: str = "that is not the value",
    tolerance: float = 1e-6,
) -> None:
    """Compare a learner's value with the right one, and with the typical wrong ones.

    Args:
        answer: The learner's value.
        want: The right one: a number, an array, a string or a list of those.
        mistakes: Hint -> the value that comes of this mistake, or a function of the answer
            that is true for it.
        otherwise: The hint for any other mistake.
        tolerance: Largest difference, relative to the size of the value.

    Raises:
        Hint: The answer is not right.
    """
    if answer is None:
        raise Hint("the answer is None; did a function return nothing?")
    if callable(answer) and not callable(want):
        raise Hint("a value is expected, got a function; call it, with ( )")
    if _same(answer, want, tolerance):
        return
    for hint, wrong in mistakes.items():
        if callable(wrong):
            found = bool(_quietly(wrong, (answer,)))
        else:
            found = _same(answer, wrong, tolerance)
        if found:
            raise Hint(hint)
    _compare_kind([answer], [want])
    raise Hint(otherwise)


def _same(got: Any, want: Any, tolerance: float) -> bool:
    """Whether two values agree in kind, shape and size; arrays and lists of numbers are alike."""
    if isinstance(want, str) or isinstance(got, str):
        return isinstance(got, str) and isinstance(want, str) and got.strip() == want.strip()
    if isinstance(want, (tuple, list)) and isinstance(got, (tuple, list)):
        return len(got) == len(want) and all(
            _same(g, w, tolerance) for g, w in zip(got, want, strict=True)
        )
    try:
        got, want = np.asarray(got), np.asarray(want)
    except ValueError:
        return False
    if got.shape != want.shape or got.dtype.kind not in "biuf" or want.dtype.kind not in "biuf":
        return False
    got, want = got.astype(float), want.astype(float)
    scale = max(1e-12, np.abs(want[np.isfinite(want)]).max(initial=0.0))
    return bool(np.allclose(got, want, rtol=tolerance, atol=tolerance * scale, equal_nan=True))


def _compare_kind(got: Sequence[Any], want: Sequence[Any]) -> None:
    """A hint about the shape or the kind, before one about the value."""
    for g, w in zip(got, want, strict=True):
        if isinstance(w, (tuple, list, str)):
            if not isinstance(g, type(w)):
                raise Hint(f"{_kind(w)} is expected, got {_kind(g)}")
            continue
        try:
            g_array, w_array = np.asarray(g), np.asarray(w)
        except ValueError:
            raise Hint("the rows of your result differ in length") from None
        if g_array.dtype.kind not in "biuf":
            raise Hint(f"{_kind(w)} is expected, got {_kind(g)}")
        if g_array.shape != w_array.shape:
            raise Hint(
                f"the result should have shape {w_array.shape}, it has {g_array.shape}"
                if w_array.shape
                else f"a single number is expected, got an array of shape {g_array.shape}"
            )
        if w_array.dtype.kind == "f" and not np.isfinite(g_array.astype(float)).all():
            raise Hint("the result holds NaN or infinity")


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, (bool, np.bool_)):
        return "a truth value"
    if isinstance(value, (int, float, np.number)):
        return "a number"
    names = {str: "a string", list: "a list", tuple: "a tuple", dict: "a dictionary"}
    return names.get(type(value), f"an object of type {type(value).__name__}")


def _quietly(function: Callable[..., Any], arguments: tuple) -> Any:
    """The value of a mistake; some mistakes cannot even be computed for every case."""
    try:
        return function(*copy.deepcopy(arguments))
    except Exception:
        return None


def _line(error: BaseException) -> str:
    """The learner's own line in a traceback, if there is one."""
    libraries = (_PACKAGE, *{sysconfig.get_path(p) for p in ("stdlib", "purelib", "platlib")})
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        name = frame.filename
        if name.startswith("<") and not name.startswith("<ipython") and name != "<string>":
            continue
        if not name.startswith(libraries):
            text = (frame.line or linecache.getline(name, frame.lineno or 0)).strip()
            return f" (line {frame.lineno}: {text})" if text else ""
    return ""


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Give up after `seconds`, where the platform has alarms and this is the main thread."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def stop(signum: int, frame: Any) -> None:
        raise _Endless

    before = signal.signal(signal.SIGALRM, stop)
    # It rings again, in case the first is swallowed by a bare `except:` in the learner's loop.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _load() -> None:
    """Import the modules of all lessons, each of which registers its checks."""
    package = sys.modules["dlcourse.exercises"]
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("lesson_"):
            importlib.import_module(f"dlcourse.exercises.{module.name}")
