"""The errata of *Deep Learning From Scratch*: each printed form beside the correct one.

The number in a test's name is that of the entry in `docs/errata.md`. A test shows what goes wrong
with the form on the slide, and that the form of `dlcourse.scratch` holds.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dlcourse import scratch
from dlcourse.data import load_anscombe
from dlcourse.scratch import (
    LinearRegression,
    LogisticRegression,
    Network,
    Perceptron,
    activations,
    add_bias,
    gradient_check,
    gradient_descent,
    layer_to_theta,
    losses,
    mars,
    mistake_bound,
    numerical_gradient,
    optimizers,
    regularizers,
    unit_norm,
)

RNG = np.random.default_rng(5)
X = RNG.normal(size=(7, 2))
X1 = add_bias(X)
W = RNG.normal(size=3)
Y = RNG.normal(size=7)
CLASS = np.array([0, 1, 1, 0, 1, 0, 0])

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
OR, AND, XOR = np.array([[0, 1, 1, 1], [0, 0, 0, 1], [0, 1, 1, 0]])

# An output that is wrong, z = 1.3 for the class 0, as one example with one output.
Z, TARGET = np.array([[1.3]]), np.array([[0.0]])


# --- linear and logistic regression -------------------------------------------------------------


def test_01_exponent() -> None:
    """The exponent is X w, not X^T w: with samples as rows X^T does not fit the weights."""
    with pytest.raises(ValueError, match="matmul"):
        1 / (1 + np.exp(-X1.T @ W))
    h = 1 / (1 + np.exp(-X1 @ W))
    assert h.shape == (7,)
    model = LogisticRegression(steps=5).fit(X, CLASS)
    np.testing.assert_allclose(model.predict_proba(X), 1 / (1 + np.exp(-X1 @ model.w)))


def test_02_gradient_as_in_linear_regression() -> None:
    """The gradient of logistic regression is that of *linear* regression, with another h."""
    linear, logistic = LinearRegression(), LogisticRegression()
    assert LinearRegression.gradient is LogisticRegression.gradient
    for model, y in ((linear, Y), (logistic, CLASS)):
        f, gradient = (lambda w, m=model, y=y: m.cost(w, X, y)), model.gradient(W, X, y)
        np.testing.assert_allclose(gradient, X1.T @ (model.phi(X1 @ W) - y) / 7)
        assert gradient_check(f, gradient, W).error < 1e-7

    # It takes the matched loss: with squared errors behind the sigmoid the same line is wrong.
    def squares(w: np.ndarray) -> float:
        return np.mean((activations.sigmoid(X1 @ w) - CLASS) ** 2) / 2

    assert gradient_check(squares, logistic.gradient(W, X, CLASS), W).error > 0.5


def test_03_all_weights_together() -> None:
    """One component on the left, the whole vector on the right; all w_j are updated together."""
    A, w = np.array([[2.0, 1.0], [1.0, 2.0]]), np.ones(2)
    together = gradient_descent(lambda w: A @ w, w, 0.1, steps=1)[-1]
    np.testing.assert_allclose(together, [0.7, 0.7])
    for j in range(2):  # one after the other: the second sees the new first
        w[j] -= 0.1 * A[j] @ w
    np.testing.assert_allclose(w, [0.7, 0.73])

    model = LinearRegression()
    vector = model.gradient(W, X, Y)
    assert vector.shape == (3,)
    component = sum((X1[i] @ W - Y[i]) * X1[i, 1] for i in range(7)) / 7
    np.testing.assert_allclose(vector[1], component)


def test_04_squared_norm() -> None:
    """[Xw - y]^2 is the squared norm of a vector, not a vector of squares."""
    r = X1 @ W - Y
    assert (r**2).shape == (7,)
    assert np.ndim(r @ r) == 0
    np.testing.assert_allclose(LinearRegression().cost(W, X, Y), r @ r / 14)


def test_05_column_of_ones() -> None:
    """w_0 + w_1 x_1 + ... = X w needs the column x_0 = 1, without which w_0 is not there."""
    with pytest.raises(ValueError, match="matmul"):
        X @ W  # three weights, two features
    np.testing.assert_allclose(X1 @ W, W[0] + X @ W[1:])

    table = load_anscombe()
    x, y = table.x[0, :, None], table.y[0]
    with_ones = LinearRegression().solve(x, y)
    without = LinearRegression(bias=False).solve(x, y)
    np.testing.assert_allclose(with_ones.w, [3, 0.5], atol=2e-3)
    assert abs((y - with_ones.predict(x)).sum()) < 1e-9
    assert (y - without.predict(x)).sum() == pytest.approx(3.63, abs=0.005)


def test_06_errors_balance() -> None:
    """Looks odd, is correct: the errors on both sides of the plane balance, not the points."""
    table = load_anscombe()
    x, y = table.x[2, :, None], table.y[2]  # ten points on a line, and one far above it
    r = y - LinearRegression().solve(x, y).predict(x)
    assert r[r > 0].sum() == pytest.approx(-r[r < 0].sum(), abs=1e-9)
    assert ((r > 0).sum(), (r < 0).sum()) == (4, 7)

    x = RNG.uniform(0, 10, size=(50, 1))
    y = 1 + 0.5 * x[:, 0] + RNG.exponential(size=50)
    r = y - LinearRegression().solve(x, y).predict(x)
    assert abs(r.sum()) < 1e-9
    assert (r > 0).mean() < 0.46


def test_07_open_interval() -> None:
    """h lies in (0, 1), rounding makes it 1, and the class 0 or 1 takes a threshold."""
    sigmoid, formula = activations.sigmoid, lambda z: 1 / (1 + np.exp(-z))
    for h in (sigmoid, formula):
        assert h(np.float64(36)) < 1 == h(np.float64(37))
        assert h(np.float32(16)) < 1 == h(np.float32(17))
    with np.errstate(divide="ignore"):
        assert -np.log(1 - formula(np.float64(37))) == np.inf  # the loss of a sure mistake
    from_z = losses.BinaryCrossEntropy(from_logits=True)
    assert from_z.value(np.array([37.0, 800.0]), np.zeros(2)) == pytest.approx((37 + 800) / 2)

    model = LogisticRegression(steps=50).fit(X, CLASS)
    h = model.predict_proba(X)
    assert not np.isin(h, (0, 1)).any()  # h itself is no class
    assert model.predict(X).tolist() == (h >= 0.5).astype(int).tolist()
    assert model.predict(X, threshold=0.01).all()


def test_08_not_a_distance() -> None:
    """Cross-entropy is no distance: not symmetric, and not 0 between equal distributions."""

    def entropy(p: np.ndarray, q: np.ndarray) -> float:
        return losses.CategoricalCrossEntropy(from_logits=False).value(q[None], p[None])

    def divergence(p: np.ndarray, q: np.ndarray) -> float:
        return float(np.sum(p * np.log(p / q)))

    p, q = np.array([0.7, 0.2, 0.1]), np.array([0.3, 0.3, 0.4])
    assert divergence(p, q) == pytest.approx(0.373, abs=5e-4)
    assert divergence(q, p) == pytest.approx(0.422, abs=5e-4)
    assert entropy(p, p) == pytest.approx(0.802, abs=5e-4)
    assert entropy(p, q) == pytest.approx(entropy(p, p) + divergence(p, q))
    assert entropy(q, p) - entropy(p, q) > 0.1


# --- data and activations -----------------------------------------------------------------------


def test_09_samples_not_features() -> None:
    """x / norm(x) gives each *sample* length 1; it does not bring features to one range."""
    rows = np.array([[1.0, 100.0], [2.0, 300.0], [3.0, 200.0]])
    scaled = unit_norm(rows)
    np.testing.assert_allclose(np.linalg.norm(scaled, axis=1), 1)
    assert scaled[:, 0].max() < 0.016
    assert scaled[:, 1].min() > 0.999
    equal = scratch.MinMaxScaler().fit_transform(rows)  # this one acts on columns
    assert (np.ptp(equal, axis=0) == 1).all()

    tail = np.random.default_rng(0).lognormal(size=(10_000, 1))
    standard = scratch.StandardScaler().fit_transform(tail)
    assert standard.std() == pytest.approx(1)
    assert standard.max() > 10  # and standardization bounds nothing


def test_10_properties() -> None:
    """No single one of the three properties holds for every activation of the lectures."""
    z = np.linspace(-8, 8, 1601)
    bends = {}
    for name in ("linear", "sigmoid", "tanh", "relu", "swish"):
        bends[name] = np.abs(np.diff(activations.get(name)(z), 2)).max() > 1e-6
    assert bends == {"linear": False, "sigmoid": True, "tanh": True, "relu": True, "swish": True}

    h = 1e-6  # one slope from the left, another from the right
    left, right = (activations.relu(0) - activations.relu(-h)) / h, activations.relu(h) / h
    assert (left, right) == (0, pytest.approx(1))
    assert activations.step(h) - activations.step(-h) == 1  # and a jump

    swish = activations.swish(beta=1.0)
    assert np.diff(swish(z)).min() < 0  # it falls first
    low = -1.2785
    assert swish(low) == pytest.approx(-0.2785, abs=5e-5)
    assert swish.df(low) == pytest.approx(0, abs=5e-5)
    for name in ("sigmoid", "tanh", "relu"):
        assert np.diff(activations.get(name)(z)).min() >= 0


# --- the perceptron -----------------------------------------------------------------------------


def test_11_weights_of_each_unit() -> None:
    """a_j = phi(omega_j^T x): every unit has weights of its own, a row of Theta."""
    x, Theta = np.array([1.0, 2.0, -1.0]), np.array([[0.5, 1.0, 0.0], [-1.0, 0.3, 0.7]])
    layer = Network([Theta, "sigmoid"]).forward(x[None, 1:])[0]
    one_by_one = [activations.sigmoid(omega @ x) for omega in Theta]
    np.testing.assert_allclose(layer, one_by_one)
    assert abs(layer[0] - layer[1]) > 0.1  # a single omega would make them equal


def test_12_constant_input() -> None:
    """The rule adds the input *with its constant 1*, and stops for separable data only."""
    learned = {name: Perceptron().fit(CORNERS, y) for name, y in (("OR", OR), ("AND", AND))}
    assert [(m.updates, m.converged) for m in learned.values()] == [(4, True), (10, True)]
    for model, y in zip(learned.values(), (OR, AND), strict=True):
        assert model.predict(CORNERS).tolist() == y.tolist()

    without = Perceptron(bias=False).fit(CORNERS, AND, epochs=1000)
    assert not without.converged
    assert without.mistakes[-1] > 0
    xor = Perceptron().fit(CORNERS, XOR, epochs=1000)
    assert (xor.converged, xor.updates) == (False, 3997)


def test_12_mistake_bound() -> None:
    """The guarantee is a finite number of mistakes, at most (R / gamma)^2."""
    rng = np.random.default_rng(0)
    w = np.array([0.3, 1.0, -2.0])
    points = rng.normal(size=(300, 2))
    points = points[np.abs(add_bias(points) @ w) > 0.3]  # a gap, so that there is a margin
    y = (add_bias(points) @ w > 0).astype(int)
    model = Perceptron().fit(points, y)
    assert model.converged
    assert 0 < model.updates <= mistake_bound(points, y, w)
    with pytest.raises(ValueError, match="separate"):
        mistake_bound(CORNERS, XOR, w)  # no weights, no margin, no bound


def test_13_fitting_is_not_learning() -> None:
    """With enough features a perceptron can *fit* anything, coins too, and learn nothing."""
    rng = np.random.default_rng(0)
    points, coins = rng.normal(size=(2050, 100)), rng.integers(0, 2, 2050)
    model = Perceptron().fit(points[:50], coins[:50])
    assert model.converged
    assert (model.predict(points[:50]) == coins[:50]).all()
    assert 0.46 < (model.predict(points[50:]) == coins[50:]).mean() < 0.54
    few = Perceptron().fit(points[:50, :2], coins[:50], epochs=200)
    assert not few.converged  # two features do not suffice


# --- losses and backpropagation -----------------------------------------------------------------


def test_14_factor_of_two() -> None:
    """The gradient of the (1/N) form is (2/N) X^T (a - y), twice that of the (1/2m) form."""
    printed = X1.T @ (X1 @ W - Y) / 7
    half, whole = losses.HalfMeanSquaredError(), losses.MeanSquaredError()
    for loss, error in ((half, 0), (whole, 0.5)):
        check = gradient_check(lambda w, loss=loss: loss.value(X1 @ w, Y), printed, W)
        assert check.error == pytest.approx(error, abs=1e-7)
    np.testing.assert_allclose(X1.T @ whole.derivative(X1 @ W, Y), 2 * printed)


def test_15_matched_pairs() -> None:
    """delta = h - y holds for matched pairs; for squares behind a sigmoid phi' stays in."""
    sigmoid = activations.sigmoid
    plain = (sigmoid(Z) - TARGET).item()
    assert plain == pytest.approx(0.786, abs=5e-4)
    deltas = {}
    for name in ("binary_crossentropy", "half_mse", "mse"):
        net = Network([np.array([[0.0, 1.0]]), "sigmoid"], loss=name)
        assert net.gradient_check(Z, TARGET).error < 1e-7
        deltas[name] = net.deltas(Z, TARGET)[-1].item()
    assert deltas["binary_crossentropy"] == pytest.approx(plain)
    assert deltas["half_mse"] == pytest.approx(0.132, abs=5e-4)
    assert deltas["mse"] == pytest.approx(0.265, abs=5e-4)
    assert deltas["half_mse"] == pytest.approx(plain * sigmoid.df(Z).item())

    logits, species = RNG.normal(size=(4, 3)), np.array([0, 2, 1, 1])
    for phi, loss, target in (
        ("linear", losses.HalfMeanSquaredError(sum_outputs=True), RNG.normal(size=(4, 3))),
        ("softmax", losses.CategoricalCrossEntropy(), np.eye(3)[species]),
    ):
        net = Network([np.column_stack([np.zeros(3), np.eye(3)]), phi], loss=loss)
        np.testing.assert_allclose(
            4 * net.deltas(logits, target)[-1], net.forward(logits) - target, atol=1e-12
        )


