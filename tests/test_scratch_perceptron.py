"""Rosenblatt's rule: its numbers on the logic gates, its bound, and agreement with scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import linear_model

from dlcourse.scratch import Perceptron, add_bias, mistake_bound

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
OR, AND, XOR = [0, 1, 1, 1], [0, 0, 0, 1], [0, 1, 1, 0]


def separable(seed: int, m: int, n: int, gap: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Random points, each at least `gap` away from a random boundary w . x = 0."""
    rng = np.random.default_rng(seed)
    w = rng.normal(size=n + 1)
    w /= np.linalg.norm(w)
    X = rng.normal(size=(m, n))
    z = add_bias(X) @ w
    # Pushed along the boundary's normal (without its constant) as far as they are too close.
    push = np.where(np.abs(z) < gap, np.where(z > 0, gap - z, -gap - z), 0.0)
    X = X + push[:, None] * w[1:] / (w[1:] @ w[1:])
    return X, (z > 0).astype(int), w


@pytest.mark.parametrize(
    ("targets", "bias", "updates", "epochs"), [(OR, True, 4, 4), (AND, True, 10, 6)]
)
def test_the_gates_that_it_learns(targets, bias, updates, epochs) -> None:
    model = Perceptron(bias=bias).fit(CORNERS, targets)
    assert model.converged
    assert (model.updates, len(model.mistakes)) == (updates, epochs)
    assert model.mistakes[-1] == 0
    assert model.predict(CORNERS).tolist() == targets


@pytest.mark.parametrize(("targets", "bias", "updates"), [(XOR, True, 3997), (AND, False, 2998)])
def test_the_gates_that_it_never_learns(targets, bias, updates) -> None:
    model = Perceptron(bias=bias).fit(CORNERS, targets, epochs=1000)
    assert not model.converged
    assert model.updates == updates
    assert len(model.mistakes) == 1000
    assert model.predict(CORNERS).tolist() != targets


def test_xor_goes_round_in_a_circle_and_a_product_breaks_it() -> None:
    model = Perceptron().fit(CORNERS, XOR, epochs=1000)
    assert len(np.unique(model.path, axis=0)) < 20
    with_product = np.column_stack([CORNERS, CORNERS.prod(axis=1)])
    model = Perceptron().fit(with_product, XOR)
    assert model.converged
    assert model.updates == 16


def test_every_step_of_the_path_is_one_of_the_three_cases() -> None:
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(30, 3)), rng.integers(0, 2, 30)
    model = Perceptron().fit(X, y, epochs=5, rng=rng)
    assert len(model.path) == model.updates + 1 == len(model.corrected) + 1
    assert model.path[0].tolist() == [0, 0, 0, 0]
    assert model.path[-1].tolist() == model.w.tolist()
    for w, new, i in zip(model.path, model.path[1:], model.corrected, strict=False):
        x = np.concatenate([[1.0], X[i]])
        o = int(w @ x > 0)
        assert o != y[i]
        assert np.array_equal(new, w + x if o == 0 else w - x)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**16),
    m=st.integers(1, 40),
    n=st.integers(1, 6),
    gap=st.sampled_from([0.1, 0.3, 1.0]),
    shuffled=st.booleans(),
)
def test_no_separable_set_costs_more_mistakes_than_the_bound(seed, m, n, gap, shuffled) -> None:
    X, y, w = separable(seed, m, n, gap)
    bound = mistake_bound(X, y, w)
    rng = np.random.default_rng(seed) if shuffled else None
    model = Perceptron().fit(X, y, epochs=int(bound) + 2, rng=rng)
    assert model.converged
    assert model.updates <= bound * (1 + 1e-9)
    assert np.array_equal(model.predict(X), y)
    # What it learned separates the classes, too, unless an example of class 0 lies on the line.
    if model.updates and np.abs(add_bias(X) @ model.w).min() > 0:
        assert model.updates <= mistake_bound(X, y, model.w) * (1 + 1e-9)


def test_the_bound_of_an_example_by_hand() -> None:
    # Points 3 and -1 on a line, boundary at 0: the longest is 3, the closest is 1 away.
    assert mistake_bound([[3.0], [-1.0]], [1, 0], [2.0]) == pytest.approx(9)
    # With the constant input: lengths sqrt(10) and sqrt(2); boundary x = 1, w of length sqrt(2).
    assert mistake_bound([[3.0], [-1.0]], [1, 0], [-1.0, 1.0]) == pytest.approx(10 / (4 / 2))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("bias", [True, False])
def test_agrees_with_scikit_learn_in_the_same_order(seed, bias) -> None:
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(60, 4)), rng.integers(0, 2, 60)
    # At z = 0 scikit-learn corrects both classes, we only class 1; that happens at the very first
    # example, so it is one of class 1.
    y[0] = 1
    for epochs in (1, 2, 7):
        library = linear_model.Perceptron(
            fit_intercept=bias, shuffle=False, tol=None, max_iter=epochs, penalty=None
        ).fit(X, y)
        ours = Perceptron(bias=bias).fit(X, y, epochs=epochs)
        want = [*library.intercept_, *library.coef_[0]] if bias else library.coef_[0]
        assert np.allclose(ours.w, want, atol=1e-9)
        assert np.array_equal(ours.predict(X), library.predict(X))


def test_the_order_comes_from_the_generator_alone() -> None:
    X, y, _ = separable(1, 40, 3, 0.1)
    paths = [Perceptron().fit(X, y, rng=np.random.default_rng(s)).path for s in (0, 0, 1)]
    assert np.array_equal(paths[0], paths[1])
    assert paths[0].shape != paths[2].shape or not np.array_equal(paths[0], paths[2])


def test_a_second_fit_begins_anew() -> None:
    model = Perceptron().fit(CORNERS, AND)
    assert model.fit(CORNERS, OR).updates == 4


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: Perceptron().fit(CORNERS, [0, 1, 1, 2]), ValueError, "classes 0 and 1"),
        (lambda: Perceptron().fit(CORNERS, [-1, 1, 1, 1]), ValueError, r"got \[-1, 1\]"),
        (lambda: Perceptron().fit(CORNERS, [0, 1]), ValueError, "4 rows"),
        (lambda: Perceptron().fit(CORNERS[0], [0, 1]), ValueError, "two axes"),
        (lambda: Perceptron().fit(CORNERS, OR, epochs=0), ValueError, "epochs"),
        (lambda: Perceptron().predict(CORNERS), RuntimeError, "fit first"),
        (lambda: Perceptron().fit(CORNERS, OR).predict(np.ones((1, 3))), ValueError, "2 features"),
        (lambda: mistake_bound(CORNERS, OR, [0.0, 1.0, 1.0]), ValueError, "1 of 4"),
        (lambda: mistake_bound(CORNERS, XOR, [-1.0, 1.0, 1.0]), ValueError, "must separate"),
        (lambda: mistake_bound(CORNERS, OR, [1.0]), ValueError, "one weight for each feature"),
    ],
)
def test_bad_input_is_named(call, error, says) -> None:
    with pytest.raises(error, match=says):
        call()
