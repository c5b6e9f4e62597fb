"""The page of errata: every entry of the finished lessons is there, whole, and its test exists.

The tests that show the errata stand beside this file, one file a lecture: `test_errata_scratch.py`
and so on. This one reads the page and holds the two together.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "errata.md"

# The numbers of the entries that belong to lessons 00 to 16; later lessons add theirs.
ENTRIES = {
    "scratch": [*range(1, 28), 31, 32],
    "datahacks": [*range(1, 11), 13, 14],
    "notes": [*range(1, 18), 31, 33],
    "basics": [*range(1, 11), 12, 24],
    "ds2": [*range(1, 28), 32, 33, 64],
}
KINDS = {
    "code", "convention", "dated", "formula", "inconsistent", "looks odd, correct", "notation",
    "note", "numbers", "numerical", "over-simplified", "style", "text",
}  # fmt: skip
LINES = ("Kind", "As printed", "Correct", "Why", "Where it matters", "Lesson")
# Mere spelling or wording, where there is nothing to compute.
WITHOUT_TEST = {"notes-05", "notes-11", "ds2-20"}


def entries() -> dict[str, dict[str, str]]:
    """Id without `err-` -> the lines of its entry, by name."""
    page = PAGE.read_text(encoding="utf-8")
    found = {}
    for block in re.split(r"^### err-", page, flags=re.MULTILINE)[1:]:
        heading, *rest = re.split(r"^## ", block, flags=re.MULTILINE)[0].splitlines()
        name, _, title = heading.partition(" · ")
        assert name not in found, f"err-{name} stands twice on the page"
        lines = dict(re.findall(r"^- \*\*(.+?):\*\* (.+)$", "\n".join(rest), flags=re.MULTILINE))
        found[name] = {"title": title, **lines}
    return found


def named_tests(entry: dict[str, str]) -> list[str]:
    return re.findall(r"`(tests/test_errata_\w+\.py::test_\w+)`", entry["Where it matters"])


def all_tests() -> list[str]:
    """Every test function of the errata, as the page names it."""
    names = []
    for path in sorted((ROOT / "tests").glob("test_errata_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        names += [f"tests/{path.name}::{name}" for name in functions if name.startswith("test_")]
    return names


def test_every_entry_is_on_the_page_once_and_in_order() -> None:
    expected = [f"{lecture}-{n:02}" for lecture, numbers in ENTRIES.items() for n in numbers]
    assert list(entries()) == expected


@pytest.mark.parametrize("lecture", list(ENTRIES))
def test_every_entry_is_whole(lecture: str) -> None:
    for name, entry in entries().items():
        if not name.startswith(lecture + "-"):
            continue
        assert entry["title"].strip(), f"err-{name} has no title"
        assert tuple(entry)[1:] == LINES, f"err-{name} has the lines {tuple(entry)[1:]}"
        assert entry["Kind"] in KINDS, f"err-{name} is of the kind {entry['Kind']!r}"
        links = re.findall(r"\]\(\.\./notebooks/([^)]+)\)", entry["Lesson"])
        assert links or entry["Lesson"].startswith("page only"), f"err-{name} names no lesson"
        for link in links:
            assert (ROOT / "notebooks" / link).is_file(), f"err-{name} links {link}: no such file"


def test_what_can_be_computed_has_a_test_of_its_number() -> None:
    for name, entry in entries().items():
        lecture, number = name.rsplit("-", 1)
        found = named_tests(entry)
        assert bool(found) != (name in WITHOUT_TEST), f"err-{name} names {len(found)} tests"
        for test in found:
            assert test.startswith(f"tests/test_errata_{lecture}.py::test_{number}_"), test


def test_the_page_and_the_files_name_the_same_tests() -> None:
    named = Counter(test for entry in entries().values() for test in named_tests(entry))
    assert sorted(named) == sorted(all_tests())
    assert set(named.values()) == {1}, f"named twice: {[t for t, n in named.items() if n > 1]}"
