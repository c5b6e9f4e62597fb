"""The learning-rate schedules: against Keras's own, by hand, in an optimizer, stored and drawn.

Every public class of `dlcourse.schedules` has a row in `MADE`; a test fails for one that has none.
"""

from __future__ import annotations

import json
from dataclasses import replace
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.public_classes import public_classes

# What each is made with; several of a kind are told apart by their number.
MADE: dict[str, list[dict[str, Any]]] = {
    "ExponentialDecay": [
        {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5},
        {"initial_learning_rate": 0.1, "decay_steps": 7, "decay_rate": 0.9, "staircase": True},
        {"initial_learning_rate": 1e-4, "decay_steps": 5, "decay_rate": 1.3},
    ],
    "PolynomialDecay": [
        {"initial_learning_rate": 0.1, "decay_steps": 20},
        {"initial_learning_rate": 0.1, "decay_steps": 20, "end_learning_rate": 0.0, "power": 2.0},
        {"initial_learning_rate": 0.1, "decay_steps": 7, "power": 1.5, "cycle": True},
    ],
    "InverseTimeDecay": [
        {"initial_learning_rate": 0.2, "decay_steps": 1, "decay_rate": 1.0},
        {"initial_learning_rate": 0.2, "decay_steps": 7, "decay_rate": 0.5, "staircase": True},
    ],
    "CosineDecay": [
        {"initial_learning_rate": 0.1, "decay_steps": 20},
        {"initial_learning_rate": 0.1, "decay_steps": 20, "alpha": 0.25},
        {
            "initial_learning_rate": 0.01,
            "decay_steps": 20,
            "alpha": 0.1,
            "warmup_target": 0.2,
            "warmup_steps": 6,
        },
        {"initial_learning_rate": 0.01, "decay_steps": 20, "warmup_target": 0.2},
    ],
    "CosineDecayRestarts": [
        {"initial_learning_rate": 0.1, "first_decay_steps": 6},
        {"initial_learning_rate": 0.1, "first_decay_steps": 6, "t_mul": 1.0, "m_mul": 0.5},
        {
            "initial_learning_rate": 0.1,
            "first_decay_steps": 5,
            "t_mul": 1.5,
            "m_mul": 0.8,
            "alpha": 0.1,
        },
        {"initial_learning_rate": 0.1, "first_decay_steps": 4, "t_mul": 3.0},
    ],
    # Keras has none of these two kinds.
    "InverseSqrtDecay": [
        {"initial_learning_rate": 0.3},
        {
            "initial_learning_rate": 0.3,
            "decay_steps": 4,
            "decay_rate": 2.0,
            "staircase": True,
        },
    ],
    "WarmUp": [
        {"learning_rate": 0.5, "warmup_steps": 5},
        {"learning_rate": 0.5, "warmup_steps": 5, "initial_learning_rate": 0.1, "name": "slowly"},
    ],
}
NEW = ("InverseSqrtDecay", "WarmUp")
EVERY = [(name, k) for name in MADE for k in range(len(MADE[name]))]
IDS = [f"{name}-{k}" for name, k in EVERY]


@pytest.fixture(scope="module")
def ours(keras: ModuleType) -> ModuleType:
    import dlcourse

    return dlcourse.schedules


def rates(schedule: Any, steps: Any) -> np.ndarray:
    """One call a step, each with a whole number."""
    return np.array([float(schedule(int(step))) for step in steps])


def close(values: Any) -> Any:
    """The same numbers, up to the rounding of float32."""
    return pytest.approx(values, rel=1e-5, abs=1e-7)


# --- values -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "k"), [e for e in EVERY if e[0] not in NEW])
def test_the_values_of_the_schedule_of_keras(keras, ours, name, k) -> None:
    given = MADE[name][k]
    mine = getattr(ours, name)(**given)
    twin = getattr(keras.optimizers.schedules, name)(**given)
    steps = [*range(45), 1000]
    found = rates(mine, steps)
    assert np.allclose(found, rates(twin, steps), rtol=2e-6, atol=1e-8)
    assert np.ptp(found) > 1e-5
    # The same arguments in the same order, with the same defaults and the same names.
    assert mine.get_config() == twin.get_config()
    assert list(signature(type(mine)).parameters) == list(signature(type(twin)).parameters)


