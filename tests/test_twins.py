"""The Keras twins of the NumPy lessons: what those do in NumPy, Keras does too.

The lessons are NumPy notebooks, so that they start in a second. The other two of the three proofs
stand here: the same numbers from Keras, and the same gradients from automatic differentiation.
Everything is computed in float64, so that a difference means an error and not a rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dlcourse.scratch import (
    LinearRegression,
    LogisticRegression,
    MinMaxScaler,
    Network,
    Perceptron,
    SoftmaxRegression,
    StandardScaler,
    activations,
    add_bias,
    dropout,
    gradient_check,
    gradient_descent,
    initializers,
    layer_to_theta,
    losses,
    mars,
    metrics,
    optimizers,
    regularizers,
    theta_to_layer,
    unit_norm,
)
from tests.random_networks import ACTIVATIONS as ACTIVATION_NAMES
from tests.random_networks import LOSSES, Problem, build, draw

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


@pytest.fixture(scope="module", autouse=True)
def tf(keras: ModuleType) -> ModuleType:
    import tensorflow

    assert keras.backend.backend() == "tensorflow"
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


# --- a network of any depth: forward ------------------------------------------------------------


def in_tensorflow(tf: ModuleType, phi: activations.Activation) -> Callable[[Any], Any]:
    """The same function of a tensor, in the type of that tensor."""
    setting = dict(phi.settings)
    return {
        "linear": tf.identity,
        "step": lambda z: tf.cast(z > 0, z.dtype),
        "sigmoid": tf.sigmoid,
        "tanh": tf.tanh,
        "relu": tf.nn.relu,
        "relu6": tf.nn.relu6,
        "leaky_relu": lambda z: tf.where(z > 0, z, tf.constant(setting["alpha"], z.dtype) * z),
        "swish": lambda z: z * tf.sigmoid(tf.constant(setting["beta"], z.dtype) * z),
        "softmax": tf.nn.softmax,
    }[phi.name]


def sequential(keras: ModuleType, tf: ModuleType, net: Network, *, logits: bool = False) -> Any:
    """The Keras model with the weights, activations and penalty of a network.

    With `logits`, the last layer has no activation.
    """
    penalty = None
    if net.regularizer is not None:
        c = net.regularizer.strength  # Keras' L2 has no half
        penalty = keras.regularizers.L1(c) if net.regularizer.name == "l1" else None
        penalty = penalty or keras.regularizers.L2(c / 2)
    model = keras.Sequential([keras.Input((net.sizes[0],), dtype=net.dtype.name)])
    for l, (n, phi) in enumerate(zip(net.sizes[1:], net.activations, strict=True)):
        last = l == len(net.activations) - 1
        model.add(
            keras.layers.Dense(
                n,
                activation=None if logits and last else in_tensorflow(tf, phi),
                kernel_regularizer=penalty,
                dtype=net.dtype.name,
            )
        )
    model.set_weights(net.parameters)
    return model


@pytest.mark.parametrize("depth", [1, 2, 3, 5, 8])
def test_a_network_of_any_depth_is_a_sequential_model(keras, tf, depth) -> None:
    rng = np.random.default_rng(depth)
    names = list(rng.permutation(ACTIVATION_NAMES))[:depth]
    net, x, _ = build(rng, rng.integers(2, 7, depth + 1), names, losses.MeanSquaredError())
    model = sequential(keras, tf, net)
    for ours, theirs in zip(net.parameters, model.get_weights(), strict=True):
        assert np.array_equal(ours, theirs)
    assert model.count_params() == net.count()
    every_layer = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    _, As = net.layers_forward(x)
    said = every_layer(x) if depth > 1 else [model(x)]
    for A, twin in zip(As[1:], said, strict=True):
        assert np.allclose(A, twin.numpy(), rtol=0, atol=1e-12)
    assert np.array_equal(net.predict(x), model(x).numpy().argmax(axis=1))


def slide_forward(Theta: np.ndarray, X: np.ndarray, active: Callable) -> np.ndarray:
    """`forward` as *Scratch* prints it: a column of ones, then the transposed matrix."""
    X_ = np.concatenate((np.ones((X.shape[0], 1)), X), axis=1)
    return active(np.dot(X_, Theta.T))


@pytest.mark.parametrize("name", ["linear", "sigmoid", "tanh", "relu", "softmax"])
def test_the_forward_function_of_the_slides_is_a_dense_layer(keras, name) -> None:
    Theta = np.random.default_rng(1).normal(size=(5, 4))  # (out, in + 1)
    layer = keras.layers.Dense(5, activation=name, dtype="float64")
    layer.build((None, 3))
    layer.set_weights([Theta[:, 1:].T, Theta[:, 0]])
    ours = slide_forward(Theta, X, activations.get(name))
    assert np.allclose(layer(X).numpy(), ours, rtol=0, atol=1e-12)
    assert np.allclose(Network([Theta, name]).forward(X), ours, rtol=0, atol=1e-12)
    for made, given in zip(theta_to_layer(Theta), layer.get_weights(), strict=True):
        assert np.array_equal(made, given)
    assert np.array_equal(layer_to_theta(*layer.get_weights()), Theta)


def printed_layer(a: np.ndarray, w: np.ndarray) -> np.ndarray:
    """z_i = w_0i + sum_j a_j w_ji, as *DataHacks* prints it; w_0 is the first row of w."""
    return np.array(
        [w[0, i] + sum(a[j - 1] * w[j, i] for j in range(1, len(w))) for i in range(w.shape[1])]
    )


def test_a_dense_layer_of_two_units_is_the_printed_sum(keras) -> None:
    w = np.random.default_rng(2).normal(size=(4, 2))
    layer = dense(keras, w)
    assert layer.get_config()["units"] == 2
    assert layer.kernel.shape == (3, 2)  # (in, out)
    printed = [printed_layer(x, w) for x in X]
    assert np.allclose(layer(X).numpy(), printed, rtol=0, atol=1e-12)
    ours = Network([layer_to_theta(w[1:], w[0]), "linear"])
    assert np.allclose(ours.forward(X), printed, rtol=0, atol=1e-12)


def test_a_single_hidden_layer_is_the_printed_formula(keras, tf) -> None:
    rng = np.random.default_rng(3)
    w1, w2, g = rng.normal(size=(4, 6)), rng.normal(size=(7, 2)), activations.sigmoid
    net = Network([layer_to_theta(w1[1:], w1[0]), g, layer_to_theta(w2[1:], w2[0]), g])
    printed = [g(printed_layer(g(printed_layer(x, w1)), w2)) for x in X]
    model = sequential(keras, tf, net)
    assert np.allclose(model(X).numpy(), printed, rtol=0, atol=1e-12)
    assert np.allclose(net.forward(X), printed, rtol=0, atol=1e-12)
    assert model.count_params() == net.count() == (3 + 1) * 6 + (6 + 1) * 2


@pytest.mark.parametrize("depth", [2, 3, 4, 6])
def test_the_printed_sum_of_a_deep_network(keras, tf, depth) -> None:
    """z_k,i = w_0,i + sum_j g(z_k-1,j) w_j,i, with x in the place of the first g(z)."""
    net = Network.dense([3, *range(5, 5 + depth)], activation="tanh", output="linear", seed=depth)
    net.set_parameters([p + 0.1 for p in net.parameters])  # biases that are not zero
    model = sequential(keras, tf, net)
    layers = model.get_weights()
    printed = []
    for x in X:
        a = x
        for kernel, bias in zip(layers[::2], layers[1::2], strict=True):
            z = printed_layer(a, np.vstack([bias, kernel]))
            a = np.tanh(z)
        printed.append(z)
    assert np.allclose(model(X).numpy(), printed, rtol=0, atol=1e-12)
    assert np.allclose(net.forward(X), printed, rtol=0, atol=1e-12)


def test_the_network_of_the_notes_with_columns_as_samples(keras, tf) -> None:
    """n[0] = 3, then 5, 5, 3 and n[4] = 1; W[l] is (n[l], n[l-1]), Z = W A + b."""
    sizes = [3, 5, 5, 3, 1]
    net = Network.dense(sizes, activation="relu", output="sigmoid", seed=4)
    net.set_parameters([p + 0.05 for p in net.parameters])
    model = sequential(keras, tf, net)
    A = X.T  # (n[0], m)
    weights = model.get_weights()
    for l in range(4):
        W_l, b_l = weights[2 * l].T, weights[2 * l + 1][:, None]
        assert W_l.shape == (sizes[l + 1], sizes[l])
        Z_l = W_l @ A + b_l
        A = activations.sigmoid(Z_l) if l == 3 else activations.relu(Z_l)
        assert A.shape == (sizes[l + 1], len(X))
    assert np.allclose(model(X).numpy(), A.T, rtol=0, atol=1e-12)
    assert np.allclose(net.forward(X), A.T, rtol=0, atol=1e-12)
    assert net.sizes == sizes
    assert model.count_params() == net.count() == 4 * 5 + 6 * 5 + 6 * 3 + 4 * 1


def slide_predict(model: list, X: np.ndarray) -> np.ndarray:
    """`predict` of the modular network: weights and activations in turn."""
    h = X.copy()
    for i in range(0, len(model), 2):
        h = slide_forward(model[i], h, model[i + 1].f)
    return np.argmax(h, 1)


def test_the_list_of_the_modular_network_is_a_sequential_model(keras, tf) -> None:
    rng = np.random.default_rng(5)
    for widths in ([4], [6, 4], [6, 5, 4], [7, 6, 5, 4]):
        sizes = [3, *widths]
        listed: list[Any] = []
        for n_in, n_out in pairwise(sizes):
            phi = (activations.sigmoid, activations.tanh, activations.relu)[len(listed) // 2 % 3]
            listed += [rng.normal(size=(n_out, n_in + 1)), phi]
        net = Network(listed)
        said = sequential(keras, tf, net)(X).numpy()
        assert np.allclose(net.forward(X), said, rtol=0, atol=1e-12)
        assert np.array_equal(slide_predict(listed, X), said.argmax(axis=1))
        assert np.array_equal(net.predict(X), said.argmax(axis=1))


def test_the_mars_example_is_a_scratch_network(keras, tf) -> None:
    kernel, bias, out, constant = mars.EXAMPLE.layers()
    net = Network([layer_to_theta(kernel, bias), "relu", layer_to_theta(out, constant), "linear"])
    x = np.linspace(-0.5, 1.5, 401)
    assert net.sizes == [1, 5, 1]
    ours = net.forward(x[:, None])[:, 0]
    assert np.abs(ours - mars.EXAMPLE(x)).max() < 1e-12
    assert np.abs(ours - sequential(keras, tf, net)(x[:, None]).numpy()[:, 0]).max() < 1e-12


# --- losses and penalties -----------------------------------------------------------------------

HOT = np.eye(3)[RNG.integers(0, 3, 5)]
SOFT = RNG.dirichlet([1, 1, 1], 5)


def test_a_loss_over_several_outputs_is_a_mean_and_the_slides_add(keras) -> None:
    K = LOGITS.shape[1]
    mse = float(keras.losses.MeanSquaredError(dtype="float64")(SOFT, LOGITS))
    bce = keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64")
    for mean, added, theirs in [
        (losses.MeanSquaredError(), losses.MeanSquaredError(True), mse),
        (losses.HalfMeanSquaredError(), losses.HalfMeanSquaredError(True), mse / 2),
        (
            losses.BinaryCrossEntropy(),
            losses.BinaryCrossEntropy(sum_outputs=True),
            float(bce(SOFT, LOGITS)),
        ),
    ]:
        assert mean(LOGITS, SOFT) == pytest.approx(theirs, rel=1e-12)
        assert added(LOGITS, SOFT) == pytest.approx(K * theirs, rel=1e-12)


def test_the_quadratic_error_of_the_slides(keras) -> None:
    """E = (1/N) sum_n |y_n - a_n|^2: the squared norm of a vector for each example."""
    a, y = activations.sigmoid(LOGITS), HOT
    printed = sum(np.linalg.norm(y_n - a_n) ** 2 for y_n, a_n in zip(y, a, strict=True)) / len(y)
    theirs = float(keras.losses.MeanSquaredError(dtype="float64")(y, a))
    assert printed == pytest.approx(y.shape[1] * theirs, rel=1e-12)
    assert losses.MeanSquaredError(sum_outputs=True)(a, y) == pytest.approx(printed, rel=1e-12)


def test_the_cross_entropy_of_the_slides_is_a_sum_of_binary_ones(keras) -> None:
    """-(1/N) sum_n [y^T log a + (1 - y)^T log(1 - a)]; the categorical one has the first term."""
    a, y = activations.softmax(LOGITS), HOT
    first = -sum(y_n @ np.log(a_n) for y_n, a_n in zip(y, a, strict=True)) / len(y)
    second = -sum((1 - y_n) @ np.log(1 - a_n) for y_n, a_n in zip(y, a, strict=True)) / len(y)
    binary = float(keras.losses.BinaryCrossentropy(dtype="float64")(y, a))
    categorical = float(keras.losses.CategoricalCrossentropy(dtype="float64")(y, a))
    assert first + second == pytest.approx(y.shape[1] * binary, rel=1e-6)  # Keras adds 1e-7
    assert first == pytest.approx(categorical, rel=1e-6)
    slide = losses.BinaryCrossEntropy(from_logits=False, sum_outputs=True)
    assert slide(a, y) == pytest.approx(first + second, rel=1e-12)
    ours = losses.CategoricalCrossEntropy(from_logits=False)
    assert ours(a, y) == pytest.approx(first, rel=1e-12)
    assert second > 0.1  # so these are different numbers for the same vectors


def test_class_numbers_are_the_sparse_form(keras) -> None:
    numbers = HOT.argmax(axis=1)
    sparse = keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype="float64")
    ours = losses.CategoricalCrossEntropy()(LOGITS, HOT)
    assert float(sparse(numbers, LOGITS)) == pytest.approx(ours, rel=1e-12)


@pytest.mark.parametrize("far", [1e4, -1e4])
def test_far_logits_have_the_loss_of_keras(keras, far) -> None:
    z, y = np.array([[far, -far, 0.0]]), np.array([[0.0, 1.0, 0.0]])
    for ours, theirs in [
        (losses.BinaryCrossEntropy(), keras.losses.BinaryCrossentropy),
        (losses.CategoricalCrossEntropy(), keras.losses.CategoricalCrossentropy),
    ]:
        twin = theirs(from_logits=True, dtype="float64")
        assert ours(z, y) == pytest.approx(float(twin(y, z)), rel=1e-12)


def test_a_clipped_probability_has_no_slope_in_keras_either(keras, tf) -> None:
    h, y = np.array([[0.0, 1.0, 0.25]]), np.array([[1.0, 0.0, 1.0]])
    bce = keras.losses.BinaryCrossentropy(dtype="float64")
    theirs = gradient(tf, lambda p: bce(y, p), h)
    ours = losses.BinaryCrossEntropy(from_logits=False).derivative(h, y)
    assert theirs[0, :2].tolist() == ours[0, :2].tolist() == [0, 0]
    assert theirs[0, 2] == pytest.approx(ours[0, 2], rel=1e-6)


@pytest.mark.parametrize("penalty", [regularizers.L1(0.125), regularizers.L2(0.125)], ids=repr)
def test_a_penalty_in_the_loss_and_in_the_gradient(keras, tf, penalty) -> None:
    """L2 here, (lambda/2) sum w^2, is `L2(lambda/2)` of Keras; L1 is the same."""
    net = Network.dense([3, 5, 4], activation="tanh", output="linear", seed=6, regularizer=penalty)
    model = sequential(keras, tf, net)
    theirs = keras.regularizers.L1(0.125) if penalty.name == "l1" else keras.regularizers.L2(1 / 16)
    assert sum(map(float, model.losses)) == pytest.approx(
        sum(penalty.value(W) for W in net.weights), rel=1e-12
    )
    for W in net.weights:
        assert float(theirs(tf.constant(W))) == pytest.approx(penalty.value(W), rel=1e-12)
        assert np.allclose(gradient(tf, theirs, W), penalty.derivative(W), rtol=0, atol=1e-12)
    zero = np.array([[0.0, 1.0]])
    assert np.array_equal(gradient(tf, theirs, zero), penalty.derivative(zero))
    y = RNG.normal(size=(12, 4))
    mse = keras.losses.MeanSquaredError(dtype="float64")
    with tf.GradientTape() as tape:
        J = mse(y, model(X)) + tf.add_n(model.losses)
    found = tape.gradient(J, model.trainable_variables)
    assert float(J) == pytest.approx(net.cost(X, y), rel=1e-12)
    for ours, twin in zip(net.gradients(X, y), found, strict=True):
        assert np.allclose(ours, twin.numpy(), rtol=0, atol=1e-12)


# --- backward -----------------------------------------------------------------------------------


def cost_in_tensorflow(tf: ModuleType, net: Network, W: list, x: Any, y: np.ndarray) -> Any:
    """J of a network in TensorFlow: its variables are W1, b1, W2, b2, ..."""
    A = x
    for kernel, bias, phi in zip(W[::2], W[1::2], net.activations, strict=True):
        Z = tf.matmul(A, kernel) + bias
        A = in_tensorflow(tf, phi)(Z)
    y = tf.constant(np.eye(net.sizes[-1])[y] if y.ndim == 1 else y, x.dtype)
    m = tf.cast(tf.shape(y)[0], x.dtype)
    count = m if getattr(net.loss, "sum_outputs", True) else m * y.shape[1]
    eps = np.finfo(net.dtype).eps
    clipped = tf.clip_by_value(A, eps, 1 - eps)
    kind, output = net.loss.name, net.activations[-1].name
    if kind == "binary_crossentropy" and output in ("sigmoid", "linear"):
        J = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(y, Z)) / count
    elif kind == "binary_crossentropy":
        terms = y * tf.math.log(clipped) + (1 - y) * tf.math.log(1 - clipped)
        J = -tf.reduce_sum(terms) / count
    elif kind == "categorical_crossentropy" and output in ("softmax", "linear"):
        J = tf.reduce_sum(tf.nn.softmax_cross_entropy_with_logits(y, Z)) / count
    elif kind == "categorical_crossentropy":
        J = -tf.reduce_sum(y * tf.math.log(clipped)) / count
    else:
        J = tf.reduce_sum((A - y) ** 2) / count / (2 if kind == "half_mse" else 1)
    if net.regularizer is not None:
        c, l1 = net.regularizer.strength, net.regularizer.name == "l1"
        for kernel in W[::2]:
            J += c * tf.reduce_sum(tf.abs(kernel)) if l1 else c / 2 * tf.reduce_sum(kernel**2)
    return J


def same_gradients(tf: ModuleType, problem: Problem, share: float) -> None:
    """Cost, gradients and input gradient; to a share of the norm of each gradient."""
    net, x, y = problem
    variables = [tf.Variable(p) for p in net.parameters]
    x_ = tf.Variable(x)
    with tf.GradientTape() as tape:
        J = cost_in_tensorflow(tf, net, variables, x_, y)
    theirs = tape.gradient(J, [*variables, x_], unconnected_gradients="zero")
    ours = [*net.gradients(x, y), net.input_gradient(x, y)]
    assert float(J) == pytest.approx(net.cost(x, y), rel=share, abs=share)
    inputs = ours.pop(), theirs.pop().numpy()  # this one has a norm of its own
    weights = (np.concatenate([np.ravel(g) for g in gs]) for gs in (ours, theirs))
    for a, b in (weights, inputs):
        assert a.dtype == b.dtype == net.dtype
        assert np.linalg.norm(a - b) <= share * max(np.linalg.norm(b), 1e-3), (net, net.loss)


@pytest.mark.parametrize(("dtype", "share"), [(np.float32, 1e-4), (np.float64, 1e-11)])
@pytest.mark.parametrize("seed", range(30))
def test_backpropagation_is_what_the_tape_finds(tf, seed, dtype, share) -> None:
    same_gradients(tf, draw(seed, dtype), share)


@pytest.mark.parametrize("output", ACTIVATION_NAMES)
def test_the_tape_for_every_output_with_every_loss(tf, output) -> None:
    for loss in LOSSES:
        rng = np.random.default_rng(7)
        problem = build(rng, [3, 4, 3], ["swish", output], loss, "l2", dtype=np.float32)
        same_gradients(tf, problem, 1e-4)


def deltas_by_tape(tf: ModuleType, net: Network, J: Callable[[list, list], Any]) -> list:
    """dJ/dZ_l for each layer: J gets all Z and all A."""
    A, Zs, As = tf.constant(X), [], []
    with tf.GradientTape() as tape:
        tape.watch(A)
        for kernel, bias, phi in zip(net.weights, net.biases, net.activations, strict=True):
            Zs.append(tf.matmul(A, kernel) + bias)
            tape.watch(Zs[-1])
            A = in_tensorflow(tf, phi)(Zs[-1])
            As.append(A)
        value = J(Zs, As)
    return [d.numpy() for d in tape.gradient(value, Zs)]


@pytest.mark.parametrize(
    ("output", "loss"),
    [
        ("linear", losses.HalfMeanSquaredError(sum_outputs=True)),
        ("sigmoid", losses.BinaryCrossEntropy(sum_outputs=True)),
        ("softmax", losses.CategoricalCrossEntropy()),
    ],
)
def test_the_error_of_the_output_is_the_difference(tf, output, loss) -> None:
    """delta^(L) = h - y, by the 1/m of the mean; and not where loss and output do not match."""
    net = Network.dense([3, 5, 3], activation="tanh", output=output, seed=8, loss=loss)
    y = np.eye(3)[KINDS]
    J = {
        "linear": lambda Z, A: tf.reduce_sum((A - y) ** 2) / 2,
        "sigmoid": lambda Z, A: -tf.reduce_sum(y * tf.math.log(A) + (1 - y) * tf.math.log(1 - A)),
        "softmax": lambda Z, A: -tf.reduce_sum(y * tf.math.log(A)),
    }[output]
    by_tape = deltas_by_tape(tf, net, lambda Zs, As: J(Zs[-1], As[-1]) / len(X))
    difference = (net.forward(X) - y) / len(X)
    assert np.allclose(by_tape[-1], difference, rtol=0, atol=1e-14)
    assert np.allclose(net.deltas(X, y)[-1], difference, rtol=0, atol=1e-14)
    if output != "linear":
        squares = deltas_by_tape(
            tf, net, lambda Zs, As: tf.reduce_sum((As[-1] - y) ** 2) / 2 / len(X)
        )
        assert np.abs(squares[-1]).max() < 0.5 * np.abs(difference).max()


def test_the_error_of_a_hidden_layer_goes_back_through_the_weights(tf) -> None:
    """delta^(l) = W^(l)T delta^(l+1) * phi'(z^(l)), the row of the bias left out."""
    phis = ["tanh", "sigmoid", "relu"]
    net = Network.dense([3, 6, 5, 4, 3], activation=phis, seed=9)
    net.set_parameters([p + 0.1 for p in net.parameters])
    y = np.eye(3)[KINDS]
    by_tape = deltas_by_tape(
        tf, net, lambda Zs, As: -tf.reduce_sum(y * tf.math.log(As[-1])) / len(X)
    )
    Zs, _ = net.layers_forward(X)
    delta = (net.forward(X) - y) / len(X)
    for l in (2, 1, 0):
        Theta = net.thetas[l + 1]
        with_bias = delta @ Theta  # column 0 belongs to the bias unit, to which no weight leads
        delta = with_bias[:, 1:] * net.activations[l].df(Zs[l])
        assert np.allclose(by_tape[l], delta, rtol=0, atol=1e-14)
        assert np.allclose(net.deltas(X, KINDS)[l], delta, rtol=0, atol=1e-14)


