"""How a figure and a table leave a cell: with words that a test compares and a reader hears."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

__all__ = ["picture", "show", "table"]


def show(fig: Figure, *, alt: str) -> None:
    """Show a figure with its description, and close it.

    The picture is one output with two forms: the PNG, whose metadata hold `alt`, and `alt` itself
    as plain text. Pictures are not compared between runs, text is; so an `alt` that quotes what
    was computed makes the figure part of the test.

    Args:
        fig: The figure (`ax.figure` of any plot of this package).
        alt: What one sees, in a sentence that quotes what was computed, rounded to what it means.

    Raises:
        TypeError: `fig` is no Matplotlib figure.
        ValueError: `alt` is empty or only repeats a title of the figure.
    """
    data, metadata = picture(fig, alt=alt)
    _emit(data, metadata, plain=data["text/plain"])


def picture(fig: Figure, *, alt: str) -> tuple[dict[str, str], dict[str, Any]]:
    """What `show` shows: the figure as a display bundle, its description inside; closes it.

    Args:
        fig: The figure.
        alt: What one sees, as in `show`.

    Returns:
        The data and the metadata that IPython's `display(data, metadata=metadata, raw=True)` takes.

    Raises:
        TypeError: `fig` is no Matplotlib figure.
        ValueError: `alt` is empty or only repeats a title of the figure.
    """
    if not isinstance(fig, Figure):
        raise TypeError(f"fig must be a Matplotlib figure, got {type(fig).__name__}")
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError("alt must say what the figure shows; it is empty")
    alt = " ".join(alt.split())
    for title in _titles(fig):
        if _bare(title) == _bare(alt):
            raise ValueError(f"alt repeats the title {title!r}; say what was computed instead")
    png = base64.b64encode(_png(fig)).decode("ascii")
    plt.close(fig)
    return {"image/png": png, "text/plain": alt}, {"image/png": {"alt": alt}}


def table(
    rows: Sequence[Sequence[Any]],
    *,
    headers: Sequence[str],
    digits: int = 3,
    caption: str | None = None,
) -> None:
    """Show rows as a table (HTML for the eye and for screen readers, plain text for tests).

    Args:
        rows: One sequence of cells for each row. Floats are rounded, all else is shown as it is.
        headers: One name for each column.
        digits: Digits after the point of a float.
        caption: A sentence above the table.

    Raises:
        ValueError: A row has not one cell for each header.
    """
    cells = [[_cell(value, digits) for value in row] for row in rows]
    for number, row in enumerate(cells):
        if len(row) != len(headers):
            raise ValueError(
                f"row {number} has {len(row)} cells, but there are {len(headers)} headers"
            )
    right = [all(_is_number(row[i]) for row in rows) for i in range(len(headers))]
    _emit(
        {
            "text/html": _as_html(cells, headers, right, caption),
            "text/plain": (plain := _as_text(cells, headers, right, caption)),
        },
        {},
        plain=plain,
    )


def _emit(data: dict[str, str], metadata: dict[str, Any], *, plain: str) -> None:
    """One display output in a notebook; in a plain script, the words."""
    from IPython import get_ipython

    if get_ipython() is None:
        print(plain)
        return
    from IPython.display import display

    display(data, metadata=metadata, raw=True)


def _png(fig: Figure) -> bytes:
    """The picture in 256 colors, a third of the size; no metadata, so equal figures are equal."""
    drawn = io.BytesIO()
    fig.savefig(drawn, format="png", bbox_inches="tight")
    small = io.BytesIO()
    picture = Image.open(drawn).convert("RGB")
    picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        small, format="png", optimize=True
    )
    return small.getvalue()


def _titles(fig: Figure) -> list[str]:
    titles = [fig.get_suptitle()]
    for ax in fig.axes:
        titles += [ax.get_title(loc=loc) for loc in ("left", "center", "right")]
    return [title for title in titles if title.strip()]


def _bare(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .!:")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) or hasattr(value, "dtype")


def _cell(value: Any, digits: int) -> str:
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = value.item()
    if isinstance(value, float):
        text = f"{value:.{digits}f}"
        # Rounding may leave a negative zero, whose sign depends on the machine.
        return text.removeprefix("-") if not text.strip("-0.") else text
    return str(value)


def _as_html(
    cells: list[list[str]], headers: Sequence[str], right: list[bool], caption: str | None
) -> str:
    align = [' style="text-align: right"' if r else ' style="text-align: left"' for r in right]
    lines = ["<table>"]
    if caption:
        lines.append(f"<caption>{html.escape(caption)}</caption>")
    head = "".join(
        f'<th scope="col"{a}>{html.escape(h)}</th>' for a, h in zip(align, headers, strict=True)
    )
    lines.append(f"<thead><tr>{head}</tr></thead>\n<tbody>")
    for row in cells:
        body = "".join(
            f"<td{a}>{html.escape(cell)}</td>" for a, cell in zip(align, row, strict=True)
        )
        lines.append(f"<tr>{body}</tr>")
    return "\n".join([*lines, "</tbody>\n</table>"])


def _as_text(
    cells: list[list[str]], headers: Sequence[str], right: list[bool], caption: str | None
) -> str:
    widths = [max(map(len, column)) for column in zip(headers, *cells, strict=True)]

    def line(row: Sequence[str]) -> str:
        parts = (
            cell.rjust(w) if r else cell.ljust(w)
            for cell, w, r in zip(row, widths, right, strict=True)
        )
        return "  ".join(parts).rstrip()

    rule = "  ".join("-" * w for w in widths)
    lines = [line(headers), rule, *map(line, cells)]
    return "\n".join([caption, *lines] if caption else lines)
