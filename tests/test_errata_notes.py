"""The errata of the handwritten *Notes*: each line as it reads beside the correct one.

The number in a test's name is that of the entry in `docs/errata.md`. Where a slip is a single
character it may come from reading the handwriting.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dlcourse import scratch
from dlcourse.scratch import (
    LinearRegression,
    LogisticRegression,
    MinMaxScaler,
    Network,
    StandardScaler,
    activations,
    add_bias,
    diagnose,
    gradient_check,
    gradient_descent,
    losses,
    metrics,
    one_hot,
    regularizers,
    split_indices,
)

sigmoid = activations.sigmoid

# --- logistic regression ------------------------------------------------------------------------


def test_01_valleys_of_squared_error() -> None:
    """Half the square is U-shaped in y_hat only; in w it may have several *minima*."""
    in_y_hat = (np.linspace(0, 1, 101) - 1) ** 2 / 2
    assert np.diff(in_y_hat, 2).min() > 0

    def bend(z: float, h: float = 1e-3) -> float:  # of one example, y = 1, along z
        J = (sigmoid(np.array([z - h, z, z + h])) - 1) ** 2 / 2
        return (J[0] - 2 * J[1] + J[2]) / h**2

    border = -np.log(2)
    assert sigmoid(border) == pytest.approx(1 / 3)
    assert bend(border - 0.1) < 0 < bend(border + 0.1)
    assert bend(border) == pytest.approx(0, abs=1e-6)

    x, y = np.array([-0.2, -0.05, -3.0]), np.array([0.0, 1.0, 1.0])

    def J(w: float) -> float:
        return np.mean((sigmoid(x * w) - y) ** 2) / 2

    def slope(w: np.ndarray) -> np.ndarray:
        h = sigmoid(x * w)
        return np.mean((h - y) * h * (1 - h) * x)

    left, right = (gradient_descent(slope, start, 20.0, 600)[-1] for start in (-5, 10))
    assert (left, right) == (pytest.approx(-0.784, abs=5e-4), pytest.approx(6.57, abs=5e-3))
    assert J(left) == pytest.approx(0.0898, abs=5e-5)
    assert J(right) == pytest.approx(0.2305, abs=5e-5)
    between = np.linspace(left, right, 2001)
    highest = max(between, key=J)
    assert highest == pytest.approx(1.80, abs=5e-3)
    assert J(highest) > J(right) + 0.005

    log_loss = LogisticRegression(bias=False)
    curve = [log_loss.cost(np.array([w]), x[:, None], y) for w in np.linspace(-6, 12, 361)]
    assert np.diff(curve, 2).min() > 0


def test_02_sign_of_the_log_loss() -> None:
    """For y = 0 the loss is -log(1 - y_hat); without the sign it rewards the error."""
    y_hat, zeros = np.array([[0.6], [0.9], [0.99]]), np.zeros((3, 1))
    as_it_reads = np.log(1 - y_hat[:, 0])
    assert as_it_reads[1] == pytest.approx(-2.30, abs=5e-3)
    assert (np.diff(as_it_reads) < 0).all()  # the more wrong, the lower
    loss = losses.BinaryCrossEntropy(from_logits=False)
    right = [loss.value(h, y) for h, y in zip(y_hat, zeros, strict=True)]
    assert right[1] == pytest.approx(2.30, abs=5e-3)
    assert right == sorted(right)


def test_03_from_where_it_stands() -> None:
    """w := w - alpha dJ/dw; with w_0 on the right every step starts from the first guess."""

    def slope(w: float) -> float:  # of (w - 3)^2
        return 2 * (w - 3)

    w_0 = as_it_reads = -0.5
    for _ in range(12):
        as_it_reads = w_0 - 0.2 * slope(as_it_reads)
    assert as_it_reads == pytest.approx(0.5, abs=5e-4)
    assert abs(slope(as_it_reads)) > 4  # not at a minimum
    path = gradient_descent(slope, w_0, 0.2, steps=12)
    assert path[-1] == pytest.approx(2.992, abs=5e-4)


def test_04_mean_of_the_losses() -> None:
    """After the loop J /= m; J += m reports a cost above m, however good the fit."""
    X, y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([0.0, 0.0, 1.0, 1.0])
    model, m = LogisticRegression(), 4

    def after_the_loop(w: np.ndarray) -> float:
        J = 0.0
        for x_i, y_i in zip(add_bias(X), y, strict=True):
            a = sigmoid(w @ x_i)
            J += -(y_i * np.log(a) + (1 - y_i) * np.log(1 - a))
        return J

    J = after_the_loop(np.zeros(2))  # four times ln 2
    assert (J, J / m, J + m) == tuple(pytest.approx(v, abs=5e-4) for v in (2.773, 0.693, 6.773))
    assert model.cost(np.zeros(2), X, y) == pytest.approx(J / m)
    w = np.array([0.0, 15.0])  # a perfect fit
    assert model.cost(w, X, y) == pytest.approx(after_the_loop(w) / m, abs=1e-8)
    assert after_the_loop(w) / m < 1e-6
    assert after_the_loop(w) + m > 4

    w = np.array([0.3, -0.2])
    gradient = model.gradient(w, X, y)  # the slopes of the slide are divided
    assert gradient_check(lambda w: after_the_loop(w) / m, gradient, w).error < 1e-7
    assert gradient_check(lambda w: after_the_loop(w) + m, gradient, w).error > 0.5


def test_06_sizes_of_the_layers() -> None:
    """n^[4] = n^[L] = 1 and n^[0] = 3: three features do not fit a network with one input."""
    x = np.zeros((2, 3))
    net = Network.dense([3, 5, 5, 3, 1], output="sigmoid")
    assert net.sizes[0] == x.shape[1]
    assert net.forward(x).shape == (2, 1)
    with pytest.raises(ValueError, match=r"\(m, 1\), got \(2, 3\)"):
        Network.dense([1, 5, 5, 3, 1], output="sigmoid").forward(x)


# --- bias, variance, regularization -------------------------------------------------------------


def test_07_data_does_not_cure_bias() -> None:
    """Against high bias a bigger model helps, and more data does not."""
    rng = np.random.default_rng(0)

    def draw(m: int) -> tuple[np.ndarray, np.ndarray]:
        x = rng.uniform(-1, 1, m)
        return x, np.sin(2 * np.pi * x) + 0.1 * rng.normal(size=m)

    new = draw(30_000)

    def errors(degree: int, m: int) -> list[float]:
        powers = np.arange(1, degree + 1)
        seen = draw(m)
        model = LinearRegression().solve(seen[0][:, None] ** powers, seen[1])
        return [np.mean((model.predict(x[:, None] ** powers) - y) ** 2) for x, y in (seen, new)]

    few, many = errors(1, 30), errors(1, 30_000)
    assert 0.35 < min(few) < max(few) < 0.6
    assert many == [pytest.approx(0.43, abs=0.01)] * 2  # seen and new: nothing is left to gain
    assert errors(9, 30_000) == [pytest.approx(0.010, abs=5e-4)] * 2  # 0.1^2 is noise
    few, many = errors(9, 30), errors(9, 30_000)
    assert few[1] > 1.5 * many[1]  # variance is what data cures


def test_08_small_is_not_zero() -> None:
    """L2 makes weights small and none of them zero; it is L1 that eliminates."""
    from sklearn.linear_model import Lasso, Ridge

    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 20))
    y = 2 * X[:, 3] - 1.5 * X[:, 11] + 0.1 * rng.normal(size=60)  # two of twenty matter
    zeros = {
        kind: np.flatnonzero(kind(alpha, fit_intercept=False).fit(X, y).coef_ == 0)
        for kind, alpha in ((Ridge, 10), (Lasso, 0.3))
    }
    assert zeros[Ridge].tolist() == []
    assert zeros[Lasso].tolist() == np.delete(np.arange(20), [3, 11]).tolist()

    # The reason: near zero the push of L2 fades, and that of L1 does not.
    w = np.array([1.0, 1e-3])
    assert regularizers.L2(0.5).derivative(w).tolist() == [0.5, 0.5e-3]
    assert regularizers.L1(0.5).derivative(w).tolist() == [0.5, 0.5]


def test_09_n_for_the_examples(keras: ModuleType) -> None:
    """(lambda/2n) sum ||W||^2 has n for the m examples; its gradient is (lambda/m) W."""
    lam, m, n = 3.0, 600, 64  # n is the number of features
    W = np.random.default_rng(0).normal(size=(n, 5))

    def penalty(W: np.ndarray, count: int) -> float:
        return lam / (2 * count) * np.sum(W**2)

    assert gradient_check(lambda W: penalty(W, m), lam / m * W, W).error < 1e-7
    assert regularizers.L2(lam / m).value(W) == pytest.approx(penalty(W, m))
    np.testing.assert_allclose(regularizers.L2(lam / m).derivative(W), lam / m * W)
    assert float(keras.regularizers.L2(lam / (2 * m))(W)) == pytest.approx(penalty(W, m), rel=1e-5)
    assert penalty(W, n) / penalty(W, m) == pytest.approx(9.375)  # the other reading


def test_10_kept_and_rescaled(keras: ModuleType) -> None:
    """What is kept is divided by keep_prob, and Keras's rate is 1 - keep_prob."""
    keep_prob, ones = 0.8, np.ones((500, 40))
    eliminated, mask = scratch.dropout(ones, 1 - keep_prob, np.random.default_rng(0))
    as_it_reads = ones * (mask > 0)
    assert as_it_reads.mean() == pytest.approx(0.8, abs=0.02)  # and 1 in use
    assert eliminated.mean() == pytest.approx(1, abs=0.02)
    np.testing.assert_allclose(np.unique(eliminated), [0, 1.25])

    def kept(rate: float) -> np.ndarray:
        return np.asarray(keras.layers.Dropout(rate, seed=0)(ones, training=True))

    layer = keras.layers.Dropout(1 - keep_prob, seed=0)
    np.testing.assert_array_equal(layer(ones, training=False), ones)
    np.testing.assert_allclose(np.unique(kept(1 - keep_prob)), [0, 1.25])
    assert kept(1 - keep_prob).mean() == pytest.approx(1, abs=0.02)
    assert (kept(1 - keep_prob) > 0).mean() == pytest.approx(0.8, abs=0.02)
    assert (kept(keep_prob) > 0).mean() == pytest.approx(0.2, abs=0.02)  # keep_prob is no rate