def test_the_chain_rule_on_the_small_graph(tf) -> None:
    """dL/dw1 = dL/do do/dh1 dh1/dw1; a weight that reaches o in two ways gets the sum of both."""
    x, y, w1, w2, v1, v2 = 0.7, 1.0, -0.4, 0.9, 1.3, -0.6
    s = activations.sigmoid
    h1, h2 = float(s(w1 * x)), float(s(w2 * x))
    o = float(s(v1 * h1 + v2 * h2))
    dL_do, do_dh1, do_dh2 = o - y, o * (1 - o) * v1, o * (1 - o) * v2
    dh1_dw1, dh2_dw2 = h1 * (1 - h1) * x, h2 * (1 - h2) * x

    def L(w):
        first, second = tf.sigmoid(w[0] * x), tf.sigmoid(w[1] * x)
        return (tf.sigmoid(v1 * first + v2 * second) - y) ** 2 / 2

    by_tape = gradient(tf, L, np.array([w1, w2]))
    assert by_tape == pytest.approx([dL_do * do_dh1 * dh1_dw1, dL_do * do_dh2 * dh2_dw2], rel=1e-13)
    net = Network(
        [np.array([[0, w1], [0, w2]]), "sigmoid", np.array([[0, v1, v2]]), "sigmoid"],
        loss=losses.HalfMeanSquaredError(),
    )
    ours = net.gradients(np.array([[x]]), np.array([y]))[0][0]
    assert ours == pytest.approx(by_tape, rel=1e-13)
    # dL/dx goes through both hidden units
    both = dL_do * (do_dh1 * h1 * (1 - h1) * w1 + do_dh2 * h2 * (1 - h2) * w2)
    assert net.input_gradient(np.array([[x]]), np.array([y]))[0, 0] == pytest.approx(
        both, rel=1e-13
    )


