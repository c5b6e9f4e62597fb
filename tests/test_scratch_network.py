from __future__ import annotations

import os
import pickle
import sys
import types
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.scratch import (
    Network,
    activations,
    add_bias,
    dropout,
    layer_to_theta,
    losses,
    one_hot,
    optimizers,
    regularizers,
    theta_to_layer,
)
from dlcourse.scratch import gradients as gradients_module
from dlcourse.scratch import network as network_module
from tests.random_networks import ACTIVATIONS, LOSSES, PENALTIES, Problem, build, draw

RNG = np.random.default_rng(11)
X = RNG.normal(size=(11, 3))
KINDS = RNG.integers(0, 4, 11)
REAL = RNG.normal(size=(11, 4))


def softmax_net(**settings) -> Network:
    return Network.dense([3, 5, 4], activation="tanh", seed=1, **settings)


def bits(net: Network) -> list[bytes]:
    return [p.tobytes() for p in net.parameters]


# --- gradients ----------------------------------------------------------------------------------

checked = {"entries": 0, "left out": 0, "networks": 0}


def agrees(net: Network, X: np.ndarray, y: np.ndarray) -> None:
    """Backpropagation against central differences, to 1e-6 of the largest entry.

    A difference of two costs J is known to about J 2^-52 / 2h, a few 1e-11; so gradients that are
    nearly zero everywhere are compared to 1e-10 J instead.
    """
    check = net.gradient_check(X, y)
    largest = max(np.abs(g).max() for g in net.copy(np.float64).gradients(X, y))
    allowed = max(1e-6 * largest, 1e-10 * max(1.0, net.cost(X, y)))
    assert abs(check.given - check.numeric) <= allowed, f"{net!r}, {net.loss}: {check}"
    assert check.count == net.count()
    checked["entries"] += check.count
    checked["left out"] += check.left_out
    checked["networks"] += 1


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    depth = draw(st.integers(1, 4))
    sizes = draw(st.lists(st.integers(1, 6), min_size=depth + 1, max_size=depth + 1))
    names = draw(st.lists(st.sampled_from(ACTIVATIONS), min_size=depth, max_size=depth))
    loss, penalty = draw(st.sampled_from(LOSSES)), draw(st.sampled_from(PENALTIES))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return build(rng, sizes, names, loss, penalty, rows=draw(st.integers(1, 9)))


@settings(max_examples=500, deadline=None, derandomize=True)
@given(problem=problems())
def test_gradients_agree_with_central_differences(problem: Problem) -> None:
    agrees(*problem)


@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("output", ACTIVATIONS)
def test_every_output_goes_with_every_loss(output, loss) -> None:
    for hidden, penalty in [("tanh", None), ("swish", "l2"), ("softmax", "l1")]:
        agrees(*build(np.random.default_rng(5), [3, 4, 3], [hidden, output], loss, penalty))


def test_hardly_any_entry_was_left_out() -> None:
    """At most 5 % of all that was compared above (and enough was compared)."""
    if checked["networks"] < 500:  # this test runs alone, or another process has the others
        for seed in range(100):
            agrees(*draw(seed))
    assert checked["entries"] > 2000
    assert checked["left out"] <= 0.05 * checked["entries"], checked


def on_a_lattice(seed: int) -> Problem:
    """Whole and half numbers, so that many weighted sums lie on a kink exactly."""
    rng = np.random.default_rng(seed)
    names = ["relu", "relu6", "leaky_relu", "step"]
    net, X, y = build(rng, [2, 3, 3, 2], [*rng.choice(names, 2), "linear"], LOSSES[0], "l1", rows=4)
    net.set_parameters([np.round(p) for p in net.parameters])
    return net, np.round(X), y


def test_entries_at_a_kink_are_left_out_and_the_others_agree() -> None:
    before = dict(checked)
    for seed in range(40):
        net, X, y = on_a_lattice(seed)
        agrees(net, X, y)
    assert checked["left out"] - before["left out"] > 100  # so they were found
    checked.update(before)  # these are many by design


def test_a_kink_is_left_out_where_it_is_and_nowhere_else() -> None:
    for W, left_out in [(0.0, 2), (5e-6, 2), (2e-5, 0), (-2e-5, 0)]:
        net = Network([np.array([[0.0, W]]), "relu", np.array([[0.3, 2.0]]), "linear"])
        check = net.gradient_check(np.ones((1, 1)), np.zeros((1, 1)))  # z = W: both move it
        assert check.left_out == left_out, W
        assert ("left out at kinks" in str(check)) == bool(left_out)


def test_the_clip_of_a_cross_entropy_is_a_kink_too() -> None:
    loss = losses.BinaryCrossEntropy()
    net = Network([np.array([[1e-9, 0.0], [0.5, 0.0], [-0.2, 0.0]]), "linear"], loss=loss)
    assert net.loss.from_logits  # a linear output is a logit: nothing to clip
    net = Network([np.array([[1e-9, 0.0], [0.5, 0.0], [-0.2, 0.0]]), "tanh"], loss=loss)
    check = net.gradient_check(np.ones((1, 1)), np.array([[0.5, 0.5, 0.5]]))
    assert check.left_out == 2  # both weights of the first unit; those of the third stay clipped
    assert check.error < 1e-6
    assert net.gradients(np.ones((1, 1)), np.array([[0.5, 0.5, 0.5]]))[1][2] == 0


