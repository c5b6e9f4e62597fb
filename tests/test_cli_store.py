"""`dlcourse run --store`: what is stored, in which form, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from typer.testing import CliRunner, Result

from dlcourse.cli import app, store
from dlcourse.cli.checkout import Checkout
from dlcourse.cli.execute import Execution, Failure
from tests.test_cli_checkout import write_course

GOOD = ["# Good", "import random\n1 + 1", "1 + 1", "1 + 1", "print('one')", "2"]
REFUSED = {
    "02_wrong": [
        "# Wrong",
        "1 + 1",
        "import random\nprint('same')\nprint(random.random())",
        "import sys\nprint('careful', file=sys.stderr)",
        "import os\nos.getcwd()",
    ],
    "03_raises": ["raise ValueError('no\\nlast line')"],
}


def run_store(course: Checkout, *arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["--course", str(course.root), "run", "--store", "--jobs", "2", *arguments]
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    notebooks = {"01_good": GOOD, "solutions/03_raises": ["print('answer')"], **REFUSED}
    course = write_course(tmp_path_factory.mktemp("course"), notebooks)
    # As it comes from an editor: old format, metadata of all kinds, stale outputs.
    path = course.notebooks / "01_good.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": {"name": "mine", "display_name": "Mine"}, "authors": []}
    for cell in notebook.cells[1:]:
        cell.metadata = {"execution": {"iopub.status.busy": "2026"}, "collapsed": False}
        cell.execution_count = 99
    notebook.cells[4].metadata["tags"] = ["nbval-ignore-output"]
    nbformat.write(notebook, path)
    return course


@pytest.fixture(scope="module")
def before(course: Checkout) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in course.notebooks.glob("*.ipynb")}


@pytest.fixture(scope="module")
def stored(course: Checkout, before: dict[str, bytes]) -> Result:
    return run_store(course)


def read(course: Checkout, name: str) -> Any:
    return json.loads((course.notebooks / f"{name}.ipynb").read_text())


def test_the_stored_form(course: Checkout, stored: Result) -> None:
    assert "✔ notebooks/01_good.ipynb: stored" in stored.output
    notebook = read(course, "01_good")
    assert notebook["metadata"] == {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    code = notebook["cells"][1:]
    assert [cell["execution_count"] for cell in code] == [1, 2, 3, 4, 5]
    assert [cell["metadata"] for cell in code] == [
        {},
        {},
        {},
        {"tags": ["nbval-ignore-output"]},
        {},
    ]
    assert code[0]["outputs"][0]["data"] == {"text/plain": ["2"]}


def test_solutions_are_stored_with_their_lesson(course: Checkout, stored: Result) -> None:
    outputs = read(course, "solutions/03_raises")["cells"][0]["outputs"]
    assert outputs == [{"name": "stdout", "output_type": "stream", "text": ["answer\n"]}]


def test_cells_are_named_after_their_source(course: Checkout, stored: Result) -> None:
    names = [cell["id"] for cell in read(course, "01_good")["cells"]]
    assert len(set(names)) == len(names) == 6
    assert names[3] == names[2] + "-2"  # the same source twice
    nbformat.validate(read(course, "01_good"))


def test_storing_again_gives_the_same_bytes(course: Checkout, stored: Result) -> None:
    path = course.notebooks / "01_good.ipynb"
    first, time = path.read_bytes(), path.stat().st_mtime_ns
    assert first.endswith(b"}\n")
    assert not first.endswith(b"\n\n")
    again = run_store(course, "01")
    assert again.exit_code == 0
    assert "✔ notebooks/01_good.ipynb: as it was" in again.output
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (first, time)


def test_refusals_leave_the_file_untouched_and_say_why(
    course: Checkout, before: dict[str, bytes], stored: Result
) -> None:
    assert stored.exit_code == 1
    for name in REFUSED:
        assert (course.notebooks / f"{name}.ipynb").read_bytes() == before[name]
    lines = stored.output.splitlines()
    wrong = lines.index("✘ notebooks/02_wrong.ipynb is not stored:")
    differs, one, other, *rest = [line.strip() for line in lines[wrong + 1 : wrong + 6]]
    assert differs == "cell [2] differs in a second run:"
    assert one.startswith("run 1  stdout: 0.")
    assert other.startswith("run 2  stdout: 0.")
    assert rest == [
        "cell [3] writes to stderr: careful",
        f"cell [4] shows a path of this machine: {course.root}",
    ]
    raises = lines.index("✘ notebooks/03_raises.ipynb is not stored:")
    assert lines[raises + 1] == "  cell [1] failed: ValueError: last line"


def test_a_file_changed_while_it_ran_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = write_course(tmp_path, {"01_a": ["1"]})
    path = course.notebooks / "01_a.ipynb"

    def edited(*_: object, **__: object) -> Execution:
        path.write_text("edited")
        return execution()

    monkeypatch.setattr("dlcourse.cli.execute.execute", edited)
    result = run_store(course)
    assert result.exit_code == 1
    assert "the file was changed while it ran" in result.output
    assert path.read_text() == "edited"


def test_it_runs_in_the_environment_of_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DLCOURSE_SEED", "5")
    monkeypatch.delenv("DLCOURSE_PROFILE", raising=False)
    calls = []

    def note(path: Path, env: dict[str, str], **_: object) -> Execution:
        calls.append(env | {"entries": str(len(list(Path(env["DLCOURSE_DATA"]).iterdir())))})
        return execution()

    monkeypatch.setattr("dlcourse.cli.execute.execute", note)
    run_store(write_course(tmp_path, {"01_a": ["1"]}))
    expected = {
        "DLCOURSE_PROFILE": "quick",
        "DLCOURSE_SEED": "",
        "DLCOURSE_EXPLORE": "still",
        "OMP_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "-1",
        "entries": "0",
    }
    assert len(calls) == 2
    for call in calls:
        assert {name: call[name] for name in expected} == expected


def execution(*outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> Execution:
    cell = nbformat.v4.new_code_cell("1", execution_count=1, metadata={"tags": list(tags)})
    cell.outputs = [nbformat.from_dict(output) for output in outputs]
    return Execution(nbformat.v4.new_notebook(cells=[cell]))


def shown(metadata: Any = None, **data: str) -> dict[str, Any]:
    data = {name.replace("_", "/"): value for name, value in data.items()}
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (
            [shown(image_png="AAAA", text_plain="x")],
            [shown(image_png="BBBB", text_plain="x")],
            True,
        ),
        ([shown(image_png="AAAA", text_plain="x")], [shown(text_plain="x")], False),
        (
            [shown(text_html="<b>1</b>", text_plain="x")],
            [shown(text_html="", text_plain="x")],
            False,
        ),
        ([stream("a"), stream("b")], [stream("a")], False),
        ([stream("a\n")], [stream("a \n")], False),
        ([], [stream("a")], False),
        ([shown(text_plain="x")], [shown(text_plain="x")], True),
    ],
)
def test_all_text_is_compared_and_pictures_are_not(
    tmp_path: Path, one: list[Any], other: list[Any], agree: bool
) -> None:
    found = store.problems(execution(*one), execution(*other), tmp_path)
    assert (found == []) is agree
    assert all("differs in a second run" in problem for problem in found)
    tags = (store.IGNORED,)
    assert store.problems(execution(*one, tags=tags), execution(*other, tags=tags), tmp_path) == []


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("read {root}/data/a.csv", True),
        ("{root}", True),
        ("{home}/x", True),
        ("{prefix}/lib/python", True),
        ("/home/ada/course/a.py", True),
        ('File "/tmp/ipykernel_12/3.py"', True),
        ("/Users/ada/a", True),
        ("C:\\Users\\ada\\a", True),
        ("<object at 0x7f65b766f210>", True),
        ("https://example.org/home/ada and see ~/tmp/x", False),
        ("train/home/test: 3/4", False),
        ("{root}-like names are other names", False),
        ("0x1F at 0x10", False),
    ],
)
def test_nothing_of_this_machine_is_stored_not_even_in_ignored_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, refused: bool
) -> None:
    root = Path("/srv/class/course")
    monkeypatch.setattr(Path, "home", lambda: Path("/export/people/ada"))
    monkeypatch.setattr("sys.prefix", "/opt/environments/course")
    text = text.format(root=root, home=Path.home(), prefix="/opt/environments/course")
    run = execution(shown(text_plain=text), tags=(store.IGNORED,))
    assert bool(store.problems(run, run, root)) is refused


def test_a_failure_of_either_run_is_named_once(tmp_path: Path) -> None:
    good, bad = execution(), execution()
    bad.failures.append(Failure(3, "", "KeyError: 'x'"))
    for runs in ((good, bad), (bad, good), (bad, bad)):
        assert store.problems(*runs, tmp_path) == ["cell [3] failed: KeyError: 'x'"]


def test_an_error_that_was_meant_to_be_is_no_failure_but_stderr_is(tmp_path: Path) -> None:
    error = {"output_type": "stream", "name": "stderr", "text": "UserWarning: x\nmore"}
    run = execution(error, tags=(store.IGNORED,))
    assert store.problems(run, run, tmp_path) == ["cell [1] writes to stderr: UserWarning: x"]
