"""Where a classifier is right and where it is wrong: the confusion matrix, the worst mistakes."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.figure import Figure

from dlcourse.plots.images import image_grid
from dlcourse.plots.style import COLORS

__all__ = ["confusion", "misclassified"]

# Light enough at its dark end that black letters are readable on all of it.
_PAPER_TO_SKY = LinearSegmentedColormap.from_list("dlcourse_paper", ["#FFFFFF", COLORS["sky"]])


def confusion(
    y_true: np.ndarray,
    y_pred: np.ndarray,
    *,
    names: Sequence[str] | None = None,
    ax: Axes | None = None,
    normalize: bool = False,
) -> Axes:
    """Draw how often each class was taken for each class.

    A row is a true class, a column a predicted one; what is right stands on the diagonal. Each
    cell says its count, and is the darker the larger its share of the row.

    Args:
        y_true: The true class numbers, (m,).
        y_pred: The predicted class numbers, (m,).
        names: Name of each class number, in order; default the numbers.
        ax: Where to draw; a new figure if not given.
        normalize: Print the shares of a row in percent instead of the counts.
    """
    y_true, y_pred = _pair(y_true, y_pred)
    names = _class_names(names, y_true, y_pred)
    K, longest = len(names), max(map(len, names))
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (y_true, y_pred), 1)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)

    if ax is None:
        width = max(3.2, 0.44 * K + 1.0) + 0.06 * longest
        ax = plt.figure(figsize=(width, width)).add_subplot()
    # The square root lets one mistake in a hundred be seen.
    ax.imshow(shares, cmap=_PAPER_TO_SKY, norm=PowerNorm(0.5, vmin=0, vmax=1))
    size = 9 if K <= 12 else 7
    for i, j in np.ndindex(K, K):
        text = f"{100 * shares[i, j]:.0f}" if normalize else str(counts[i, j])
        color = "black" if counts[i, j] else "#6E6E6E"  # zeros step back
        ax.text(j, i, text, ha="center", va="center", fontsize=size, color=color)
    turned = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"} if longest > 3 else {}
    ax.set_xticks(range(K), names, **turned)
    ax.set_yticks(range(K), names)
    ax.set(xlabel="predicted", ylabel="true (each row in %)" if normalize else "true")
    ax.set_xticks(np.arange(K + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(K + 1) - 0.5, minor=True)
    ax.spines[:].set_visible(False)
    ax.grid(False)
    ax.grid(True, which="minor", color="#D0D0D0", linewidth=0.6)
    ax.tick_params(which="both", length=0)
    return ax


def misclassified(
    images: np.ndarray,
    y_true: np.ndarray,
    y_pred: np.ndarray,
    *,
    probability: np.ndarray | None = None,
    count: int = 16,
    columns: int = 8,
    names: Sequence[str] | None = None,
    heading: str | None = None,
) -> Figure:
    """Draw images that were taken for something else, each titled "true → predicted".

    Args:
        images: (m, height, width) in gray or (m, height, width, 3) in color.
        y_true: The true class numbers, (m,).
        y_pred: The predicted class numbers, (m,).
        probability: How sure the classifier was of its answers, (m,), or its probability of each
            class, (m, K). The surest mistake then comes first, and the titles say the
            probability of the wrong answer. Without it the mistakes stand in the order of the data.
        count: Draw at most so many.
        columns: Images in a row.
        names: Name of each class number; default the numbers.
        heading: A title above all; by default the number of mistakes.

    Returns:
        The figure. If nothing was mistaken, it says so.
    """
    y_true, y_pred = _pair(y_true, y_pred)
    images = np.asarray(images)
    if len(images) != len(y_true) or images.ndim not in (3, 4):
        raise ValueError(
            f"images must have shape (m, height, width) or (m, height, width, 3) with m = "
            f"{len(y_true)}, one for each class in y_true; got {images.shape}"
        )
    if count < 1:
        raise ValueError(f"count must be at least 1, got {count}")
    sure = None if probability is None else _of_the_answer(probability, y_pred)
    wrong = np.flatnonzero(y_true != y_pred)
    if not len(wrong):
        fig = plt.figure(figsize=(5, 0.8))
        fig.text(0.5, 0.5, f"all {len(y_true)} right: no mistake to show", ha="center", va="center")
        return fig
    worst = wrong if sure is None else wrong[np.argsort(-sure[wrong], kind="stable")]
    worst = worst[:count]
    names = _class_names(names, y_true, y_pred)
    arrow = " → " if max(map(len, names)) <= 7 else "\n→ "
    titles = [f"{names[y_true[k]]}{arrow}{names[y_pred[k]]}" for k in worst]
    if sure is not None:
        titles = [f"{title}\np = {sure[k]:.2f}" for title, k in zip(titles, worst, strict=True)]
    if heading is None:
        heading = f"{len(wrong)} of {len(y_true)} wrong (true → predicted)"
    return image_grid(images[worst], titles=titles, columns=columns, heading=heading)


def _pair(y_true: np.ndarray, y_pred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both as whole numbers (m,)."""
    pair = []
    for name, y in (("y_true", y_true), ("y_pred", y_pred)):
        y = np.asarray(y)
        if y.ndim != 1:
            raise ValueError(
                f"{name} must be class numbers of shape (m,), got shape {y.shape}; "
                "the class of one-hot rows or probabilities is .argmax(axis=1)"
            )
        if not len(y):
            raise ValueError(f"{name} is empty; there is nothing to draw")
        whole = y.astype(int) if y.dtype.kind in "biuf" and np.isfinite(y).all() else None
        if whole is None or (whole != y).any() or whole.min() < 0:
            raise ValueError(f"{name} must hold class numbers 0, 1, 2, ...; got {y[:5]}")
        pair.append(whole)
    if len(pair[0]) != len(pair[1]):
        raise ValueError(f"y_pred must be as long as y_true, {len(pair[0])}; got {len(pair[1])}")
    return pair[0], pair[1]


def _class_names(names: Sequence[str] | None, y_true: np.ndarray, y_pred: np.ndarray) -> list[str]:
    """The names as text, one for each class that occurs; by default the numbers."""
    highest = int(max(y_true.max(), y_pred.max()))
    if names is None:
        return [str(k) for k in range(highest + 1)]
    if highest >= len(names):
        raise ValueError(f"names must have a name for class {highest}, too; got {len(names)} names")
    return [str(name) for name in names]


def _of_the_answer(probability: np.ndarray, y_pred: np.ndarray) -> np.ndarray:
    """The probability of each answer that was given, (m,)."""
    p, m = np.asarray(probability), len(y_pred)
    if p.shape == (m,):
        return p
    if p.ndim == 2 and len(p) == m and p.shape[1] > y_pred.max():
        return p[np.arange(m), y_pred]
    raise ValueError(
        f"probability must have shape ({m},), one for each answer, or ({m}, K), one for each "
        f"class; got {p.shape}"
    )