@pytest.mark.parametrize("fault", ["entry", "sign of a bias", "nan"])
def test_the_check_finds_a_fault_and_names_its_place(monkeypatch, fault) -> None:
    net = softmax_net()
    right = Network.gradients

    def wrong(self, X, y):
        g = right(self, X, y)
        if fault == "entry":
            g[2][3, 1] += 0.01
        elif fault == "nan":
            g[2][3, 1] = np.nan
        else:
            g[1] *= -1
        return g

    assert net.gradient_check(X, KINDS).error < 1e-8
    monkeypatch.setattr(Network, "gradients", wrong)
    check = net.gradient_check(X, KINDS)
    assert not check.error < 1e-3
    assert check.worst.startswith("b1[" if fault == "sign of a bias" else "W2[3, 1]")
    assert check.worst in str(check)


def test_the_check_leaves_the_weights_alone_and_works_in_float64() -> None:
    net = softmax_net(dtype="float32", dropout=0.5, regularizer="l2")
    before = bits(net)
    assert net.gradient_check(X, KINDS).error < 1e-7
    assert bits(net) == before


def test_a_check_without_any_entry_is_an_error() -> None:
    with pytest.raises(ValueError, match="all 2 weights are within h=1e-05 of a kink"):
        Network([np.zeros((1, 2)), "relu"]).gradient_check(np.ones((1, 1)), np.ones((1, 1)))
    with pytest.raises(ValueError, match=r"shapes \[\(2,\)\], got \[\(3,\)\]"):
        gradients_module.check_in_place(float, {"w": np.ones(2)}, [np.ones(3)])


def slow_cost(net: Network, X: np.ndarray, Y: np.ndarray) -> float:
    """J as the lectures print it: one example after another, logarithms of probabilities."""
    total = 0.0
    for x, y in zip(X, Y, strict=True):
        a = x
        for theta, phi in zip(net.thetas, net.activations, strict=True):
            z = theta @ np.concatenate([[1.0], a])
            a = phi(z[None])[0]
        if net.loss.name == "categorical_crossentropy":
            total += -np.sum(y * np.log(a))
            continue
        if net.loss.name == "binary_crossentropy":
            terms = -y * np.log(a) - (1 - y) * np.log(1 - a)
        else:
            terms = (a - y) ** 2 / (2 if net.loss.name == "half_mse" else 1)
        total += terms.sum() if net.loss.sum_outputs else terms.mean()
    penalty = 0.0
    if isinstance(net.regularizer, regularizers.L1):
        penalty = net.regularizer.strength * sum(np.abs(t[:, 1:]).sum() for t in net.thetas)
    if isinstance(net.regularizer, regularizers.L2):
        penalty = net.regularizer.strength / 2 * sum((t[:, 1:] ** 2).sum() for t in net.thetas)
    return total / len(X) + penalty


@pytest.mark.parametrize("loss", LOSSES, ids=str)
@pytest.mark.parametrize("output", ["sigmoid", "softmax", "tanh"])
@pytest.mark.parametrize("penalty", PENALTIES)
def test_the_cost_is_the_one_of_the_lectures(loss, output, penalty) -> None:
    net, X, y = build(np.random.default_rng(2), [3, 5, 4], ["relu", output], loss, penalty)
    Y = y if y.ndim == 2 else np.eye(4)[y]
    assert net.cost(X, y) == pytest.approx(slow_cost(net, X, Y), rel=1e-12)


def test_deltas_and_the_input_gradient() -> None:
    net = softmax_net()
    deltas = net.deltas(X, KINDS)
    assert [d.shape for d in deltas] == [(11, 5), (11, 4)]
    assert np.allclose(deltas[-1], (net.forward(X) - np.eye(4)[KINDS]) / 11, atol=1e-15)
    Zs, As = net.layers_forward(X)
    assert np.allclose(deltas[0], deltas[1] @ net.weights[1].T * (1 - np.tanh(Zs[0]) ** 2))
    dW1, db1, dW2, db2 = net.gradients(X, KINDS)
    for dW, db, A, delta in [(dW1, db1, X, deltas[0]), (dW2, db2, As[1], deltas[1])]:
        assert np.allclose(dW, sum(np.outer(a, d) for a, d in zip(A, delta, strict=True)))
        assert np.allclose(db, delta.sum(axis=0))
    slope = gradients_module.numerical_gradient(lambda x: net.cost(x, KINDS), X)
    assert np.allclose(net.input_gradient(X, KINDS), slope, atol=1e-9)


def test_the_penalty_leaves_the_biases_out() -> None:
    plain = softmax_net()
    plain.set_parameters([p + 0.3 for p in plain.parameters])
    for penalty in (regularizers.L1(0.1), regularizers.L2(0.1)):
        net = plain.copy()
        net.regularizer = penalty
        more = sum(penalty.value(W) for W in net.weights)
        assert more > 0
        assert net.cost(X, KINDS) == pytest.approx(plain.cost(X, KINDS) + more, rel=1e-13)
        for p, given_, g in zip(
            net.parameters, net.gradients(X, KINDS), plain.gradients(X, KINDS), strict=True
        ):
            expected = g if p.ndim == 1 else g + penalty.derivative(p)
            assert np.allclose(given_, expected, rtol=0, atol=1e-15)


# --- how a network is made ----------------------------------------------------------------------