# --- training -----------------------------------------------------------------------------------


def test_12_table_of_the_decay(keras: ModuleType) -> None:
    """0.2 / (1 + epoch) is 0.1, 0.067, 0.05; 0.67 and 0.5 have lost a factor of ten."""
    from dlcourse.schedules import InverseTimeDecay

    steps, right = 16, [0.2, 0.1, 0.0667, 0.05, 0.04]
    as_it_reads = {1: 0.1, 2: 0.67, 3: 0.5}
    settings: dict[str, Any] = {"decay_steps": steps, "decay_rate": 1.0, "staircase": True}
    for kind in (InverseTimeDecay, keras.optimizers.schedules.InverseTimeDecay):
        rate = kind(0.2, **settings)
        rates = [float(rate(steps * epoch)) for epoch in range(5)]
        np.testing.assert_allclose(rates, right, atol=5e-5)
        np.testing.assert_allclose([float(rate(steps * e + steps - 1)) for e in range(5)], rates)
        assert [round(as_it_reads[e] / rates[e]) for e in (1, 2, 3)] == [1, 10, 10]
    assert max(as_it_reads.values()) > 0.2  # it would rise above the first rate


def test_13_scale_of_the_weights(keras: ModuleType) -> None:
    """Not low but standardized: ten times W, the same output, a tenth of the gradient."""
    import tensorflow as tf

    from dlcourse.layers import BatchNormalization

    rng = np.random.default_rng(0)
    X, W, G = (rng.normal(size=shape) for shape in ((8, 4), (4, 3), (8, 3)))
    bn = BatchNormalization(
        epsilon=1e-20,
        gamma_initializer=keras.initializers.Constant(3),
        beta_initializer=keras.initializers.Constant(50),
        dtype="float64",
    )

    def output_and_gradient(W: np.ndarray, normalize: bool) -> tuple[np.ndarray, np.ndarray]:
        weights = tf.constant(W)
        with tf.GradientTape() as tape:
            tape.watch(weights)
            out = tf.constant(X) @ weights
            out = bn(out, training=True) if normalize else out
            J = tf.reduce_sum(out * G)
        return out.numpy(), tape.gradient(J, weights).numpy()

    (out, gradient), (out_10, gradient_10) = (output_and_gradient(c * W, True) for c in (1, 10))
    np.testing.assert_allclose(out_10, out, atol=1e-12)
    np.testing.assert_allclose(gradient, 10 * gradient_10)
    np.testing.assert_allclose(out.mean(axis=0), 50)  # beta and gamma: any number, not a low one
    np.testing.assert_allclose(out.std(axis=0), 3)

    (out, gradient), (out_10, gradient_10) = (output_and_gradient(c * W, False) for c in (1, 10))
    np.testing.assert_allclose(out_10, 10 * out)  # without the layer
    np.testing.assert_allclose(gradient_10, gradient)


