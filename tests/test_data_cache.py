"""Files come to the data home whole or not at all: against a real server that misbehaves.

The home is always a temporary folder; the registry is one that the test writes.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import io
import os
import signal
import socket
import stat
import subprocess
import sys
import tarfile
import time
import traceback
import zipfile
from pathlib import Path

import pytest
from requests import exceptions

from dlcourse.data import archives, cache, download, registry
from dlcourse.data.errors import DataDamaged, DataError, DataUnavailable, OverrideError
from tests.ctrl_c import hear_ctrl_c
from tests.faulty_server import FaultyServer, dropped, held, ok, status, truncated

BODY = bytes(range(256)) * 800  # 200 kB: more than one chunk
PATH = "text/tiny.bin"

# What a child process does before its own lines: the registry of the test, and short waits.
CHILD = """
import sys
from pathlib import Path
from dlcourse.data import cache, download, registry
registry.REGISTRY = Path(sys.argv[1])
download.BACKOFF = 0.01
"""


@pytest.fixture
def server():
    with FaultyServer() as one:
        yield one


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("DLCOURSE_DATA", str(folder))
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "127.0.0.1,localhost")
    monkeypatch.setattr(download, "BACKOFF", 0.01)
    monkeypatch.setattr(download, "TIMEOUT", (5.0, 0.3))
    return folder


@pytest.fixture
def register(tmp_path, monkeypatch):
    """A function that makes a registry of one data set, `tiny`, out of rows."""

    def make(*rows: dict, local: str = "") -> Path:
        lines = [
            "[tiny]",
            'about = "A tiny file."',
            'citation = "The tests"',
            'licence = "CC0"',
            "redistributable = true",
            *([f"local = {local!r}"] if local else []),
        ]
        for row in rows:
            body = row.pop("body")
            facts = {"path": PATH, "bytes": len(body), "sha256": sha(body), **row}
            lines.append("[[tiny.files]]")
            lines += [f"{key} = {toml(value)}" for key, value in facts.items()]
        path = tmp_path / f"registry{len(list(tmp_path.glob('registry*')))}.toml"
        path.write_text("\n".join(lines))
        monkeypatch.setattr(registry, "REGISTRY", path)
        return path

    return make


def sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + " }"
    return str(value) if isinstance(value, int) else repr(value)


def contents(home: Path) -> set[str]:
    """Everything under the home but the locks, hidden files included."""
    found = (path.relative_to(home) for path in home.rglob("*") if not path.is_dir())
    return {path.as_posix() for path in found if path.parts[0] != ".locks"}


def refused(home: Path, error: type[DataError] = DataUnavailable, **options) -> str:
    """Fetch, which must fail with our error alone and leave the home as it was."""
    before = contents(home)
    with pytest.raises(error) as caught:
        cache.fetch("tiny", **options)
    assert contents(home) == before
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    shown = "".join(traceback.format_exception(caught.value))
    assert "site-packages" not in shown
    assert shown.count("Traceback") == 1
    return str(caught.value)


# A good server ------------------------------------------------------------------------------


def test_fetch(server, home, register):
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})
    assert cache.status("tiny") == "missing"
    assert not home.exists()
    assert cache.fetch("tiny") == [home / PATH]
    assert (home / PATH).read_bytes() == BODY
    assert contents(home) == {PATH}
    assert cache.status("tiny") == "present"
    assert cache.verify("tiny") == [(PATH, "present")]
    assert cache.path(PATH) == home / PATH
    cache.fetch("tiny")
    cache.fetch("tiny", replace=True)
    assert server.requests["/a"] == 1  # what is sound is never fetched again


def test_a_file_known_by_md5_alone(server, home, register):
    path = register({"body": BODY, "urls": [server.serve("/a", ok(BODY[::-1]), ok(BODY))]})
    path.write_text(
        path.read_text().replace(
            f"sha256 = '{sha(BODY)}'", f"md5 = '{hashlib.md5(BODY).hexdigest()}'"
        )
    )
    assert "(md5 " in refused(home)
    cache.fetch("tiny")
    assert cache.status("tiny") == "present"


def test_progress(server, home, register, capsys, monkeypatch):
    url = server.serve("/a", ok(BODY))
    register({"body": BODY, "urls": [url]})
    bars = []

    class Bar:
        total, n, closed = 0, 0, False

        def update(self, n):
            self.n += n

        def reset(self):
            self.n = 0

        def close(self):
            self.closed = True

    def bar(name, size):
        bars.append((name, size, Bar()))
        return bars[-1][-1]

    cache.fetch("tiny", progress=bar)
    ((name, size, one),) = bars
    assert (name, size) == ("tiny.bin", len(BODY))
    assert one.total == one.n == len(BODY)
    assert one.closed
    assert capsys.readouterr().err == ""

    (home / PATH).unlink()
    cache.fetch("tiny")  # stderr is not a terminal here
    assert capsys.readouterr().err == ""
    (home / PATH).unlink()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    cache.fetch("tiny")
    assert "tiny.bin: 100%" in capsys.readouterr().err


# A faulty server: a retry that succeeds, or one clear error ---------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        truncated(BODY),
        truncated(BODY, announce=False),
        held(BODY),
        status(500),
        status(503),
        status(429),
        dropped(),
        dropped(BODY),
    ],
    ids=["short", "short unannounced", "stall", "500", "503", "429", "drop", "drop midway"],
)
def test_a_passing_fault_is_tried_again(server, home, register, fault):
    register({"body": BODY, "urls": [server.serve("/a", fault, ok(BODY))]})
    cache.fetch("tiny")
    assert (home / PATH).read_bytes() == BODY
    assert contents(home) == {PATH}
    assert server.requests["/a"] == 2


@pytest.mark.parametrize(
    "fault, attempts, told",
    [
        (truncated(BODY), 3, "the connection broke off (3 attempts)"),
        (truncated(BODY, announce=False), 3, "it sent 102,400 of 204,800 bytes"),
        (held(BODY), 3, "it sent nothing for 0.3 s (3 attempts)"),
        (status(500), 3, "it answered 500 Internal Server Error (3 attempts)"),
        (status(404), 1, "it answered 404 Not Found"),
        (status(403), 1, "it answered 403 Forbidden"),
        (dropped(), 3, "the connection broke off (3 attempts)"),
        (dropped(BODY), 3, "the connection broke off (3 attempts)"),
        (ok(BODY[::-1]), 1, "it sent other bytes than the registered ones (sha256 "),
        (ok(BODY + b"more"), 1, "it sends more than the registered 204,800 bytes"),
        (ok(b"<html>Please sign in</html>"), 3, "it sent 27 of 204,800 bytes"),
    ],
    ids=[
        "short",
        "short unannounced",
        "stall",
        "500",
        "404",
        "403",
        "drop",
        "drop midway",
        "other bytes",
        "more bytes",
        "sign-in page",
    ],
)
def test_a_lasting_fault_is_one_error(server, home, register, fault, attempts, told):
    url = server.serve("/a", fault)
    register({"body": BODY, "urls": [url]})
    text = refused(home)
    assert f"{url}: {told}" in text
    assert text.count("\n") == 5
    assert server.requests["/a"] == attempts
    assert cache.status("tiny") == "missing"


def test_the_error_says_all_that_helps(server, home, register):
    register({"body": BODY, "urls": [server.url("/none")]})
    lines = refused(home).splitlines()
    assert lines[0] == "the data set tiny cannot be had."
    assert lines[1].split() == ["expected", PATH]
    assert lines[2].split()[:3] == ["looked", "in", str(home)]
    assert lines[4].split(maxsplit=2) == ["fetch", "it", "dlcourse data fetch tiny"]
    assert 'profile="quick"' in lines[5]


def test_mirrors_are_tried_in_turn(server, home, register):
    urls = [
        server.url("/gone"),
        server.serve("/wrong", ok(BODY[::-1])),
        server.serve("/good", ok(BODY)),
        server.serve("/never", ok(BODY)),
    ]
    register({"body": BODY, "urls": urls})
    cache.fetch("tiny")
    assert (home / PATH).read_bytes() == BODY
    assert server.requests == {"/gone": 1, "/wrong": 1, "/good": 1}


def test_each_mirror_has_its_reason(server, home, register):
    urls = [server.url("/gone"), server.serve("/wrong", ok(BODY[::-1]))]
    register({"body": BODY, "urls": urls})
    text = refused(home)
    assert f"{urls[0]}: it answered 404" in text
    assert f"{urls[1]}: it sent other bytes" in text


def test_no_network(home, register, monkeypatch):
    with socket.socket() as closed:  # bound, but it does not listen: connections are refused
        closed.bind(("127.0.0.1", 0))
        register({"body": BODY, "urls": [f"http://127.0.0.1:{closed.getsockname()[1]}/a"]})
        assert "no connection (is there a network?)" in refused(home)

    def unresolved(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)
    monkeypatch.setattr(download.time, "sleep", lambda s: pytest.fail("it waited for a name"))
    register({"body": BODY, "urls": ["http://data.example.org/a"]})
    assert "its name could not be resolved (is there a network?)" in refused(home)


def test_an_answer_that_no_one_foresaw(home, register):
    register({"body": BODY, "urls": ["http://[broken/a"]})
    assert "InvalidURL" in refused(home)


@pytest.mark.parametrize(
    "error, told, passing",
    [
        (exceptions.SSLError("bad"), "its TLS certificate was not accepted", False),
        (exceptions.ProxyError("bad"), "the proxy did not connect", True),
        (exceptions.ConnectTimeout("slow"), "no connection within 10 s", True),
        (exceptions.ReadTimeout("slow"), "it sent nothing for 30 s", True),
        (RuntimeError("two\nlines"), "RuntimeError: two lines", False),
    ],
)
def test_reasons_that_a_local_server_cannot_give(error, told, passing):
    assert download._reason(error) == (told, passing)


# Damaged files, replaced files --------------------------------------------------------------


def test_a_damaged_file_is_not_used_and_not_replaced_unasked(server, home, register):
    url = server.serve("/a", status(404), ok(BODY))
    register({"body": BODY, "urls": [url]})
    (home / PATH).parent.mkdir(parents=True)
    (home / PATH).write_bytes(BODY[:-1] + b"?")
    assert cache.status("tiny") == "damaged"
    assert cache.verify("tiny") == [(PATH, "damaged")]
    for call in (lambda: cache.path(PATH), lambda: cache.read(PATH, {"": Path.read_bytes})):
        with pytest.raises(DataDamaged, match=r"dlcourse data fetch --replace tiny"):
            call()
    text = refused(home, DataDamaged)
    assert str(home / PATH) in text
    assert sha(BODY) in text
    assert not server.requests

    refused(home, replace=True)  # the server has none: the file stays, and stays unused
    assert cache.status("tiny") == "damaged"
    cache.fetch("tiny", replace=True)
    assert (home / PATH).read_bytes() == BODY


def test_verify_reads_anew(server, home, register):
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})
    cache.fetch("tiny")
    facts = (home / PATH).stat()
    (home / PATH).write_bytes(BODY[::-1])
    os.utime(home / PATH, ns=(facts.st_atime_ns, facts.st_mtime_ns))  # as if nothing happened
    assert cache.verify("tiny") == [(PATH, "damaged")]
    assert cache.status("tiny") == "damaged"


def test_the_worst_file_is_the_status(server, home, register):
    rows = [
        {"body": letter, "path": f"text/{letter.decode()}", "urls": [server.url("/")]}
        for letter in (b"a", b"b")
    ]
    register(*rows)
    (home / "text").mkdir(parents=True)
    (home / "text" / "a").write_bytes(b"a")
    assert cache.status("tiny") == "missing"
    assert cache.verify("tiny") == [("text/a", "present"), ("text/b", "missing")]
    (home / "text" / "a").write_bytes(b"?")
    assert cache.status("tiny") == "damaged"


def test_a_file_that_no_server_has(home, register):
    register({"body": BODY}, local="packed for a class. Copy it")
    text = refused(home)
    assert "packed for a class. Copy it" in text
    assert "dlcourse data fetch" not in text
    assert not home.exists()
    (home / PATH).parent.mkdir(parents=True)
    (home / PATH).write_bytes(BODY)
    assert cache.fetch("tiny") == [home / PATH]
    (home / PATH).write_bytes(b"other")
    text = refused(home, DataDamaged, replace=True)
    assert "No server has the registered bytes" in text


def override(home: Path, body: bytes, **changes: str) -> None:
    facts = {"file": PATH, "with": "text/small.bin", "sha256": sha(body), "note": "half of it"}
    (home / "text").mkdir(parents=True, exist_ok=True)
    (home / "text" / "small.bin").write_bytes(body)
    lines = [f"{key} = {value!r}" for key, value in {**facts, **changes}.items()]
    (home / "overrides.toml").write_text("\n".join(["[[replace]]", *lines]))


def test_an_override_stands_in(server, home, register):
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})
    override(home, b"small")
    assert cache.status("tiny") == "replaced"
    assert cache.fetch("tiny") == [home / "text" / "small.bin"]
    assert not server.requests
    data, source = cache.read(PATH, {".bin": Path.read_bytes})
    assert data == b"small"
    assert source == f"text/small.bin (half of it), which replaces {PATH}"
    with pytest.raises(OverrideError, match=r"number 1, key 'with': small.bin is not one of .npz"):
        cache.read(PATH, {".npz": Path.read_bytes})


def test_an_override_that_cannot_be_used(server, home, register):
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})
    override(home, b"small", sha256=sha(b"other"))
    assert cache.status("tiny") == "damaged"
    text = refused(home, DataDamaged, replace=True)
    assert "overrides.toml, [[replace]] number 1" in text
    (home / "text" / "small.bin").unlink()
    assert cache.status("tiny") == "missing"
    assert "key 'with': no file" in refused(home, OverrideError)
    with pytest.raises(OverrideError, match="no file"):
        cache.read(PATH, {".bin": Path.read_bytes})
    assert not server.requests  # an override is never made good by a download


# Reading for a loader -----------------------------------------------------------------------


def test_read_fetches_what_is_missing(server, home, register, capsys):
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})
    home.mkdir()
    assert cache.read(PATH, {".bin": Path.read_bytes}) == (BODY, PATH)
    assert capsys.readouterr().out == "Fetching tiny (0.2 MB) …\n"
    cache.read(PATH, {".bin": Path.read_bytes})
    assert capsys.readouterr().out == ""


def test_a_home_that_is_named_but_missing_is_not_made_by_reading(server, home, register):
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})
    for call in (lambda: cache.path(PATH), lambda: cache.read(PATH, {".bin": Path.read_bytes})):
        with pytest.raises(DataUnavailable, match="DLCOURSE_DATA names a folder that does not"):
            call()
    assert not home.exists()
    assert not server.requests
    cache.fetch("tiny")
    assert home.is_dir()


def test_a_reader_that_fails_is_one_error(server, home, register):
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})
    cache.fetch("tiny")

    def reader(path):
        raise ValueError("no such key")

    with pytest.raises(DataError, match=rf"{PATH} cannot be read as .*ValueError: no such key"):
        cache.read(PATH, {".bin": reader})


# The disk -----------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path, monkeypatch):
    """A home on a disk of 128 kB, where this process may mount one."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("a small disk can be mounted only by root on Linux")
    folder = tmp_path / "disk"
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, b"size=128k") != 0:
        pytest.skip(f"a small disk cannot be mounted: {os.strerror(ctypes.get_errno())}")
    monkeypatch.setenv("DLCOURSE_DATA", str(folder / "home"))
    yield folder / "home"
    libc.umount2(os.fsencode(folder), 2)


