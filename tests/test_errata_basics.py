"""The errata of *Keras and basics of Deep Learning*: each printed form beside the correct one.

The number in a test's name is that of the entry in `docs/errata.md`. Listings of the slides run
here as text, fault by fault, with what a short training recorded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist
from types import ModuleType

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from dlcourse import plots
from dlcourse.data import load_diabetes, make_clocks
from dlcourse.scratch import (
    LinearRegression,
    MinMaxScaler,
    StandardScaler,
    losses,
    one_hot,
    regularizers,
)

# --- plotting what was recorded -----------------------------------------------------------------

LOSS = """
history_dict = history.history
loss_values = history_dict['loss']
val_loss_values = history_dict['val_loss']
epochs = range(1, len(acc) + 1)
plt.plot(epochs, loss_values, 'bo', label='Training loss')
plt.plot(epochs, val_loss_values, 'b', label='Validation loss')
plt.xlabel('Epochs')
plt.ylabel('Loss')
plt.legend()
"""
ACCURACY = """
plt.clf()
acc_values = history_dict['acc']
val_acc_values = history_dict['val_acc']
plt.plot(epochs, acc, 'bo', label='Training acc')
plt.plot(epochs, val_acc, 'b', label='Validation acc')
plt.xlabel('Epochs')
plt.ylabel('Loss')
plt.legend()
"""
MENDED = {
    "count": ("len(acc)", "len(loss_values)"),
    "keys": ("acc']", "accuracy']"),
    "names": ("acc, ", "acc_values, "),
    "label": ("'Loss'", "'Accuracy'"),
}


class Recorded:
    """What `fit` returns, of three epochs."""

    def __init__(self, name: str = "accuracy") -> None:
        self.history = {"loss": [0.7, 0.5, 0.4], name: [0.5, 0.8, 0.9]}
        self.history |= {f"val_{key}": values for key, values in self.history.items()}


@pytest.fixture(autouse=True)
def no_figures() -> Iterator[None]:
    plt.close("all")
    yield
    plt.close("all")


def drawn(listing: str, *faults: str, history: Recorded | None = None) -> Axes:
    """Run a listing with these faults mended, and return the axes that it drew on."""
    names = {"plt": plt, "history": history or Recorded(), "epochs": range(1, 4)}
    names["history_dict"] = names["history"].history
    for fault in faults:
        printed, mended = MENDED[fault]
        assert printed in listing
        listing = listing.replace(printed, mended)
    exec(compile(listing, "listing", "exec"), names)
    return plt.gca()


def heights(ax: Axes) -> list[list[float]]:
    return [line.get_ydata().tolist() for line in ax.lines]


def test_01_as_many_epochs_as_losses() -> None:
    """`len(acc)`, where nothing has been called `acc`."""
    with pytest.raises(NameError, match="'acc'"):
        drawn(LOSS)
    by_hand = drawn(LOSS, "count")
    assert heights(by_hand) == [[0.7, 0.5, 0.4]] * 2
    ours = plots.history(Recorded()).axes[0]
    for ax in (by_hand, ours):
        assert [line.get_xdata().tolist() for line in ax.lines] == [[1, 2, 3]] * 2


def test_02_keys_of_the_history(keras: ModuleType) -> None:
    """The keys are named after the metric: "accuracy" and "val_accuracy" today."""

    def keys(metric: str) -> list[str]:
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, "sigmoid")])
        model.compile("sgd", "binary_crossentropy", metrics=[metric])
        x, y = np.ones((4, 2)), np.ones((4, 1))
        return sorted(model.fit(x, y, validation_data=(x, y), verbose=0).history)

    assert keys("accuracy") == sorted(Recorded().history)
    assert keys("acc") == sorted(Recorded("acc").history)  # the spelling of the slide, both times
    with pytest.raises(KeyError, match="acc"):
        drawn(ACCURACY, "names")
    assert heights(drawn(ACCURACY, "names", history=Recorded("acc"))) == [[0.5, 0.8, 0.9]] * 2
    assert heights(drawn(ACCURACY, "names", "keys")) == [[0.5, 0.8, 0.9]] * 2


def test_03_names_assigned_and_plotted() -> None:
    """`acc_values` is assigned, `acc` is plotted; the same for `val_acc`."""
    with pytest.raises(NameError, match="'acc'"):
        drawn(ACCURACY, "keys")
    half = ACCURACY.replace("(epochs, acc, ", "(epochs, acc_values, ")
    with pytest.raises(NameError, match="'val_acc'"):
        drawn(half, "keys")
    assert heights(drawn(ACCURACY, "keys", "names")) == [[0.5, 0.8, 0.9]] * 2


def test_04_label_of_the_axis() -> None:
    """The curves of the accuracy have the label "Loss"."""
    printed = drawn(ACCURACY, "keys", "names")
    assert (printed.get_ylabel(), heights(printed)[0][-1]) == ("Loss", 0.9)
    plt.close("all")
    assert drawn(ACCURACY, "keys", "names", "label").get_ylabel() == "Accuracy"
    loss, accuracy = plots.history(Recorded()).axes
    assert (loss.get_ylabel(), accuracy.get_ylabel()) == ("loss", "accuracy")
    assert heights(accuracy)[0] == [0.5, 0.8, 0.9]


# --- preparing the data -------------------------------------------------------------------------


def test_05_input_of_its_own(keras: ModuleType) -> None:
    """`input_shape` in the first layer works, with a warning; `Input` stands first today."""
    dense = keras.layers.Dense
    with pytest.warns(UserWarning, match="input_shape"):
        first = dense(16, activation="relu", input_shape=(10000,))
    printed = [first, dense(16, activation="relu"), dense(1, activation="sigmoid")]
    today = [keras.Input((10000,)), dense(16, "relu"), dense(16, "relu"), dense(1, "sigmoid")]
    for layers in (printed, today):
        assert keras.Sequential(layers).count_params() == 160_305


def test_06_simple_imputer() -> None:
    """`Imputer` is gone from scikit-learn; it is `sklearn.impute.SimpleImputer` today."""
    with pytest.raises(ImportError, match="Imputer"):
        from sklearn.preprocessing import Imputer  # noqa: F401
    from sklearn.impute import SimpleImputer

    X = np.array([[1.0, 5.0], [np.nan, 7.0], [3.0, 9.0]])
    filled = SimpleImputer(add_indicator=True).fit_transform(X)
    np.testing.assert_array_equal(filled, [[1, 5, 0], [2, 7, 1], [3, 9, 0]])


def printed_rescaling(x: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        x -= x.mean(axis=0)
        x /= x.std(axis=0)
    return x


def test_07_statistics_of_the_training_rows() -> None:
    """Whole numbers refuse the first line, constants become NaN, and `x` is the training part."""
    rows = np.array([[3, 7], [5, 7], [4, 7]])
    with pytest.raises(TypeError, match="subtract"):
        printed_rescaling(rows.copy())
    np.testing.assert_allclose(StandardScaler().fit_transform(rows).mean(axis=0), 0, atol=1e-12)

    constant = printed_rescaling(rows.astype(float))[:, 1]
    assert np.isnan(constant).all()
    assert StandardScaler().fit_transform(rows)[:, 1].tolist() == [0, 0, 0]

    train, new = np.arange(11.0)[:, None], np.array([[20.0]])
    scaler = StandardScaler().fit(train)
    assert scaler.transform(new).item() == pytest.approx((20 - 5) / math.sqrt(10))
    assert np.isnan(printed_rescaling(new.copy())).all()  # a single row by its own statistics
    with_new = printed_rescaling(np.concatenate([train, new]))  # it moves those that it judges
    assert np.abs(with_new[:-1] - scaler.transform(train)).max() > 0.4


def test_08_two_rules_of_thumb() -> None:
    """Mean 0 and deviation 1, or 0 to 1: a column cannot have both."""
    # Ten thousand values of a bell curve, evenly: the middle of each ten-thousandth of its area.
    bell = np.array([[NormalDist(50, 7).inv_cdf((k + 0.5) / 10_000)] for k in range(10_000)])
    standard, ranged = StandardScaler().fit_transform(bell), MinMaxScaler().fit_transform(bell)
    assert np.mean((standard >= 0) & (standard <= 1)) == pytest.approx(0.341, abs=1e-3)
    assert np.mean(np.abs(standard) <= 3) == pytest.approx(0.997, abs=1e-3)
    assert np.mean(standard < 0) == 0.5
    assert (ranged.min(), ranged.max()) == (0, 1)
    assert ranged.mean() == pytest.approx(0.5)
    assert ranged.std() < 0.15


def test_09_zero_for_missing() -> None:
    """Before rescaling a 0 is an outlier; after it, it is the mean, unless a column marks it."""
    patients = load_diabetes(scaled=False)
    measured = patients.x[:, patients.feature_names.index("bp")][:, None]
    lost = np.arange(len(measured)) % 4 == 0
    pressure = np.where(lost[:, None], np.nan, measured)
    scaler = StandardScaler().fit(pressure)  # of the values that are there
    before = scaler.transform(np.nan_to_num(pressure))
    assert before[lost] == pytest.approx(-6.80, abs=5e-3)
    assert np.abs(before[~lost]).max() < 3

    after = np.nan_to_num(scaler.transform(pressure))
    with_mean = scaler.transform(np.where(lost[:, None], np.nanmean(pressure), pressure))
    np.testing.assert_allclose(after, with_mean, atol=1e-12)

    # A target for which being lost is all that counts: without a mark it cannot be seen.
    y = lost.astype(float)
    marked = np.column_stack([after[:, 0], lost])
    rest = {len(X.T): np.ptp(LinearRegression().solve(X, y).predict(X)) for X in (after, marked)}
    assert rest[1] < 0.01
    assert rest[2] == pytest.approx(1)


def test_10_hands_of_the_clock() -> None:
    """Looks odd, is correct: 45/0 and 90/140 are counterclockwise from the x axis."""
    tips = np.array([[0.7, 0.7], [0.5, 0.0], [0.0, 1.0], [-0.38, 0.32]])
    angles = np.rad2deg(np.arctan2(tips[:, 1], tips[:, 0]))
    np.testing.assert_allclose(angles, [45, 0, 90, 139.9], atol=0.05)
    from_12 = (90 - angles) % 360
    np.testing.assert_allclose(from_12, [45, 90, 0, 310.1], atol=0.05)

    def hour_hand(hour: int, minute: float) -> float:
        return 30 * hour + minute / 2

    clocks = make_clocks(50, size=16)
    right = [hour_hand(*time) for time in clocks.y.tolist()]
    np.testing.assert_allclose(clocks.extras["angles"][:, 0], right)
    # The minute hand, the longer one, is at 45 and at 0: 7.5 minutes past three, ten o'clock.
    assert (hour_hand(3, from_12[0] / 6), hour_hand(10, 0)) == (pytest.approx(93.75), 300)

    a, b = 359.0, 1.0  # two degrees apart, for all but the number
    assert abs(a - b) == 358
    apart = [f(math.radians(a)) - f(math.radians(b)) for f in (math.sin, math.cos)]
    assert math.hypot(*apart) == pytest.approx(math.radians(2), rel=1e-3)


# --- losses and penalties -----------------------------------------------------------------------


def test_12_labels_and_their_loss(keras: ModuleType) -> None:
    """`categorical_crossentropy` takes one-hot rows, and numbers take the sparse form."""
    numbers, h = np.array([2, 0]), np.array([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]])
    rows = one_hot(numbers, 3)
    one, sparse = (
        keras.losses.categorical_crossentropy,
        keras.losses.sparse_categorical_crossentropy,
    )
    for loss, wrong in ((one, numbers), (sparse, rows)):
        with pytest.raises(ValueError, match="ndim"):
            loss(wrong, h)
    right = losses.CategoricalCrossEntropy(from_logits=False).value(h, rows)
    for loss, target in ((one, rows), (sparse, numbers)):
        assert float(np.mean(loss(target, h))) == pytest.approx(right)


def test_12_regression_from_0_to_1() -> None:
    """Looks odd, is correct: sigmoid and `binary_crossentropy` for a target between 0 and 1."""
    loss, y = losses.BinaryCrossEntropy(from_logits=False), np.array([0.3])
    h = np.linspace(0.01, 0.99, 99)
    curve = [loss.value(np.array([p]), y) for p in h]
    assert h[np.argmin(curve)] == pytest.approx(0.3)
    entropy = -0.3 * math.log(0.3) - 0.7 * math.log(0.7)
    assert min(curve) == pytest.approx(entropy)  # the least is not 0
    assert entropy == pytest.approx(0.611, abs=5e-4)


def test_24_penalty_of_keras(keras: ModuleType) -> None:
    """`l2(0.001)` adds 0.001 times the sum of squares, no half, no 1/m, in `evaluate` too."""
    w = np.array([[1.0], [2.0], [3.0]])
    penalty = keras.regularizers.l2(0.001)
    assert float(penalty(w)) == pytest.approx(0.014)
    assert regularizers.L2(0.001).value(w) == pytest.approx(0.007)  # with the half
    assert regularizers.L2(0.002).value(w) == pytest.approx(0.014)

    layer = keras.layers.Dense(1, use_bias=False, kernel_regularizer=penalty)
    model = keras.Sequential([keras.Input((3,)), layer])
    layer.set_weights([w])
    model.compile("sgd", "mse")
    for m in (2, 50):  # nothing in, nothing wanted: no error at all
        reported = model.evaluate(np.zeros((m, 3)), np.zeros((m, 1)), verbose=0)
        assert reported == pytest.approx(0.014)
