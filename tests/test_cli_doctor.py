"""`dlcourse doctor`: each finding with its mark and mend, also where things are broken."""

from __future__ import annotations

import collections
import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import psutil
import pytest
from typer.testing import CliRunner

from dlcourse.cli import app, doctor
from dlcourse.cli.checkout import Checkout, CourseError
from dlcourse.cli.doctor import OK, PROBLEM, WARNING, Finding
from tests.test_cli_checkout import write_course


@pytest.fixture
def course(tmp_path: Path) -> Checkout:
    return write_course(tmp_path, {"01_a": ["1"]})


def marks(findings: Any) -> list[str]:
    return [finding.mark for finding in findings]


@pytest.mark.parametrize(("found", "code"), [([OK, OK], 0), ([OK, WARNING], 0), ([PROBLEM, OK], 1)])
def test_the_exit_code_says_whether_the_course_can_run(
    course: Checkout, monkeypatch: pytest.MonkeyPatch, found: list[str], code: int
) -> None:
    def check(_: Any) -> list[Finding]:
        return [Finding(mark, "text", "" if mark == OK else "do this") for mark in found]

    monkeypatch.setattr(doctor, "CHECKS", (check,))
    result = CliRunner().invoke(app, ["--course", str(course.root), "doctor"])
    assert result.exit_code == code
    lines = result.output.splitlines()
    assert [line[0] for line in lines if line.endswith("text")] == found
    assert lines.count("    → do this") == sum(mark != OK for mark in found)


def test_it_goes_on_where_a_check_breaks_and_without_a_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _broken_part(_: Any) -> list[Finding]:
        raise ImportError("no module named numpy")

    def _given(checkout: Any) -> list[Finding]:
        return [Finding(OK, f"course: {checkout}")]

    monkeypatch.setattr(doctor, "CHECKS", (_broken_part, _given))
    result = CliRunner().invoke(app, ["--course", str(tmp_path), "doctor"])
    assert result.exit_code == 1
    assert "✘ the course folder was not found" in result.output
    assert "! broken part: the check itself failed: no module named numpy" in result.output
    assert "✔ course: None" in result.output


@pytest.mark.parametrize(
    ("version", "mark"), [((3, 10), PROBLEM), ((3, 13), OK), ((3, 14), PROBLEM)]
)
def test_python(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int], mark: str) -> None:
    monkeypatch.setattr(sys, "version_info", (*version, 0))
    assert marks(doctor._python(None)) == [mark]


def test_an_intel_mac_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.platform, "system", lambda: "Darwin")
    monkeypatch.setattr(doctor.platform, "machine", lambda: "x86_64")
    assert marks(doctor._python(None)) == [OK, PROBLEM]


def test_the_lock_is_read_for_this_python_and_platform() -> None:
    lock = """# made by a tool
-e .
numpy==2.1 ; python_version < '3'
numpy==2.2 ; python_version >= '3' \\
    --hash=sha256:abc
Foo_Bar==1.0  # via dlcourse
    # via
gpu==1 ; extra == 'gpu'
elsewhere==1 ; sys_platform == 'nowhere'
"""
    assert dict(doctor._pins(lock)) == {"numpy": "2.2", "foo-bar": "1.0"}


