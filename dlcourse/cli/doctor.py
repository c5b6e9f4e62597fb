"""`dlcourse doctor`: can the course run here, and if not, what mends it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import typer

from dlcourse.cli.checkout import Checkout, CourseError, find
from dlcourse.cli.kernels import kernel_env

__all__ = ["Finding", "doctor"]

OK, WARNING, PROBLEM = "✔", "!", "✘"
_COLOR = {OK: "green", WARNING: "yellow", PROBLEM: "red"}
_INSTALL = "pip install -r requirements.txt"
GB = 2**30

# Runs in a process of its own, so that a crash of a library, or one that hangs, harms nothing.
_LIBRARIES = """
import json, os
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
facts = {}
try:
    import tensorflow as tf
    facts["tensorflow"] = tf.__version__
    facts["cuda"] = tf.test.is_built_with_cuda()
    facts["gpus"] = [
        tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name)
        for gpu in tf.config.list_physical_devices("GPU")
    ]
except Exception as error:
    facts["tensorflow_error"] = f"{type(error).__name__}: {error}".splitlines()[0]
try:
    import keras
    facts["keras"], facts["backend"] = keras.__version__, keras.backend.backend()
except Exception as error:
    facts["keras_error"] = f"{type(error).__name__}: {error}".splitlines()[0]
print("\\n" + json.dumps(facts))
"""


@dataclass(frozen=True)
class Finding:
    """One line of the report: a mark, what was found, and what mends it."""

    mark: str
    text: str
    mend: str = ""


def doctor(ctx: typer.Context) -> None:
    """Check this computer for the course; each problem comes with its mend."""
    checkout: Checkout | None = None
    cannot_run = False
    try:
        checkout = find(ctx.obj)
    except CourseError as error:
        _show(Finding(PROBLEM, "the course folder was not found", str(error)))
        cannot_run = True
    for check in CHECKS:
        try:
            findings = list(check(checkout))
        except Exception as error:  # a broken installation breaks in ways nobody lists
            name = check.__name__.strip("_").replace("_", " ")
            findings = [Finding(WARNING, f"{name}: the check itself failed: {error}", _INSTALL)]
        for finding in findings:
            _show(finding)
            cannot_run |= finding.mark == PROBLEM
    if cannot_run:
        typer.echo("\nThe course cannot run here until each ✘ is mended.")
    raise typer.Exit(1 if cannot_run else 0)


def _show(finding: Finding) -> None:
    typer.secho(f"{finding.mark} ", fg=_COLOR[finding.mark], nl=False)
    typer.echo(finding.text)
    if finding.mend:
        typer.echo(f"    → {finding.mend}")


def _python(_: Checkout | None) -> Iterator[Finding]:
    text = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        yield Finding(OK, text)
    else:
        yield Finding(PROBLEM, text, "the course needs Python 3.11, 3.12 or 3.13")
    if platform.system() == "Darwin" and platform.machine() == "x86_64":
        yield Finding(
            PROBLEM, "TensorFlow has no builds for Intel Macs", "use Linux, or a hosted notebook"
        )


def _packages(checkout: Checkout | None) -> Iterator[Finding]:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    direct = {
        canonicalize_name(requirement.name)
        for requirement in map(Requirement, metadata.requires("dlcourse") or ())
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }
    lock = checkout.root / "requirements.txt" if checkout else None
    if lock is None or not lock.is_file():
        pins: dict[str, str] = {}
        yield Finding(WARNING, "no lock (requirements.txt) to compare the packages with")
    else:
        pins = dict(_pins(lock.read_text("utf-8")))
    missing, other = [], []
    for name in sorted(pins.keys() | direct):
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        if pins.get(name, version) != version:
            other.append(f"{name} {version} (lock {pins[name]})")
    if needed := [name for name in missing if name in direct]:
        yield Finding(PROBLEM, f"missing packages: {', '.join(needed)}", _INSTALL)
    if further := [name for name in missing if name not in direct]:
        yield Finding(WARNING, f"missing packages of the lock: {', '.join(further)}", _INSTALL)
    if other:
        shown = ", ".join(other[:6]) + (f" and {len(other) - 6} more" if len(other) > 6 else "")
        yield Finding(WARNING, f"not as in the lock: {shown}", _INSTALL)
    if pins and not missing and not other:
        yield Finding(OK, f"all {len(pins)} packages are as in the lock")


def _pins(lock: str) -> Iterator[tuple[str, str]]:
    """Name and version of each line of a lock that is meant for this Python and platform."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    for line in lock.splitlines():
        line = line.split(" #")[0].removesuffix("\\").split(" --hash")[0].strip()
        if not line or line.startswith(("#", "-")):
            continue
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            pinned = [s.version for s in requirement.specifier if s.operator == "=="]
            if pinned:
                yield canonicalize_name(requirement.name), pinned[0]


def _libraries(_: Checkout | None) -> Iterator[Finding]:
    facts, fault = _ask_libraries()
    if fault:
        yield Finding(PROBLEM, f"TensorFlow: {fault}", _mend_crash(fault))
        return
    if error := facts.get("tensorflow_error"):
        yield Finding(PROBLEM, f"TensorFlow cannot be imported: {error}", _INSTALL)
    else:
        yield Finding(OK, f"TensorFlow {facts['tensorflow']}")
        yield from _gpus(facts)
    if error := facts.get("keras_error"):
        yield Finding(PROBLEM, f"Keras cannot be imported: {error}", _INSTALL)
    elif facts["backend"] != "tensorflow":
        yield Finding(
            WARNING,
            f"Keras {facts['keras']} runs on {facts['backend']}",
            "the lessons are written and tested on TensorFlow: unset KERAS_BACKEND",
        )
    else:
        yield Finding(OK, f"Keras {facts['keras']} on TensorFlow")