def test_exponential_decay_by_hand(ours) -> None:
    smooth = ours.ExponentialDecay(0.8, 2, 0.25)  # a quarter after two steps, half after one
    assert rates(smooth, [0, 1, 2, 3, 4]) == pytest.approx([0.8, 0.4, 0.2, 0.1, 0.05])
    stairs = ours.ExponentialDecay(0.8, 2, 0.25, staircase=True)
    assert rates(stairs, [0, 1, 2, 3, 4]) == pytest.approx([0.8, 0.8, 0.2, 0.2, 0.05])


def test_polynomial_decay_by_hand(ours) -> None:
    line = ours.PolynomialDecay(0.1, 10, 0.0)
    assert rates(line, [0, 5, 10, 11, 500]) == close([0.1, 0.05, 0, 0, 0])
    square = ours.PolynomialDecay(1.1, 4, 0.1, power=2.0)
    assert rates(square, [0, 1, 2, 4, 9]) == pytest.approx([1.1, 0.6625, 0.35, 0.1, 0.1])
    # Of 4, 8, 12 steps the first that has not passed: after step 4 the line leads to step 8.
    cycle = ours.PolynomialDecay(0.8, 4, 0.0, cycle=True)
    assert rates(cycle, [0, 4, 5, 8, 9]) == close([0.8, 0, 0.3, 0, 0.2])


def test_the_table_of_the_notes(ours) -> None:
    """alpha_0 = 0.2 and a decay rate of 1; the notes print 0.67 and 0.5 for epochs 2 and 3."""
    decay = ours.InverseTimeDecay(0.2, decay_steps=50, decay_rate=1.0, staircase=True)
    by_epoch = [0.2, 0.1, 0.2 / 3, 0.05, 0.04]
    assert rates(decay, [0, 50, 100, 150, 200]) == pytest.approx(by_epoch)
    assert rates(decay, [49, 99, 149, 199, 249]) == pytest.approx(by_epoch)
    smooth = replace(decay, staircase=False)
    assert float(smooth(25)) == pytest.approx(0.2 / 1.5)


def test_the_two_inverse_decays_of_the_slides(ours) -> None:
    """eta_0 / t and eta_0 / sqrt(t), whose t is the step + 1."""
    t = np.array([1, 2, 4, 9, 100])
    assert rates(ours.InverseTimeDecay(0.6, 1, 1.0), t - 1) == pytest.approx(0.6 / t)
    assert rates(ours.InverseSqrtDecay(0.6), t - 1) == pytest.approx(0.6 / np.sqrt(t))


def test_inverse_square_root_decay_by_hand(ours) -> None:
    stairs = ours.InverseSqrtDecay(0.6, decay_steps=2, decay_rate=3.0, staircase=True)
    by_hand = [0.6, 0.6, 0.3, 0.3, 0.6 / 7**0.5]
    assert rates(stairs, [0, 1, 2, 3, 4]) == pytest.approx(by_hand)
    smooth = replace(stairs, staircase=False)
    assert rates(smooth, [1, 10]) == pytest.approx([0.6 / 2.5**0.5, 0.15])


def test_cosine_decay_by_hand(ours) -> None:
    half, root = 0.5, 2**0.5
    decay = ours.CosineDecay(0.4, 4)
    by_hand = [0.4, 0.2 * (1 + half * root), 0.2, 0.2 * (1 - half * root), 0, 0]
    assert rates(decay, [0, 1, 2, 3, 4, 9]) == close(by_hand)
    lifted = ours.CosineDecay(0.4, 4, alpha=0.5)
    assert rates(lifted, [0, 2, 4, 9]) == pytest.approx([0.4, 0.3, 0.2, 0.2])


def test_restarts_by_hand(ours) -> None:
    """Periods of 2, 4 and 8 steps that begin at 0.8, 0.4 and 0.2."""
    decay = ours.CosineDecayRestarts(0.8, 2, t_mul=2.0, m_mul=0.5)
    by_hand = {0: 0.8, 1: 0.4, 2: 0.4, 4: 0.2, 6: 0.2, 10: 0.1, 14: 0.1}
    assert rates(decay, by_hand) == pytest.approx(list(by_hand.values()))
    assert float(decay(13)) < 0.01 < 0.09 < float(decay(14))
    even = ours.CosineDecayRestarts(0.8, 2, t_mul=1.0)
    assert rates(even, range(6)) == pytest.approx([0.8, 0.4] * 3)