def test_a_full_disk(server, home, register, small_disk):
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})
    assert "failed: No space left on device" in refused(small_disk)
    assert server.requests["/a"] == 1
    free = os.statvfs(small_disk)
    assert free.f_bavail * free.f_frsize > 100_000  # the part file gave its room back


def test_a_disk_full_while_unpacking(server, home, register, small_disk):
    body = bytes(10_000_000)
    box = zipped({"inside/tiny.bin": body})
    assert len(box) < 20_000
    url = server.serve("/a.zip", ok(box))
    register({"body": body, "urls": [url], "archive": {"member": "inside/tiny.bin"}})
    assert "failed: No space left on device" in refused(small_disk)

    register({"body": box, "path": "text/a.zip", "urls": [url], "unpack": "text/a"})
    cache.fetch("tiny")
    with pytest.raises(DataUnavailable, match="No space left on device"):
        cache.folder("text/a.zip")
    assert contents(small_disk) == {"text/a.zip"}
    assert not (small_disk / "text" / "a").exists()


@pytest.mark.parametrize("where", ["open", "write", "fsync", "replace"])
def test_a_disk_that_refuses(server, home, register, monkeypatch, where):
    """As on a full disk, at each step that can fail, on every system."""
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def refuse(*args, **kwargs):
        raise full

    opened = Path.open

    def open_(self, mode="r", *args, **kwargs):
        if self.suffix != ".part" or "w" not in mode:
            return opened(self, mode, *args, **kwargs)
        if where == "open":
            raise full
        file = opened(self, mode, 0)
        return type("Full", (io.RawIOBase,), {"write": refuse})() if where == "write" else file

    monkeypatch.setattr(Path, "open", open_)
    if where in ("fsync", "replace"):
        monkeypatch.setattr(os, where, refuse)
    assert os.strerror(errno.ENOSPC) in refused(home)
    assert server.requests["/a"] <= 1