def test_shapes_and_names() -> None:
    net = Network.dense([3, 5, 2, 4], activation=["tanh", "relu"], seed=3)
    assert net.sizes == [3, 5, 2, 4]
    assert [W.shape for W in net.weights] == [(3, 5), (5, 2), (2, 4)]
    assert [b.shape for b in net.biases] == [(5,), (2,), (4,)]
    assert [p.shape for p in net.parameters] == [(3, 5), (5,), (5, 2), (2,), (2, 4), (4,)]
    assert [t.shape for t in net.thetas] == [(5, 4), (2, 6), (4, 3)]
    assert net.count() == 4 * 5 + 6 * 2 + 3 * 4
    Zs, As = net.layers_forward(X)
    assert [Z.shape for Z in Zs] == [(11, 5), (11, 2), (11, 4)]
    assert [A.shape for A in As] == [(11, 3), (11, 5), (11, 2), (11, 4)]
    assert np.array_equal(As[0], X)
    assert np.array_equal(As[-1], net.forward(X))
    assert repr(net) == "Network(3 → 5 tanh → 2 relu → 4 softmax; 44 parameters)"
    assert not any(b.any() for b in net.biases)


def test_parameters_are_the_arrays_themselves() -> None:
    net = softmax_net()
    for p, own in zip(net.parameters[::2], net.weights, strict=True):
        assert p is own
    net.parameters[3][:] = 7
    assert (net.biases[1] == 7).all()


def test_the_list_of_the_slides_and_the_sizes_make_the_same_network() -> None:
    net = softmax_net()
    listed = Network([net.thetas[0], activations.tanh, net.thetas[1], activations.softmax])
    assert bits(listed) == bits(net)
    A = X
    for theta, phi in zip(net.thetas, net.activations, strict=True):
        A = phi.f(add_bias(A) @ theta.T)  # the `forward` of the slides
    assert np.allclose(listed.forward(X), A, rtol=0, atol=1e-15)
    assert np.array_equal(listed.predict(X), A.argmax(axis=1))
    assert listed.cost(X, KINDS) == net.cost(X, KINDS)


@pytest.mark.parametrize("n_out", [1, 4])
def test_theta_there_and_back(n_out) -> None:
    theta = RNG.normal(size=(n_out, 3))
    W, b = theta_to_layer(theta)
    assert W.shape == (2, n_out)
    assert b.tolist() == theta[:, 0].tolist()
    assert np.array_equal(W, theta[:, 1:].T)
    assert W.flags.c_contiguous
    back = layer_to_theta(W, b)
    assert np.array_equal(back, theta)
    assert not any(np.shares_memory(theta, a) for a in (W, b, back))
    assert not any(np.shares_memory(back, a) for a in (W, b))
    assert theta_to_layer(np.array([[1, 2, 3]]))[0].dtype == np.float64


def test_copies_share_no_memory() -> None:
    theta = RNG.normal(size=(1, 4))
    net = Network([theta, "sigmoid"], dropout=0.25, regularizer="l1", loss="half_mse")
    copy = net.copy()
    for p, q in zip(net.parameters, copy.parameters, strict=True):
        assert np.array_equal(p, q)
        assert not np.shares_memory(p, q)
        assert not np.shares_memory(p, theta)
        assert not any(np.shares_memory(t, p) for t in net.thetas)
    given_ = [np.ones((3, 1)), np.ones(1)]
    net.set_parameters(given_)
    assert not np.shares_memory(net.weights[0], given_[0])
    assert copy.weights[0].tolist() == theta[:, 1:].T.tolist()
    assert (copy.dropout, copy.regularizer, copy.loss) == (0.25, net.regularizer, net.loss)
    net.history["loss"] = [1.0]
    assert net.copy().history == {}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("penalty", PENALTIES)
def test_the_type_stays(dtype, penalty) -> None:
    """In everything that is computed, also with settings that are NumPy numbers."""
    for name in ACTIVATIONS:
        phi = name
        if name in ("leaky_relu", "swish"):
            phi = getattr(activations, name)(np.float64(0.3))
        net = Network.dense(
            [3, 5, 4], activation=phi, dtype=dtype, dropout=np.float64(0.1), regularizer=penalty
        )
        Zs, As = net.layers_forward(X)
        arrays = [*Zs, *As, *net.deltas(X, KINDS), *net.gradients(X, KINDS), *net.thetas]
        net.fit(X, KINDS, epochs=2, optimizer=optimizers.Adam(np.float64(0.01)))
        arrays += [*net.parameters, net.input_gradient(X, KINDS), *net.copy().parameters]
        assert {a.dtype for a in arrays} == {net.dtype} == {np.dtype(dtype)}, name
    assert net.copy(np.float32).dtype == np.float32
    assert Network([np.ones((2, 3), np.float32), "relu", np.ones((1, 3)), "relu"]).dtype == "f8"


def test_defaults_of_loss_and_seed() -> None:
    for output, loss in [
        ("softmax", "categorical_crossentropy"),
        ("sigmoid", "binary_crossentropy"),
        ("linear", "mse"),
        ("tanh", "mse"),
    ]:
        net = Network.dense([3, 4], output=output)
        assert net.loss.name == loss
        assert net.matched == (loss != "mse")
    assert bits(softmax_net()) == bits(softmax_net())
    assert bits(softmax_net()) != bits(Network.dense([3, 5, 4], activation="tanh", seed=2))
    he = Network.dense([3, 5, 4], initializer="he").weights[0]
    assert np.abs(he).max() > np.abs(Network.dense([3, 5, 4]).weights[0]).max()
    own = Network.dense([3, 2], initializer=lambda rng, n_in, n_out: np.full((n_in, n_out), 0.5))
    assert (own.weights[0] == 0.5).all()


