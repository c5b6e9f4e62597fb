"""The explorer of polynomials."""

from __future__ import annotations

import re

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlcourse import explore
from dlcourse.explore.polynomial import DEGREES, NOISE, draw_polynomial


def errors(degree: int, samples: int, draw: int = 5) -> tuple[float, float]:
    """The two errors that the description quotes: on seen points and on new ones."""
    fig, alt = draw_polynomial(degree, samples, draw)
    plt.close(fig)
    found = re.search(r"has (\S+) on the points it has seen and (\S+) on new ones", alt)
    return float(found[1]), float(found[2])


def test_its_still_picture_is_drawn_where_it_is_asked_for(monkeypatch, capsys) -> None:
    monkeypatch.setenv("DLCOURSE_EXPLORE", "still")
    explore.polynomial_fit()
    assert "15 noisy samples of a sine and the polynomial of degree 9" in capsys.readouterr().out


def test_a_start_beside_the_knobs_values_is_refused() -> None:
    with pytest.raises(ValueError, match="start must be one of the values of 'samples'"):
        explore.polynomial_fit(samples=17)


@pytest.mark.parametrize("draw", [2, 4, 5])
def test_it_shows_the_two_ways_to_be_wrong(draw) -> None:
    stiff, good, nervous = (errors(degree, 15, draw) for degree in (1, 3, 14))
    assert stiff[0] > 1.5 * good[0]
    assert stiff[1] > 1.3 * good[1]
    assert nervous[0] == 0
    assert nervous[1] > 5 * good[1]


@pytest.mark.parametrize("degree", [3, 9, 14])
def test_many_samples_leave_nothing_but_noise(degree) -> None:
    seen, new = errors(degree, 10_000)
    assert seen == pytest.approx(NOISE**2, abs=0.011)
    assert new == pytest.approx(NOISE**2 + (0.0046 if degree == 3 else 0), abs=0.006)


def test_they_do_not_cure_a_line() -> None:
    # what is left of sin(pi x) without its best line, 3 x / pi
    assert errors(1, 10_000)[1] == pytest.approx(0.5 - 3 / np.pi**2 + NOISE**2, abs=0.006)


def test_every_setting_has_a_picture_with_finite_errors() -> None:
    for degree in DEGREES[::7]:
        for samples in (15, 1000):
            fig, alt = draw_polynomial(degree, samples, 2)
            assert len(fig.axes) == 2
            assert "inf" not in alt
            assert "nan" not in alt
            plt.close(fig)
