"""The learner's own copies of the lessons, in `my-course/`.

A copy is made when it is missing and never overwritten. `.dlcourse.json` remembers the SHA-256
of each original at the time its copy was made, so that a newer edition of a lesson is noticed.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from dlcourse.cli.checkout import (
    Checkout,
    CourseError,
    Lesson,
    place,
    replace,
    sha256,
    writable_folder,
)

__all__ = ["Copies", "Outcome"]


@dataclass(frozen=True)
class Outcome:
    """What a reset did with one notebook: `new`, `unchanged`, `updated` or `kept` (a spare)."""

    name: str
    what: str
    spare: str | None = None


class Copies:
    """The folder of working copies.

    Args:
        checkout: Where the originals are.
        folder: Where the copies live. Default: `my-course/` in the course folder; where that
            cannot be written, `my-course` in the user's data folder.
    """

    def __init__(self, checkout: Checkout, folder: Path | None = None) -> None:
        self.checkout = checkout
        if folder is not None:
            choices = [folder.expanduser().absolute()]
        else:
            import platformdirs

            home = platformdirs.user_data_path("dlcourse", appauthor=False)
            choices = [checkout.root / "my-course", home / "my-course"]
        self.folder = writable_folder(choices, "--folder")
        if self.folder.resolve() == checkout.notebooks.resolve():
            raise CourseError(f"--folder {folder} holds the originals: choose another for copies.")
        self._state = self.folder / ".dlcourse.json"

    def originals(self, lessons: list[Lesson], *, solutions: bool) -> dict[str, Path]:
        """The originals by the name of their copy, such as `solutions/01_….ipynb`."""
        found = {}
        for lesson in lessons:
            found[lesson.path.name] = lesson.path
            if solutions and lesson.solutions is not None:
                found[f"solutions/{lesson.path.name}"] = lesson.solutions
        return found

    def make(self, lessons: list[Lesson]) -> tuple[list[str], list[str]]:
        """Make the copies that are missing.

        Returns:
            The names of the copies made, and of those whose original has a newer edition.
        """
        made, newer = [], []
        known = self._known()
        contents = {
            name: path.read_bytes()
            for name, path in self.originals(lessons, solutions=True).items()
        }
        for name, content in contents.items():
            copy = self.folder / name
            if not copy.exists() or copy.read_bytes() == content or name not in known:
                # Written before the copies: a kill in between leaves nothing unexplained.
                known[name] = sha256(content)
            elif known[name] != sha256(content):
                newer.append(name)
        self._remember(known)
        (self.folder / "solutions").mkdir(exist_ok=True)
        for name, content in contents.items():
            if not (self.folder / name).exists() and place(content, self.folder / name):
                made.append(name)
        return made, newer

    def reset(self, name: str, original: Path) -> Outcome:
        """Bring back one original and keep the learner's version beside it.

        At every point in between, what the learner wrote is in the copy or in the spare.
        """
        content = original.read_bytes()
        copy = self.folder / name
        copy.parent.mkdir(exist_ok=True)
        known = self._known()
        outcome = Outcome(name, "new")
        while not place(content, copy):
            if copy.read_bytes() == content:
                outcome = Outcome(name, "unchanged")
                break
            spare = _spare(copy)
            os.replace(copy, spare)  # moved as it is, so that a save in this instant is kept too
            if sha256(spare.read_bytes()) == known.get(name):
                spare.unlink()  # an earlier edition, untouched: nothing of the learner's in it
                outcome = Outcome(name, "updated")
            else:
                outcome = Outcome(name, "kept", spare.relative_to(self.folder).as_posix())
        self._remember(known | {name: sha256(content)})
        return outcome

    def _known(self) -> dict[str, str]:
        try:
            known = json.loads(self._state.read_text("utf-8"))["originals"]
            return {str(name): str(digest) for name, digest in known.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}  # missing or damaged: it is written anew

    def _remember(self, known: dict[str, str]) -> None:
        text = json.dumps({"originals": known}, indent=1, sort_keys=True) + "\n"
        if not self._state.exists() or self._state.read_text("utf-8", "replace") != text:
            replace(text.encode(), self._state)


def _spare(copy: Path) -> Path:
    """Claim the next free name `….mine-N.ipynb` (an empty file, ours to be renamed over)."""
    number = 1
    while True:
        spare = copy.with_name(f"{copy.stem}.mine-{number}{copy.suffix}")
        try:
            spare.open("xb").close()
            return spare
        except FileExistsError:
            number += 1