def test_a_cross_entropy_takes_what_the_network_hands_it() -> None:
    for output, loss, from_logits in [
        ("softmax", losses.CategoricalCrossEntropy(from_logits=False), True),
        ("sigmoid", losses.CategoricalCrossEntropy(), False),
        ("linear", losses.BinaryCrossEntropy(from_logits=False, sum_outputs=True), True),
        ("softmax", losses.BinaryCrossEntropy(), False),
    ]:
        net = Network.dense([3, 4], output=output, loss=loss)
        assert net.loss.from_logits == from_logits
        assert getattr(net.loss, "sum_outputs", None) == getattr(loss, "sum_outputs", None)


def test_class_numbers_are_one_hot_rows() -> None:
    net = softmax_net(regularizer="l2")
    hot = one_hot(KINDS, 4)
    assert net.cost(X, KINDS) == net.cost(X, hot)
    assert net.accuracy(X, KINDS) == net.accuracy(X, hot) == np.mean(net.predict(X) == KINDS)
    for a, b in zip(net.gradients(X, KINDS), net.gradients(X, hot), strict=True):
        assert np.array_equal(a, b)
    a, b = net.copy(), net.copy()
    assert a.fit(X, KINDS, epochs=3) == b.fit(X, hot, epochs=3)
    assert bits(a) == bits(b)


def test_one_output_takes_a_column_or_a_row_of_targets() -> None:
    net = Network.dense([3, 1], output="sigmoid", seed=2)
    y = (KINDS > 1).astype(int)
    assert net.cost(X, y) == net.cost(X, y[:, None]) == net.cost(X, y > 0) == net.cost(X, y * 1.0)
    assert net.predict(X).tolist() == (net.forward(X)[:, 0] >= 0.5).astype(int).tolist()
    assert net.accuracy(X, y) == np.mean(net.predict(X) == y)
    assert 0 < net.predict(X).sum() < 11


def test_a_logit_is_class_1_from_0_on() -> None:
    theta = np.array([[0.0, 1.0]])
    x = np.array([[-0.3], [0.3], [0.7]])
    with_logits = Network([theta, "linear"], loss="binary_crossentropy")
    assert with_logits.predict(x).tolist() == [0, 1, 1]
    assert with_logits.predict(x).tolist() == Network([theta, "sigmoid"]).predict(x).tolist()
    assert Network([theta, "linear"]).predict(x).tolist() == [0, 0, 1]  # not a logit: 1/2
    history = with_logits.fit(x, np.array([0, 1, 1]), epochs=1, batch_size=None)
    assert history["accuracy"] == [1.0]


def test_a_network_does_not_change_its_input() -> None:
    net, x, y = softmax_net(dropout=0.3, regularizer="l1"), X.copy(), KINDS.copy()
    net.fit(x, y, epochs=3, optimizer="adam", validation=(x, y))
    net.cost(x, y), net.gradients(x, y), net.gradient_check(x[:2], y[:2]), net.predict(x)
    assert np.array_equal(x, X)
    assert np.array_equal(y, KINDS)


# --- numbers far out ----------------------------------------------------------------------------


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_a_confident_mistake_has_its_exact_cost_and_gradient(dtype, output) -> None:
    """The cost is the distance of the logits, the gradient goes up to 1, whatever the size."""
    net = Network([np.array([[0.0, 1.0], [0.0, -1.0]], dtype), output])
    with np.errstate(all="raise", under="ignore"):
        cost = net.cost(np.array([[1e4]]), np.array([[0.0, 1.0]]))
        delta = net.deltas(np.array([[1e4]]), np.array([[0.0, 1.0]]))[0]
    assert cost == {"sigmoid": 1e4, "softmax": 2e4}[output]
    assert delta.tolist() == [{"sigmoid": [0.5, -0.5], "softmax": [1.0, -1.0]}[output]]
    assert delta.dtype == dtype


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_no_network_overflows_for_large_inputs(hidden) -> None:
    for dtype, loss in product([np.float32, np.float64], LOSSES):
        net = Network.dense([3, 5, 4], activation=hidden, dtype=dtype, loss=loss, seed=1)
        y = KINDS if loss.name == "categorical_crossentropy" else one_hot(KINDS, 4)
        with np.errstate(all="raise", under="ignore"):
            found = [*net.gradients(1e4 * X, y), np.array(net.cost(1e4 * X, y))]
        assert all(np.isfinite(a).all() for a in found)


# --- fit ----------------------------------------------------------------------------------------


def manual_fit(net: Network, X, y, epochs: int, batch: int, rate: float) -> list[float]:
    """Plain gradient descent on batches in order; the running mean of each epoch's loss."""
    history = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(X), batch):
            Xb, yb = X[start : start + batch], y[start : start + batch]
            total += net.cost(Xb, yb) * len(Xb)
            moved = zip(net.parameters, net.gradients(Xb, yb), strict=True)
            net.set_parameters([p - rate * g for p, g in moved])
        history.append(total / len(X))
    return history


@pytest.mark.parametrize("batch_size", [None, 1, 4, 11, 50])
def test_fit_is_gradient_descent_on_batches(batch_size) -> None:
    net = softmax_net(regularizer="l2")
    by_hand = net.copy()
    history = net.fit(
        X,
        KINDS,
        epochs=3,
        batch_size=batch_size,
        optimizer=optimizers.SGD(0.3),
        shuffle=False,
    )
    expected = manual_fit(by_hand, X, KINDS, 3, batch_size or 11, 0.3)
    assert np.allclose(history["loss"], expected, rtol=1e-13, atol=0)
    for p, q in zip(net.parameters, by_hand.parameters, strict=True):
        assert np.allclose(p, q, rtol=0, atol=1e-13)


