"""The errata of *Data Science 2*, lessons 00 to 16: each printed form beside the correct one.

The number in a test's name is that of the entry in `docs/errata.md`. A test shows what goes wrong
with the form on the slide, and that the form of `dlcourse` holds; where the slide is right, that
it holds as printed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import Lasso, LogisticRegression, Ridge

from dlcourse.data import load_digits
from dlcourse.scratch import (
    Network,
    Perceptron,
    activations,
    add_bias,
    dropout,
    initializers,
    numerical_gradient,
    one_hot,
    optimizers,
    regularizers,
)
from dlcourse.scratch.valleys import descend, ravine, rosenbrock
from tests.derivatives import gradients

Array = np.ndarray


def keras_path(keras: ModuleType, optimizer: Any, gradient: Callable, w: Any, steps: int) -> Array:
    """The weights before the first step of an optimizer of Keras and after each, in float64."""
    variable = keras.Variable(np.asarray(w), dtype="float64", name="w")
    path = [np.array(variable.numpy())]
    for _ in range(steps):
        optimizer.apply([keras.ops.convert_to_tensor(gradient(path[-1]))], [variable])
        path.append(np.array(variable.numpy()))
    return np.array(path)


def first_step(keras: ModuleType, optimizer: Any, g: float) -> float:
    """The length of the first step for a single gradient."""
    path = keras_path(keras, optimizer, lambda w: np.full_like(w, g), [0.0], steps=1)
    return path[0, 0] - path[1, 0]


def plain_first_step(optimizer: optimizers.Optimizer, g: float) -> float:
    w = np.zeros(1)
    optimizer.step([w], [np.array([g])])
    return -w[0]


def apart(a: Any, b: Any) -> float:
    return float(np.abs(np.asarray(a) - np.asarray(b)).max())


def cosine(a: Array, b: Array) -> float:
    return a @ b / np.linalg.norm(a) / np.linalg.norm(b)


# --- optimizers ---------------------------------------------------------------------------------


class PrintedAdam(optimizers.Adam):
    """With (1 + beta) for (1 - beta), as on the slide."""

    def update(self, w: Array, g: Array, s: Array, r: Array) -> None:
        s[...] = self.beta1 * s + (1 + self.beta1) * g
        r[...] = self.beta2 * r + (1 + self.beta2) * g**2
        s_hat, r_hat = moments(self, s, r)
        w -= self.rate * s_hat / (np.sqrt(r_hat) + self.epsilon)


def moments(adam: optimizers.Adam, s: Array, r: Array) -> tuple[Array, Array]:
    return s / (1 - adam.beta1**adam.t), r / (1 - adam.beta2**adam.t)


def test_01_shares_add_up_to_one() -> None:
    """s and r take (1 - beta) of what is new, not (1 + beta): only then they are averages."""
    for kind, factors in ((PrintedAdam, (19, 1999)), (optimizers.Adam, (1, 1))):
        adam, w, g = kind(), np.zeros(1), np.array([0.5])
        for _ in range(7):
            adam.step([w], [g])
        s_hat, r_hat = moments(adam, *adam.state[0])
        np.testing.assert_allclose([s_hat / g, r_hat / g**2], np.reshape(factors, (2, 1)))

    # The path gives nothing away: it is that of Adam with another rate.
    factor = 19 / np.sqrt(1999)
    assert factor == pytest.approx(0.425, abs=5e-4)
    printed = descend(rosenbrock, PrintedAdam(0.1), 300)
    assert apart(printed, descend(rosenbrock, optimizers.Adam(0.1 * factor), 300)) < 1e-6
    assert apart(printed, descend(rosenbrock, optimizers.Adam(0.1), 300)) > 0.5
    assert rosenbrock.value(printed[-1]) < 0.1 * rosenbrock.value(printed[0])


def test_02_where_epsilon_stands(keras: ModuleType) -> None:
    """sqrt(r + 1e-8) acts like sqrt(r) + 1e-4; Adam has it outside, the other two as printed."""
    g, epsilon = 1e-6, 1e-8
    printed = g / np.sqrt(g**2 + epsilon)
    assert printed == pytest.approx(0.0100, abs=5e-5)
    assert printed == pytest.approx(g / (g + 1e-4), rel=0.02)
    paper = plain_first_step(optimizers.Adam(1.0, epsilon=epsilon), g)
    assert paper == pytest.approx(0.990, abs=5e-4)

    twins = (
        (g**2, optimizers.Adagrad, keras.optimizers.Adagrad, {"initial_accumulator_value": 0.0}),
        (0.1 * g**2, optimizers.RMSProp, keras.optimizers.RMSprop, {"rho": 0.9}),
    )
    for r, plain, in_keras, settings in twins:
        inside, outside = g / np.sqrt(r + epsilon), g / (np.sqrt(r) + epsilon)
        assert plain_first_step(plain(1.0, epsilon=epsilon), g) == pytest.approx(inside)
        theirs = first_step(keras, in_keras(1.0, epsilon=epsilon, **settings), g)
        assert theirs == pytest.approx(inside, rel=1e-4)  # Keras keeps its settings in float32
        assert outside > 50 * theirs


def test_03_epsilon_hat(keras: ModuleType) -> None:
    """The Adam of Keras adds its epsilon to the uncorrected root, and its default is 1e-7."""
    import dlcourse.optimizers as ours

    g = 1e-8
    assert plain_first_step(optimizers.Adam(1.0, epsilon=1e-8), g) == pytest.approx(0.5)
    by_hand = np.sqrt(1 - 0.999) / (1 - 0.9) * 0.1 * g / (np.sqrt(0.001) * g + 1e-8)
    assert by_hand == pytest.approx(0.0307, abs=5e-5)
    for adam in (keras.optimizers.Adam, ours.Adam):
        assert first_step(keras, adam(1.0, epsilon=1e-8), g) == pytest.approx(by_hand, rel=1e-3)
        assert first_step(keras, adam(1.0), g) == pytest.approx(0.0032, abs=5e-5)
        assert adam().epsilon == 1e-7


def test_04_nesterov_without_v(keras: ModuleType) -> None:
    """Looks odd, is correct: theta_0 - alpha g is theta + v. Keras stores theta_0."""
    theta, v, alpha, beta = np.array(ravine.start), np.zeros(2), 0.01, 0.9
    path, ahead = [theta], []
    for _ in range(40):
        ahead.append(theta + beta * v)
        g = ravine.gradient(ahead[-1])
        v = beta * v - alpha * g
        np.testing.assert_allclose(ahead[-1] - alpha * g, theta + v, rtol=0, atol=1e-14)
        theta = ahead[-1] - alpha * g
        path.append(theta)
    assert apart(descend(ravine, optimizers.Nesterov(alpha), 40), path) < 1e-14

    sgd = keras.optimizers.SGD(alpha, momentum=beta, nesterov=True)
    stored = keras_path(keras, sgd, ravine.gradient, ravine.start, steps=40)
    assert apart(stored[:40], ahead) < 1e-5
    assert apart(stored, path) == pytest.approx(0.27, abs=5e-3)


def test_05_clipping_rescales(keras: ModuleType) -> None:
    """A gradient that is too long is shortened to threshold * g / norm(g), not made a number."""
    g, threshold = np.array([-3.0, -4.0]), 1.0
    printed = np.full_like(g, threshold)
    assert cosine(printed, g) == pytest.approx(-0.99, abs=5e-3)
    assert (g - 0.01 * g) @ (g - 0.01 * g) < g @ g  # a step on w^2 / 2, whose gradient is w
    assert (g - 0.01 * printed) @ (g - 0.01 * printed) > g @ g

    def clipped(*gs: Array, **how: float) -> list[Array]:
        weights = [keras.Variable(np.zeros(2), dtype="float64", name="w") for _ in gs]
        keras.optimizers.SGD(1.0, **how).apply(list(map(keras.ops.convert_to_tensor, gs)), weights)
        return [-np.array(w.numpy()) for w in weights]

    right = threshold * g / np.linalg.norm(g)
    np.testing.assert_allclose(right, [-0.6, -0.8])
    np.testing.assert_allclose(clipped(g, clipnorm=threshold), [right], rtol=1e-6)
    small = np.array([0.5, 0.0])  # of two arrays
    np.testing.assert_allclose(clipped(g, small, clipnorm=threshold), [right, small], rtol=1e-6)
    whole = np.concatenate([g, small])
    together = np.concatenate(clipped(g, small, global_clipnorm=threshold))
    np.testing.assert_allclose(together, whole / np.linalg.norm(whole), rtol=1e-6)


def test_06_rmsprop_has_no_velocity(keras: ModuleType) -> None:
    """RMSProp averages squares only; in Keras a momentum can be asked for, and is 0 else."""
    kick = [1.0, *[0.0] * 9]  # one gradient, then none

    def steps(optimizer: optimizers.Optimizer) -> Array:
        w, path = np.zeros(1), [0.0]
        for g in kick:
            optimizer.look_ahead([w])
            optimizer.step([w], [np.array([g])])
            path.append(w[0])
        return -np.diff(path)

    stands = steps(optimizers.RMSProp(0.1))
    assert stands[0] > 0
    assert not stands[1:].any()
    for rolls in (optimizers.Momentum(0.1), optimizers.Nesterov(0.1), optimizers.Adam(0.1)):
        assert (steps(rolls) > 0).all()

    def in_keras(**settings: float) -> Array:
        left = iter(kick)
        rmsprop = keras.optimizers.RMSprop(0.1, **settings)
        path = keras_path(keras, rmsprop, lambda w: np.array([next(left)]), [0.0], steps=10)
        return -np.diff(path[:, 0])

    np.testing.assert_allclose(in_keras(), stands, rtol=1e-4)
    assert (in_keras(momentum=0.9) > 0).all()
    assert keras.optimizers.RMSprop().momentum == 0


def test_07_rates_of_adagrad_only_fall() -> None:
    """Adagrad increases no rate: that of an infrequent feature falls more slowly."""
    seen = np.array([[1, 1], [1, 0], [1, 0], [1, 1], [1, 0], [1, 0.1]])
    adagrad, w, rates = optimizers.Adagrad(0.1), np.zeros(2), []
    for g in seen:
        adagrad.step([w], [g])
        rates.append(adagrad.rate / np.sqrt(adagrad.state[0][0] + adagrad.epsilon))
    frequent, infrequent = np.transpose(rates)
    np.testing.assert_allclose(infrequent, [0.1, 0.1, 0.1, 0.0707, 0.0707, 0.0705], atol=5e-5)
    assert (np.diff(infrequent) <= 0).all()
    assert (infrequent[1:] > frequent[1:]).all()


# --- learning rates -----------------------------------------------------------------------------


def test_08_inverse_square_root(keras: ModuleType) -> None:
    """eta_0 / sqrt(t) is the inverse square *root*; the inverse square would be eta_0 / t^2."""
    from dlcourse.schedules import InverseSqrtDecay

    t = np.arange(1, 101)
    rates = np.array([float(InverseSqrtDecay(1.0)(k - 1)) for k in t])  # steps count from 0
    np.testing.assert_allclose(rates, 1 / np.sqrt(t), rtol=1e-6)
    assert (rates[3], 1 / t[3] ** 2) == (pytest.approx(0.5), 0.0625)


def test_09_polynomial_decay(keras: ModuleType) -> None:
    """eta_0 / t begins at t = 1, and it is not what is called polynomial decay."""
    from dlcourse.schedules import InverseTimeDecay, PolynomialDecay

    with np.errstate(divide="ignore"):  # programs count from 0
        assert np.isinf([0.1 / np.arange(10)[0], 0.1 / np.sqrt(np.arange(10))[0]]).all()
    for polynomial in (PolynomialDecay, keras.optimizers.schedules.PolynomialDecay):
        line = polynomial(0.1, 10, 0.0)
        rates = [float(line(k)) for k in (0, 5, 10, 20)]
        np.testing.assert_allclose(rates, [0.1, 0.05, 0, 0], atol=1e-7)

    slide = 0.1 / np.arange(1, 11)
    notes = InverseTimeDecay(0.1, decay_steps=1, decay_rate=1.0)  # alpha_0 / (1 + rate * epoch)
    np.testing.assert_allclose([float(notes(k)) for k in range(10)], slide, rtol=1e-6)
    assert slide[5] < 0.02 < rates[1]


# --- activations --------------------------------------------------------------------------------


def printed_swish(beta: float) -> activations.Activation:
    """Equations (16) and (17)."""
    sigmoid = activations.sigmoid

    def f(z: Array) -> Array:
        return beta * z * sigmoid(z)

    return activations.Activation("printed", f, lambda z: f(z) + sigmoid(z) * (beta - f(z)))


def test_10_beta_of_swish() -> None:
    """The beta of Swish stands inside of the sigmoid; outside it only rescales."""
    z = np.linspace(-8, 8, 160_001)
    for beta, low in ((1.0, -1.2785), (2.0, -0.6392)):
        assert z[activations.swish(beta)(z).argmin()] == pytest.approx(low, abs=1e-4)
        assert z[printed_swish(beta)(z).argmin()] == pytest.approx(-1.2785, abs=1e-4)
    np.testing.assert_allclose(printed_swish(2.0)(z), 2 * activations.swish(1.0)(z))
    np.testing.assert_allclose(activations.swish(1e-6)(z), z / 2, atol=1e-4)
    np.testing.assert_allclose(activations.swish(1e4)(z), activations.relu(z), atol=1e-4)


def test_11_derivative_of_swish() -> None:
    """Looks odd, is correct: (17) is the derivative of (16); the usual form has another one."""
    z, beta = np.linspace(-6, 6, 241), 1.7

    def slope(phi: activations.Activation) -> Array:
        return numerical_gradient(lambda z: phi(z).sum(), z)

    printed, usual = printed_swish(beta), activations.swish(beta)
    assert apart(printed.df(z), slope(printed)) < 1e-6
    assert apart(usual.df(z), slope(usual)) < 1e-6
    f, s = usual(z), activations.sigmoid(beta * z)
    np.testing.assert_allclose(usual.df(z), beta * f + s * (1 - beta * f), atol=1e-12)
    swapped = f + activations.sigmoid(z) * (beta - f)  # (17), with the usual f put in
    assert apart(swapped, slope(usual)) == pytest.approx(0.74, abs=0.02)
    assert apart(printed_swish(1.0).df(z), activations.swish(1.0).df(z)) < 1e-12


def test_12_nan_at_the_kinks(keras: ModuleType) -> None:
    """A derivative almost everywhere is enough; at a kink code needs a number, never NaN."""
    import dlcourse.layers as layers

    kinks = [
        ("relu", {}, layers.ReLU(), 0.0, 0.0),
        ("leaky_relu", {"alpha": 0.2}, layers.LeakyReLU(0.2), 0.0, 0.2),
        ("relu6", {}, layers.ReLU6(), 0.0, 0.0),
        ("relu6", {}, layers.ReLU6(), 6.0, 0.0),
    ]
    for name, settings, layer, kink, slope in kinks:
        z = np.array([kink], dtype="float32")
        assert activations.get(name, **settings).df(z) == pytest.approx(slope)
        library = {"negative_slope": slope} if settings else {}
        for f in (layer, partial(getattr(keras.activations, name), **library)):
            found = gradients(lambda z, f=f: keras.ops.sum(f(z)), z)[0]
            assert found == pytest.approx(slope)

    relu = activations.relu
    printed = activations.Activation(
        "printed", relu.f, lambda z: np.where(z == 0, np.nan, relu.df(z)), kinks=(0.0,)
    )
    x, y = np.array([[1.0, 2.0], [0.0, 0.0]]), np.array([1, 0])  # a blank input, biases of 0
    spoiled = {}
    for phi in (printed, relu):
        net = Network.dense([2, 3, 2], activation=phi, seed=0)
        optimizers.SGD(0.1).step(net.parameters, net.gradients(x, y))
        spoiled[phi.name] = [bool(np.isnan(w).all()) for w in net.parameters]
    assert spoiled == {"printed": [True, True, False, False], "relu": [False] * 4}


def test_13_steep_leaky_relu(keras: ModuleType) -> None:
    """max(alpha x, x) is a leaky ReLU for alpha <= 1; above, the branches are swapped."""
    import dlcourse.layers as layers

    x = np.array([1.0, -1.0])
    assert np.maximum(2 * x, x).tolist() == [2, -1]
    assert np.asarray(layers.LeakyReLU(2.0)(x)).tolist() == [1, -2]
    with pytest.raises(ValueError, match="alpha"):
        activations.leaky_relu(2.0)
    np.testing.assert_allclose(activations.leaky_relu(0.2)(x), np.maximum(0.2 * x, x))


def test_14_largest_slopes() -> None:
    """sigmoid' lies in (0, 1/4], tanh' in (0, 1]; the difference is that between 0.9 and 1e-6."""
    z = np.linspace(-8, 8, 1601)
    for phi, largest in ((activations.sigmoid, 0.25), (activations.tanh, 1.0)):
        slopes = phi.df(z)
        assert slopes.min() > 0
        assert slopes.max() == phi.df(0.0) == largest  # it is reached
    ten = Network([np.array([[0.0, 1.0]]), "sigmoid"] * 10, loss="mse")
    x = np.linspace(-8, 8, 33)[:, None]
    chain = numerical_gradient(lambda x: ten.forward(x).sum(), x)
    assert 0 < chain.max() < 0.25**10 < 1e-6
    assert 0.9**10 > 0.3  # what a factor just below 1 would leave


def test_15_what_makes_gradients_explode() -> None:
    """A big loss makes all gradients large alike; from layer to layer they grow by the weights."""
    x = np.array([[1.0, -2.0]])
    for size, growth in ((1.1, 13_781), (0.9, 2.656e-5)):
        Theta = np.column_stack([np.zeros(2), size * np.eye(2)])
        net = Network([Theta, "linear"] * 101, loss="mse")
        out = net.forward(x)
        for error in (1.0, 1e6):  # a small loss, and one that is a million millions larger
            deltas = net.deltas(x, out - error)
            np.testing.assert_allclose(deltas[-1], error)
            np.testing.assert_allclose(deltas[0] / deltas[-1], growth, rtol=1e-3)


# --- the unit, the chain rule, training ---------------------------------------------------------


def test_16_index_of_the_input() -> None:
    """The unit is f(sum_j w_j x_j + b), not f(sum_j w_j x_i + b)."""
    w, x, b = np.array([0.5, -1.0, 2.0]), np.array([2.0, 1.0, 3.0]), 0.0
    printed = [sum(w_j * x_i for w_j in w) + b for x_i in x]
    assert printed == [3.0, 1.5, 4.5]  # another output for each i
    unit = Network([np.array([[b, *w]]), "linear"])
    assert unit.forward(x[None]).item() == w @ x + b == 6.0


def test_17_where_the_slope_is_taken() -> None:
    """The first factor of the chain rule is f' at g(x), not at x."""
    x, g = 0.7, 0.7**2
    slope = numerical_gradient(lambda x: np.sin(x[0] ** 2), np.array([x])).item()
    assert slope == pytest.approx(np.cos(g) * 2 * x, abs=1e-8)
    assert slope == pytest.approx(1.2353, abs=5e-5)
    assert np.cos(x) * 2 * x == pytest.approx(1.0708, abs=5e-5)


