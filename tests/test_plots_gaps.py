"""The drawing of the errors and the gaps between them."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from dlcourse import plots
from dlcourse.scratch import diagnose


def drawn(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def bars(ax) -> list[tuple[float, float]]:
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]


def test_the_slide_drawn() -> None:
    ax = plots.gaps(diagnose(human=0.005, train=0.006, dev=0.008))
    first, bias, variance = drawn(ax)
    assert first == " 0.5%"
    assert bias == " 0.6%\n avoidable bias +0.1%"
    assert variance == " 0.8%\n variance +0.2%"
    assert [t.get_text() for t in ax.get_yticklabels()] == ["human", "train", "dev"]
    # Three gray bars up to what they share with the bar above, then the two gaps.
    expected = [(0, 0.5), (0, 0.5), (0, 0.6), (0.5, 0.6), (0.6, 0.8)]
    assert bars(ax) == [pytest.approx(bar) for bar in expected]
    weights = [text.get_fontweight() for text in ax.texts]
    assert weights == ["normal", "normal", "bold"]
    assert ax.yaxis_inverted()  # the chain runs from the top down
    plt.close(ax.figure)


def test_a_negative_gap_is_an_empty_box() -> None:
    ax = plots.gaps(diagnose(human=0.01, train=0.006, dev=0.006))
    assert drawn(ax)[1] == " 0.6%\n avoidable bias −0.4%"
    assert drawn(ax)[2] == " 0.6%\n variance +0.0%"
    box = ax.patches[3]
    assert bars(ax)[3] == pytest.approx((0.6, 1.0))
    assert box.get_facecolor()[3] == 0
    assert not box.get_hatch()
    assert all(text.get_fontweight() == "normal" for text in ax.texts)
    plt.close(ax.figure)


def test_all_five_on_given_axes() -> None:
    _, ax = plt.subplots()
    found = diagnose(human=0, train=0.01, train_dev=0.015, dev=0.06, test=0.0601)
    assert plots.gaps(found, ax, decimals=2) is ax
    assert [t.get_text() for t in ax.get_yticklabels()] == [
        "human",
        "train",
        "train-dev",
        "dev",
        "test",
    ]
    assert "data mismatch +4.50%" in drawn(ax)[3]
    assert "overfit to dev +0.01%" in drawn(ax)[4]
    hatches = [bar.get_hatch() for bar in ax.patches[5:]]
    assert len(set(hatches)) == 4
    assert all(hatches)
    plt.close(ax.figure)


def test_perfect_errors_can_be_drawn() -> None:
    ax = plots.gaps(diagnose(human=0, train=0, dev=0))
    assert ax.get_xlim()[1] > 0
    ax.figure.canvas.draw()
    plt.close(ax.figure)
