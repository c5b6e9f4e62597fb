"""The explorer of under- and overfitting: its still, and what its knobs show."""

from __future__ import annotations

import re

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlcourse import explore
from dlcourse.explore.fitting import draw_digit_fit


def errors(units: int, strength: float, examples: int, wrong: str) -> tuple[int, int]:
    """The errors at the end in percent, on the examples and on new digits, as the words say."""
    fig, alt = draw_digit_fit(units, strength, examples, wrong)
    plt.close(fig)
    found = re.search(r"they end at (\d+)%; on 500 new digits at (\d+)%", alt)
    return int(found[1]), int(found[2])


def test_the_still_picture(monkeypatch, capsys) -> None:
    monkeypatch.setenv("DLCOURSE_EXPLORE", "still")
    explore.digit_fit()
    said = capsys.readouterr().out
    assert "64 hidden units and an L2 penalty of 0:" in said
    assert "on its 400 examples" in said
    with pytest.raises(ValueError, match="start must be one of the values of 'hidden units'"):
        explore.digit_fit(units=3)


def test_too_few_units_are_wrong_on_all_digits_alike() -> None:
    seen, new = errors(1, 0.0, 1200, "none")
    assert min(seen, new) > 50
    assert abs(seen - new) < 12


def test_many_units_learn_few_digits_by_heart() -> None:
    seen, new = errors(64, 0.0, 100, "none")
    assert seen == 0
    assert new > 6


def test_more_examples_cure_that() -> None:
    assert errors(64, 0.0, 1200, "none")[1] < errors(64, 0.0, 100, "none")[1] / 2


def test_a_penalty_helps_where_labels_are_wrong_and_too_much_of_it_does_not() -> None:
    none, some, much = (errors(64, strength, 400, "30 %") for strength in (0.0, 0.01, 0.3))
    assert none[0] < 15
    assert some[0] > 20
    assert some[1] < none[1] - 5
    assert much[1] > none[1]


def test_what_is_drawn_is_what_is_said() -> None:
    fig, alt = draw_digit_fit(8, 0.003, 200, "30 %")
    training, validation, wrong = (line.get_ydata() for line in fig.axes[0].lines)
    assert len(training) == len(validation) == 128
    assert f"they end at {training[-1]:.0%}; on 500 new digits at {validation[-1]:.0%}" in alt
    assert f"at best {validation.min():.0%}" in alt
    assert f"{wrong[0]:.0%} of them labeled wrong" in alt
    assert 0.2 < wrong[0] < 0.34
    plt.close(fig)


def test_the_same_knobs_draw_the_same_curves() -> None:
    drawn = [draw_digit_fit(4, 0.0, 50, "none")[0].axes[0].lines[0].get_ydata() for _ in range(2)]
    assert np.array_equal(*drawn)
    plt.close("all")
