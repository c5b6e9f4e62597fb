"""`overrides.toml` of a data home: one file in place of another, with its own checksum.

For a mirror, a subset or a classroom:

    [[replace]]
    file = "keras/datasets/imdb.npz"            # registered
    with = "keras/datasets/imdb_small.npz"      # in the same home
    sha256 = "50bbec83…"                        # of the replacement
    note = "2,000 of the reviews"               # optional; a loader's source line quotes it
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlcourse.data import registry
from dlcourse.data.errors import DataError, OverrideError
from dlcourse.data.location import is_inside

__all__ = ["Replacement", "read"]

NAME = "overrides.toml"
_KEYS = {"file", "with", "sha256", "note"}


@dataclass(frozen=True)
class Replacement:
    """One `[[replace]]` table.

    Attributes:
        file: The registered file that is replaced.
        path: The file that stands in for it, relative to the home.
        sha256: Checksum of the replacement.
        note: What the replacement is, in words, or empty.
        where: The table that says so, for messages.
    """

    file: str
    path: str
    sha256: str
    note: str
    where: str


def read(home: Path) -> dict[str, Replacement]:
    """The replacements of a home, by the file that each replaces; none without the file.

    Raises:
        OverrideError: The message names the file, the table and the key.
    """
    path = home / NAME
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise OverrideError(f"{path} cannot be read as TOML: {error}") from None
    for key in tables:
        if key != "replace":
            raise OverrideError(f"{path}: unknown key {key!r}; allowed: [[replace]] tables")
    found: dict[str, Replacement] = {}
    rows = tables.get("replace", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise OverrideError(f"{path}: replace must be written [[replace]], in double brackets")
    for number, row in enumerate(rows, start=1):
        one = _replacement(row, f"{path}, [[replace]] number {number}")
        if one.file in found:
            raise OverrideError(f"{one.where}, key 'file': {one.file} is replaced twice")
        found[one.file] = one
    return found


def _replacement(row: dict[str, Any], where: str) -> Replacement:
    def wrong(key: str, why: str) -> OverrideError:
        return OverrideError(f"{where}, key {key!r}: {why}")

    for key in row:
        if key not in _KEYS:
            raise wrong(key, f"unknown; allowed: {', '.join(sorted(_KEYS))}")
        if not isinstance(row[key], str):
            raise wrong(key, f"must be a text in quotes, got {row[key]!r}")
    for key in ("file", "with", "sha256"):
        if key not in row:
            raise wrong(key, "missing")
    try:
        registry.file(row["file"])
    except DataError as error:
        raise wrong("file", str(error)) from None
    if not is_inside(row["with"]):
        raise wrong("with", f"{row['with']!r} is not a path inside the data home")
    if not re.fullmatch(r"[0-9a-f]{64}", row["sha256"]):
        raise wrong("sha256", f"must have 64 hexadecimal digits, got {row['sha256']!r}")
    return Replacement(row["file"], row["with"], row["sha256"], row.get("note", ""), where)
