"""The registry: every data set that has files, and what each file must be.

`registry.toml` beside this module holds the rows; they are checked when they are read.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dlcourse.data.errors import DataError
from dlcourse.data.location import is_inside

__all__ = ["Archive", "Entry", "File", "datasets", "entry", "file"]

REGISTRY = Path(__file__).with_name("registry.toml")

_ENTRY_KEYS = {"about", "citation", "licence", "redistributable", "local", "files"}
_FILE_KEYS = {"path", "bytes", "sha256", "md5", "urls", "archive", "unpack"}
_HEX = {"sha256": re.compile(r"[0-9a-f]{64}"), "md5": re.compile(r"[0-9a-f]{32}")}


@dataclass(frozen=True)
class Archive:
    """The archive that a file is taken out of when it is fetched.

    Attributes:
        member: The file's path inside the archive.
        bytes: Size of the archive, 0 if not known.
        sha256: Checksum of the archive, empty if none is published (the member has its own).
    """

    member: str
    bytes: int = 0
    sha256: str = ""


@dataclass(frozen=True)
class File:
    """One registered file.

    Attributes:
        path: Where it lies under the data home, with `/`; also its name.
        dataset: The data set that it belongs to.
        bytes: Its size.
        digest: Its checksum in hexadecimal digits.
        algorithm: `"sha256"`, or `"md5"` where its publisher gives nothing else.
        urls: Where it (or its archive) can be had, tried in turn; none for a local file.
        archive: Set if the addresses lead to an archive that holds the file.
        unpack: The folder under the home that `cache.folder` unpacks it to, or empty.
        licence: License as far as known.
        redistributable: Whether that license allows passing the file on.
    """

    path: str
    dataset: str
    bytes: int
    digest: str
    algorithm: str
    urls: tuple[str, ...]
    archive: Archive | None
    unpack: str
    licence: str
    redistributable: bool


@dataclass(frozen=True)
class Entry:
    """One data set of the registry.

    Attributes:
        name: What `dlcourse data fetch` calls it.
        about: What it holds, in one sentence.
        citation: Whom to cite.
        licence: License as far as known.
        redistributable: Whether that license allows passing the files on.
        files: Its files.
        local: Empty, or why no server has these bytes: a home may hold them, `fetch` cannot.
    """

    name: str
    about: str
    citation: str
    licence: str
    redistributable: bool
    files: tuple[File, ...]
    local: str = ""

    @property
    def bytes(self) -> int:
        """Size of all files together, as they lie in the home."""
        return sum(file.bytes for file in self.files)


def datasets() -> Mapping[str, Entry]:
    """All data sets with files, by name, in the order of the registry."""
    return _read(REGISTRY)


def entry(name: str) -> Entry:
    """The data set called `name`.

    Raises:
        DataError: There is none; the message names those whose names are near.
    """
    known = datasets()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`dlcourse data list` shows them all."
    raise DataError(f"no data set is called {name!r}. {hint}")


def file(path: str) -> File:
    """The registered file whose path under the home is `path`.

    Raises:
        DataError: No such file is registered.
    """
    found = _files(REGISTRY).get(path)
    if found is None:
        near = difflib.get_close_matches(str(path), _files(REGISTRY), n=1)
        hint = f"; the nearest is {near[0]}" if near else ""
        raise DataError(f"no file {path!r} is registered{hint}")
    return found


@cache
def _files(registry: Path) -> dict[str, File]:
    return {file.path: file for entry in _read(registry).values() for file in entry.files}


@cache
def _read(registry: Path) -> Mapping[str, Entry]:
    """Read and check a registry; every fault names the table and the key."""
    with registry.open("rb") as handle:
        tables = tomllib.load(handle)
    entries: dict[str, Entry] = {}
    seen: set[str] = set()
    for name, table in tables.items():
        where = f"{registry.name}, [{name}]"
        _check(re.fullmatch(r"[a-z][a-z0-9_]*", name), where, "a name is lower case, a-z 0-9 _")
        _keys(table, _ENTRY_KEYS, where)
        for key in ("about", "citation", "licence"):
            _check(isinstance(table.get(key), str) and table[key], where, f"{key} is missing")
        _check(isinstance(table.get("redistributable"), bool), where, "redistributable is missing")
        _check(table.get("files"), where, "it has no files")
        files = tuple(_file(row, name, table, where) for row in table["files"])
        for one in files:
            _check(one.path not in seen, where, f"{one.path} is registered twice")
            seen.add(one.path)
        facts = {key: table[key] for key in table if key != "files"}
        entries[name] = Entry(name=name, files=files, **facts)
    return MappingProxyType(entries)


def _file(row: dict[str, Any], name: str, table: dict[str, Any], where: str) -> File:
    where = f"{where}, file {row.get('path')!r}"
    _keys(row, _FILE_KEYS, where)
    path = row.get("path", "")
    _check(isinstance(path, str) and is_inside(path), where, "path must stay inside the home")
    _check(isinstance(row.get("bytes"), int) and row["bytes"] > 0, where, "bytes must be positive")
    sums = [kind for kind in _HEX if kind in row]
    _check(len(sums) == 1, where, "exactly one checksum is needed: sha256, or md5")
    _check(_HEX[sums[0]].fullmatch(row[sums[0]]), where, f"{sums[0]} must be its hex digits")
    urls = tuple(row.get("urls", ()))
    _check(bool(urls) != bool(table.get("local")), where, "either urls, or local in its data set")
    _check(all(re.match(r"https?://", url) for url in urls), where, "urls must begin with https://")
    unpack = row.get("unpack", "")
    _check(not unpack or is_inside(unpack), where, "unpack must stay inside the home")
    archive = None
    if "archive" in row:
        _keys(row["archive"], {"member", "bytes", "sha256"}, where)
        archive = Archive(**row["archive"])
        _check(is_inside(archive.member), where, "archive.member must be a path inside it")
        _check(_HEX["sha256"].fullmatch(archive.sha256 or "0" * 64), where, "archive.sha256")
    return File(
        path=path,
        dataset=name,
        bytes=row["bytes"],
        digest=row[sums[0]],
        algorithm=sums[0],
        urls=urls,
        archive=archive,
        unpack=unpack,
        licence=table["licence"],
        redistributable=table["redistributable"],
    )


def _check(condition: object, where: str, rule: str) -> None:
    if not condition:
        raise DataError(f"{where}: {rule}")


def _keys(table: dict[str, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(set(table) - allowed)
    _check(not unknown, where, f"unknown key {unknown}; allowed: {', '.join(sorted(allowed))}")
