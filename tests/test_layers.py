"""The layers: Keras's standard checks on every one, and what each of them promises.

Every public class of `dlcourse.layers` has a row in `ROWS`; a test fails for one that has none.
The tests hold on every backend of Keras; what only TensorFlow has is skipped elsewhere.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlcourse.scratch import activations as scratch
from tests.derivatives import layer_gradients
from tests.layer_checks import standard_checks
from tests.public_classes import public_classes

Array = np.ndarray


@dataclass(frozen=True)
class Row:
    """What Keras's standard checks expect of a layer with these settings."""

    layer: str
    settings: dict[str, Any] = field(default_factory=dict)
    input_shape: Any = (5, 4)
    masking: bool = True
    trainable_weights: int = 0
    non_trainable_weights: int = 0
    seed_generators: int = 0
    one_output: bool = True


ROWS = {
    "Linear": Row("Linear"),
    "Sigmoid": Row("Sigmoid"),
    "Tanh": Row("Tanh"),
    "ReLU": Row("ReLU"),
    "LeakyReLU": Row("LeakyReLU", {"negative_slope": 0.25}),
    "ReLU6": Row("ReLU6"),
    "Swish": Row("Swish", {"beta": 1.5}),
    "Swish, learned": Row("Swish", {"beta": 1.5, "learn_beta": True}, trainable_weights=1),
    "Softmax": Row("Softmax"),
    "Softmax, axis": Row("Softmax", {"axis": 1}, (5, 4, 3)),
    "Dropout": Row("Dropout", {"rate": 0.5, "seed": 3}, seed_generators=1),
    "Dropout, inference": Row(
        "Dropout", {"rate": 0.5, "seed": 3, "scaling": "inference"}, seed_generators=1
    ),
    "Dropout, noise_shape": Row(
        "Dropout", {"rate": 0.2, "noise_shape": (None, 1, 3)}, (5, 4, 3), seed_generators=1
    ),
    "Dropout, rate 0": Row("Dropout", {"rate": 0}),
    "Dropout, rate 1": Row("Dropout", {"rate": 1}, seed_generators=1),
    "BatchNormalization": Row("BatchNormalization", trainable_weights=2, non_trainable_weights=2),
    "BatchNormalization, bare": Row(
        "BatchNormalization", {"center": False, "scale": False}, non_trainable_weights=2
    ),
    "BatchNormalization, images": Row(
        "BatchNormalization",
        {"momentum": 0.9, "epsilon": 1e-2, "gamma_initializer": "zeros"},
        (5, 4, 4, 3),
        trainable_weights=2,
        non_trainable_weights=2,
    ),
    "BatchNormalization, positions": Row(
        "BatchNormalization",
        {"axis": (1, 2, 3)},
        (5, 4, 4, 3),
        trainable_weights=2,
        non_trainable_weights=2,
    ),
    "MixUp": Row(
        "MixUp",
        {"alpha": 0.4, "seed": 3},
        [(5, 4), (5, 3)],
        masking=False,
        seed_generators=1,
        one_output=False,  # the check's own training step has one loss, for one output
    ),
}
ONE_OUTPUT = [name for name, row in ROWS.items() if row.one_output]
NONLINEAR = ("Linear", "Sigmoid", "Tanh", "ReLU", "LeakyReLU", "ReLU6", "Swish", "Softmax")


@pytest.fixture(scope="module")
def layers(keras: ModuleType) -> ModuleType:
    import dlcourse

    return dlcourse.layers


@pytest.fixture(scope="module")
def tf(keras: ModuleType) -> ModuleType:
    if keras.backend.backend() != "tensorflow":
        pytest.skip("a tf.data pipeline runs operations of TensorFlow, whatever the backend")
    import tensorflow

    return tensorflow