def test_18_backpropagation_changes_nothing() -> None:
    """Backpropagation computes the gradients; it is the optimizer that updates the weights."""
    x, y = np.random.default_rng(0).normal(size=(6, 4)), np.array([0, 1, 2, 0, 1, 2])
    net = Network.dense([4, 5, 3], seed=0)
    before = [w.copy() for w in net.parameters]
    slopes = net.gradients(x, y)
    for w, first in zip(net.parameters, before, strict=True):
        np.testing.assert_array_equal(w, first)
    ends = []
    for kind in (optimizers.SGD, optimizers.Adam):  # one backpropagation, two updates
        after = [w.copy() for w in before]
        kind(0.1).step(after, slopes)
        ends.append(after)
        assert all(apart(w, first) > 1e-4 for w, first in zip(after, before, strict=True))
    assert apart(ends[0][0], ends[1][0]) > 0.01


def test_19_sampled_or_once_each() -> None:
    """Sampling with replacement is no epoch: it leaves out more than a third of the examples."""
    m = 10_000
    drawn = np.random.default_rng(0).integers(0, m, size=(100, 100))  # 100 minibatches
    assert np.unique(drawn).size / m == pytest.approx(1 - np.exp(-1), abs=0.015)

    used: list[int] = []

    def note(z: Array) -> Array:  # the only weight is 1, so z is the number of the example
        used.extend(z[:, 0].astype(int).tolist())
        return z

    noting = activations.Activation("noting", note, np.ones_like)
    x = np.arange(m, dtype=float)[:, None]
    Network([np.array([[0.0, 1.0]]), noting]).fit(x, x, epochs=1, batch_size=100)
    assert used != sorted(used)  # shuffled, then sliced
    assert sorted(used) == list(range(m))


