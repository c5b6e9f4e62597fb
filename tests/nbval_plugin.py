"""nbval as this course runs it: its kernels, its gates, and what is told at the end.

The root's `conftest.py` loads this plugin. With `--nbval` it

- fills in nbval's options, so that a run by hand is as strict as `make test`;
- starts every kernel in the environment of the course, with connections to other machines blocked;
- reports the first failing cell of a notebook and skips the cells after it;
- fails a cell whose kernel dies, at once, and one that takes its kernel over the memory limit;
- ends with the slowest notebooks, their peak memory, and the number of cells compared.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from queue import Empty

import nbval.kernel
import nbval.plugin
import psutil
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from tests.notebook_rules import compared_text

HERE = Path(__file__).resolve().parent
GIGABYTE = 1_000_000_000
SHOWN = 15  # lines of the table of slow notebooks

_COLOR = re.compile(r"\x1b\[[0-9;]*m")

# option: (nbval's own default, ours)
OPTIONS = {
    "nbval_current_env": (False, True),
    "nbval_sanitize_with": (None, str(HERE / "nbval-sanitize.cfg")),
    "nbval_cell_timeout": (2000, 180.0),
    "nbval_kernel_startup_timeout": (60, 120.0),
}
OUTPUT_TIMEOUT = 30  # seconds; nbval's 5 are too few on a machine with more workers than cores


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "notebook_memory_gb", "Resident memory above which a cell fails its notebook.", default="2"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not (config.getoption("nbval", False) or config.getoption("nbval_lax", False)):
        return
    for name, (default, ours) in OPTIONS.items():
        if getattr(config.option, name) == default:
            setattr(config.option, name, ours)
    if config.getoption("dist", "no") == "load":
        config.option.dist = "loadscope"  # the cells of a notebook share a kernel
    # In the order of collection the short solutions come last, so no worker waits for another.
    config.option.loadscopereorder = False
    config.pluginmanager.register(NotebookRun(config), "dlcourse-notebooks")


@dataclass
class Totals:
    """What a notebook cost, summed over its cells."""

    seconds: float = 0.0
    peak: int = 0
    cells: int = 0
    compared: int = 0


class NotebookRun:
    """The hooks of one run. Under xdist each worker has one, and so has the controller."""

    def __init__(self, config: pytest.Config) -> None:
        self.memory_limit = float(config.getini("notebook_memory_gb")) * GIGABYTE
        # nbval and IPython color also what goes into a file; workers leave that to the controller.
        on_controller = not hasattr(config, "workerinput")
        self.plain = on_controller and config.option.color != "yes" and not sys.stdout.isatty()
        self.failed: dict[IPyNbFile, int] = {}
        self.totals: defaultdict[str, Totals] = defaultdict(Totals)
        self.folder = tempfile.TemporaryDirectory(prefix="dlcourse-tests-")
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(nbval.plugin, "RunningKernel", self.start_kernel)
        # Where connection files go; a home that can't be written does no harm.
        self.patch.setenv("JUPYTER_RUNTIME_DIR", str(Path(self.folder.name, "runtime")))

    def pytest_unconfigure(self) -> None:
        self.patch.undo()
        self.folder.cleanup()

    def start_kernel(self, *args, **kwargs) -> WatchedKernel:
        environment = kernel_environment(Path(self.folder.name))
        return WatchedKernel(*args, environment=environment, **kwargs)

    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        if isinstance(collector, IPyNbFile):
            # Pictures vary with fonts and versions; nbval itself leaves out PNG and JPEG.
            collector.skip_compare += ("image/gif", "image/webp")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if isinstance(item, IPyNbCell):
            if item.parent in self.failed:
                number = self.failed[item.parent]
                pytest.skip(f"{item.path.name}: cell {number} failed before it")
            item.output_timeout = OUTPUT_TIMEOUT

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item):
        if not isinstance(item, IPyNbCell):
            return (yield)
        kernel = item.parent.kernel
        try:
            result = yield
        except KernelDied:
            peak = f"{kernel.peak / GIGABYTE:.2f} GB"
            item.raise_cell_error(f"The kernel died (its memory was last seen at {peak})")
        finally:
            kernel.measure()
        if kernel.peak > self.memory_limit:
            item.raise_cell_error(
                f"The kernel's resident memory reached {kernel.peak / GIGABYTE:.2f} GB; "
                f"the limit is {self.memory_limit / GIGABYTE:g} GB"
            )
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo):
        report = yield
        if isinstance(item, IPyNbCell):
            if report.failed:
                self.failed.setdefault(item.parent, item.cell_num)
            if report.when == "call":
                compared = report.passed and item.options["check"] and compared_text(item.cell)
                report.user_properties.append(
                    ("notebook_cell", {"peak": item.parent.kernel.peak, "compared": bool(compared)})
                )
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        path, _, _ = report.nodeid.partition("::")
        if not path.endswith(".ipynb"):
            return
        if self.plain and isinstance(report.longrepr, str):
            report.longrepr = _COLOR.sub("", report.longrepr)
        totals = self.totals[path]
        totals.seconds += report.duration  # the set-up of the first cell starts the kernel
        for name, cell in report.user_properties:
            if name == "notebook_cell":
                totals.cells += 1
                totals.compared += cell["compared"]
                totals.peak = max(totals.peak, cell["peak"])

    def pytest_terminal_summary(self, terminalreporter) -> None:
        if not self.totals:
            return
        write = terminalreporter.write_line
        terminalreporter.section("slowest notebooks")
        write(f"{'seconds':>8} {'peak GB':>8} {'compared':>9}   notebook")
        slowest = sorted(self.totals.items(), key=lambda pair: -pair[1].seconds)
        for path, t in slowest[:SHOWN]:
            compared = f"{t.compared}/{t.cells}"
            write(f"{t.seconds:8.1f} {t.peak / GIGABYTE:8.2f} {compared:>9}   {path}")
        every = self.totals.values()
        write(
            f"{len(every)} notebooks, {sum(t.seconds for t in every):.0f} s in all; the text of "
            f"{sum(t.compared for t in every)} of {sum(t.cells for t in every)} cells was compared"
        )


class KernelDied(Exception):
    """The process of a kernel ended while it computed a cell."""


class WatchedKernel(nbval.kernel.RunningKernel):
    """nbval's kernel in an environment of its own, watched while it computes."""

    def __init__(self, kernel_name, cwd=None, startup_timeout=60, *, environment: dict[str, str]):
        self.peak = 0
        self.km, self.kc = nbval.kernel.start_new_kernel(
            startup_timeout, kernel_name, stderr=subprocess.DEVNULL, cwd=cwd, env=environment
        )
        self._ensure_iopub_up()

    def await_reply(self, msg_id, timeout=None):
        end = time.monotonic() + (timeout or float("inf"))
        while True:
            try:
                return super().await_reply(msg_id, timeout=0.25)
            except Empty:
                self.measure()
                if not self.is_alive():
                    raise KernelDied("the kernel died") from None
                if time.monotonic() > end:
                    raise

    def measure(self) -> None:
        """Bring `peak` up to date; a process that has ended leaves it as it was."""
        if self.is_alive():
            self.peak = max(self.peak, resident_memory(self.km.provisioner.pid))


def resident_memory(pid: int) -> int:
    """Bytes: the highest so far where the system remembers it (Linux), else those of now."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        return psutil.Process(pid).memory_info().rss
    except psutil.Error:
        return 0


def kernel_environment(folder: Path) -> dict[str, str]:
    """The environment in which the tests compute a notebook.

    Args:
        folder: An empty folder of this run, for what a kernel would look for at home.
    """
    from dlcourse.cli.kernels import kernel_env

    threads = int(os.environ.get("DLCOURSE_TEST_THREADS") or 1)
    data = folder / "data"
    data.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        **kernel_env(profile="quick", threads=threads, guard=HERE / "kernel"),
        "DLCOURSE_DATA": str(data),  # empty: the quick profile needs no data set
        "CUDA_VISIBLE_DEVICES": "-1",  # the same on a machine with a GPU
    }
    # Without pytest's variable ipykernel captures what C++ prints, as it does for a learner.
    environment.pop("PYTEST_CURRENT_TEST", None)
    return environment