def normal(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def made(layers: ModuleType, name: str) -> Any:
    """The layer of a row."""
    return getattr(layers, ROWS[name].layer)(**ROWS[name].settings)


# --- every layer --------------------------------------------------------------------------------


def without_row(found: dict[str, type]) -> set[str]:
    return set(found) - {row.layer for row in ROWS.values()}


def test_every_layer_has_a_row(keras, layers) -> None:
    found = public_classes(layers, keras.layers.Layer)
    assert without_row(found) == set()
    assert set(found) == set(layers.__all__) == {row.layer for row in ROWS.values()}


def test_a_layer_without_a_row_is_found(keras, monkeypatch) -> None:
    class Forgotten(keras.layers.Layer):
        pass

    module = ModuleType("new_room")
    module.Forgotten, module._Hidden = Forgotten, Forgotten
    monkeypatch.setattr(Forgotten, "__module__", "new_room")
    assert without_row(public_classes(module, keras.layers.Layer)) == {"Forgotten"}


@pytest.mark.parametrize("name", ROWS)
def test_the_standard_checks_of_keras(layers, name) -> None:
    row = ROWS[name]
    standard_checks()(
        getattr(layers, row.layer),
        row.settings,
        input_shape=row.input_shape,
        output_shape=row.input_shape,
        masking=row.masking,
        trainable_weights=row.trainable_weights,
        non_trainable_weights=row.non_trainable_weights,
        seed_generators=row.seed_generators,
        training_check=row.one_output,
    )


def test_the_standard_checks_turn_red(layers) -> None:
    row = {"input_shape": (5, 4), "output_shape": (5, 4), "masking": True, "training_check": False}
    none = {"trainable_weights": 0, "non_trainable_weights": 0, "seed_generators": 0}
    check = standard_checks()
    check(layers.ReLU, {}, **row, **none)
    for changed in (
        {"output_shape": (5, 3)},
        {"masking": False},
        {"trainable_weights": 1},
        {"seed_generators": 1},
    ):
        with pytest.raises(AssertionError):
            check(layers.ReLU, {}, **{**row, **none, **changed})


def test_standard_checks_that_moved_are_named(keras, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "keras.src.testing", ModuleType("keras.src.testing"))
    with pytest.raises(ImportError, match=r"run_layer_test.*layer_checks\.py, the only file"):
        standard_checks()


@pytest.mark.parametrize("name", ONE_OUTPUT)
def test_a_model_with_it_is_trained_by_xla_saved_and_loaded(
    keras, layers, xla, name, tmp_path: Path
) -> None:
    shape = ROWS[name].input_shape[1:]
    inputs = keras.Input(shape)
    hidden = keras.layers.Dense(shape[-1])(inputs)
    outputs = keras.layers.Dense(2)(keras.layers.Flatten()(made(layers, name)(hidden)))
    model = keras.Model(inputs, outputs)
    model.compile("sgd", "mse", jit_compile=True)
    assert model.jit_compile is True
    x, y = normal(24, *shape), normal(24, 2, seed=1)
    before = model.get_weights()
    model.fit(x, y, epochs=2, batch_size=8, verbose=0)
    after = model.get_weights()
    assert all(np.isfinite(w).all() for w in after)
    assert np.abs(after[-1] - before[-1]).max() > 0

    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    for one, other in zip(after, loaded.get_weights(), strict=True):
        assert np.array_equal(one, other)
    assert np.array_equal(*(np.asarray(m(x)) for m in (model, loaded)))


@pytest.mark.parametrize("name", ONE_OUTPUT)
def test_a_mask_is_passed_on(keras, layers, name) -> None:
    row = ROWS[name]
    steps = normal(5, 4, 3)
    steps[:, 2:] = 0
    settings = {**row.settings, **({"axis": -1} if "axis" in row.settings else {})}
    layer = getattr(layers, row.layer)(**settings)
    inputs = keras.Input((4, 3))
    mean = keras.layers.GlobalAveragePooling1D()(layer(keras.layers.Masking()(inputs)))
    expected = np.asarray(layer(steps))[:, :2].mean(axis=1)  # of the steps that are there
    assert np.allclose(
        keras.Model(inputs, mean).predict(steps, verbose=0), expected, rtol=1e-5, atol=1e-6
    )


# --- activations --------------------------------------------------------------------------------

# Where the slides' kinks are, far out, and between.
Z = np.concatenate([np.linspace(-9, 9, 37), [6.0, -6.0, 30.0, -30.0]]).astype("float32")
PAIRS = {
    "Linear": ({}, scratch.linear),
    "Sigmoid": ({}, scratch.sigmoid),
    "Tanh": ({}, scratch.tanh),
    "ReLU": ({}, scratch.relu),
    "LeakyReLU": ({"negative_slope": 0.25}, scratch.leaky_relu(0.25)),
    "ReLU6": ({}, scratch.relu6),
    "Swish": ({"beta": 1.75}, scratch.swish(1.75)),
    "Softmax": ({}, scratch.softmax),
}


@pytest.mark.parametrize("name", PAIRS)
def test_value_and_derivative_are_those_of_the_slides(layers, name) -> None:
    given, slide = PAIRS[name]
    layer = getattr(layers, name)(**given)
    z = Z.reshape(-1, 1)
    if name == "Softmax":
        z = np.stack([Z, 0.5 * Z[::-1], np.ones_like(Z)], axis=1)
    exact = z.astype("float64")
    assert np.allclose(np.asarray(layer(z)), slide.f(exact), rtol=1e-5, atol=1e-6)
    weigh = normal(*z.shape)
    (slope,) = layer_gradients(layer, z, weigh)
    expected = slide.backward(exact, weigh.astype("float64"))
    assert np.allclose(slope, expected, rtol=1e-5, atol=1e-6)


def test_the_kinks_are_among_the_points() -> None:
    kinks = {kink for _, slide in PAIRS.values() for kink in slide.kinks}
    assert kinks == {0.0, 6.0}
    assert kinks <= set(Z.tolist())


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("Linear", lambda k: k.layers.Activation("linear")),
        ("Sigmoid", lambda k: k.layers.Activation("sigmoid")),
        ("Tanh", lambda k: k.layers.Activation("tanh")),
        ("ReLU", lambda k: k.layers.ReLU()),
        ("LeakyReLU", lambda k: k.layers.LeakyReLU()),
        ("ReLU6", lambda k: k.layers.Activation("relu6")),
        ("Swish", lambda k: k.layers.Activation("silu")),
        ("Softmax", lambda k: k.layers.Softmax()),
    ],
    ids=NONLINEAR,
)
def test_with_its_defaults_it_is_the_layer_of_keras(keras, layers, name, theirs) -> None:
    z = 4 * normal(7, 5)
    assert np.allclose(
        np.asarray(getattr(layers, name)()(z)), np.asarray(theirs(keras)(z)), rtol=1e-6, atol=1e-7
    )


