"""`dlcourse lab`: JupyterLab on the learner's own copies of the lessons."""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from dlcourse.cli.checkout import CourseError, find
from dlcourse.cli.copies import Copies

__all__ = ["lab", "launch"]

_START = "00_start_here.ipynb"


def lab(
    ctx: typer.Context,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open a browser.", show_default=False)
    ] = True,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Default: 8888 or the next free.", show_default=False),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            help="Where your copies live. Default: my-course in the course folder; where that "
            "cannot be written, in your user data folder.",
            show_default=False,
        ),
    ] = None,
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[-- JUPYTER OPTIONS]", help="Passed on to jupyter lab."),
    ] = None,
) -> None:
    """Open the course in JupyterLab, on your own copies of the lessons."""
    if importlib.util.find_spec("jupyterlab") is None:
        raise CourseError(
            "JupyterLab is not installed for this Python "
            f"({sys.executable}): pip install -r requirements.txt"
        )
    checkout = find(ctx.obj)
    copies = Copies(checkout, folder)
    lessons = checkout.lessons()
    made, newer = copies.make(lessons)
    typer.echo(f"Your copies are in {copies.folder}" + (f" ({len(made)} new)" if made else ""))
    if newer:
        names = sorted({Path(name).stem for name in newer})
        numbers = " ".join(dict.fromkeys(name.split("_")[0] for name in names))
        flag = " --solutions" if any("/" in name for name in newer) else ""
        typer.echo(
            f"Newer editions: {', '.join(names)}. “dlcourse reset {numbers}{flag}” brings them "
            "and keeps your versions."
        )
    open_browser = browser and _has_browser()
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={copies.folder}"]
    page = "lab"
    if (copies.folder / _START).is_file():
        page = f"lab/tree/{_START}"
        command.append(f"--LabApp.default_url=/{page}")
    # Quiet, because the one line that matters is ours; -y so that one Ctrl-C is enough.
    command += ["--LabApp.log_level=ERROR", "--ServerApp.log_level=ERROR", "-y"]
    # Other people of this machine cannot listen in, and kernels do not warn that they could.
    command.append("--MappingKernelManager.transport_encryption=auto")
    if not open_browser:
        command.append("--no-browser")
    if port is not None:
        command.append(f"--port={port}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    command += arguments or []
    environment = dict(os.environ)
    # The kernel of this very environment comes before one that a person has registered.
    environment["JUPYTER_PREFER_ENV_PATH"] = "1"
    # A token of our own keeps Jupyter from printing the address a second time.
    environment.setdefault("JUPYTER_TOKEN", secrets.token_hex(24))
    raise typer.Exit(launch(command, environment, page, opened=open_browser))


def launch(
    command: list[str],
    environment: Mapping[str, str],
    page: str,
    *,
    opened: bool,
    runtime: Callable[[], str] | None = None,
) -> int:
    """Run the server until it ends or Ctrl-C, and print its address once it is up.

    Args:
        command: The server's command line.
        environment: Its environment, whole.
        page: The page to open, below the server's address.
        opened: Whether the server opens a browser itself; this only changes the words.
        runtime: Gives the folder where the server says where it listens (Jupyter's own).

    Returns:
        The exit code: the server's, or 0 after Ctrl-C.
    """
    if runtime is None:
        from jupyter_core.paths import jupyter_runtime_dir as runtime
    for name in ("SIGTERM", "SIGHUP"):  # take the server along, whichever way we are told to end
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    server = subprocess.Popen(command, env=dict(environment))
    try:
        notice = Path(runtime()) / f"jpserver-{server.pid}.json"
        address = None
        while server.poll() is None:
            if address is None and (address := _address(notice, page)):
                words = "JupyterLab opens in your browser" if opened else "Open in a browser"
                typer.echo(f"{words}: {address}\nCtrl-C here ends it.")
            time.sleep(0.2)
        return server.returncode
    except KeyboardInterrupt as interrupt:
        _end(server, told=bool(interrupt.args))
        typer.echo("JupyterLab has ended. Your work is saved where you saved it.")
        return 0


def _interrupt(number: int, _: Any) -> None:
    raise KeyboardInterrupt(number)


def _end(server: subprocess.Popen[bytes], *, told: bool) -> None:
    """End the server; a Ctrl-C of the terminal has reached it too, a signal to us alone has not."""
    steps = [server.terminate, server.kill]
    for step in steps if told else [lambda: None, *steps]:
        step()
        try:
            server.wait(timeout=3)
            return
        except (subprocess.TimeoutExpired, KeyboardInterrupt):  # or an impatient second Ctrl-C
            continue


def _address(notice: Path, page: str) -> str | None:
    """The address from the file that a running server leaves, once it is there."""
    try:
        server = json.loads(notice.read_text("utf-8"))
        address = server["url"] + page
    except (OSError, ValueError, KeyError):
        return None
    return f"{address}?token={server['token']}" if server.get("token") else address


def _has_browser() -> bool:
    """Whether a browser with windows can be opened: not lynx, and not one over SSH."""
    screen = any(os.environ.get(name) for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"))
    own_screen = sys.platform in ("darwin", "win32") and "SSH_CONNECTION" not in os.environ
    if not screen and not own_screen:
        return False
    import webbrowser

    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True
