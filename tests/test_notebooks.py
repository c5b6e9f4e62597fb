"""The notebooks as they are stored. (nbval computes them again; this reads the files.)"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.course_rules import course_problems, exercise_problems
from tests.notebook_rules import Notebook, problems

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
LESSONS = sorted(FOLDER.glob("*.ipynb"))
SOLUTIONS = sorted(FOLDER.glob("solutions/*.ipynb"))


def name(path: Path) -> str:
    return path.relative_to(FOLDER).with_suffix("").as_posix()


def report(found) -> None:
    if found := list(found):
        pytest.fail("\n".join(found), pytrace=False)


def test_every_notebook_is_a_lesson_or_its_solutions() -> None:
    files = {p for p in FOLDER.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts}
    assert LESSONS
    assert files == {*LESSONS, *SOLUTIONS}


@pytest.mark.parametrize("path", [*LESSONS, *SOLUTIONS], ids=name)
def test_a_notebook_keeps_the_rules(path: Path) -> None:
    report(problems(Notebook.read(path)))


@pytest.mark.parametrize("solution", SOLUTIONS, ids=name)
def test_solutions_fit_their_lesson(solution: Path) -> None:
    lesson = FOLDER / solution.name
    report(exercise_problems(Notebook.read(lesson), Notebook.read(solution)))


def test_the_notebooks_fit_each_other() -> None:
    from dlcourse.exercises import registered

    report(course_problems([Notebook.read(p) for p in [*LESSONS, *SOLUTIONS]], registered()))
