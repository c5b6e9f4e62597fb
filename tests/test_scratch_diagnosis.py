"""From a few errors to the next step."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlcourse.scratch import diagnose

shares = st.floats(0, 1)


def test_the_numbers_of_the_slide() -> None:
    found = diagnose(human=0.005, train=0.006, dev=0.008)
    assert found.gaps == {"avoidable_bias": 0.001, "variance": 0.002}  # printed: 0.5% of bias
    assert list(found.gaps) == ["avoidable_bias", "variance"]
    assert found.largest == "variance"
    assert "more training data" in found.remedies
    assert "0.2%" in found.next_step
    assert found.data_mismatch is None
    assert found.overfit_to_dev is None


def test_one_human_is_no_proxy_once_the_model_is_better() -> None:
    found = diagnose(human=0.01, train=0.006, dev=0.008)
    assert found.avoidable_bias == -0.004
    assert found.largest == "variance"


def test_all_five_errors() -> None:
    found = diagnose(human=0.0, train=0.01, train_dev=0.03, dev=0.10, test=0.11)
    assert found.gaps == {
        "avoidable_bias": 0.01,
        "variance": 0.02,
        "data_mismatch": 0.07,
        "overfit_to_dev": 0.01,
    }
    assert found.largest == "data_mismatch"
    assert list(found.errors) == ["human", "train", "train_dev", "dev", "test"]


@pytest.mark.parametrize(
    ("errors", "largest", "remedy", "says"),
    [
        ({"human": 0.01, "train": 0.08, "dev": 0.10}, "avoidable_bias", "a bigger", "Training"),
        ({"human": 0.07, "train": 0.08, "dev": 0.10}, "variance", "more training", "Dev"),
        (
            {"human": 0.07, "train": 0.08, "train_dev": 0.12, "dev": 0.13},
            "variance",
            "more training",
            "Train-dev",
        ),
        (
            {"human": 0.0, "train": 0.01, "dev": 0.02, "train_dev": 0.015, "test": 0.05},
            "overfit_to_dev",
            "larger dev set",
            "Test",
        ),
        (
            {"human": 0.0, "train": 0.01, "train_dev": 0.02, "dev": 0.06},
            "data_mismatch",
            "error analysis",
            "Dev",
        ),
    ],
)
def test_every_gap_has_its_own_remedies(errors, largest, remedy, says) -> None:
    found = diagnose(**errors)
    assert found.largest == largest
    assert any(remedy in each for each in found.remedies)
    assert found.next_step.startswith(says)
    assert found.next_step.endswith(".")


def test_more_data_is_no_remedy_for_bias() -> None:
    assert not any("data" in each for each in diagnose(human=0, train=0.5, dev=0.5).remedies)


@pytest.mark.parametrize("errors", [(0.05, 0.05, 0.05), (0.05, 0.04, 0.03), (0.05, 0.05, 0.01)])
def test_nothing_left_above_the_proxy(errors) -> None:
    found = diagnose(**dict(zip(("human", "train", "dev"), errors, strict=True)))
    assert "better proxy" in found.next_step
    assert found.remedies == ()


def test_equal_gaps_and_the_noise_of_floating_point() -> None:
    # 0.3 - 0.2 is 0.09999999999999998, 0.2 - 0.1 is 0.1, 0.4 - 0.3 is 0.10000000000000003.
    for start in (0.0, 0.1, 0.2, 0.3, 0.5):
        found = diagnose(human=start, train=start + 0.1, dev=start + 0.2)
        assert found.gaps == {"avoidable_bias": 0.1, "variance": 0.1}
        assert found.largest == "avoidable_bias"  # the first in the chain
    same = diagnose(human=0.1 + 0.2, train=0.3, dev=0.3)
    assert math.copysign(1, same.avoidable_bias) == 1  # 0, not -0 and not -5e-17
    assert "better proxy" in same.next_step


@given(shares, shares, shares, st.none() | shares, st.none() | shares)
def test_gaps_add_up_and_the_largest_is_the_largest(human, train, dev, train_dev, test) -> None:
    found = diagnose(human=human, train=train, dev=dev, train_dev=train_dev, test=test)
    last = dev if test is None else test
    assert sum(found.gaps.values()) == pytest.approx(last - human, abs=1e-9)
    assert found.gaps[found.largest] == max(found.gaps.values())
    assert len(found.gaps) == len(found.errors) - 1


@pytest.mark.parametrize("name", ["human", "train", "dev", "train_dev", "test"])
def test_what_is_not_a_share_is_named(name: str) -> None:
    good = {"human": 0.0, "train": 0.1, "dev": 0.2, "train_dev": 0.1, "test": 0.2}
    with pytest.raises(ValueError, match=rf"^{name} .* got 1\.6 .*percent.* pass 0\.016"):
        diagnose(**good | {name: 1.6})
    with pytest.raises(ValueError, match=rf"^{name} .* got 160$"):
        diagnose(**good | {name: 160})
    for bad in (-0.01, math.nan, math.inf):
        with pytest.raises(ValueError, match=rf"^{name} must be"):
            diagnose(**good | {name: bad})
    for bad in ("0.1", True, [0.1]):
        with pytest.raises(TypeError, match=rf"^{name} must be a number"):
            diagnose(**good | {name: bad})


def test_the_three_errors_are_needed_and_named() -> None:
    with pytest.raises(TypeError, match="dev"):
        diagnose(human=0.1, train=0.2)
    with pytest.raises(TypeError, match="positional"):
        diagnose(0.1, 0.2, 0.3)
    with pytest.raises(TypeError, match="human must be a number"):
        diagnose(human=None, train=0.2, dev=0.3)


def test_numbers_of_numpy_become_plain_and_stay_fixed() -> None:
    found = diagnose(human=np.float64(0), train=np.float32(0.5), dev=np.int64(1))
    assert [type(error) for error in found.errors.values()] == [float] * 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.dev = 0.0
