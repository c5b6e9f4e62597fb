"""The ranges of settings, and one sentence for a number outside."""

from __future__ import annotations

from numbers import Real
from operator import ge, gt, le, lt

__all__ = ["number"]

_RULES = {"above": gt, "at_least": ge, "below": lt, "at_most": le}


def number(name: str, value: float, **bounds: float) -> float:
    """The value as it was given, if it keeps to its bounds.

    Args:
        name: What the argument is called.
        value: What was given for it.
        **bounds: Any of `above`, `at_least`, `below`, `at_most`.

    Raises:
        TypeError: It is no number.
        ValueError: It lies outside its bounds, or is NaN.
    """
    allowed = " and ".join(f"{rule.replace('_', ' ')} {bounds[rule]}" for rule in bounds)
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number {allowed}, got {value!r}")
    if not all(_RULES[rule](value, bound) for rule, bound in bounds.items()):
        raise ValueError(f"{name} must be {allowed}, got {value!r}")
    return value