def test_16_row_of_the_bias() -> None:
    """W^T delta has an entry too many, that of the constant unit; the dagger is a prime."""
    Theta, following = RNG.normal(size=(4, 5)), RNG.normal(size=4)
    z = RNG.normal(size=4)
    slope = activations.sigmoid.df(z)
    assert (Theta.T @ following).shape == (5,)
    with pytest.raises(ValueError, match="broadcast"):
        (Theta.T @ following) * slope
    delta = (Theta.T @ following)[1:] * slope

    def J(z: np.ndarray) -> float:  # whose derivative by the next weighted sums is `following`
        return following @ Theta @ np.append(1, activations.sigmoid(z))

    assert gradient_check(J, delta, z).error < 1e-7


def test_17_delta_of_the_inputs() -> None:
    """dJ/dx is not needed, but it is not zero."""
    net = Network.dense([4, 5, 3], activation="sigmoid", seed=0)
    x, y = RNG.normal(size=(1, 4)), np.array([1])
    gradient = net.input_gradient(x, y)
    assert np.abs(gradient).max() > 1e-3
    assert gradient_check(lambda x: net.cost(x, y), gradient, x).error < 1e-7
    assert gradient_check(lambda x: net.cost(x, y), np.zeros((1, 4)), x).error == 1
    np.testing.assert_allclose(gradient, net.deltas(x, y)[0] @ net.weights[0].T)