def test_a_home_that_cannot_be_written(server, tmp_path, home, register):
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})
    home.write_text("a file where the folder should be")
    with pytest.raises(DataUnavailable, match=r"cannot be written to: (Not a dir|File exists)"):
        cache.fetch("tiny")
    assert not server.requests


# Interrupts, and two at once ----------------------------------------------------------------


def test_an_interrupt_leaves_nothing(server, home, register):
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})

    def bar(name, size):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.fetch("tiny", progress=bar)
    assert contents(home) == set()
    cache.fetch("tiny")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_an_interrupted_process_leaves_nothing(server, home, register):
    path = register({"body": BODY, "urls": [server.serve("/a", held(BODY), ok(BODY))]})
    child = started(path, "download.TIMEOUT = (5, 20)\ncache.fetch('tiny')")
    part = home / "text" / ".tiny.bin.part"
    until(lambda: part.exists() and part.stat().st_size > 0)
    child.send_signal(signal.SIGINT)
    _, told = child.communicate(timeout=20)
    assert child.returncode == -signal.SIGINT
    assert told.rstrip().endswith("KeyboardInterrupt")
    assert contents(home) == set()
    cache.fetch("tiny")
    assert contents(home) == {PATH}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_what_a_killed_process_left_is_cleared(server, home, register):
    path = register({"body": BODY, "urls": [server.serve("/a", held(BODY), ok(BODY))]})
    child = started(path, "download.TIMEOUT = (5, 20)\ncache.fetch('tiny')")
    part = home / "text" / ".tiny.bin.part"
    until(lambda: part.exists() and part.stat().st_size > 0)
    child.kill()
    child.communicate(timeout=20)
    assert contents(home) == {"text/.tiny.bin.part"}
    assert cache.status("tiny") == "missing"  # half a file is no file
    cache.fetch("tiny")  # its lock died with it
    assert contents(home) == {PATH}


