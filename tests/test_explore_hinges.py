"""The explorer of hinges: its still, and what its knobs show."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlcourse import explore
from dlcourse.explore.hinges import TARGETS, draw_hinge_sum


def worst(units: int, target: str, knots: str = "evenly spaced") -> float:
    fig, alt = draw_hinge_sum(units, target, knots)
    plt.close(fig)
    return float(re.search(r"at most (\S+) away", alt)[1])


def test_the_still_picture(monkeypatch, capsys) -> None:
    monkeypatch.setenv("DLCOURSE_EXPLORE", "still")
    explore.hinge_sum()
    assert "the sum of 5 ReLU units with knots evenly spaced" in capsys.readouterr().out
    with pytest.raises(ValueError, match="start must be one of the values"):
        explore.hinge_sum(units=7)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("knots", ["evenly spaced", "chosen one by one"])
def test_more_units_follow_the_curve_closer(target, knots) -> None:
    errors = [worst(units, target, knots) for units in (1, 5, 20)]
    assert errors[0] > 1.5 * errors[1] > 2.25 * errors[2]


def test_one_unit_is_a_line_and_choosing_knots_pays_at_a_cliff() -> None:
    x = np.linspace(0, 1, 401)
    y = TARGETS["wave"](x)
    line = np.polyval(np.polyfit(x, y, 1), x)
    assert worst(1, "wave") == pytest.approx(np.abs(line - y).max(), rel=0.02)
    assert worst(8, "cliff", "chosen one by one") < worst(8, "cliff") / 3


def test_as_many_contributions_are_drawn_as_there_are_units() -> None:
    fig, _ = draw_hinge_sum(3, "hill", "chosen one by one")
    left, right = fig.axes
    assert len(right.lines) == 3
    total = sum(line.get_ydata() for line in right.lines)
    curve = left.lines[1].get_ydata()
    assert np.ptp(curve - total) < 1e-9  # they differ by the constant alone
    plt.close(fig)