def test_18_difference_at_the_output() -> None:
    """The error at the output is a plain difference; the *hidden* errors are weighted sums."""
    net = Network.dense([2, 4, 3], activation="tanh", seed=1)
    species = np.array([0, 1, 2, 2, 1, 0, 0])
    hidden, output = net.deltas(X, species)
    Zs, As = net.layers_forward(X)
    np.testing.assert_allclose(7 * output, As[-1] - np.eye(3)[species])
    assert output.min(axis=1).max() < 0 < output.max(axis=1).min()  # no average of the units
    weighted = [sum(output[0, i] * net.weights[1][j, i] for i in range(3)) for j in range(4)]
    np.testing.assert_allclose(hidden[0], weighted * activations.tanh.df(Zs[0][0]))


def test_19_gradient_of_the_penalty() -> None:
    """The gradient of lambda w^2 is 2 lambda w; lambda w belongs to (lambda/2) w^2."""
    w, strength = np.array([0.7, -1.2]), 0.3
    printed = strength * w
    numeric = numerical_gradient(lambda w: strength * np.sum(w**2), w)
    np.testing.assert_allclose(printed, [0.21, -0.36])
    np.testing.assert_allclose(numeric, [0.42, -0.72])
    half = regularizers.L2(strength)
    assert gradient_check(half.value, printed, w).error < 1e-7
    np.testing.assert_allclose(half.derivative(w), printed)


