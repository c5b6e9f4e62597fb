from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import linear_model

from dlcourse.scratch import (
    LinearRegression,
    LogisticRegression,
    SoftmaxRegression,
    activations,
    add_bias,
    gradient_check,
    gradient_descent,
    losses,
    numerical_gradient,
)

ELEMENTWISE = [
    activations.linear,
    activations.sigmoid,
    activations.tanh,
    activations.relu,
    activations.leaky_relu(0.1),
    activations.relu6,
    activations.swish(),
    activations.swish(1.7),
]


def data(m: int = 40, n: int = 3, seed: int = 0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m, n))
    return X, 1 + X @ np.arange(1.0, n + 1) + 0.1 * rng.normal(size=m)


@pytest.mark.parametrize("phi", ELEMENTWISE, ids=lambda a: a.name)
def test_derivatives_agree_with_differences(phi) -> None:
    z = np.linspace(-8, 8, 401) + 0.0123  # none of them at a kink
    numeric = (phi.f(z + 1e-6) - phi.f(z - 1e-6)) / 2e-6
    assert np.abs(phi.df(z) - numeric).max() < 1e-8


@pytest.mark.parametrize("phi", ELEMENTWISE, ids=lambda a: a.name)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_overflow_and_the_dtype_stays(phi, dtype) -> None:
    z = np.array([-1e4, -50, 0, 50, 1e4], dtype)
    with np.errstate(all="raise", under="ignore"):
        value, slope = phi.f(z), phi.df(z)
    assert value.dtype == slope.dtype == dtype
    assert np.isfinite(value).all()
    assert np.isfinite(slope).all()


def test_derivatives_at_the_kinks_are_those_of_the_libraries() -> None:
    zero = np.zeros(1)
    assert activations.relu.df(zero) == 0
    assert activations.leaky_relu(0.2).df(zero) == 0.2
    assert activations.relu6.df(np.array([0.0, 6.0])).tolist() == [0, 0]


def test_whole_numbers_become_floats_and_calling_is_f() -> None:
    assert activations.sigmoid(np.array([0])).tolist() == [0.5]
    assert activations.step(np.array([-1, 0, 2])).tolist() == [0, 0, 1]
    assert repr(activations.tanh) == "Activation(tanh)"


def test_softmax_rows_sum_to_one_and_its_jacobian_is_right() -> None:
    z = np.array([[1.0, 2.0, -1.0], [1e4, -1e4, 0.0]])
    a = activations.softmax(z)
    assert np.allclose(a.sum(axis=1), 1)
    assert a[1].tolist() == [1, 0, 0]
    for k in range(3):
        numeric = numerical_gradient(lambda v, k=k: activations.softmax(v)[k], z[0])
        assert np.allclose(activations.softmax.df(z)[0, k], numeric, atol=1e-9)


@pytest.mark.parametrize("make", [activations.leaky_relu, activations.swish])
def test_wrong_parameters_are_named(make) -> None:
    with pytest.raises(ValueError, match="got -1"):
        make(-1)


LOSSES = [
    (losses.MeanSquaredError(), "any"),
    (losses.HalfMeanSquaredError(), "any"),
    (losses.BinaryCrossEntropy(), "any"),
    (losses.BinaryCrossEntropy(from_logits=False), "probability"),
    (losses.CategoricalCrossEntropy(), "any"),
    (losses.CategoricalCrossEntropy(from_logits=False), "rows"),
]


@pytest.mark.parametrize(("loss", "kind"), LOSSES, ids=lambda v: str(v))
def test_the_derivative_of_a_loss_agrees_with_differences(loss, kind) -> None:
    rng = np.random.default_rng(3)
    prediction = rng.normal(size=(5, 3))
    if kind == "probability":
        prediction = activations.sigmoid(prediction)
    if kind == "rows":
        prediction = activations.softmax(prediction)
    target = activations.softmax(rng.normal(size=(5, 3)))
    slope = loss.derivative(prediction, target)
    check = gradient_check(lambda p: loss(p, target), slope, prediction, h=1e-6)
    assert check.error < 1e-7, str(check)


def test_cross_entropy_from_logits_is_exact_far_out() -> None:
    z, y = np.array([1e4, -1e4, 130.0]), np.array([1.0, 0.0, 0.0])
    with np.errstate(all="raise", under="ignore"):
        assert losses.BinaryCrossEntropy()(z, y) == pytest.approx(130 / 3)
        rows, one_hot = np.array([[1e4, -1e4]]), np.array([[0.0, 1.0]])
        assert losses.CategoricalCrossEntropy()(rows, one_hot) == pytest.approx(2e4)
        assert np.isfinite(losses.BinaryCrossEntropy(from_logits=False)(np.array([1.0]), y[1:2]))


def test_losses_name_shapes_that_differ() -> None:
    with pytest.raises(ValueError, match=r"got \(3,\) and \(3, 1\)"):
        losses.MeanSquaredError()(np.zeros(3), np.zeros((3, 1)))