def test_softmax_along_another_axis_and_for_large_numbers(layers) -> None:
    z = 1000 * normal(2, 3, 4)
    y = np.asarray(layers.Softmax(axis=1)(z))
    assert np.allclose(y.sum(axis=1), 1, rtol=0, atol=1e-6)
    assert np.allclose(y, np.moveaxis(scratch.softmax(np.moveaxis(z, 1, -1)), -1, 1), atol=1e-6)


def test_swish_learns_its_beta(keras, layers) -> None:
    layer = layers.Swish(beta=0.5, learn_beta=True)
    z, weigh = normal(6, 3), normal(6, 3, seed=1)
    layer.build(z.shape)
    _, slope = layer_gradients(layer, z, weigh)
    s = 1 / (1 + np.exp(-0.5 * z))
    assert slope == pytest.approx(np.sum(weigh * z**2 * s * (1 - s)), rel=1e-4)

    # From beta = 1.5, examples of Swish with beta = 2 lead to 2.
    x = np.linspace(-3, 3, 64, dtype="float32")[:, None]
    model = keras.Sequential([keras.Input((1,)), layers.Swish(1.5, learn_beta=True)])
    model.compile(keras.optimizers.Adam(0.1), "mse")
    model.fit(x, scratch.swish(2.0)(x), epochs=60, batch_size=64, verbose=0)
    assert float(np.asarray(model.layers[0].learned)) == pytest.approx(2, abs=0.05)


# --- dropout ------------------------------------------------------------------------------------

ROWS_IN, UNITS = 300, 200


@pytest.mark.parametrize("scaling", ["train", "inference"])
@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_dropout_keeps_the_expectation(layers, rate, scaling) -> None:
    """Of n entries K are kept, and K is binomial: 5 standard deviations, one in two million."""
    layer = layers.Dropout(rate, seed=1, scaling=scaling)
    x = np.full((ROWS_IN, UNITS), 3, "float32")
    trained, inferred = (np.asarray(layer(x, training=now)) for now in (True, False))
    kept = trained != 0
    n, deviation = kept.size, np.sqrt(kept.size * rate * (1 - rate))
    assert abs(kept.sum() - n * (1 - rate)) < 5 * deviation

    value = 3 / (1 - rate) if scaling == "train" else 3
    assert np.allclose(trained[kept], value, rtol=1e-6)
    assert np.allclose(inferred, 3 if scaling == "train" else 3 * (1 - rate), rtol=1e-6)
    bound = 5 * deviation * value / n
    assert abs(trained.mean() - inferred.mean()) < bound
    assert abs(trained.mean() * (1 - rate) - inferred.mean()) > 2 * bound  # scaled both times


