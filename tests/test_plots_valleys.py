"""Paths over a landscape."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlcourse import plots
from dlcourse.scratch import optimizers, valleys

NAMES = ("SGD", "Momentum", "Nesterov", "Adagrad", "RMSProp", "Adam")


def drawn(steps: int = 40) -> dict[str, np.ndarray]:
    return {
        name: valleys.descend(valleys.ravine, getattr(optimizers, name)(0.01), steps)
        for name in NAMES
    }


def test_each_path_is_there_and_looks_like_no_other() -> None:
    taken = drawn()
    ax = plots.paths(valleys.ravine, taken)
    lines = {line.get_label(): line for line in ax.lines if line.get_label() in taken}
    assert list(lines) == list(NAMES)
    for name, line in lines.items():
        assert (taken[name] == np.array(line.get_data()).T).all()
    assert len({line.get_color() for line in lines.values()}) == 6
    assert len({line.get_marker() for line in lines.values()}) == 6
    assert ax.get_xlim() == valleys.ravine.box[0]
    assert ax.get_ylim() == valleys.ravine.box[1]
    # A notebook's style, which another test may have turned on, puts titles to the left.
    assert ax.get_title(loc=mpl.rcParams["axes.titlelocation"]) == "ravine"
    assert [t.get_text() for t in ax.get_legend().get_texts()] == list(NAMES)
    plt.close(ax.figure)


def test_start_end_and_minimum_are_marked() -> None:
    path = drawn(10)["Adam"]
    ax = plots.paths(valleys.ravine, {"Adam": path})
    points = {line.get_marker(): line for line in ax.lines if len(line.get_xdata()) == 1}
    marked = [tuple(np.ravel(line.get_data())) for line in ax.lines if len(line.get_xdata()) == 1]
    assert valleys.ravine.start in marked
    assert tuple(path[-1]) in marked
    assert tuple(np.ravel(points["*"].get_data())) == valleys.ravine.minimum
    assert ax.get_legend() is None  # one path needs none
    plt.close(ax.figure)


def test_axes_are_used_and_the_legend_can_be_left_out() -> None:
    fig, ax = plt.subplots()
    assert plots.paths(valleys.ravine, drawn(3), ax, legend=False) is ax
    assert ax.get_legend() is None
    plt.close(fig)


def test_a_path_that_flies_away_is_drawn_to_there() -> None:
    away = valleys.descend(valleys.rosenbrock, optimizers.SGD(0.1), 50)
    ax = plots.paths(valleys.rosenbrock, {"SGD": away})
    ax.figure.canvas.draw()
    assert ax.get_xlim() == valleys.rosenbrock.box[0]
    drawn_points = np.array(ax.lines[1].get_data()).T  # after the star of the minimum
    assert (away[: len(drawn_points)] == drawn_points).all()
    assert np.abs(drawn_points[:-1]).max() < 6
    assert np.abs(drawn_points[-1]).max() > 5
    plt.close(ax.figure)


def test_another_shape_is_named() -> None:
    with pytest.raises(ValueError, match=r"the path 'SGD' must have .*got \(2, 5\)"):
        plots.paths(valleys.ravine, {"SGD": np.ones((2, 5))})