def test_14_noise_of_the_batches(keras: ModuleType) -> None:
    """The noise that regularizes a little goes with 1 / sqrt(B), and is not there in use."""
    from dlcourse.layers import BatchNormalization

    rng, units = np.random.default_rng(0), 1000  # each unit sees batches of its own
    row = np.ones((1, units), np.float32)
    layer = BatchNormalization(momentum=0)  # so that its moving mean is that of the last batch
    noise, said = {}, {}
    for B in (8, 512):
        batch = rng.normal(size=(B, units)).astype(np.float32)
        layer(batch, training=True)
        noise[B] = np.asarray(layer.moving_mean).std()
        in_company = layer(np.concatenate([row, batch[1:]]), training=True)
        said[B] = np.asarray(in_company[0]).std()
    for B, found in noise.items():
        assert found * np.sqrt(B) == pytest.approx(1, abs=0.1)
    assert said[8] > 4 * said[512]
    alone = layer(row, training=False)
    in_company = layer(np.concatenate([row, batch[1:]]), training=False)
    np.testing.assert_array_equal(in_company[:1], alone)


def test_15_position_and_class() -> None:
    """y = [0, 1, 0, 0] is position 2 and class 1; an index that counts from 0 is the class."""
    y, y_hat = np.array([[0.0, 1.0, 0.0, 0.0]]), np.array([[0.3, 0.2, 0.1, 0.4]])
    np.testing.assert_array_equal(one_hot([1], 4), y)
    loss = losses.CategoricalCrossEntropy(from_logits=False).value(y_hat, y)
    assert loss == pytest.approx(1.609, abs=5e-4)
    assert loss == pytest.approx(-np.log(y_hat[0, 1]))
    assert -np.log(y_hat[0, 2]) == pytest.approx(2.303, abs=5e-4)  # j = 2 taken for an index
    hard = (y_hat == y_hat.max()).astype(int)
    assert hard.tolist() == [[0, 0, 0, 1]]  # not [1, 0, 0, 0]


