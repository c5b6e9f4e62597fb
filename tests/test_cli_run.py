"""`dlcourse run`: real kernels on tiny notebooks."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
import zmq
import zmq.asyncio
from typer.testing import CliRunner, Result

from dlcourse.cli import app
from dlcourse.cli.checkout import Checkout
from dlcourse.cli.execute import Execution, _look_again, execute, heading_above
from dlcourse.cli.html import to_html
from dlcourse.cli.kernels import kernel_env
from dlcourse.cli.report import LessonReport, by_narrowness, claims_table, write_claims
from tests.ctrl_c import hear_ctrl_c
from tests.test_cli_checkout import write_course

ALT = 'the loss "falls" from 2 to 1 & stays < 1.5'
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
CLAIM = """import os
from dlcourse import claim
seed = int(os.environ["DLCOURSE_SEED"])"""
NOTEBOOKS = {
    "01_good": [
        "# One\n[next](02_bad.ipynb#Two) [answers](solutions/01_good.ipynb) "
        "[other](https://example.org/x.ipynb) `[code](y.ipynb)`",
        CLAIM,
        "claim('half is less than one', 0.5, '<', 1)",
        "claim('nearly', 0.997, '<', 1)",
        f"""from IPython.display import display
display({{"image/png": {PIXEL!r}, "text/plain": {ALT!r}}}, raw=True,
        metadata={{"image/png": {{"alt": {ALT!r}}}}})""",
        "print('one', end=' '); print('two')\nos.getcwd()",
    ],
    "solutions/01_good": ["# One", "6 * 7"],
    "02_bad": [
        "# Two\n\n## The step",
        CLAIM,
        "claim('small enough', 2, '<', 1)",
        "# Later\n\n```\n# no heading\n```",
        "raise KeyError('lost')",
        "claim('reached all the same', True)",
    ],
}


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DLCOURSE_PROFILE", "DLCOURSE_SEED"):
        monkeypatch.delenv(name, raising=False)


def run(course: Checkout, *arguments: str) -> Result:
    arguments = ("--course", str(course.root), "run", *arguments)
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "160"})


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return write_course(tmp_path_factory.mktemp("course"), NOTEBOOKS)


@pytest.fixture(scope="module")
def ran(course: Checkout) -> Result:
    return run(course, "--solutions", "--jobs", "2")


def copy(course: Checkout, name: str) -> Any:
    return nbformat.read(course.root / "build" / "quick" / f"{name}.ipynb", as_version=4)


def test_executed_copies_are_written_and_originals_are_not(course: Checkout, ran: Result) -> None:
    build = course.root / "build" / "quick"
    written = sorted(path.relative_to(build).as_posix() for path in build.rglob("*.*"))
    pages = [f"{name}.{end}" for name in NOTEBOOKS for end in ("html", "ipynb")]
    assert written == sorted([*pages, "claims.csv", "claims.json"])
    assert copy(course, "solutions/01_good").cells[1].outputs[0].data["text/plain"] == "42"
    original = nbformat.read(course.notebooks / "solutions" / "01_good.ipynb", as_version=4)
    assert original.cells[1].outputs == []
    assert [c.execution_count for c in copy(course, "01_good").cells[1:]] == [1, 2, 3, 4, 5]


def test_the_working_directory_is_the_notebooks_and_streams_are_whole(
    course: Checkout, ran: Result
) -> None:
    stream, result = copy(course, "01_good").cells[-1].outputs
    assert stream.text == "one two\n"
    assert result.data["text/plain"] == repr(str(course.notebooks))


def test_alt_text_reaches_the_page_and_links_lead_to_pages(course: Checkout, ran: Result) -> None:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(
        (course.root / "build" / "quick" / "01_good.html").read_text(), "html.parser"
    )
    assert [image["alt"] for image in page.find_all("img")] == [ALT]
    links = [a["href"] for a in page.find_all("a") if not a["href"].startswith("#")]
    assert links == ["02_bad.html#Two", "solutions/01_good.html", "https://example.org/x.ipynb"]
    assert "[code](y.ipynb)" in page.get_text()


def test_a_failing_cell_is_reported_and_does_not_end_the_notebook(
    course: Checkout, ran: Result
) -> None:
    assert ran.exit_code == 1
    failures = [line for line in ran.output.splitlines() if line.startswith("✘ 02_bad, cell")]
    assert failures == [
        "✘ 02_bad, cell [2], “The step”: ClaimError: “small enough” does not hold: 2 is not < 1 "
        "(missed by 1)",
        "✘ 02_bad, cell [3], “Later”: KeyError: 'lost'",
    ]
    assert copy(course, "02_bad").cells[-1].outputs[0].text == "✔ reached all the same\n"


def test_the_table_counts_cells_claims_and_memory(course: Checkout, ran: Result) -> None:
    rows = {}
    for line in ran.output.splitlines():
        if line.startswith("│ "):
            row = [cell.strip() for cell in line.strip("│").split("│")]
            rows[row[0]] = row[1:]
    assert list(rows) == [*NOTEBOOKS]
    _, memory, cells, held, failed, narrow = rows["01_good"]
    assert (cells, held, failed, narrow) == ("5", "2 of 2", "", "1")
    assert 30 < int(memory.removesuffix(" MB")) < 1000
    assert rows["02_bad"][2:5] == ["4", "1 of 2", "2 cells"]
    assert "! 01_good, narrow by 0.30%: nearly" in ran.output.splitlines()


def test_claims_are_written_narrowest_first(course: Checkout, ran: Result) -> None:
    folder = course.root / "build" / "quick"
    rows = json.loads((folder / "claims.json").read_text())
    assert [(row["claim"], row["failed"], row["narrow"]) for row in rows] == [
        ("small enough", 1, False),
        ("nearly", 0, True),
        ("half is less than one", 0, False),
        ("reached all the same", 0, False),
    ]
    table = list(csv.DictReader(io.StringIO((folder / "claims.csv").read_text())))
    assert [row["claim"] for row in table] == [row["claim"] for row in rows]
    assert float(table[1]["relative"]) == pytest.approx(0.003)


def test_seeds_show_the_worst_margin_and_where_it_failed(tmp_path: Path, clean: None) -> None:
    course = write_course(
        tmp_path,
        {
            "01_a": [
                CLAIM,
                "claim('shrinks', seed, '<', 2)",
                "claim('wide', 1, '<', 3 - seed / 10)",
                "print('seed', seed)",
            ]
        },
    )
    result = run(course, "--seeds", "3", "--jobs", "2")
    assert result.exit_code == 1
    build = tmp_path / "build" / "quick"
    shrinks, wide = json.loads((build / "claims.json").read_text())
    assert shrinks["claim"] == "shrinks"
    assert (shrinks["failed"], shrinks["reached"], shrinks["seeds"]) == (1, 3, 3)
    assert (shrinks["seed"], shrinks["margin"]) == (2, 0)
    assert (wide["failed"], wide["seed"]) == (0, 2)
    assert wide["relative"] == pytest.approx(1.8 / 2.8)
    assert "Worst margin of each claim over 3 seeds" in result.output
    assert "✘ 01_a (seed 2), cell [2]: ClaimError" in result.output
    # The copy and page are the first seed's; of the others the one that failed is kept.
    for path, seed in ((build / "01_a.ipynb", 0), (build / "seed-2" / "01_a.ipynb", 2)):
        assert nbformat.read(path, as_version=4).cells[-1].outputs[0].text == f"seed {seed}\n"
    assert not (build / "seed-1").exists()


@pytest.mark.parametrize(
    ("ending", "limit", "error"),
    [
        ("import time; time.sleep(60)", 1, "it took more than 1 seconds; the rest was not run"),
        (
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            60,
            "the kernel was killed (most often: it was out of memory); the rest was not run",
        ),
    ],
    ids=["hangs", "killed"],
)
def test_a_cell_that_hangs_or_kills_its_kernel_ends_the_notebook(
    tmp_path: Path, ending: str, limit: int, error: str
) -> None:
    course = write_course(tmp_path, {"01_a": ["# There", ending, "print('never')"]})
    result = execute(course.notebooks / "01_a.ipynb", kernel_env(), timeout=limit)
    (failure,) = result.failures
    assert (failure.cell, failure.heading, failure.error) == (1, "There", error)
    assert result.notebook.cells[-1].outputs == []


def test_kernels_are_this_interpreter_in_a_known_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A person's own kernel, start-up files and settings, none of which may play a part.
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(
        json.dumps({"argv": ["/nowhere/python"], "display_name": "x", "language": "python"})
    )
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("started = True")
    (tmp_path / "python-startup.py").write_text("started = True")
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text("import sys; sys.guarded = True")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "python-startup.py"))
    monkeypatch.setenv("DLCOURSE_SEED", "7")
    monkeypatch.setenv("KERAS_BACKEND", "")
    monkeypatch.setenv("MPLBACKEND", "Agg")
    code = """import os, sys, json