def test_21_no_descent_of_mistakes() -> None:
    """The perceptron's rule does not descend the number of mistakes: that has no slope."""
    corners, AND = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 0, 0, 1])

    def mistakes(w: Array) -> float:
        return float(np.sum((add_bias(corners) @ w > 0) != AND))

    for w in np.random.default_rng(0).normal(size=(20, 3)):
        assert not numerical_gradient(mistakes, w).any()
    model = Perceptron().fit(corners, AND)
    assert model.mistakes == [1, 3, 3, 2, 1, 0]  # more before there are fewer


# --- regularization -----------------------------------------------------------------------------


def test_22_validation_chooses() -> None:
    """The set that chooses the epoch looks too good; and a training loss does not always fall."""
    rng = np.random.default_rng(0)
    validation, test = 0.5 + 0.02 * rng.normal(size=(2, 1000, 100))  # 100 epochs of nothing
    chosen = validation.argmin(axis=1)
    runs = np.arange(1000)
    assert validation[runs, chosen].mean() == pytest.approx(0.45, abs=0.005)
    assert test[runs, chosen].mean() == pytest.approx(0.5, abs=0.005)

    x = rng.normal(size=(60, 2))
    y = x @ [1.0, -2.0] + rng.normal(size=60)
    rises = {}
    for batch in (1, None):
        net, losses = Network([np.zeros((1, 3)), "linear"]), []
        net.fit(
            x,
            y,
            epochs=60,
            batch_size=batch,
            optimizer=optimizers.SGD(0.05),
            on_epoch=lambda _, net, losses=losses: losses.append(net.cost(x, y)),
        )
        rises[batch] = int(np.sum(np.diff(losses) > 1e-12))
    assert rises[None] == 0  # small steps with all examples
    assert 10 < rises[1] < 50  # steps with one each