def slide_backprop(model: list, X: np.ndarray, Y: np.ndarray, penalty: float) -> tuple[float, list]:
    """`backprop(model, X, y)` of the modular network with its mistakes mended: a loop over rows.

    The model is a list of weights and activations in turn; the last one is a sigmoid.
    """
    m, thetas, phis = len(X), model[::2], model[1::2]
    Deltas = [np.zeros_like(Theta) for Theta in thetas]
    J = 0.0
    for x, y in zip(X, Y, strict=True):
        As, Zs = [np.concatenate([[1.0], x])], []
        for Theta, phi in zip(thetas, phis, strict=True):
            Zs.append(Theta @ As[-1])
            As.append(np.concatenate([[1.0], phi.f(Zs[-1])]))
        h = As[-1][1:]
        J -= y @ np.log(h) + (1 - y) @ np.log(1 - h)
        delta = h - y
        for l in range(len(thetas) - 1, -1, -1):
            Deltas[l] += np.outer(delta, As[l])
            if l > 0:
                delta = (thetas[l].T @ delta)[1:] * phis[l - 1].df(Zs[l - 1])
    grads = [Delta / m for Delta in Deltas]
    for grad, Theta in zip(grads, thetas, strict=True):
        grad[:, 1:] += penalty * Theta[:, 1:]
    J = J / m + penalty / 2 * sum((Theta[:, 1:] ** 2).sum() for Theta in thetas)
    return J, grads