def test_19_biases_are_free() -> None:
    """The penalty leaves the bias column alone."""
    plain, penalized = (
        Network.dense([2, 4, 3], regularizer=penalty, seed=1)
        for penalty in (None, regularizers.L2(0.3))
    )
    species = np.array([0, 1, 2, 2, 1, 0, 0])
    pairs = zip(plain.gradients(X, species), penalized.gradients(X, species), strict=True)
    added = [b - a for a, b in pairs]
    np.testing.assert_allclose(added[0], 0.3 * plain.weights[0], atol=1e-12)
    assert not added[1].any()
    assert not added[3].any()
    assert penalized.gradient_check(X, species).error < 1e-7


# --- the listing `backprop` ---------------------------------------------------------------------

# The structure, and the faults, of the listing on the slide, as lesson 06b has it.
LISTING = """
def backprop(model, X, y):
    thetas, phis = model[::2], model[1::2]
    layers, M, K = len(thetas), len(X), len(thetas[-1])
    J, Deltas = 0, [np.zeros(Theta.shape) for Theta in thetas]
    deltas = [0, 0, 0, 0]

    for i in range(M):
        As, Zs, Hs = [], [0], [X[i]]
        for l in range(layers):
            As.append(np.append(1, Hs[l]))
            Zs.append(thetas[l] @ As[l])
            Hs.append(phis[l].f(Zs[l + 1]))

        target = one_hot(K, y[i])
        J -= np.sum(target * np.log(Hs[2]) + (1 - target) * np.log(1 - Hs[2]))

        deltas[layers] = Hs[layers] - target
        for l in range(layers - 1, 1, -1):
            Deltas[l] += np.outer(deltas[l + 1], As[l])
            deltas[l] = (thetas[l - 1].T @ deltas[l + 1])[1:] * phis[l - 1].df(Zs[l - 1])

    grads = []
    grads.append(Deltas[0] / M)
    grads.append(Deltas[1] / M)
return [J / M, grads]
"""

