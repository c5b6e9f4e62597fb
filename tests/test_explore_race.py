"""The explorer of the race: its still, and what its knobs show."""

from __future__ import annotations

import re

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlcourse import explore
from dlcourse.explore.race import COURSES, RUNNERS, draw_race
from dlcourse.scratch import valleys


def outcomes(valley: str, rate: float, steps: int = 400) -> dict[str, str]:
    """What the alt says of each optimizer."""
    fig, alt = draw_race(valley, rate, steps)
    plt.close(fig)
    found = {}
    for name in RUNNERS:
        found[name] = re.search(rf"\b{name} ([^;.]*)", alt.split("of the first. ")[1])[1]
    return found


def test_the_still_picture(monkeypatch, capsys) -> None:
    monkeypatch.setenv("DLCOURSE_EXPLORE", "still")
    explore.race()
    assert "on the ravine with learning rate 0.03, 100 steps" in capsys.readouterr().out
    with pytest.raises(ValueError, match="start must be one of the values of 'valley'"):
        explore.race("cliff")


def test_at_a_high_rate_those_without_rates_of_their_own_fly_away() -> None:
    found = outcomes("ravine", 1.0)
    assert [n for n, said in found.items() if said == "flies away"] == [
        "SGD",
        "Momentum",
        "Nesterov",
    ]
    assert "arrives" in found["Adagrad"]
    assert "arrives" in found["Adam"]
    assert outcomes("ravine", 1.0, 10)["SGD"] == "flies away"  # high above, and still a number


def test_at_a_low_rate_only_the_velocities_arrive() -> None:
    found = outcomes("ravine", 0.003)
    arrived = [name for name, said in found.items() if "arrives" in said]
    assert arrived == ["Momentum", "Nesterov"]
    assert "flies away" not in found.values()


def test_the_step_of_arrival_is_that_of_the_path() -> None:
    said = outcomes("plateau", 0.1)["Adam"]
    path = valleys.descend(valleys.plateau, RUNNERS["Adam"](0.1), 400)
    below = valleys.plateau.value(path) < 0.01 * valleys.plateau.value(path[0])
    arrival = int(re.search(r"after (\d+) steps", said)[1])
    assert below[arrival:].all()
    assert not below[arrival - 1]


@pytest.mark.parametrize("valley", COURSES)
def test_every_valley_draws_six_paths_and_six_curves(valley) -> None:
    fig, _ = draw_race(valley, 10.0, 100)  # also where most fly away
    left, right = fig.axes
    for ax in (left, right):
        lines = ax.get_legend_handles_labels()[0]
        assert [line.get_label() for line in lines] == list(RUNNERS)
    heights = np.array([line.get_ydata() for line in right.get_legend_handles_labels()[0]])
    assert heights.shape == (6, 101)
    assert np.isfinite(heights).all()
    fig.canvas.draw()
    plt.close(fig)


def test_a_longer_race_begins_as_a_shorter_one() -> None:
    short, long = (draw_race("saddle", 0.1, steps)[0] for steps in (10, 30))
    curves = [fig.axes[1].lines[0].get_ydata() for fig in (short, long)]
    assert (curves[0] == curves[1][:11]).all()
    plt.close("all")
