"""The drawing of one unit."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest

from dlcourse import plots


def test_a_unit_names_its_parts() -> None:
    ax = plots.unit()
    words = [t.get_text() for t in ax.texts]
    for word in ("1", "x₁", "xₙ", "w₀", "wₙ", "Σ", "g", "ŷ", "bias", "linear\ncombination"):
        assert word in words
    circles = [p for p in ax.patches if isinstance(p, plt.Circle)]
    assert len(circles) == 4 + 2  # the inputs 1, x1, x2, xn (dots are no circle), the sum and g
    plt.close(ax.figure)


def test_a_unit_with_numbers_and_without_labels() -> None:
    ax = plots.unit(["a", "b"], ["2", "−1"], bias="−3", activation="step", labels=False)
    words = [t.get_text() for t in ax.texts]
    assert {"a", "b", "2", "−1", "−3", "step"} <= set(words)
    assert "inputs" not in words
    plt.close(ax.figure)


def test_weights_must_fit_the_inputs() -> None:
    with pytest.raises(ValueError, match="got 1 for 2"):
        plots.unit(["a", "b"], ["2"])