@pytest.mark.parametrize("widths", [[4], [5, 4], [6, 5, 4]])
def test_the_mended_backprop_of_the_modular_network(tf, widths) -> None:
    net = Network.dense(
        [3, *widths, 3],
        activation="tanh",
        output="sigmoid",
        seed=10,
        loss=losses.BinaryCrossEntropy(sum_outputs=True),
        regularizer=regularizers.L2(0.1),
    )
    net.set_parameters([p + 0.1 for p in net.parameters])
    y = np.eye(3)[KINDS]
    listed = [entry for pair in zip(net.thetas, net.activations, strict=True) for entry in pair]
    J, grads = slide_backprop(listed, X, y, 0.1)
    variables = [tf.Variable(p) for p in net.parameters]
    with tf.GradientTape() as tape:
        twin = cost_in_tensorflow(tf, net, variables, tf.constant(X), y)
    by_tape = [g.numpy() for g in tape.gradient(twin, variables)]
    assert float(twin) == pytest.approx(J, rel=1e-12)
    assert net.cost(X, y) == pytest.approx(J, rel=1e-12)
    ours = net.gradients(X, y)
    for l, grad in enumerate(grads):
        for dW, db in ((by_tape[2 * l], by_tape[2 * l + 1]), (ours[2 * l], ours[2 * l + 1])):
            assert np.allclose(layer_to_theta(dW, db), grad, rtol=0, atol=1e-13)


