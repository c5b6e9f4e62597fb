"""Each rule about notebooks, shown to turn red: a good notebook, and one small fault at a time."""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests import notebook_rules
from tests.claim_rules import empty_claims
from tests.course_rules import course_problems, exercise_problems
from tests.notebook_rules import IGNORE, Notebook, compared_text, problems

OPENING = """# Fitting a line

A straight line is the smallest model there is.

**You will be able to** fit one. **You need** nothing. **Time** 20 minutes. **Slides** Scratch."""
PNG = "iVBORw0KGgo="


def stream(text: str, name: str = "stdout"):
    return new_output("stream", name=name, text=text)


def picture(alt: str = "The loss falls from 2.30 to 0.07."):
    return new_output(
        "display_data",
        data={"image/png": PNG, "text/plain": alt},
        metadata={"image/png": {"alt": alt}},
    )


def exercise_cells(answer: str = "...", mark: str = "○") -> list:
    return [
        new_markdown_cell("### Exercise 01.1: half a number\n\nReturn half of `x`."),
        new_code_cell(f"def half(x):\n    return {answer}"),
        new_code_cell('exercises.check("01.1", half)', outputs=[stream(f"{mark} 01.1 said\n")]),
    ]


def finished(cells: list) -> nbformat.NotebookNode:
    """A notebook of these cells as it is after one run."""
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nb = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    for i, cell in enumerate(nb.cells):
        cell.id = f"cell-{i}"
    for number, cell in enumerate((c for c in nb.cells if c.cell_type == "code"), 1):
        cell.execution_count = number
    return nb


def start_cells() -> list:
    start = new_code_cell("import dlcourse\n\nrun = dlcourse.start()", outputs=[stream("quick\n")])
    start.metadata.tags = [IGNORE]
    return [start, new_code_cell("import numpy as np\nfrom dlcourse import claim, exercises")]


def lesson() -> nbformat.NotebookNode:
    """A lesson that keeps every rule."""
    return finished(
        [
            new_markdown_cell(OPENING),
            *start_cells(),
            new_markdown_cell("## The hypothesis\n\nSee [the end](#What-to-remember)."),
            *(new_code_cell(f"print({i} * np.e)", outputs=[stream(f"{i}\n")]) for i in range(7)),
            new_code_cell("fig.suptitle('A line')\ndlcourse.show(fig)", outputs=[picture()]),
            new_code_cell("claim('halves', run.seed, '<=', 1)", outputs=[stream("✔ halves\n")]),
            new_markdown_cell("## Exercises\n\nReplace the dots."),
            *exercise_cells(),
            new_markdown_cell("## What to remember\n\nLines are straight."),
            new_markdown_cell("## Where this goes next\n\nOn.\n\n## References\n\nNone yet."),
        ]
    )


def solution() -> nbformat.NotebookNode:
    title = new_markdown_cell("# Solutions: *fitting* a line")
    return finished([title, *start_cells(), *exercise_cells("x / 2", "✔")])


def book(
    nb: nbformat.NotebookNode, path: str = "notebooks/01_line.ipynb", size: int = 0
) -> Notebook:
    return Notebook(Path(path), nb, size)


LESSON, SOLUTION = lesson(), solution()
CODE = [i for i, cell in enumerate(LESSON.cells) if cell.cell_type == "code"]
START, IMPORTS, PRINT = CODE[0], CODE[1], CODE[2]
PICTURE, CLAIM, STUB, CHECK = CODE[-4], CODE[-3], CODE[-2], CODE[-1]
EXERCISE = STUB - 1


def test_a_good_lesson_and_its_solutions_pass() -> None:
    assert problems(book(LESSON)) == []
    assert problems(book(SOLUTION, "notebooks/solutions/01_line.ipynb")) == []


def source(index: int, text: str) -> Callable:
    def change(nb) -> None:
        nb.cells[index].source = text

    return change


def more(index: int, text: str) -> Callable:
    def change(nb) -> None:
        nb.cells[index].source += text

    return change


def without(index: int, text: str) -> Callable:
    def change(nb) -> None:
        assert text in nb.cells[index].source
        nb.cells[index].source = nb.cells[index].source.replace(text, "")

    return change


