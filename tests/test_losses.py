"""The losses: equal to Keras's own, by hand, and what they promise.

Every public class of `dlcourse.losses` has a row in `ROWS`; a test fails for one that has none.
The tests hold on every backend of Keras.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from dlcourse.scratch.activations import softmax
from tests.derivatives import gradients
from tests.public_classes import public_classes

Array = np.ndarray
RNG = np.random.default_rng(4)
LOGITS = (3 * RNG.normal(size=(6, 5))).astype("float32")
NUMBERS = np.array([0, 4, 2, 2, 1, 3])
ONE_HOT = np.eye(5, dtype="float32")[NUMBERS]

# Each loss: settings other than the defaults, targets, predictions.
ROWS: dict[str, tuple[dict[str, Any], Array, Array]] = {
    "LabelSmoothing": (
        {"label_smoothing": 0.25, "from_logits": True, "axis": -1, "reduction": "sum"},
        NUMBERS,
        LOGITS,
    ),
}


@pytest.fixture(scope="module")
def losses(keras: ModuleType) -> ModuleType:
    import dlcourse

    return dlcourse.losses


# --- every loss ---------------------------------------------------------------------------------


def test_every_loss_has_a_row(keras, losses) -> None:
    found = public_classes(losses, keras.losses.Loss)
    assert set(found) == set(losses.__all__) == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_its_configuration_makes_it_anew(keras, losses, name) -> None:
    settings, y, predicted = ROWS[name]
    loss = getattr(losses, name)(**settings, name="mine", dtype="float32")
    config = loss.get_config()
    assert {**config, **settings, "name": "mine", "dtype": "float32"} == config
    assert json.loads(json.dumps(config)) == config
    stored = json.loads(json.dumps(keras.saving.serialize_keras_object(loss)))
    assert stored["registered_name"] == f"dlcourse>{name}"
    again = keras.saving.deserialize_keras_object(stored)
    assert type(again) is type(loss)
    assert again.get_config() == config
    assert float(again(y, predicted)) == float(loss(y, predicted))
    assert float(getattr(losses, name)()(y, softmax(predicted))) != float(loss(y, predicted))


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("policy", ["float32", "mixed_float16"])
def test_a_model_is_trained_with_it_by_xla_saved_and_loaded(
    keras, losses, xla, name, policy, tmp_path: Path
) -> None:
    x = RNG.normal(size=(48, 4)).astype("float32")
    y = x.argmax(axis=1)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, dtype=policy)])
    loss = getattr(losses, name)(0.1, from_logits=True)
    model.compile(keras.optimizers.Adam(0.1), loss, jit_compile=True)
    assert model.jit_compile is True
    history = model.fit(x, y, epochs=20, batch_size=16, verbose=0).history
    assert history["loss"][-1] < 0.7 * history["loss"][0]
    assert np.mean(model.predict(x, verbose=0).argmax(axis=1) == y) > 0.9

    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert type(loaded.loss) is type(loss)
    assert loaded.loss.get_config() == loss.get_config()
    assert loaded.evaluate(x, y, verbose=0) == pytest.approx(
        float(loss(y, model.predict(x, verbose=0))), rel=1e-3
    )


# --- label smoothing ----------------------------------------------------------------------------


def test_label_smoothing_by_hand(losses) -> None:
    """K = 4, alpha = 0.2, class 1: targets 0.05, 0.85, 0.05, 0.05."""
    p = np.array([[0.1, 0.7, 0.15, 0.05]], "float32")
    expected = -(np.log([0.1, 0.7, 0.15, 0.05]) @ [0.05, 0.85, 0.05, 0.05])
    for y in (np.array([1]), np.array([[1]]), np.eye(4)[[1]]):
        assert float(losses.LabelSmoothing(0.2)(y, p)) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("alpha", [0, 0.1, 0.5, 1])
@pytest.mark.parametrize("from_logits", [True, False], ids=["logits", "probabilities"])
def test_it_is_the_cross_entropy_of_keras_with_smoothing(keras, losses, alpha, from_logits) -> None:
    predicted = LOGITS if from_logits else softmax(LOGITS)
    weight = RNG.uniform(0, 2, 6)
    for reduction in ("sum_over_batch_size", "sum", None):
        given = {"label_smoothing": alpha, "from_logits": from_logits, "reduction": reduction}
        mine, twin = losses.LabelSmoothing(**given), keras.losses.CategoricalCrossentropy(**given)
        for more in ({}, {"sample_weight": weight}):
            expected = np.asarray(twin(ONE_HOT, predicted, **more))
            for y in (ONE_HOT, NUMBERS, NUMBERS[:, None], NUMBERS.astype("float32")):
                assert np.allclose(np.asarray(mine(y, predicted, **more)), expected, rtol=1e-5)

    slopes = [
        gradients(lambda z, loss=loss: loss(ONE_HOT, z), predicted)[0]
        for loss in (
            losses.LabelSmoothing(alpha, from_logits),
            keras.losses.CategoricalCrossentropy(from_logits, alpha),
        )
    ]
    assert np.allclose(*slopes, rtol=1e-5, atol=1e-7)
    if from_logits:
        targets = (1 - alpha) * ONE_HOT + alpha / 5
        assert np.allclose(slopes[0], (softmax(LOGITS) - targets) / 6, rtol=1e-4, atol=1e-6)


def test_sequences_and_another_axis(keras, losses) -> None:
    logits = RNG.normal(size=(2, 3, 4, 5)).astype("float32")
    for axis in (-1, 1, 3, -2):
        K = logits.shape[axis]
        y = RNG.integers(0, K, np.delete(logits.shape, axis))
        last = np.moveaxis(logits, axis, -1)
        twin = keras.losses.CategoricalCrossentropy(True, 0.1, reduction=None)
        expected = np.asarray(twin(np.eye(K, dtype="float32")[y], last))
        loss = losses.LabelSmoothing(0.1, True, axis=axis, reduction=None)
        one_hot = np.moveaxis(np.eye(K)[y], -1, axis)
        for given in (y, np.expand_dims(y, axis), one_hot):
            assert np.allclose(np.asarray(loss(given, logits)), expected, rtol=1e-5)


def test_the_gap_of_the_best_logits_is_finite(losses) -> None:
    """At the gap log(1 + K (1 - alpha) / alpha) the derivative is 0: the entropy of the targets."""
    alpha, K = 0.1, 5
    gap = np.log(1 + K * (1 - alpha) / alpha)
    best = (gap * np.eye(K)[[2]]).astype("float32")
    loss = losses.LabelSmoothing(alpha, from_logits=True)
    (slope,) = gradients(lambda z: loss(np.array([2]), z), best)
    assert np.allclose(slope, 0, atol=1e-6)
    targets = (1 - alpha) * np.eye(K)[2] + alpha / K
    assert float(loss(np.array([2]), best)) == pytest.approx(-targets @ np.log(targets), rel=1e-5)
    for other in (0.9 * best, 1.1 * best):
        assert float(loss(np.array([2]), other)) > float(loss(np.array([2]), best)) + 1e-4
    plain = losses.LabelSmoothing(0, from_logits=True)
    assert float(plain(np.array([2]), 1.1 * best)) < float(plain(np.array([2]), best))


# --- errors -------------------------------------------------------------------------------------


def test_a_class_number_that_is_none_is_seen(losses) -> None:
    loss = losses.LabelSmoothing(0.1, from_logits=True, reduction=None)
    values = np.asarray(loss(np.array([0, 5, -1, 2, 1, 3]), LOGITS))
    assert np.isnan(values).tolist() == [False, True, True, False, False, False]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"label_smoothing": -0.1}, "label_smoothing .* got -0.1"),
        ({"label_smoothing": 1.5}, "label_smoothing .* got 1.5"),
        ({"label_smoothing": None}, "label_smoothing .* got None"),
        ({"reduction": "median"}, "reduction=median"),
    ],
    ids=["below 0", "above 1", "None", "reduction"],
)
def test_a_wrong_setting_is_named(losses, settings, message) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        losses.LabelSmoothing(**settings)


def test_shapes_that_do_not_fit_are_named(losses) -> None:
    loss = losses.LabelSmoothing()
    with pytest.raises(ValueError, match=r"at least 2 classes .*\(6, 1\)"):
        loss(NUMBERS, np.ones((6, 1), "float32"))
    with pytest.raises(ValueError, match=r"y_true .* got \(2, 3, 5\) and \(6, 5\)"):
        loss(np.ones((2, 3, 5)), LOGITS)
    with pytest.raises(ValueError, match="shape"):
        loss(np.ones((6, 4)), LOGITS)
    with pytest.raises(ValueError, match=r"axis .* got 2 for the shape \(6, 5\)"):
        losses.LabelSmoothing(axis=2)(NUMBERS, LOGITS)
