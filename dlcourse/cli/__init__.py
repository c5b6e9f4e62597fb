"""The command line: `dlcourse lab · run · reset · data · doctor`.

One file a command. What is heavy (Jupyter, nbclient, TensorFlow) is imported inside the command
that needs it, so that `dlcourse --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from dlcourse.cli import data, doctor, lab, reset, run
from dlcourse.cli.checkout import CourseError

__all__ = ["app", "main"]


class _Commands(TyperGroup):
    """The group of commands; it turns a `CourseError` into one message and exit code 1."""

    def list_commands(self, ctx: Any) -> list[str]:
        return ["lab", "run", "reset", "data", "doctor"]

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CourseError as error:
            message = str(error)
        except BrokenPipeError:
            raise  # `dlcourse … | head`: typer ends quietly
        except OSError as error:  # a full disk, a folder without rights
            message = f"{error.strerror or error}: {error.filename or 'no file named'}"
        typer.secho("✘ ", fg="red", nl=False, err=True)
        typer.echo(message, err=True)
        raise typer.Exit(1)


app = typer.Typer(
    cls=_Commands,
    name="dlcourse",
    help="The Deep Learning Course Companion.",
    no_args_is_help=True,
    add_completion=False,  # nothing is installed into a person's shell
    pretty_exceptions_show_locals=False,
    rich_markup_mode="rich",
)


@app.callback()
def _options(
    ctx: typer.Context,
    course: Annotated[
        Path | None,
        typer.Option(
            help="The course folder. Default: the one dlcourse is installed from, "
            "else the one around the current folder.",
            show_default=False,
        ),
    ] = None,
) -> None:
    ctx.obj = course
    if home := os.environ.get("DLCOURSE_DATA"):
        # Kernels run in other folders, where a relative path would lead elsewhere.
        os.environ["DLCOURSE_DATA"] = os.path.abspath(os.path.expanduser(home))


app.command("lab")(lab.lab)
app.command("run")(run.run)
app.command("reset")(reset.reset)
app.add_typer(data.app, name="data")
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command line with the arguments of this process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # an old console without "✔" gets "?", not a crash
            stream.reconfigure(errors="replace")
    app(prog_name="dlcourse")