@pytest.mark.parametrize("t_mul", [1.1, 1.2, 1.3, 1.5, 2.0, 3.0, 5.0, 10.0])
def test_a_restart_comes_on_time(ours, t_mul) -> None:
    """Whatever the rounding of a logarithm: the first step of a period has the full rate."""
    for first in (10, 100, 1000):
        starts, period = [0], first
        while len(starts) < 3:
            starts.append(round(starts[-1] + period))
            period *= t_mul
        assert rates(ours.CosineDecayRestarts(0.5, first, t_mul=t_mul), starts) == pytest.approx(
            [0.5] * 3, rel=1e-4
        )
        last = rates(ours.CosineDecayRestarts(0.5, first, t_mul=t_mul), np.array(starts[1:]) - 1)
        assert (last < 0.02).all()


def test_warm_up_by_hand(keras, ours) -> None:
    constant = ours.WarmUp(0.5, 5)
    by_hand = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5]
    assert rates(constant, range(7)) == close(by_hand)
    higher = ours.WarmUp(0.5, 4, initial_learning_rate=0.1)
    assert rates(higher, range(6)) == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.5])
    # What follows begins when the warm-up ends.
    stairs = ours.ExponentialDecay(0.4, 2, 0.5, staircase=True)
    by_hand = [0, 0.2, 0.4, 0.4, 0.2, 0.2, 0.1]
    assert rates(ours.WarmUp(stairs, 2), range(7)) == close(by_hand)


def test_warm_up_in_front_of_others(keras, ours) -> None:
    """Before a cosine it is Keras's own; before the root, the Transformer's; and before itself."""
    theirs = keras.optimizers.schedules.CosineDecay(
        0.02, 20, alpha=0.1, warmup_target=0.3, warmup_steps=7
    )
    cosines = (ours.CosineDecay, keras.optimizers.schedules.CosineDecay)
    for kind in cosines:
        mine = ours.WarmUp(kind(0.3, 20, alpha=0.1), 7, initial_learning_rate=0.02)
        assert rates(mine, range(40)) == pytest.approx(rates(theirs, range(40)), rel=1e-5)

    n, t = 10, np.arange(1, 60)
    transformer = ours.WarmUp(ours.InverseSqrtDecay(0.4, decay_steps=n), n)
    by_paper = 0.4 * n**0.5 * np.minimum(t**-0.5, t * n**-1.5)
    assert rates(transformer, t) == pytest.approx(by_paper, rel=1e-5)

    twice = ours.WarmUp(ours.WarmUp(0.4, 4, initial_learning_rate=0.2), 2)
    assert rates(twice, range(8)) == pytest.approx([0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.4])


# --- steps of every kind, and inside an optimizer -----------------------------------------------


@pytest.mark.parametrize(("name", "k"), EVERY, ids=IDS)
def test_a_step_is_a_number_a_tensor_or_a_variable(keras, ours, name, k) -> None:
    schedule = getattr(ours, name)(**MADE[name][k])
    expected = rates(schedule, [0, 3, 17])
    for kind in ("int32", "int64", "float32"):
        tensors = [keras.ops.convert_to_tensor(step, dtype=kind) for step in (0, 3, 17)]
        found = [schedule(step) for step in tensors]
        assert np.allclose([float(rate) for rate in found], expected, rtol=1e-6, atol=0)
        for rate in found:
            assert keras.ops.is_tensor(rate)
            assert rate.shape == ()
            assert keras.backend.standardize_dtype(rate.dtype) == "float32"
    assert float(schedule(keras.Variable(3, dtype="int32"))) == pytest.approx(expected[1])
    together = keras.ops.convert_to_numpy(schedule(np.array([0, 3, 17])))
    assert np.allclose(together, expected, rtol=1e-5, atol=1e-8)


