"""The learner's copies: made when missing, never overwritten, brought back without a loss."""

from __future__ import annotations

import json
import os
from pathlib import Path

import platformdirs
import pytest
from typer.testing import CliRunner

from dlcourse.cli import app, copies
from dlcourse.cli.checkout import Checkout, CourseError, place
from dlcourse.cli.copies import Copies
from tests.test_cli_checkout import write_course

LINKED = ["# One\n[next](02_b.ipynb) [answers](solutions/01_a.ipynb)", "1 + 1"]


@pytest.fixture
def course(tmp_path: Path) -> Checkout:
    notebooks = {"01_a": LINKED, "02_b": ["2"], "03a_c": ["3"], "03b_d": ["4"]}
    return write_course(tmp_path / "course", {**notebooks, "solutions/01_a": ["5"]})


@pytest.fixture
def made(course: Checkout) -> Copies:
    learner = Copies(course)
    learner.make(course.lessons())
    return learner


def reset(course: Checkout, *arguments: str) -> list[str]:
    result = CliRunner().invoke(app, ["--course", str(course.root), "reset", *arguments])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder but the state, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".dlcourse.json"
    }


def test_copies_are_byte_identical_and_linked_notebooks_lie_where_links_point(
    course: Checkout, made: Copies
) -> None:
    assert made.folder == course.root / "my-course"
    assert files(made.folder) == files(course.notebooks)
    for link in ("02_b.ipynb", "solutions/01_a.ipynb"):
        assert (made.folder / link).is_file()


def test_copies_are_never_overwritten(course: Checkout, made: Copies) -> None:
    mine = made.folder / "01_a.ipynb"
    mine.write_text("my work")
    (made.folder / "02_b.ipynb").unlink()
    new, newer = made.make(course.lessons())
    assert (new, newer) == (["02_b.ipynb"], [])
    assert mine.read_text() == "my work"


def test_newer_editions_are_noticed_also_where_the_copy_was_not_touched(
    course: Checkout, made: Copies
) -> None:
    mine = made.folder / "01_a.ipynb"
    mine.write_text("my work")
    for path in ("01_a", "02_b", "solutions/01_a"):
        (course.notebooks / f"{path}.ipynb").write_text("second edition")
    assert made.make(course.lessons())[1] == ["01_a.ipynb", "solutions/01_a.ipynb", "02_b.ipynb"]
    # A copy that is the new edition already (a pull in both folders) is no news.
    mine.write_text("second edition")
    assert made.make(course.lessons())[1] == ["solutions/01_a.ipynb", "02_b.ipynb"]


@pytest.mark.parametrize("state", [None, "not json", "[]", '{"originals": 3}'])
def test_a_lost_or_damaged_state_harms_nothing(
    course: Checkout, made: Copies, state: str | None
) -> None:
    file = made.folder / ".dlcourse.json"
    file.unlink()
    if state is not None:
        file.write_text(state)
    (made.folder / "01_a.ipynb").write_text("my work")
    assert made.make(course.lessons()) == ([], [])
    assert (made.folder / "01_a.ipynb").read_text() == "my work"
    (course.notebooks / "01_a.ipynb").write_text("second edition")
    assert made.make(course.lessons())[1] == ["01_a.ipynb"]


