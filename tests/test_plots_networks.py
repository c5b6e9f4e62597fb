"""Drawings of networks from their layers, weights as images, and what training recorded."""

from __future__ import annotations

from types import SimpleNamespace

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlcourse import plots
from dlcourse.scratch import activations

THETA0 = np.array([[5.0, 1.0, -2.0], [0.5, 3.0, 4.0], [-1.0, 0.0, 1.0]])  # (3, 2 + 1)
THETA1 = np.array([[-8.0, 1.0, -2.0, 4.0]])  # (1, 3 + 1)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def words(ax: plt.Axes) -> list[str]:
    return [t.get_text() for t in ax.texts if t.get_text()]


def looks(ax: plt.Axes) -> list[tuple[str, float, str]]:
    return [(line.get_linestyle(), line.get_linewidth(), line.get_color()) for line in ax.lines]


def test_the_list_of_the_slides_is_drawn_with_its_activations_and_weights() -> None:
    ax = plots.network([THETA0, activations.relu, THETA1, activations.sigmoid])
    assert sum(isinstance(p, plt.Circle) for p in ax.patches) == 2 + 3 + 1
    assert words(ax) == ["inputs", "relu", "sigmoid"]
    # Of the first layer: x1 to each unit (1, 3, 0), then x2 to each unit (-2, 4, 1), relative to 4.
    widths = [0.3 + 2.7 * abs(w) / 4 for w in (1, 3, 0, -2, 4, 1)]
    assert [w for _, w, _ in looks(ax)[:6]] == pytest.approx(widths)
    assert [s for s, _, _ in looks(ax)[:6]] == ["-", "-", "-", "--", "-", "-"]
    orange, blue, gray = plots.COLORS["vermilion"], plots.COLORS["blue"], "#888888"
    colors = [orange, orange, gray, blue, orange, orange]  # zero is neither positive nor negative
    assert [color for _, _, color in looks(ax)[:6]] == colors


def test_the_bias_weights_are_drawn_by_their_size_too() -> None:
    ax = plots.network([THETA0, "relu", THETA1, "sigmoid"], bias=True)
    assert words(ax).count("+1") == 2
    layer = looks(ax)[:9]  # two inputs, then the constant, to three units each
    assert [w for _, w, _ in layer[6:]] == pytest.approx([0.3 + 2.7 * b / 5 for b in (5, 0.5, 1)])
    assert [s for s, _, _ in layer[6:]] == ["-", "-", "--"]
    # The bias counts in the scale: 4 is no longer the largest of its layer.
    assert layer[4][1] == pytest.approx(0.3 + 2.7 * 4 / 5)
    assert looks(ax)[-1] == ("--", pytest.approx(3.0), plots.COLORS["blue"])


def test_both_shapes_of_weights_give_the_same_drawing() -> None:
    given = [[THETA0, THETA1], [THETA0[:, 1:].T, THETA1[:, 1:].T]]
    thetas, matrices = (plots.network([2, 3, 1], weights=w) for w in given)
    assert looks(thetas) == looks(matrices)
    assert len({color for _, _, color in looks(thetas)}) == 3
    # Without known bias weights, the lines of the constant are plain.
    ax = plots.network([2, 3, 1], weights=given[1], bias=True)
    assert {color for _, _, color in looks(ax)[6:9]} == {"#BBBBBB"}


def test_an_object_with_sizes_is_drawn_with_what_it_holds() -> None:
    ax = plots.network(SimpleNamespace(sizes=[2, 3, 1]))
    assert words(ax) == []
    assert {look for look in looks(ax)} == {("-", 0.8, "#888888")}
    net = SimpleNamespace(
        sizes=[2, 3, 1],
        activations=[activations.tanh, activations.linear],
        weights=[THETA0[:, 1:].T, THETA1[:, 1:].T],
        biases=[THETA0[:, 0], THETA1[:, 0]],
    )
    ax = plots.network(net, bias=True)
    assert words(ax)[-3:] == ["inputs", "tanh", "linear"]
    like = plots.network([THETA0, "tanh", THETA1, "linear"], bias=True)
    assert looks(ax) == looks(like)
    plain = plots.network(net, weights=False)
    assert {look for look in looks(plain)} == {("-", 0.8, "#888888")}


def test_activations_may_be_classes_or_functions_and_dots_say_how_many() -> None:
    class Sigmoid:
        pass

    def relu6(z):
        return z

    rng = np.random.default_rng(0)
    thetas = [rng.normal(size=s) for s in ((25, 65), (4, 26), (3, 5))]
    ax = plots.network([thetas[0], Sigmoid, thetas[1], Sigmoid(), thetas[2], relu6])
    assert words(ax) == ["⋮", "⋮", "64 inputs", "25 units\nSigmoid", "Sigmoid", "relu6"]
    ax = plots.network([thetas[0], Sigmoid], names=["pixels", "features"])
    assert words(ax)[-2:] == ["pixels", "features"]


