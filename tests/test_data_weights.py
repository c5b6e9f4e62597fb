"""The given weights of lesson 05: what they promise holds, and they can be made again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dlcourse.data import load_digit_weights, load_digits
from dlcourse.scratch import Network, activations

ROOT = Path(__file__).resolve().parent.parent


def accuracy(thetas: tuple[np.ndarray, ...], rows: slice) -> float:
    digits = load_digits()
    X = digits.x.reshape(len(digits.x), -1) / 16
    net = Network([thetas[0], activations.sigmoid, thetas[1], activations.sigmoid])
    return net.accuracy(X[rows], digits.y[rows])


def test_they_read_digits_that_they_never_saw() -> None:
    given = load_digit_weights()
    assert [theta.shape for theta in given.thetas] == [(25, 65), (10, 26)]
    assert given.thetas[0].dtype == np.float64
    assert accuracy(given.thetas, slice(None, given.n_seen)) > 0.99
    assert accuracy(given.thetas, slice(given.n_seen, None)) > 0.92
    assert given.source
    assert given.licence
    assert repr(given) == "DigitWeights((25, 65), (10, 26))"


def test_nobody_changes_them_for_the_next_reader() -> None:
    with pytest.raises(ValueError, match="read-only"):
        load_digit_weights().thetas[0][0, 0] = 1


def test_the_tool_makes_them_again(tmp_path: Path) -> None:
    place = tmp_path / "weights.npz"
    tool = ROOT / "tools" / "make_digit_weights.py"
    subprocess.run([sys.executable, str(tool), str(place)], check=True, capture_output=True)
    given = load_digit_weights()
    with np.load(place, allow_pickle=False) as made:
        thetas = (made["Theta0"], made["Theta1"])
    # Another processor rounds otherwise: the numbers may drift, the skill does not.
    assert [theta.shape for theta in thetas] == [theta.shape for theta in given.thetas]
    assert np.abs(thetas[0] - given.thetas[0]).max() < 0.2
    assert accuracy(thetas, slice(given.n_seen, None)) > 0.92