def test_dropout_has_a_mask_for_each_row_and_each_unit(layers) -> None:
    """Two columns, or two rows, agree by chance where both keep or both drop."""
    kept = (
        np.asarray(layers.Dropout(0.3, seed=2)(np.ones((400, 400), "float32"), training=True)) > 0
    )
    agree = 0.3**2 + 0.7**2
    deviation = np.sqrt(agree * (1 - agree) / kept.size)
    for one, other in ((kept[1:], kept[:-1]), (kept[:, 1:], kept[:, :-1])):
        assert abs(np.mean(one == other) - agree) < 6 * deviation
    assert len({row.tobytes() for row in kept}) == 400


def test_dropout_and_its_seed(layers) -> None:
    x = np.ones((20, 30), "float32")
    one, same, other = (layers.Dropout(0.5, seed=seed) for seed in (7, 7, 8))
    first, second = (np.asarray(one(x, training=True)) for _ in range(2))
    assert np.array_equal(np.asarray(same(x, training=True)), first)
    assert not np.array_equal(first, second)
    assert not np.array_equal(np.asarray(other(x, training=True)), first)
    assert np.array_equal(np.asarray(same(x, training=True)), second)
    # Inference asks for no chance.
    again = layers.Dropout(0.5, seed=7)
    again(x, training=False)
    assert np.array_equal(np.asarray(again(x, training=True)), first)


@pytest.mark.parametrize("scaling", ["train", "inference"])
def test_dropout_of_nothing_and_of_everything(layers, scaling) -> None:
    x = normal(4, 3)
    for training in (True, False):
        assert np.array_equal(layers.Dropout(0, scaling=scaling)(x, training=training), x)
    assert np.array_equal(layers.Dropout(1, scaling=scaling)(x, training=True), 0 * x)
    unscaled = layers.Dropout(1, scaling=scaling)(x, training=False)
    assert np.array_equal(unscaled, x if scaling == "train" else 0 * x)
    assert np.array_equal(layers.Dropout(0.4)(x), x)  # training is off unless it is asked for


def test_a_noise_shape_spreads_one_mask(layers) -> None:
    x = np.ones((40, 6, 5), "float32")

    def kept(noise_shape: tuple | list) -> Array:
        return np.asarray(layers.Dropout(0.5, noise_shape, seed=4)(x, training=True)) > 0

    for noise_shape in ((None, 1, None), [40, 1, 5]):
        features = kept(noise_shape)
        assert (features == features[:, :1]).all()
        assert 0 < features[:, 0].mean() < 1
        assert len({row.tobytes() for row in features}) > 20
    rows = kept((None, 1, 1))
    assert (rows == rows[:, :1, :1]).all()
    assert 5 < rows[:, 0, 0].sum() < 35


def test_the_way_back_through_dropout_has_the_same_mask(layers) -> None:
    for scaling in ("train", "inference"):
        layer = layers.Dropout(0.5, seed=5, scaling=scaling)
        x, weigh = normal(8, 6), normal(8, 6, seed=1)
        (slope,) = layer_gradients(layer, x, weigh, training=True)
        y = np.asarray(layer(x, training=True))
        assert np.allclose(slope, weigh * y / x, rtol=1e-5, atol=1e-6)


# --- batch normalization ------------------------------------------------------------------------


def assert_twins(one: Any, other: Any, atol: float = 2e-5) -> None:
    """Arrays that may differ by rounding in float32."""
    assert np.allclose(np.asarray(one), np.asarray(other), rtol=1e-4, atol=atol)


def batch_normalizations(keras: ModuleType, layers: ModuleType, shape: tuple, **settings: Any):
    """Ours and Keras's, built, with the same random weights and moving statistics."""
    twins = [of.BatchNormalization(**settings) for of in (layers, keras.layers)]
    rng = np.random.default_rng(1)
    for layer in twins:
        layer.build(shape)
    values = [rng.uniform(0.5, 2, w.shape) for w in twins[0].weights]
    for layer in twins:
        layer.set_weights(values)
    assert [w.name for w in twins[0].weights] == [w.name for w in twins[1].weights]
    return twins


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    """A shape of two to five axes, settings, and whether there is a mask."""
    shape = (draw(st.integers(2, 6)), *draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)))
    axis = draw(st.integers(1, len(shape) - 1))
    return {
        "shape": shape,
        "axis": draw(st.sampled_from([axis, axis - len(shape)])),
        "momentum": draw(st.sampled_from([0.0, 0.9, 0.99, 1.0])),
        "epsilon": draw(st.sampled_from([1e-3, 1e-1])),
        "center": draw(st.booleans()),
        "scale": draw(st.booleans()),
        # Keras takes a mask for the last axis alone.
        "masked": draw(st.booleans()) and axis == len(shape) - 1 and shape[-1] > 1,
        "seed": draw(st.integers(0, 99)),
    }


