"""Which item of the five lectures is covered where, and whether that is so.

`docs/curriculum.csv` lists the items, `docs/coverage.toml` the places that cover them. How far each
lesson is: `python -m tests.coverage_rules`.
"""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.notebook_rules import Code, Notebook

ROOT = Path(__file__).resolve().parent.parent
TEXT_KINDS = ("concept", "system", "table")  # what may be covered by prose alone

Table = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Item:
    """One thing that a lecture teaches; `lesson` as in `04, 05` or `03, 21 or 23`."""

    id: str
    lecture: str
    title: str
    kind: str
    lesson: str

    @property
    def first_lessons(self) -> tuple[str, ...]:
        """The lessons of the first entry: more than one where either may cover the item."""
        return tuple(self.lesson.partition(",")[0].strip().split(" or "))

    def is_due(self, finished: Collection[str]) -> bool:
        """Whether its first lesson, or both of the two it may stand in, are finished."""
        return all(lesson in finished for lesson in self.first_lessons)


def read_items(path: Path = ROOT / "docs" / "curriculum.csv") -> list[Item]:
    with path.open(newline="", encoding="utf-8") as file:
        return [Item(**row) for row in csv.DictReader(file)]


def read_table(path: Path = ROOT / "docs" / "coverage.toml") -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def table_problems(
    items: Sequence[Item], table: Table, finished: Collection[str], root: Path = ROOT
) -> Iterator[str]:
    """What is wrong with the table of coverage.

    Args:
        items: The items, in the order of the curriculum.
        table: What the coverage file says of each.
        finished: The numbers of the lessons whose items must be covered.
        root: The folder of the project.
    """
    ids = [item.id for item in items]
    for missing in [i for i in ids if i not in table]:
        yield f"{missing} is missing"
    for unknown in [i for i in table if i not in ids]:
        yield f"{unknown} is no item of the curriculum"
    if list(table) != ids and set(table) == set(ids):
        first = next(a for a, b in zip(table, ids, strict=True) if a != b)
        yield f"{first} does not stand where the curriculum has it"
    for item in items:
        entry = table.get(item.id, {})
        if entry and (list(entry) != ["covered_by"] or not isinstance(entry["covered_by"], list)):
            yield f"{item.id} must have one entry, covered_by = [...]"
            continue
        places = entry.get("covered_by", [])
        for place in places:
            if problem := place_problem(item, place, root):
                yield f"{item.id}: {problem}"
        if not places and item.is_due(finished):
            yield f"{item.id} is covered nowhere, though lesson {item.lesson} is finished"


def place_problem(item: Item, place: Any, root: Path) -> str | None:
    """Why a place does not cover an item; None if it does."""
    if not isinstance(place, dict) or not place.keys() <= {"notebook", "heading", "evidence"}:
        return f"a place has notebook, heading and evidence, not {place}"
    evidence = str(place.get("evidence"))
    if evidence.startswith("test:"):
        return _test_problem(evidence.removeprefix("test:"), root)
    if evidence not in _HOLDS:
        return f"evidence must be {', '.join(_HOLDS)} or test:FILE::FUNCTION, not {evidence}"
    if evidence == "text" and item.kind not in TEXT_KINDS:
        return f"an item of kind {item.kind} needs more than text"
    path = root / "notebooks" / f"{place.get('notebook')}.ipynb"
    if not path.is_file():
        return f"there is no notebook {place.get('notebook')}"
    book = Notebook.read(path)
    headings = [heading for heading in book.headings if heading.text == place.get("heading")]
    if not headings:
        return f"{path.stem} has no heading “{place.get('heading')}”"
    if not _HOLDS[evidence](*book.section(headings[0])):
        return f"{path.stem} has no {evidence} under “{place['heading']}”"
    return None


def _has_figure(_: str, codes: list[Code]) -> bool:
    outputs = [output for code in codes for output in code.cell.outputs]
    return any("image/png" in output.get("data", {}) for output in outputs)


_HOLDS: dict[str, Callable[[str, list[Code]], bool]] = {
    "claim": lambda _, codes: any(code.calls("claim") for code in codes),
    "figure": _has_figure,
    "exercise": lambda _, codes: any(code.calls("check") for code in codes),
    "text": lambda text, _: len(re.findall(r"\w+", text)) >= 5,
}


def _test_problem(test: str, root: Path) -> str | None:
    file, *names = test.split("::")
    path = root / file
    if not file.startswith("tests/") or not path.is_file():
        return f"there is no file {file} of tests"
    body: Sequence[ast.stmt] = ast.parse(path.read_text(encoding="utf-8")).body
    found: ast.stmt | None = None
    for name in names:
        found = next((node for node in body if getattr(node, "name", None) == name), None)
        body = getattr(found, "body", [])
    if not isinstance(found, ast.FunctionDef) or not found.name.startswith("test"):
        return f"{file} has no test {'::'.join(names)}"
    return None


def summary(items: Sequence[Item], table: Table) -> str:
    """How many items are covered: a line for each lesson, and all of them."""
    every: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    for item in items:
        lesson = " or ".join(item.first_lessons)
        every[lesson] += 1
        covered[lesson] += bool(table[item.id]["covered_by"])
    lines = [f"{lesson:<9}{covered[lesson]:4} of {every[lesson]:3}" for lesson in sorted(every)]
    return "\n".join([*lines, f"{'all':<9}{covered.total():4} of {every.total():3}"])


if __name__ == "__main__":
    print(summary(read_items(), read_table()))
