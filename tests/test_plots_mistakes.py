"""Confusion matrices, misclassified images, and the legends of regions."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlcourse import plots

TRUE = np.array([0, 0, 0, 0, 1, 1, 2])
SAID = np.array([0, 0, 0, 2, 1, 0, 2])


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def cells(ax: plt.Axes, K: int) -> list[list[str]]:
    return np.reshape([t.get_text() for t in ax.texts], (K, K)).tolist()


def test_confusion_prints_counts_with_the_true_class_as_row() -> None:
    ax = plots.confusion(TRUE, SAID)
    assert cells(ax, 3) == [["3", "0", "1"], ["1", "1", "0"], ["0", "0", "1"]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")
    assert [t.get_text() for t in ax.get_yticklabels()] == ["0", "1", "2"]


def test_confusion_in_percent_with_names_and_classes_that_never_occur() -> None:
    names = ["cat", "dog", "ox", "gnu"]
    _, given = plt.subplots()
    ax = plots.confusion(TRUE, SAID, names=names, normalize=True, ax=given)
    assert ax is given
    assert cells(ax, 4)[0] == ["75", "0", "25", "0"]
    assert cells(ax, 4)[3] == ["0"] * 4
    assert [t.get_text() for t in ax.get_xticklabels()] == names
    assert "%" in ax.get_ylabel()
    assert cells(plots.confusion(TRUE > 0, SAID > 0), 2) == [["3", "1"], ["1", "2"]]


def luminance(color) -> float:
    rgb = np.array(mpl.colors.to_rgb(color))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def test_every_number_of_a_confusion_matrix_is_readable_on_its_cell() -> None:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 10, 2000)
    ax = plots.confusion(y, np.where(rng.random(2000) < 0.5, y, y * rng.integers(0, 2, 2000)))
    image = ax.images[0]
    grounds = image.cmap(image.norm(image.get_array())).reshape(-1, 4)
    assert len({tuple(g) for g in grounds}) > 5  # from white to the full color
    for text, ground in zip(ax.texts, grounds, strict=True):
        light, dark = sorted((luminance(text.get_color()), luminance(ground[:3])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, text.get_text()


@pytest.mark.parametrize(
    ("true", "said", "message"),
    [
        (TRUE, SAID[:3], "y_pred must be as long as y_true, 7; got 3"),
        (TRUE, np.zeros((7, 3)), r"y_pred must be class numbers .* is \.argmax\(axis=1\)"),
        (TRUE, SAID * 0.9, "y_pred must hold class numbers 0, 1, 2"),
        (TRUE - 1, SAID, "y_true must hold class numbers"),
        (TRUE.astype(str), SAID, "y_true must hold class numbers"),
        (TRUE * np.nan, SAID, "y_true must hold class numbers"),
        ([], [], "y_true is empty"),
    ],
)
def test_what_are_no_classes_is_refused(true, said, message) -> None:
    with pytest.raises(ValueError, match=message):
        plots.confusion(true, said)
    with pytest.raises(ValueError, match=message):
        plots.misclassified(np.zeros((7, 2, 2)), true, said)


def test_a_class_without_a_name_is_told() -> None:
    with pytest.raises(ValueError, match="names must have a name for class 2, too; got 2 names"):
        plots.confusion(TRUE, SAID, names=["a", "b"])
    with pytest.raises(ValueError, match="names must have a name for class 2, too; got 2 names"):
        plots.scatter_classes(np.zeros((7, 2)), TRUE, names=["a", "b"])


IMAGES = np.arange(7)[:, None, None] * np.ones((7, 4, 4))  # image k is full of k
P = np.array([0.9, 0.9, 0.9, 0.6, 0.5, 0.8, 0.5])


def drawn(fig: plt.Figure) -> list[tuple[int, str]]:
    """Which image stands where, with its title."""
    axes = [ax for ax in fig.axes if ax.images]
    return [(int(ax.images[0].get_array()[0, 0]), ax.get_title()) for ax in axes]


def test_misclassified_images_say_what_was_taken_for_what() -> None:
    fig = plots.misclassified(IMAGES, TRUE, SAID)
    assert drawn(fig) == [(3, "0 → 2"), (5, "1 → 0")]
    assert fig.get_suptitle() == "2 of 7 wrong (true → predicted)"
    fig = plots.misclassified(IMAGES, TRUE, SAID, count=1, names=["ant", "bee", "cow"], heading="!")
    assert drawn(fig) == [(3, "ant → cow")]
    assert fig.get_suptitle() == "!"
    fig = plots.misclassified(IMAGES, TRUE, SAID, count=1, names=["ant", "bee", "crocodile"])
    assert drawn(fig) == [(3, "ant\n→ crocodile")]


def test_the_surest_mistake_comes_first() -> None:
    worst_first = [(5, "1 → 0\np = 0.80"), (3, "0 → 2\np = 0.60")]
    assert drawn(plots.misclassified(IMAGES, TRUE, SAID, probability=P)) == worst_first
    # The same from the probabilities of all classes: the one of the answer counts.
    of_all = np.full((7, 3), 0.95)
    of_all[np.arange(7), SAID] = P
    assert drawn(plots.misclassified(IMAGES, TRUE, SAID, probability=of_all)) == worst_first


def test_no_mistake_is_said_in_words() -> None:
    fig = plots.misclassified(IMAGES, TRUE, TRUE)
    assert [t.get_text() for t in fig.texts] == ["all 7 right: no mistake to show"]
    assert not fig.axes


def test_misclassified_names_the_shapes_it_wants() -> None:
    with pytest.raises(ValueError, match=r"with m = 7, .* got \(7, 16\)"):
        plots.misclassified(IMAGES.reshape(7, 16), TRUE, SAID)
    with pytest.raises(ValueError, match=r"images must .* got \(6, 4, 4\)"):
        plots.misclassified(IMAGES[1:], TRUE, SAID)
    with pytest.raises(ValueError, match=r"probability must have shape \(7,\), .* got \(7, 2\)"):
        plots.misclassified(IMAGES, TRUE, SAID, probability=np.zeros((7, 2)))
    with pytest.raises(ValueError, match="count must be at least 1, got 0"):
        plots.misclassified(IMAGES, TRUE, SAID, count=0)


@pytest.mark.parametrize("legend", [True, False])
def test_the_legend_of_classes_and_regions_can_be_left_out(legend) -> None:
    X = np.random.default_rng(0).normal(size=(7, 2))
    ax = plots.scatter_classes(X, TRUE, legend=legend)
    assert (ax.get_legend() is not None) is legend
    ax = plots.decision_regions(lambda p: np.zeros(len(p)), X, TRUE, legend=legend, resolution=11)
    assert (ax.get_legend() is not None) is legend


def test_regions_of_many_classes_have_the_colors_of_their_points() -> None:
    X = np.column_stack([np.arange(10.0), np.arange(10.0)])
    ax = plots.decision_regions(lambda p: p[:, 0].round().clip(0, 9), X, np.arange(10))
    image = ax.images[0]
    for k, points in enumerate(ax.collections[:10]):
        assert np.allclose(image.cmap(image.norm(k))[:3], points.get_facecolor()[0][:3])