# --- structuring a project ----------------------------------------------------------------------


def test_16_avoidable_bias() -> None:
    """0.6 % - 0.5 % is 0.1 % of avoidable bias; 0.5 % lies between one human and the team."""
    team, human = 0.005, 0.01
    found = diagnose(human=team, train=0.006, dev=0.008)
    assert found.gaps == {"avoidable_bias": 0.001, "variance": 0.002}
    assert found.largest == "variance"
    assert human - team == pytest.approx(0.005)  # the number that it reads
    as_it_reads = {**found.gaps, "avoidable_bias": 0.005}
    assert max(as_it_reads, key=as_it_reads.__getitem__) == "avoidable_bias"
    assert diagnose(human=human, train=0.006, dev=0.008).avoidable_bias == -0.004


def test_17_a_shuffled_dev_set() -> None:
    """Of 2,500 dev images drawn from both sources 2,381 are from the web: the wrong target."""
    from scipy.stats import hypergeom

    web, app, size = 200_000, 10_000, 2500
    assert hypergeom(web + app, web, size).mean() == pytest.approx(2381, abs=0.5)
    shares = np.array([web + app - 2 * size, size, size]) / (web + app)
    _, *shuffled = split_indices(web + app, shares, np.random.default_rng(0))
    for part in shuffled:
        from_app = int((part >= web).sum())
        assert len(part) == size
        assert 70 < from_app < 170  # of 2,500; 119 on average

    app_train, *held_out = split_indices(app, (0.5, 0.25, 0.25), np.random.default_rng(0))
    assert [web + len(app_train), *map(len, held_out)] == [205_000, size, size]


