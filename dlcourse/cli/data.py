"""`dlcourse data`: what the data home holds, and bringing what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from dlcourse.cli.checkout import CourseError

__all__ = ["app"]

app = typer.Typer(
    help="List, fetch and verify the data sets of the full profile.", no_args_is_help=True
)
_Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAMES]...", help="As in dlcourse data list.", show_default=False),
]
_STYLE = {"present": "green", "replaced": "green", "missing": "", "damaged": "red"}


@contextmanager
def _reported() -> Iterator[None]:
    """What is wrong with data is one message, never a traceback."""
    from dlcourse.data.errors import DataError

    try:
        yield
    except DataError as error:
        raise CourseError(str(error)) from None


@app.command("list")
def list_() -> None:
    """All data sets: size, license, and whether they are here."""
    with _reported():
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        from dlcourse.data import cache, registry
        from dlcourse.data.location import home

        table = Table(
            caption="pass on: whether the license lets you give the files to others; "
            "by copy: no server has the files, only another data home"
        )
        table.add_column("name", no_wrap=True)
        table.add_column("size", justify="right", no_wrap=True)
        table.add_column("license", overflow="fold")
        table.add_column("pass on")
        table.add_column("state", no_wrap=True)
        for name, entry in registry.datasets().items():
            state = cache.status(name)
            words = "by copy" if state == "missing" and entry.local else state
            table.add_row(
                name,
                _size(entry.bytes),
                Text(entry.licence),
                "yes" if entry.redistributable else "no",
                Text(words, style=_STYLE[state]),
            )
        Console().print(table)
        typer.echo(f"Data home: {home()}")


@app.command("fetch")
def fetch(
    names: _Names = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also fetch anew what is damaged.")
    ] = False,
) -> None:
    """Bring data sets to the data home: those named, or all that are missing."""
    from dlcourse.data import cache, registry
    from dlcourse.data.errors import DataError
    from dlcourse.data.location import home

    with _reported():
        if names:
            entries = [registry.entry(name) for name in dict.fromkeys(names)]
        else:
            states = {entry: cache.status(name) for name, entry in registry.datasets().items()}
            wanted = ("missing", "damaged")
            entries = [e for e, state in states.items() if state in wanted and not e.local]
            size = sum(entry.bytes for entry in entries)
            typer.echo(f"Data sets to fetch: {len(entries)} ({_size(size)})")
    failed = False
    for entry in entries:
        try:
            cache.fetch(entry.name, replace=replace)
            typer.echo(f"✔ {entry.name}: {cache.status(entry.name)}")
        except DataError as error:
            failed = True
            typer.echo(f"✘ {error}", err=True)
    typer.echo(f"Data home: {home()}")
    raise typer.Exit(1 if failed else 0)


@app.command("verify")
def verify(names: _Names = None) -> None:
    """Read files anew and compare their checksums; by default all that are here."""
    from dlcourse.data import cache, registry

    sound, wrong = 0, 0
    with _reported():
        for name in dict.fromkeys(names or registry.datasets()):
            for file, state in cache.verify(name):
                if state in ("present", "replaced"):
                    sound += 1
                elif names or state == "damaged":
                    wrong += 1
                    command = "--replace " * (state == "damaged") + name
                    typer.echo(f"✘ {file}: {state} (dlcourse data fetch {command})")
    typer.echo(f"Sound files: {sound}" + (f"; not sound: {wrong}" if wrong else ""))
    raise typer.Exit(1 if wrong else 0)


@app.command("path")
def path(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="A data set or one of its files.", show_default=False
        ),
    ] = None,
) -> None:
    """Where the data home is, or the verified files of a data set."""
    with _reported():
        from dlcourse.data import cache, registry
        from dlcourse.data.location import home

        if name is None:
            typer.echo(home())
            return
        files = [name] if "/" in name else [file.path for file in registry.entry(name).files]
        for file in files:
            typer.echo(cache.path(file))


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"
