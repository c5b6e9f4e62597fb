"""Keras callbacks: what `fit` can call while it trains."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Mapping
from typing import Any

import keras

from dlcourse.plots import history, picture

__all__ = ["LiveCurves"]


class LiveCurves(keras.callbacks.Callback):
    """Loss and accuracy as curves that grow under the cell while `fit` runs.

    It draws in a notebook only. In a script, and wherever notebooks run as tests, it draws nothing
    and prints nothing, so that the same cell gives the same output everywhere. The usual form
    follows the curves of a long training only: `callbacks=[LiveCurves(show=run.full)]`.

    Args:
        show: Whether to draw at all.
        seconds: The shortest time between two pictures; the last epoch is always drawn.

    Attributes:
        history: What was recorded, name -> one value an epoch, NaN for an epoch without one
            (validation may run in every second epoch only). Recorded even where nothing is drawn.

    Raises:
        ValueError: `seconds` is negative or no finite number.

    Source: *Basics*, "Plotting training and validation loss", while it happens.
    """

    def __init__(self, show: bool = True, *, seconds: float = 1.0) -> None:
        super().__init__()
        if isinstance(seconds, bool) or not (math.isfinite(seconds) and seconds >= 0):
            raise ValueError(f"seconds must be a number that is at least 0, got {seconds!r}")
        self.show = bool(show)
        self.seconds = float(seconds)
        self.history: dict[str, list[float]] = {}
        self._handle: Any = None
        self._drawn_at = -math.inf
        self._drawn_epochs = 0

    def on_train_begin(self, logs: Mapping[str, float] | None = None) -> None:
        """Forget an earlier training: each `fit` has a picture of its own."""
        self.history = {}
        self._handle = None
        self._drawn_at = -math.inf
        self._drawn_epochs = 0

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        """Record what the epoch measured, and draw unless a picture is fresh."""
        logs = logs or {}
        before = self._epochs()
        for name in self.history.keys() | logs.keys():
            values = self.history.setdefault(name, [math.nan] * before)
            values.append(float(logs.get(name, math.nan)))
        if time.monotonic() - self._drawn_at >= self.seconds:
            self._draw()

    def on_train_end(self, logs: Mapping[str, float] | None = None) -> None:
        """Draw the last epoch."""
        if self._drawn_epochs < self._epochs():
            self._draw()

    def _epochs(self) -> int:
        return max(map(len, self.history.values()), default=0)

    def _draw(self) -> None:
        if not (self.show and "loss" in self.history and _in_a_notebook()):
            return
        from IPython.display import display

        data, metadata = picture(history(self.history), alt=self._alt())
        if self._handle is None:
            self._handle = display(data, metadata=metadata, raw=True, display_id=True)
        else:
            self._handle.update(data, metadata=metadata, raw=True)
        self._drawn_at = time.monotonic()
        self._drawn_epochs = self._epochs()

    def _alt(self) -> str:
        ends = {"loss": "training loss", "val_loss": "validation loss"}
        parts = [
            f"{words} {self.history[name][-1]:.3f}"
            for name, words in ends.items()
            if name in self.history and math.isfinite(self.history[name][-1])
        ]
        return f"Curves while training, epoch {self._epochs()}: {', '.join(parts) or 'no numbers'}."


def _in_a_notebook() -> bool:
    """Whether somebody may be watching: the kernel of a notebook, and not one that runs tests."""
    if os.environ.get("DLCOURSE_EXPLORE") == "still":
        return False
    from IPython import get_ipython

    return hasattr(get_ipython(), "kernel")