print(json.dumps({
    "executable": sys.executable,
    "started": "started" in globals(),
    "guarded": getattr(sys, "guarded", False),
    "environment": dict(os.environ),
}))"""
    course = write_course(tmp_path, {"01_a": [code]})
    env = kernel_env("full", seed=None, explore=None, threads=3, guard=guard)
    result = execute(course.notebooks / "01_a.ipynb", env, timeout=60)
    assert result.failures == []
    found = json.loads(result.notebook.cells[0].outputs[0].text)
    assert found["executable"] == sys.executable
    assert found["started"] is False
    assert found["guarded"] is True
    environment = found["environment"]
    assert environment["DLCOURSE_PROFILE"] == "full"
    assert environment["DLCOURSE_SEED"] == ""
    assert environment["DLCOURSE_EXPLORE"] == ""
    assert environment["KERAS_BACKEND"] == "tensorflow"
    assert environment["PYTHONHASHSEED"] == "0"
    assert environment["MPLBACKEND"] == "module://matplotlib_inline.backend_inline"
    assert environment["OPENBLAS_NUM_THREADS"] == environment["TF_NUM_INTEROP_THREADS"] == "3"
    # nbformat's copy has no trace of it, and the temporary folders are not the person's.
    assert not environment["IPYTHONDIR"].startswith(str(tmp_path))


def test_kernel_env_leaves_threads_alone_where_it_should_and_names_a_wrong_profile() -> None:
    assert not [name for name in kernel_env(threads=None) if name.endswith("_THREADS")]
    assert kernel_env(seed=3)["DLCOURSE_SEED"] == "3"
    assert kernel_env()["IPYTHONDIR"] != kernel_env()["IPYTHONDIR"]
    with pytest.raises(ValueError, match='"quick" or "full", got \'small\''):
        kernel_env("small")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, clean: None) -> list[dict[str, Any]]:
    """The environments and limits of runs that are not done."""
    calls = []

    def no_execute(path: Path, env: dict[str, str], **options: Any) -> Execution:
        calls.append({"name": path.name, **env, **options})
        return Execution(nbformat.v4.new_notebook(), seconds=1.0)

    monkeypatch.setattr("dlcourse.cli.execute.execute", no_execute)
    return calls


def test_the_profile_decides_the_limit_and_the_explorers(
    tmp_path: Path, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = write_course(tmp_path, {"01_a": ["1"]})
    run(course)
    monkeypatch.setenv("DLCOURSE_SEED", "5")
    run(course, "--profile", "full", "--jobs", "4")
    monkeypatch.setenv("DLCOURSE_PROFILE", "full")
    run(course, "--timeout", "7")
    names = ("DLCOURSE_PROFILE", "DLCOURSE_EXPLORE", "DLCOURSE_SEED", "timeout")
    assert [tuple(call[name] for name in names) for call in asked] == [
        ("quick", "still", "0", 180),
        ("full", "", "5", 3600),
        ("full", "", "5", 7),
    ]
    # One kernel at a time may use all cores; several share them.
    assert ["OMP_NUM_THREADS" in call for call in asked] == [False, True, False]
    assert (tmp_path / "build" / "full" / "01_a.html").is_file()


def test_where_the_course_cannot_be_written_the_current_folder_gets_the_output(
    tmp_path: Path, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = write_course(tmp_path / "course", {"01_a": ["1"]})
    (course.root / "build").write_text("a file is in the way")
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert run(course).exit_code == 0
    assert (here / "build" / "quick" / "01_a.ipynb").is_file()
    assert run(course, "--output", "out").exit_code == 0
    assert (here / "out" / "01_a.ipynb").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--profile", "small"], "must be quick or full, not 'small'"),
        (["09"], "No lesson is chosen by “09”"),
        (["--store", "--profile", "full"], "--store does not go with --profile full"),
        (["--store", "--seeds", "2"], "--store does not go with --seeds"),
    ],
)
def test_wrong_arguments_are_one_message(
    course: Checkout, clean: None, arguments: list[str], words: str
) -> None:
    result = run(course, *arguments)
    assert result.exit_code == 1
    assert words in result.stderr


def test_a_wrong_seed_of_the_environment_is_named(
    course: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DLCOURSE_SEED", "four")
    assert "DLCOURSE_SEED must be a whole number" in run(course, "01").stderr


def test_a_file_that_is_no_notebook_is_one_message(tmp_path: Path, clean: None) -> None:
    course = write_course(tmp_path, {})
    (course.notebooks / "01_a.ipynb").write_text("<<<<<<< a conflict")
    result = run(course)
    assert result.exit_code == 1
    assert "01_a.ipynb is not a notebook" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_ends_the_kernel_and_shows_no_traceback(tmp_path: Path) -> None:
    started = tmp_path / "started"
    cell = f"import os, time\nopen({str(started)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    course = write_course(tmp_path, {"01_a": [cell]})
    before = (course.notebooks / "01_a.ipynb").read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-m", "dlcourse", "--course", str(tmp_path), "run", "01", "--store"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
    )
    try:
        _wait_for(lambda: started.exists() and started.read_text() != "")
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode != 0
    assert "Traceback" not in output
    kernel = int(started.read_text())
    _wait_for(lambda: not _alive(kernel))
    assert (course.notebooks / "01_a.ipynb").read_bytes() == before


def _wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("it did not happen within 30 seconds")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_heading_above_ignores_code_blocks_and_looks_upward() -> None:
    cells = [
        nbformat.v4.new_markdown_cell("# Top\n\n### Part 1 ###\n\ntext"),
        nbformat.v4.new_code_cell("# no heading"),
        nbformat.v4.new_markdown_cell("```python\n# no heading\n```\n#hashtag"),
        nbformat.v4.new_code_cell("1"),
        nbformat.v4.new_markdown_cell("## Below"),
    ]
    assert heading_above(cells, 3) == "Part 1"
    assert heading_above(cells, 0) == ""


def test_a_picture_without_alt_text_and_html_of_an_output_are_left_alone() -> None:
    data = {"image/png": PIXEL, "text/plain": "x"}
    cell = nbformat.v4.new_code_cell(
        "'<a href=\"x.ipynb\">'",
        outputs=[
            nbformat.v4.new_output("display_data", data),
            nbformat.v4.new_output(
                "display_data", data, metadata={"image/png": {"alt": "a <b>", "width": 30}}
            ),
        ],
    )
    page = to_html(nbformat.v4.new_notebook(cells=[cell]), Path(), "x")
    assert page.count("<img ") == 2
    assert 'alt="a &lt;b&gt;"' in page
    assert 'width="30"' in page
    assert "x.ipynb" in page


def _record(text: str, held: bool, relative: float | None) -> dict[str, Any]:
    return {
        "claim": text,
        "value": 1.0,
        "op": "<",
        "bound": 2.0,
        "margin": relative,
        "relative": relative,
        "held": held,
        "values": {},
    }


def test_claims_are_sorted_by_narrowness_and_nan_is_no_margin(tmp_path: Path) -> None:
    lesson = LessonReport("01_a")
    notebook = nbformat.v4.new_notebook()
    nan = float("nan")
    for seed in (0, 1):
        lesson.add(
            seed,
            Execution(
                notebook,
                claims=[
                    _record("truth", True, None),
                    _record("wide", True, 0.5 - seed / 10),
                    _record("narrow", True, 0.004),
                    _record("nan once", seed == 0, 0.3 if seed == 0 else nan),
                    _record("fails twice", False, -0.1),
                    # The same claim in a loop counts once, at its narrowest.
                    _record("wide", True, 0.45),
                ],
            ),
        )
    claims = by_narrowness([lesson])
    assert [claim.text for claim in claims] == [
        "fails twice",
        "nan once",
        "narrow",
        "wide",
        "truth",
    ]
    assert [len(claim.failed) for claim in claims] == [2, 1, 0, 0, 0]
    assert [claim.narrow for claim in claims] == [False, False, True, False, False]
    assert (claims[3].seed, claims[3].worst["relative"]) == (1, 0.4)
    assert lesson.failed
    write_claims(claims, 2, tmp_path)
    rows = json.loads((tmp_path / "claims.json").read_text(), parse_constant=pytest.fail)
    assert [row["relative"] for row in rows] == [-0.1, "nan", 0.004, 0.4, None]


@pytest.mark.parametrize(
    ("value", "op", "bound", "written"),
    [
        (0.93456, ">", 0.9, "0.9346 > 0.9"),
        (0.5, "between", [0.25, 0.75], "0.5 between 0.25 and 0.75"),
        (True, None, None, "True"),
        ("relu", "==", "relu", "relu == relu"),
        (None, "!=", 3, "None != 3"),
        ([64, 25, 10], "==", [64, 25, 10], "[64, 25, 10] == [64, 25, 10]"),
        ([[0.1 + 0.2, 1]], "==", [], "[[0.3, 1]] == []"),
        (list(range(9)), "!=", [1], "[0, 1, 2, …, 7, 8] != [1]"),
    ],
)
def test_the_claims_table_writes_what_was_compared(
    value: object, op: str | None, bound: object, written: str
) -> None:
    lesson = LessonReport("01_a")
    record = {**_record("a claim", True, None), "value": value, "op": op, "bound": bound}
    lesson.add(0, Execution(nbformat.v4.new_notebook(), claims=[record]))
    column = claims_table(lesson.claims, 1).columns[2]
    assert [str(cell) for cell in column.cells] == [written]


def test_a_kernel_killed_while_it_records_a_claim_loses_only_that_one(tmp_path: Path) -> None:
    cell = """import os, signal