def output(index: int, *outputs) -> Callable:
    def change(nb) -> None:
        nb.cells[index].outputs = list(outputs)

    return change


def metadata(index: int, **entries) -> Callable:
    def change(nb) -> None:
        nb.cells[index].metadata.update(entries)

    return change


def cell(index: int, **entries) -> Callable:
    def change(nb) -> None:
        nb.cells[index].update(entries)

    return change


def insert(index: int, count: int, new: Callable) -> Callable:
    """Put cells in, and renumber all."""

    def change(nb) -> None:
        nb.cells[index:index] = [new(i) for i in range(count)]
        nb.update(finished(nb.cells))

    return change


def swap_openings(nb) -> None:
    text = nb.cells[0].source
    text = text.replace("**Time**", "**_**").replace("**Slides**", "**Time**")
    nb.cells[0].source = text.replace("**_**", "**Slides**")


def clear(nb) -> None:
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.update(execution_count=None, outputs=[])


def make_old(nb) -> None:
    nb.nbformat_minor = 4
    for cell in nb.cells:
        del cell["id"]


def html(text: str):
    return new_output("display_data", data={"text/html": text, "text/plain": "a table"})


ERROR = new_output("error", ename="ZeroDivisionError", evalue="by zero", traceback=["…"])
NO_ALT = new_output("display_data", data={"image/png": PNG, "text/plain": "a line"})
OTHER_ALT = picture()
OTHER_ALT.metadata["image/png"]["alt"] = "Something else."
RESULT = new_output("execute_result", data=picture().data, metadata=picture().metadata)
JPEG = new_output("display_data", data={"image/jpeg": PNG, "text/plain": "a photograph"})
FIGURE = new_output("display_data", data={"text/plain": "<Figure size 640x480 with 1 Axes>"})
WIDGET = new_output(
    "display_data",
    data={"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "a slider"},
)

FAULTS = {
    # problems itself, and has_name_format_and_ids
    "old format": (make_old, "format 4.4"),
    "invalid": (cell(PRINT, outputs=[{"output_type": "stream"}]), "no valid notebook"),
    "twin ids": (cell(PRINT, id="cell-0"), "two cells have the id cell-0"),
    # has_minimal_metadata
    "metadata": (lambda nb: nb.metadata.update(widgets={}), "its metadata hold widgets"),
    "kernel": (lambda nb: nb.metadata.kernelspec.update(name="mine"), "kernelspec is not python3"),
    "cell metadata": (metadata(0, collapsed=True), "cell 1 has collapsed in its metadata"),
    "attachment": (cell(0, attachments={"a.png": {"image/png": PNG}}), "has an attachment"),
    # is_executed_in_order
    "cleared": (clear, "was never executed"),
    "empty cell": (source(PRINT, " "), "is empty"),
    "out of order": (cell(PRINT, execution_count=9), "was executed as 9, not as 3"),
    # has_clean_outputs
    "error": (output(PRINT, ERROR), "has error output"),
    "stderr": (output(PRINT, stream("hm\n", "stderr")), "has stderr output"),
    "warning": (output(PRINT, stream("x.py:3: UserWarning: old\n")), "shows a warning"),
    "log": (output(PRINT, stream("WARNING all is lost\n")), "shows a warning"),
    "address": (output(PRINT, stream("<Line2D at 0x7f00ab>\n")), "a memory address: at 0x7f00ab"),
    "path": (output(PRINT, stream("read '/home/ada/iris.csv'\n")), "path: /home/ada/iris.csv"),
    "windows path": (output(PRINT, html(r"C:\Users\ada")), "shows an absolute path"),
    # has_allowed_tags
    "tag": (metadata(PRINT, tags=["nbval-skip"]), "has the tag nbval-skip"),
    "tagged text": (metadata(0, tags=[IGNORE]), "is no code cell"),
    "comment": (more(PRINT, "\n# NBVAL_IGNORE_OUTPUT"), "steers nbval by a comment"),
    "ignored": (metadata(PRINT, tags=[IGNORE]), "2 of 13 code cells are ignored"),
    # has_unique_headings
    "twin heading": (more(PRINT - 1, "\n\n## Exercises"), "“Exercises” stands more than once"),
    "second title": (more(PRINT - 1, "\n\n# Again"), "more than one heading of the first level"),
    "no title": (without(0, "# Fitting a line"), "does not begin with a title"),
    # shows_pictures_with_alt
    "figure": (output(PICTURE, FIGURE), "<Figure …>"),
    "no alt": (output(PICTURE, NO_ALT), "without alt text"),
    "other alt": (output(PICTURE, OTHER_ALT), "alt is not its text/plain"),
    "title as alt": (output(PICTURE, picture("A LINE.")), "alt only repeats its title"),
    "result": (output(PICTURE, RESULT), "that dlcourse.show did not make"),
    "jpeg": (output(PICTURE, JPEG), "that dlcourse.show did not make"),
    "picture in HTML": (output(PICTURE, html("<p><img src='x'>")), "a picture inside HTML"),
    "widget": (output(PICTURE, WIDGET), "stores a live widget"),
    # starts_with_dlcourse
    "no start": (source(START, "import dlcourse"), "does not call dlcourse.start("),
    "start compared": (cell(START, metadata={}), "has not the tag nbval-ignore-output"),
    "second start": (source(PRINT, "dlcourse.start('full')"), "calls dlcourse.start( again"),
    "late import": (source(PRINT, "def f():\n    import math"), "imports belong in the first two"),
    # has_plain_code
    "magic": (source(PRINT, "%matplotlib inline"), "a magic or a shell line"),
    "shell": (source(PRINT, "!ls"), "a magic or a shell line"),
    "no Python": (source(PRINT, "print 1"), "is no valid Python"),
    "semicolon": (more(PRINT, ";"), "ends with a semicolon"),
    "plt.show": (more(PICTURE, "\nplt.show()"), "calls plt.show"),
    "import *": (source(IMPORTS, "from numpy import *"), "imports *"),
    "long cell": (source(PRINT, "print()\n" * 19), "has 19 lines of code; at most 18"),
    # keeps_numpy_lessons_free_of_keras
    "keras": (source(IMPORTS, "from keras import ops"), "imports TensorFlow or Keras"),
    "tensorflow": (source(IMPORTS, "import tensorflow as tf"), "imports TensorFlow or Keras"),
    "keras start": (source(START, "run = dlcourse.start(keras=True)"), "it starts Keras"),
    # has_working_links
    "dead link": (more(PRINT - 1, " [next](99_no.ipynb)"), "99_no.ipynb: no such file"),
    "dead anchor": (more(PRINT - 1, " [up](#what-to-remember)"), "no such heading"),
    "way out": (more(PRINT - 1, " [errata](../docs/errata.md)"), "it leaves notebooks/"),
    "dead href": (more(PRINT - 1, ' <a href="no.ipynb">next</a>'), "no.ipynb: no such file"),
    "no alt in text": (more(PRINT - 1, " ![](x.png)"), "a picture without alt text"),
    # has_an_opening
    "no promise": (without(0, "A straight line is the smallest model there is."), "no promise"),
    "no slides": (without(0, "**Slides** Scratch."), "lacks **Slides**"),
    "empty slides": (without(0, " Scratch."), "nothing follows **Slides**"),
    "order": (swap_openings, "has not the order"),
    # has_a_closing
    "no references": (without(-1, "## References"), "its last sections are not"),
    "empty section": (without(-1, "None yet."), "its section References is empty"),
    "no exercise": (source(CHECK, "print()"), "has no cell with check("),
    # is_one_sitting
    "many cells": (insert(-1, 40, lambda i: new_markdown_cell("Still …")), "it has 59 cells"),
    "long": (insert(PRINT, 15, lambda i: new_code_cell("f()\n" * 18)), "lines of code; at most"),
    # has_compared_cells
    "one less": (output(PRINT), "the own text of 7 cells"),
    "mark only": (output(PRINT, stream("✔ it holds\n")), "the own text of 7 cells"),
    # makes_claims
    "no claim": (source(CLAIM, "print('✔')"), "it makes no claim"),
    # has_computed_claims
    "empty claim": (source(CLAIM, "claim('halves', 1, '<=', 2)"), "no run could break"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str) -> None:
    change, expected = FAULTS[fault]
    nb = copy.deepcopy(LESSON)
    change(nb)
    found = problems(book(nb))
    assert any(expected in problem for problem in found), found


def test_no_rule_lacks_a_fault() -> None:
    broken = []
    for fault, (change, _) in FAULTS.items():
        if fault != "invalid":
            broken.append(book(copy.deepcopy(LESSON)))
            change(broken[-1].nb)
    for rule in notebook_rules.RULES + notebook_rules.LESSON_RULES:
        if rule.__name__ not in ("is_small", "keeps_keras_quiet"):  # these are shown below
            assert any(list(rule(one)) for one in broken), rule.__name__


@pytest.mark.parametrize("name", ["1_line", "01-line", "01_Line"])
def test_a_name_has_a_number_and_words(name: str) -> None:
    assert any("its name is not" in p for p in problems(book(LESSON, f"notebooks/{name}.ipynb")))


def test_a_large_file_is_found(tmp_path: Path) -> None:
    nb = copy.deepcopy(LESSON)
    assert problems(book(nb, size=599_999)) == []
    assert any("600 kB; it must stay under" in p for p in problems(book(nb, size=600_000)))
    path = tmp_path / "01_line.ipynb"
    nbformat.write(nb, path)
    assert Notebook.read(path).size == path.stat().st_size


def test_a_file_is_read_as_it_lies(tmp_path: Path) -> None:
    """nbformat's own reader would mend what is wrong, and hide it."""
    nb = json.loads(nbformat.writes(LESSON))
    nb["cells"][1]["id"] = nb["cells"][0]["id"]
    path = tmp_path / "01_line.ipynb"
    path.write_text(json.dumps(nb), encoding="utf-8")
    assert "two cells have the id cell-0" in problems(Notebook.read(path))


def test_the_command_prints_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = tmp_path / "01_line.ipynb"
    nbformat.write(LESSON, path)
    assert notebook_rules.main([str(path)]) == 0
    nb = copy.deepcopy(LESSON)
    nb.cells[PRINT].source = "!ls"
    nbformat.write(nb, path)
    assert notebook_rules.main([str(path)]) == 1
    assert "(!ls) uses a magic or a shell line" in capsys.readouterr().out


def test_a_link_calls_a_lesson_by_its_title(tmp_path: Path) -> None:
    nb = copy.deepcopy(LESSON)
    nb.cells[0].source = nb.cells[0].source.replace("# ", "# 01 · ", 1)
    title = nb.cells[0].source.partition("\n")[0].removeprefix("# ")
    path = tmp_path / "01_line.ipynb"
    before = nb.cells[PRINT - 1].source
    for said in (title, "01 · Another title", "the first lesson"):
        nb.cells[PRINT - 1].source = f"{before} [{said}](01_line.ipynb)"
        nbformat.write(nb, path)
        wrong = f"calls 01_line.ipynb '{said}', but its title is '{title}'"
        found = problems(Notebook.read(path))
        assert any(wrong in problem for problem in found) == (said == "01 · Another title"), found
        notebook_rules._title.cache_clear()


def test_links_lead_to_files_and_headings_of_other_notebooks(tmp_path: Path) -> None:
    (tmp_path / "solutions").mkdir()
    nbformat.write(LESSON, tmp_path / "01_line.ipynb")
    path = tmp_path / "solutions" / "01_line.ipynb"
    for link, expected in (
        ("../01_line.ipynb#The-hypothesis", None),
        ("#Solutions:-fitting-a-line", None),
        ("https://example.com/nowhere", None),
        ("`../none.ipynb`", None),
        ("../01_line.ipynb#Nothing", "no such heading"),
        ("../02_none.ipynb", "no such file"),
    ):
        nb = copy.deepcopy(SOLUTION)
        text = f"`[x](99_no.ipynb)` [x]({link})" if "`" not in link else f"`[x]({link})`"
        nb.cells[0].source += f"\n\n{text}"
        found = problems(Notebook(path, nb))
        assert (found == []) if expected is None else (expected in found[0])


@pytest.mark.parametrize(
    ("call", "quiet"),
    [
        ("model.fit(x, y)", False),
        ("model.fit(x, y, epochs=3)", False),
        ("keras.Sequential([]).fit(x, y)", False),
        ("model.fit(x, y, verbose=0)", True),
        ("model.fit(x, y, **settings)", True),
        ("KMeans(3).fit(x)", True),
        ("means.fit(x)", True),
    ],
)
def test_keras_trains_without_a_progress_bar(call: str, quiet: bool) -> None:
    nb = copy.deepcopy(LESSON)
    nb.cells[START].source = "import dlcourse\nrun = dlcourse.start(keras=True)"
    nb.cells[IMPORTS].source = "import keras\nfrom sklearn.cluster import KMeans"
    nb.cells[PRINT].source = f"means = KMeans(2)\nmodel = keras.Sequential()\n{call}"
    found = problems(book(nb, "notebooks/08_keras.ipynb"))
    expected = [] if quiet else ["calls fit without verbose="]
    assert [e for e in expected if not any(e in p for p in found)] == []
    assert len(found) == len(expected)


def test_what_counts_as_compared() -> None:
    def text(*outputs, source: str = "f()", **entries) -> str:
        cell = new_code_cell(source, outputs=list(outputs), execution_count=1)
        cell.update(entries)
        return compared_text(cell)

    assert text(stream("loss 0.07\n")) == "loss 0.07"
    assert text(picture()) == "The loss falls from 2.30 to 0.07."
    assert text(stream("✔ it holds\nloss 0.07\n")) == "loss 0.07"
    assert text() == text(stream("\n")) == text(stream("✔ it holds\n")) == text(FIGURE) == ""
    assert text(stream("0.07"), execution_count=None) == ""
    assert text(stream("0.07"), metadata=nbformat.from_dict({"tags": [IGNORE]})) == ""
    assert text(stream("○ 01.1 not yet\nhint"), source="check('01.1', f)") == ""


@pytest.mark.parametrize(
    "code",
    [
        "claim('t', 1, '<', 2)",
        "dlcourse.claim('t', True)",
        "claim('t', 3 > 2, values={'n': f()})",
        "claim('t', 0.5, between=(0, 1))",
        "claim('t', value=1, op='<', bound=2)",
        "claim('t', (1, 2), '==', (1, 2))",
        "claim('t', round(math.pi, 2), '==', 3.14)",
        "rate = 0.1\nclaim('t', rate, '<', 1)",
        "a, b = 1, 2\nc = a * b + 1\nc += 1\nclaim('t', c / 2, '<', -b)",
        "claim('t', 64 * 64 * 3, '==', 12_288)",
        "n = run.pick(quick=3, full=30)\nclaim('t', n, '>', 2)",
        "claim('t', loss(), '<=', loss())",
    ],
)
def test_a_claim_about_constants_is_empty(code: str) -> None:
    assert len(list(empty_claims([ast.parse(code)]))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "claim('t', loss(), '<', 2)",
        "claim('t', 3, '<', steps)",
        "claim('t', X.max(), '<', 2)",
        "claim('t', losses[-1], '<', losses[0])",
        "claim('t', a == b)",
        "claim('t', 0.5, between=(low, 1))",
        "claim(*arguments)",
        "steps = 0\nwhile loss() > 1:\n    steps += 1\nclaim('t', steps, '<', 9)",
        "losses = []\ntrain(losses)\nclaim('t', len(losses), '==', 3)",
        "best = 0\nfor x in data:\n    best = 1\nclaim('t', best, '==', 1)",
        "best = 0\nif x > 1:\n    best = 1\nclaim('t', best, '==', 1)",
        "rate = 0.1\nrate = halve(rate)\nclaim('t', rate, '<', 1)",
        "w, b = fit()\nclaim('t', w, '<', b)",
        "with f() as n:\n    claim('t', n, '<', 2)",
    ],
)
def test_a_computed_claim_is_none_of_them(code: str) -> None:
    assert list(empty_claims([ast.parse(code)])) == []


def test_a_constant_of_another_cell_is_known() -> None:
    cells = [ast.parse("claim('t', rate, '<', 1)"), ast.parse("rate = 0.1")]
    assert len(list(empty_claims(cells))) == 1
    assert list(empty_claims([*cells, ast.parse("rate = tune()")])) == []


def exercises_of(change_lesson: Callable | None, change_solution: Callable | None) -> list[str]:
    nb, solved = copy.deepcopy(LESSON), copy.deepcopy(SOLUTION)
    if change_lesson:
        change_lesson(nb)
    if change_solution:
        change_solution(solved)
    return list(exercise_problems(book(nb), book(solved, "notebooks/solutions/01_line.ipynb")))


def test_matching_exercises_pass() -> None:
    assert exercises_of(None, None) == []


@pytest.mark.parametrize(
    ("change_lesson", "change_solution", "expected"),
    [
        (None, source(-1, "print()"), "exercise 01.1 is not solved"),
        (source(CHECK, "print()"), None, "is solved, but the lesson does not have it"),
        (
            source(CHECK, "check('01.1', 1)\ncheck('01.1', 2)"),
            None,
            "checked more than once",
        ),
        (None, source(-1, "check('01.1', 1)\ncheck('01.1', 2)"), "checked more than once"),
        (source(CHECK, "check('02.1', half)"), None, "is not of the form 01.k"),
        (source(CHECK, "check('01.01', half)"), None, "is not of the form 01.k"),
        (source(CHECK, "check(number, half)"), None, "a check in the lesson has no id written out"),
        (output(CHECK, stream("✔ 01.1 right")), None, "in the lesson has no stored ○ 01.1"),
        (output(CHECK, stream("○ 01.12 said")), None, "in the lesson has no stored ○ 01.1"),
        (None, output(-1, stream("○ 01.1 not yet")), "in the solutions has no stored ✔ 01.1"),
        (None, output(-1), "in the solutions has no stored ✔ 01.1"),
        (more(EXERCISE, " Twice."), None, "has another text in the solutions"),
        (source(EXERCISE, "Return half of `x`."), None, "has no heading ### Exercise 01.1"),
        (None, source(3, "Half of `x`."), "has another text in the solutions"),
    ],
)
def test_a_fault_between_exercises_is_found(change_lesson, change_solution, expected) -> None:
    found = exercises_of(change_lesson, change_solution)
    assert any(expected in problem for problem in found), found


def numbered(name: str, *exercises: str) -> Notebook:
    cells = [new_code_cell(f"check('{exercise}', f)") for exercise in exercises]
    return book(finished(cells), f"notebooks/{name}.ipynb")


def test_a_course_in_order_passes() -> None:
    books = [
        numbered("03b_more", "03.3"),
        numbered("03a_first", "03.1", "03.2"),
        *(numbered(f"solutions/03{part}") for part in ("a_first", "b_more")),
    ]
    assert list(course_problems(books, ["03.1", "03.2", "03.3"])) == []


@pytest.mark.parametrize(
    ("books", "registered", "expected"),
    [
        ([("03_x", "03.1")], ["03.1"], "03_x has exercises, but no solutions/03_x.ipynb"),
        ([("solutions/03_x", "03.1")], [], "solutions/03_x.ipynb belongs to no lesson"),
        ([("03_x",), ("solutions/03_x", "03.1")], [], "belongs to no lesson with exercises"),
        ([("03a_x", "03.1"), ("03b_x", "03.1")], ["03.1"], "the exercises of 03 are 03.1, 03.1"),
        ([("03a_x", "03.1"), ("03b_x", "03.3")], [], "are 03.1, 03.3, not 03.1, 03.2"),
        ([], ["03.1"], "exercise 03.1 has its checks in dlcourse.exercises, but stands in no"),
        ([("03_x", "03.1")], [], "exercise 03.1 has no checks in dlcourse.exercises"),
    ],
)
def test_a_fault_of_the_course_is_found(books, registered, expected) -> None:
    found = list(course_problems([numbered(*entry) for entry in books], registered))
    assert any(expected in problem for problem in found), found
