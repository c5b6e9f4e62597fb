"""The course folder, the choice of lessons, and files that are whole or not there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from dlcourse.cli import app
from dlcourse.cli.checkout import Checkout, CourseError, find, place, replace, writable_folder

PART_ONE = [
    "00_start_here",
    "00b_what_is_learning",
    "01_linear_regression",
    "02a_logistic_regression",
    "02b_vectorization",
    "03a_rescaling",
    "03b_missing_values",
    "03c_honest_splits",
    "10_deep",
]


def write_course(root: Path, notebooks: Mapping[str, Sequence[str]]) -> Checkout:
    """A small course folder.

    Args:
        root: Where to write it.
        notebooks: Cells by name (`01_a`, `solutions/01_a`); one that begins with `#` and a
            space is Markdown, any other is code.
    """
    folder = root / "notebooks"
    (folder / "solutions").mkdir(parents=True, exist_ok=True)
    (root / "pyproject.toml").write_text('[project]\nname = "dlcourse"\n')
    for name, sources in notebooks.items():
        cells = [
            nbformat.v4.new_markdown_cell(source)
            if source.startswith("# ")
            else nbformat.v4.new_code_cell(source)
            for source in sources
        ]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")
    return Checkout(root)


@pytest.fixture
def course(tmp_path: Path) -> Checkout:
    course = write_course(tmp_path, {name: ["1"] for name in PART_ONE})
    (course.notebooks / "draft.ipynb").write_text("{}")
    (course.notebooks / "03a_rescaling.mine-1.ipynb").write_text("{}")
    return course


def test_all_lessons_in_the_order_of_the_course(course: Checkout) -> None:
    assert [lesson.name for lesson in course.lessons()] == PART_ONE


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        (["3"], ["03a", "03b", "03c"]),
        (["03"], ["03a", "03b", "03c"]),
        (["03b"], ["03b"]),
        (["03B"], ["03b"]),
        (["00"], ["00", "00b"]),
        (["00_start_here"], ["00"]),
        (["notebooks/03a_rescaling.ipynb"], ["03a"]),
        (["01-02"], ["01", "02a", "02b"]),
        (["02b-03a"], ["02b", "03a"]),
        (["03-20"], ["03a", "03b", "03c", "10"]),
        (["10", "1", "01"], ["01", "10"]),
    ],
)
def test_selection(course: Checkout, selection: list[str], names: list[str]) -> None:
    assert [lesson.name.split("_")[0] for lesson in course.lessons(selection)] == names


@pytest.mark.parametrize("entry", ["04", "03d", "07-09", "03-01", "rescaling", "", "003", "-1"])
def test_unknown_selection_lists_what_there_is(course: Checkout, entry: str) -> None:
    with pytest.raises(CourseError, match="No lesson") as error:
        course.lessons(["01", entry])
    assert f"“{entry}”" in str(error.value)
    assert all(name in str(error.value) for name in PART_ONE)


def test_solutions_belong_to_a_lesson_where_they_exist(course: Checkout) -> None:
    path = course.notebooks / "solutions" / "01_linear_regression.ipynb"
    path.write_text("{}")
    found = {lesson.name: lesson.solutions for lesson in course.lessons(["01", "02a"])}
    assert found == {"01_linear_regression": path, "02a_logistic_regression": None}


def test_the_course_is_the_one_the_package_lies_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = write_course(tmp_path / "package", {}).root
    here = write_course(tmp_path / "here", {}).root
    monkeypatch.setattr(
        "dlcourse.cli.checkout.__file__", str(package / "dlcourse" / "cli" / "checkout.py")
    )
    monkeypatch.chdir(here)
    assert find().root == package


def test_an_installed_package_looks_around_the_current_folder(
    course: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "venv" / "site-packages" / "dlcourse" / "cli" / "checkout.py"
    monkeypatch.setattr("dlcourse.cli.checkout.__file__", str(site))
    monkeypatch.chdir(course.notebooks / "solutions")
    assert find().root == course.root
    # Another project with notebooks and a pyproject.toml is not the course.
    (course.root / "pyproject.toml").write_text('[project]\nname = "other"\n')
    with pytest.raises(CourseError, match="git clone"):
        find()
    (course.root / "pyproject.toml").write_text("not [ toml")
    with pytest.raises(CourseError, match="git clone"):
        find()


def test_a_named_folder_must_be_the_course(course: Checkout, tmp_path: Path) -> None:
    assert find(course.root).root == course.root
    with pytest.raises(CourseError, match="is not the course folder"):
        find(tmp_path / "elsewhere")


def test_place_never_overwrites_and_leaves_no_temporary(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    assert place(b"one", path)
    assert not place(b"two", path)
    assert path.read_bytes() == b"one"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_place_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    test_place_never_overwrites_and_leaves_no_temporary(tmp_path)


@pytest.mark.parametrize("links", [True, False])
def test_of_many_that_place_at_once_one_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError()))
    path = tmp_path / "a.txt"
    start, won = threading.Barrier(8), []

    def run(number: int) -> None:
        content = bytes([number]) * 100_000
        start.wait()
        if place(content, path):
            won.append(content)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert path.read_bytes() == won[0]


@pytest.mark.parametrize("write", [place, replace])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: object, error: BaseException
) -> None:
    path = tmp_path / "a.txt"
    if write is replace:
        path.write_text("before")
    before = {name: (tmp_path / name).read_text() for name in os.listdir(tmp_path)}

    def fail(_: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(type(error)):
        write(b"after", path)
    assert {name: (tmp_path / name).read_text() for name in os.listdir(tmp_path)} == before


def test_writable_folder_takes_the_first_that_can_be_written(tmp_path: Path) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("")
    good = tmp_path / "new" / "folder"
    assert writable_folder([occupied, good], "--output") == good
    assert good.is_dir()
    with pytest.raises(CourseError, match=r"file.*--output"):
        writable_folder([occupied, occupied / "below"], "--output")


def test_help_lists_the_commands_and_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "try:\n"
        "    from dlcourse.cli import main\n"
        "    main()\n"
        "finally:\n"
        "    print(*sorted(m for m in sys.modules if '.' not in m))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True
    )
    help_, modules = run.stdout.rsplit("\n", 2)[:2]
    panel = help_.partition("─ Commands ─")[2].splitlines()
    assert [line.split()[1] for line in panel if re.match(r"│ \w", line)] == [
        "lab",
        "run",
        "reset",
        "data",
        "doctor",
    ]
    heavy = "tensorflow keras numpy nbformat nbclient nbconvert jupyter_client jupyterlab psutil"
    assert not {*heavy.split()} & {*modules.split()}


def test_python_m_dlcourse_and_one_message_for_an_error(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "dlcourse", "--course", str(tmp_path), "run"],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.startswith("✘ ")
    assert "is not the course folder" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_full_disk_is_one_message(course: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path) -> bytes:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "read_bytes", full)
    result = CliRunner().invoke(app, ["--course", str(course.root), "reset", "01"])
    assert result.exit_code == 1
    assert result.stderr.startswith("✘ No space left on device: ")


def test_a_relative_data_home_means_the_same_in_every_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DLCOURSE_DATA", "there")
    CliRunner().invoke(app, ["--course", str(tmp_path), "reset", "01"])
    assert os.environ["DLCOURSE_DATA"] == str(tmp_path / "there")