with open(os.environ["DLCOURSE_CLAIMS"], "a") as file:
    file.write('{"claim": "whole", "held": true}\\n{"claim": "hal')
os.kill(os.getpid(), signal.SIGKILL)"""
    course = write_course(tmp_path, {"01_a": [cell]})
    result = execute(course.notebooks / "01_a.ipynb", kernel_env(), timeout=60)
    assert [claim["claim"] for claim in result.claims] == ["whole"]


def test_an_answer_whose_announcement_was_lost_is_found() -> None:
    async def story() -> tuple[bool, bool]:
        with zmq.asyncio.Context() as context:
            ours, theirs = context.socket(zmq.PAIR), context.socket(zmq.PAIR)
            with ours, theirs:
                theirs.bind("inproc://kernel")
                ours.connect("inproc://kernel")
                waiting = asyncio.ensure_future(ours.poll())
                await asyncio.sleep(0.05)
                asyncio.get_running_loop().remove_reader(ours.FD)  # nobody hears the bell
                await theirs.send(b"the answer")
                await asyncio.sleep(0.1)
                before = waiting.done()
                channel = SimpleNamespace(socket=ours)
                kc = SimpleNamespace(
                    channels_running=True, shell_channel=channel, iopub_channel=channel
                )
                _look_again(SimpleNamespace(kc=kc))
                await asyncio.wait([waiting], timeout=5)
                return before, waiting.done()

    assert asyncio.run(story()) == (False, True)
    _look_again(SimpleNamespace(kc=None))  # before there is a client, nothing
