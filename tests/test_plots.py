from __future__ import annotations

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from dlcourse import explore, plots
from dlcourse.plots import display, style
from dlcourse.scratch import activations


@pytest.fixture
def emitted(monkeypatch) -> list[tuple[dict, dict]]:
    found: list[tuple[dict, dict]] = []

    def keep(data: dict, metadata: dict, *, plain: str) -> None:
        found.append((data, metadata))

    monkeypatch.setattr(display, "_emit", keep)
    return found


def some_figure() -> plt.Figure:
    fig, ax = plt.subplots()
    ax.plot([0, 1], [1, 0])
    ax.set_title("The Loss Falls")
    return fig


def test_show_emits_the_picture_with_its_words_and_closes(emitted) -> None:
    fig = some_figure()
    assert plots.show(fig, alt="loss falls\n  from 1.00 to 0.00") is None
    ((data, metadata),) = emitted
    assert data["text/plain"] == "loss falls from 1.00 to 0.00"
    assert metadata == {"image/png": {"alt": "loss falls from 1.00 to 0.00"}}
    assert data["image/png"].startswith("iVBORw0KGgo")
    assert not plt.fignum_exists(fig.number)


def test_the_same_figure_gives_the_same_bytes(emitted) -> None:
    for _ in range(2):
        plots.show(some_figure(), alt="loss falls from 1 to 0")
    assert emitted[0] == emitted[1]


@pytest.mark.parametrize("alt", ["", "   ", None, "the loss falls", " The  loss falls. "])
def test_show_refuses_an_alt_that_says_nothing(emitted, alt) -> None:
    with pytest.raises(ValueError, match="alt"):
        plots.show(some_figure(), alt=alt)
    assert not emitted


def test_show_needs_alt_and_a_figure() -> None:
    with pytest.raises(TypeError):
        plots.show(some_figure())
    with pytest.raises(TypeError, match="got Axes"):
        plots.show(some_figure().axes[0], alt="loss falls")


def test_outside_a_notebook_the_words_are_printed(capsys) -> None:
    plots.show(some_figure(), alt="loss falls from 1 to 0")
    plots.table([["a", 1.23456]], headers=["name", "value"], digits=2)
    assert capsys.readouterr().out == (
        "loss falls from 1 to 0\nname  value\n----  -----\na      1.23\n"
    )


def test_a_table_has_two_forms(emitted) -> None:
    plots.table([["<a>", 1, -0.0001], ["b", 20, 2.5]], headers=["x", "n", "v"], caption="c & d")
    ((data, _),) = emitted
    assert data["text/plain"].splitlines() == [
        "c & d",
        "x     n      v",
        "---  --  -----",
        "<a>   1  0.000",
        "b    20  2.500",
    ]
    assert "<caption>c &amp; d</caption>" in data["text/html"]
    assert "&lt;a&gt;" in data["text/html"]
    assert data["text/html"].count('<th scope="col"') == 3


def test_a_table_names_the_row_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="row 1 has 1 cells, but there are 2 headers"):
        plots.table([[1, 2], [3]], headers=["a", "b"])


def test_the_end_of_a_run_is_a_rounded_table(emitted) -> None:
    recorded = {
        "binary_accuracy": [0.5, 0.995],
        "loss": [0.9, 0.1234],
        "val_binary_accuracy": [0.4, 0.75],
        "val_loss": [1.1, 0.5],
        "learning_rate": [0.1, 0.01],
    }
    plots.history_end(recorded)
    assert emitted[0][0]["text/plain"].splitlines() == [
        "After 2 epochs",
        "measure          training  validation",
        "---------------  --------  ----------",
        "loss                 0.12        0.50",
        "binary accuracy      0.99        0.75",
    ]
    plots.history_end(type("History", (), {"history": {"loss": [0.25]}})(), digits=1, caption="End")
    assert emitted[1][0]["text/plain"].splitlines() == [
        "End",
        "measure  training",
        "-------  --------",
        "loss          0.2",
    ]


@pytest.mark.parametrize(
    ("recorded", "error", "message"),
    [
        (3, TypeError, "recorded must be a mapping"),
        ({"loss": []}, ValueError, "at least one epoch"),
        ({"loss": [1, 2], "val_loss": [1]}, ValueError, "val_loss.*each of the 2 epochs, got 1"),
    ],
)
def test_the_end_of_a_run_needs_a_run(recorded, error, message) -> None:
    with pytest.raises(error, match=message):
        plots.history_end(recorded)