# --- training -----------------------------------------------------------------------------------


@pytest.fixture
def double(keras: ModuleType) -> Any:
    """Keras computes metrics, and so the history, in float64 too."""
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    yield
    keras.config.set_floatx(before)


@pytest.mark.parametrize(
    ("output", "kind", "penalty"),
    [
        ("softmax", "sgd", None),
        ("softmax", "momentum", regularizers.L2(0.0625)),
        ("sigmoid", "sgd", regularizers.L1(0.03125)),
        ("sigmoid", "momentum", None),
        ("linear", "sgd", regularizers.L2(0.0625)),
        ("linear", "momentum", regularizers.L1(0.03125)),
    ],
)
def test_fit_is_the_fit_of_keras(keras, tf, double, output, kind, penalty) -> None:
    """The same weights and the same history; the last batch of each epoch is a smaller one."""
    net = Network.dense(
        [3, 6, 5, 3], activation=["tanh", "swish"], output=output, seed=11, regularizer=penalty
    )
    # Rates and betas without rounding errors in float32, in which Keras keeps them.
    rate, beta = 0.25, 0.875 if kind == "momentum" else 0.0
    ours = optimizers.Momentum(rate, beta) if beta else optimizers.SGD(rate)
    y = {"softmax": KINDS, "sigmoid": np.eye(3)[KINDS], "linear": RNG.normal(size=(12, 3))}[output]
    model = sequential(keras, tf, net, logits=True)
    loss = {
        "softmax": keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype="float64"),
        "sigmoid": keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64"),
        "linear": keras.losses.MeanSquaredError(dtype="float64"),
    }[output]
    metric = {"softmax": "sparse_categorical_accuracy", "sigmoid": "categorical_accuracy"}
    metrics = [metric[output]] if output in metric else []
    model.compile(keras.optimizers.SGD(rate, momentum=beta), loss=loss, metrics=metrics)
    settings = {"epochs": 2, "batch_size": 5, "shuffle": False}
    first = [p.copy() for p in net.parameters]
    history = net.fit(X, y, optimizer=ours, validation=(X[:4], y[:4]), **settings)
    theirs = model.fit(X, y, validation_data=(X[:4], y[:4]), verbose=0, **settings).history
    for a, b, start in zip(net.parameters, model.get_weights(), first, strict=True):
        assert np.allclose(a, b, rtol=0, atol=1e-10)
        assert np.abs(a - start).max() > 1e-3
    names = {"loss": "loss", "val_loss": "val_loss"}
    if metrics:
        names |= {"accuracy": metrics[0], "val_accuracy": f"val_{metrics[0]}"}
    assert history.keys() == names.keys()
    for mine, other in names.items():
        assert np.allclose(history[mine], theirs[other], rtol=0, atol=1e-10), mine