def test_the_accuracy_is_that_before_each_step() -> None:
    net = softmax_net()
    expected = net.accuracy(X, KINDS)
    assert net.fit(X, KINDS, epochs=1, batch_size=None)["accuracy"] == [expected]
    # steps of (nearly) no length: the running mean over batches is the accuracy of all
    slow = optimizers.SGD(1e-12)
    assert softmax_net().fit(X, KINDS, epochs=1, batch_size=4, optimizer=slow)[
        "accuracy"
    ] == pytest.approx([expected])


def test_the_same_seed_takes_the_same_path() -> None:
    def path(**settings) -> tuple:
        net = softmax_net(dropout=0.3)
        history = net.fit(X, KINDS, epochs=4, batch_size=4, optimizer="adam", **settings)
        return bits(net), history

    assert path() == path(seed=0) == path()
    assert path(seed=1) != path(seed=0)
    assert path(shuffle=False) != path()
    net = softmax_net(dropout=0.3)
    twin = net.copy()
    for _ in range(2):
        assert net.fit(X, KINDS, epochs=1) == twin.fit(X, KINDS, epochs=1)
    assert bits(net) == bits(twin)


def test_every_epoch_uses_each_example_once_in_a_new_order() -> None:
    seen: list[float] = []

    class Watch(losses.MeanSquaredError):
        def value(self, prediction, target):
            seen.extend(target[:, 0].tolist())
            return super().value(prediction, target)

    y = np.arange(10.0)
    net = Network.dense([1, 1], output="linear", loss=Watch())
    net.fit(np.zeros((10, 1)), y, epochs=3, batch_size=4, optimizer=optimizers.SGD(1e-9))
    epochs = [tuple(seen[i : i + 10]) for i in (0, 10, 20)]
    assert all(sorted(epoch) == y.tolist() for epoch in epochs)
    assert len({*epochs, tuple(y)}) == 4