def test_the_palette_is_told_apart_without_color() -> None:
    style.apply()
    pairs = [(p["color"], str(p["linestyle"])) for p in mpl.rcParams["axes.prop_cycle"]]
    assert len({line for _, line in pairs}) == len(pairs)
    # Lightness differs enough between neighbors of the cycle to be seen in gray, too.
    lightness = [np.dot(mpl.colors.to_rgb(c), (0.299, 0.587, 0.114)) for c in style.COLORS.values()]
    assert len({round(v, 2) for v in lightness}) == len(lightness)


X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
Y = np.array([0, 1, 1, 0])


def test_classes_differ_in_marker_and_regions_show_the_prediction() -> None:
    ax = plots.decision_regions(lambda p: (p[:, 0] > 0.5).astype(int), X, Y, names=["no", "yes"])
    points = ax.collections[:2]
    assert len({tuple(map(tuple, c.get_paths()[0].vertices)) for c in points}) == 2
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["no", "yes"]
    plt.close(ax.figure)
    ax = plots.decision_regions(lambda p: p[:, 0].clip(0, 1), X, Y, probability=True)
    assert {t.get_text() for t in ax.texts} <= {"0.1", "0.5", "0.9"}
    plt.close(ax.figure)


def test_scatter_classes_names_the_shape_it_wants() -> None:
    with pytest.raises(ValueError, match=r"shape \(m, 2\), got \(4,\)"):
        plots.scatter_classes(Y, Y)


def test_error_surface_draws_paths_and_the_minimum() -> None:
    path = np.array([[1.0, 1.0], [0.0, 0.0]])
    ax = plots.error_surface(lambda w: w @ w, (-2, 2), (-1, 1), paths={"a": path}, minimum=[0, 0])
    assert np.allclose(ax.lines[0].get_xydata(), path)
    assert ax.lines[1].get_marker() == "*"
    plt.close(ax.figure)


def test_curves_and_derivatives_are_drawn() -> None:
    ax = plots.loss_curves({"a": [3, 2], "b": [3, 1]}, log=True)
    assert ax.get_yscale() == "log"
    assert ax.lines[1].get_ydata().tolist() == [3, 1]
    plt.close(ax.figure)
    f = activations.tanh
    ax = plots.value_and_derivative(f.f, f.df, name="tanh")
    assert ax.lines[1].get_ydata().max() == pytest.approx(1)
    plt.close(ax.figure)


def test_image_grid_has_a_title_for_each_image() -> None:
    fig = plots.image_grid(np.zeros((5, 4, 4)), titles=range(5), columns=3)
    assert [ax.get_title() for ax in fig.axes[:5]] == list("01234")
    plt.close(fig)
    fig = plots.image_grid(np.zeros((3, 4, 4)), titles=np.array([7, 0, 2]))
    assert [ax.get_title() for ax in fig.axes] == list("702")
    plt.close(fig)
    with pytest.raises(ValueError, match="2 entries for 5"):
        plots.image_grid(np.zeros((5, 4, 4)), titles=[1, 2])
    with pytest.raises(ValueError, match="empty"):
        plots.image_grid([])


def test_a_network_is_drawn_layer_by_layer() -> None:
    ax = plots.network([2, 20, 1], names=["in", "hidden", "out"], bias=True, most=6)
    circles = [p for p in ax.patches if isinstance(p, plt.Circle)]
    assert len(circles) == 2 + 5 + 1 + 2
    plt.close(ax.figure)
    for sizes in ([3], [2, 0]):
        with pytest.raises(ValueError, match="at least"):
            plots.network(sizes)


def test_the_learning_loop_names_its_pieces() -> None:
    ax = plots.learning_procedure(activation="sigmoid", loss="cross-entropy")
    words = " ".join(t.get_text() for t in ax.texts)
    assert "sigmoid" in words
    assert "cross-entropy" in words
    plt.close(ax.figure)


def test_an_explorer_is_still_where_it_is_told_to_be(monkeypatch, capsys) -> None:
    monkeypatch.setenv("DLCOURSE_EXPLORE", "still")
    explore.gradient_descent()
    assert "oscillates toward the minimum" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [
        (0.01, "creeps"),
        (0.2, "converges"),
        (0.45, "oscillates"),
        (0.5, "neither"),
        (0.6, "diverges"),
    ],
)
def test_the_verdict_is_that_of_the_curvature(rate, verdict) -> None:
    from dlcourse.explore.descent import draw_descent

    fig, alt = draw_descent(rate, 20, 4.0)
    assert verdict in alt
    plt.close(fig)


def test_a_knob_starts_at_one_of_its_values() -> None:
    with pytest.raises(ValueError, match="start must be one of the values"):
        explore.Knob("rate", (1, 2), 3)
