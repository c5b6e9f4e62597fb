"""The errata of *Intro to Deep Learning*, DataHacks 2020: each printed form beside the correct one.

The number in a test's name is that of the entry in `docs/errata.md`. The listings of the lecture
are TensorFlow, so their faults and repairs run on TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dlcourse.scratch import (
    Network,
    SoftmaxRegression,
    activations,
    gradient_descent,
    numerical_gradient,
)


@pytest.fixture(scope="module")
def tf(keras: ModuleType) -> ModuleType:
    import tensorflow

    assert keras.backend.backend() == "tensorflow"
    return tensorflow


def slope(tf: ModuleType, weights: Any) -> Any:
    """The gradient of (w - 3)^2, whose minimum is at 3, from a tape of its own."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum((weights - 3.0) ** 2)
    return tape.gradient(loss, weights)


# --- the listing of gradient descent ------------------------------------------------------------


def test_01_shape_of_normal(tf: ModuleType) -> None:
    """`tf.random.normal()` lacks its shape."""
    with pytest.raises(TypeError, match="required positional argument"):
        tf.Variable([tf.random.normal()])
    assert tf.Variable(tf.random.normal([4])).shape == (4,)


def test_02_assign_sub(tf: ModuleType) -> None:
    """`weights = weights - ...` makes a plain tensor, which the next tape does not watch."""
    lr, weights = 0.1, tf.Variable([0.5])
    gradient = slope(tf, weights)
    np.testing.assert_allclose(gradient, [-5.0])  # the first step is fine
    weights = weights - lr * gradient
    assert not isinstance(weights, tf.Variable)
    gradient = slope(tf, weights)
    assert gradient is None  # the second is not
    with pytest.raises(TypeError, match="NoneType"):
        lr * gradient

    weights = tf.Variable([0.5])
    for _ in range(100):
        weights.assign_sub(lr * slope(tf, weights))
    np.testing.assert_allclose(weights, [3.0], atol=1e-5)
    path = gradient_descent(lambda w: 2 * (w - 3), np.array([0.5]), lr, steps=100)
    np.testing.assert_allclose(weights, path[-1], atol=1e-5)


class OutOfPatience(Exception):
    """Ends a loop that has no end of its own."""


def test_03_until_convergence(tf: ModuleType) -> None:
    """`while True` never returns; the algorithm says *until convergence*."""
    gradients: list[float] = []

    def step(weights: Any) -> float:
        if len(gradients) == 300:
            raise OutOfPatience
        gradient = slope(tf, weights)
        weights.assign_sub(0.1 * gradient)
        gradients.append(abs(float(gradient[0])))
        return gradients[-1]

    def printed(weights: Any) -> Any:
        while True:  # loop forever
            step(weights)

    def mended(weights: Any, tolerance: float, budget: int) -> Any:
        for _ in range(budget):
            if step(weights) < tolerance:
                break
        return weights

    with pytest.raises(OutOfPatience):
        printed(tf.Variable([0.5]))
    assert sum(g < 1e-4 for g in gradients) > 200  # steps for nothing
    gradients.clear()
    weights = mended(tf.Variable([0.5]), tolerance=1e-4, budget=300)
    assert len(gradients) == 50
    np.testing.assert_allclose(weights, [3.0], atol=1e-4)


def test_04_gradient_behind_the_block(tf: ModuleType) -> None:
    """A gradient that is asked for inside the `with` block is right, but recorded for nothing."""
    weights = tf.Variable([0.5])
    with tf.GradientTape(persistent=True) as inside:
        loss = tf.reduce_sum((weights - 3.0) ** 2)
        asked_inside = inside.gradient(loss, weights)
    with tf.GradientTape(persistent=True) as outside:
        loss = tf.reduce_sum((weights - 3.0) ** 2)
    asked_outside = outside.gradient(loss, weights)
    np.testing.assert_array_equal(asked_inside, asked_outside)
    # What a tape has recorded, it can derive once more: the second derivative of w^2 is 2.
    np.testing.assert_allclose(inside.gradient(asked_inside, weights), [2.0])
    assert outside.gradient(asked_outside, weights) is None


# --- the listing with a model -------------------------------------------------------------------


def test_05_optimizers(tf: ModuleType, keras: ModuleType) -> None:
    """The module is `tf.keras.optimizers`."""
    with pytest.raises(AttributeError, match="optimizer"):
        tf.keras.optimizer.SGD()
    weights = tf.Variable([0.5])
    sgd = tf.keras.optimizers.SGD(learning_rate=0.1)
    assert isinstance(sgd, keras.optimizers.SGD)
    sgd.apply_gradients([(slope(tf, weights), weights)])
    np.testing.assert_allclose(weights, [1.0])


def test_06_forward_on_the_tape(tf: ModuleType, keras: ModuleType) -> None:
    """`prediction = model(x)` before the tape is not recorded: every gradient is None."""
    keras.utils.set_random_seed(0)
    dense = keras.layers.Dense
    model = keras.Sequential([keras.Input((3,)), dense(4, "tanh"), dense(1, "sigmoid")])
    x = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
    y = (x[:, :1] > 0).astype("float32")
    compute_loss = keras.losses.BinaryCrossentropy()

    prediction = model(x)  # too early
    with tf.GradientTape() as tape:
        loss = compute_loss(y, prediction)
    gradients = tape.gradient(loss, model.trainable_variables)
    assert gradients == [None, None, None, None]
    sgd = keras.optimizers.SGD(learning_rate=0.5)
    with pytest.raises(ValueError, match="No gradients provided for any variable"):
        sgd.apply_gradients(zip(gradients, model.trainable_variables, strict=True))

    recorded = []
    for _ in range(20):
        with tf.GradientTape() as tape:
            loss = compute_loss(y, model(x))
        gradients = tape.gradient(loss, model.trainable_variables)
        sgd.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        recorded.append(float(loss))
    assert recorded[-1] < 0.8 * recorded[0]


