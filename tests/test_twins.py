"""The Keras twins of lessons 01 to 04: what those do in NumPy, Keras does too.

The lessons are NumPy notebooks, so that they start in a second. The other two of the three proofs
stand here: the same numbers from Keras, and the same gradients from automatic differentiation.
Everything is computed in float64, so that a difference means an error and not a rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dlcourse.scratch import (
    LinearRegression,
    LogisticRegression,
    MinMaxScaler,
    Perceptron,
    SoftmaxRegression,
    StandardScaler,
    activations,
    add_bias,
    gradient_check,
    gradient_descent,
    losses,
    mars,
    unit_norm,
)

RNG = np.random.default_rng(8)
X = RNG.normal(size=(12, 3))
X1 = add_bias(X)
W = RNG.normal(size=4)
Y = RNG.normal(size=12)
CLASS = (RNG.random(12) < 0.5).astype(float)
KINDS = RNG.integers(0, 3, 12)
W3 = RNG.normal(size=(4, 3))
LOGITS = 4 * RNG.normal(size=(5, 3))
Z = np.concatenate([np.linspace(-9, 9, 37), [0.0, 6.0, -6.0, 30.0, -30.0]])


@pytest.fixture(scope="module")
def keras() -> ModuleType:
    """Keras on TensorFlow, started as a notebook starts it: without a message."""
    import dlcourse

    dlcourse.start(keras=True, seed=0)
    import keras

    assert keras.backend.backend() == "tensorflow"
    return keras


@pytest.fixture(scope="module")
def tf(keras: ModuleType) -> ModuleType:
    import tensorflow

    return tensorflow


def dense(keras: ModuleType, w: np.ndarray, activation: Any = None) -> Any:
    """A Dense layer whose bias is the first row of w, and whose kernel is the rest."""
    w = w.reshape(len(w), -1)
    layer = keras.layers.Dense(w.shape[1], activation=activation, dtype="float64")
    layer.build((None, len(w) - 1))
    layer.set_weights([w[1:], w[0]])
    return layer


def network(keras: ModuleType, *layers: tuple[np.ndarray, np.ndarray, str]) -> Any:
    """A Sequential model of Dense layers, each given as (kernel, bias, activation)."""
    model = keras.Sequential([keras.Input((len(layers[0][0]),), dtype="float64")])
    for kernel, bias, activation in layers:
        layer = keras.layers.Dense(len(bias), activation=activation, dtype="float64")
        model.add(layer)
        layer.set_weights([kernel, bias])
    return model


def gradient(tf: ModuleType, f: Callable[[Any], Any], w: np.ndarray) -> np.ndarray:
    """df/dw by automatic differentiation."""
    w = tf.Variable(w, dtype="float64")
    with tf.GradientTape() as tape:
        value = f(w)
    return tape.gradient(value, w).numpy()


# --- linear regression --------------------------------------------------------------------------


def test_dense_is_the_linear_hypothesis(keras) -> None:
    model = LinearRegression()
    model.w = W
    assert np.allclose(dense(keras, W)(X).numpy()[:, 0], X1 @ W, rtol=0, atol=1e-12)
    assert np.allclose(dense(keras, W)(X).numpy()[:, 0], model.predict(X), rtol=0, atol=1e-12)


def test_mse_of_keras_is_twice_the_cost(keras) -> None:
    r = X1 @ W - Y
    J = r @ r / (2 * len(Y))
    # The function keeps the dtype of its input; the class computes in its own.
    mse = float(keras.losses.mean_squared_error(Y, X1 @ W))
    assert mse == pytest.approx(2 * J, rel=1e-12)
    assert mse == pytest.approx(losses.MeanSquaredError()(X1 @ W, Y), rel=1e-12)
    assert losses.HalfMeanSquaredError()(X1 @ W, Y) == pytest.approx(J, rel=1e-12)
    as_class = keras.losses.MeanSquaredError(dtype="float64")(Y[:, None], (X1 @ W)[:, None])
    assert float(as_class) == pytest.approx(2 * J, rel=1e-12)


def test_the_gradient_of_the_cost_three_times(tf) -> None:
    def J(w):
        r = X1 @ w - Y
        return r @ r / (2 * len(Y))

    formula = X1.T @ (X1 @ W - Y) / len(Y)
    tape = gradient(
        tf, lambda w: tf.reduce_sum((tf.linalg.matvec(X1, w) - Y) ** 2) / (2 * len(Y)), W
    )
    assert np.allclose(tape, formula, rtol=0, atol=1e-12)
    assert np.allclose(LinearRegression().gradient(W, X, Y), formula, rtol=0, atol=1e-12)
    assert gradient_check(J, formula, W).error < 1e-7


@pytest.mark.parametrize("learning_rate", [1 / 32, 1 / 4])
def test_sgd_on_the_whole_set_walks_the_path_of_gradient_descent(keras, learning_rate) -> None:
    steps = 20
    ours = gradient_descent(lambda w: X1.T @ (X1 @ w - Y) / len(Y), W, learning_rate, steps)
    model = network(keras, (W[1:, None], W[:1], "linear"))
    # mse has no half, so that its gradient is twice as large and the rate half as large
    mse = keras.losses.MeanSquaredError(dtype="float64")
    model.compile(keras.optimizers.SGD(learning_rate / 2), loss=mse)
    theirs = [W]
    for _ in range(steps):
        model.train_on_batch(X, Y[:, None])
        kernel, bias = model.get_weights()
        theirs.append(np.concatenate([bias, kernel[:, 0]]))
    assert np.abs(ours - W).max() > 0.1  # it went somewhere
    # (Keras keeps the rate in float32, in which these two have no rounding error.)
    assert np.allclose(theirs, ours, rtol=0, atol=1e-12)


# --- logistic and softmax regression ------------------------------------------------------------


def test_dense_with_sigmoid_is_the_logistic_hypothesis(keras) -> None:
    model = LogisticRegression()
    model.w = W
    twin = dense(keras, W, "sigmoid")(X).numpy()[:, 0]
    assert np.allclose(twin, model.predict_proba(X), rtol=0, atol=1e-12)
    assert np.array_equal(twin >= 0.5, model.predict(X) == 1)
    assert 0 < model.predict(X).sum() < len(X)


def test_binary_crossentropy_from_logits(keras) -> None:
    z = X1 @ W
    h = activations.sigmoid(z)
    ours = losses.BinaryCrossEntropy()(z, CLASS)
    printed = -np.mean(CLASS * np.log(h) + (1 - CLASS) * np.log(1 - h))
    theirs = keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64")
    assert ours == pytest.approx(printed, rel=1e-10)
    assert float(theirs(CLASS[:, None], z[:, None])) == pytest.approx(ours, rel=1e-12)
    from_h = keras.losses.BinaryCrossentropy(dtype="float64")(CLASS[:, None], h[:, None])
    assert float(from_h) == pytest.approx(ours, rel=1e-10)


def test_logits_keep_what_probabilities_lose(keras) -> None:
    z, y = np.array([[40.0], [800.0]]), np.zeros((2, 1))
    assert losses.BinaryCrossEntropy()(z, y) == pytest.approx(420)
    theirs = keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64")
    assert float(theirs(y, z)) == pytest.approx(420)
    h = activations.sigmoid(z)
    assert float(keras.losses.BinaryCrossentropy(dtype="float64")(y, h)) < 20


def test_the_gradient_of_the_cross_entropy_three_times(keras, tf) -> None:
    bce = keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64")
    formula = X1.T @ (activations.sigmoid(X1 @ W) - CLASS) / len(CLASS)
    tape = gradient(tf, lambda w: bce(CLASS[:, None], tf.matmul(X1, w[:, None])), W)
    model = LogisticRegression()
    assert np.allclose(tape, formula, rtol=0, atol=1e-12)
    assert np.allclose(model.gradient(W, X, CLASS), formula, rtol=0, atol=1e-12)
    assert gradient_check(lambda w: model.cost(w, X, CLASS), formula, W).error < 1e-7


def test_softmax_regression_and_its_cross_entropy(keras, tf) -> None:
    model = SoftmaxRegression()
    model.w = W3
    twin = dense(keras, W3, "softmax")(X).numpy()
    assert np.allclose(twin, model.predict_proba(X), rtol=0, atol=1e-12)
    assert np.array_equal(twin.argmax(axis=1), model.predict(X))

    hot = np.eye(3)[KINDS]
    cce = keras.losses.CategoricalCrossentropy(from_logits=True, dtype="float64")
    assert float(cce(hot, X1 @ W3)) == pytest.approx(model.cost(W3, X, KINDS), rel=1e-12)
    tape = gradient(tf, lambda w: cce(hot, tf.matmul(X1, w)), W3)
    formula = X1.T @ (activations.softmax(X1 @ W3) - hot) / len(X)
    assert np.allclose(tape, formula, rtol=0, atol=1e-12)
    assert np.allclose(model.gradient(W3, X, KINDS), formula, rtol=0, atol=1e-12)


# --- activation functions -----------------------------------------------------------------------

# Their name in Keras, ours, and the points at which a derivative is a matter of convention. (The
# slope 1/4 of leaky ReLU has no rounding error in the float32 that TensorFlow keeps it in.)
ACTIVATIONS = {
    "linear": (lambda k: k.activations.linear, activations.linear, []),
    "sigmoid": (lambda k: k.activations.sigmoid, activations.sigmoid, []),
    "tanh": (lambda k: k.activations.tanh, activations.tanh, []),
    "relu": (lambda k: k.activations.relu, activations.relu, [0.0]),
    "leaky_relu": (
        lambda k: lambda z: k.activations.leaky_relu(z, negative_slope=0.25),
        activations.leaky_relu(0.25),
        [0.0],
    ),
    "relu6": (lambda k: k.activations.relu6, activations.relu6, [0.0, 6.0]),
    "swish": (lambda k: k.activations.silu, activations.swish(), []),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_and_its_derivative(keras, tf, name) -> None:
    of_keras, ours, kinks = ACTIVATIONS[name]
    theirs = of_keras(keras)
    assert np.allclose(theirs(tf.constant(Z)).numpy(), ours(Z), rtol=1e-12, atol=1e-12)
    smooth = Z[~np.isin(Z, kinks)]
    tape = gradient(tf, lambda z: tf.reduce_sum(theirs(z)), smooth)
    assert np.allclose(tape, ours.df(smooth), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "kink", "slope"),
    [("relu", 0.0, 0.0), ("leaky_relu", 0.0, 0.25), ("relu6", 0.0, 0.0), ("relu6", 6.0, 0.0)],
)
def test_the_derivative_at_a_kink_is_the_one_of_keras(keras, tf, name, kink, slope) -> None:
    of_keras, ours, _ = ACTIVATIONS[name]
    tape = gradient(tf, lambda z: tf.reduce_sum(of_keras(keras)(z)), np.array([kink]))
    assert tape == pytest.approx([slope])
    assert ours.df(np.array([kink])) == pytest.approx([slope])


def test_swish_and_silu_are_two_names_of_one_function(keras) -> None:
    assert keras.activations.get("swish") is keras.activations.get("silu")


def test_softmax_and_its_matrix_of_derivatives(keras, tf) -> None:
    ours = activations.softmax
    value = keras.activations.softmax(tf.constant(LOGITS)).numpy()
    assert np.allclose(value, ours(LOGITS), rtol=0, atol=1e-13)
    z = tf.Variable(LOGITS)
    with tf.GradientTape() as tape:
        p = keras.activations.softmax(z)
    jacobian = tape.batch_jacobian(p, z).numpy()  # (5, 3, 3)
    assert np.allclose(jacobian, ours.df(LOGITS), rtol=0, atol=1e-13)


# --- the perceptron, XOR and the hinges ---------------------------------------------------------


def test_one_unit_is_a_dense_layer_of_one(keras) -> None:
    for name, g in (("tanh", activations.tanh), ("relu", activations.relu)):
        unit = [
            float(g(W[0] + sum(x_i * w_i for x_i, w_i in zip(x, W[1:], strict=True)))) for x in X
        ]
        assert np.allclose(dense(keras, W, name)(X).numpy()[:, 0], unit, rtol=0, atol=1e-12)


def test_a_trained_perceptron_is_a_dense_layer_and_a_step(keras) -> None:
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    for y in ([0, 1, 1, 1], [0, 0, 0, 1]):
        model = Perceptron().fit(corners, np.array(y), epochs=50)
        z = dense(keras, np.asarray(model.w))(corners).numpy()[:, 0]
        assert np.array_equal((z > 0).astype(int), y)
        assert np.array_equal(model.predict(corners), y)


def test_two_layers_set_by_hand_solve_xor(keras) -> None:
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    # OR and NAND, then AND of the two; the sigmoids are steep enough to be steps
    hidden = 20 * np.array([[1.0, -1.0], [1.0, -1.0]]), 20 * np.array([-0.5, 1.5]), "sigmoid"
    output = 20 * np.array([[1.0], [1.0]]), 20 * np.array([-1.5]), "sigmoid"
    model = network(keras, hidden, output)
    said = model(corners).numpy()[:, 0]
    assert np.allclose(said, [0, 1, 1, 0], atol=1e-3)
    h = activations.sigmoid(corners @ hidden[0] + hidden[1])
    assert np.allclose(activations.sigmoid(h @ output[0] + output[1])[:, 0], said, atol=1e-12)


def test_the_mars_example_is_a_network_with_five_relu_units(keras) -> None:
    model = network(
        keras,
        (np.array([[1.0, -1, 1, 1, 1]]), np.array([-0.485, 0.485, -0.283, -0.640, -0.907]), "relu"),
        (np.array([[1.198], [-1.803], [-1.321], [-1.609], [1.591]]), np.array([1.013]), "linear"),
    )
    x = np.linspace(-0.5, 1.5, 401)
    formula = (
        1.013
        + 1.198 * np.maximum(0, x - 0.485)
        - 1.803 * np.maximum(0, 0.485 - x)
        - 1.321 * np.maximum(0, x - 0.283)
        - 1.609 * np.maximum(0, x - 0.640)
        + 1.591 * np.maximum(0, x - 0.907)
    )
    said = model(x[:, None]).numpy()[:, 0]
    assert np.abs(said - formula).max() < 1e-6
    for given, expected in zip(model.get_weights(), mars.EXAMPLE.layers(), strict=True):
        assert np.allclose(given, expected, rtol=0, atol=1e-15)
    assert np.abs(said - mars.EXAMPLE(x)).max() < 1e-12


# --- rescaling ----------------------------------------------------------------------------------

RAW = X * [3.0, 0.01, 200.0] + [50.0, 1.0, -7.0]
NEW = RAW[:4] * 1.5 - 2.0  # rows that the statistics have not seen


def test_normalization_that_was_adapted_standardizes(keras) -> None:
    layer = keras.layers.Normalization(dtype="float64")
    layer.adapt(RAW)
    ours = StandardScaler().fit(RAW)
    for rows in (RAW, NEW):
        assert np.allclose(layer(rows).numpy(), ours.transform(rows), rtol=0, atol=1e-12)
    given = keras.layers.Normalization(mean=ours.shift, variance=ours.scale**2, dtype="float64")
    assert np.allclose(given(NEW).numpy(), ours.transform(NEW), rtol=0, atol=1e-12)


def test_rescaling_with_the_numbers_of_the_training_rows_is_min_max(keras) -> None:
    ours = MinMaxScaler().fit(RAW)
    layer = keras.layers.Rescaling(1 / ours.scale, -ours.shift / ours.scale, dtype="float64")
    for rows in (RAW, NEW):
        assert np.allclose(layer(rows).numpy(), ours.transform(rows), rtol=1e-12, atol=1e-12)
    assert ours.transform(NEW).max() > 1 or ours.transform(NEW).min() < 0


def test_unit_normalization_acts_on_rows(keras) -> None:
    layer = keras.layers.UnitNormalization(axis=-1, dtype="float64")
    rows = np.vstack([RAW, np.zeros(3)])
    assert np.allclose(layer(rows).numpy(), unit_norm(rows), rtol=0, atol=1e-12)
    assert np.allclose(np.linalg.norm(layer(rows).numpy(), axis=1), [1] * len(RAW) + [0])