# What is wrong, and what to put in its place.
MENDED = {
    "range": [("range(layers - 1, 1, -1)", "range(layers - 1, -1, -1)")],
    "index": [
        (
            "deltas[l] = (thetas[l - 1].T @ deltas[l + 1])[1:] * phis[l - 1].df(Zs[l - 1])",
            "deltas[l] = (thetas[l].T @ deltas[l + 1])[1:] * phis[l - 1].df(Zs[l]) if l else 0",
        )
    ],
    "cost": [("Hs[2]", "Hs[-1]")],
    "lists": [
        ("[0, 0, 0, 0]", "[None] * (layers + 1)"),
        ("grads = []", "grads = [Delta / M for Delta in Deltas]"),
        ("    grads.append(Deltas[0] / M)\n    grads.append(Deltas[1] / M)\n", ""),
    ],
    "margin": [("\nreturn", "\n    return")],
}

FLOWERS, SPECIES = np.random.default_rng(3).normal(size=(6, 4)), np.array([0, 1, 2, 0, 1, 2])
SUMMED = losses.BinaryCrossEntropy(sum_outputs=True)  # the sum of K terms of the slide


def listing(*faults: str, but: tuple[str, ...] = (), one_hot: bool = True) -> Callable[..., Any]:
    """The listing as a function, with these faults mended, or with all of them `but` some."""
    text = LISTING
    for fault in faults or [name for name in MENDED if name not in but]:
        for printed, mended in MENDED[fault]:
            assert printed in text
            text = text.replace(printed, mended)
    names: dict[str, Any] = {"np": np}
    if one_hot:
        names["one_hot"] = lambda K, k: np.eye(K)[k]
    exec(compile(text, "listing", "exec"), names)
    return names["backprop"]


def sigmoid_model(*sizes: int) -> list[Any]:
    net = Network.dense(sizes, activation="sigmoid", output="sigmoid", seed=0)
    return [part for Theta in net.thetas for part in (Theta, activations.sigmoid)]


def right_gradients(model: list[Any], x: np.ndarray = FLOWERS) -> list[np.ndarray]:
    """Those of `Network`, which are checked by differences, as matrices Theta."""
    net = Network(model, loss=SUMMED)
    assert net.gradient_check(x, SPECIES).error < 1e-7
    found = net.gradients(x, SPECIES)
    return [layer_to_theta(dW, db) for dW, db in zip(found[::2], found[1::2], strict=True)]


