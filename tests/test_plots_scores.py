"""ROC curves, precision against recall, and calibration as they are drawn."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.stats import binomtest

from dlcourse import plots
from dlcourse.plots import style
from dlcourse.scratch import metrics

RNG = np.random.default_rng(4)
Y = np.repeat([0, 1], [60, 20])
SCORES = Y + RNG.normal(size=80)
P = 1 / (1 + np.exp(-2 * SCORES))


@pytest.fixture(autouse=True)
def styled_figures():
    with mpl.rc_context():
        style.apply()
        yield
    plt.close("all")


def legend(ax: plt.Axes) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_roc_draws_its_curve_over_the_diagonal_and_says_the_area() -> None:
    ax = plots.roc(Y, SCORES)
    chance, curve = ax.lines
    assert np.array_equal(chance.get_xydata(), [[0, 0], [1, 1]])
    FPR, TPR, _ = metrics.roc_curve(Y, SCORES)
    assert np.array_equal(curve.get_xydata(), np.column_stack([FPR, TPR]))
    assert legend(ax) == ["chance", f"area {metrics.roc_auc(Y, SCORES):.3f}"]
    assert "false positive rate" in ax.get_xlabel()
    assert "recall" in ax.get_ylabel()
    assert ax.get_aspect() == 1


def test_precision_recall_is_a_staircase_whose_area_is_the_average_precision() -> None:
    ax = plots.precision_recall(Y, SCORES, label="net")
    always, curve = ax.lines
    assert always.get_ydata().tolist() == [0.25, 0.25]
    assert curve.get_drawstyle() == "steps-post"
    path = curve.get_path()
    recall, precision = path.vertices.T
    area = np.sum(-np.diff(recall) * precision[:-1])  # a flat step holds its left end's height
    assert area == pytest.approx(metrics.average_precision(Y, SCORES))
    assert legend(ax) == ["share of positives", f"net: average precision {area:.3f}"]


def test_calibration_draws_a_point_a_bin_with_its_interval() -> None:
    ax = plots.calibration(Y, P, n_bins=5, label="net")
    _, points = ax.lines
    share, mean = metrics.calibration_curve(Y, P, n_bins=5)
    assert np.array_equal(points.get_xydata(), np.column_stack([mean, share]))
    (bars,) = ax.collections
    bin_of = np.ceil(P * 5).astype(int)
    for (low, high), k in zip(bars.get_segments(), np.unique(bin_of), strict=True):
        inside = Y[bin_of == k]
        wilson = binomtest(int(inside.sum()), len(inside)).proportion_ci(method="wilson")
        assert (low[1], high[1]) == pytest.approx((wilson.low, wilson.high), abs=1e-4)
    assert legend(ax) == ["probability = share", "net"]


@pytest.mark.parametrize("draw", [plots.roc, plots.precision_recall, plots.calibration])
def test_two_classifiers_share_axes_and_differ_in_look(draw) -> None:
    _, given = plt.subplots()
    assert draw(Y, P, ax=given, label="A") is given
    draw(Y, P**2, ax=given, label="B")
    assert len(given.lines) == 3  # the line to compare with stands there once
    a, b = given.lines[1:]
    assert a.get_color() != b.get_color()
    assert a.get_linestyle() != b.get_linestyle()
    assert [text.split(":")[0] for text in legend(given)][1:] == ["A", "B"]


def test_another_share_of_positives_gets_its_own_line() -> None:
    ax = plots.precision_recall(Y, SCORES, label="common")
    plots.precision_recall(Y[40:], SCORES[40:], ax=ax, label="rare no more")
    assert [line.get_ydata()[0] for line in ax.lines if line.get_gid()] == [0.25, 0.5]
    assert legend(ax).count("share of positives") == 1


def test_what_is_undefined_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="undefined without positives"):
        plots.roc(np.zeros(3), SCORES[:3])
    with pytest.raises(ValueError, match="undefined without positives"):
        plots.precision_recall(np.zeros(3), SCORES[:3])
    with pytest.raises(ValueError, match="probabilities must lie from 0 to 1"):
        plots.calibration(Y, SCORES)
    assert not plt.get_fignums()