def test_23_who_spreads() -> None:
    """L2 spreads the strength over more ways; L1 concentrates it."""
    x = np.tile([1.0, -1.0], 50)
    twice, y = np.column_stack([x, x]), 2 * x  # a feature that occurs twice
    ridge = Ridge(alpha=1, fit_intercept=False).fit(twice, y).coef_
    lasso = Lasso(alpha=0.05, fit_intercept=False).fit(twice, y).coef_
    np.testing.assert_allclose(ridge, [200 / 201, 200 / 201])
    np.testing.assert_allclose(lasso, [1.95, 0.0], atol=1e-9)

    unequal = np.column_stack([x, 1.1 * x])  # not for being the first: for being the larger
    assert Lasso(alpha=0.05, fit_intercept=False).fit(unequal, y).coef_[0] == 0
    assert Ridge(alpha=1, fit_intercept=False).fit(unequal, y).coef_.min() > 0.8

    spread, single = np.array([1.0, 1.0]), np.array([2.0, 0.0])  # both give 2 x
    assert regularizers.L2(1.0).value(spread) == regularizers.L2(1.0).value(single) / 2
    assert regularizers.L1(1.0).value(spread) == regularizers.L1(1.0).value(single)


def test_24_a_mask_for_each_row(keras: ModuleType) -> None:
    """A neuron is excluded for single examples, not for a whole batch."""
    import dlcourse.layers as layers

    ones = np.ones((3, 32), dtype="float32")

    def masks(dropped: Any) -> int:
        return len({tuple(row) for row in np.asarray(dropped).tolist()})

    for module in (keras.layers, layers):
        assert masks(module.Dropout(0.5, seed=0)(ones, training=True)) == 3
        printed = module.Dropout(0.5, noise_shape=(1, 32), seed=0)
        assert masks(printed(ones, training=True)) == 1
    assert masks(dropout(ones, 0.5, np.random.default_rng(0))[0]) == 3


