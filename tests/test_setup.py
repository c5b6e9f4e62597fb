"""How `make` finds a Python and makes the environment: tools/find-python.sh and tools/venv.sh.

Pythons are faked on a PATH of their own; environments are real ones, of a course that is as small
as it can be and needs no network.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SH = shutil.which("sh")
MAKE = shutil.which("make") or shutil.which("gmake")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="make and sh are not Windows's way")


def fake_command(folder: Path, name: str, body: str) -> None:
    path = folder / name
    path.write_text(f"#!{SH}\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def python_with(facts: str) -> str:
    """A command's body: the real Python, which holds some facts true when it runs `-Es -c CODE`."""
    code = f"import platform, sys; {facts}; exec(sys.argv[1])"
    return f'exec {shlex.quote(sys.executable)} -I -c {shlex.quote(code)} "$3"'


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """A folder to be the whole PATH: what the scripts need, and no Python yet."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "cat").symlink_to(shutil.which("cat"))
    return folder


def find_python(commands: Path, *asked: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SH, "tools/find-python.sh", *asked],
        cwd=ROOT,
        env={"PATH": str(commands)},
        capture_output=True,
        text=True,
        timeout=60,
    )


RUNS = f'exec {shlex.quote(sys.executable)} "$@"'


def test_a_shim_that_does_not_run_is_passed_over(commands: Path) -> None:
    fake_command(commands, "python3", "echo 'no such version is installed' >&2; exit 127")
    fake_command(commands, "python3.13", "exit 0")
    fake_command(commands, "python3.11", RUNS)
    found = find_python(commands)
    assert (found.returncode, found.stdout.strip(), found.stderr) == (0, sys.executable, "")


def test_plain_python_comes_last(commands: Path) -> None:
    fake_command(commands, "python", RUNS)
    assert find_python(commands).stdout.strip() == sys.executable


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ("sys.version_info = (3, 10, 9); platform.python_version = lambda: '3.10.9'", "3.10.9"),
        ("sys.version_info = (3, 14, 0); platform.python_version = lambda: '3.14.0'", "3.14.0"),
        ("platform.python_implementation = lambda: 'PyPy'", "is PyPy, not CPython"),
        ("sys.modules['ensurepip'] = None", "has no venv module"),
        (
            "sys.platform = 'darwin'; platform.machine = lambda: 'x86_64'",
            "is built for Intel Macs, for which there is no TensorFlow",
        ),
    ],
)
def test_an_unfit_python_is_named_with_the_reason(commands: Path, facts: str, verdict: str) -> None:
    fake_command(commands, "python3", python_with(facts))
    found = find_python(commands)
    assert (found.returncode, found.stdout) == (1, "")
    assert re.search(rf"^  python3 .*{re.escape(verdict)}", found.stderr, re.MULTILINE)
    assert "Install one" in found.stderr
    fake_command(commands, "python3.12", RUNS)
    assert find_python(commands).stdout.strip() == sys.executable


def test_without_any_python_it_says_what_to_install(commands: Path) -> None:
    found = find_python(commands)
    assert found.returncode == 1
    assert (
        "needs Python 3.11, 3.12 or 3.13 with its venv module, and none was found." in found.stderr
    )
    assert "Tried" not in found.stderr


def test_the_python_asked_for_is_the_only_one_tried(commands: Path) -> None:
    fake_command(commands, "python3", RUNS)
    fake_command(commands, "mine", python_with("sys.version_info = (3, 9, 0)"))
    for name, verdict in [("mine", "is Python"), ("absent", "is not there")]:
        found = find_python(commands, name)
        assert found.returncode == 1
        assert f"  {name} {verdict}" in found.stderr
        assert "python3 " not in found.stderr.split("Install one")[0]
    assert find_python(commands, "python3").stdout.strip() == sys.executable


# A build backend in a few lines, so that pip installs the small course without a network.
BACKEND = """
import pathlib, zipfile

FILES = {
    "tiny.pth": str(pathlib.Path.cwd()),
    "tiny-1.dist-info/METADATA": "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n",
    "tiny-1.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    "tiny-1.dist-info/RECORD": "",
}

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory, name), "w") as wheel:
        for file, text in FILES.items():
            wheel.writestr(file, text)
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


