from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dlcourse.scratch import optimizers
from dlcourse.scratch.optimizers import SGD, Adagrad, Adam, Momentum, Nesterov, Optimizer, RMSProp

Array = np.ndarray
STEPS = 50
KINDS = [SGD, Momentum, Nesterov, Adagrad, RMSProp, Adam]


class Bowl:
    """A random quadratic function of several arrays, the sum of 1/2 (w - c)^T H (w - c)."""

    def __init__(self, seed: int = 0, shapes=((3, 4), (4,), (2, 2), ())) -> None:
        rng = np.random.default_rng(seed)
        self.first = [rng.normal(size=shape) for shape in shapes]
        self.centers = [rng.normal(size=shape) for shape in shapes]
        factors = [rng.normal(size=(w.size, w.size)) for w in self.first]
        self.H = [F @ F.T / len(F) + 0.1 * np.eye(len(F)) for F in factors]

    def gradients(self, w: list[Array]) -> list[Array]:
        return [
            (H @ (a - c).ravel()).reshape(a.shape)
            for H, a, c in zip(self.H, w, self.centers, strict=True)
        ]


def trajectory(optimizer: Optimizer, bowl: Bowl, steps: int = STEPS) -> list[list[Array]]:
    """The weights after each step."""
    w, path = [a.copy() for a in bowl.first], []
    for _ in range(steps):
        optimizer.look_ahead(w)
        optimizer.step(w, bowl.gradients(w))
        path.append([a.copy() for a in w])
    return path


# The rules of the papers, each for one array and from scratch: g is a function of the weights.


def plain(g, w, alpha=0.05):
    while True:
        w = w - alpha * g(w)
        yield w


def polyak(g, w, alpha=0.05, beta=0.9):
    """The heavy ball without a velocity: x_k+1 = x_k - alpha g(x_k) + beta (x_k - x_k-1)."""
    before = w
    while True:
        w, before = w - alpha * g(w) + beta * (w - before), w
        yield w


def sutskever(g, w, alpha=0.05, beta=0.9):
    """Sutskever et al. (2013), equations 3 and 4."""
    v = 0 * w
    while True:
        v = beta * v - alpha * g(w + beta * v)
        w = w + v
        yield w


def duchi(g, w, alpha=0.05, epsilon=1e-7):
    gradients = []
    while True:
        gradients.append(g(w))
        w = w - alpha / np.sqrt(sum(h * h for h in gradients) + epsilon) * gradients[-1]
        yield w


def hinton(g, w, alpha=0.05, rho=0.9, epsilon=1e-7):
    gradients = []
    while True:
        gradients.append(g(w))
        weights = (1 - rho) * rho ** np.arange(len(gradients))[::-1]
        mean = sum(c * h * h for c, h in zip(weights, gradients, strict=True))
        w = w - alpha * gradients[-1] / np.sqrt(mean + epsilon)
        yield w


