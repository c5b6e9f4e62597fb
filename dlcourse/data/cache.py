"""The files in the data home: where each is, whether it is sound, and how it gets there.

A file is used only if its checksum is right, and only a fetch writes to the home: under a lock,
to a part file in the folder of the target, which an atomic rename makes the file once it is
whole and verified.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from dlcourse.data import archives, overrides, registry
from dlcourse.data.download import NotDownloaded, Progress, Wanted, download
from dlcourse.data.errors import DataDamaged, DataError, DataUnavailable, OverrideError
from dlcourse.data.location import home, missing_home
from dlcourse.data.registry import Entry, File

__all__ = ["Located", "fetch", "folder", "locate", "path", "read", "status", "verify"]

# A file that was found sound is not read again in this process while size and time stay.
_sound: set[tuple[str, str, int, int]] = set()


@dataclass(frozen=True)
class Located:
    """Where the bytes of a registered file are to be read from.

    Attributes:
        file: The registered file.
        path: What is read: the file in the home, or its replacement.
        digest: The checksum it must have.
        algorithm: That of the checksum.
        override: The replacement that stands in for it, if the home has one.
    """

    file: File
    path: Path
    digest: str
    algorithm: str
    override: overrides.Replacement | None = None

    @property
    def source(self) -> str:
        """The part of a source line that names the file, and its replacement if there is one."""
        if self.override is None:
            return self.file.path
        note = f" ({self.override.note})" if self.override.note else ""
        return f"{self.override.path}{note}, which replaces {self.file.path}"


def path(file: str) -> Path:
    """The verified path of a registered file, or of its replacement. Never downloads.

    Args:
        file: The file's path under the home, as registered.

    Raises:
        DataUnavailable: It is missing.
        DataDamaged: Its checksum is wrong.
        OverrideError: The home's overrides cannot be used.
    """
    return locate(file).path


def locate(file: str) -> Located:
    """Like `path`, with the replacement that it comes from."""
    found = _find(registry.file(file))
    state = _state(found)
    if state == "missing":
        raise _missing(found)
    if state == "damaged":
        raise _damaged(found)
    return found


def status(name: str) -> str:
    """The state of a data set: the worst of its files.

    Returns:
        `"damaged"`, `"missing"`, `"replaced"` (by an override) or `"present"`.
    """
    states = {_state(_find(file)) for file in registry.entry(name).files}
    return next(s for s in ("damaged", "missing", "replaced", "present") if s in states)


def verify(name: str) -> list[tuple[str, str]]:
    """Read every file of a data set anew.

    Returns:
        The path under the home and the state (as in `status`) of each file.
    """
    files = registry.entry(name).files
    return [(file.path, _state(_find(file), anew=True)) for file in files]


def fetch(name: str, *, replace: bool = False, progress: Progress = None) -> list[Path]:
    """Bring the missing files of a data set to the home, which is created if need be.

    Two processes that fetch at once do it once: the second waits, and finds the files.

    Args:
        name: A data set of the registry.
        replace: Also fetch anew what is damaged. Sound files are never fetched again.
        progress: As in `dlcourse.data.download.download`.

    Returns:
        The paths that `path` gives, in the order of the registry.

    Raises:
        DataUnavailable: A file cannot be had; the message has the reasons.
        DataDamaged: A file is damaged, and `replace` is not set.
        OverrideError: The home's overrides cannot be used.
    """
    entry = registry.entry(name)
    if _to_fetch(entry, replace):
        with _locked(entry):
            # Asked again under the lock: another process may have fetched them meanwhile.
            todo = _to_fetch(entry, replace)
            for (_, archived), files in groupby(todo, key=lambda f: (f.urls, bool(f.archive))):
                if archived:
                    _fetch_members(entry, list(files), progress)
                else:
                    for file in files:
                        _fetch_file(entry, file, progress)
    return [path(file.path) for file in entry.files]


def folder(file: str) -> Path:
    """The folder that a registered archive is unpacked to, unpacked now if it is not there.

    Raises:
        DataError: As for `path`, or the archive is unsafe, or the home cannot be written to.
    """
    found = locate(file)
    if not found.file.unpack:
        raise DataError(f"{file} is not an archive that is unpacked")
    target = home() / found.file.unpack
    entry = registry.entry(found.file.dataset)
    if not target.is_dir():
        with _locked(entry):
            if not target.is_dir():
                try:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    archives.unpack(found.path, target)
                except DataError as error:
                    raise DataError(f"{found.source} was not unpacked: {error}") from None
                except OSError as error:
                    why = f"unpacking to {target} failed: {error.strerror or error}"
                    raise _unavailable(entry, found.file, [why]) from None
    return target


def read(file: str, readers: Mapping[str, Callable[[Path], Any]]) -> tuple[Any, str]:
    """Read a registered file for a loader, fetching its data set first where it is missing.

    Args:
        file: The file's path under the home, as registered.
        readers: How to read each format, by the end of the file's name. This is the list of
            formats that a replacement may have.

    Returns:
        What the reader returns, and the source to name.

    Raises:
        DataError: The file cannot be had, is damaged, or is not what the reader expects.
    """
    found = _find(registry.file(file))
    if _state(found) == "missing" and found.override is None and not missing_home():
        entry = registry.entry(found.file.dataset)
        if not entry.local:
            print(f"Fetching {entry.name} ({entry.bytes / 1e6:.1f} MB) …", flush=True)
            fetch(entry.name)
    found = locate(file)
    reader = next((readers[end] for end in readers if found.path.name.endswith(end)), None)
    if reader is None:
        where = f"{found.override.where}, key 'with': " if found.override else ""
        raise OverrideError(f"{where}{found.path.name} is not one of {', '.join(readers)}")
    try:
        return reader(found.path), found.source
    except (DataError, MemoryError):
        raise
    except Exception as error:
        raise DataError(
            f"{found.source} cannot be read as {file} is: {type(error).__name__}: {error}"
        ) from None


def _find(file: File) -> Located:
    base = home()
    replacement = overrides.read(base).get(file.path)
    if replacement is None:
        return Located(file, base / file.path, file.digest, file.algorithm)
    return Located(file, base / replacement.path, replacement.sha256, "sha256", replacement)


def _state(found: Located, *, anew: bool = False) -> str:
    try:
        if not found.path.is_file():
            return "missing"
        facts = found.path.stat()
        key = (str(found.path), found.digest, facts.st_size, facts.st_mtime_ns)
        if anew or key not in _sound:
            _sound.discard(key)
            if _digest(found.path, found.algorithm) != found.digest:
                return "damaged"
            _sound.add(key)
    except OSError as error:
        raise DataError(f"{found.path} cannot be read: {error.strerror or error}") from None
    return "replaced" if found.override else "present"


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, algorithm).hexdigest()


def _to_fetch(entry: Entry, replace: bool) -> list[File]:
    """What a fetch must bring, after refusing what it may not touch."""
    todo = []
    for file in entry.files:
        found = _find(file)
        state = _state(found)
        if state in ("present", "replaced"):
            continue
        if found.override or (state == "missing" and entry.local):
            raise _damaged(found) if state == "damaged" else _missing(found)
        if state == "damaged" and (entry.local or not replace):
            raise _damaged(found)
        todo.append(file)
    return todo


def _fetch_file(entry: Entry, file: File, progress: Progress) -> None:
    target = home() / file.path
    part = _part(target)
    wanted = Wanted(target.name, file.bytes, file.digest, file.algorithm)
    with _reported(entry, file):
        target.parent.mkdir(parents=True, exist_ok=True)
        download(file.urls, part, wanted, progress)
        _arrive(part, target)


def _fetch_members(entry: Entry, files: Sequence[File], progress: Progress) -> None:
    """Fetch one archive, and keep the members that are registered."""
    first = files[0]
    name = first.urls[0].rsplit("/", 1)[-1]
    box = _part(home() / first.path).with_name(f".{name}.part")
    wanted = Wanted(name, first.archive.bytes, first.archive.sha256)
    with _reported(entry, first):
        box.parent.mkdir(parents=True, exist_ok=True)
        try:
            download(first.urls, box, wanted, progress)
            for file in files:
                with _reported(entry, file):
                    _extract(box, file)
        finally:
            box.unlink(missing_ok=True)


def _extract(box: Path, file: File) -> None:
    target = home() / file.path
    part = _part(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        archives.extract(box, file.archive.member, part, file.bytes)
        if _digest(part, file.algorithm) != file.digest:
            raise NotDownloaded([f"{file.archive.member} in the archive has other bytes"])
        _arrive(part, target)
    except DataError as error:
        raise NotDownloaded([f"the archive of {file.urls[0]} was not unpacked: {error}"]) from None
    finally:
        part.unlink(missing_ok=True)


def _part(target: Path) -> Path:
    """Where a file is written before it is whole. The name is fixed: the lock keeps it to one
    process, and what a killed process leaves is overwritten by the next."""
    return target.with_name(f".{target.name}.part")


def _arrive(part: Path, target: Path) -> None:
    try:
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _reported(entry: Entry, file: File) -> Iterator[None]:
    """Turn the faults of a fetch into the one error that says what to do."""
    try:
        yield
    except NotDownloaded as error:
        raise _unavailable(entry, file, error.reasons) from None
    except OSError as error:
        why = f"writing to {home()} failed: {error.strerror or error}"
        raise _unavailable(entry, file, [why]) from None


@contextmanager
def _locked(entry: Entry) -> Iterator[None]:
    """Hold the data set's lock in the home, which is created if need be."""
    import filelock

    locks = home() / ".locks"
    lock = filelock.FileLock(locks / f"{entry.name}.lock")
    try:
        locks.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            print(f"Waiting for another fetch of {entry.name} …", flush=True)
            lock.acquire()
    except (OSError, NotImplementedError) as error:
        why = f"{home()} cannot be written to: {getattr(error, 'strerror', None) or error}"
        raise _unavailable(entry, entry.files[0], [why]) from None
    try:
        yield
    finally:
        lock.release()


