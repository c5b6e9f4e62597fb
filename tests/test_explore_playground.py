"""The playground: its still, and what its knobs show."""

from __future__ import annotations

import re

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlcourse import explore
from dlcourse.data import make_points
from dlcourse.explore.playground import FEATURES, KINDS, draw_playground
from dlcourse.scratch import LogisticRegression

PLAIN, WIDE = FEATURES


def right(points: str, features: str, layers: int, units: int, activation: str) -> int:
    """How many percent of new points it names right."""
    fig, alt = draw_playground(points, features, layers, units, activation)
    plt.close(fig)
    return int(re.search(r"on (\d+)% of 1,000 new ones", alt)[1])


def test_the_still_picture(monkeypatch, capsys) -> None:
    monkeypatch.setenv("DLCOURSE_EXPLORE", "still")
    explore.playground()
    said = capsys.readouterr().out
    assert "(rings) and what a network 2-4-1 with tanh units" in said
    assert "2 features and 4 hidden units" in said
    with pytest.raises(ValueError, match="start must be one of the values of 'hidden layers'"):
        explore.playground(layers=4)


@pytest.mark.parametrize("points", KINDS)
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_eight_units_tell_all_points_apart(points, activation) -> None:
    assert right(points, PLAIN, 1, 8, activation) >= 97


def test_no_hidden_layer_is_logistic_regression() -> None:
    for points in ("tilted", "moons"):  # where one line is best; XOR and rings have many
        seen, new = make_points(points, n=200, seed=0), make_points(points, n=1000, seed=1)
        line = LogisticRegression(learning_rate=1.0, steps=2000).fit(seen.x, seen.y)
        expected = 100 * (line.predict(new.x) == new.y).mean()
        assert right(points, PLAIN, 0, 1, "relu") == pytest.approx(expected, abs=2)


def test_linear_units_help_no_more_than_none() -> None:
    assert right("rings", PLAIN, 3, 8, "linear") < 70
    assert right("rings", PLAIN, 3, 8, "relu") > 97


@pytest.mark.parametrize(
    ("layers", "units", "activation", "least", "most"),
    [
        (1, 8, "linear", 80, 90),
        (3, 8, "linear", 80, 90),
        (1, 3, "tanh", 80, 90),
        (1, 4, "tanh", 97, 100),
        (1, 6, "tanh", 80, 90),
        (2, 2, "tanh", 97, 100),
    ],
)
def test_the_moons_are_as_lesson_05a_says(layers, units, activation, least, most) -> None:
    assert least <= right("moons", PLAIN, layers, units, activation) <= most


def test_the_right_features_make_hidden_units_unnecessary() -> None:
    for points in ("rings", "xor"):
        assert right(points, PLAIN, 0, 1, "tanh") < 70
        assert right(points, WIDE, 0, 1, "tanh") > 97


@pytest.mark.parametrize(("features", "count"), [(PLAIN, 2), (WIDE, 5)])
@pytest.mark.parametrize(
    ("layers", "units", "activation"),
    [(0, 4, "tanh"), (1, 3, "linear"), (2, 2, "sigmoid"), (3, 8, "relu")],
)
def test_there_is_a_map_for_each_feature_and_each_unit(
    features, count, layers, units, activation
) -> None:
    fig, alt = draw_playground("moons", features, layers, units, activation)
    maps = fig.axes[1:]
    assert len(maps) == count + layers * units
    assert all(np.isfinite(ax.images[0].get_array()).all() for ax in maps)
    assert f"{count} features and {layers * units} hidden units" in alt
    plt.close(fig)


def test_the_map_of_a_feature_shows_the_feature() -> None:
    fig, _ = draw_playground("rings", WIDE, 1, 2, "tanh")
    first, second, square, _, product = (ax.images[0].get_array() for ax in fig.axes[1:6])
    assert (np.diff(first, axis=1) > 0).all()
    assert (np.diff(second, axis=0) > 0).all()
    assert square[:, [0, -1]].min() > square[:, 20].max()  # high on both sides
    assert product[0, 0] > product[0, -1]
    plt.close(fig)


def test_the_same_knobs_draw_the_same_network() -> None:
    knobs = ("moons", PLAIN, 2, 4, "relu")
    figures = [draw_playground(*knobs) for _ in range(2)]
    assert figures[0][1] == figures[1][1]
    drawn = [fig.axes[-1].images[0].get_array() for fig, _ in figures]
    assert np.array_equal(*drawn)
    plt.close("all")
