"""The custom optimizers against Keras's own, against numbers found by hand, and by what they keep.

Every public class of `dlcourse.optimizers` has a row in `TWINS`; a test fails for one that has
none. The tests hold on every backend of Keras; what only TensorFlow has is skipped elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dlcourse.scratch import optimizers as scratch
from tests.public_classes import public_classes

Array = np.ndarray

# Each optimizer, and the one of Keras whose place it takes.
TWINS: dict[str, Callable[..., Any]] = {
    "SGD": lambda k, *rate, **more: k.SGD(*rate, **more),
    "Momentum": lambda k, *rate, **more: k.SGD(*rate, **{"momentum": 0.9, **more}),
    "Nesterov": lambda k, *rate, **more: k.SGD(
        *rate, **{"momentum": 0.9, "nesterov": True, **more}
    ),
    "Adagrad": lambda k, *rate, **more: k.Adagrad(*rate, **more),
    "RMSProp": lambda k, *rate, **more: k.RMSprop(*rate, **more),
    "Adam": lambda k, *rate, **more: k.Adam(*rate, **more),
}
NAMES = list(TWINS)
OTHER_SETTINGS = {
    "SGD": {},
    "Momentum": {"momentum": 0.5},
    "Nesterov": {"momentum": 0.75},
    "Adagrad": {"initial_accumulator_value": 0.0, "epsilon": 1e-3},
    "RMSProp": {"rho": 0.5, "epsilon": 1e-3},
    "Adam": {"beta_1": 0.5, "beta_2": 0.75, "epsilon": 1e-3},
}
STEPS, BATCH = 200, 8


@pytest.fixture(scope="module")
def ours(keras: ModuleType) -> ModuleType:
    import dlcourse

    return dlcourse.optimizers


@pytest.fixture(scope="module")
def tf(keras: ModuleType) -> ModuleType:
    if keras.backend.backend() != "tensorflow":
        pytest.skip("only TensorFlow has sparse gradients and graphs of its own")
    import tensorflow

    return tensorflow


def both(ours: ModuleType, keras: ModuleType, name: str, *rate: Any, **more: Any) -> tuple:
    """One of ours, and its twin."""
    return getattr(ours, name)(*rate, **more), TWINS[name](keras.optimizers, *rate, **more)


# --- a walk without a model ---------------------------------------------------------------------


class Bowl:
    """A random quadratic function of several arrays, the sum of 1/2 (w - c)^T H (w - c)."""

    def __init__(self, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        shapes = {"kernel": (3, 4), "bias": (4,), "gain": ()}
        self.first = {name: rng.normal(size=shape) for name, shape in shapes.items()}
        self.centers = [rng.normal(size=w.shape) for w in self.first.values()]
        factors = [rng.normal(size=(w.size, w.size)) for w in self.first.values()]
        self.H = [F @ F.T / len(F) + 0.1 * np.eye(len(F)) for F in factors]

    def gradients(self, w: list[Array]) -> list[Array]:
        return [
            (H @ (a - c).ravel()).reshape(a.shape)
            for H, a, c in zip(self.H, w, self.centers, strict=True)
        ]


class Walk:
    """An optimizer on its way through a bowl."""

    def __init__(
        self, keras: ModuleType, optimizer: Any, dtype: str = "float32", seed: int = 0
    ) -> None:
        self.bowl, self.optimizer, self.ops = Bowl(seed), optimizer, keras.ops
        self.variables = [
            keras.Variable(w, dtype=dtype, name=name) for name, w in self.bowl.first.items()
        ]

    def now(self) -> list[Array]:
        return [np.asarray(v.numpy(), dtype="float64") for v in self.variables]

    def go(self, steps: int, scale: float = 1.0) -> Array:
        """The points after some more steps: (steps, weights)."""
        path = []
        for _ in range(steps):
            slopes = [scale * g for g in self.bowl.gradients(self.now())]
            pairs = zip(slopes, self.variables, strict=True)
            self.optimizer.apply(
                [self.ops.convert_to_tensor(g, dtype=v.dtype) for g, v in pairs], self.variables
            )
            path.append(np.concatenate([w.ravel() for w in self.now()]))
        return np.array(path)

    def state(self) -> list[Array]:
        return [np.array(v.numpy()) for v in self.optimizer.variables]


def paths(keras: ModuleType, pair: tuple, steps: int, **given: Any) -> tuple[Array, Array]:
    mine, twin = (Walk(keras, optimizer, **given).go(steps) for optimizer in pair)
    return mine, twin


@pytest.mark.parametrize("name", NAMES)
def test_the_defaults_beside_the_twin(keras, ours, name) -> None:
    """And what is remembered. Two hundred steps are made by the models below."""
    walks = [Walk(keras, o, seed=1) for o in both(ours, keras, name)]
    mine, twin = (walk.go(40) for walk in walks)
    assert np.abs(mine - twin).max() < 1e-6
    assert np.abs(mine[-1] - mine[0]).max() > 0.01  # it went somewhere
    for a, b in zip(walks[0].state(), walks[1].state(), strict=True):
        assert np.allclose(a, b, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_other_settings_beside_the_twin(keras, ours, name) -> None:
    mine, twin = paths(keras, both(ours, keras, name, 0.05, **OTHER_SETTINGS[name]), 20)
    assert np.abs(mine - twin).max() < 1e-5
    if OTHER_SETTINGS[name]:
        plain = Walk(keras, getattr(ours, name)(0.05)).go(20)
        assert np.abs(mine - plain).max() > 1e-3


@pytest.mark.parametrize("dtype", ["float64", "float16", "bfloat16"])
@pytest.mark.parametrize("name", NAMES)
def test_weights_of_another_type_keep_it(keras, ours, name, dtype) -> None:
    if dtype == "float64" and keras.backend.backend() == "jax":
        pytest.skip("JAX computes in float32 unless it is told otherwise as it starts")
    # The nearest number to 0.999 in bfloat16 is 1: see below.
    given = {"beta_2": 0.99} if (name, dtype) == ("Adam", "bfloat16") else {}
    walks = [Walk(keras, o, dtype=dtype) for o in both(ours, keras, name, 0.05, **given)]
    mine, twin = (walk.go(10) for walk in walks)
    assert np.abs(mine - twin).max() < (1e-7 if dtype == "float64" else 1e-2)
    assert np.abs(mine[-1] - mine[0]).max() > 0.05
    kinds = [[v.dtype for v in walk.optimizer.variables[2:]] for walk in walks]
    assert kinds[0] == kinds[1]
    assert {*kinds[0], *(v.dtype for v in walks[0].variables)} == {dtype}


def test_adam_stands_still_on_bfloat16_weights_as_the_twin_does(keras, ours) -> None:
    """The docstring says so, and what to do."""
    for path in paths(keras, both(ours, keras, "Adam", 0.05), 3, dtype="bfloat16"):
        assert np.ptp(path, axis=0).max() == 0
    moving = Walk(keras, ours.Adam(0.05, beta_2=0.997), dtype="bfloat16").go(3)
    assert np.ptp(moving, axis=0).max() > 0.05


@pytest.mark.parametrize("name", NAMES)
def test_the_state_of_the_twin_is_taken_over_in_mid_walk(keras, ours, name) -> None:
    mine, twin = (Walk(keras, o) for o in both(ours, keras, name, 0.05))
    twin.go(10)
    mine.optimizer.build(mine.variables)
    for a, b in zip(mine.variables, twin.variables, strict=True):
        a.assign(b)
    mine.optimizer.set_weights(twin.state())
    assert np.abs(mine.go(10) - twin.go(10)).max() < 1e-6
    assert [v.path.split("/")[-1] for v in mine.optimizer.variables] == [
        v.path.split("/")[-1] for v in twin.optimizer.variables
    ]


# --- by hand ------------------------------------------------------------------------------------


def two_steps(keras: ModuleType, optimizer: Any, g1: float, g2: float) -> list[float]:
    """From w = 1, with given gradients whatever the point is."""
    w, seen = keras.Variable([1.0]), []
    for g in (g1, g2):
        optimizer.apply([keras.ops.convert_to_tensor([g])], [w])
        seen.append(float(w.numpy()[0]))
    return seen


@pytest.mark.parametrize(
    ("name", "settings", "expected"),
    [
        # gradients 2, then 4, from w = 1 with rate 0.1
        ("SGD", {}, [0.8, 0.4]),
        # v = -0.2, then -0.1 - 0.4
        ("Momentum", {"momentum": 0.5}, [0.8, 0.8 - 0.5]),
        # the same v; w = 1 - 0.1 - 0.2, then 0.7 - 0.25 - 0.4
        ("Nesterov", {"momentum": 0.5}, [0.7, 0.05]),
        # r = 5 + 4 = 9, then 9 + 16 = 25
        (
            "Adagrad",
            {"initial_accumulator_value": 5.0, "epsilon": 1e-30},
            [1 - 0.1 * 2 / 3, 1 - 0.1 * 2 / 3 - 0.1 * 4 / 5],
        ),
        # r = 4 / 4 = 1, then 3 / 4 + 16 / 4 = 4.75
        ("RMSProp", {"rho": 0.75, "epsilon": 1e-30}, [0.8, 0.8 - 0.1 * 4 / 4.75**0.5]),
        # s = 1, r = 1, s_hat = r_hat^(1/2) = 2; then s = 2.5, s_hat = 2.5 / (3 / 4) = 10 / 3,
        # r = 4.75, r_hat = 4.75 / (7 / 16)
        (
            "Adam",
            {"beta_1": 0.5, "beta_2": 0.75, "epsilon": 1e-30},
            [0.9, 0.9 - 0.1 * (10 / 3) / (4.75 / (7 / 16)) ** 0.5],
        ),
    ],
    ids=NAMES,
)
def test_the_first_two_steps_by_hand(keras, ours, name, settings, expected) -> None:
    found = two_steps(keras, getattr(ours, name)(0.1, **settings), 2.0, 4.0)
    assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "settings", "length"),
    [
        ("Adagrad", {"initial_accumulator_value": 0.0, "epsilon": 5.0}, 2 / (4 + 5) ** 0.5),
        ("RMSProp", {"rho": 0.5, "epsilon": 7.0}, 2 / (2 + 7) ** 0.5),
        # s = r = 1 and alpha_1 = sqrt(1/4) / (1/2) = 1; Algorithm 1 would go 2 / (2 + 3)
        ("Adam", {"beta_1": 0.5, "beta_2": 0.75, "epsilon": 3.0}, 1 / (1 + 3)),
    ],
    ids=["Adagrad", "RMSProp", "Adam"],
)
def test_the_epsilon_stands_where_it_says(keras, ours, name, settings, length) -> None:
    """Inside the root for Adagrad and RMSProp, beside the uncorrected one for Adam."""
    first, _ = two_steps(keras, getattr(ours, name)(1.0, **settings), 2.0, 0.0)
    assert first == pytest.approx(1 - length, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "settings", "plain"),
    [
        ("SGD", {}, scratch.SGD(0.05)),
        ("Momentum", {}, scratch.Momentum(0.05)),
        ("Nesterov", {}, scratch.Nesterov(0.05)),
        ("Adagrad", {"initial_accumulator_value": 0.0}, scratch.Adagrad(0.05)),
        ("RMSProp", {}, scratch.RMSProp(0.05)),
        ("Adam", {"epsilon": 1e-12}, scratch.Adam(0.05, epsilon=1e-12)),
    ],
    ids=NAMES,
)
def test_the_form_in_numpy_goes_the_same_way(keras, ours, name, settings, plain) -> None:
    """Nesterov's is compared where it looks ahead: that is the point that is stored here."""
    bowl = Bowl()
    mine = Walk(keras, getattr(ours, name)(0.05, **settings)).go(50)
    w, ahead, after = list(bowl.first.values()), [], []
    for _ in range(50):
        plain.look_ahead(w)
        plain.step(w, bowl.gradients(w))
        after.append(np.concatenate([a.ravel() for a in w]))
        plain.look_ahead(w)
        ahead.append(np.concatenate([a.ravel() for a in w]))
    assert np.abs(mine - np.array(ahead)).max() < 2e-5
    assert (np.abs(mine - np.array(after)).max() > 0.01) == (name == "Nesterov")


