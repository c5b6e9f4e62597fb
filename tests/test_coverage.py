"""Every item of the five lectures is covered where `docs/coverage.toml` says, and each check of
that is shown to turn red."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.coverage_rules import Item, read_items, read_table, summary, table_problems
from tests.notebook_rules import Notebook

# The lessons that are finished: each item whose first lesson is one of them must be covered.
FINISHED: frozenset[str] = frozenset(f"{lesson:02}" for lesson in range(17))


def test_the_curriculum_has_every_item_once() -> None:
    items = read_items()
    assert len({item.id for item in items}) == len(items) == 406
    lectures = Counter(item.lecture for item in items)
    assert lectures == {"Scratch": 106, "DataHacks": 37, "Notes": 82, "Basics": 61, "DS2": 120}
    for item in items:
        assert item.id.startswith(f"{item.lecture.lower()}-")
        assert re.fullmatch(r"\d\d(( or|,) \d\d)*", item.lesson), item
        assert item.title.strip(), item
    kinds = "algorithm architecture code concept dataset equation figure system table"
    assert {item.kind for item in items} == set(kinds.split())


def test_the_places_hold() -> None:
    items, table = read_items(), read_table()
    if found := list(table_problems(items, table, FINISHED)):
        pytest.fail("\n".join(found), pytrace=False)
    print(summary(items, table))


# --- the checks themselves ----------------------------------------------------------------------

EQUATION = Item("scratch-cost", "Scratch", "Cost", "equation", "01, 12")
CONCEPT = Item("scratch-idea", "Scratch", "Idea", "concept", "01")
EITHER = Item("ds2-svd", "DS2", "SVD", "algorithm", "25 or 27")
ITEMS = [EQUATION, CONCEPT, EITHER]
CLAIM = {"notebook": "01_line", "heading": "The cost", "evidence": "claim"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of one notebook and one test."""
    root = tmp_path_factory.mktemp("project")
    (root / "notebooks").mkdir()
    (root / "tests").mkdir()
    png = new_output("display_data", data={"image/png": "iVBORw0KGgo=", "text/plain": "a line"})
    cells = [
        new_markdown_cell("# A line\n\n## Before\n\nOne two three.\n\n## The cost"),
        new_code_cell("claim('small', J(w), '<', 1)"),
        new_markdown_cell("### A picture of it"),
        new_code_cell("dlcourse.show(fig, alt='a line')", outputs=[png]),
        new_markdown_cell("```\n## no heading\n```\n\n## Exercises"),
        new_code_cell("exercises.check('01.1', f)"),
        new_markdown_cell("## What to remember\n\nA line is the smallest model of all."),
    ]
    nbformat.write(new_notebook(cells=cells), root / "notebooks" / "01_line.ipynb")
    tests = "def test_cost(): ...\nclass TestLine:\n    def test_it(self): ...\ndef f(): ...\n"
    (root / "tests" / "test_line.py").write_text(tests)
    return root


def place(heading: str, evidence: str) -> dict[str, str]:
    return {"notebook": "01_line", "heading": heading, "evidence": evidence}


def covered(**places: list) -> dict:
    """A table in which these items, by the word after the lecture, are covered."""
    return {item.id: {"covered_by": places.get(item.id.partition("-")[2], [])} for item in ITEMS}