def test_25_scale_once(keras: ModuleType) -> None:
    """1 - p in use and 1 / (1 - p) in training are alternatives; both halve the signal."""
    import dlcourse.layers as layers

    ones, p = np.ones((2000, 64), dtype="float32"), 0.5
    means = {}
    for scaling in ("train", "inference"):
        layer = layers.Dropout(p, scaling=scaling, seed=0)
        means[scaling] = [np.asarray(layer(ones, training=now)).mean() for now in (True, False)]
    for training, use in means.values():
        assert use == pytest.approx(training, rel=0.02)
    np.testing.assert_allclose([use for _, use in means.values()], [1.0, 0.5])
    printed_in_training, printed_in_use = means["train"][0], means["inference"][1]
    assert printed_in_use / printed_in_training == pytest.approx(0.5, rel=0.02)
    theirs = keras.layers.Dropout(p, seed=0)
    assert np.asarray(theirs(ones, training=True)).mean() == pytest.approx(1.0, rel=0.02)
    np.testing.assert_array_equal(theirs(ones, training=False), ones)


def test_26_augmentation_keeps_the_label(keras: ModuleType) -> None:
    """A digit must not be flipped; mixup changes the label, so it mixes the labels, too."""
    from dlcourse.layers import MixUp

    digits = load_digits()
    pictures = digits.x.reshape(-1, 8, 8) / 16
    train = np.random.default_rng(0).permutation(len(pictures)) < 1200
    reader = LogisticRegression(max_iter=300).fit(pictures[train].reshape(-1, 64), digits.y[train])

    def accuracy(shown: Array) -> float:
        return reader.score(shown[~train].reshape(-1, 64), digits.y[~train])

    assert accuracy(pictures) > 0.92
    assert accuracy(pictures[:, :, ::-1]) < 0.5

    labels = one_hot(digits.y[:50], 10)
    x, y = (np.asarray(a) for a in MixUp(alpha=1.0, seed=0)((labels, labels)))
    np.testing.assert_allclose(x, y)  # inputs and labels in the same shares
    np.testing.assert_allclose(y.sum(axis=1), 1, rtol=1e-5)
    assert (y.max(axis=1) < 0.95).mean() > 0.5  # no longer one digit each
    with pytest.raises(ValueError, match="one-hot"):
        MixUp()((pictures[:50], digits.y[:50]))