def test_20_empty_range() -> None:
    """range(layers - 1, 1, -1) is empty for two layers: both gradients are zero."""
    model = sigmoid_model(4, 5, 3)
    assert list(range(2 - 1, 1, -1)) == []
    J, grads = listing(but=("range",))(model, FLOWERS, SPECIES)
    assert 1.5 < J < 3  # about 3 ln 2, as it should be
    assert [np.linalg.norm(g) for g in grads] == [0, 0]
    _, deeper = listing(but=("range",))(sigmoid_model(4, 5, 6, 3), FLOWERS, SPECIES)
    assert [g.any() for g in deeper] == [False, False, True]  # only the last is ever reached


@pytest.mark.parametrize("sizes", [(4, 3), (4, 5, 3), (4, 5, 6, 3), (4, 5, 6, 5, 3)])
def test_20_repaired_listing(sizes: tuple[int, ...]) -> None:
    """With all repairs the listing is right for any depth."""
    model = sigmoid_model(*sizes)
    J, grads = listing()(model, FLOWERS, SPECIES)
    assert pytest.approx(J) == Network(model, loss=SUMMED).cost(FLOWERS, SPECIES)
    for given, right in zip(grads, right_gradients(model), strict=True):
        np.testing.assert_allclose(given, right, atol=1e-12)


def test_21_index_off_by_one() -> None:
    """thetas[l].T and Zs[l] lead back, not those of l - 1."""
    with pytest.raises(ValueError, match="size 3 is different from 5"):
        listing("margin", "range")(sigmoid_model(4, 5, 3), FLOWERS, SPECIES)
    with pytest.raises(ValueError, match="size 3 is different from 6"):
        listing("margin", "cost")(sigmoid_model(4, 5, 6, 3), FLOWERS, SPECIES)
    same, x = sigmoid_model(3, 3, 3), FLOWERS[:, 1:]  # equal widths: it runs, and is wrong
    _, grads = listing(but=("index",))(same, x, SPECIES)
    first, last = right_gradients(same, x)
    np.testing.assert_allclose(grads[1], last, atol=1e-12)
    assert np.abs(grads[0] - first).max() > 0.3 * np.abs(first).max()


def test_22_wired_for_two_layers() -> None:
    """Hs[2], two appended gradients and a list of four serve networks of two layers only."""
    printed = listing(but=("cost", "lists"))
    with pytest.raises(IndexError):
        printed(sigmoid_model(4, 3), FLOWERS, SPECIES)
    with pytest.raises(ValueError, match=r"\(3,\) \(6,\)"):
        printed(sigmoid_model(4, 5, 6, 3), FLOWERS, SPECIES)

    half_mended = listing(but=("lists",))
    _, grads = half_mended(sigmoid_model(4, 5, 6, 3), FLOWERS, SPECIES)
    assert len(grads) == 2  # of three, and no complaint
    with pytest.raises(IndexError):
        half_mended(sigmoid_model(4, 5, 6, 5, 3), FLOWERS, SPECIES)
    assert len(Network.dense([4, 5, 6, 5, 3]).gradients(FLOWERS, SPECIES)) == 2 * 4


def test_23_return_at_the_margin() -> None:
    """`return [J, grads]` stands outside of the function."""
    with pytest.raises(SyntaxError, match="outside function"):
        listing(but=("margin",))
    assert callable(listing())


def test_24_logarithm_of_zero() -> None:
    """The cost takes the logarithm of saturated outputs; from z it is finite. No penalty in J."""
    # Two outputs, of which the class 0 is right: z = 0 for it, and z = 130 for the wrong one.
    model = [np.array([[0.0, 0.0], [130.0, 0.0]]), activations.sigmoid]
    x, y = np.zeros((1, 1)), np.array([0])
    with np.errstate(divide="ignore"):
        J, _ = listing()(model, x, y)
    assert np.isposinf(J)
    assert Network(model, loss=SUMMED).cost(x, y) == pytest.approx(130 + np.log(2))

    model = sigmoid_model(4, 5, 3)
    J, _ = listing()(model, FLOWERS, SPECIES)
    penalty = regularizers.L2(0.1)
    net = Network(model, loss=SUMMED, regularizer=penalty)
    assert net.cost(FLOWERS, SPECIES) == pytest.approx(J + sum(map(penalty.value, net.weights)))