def test_packages_against_the_lock(course: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = {"numpy": "2.2", "rich": "1.0", "helper": "1.0"}

    def version(name: str) -> str:
        if name not in installed:
            raise metadata.PackageNotFoundError(name)
        return installed[name]

    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setattr(metadata, "requires", lambda _: ["numpy>=2", "rich", "x; extra == 'dev'"])
    lock = course.root / "requirements.txt"

    lock.write_text("numpy==2.2\nrich==1.0\nhelper==1.0\n")
    assert [(f.mark, f.text) for f in doctor._packages(course)] == [
        (OK, "all 3 packages are as in the lock")
    ]
    lock.write_text("numpy==2.2\nrich==1.1\nhelper==1.0\nother==3\n")
    assert [(f.mark, f.text) for f in doctor._packages(course)] == [
        (WARNING, "missing packages of the lock: other"),
        (WARNING, "not as in the lock: rich 1.0 (lock 1.1)"),
    ]
    # A package that the course itself imports is another matter.
    del installed["rich"]
    (needed, *_) = doctor._packages(course)
    assert (needed.mark, needed.text) == (PROBLEM, "missing packages: rich")
    assert needed.mend == "pip install -r requirements.txt"
    lock.unlink()
    assert marks(doctor._packages(course)) == [WARNING, PROBLEM]


def fake_libraries(folder: Path, monkeypatch: pytest.MonkeyPatch, **modules: str) -> None:
    for name, code in modules.items():
        (folder / f"{name}.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(folder))


TENSORFLOW = """
class tf:
    __version__ = "9.9"
import sys, types
class _Device:
    name = "GPU:0"
class _Experimental:
    get_device_details = staticmethod(lambda gpu: {"device_name": "Fast One"})
class config:
    experimental = _Experimental
    list_physical_devices = staticmethod(lambda kind: [_Device()] * GPUS)
class test:
    is_built_with_cuda = staticmethod(lambda: True)
__version__ = "9.9"
"""
KERAS = """
__version__ = "3.3"
class backend:
    backend = staticmethod(lambda: "tensorflow")
print("chatter on stdout")
"""


def test_libraries_are_asked_in_a_process_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_libraries(tmp_path, monkeypatch, tensorflow=f"GPUS = 2\n{TENSORFLOW}", keras=KERAS)
    findings = list(doctor._libraries(None))
    assert [(f.mark, f.text) for f in findings] == [
        (OK, "TensorFlow 9.9"),
        (OK, "2 GPU: Fast One, Fast One"),
        (OK, "Keras 3.3 on TensorFlow"),
    ]
    assert "tensorflow" not in sys.modules


def test_one_broken_library_does_not_hide_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_libraries(
        tmp_path,
        monkeypatch,
        tensorflow="raise ImportError('libfoo.so: cannot open\\nmore')",
        keras=KERAS.replace('"tensorflow"', '"jax"'),
    )
    findings = list(doctor._libraries(None))
    assert [(f.mark, f.text) for f in findings] == [
        (PROBLEM, "TensorFlow cannot be imported: ImportError: libfoo.so: cannot open"),
        (WARNING, "Keras 3.3 runs on jax"),
    ]
    monkeypatch.setattr(doctor, "_driver_gpus", list)
    fake_libraries(
        tmp_path, monkeypatch, tensorflow=f"GPUS = 0\n{TENSORFLOW}", keras="raise ValueError('x')"
    )
    assert marks(doctor._libraries(None)) == [OK, OK, PROBLEM]


def test_a_library_that_crashes_or_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    illegal = "import os, signal; os.kill(os.getpid(), signal.SIGILL)"
    fake_libraries(tmp_path, monkeypatch, tensorflow=illegal)
    (finding,) = doctor._libraries(None)
    assert finding.mark == PROBLEM
    assert "AVX" in finding.mend
    fake_libraries(tmp_path, monkeypatch, tensorflow="import time; time.sleep(60)")
    assert doctor._ask_libraries(limit=0.5) == ({}, "its import took more than 0.5 seconds")


@pytest.mark.parametrize(
    ("facts", "environment", "mend"),
    [
        ({"cuda": True}, {}, "tensorflow[and-cuda]==2.20.0"),
        ({"cuda": False}, {}, "has no CUDA"),
        ({"cuda": True}, {"CUDA_VISIBLE_DEVICES": "-1"}, "CUDA_VISIBLE_DEVICES"),
    ],
)
def test_a_gpu_that_tensorflow_does_not_see_comes_with_its_mend(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    facts: dict[str, Any],
    environment: dict[str, str],
    mend: str,
) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho 'NVIDIA Fast One'\necho\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    (finding,) = doctor._gpus({"gpus": [], "tensorflow": "2.20.0", **facts})
    assert (finding.mark, finding.text) == (
        WARNING,
        "the driver sees NVIDIA Fast One, TensorFlow does not",
    )
    assert mend in finding.mend
    # A driver that does not answer is no GPU.
    tool.write_text("#!/bin/sh\nexit 9\n")
    assert marks(doctor._gpus({"gpus": [], "tensorflow": "2.20.0", **facts})) == [OK]


def test_memory_and_disk_warn_below_what_a_lesson_needs(
    course: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    Memory = collections.namedtuple("Memory", "available total")
    Disk = collections.namedtuple("Disk", "free")
    for size, mark in ((0.5, WARNING), (5, OK)):
        size = int(size * doctor.GB)
        monkeypatch.setattr(psutil, "virtual_memory", lambda size=size: Memory(size, 2 * size))
        monkeypatch.setattr(shutil, "disk_usage", lambda _, size=size: Disk(size))
        assert marks(doctor._memory(None)) == marks(doctor._disk(course)) == [mark]


def test_the_kernel_is_really_started() -> None:
    (finding,) = doctor._kernel(None)
    assert finding.mark == OK
    assert finding.text.startswith("a kernel starts and computes")


def test_a_kernel_that_does_not_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ipykernel_launcher.py").write_text("raise ImportError('zmq is broken')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (finding,) = doctor._kernel(None)
    assert finding.mark == PROBLEM
    assert "zmq is broken" in finding.text


def test_jupyterlab_that_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "jupyterlab.py").write_text("raise ImportError('jinja2 is missing')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (finding,) = doctor._jupyterlab(None)
    assert (finding.mark, finding.text) == (
        PROBLEM,
        "JupyterLab does not start: ImportError: jinja2 is missing",
    )

    def hang(*_: object, **options: Any) -> None:
        raise subprocess.TimeoutExpired("jupyterlab", options["timeout"])

    monkeypatch.setattr(subprocess, "run", hang)
    assert marks(doctor._jupyterlab(None)) == [PROBLEM]


def test_the_data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dlcourse.data import cache

    monkeypatch.setenv("DLCOURSE_DATA", str(tmp_path / "slip"))
    (finding,) = doctor._data_home(None)
    assert finding.mark == WARNING
    assert "does not exist" in finding.text
    monkeypatch.setenv("DLCOURSE_DATA", str(tmp_path))
    (finding,) = doctor._data_home(None)
    assert finding.mark == OK
    assert "0 of" in finding.text
    assert "the quick profile needs none" in finding.text
    monkeypatch.setattr(cache, "status", lambda n: "damaged" if n == "mnist" else "present")
    good, bad = doctor._data_home(None)
    assert (good.mark, bad.mark) == (OK, WARNING)
    assert bad.mend == "dlcourse data fetch --replace mnist"
    monkeypatch.undo()
    monkeypatch.setenv("DLCOURSE_DATA", str(tmp_path))
    (tmp_path / "overrides.toml").write_text("not toml")
    assert marks(doctor._data_home(None)) == [WARNING]


def test_a_course_error_is_not_swallowed_by_the_kernel_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(*_: object, **__: object) -> None:
        raise CourseError("No kernel starts for one_and_one.ipynb: it died.")

    monkeypatch.setattr("dlcourse.cli.execute.execute", none)
    (finding,) = doctor._kernel(None)
    assert (finding.mark, "it died" in finding.text) == (PROBLEM, True)