def test_07_without_activation(keras: ModuleType) -> None:
    """Dense layers without an activation are one affine map, however many they are."""
    dense = keras.layers.Dense
    x = np.random.default_rng(0).normal(size=(20, 6)).astype("float32")

    def away_from_one_matrix(activation: str | None) -> float:
        keras.utils.set_random_seed(0)
        layers = [dense(n, activation, bias_initializer="random_normal") for n in (8, 5)]
        model = keras.Sequential([keras.Input((6,)), *layers, dense(2)])
        kernel, bias = np.eye(6), np.zeros(6)
        for layer in model.layers:
            W, b = layer.get_weights()
            kernel, bias = kernel @ W, bias @ W + b
        return float(np.abs(np.asarray(model(x)) - (x @ kernel + bias)).max())

    assert away_from_one_matrix(None) < 1e-5
    assert away_from_one_matrix("relu") > 0.1


def test_08_first_index() -> None:
    """The weights are W^(0), W^(1), ... on one slide, and start at W^(1) in the equations."""
    net = Network.dense([3, 5, 2], activation="relu", output="linear", seed=0)
    x = np.random.default_rng(0).normal(size=(4, 3))
    (W1, W2), (b1, b2) = net.weights, net.biases  # the names of the equations
    np.testing.assert_allclose(np.maximum(0, x @ W1 + b1) @ W2 + b2, net.forward(x))
    with pytest.raises(ValueError, match="matmul"):
        x @ net.weights[1]  # in a list that counts from 0, W^(1) is the second matrix


# --- losses, costs, activations -----------------------------------------------------------------


def test_09_loss_for_classes(tf: ModuleType, keras: ModuleType) -> None:
    """The mean squared error suits the stock price; a sure and wrong class it hardly moves."""
    z, y = np.array([[-6.0]]), np.array([[1.0]])
    slopes = {}
    for name in ("mse", "half_mse", "binary_crossentropy"):
        net = Network([np.array([[0.0, 1.0]]), "sigmoid"], loss=name)
        slopes[name] = net.deltas(z, y)[-1].item()
    assert slopes["mse"] == pytest.approx(-0.0049, abs=5e-5)
    assert slopes["half_mse"] == pytest.approx(-0.0025, abs=5e-5)
    assert slopes["binary_crossentropy"] == pytest.approx(-0.9975, abs=5e-5)

    def by_tape(loss: Callable[..., Any]) -> float:
        logit = tf.constant(z)
        with tf.GradientTape() as tape:
            tape.watch(logit)
            value = loss(tf.constant(y), tf.sigmoid(logit))
        return tape.gradient(value, logit).numpy().item()

    # Keras loses a few digits: it computes 1 - h and clips.
    assert by_tape(keras.losses.MeanSquaredError()) == pytest.approx(slopes["mse"], rel=1e-4)
    cross = by_tape(keras.losses.BinaryCrossentropy())
    assert cross == pytest.approx(slopes["binary_crossentropy"], rel=1e-3)


def test_10_work_for_an_answer() -> None:
    """Slow to test is the nearest neighbor, whose work grows with the data; no linear model is."""
    n, classes = 64, 10

    def work(m: int) -> dict[str, int]:
        """The numbers that each model goes through for one answer, trained on m rows."""
        rng = np.random.default_rng(0)
        X, y = rng.normal(size=(m, n)), np.arange(m) % classes
        linear = SoftmaxRegression(steps=1).fit(X, y)
        net = Network.dense([n, 512, 512, 512, classes], dtype=np.float32)
        neighbor = X - rng.normal(size=n)  # the differences to every row it was trained on
        return {"linear": linear.w.size, "network": net.count(), "neighbor": neighbor.size}

    few, many = work(1000), work(20_000)
    assert few == {"linear": 650, "network": 563_722, "neighbor": 64_000}
    assert many == {**few, "neighbor": 1_280_000}


def test_13_relu_at_zero(tf: ModuleType) -> None:
    """Looks odd, is correct: the derivative of ReLU at 0 is 0 by convention, that of TensorFlow."""
    z = tf.constant([-1.0, 0.0, 1.0])
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = tf.nn.relu(z)
    assert tape.gradient(a, z).numpy().tolist() == [0, 0, 1]
    assert activations.relu.df(np.array([-1.0, 0.0, 1.0])).tolist() == [0, 0, 1]
    at_zero = numerical_gradient(lambda z: activations.relu(z).sum(), np.zeros(1))
    np.testing.assert_allclose(at_zero, [0.5])  # both sides differ: there is no derivative


def test_14_tanh_overflows() -> None:
    """Both printed forms of tanh are right, and NaN for large z; `np.tanh` is not."""

    def by_z(z: np.ndarray) -> np.ndarray:
        return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))

    def by_2z(z: np.ndarray) -> np.ndarray:
        return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)

    first = {}
    for dtype in ("float64", "float32"):
        z = np.arange(1, 1001, dtype=dtype)
        assert (activations.tanh(z) == np.tanh(z)).all()
        assert np.isfinite(np.tanh(z)).all()
        for form in (by_z, by_2z):
            np.testing.assert_allclose(form(z[:9]), np.tanh(z[:9]), rtol=1e-6)
            with np.errstate(over="ignore", invalid="ignore"):
                first[form.__name__, dtype] = int(z[np.isnan(form(z))][0])
    assert first == {
        ("by_z", "float64"): 710,
        ("by_2z", "float64"): 355,
        ("by_z", "float32"): 89,
        ("by_2z", "float32"): 45,
    }
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isnan(by_z(np.float64(711)))