def test_a_kill_before_the_copies_is_made_good_by_the_next_start(
    course: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(copies, "place", killed)
    with pytest.raises(KeyboardInterrupt):
        Copies(course).make(course.lessons())
    monkeypatch.undo()
    assert len(Copies(course).make(course.lessons())[0]) == 5
    assert files(course.root / "my-course") == files(course.notebooks)


def test_where_the_course_cannot_be_written_copies_go_to_the_users_data_folder(
    course: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (course.root / "my-course").write_text("a file is in the way")
    monkeypatch.setattr(platformdirs, "user_data_path", lambda name, **_: tmp_path / "home" / name)
    assert Copies(course).folder == tmp_path / "home" / "dlcourse" / "my-course"
    assert Copies(course, tmp_path / "own").folder == tmp_path / "own"


def test_the_originals_are_no_place_for_copies(course: Checkout) -> None:
    with pytest.raises(CourseError, match="holds the originals"):
        Copies(course, course.notebooks)


def test_reset_keeps_the_learners_version_under_the_next_free_name(
    course: Checkout, made: Copies
) -> None:
    original = files(course.notebooks)
    for text in ("first try", "second try"):
        (made.folder / "03a_c.ipynb").write_text(text)
        output = reset(course, "03")
    assert output == [
        "03a_c.ipynb: it is the original again; your version is 03a_c.mine-2.ipynb",
        "03b_d.ipynb: your copy is the original already; nothing to do",
        "If it is open in JupyterLab: File > Reload Notebook from Disk.",
    ]
    assert files(made.folder) == {
        **original,
        "03a_c.mine-1.ipynb": b"first try",
        "03a_c.mine-2.ipynb": b"second try",
    }


def test_reset_of_an_unchanged_copy_makes_no_spare(course: Checkout, made: Copies) -> None:
    assert reset(course, "01") == ["01_a.ipynb: your copy is the original already; nothing to do"]
    assert files(made.folder) == files(course.notebooks)


def test_reset_brings_a_newer_edition_without_a_spare_of_an_untouched_copy(
    course: Checkout, made: Copies
) -> None:
    (course.notebooks / "01_a.ipynb").write_text("second edition")
    assert reset(course, "01")[0] == (
        "01_a.ipynb: you had not changed it; it is the newest edition now"
    )
    assert files(made.folder) == files(course.notebooks)
    assert made.make(course.lessons()) == ([], [])


def test_reset_of_a_missing_copy_makes_it(course: Checkout, made: Copies) -> None:
    (made.folder / "01_a.ipynb").unlink()
    assert reset(course, "01") == ["01_a.ipynb: there was no copy; it is the original now"]
    assert files(made.folder) == files(course.notebooks)


def test_reset_covers_solutions_only_when_asked(course: Checkout, made: Copies) -> None:
    mine = made.folder / "solutions" / "01_a.ipynb"
    mine.write_text("mine")
    reset(course, "01")
    assert mine.read_text() == "mine"
    reset(course, "01", "--solutions")
    assert mine.read_bytes() == (course.notebooks / "solutions" / "01_a.ipynb").read_bytes()
    assert (mine.parent / "01_a.mine-1.ipynb").read_text() == "mine"


@pytest.mark.parametrize("step", ["claim", "move", "place", "remember"])
def test_a_reset_killed_between_two_steps_loses_nothing(
    course: Checkout, made: Copies, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    (made.folder / "01_a.ipynb").write_text("my work")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    def place_but_the_second(content: bytes, path: Path, calls: list[int] = []) -> bool:  # noqa: B006
        calls.append(1)
        return place(content, path) if len(calls) == 1 else killed()

    if step == "claim":
        monkeypatch.setattr(copies, "_spare", killed)
    elif step == "move":
        monkeypatch.setattr(os, "replace", killed)
    elif step == "place":
        monkeypatch.setattr(copies, "place", place_but_the_second)
    else:
        monkeypatch.setattr(Copies, "_remember", killed)
    with pytest.raises(KeyboardInterrupt):
        made.reset("01_a.ipynb", course.notebooks / "01_a.ipynb")
    monkeypatch.undo()
    assert b"my work" in files(made.folder).values()
    # And the next reset brings the original all the same.
    reset(course, "01")
    after = files(made.folder)
    assert after["01_a.ipynb"] == (course.notebooks / "01_a.ipynb").read_bytes()
    assert b"my work" in after.values()


def test_a_save_by_an_open_jupyterlab_during_a_reset_is_kept_too(
    course: Checkout, made: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = made.folder / "01_a.ipynb"
    mine.write_text("my work")
    moves = []

    def move_then_save(source: Path, target: Path) -> None:
        real(source, target)
        if Path(source) == mine and not moves:
            moves.append(target)
            mine.write_text("saved again")

    real = os.replace
    monkeypatch.setattr(os, "replace", move_then_save)
    reset(course, "01")
    after = files(made.folder)
    assert after["01_a.mine-1.ipynb"] == b"my work"
    assert after["01_a.mine-2.ipynb"] == b"saved again"
    assert after["01_a.ipynb"] == (course.notebooks / "01_a.ipynb").read_bytes()


def test_reset_of_an_unknown_lesson_lists_them_and_touches_nothing(
    course: Checkout, made: Copies
) -> None:
    (made.folder / "01_a.ipynb").write_text("my work")
    result = CliRunner().invoke(app, ["--course", str(course.root), "reset", "01", "09"])
    assert result.exit_code == 1
    assert "03b_d" in result.stderr
    assert (made.folder / "01_a.ipynb").read_text() == "my work"


def test_the_state_names_the_originals(made: Copies) -> None:
    state = json.loads((made.folder / ".dlcourse.json").read_text())
    assert sorted(state["originals"]) == sorted(files(made.folder))
