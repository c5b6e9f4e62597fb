"""Pictures side by side, and weights as pictures."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from dlcourse.plots.style import DIVERGING

__all__ = ["image_grid", "weight_images"]


def image_grid(
    images: np.ndarray | Sequence[np.ndarray],
    *,
    titles: Sequence[object] | None = None,
    columns: int = 8,
    size: float = 0.95,
    cmap: str = "gray_r",
    limits: tuple[float, float] | None = None,
    heading: str = "",
) -> Figure:
    """Draw images in rows, each with its title.

    Args:
        images: (n, height, width) in gray or (n, height, width, 3) in color.
        titles: One for each image.
        columns: Images in a row.
        size: Width of one image in inches.
        cmap: Colors of gray images; the default draws ink on paper.
        limits: Lowest and highest value of the gray scale, default those of all images.
        heading: A title above all.

    Returns:
        The figure.
    """
    images = [np.asarray(image) for image in images]
    if not images:
        raise ValueError("images is empty; there is nothing to draw")
    if titles is not None and len(titles) != len(images):
        raise ValueError(f"titles has {len(titles)} entries for {len(images)} images")
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    lines = 0 if titles is None else max(str(title).count("\n") + 1 for title in titles)
    height = size * 1.08 + 0.23 * lines
    fig, axes = plt.subplots(
        rows, columns, figsize=(columns * size * 1.08, rows * height + 0.4 * bool(heading))
    )
    low, high = limits or (min(i.min() for i in images), max(i.max() for i in images))
    for k, ax in enumerate(np.ravel(axes)):
        ax.axis("off")
        if k < len(images):
            ax.imshow(images[k], cmap=cmap, vmin=low, vmax=high, interpolation="nearest")
            if titles is not None:
                ax.set_title(str(titles[k]), fontsize=9, fontweight="normal", loc="center")
    if heading:
        fig.suptitle(heading)
    return fig


def weight_images(
    W: np.ndarray,
    shape: tuple[int, int],
    *,
    columns: int = 8,
    titles: Sequence[object] | None = None,
    heading: str = "",
) -> Figure:
    """Draw the weights that lead to each unit as an image of what the unit looks for.

    All images share one scale, white at zero; a color bar says which end is negative.

    Args:
        W: Weights (n_in, n_out), one column for each unit, without the bias.
        shape: Height and width of an input image; their product is n_in.
        columns: Images in a row.
        titles: One for each unit.
        heading: A title above all.

    Returns:
        The figure: the images in order, then the color bar.
    """
    W = np.asarray(W)
    if len(shape) != 2:
        raise ValueError(f"shape must be (height, width), got {shape}")
    pixels = int(shape[0] * shape[1])
    if W.ndim != 2 or W.shape[0] != pixels:
        hint = ""
        if W.ndim == 2 and W.shape[1] == pixels + 1:
            hint = "; of a Theta (n_out, n_in + 1) give Theta[:, 1:].T"
        elif W.ndim == 2 and W.shape[1] == pixels:
            hint = "; its transpose fits"
        raise ValueError(
            f"W must have shape (n_in, n_out) with n_in = {pixels}, the pixels of an image of "
            f"shape {tuple(shape)}; got {W.shape}{hint}"
        )
    if not np.isfinite(W).all():
        raise ValueError("W holds NaN or infinite weights")
    top = float(abs(W).max()) or 1.0
    fig = image_grid(
        W.T.reshape(-1, *shape),
        titles=titles,
        columns=columns,
        cmap=DIVERGING,
        limits=(-top, top),
        heading=heading,
    )
    fig.set_figwidth(fig.get_figwidth() + 0.9)
    bar = fig.colorbar(fig.axes[0].images[0], ax=fig.axes, shrink=0.9, aspect=18, pad=0.02)
    bar.set_ticks([-top, 0, top], labels=[f"−{top:.2g}\nnegative", "0", f"+{top:.2g}\npositive"])
    bar.outline.set_visible(False)
    return fig
