"""One epoch of a small network: `scratch.Network`, bare NumPy, TensorFlow, Keras, the lecture.

The network has 784 inputs, 50 sigmoid units and 10 softmax outputs; one epoch is 60,000 rows in
batches of 128 in float32 by plain gradient descent. All forms run in one process and take turns,
so that a busy machine slows all of them alike, and the reported ratio is the median of the turns'
ratios. Between two forms is a pause, for the threads of one library stay busy for a moment after
its work is done. TensorFlow has as many threads as NumPy.

Run it alone (`python -m benchmarks network_training`) or with all others (`make bench`).
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from itertools import pairwise

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

SIZES = [784, 50, 10]
ROWS, BATCH, RATE = 60_000, 128, 0.1
TURNS = 15
PAUSE = 0.3  # seconds
FIRST, BARE, SECOND, THIRD, FOURTH = (
    "`scratch.Network`",
    "NumPy for this one network, with no history",
    "TensorFlow, the epoch as one `tf.function`",
    "Keras `fit`",
    "the loop over examples of the lecture",
)


def made_data() -> tuple[np.ndarray, np.ndarray]:
    """Rows of the size of MNIST: what they hold does not matter for the time."""
    rng = np.random.default_rng(0)
    X = rng.random((ROWS, SIZES[0]), dtype=np.float32)
    return X, rng.integers(0, SIZES[-1], ROWS)


def with_numpy(X: np.ndarray, y: np.ndarray) -> Callable[[], None]:
    """One epoch of `Network.fit`, with the history that it always keeps."""
    from dlcourse.scratch import Network, optimizers

    net = Network.dense(SIZES, activation="sigmoid", seed=0, dtype=np.float32)
    rule = optimizers.SGD(RATE)
    return lambda: net.fit(X, y, epochs=1, batch_size=BATCH, optimizer=rule)


def with_bare_numpy(X: np.ndarray, y: np.ndarray) -> Callable[[], None]:
    """What is left when all that makes `Network` general is taken away: the floor for NumPy."""
    from dlcourse.scratch import Network
    from dlcourse.scratch.preparation import one_hot

    W1, b1, W2, b2 = Network.dense(SIZES, seed=0, dtype=np.float32).parameters
    Y, rng = one_hot(y, SIZES[-1]).astype(np.float32), np.random.default_rng(0)

    def epoch() -> None:
        order = rng.permutation(ROWS)
        for start in range(0, ROWS, BATCH):
            rows = order[start : start + BATCH]
            A0, T = X.take(rows, 0), Y.take(rows, 0)
            A1 = 1 / (1 + np.exp(-(A0 @ W1 + b1)))
            e = np.exp(A1 @ W2 + b2)
            d2 = (e / e.sum(axis=1, keepdims=True) - T) / len(T)
            d1 = d2 @ W2.T * A1 * (1 - A1)
            W2[...] -= RATE * (A1.T @ d2)
            b2[...] -= RATE * d2.sum(axis=0)
            W1[...] -= RATE * (A0.T @ d1)
            b1[...] -= RATE * d1.sum(axis=0)

    return epoch


def with_keras(X: np.ndarray, y: np.ndarray) -> Callable[[], None]:
    """One epoch of `fit`, compiled with defaults, metric accuracy."""
    model = keras_model()
    return lambda: model.fit(X, y, epochs=1, batch_size=BATCH, verbose=0)


def keras_model():
    """The network, compiled."""
    import keras

    model = keras.Sequential(
        [
            keras.Input((SIZES[0],)),
            keras.layers.Dense(SIZES[1], activation="sigmoid"),
            keras.layers.Dense(SIZES[2], activation="softmax"),
        ]
    )
    model.compile(
        keras.optimizers.SGD(RATE), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model


def with_tf_function(X: np.ndarray, y: np.ndarray) -> Callable[[], object]:
    """A whole epoch compiled to one graph: shuffling, batches, gradients, updates, and the mean
    loss and accuracy of the epoch, which the other two forms keep as well."""
    import tensorflow as tf

    rng = np.random.default_rng(0)
    inputs, targets = tf.constant(X), tf.constant(y.astype(np.int32))
    variables = []
    for n_in, n_out in pairwise(SIZES):
        limit = np.sqrt(6 / (n_in + n_out))
        W = rng.uniform(-limit, limit, (n_in, n_out)).astype(np.float32)
        variables += [tf.Variable(W), tf.Variable(tf.zeros(n_out))]
    W1, b1, W2, b2 = variables

    @tf.function
    def epoch() -> tuple[tf.Tensor, tf.Tensor]:
        order = tf.random.shuffle(tf.range(ROWS))
        total, right = 0.0, 0
        for start in tf.range(0, ROWS, BATCH):
            rows = order[start : start + BATCH]
            a, k = tf.gather(inputs, rows), tf.gather(targets, rows)
            with tf.GradientTape() as tape:
                z = tf.sigmoid(a @ W1 + b1) @ W2 + b2
                losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=k, logits=z)
                loss = tf.reduce_mean(losses)
            for w, g in zip(variables, tape.gradient(loss, variables), strict=True):
                w.assign_sub(RATE * g)
            total += tf.reduce_sum(losses)
            said = tf.argmax(z, axis=1, output_type=tf.int32)
            right += tf.math.count_nonzero(said == k, dtype=tf.int32)
        return total / ROWS, right / ROWS

    return epoch


def with_a_loop(X: np.ndarray, y: np.ndarray) -> Callable[[], None]:
    """The slide's way, mended: example by example, an outer product for each layer."""
    from dlcourse.scratch import Network, activations

    sigmoid = activations.sigmoid
    net = Network.dense(SIZES, activation="sigmoid", seed=0, dtype=np.float32)
    Theta0, Theta1 = net.thetas
    one = np.ones(1, np.float32)

    def epoch() -> None:
        for start in range(0, ROWS, BATCH):
            Delta0, Delta1 = np.zeros_like(Theta0), np.zeros_like(Theta1)
            for x, k in zip(X[start : start + BATCH], y[start : start + BATCH], strict=True):
                a0 = np.concatenate([one, x])
                z1 = Theta0 @ a0
                a1 = np.concatenate([one, sigmoid.f(z1)])
                delta = sigmoid.f(Theta1 @ a1)
                delta[k] -= 1
                Delta1 += np.outer(delta, a1)
                Delta0 += np.outer((Theta1.T @ delta)[1:] * sigmoid.df(z1), a0)
            for Theta, Delta in ((Theta0, Delta0), (Theta1, Delta1)):
                Theta -= RATE * Delta / BATCH

    return epoch


