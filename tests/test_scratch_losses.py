"""Losses, activations, penalties and first weights: values, far-out inputs, lookup."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.scratch import activations, initializers, losses, optimizers, regularizers
from tests.random_networks import ACTIVATIONS, LOSSES

TYPES = [np.float32, np.float64]
FAR = [-1e4, -200, -90, -1, 0, 1, 90, 200, 1e4]


# --- values -------------------------------------------------------------------------------------


def test_the_quadratic_losses_by_hand() -> None:
    a, y = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[0.0, 2.0], [1.0, 2.0]])
    # squares 1, 0, 4, 9: 14 over all
    for loss, value, factor in [
        (losses.MeanSquaredError(), 14 / 4, 2 / 4),
        (losses.MeanSquaredError(sum_outputs=True), 14 / 2, 2 / 2),
        (losses.HalfMeanSquaredError(), 14 / 8, 1 / 4),
        (losses.HalfMeanSquaredError(sum_outputs=True), 14 / 4, 1 / 2),
    ]:
        assert loss(a, y) == value
        assert loss.derivative(a, y).tolist() == (factor * (a - y)).tolist()


def test_the_binary_cross_entropy_by_hand() -> None:
    h, y = np.array([[0.8, 0.5], [0.25, 0.1]]), np.array([[1.0, 0.0], [1.0, 0.0]])
    value = -(np.log(0.8) + np.log(0.5) + np.log(0.25) + np.log(0.9))
    slope = np.array([[-1 / 0.8, 1 / 0.5], [-1 / 0.25, 1 / 0.9]])
    for sum_outputs, count in [(False, 4), (True, 2)]:
        loss = losses.BinaryCrossEntropy(from_logits=False, sum_outputs=sum_outputs)
        assert loss(h, y) == pytest.approx(value / count, rel=1e-14)
        assert np.allclose(loss.derivative(h, y), slope / count, rtol=1e-14)


def test_the_categorical_cross_entropy_by_hand() -> None:
    p, y = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3]]), np.array([[1.0, 0, 0], [0, 0.5, 0.5]])
    loss = losses.CategoricalCrossEntropy(from_logits=False)
    assert loss(p, y) == pytest.approx(
        -(np.log(0.7) + 0.5 * np.log(0.6) + 0.5 * np.log(0.3)) / 2, rel=1e-14
    )
    assert np.allclose(loss.derivative(p, y), -y / p / 2, rtol=1e-14)


def test_one_output_and_a_row_of_numbers_are_the_same() -> None:
    z, y = np.array([0.3, -1.2, 2.0]), np.array([1.0, 0.0, 0.0])
    for loss in LOSSES[:-1]:
        assert loss(z, y) == pytest.approx(loss(z[:, None], y[:, None]), rel=1e-15)
        slope = loss.derivative(z[:, None], y[:, None])[:, 0]
        assert np.allclose(loss.derivative(z, y), slope, rtol=1e-15)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 2**32 - 1),
    m=st.integers(1, 6),
    K=st.integers(1, 5),
    size=st.floats(0.1, 5),
)
def test_logits_and_probabilities_agree_where_both_are_exact(seed, m, K, size) -> None:
    rng = np.random.default_rng(seed)
    z, y = size * rng.normal(size=(m, K)), rng.dirichlet([1] * K, m)
    for loss, phi in [
        (losses.BinaryCrossEntropy, activations.sigmoid),
        (losses.CategoricalCrossEntropy, activations.softmax),
    ]:
        a = phi(z)
        assert loss(True)(z, y) == pytest.approx(loss(False)(a, y), rel=1e-6, abs=1e-9)
        through = phi.backward(z, loss(False).derivative(a, y))
        direct = loss(True).derivative(z, y)
        assert np.allclose(through, direct, rtol=1e-6, atol=1e-7)
        assert np.array_equal(direct, loss(True).delta(a, y))


def test_the_outputs_of_an_example_are_averaged_or_added() -> None:
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(4, 3)), rng.random((4, 3))
    for loss in (losses.MeanSquaredError, losses.HalfMeanSquaredError, losses.BinaryCrossEntropy):
        mean, added = loss(), loss(sum_outputs=True)
        assert added(z, y) == pytest.approx(3 * mean(z, y), rel=1e-14)
        assert np.allclose(added.derivative(z, y), 3 * mean.derivative(z, y), rtol=1e-14)


# --- far out ------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", TYPES)
def test_activations_far_out_have_their_limits(dtype) -> None:
    z = np.array(FAR, dtype)
    with np.errstate(all="raise", under="ignore"):
        value = {name: activations.get(name)(z) for name in ACTIVATIONS}
        slope = {name: activations.get(name).df(z) for name in ACTIVATIONS}
        two = activations.softmax(np.array([[1e4, -1e4], [-1e4, -1e4], [1e4, 1e4]], dtype))
    for name in ACTIVATIONS:
        assert value[name].dtype == slope[name].dtype == dtype
        assert np.isfinite(value[name]).all()
        assert np.isfinite(slope[name]).all()
    right, left = slice(-2, None), slice(0, 2)
    ends = {  # name: value and slope on the left, value and slope on the right
        "linear": (z[left], 1, z[right], 1),
        "step": (0, 0, 1, 0),
        "sigmoid": (0, 0, 1, 0),
        "tanh": (-1, 0, 1, 0),
        "relu": (0, 0, z[right], 1),
        "relu6": (0, 0, 6, 0),
        "leaky_relu": (dtype(0.2) * z[left], dtype(0.2), z[right], 1),
        "swish": (0, 0, z[right], 1),
    }
    for name, (*a, b, db) in ends.items():
        assert np.allclose(value[name][left], a[0], rtol=1e-7, atol=1e-35), name
        assert np.allclose(slope[name][left], a[1], rtol=1e-7, atol=1e-35), name
        assert (value[name][right] == b).all(), name
        assert np.allclose(slope[name][right], db, rtol=1e-7, atol=1e-35), name
    assert two.tolist() == [[1, 0], [0.5, 0.5], [0.5, 0.5]]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", TYPES)
def test_losses_far_out_are_exact(dtype) -> None:
    z = np.array(FAR, dtype)[:, None]
    tiny = np.log1p(np.exp(-np.abs(z.astype(np.float64))))[:, 0]
    with np.errstate(all="raise", under="ignore"):
        for y, exact in [(0.0, np.maximum(FAR, 0) + tiny), (1.0, np.maximum(-z[:, 0], 0) + tiny)]:
            target = np.full((1, 1), y)
            found = [losses.BinaryCrossEntropy()(row[None], target) for row in z]
            assert np.allclose(found, exact, rtol=1e-6, atol=np.finfo(dtype).tiny)
            pairs = np.column_stack([np.zeros(len(z)), z]).astype(dtype)  # softmax of 0 and z
            hot = np.array([[1 - y, y]])
            found = [losses.CategoricalCrossEntropy()(row[None], hot) for row in pairs]
            # next to 1, log(1 + e) keeps what the type keeps: the cross-entropy is a sum there
            assert np.allclose(found, exact, rtol=1e-6, atol=np.finfo(dtype).eps)
        hard = losses.BinaryCrossEntropy().derivative(z, np.zeros_like(z))[:, 0] * len(z)
        assert np.allclose(hard, activations.sigmoid(z)[:, 0], rtol=1e-6)
        for loss, far in product(LOSSES, [1e4, -1e4]):
            a, y = np.array([[far, -far, 0]], dtype), np.array([[0.0, 0.0, 1.0]])
            assert np.isfinite(loss(a, y))
            assert np.isfinite(loss.derivative(a, y)).all()
            assert loss.derivative(a, y).dtype == dtype


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", TYPES)
def test_probabilities_of_0_and_1_are_clipped(dtype) -> None:
    """A wrong certainty costs -log(eps), about 16 or 36, and has no slope any more."""
    eps = np.finfo(dtype).eps
    h, y = np.array([[0.0, 1.0]], dtype), np.array([[1.0, 0.0]])
    with np.errstate(all="raise"):
        for loss in (
            losses.BinaryCrossEntropy(from_logits=False, sum_outputs=True),
            losses.CategoricalCrossEntropy(from_logits=False),
        ):
            wrong = 2 if loss.name.startswith("binary") else 1
            assert loss(h, y) == pytest.approx(-wrong * np.log(eps), rel=1e-2)
            assert abs(loss(1 - h, y)) < 1e-6
            assert not loss.derivative(h, y).any()
            assert loss.derivative(np.array([[0.25, 0.75]], dtype), y)[0, 0] == -4


def test_softmax_does_not_see_a_constant() -> None:
    z = np.array([[1.0, 2.0, 0.0]])
    assert np.allclose(activations.softmax(z + 1e4), activations.softmax(z), rtol=1e-11)


def test_the_chain_rule_through_each_activation() -> None:
    rng = np.random.default_rng(1)
    z, da = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    for name in ACTIVATIONS:
        phi, h = activations.get(name), 1e-6
        numeric = np.zeros_like(z)
        for k in range(3):
            e = h * np.eye(3)[k]
            numeric[:, k] = (da * (phi(z + e) - phi(z - e))).sum(axis=1) / (2 * h)
        assert np.allclose(phi.backward(z, da), numeric, atol=1e-8), name


# --- penalties and first weights ----------------------------------------------------------------


def test_penalties_by_hand() -> None:
    W = np.array([[1.0, -2.0], [0.0, 3.0]])
    assert regularizers.L1(0.5).value(W) == 3.0
    assert regularizers.L1(0.5).derivative(W).tolist() == [[0.5, -0.5], [0.0, 0.5]]
    assert regularizers.L2(0.5).value(W) == 0.25 * 14
    assert regularizers.L2(0.5).derivative(W).tolist() == (0.5 * W).tolist()
    assert regularizers.L1(0).value(W) == regularizers.L2(0).value(W) == 0


@pytest.mark.parametrize("n_in, n_out", [(1, 1), (3, 500), (500, 3), (200, 200)])
def test_first_weights(n_in, n_out) -> None:
    for name, limit in [("glorot", np.sqrt(6 / (n_in + n_out))), ("he", np.sqrt(6 / n_in))]:
        W = initializers.get(name)(np.random.default_rng(0), n_in, n_out)
        assert W.shape == (n_in, n_out)
        assert np.abs(W).max() <= limit
        if W.size > 1000:
            assert np.abs(W).max() > 0.99 * limit
            assert W.var() == pytest.approx(limit**2 / 3, rel=0.1)
            assert abs(W.mean()) < 4 * limit / np.sqrt(3 * W.size)
        again = initializers.get(name)(np.random.default_rng(0), n_in, n_out)
        assert np.array_equal(W, again)
    assert not initializers.zeros(np.random.default_rng(0), n_in, n_out).any()


def test_normal_first_weights() -> None:
    W = initializers.normal(np.random.default_rng(0), 300, 200)
    assert W.std() == pytest.approx(0.05, rel=0.02)
    assert abs(W.mean()) < 4 * 0.05 / np.sqrt(W.size)
    assert np.mean(np.abs(W) > 0.1) == pytest.approx(0.0455, abs=0.005)  # two deviations


# --- lookup -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_by_name(name) -> None:
    phi = activations.get(name)
    assert phi.name == name
    assert activations.get(phi) is phi
    assert activations.get(phi.name, **dict(phi.settings)).settings == phi.settings


def test_settings_of_an_activation() -> None:
    z = np.array([-2.0, 3.0])
    assert activations.get("leaky_relu", alpha=0.1)(z).tolist() == [-0.2, 3.0]
    assert activations.get("swish", beta=2)(z)[1] == pytest.approx(3 / (1 + np.exp(-6)))
    assert repr(activations.get("leaky_relu", alpha=0.1)) == "Activation(leaky_relu, alpha=0.1)"


def test_the_others_by_name() -> None:
    for loss in LOSSES:
        assert type(losses.get(loss.name)) is type(loss)
        assert losses.get(loss) is loss
    assert regularizers.get("l1") == regularizers.L1()
    assert regularizers.get("l2") == regularizers.L2()
    assert regularizers.get(None) is None
    strong = regularizers.L2(3.0)
    assert regularizers.get(strong) is strong
    for name in ("zeros", "normal", "glorot", "he"):
        assert initializers.get(name) is getattr(initializers, name)
    assert initializers.get(np.zeros) is np.zeros
    for kind in (optimizers.SGD, optimizers.Momentum, optimizers.Nesterov, optimizers.Adam):
        assert type(optimizers.get(kind.__name__)) is kind
        assert optimizers.get(kind.__name__) is not optimizers.get(kind.__name__.lower())
    for kind in (optimizers.RMSProp, optimizers.Adagrad):
        assert type(optimizers.get(kind.__name__.lower())) is kind


WRONG = [
    (lambda: activations.get("rellu"), "activation must be .*leaky_relu.*got 'rellu'"),
    (lambda: activations.get([1]), r"activation must be .*got \[1\]"),
    (lambda: activations.get(None), "activation must be .*got None"),
    (lambda: activations.get("relu", alpha=0.1), "'relu' has no settings, got {'alpha': 0.1}"),
    (lambda: activations.leaky_relu(1.5), "alpha must be between 0 and 1, got 1.5"),
    (lambda: activations.leaky_relu(np.nan), "alpha must be between 0 and 1, got nan"),
    (lambda: activations.swish(0), "beta must be positive, got 0"),
    (lambda: losses.get("crossentropy"), "loss must be .*categorical_.*got 'crossentropy'"),
    (lambda: losses.get([]), r"loss must be .*got \[\]"),
    (lambda: losses.get(losses.MeanSquaredError), "loss must be .*got <class"),
    (lambda: losses.MeanSquaredError()(np.ones(2), np.ones(3)), r"got \(2,\) and \(3,\)"),
    (lambda: losses.CategoricalCrossEntropy().derivative(np.ones(2), np.ones(3)), "same shape"),
    (lambda: regularizers.get("l3"), "regularizer must be None, .*got 'l3'"),
    (lambda: regularizers.get(0.01), "regularizer must be None, .*got 0.01"),
    (lambda: regularizers.get({}), "regularizer must be None, .*got {}"),
    (lambda: regularizers.L1(-1), "strength must be 0 or positive, got -1"),
    (lambda: regularizers.L2(np.nan), "strength must be 0 or positive, got nan"),
    (lambda: initializers.get("xavier"), "initializer must be a function or .*got 'xavier'"),
    (lambda: initializers.get([]), r"initializer must be a function or .*got \[\]"),
]


@pytest.mark.parametrize(("call", "says"), WRONG, ids=[says for _, says in WRONG])
def test_what_is_not_known_is_named(call, says) -> None:
    with pytest.raises(ValueError, match=says):
        call()
