"""The explorer of one sigmoid neuron."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from sklearn import metrics

from dlcourse import explore
from dlcourse.data import load_iris
from dlcourse.explore.neuron import draw_neuron
from dlcourse.scratch import activations


def test_its_still_picture_is_drawn_where_it_is_asked_for(monkeypatch, capsys) -> None:
    monkeypatch.setenv("DLCOURSE_EXPLORE", "still")
    explore.sigmoid_neuron()
    assert "weight 2 and bias 0" in capsys.readouterr().out


def test_a_start_beside_the_knobs_values_is_refused() -> None:
    with pytest.raises(ValueError, match="start must be one of the values of 'weight w'"):
        explore.sigmoid_neuron(weight=2.5)


@pytest.mark.parametrize(("weight", "bias"), [(2.0, 0.0), (-1.0, 2.0), (0.0, 1.0), (8.0, 4.0)])
def test_it_says_what_scikit_learn_counts(weight, bias) -> None:
    iris = load_iris()
    length, y = iris.x[50:, 2], iris.y[50:] - 1
    h = activations.sigmoid(weight * (length - 5) + bias)
    wrong = round(len(y) * (1 - metrics.accuracy_score(y, h >= 0.5)))
    fig, alt = draw_neuron(weight, bias)
    assert f"{wrong} flowers lie on the wrong side" in alt
    assert f"the mean {metrics.log_loss(y, h):.2f}." in alt
    plt.close(fig)


@pytest.mark.parametrize(
    ("weight", "bias", "words", "lines"),
    [
        (2.0, 1.0, "its border lies at 4.50 cm;", 1),
        (2.0, 8.0, "its border lies at 1.00 cm, beyond all flowers", 0),
        (0.0, 1.0, "it is flat", 0),
    ],
)
def test_the_border_is_where_the_probability_is_one_half(weight, bias, words, lines) -> None:
    fig, alt = draw_neuron(weight, bias)
    assert words.rstrip(";") in alt
    assert ("beyond" in alt) == ("beyond" in words)
    upright = [
        line
        for line in fig.axes[0].lines
        if len(line.get_xdata()) == 2 and line.get_linestyle() == "--"
    ]
    assert len(upright) == lines
    for line in upright:
        at = np.asarray(line.get_xdata(), dtype=float)
        assert activations.sigmoid(weight * (at - 5) + bias) == pytest.approx([0.5, 0.5])
    plt.close(fig)


def test_a_huge_weight_keeps_every_loss_finite() -> None:
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        fig, alt = draw_neuron(64.0, 0.0)
    assert "inf" not in alt
    assert "nan" not in alt
    plt.close(fig)