@pytest.mark.parametrize(
    "good",
    [
        CLAIM,
        place("A line", "claim"),
        place("The cost", "figure"),
        place("A picture of it", "figure"),
        place("Exercises", "exercise"),
        {"evidence": "test:tests/test_line.py::test_cost"},
        {"evidence": "test:tests/test_line.py::TestLine::test_it"},
    ],
)
def test_a_place_that_holds_passes(good: dict, root: Path) -> None:
    table = covered(cost=[good], idea=[place("What to remember", "text")])
    assert list(table_problems(ITEMS, table, {"01"}, root)) == []


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (CLAIM | {"notebook": "02_no"}, "scratch-cost: there is no notebook 02_no"),
        (place("The costs", "claim"), "01_line has no heading “The costs”"),
        (place("no heading", "claim"), "01_line has no heading “no heading”"),
        ({"evidence": "claim"}, "there is no notebook None"),
        (place("Before", "claim"), "01_line has no claim under “Before”"),
        (place("A picture of it", "claim"), "01_line has no claim under “A picture of it”"),
        (place("Exercises", "figure"), "01_line has no figure under “Exercises”"),
        (place("The cost", "exercise"), "01_line has no exercise under “The cost”"),
        (place("What to remember", "text"), "an item of kind equation needs more than text"),
        (place("The cost", "prose"), "evidence must be claim, figure, exercise, text or test:"),
        (CLAIM | {"cell": 3}, "a place has notebook, heading and evidence, not"),
        ("01_line", "a place has notebook, heading and evidence, not"),
        ({"evidence": "test:tests/test_no.py::test_cost"}, "there is no file tests/test_no.py"),
        ({"evidence": "test:notebooks/01_line.ipynb::test_cost"}, "there is no file notebooks/01"),
        ({"evidence": "test:tests/test_line.py::test_loss"}, "has no test test_loss"),
        ({"evidence": "test:tests/test_line.py::TestLine"}, "has no test TestLine"),
        ({"evidence": "test:tests/test_line.py::f"}, "has no test f"),
        ({"evidence": "test:tests/test_line.py"}, "tests/test_line.py has no test"),
    ],
)
def test_a_place_that_does_not_hold_is_found(bad, expected: str, root: Path) -> None:
    (found,) = table_problems(ITEMS, covered(cost=[CLAIM, bad]), set(), root)
    assert expected in found


@pytest.mark.parametrize(
    ("heading", "enough"), [("What to remember", True), ("Before", False), ("Exercises", False)]
)
def test_text_is_more_than_a_heading(heading: str, enough: bool, root: Path) -> None:
    found = list(table_problems(ITEMS, covered(idea=[place(heading, "text")]), set(), root))
    assert found == ([] if enough else [f"scratch-idea: 01_line has no text under “{heading}”"])


@pytest.mark.parametrize(
    ("heading", "text", "cells"),
    [
        ("A line", "One two three. A line is the smallest model of all.", [1, 3, 5]),
        ("Before", "One two three.", []),
        ("The cost", "", [1, 3]),
        ("A picture of it", "", [3]),
        ("Exercises", "", [5]),
    ],
)
def test_a_section_ends_at_the_next_heading_of_its_level(
    heading: str, text: str, cells: list[int], root: Path
) -> None:
    book = Notebook.read(root / "notebooks" / "01_line.ipynb")
    found, codes = book.section(next(h for h in book.headings if h.text == heading))
    assert " ".join(found.split()) == text
    assert [code.index for code in codes] == cells


def test_items_and_tables_are_the_same(root: Path) -> None:
    full = covered()
    assert list(table_problems(ITEMS, full, set(), root)) == []
    short = {i: full[i] for i in list(full)[1:]}
    assert list(table_problems(ITEMS, short, set(), root)) == ["scratch-cost is missing"]
    more = full | {"scratch-more": {"covered_by": []}}
    expected = ["scratch-more is no item of the curriculum"]
    assert list(table_problems(ITEMS, more, set(), root)) == expected
    turned = dict(reversed(full.items()))
    (found,) = table_problems(ITEMS, turned, set(), root)
    assert "ds2-svd does not stand where the curriculum has it" in found
    for entry in ({"covered": []}, {"covered_by": CLAIM}, {"covered_by": [], "more": 1}):
        (found,) = table_problems(ITEMS, full | {"scratch-cost": entry}, set(), root)
        assert found == "scratch-cost must have one entry, covered_by = [...]"


@pytest.mark.parametrize(
    ("finished", "due"),
    [
        ({"00"}, []),
        ({"01"}, ["scratch-cost", "scratch-idea"]),
        ({"12"}, []),
        ({"25"}, []),
        ({"27"}, []),
        ({"25", "27"}, ["ds2-svd"]),
    ],
)
def test_an_item_is_due_with_its_first_lesson(finished: set, due: list, root: Path) -> None:
    found = list(table_problems(ITEMS, covered(), finished, root))
    assert [problem.partition(" is covered nowhere")[0] for problem in found] == due


def test_the_summary_counts_by_lesson() -> None:
    lines = summary(ITEMS, covered(cost=[CLAIM])).splitlines()
    assert lines == ["01          1 of   2", "25 or 27    0 of   1", "all         1 of   3"]