# --- optimizers ---------------------------------------------------------------------------------


def both_trajectories(keras: ModuleType, ours: optimizers.Optimizer, theirs: Any) -> tuple:
    """50 steps on a random quadratic function of three arrays; the points of Keras and ours.

    Ours are taken after each step, and again after `look_ahead`, where the gradient is wanted.
    """
    rng = np.random.default_rng(12)
    first = [rng.normal(size=shape) for shape in ((3, 4), (4,), (1, 2))]
    centers = [rng.normal(size=w.shape) for w in first]
    factors = [rng.normal(size=(w.size, w.size)) for w in first]
    H = [F @ F.T / len(F) + 0.1 * np.eye(len(F)) for F in factors]

    def slopes(ws: list[np.ndarray]) -> list[np.ndarray]:
        triples = zip(H, ws, centers, strict=True)
        return [(h @ (w - c).ravel()).reshape(w.shape) for h, w, c in triples]

    variables = [keras.Variable(w, dtype="float64") for w in first]
    w = [a.copy() for a in first]
    keras_points, after, ahead = [], [], []
    for _ in range(50):
        now = [v.numpy() for v in variables]
        theirs.apply([keras.ops.convert_to_tensor(g) for g in slopes(now)], variables)
        keras_points.append(np.concatenate([v.numpy().ravel() for v in variables]))
        ours.look_ahead(w)
        ours.step(w, slopes(w))
        after.append(np.concatenate([a.ravel() for a in w]))
        ours.look_ahead(w)
        ahead.append(np.concatenate([a.ravel() for a in w]))
    start = np.concatenate([a.ravel() for a in first])
    assert np.abs(keras_points[-1] - start).max() > 0.1
    return np.array(keras_points), np.array(after), np.array(ahead)


