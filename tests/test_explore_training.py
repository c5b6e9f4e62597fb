"""The explorer of training: its still, and what its knobs show."""

from __future__ import annotations

import re

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlcourse import explore
from dlcourse.explore.training import BATCHES, draw_training


def outcome(batch: int | str, rate: float) -> tuple[int, float, int]:
    """Number of steps, last cost on the training digits, percent of them read right."""
    fig, alt = draw_training(batch, rate)
    plt.close(fig)
    steps = int(re.search(r"each of ([\d,]+) steps", alt)[1].replace(",", ""))
    return steps, float(re.search(r"to (\S+), on", alt)[1]), int(re.search(r"(\d+)% and", alt)[1])


def test_the_still_picture(monkeypatch, capsys) -> None:
    monkeypatch.setenv("DLCOURSE_EXPLORE", "still")
    explore.training()
    assert "160 steps with batches of 32 and learning rate 0.3" in capsys.readouterr().out
    with pytest.raises(ValueError, match="start must be one of the values of 'learning rate'"):
        explore.training(rate=0.2)


@pytest.mark.parametrize(
    ("batch", "steps"), list(zip(BATCHES, (5000, 630, 160, 40, 10), strict=True))
)
def test_an_epoch_has_as_many_steps_as_batches(batch, steps) -> None:
    assert outcome(batch, 0.1)[0] == steps


def test_single_examples_want_a_small_rate_and_batches_a_large_one() -> None:
    cost = {(batch, rate): outcome(batch, rate)[1] for batch in (1, 32) for rate in (0.3, 3.0)}
    assert cost[1, 0.3] < cost[1, 3.0] / 10
    assert cost[32, 3.0] < cost[32, 0.3] / 10
    assert outcome("all", 3.0)[1] < outcome("all", 0.3)[1]


def test_a_good_pair_learns_and_a_tiny_rate_does_not() -> None:
    assert outcome(8, 0.3)[2] > 95
    assert outcome("all", 0.01)[2] < 40


def test_the_curves_are_those_of_fit() -> None:
    fig, _ = draw_training(32, 0.3)
    left, right = fig.axes
    steps, costs = left.lines[0].get_ydata(), right.lines[0].get_ydata()
    assert len(steps) == 160
    assert len(costs) == 11
    # the mean of the first epoch's steps lies between the costs before and after it
    assert costs[1] < np.mean(steps[:16]) < costs[0]
    plt.close(fig)
