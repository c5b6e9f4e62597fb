"""Hinges: the example of the slides, its network, least squares and the choice of knots."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.scratch import activations, mars


def printed(x: np.ndarray) -> np.ndarray:
    """The formula as it stands on the slide."""
    return (
        1.013
        + 1.198 * np.maximum(0, x - 0.485)
        - 1.803 * np.maximum(0, 0.485 - x)
        - 1.321 * np.maximum(0, x - 0.283)
        - 1.609 * np.maximum(0, x - 0.640)
        + 1.591 * np.maximum(0, x - 0.907)
    )


def samples(seed: int, m: int = 400, noise: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 1, m)
    return x, printed(x) + noise * rng.normal(size=m)


def test_the_example_is_the_printed_formula() -> None:
    x = np.linspace(-0.5, 1.5, 801)
    assert np.abs(mars.EXAMPLE(x) - printed(x)).max() < 1e-14
    assert mars.EXAMPLE(np.zeros(1))[0] == pytest.approx(0.138545, abs=1e-12)


def test_slopes_of_the_example() -> None:
    want = [1.803, 0.482, -0.123, -1.732, -0.141]
    assert np.allclose(mars.EXAMPLE.slopes(), want, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(
    knots=st.lists(st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9]), max_size=6),
    seed=st.integers(0, 2**16),
)
def test_slopes_are_those_of_the_curve(knots, seed) -> None:
    rng = np.random.default_rng(seed)
    signs = rng.choice([-1, 1], len(knots))
    model = mars.HingeModel(rng.normal(), rng.normal(size=len(knots)), np.array(knots), signs)
    edges = np.array([0.0, *sorted(set(knots)), 1.0])
    middle = (edges[1:] + edges[:-1]) / 2
    measured = (model(middle + 1e-3) - model(middle - 1e-3)) / 2e-3
    assert np.allclose(model.slopes(), measured, atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**16), k=st.integers(0, 7))
def test_the_layers_are_the_same_function(seed, k) -> None:
    rng = np.random.default_rng(seed)
    model = mars.HingeModel(
        rng.normal(), rng.normal(size=k), rng.normal(size=k), rng.choice([-1, 1], k)
    )
    x = rng.normal(size=50)
    W1, b1, W2, b2 = model.layers()
    assert (W1.shape, b1.shape, W2.shape, b2.shape) == ((1, k), (k,), (k, 1), (1,))
    network = activations.relu(x[:, None] @ W1 + b1) @ W2 + b2
    assert np.abs(network[:, 0] - model(x)).max() < 1e-12


@given(x=st.floats(-1e3, 1e3), knot=st.floats(-1e3, 1e3))
def test_a_hinge_and_its_mirror(x, knot) -> None:
    right, left = mars.hinge(x, knot), mars.hinge(x, knot, -1)
    assert right - left == x - knot
    assert right + left == abs(x - knot)


def test_least_squares_returns_the_example_without_noise_and_comes_close_with_it() -> None:
    knots, signs = mars.EXAMPLE.knots, mars.EXAMPLE.signs
    exact = mars.fit(*samples(0), knots, signs)
    assert np.allclose(exact.coefficients, mars.EXAMPLE.coefficients, atol=1e-10)
    assert exact.constant == pytest.approx(1.013)
    x, y = samples(0, m=2000, noise=0.05)
    noisy = mars.fit(x, y, knots, signs)
    assert np.abs(noisy(x) - printed(x)).max() < 0.03


def test_forward_selection_finds_knots_that_are_among_the_candidates() -> None:
    x, y = samples(1)
    models = mars.forward_selection(x, y, 4, candidates=np.round(np.arange(0.0, 1.0, 0.001), 3))
    errors = [np.mean((model(x) - y) ** 2) for model in models]
    assert all(b <= a + 1e-15 for a, b in pairwise(errors))
    assert errors[4] < errors[0] / 300
    chosen = np.unique(models[4].knots)
    assert np.abs(chosen - [0.283, 0.485, 0.640, 0.907]).max() < 0.05


def test_forward_selection_takes_the_best_knot_of_all() -> None:
    x, y = samples(2, m=80, noise=0.1)
    candidates = np.linspace(0.05, 0.95, 37)
    found = mars.forward_selection(x, y, 2, candidates)
    for k, model in enumerate(found[1:]):
        before = list(found[k].knots[1:]) if k else []
        errors = []
        for b in candidates:
            first, *others = [*before, b]
            trial = mars.fit(x, y, [first, first, *others], [-1, 1, *([1] * len(others))])
            errors.append(np.sum((trial(x) - y) ** 2))
        assert np.sum((model(x) - y) ** 2) == pytest.approx(min(errors), rel=1e-9)


def test_forward_selection_begins_with_the_mean_and_a_pair() -> None:
    x, y = samples(3)
    constant, pair, third = mars.forward_selection(x, y, 2)
    assert constant(x) == pytest.approx(y.mean())
    assert pair.signs.tolist() == [-1, 1]
    assert pair.knots[0] == pair.knots[1]
    assert third.signs.tolist() == [-1, 1, 1]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: mars.hinge(np.ones(2), 0.5, 2), "sign"),
        (lambda: mars.hinge_basis(np.ones(2), [0.1, 0.2], [1]), "same length"),
        (lambda: mars.hinge_basis(np.ones(2), [0.1], [0]), "1 or -1"),
        (lambda: mars.hinge_basis(np.ones((2, 1)), [0.1]), "one axis"),
        (lambda: mars.fit(np.ones(3), np.ones(2), [0.1]), "same shape"),
        (lambda: mars.HingeModel(0.0, [1.0, 2.0], [0.5], [1]), "one for each knot"),
        (lambda: mars.forward_selection(np.arange(9.0), np.ones(9), 3, [2.0, 5.0]), "at most 2"),
    ],
)
def test_bad_input_is_named(call, says) -> None:
    with pytest.raises(ValueError, match=says):
        call()
