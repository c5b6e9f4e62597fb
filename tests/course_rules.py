"""What the notebooks keep to together: lessons, their exercises, and the solutions of these."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence

from tests.notebook_rules import Code, Notebook, texts

_ID = re.compile(r"\d\d\.[1-9]\d*")


def checks(book: Notebook) -> list[tuple[str, Code]]:
    """Each `check("NN.k", …)` of a notebook, as its id and its cell, in order."""
    return [
        (str(call.args[0].value), code)
        for code in book.code
        for call in code.calls("check")
        if call.args and isinstance(call.args[0], ast.Constant)
    ]


def exercise_text(book: Notebook, exercise: str) -> str | None:
    """The Markdown from the heading `### Exercise NN.k` to the next code cell."""
    heading = re.compile(rf"^### Exercise {re.escape(exercise)}(?!\d).*", re.MULTILINE)
    for i, cell in enumerate(book.cells):
        if cell.cell_type == "markdown" and (match := heading.search(cell.source)):
            parts = [cell.source[match.start() :]]
            for following in book.cells[i + 1 :]:
                if following.cell_type == "code":
                    break
                parts.append(following.source)
            return "\n\n".join(parts)
    return None


def exercise_problems(lesson: Notebook, solution: Notebook) -> Iterator[str]:
    """What is wrong between the exercises of a lesson and their solutions."""
    for book, mark in ((lesson, "○"), (solution, "✔")):
        name = "the solutions" if book.is_solution else "the lesson"
        given = sum(len(code.calls("check")) for code in book.code)
        if given > len(checks(book)):
            yield f"a check in {name} has no id written out"
        ids = [exercise for exercise, _ in checks(book)]
        for exercise in sorted({i for i in ids if ids.count(i) > 1}):
            yield f"exercise {exercise} is checked more than once in {name}"
        for exercise, code in checks(book):
            if not _ID.fullmatch(exercise) or exercise[:2] != book.number:
                yield f"exercise {exercise} in {name} is not of the form {book.number}.k"
            if not _shows(code, f"{mark} {exercise}"):
                yield f"exercise {exercise} in {name} has no stored {mark} {exercise}"
    in_lesson, in_solution = ({exercise for exercise, _ in checks(b)} for b in (lesson, solution))
    for exercise in sorted(in_lesson - in_solution):
        yield f"exercise {exercise} is not solved"
    for exercise in sorted(in_solution - in_lesson):
        yield f"exercise {exercise} is solved, but the lesson does not have it"
    for exercise in sorted(in_lesson & in_solution):
        text = exercise_text(lesson, exercise)
        if text is None:
            yield f"exercise {exercise} has no heading ### Exercise {exercise} in the lesson"
        elif text != exercise_text(solution, exercise):
            yield f"exercise {exercise} has another text in the solutions"


def _shows(code: Code, beginning: str) -> bool:
    pattern = re.compile(rf"^\s*{re.escape(beginning)}(?!\d)", re.MULTILINE)
    return any(pattern.search(text) for output in code.cell.outputs for _, text in texts(output))


def course_problems(books: Sequence[Notebook], registered: Collection[str]) -> Iterator[str]:
    """What is wrong between notebooks.

    Args:
        books: All lessons and solutions.
        registered: The ids of the exercises that `dlcourse.exercises` can check.
    """
    lessons = sorted((b for b in books if not b.is_solution), key=lambda b: b.name)
    solutions = {b.name for b in books if b.is_solution}
    for lesson in lessons:
        if checks(lesson) and lesson.name not in solutions:
            yield f"{lesson.name} has exercises, but no solutions/{lesson.path.name}"
    for name in sorted(solutions - {b.name for b in lessons if checks(b)}):
        yield f"solutions/{name}.ipynb belongs to no lesson with exercises"
    placed = [exercise for lesson in lessons for exercise, _ in checks(lesson)]
    for number in sorted({lesson.number for lesson in lessons}):
        ids = [exercise for exercise in placed if exercise.startswith(f"{number}.")]
        if ids != (expected := [f"{number}.{k}" for k in range(1, len(ids) + 1)]):
            yield f"the exercises of {number} are {', '.join(ids)}, not {', '.join(expected)}"
    for exercise in sorted(set(registered) - set(placed)):
        yield f"exercise {exercise} has its checks in dlcourse.exercises, but stands in no lesson"
    for exercise in sorted(set(placed) - set(registered)):
        yield f"exercise {exercise} has no checks in dlcourse.exercises"