def measure(forms: dict[str, Callable[[], None]], turns: int) -> dict[str, list[float]]:
    """The seconds of each form, in turns; the first call of each is not counted."""
    times: dict[str, list[float]] = {name: [] for name in forms}
    for turn in range(turns + 1):
        for name, epoch in forms.items():
            time.sleep(PAUSE)
            began = time.perf_counter()
            epoch()
            if turn:
                times[name].append(time.perf_counter() - began)
    return times


def ratio(a: list[float], b: list[float]) -> float:
    """The median of the turns' ratios."""
    return statistics.median(x / y for x, y in zip(a, b, strict=True))


def main() -> str:
    """Measure, and return a section of Markdown."""
    X, y = made_data()
    forms = {
        FIRST: with_numpy(X, y),
        BARE: with_bare_numpy(X, y),
        SECOND: with_tf_function(X, y),
        THIRD: with_keras(X, y),
    }
    times = measure(forms, TURNS)
    times |= measure({FOURTH: with_a_loop(X, y)}, 1)
    rows = [
        f"| {name} | {statistics.median(seconds):.2f} "
        f"| {ratio(times[FIRST], [statistics.median(seconds)] * TURNS):.2f} |"
        if name == FOURTH
        else f"| {name} | {statistics.median(seconds):.2f} | {ratio(times[FIRST], seconds):.2f} |"
        for name, seconds in times.items()
    ]
    return "\n".join(
        [
            "## One epoch of a small network",
            "",
            f"A network {'-'.join(map(str, SIZES))} (sigmoid, softmax), {ROWS:,} rows, batches of "
            f"{BATCH}, float32,",
            f"plain gradient descent; median of {TURNS} epochs (of 1 for the lecture's loop).",
            "`Network` is to take at most 0.25 of Keras `fit`, at most 0.8 of the `tf.function`.",
            "",
            "| form | seconds an epoch | `Network` takes, as a share |",
            "|---|---:|---:|",
            *rows,
            "",
            "In a virtual machine of two cores the update of the weights alone took from 25 to "
            "130 ms of an",
            "epoch of `Network`, with one BLAS thread always under 15: what one core computes, the "
            "other must fetch.",
            "The share of the `tf.function` was then 0.67 to 1.0.",
        ]
    )


if __name__ == "__main__":
    print(main())
