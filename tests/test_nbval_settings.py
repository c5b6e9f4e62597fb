"""nbval's settings at work: pytest is run on small notebooks, with real kernels.

Each run is a process of its own on a course in a temporary folder, which has this project's
`conftest.py` and `tests/`, and no option but `--nbval` unless a test says so.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.ctrl_c import hear_ctrl_c
from tests.notebook_rules import IGNORE

ROOT = Path(__file__).resolve().parent.parent

ENVIRONMENT = """\
import os
for name in sorted(os.environ):
    if name.startswith("DLCOURSE_") and name != "DLCOURSE_DATA":
        print(name, os.environ[name] or "-")
for name in ("OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "CUDA_VISIBLE_DEVICES"):
    print(name, os.environ[name])
print(os.listdir(os.environ["DLCOURSE_DATA"]), os.listdir(os.environ["IPYTHONDIR"]))
"""
ENVIRONMENT_SAYS = """\
DLCOURSE_CLAIMS -
DLCOURSE_EXPLORE still
DLCOURSE_PROFILE quick
DLCOURSE_SEED -
DLCOURSE_TEST_THREADS 2
OPENBLAS_NUM_THREADS 2
TF_NUM_INTRAOP_THREADS 2
CUDA_VISIBLE_DEVICES -1
[] ['profile_default']
"""
# Nothing here reaches the network: the audit events are raised without a call, and no server of
# names knows a name under .invalid (RFC 6761).
BLOCKED = """\
import socket, sys
from types import SimpleNamespace
v4, v6 = SimpleNamespace(family=socket.AF_INET), SimpleNamespace(family=socket.AF_INET6)
for event in [
    ("socket.connect", v4, ("192.0.2.1", 443)),
    ("socket.connect", v6, ("2001:db8::1", 443, 0, 0)),
    ("socket.sendto", v6, ("::ffff:192.0.2.1", 53, 0, 0)),
    ("socket.sendmsg", v4, ("192.0.2.1", 53)),
    ("socket.gethostbyname", "host.invalid"),
    ("socket.gethostbyaddr", "192.0.2.1"),
    ("socket.getnameinfo", ("192.0.2.1", 443)),
]:
    try:
        sys.audit(*event)
        print("passed", event)
    except RuntimeError as error:
        print(str(error).partition(" is")[0])
"""
BLOCKED_SAYS = """\
connect to 192.0.2.1 port 443
connect to 2001:db8::1 port 443
sendto to ::ffff:192.0.2.1 port 53
sendmsg to 192.0.2.1 port 53
gethostbyname to host.invalid
gethostbyaddr to 192.0.2.1
getnameinfo to 192.0.2.1
"""
LOOPBACK = """\
server = socket.create_server(("127.0.0.1", 0))
for host in ("localhost", "127.0.0.1", b"127.0.0.1"):
    with socket.create_connection((host, server.getsockname()[1])) as client:
        client.sendall(b"here")
        print(server.accept()[0].recv(4))
sys.audit("socket.connect", v6, ("::1", 80, 0, 0))
sys.audit("socket.connect", v6, ("::ffff:127.0.0.1", 80, 0, 0))
sys.audit("socket.sendmsg", v4, None)
sys.audit("socket.connect", SimpleNamespace(family=socket.AF_UNIX), "/a/socket")
"""
CHILD = """\
import subprocess
code = "import socket; socket.getaddrinfo('host.invalid', 80)"
child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
print(child.stderr.splitlines()[-1].partition(" is")[0])
"""
FALLBACK = """\
import socket
try:
    socket.getaddrinfo("host.invalid", 443)
except OSError:
    print("offline, so the embedded data")
"""
PICTURE = "from IPython.display import display\ndisplay({{'image/{}': 'BBBB'}}, raw=True)"

# Has pytest print some options as they are in the end.
HEADER = """
def pytest_report_header(config):
    option = config.option
    return f"cells have {option.nbval_cell_timeout:g} s, distributed by {option.dist}"
"""

# name: cells, each a source with what is stored as its output: text, or a picture by its kind;
# None stands for a cell that is ignored.
NOTEBOOKS: dict[str, list[tuple[str, str | dict[str, str] | None]]] = {
    "good": [
        ("x = 1 + 1\nprint(x)", "2\n"),
        ("print('random', id(x))", None),
        (r"print('\x1b[31mred\x1b[0m', -0.0)", "red 0.0\n"),
        (PICTURE.format("png"), {"image/png": "AAAA"}),
        ("x = x + 1", ""),
    ],
    "drawing": [(PICTURE.format("svg+xml"), {"image/svg+xml": "AAAA"})],
    "changed": [("print('the loss is', 0.07)", "the loss is 0.08\n")],
    "cascade": [("x = 1", ""), ("y = x / 0", ""), ("z = y + 1", ""), ("print(z)", "2\n")],
    "noise": [("import os\n_ = os.write(2, b'noise of C++')", "")],
    "memory": [("x = 1", ""), ("block = bytes(range(256)) * 2_000_000", ""), ("print(x)", "1\n")],
    "died": [("import os\nos._exit(9)", ""), ("print(1)", "1\n")],
    "kernel": [
        (ENVIRONMENT, ENVIRONMENT_SAYS),
        (BLOCKED, BLOCKED_SAYS),
        (LOOPBACK, "b'here'\n" * 3),
        (CHILD, "sitecustomize.NetworkBlocked: getaddrinfo to host.invalid\n"),
    ],
    "network": [(FALLBACK, "offline, so the embedded data\n")],
}


def write_notebook(path: Path, cells: list) -> None:
    nb = new_notebook(metadata={"kernelspec": {"name": "no-such", "display_name": "No such"}})
    for number, (source, stored) in enumerate(cells, 1):
        cell = new_code_cell(source, execution_count=number)
        if stored is None:
            cell.metadata.tags = [IGNORE]
        elif isinstance(stored, dict):
            cell.outputs = [new_output("display_data", data=stored)]
        elif stored:
            cell.outputs = [new_output("stream", name="stdout", text=stored)]
        nb.cells.append(cell)
    nbformat.write(nb, path)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course of the notebooks above with this project's settings."""
    course = tmp_path_factory.mktemp("course")
    (course / "tests").mkdir()
    conftest = (ROOT / "conftest.py").read_text(encoding="utf-8")
    (course / "conftest.py").write_text(conftest + HEADER, encoding="utf-8")
    for name in ("__init__.py", "nbval_plugin.py", "notebook_rules.py", "claim_rules.py"):
        shutil.copy(ROOT / "tests" / name, course / "tests")
    shutil.copy(ROOT / "tests" / "nbval-sanitize.cfg", course / "tests")
    shutil.copytree(ROOT / "tests" / "kernel", course / "tests" / "kernel")
    (course / "pytest.ini").write_text("[pytest]\naddopts = -ra --strict-config\n")
    for name, cells in NOTEBOOKS.items():
        write_notebook(course / f"{name}.ipynb", cells)
    return course


@dataclass
class Result:
    """One run of pytest: each test with its outcome, and what was printed."""

    outcomes: dict[str, str]
    out: str
    code: int

    def of(self, name: str) -> list[str]:
        """The outcomes of a notebook's cells, in order."""
        return [outcome for test, outcome in self.outcomes.items() if test.startswith(f"{name}::")]


def environment() -> dict[str, str]:
    """An environment with a person's own settings in it, which must not matter."""
    own = {"DLCOURSE_SEED": "7", "DLCOURSE_PROFILE": "full", "DLCOURSE_DATA": "/nowhere"}
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_"))}
    return clean | own | {"DLCOURSE_TEST_THREADS": "2", "PYTHONPATH": str(ROOT)}


def command(course: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "--nbval", "-p", "no:cacheprovider", *arguments]


def run(course: Path, *arguments: str) -> Result:
    report = course / "report.xml"
    done = subprocess.run(
        command(course, f"--junitxml={report}", *arguments),
        cwd=course,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    outcomes = {}
    for case in ET.parse(report).iter("testcase"):
        notebook = case.get("classname", "").removesuffix(".ipynb")
        outcomes[f"{notebook}::{case.get('name')}"] = case[0].tag if len(case) else "passed"
    out = done.stdout + done.stderr
    return Result(outcomes, out, done.returncode)


@pytest.fixture(scope="module")
def everything(course: Path) -> Result:
    """All notebooks, one after the other, as by hand."""
    return run(
        course, "-o", "notebook_memory_gb=0.4", *sorted(p.name for p in course.glob("*.ipynb"))
    )


@pytest.fixture(scope="module")
def workers(course: Path, everything: Result) -> Result:
    """Some notebooks in two workers, with a shorter time for a cell."""
    write_notebook(course / "slow.ipynb", [("import time\ntime.sleep(60)", ""), ("1", "")])
    names = ("good.ipynb", "cascade.ipynb", "slow.ipynb")
    return run(course, "-n", "2", "--nbval-cell-timeout", "6", *names)


def test_a_good_notebook_passes(everything: Result) -> None:
    """Also where a cell is ignored, or differs in a color, in the sign of a zero, or in a PNG."""
    assert everything.of("good") == ["passed"] * 5


def test_options_are_filled_in_unless_they_are_given(everything: Result, workers: Result) -> None:
    assert "cells have 180 s, distributed by no" in everything.out
    assert "cells have 6 s, distributed by loadscope" in workers.out


def test_a_changed_value_fails(everything: Result) -> None:
    assert everything.of("changed") == ["failure"]
    assert "the loss is 0.08" in everything.out
    assert everything.code == 1


def test_only_the_first_of_dependent_failures_is_reported(everything: Result) -> None:
    assert everything.of("cascade") == ["passed", "failure", "skipped", "skipped"]
    assert "ZeroDivisionError" in everything.out
    assert "NameError" not in everything.out
    assert "SKIPPED [2]" in everything.out
    assert "cascade.ipynb: cell 1 failed before it" in everything.out


def test_a_drawing_is_compared(everything: Result) -> None:
    assert everything.of("drawing") == ["failure"]


def test_what_a_library_prints_from_c_is_seen(everything: Result) -> None:
    assert everything.of("noise") == ["failure"]
    assert "Unexpected output fields from running code: {'stderr'}" in everything.out


def test_kernels_have_the_environment_of_the_course(everything: Result) -> None:
    assert everything.of("kernel")[0] == "passed", everything.out


def test_connections_to_other_machines_are_blocked_and_loopback_is_not(everything: Result) -> None:
    assert everything.of("kernel")[1:] == ["passed"] * 3, everything.out


def test_a_blocked_connection_fails_the_cell_and_no_fallback_hides_it(everything: Result) -> None:
    assert everything.of("network") == ["failure"]
    assert (
        "NetworkBlocked: getaddrinfo to host.invalid is blocked: "
        "in the tests a notebook talks to no other machine"
    ) in everything.out


def test_a_kernel_over_the_memory_limit_fails_the_cell_that_did_it(everything: Result) -> None:
    assert everything.of("memory") == ["passed", "failure", "skipped"]
    assert "The kernel's resident memory reached 0.5" in everything.out
    assert "GB; the limit is 0.4 GB" in everything.out


def test_a_dead_kernel_is_noticed_at_once(everything: Result) -> None:
    assert everything.of("died") == ["failure", "skipped"]
    assert "The kernel died (its memory was last seen at 0." in everything.out
    assert "Timeout" not in everything.out  # what nbval itself would say, after its whole time


def test_the_summary_tells_what_the_notebooks_cost(everything: Result) -> None:
    lines = everything.out.partition("slowest notebooks")[2].splitlines()
    row = next(line.split() for line in lines if line.endswith(" good.ipynb"))
    assert 0 < float(row[0]) < 60
    assert 0.03 < float(row[1]) < 0.4
    assert row[2] == "2/5"
    assert "notebooks, " in everything.out


def test_workers_run_whole_notebooks_and_tell_what_they_cost(workers: Result) -> None:
    assert workers.of("good") == ["passed"] * 5
    assert sorted(workers.of("cascade")) == ["failure", "passed", "skipped", "skipped"]
    assert "ZeroDivisionError: division by zero" in workers.out  # without the colors of a terminal
    lines = workers.out.partition("slowest notebooks")[2].splitlines()
    assert [line.split()[2] for line in lines if line.endswith(" good.ipynb")] == ["2/5"]
    assert any(line.startswith("3 notebooks, ") for line in lines)


def test_a_cell_that_takes_too_long_fails(workers: Result) -> None:
    assert workers.of("slow") == ["failure", "skipped"]
    assert "Timeout of 6 seconds exceeded executing cell" in workers.out


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
@pytest.mark.parametrize("workers", [[], ["-n", "1"]], ids=["alone", "with a worker"])
def test_ctrl_c_leaves_no_kernel(course: Path, workers: list[str]) -> None:
    note = course / "pid"
    note.unlink(missing_ok=True)
    source = f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(120)"
    write_notebook(course / "endless.ipynb", [(source, "")])
    with subprocess.Popen(
        command(course, *workers, "endless.ipynb"),
        cwd=course,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
    ) as tests:
        try:
            wait_for(lambda: note.exists() and note.read_text())
            kernel = psutil.Process(int(note.read_text()))
            os.killpg(tests.pid, signal.SIGINT)  # as a terminal does
            assert tests.wait(60) == pytest.ExitCode.INTERRUPTED
        finally:
            tests.kill()  # leaving the block waits for its end
    wait_for(lambda: not kernel.is_running() or kernel.status() == psutil.STATUS_ZOMBIE)


def wait_for(condition) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