def test_27_layers_that_augment(keras: ModuleType) -> None:
    """`ImageDataGenerator` is left under tf.keras only; the Random layers took its place."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        assert hasattr(tf.keras.preprocessing.image, "ImageDataGenerator")
    assert not hasattr(keras.preprocessing.image, "ImageDataGenerator")

    pictures = np.random.default_rng(0).random((16, 8, 8, 1), dtype=np.float32)
    for name, settings in {
        "RandomFlip": ("horizontal",),
        "RandomTranslation": (0.2, 0.2),
        "RandomRotation": (0.1,),
        "RandomZoom": (0.2,),
    }.items():
        layer = getattr(keras.layers, name)(*settings, seed=1)
        assert apart(layer(pictures, training=True), pictures) > 0.1
        assert apart(layer(pictures, training=False), pictures) == 0
    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.RandomFlip("horizontal")])
    stored = keras.Sequential.from_config(model.get_config())
    assert isinstance(stored.layers[0], keras.layers.RandomFlip)


# --- batch normalization ------------------------------------------------------------------------

H = np.random.default_rng(5).normal([1.0, -2.0, 0.5, 0.0], [0.5, 2.0, 1.0, 3.0], size=(7, 4))


def normalized(h: Array, axis: int, ddof: int = 0) -> Array:
    mean, variance = h.mean(axis, keepdims=True), h.var(axis, ddof=ddof, keepdims=True)
    return (h - mean) / np.sqrt(variance + 1e-3)


def test_32_three_indices(keras: ModuleType) -> None:
    """i is the sample, k the unit: the average runs over samples, by 1/m."""
    import dlcourse.layers as layers

    for module in (keras.layers, layers):
        layer = module.BatchNormalization(dtype="float64")
        assert (layer.epsilon, layer.momentum) == (1e-3, 0.99)
        out = np.asarray(layer(H, training=True))
        np.testing.assert_allclose(out, normalized(H, axis=0), atol=1e-9)
        assert apart(out, normalized(H, axis=1)) > 0.5  # i as in (33), another thing than a sample
        assert apart(out, normalized(H, axis=0, ddof=1)) > 0.05
        remembered = np.asarray(layer.moving_variance)
        np.testing.assert_allclose(remembered, 0.99 + 0.01 * H.var(axis=0), rtol=1e-6)


def test_33_a_bias_before_it_is_lost(keras: ModuleType) -> None:
    """What a bias adds before batch normalization, the mean takes away again."""
    import dlcourse.layers as layers

    for module in (keras.layers, layers):
        layer = module.BatchNormalization(dtype="float64")
        plain, shifted = (np.asarray(layer(h, training=True)) for h in (H, H + 3))
        assert apart(plain, shifted) < 1e-9
        assert apart(plain, np.asarray(layer(H, training=False))) > 0.1

    def value(h: Any) -> Any:  # so the bias has no slope, and learns nothing
        layer = layers.BatchNormalization(dtype="float64")
        return keras.ops.sum(
            keras.ops.square(layer(h, training=True)) * np.arange(28).reshape(7, 4)
        )

    slope = gradients(value, H)[0]
    assert np.abs(slope).max() > 0.1
    assert np.abs(slope.sum(axis=0)).max() < 1e-9


# --- right as printed ---------------------------------------------------------------------------


def test_64_first_weights(keras: ModuleType) -> None:
    """Looks odd, is correct: the limits of Glorot (20) and He (21)."""
    n_in, n_out = 300, 100
    limits = {"glorot": np.sqrt(6 / (n_in + n_out)), "he": np.sqrt(6 / n_in)}
    assert limits == {
        "glorot": pytest.approx(0.1225, abs=5e-5),
        "he": pytest.approx(0.1414, abs=5e-5),
    }
    theirs = {"glorot": keras.initializers.GlorotUniform, "he": keras.initializers.HeUniform}
    for name, limit in limits.items():
        ours = initializers.get(name)(np.random.default_rng(0), n_in, n_out)
        for W in (ours, np.asarray(theirs[name](seed=0)((n_in, n_out)))):
            assert 0.999 * limit < np.abs(W).max() <= limit * (1 + 1e-6)
            assert W.var() == pytest.approx(limit**2 / 3, rel=0.03)


def test_64_label_smoothing(keras: ModuleType) -> None:
    """Looks odd, is correct: (1 - alpha) y + alpha / K."""
    from dlcourse.losses import LabelSmoothing

    alpha, y, p = 0.1, np.array([[0.0, 1, 0, 0]]), np.array([[0.1, 0.7, 0.1, 0.1]])
    slide = -np.sum(((1 - alpha) * y + alpha / 4) * np.log(p))
    assert slide == pytest.approx(0.50262, abs=5e-6)
    theirs = keras.losses.CategoricalCrossentropy(label_smoothing=alpha)
    for loss in (LabelSmoothing(alpha), theirs):
        assert float(loss(y, p)) == pytest.approx(slide, abs=1e-6)


def test_64_update_and_momentum(keras: ModuleType) -> None:
    """Looks odd, is correct: the step by the mean gradient (4), and v <- beta v - alpha g."""
    x, y = np.random.default_rng(0).normal(size=(6, 4)), np.array([0, 1, 2, 0, 1, 2])
    net = Network.dense([4, 3], output="softmax", seed=0)
    each = [net.gradients(x[i : i + 1], y[i : i + 1])[0] for i in range(6)]
    np.testing.assert_allclose(net.gradients(x, y)[0], np.mean(each, axis=0), atol=1e-12)

    theta, v, path = np.array(ravine.start), np.zeros(2), [ravine.start]
    for _ in range(40):
        v = 0.9 * v - 0.01 * ravine.gradient(theta)
        theta = theta + v
        path.append(theta)
    sgd = keras.optimizers.SGD(0.01, momentum=0.9)
    assert apart(keras_path(keras, sgd, ravine.gradient, ravine.start, 40), path) < 1e-5
    assert apart(descend(ravine, optimizers.Momentum(0.01), 40), path) < 1e-12
