"""Pictures side by side."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

__all__ = ["image_grid"]


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
    height = size * (1.32 if titles is not None else 1.08)
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