@settings(max_examples=30)
@given(problem=problems())
def test_batch_normalization_is_that_of_keras(keras, layers, problem) -> None:
    shape, seed, masked = (problem.pop(key) for key in ("shape", "seed", "masked"))
    rng = np.random.default_rng(seed)
    mine, twin = batch_normalizations(keras, layers, shape, **problem)
    call: dict[str, Any] = {"training": True}
    for _ in range(3):
        x = (2 * rng.normal(size=shape) + 5).astype("float32")
        if masked:
            call["mask"] = rng.random(shape[:-1]) < 0.6
        assert_twins(mine(x, **call), twin(x, **call), atol=1e-4)
        assert_twins(mine.moving_mean, twin.moving_mean)
        assert_twins(mine.moving_variance, twin.moving_variance)
    assert_twins(mine(x), twin(x))
    assert_twins(mine.moving_mean, twin.moving_mean)

    weigh = rng.normal(size=shape).astype("float32")
    for training in (True, False):
        slopes = [
            layer_gradients(layer, x, weigh, **{**call, "training": training})
            for layer in (mine, twin)
        ]
        for one, other in zip(*slopes, strict=True):
            assert_twins(one, other, atol=2e-4)


def test_moving_statistics_by_hand(layers) -> None:
    """Two batches of one unit: means 2 and 6, biased variances 1 and 9."""
    layer = layers.BatchNormalization(momentum=0.5, epsilon=1.0)
    y = layer(np.array([[1.0], [3.0]], "float32"), training=True)
    assert np.allclose(y, np.array([[-1], [1]]) / np.sqrt(2), rtol=1e-6)
    assert np.asarray(layer.moving_mean) == pytest.approx([1.0])
    assert np.asarray(layer.moving_variance) == pytest.approx([1.0])
    layer(np.array([[3.0], [9.0]], "float32"), training=True)
    assert np.asarray(layer.moving_mean) == pytest.approx([3.5])
    assert np.asarray(layer.moving_variance) == pytest.approx([5.0])
    inferred = np.asarray(layer(np.array([[3.5], [3.5 + np.sqrt(6)]], "float32")))
    assert np.allclose(inferred, [[0], [1]], rtol=1e-6)
    assert np.asarray(layer.moving_mean) == pytest.approx([3.5])


def test_the_statistics_that_fit_learns_are_those_of_keras(keras, layers) -> None:
    x, y = 3 * normal(32, 4) + 2, normal(32, 1, seed=1)

    def trained(of: ModuleType) -> Any:
        model = keras.Sequential(
            [keras.Input((4,)), of.BatchNormalization(momentum=0.8), keras.layers.Dense(1)]
        )
        model.layers[-1].set_weights([np.ones((4, 1)), np.zeros(1)])
        model.compile(keras.optimizers.SGD(0.05), "mse")
        model.fit(x, y, epochs=5, batch_size=8, shuffle=False, verbose=0)
        return model

    mine, twin = trained(layers), trained(keras.layers)
    for one, other in zip(mine.get_weights(), twin.get_weights(), strict=True):
        assert_twins(one, other)
    assert_twins(mine.predict(x, verbose=0), twin.predict(x, verbose=0))
    assert np.abs(mine.layers[0].moving_mean - x.mean(axis=0)).max() < 0.3


def test_a_frozen_layer_runs_in_inference_mode(keras, layers) -> None:
    x = normal(6, 3) + 4
    for layer in batch_normalizations(keras, layers, x.shape):
        inferred = np.asarray(layer(x))
        state = np.asarray(layer.moving_mean).copy()
        layer.trainable = False
        assert np.array_equal(np.asarray(layer(x, training=True)), inferred)
        assert np.array_equal(np.asarray(layer.moving_mean), state)
        assert layer.trainable_weights == []
        layer.trainable = True
        assert not np.allclose(np.asarray(layer(x, training=True)), inferred, atol=0.1)
        assert not np.array_equal(np.asarray(layer.moving_mean), state)


