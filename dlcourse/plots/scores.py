"""The quality of scores at a glance: ROC, precision against recall, calibration.

Each function can be called again on the same axes, to compare two classifiers.
"""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from dlcourse.plots.style import COLORS
from dlcourse.scratch import metrics

__all__ = ["calibration", "precision_recall", "roc"]

_THIN = {"color": COLORS["gray"], "linestyle": ":", "linewidth": 1.2, "zorder": 1}


def roc(
    y: np.ndarray, scores: np.ndarray, *, ax: Axes | None = None, label: str | None = None
) -> Axes:
    """Draw the true positive rate against the false positive rate, over all thresholds.

    The dotted diagonal is chance: scores that know nothing.

    Args:
        y: The true classes, 0 or 1, (m,), both of them present.
        scores: One number for each sample, larger for more positive, (m,).
        ax: Where to draw; a new figure if not given.
        label: A name for the legend, which says the area under the curve anyway.
    """
    FPR, TPR, _ = metrics.roc_curve(y, scores)
    ax = ax or _square()
    _once(ax, "chance", [0, 1], [0, 1])
    ax.plot(FPR, TPR, label=_named(label, f"area {metrics.roc_auc(y, scores):.3f}"))
    ax.set(xlabel="false positive rate, 1 - specificity", ylabel="true positive rate, recall")
    return _finished(ax, "lower right")


def precision_recall(
    y: np.ndarray, scores: np.ndarray, *, ax: Axes | None = None, label: str | None = None
) -> Axes:
    """Draw the precision against the recall, over all thresholds, in steps.

    The dotted line is the share of positives: the precision of one who always says yes.

    Args:
        y: The true classes, 0 or 1, (m,), at least one positive.
        scores: One number for each sample, larger for more positive, (m,).
        ax: Where to draw; a new figure if not given.
        label: A name for the legend, which says the average precision anyway.
    """
    precision, recall, _ = metrics.precision_recall_curve(y, scores)
    ax = ax or _square()
    share = float(np.mean(y))
    _once(ax, "share of positives", [0, 1], [share, share])
    mean = f"average precision {metrics.average_precision(y, scores):.3f}"
    # From one threshold to the next the precision is that of the higher recall.
    ax.plot(recall, precision, drawstyle="steps-post", label=_named(label, mean))
    ax.set(xlabel="recall", ylabel="precision")
    return _finished(ax, "lower left")


def calibration(
    y: np.ndarray,
    probabilities: np.ndarray,
    *,
    n_bins: int = 10,
    ax: Axes | None = None,
    label: str | None = None,
) -> Axes:
    """Draw the share of positives against the probability they were given, bin by bin.

    On the dotted diagonal the probabilities mean what they say. A bar shows where the true share
    of a bin may well lie (95%, Wilson's interval): it is long where a bin has few samples.

    Args:
        y: The true classes, 0 or 1, (m,).
        probabilities: Of class 1, (m,).
        n_bins: Bins of equal width from 0 to 1; empty ones are left out.
        ax: Where to draw; a new figure if not given.
        label: A name for the legend.
    """
    share, mean = metrics.calibration_curve(y, probabilities, n_bins=n_bins)
    edges = np.linspace(0, 1, n_bins + 1)[1:-1]
    counts = np.bincount(np.searchsorted(edges, np.asarray(probabilities, dtype=np.float64)))
    ax = ax or _square()
    _once(ax, "probability = share", [0, 1], [0, 1])
    (line,) = ax.plot(mean, share, marker="o", label=label)
    ax.vlines(mean, *_wilson(share, counts[counts > 0]), color=line.get_color(), linewidth=1)
    ax.set(xlabel="predicted probability", ylabel="share of positives")
    return _finished(ax, "upper left")


def _wilson(share: np.ndarray, m: np.ndarray, z: float = 1.96) -> tuple[np.ndarray, np.ndarray]:
    """The shares that make the observed one no surprise (E. B. Wilson, 1927)."""
    middle = (share + z**2 / (2 * m)) / (1 + z**2 / m)
    half = z / (1 + z**2 / m) * np.sqrt(share * (1 - share) / m + z**2 / (4 * m**2))
    return middle - half, middle + half


def _square() -> Axes:
    return plt.figure(figsize=(4.8, 4.6)).add_subplot()


def _named(label: str | None, measure: str) -> str:
    return measure if label is None else f"{label}: {measure}"


def _once(ax: Axes, label: str, x: list[float], y: list[float]) -> None:
    """A thin line to compare with; where several calls share the axes, each line but once."""
    before = [line for line in ax.lines if line.get_gid() == label]
    if not any(np.allclose(line.get_ydata(), y) for line in before):
        ax.plot(x, y, gid=label, label=None if before else label, **_THIN)


def _finished(ax: Axes, where: str) -> Axes:
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    ax.legend(loc=where, frameon=True, facecolor="white", edgecolor="none", framealpha=0.9)
    return ax
