from __future__ import annotations

import json
import math

import numpy as np
import pytest

from dlcourse import claim, fails
from dlcourse.claims import ClaimError


def recorded(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("value", "op", "bound"),
    [(1, "<", 2), (2, "<=", 2), (3, ">", 2), (2, ">=", 2), (2, "==", 2), (1, "!=", 2)],
)
def test_what_holds_prints_one_line(capsys, value, op, bound) -> None:
    claim("so it is", value, op, bound)
    assert capsys.readouterr().out == "✔ so it is\n"


@pytest.mark.parametrize(
    ("value", "op", "bound", "why"),
    [
        (2, "<", 2, "2 is not < 2"),
        (2.5, "<=", 2, "missed by 0.5"),
        (2, ">", 2.25, "missed by 0.25"),
        (math.nan, "<=", 2, "nan is not <= 2"),
        (math.nan, ">=", 2, "nan is not >= 2"),
        ("a", "==", "b", "'a' == 'b' is false"),
        (1, "!=", 1, "is false"),
    ],
)
def test_what_does_not_hold_raises_with_the_values(capsys, value, op, bound, why) -> None:
    with pytest.raises(ClaimError, match=why.replace("(", r"\(")):
        claim("so it is", value, op, bound)
    assert capsys.readouterr().out == ""


def test_between_includes_both_ends() -> None:
    claim("low end", 1.0, between=(1, 2))
    claim("high end", 2.0, between=(1, 2))
    with pytest.raises(ClaimError, match="not between 1 and 2"):
        claim("outside", 2.01, between=(1, 2))
    with pytest.raises(ClaimError):
        claim("not a number", math.nan, between=(1, 2))


def test_a_truth_value_shows_its_values() -> None:
    claim("a fact", np.bool_(True))
    with pytest.raises(ClaimError, match=r"it is false; a = 3, b = x"):
        claim("a fact", False, values={"a": np.int64(3), "b": "x"})


@pytest.mark.parametrize(
    ("arguments", "keywords", "error", "says"),
    [
        (("", 1, "<", 2), {}, ValueError, "text"),
        (("t", 1, "=<", 2), {}, ValueError, "op must be one of"),
        (("t", 1, "<"), {}, ValueError, "needs a bound"),
        (("t", 1), {}, TypeError, "truth value"),
        (("t", np.ones(2), "<", 2), {}, TypeError, r"value must be a single number.*shape \(2,\)"),
        (("t", 1, "<", np.ones(2)), {}, TypeError, "bound must be a single number"),
        (("t", np.ones(2), "==", 1), {}, TypeError, "single value"),
        (("t", "1", "<", 2), {}, TypeError, "value"),
        (("t", 1, "<", 2), {"between": (0, 1)}, ValueError, "not both"),
        (("t", 1), {"between": (2, 1)}, ValueError, "low <= high"),
        (("t", 1), {"between": 3}, ValueError, "pair"),
    ],
)
def test_a_wrong_form_names_what_is_wrong(arguments, keywords, error, says) -> None:
    with pytest.raises(error, match=says):
        claim(*arguments, **keywords)


def test_values_and_margins_are_recorded(tmp_path, monkeypatch) -> None:
    target = tmp_path / "claims.jsonl"
    monkeypatch.setenv("DLCOURSE_CLAIMS", str(target))
    claim("above", np.float32(0.75), ">=", 0.5)
    with pytest.raises(ClaimError):
        claim("below", 3, "<", 2)
    claim("inside", 0.9, between=(0.0, 1.0))
    claim("same word", "king", "==", "king")
    claim("fact", True, values={"n": 3})
    above, below, inside, word, fact = recorded(target)
    assert (above["margin"], above["held"]) == (0.25, True)
    assert above["relative"] == pytest.approx(1 / 3)
    assert (below["margin"], below["relative"], below["held"]) == (-1, -1 / 3, False)
    assert inside["margin"] == pytest.approx(0.1)
    assert inside["bound"] == [0.0, 1.0]
    assert (word["value"], word["margin"]) == ("king", None)
    assert (fact["op"], fact["values"]) == (None, {"n": 3})


def test_fails_prints_the_type_alone(capsys) -> None:
    with fails(TypeError):
        len(3)
    with fails(ValueError, LookupError):
        {}["x"]
    assert capsys.readouterr().out == "TypeError\nLookupError\n"


def test_fails_raises_when_nothing_failed() -> None:
    with (
        pytest.raises(ClaimError, match="should fail with TypeError, but they ran"),
        fails(TypeError),
    ):
        pass


def test_fails_raises_on_another_error_and_lets_an_interrupt_pass() -> None:
    with pytest.raises(ClaimError, match="failed with KeyError"), fails(TypeError):
        {}["x"]
    with pytest.raises(KeyboardInterrupt), fails(TypeError):
        raise KeyboardInterrupt


@pytest.mark.parametrize("errors", [(), (3,), (KeyboardInterrupt,)])
def test_fails_takes_exception_types_only(errors) -> None:
    with pytest.raises(TypeError, match="exception types"):
        fails(*errors)