def test_what_a_mask_leaves_out_does_not_count(layers) -> None:
    x = normal(4, 5, 3)
    mask = np.ones((4, 5), bool)
    mask[1:, 3:] = False
    spoiled = np.where(mask[..., None], x, np.float32(1e6))
    one, other = layers.BatchNormalization(), layers.BatchNormalization()
    y, z = (np.asarray(bn(a, training=True, mask=mask)) for bn, a in ((one, x), (other, spoiled)))
    assert np.allclose(y[mask], z[mask], rtol=0, atol=1e-6)
    assert np.allclose(y[mask].mean(axis=0), 0, atol=1e-6)
    counted = x[mask]
    assert np.allclose(np.asarray(one.moving_mean), 0.01 * counted.mean(axis=0), atol=1e-7)
    nothing = layers.BatchNormalization(center=False)
    out = np.asarray(nothing(x, training=True, mask=np.zeros((4, 5), bool)))
    assert np.isfinite(out).all()


def shifted(images: Array) -> Array:
    """Every image moved down by one and right by two; what leaves comes in at the other side."""
    return np.roll(images, (1, 2), axis=(1, 2))


@pytest.mark.parametrize("training", [True, False], ids=["training", "inference"])
def test_on_images_it_commutes_with_a_shift(keras, layers, training) -> None:
    images = normal(3, 5, 6, 2) + np.linspace(0, 3, 6, dtype="float32")[None, None, :, None]
    twins = batch_normalizations(keras, layers, images.shape)
    assert [w.shape for w in twins[0].weights] == [(2,)] * 4
    for layer in twins:
        moved, afterwards = (
            np.asarray(y)
            for y in (layer(shifted(images), training=training), layer(images, training=training))
        )
        assert np.allclose(moved, shifted(afterwards), rtol=0, atol=1e-5)

    # With a unit for each position it does not.
    positions = layers.BatchNormalization(axis=(1, 2, 3))
    positions.build(images.shape)
    assert [w.shape for w in positions.weights] == [(5, 6, 2)] * 4
    positions.gamma.assign(np.random.default_rng(2).uniform(0.5, 2, (5, 6, 2)))
    moved = np.asarray(positions(shifted(images), training=training))
    assert np.abs(moved - shifted(np.asarray(positions(images, training=training)))).max() > 0.1


def test_a_unit_for_each_position(keras, layers) -> None:
    """The same as a layer of Keras on the flat images, and axes may be counted from both ends."""
    images = normal(6, 2, 3, 2)
    mine = layers.BatchNormalization(axis=(1, 2, 3))
    twin = keras.layers.BatchNormalization()
    y, z = mine(images, training=True), twin(images.reshape(6, -1), training=True)
    assert_twins(y, np.asarray(z).reshape(images.shape))
    assert_twins(np.ravel(mine.moving_variance), twin.moving_variance)
    other = layers.BatchNormalization(axis=[-1, 2])
    rows = np.moveaxis(images, 1, 0).reshape(12, 3, 2)
    assert_twins(
        np.moveaxis(np.asarray(other(images, training=True)), 1, 0).reshape(12, 3, 2),
        layers.BatchNormalization(axis=(1, 2))(rows, training=True),
    )
    again = layers.BatchNormalization.from_config(other.get_config())
    assert again.axis == (-1, 2)


def test_float16_neither_overflows_nor_stays_float32(keras, layers) -> None:
    x = (300 * normal(64, 3) + 2000).astype("float16")
    layer = layers.BatchNormalization(dtype="mixed_float16")
    y = layer(x, training=True)
    assert keras.backend.standardize_dtype(y.dtype) == "float16"
    y = np.asarray(y, "float32")
    assert np.allclose(y.mean(axis=0), 0, atol=1e-2)
    assert np.allclose(y.std(axis=0), 1, atol=1e-2)


# --- mixup --------------------------------------------------------------------------------------


def batch() -> tuple[Array, Array]:
    """Rows and labels that show by whom and how much they were mixed."""
    return np.eye(8, dtype="float32") * 5, np.eye(8, dtype="float32")


def predicted(_: Any, y_pred: Any) -> Any:
    """The loss of a model whose output is its loss."""
    return y_pred


def test_mixup_by_hand(layers) -> None:
    x, y = batch()
    mixed, labels = map(np.asarray, layers.MixUp(alpha=1.0, seed=3)((x, y)))
    assert np.allclose(mixed, 5 * labels, atol=1e-5)  # x and y have the same partner and lambda
    assert np.allclose(labels.sum(axis=1), 1, atol=1e-6)
    others = labels * (1 - np.eye(8))
    assert ((others > 0).sum(axis=1) <= 1).all()
    assert (others.sum(axis=0) > 0).sum() >= 5  # a shuffled batch: nearly all are someone's partner
    partner = np.where(others.any(axis=1), others.argmax(axis=1), np.arange(8))
    assert sorted(partner) == list(range(8))
    share = np.diag(labels)[:, None]
    assert np.allclose(mixed, share * x + (1 - share) * x[partner], atol=1e-5)