@pytest.mark.parametrize(
    ("layers", "more", "message"),
    [
        ([THETA0, "relu", THETA0, "relu"], {}, r"layers\[2\] must have 4 columns"),
        ([THETA0, "relu", THETA1], {}, "must end with an activation; got 3 entries"),
        ([THETA0, THETA1], {}, r"layers\[1\] must be an activation, got an array"),
        (["relu", THETA0], {}, r"layers\[0\] must be a weight matrix .* got relu"),
        ([2, 0.5, 1], {}, r"layers\[0\] must be a weight matrix"),
        ([2, 3, 1], {"weights": [THETA0]}, r"one matrix between each pair of layers, 2 .* got 1"),
        ([2, 3, 1], {"weights": [THETA0, THETA0]}, r"weights\[1\] must have shape .* \(3, 1\) or"),
        ([2, 3, 1], {"weights": True}, "weights=True needs layers that hold weights"),
        ([2, 3, 1], {"names": ["a", "b"]}, "names must have one entry for each of the 3 layers"),
        ([2, 3], {"units": [["a"], ["b"] * 3]}, r"units\[0\] must have 2 entries, got 1"),
    ],
)
def test_layers_that_do_not_fit_are_refused(layers, more, message) -> None:
    with pytest.raises(ValueError, match=message):
        plots.network(layers, **more)


@pytest.mark.parametrize("layers", [3, "relu", None])
def test_what_is_no_network_is_named(layers) -> None:
    with pytest.raises(TypeError, match="layers must be"):
        plots.network(layers)


def test_weights_become_images_on_one_scale_with_a_color_bar() -> None:
    W = np.arange(24.0).reshape(6, 4) - 20
    fig = plots.weight_images(W, (2, 3), columns=3, titles="abcd", heading="four units")
    *panels, bar = fig.axes
    assert len(panels) == 6  # two rows of three, the last two empty
    assert [ax.get_title() for ax in panels] == ["a", "b", "c", "d", "", ""]
    images = [ax.images[0] for ax in panels if ax.images]
    for k, image in enumerate(images):
        assert np.array_equal(image.get_array(), W[:, k].reshape(2, 3))
        assert image.get_clim() == (-20, 20)
    assert [t.get_text() for t in bar.get_yticklabels()] == ["−20\nnegative", "0", "+20\npositive"]
    assert fig.get_suptitle() == "four units"


def test_weights_that_are_all_zero_are_white() -> None:
    image = plots.weight_images(np.zeros((4, 1)), (2, 2)).axes[0].images[0]
    assert image.get_clim() == (-1, 1)


@pytest.mark.parametrize(
    ("W", "shape", "message"),
    [
        (np.zeros((25, 65)), (8, 8), r"n_in = 64, .* got \(25, 65\); .* Theta\[:, 1:\].T"),
        (np.zeros((10, 64)), (8, 8), "its transpose fits"),
        (np.zeros((65, 25)), (8, 8), r"got \(65, 25\)$"),
        (np.zeros(64), (8, 8), r"got \(64,\)"),
        (np.full((4, 2), np.nan), (2, 2), "NaN"),
        (np.zeros((64, 2)), (8, 8, 1), r"shape must be \(height, width\)"),
    ],
)
def test_weight_images_name_the_shape_they_want(W, shape, message) -> None:
    with pytest.raises(ValueError, match=message):
        plots.weight_images(W, shape)


RECORDED = {
    "loss": [2.0, 1.0, 0.5],
    "val_loss": [2.1, 1.2, 0.9],
    "sparse_categorical_accuracy": [0.3, 0.6, 0.9],
    "val_sparse_categorical_accuracy": [0.2, 0.5, 0.8],
}


@pytest.mark.parametrize("recorded", [RECORDED, SimpleNamespace(history=RECORDED)])
def test_history_has_a_panel_for_the_loss_and_one_for_the_accuracy(recorded) -> None:
    loss, accuracy = plots.history(recorded).axes
    assert (loss.get_ylabel(), accuracy.get_ylabel()) == ("loss", "accuracy")
    for ax, key in ((loss, "loss"), (accuracy, "sparse_categorical_accuracy")):
        training, validation = ax.lines
        assert training.get_ydata().tolist() == RECORDED[key]
        assert validation.get_ydata().tolist() == RECORDED[f"val_{key}"]
        assert training.get_xdata().tolist() == [1, 2, 3]
        assert (training.get_linestyle(), validation.get_linestyle()) == ("-", "--")
        assert [t.get_text() for t in ax.get_legend().get_texts()] == ["training", "validation"]
        assert ax.get_xlabel() == "epoch"


def test_history_draws_what_there_is() -> None:
    (ax,) = plots.history({"loss": [1.0]}).axes
    assert len(ax.lines) == 1
    assert ax.lines[0].get_marker() == "o"  # one epoch makes no line
    _, (left, right) = plt.subplots(1, 2)
    assert plots.history(RECORDED, ax=left) is left.figure
    assert (len(left.lines), len(right.lines)) == (2, 0)
    plots.history(RECORDED, ax=(left, right))
    assert len(right.lines) == 2
    (ax,) = plots.history({"loss": [1.0] * 50}).axes
    assert ax.lines[0].get_marker() == "None"


def test_history_says_what_it_misses() -> None:
    with pytest.raises(TypeError, match=r"recorded must be a mapping .* got list"):
        plots.history([1, 2])
    with pytest.raises(ValueError, match=r"must have a 'loss' .* got \['accuracy'\]"):
        plots.history({"accuracy": [1.0]})
    with pytest.raises(ValueError, match="at least one epoch"):
        plots.history({"loss": []})
    with pytest.raises(ValueError, match=r"recorded\['val_loss'\] .* 2 epochs, got 1"):
        plots.history({"loss": [1, 2], "val_loss": [1]})
    _, pair = plt.subplots(1, 2)
    with pytest.raises(ValueError, match="ax must be at most 1 axes, for loss; got 2"):
        plots.history({"loss": [1.0]}, ax=pair)
