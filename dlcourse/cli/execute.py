"""Execute one notebook in a fresh kernel and say what happened."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from dlcourse.cli.checkout import CourseError
from dlcourse.cli.kernels import kernel_manager

__all__ = ["Execution", "Failure", "execute", "heading_above", "in_threads", "read"]

T = TypeVar("T")
R = TypeVar("R")

# Expressions that the kernel evaluates at its end; each gives its peak of resident memory in MB.
# On Linux not getrusage: that counts the memory of the process that started the kernel, too.
_PEAK = {
    "linux": "int(next(line for line in open('/proc/self/status') "
    "if line.startswith('VmHWM')).split()[1]) / 1024",
    "darwin": "__import__('resource').getrusage(0).ru_maxrss / 2**20",
    "win32": "__import__('psutil').Process().memory_info().peak_wset / 2**20",
}
# What a terminal would not show any more: text before a carriage return, progress bars above all.
_OVERWRITTEN = re.compile(r"[^\n]*\r+(?=[^\r\n])")


@dataclass(frozen=True)
class Failure:
    """A cell that raised, took too long or took its kernel down.

    Attributes:
        cell: Its number as Jupyter shows it in brackets; `None` if no cell is to blame.
        heading: The nearest heading above it.
        error: The last line of the error.
    """

    cell: int | None
    heading: str
    error: str


@dataclass
class Execution:
    """One run of one notebook, cut short where a failure or Ctrl-C ended it.

    Attributes:
        notebook: The executed copy, an `nbformat.NotebookNode`.
        seconds: From the start of the kernel to its end.
        peak_mb: Peak resident memory of the kernel; `None` if it could not be asked.
        cells: Code cells that ran.
        claims: The records that the notebook's claims left, in order.
    """

    notebook: Any
    seconds: float = 0.0
    peak_mb: float | None = None
    cells: int = 0
    failures: list[Failure] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)


def read(path: Path) -> Any:
    """The notebook in this file, without outputs of an earlier run.

    Raises:
        CourseError: The file is not a notebook.
    """
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat has no one class for what can be wrong
        raise CourseError(f"{path} is not a notebook: {error}") from None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def execute(
    path: Path,
    env: Mapping[str, str],
    *,
    timeout: int,
    on_cell: Callable[[int, int], None] | None = None,
    stop: threading.Event | None = None,
) -> Execution:
    """Run a notebook from top to bottom in a fresh kernel, in the notebook's own folder.

    A cell that raises does not end the run, so that every claim is recorded.

    Args:
        path: The notebook; it is not written.
        env: Laid over this process's environment (see `kernels.kernel_env`).
        timeout: Seconds that one cell may take; then the run ends.
        on_cell: Called with the number of code cells done and their total.
        stop: Set from another thread, it ends the run within about a second.

    Raises:
        CourseError: The file is not a notebook, or no kernel starts.
    """
    import nbclient  # noqa: F401  (before the clock starts)

    done = Execution(read(path))
    started = time.perf_counter()
    # On Windows an ending kernel may still hold its log.
    with tempfile.TemporaryDirectory(prefix="dlcourse-", ignore_cleanup_errors=True) as folder:
        record = Path(folder) / "claims.jsonl"
        full_env = {**os.environ, **env, "DLCOURSE_CLAIMS": str(record)}
        # The kernel's own process may write too (a warning about its transport, a crash).
        with (Path(folder) / "kernel.log").open("w+b") as log:
            options = {"env": full_env, "stdout": log, "stderr": log}
            asyncio.run(_execute(done, path, options, timeout, on_cell, stop or threading.Event()))
        done.claims = _claims(record)
    done.seconds = time.perf_counter() - started
    return done


def _claims(record: Path) -> list[dict[str, Any]]:
    claims = []
    if record.exists():
        for line in record.read_text("utf-8", "replace").splitlines():
            with contextlib.suppress(ValueError):  # a killed kernel leaves half a line
                claims.append(json.loads(line))
    return claims


def in_threads(
    work: Callable[[T, threading.Event], R],
    tasks: Sequence[T],
    jobs: int,
    on_done: Callable[[T, R], None],
) -> None:
    """Do the tasks in threads, so that Ctrl-C reaches this thread and not a notebook's client.

    Args:
        work: Does one task; the event is set when it should end early.
        tasks: What to do, in this order.
        jobs: How many at a time.
        on_done: Called in this thread with each task and its result, in the order they end.

    Raises:
        BaseException: What `work` or `on_done` raised, or Ctrl-C, once all kernels have ended.
    """
    stop = threading.Event()
    with ThreadPoolExecutor(jobs) as pool:
        futures = {pool.submit(work, task, stop): task for task in tasks}
        try:
            for future in as_completed(futures):
                on_done(futures[future], future.result())
        except BaseException:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


async def _execute(
    done: Execution,
    path: Path,
    options: dict[str, Any],
    timeout: int,
    on_cell: Callable[[int, int], None] | None,
    stop: threading.Event,
) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    # nbclient also logs what it raises; here it is reported once, by us.
    log = logging.getLogger("dlcourse.run")
    log.handlers, log.propagate = [logging.NullHandler()], False
    manager = kernel_manager()
    client = NotebookClient(
        done.notebook,
        km=manager,
        timeout=timeout,
        iopub_timeout=60,  # on a busy machine, the default of 4 s loses outputs without a word
        allow_errors=True,
        record_timing=False,
        log=log,
        resources={"metadata": {"path": str(path.parent.resolve())}},
    )
    client.reset_execution_trackers()
    cells = done.notebook.cells
    code = [i for i, cell in enumerate(cells) if cell.cell_type == "code" and cell.source.strip()]
    hung = False
    watch = asyncio.create_task(_watch(stop, manager, client))
    try:
        await _start(client, path, options)
        for count, index in enumerate(code, start=1):
            cell, error = cells[index], None
            try:
                await client.async_execute_cell(cell, index, execution_count=count)
            except CellTimeoutError:
                hung, error = True, f"it took more than {timeout} seconds; the rest was not run"
            except DeadKernelError:
                error = f"the kernel {_fate(manager)}; the rest was not run"
            if stop.is_set():
                return
            cell.execution_count, cell.outputs = count, _merged(cell.outputs)
            done.cells = count
            if on_cell is not None:
                on_cell(count, len(code))
            ended, error = error is not None, error or _error(cell)
            if error is not None:
                done.failures.append(Failure(count, heading_above(cells, index), error))
            if ended:
                return
        done.peak_mb = await _peak(client)
        client.set_widgets_metadata()
    finally:
        watch.cancel()
        if client.kc is not None:
            client.kc.stop_channels()
        if manager.has_kernel:
            # Only a kernel that listens is asked to end; any other is killed.
            listens = not hung and not stop.is_set() and await manager.is_alive()
            await manager.shutdown_kernel(now=not listens)


async def _start(client: Any, path: Path, options: dict[str, Any]) -> None:
    try:
        await client.async_start_new_kernel(**options)
        await client.async_start_new_kernel_client()
    except (RuntimeError, TimeoutError) as error:
        why = _last_words(options["stderr"]) or error
        raise CourseError(
            f"No kernel starts for {path.name}: {why}. Try dlcourse doctor."
        ) from error


async def _watch(stop: threading.Event, manager: Any, client: Any) -> None:
    """End the kernel when told to; until then see to it that no answer of it is overlooked."""
    while not (stop.is_set() and manager.has_kernel):
        await asyncio.sleep(0.1)
        _look_again(client)
    await manager.shutdown_kernel(now=True)


def _look_again(client: Any) -> None:
    """Wake whoever waits for a message that has come.

    A socket of ZeroMQ announces a message once. Rarely that is lost on a busy machine, and the
    client would wait for ever beside the kernel's answer; asking for the events announces it again.
    """
    import zmq

    if client.kc is None or not client.kc.channels_running:
        return
    for channel in (client.kc.shell_channel, client.kc.iopub_channel):
        with contextlib.suppress(zmq.ZMQError, AttributeError):
            channel.socket.get(zmq.EVENTS)


def _fate(manager: Any) -> str:
    """How a kernel's process ended."""
    code = getattr(getattr(manager.provisioner, "process", None), "returncode", None)
    if code == -9:
        return "was killed (most often: it was out of memory)"
    if code is not None and code < 0:
        return f"crashed ({signal.Signals(-code).name})"
    return "ended" if code is None else f"ended (exit code {code})"


