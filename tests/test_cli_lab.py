"""`dlcourse lab`: what it starts, and one real server that is reached and ended."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
import webbrowser
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dlcourse.cli import app, lab
from dlcourse.cli.checkout import Checkout
from tests.ctrl_c import hear_ctrl_c
from tests.test_cli_checkout import write_course


@pytest.fixture
def course(tmp_path: Path) -> Checkout:
    notebooks = {"00_start_here": ["1"], "01a_x": ["1"], "01b_y": ["2"], "02_z": ["3"]}
    return write_course(tmp_path / "course", {**notebooks, "solutions/02_z": ["4"]})


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would have been started, instead of starting it."""
    calls = []

    def launch(command: list[str], environment: Any, page: str, *, opened: bool) -> int:
        calls.append(
            {"command": command, "environment": environment, "page": page, "opened": opened}
        )
        return 0

    monkeypatch.setattr(lab, "launch", launch)
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "JUPYTER_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return calls


def start(course: Checkout, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["--course", str(course.root), "lab", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_it_opens_the_copies_on_the_first_lesson(
    course: Checkout, launched: list[dict[str, Any]]
) -> None:
    folder = course.root / "my-course"
    assert start(course) == f"Your copies are in {folder} (5 new)\n"
    assert start(course) == f"Your copies are in {folder}\n"
    call = launched[0]
    assert call["command"][:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={folder}" in call["command"]
    assert "--LabApp.default_url=/lab/tree/00_start_here.ipynb" in call["command"]
    assert call["page"] == "lab/tree/00_start_here.ipynb"
    assert call["environment"]["JUPYTER_PREFER_ENV_PATH"] == "1"
    assert not any(argument.startswith("--port") for argument in call["command"])


def test_options_and_what_is_passed_on(course: Checkout, launched: list[dict[str, Any]]) -> None:
    own = course.root / "mine"
    start(course, "--port", "9001", "--folder", str(own), "--", "--ip=0.0.0.0", "--debug")
    command = launched[0]["command"]
    assert "--port=9001" in command
    assert f"--ServerApp.root_dir={own}" in command
    assert command[-2:] == ["--ip=0.0.0.0", "--debug"]  # last, so that they win
    assert not (course.root / "my-course").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there is no root on Windows")
@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_root_is_allowed_and_nobody_else_needs_to_be(
    course: Checkout,
    launched: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    user: int,
    allowed: bool,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    start(course)
    assert ("--allow-root" in launched[0]["command"]) is allowed


@pytest.mark.parametrize(
    ("platform", "environment", "found", "opened"),
    [
        ("linux", {"DISPLAY": ":0"}, True, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True, True),
        ("linux", {"BROWSER": "firefox"}, True, True),
        ("linux", {}, True, False),  # webbrowser would find lynx
        ("linux", {"DISPLAY": ":0"}, False, False),
        ("darwin", {}, True, True),
        ("darwin", {"SSH_CONNECTION": "1"}, True, False),  # it would open on the far screen
    ],
)
def test_a_browser_is_opened_only_where_one_can_be_seen(
    course: Checkout,
    launched: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    environment: dict[str, str],
    found: bool,
    opened: bool,
) -> None:
    def get() -> None:
        if not found:
            raise webbrowser.Error("could not locate runnable browser")

    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(webbrowser, "get", get)
    monkeypatch.setattr(sys, "platform", platform)
    start(course)
    start(course, "--no-browser")
    assert [call["opened"] for call in launched] == [opened, False]
    assert ["--no-browser" in call["command"] for call in launched] == [not opened, True]


def test_a_token_of_ones_own_is_kept(
    course: Checkout, launched: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start(course)
    monkeypatch.setenv("JUPYTER_TOKEN", "mine")
    start(course)
    tokens = [call["environment"]["JUPYTER_TOKEN"] for call in launched]
    assert len(tokens[0]) == 48
    assert tokens[1] == "mine"
    assert not any(tokens[0] in argument for argument in launched[0]["command"])


def test_newer_editions_are_one_line_with_the_command_that_brings_them(
    course: Checkout, launched: list[dict[str, Any]]
) -> None:
    start(course)
    for name in ("01a_x", "solutions/02_z"):
        (course.notebooks / f"{name}.ipynb").write_text("second edition")
    assert start(course).splitlines()[1:] == [
        "Newer editions: 01a_x, 02_z. “dlcourse reset 01a 02 --solutions” brings them and keeps "
        "your versions."
    ]


def test_without_a_first_lesson_jupyterlab_opens_its_own_page(
    tmp_path: Path, launched: list[dict[str, Any]]
) -> None:
    start(write_course(tmp_path, {"01_a": ["1"]}))
    assert launched[0]["page"] == "lab"
    assert not any("default_url" in argument for argument in launched[0]["command"])


def test_a_missing_jupyterlab_is_one_message(
    course: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None)
    result = CliRunner().invoke(app, ["--course", str(course.root), "lab"])
    assert result.exit_code == 1
    assert "pip install -r requirements.txt" in result.stderr


def test_a_server_that_ends_by_itself_gives_its_exit_code(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    assert lab.launch(command, os.environ, "lab", opened=False, runtime=lambda: str(tmp_path)) == 3
    assert capfd.readouterr().out == ""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_real_server_is_reached_and_ctrl_c_ends_it_cleanly(
    course: Checkout, tmp_path: Path
) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "JUPYTER_TOKEN"}
    for kind in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
        environment[f"JUPYTER_{kind}"] = str(tmp_path / kind)
    command = [sys.executable, "-m", "dlcourse", "--course", str(course.root)]
    process = subprocess.Popen(
        [*command, "lab", "--no-browser"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
    )
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        output = "".join(lines)
        address = re.search(
            r"^Open in a browser: (http://\S+/)(lab/tree/00_start_here.ipynb)\?token=(\w{48})$",
            output,
            re.MULTILINE,
        )
        assert address, output
        server, page, token = address.groups()
        with urllib.request.urlopen(f"{server}{page}?token={token}") as answer:
            assert answer.status == 200
            assert b"JupyterLab" in answer.read()
        with urllib.request.urlopen(f"{server}api/contents?token={token}") as answer:
            assert b"00_start_here.ipynb" in answer.read()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"{server}api/contents")
        os.killpg(process.pid, signal.SIGINT)  # a terminal's Ctrl-C reaches the whole group
        rest, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert rest.endswith("Your work is saved where you saved it.\n")
        assert "Traceback" not in output + rest
        for _ in range(50):  # the server is gone too
            try:
                urllib.request.urlopen(f"{server}api?token={token}").close()
                time.sleep(0.1)
            except OSError:
                break
        else:
            pytest.fail("the server is still there")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(
    "sent", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)]
)
def test_a_signal_to_us_alone_takes_the_server_along(tmp_path: Path, sent: signal.Signals) -> None:
    server = f"""
import json, os, time
with open(os.path.join({str(tmp_path)!r}, f"jpserver-{{os.getpid()}}.json"), "w") as file:
    json.dump({{"url": "http://localhost:1/", "token": str(os.getpid())}}, file)
time.sleep(60)"""
    ours = f"""
import os, sys
from dlcourse.cli.lab import launch
command = [sys.executable, "-c", {server!r}]
sys.exit(launch(command, os.environ, "lab", opened=True, runtime=lambda: {str(tmp_path)!r}))"""
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", ours],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=hear_ctrl_c,
    )
    try:
        first = process.stdout.readline()
        found = re.fullmatch(
            r"JupyterLab opens in your browser: http://localhost:1/lab\?token=(\d+)\n", first
        )
        assert found, first
        process.send_signal(sent)
        process.communicate(timeout=60)
        assert process.returncode == 0
        with pytest.raises(ProcessLookupError):
            os.kill(int(found[1]), 0)
    finally:
        process.kill()
        process.communicate()
