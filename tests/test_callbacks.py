"""Live curves: every epoch is recorded; pictures appear in a notebook only, one that grows."""

from __future__ import annotations

import math
from types import ModuleType
from unittest.mock import Mock

import IPython.display
import numpy as np
import pytest


class Screen:
    """Stands in for a notebook's page: what was displayed, and what replaced it."""

    def __init__(self) -> None:
        self.shown: list[dict[str, str]] = []
        self.updates: list[dict[str, str]] = []

    def display(self, data: dict, *, metadata: dict, raw: bool, display_id: bool) -> Screen:
        assert (raw, display_id) == (True, True)
        assert metadata["image/png"]["alt"] == data["text/plain"]
        self.shown.append(data)
        return self

    def update(self, data: dict, *, metadata: dict, raw: bool) -> None:
        assert raw
        assert metadata["image/png"]["alt"] == data["text/plain"]
        self.updates.append(data)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """A notebook whose page the test can read."""
    screen = Screen()
    monkeypatch.delenv("DLCOURSE_EXPLORE", raising=False)
    shell = Mock(kernel=object())
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    # Matplotlib would register itself with that shell, for good.
    monkeypatch.setattr("matplotlib.pyplot.install_repl_displayhook", lambda: None)
    monkeypatch.setattr(IPython.display, "display", screen.display)
    return screen


def fit(keras: ModuleType, callback, epochs: int = 3, **how):
    """Train a line on eight points, two of them held out unless told otherwise."""
    x = np.linspace(-1, 1, 8)[:, None]
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    how = {"validation_data": (x[:2], 2 * x[:2])} | how
    return model.fit(x, 2 * x, epochs=epochs, verbose=0, callbacks=[callback], **how)


def test_one_picture_grows_and_says_where_it_stands(keras, screen) -> None:
    from dlcourse.callbacks import LiveCurves

    live = LiveCurves(seconds=0)
    recorded = fit(keras, live)
    assert live.history == recorded.history
    assert (len(screen.shown), len(screen.updates)) == (1, 2)
    last = recorded.history
    assert screen.updates[-1]["text/plain"] == (
        f"Curves while training, epoch 3: training loss {last['loss'][-1]:.3f}, "
        f"validation loss {last['val_loss'][-1]:.3f}."
    )
    fit(keras, live, epochs=1)
    assert len(screen.shown) == 2, "a second training has a picture of its own"
    assert len(live.history["loss"]) == 1


def test_quick_epochs_share_a_picture_and_the_last_is_drawn(keras, screen) -> None:
    from dlcourse.callbacks import LiveCurves

    fit(keras, LiveCurves(seconds=3600), epochs=4)
    pictures = [data["text/plain"] for data in screen.shown + screen.updates]
    assert [text.split(":")[0] for text in pictures] == [
        "Curves while training, epoch 1",
        "Curves while training, epoch 4",
    ]


def test_an_epoch_without_validation_leaves_a_gap(keras, screen) -> None:
    from dlcourse.callbacks import LiveCurves

    live = LiveCurves(seconds=0)
    fit(keras, live, epochs=4, validation_freq=2)
    assert [math.isnan(v) for v in live.history["val_loss"]] == [True, False, True, False]
    assert len(screen.updates) == 3
    assert "validation" not in screen.updates[1]["text/plain"]


@pytest.mark.parametrize("place", ["hidden", "test", "script"])
def test_nothing_is_drawn_where_nobody_watches(keras, screen, monkeypatch, capsys, place) -> None:
    from dlcourse.callbacks import LiveCurves

    if place == "test":
        monkeypatch.setenv("DLCOURSE_EXPLORE", "still")
    if place == "script":
        monkeypatch.setattr("IPython.get_ipython", lambda: None)
    live = LiveCurves(show=place != "hidden", seconds=0)
    fit(keras, live)
    assert screen.shown + screen.updates == []
    assert capsys.readouterr().out == ""
    assert len(live.history["loss"]) == 3


@pytest.mark.parametrize("seconds", [-1, math.nan, math.inf, True])
def test_the_time_between_pictures_is_a_number(seconds) -> None:
    from dlcourse.callbacks import LiveCurves

    with pytest.raises(ValueError, match=r"seconds must be a number that is at least 0, got"):
        LiveCurves(seconds=seconds)