class Course:
    """A small course folder, with a space in its name, whose environment the tests make."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "tools", folder / "tools")
        (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
        (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
        self.lock.write_text("# nothing\n", encoding="utf-8")

    @property
    def lock(self) -> Path:
        return self.folder / "requirements.txt"

    @property
    def python(self) -> Path:
        return self.folder / ".venv/bin/python"

    @property
    def stamp(self) -> Path:
        return self.folder / ".venv/dlcourse-stamp"

    def move(self, name: str) -> None:
        self.folder = self.folder.rename(self.folder.with_name(name))

    def setup(self, venv: str = ".venv", python: str = sys.executable) -> tuple[int, str]:
        """The exit status of tools/venv.sh, and what it printed."""
        result = subprocess.run(
            [SH, "tools/venv.sh", venv, python],
            cwd=self.folder,
            env={**os.environ, "PIP_NO_INDEX": "1", "PYTHONPATH": "/nowhere"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
        return result.returncode, result.stdout

    def imports_itself(self) -> bool:
        done = subprocess.run([self.python, "-I", "-c", "import backend"], capture_output=True)
        return done.returncode == 0


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path / "my course")


def test_the_life_of_an_environment(course: Course) -> None:
    status, said = course.setup()
    assert status == 0, said
    assert "Making the environment .venv" in said
    assert course.imports_itself()

    # Ready: nothing is done, nothing is said, whether or not a Python is named.
    assert course.setup() == (0, "")
    assert course.setup(python="") == (0, "")

    # An installation that fails leaves no stamp, so that the next one is not taken for done.
    course.lock.write_text("no-such-package==1\n", encoding="utf-8")
    status, said = course.setup()
    assert status == 1
    assert "The installation did not finish" in said
    assert not course.stamp.exists()
    course.lock.write_text("# mended\n", encoding="utf-8")
    status, said = course.setup()
    assert status == 0, said
    assert "Making" not in said
    assert course.setup() == (0, "")

    # Another Python is asked for, or the folder was moved; nothing is removed before a Python
    # for the new environment is found.
    status, said = course.setup(python="no-such-python")
    assert status == 1
    assert "its Python is not no-such-python" in said
    course.move("moved course")
    status, said = course.setup(python="no-such-python")
    assert status == 1
    assert "it was moved" in said
    assert course.stamp.exists()

    # The Python is gone, as after an upgrade of the system.
    for name in course.python.parent.glob("python*"):
        name.unlink()
        name.symlink_to("/nowhere/python3")
    status, said = course.setup()
    assert status == 0, said
    assert "its Python does not run, or has changed" in said
    assert course.imports_itself()
    assert course.setup() == (0, "")


def test_what_make_did_not_make_is_left_alone(course: Course, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "one.jpg").touch()
    status, said = course.setup(str(photos))
    assert status == 1
    assert "holds something other than a virtual environment" in said
    assert [path.name for path in photos.iterdir()] == ["one.jpg"]

    (photos / "pyvenv.cfg").touch()
    status, said = course.setup(str(photos))
    assert status == 1
    assert "It was not made by make" in said
    assert (photos / "one.jpg").exists()


def test_an_unfit_python_makes_nothing(course: Course) -> None:
    status, said = course.setup(python="no-such-python")
    assert status == 1
    assert "no-such-python is not there" in said
    assert not course.python.parent.exists()


def make(*arguments: str) -> str:
    if MAKE is None:
        pytest.skip("there is no make here")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    result = subprocess.run(
        [MAKE, "--no-print-directory", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def makefile_targets() -> list[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split()


def test_help_is_the_default_and_lists_every_target() -> None:
    shown = make()
    assert shown == make("help")
    assert re.findall(r"^  ([a-z-]+) {2,}\S", shown, re.MULTILINE) == makefile_targets()


def test_arguments_and_folders_with_spaces_reach_the_commands() -> None:
    lines = make("-n", "test", "VENV=/a b/venv", "ARGS=-k 'one or two'", "TESTS=tests").splitlines()
    assert lines[0] == 'sh tools/venv.sh "/a b/venv" ""'
    assert lines[-1].startswith('"/a b/venv/bin/python" -m pytest ')
    assert lines[-1].endswith(" tests -k 'one or two'")


def test_readme_names_only_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", "\n".join(re.findall(r"`[^`]+`", text))))
    named |= set(re.findall(r"^make ([a-z-]+)", text, re.MULTILINE))
    assert {"lab", "test"} <= named
    assert named <= set(makefile_targets())