def test_the_keys_of_the_history() -> None:
    assert list(softmax_net().fit(X, KINDS, epochs=1)) == ["loss", "accuracy"]
    net = softmax_net()
    history = net.fit(X, KINDS, epochs=2, validation=(X[:5], KINDS[:5]))
    assert list(history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert {len(v) for v in history.values()} == {2}
    assert history["val_loss"][-1] == net.cost(X[:5], KINDS[:5])
    assert history["val_accuracy"][-1] == net.accuracy(X[:5], KINDS[:5])
    assert all(type(v) is float for values in history.values() for v in values)
    plain = Network.dense([3, 4], output="linear")
    assert list(plain.fit(X, REAL, epochs=1, validation=(X, REAL))) == ["loss", "val_loss"]


def test_fit_goes_on_from_where_it_is() -> None:
    settings_ = {"batch_size": 4, "shuffle": False}
    at_once, parts = softmax_net(), softmax_net()
    at_once.fit(X, KINDS, epochs=5, optimizer=optimizers.Adam(0.01), **settings_)
    optimizer = optimizers.Adam(0.01)
    first = dict(parts.fit(X, KINDS, epochs=2, optimizer=optimizer, **settings_))
    assert len(first["loss"]) == 2
    parts.fit(X, KINDS, epochs=3, optimizer=optimizer, **settings_)
    assert bits(parts) == bits(at_once)
    assert parts.history == at_once.history
    assert parts.fit(X, KINDS, epochs=0) == at_once.history


def test_on_epoch_sees_the_network_and_can_end_the_training() -> None:
    seen = []

    def on_epoch(epoch: int, net: Network) -> bool:
        seen.append((epoch, len(net.history["loss"]), net.cost(X, KINDS)))
        return epoch == 2

    net = softmax_net()
    history = net.fit(X, KINDS, epochs=10, on_epoch=on_epoch)
    assert len(history["loss"]) == 3
    assert [entry[:2] for entry in seen] == [(0, 1), (1, 2), (2, 3)]
    assert seen[-1][2] == net.cost(X, KINDS) < seen[0][2]
    softmax_net().fit(X, KINDS, epochs=2, on_epoch=lambda epoch, net: None)


def test_an_epoch_lowers_the_loss_of_every_kind() -> None:
    for name in ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"):
        net = softmax_net()
        history = net.fit(X, KINDS, epochs=60, batch_size=4, optimizer=name)
        assert history["loss"][-1] < history["loss"][0], name


def test_nesterov_looks_ahead_in_fit_and_returns() -> None:
    net, by_hand = softmax_net(), softmax_net()
    net.fit(X, KINDS, epochs=6, batch_size=None, optimizer=optimizers.Nesterov(0.2, beta=0.8))
    w = by_hand.parameters
    v = [np.zeros_like(p) for p in w]
    for _ in range(6):
        ahead = by_hand.copy()
        ahead.set_parameters([p + 0.8 * q for p, q in zip(w, v, strict=True)])
        v = [0.8 * q - 0.2 * g for q, g in zip(v, ahead.gradients(X, KINDS), strict=True)]
        for p, q in zip(w, v, strict=True):
            p += q
    for p, q in zip(net.parameters, w, strict=True):
        assert np.allclose(p, q, rtol=0, atol=1e-13)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_loss_that_is_no_number_ends_the_training_and_says_why(dtype) -> None:
    net = Network.dense([3, 5, 4], activation="relu", output="linear", dtype=dtype)
    states = [bits(net)]
    with pytest.raises(FloatingPointError) as error:
        net.fit(
            1e3 * X,
            REAL,
            epochs=500,
            optimizer=optimizers.SGD(1e-3),
            batch_size=None,
            on_epoch=lambda epoch, net: states.append(bits(net)),
        )
    epoch = len(states)  # counted from 1
    text = str(error.value)
    assert text.startswith(("the loss became inf", "the loss became nan"))
    assert f"in epoch {epoch}, step 1" in text
    assert "(0.001 here: try a tenth)" in text
    for reason in ("learning rate", "not scaled", "NaN in the data", "first weights"):
        assert reason in text
    assert bits(net) == states[-1]
    assert len(net.history["loss"]) == epoch - 1
    assert np.isfinite(net.history["loss"]).all()


def test_nan_in_the_data_leaves_the_weights_of_the_last_whole_epoch() -> None:
    net = softmax_net()
    net.fit(X, KINDS, epochs=2)
    before, history = bits(net), {k: list(v) for k, v in net.history.items()}
    broken = X.copy()
    broken[9, 1] = np.nan
    with pytest.raises(FloatingPointError, match="became nan in epoch 1, step 3"):
        net.fit(broken, KINDS, epochs=2, batch_size=4, shuffle=False)
    assert bits(net) == before
    assert net.history == history


def test_weights_that_overflow_in_the_last_step_are_not_kept() -> None:
    """The loss before that step was a number still."""
    net = Network([np.zeros((1, 2)), "linear"])
    x, y = np.full((1, 1), 1e100), np.full((1, 1), 1e150)
    with pytest.raises(FloatingPointError, match="a weight became infinite or NaN in epoch 1"):
        net.fit(x, y, epochs=1, optimizer=optimizers.SGD(1e60))
    assert not net.weights[0].any()
    assert net.history == {}


# --- bad input ----------------------------------------------------------------------------------

SIGMOID = activations.sigmoid
CALLS = [
    (lambda n: n.forward(np.ones(3)), r"X must have shape \(m, 3\), got \(3,\)"),
    (lambda n: n.forward(np.ones((2, 4))), r"X must have shape \(m, 3\), got \(2, 4\)"),
    (lambda n: n.cost(X, KINDS[:5]), r"y must hold 11 class .* or have shape \(11, 4\).*\(5,\)"),
    (lambda n: n.cost(X, KINDS + 0.5), "got shape .* of float64"),
    (lambda n: n.cost(X, np.full(11, 4)), "class numbers from 0 to 3, got 4 to 4"),
    (lambda n: n.gradients(X, np.full(11, -1)), "from 0 to 3, got -1 to -1"),
    (lambda n: n.gradients(X, np.zeros((11, 4))), "rows that sum to 1 .* got sums from 0 to 0"),
    (lambda n: n.fit(X, KINDS, epochs=-1), "epochs.*got epochs=-1"),
    (lambda n: n.fit(X, KINDS, epochs=2.5), "epochs.*got epochs=2.5"),
    (lambda n: n.fit(X, KINDS, batch_size=0), "batch_size.*got epochs=10, batch_size=0"),
    (lambda n: n.fit(X, KINDS, batch_size=1.5), "batch_size=1.5"),
    (lambda n: n.fit(X[:0], KINDS[:0]), "X not empty.*0 rows"),
    (lambda n: n.fit(X, KINDS, optimizer="sdg"), "optimizer must be .*got 'sdg'"),
    (lambda n: n.fit(X, KINDS, validation=(X[:, :2], KINDS)), r"X must have shape.*\(11, 2\)"),
    (lambda n: n.fit(X, KINDS, validation=(X, KINDS[:4])), "y must hold 11"),
    (lambda n: n.set_parameters([np.ones(2)]), r"parameters must have the shapes.*got \[\(2,\)\]"),
    (lambda n: n.set_parameters(n.thetas), "parameters must have the shapes"),
]


@pytest.mark.parametrize(("call", "says"), CALLS, ids=[says for _, says in CALLS])
def test_bad_input_is_named_and_changes_nothing(call, says) -> None:
    net = softmax_net()
    before = bits(net)
    with pytest.raises(ValueError, match=says):
        call(net)
    assert bits(net) == before
    assert net.history == {}


T = np.ones((4, 4))
MAKERS = [
    (lambda: Network([]), "in turn.*got nothing"),
    (lambda: Network([T]), "in turn.*got ndarray$"),
    (lambda: Network([SIGMOID, T]), "in turn.*got Activation, ndarray"),
    (lambda: Network([T, T]), "in turn.*got ndarray, ndarray"),
    (lambda: Network([T, SIGMOID, T, SIGMOID]), "Theta1 must have 5 columns.*Theta0.*got 4"),
    (lambda: Network([T, SIGMOID, np.ones(5), SIGMOID]), r"Theta1 must have shape.*got \(5,\)"),
    (lambda: Network([np.ones((2, 1)), SIGMOID]), r"theta must have shape.*got \(2, 1\)"),
    (lambda: Network([T, "sigmoit"]), "activation must be.*got 'sigmoit'"),
    (lambda: Network([T, SIGMOID], loss="ce"), "loss must be.*got 'ce'"),
    (lambda: Network([T, SIGMOID], regularizer="l3"), "regularizer must be.*got 'l3'"),
    (lambda: Network([T, SIGMOID], dropout=1.0), "dropout must be.*got 1.0"),
    (lambda: Network([T, SIGMOID], dropout=-0.1), "dropout must be.*got -0.1"),
    (lambda: Network.dense([3]), r"sizes must name.*got \[3\]"),
    (lambda: Network.dense([3, 0, 2]), r"sizes must name.*got \[3, 0, 2\]"),
    (lambda: Network.dense([3, 4, 2], activation=["relu"] * 2), "2 entries for 1 hidden"),
    (lambda: Network.dense([3, 2], initializer="xavier"), "initializer must be.*got 'xavier'"),
    (lambda: Network.dense([3, 2], dtype=int), "dtype must be float64, float32.*got .*int"),
    (
        lambda: Network.dense([3, 2], initializer=lambda rng, i, o: np.ones((o, i))),
        r"W must have shape \(n_in, n_out\).*got \(2, 3\) and \(2,\)",
    ),
    (lambda: layer_to_theta(np.ones(2), np.ones(2)), r"W must have shape.*got \(2,\)"),
    (lambda: theta_to_layer(np.ones(2)), r"theta must have shape \(n_out, n_in \+ 1\), got \(2,\)"),
    (lambda: dropout(np.ones((1, 2)), 1.0, np.random.default_rng(0)), "rate must be.*got 1.0"),
]


@pytest.mark.parametrize(("call", "says"), MAKERS, ids=[says for _, says in MAKERS])
def test_a_network_that_cannot_be_made_is_an_error(call, says) -> None:
    with pytest.raises(ValueError, match=says):
        call()


# --- dropout ------------------------------------------------------------------------------------


def test_dropout_keeps_the_mean_and_drops_the_share() -> None:
    a = np.linspace(0.5, 2, 50)
    for rate in (0.0, 0.2, 0.5, 0.9):
        rng = np.random.default_rng(4)
        rows, mask = dropout(np.tile(a, (40_000, 1)), rate, rng)
        assert np.array_equal(rows, a * mask)
        assert np.unique(mask).tolist() == pytest.approx([0, 1 / (1 - rate)][rate == 0 :])
        error = np.sqrt(rate / (1 - rate) / 40_000)  # of the mean of a column of the mask
        assert np.abs(mask.mean(axis=0) - 1).max() <= 5 * error
        assert abs((mask == 0).mean() - rate) < 5 * np.sqrt(0.25 / mask.size)


def test_every_row_and_every_unit_has_a_chance_of_its_own() -> None:
    mask = dropout(np.ones((2000, 6)), 0.5, np.random.default_rng(0))[1] > 0
    assert len({tuple(row) for row in mask}) == 2**6
    assert np.abs(np.corrcoef(mask.T) - np.eye(6)).max() < 0.1
    assert np.abs(np.corrcoef(mask[:-1, 0], mask[1:, 0])[0, 1]) < 0.1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dropout_keeps_the_type_and_the_input(dtype) -> None:
    a = np.ones((4, 3), dtype)
    b, mask = dropout(a, 0.5, np.random.default_rng(0))
    assert b.dtype == mask.dtype == dtype
    assert (a == 1).all()


def test_dropout_is_off_except_in_training() -> None:
    net, plain = softmax_net(dropout=0.5), softmax_net()
    for _ in range(2):
        assert np.array_equal(net.forward(X), plain.forward(X))
        assert net.cost(X, KINDS) == plain.cost(X, KINDS)
        for a, b in zip(net.gradients(X, KINDS), plain.gradients(X, KINDS), strict=True):
            assert np.array_equal(a, b)
    history = net.fit(X, KINDS, epochs=1, batch_size=None, validation=(X, KINDS))
    assert history["loss"] != plain.fit(X, KINDS, epochs=1, batch_size=None)["loss"]
    assert history["val_loss"] == [net.cost(X, KINDS)]


def one_step(net: Network) -> tuple[float, Network]:
    """The loss of a copy in training, and the copy after a step of length 1.

    A copy drops the units that its original would have dropped next: always the same.
    """
    copy = net.copy()
    history = copy.fit(X, KINDS, epochs=1, batch_size=None, optimizer=optimizers.SGD(1.0))
    return history["loss"][0], copy


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_way_back_uses_the_mask_of_the_way_forward(depth) -> None:
    net = Network.dense(
        [3, *[6] * depth, 4], activation="tanh", seed=7, dropout=0.4, regularizer="l2"
    )
    loss, after = one_step(net)
    assert loss == one_step(net)[0] != net.cost(X, KINDS)
    dropped = [p - q for p, q in zip(net.parameters, after.parameters, strict=True)]
    check = gradients_module.check_in_place(
        lambda: one_step(net)[0], {str(l): p for l, p in enumerate(net.parameters)}, dropped
    )
    assert check.error < 1e-7, str(check)
    undropped = net.gradients(X, KINDS)
    assert max(np.abs(a - b).max() for a, b in zip(dropped, undropped, strict=True)) > 0.01


def test_inputs_and_outputs_are_never_dropped() -> None:
    net, plain = Network.dense([3, 4], seed=1, dropout=0.9), Network.dense([3, 4], seed=1)
    assert net.fit(X, KINDS, epochs=2) == plain.fit(X, KINDS, epochs=2)


# --- save and load ------------------------------------------------------------------------------


def saved_networks() -> Iterator[Network]:
    for k, (name, loss) in enumerate(product(ACTIVATIONS, LOSSES)):
        net, _, _ = build(
            np.random.default_rng(k),
            [3, 5, 4],
            [name, ACTIVATIONS[-1 - k % len(ACTIVATIONS)]],
            loss,
            PENALTIES[k % 3],
            dtype=(np.float32, np.float64)[k % 2],
        )
        net.dropout = (0.0, 0.3)[k // 2 % 2]
        yield net


def test_a_network_comes_back_as_it_was(tmp_path) -> None:
    for net in saved_networks():
        back = Network.load(net.save(tmp_path / "net.npz"))
        assert bits(back) == bits(net)
        assert back.dtype == net.dtype
        assert np.array_equal(back.forward(X), net.forward(X))
        assert back.loss == net.loss
        assert (back.regularizer, back.dropout) == (net.regularizer, net.dropout)
        assert [repr(a) for a in back.activations] == [repr(a) for a in net.activations]
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]


def test_settings_that_are_numpy_numbers_are_saved(tmp_path) -> None:
    net = softmax_net(regularizer=regularizers.L2(np.float32(0.5)), dropout=np.float32(0.25))
    back = Network.load(net.save(tmp_path / "net"))
    assert (back.regularizer.strength, back.dropout) == (0.5, 0.25)
    swish = Network([np.ones((1, 2)), activations.swish(np.float32(0.5))])
    assert repr(Network.load(swish.save(tmp_path / "s")).activations[0]) == repr(
        activations.swish(0.5)
    )


def test_the_name_gets_its_ending(tmp_path) -> None:
    net = softmax_net()
    path = net.save(tmp_path / "model.v2")
    assert path == tmp_path / "model.v2.npz"
    assert bits(Network.load(tmp_path / "model.v2")) == bits(net)
    assert bits(Network.load(str(path))) == bits(net)
    with pytest.raises(FileNotFoundError, match=r"other\.npz"):
        Network.load(tmp_path / "other")


class Trap:
    """Says so if it is unpickled."""

    sprung = False

    @staticmethod
    def spring() -> None:
        Trap.sprung = True

    def __reduce__(self) -> tuple:
        return Trap.spring, ()


def test_nothing_in_a_file_is_executed(tmp_path) -> None:
    np.savez(tmp_path / "trap.npz", about=np.array([Trap()], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        Network.load(tmp_path / "trap.npz")
    (tmp_path / "trap.pkl").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ValueError, match=r"trap\.pkl was not written by Network\.save"):
        Network.load(tmp_path / "trap.pkl")
    assert not Trap.sprung
    with np.load(softmax_net().save(tmp_path / "net"), allow_pickle=False) as file:
        assert sorted(file) == ["about", "theta0", "theta1"]
        assert all(file[name].dtype != object for name in file)


def test_a_file_of_somebody_else_is_named(tmp_path) -> None:
    np.savez(tmp_path / "other.npz", theta0=np.ones(3))
    np.save(tmp_path / "array.npy", np.ones(3))
    for name in ("other.npz", "array.npy"):
        with pytest.raises(ValueError, match=f"{name} was not written by Network.save"):
            Network.load(tmp_path / name)


def test_a_save_that_fails_leaves_the_old_file(tmp_path, monkeypatch) -> None:
    net = softmax_net()
    path = net.save(tmp_path / "net")
    before = path.read_bytes()

    def full(file, **arrays):
        file.write(b"PK")
        raise OSError("No space left on device")

    monkeypatch.setattr(network_module.np, "savez", full)
    with pytest.raises(OSError, match="No space"):
        Network.dense([2, 2]).save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_replaced_and_not_written_over(tmp_path) -> None:
    """Another process that reads the old file reads it to its end."""
    path = softmax_net().save(tmp_path / "net")
    before = path.read_bytes()
    os.link(path, tmp_path / "as an open file is")
    Network.dense([2, 2]).save(path)
    assert (tmp_path / "as an open file is").read_bytes() == before != path.read_bytes()


@pytest.mark.parametrize(
    "phi",
    [
        activations.Activation("cube", lambda z: z**3, lambda z: 3 * z**2),
        activations.Activation("relu", lambda z: z**3, lambda z: 3 * z**2),
        activations.Activation("step", activations.step.f, activations.sigmoid.df),
        activations.Activation("swish", np.tanh, np.tanh, settings=(("gamma", 2.0),)),
    ],
    ids=lambda phi: repr(phi),
)
def test_an_activation_of_your_own_cannot_be_saved(tmp_path, phi) -> None:
    net = Network([np.ones((2, 3)), phi, np.ones((1, 3)), "linear"])
    assert net.forward(np.ones((1, 2))).shape == (1, 1)  # though it can be used
    with pytest.raises(ValueError, match=f"to be saved, got your own Activation.{phi.name}"):
        net.save(tmp_path / "net")
    assert list(tmp_path.iterdir()) == []


def test_training_goes_on_after_loading(tmp_path) -> None:
    net = softmax_net(regularizer="l2")
    net.fit(X, KINDS, epochs=2)
    back = Network.load(net.save(tmp_path / "net"))
    assert back.history == {}
    assert back.fit(X, KINDS, epochs=2)["loss"] == net.fit(X, KINDS, epochs=2)["loss"][2:]


# --- the progress bar ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "progress", "shown"),
    [
        (None, None, False),
        (3 * 11 * 44 - 1, None, True),
        (3 * 11 * 44, None, False),
        (0, False, False),
        (None, True, True),
    ],
)
def test_only_long_runs_show_a_bar(monkeypatch, limit, progress, shown) -> None:
    bars = []

    def tqdm(epochs, **settings):
        bars.append(list(epochs))
        return epochs

    monkeypatch.setitem(sys.modules, "tqdm.auto", types.SimpleNamespace(tqdm=tqdm))
    if limit is not None:
        monkeypatch.setattr(network_module, "_LONG_RUN", limit)
    net = softmax_net()
    assert net.count() == 44
    assert len(net.fit(X, KINDS, epochs=3, progress=progress)["loss"]) == 3
    assert bars == ([[0, 1, 2]] if shown else [])


def test_how_long_a_long_run_is() -> None:
    """With 128 hidden units, one epoch of MNIST is a short run; twenty are a long one."""
    weights = 785 * 128 + 129 * 10
    assert 60_000 * weights < network_module._LONG_RUN < 20 * 60_000 * weights
