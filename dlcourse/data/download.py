"""One file over HTTP: tried again where that can help, and kept only if its bytes are right.

pooch's `HTTPDownloader` moves the bytes; what it raises, and what `requests` and `urllib3` below
it raise, becomes one line of reason a source.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

__all__ = ["Bar", "NotDownloaded", "Wanted", "download"]

ATTEMPTS = 3  # at each address, where the fault may pass
BACKOFF = 1.0  # seconds before the second attempt, doubled before the third
TIMEOUT = (10.0, 30.0)  # seconds to connect, and to wait for more bytes
CHUNK = 1 << 16


class Bar(Protocol):
    """A progress bar of one file, as pooch (and tqdm) have it."""

    total: int

    def update(self, n: int) -> object: ...
    def reset(self) -> object: ...
    def close(self) -> object: ...


Progress = bool | Callable[[str, int], Bar] | None


@dataclass(frozen=True)
class Wanted:
    """What a download must turn out to be.

    Attributes:
        name: For the progress bar.
        bytes: The exact size, 0 if not known.
        digest: The checksum, empty if none is known.
        algorithm: That of the checksum.
    """

    name: str
    bytes: int = 0
    digest: str = ""
    algorithm: str = "sha256"


class NotDownloaded(Exception):
    """No address gave the file.

    Args:
        reasons: One line for each address, or the one reason that ends all attempts.
    """

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


class _WrongBytes(Exception):
    """The server sent something else than the registered file."""


class _TooShort(_WrongBytes):
    """The server sent less than the registered file: its connection may have broken off."""


class _DiskError(Exception):
    """Writing failed. Not an OSError, which is what network errors are, too."""


def download(urls: Sequence[str], part: Path, wanted: Wanted, progress: Progress = None) -> None:
    """Bring one of `urls` to the file `part`.

    Args:
        urls: Tried in turn; each again, after a pause, where the fault may pass (a timeout, a
            broken connection, an answer of the 500s), but not where it stays (404, wrong bytes).
        part: Where to write. After a failure, an interrupt included, it does not exist.
        wanted: What the bytes are compared with.
        progress: None shows a bar where stderr is a terminal, True always, False never; or a
            function of the file's name and size that returns a bar with `total`, `update(n)`,
            `reset()` and `close()` (which may be called twice); it is called once an attempt.

    Raises:
        NotDownloaded: With a reason for each address.
    """
    reasons = []
    done = False
    try:
        for url in urls:
            for attempt in range(ATTEMPTS):
                if attempt:
                    time.sleep(BACKOFF * 2 ** (attempt - 1))
                try:
                    _get(url, part, wanted, progress)
                    done = True
                    return
                except _DiskError as error:
                    raise NotDownloaded([str(error)]) from None
                except Exception as error:
                    reason, passing = _reason(error)
                if not passing:
                    break
            tries = f" ({attempt + 1} attempts)" if attempt else ""
            reasons.append(f"{url}: {reason}{tries}")
        raise NotDownloaded(reasons)
    finally:
        if not done:
            part.unlink(missing_ok=True)


def _get(url: str, part: Path, wanted: Wanted, progress: Progress) -> None:
    """One attempt at one address."""
    import pooch

    bar = _bar(progress, wanted)
    try:
        # identity: a server that compresses on the way would change the bytes that we count.
        fetch = pooch.HTTPDownloader(
            progressbar=False if bar is None else bar,
            chunk_size=CHUNK,
            timeout=TIMEOUT,
            headers={"Accept-Encoding": "identity"},
        )
        with _Part(part, wanted) as out:
            fetch(url, out, None)
        out.check()
    finally:
        if bar is not None:
            bar.close()


def _bar(progress: Progress, wanted: Wanted) -> Bar | None:
    if progress is None:
        progress = sys.stderr is not None and sys.stderr.isatty()
    if callable(progress):
        return progress(wanted.name, wanted.bytes)
    if not progress:
        return None
    from tqdm import tqdm

    # A total of 0 would make the bar false, which pooch takes for no bar at all.
    total = wanted.bytes or 1
    return tqdm(total=total, desc=wanted.name, unit="B", unit_scale=True, file=sys.stderr)


class _Part:
    """A file under way: counts and digests what is written, and stops at the registered size."""

    def __init__(self, path: Path, wanted: Wanted) -> None:
        self._path = path
        self._wanted = wanted
        self._digest = hashlib.new(wanted.algorithm)
        self._size = 0

    def __enter__(self) -> _Part:
        try:
            self._file = self._path.open("wb")
        except OSError as error:
            raise _DiskError(_disk_reason(error, self._path)) from None
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        try:
            if kind is None:
                self._file.flush()
                os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            # After another error, a full disk may refuse the rest of the buffer as well.
            if kind is None:
                raise _DiskError(_disk_reason(error, self._path)) from None

    def write(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._wanted.bytes and self._size > self._wanted.bytes:
            raise _WrongBytes(f"it sends more than the registered {self._wanted.bytes:,} bytes")
        self._digest.update(chunk)
        try:
            self._file.write(chunk)
        except OSError as error:
            raise _DiskError(_disk_reason(error, self._path)) from None

    def flush(self) -> None:
        """Asked for by pooch after each chunk; once, at the end, is enough."""

    def check(self) -> None:
        wanted = self._wanted
        if wanted.bytes and self._size < wanted.bytes:
            raise _TooShort(f"it sent {self._size:,} of {wanted.bytes:,} bytes")
        digest = self._digest.hexdigest()
        if wanted.digest and digest != wanted.digest:
            raise _WrongBytes(
                f"it sent other bytes than the registered ones ({wanted.algorithm} {digest[:12]}…,"
                f" registered {wanted.digest[:12]}…)"
            )


def _disk_reason(error: OSError, path: Path) -> str:
    return f"writing to {path.parent} failed: {error.strerror or error}"


def _reason(error: Exception) -> tuple[str, bool]:
    """Why an attempt failed, in one line, and whether another attempt could help."""
    if isinstance(error, _WrongBytes):
        return str(error), isinstance(error, _TooShort)
    from requests import exceptions as http

    if isinstance(error, http.HTTPError):
        answer = error.response
        passing = answer.status_code >= 500 or answer.status_code in (408, 425, 429)
        return f"it answered {answer.status_code} {answer.reason}".rstrip(), passing
    if isinstance(error, http.SSLError):
        return "its TLS certificate was not accepted", False
    if isinstance(error, http.ProxyError):
        return "the proxy did not connect", True
    if isinstance(error, http.ConnectTimeout):
        return f"no connection within {TIMEOUT[0]:g} s", True
    names = _chain(error)
    if isinstance(error, http.ReadTimeout) or "ReadTimeoutError" in names:
        return f"it sent nothing for {TIMEOUT[1]:g} s", True
    if "NameResolutionError" in names:
        return "its name could not be resolved (is there a network?)", False
    if "NewConnectionError" in names:
        return "no connection (is there a network?)", True
    if isinstance(error, (http.ConnectionError, http.ChunkedEncodingError)):
        return "the connection broke off", True
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}", False


def _chain(error: Any) -> set[str]:
    """Class names of an error and of those that requests and urllib3 wrapped in it."""
    names: set[str] = set()
    while isinstance(error, BaseException) and len(names) < 10:
        names.add(type(error).__name__)
        inner = getattr(error, "reason", None)
        error = inner if inner else next(iter(error.args), None)
    return names