def compiled(keras: ModuleType, schedule: Any) -> Any:
    """The schedule as a function that its backend has compiled."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow

        return tensorflow.function(schedule)
    if keras.backend.backend() == "jax":
        import jax

        return jax.jit(schedule)
    return pytest.skip("this backend compiles no functions")


@pytest.mark.parametrize(("name", "k"), EVERY, ids=IDS)
def test_a_step_inside_a_compiled_function(keras, ours, name, k) -> None:
    schedule = getattr(ours, name)(**MADE[name][k])
    f = compiled(keras, schedule)
    found = [float(f(keras.ops.convert_to_tensor(step))) for step in range(20)]
    assert found == close(rates(schedule, range(20)))


@pytest.mark.parametrize("length", [7, 41, 49, 100, 469, 1875])
def test_an_epoch_begins_on_time_in_a_compiled_function(keras, ours, length) -> None:
    """There 49 / 49 may be 49 times a rounded 1 / 49, and rounded down to 0."""
    stairs = compiled(keras, ours.InverseTimeDecay(1.0, length, 1.0, staircase=True))
    lines = compiled(keras, ours.PolynomialDecay(1.0, length, 0.0, cycle=True))
    even = compiled(keras, ours.CosineDecayRestarts(1.0, length, t_mul=1.0))
    for epoch in range(1, 40):
        last, first = (keras.ops.convert_to_tensor(epoch * length - k) for k in (1, 0))
        assert (float(stairs(last)), float(stairs(first))) == close((1 / epoch, 1 / (1 + epoch)))
        assert float(lines(first)) < 1e-5
        assert float(even(last)) < 0.06
        assert float(even(first)) == close(1.0)


@pytest.mark.parametrize("name", MADE)
def test_an_optimizer_that_is_saved_goes_on_at_its_step(keras, ours, name, tmp_path: Path) -> None:
    from dlcourse.optimizers import SGD

    schedule = getattr(ours, name)(**MADE[name][-1])
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(SGD(schedule), "mae", jit_compile=False)

    def steps(model: Any, count: int) -> np.ndarray:
        """The length of each step. It is the rate: the slope of |w 1 - (-9)| is 1."""
        seen = [float(model.get_weights()[0][0, 0])]
        for _ in range(count):
            model.train_on_batch(np.ones((1, 1)), np.full((1, 1), -9.0))
            seen.append(float(model.get_weights()[0][0, 0]))
        return -np.diff(seen)

    assert steps(model, 6) == pytest.approx(rates(schedule, range(6)), abs=1e-6)
    model.save(tmp_path / "half.keras")
    loaded = keras.models.load_model(tmp_path / "half.keras")
    assert float(loaded.optimizer.learning_rate) == close(float(schedule(6)))
    assert steps(loaded, 6) == pytest.approx(rates(schedule, range(6, 12)), abs=1e-6)


# --- stored -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "k"), EVERY, ids=IDS)
def test_a_configuration_makes_the_same_schedule(keras, ours, name, k) -> None:
    schedule = getattr(ours, name)(**MADE[name][k])
    stored = json.loads(json.dumps(keras.optimizers.schedules.serialize(schedule)))
    assert stored["registered_name"] == f"dlcourse>{name}"
    for copy in (
        type(schedule).from_config(schedule.get_config()),
        keras.optimizers.schedules.deserialize(stored),
        keras.saving.deserialize_keras_object(stored),
    ):
        assert type(copy) is type(schedule)
        assert copy == schedule
        assert copy.get_config() == schedule.get_config()


def test_what_a_warm_up_leads_to_is_stored_with_it(keras, ours) -> None:
    theirs = keras.optimizers.schedules.CosineDecay(0.3, 20)
    for inner in (ours.InverseSqrtDecay(0.3, 4), ours.WarmUp(ours.CosineDecay(0.2, 9), 2), theirs):
        schedule = ours.WarmUp(inner, 3, name="first")
        config = schedule.get_config()
        stored = json.loads(json.dumps(keras.optimizers.schedules.serialize(schedule)))
        copy = keras.optimizers.schedules.deserialize(stored)
        assert type(copy.learning_rate) is type(inner)
        assert copy.get_config() == config == schedule.get_config()  # nothing was changed in it
        assert np.array_equal(rates(copy, range(12)), rates(schedule, range(12)))


# --- drawn --------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def closed() -> Any:
    yield
    plt.close("all")


@pytest.mark.parametrize(("name", "k"), EVERY, ids=IDS)
def test_a_schedule_draws_itself(ours, name, k) -> None:
    schedule = getattr(ours, name)(**MADE[name][k])
    ax = schedule.plot(30)
    (line,) = ax.lines
    assert line.get_xdata().tolist() == list(range(30))
    assert np.allclose(line.get_ydata(), rates(schedule, range(30)), rtol=1e-5, atol=1e-7)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step", "learning rate")
    assert ax.get_legend() is None


def test_two_schedules_in_one_picture(keras, ours, capsys) -> None:
    import dlcourse

    ax = ours.CosineDecay(0.1, 20).plot(25, ax=plt.figure().add_subplot())
    theirs = keras.optimizers.schedules.CosineDecay(0.0, 20, warmup_target=0.1, warmup_steps=3)
    same = ours.WarmUp(theirs, 5).plot(25, ax=ax, label="two ways up")
    assert same is ax
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "CosineDecay",
        "two ways up",
    ]
    assert ax.lines[0].get_color() != ax.lines[1].get_color()
    assert dlcourse.show(ax.figure, alt="Two learning rates fall over 25 steps.") is None


def test_a_schedule_of_ones_own(keras, ours) -> None:
    """As the docstring of `Schedule` says."""
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Halved(ours.Schedule):
        initial_learning_rate: float
        at: int
        name: str = "Halved"

        def __call__(self, step: Any) -> Any:
            rate = self.initial_learning_rate
            return keras.ops.where(keras.ops.less(step, self.at), rate, rate / 2)

    schedule = Halved(0.5, at=3)
    assert schedule.get_config() == {"initial_learning_rate": 0.5, "at": 3, "name": "Halved"}
    assert Halved.from_config(schedule.get_config()) == schedule
    assert schedule.plot(5).lines[0].get_ydata().tolist() == [0.5, 0.5, 0.5, 0.25, 0.25]
    with pytest.raises(NotImplementedError, match="Schedule has no __call__"):
        ours.Schedule()(0)


# --- errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "changed", "error", "says"),
    [
        ("ExponentialDecay", {"decay_steps": 0}, ValueError, "decay_steps must be above 0, got 0"),
        ("ExponentialDecay", {"decay_rate": 0.0}, ValueError, "decay_rate must be above 0, got"),
        (
            "ExponentialDecay",
            {"initial_learning_rate": -0.1},
            ValueError,
            "initial_learning_rate must be at least 0, got -0.1",
        ),
        ("PolynomialDecay", {"decay_steps": -5}, ValueError, "decay_steps must be .* got -5"),
        ("PolynomialDecay", {"power": 0}, ValueError, "power must be above 0, got 0"),
        ("PolynomialDecay", {"end_learning_rate": -1.0}, ValueError, "end_learning_rate must be"),
        ("InverseTimeDecay", {"decay_rate": -1.0}, ValueError, "decay_rate must be at least 0"),
        ("InverseTimeDecay", {"decay_steps": "50"}, TypeError, "decay_steps must be a number"),
        ("InverseSqrtDecay", {"decay_steps": 0}, ValueError, "decay_steps must be above 0"),
        ("InverseSqrtDecay", {"decay_rate": float("nan")}, ValueError, "decay_rate must .*got nan"),
        ("CosineDecay", {"decay_steps": 0}, ValueError, "decay_steps must be above 0, got 0"),
        ("CosineDecay", {"alpha": -0.5}, ValueError, "alpha must be at least 0, got -0.5"),
        ("CosineDecay", {"warmup_steps": -1}, ValueError, "warmup_steps must be at least 0"),
        ("CosineDecay", {"warmup_target": -1.0}, ValueError, "warmup_target must be at least 0"),
        ("CosineDecayRestarts", {"first_decay_steps": 0}, ValueError, "first_decay_steps must be"),
        ("CosineDecayRestarts", {"t_mul": 0.5}, ValueError, "t_mul must be at least 1, got 0.5"),
        ("CosineDecayRestarts", {"m_mul": 0}, ValueError, "m_mul must be above 0, got 0"),
        ("WarmUp", {"warmup_steps": 0}, ValueError, "warmup_steps must be above 0, got 0"),
        ("WarmUp", {"learning_rate": -1}, ValueError, "learning_rate, if .*at least 0, got -1"),
        ("WarmUp", {"learning_rate": "cosine"}, TypeError, "learning_rate, if not a schedule, .*"),
        ("WarmUp", {"initial_learning_rate": -1}, ValueError, "initial_learning_rate must be"),
    ],
)
def test_settings_that_make_no_sense_are_named(ours, name, changed, error, says) -> None:
    with pytest.raises(error, match=says):
        getattr(ours, name)(**{**MADE[name][0], **changed})


def test_a_picture_of_no_steps(ours) -> None:
    with pytest.raises(ValueError, match="steps must be at least 1, got 0"):
        ours.CosineDecay(0.1, 10).plot(0)


# --- every class is in the table ----------------------------------------------------------------


def test_every_public_schedule_has_a_row(keras, ours) -> None:
    found = public_classes(ours, keras.optimizers.schedules.LearningRateSchedule)
    del found["Schedule"]  # what they have in common
    assert sorted(found) == sorted(MADE)
    assert sorted(ours.__all__) == sorted([*MADE, "Schedule"])
    for name, kind in found.items():
        assert "eta" in kind.__doc__, name
        assert all(f"{argument}:" in kind.__doc__ for argument in kind.__dataclass_fields__), name
