"""The errors along the chain from the best possible to the test set, and the gaps between them."""

from __future__ import annotations

from itertools import pairwise

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from dlcourse.plots.style import COLORS
from dlcourse.scratch.diagnosis import Diagnosis

__all__ = ["gaps"]

_NAMES = {"train_dev": "train-dev"}
# A color and a hatch for each gap, so that none is told by its color alone.
_LOOKS = {
    "avoidable_bias": ("vermilion", "///"),
    "variance": ("blue", "\\\\\\"),
    "data_mismatch": ("green", "..."),
    "overfit_to_dev": ("purple", "xxx"),
}


def gaps(diagnosis: Diagnosis, ax: Axes | None = None, *, decimals: int = 1) -> Axes:
    """Draw a bar for each error; the piece by which it exceeds the one above is its gap.

    The gap is hatched and named beside its bar, the largest one in bold type. Where an error is
    lower than the one above, the missing piece is an empty dashed box.

    Args:
        diagnosis: What `scratch.diagnose` returns.
        ax: Where to draw; a new figure if not given.
        decimals: Of the percentages.
    """
    errors, found = diagnosis.errors, diagnosis.gaps
    ax = ax or plt.figure(figsize=(6.4, 0.6 + 0.62 * len(errors))).add_subplot()
    values = [100 * error for error in errors.values()]
    rows = range(len(values))
    solid = [values[0], *(min(pair) for pair in pairwise(values))]
    ax.barh(rows, solid, height=0.62, color="#C9C9C9")
    ax.text(values[0], 0, f" {values[0]:.{decimals}f}%", va="center", fontsize=9.5)
    steps = zip(rows[1:], pairwise(values), found.items(), strict=True)
    for row, (before, after), (name, gap) in steps:
        color, hatch = _LOOKS[name]
        look = {"height": 0.62, "left": min(before, after), "edgecolor": COLORS[color]}
        if after < before:
            look |= {"facecolor": "none", "linestyle": "--"}
        else:
            look |= {"facecolor": "white", "hatch": hatch}
        ax.barh(row, abs(after - before), **look)
        ax.plot([before, before], [row - 0.69, row + 0.31], "-", color="#444444", linewidth=1)
        above = gap > 0 and name == diagnosis.largest
        ax.text(
            max(before, after),
            row,
            f" {after:.{decimals}f}%\n {name.replace('_', ' ')} {_signed(100 * gap, decimals)}%",
            va="center",
            fontsize=9.5,
            fontweight="bold" if above else "normal",
            linespacing=1.15,
        )
    ax.set_yticks(rows, [_NAMES.get(name, name) for name in errors])
    # Room for the words at the right of the longest bar: a letter is 0.08 inches wide.
    longest = max(len(line) for text in ax.texts for line in text.get_text().split("\n"))
    inches = ax.get_position().width * ax.figure.get_figwidth()
    share = min(max(1 - 0.08 * longest / inches, 0.25), 0.75)
    ax.set(xlabel="error in %", xlim=(0, max([*values, 0.01]) / share), ylim=(rows[-1] + 0.5, -0.5))
    ax.grid(False, axis="y")
    ax.tick_params(axis="y", length=0)
    return ax


def _signed(value: float, decimals: int) -> str:
    return f"{round(value, decimals) + 0.0:+.{decimals}f}".replace("-", "−")