# --- in a model: trained, saved in the middle, loaded, continued --------------------------------


def problem(keras: ModuleType, kind: str) -> tuple[Any, Array, Array]:
    """A model with random weights, and data for 200 batches.

    The words 12 and up of "embedding" occur in no batch, 8 to 11 in the first half only.
    """
    keras.utils.set_random_seed(5)  # a layer draws its seed when it is made
    rng = np.random.default_rng(3)
    rows = STEPS * BATCH
    if kind == "dense":
        X = rng.normal(size=(rows, 3)).astype("float32")
        layers = [keras.Input((3,)), keras.layers.Dense(6, activation="tanh")]
    else:
        half = (rows // 2, 5)
        X = np.concatenate([rng.integers(0, 12, half), rng.integers(0, 8, half)]).astype("int32")
        layers = [
            keras.Input((5,), dtype="int32"),
            keras.layers.Embedding(16, 4, name="words"),
            keras.layers.Flatten(),
        ]
    model = keras.Sequential([*layers, keras.layers.Dense(1)])
    return model, X, rng.normal(size=(rows, 1)).astype("float32")


def train(model: Any, X: Array, y: Array, optimizer: Any = None, **settings: Any) -> list[Array]:
    """One pass in batches as they stand; the weights at the end."""
    if optimizer is not None:
        model.compile(optimizer, "mse", **{"jit_compile": False, **settings})
    model.fit(X, y, batch_size=BATCH, shuffle=False, verbose=0)
    return weights(model)


def weights(model: Any) -> list[Array]:
    """Copies: what `get_weights` returns may change with the model."""
    return [w.copy() for w in model.get_weights()]


def distance(a: list[Array], b: list[Array]) -> float:
    return max(float(np.abs(x - y).max()) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("kind", ["dense", "embedding"])
@pytest.mark.parametrize("name", NAMES)
def test_a_model_saved_in_the_middle_ends_where_the_twin_does(
    keras, ours, name, kind, tmp_path: Path
) -> None:
    optimizer, twin = both(ours, keras, name)
    half = STEPS * BATCH // 2
    model, X, y = problem(keras, kind)
    first = weights(model)
    middle = train(model, X[:half], y[:half], optimizer)
    model.save(tmp_path / "middle.keras")
    straight = train(model, X[half:], y[half:])

    loaded = keras.models.load_model(tmp_path / "middle.keras")
    assert type(loaded.optimizer) is type(optimizer)
    assert distance(weights(loaded), middle) == 0
    continued = train(loaded, X[half:], y[half:])
    assert distance(continued, straight) < 1e-6

    theirs, _, _ = problem(keras, kind)
    assert distance(weights(theirs), first) == 0
    at_half = train(theirs, X[:half], y[:half], twin)
    end = train(theirs, X[half:], y[half:])
    assert distance(middle, at_half) < 1e-5
    assert distance(continued, end) < 1e-5
    assert distance(continued, first) > 0.001

    if kind == "embedding":
        moves = (np.abs(continued[0] - middle[0]) > 0).any(axis=1)
        assert moves[:8].all()
        assert (continued[0][12:] == first[0][12:]).all()
        # A word that is no longer used goes on where an average of gradients carries it.
        assert moves[8:12].all() == (name in ("Momentum", "Nesterov", "Adam"))
        assert moves[8:12].any() == moves[8:12].all()


@pytest.mark.usefixtures("xla")
@pytest.mark.parametrize("name", NAMES)
def test_a_model_compiled_to_one_kernel(keras, ours, name) -> None:
    ends = []
    for optimizer, jit in zip(both(ours, keras, name, 0.01), (True, False), strict=True):
        model, X, y = problem(keras, "embedding")
        first = weights(model)
        ends.append(train(model, X[:80], y[:80], optimizer, jit_compile=jit))
        assert model.jit_compile is jit
    assert distance(*ends) < 1e-5
    assert distance(ends[0], first) > 0.005


@pytest.fixture
def half_precision(keras: ModuleType) -> Iterator[None]:
    keras.config.set_dtype_policy("mixed_float16")
    yield
    keras.config.set_dtype_policy("float32")


@pytest.mark.usefixtures("half_precision")
@pytest.mark.parametrize("name", NAMES)
def test_mixed_precision_scales_the_loss(keras, ours, name, tmp_path: Path) -> None:
    ends, models = [], []
    for optimizer in both(ours, keras, name, 0.01):
        model, X, y = problem(keras, "dense")
        first = weights(model)
        ends.append(train(model, X[:80], y[:80], optimizer))
        assert type(model.optimizer) is keras.optimizers.LossScaleOptimizer
        assert model.optimizer.inner_optimizer is optimizer
        models.append(model)
    assert distance(*ends) < 1e-6
    assert distance(ends[0], first) > 0.005

    models[0].save(tmp_path / "scaled.keras")
    loaded = keras.models.load_model(tmp_path / "scaled.keras")
    assert type(loaded.optimizer.inner_optimizer) is getattr(ours, name)
    for a, b in zip(loaded.optimizer.variables, models[0].optimizer.variables, strict=True):
        assert np.array_equal(a.numpy(), b.numpy())


def apply_scaled(keras: ModuleType, optimizer: Any, g: list[float], w: Any) -> None:
    """A step by an optimizer that scales its loss. On JAX it has a stateless form only."""
    g = keras.ops.convert_to_tensor(g)
    if keras.backend.backend() != "jax":
        optimizer.apply([g], [w])
        return
    optimizer.build([w])
    state = [v.value for v in optimizer.variables]
    (moved,), state = optimizer.stateless_apply(state, [g], [w.value])
    w.assign(moved)
    for v, value in zip(optimizer.variables, state, strict=True):
        v.assign(value)


@pytest.mark.parametrize("name", NAMES)
def test_a_scaled_loss_that_overflows_changes_nothing(keras, ours, name) -> None:
    inner = getattr(ours, name)(0.1)
    optimizer = keras.optimizers.LossScaleOptimizer(inner, initial_scale=8.0)
    w = keras.Variable([1.0, 2.0])
    apply_scaled(keras, optimizer, [16.0, -8.0], w)  # 2 and -1
    before = [np.array(v.numpy()) for v in (w, *inner.variables)]
    apply_scaled(keras, optimizer, [16.0, float("inf")], w)
    assert all(
        np.array_equal(v.numpy(), b) for v, b in zip([w, *inner.variables], before, strict=True)
    )
    assert float(optimizer.dynamic_scale.numpy()) == 4.0
    fresh, alone = keras.Variable([1.0, 2.0]), getattr(ours, name)(0.1)
    alone.apply([keras.ops.convert_to_tensor([2.0, -1.0])], [fresh])
    assert np.allclose(fresh.numpy(), before[0], rtol=0, atol=1e-7)


# --- sparse gradients ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_sparse_gradient_with_a_row_that_occurs_twice(keras, ours, tf, name) -> None:
    """As for the twin, each occurrence is squared for itself."""
    ends = []
    for optimizer in both(ours, keras, name, 0.1):
        w = keras.Variable(np.ones((4, 2), "float32"))
        for rows in ([1, 1, 2], [2, 3, 3], [2, 2, 2]):
            values = tf.constant([[1.0, -1.0], [2.0, 0.5], [-1.5, 1.0]])
            optimizer.apply([tf.IndexedSlices(values, tf.constant(rows), tf.constant([4, 2]))], [w])
        ends.append(w.numpy())
    assert np.abs(ends[0] - ends[1]).max() < 1e-6
    assert (ends[0][0] == 1).all()
    assert (ends[0][1:] != 1).all()


def test_the_gradient_of_an_embedding_is_sparse(keras, tf) -> None:
    """Else the tests above would prove nothing about sparse gradients."""
    model, X, _ = problem(keras, "embedding")
    words = model.get_layer("words").trainable_variables[0]
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(model(X[:BATCH]))
    assert isinstance(tape.gradient(total, words.value), tf.IndexedSlices)


@pytest.mark.parametrize("name", NAMES)
def test_a_step_inside_a_graph(keras, ours, tf, name) -> None:
    ends = []
    for compiled in (False, True):
        optimizer, w = getattr(ours, name)(0.1), keras.Variable([1.0, -2.0])
        optimizer.build([w])

        def step(optimizer=optimizer, w=w) -> None:
            optimizer.apply([w - 3.0])

        step = tf.function(step) if compiled else step
        for _ in range(10):
            step()
        ends.append(w.numpy())
    assert np.abs(ends[0] - ends[1]).max() < 1e-6
    assert np.abs(ends[0] - [1, -2]).min() > 0.05


# --- what the base class offers -----------------------------------------------------------------

OPTIONS = {
    "weight_decay": {"weight_decay": 0.2},
    "clipnorm": {"clipnorm": 0.3},
    "clipvalue": {"clipvalue": 0.1},
    "global_clipnorm": {"global_clipnorm": 0.3},
    "ema": {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 4},
    "accumulation": {"gradient_accumulation_steps": 3},
}


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_an_option_of_the_base_class(keras, ours, name, option) -> None:
    given = OPTIONS[option]
    plain = Walk(keras, getattr(ours, name)(0.05)).go(9)
    walks = [Walk(keras, o) for o in both(ours, keras, name, 0.05, **given)]
    mine, twin = (walk.go(9) for walk in walks)
    assert np.abs(mine - twin).max() < 1e-6
    assert np.abs(mine - plain).max() > 1e-3
    if option == "accumulation":
        still = np.abs(np.diff(mine, axis=0)).max(axis=1) == 0
        assert np.flatnonzero(~still).tolist() == [1, 4, 7]
    if option == "ema":
        for walk in walks:
            walk.optimizer.finalize_variable_values(walk.variables)
        assert np.abs(walks[0].now()[0].ravel() - mine[-1][:12]).max() > 1e-4
        assert distance(walks[0].now(), walks[1].now()) < 1e-6


@pytest.mark.parametrize("name", NAMES)
def test_weights_that_are_excluded_from_decay(keras, ours, name) -> None:
    pair = both(ours, keras, name, 0.05, weight_decay=0.2)
    for optimizer in pair:
        optimizer.exclude_from_weight_decay(var_names=["bias"])
    mine, twin = paths(keras, pair, 10)
    plain = Walk(keras, getattr(ours, name)(0.05)).go(10)
    assert np.abs(mine - twin).max() < 1e-6
    bias = slice(12, 16)
    assert np.abs(mine - plain)[:, bias].max() < 1e-7
    assert np.abs(mine - plain)[:, :12].max() > 1e-3


@pytest.mark.parametrize("name", NAMES)
def test_a_fixed_factor_of_the_loss_is_taken_out_again(keras, ours, name) -> None:
    scaled = Walk(keras, getattr(ours, name)(0.05, loss_scale_factor=8.0))
    assert float(scaled.optimizer.scale_loss(1.5)) == 12
    plain = Walk(keras, getattr(ours, name)(0.05))
    assert np.abs(scaled.go(10, scale=8.0) - plain.go(10)).max() < 1e-6


@pytest.mark.parametrize("name", NAMES)
def test_the_rate_may_be_a_schedule_a_function_or_be_set(keras, ours, name) -> None:
    from dlcourse.schedules import ExponentialDecay

    own = ExponentialDecay(0.1, 4, 0.5)
    theirs = keras.optimizers.schedules.ExponentialDecay(0.1, 4, 0.5)
    mine = Walk(keras, getattr(ours, name)(own)).go(12)
    twin = Walk(keras, TWINS[name](keras.optimizers, theirs)).go(12)
    assert np.abs(mine - twin).max() < 1e-6

    by_hand = Walk(keras, getattr(ours, name)(0.1))
    for step in range(12):
        by_hand.optimizer.learning_rate = 0.1 * 0.5 ** (step / 4)
        by_hand.go(1)
    assert np.abs(mine[-1] - np.concatenate([w.ravel() for w in by_hand.now()])).max() < 1e-5

    function = Walk(keras, getattr(ours, name)(lambda: 0.1)).go(12)
    constant = Walk(keras, getattr(ours, name)(0.1)).go(12)
    assert np.abs(function - constant).max() < 1e-7
    assert np.abs(mine - constant).max() > 1e-3


@pytest.mark.parametrize("name", NAMES)
def test_a_constraint_of_a_weight_is_kept(keras, ours, name) -> None:
    layer = keras.layers.Dense(2, kernel_constraint=keras.constraints.NonNeg(), use_bias=False)
    layer.build((None, 1))
    layer.set_weights([np.array([[0.05, 0.05]])])
    getattr(ours, name)(0.5).apply(
        [keras.ops.convert_to_tensor([[1.0, -1.0]])], layer.trainable_variables
    )
    low, high = layer.get_weights()[0][0]
    assert low == 0
    assert high > 0.05


# --- configuration ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_defaults_are_those_of_the_twin(keras, ours, name) -> None:
    mine, twin = (o.get_config() for o in both(ours, keras, name))
    shared = mine.keys() & twin.keys() - {"name"}
    assert {key: mine[key] for key in shared} == {key: twin[key] for key in shared}
    assert mine.keys() <= twin.keys()
    # What the twin has besides is off, or is what makes it this twin.
    rest = {key: twin[key] for key in twin.keys() - mine.keys()}
    assert rest == {
        "SGD": {"momentum": 0.0, "nesterov": False},
        "Momentum": {"nesterov": False},
        "Nesterov": {"nesterov": True},
        "Adagrad": {},
        "RMSProp": {"momentum": 0.0, "centered": False},
        "Adam": {"amsgrad": False},
    }.get(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_configuration_makes_the_same_optimizer(keras, ours, name) -> None:
    from dlcourse.schedules import CosineDecay, WarmUp

    kind = getattr(ours, name)
    base = {"weight_decay": 0.01, "clipnorm": 2.0, "use_ema": True, "ema_momentum": 0.5}
    base |= {"gradient_accumulation_steps": 2, "loss_scale_factor": 4.0, "name": "mine"}
    for rate in (0.25, WarmUp(CosineDecay(0.1, 10), 3)):
        optimizer = kind(rate, **base, **OTHER_SETTINGS[name])
        config = optimizer.get_config()
        assert base.items() <= config.items()
        assert OTHER_SETTINGS[name].items() <= config.items()
        stored = json.loads(json.dumps(keras.optimizers.serialize(optimizer)))
        copies = [kind.from_config(optimizer.get_config()), keras.optimizers.deserialize(stored)]
        for copy in copies:
            assert type(copy) is kind
            assert copy.get_config() == config
            expected = Walk(keras, kind(rate, **base, **OTHER_SETTINGS[name])).go(4)
            assert np.array_equal(Walk(keras, copy).go(4), expected)


@pytest.mark.parametrize("name", NAMES)
def test_a_class_is_registered_under_its_name(keras, ours, name) -> None:
    kind = getattr(ours, name)
    assert keras.saving.get_registered_name(kind) == f"dlcourse>{name}"
    assert keras.saving.get_registered_object(f"dlcourse>{name}") is kind


# --- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "settings", "error", "says"),
    [
        *[(name, {"learning_rate": 1}, ValueError, "learning_rate.*=1") for name in NAMES],
        *[(name, {"speed": 1}, ValueError, "not recognized: {'speed': 1}") for name in NAMES],
        ("SGD", {"momentum": 0.9}, ValueError, "not recognized: {'momentum': 0.9}"),
        ("Momentum", {"momentum": 1.5}, ValueError, "momentum must be at least 0 and .* got 1.5"),
        ("Nesterov", {"momentum": -0.1}, ValueError, "momentum must be .*at most 1, got -0.1"),
        ("Momentum", {"momentum": "0.9"}, TypeError, "momentum must be a number .*got '0.9'"),
        ("Momentum", {"momentum": True}, TypeError, "momentum must be a number .*got True"),
        (
            "Adagrad",
            {"initial_accumulator_value": -0.1},
            ValueError,
            "initial_accumulator_value must be at least 0, got -0.1",
        ),
        ("Adagrad", {"epsilon": 0}, ValueError, "epsilon must be above 0, got 0"),
        ("RMSProp", {"epsilon": -1e-7}, ValueError, "epsilon must be above 0, got -1e-07"),
        ("RMSProp", {"rho": 1.0}, ValueError, "rho must be at least 0 and below 1, got 1.0"),
        ("Adam", {"beta_1": 1.0}, ValueError, "beta_1 must be at least 0 and below 1, got 1.0"),
        ("Adam", {"beta_2": 1.5}, ValueError, "beta_2 must be at least 0 and below 1, got 1.5"),
        ("Adam", {"beta_2": float("nan")}, ValueError, "beta_2 must be .*, got nan"),
        ("Adam", {"epsilon": None}, TypeError, "epsilon must be a number above 0, got None"),
    ],
)
def test_settings_that_make_no_sense_are_named(keras, ours, name, settings, error, says) -> None:
    with pytest.raises(error, match=says):
        getattr(ours, name)(**settings)


@pytest.mark.parametrize("name", NAMES)
def test_other_weights_than_it_was_built_with(keras, ours, name) -> None:
    optimizer, w = getattr(ours, name)(), keras.Variable([1.0])
    g = keras.ops.convert_to_tensor([1.0])
    optimizer.apply([g], [w])
    count = len(optimizer.variables)
    optimizer.build([w])  # once more changes nothing
    assert len(optimizer.variables) == count
    with pytest.raises(ValueError, match="Unknown variable"):
        optimizer.apply([g], [keras.Variable([1.0])])


# --- every class is in the table ----------------------------------------------------------------


def test_every_public_optimizer_has_a_row(keras, ours) -> None:
    found = public_classes(ours, keras.optimizers.Optimizer)
    assert sorted(found) == sorted(TWINS) == sorted(ours.__all__) == sorted(OTHER_SETTINGS)
    for name, kind in found.items():
        assert kind.__doc__ is not None, name
        assert kind.__init__.__doc__ is not None, name


def test_a_class_without_a_row_is_found(keras, ours, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "newcomers").mkdir()
    (tmp_path / "newcomers" / "__init__.py").write_text("")
    (tmp_path / "newcomers" / "lion.py").write_text(
        "import keras\nfrom dlcourse.optimizers import SGD\n"
        "class Lion(keras.optimizers.Optimizer): pass\nclass _Cub(Lion): pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import newcomers

    assert list(public_classes(newcomers, keras.optimizers.Optimizer)) == ["Lion"]