def kingma(g, w, alpha=0.05, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Algorithm 1, with the letters of the paper."""
    m = v = 0 * w
    t = 0
    while True:
        t = t + 1
        slope = g(w)
        m = beta1 * m + (1 - beta1) * slope
        v = beta2 * v + (1 - beta2) * slope**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        w = w - alpha * m_hat / (np.sqrt(v_hat) + epsilon)
        yield w


RULES = [
    (SGD(0.05), plain, {}),
    (Momentum(0.05), polyak, {}),
    (Momentum(0.02, beta=0.6), polyak, {"alpha": 0.02, "beta": 0.6}),
    (Nesterov(0.05), sutskever, {}),
    (Nesterov(0.02, beta=0.6), sutskever, {"alpha": 0.02, "beta": 0.6}),
    (Adagrad(0.05), duchi, {}),
    (Adagrad(0.3, epsilon=1e-3), duchi, {"alpha": 0.3, "epsilon": 1e-3}),
    (RMSProp(0.05), hinton, {}),
    (RMSProp(0.02, rho=0.5, epsilon=1e-2), hinton, {"alpha": 0.02, "rho": 0.5, "epsilon": 1e-2}),
    (Adam(0.05), kingma, {}),
    (
        Adam(0.1, 0.8, 0.95, 1e-2),
        kingma,
        {"alpha": 0.1, "beta1": 0.8, "beta2": 0.95, "epsilon": 1e-2},
    ),
]


@pytest.mark.parametrize(
    ("optimizer", "rule", "given"), RULES, ids=lambda v: getattr(v, "__name__", repr(v))
)
def test_fifty_steps_by_the_rule_of_the_paper(optimizer, rule, given) -> None:
    bowl = Bowl(seed=len(given))
    path = trajectory(optimizer, bowl)
    for k, (H, w, c) in enumerate(zip(bowl.H, bowl.first, bowl.centers, strict=True)):

        def g(a: Array, H=H, c=c) -> Array:
            return (H @ (a - c).ravel()).reshape(a.shape)

        expected = rule(g, w, **given)
        for step, found in enumerate(path):
            assert np.allclose(found[k], next(expected), rtol=0, atol=1e-11), (k, step)
        assert np.abs(path[-1][k] - w).max() > 0.01  # it went somewhere


def two_steps(optimizer: Optimizer, g1: float, g2: float) -> list[float]:
    """From w = 1, with given gradients whatever the point is."""
    w, seen = [np.array([1.0])], []
    for g in (g1, g2):
        optimizer.look_ahead(w)
        optimizer.step(w, [np.array([g])])
        seen.append(float(w[0][0]))
    return seen


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        # gradients 2, then 4, from w = 1 with rate 0.1
        (SGD(0.1), [0.8, 0.4]),
        (Momentum(0.1, beta=0.5), [0.8, 0.8 - 0.1 - 0.4]),  # v = -0.2, then -0.5
        (Nesterov(0.1, beta=0.5), [0.8, 0.8 - 0.1 - 0.4]),
        (Adagrad(0.1, epsilon=1e-30), [0.9, 0.9 - 0.1 * 4 / np.sqrt(20)]),
        (RMSProp(0.1, rho=0.75, epsilon=1e-30), [0.8, 0.8 - 0.1 * 4 / np.sqrt(0.75 + 4)]),
        # s = 1, r = 1 and s_hat = r_hat^(1/2) = 2; then s = 2.5, s_hat = 10/3, r = 4.75, r_hat
        (Adam(0.1, 0.5, 0.75, 1e-30), [0.9, 0.9 - 0.1 * (10 / 3) / np.sqrt(4.75 / (7 / 16))]),
    ],
    ids=repr,
)
def test_the_first_two_steps_by_hand(optimizer, expected) -> None:
    assert two_steps(optimizer, 2.0, 4.0) == pytest.approx(expected, rel=1e-14)


def test_the_epsilon_stands_where_it_says() -> None:
    """Under the root for Adagrad and RMSProp, beside it for Adam."""
    for optimizer, length in [
        (Adagrad(1.0, epsilon=5.0), 2 / np.sqrt(4 + 5)),
        (RMSProp(1.0, rho=0.5, epsilon=7.0), 2 / np.sqrt(2 + 7)),
        (Adam(1.0, epsilon=2.0), 2 / (2 + 2)),
    ]:
        assert two_steps(optimizer, 2.0, 0.0)[0] == pytest.approx(1 - length, rel=1e-14)


def test_the_first_step_of_adam_has_the_length_of_the_rate() -> None:
    for g in (1e-3, -7.0, 1e4):
        assert two_steps(Adam(0.25), g, 0)[0] == pytest.approx(1 - 0.25 * np.sign(g), rel=1e-5)


def test_nesterov_takes_the_gradient_one_velocity_ahead() -> None:
    optimizer, w = Nesterov(0.1, beta=0.5), [np.array([1.0])]
    optimizer.look_ahead(w)
    assert w[0] == 1.0  # no velocity yet
    optimizer.step(w, [np.array([2.0])])  # v = -0.2
    optimizer.look_ahead(w)
    assert w[0] == pytest.approx(0.7)
    optimizer.look_ahead(w)
    assert w[0] == pytest.approx(0.7)  # asked twice, moved once
    optimizer.step(w, [np.array([0.0])])
    assert w[0] == pytest.approx(0.7)


@pytest.mark.parametrize("kind", [SGD, Momentum, Adagrad, RMSProp, Adam])
def test_the_others_do_not_look_ahead(kind) -> None:
    optimizer, w = kind(), [np.array([1.0])]
    for _ in range(3):
        optimizer.look_ahead(w)
        assert w[0] == 1.0
        optimizer.step(w, [np.array([1.0])])
        w[0][:] = 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_arrays_change_in_place_and_keep_their_type(kind) -> None:
    for dtype in (np.float32, np.float64):
        w = [np.ones((2, 3), dtype), np.ones(3, dtype)]
        same, g = list(w), [np.full((2, 3), 0.5, dtype), np.full(3, -0.5, dtype)]
        optimizer = kind(np.float64(0.1))
        for _ in range(3):
            optimizer.look_ahead(w)
            optimizer.step(w, g)
        assert all(a is b for a, b in zip(w, same, strict=True))
        assert w[0].dtype == w[1].dtype == dtype
        assert {a.dtype for averages in optimizer.state for a in averages} <= {np.dtype(dtype)}
        assert (w[0] < 1).all()
        assert (w[1] > 1).all()
        assert (g[0] == 0.5).all()
        assert (g[1] == -0.5).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_learning_rate_may_be_a_function_of_the_step(kind) -> None:
    asked: list[int] = []

    def falling(step: int) -> float:
        asked.append(step)
        return 0.1 / (1 + step)

    bowl = Bowl()
    optimizer = kind(falling)
    path = trajectory(optimizer, bowl, 4)
    assert sorted(set(asked)) == [0, 1, 2, 3]
    assert optimizer.t == 4
    assert optimizer.rate == 0.1 / 4
    by_hand = kind(1.0)
    w = [a.copy() for a in bowl.first]
    for step, expected in enumerate(path):
        by_hand.learning_rate = 0.1 / (1 + step)
        by_hand.look_ahead(w)
        by_hand.step(w, bowl.gradients(w))
        assert all(np.array_equal(a, b) for a, b in zip(w, expected, strict=True))
    assert kind(falling).rate == 0.1
    assert kind(0.25).rate == 0.25


def test_a_constant_function_is_the_number() -> None:
    for kind in KINDS:
        ends = [trajectory(kind(rate), Bowl(), 9)[-1] for rate in (0.05, lambda step: 0.05)]
        assert all(np.array_equal(a, b) for a, b in zip(*ends, strict=True))


def test_the_text_of_an_optimizer() -> None:
    assert repr(Adam(0.01)) == "Adam(learning_rate=0.01)"


# --- errors -------------------------------------------------------------------------------------


def test_nesterov_wants_look_ahead_before_each_step() -> None:
    optimizer, w, g = Nesterov(), [np.ones(2)], [np.ones(2)]
    with pytest.raises(RuntimeError, match="call look_ahead before"):
        optimizer.step(w, g)
    assert w[0].tolist() == [1, 1]
    optimizer.look_ahead(w)
    optimizer.step(w, g)
    with pytest.raises(RuntimeError, match="call look_ahead before"):
        optimizer.step(w, g)


@pytest.mark.parametrize("kind", KINDS)
def test_other_shapes_are_named_and_change_nothing(kind: Callable[[], Optimizer]) -> None:
    optimizer, w = kind(), [np.ones((2, 3)), np.ones(3)]
    optimizer.look_ahead(w)
    for wrong in ([np.ones((2, 3))], [np.ones((3, 2)), np.ones(3)], [np.ones((2, 3)), np.ones(1)]):
        with pytest.raises(ValueError, match=r"gradients must have .*\[\(2, 3\), \(3,\)\]; got"):
            optimizer.step(w, wrong)
    optimizer.step(w, [np.ones((2, 3)), np.ones(3)])
    before = [a.copy() for a in w]
    other = [np.ones((4, 3)), np.ones(3)]
    call = optimizer.look_ahead if kind is Nesterov else lambda w: optimizer.step(w, w)
    with pytest.raises(ValueError, match=rf"this {kind.__name__} remembers .*take a new one"):
        call(other)
    assert all(np.array_equal(a, b) for a, b in zip(w, before, strict=True))
    assert (other[0] == 1).all()
    assert optimizer.t == 1


@pytest.mark.parametrize(
    ("make", "says"),
    [
        *[(lambda kind=kind: kind(0), "learning_rate must be positive, got 0") for kind in KINDS],
        (lambda: SGD(-0.1), "learning_rate must be positive, got -0.1"),
        (lambda: SGD(float("nan")), "learning_rate must be positive, got nan"),
        (lambda: Momentum(beta=1.0), "beta must be at least 0 and below 1, got 1.0"),
        (lambda: Nesterov(beta=-0.1), "beta must be at least 0 and below 1, got -0.1"),
        (lambda: Adagrad(epsilon=0), "epsilon must be positive, got 0"),
        (lambda: RMSProp(rho=1), "rho must be at least 0 and below 1, got 1"),
        (lambda: RMSProp(epsilon=-1), "epsilon must be positive, got -1"),
        (lambda: Adam(beta1=1), "beta1 must be at least 0 and below 1, got 1"),
        (lambda: Adam(beta2=1.5), "beta2 must be at least 0 and below 1, got 1.5"),
        (lambda: Adam(epsilon=0), "epsilon must be positive, got 0"),
        (lambda: optimizers.get("adamw"), "optimizer must be .*rmsprop, adam; got 'adamw'"),
        (lambda: optimizers.get(Adam), "optimizer must be an Optimizer or one of .*got <class"),
        (lambda: optimizers.get(0.1), "optimizer must be .*got 0.1"),
    ],
)
def test_values_out_of_range_are_named(make, says) -> None:
    with pytest.raises(ValueError, match=says):
        make()


def test_the_common_part_alone_has_no_rule() -> None:
    with pytest.raises(NotImplementedError, match="Optimizer has no update"):
        Optimizer(0.1).step([np.ones(1)], [np.ones(1)])


def test_an_optimizer_by_name_is_new_and_an_object_stays() -> None:
    for kind in KINDS:
        assert type(optimizers.get(kind.__name__)) is kind
        assert optimizers.get(kind.__name__) is not optimizers.get(kind.__name__)
    own = Adam(0.5)
    assert optimizers.get(own) is own