# --- classes and helpers of the slides ----------------------------------------------------------


class Printed:
    """The form of the slide: functions with neither self nor @staticmethod."""

    def nothing(z: Any) -> Any: ...

    def linear_slope(z: Any) -> Any:
        return np.ones(z.shape)

    def sigmoid(z: Any) -> Any:
        return 1 / (1 + np.exp(-z))


def test_25_no_self() -> None:
    """Functions without self work on the class, not on an object; a base class answers None."""
    assert Printed.sigmoid(0.0) == 0.5
    with pytest.raises(TypeError, match="takes 1 positional argument but 2"):
        Printed().sigmoid(0.0)
    assert Printed.nothing(0.0) is None
    with pytest.raises(AttributeError, match="shape"):
        Printed.linear_slope(3.0)
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert Printed.sigmoid(np.array(-1000.0)) == 0  # a warning, and the right value

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert activations.sigmoid.f(np.array(-1000.0)) == 0
    assert activations.linear.df(3.0) == 1
    with pytest.raises(TypeError):
        activations.Activation("unfinished")  # one without f and df cannot be made


def test_26_helpers() -> None:
    """`init_weights` and `one_hot` are used and never defined."""
    with pytest.raises(NameError, match="one_hot"):
        listing(one_hot=False)(sigmoid_model(4, 5, 3), FLOWERS, SPECIES)
    assert scratch.one_hot(SPECIES, 3).tolist() == np.eye(3)[SPECIES].tolist()
    thetas = Network.dense([784, 50, 10]).thetas  # in the form of init_weights(n_in, n_out)
    assert [Theta.shape for Theta in thetas] == [(50, 785), (10, 51)]


def test_27_root_of_mean_square() -> None:
    """RMSProp divides by the root of the average of *squares*, not by that of gradients."""
    mean = square = 0.0
    for t in range(100):
        g = (-1.0) ** t
        mean, square = 0.9 * mean + 0.1 * g, 0.9 * square + 0.1 * g**2
    assert mean == pytest.approx(-0.053, abs=5e-4)
    assert np.sqrt(square) == pytest.approx(1, abs=5e-5)

    rule, w = optimizers.RMSProp(learning_rate=0.1, rho=0.9), np.zeros(1)
    for t in range(100):
        before, g = w.copy(), np.array([(-1.0) ** t])
        rule.step([w], [g])
    assert (w - before).item() == pytest.approx(0.1, abs=1e-5)  # against g = -1
    assert (-0.1 * g / mean).item() < -1  # the printed one: up the slope, and 19 times as far


def test_31_silent_import() -> None:
    """`import keras` prints nothing today; `keras.backend.backend()` names the backend."""
    program = "import keras; print(keras.backend.backend())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) == 1  # only the name asked for
    assert "Using" not in done.stdout
    assert "Using TensorFlow backend" not in done.stderr


def test_32_hinges_are_a_network() -> None:
    """The curve of hinges has no products, and is exactly a 1-5-1 network with ReLU."""
    curve = mars.EXAMPLE
    np.testing.assert_allclose(
        curve.slopes(), [1.803, 0.482, -0.123, -1.732, -0.141], rtol=0, atol=1e-12
    )
    W1, b1, W2, b2 = curve.layers()
    net = Network([layer_to_theta(W1, b1), "relu", layer_to_theta(W2, b2), "linear"])
    assert net.sizes == [1, 5, 1]
    x = np.linspace(-0.5, 1.5, 2001)
    printed = (
        1.013
        + 1.198 * np.maximum(0, x - 0.485)
        - 1.803 * np.maximum(0, 0.485 - x)
        - 1.321 * np.maximum(0, x - 0.283)
        - 1.609 * np.maximum(0, x - 0.640)
        + 1.591 * np.maximum(0, x - 0.907)
    )
    assert np.abs(net.forward(x[:, None])[:, 0] - printed).max() < 1e-14
    product = np.maximum(0, x - 0.283) * np.maximum(0, 0.907 - x)  # MARS allows it, too
    bend, straight = (np.abs(np.diff(f, 2)) for f in (product, printed))
    assert np.median(straight) < 1e-12 < bend[800:1200].min()