# The numbers have no rounding error in the float32 in which Keras keeps some of them.
OPTIMIZERS = {
    "SGD": (lambda o: o.SGD(1 / 16), lambda k: k.SGD(1 / 16)),
    "Momentum": (lambda o: o.Momentum(1 / 16, 7 / 8), lambda k: k.SGD(1 / 16, momentum=7 / 8)),
    "Adagrad": (
        lambda o: o.Adagrad(1 / 4, epsilon=2**-20),
        lambda k: k.Adagrad(1 / 4, initial_accumulator_value=0.0, epsilon=2**-20),
    ),
    "RMSProp": (
        lambda o: o.RMSProp(1 / 32, rho=7 / 8, epsilon=2**-20),
        lambda k: k.RMSprop(1 / 32, rho=7 / 8, epsilon=2**-20),
    ),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_and_the_one_of_keras_that_it_names(keras, name) -> None:
    ours, theirs = OPTIMIZERS[name]
    twin, after, ahead = both_trajectories(keras, ours(optimizers), theirs(keras.optimizers))
    assert np.allclose(twin, after, rtol=0, atol=1e-12)
    assert np.array_equal(after, ahead)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda o: o.SGD(), lambda k: k.SGD()),
        (lambda o: o.Momentum(), lambda k: k.SGD(momentum=0.9)),
        (lambda o: o.Adagrad(0.01), lambda k: k.Adagrad(0.01, initial_accumulator_value=0.0)),
        (lambda o: o.RMSProp(), lambda k: k.RMSprop()),
        (lambda o: o.Adam(), lambda k: k.Adam()),
    ],
    ids=["SGD", "Momentum", "Adagrad", "RMSProp", "Adam"],
)
def test_the_defaults_are_those_of_keras(keras, ours, theirs) -> None:
    """Up to the float32 of Keras' settings, and for Adam up to the place of epsilon."""
    v, w = keras.Variable(np.zeros(3), dtype="float64"), [np.zeros(3)]
    mine, twin = ours(optimizers), theirs(keras.optimizers)
    for k in range(50):
        slope = np.array([1.0, -0.5, 0.25]) * (1 + k % 3)
        twin.apply([keras.ops.convert_to_tensor(slope)], [v])
        mine.step(w, [slope])
    assert np.abs(w[0]).min() > 0.01
    assert np.allclose(v.numpy(), w[0], rtol=0, atol=2e-6)


def test_keras_keeps_the_point_to_which_nesterov_looks_ahead(keras) -> None:
    twin, after, ahead = both_trajectories(
        keras,
        optimizers.Nesterov(1 / 16, beta=7 / 8),
        keras.optimizers.SGD(1 / 16, momentum=7 / 8, nesterov=True),
    )
    assert np.allclose(twin, ahead, rtol=0, atol=1e-12)
    assert np.abs(twin - after).max() > 0.01