def test_two_processes_fetch_once(server, home, register):
    path = register({"body": BODY, "urls": [server.serve("/a", held(BODY))]})
    code = "download.TIMEOUT = (5, 20)\nprint(cache.fetch('tiny')[0])"
    first = started(path, code)
    assert server.asked.wait(20)
    second = started(path, code)
    assert second.stdout.readline() == "Waiting for another fetch of tiny …\n"
    server.release.set()
    for child in (first, second):
        out, told = child.communicate(timeout=20)
        assert (child.returncode, told) == (0, "")
        assert out.strip() == str(home / PATH)
    assert server.requests["/a"] == 1
    assert contents(home) == {PATH}


def started(registry_path: Path, code: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD + code, str(registry_path)],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        preexec_fn=None if os.name == "nt" else hear_ctrl_c,
    )


def until(condition, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


# Archives -----------------------------------------------------------------------------------


def zipped(
    members: dict[str, bytes], *, link: str = "", mode: int = 0, how: int = zipfile.ZIP_DEFLATED
) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", how) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
        if link:
            info = zipfile.ZipInfo("inside/link")
            info.external_attr = (mode or stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, link)
    return box.getvalue()


def tarred(members: dict[str, bytes], *, link: str = "", kind: bytes = b"", to: str = "gz"):
    box = io.BytesIO()
    with tarfile.open(fileobj=box, mode=f"w:{to}") as archive:
        for name, body in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
        if kind:
            info = tarfile.TarInfo("inside/link")
            info.type, info.linkname = kind, link
            archive.addfile(info)
    return box.getvalue()


GOOD = {"inside/tiny.bin": BODY, "inside/deep/er.txt": b"deeper", "./top.txt": b"top"}
EVIL = {
    "zip ..": zipped({**GOOD, "../evil.txt": b"!"}),
    "zip absolute": zipped({**GOOD, "/tmp/evil.txt": b"!"}),
    "zip drive": zipped({**GOOD, "C:/evil.txt": b"!"}),
    "zip backslash": zipped({**GOOD, "..\\evil.txt": b"!"}),
    "zip link": zipped(GOOD, link="../../evil.txt"),
    "zip device": zipped(GOOD, link=" ", mode=stat.S_IFCHR | 0o600),
    "tar ..": tarred({**GOOD, "inside/../../evil.txt": b"!"}),
    "tar absolute": tarred({**GOOD, "/tmp/evil.txt": b"!"}),
    "tar link": tarred(GOOD, kind=tarfile.SYMTYPE, link="/etc/passwd"),
    "tar hard link": tarred(GOOD, kind=tarfile.LNKTYPE, link="inside/tiny.bin"),
    "tar device": tarred(GOOD, kind=tarfile.CHRTYPE),
    "tar pipe": tarred(GOOD, kind=tarfile.FIFOTYPE),
}


@pytest.mark.parametrize(
    "box, name",
    [(zipped(GOOD), "a.zip"), (tarred(GOOD), "a.tar.gz"), (tarred(GOOD, to="xz"), "a.tar.xz")],
    ids=["zip", "tar.gz", "tar.xz"],
)
def test_unpacking(server, home, register, box, name):
    path = f"text/{name}"
    url = server.serve("/box", ok(box))
    register({"body": box, "path": path, "urls": [url], "unpack": "text/a"})
    with pytest.raises(DataUnavailable):
        cache.folder(path)
    cache.fetch("tiny")
    assert cache.folder(path) == home / "text" / "a"
    found = {p: (home / "text" / "a" / p).read_bytes() for p in contents(home / "text" / "a")}
    assert found == {"inside/tiny.bin": BODY, "inside/deep/er.txt": b"deeper", "top.txt": b"top"}
    (home / "text" / "a" / "top.txt").write_text("mine")
    assert cache.folder(path) == home / "text" / "a"  # unpacked once
    assert (home / "text" / "a" / "top.txt").read_text() == "mine"


@pytest.mark.parametrize("box", EVIL.values(), ids=EVIL.keys())
def test_an_evil_archive_is_refused(server, home, register, tmp_path, box):
    path = "text/box"
    url = server.serve("/box", ok(box))
    register({"body": box, "path": path, "urls": [url], "unpack": "text/a/b"})
    cache.fetch("tiny")
    with pytest.raises(DataError, match=r"text/box was not unpacked: refused, since"):
        cache.folder(path)
    assert contents(home) == {path}
    assert not (home / "text" / "a" / "b").exists()

    # The same where one member is wanted, and that one is innocent.
    register({"body": BODY, "urls": [url], "archive": {"member": "inside/tiny.bin"}})
    assert "was not unpacked: refused, since" in refused(home)
    assert not list(tmp_path.rglob("evil*"))
    assert not Path("/tmp/evil.txt").exists()


@pytest.mark.parametrize(
    "box, told",
    [
        (b"no archive at all", "it is broken"),
        (zipped(GOOD)[:-40], "it is broken"),
        (tarred(GOOD)[:-40], "it is broken"),
        (tarred(GOOD, to="xz")[:-40], "it is broken"),
        (zipped(GOOD, how=zipfile.ZIP_STORED).replace(b"deeper", b"DEEPER"), "it is broken"),
        (zipped({"a": b"", "a/b": b""}), "failed: "),
    ],
    ids=["no archive", "half a zip", "half a tar", "half an xz", "bad checksum", "file and folder"],
)
def test_a_broken_archive(server, home, register, box, told):
    register({"body": box, "urls": [server.serve("/box", ok(box))], "unpack": "text/a"})
    cache.fetch("tiny")
    with pytest.raises(DataError, match=told):
        cache.folder(PATH)
    assert contents(home) == {PATH}
    assert not (home / "text" / "a").exists()


def test_an_encrypted_zip(tmp_path):
    box = bytearray(zipped({"a.txt": b"secret"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        box[box.index(mark) + at] |= 1
    (tmp_path / "a.zip").write_bytes(box)
    with pytest.raises(DataError, match=r"'a.txt' is encrypted"):
        archives.unpack(tmp_path / "a.zip", tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_what_a_killed_unpacking_left_is_cleared(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": b"a"}))
    (tmp_path / ".a.part").mkdir()
    (tmp_path / ".a.part" / "old.txt").write_text("old")
    archives.unpack(tmp_path / "a.zip", tmp_path / "a")
    assert contents(tmp_path) == {"a.zip", "a/a.txt"}


def test_members_come_out_of_one_download(server, home, register):
    box = tarred(GOOD)
    url = server.serve("/a.tar.gz", status(500), ok(box))
    rows = [
        {"body": body, "path": f"text/{i}", "urls": [url], "archive": {"member": name}}
        for i, (name, body) in enumerate(list(GOOD.items())[:2])
    ]
    register(*rows)
    assert [p.read_bytes() for p in cache.fetch("tiny")] == [BODY, b"deeper"]
    assert server.requests["/a.tar.gz"] == 2
    assert contents(home) == {"text/0", "text/1"}


@pytest.mark.parametrize(
    "archive, row, told",
    [
        ({"member": "inside/none"}, {}, "it holds no 'inside/none'"),
        ({}, {"sha256": "0" * 64}, "has other bytes"),
        ({}, {"bytes": 100}, "larger than the registered 100 bytes"),
        ({"sha256": "0" * 64}, {}, "it sent other bytes than the registered ones"),
        ({"bytes": 100}, {}, "it sends more than the registered 100 bytes"),
    ],
    ids=["no member", "other bytes", "a bomb", "another archive", "a larger archive"],
)
def test_a_member_that_is_not_as_registered(server, home, register, archive, row, told):
    url = server.serve("/a.zip", ok(zipped(GOOD)))
    member = {"member": "inside/tiny.bin", **archive}
    register({"body": BODY, "urls": [url], "archive": member, **row})
    assert told in refused(home)


def test_only_archives_that_say_so_are_unpacked(server, home, register):
    register({"body": BODY, "urls": [server.serve("/a", ok(BODY))]})
    cache.fetch("tiny")
    with pytest.raises(DataError, match="is not an archive"):
        cache.folder(PATH)
