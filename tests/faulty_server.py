"""A small HTTP server on localhost that misbehaves as told, for the tests of downloads.

    with FaultyServer() as server:
        server.serve("/a.txt", status(500), ok(b"hello"))   # the first answer, then the second
        server.url("/a.txt")

Each path has a list of answers; the last one repeats. Threads are daemons, and an answer that
waits ends when the server closes, or after 20 seconds.
"""

from __future__ import annotations

import contextlib
import io
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["_Handler"], None]
LONGEST = 20.0


class FaultyServer:
    """Answers GET requests on a free port of 127.0.0.1.

    Attributes:
        requests: How often each path was asked for.
        asked: Set at the first request.
        release: Set it to let an answer of `held` go on.
    """

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.asked = threading.Event()
        self.release = threading.Event()
        self._answers: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> FaultyServer:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(LONGEST)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def serve(self, path: str, *answers: Answer) -> str:
        """Give `path` these answers, in turn; return its URL."""
        self._answers[path] = list(answers)
        return self.url(path)

    def _next(self, path: str) -> Answer:
        with self._lock:
            self.requests[path] += 1
            self.asked.set()
            answers = self._answers.get(path) or [status(404)]
            return answers.pop(0) if len(answers) > 1 else answers[0]


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        # A client that goes away is what some tests are about.
        with contextlib.suppress(OSError):
            self.server.owner._next(self.path)(self)
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass

    def begin(self, code: int, length: int | None) -> None:
        self.send_response(code)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()


def ok(body: bytes) -> Answer:
    """The body, as it should be (or wrong bytes, as they should not)."""

    def answer(request: _Handler) -> None:
        request.begin(200, len(body))
        request.wfile.write(body)

    return answer


def status(code: int) -> Answer:
    """No file: an error of the server."""

    def answer(request: _Handler) -> None:
        request.begin(code, 6)
        request.wfile.write(b"sorry\n")

    return answer


def truncated(body: bytes, *, announce: bool = True) -> Answer:
    """Half of the body, under a length that announces all of it, or under none."""

    def answer(request: _Handler) -> None:
        request.begin(200, len(body) if announce else None)
        request.wfile.write(body[: len(body) // 2])

    return answer


def held(body: bytes) -> Answer:
    """Half of the body, then silence until `release` is set; then the rest."""

    def answer(request: _Handler) -> None:
        request.begin(200, len(body))
        request.wfile.write(body[: len(body) // 2])
        request.wfile.flush()
        request.server.owner.release.wait(LONGEST)
        request.wfile.write(body[len(body) // 2 :])

    return answer


def dropped(body: bytes = b"") -> Answer:
    """The connection is reset, before an answer or (with a body) in the middle of it."""

    def answer(request: _Handler) -> None:
        if body:
            request.begin(200, len(body))
            request.wfile.write(body[: len(body) // 2])
            request.wfile.flush()
        # To linger for 0 seconds makes close() send a reset instead of a proper end.
        request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.rfile.close()
        request.wfile.close()
        request.connection.close()
        request.wfile = io.BytesIO()  # the base class still flushes it

    return answer