def _missing(found: Located) -> DataError:
    entry = registry.entry(found.file.dataset)
    if found.override:
        return OverrideError(f"{found.override.where}, key 'with': no file {found.path}")
    why = [entry.local or "the file is not there"]
    if missing_home():
        why.insert(0, "DLCOURSE_DATA names a folder that does not exist (only a fetch creates it)")
    return _unavailable(entry, found.file, why)


def _unavailable(entry: Entry, file: File, reasons: Sequence[str]) -> DataUnavailable:
    fetch_it = "" if entry.local else f"\n  fetch it    dlcourse data fetch {entry.name}"
    return DataUnavailable(
        f"the data set {entry.name} cannot be had."
        f"\n  expected    {file.path}"
        f"\n  looked in   {home()} (DLCOURSE_DATA names another folder)"
        f"\n  why         " + "\n              ".join(reasons) + fetch_it + "\n  or else     "
        'the quick profile needs no files: profile="quick", or DLCOURSE_PROFILE=quick',
        why=reasons[0],
    )


def _damaged(found: Located) -> DataDamaged:
    file = found.file
    if found.override:
        mend = f"It is the replacement of {file.path} in {found.override.where}: correct either."
    elif registry.entry(file.dataset).local:
        mend = f"No server has the registered bytes: {registry.entry(file.dataset).local}."
    else:
        mend = f"To fetch it anew: dlcourse data fetch --replace {file.dataset}"
    digest = _digest(found.path, found.algorithm)
    return DataDamaged(
        f"{found.path} is damaged, and is not used."
        f"\n  {found.algorithm} of the file   {digest} ({found.path.stat().st_size:,} bytes)"
        f"\n  {found.algorithm} expected      {found.digest}"
        f"\n  {mend}"
    )