def test_the_shares_of_mixup_are_from_the_beta_distribution(layers) -> None:
    """Mean 1/2 and variance 1 / (4 (2 alpha + 1)); one row of a batch is its own partner."""
    m, batches = 400, 10
    y = np.eye(m, dtype="float32")
    for alpha in (0.2, 1.0, 4.0):
        mix = layers.MixUp(alpha, seed=5)
        share = np.concatenate([np.diag(np.asarray(mix((y, y))[1])) for _ in range(batches)])
        variance = 1 / (4 * (2 * alpha + 1))
        assert abs(share.mean() - 0.5) < 5 * np.sqrt(variance / len(share)) + 1 / m
        assert share.var() == pytest.approx(variance, rel=0.1)
        assert len(np.unique(share[: m // 2])) > m / 3  # a share for each row


def test_mixup_of_images_in_a_dictionary(keras, layers) -> None:
    images = np.random.default_rng(0).integers(0, 256, (6, 4, 4, 3), dtype="uint8")
    labels = np.eye(6, dtype="int32")
    given = {"images": images, "labels": labels}
    mixed = layers.MixUp(1.0, seed=2)(given)
    assert set(mixed) == set(given) == {"images", "labels"}
    weights = np.asarray(mixed["labels"])
    expected = np.tensordot(weights, images.astype("float32"), axes=1)
    assert np.allclose(np.asarray(mixed["images"]), expected, rtol=1e-4, atol=1e-3)
    assert np.abs(weights - labels).max() > 0.05
    assert given["images"] is images  # the caller's dictionary stays
    pair = layers.MixUp(1.0, seed=2)((images, labels))
    assert np.array_equal(np.asarray(pair[1]), weights)

    symbolic = layers.MixUp()({"images": keras.Input((4, 4, 3)), "labels": keras.Input((6,))})
    assert symbolic["images"].shape == (None, 4, 4, 3)
    assert symbolic["labels"].shape == (None, 6)


def test_mixup_and_its_seed_and_inference(layers) -> None:
    x, y = batch()
    one, same, other = (layers.MixUp(seed=seed) for seed in (1, 1, 2))
    first, second = (np.asarray(one((x, y))[0]) for _ in range(2))
    assert np.array_equal(np.asarray(same((x, y))[0]), first)
    assert not np.array_equal(first, second)
    assert not np.array_equal(np.asarray(other((x, y))[0]), first)
    for same_again, before in zip(one((x, y), training=False), (x, y), strict=True):
        assert np.array_equal(np.asarray(same_again), before)
    again = layers.MixUp.from_config(one.get_config())
    assert np.array_equal(np.asarray(again((x, y))[0]), first)


def test_a_model_that_mixes_what_it_is_trained_on(keras, layers, xla, tmp_path: Path) -> None:
    """The pair is the model's input, so that the labels are mixed too, in training alone."""
    x, y = keras.Input((4,)), keras.Input((3,))
    mixed, labels = layers.MixUp(0.5, seed=1)((x, y))
    distance = keras.ops.mean((keras.layers.Dense(3)(mixed) - labels) ** 2, axis=-1)
    model = keras.Model([x, y], distance)
    model.compile("sgd", predicted, jit_compile="auto")
    assert model.jit_compile is (keras.backend.backend() != "tensorflow")
    rows, targets = normal(24, 4), np.eye(3, dtype="float32")[np.arange(24) % 3]
    first = model.predict([rows, targets], verbose=0)
    model.fit([rows, targets], np.zeros(24), epochs=30, batch_size=8, verbose=0)
    last = model.predict([rows, targets], verbose=0)
    assert last.mean() < 0.8 * first.mean()
    assert np.array_equal(last, model.predict([rows, targets], verbose=0))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras", compile=False)
    assert np.array_equal(last, loaded.predict([rows, targets], verbose=0))


def test_mixup_in_a_pipeline(tf, layers) -> None:
    x, y = batch()
    mix = layers.MixUp(1.0, seed=3)
    batches = tf.data.Dataset.from_tensor_slices((x, y)).repeat(8).batch(8)
    seen = [(a.numpy(), b.numpy()) for a, b in batches.map(lambda x, y: mix((x, y)))]
    assert len({a.tobytes() for a, _ in seen}) == 8
    for a, b in seen:
        assert np.allclose(a, 5 * b, atol=1e-5)


# --- errors -------------------------------------------------------------------------------------

INF = float("inf")
WRONG_SETTINGS = {
    "LeakyReLU, below 0": ("LeakyReLU", {"negative_slope": -0.1}, "negative_slope .* got -0.1"),
    "LeakyReLU, None": ("LeakyReLU", {"negative_slope": None}, "negative_slope .* got None"),
    "Swish, 0": ("Swish", {"beta": 0}, "beta .* got 0"),
    "Swish, infinite": ("Swish", {"beta": INF}, "beta .* got inf"),
    "Softmax": ("Softmax", {"axis": None}, "axis must be a whole number, got None"),
    "Dropout, percent": ("Dropout", {"rate": 20}, "rate .* got 20"),
    "Dropout, True": ("Dropout", {"rate": True}, "rate .* got True"),
    "Dropout, scaling": ("Dropout", {"rate": 0.5, "scaling": "both"}, "'train' or 'inference'"),
    "Dropout, shape": ("Dropout", {"rate": 0.5, "noise_shape": (0, 3)}, r"noise_shape .*\(0, 3\)"),
    "Dropout, number": ("Dropout", {"rate": 0.5, "noise_shape": 3}, "noise_shape .* got 3"),
    "momentum": ("BatchNormalization", {"momentum": 99}, "momentum .* got 99"),
    "epsilon": ("BatchNormalization", {"epsilon": 0}, "epsilon .* got 0"),
    "axis, a word": ("BatchNormalization", {"axis": "channels"}, "axis .* got 'channels'"),
    "axis, none": ("BatchNormalization", {"axis": ()}, r"axis .* got \(\)"),
    "MixUp": ("MixUp", {"alpha": 0}, "alpha .* got 0"),
}


@pytest.mark.parametrize("case", WRONG_SETTINGS)
def test_a_wrong_setting_is_named(layers, case) -> None:
    name, settings, message = WRONG_SETTINGS[case]
    with pytest.raises((TypeError, ValueError), match=message):
        getattr(layers, name)(**settings)


WRONG_INPUTS = {
    "noise_shape, too short": (
        lambda of: of.Dropout(0.5, (None, 1))(np.ones((2, 3, 4)), training=True),
        r"noise_shape .*\(None, 1\) for an input of the shape \(2, 3, 4\)",
    ),
    "noise_shape, other length": (
        lambda of: of.Dropout(0.5, (None, 2))(np.ones((2, 3)), training=True),
        r"noise_shape .*\(None, 2\) for an input of the shape \(2, 3\)",
    ),
    "axis, absent": (
        lambda of: of.BatchNormalization(axis=2)(np.ones((2, 3))),
        r"axis .* got 2 for an input of the shape \(2, 3\)",
    ),
    "axis, the batch": (
        lambda of: of.BatchNormalization(axis=0)(np.ones((2, 3))),
        "not the batch",
    ),
    "axis, twice": (
        lambda of: of.BatchNormalization(axis=(1, -1))(np.ones((2, 3))),
        "different axes",
    ),
    "axis, of unknown length": (
        lambda of: of.BatchNormalization(axis=1).build((None, None, 3)),
        "axes of known length, got 1",
    ),
    "mask": (
        lambda of: of.BatchNormalization()(np.ones((2, 3)), training=True, mask=np.ones((2, 3))),
        r"mask .* got \(2, 3\)",
    ),
    "MixUp, x alone": (lambda of: of.MixUp()(np.ones((4, 3))), "takes a pair"),
    "MixUp, boxes": (
        lambda of: of.MixUp()({"images": np.ones((4, 2, 2, 1)), "boxes": np.ones((4, 4))}),
        r"keys \['boxes', 'images'\]",
    ),
    "MixUp, class numbers": (
        lambda of: of.MixUp()((np.ones((4, 3)), np.arange(4))),
        "make them one-hot",
    ),
    "MixUp, a column of class numbers": (
        lambda of: of.MixUp()((np.ones((4, 3)), np.arange(4)[:, None])),
        "make them one-hot",
    ),
    "MixUp, rows": (
        lambda of: of.MixUp()((np.ones((4, 3)), np.ones((5, 3)))),
        "same number of rows, got 4 and 5",
    ),
}


@pytest.mark.parametrize("case", WRONG_INPUTS)
def test_a_wrong_input_is_named(layers, case) -> None:
    call, message = WRONG_INPUTS[case]
    with pytest.raises(ValueError, match=message):
        call(layers)