def test_adam_and_the_epsilon_hat_of_keras(keras) -> None:
    """The same walk while gradients are far above epsilon; a large epsilon parts them.

    Keras' epsilon stands beside the uncorrected root of r: it is larger by 1 / sqrt(1 - beta2^t).
    """

    def walks(epsilon: float) -> tuple[np.ndarray, np.ndarray]:
        ours = optimizers.Adam(1 / 16, 7 / 8, 63 / 64, epsilon)
        theirs = keras.optimizers.Adam(1 / 16, 7 / 8, 63 / 64, epsilon)
        return both_trajectories(keras, ours, theirs)[:2]

    twin, ours = walks(2**-40)
    assert np.allclose(twin, ours, rtol=0, atol=1e-7)
    twin, ours = walks(2**-4)
    assert np.abs(twin - ours).max() > 0.01

    class Hat(optimizers.Adam):
        def update(self, w, g, s, r):
            given, self.epsilon = self.epsilon, self.epsilon / np.sqrt(1 - self.beta2**self.t)
            super().update(w, g, s, r)
            self.epsilon = given

    hat = Hat(1 / 16, 7 / 8, 63 / 64, 2**-4)
    theirs = keras.optimizers.Adam(1 / 16, 7 / 8, 63 / 64, 2**-4)
    twin, ours, _ = both_trajectories(keras, hat, theirs)
    assert np.allclose(twin, ours, rtol=0, atol=1e-7)


def test_a_learning_rate_schedule_counts_steps_as_keras_does(keras) -> None:
    decay = keras.optimizers.schedules.ExponentialDecay(1 / 8, decay_steps=4, decay_rate=0.5)
    twin, after, _ = both_trajectories(
        keras,
        optimizers.SGD(lambda step: 1 / 8 * 0.5 ** (step / 4)),
        keras.optimizers.SGD(decay),
    )
    assert np.allclose(twin, after, rtol=0, atol=1e-6)


# --- dropout and first weights ------------------------------------------------------------------


@pytest.mark.parametrize("rate", [0.2, 0.5])
def test_dropout_keeps_the_mean_in_both(keras, rate) -> None:
    a = np.full((2000, 30), 3.0)
    theirs = keras.layers.Dropout(rate, seed=1, dtype="float64")
    ours, mask = dropout(a, rate, np.random.default_rng(1))
    twin = theirs(a, training=True).numpy()
    deviation = 3 * np.sqrt(rate / (1 - rate) / a.size)
    for said in (ours, twin):
        kept = said != 0
        assert np.allclose(said[kept], 3 / (1 - rate), rtol=1e-6)
        assert abs(said.mean() - 3) < 5 * deviation
        assert len({row.tobytes() for row in kept}) > 1000  # a mask for each row
    assert np.array_equal(theirs(a, training=False).numpy(), a)
    net = Network.dense([3, 5, 2], seed=1, dropout=rate)
    assert np.array_equal(net.forward(X), Network.dense([3, 5, 2], seed=1).forward(X))
    assert np.array_equal(ours, a * mask)


@pytest.mark.parametrize(
    ("name", "theirs"), [("glorot", "GlorotUniform"), ("he", "HeUniform"), ("normal", None)]
)
def test_first_weights_have_the_spread_of_keras(keras, name, theirs) -> None:
    for n_in, n_out in ((300, 100), (40, 500)):
        ours = initializers.get(name)(np.random.default_rng(2), n_in, n_out)
        kind = getattr(keras.initializers, theirs) if theirs else keras.initializers.RandomNormal
        twin = np.asarray(kind(seed=2)((n_in, n_out), dtype="float64"))
        assert ours.shape == twin.shape
        assert ours.std() == pytest.approx(twin.std(), rel=0.03)
        if theirs:
            limit = np.sqrt(6 / (n_in + n_out if name == "glorot" else n_in))
            for W in (ours, twin):
                assert 0.99 * limit < np.abs(W).max() <= limit * (1 + 1e-6)
                assert W.var() == pytest.approx(limit**2 / 3, rel=0.05)


def test_the_weighted_error_is_keras_accuracy_with_sample_weights(keras) -> None:
    rng = np.random.default_rng(3)
    y, y_pred = rng.integers(0, 2, (2, 60))
    w = np.where(y == 1, 10.0, 1.0)
    accuracy = keras.metrics.Accuracy(dtype="float64")
    accuracy.update_state(y, y_pred, sample_weight=w)
    weighted = metrics.error_rate(y, y_pred, weights=w)
    np.testing.assert_allclose(1 - float(accuracy.result()), weighted, atol=1e-6)
    assert abs(weighted - metrics.error_rate(y, y_pred)) > 0.02, "the weights must matter here"


def test_weights_of_samples_in_fit_are_weights_in_the_gradient(keras, tf) -> None:
    """One step of SGD with `sample_weight` is one step along X^T (w (h - y)) / sum of w, when the
    weights have a mean of 1: Keras divides by the number of samples."""
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(20, 3)), rng.integers(0, 2, 20)
    w = np.where(y == 1, 10.0, 1.0)
    dense = keras.layers.Dense(1, activation="sigmoid", dtype="float64")
    model = keras.Sequential([keras.Input((3,), dtype="float64"), dense])
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")
    before = dense.kernel.numpy().ravel()
    model.fit(X, y[:, None], sample_weight=w / w.mean(), batch_size=20, epochs=1, verbose=0)
    gradient = X.T @ (w * (activations.sigmoid(X @ before) - y)) / w.sum()
    np.testing.assert_allclose(dense.kernel.numpy().ravel(), before - 0.1 * gradient, atol=1e-6)
