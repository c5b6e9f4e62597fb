"""`dlcourse reset`: bring back the original of a lesson, keep the learner's version beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dlcourse.cli.checkout import find
from dlcourse.cli.copies import Copies

__all__ = ["reset"]


def reset(
    ctx: typer.Context,
    lessons: Annotated[
        list[str],
        typer.Argument(metavar="LESSONS...", help="03 (all its parts), 03b, 07-09 or a name."),
    ],
    solutions: Annotated[
        bool, typer.Option("--solutions", help="Also bring back their solutions.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            help="The folder of your copies, if you gave one to dlcourse lab.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Bring back the original of a lesson; your version is kept beside it."""
    checkout = find(ctx.obj)
    copies = Copies(checkout, folder)
    changed = False
    for name, original in copies.originals(checkout.lessons(lessons), solutions=solutions).items():
        outcome = copies.reset(name, original)
        changed |= outcome.what in ("updated", "kept")
        typer.echo(f"{name}: " + _WORDS[outcome.what].format(spare=outcome.spare))
    if changed:
        typer.echo("If it is open in JupyterLab: File > Reload Notebook from Disk.")


_WORDS = {
    "new": "there was no copy; it is the original now",
    "unchanged": "your copy is the original already; nothing to do",
    "updated": "you had not changed it; it is the newest edition now",
    "kept": "it is the original again; your version is {spare}",
}
