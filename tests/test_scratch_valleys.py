"""The four landscapes, and the walk over them."""

from __future__ import annotations

import numpy as np
import pytest

from dlcourse.scratch import numerical_gradient, optimizers, valleys
from dlcourse.scratch.valleys import ALL, descend

EACH = pytest.mark.parametrize("valley", ALL, ids=lambda v: v.name)


@EACH
def test_the_gradient_is_that_of_the_value(valley) -> None:
    rng = np.random.default_rng(0)
    for w in [np.array(valley.start), *rng.uniform(-2, 2, (20, 2))]:
        by_differences = numerical_gradient(lambda p: float(valley.value(p)), w)
        assert valley.gradient(w) == pytest.approx(by_differences, rel=1e-5, abs=1e-6)


@EACH
def test_the_minimum_is_lowest_and_lies_in_the_box_as_the_start_does(valley) -> None:
    axes = [np.linspace(*side, 101) for side in valley.box]
    grid = np.stack(np.meshgrid(*axes), axis=-1)
    lowest = valley.value(np.array(valley.minimum))
    assert lowest == 0
    assert valley.value(grid).shape == (101, 101)
    assert (valley.value(grid) >= lowest).all()
    assert np.abs(valley.gradient(np.array(valley.minimum))).max() < 1e-15
    for point in (valley.start, valley.minimum):
        assert all(low < w < high for w, (low, high) in zip(point, valley.box, strict=True))


@EACH
def test_many_points_at_once_are_each_point(valley) -> None:
    W = np.random.default_rng(1).normal(size=(3, 4, 2))
    assert valley.gradient(W).shape == (3, 4, 2)
    assert valley.value(W)[2, 1] == valley.value(W[2, 1])
    assert (valley.gradient(W)[2, 1] == valley.gradient(W[2, 1])).all()
    with pytest.raises(ValueError, match=r"two weights, \(..., 2\); got the shape \(3,\)"):
        valley.value(np.ones(3))


def test_what_makes_each_of_them_hard() -> None:
    assert valleys.ravine.gradient(np.array([1.0, 1.0])).tolist() == [1, 50]
    pass_ = np.zeros(2)
    assert (valleys.saddle.gradient(pass_) == 0).all()
    assert valleys.saddle.value(np.array([0.1, 0])) > valleys.saddle.value(pass_)
    assert valleys.saddle.value(np.array([0, 0.1])) < valleys.saddle.value(pass_)
    slopes = np.linalg.norm(
        valleys.plateau.gradient(np.array([valleys.plateau.start, [-1.0, 0]])), axis=1
    )
    assert slopes[0] < slopes[1] / 100


def test_the_path_is_that_of_the_rule() -> None:
    path = descend(valleys.ravine, optimizers.SGD(0.02), 3)
    start = np.array(valleys.ravine.start)
    shrink = np.array([1 - 0.02, 1 - 0.02 * 50])
    assert path == pytest.approx(np.array([start * shrink**t for t in range(4)]), abs=1e-12)


def test_nesterov_looks_ahead() -> None:
    path = descend(valleys.ravine, optimizers.Nesterov(0.01, beta=0.5), 2)
    w, v = np.array(valleys.ravine.start), np.zeros(2)
    for seen in path[1:]:
        v = 0.5 * v - 0.01 * valleys.ravine.gradient(w + 0.5 * v)
        w = w + v
        assert seen == pytest.approx(w, abs=1e-12)


def test_a_name_will_do_and_a_path_may_end_at_infinity() -> None:
    by_name = descend(valleys.saddle, "adam", 5)
    assert (by_name == descend(valleys.saddle, optimizers.Adam(), 5)).all()
    away = descend(valleys.rosenbrock, optimizers.SGD(0.1), 50)
    assert away.shape == (51, 2)
    assert not np.isfinite(away[-1]).any()


def test_a_used_optimizer_and_no_step_are_named() -> None:
    used = optimizers.Momentum(0.01)
    descend(valleys.ravine, used, 2)
    with pytest.raises(ValueError, match="a new one; this Momentum has made 2 steps"):
        descend(valleys.ravine, used, 2)
    with pytest.raises(ValueError, match="steps must be at least 1, got 0"):
        descend(valleys.ravine, "sgd", 0)