def condition_number(X: np.ndarray) -> float:
    curvatures = np.linalg.eigvalsh(add_bias(X).T @ add_bias(X))
    return curvatures[-1] / curvatures[0]


def steps_to_a_percent(X: np.ndarray, y: np.ndarray, budget: int = 2000) -> int | None:
    """Of gradient descent at one over the largest curvature, until the slopes are 1 % off."""
    X1 = add_bias(X)
    A, b = X1.T @ X1 / len(X1), X1.T @ y / len(X1)
    w_min, alpha = np.linalg.solve(A, b), 1 / np.linalg.eigvalsh(A)[-1]
    path = gradient_descent(lambda w: A @ w - b, np.zeros(3), alpha, budget)
    off = np.linalg.norm((path - w_min)[:, 1:], axis=1) / np.linalg.norm(w_min[1:])
    near = np.flatnonzero(off < 0.01)
    return int(near[0]) if near.size else None


def test_31_condition_number() -> None:
    """Different ranges cost steps by way of the condition number; like ranges are not enough."""
    grid = np.stack(np.meshgrid(np.linspace(1, 100, 10), np.linspace(0, 1, 10)), axis=-1)
    X = grid.reshape(100, 2)  # the ranges of the slide
    y = 1 + 0.02 * X[:, 0] + 2 * X[:, 1]
    ways = {
        "raw": (X, 4.7e4, None),  # not within 2,000 steps
        "from 0 to 1": (MinMaxScaler().fit_transform(X), 23, 87),
        "standardized": (StandardScaler().fit_transform(X), 1, 1),
        "from 10 to 11": (MinMaxScaler().fit_transform(X) + 10, 4.8e5, None),
    }
    for name, (Z, kappa, steps) in ways.items():
        assert condition_number(Z) == pytest.approx(kappa, rel=0.02), name
        assert steps_to_a_percent(Z, y) == steps, name


def test_33_zero_by_zero() -> None:
    """2 / (1/P + 1/R) is undefined at P = R = 0; from the counts F1 is 0 there."""
    from sklearn.metrics import f1_score

    def as_it_reads(P: float, R: float) -> float:
        return 2 / (1 / P + 1 / R)

    y, wrong_way = np.array([0, 0, 0, 1, 1]), np.array([1, 0, 0, 0, 0])
    assert metrics.precision(y, wrong_way) == metrics.recall(y, wrong_way) == 0
    with pytest.raises(ZeroDivisionError):
        as_it_reads(0.0, 0.0)
    assert metrics.f1(y, wrong_way) == f1_score(y, wrong_way, zero_division=0) == 0

    found = np.array([1, 0, 0, 1, 0])
    P, R = metrics.precision(y, found), metrics.recall(y, found)
    assert metrics.f1(y, found) == pytest.approx(as_it_reads(P, R))  # elsewhere both agree
    with pytest.raises(ZeroDivisionError, match="no positive"):  # nothing to find, nothing found
        metrics.f1(np.zeros(5, int), np.zeros(5, int))