def _ask_libraries(limit: float = 180) -> tuple[dict[str, Any], str]:
    """What the child process found, or what became of it."""
    try:
        child = subprocess.run(
            [sys.executable, "-c", _LIBRARIES], capture_output=True, text=True, timeout=limit
        )
    except subprocess.TimeoutExpired:
        return {}, f"its import took more than {limit:g} seconds"
    try:
        return json.loads(child.stdout.strip().splitlines()[-1]), ""
    except (ValueError, IndexError):
        return {}, f"its import ended the process (exit code {child.returncode})"


def _mend_crash(fault: str) -> str:
    if "exit code -4" in fault:  # SIGILL
        return "this processor lacks the instructions (AVX) that TensorFlow's builds need"
    return f"{_INSTALL} (in a fresh environment, if it was installed before)"


def _gpus(facts: dict[str, Any]) -> Iterator[Finding]:
    if facts["gpus"]:
        yield Finding(OK, f"{len(facts['gpus'])} GPU: {', '.join(facts['gpus'])}")
        return
    driver = _driver_gpus()
    if not driver:
        yield Finding(OK, "no GPU; the course runs on the CPU")
        return
    if platform.system() == "Windows":
        mend = "TensorFlow uses GPUs on Windows only under WSL2: install the course there"
    elif os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        mend = "the environment variable CUDA_VISIBLE_DEVICES hides it: unset it"
    elif not facts["cuda"]:
        mend = "this build of TensorFlow has no CUDA: pip install 'tensorflow[and-cuda]'"
    else:
        version = facts["tensorflow"]
        mend = f"install CUDA's libraries: pip install 'tensorflow[and-cuda]=={version}'"
    yield Finding(WARNING, f"the driver sees {', '.join(driver)}, TensorFlow does not", mend)


def _driver_gpus() -> list[str]:
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return []
    command = [tool, "--query-gpu=name", "--format=csv,noheader"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=15, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.strip() for line in answer.stdout.splitlines() if line.strip()]


def _memory(_: Checkout | None) -> Iterator[Finding]:
    import psutil

    memory = psutil.virtual_memory()
    text = f"memory: {memory.available / GB:.1f} of {memory.total / GB:.1f} GB are free"
    if memory.available < 2 * GB:
        yield Finding(WARNING, text, "a Keras lesson takes about 1 GB: close other programs")
    else:
        yield Finding(OK, text)


def _disk(checkout: Checkout | None) -> Iterator[Finding]:
    folder = checkout.root if checkout else Path.cwd()
    free = shutil.disk_usage(folder).free
    text = f"disk: {free / GB:.1f} GB are free"
    if free < GB:
        yield Finding(WARNING, text, "copies and data sets need about 1 GB: make room")
    else:
        yield Finding(OK, text)


def _kernel(_: Checkout | None) -> Iterator[Finding]:
    import nbformat

    from dlcourse.cli.execute import execute

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one_and_one.ipynb"
        cells = [nbformat.v4.new_code_cell("import dlcourse"), nbformat.v4.new_code_cell("1 + 1")]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        try:
            result = execute(path, kernel_env(threads=None), timeout=60)
        except CourseError as error:
            yield Finding(PROBLEM, str(error), _INSTALL)
            return
    outputs = result.notebook.cells[1].outputs
    if result.failures:
        mend = "pip install --no-deps -e . in the course folder"
        yield Finding(PROBLEM, f"a kernel starts, but: {result.failures[0].error}", mend)
    elif [output.get("data", {}).get("text/plain") for output in outputs] != ["2"]:
        yield Finding(PROBLEM, "a kernel starts, but does not compute", _INSTALL)
    else:
        yield Finding(OK, f"a kernel starts and computes ({result.seconds:.1f} s)")


def _jupyterlab(_: Checkout | None) -> Iterator[Finding]:
    command = [sys.executable, "-m", "jupyterlab", "--version"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        yield Finding(PROBLEM, "JupyterLab does not answer within 60 seconds", _INSTALL)
        return
    if answer.returncode:
        lines = answer.stderr.strip().splitlines() or ["no message"]
        yield Finding(PROBLEM, f"JupyterLab does not start: {lines[-1]}", _INSTALL)
    else:
        yield Finding(OK, f"JupyterLab {answer.stdout.strip()}")


def _data_home(_: Checkout | None) -> Iterator[Finding]:
    from dlcourse.data import cache, registry
    from dlcourse.data.errors import DataError
    from dlcourse.data.location import home, missing_home

    folder = home()
    if missing_home():
        text = f"DLCOURSE_DATA names a folder that does not exist: {folder}"
        yield Finding(WARNING, text, "correct it, or let dlcourse data fetch create it")
        return
    states: dict[str, list[str]] = {"present": [], "replaced": [], "missing": [], "damaged": []}
    try:
        for name in registry.datasets():
            states[cache.status(name)].append(name)
    except DataError as error:
        yield Finding(WARNING, f"data home {folder}: {error}", "the quick profile needs no data")
        return
    here = len(states["present"]) + len(states["replaced"])
    total = sum(map(len, states.values()))
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    writable = "" if os.access(existing, os.W_OK) else ", read-only"
    text = f"data home {folder}{writable}: {here} of {total} data sets are here"
    yield Finding(OK, text if here else text + " (the quick profile needs none)")
    if damaged := states["damaged"]:
        yield Finding(
            WARNING,
            f"damaged data sets: {', '.join(damaged)}",
            f"dlcourse data fetch --replace {' '.join(damaged)}",
        )


CHECKS: tuple[Callable[[Checkout | None], Iterator[Finding]], ...] = (
    _python,
    _packages,
    _libraries,
    _kernel,
    _jupyterlab,
    _memory,
    _disk,
    _data_home,
)