def test_linear_regression_agrees_with_scikit_learn() -> None:
    X, y = data()
    library = linear_model.LinearRegression().fit(X, y)
    solved = LinearRegression().solve(X, y)
    descended = LinearRegression(learning_rate=0.3, steps=400).fit(X, y)
    for model in (solved, descended):
        assert np.allclose(model.w, [library.intercept_, *library.coef_], atol=1e-8)
        assert np.allclose(model.predict(X), library.predict(X))
    assert np.allclose(
        LinearRegression(bias=False).solve(X, y).w,
        linear_model.LinearRegression(fit_intercept=False).fit(X, y).coef_,
    )


def test_logistic_regression_agrees_with_scikit_learn() -> None:
    X, value = data(m=200)
    y = (value + np.random.default_rng(1).normal(scale=2, size=200) > 1).astype(int)
    library = linear_model.LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(X, y)
    model = LogisticRegression(learning_rate=2.0, steps=3000).fit(X, y)
    assert np.allclose(model.w, [library.intercept_[0], *library.coef_[0]], atol=1e-5)
    assert np.array_equal(model.predict(X), library.predict(X))
    assert model.predict(X, threshold=0.0).min() == 1


def test_softmax_regression_agrees_with_scikit_learn_and_with_two_classes_is_logistic() -> None:
    rng = np.random.default_rng(2)
    X = rng.normal(size=(150, 2))
    y = (X @ rng.normal(size=(2, 3)) + rng.gumbel(size=(150, 3))).argmax(axis=1)
    library = linear_model.LogisticRegression(C=np.inf, tol=1e-10, max_iter=2000).fit(X, y)
    model = SoftmaxRegression(learning_rate=1.0, steps=4000).fit(X, y)
    assert np.allclose(model.predict_proba(X), library.predict_proba(X), atol=1e-4)
    assert np.array_equal(model.predict(X), library.predict(X))
    two = (y > 0).astype(int)
    soft = SoftmaxRegression(learning_rate=0.5, steps=200).fit(X, two)
    logistic = LogisticRegression(learning_rate=1.0, steps=200).fit(X, two)
    assert np.allclose(soft.predict_proba(X)[:, 1], logistic.predict_proba(X), atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**16), m=st.integers(1, 12), n=st.integers(1, 5), bias=st.booleans())
def test_gradients_of_the_regressions(seed: int, m: int, n: int, bias: bool) -> None:
    rng = np.random.default_rng(seed)
    X, w = rng.normal(size=(m, n)), rng.normal(size=n + bias)
    for model, y in [
        (LinearRegression(bias=bias), rng.normal(size=m)),
        (LogisticRegression(bias=bias), rng.integers(0, 2, size=m)),
    ]:
        check = gradient_check(
            lambda w, model=model, y=y: model.cost(w, X, y), model.gradient(w, X, y), w
        )
        assert check.error < 1e-6, str(check)
    model, y = SoftmaxRegression(bias=bias), np.eye(3)[rng.integers(0, 3, size=m)]
    W = rng.normal(size=(n + bias, 3))
    check = gradient_check(lambda w: model.cost(w, X, y), model.gradient(W, X, y), W)
    assert check.error < 1e-6, str(check)


def test_the_history_falls_and_begins_with_the_first_guess() -> None:
    X, y = data()
    model = LinearRegression(learning_rate=0.1, steps=50).fit(X, y)
    assert len(model.history) == 51
    assert model.history[0] == pytest.approx(np.mean(y**2) / 2)
    assert all(a > b for a, b in zip(model.history, model.history[1:], strict=False))


def test_a_rate_that_is_too_large_is_said() -> None:
    X, y = data()
    with pytest.raises(FloatingPointError, match="learning_rate 50 is too large"):
        LinearRegression(learning_rate=50, steps=1000).fit(X, y)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: LinearRegression(learning_rate=0), ValueError, "learning_rate"),
        (lambda: LinearRegression(steps=0), ValueError, "steps"),
        (lambda: LinearRegression().fit(np.ones((3, 1)), np.ones(2)), ValueError, "3 rows"),
        (lambda: LinearRegression().fit(np.ones(3), np.ones(3)), ValueError, "two axes"),
        (lambda: LinearRegression().predict(np.ones((3, 1))), RuntimeError, "fit first"),
        (lambda: LogisticRegression().fit(np.ones((2, 1)), [1, 2]), ValueError, "0 and 1"),
        (lambda: SoftmaxRegression().fit(np.ones((2, 1)), [0.5, 1]), ValueError, "whole"),
        (lambda: add_bias(np.ones(3)), ValueError, "two axes"),
        (lambda: gradient_descent(lambda w: w, [1.0], -1, 3), ValueError, "learning_rate"),
        (lambda: gradient_check(np.sum, np.ones(2), np.ones(3)), ValueError, "shape of w"),
    ],
)
def test_bad_input_is_named(call, error, says) -> None:
    with pytest.raises(error, match=says):
        call()


def test_gradient_check_finds_the_wrong_entry() -> None:
    w = np.arange(6.0).reshape(2, 3)
    wrong = 2 * w
    wrong[1, 2] += 0.5
    check = gradient_check(lambda w: (w**2).sum(), wrong, w)
    assert check.worst == (1, 2)
    assert check.error == pytest.approx(0.5 / 10.5, rel=1e-3)
    assert "[1, 2]" in str(check)
    assert gradient_check(lambda w: (w**2).sum(), lambda w: 2 * w, w).error < 1e-9
