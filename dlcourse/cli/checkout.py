"""The course folder, its lessons, and files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "Checkout",
    "CourseError",
    "Lesson",
    "find",
    "place",
    "replace",
    "sha256",
    "writable_folder",
]

_LESSON = re.compile(r"(?P<number>\d\d)(?P<part>[a-z]?)_\w+")
_SELECTION = re.compile(r"(\d{1,2})([a-z]?)(?:-(\d{1,2})([a-z]?))?")


class CourseError(Exception):
    """Something a person can mend: shown as one message, without a traceback."""


@dataclass(frozen=True)
class Lesson:
    """One numbered notebook and, where there is one, the notebook of its solutions."""

    number: int
    part: str
    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def solutions(self) -> Path | None:
        path = self.path.parent / "solutions" / self.path.name
        return path if path.is_file() else None


@dataclass(frozen=True)
class Checkout:
    """A folder with the course in it: `pyproject.toml` and `notebooks/`."""

    root: Path

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    def lessons(self, selection: Sequence[str] = ()) -> list[Lesson]:
        """The chosen lessons in the order of the course.

        Args:
            selection: Numbers (`03`, `3`: every part), one part (`03b`), ranges (`07-09`) or
                names (`00_start_here`). Nothing chosen means all.

        Raises:
            CourseError: An entry that chooses no lesson; the message lists those there are.
        """
        every = []
        for path in self.notebooks.glob("*.ipynb"):
            if match := _LESSON.fullmatch(path.stem):
                every.append(Lesson(int(match["number"]), match["part"], path))
        every.sort(key=lambda lesson: (lesson.number, lesson.part, lesson.name))
        if not selection:
            return every
        chosen: set[Lesson] = set()
        for entry in selection:
            found = [lesson for lesson in every if _chooses(entry, lesson)]
            if not found:
                there = "\n".join(f"  {lesson.name}" for lesson in every) or "  none"
                raise CourseError(
                    f"No lesson is chosen by “{entry}”. Choose by number (03), by part (03b), "
                    f"by range (07-09) or by name. The lessons are:\n{there}"
                )
            chosen.update(found)
        return [lesson for lesson in every if lesson in chosen]


def _chooses(entry: str, lesson: Lesson) -> bool:
    entry = entry.strip()
    if Path(entry).name.removesuffix(".ipynb") == lesson.name:
        return True
    match = _SELECTION.fullmatch(entry.lower())
    if not match:
        return False
    low, low_part, high, high_part = match.groups()
    if high is None:
        return lesson.number == int(low) and (not low_part or lesson.part == low_part)
    # An end without a letter takes in all parts: "~" sorts after every letter.
    place_of = (lesson.number, lesson.part)
    return (int(low), low_part) <= place_of <= (int(high), high_part or "~")


def find(course: Path | None = None) -> Checkout:
    """The course folder.

    Args:
        course: This folder and no other. Default: the one above the installed package (an
            editable install), else the one at or above the current folder.

    Raises:
        CourseError: There is none.
    """
    if course is not None:
        folder = course.expanduser().resolve()
        if not _is_course(folder):
            raise CourseError(
                f"{folder} is not the course folder: it must hold notebooks/ and the "
                "pyproject.toml of dlcourse."
            )
        return Checkout(folder)
    here = Path.cwd()
    for folder in [Path(__file__).resolve().parents[2], here, *here.parents]:
        if _is_course(folder):
            return Checkout(folder)
    raise CourseError(
        "The course folder was not found: neither the installed package nor the current folder "
        f"({here}) lies in it. Clone the course (git clone …), then run the command inside "
        "that folder, or name it: dlcourse --course FOLDER …"
    )


def _is_course(folder: Path) -> bool:
    # Many projects have notebooks/ and pyproject.toml: only the name tells ours.
    if not (folder / "notebooks").is_dir():
        return False
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return project.get("project", {}).get("name") == "dlcourse"


def writable_folder(choices: Iterable[Path], option: str) -> Path:
    """The first of these folders that can be written, made if it is missing.

    Raises:
        CourseError: None can be; the message names the option that gives another.
    """
    tried = []
    for folder in choices:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        # On a read-only file system this is false for root, too.
        if folder.is_dir() and os.access(folder, os.W_OK):
            return folder
        tried.append(str(folder))
    raise CourseError(f"Cannot write to {' nor to '.join(tried)}. Name another with {option}.")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def place(content: bytes, path: Path) -> bool:
    """Write a new file whole or not at all, and never over another.

    Returns:
        Whether it was written; `False` where `path` exists already.
    """
    temporary = _temporary(content, path)
    try:
        os.link(temporary, path)  # fails where `path` exists, unlike a rename
    except FileExistsError:
        return False
    except OSError:
        # A file system without hard links (FAT, some network drives): claim the name, then
        # rename over the empty file that is ours.
        try:
            path.open("xb").close()
        except FileExistsError:
            return False
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def replace(content: bytes, path: Path) -> None:
    """Write a file whole or not at all, over the one that is there."""
    temporary = _temporary(content, path)
    try:
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _temporary(content: bytes, path: Path) -> Path:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:  # a full disk, Ctrl-C: leave nothing behind
        temporary.unlink(missing_ok=True)
        raise
    return temporary