def _last_words(log: BinaryIO) -> str:
    """The last error in what the process of a kernel that did not start has written."""
    log.seek(0)
    lines = log.read().decode(errors="replace").splitlines()
    errors = [line.strip() for line in lines if re.search(r"Error\b|No module", line)]
    return errors[-1] if errors else ""


async def _peak(client: Any) -> float | None:
    expression = _PEAK.get(sys.platform)
    if expression is None:
        return None
    try:
        reply = await client.kc.execute(
            "", silent=True, user_expressions={"peak": expression}, reply=True, timeout=10
        )
        return float(reply["content"]["user_expressions"]["peak"]["data"]["text/plain"])
    except (TimeoutError, RuntimeError, KeyError, ValueError):
        return None


def _merged(outputs: list[Any]) -> list[Any]:
    """Join the pieces of a stream that follow one another: where they break is chance."""
    merged: list[Any] = []
    for output in outputs:
        last = merged[-1] if merged else None
        if (
            last is not None
            and output.output_type == last.output_type == "stream"
            and output.name == last.name
        ):
            last.text += output.text
        else:
            merged.append(output)
    for output in merged:
        if output.output_type == "stream":
            output.text = _OVERWRITTEN.sub("", output.text)
    return merged


def _error(cell: Any) -> str | None:
    """The last line of the error that a cell raised, unless it is meant to raise."""
    if "raises-exception" in cell.metadata.get("tags", []):
        return None
    for output in cell.outputs:
        if output.output_type == "error":
            lines = str(output.evalue).strip().splitlines()
            return f"{output.ename}: {lines[-1]}" if lines else str(output.ename)
    return None


def heading_above(cells: list[Any], index: int) -> str:
    """The last heading in the Markdown cells before this one, or an empty string."""
    for cell in reversed(cells[:index]):
        if cell.cell_type == "markdown":
            text = re.sub(r"(?ms)^(```|~~~).*?^\1", "", cell.source)
            if found := re.findall(r"(?m)^#{1,6} +(.+?)[ #]*$", text):
                return found[-1]
    return ""
