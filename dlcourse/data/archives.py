"""Taking files out of zip and tar archives without trusting them.

An archive is refused as a whole, before anything is written, if a name in it leads outside the
target folder or an entry is neither a plain file nor a folder (a link, a device, a pipe).
"""

from __future__ import annotations

import gzip
import os
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from dlcourse.data.errors import DataError
from dlcourse.data.location import is_inside

try:
    from lzma import LZMAError
except ImportError:  # a Python built without lzma: tarfile says so itself
    LZMAError = zlib.error

__all__ = ["extract", "unpack"]

_BROKEN = (zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, LZMAError, zlib.error, EOFError)


class _Archive(Protocol):
    """A zip or a tar: its plain files by name, and a way to read one."""

    names: list[str]

    def open(self, name: str) -> IO[bytes]: ...


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        names = []
        for info in archive.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.flag_bits & 1:
                raise DataError(f"{info.filename!r} is encrypted")
            _refuse(info.filename, plain=kind in (0, stat.S_IFREG, stat.S_IFDIR))
            if not info.is_dir():
                names.append(info.filename)
        self.names = list(dict.fromkeys(names))
        self.open = archive.open


class _Tar:
    def __init__(self, archive: tarfile.TarFile) -> None:
        self._members = {}
        for info in archive.getmembers():
            _refuse(info.name, plain=info.isreg() or info.isdir())
            if info.isreg():
                self._members[info.name] = info
        self.names = list(self._members)
        self._archive = archive

    def open(self, name: str) -> IO[bytes]:
        return self._archive.extractfile(self._members[name])


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a whole archive to `folder`, which appears only when it is complete.

    Args:
        archive: A zip, or a tar in any compression that Python reads.
        folder: A path that does not exist; its parent does.

    Raises:
        DataError: The archive is unsafe or broken; nothing is left of the attempt.
        OSError: The disk refused.
    """
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of an attempt that was killed
    try:
        with _opened(archive) as opened:
            part.mkdir()
            for name in opened.names:
                target = part / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(name) as source, target.open("xb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
        os.replace(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def extract(archive: Path, member: str, target: Path, limit: int) -> None:
    """Copy one member of an archive to the file `target`.

    Args:
        archive: A zip, or a tar in any compression that Python reads.
        member: The member's name.
        target: Written to, and overwritten; the caller removes it if this fails.
        limit: The most bytes to write, so that a small archive cannot fill the disk.

    Raises:
        DataError: The archive is unsafe or broken, or has no such member, or a larger one.
        OSError: The disk refused.
    """
    with _opened(archive) as opened:
        if member not in opened.names:
            raise DataError(f"it holds no {member!r}")
        with opened.open(member) as source, target.open("wb") as copy:
            left = limit
            while chunk := source.read(min(1 << 20, left + 1)):
                left -= len(chunk)
                if left < 0:
                    raise DataError(f"{member!r} is larger than the registered {limit:,} bytes")
                copy.write(chunk)


@contextmanager
def _opened(path: Path) -> Iterator[_Archive]:
    """The archive opened and checked; any fault of it is a `DataError`."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield _Zip(archive)
        else:
            with tarfile.open(path) as archive:
                yield _Tar(archive)
    except _BROKEN as error:
        raise DataError(f"it is broken ({error})") from None
    except (RuntimeError, NotImplementedError) as error:  # how zipfile says "cannot unpack this"
        raise DataError(f"it cannot be unpacked ({error})") from None


def _refuse(name: str, *, plain: bool) -> None:
    if name.rstrip("/") != "." and not is_inside(name):
        raise DataError(f"refused, since it would write {name!r} outside its folder")
    if not plain:
        raise DataError(f"refused, since {name!r} is a link or a device, not a file")
