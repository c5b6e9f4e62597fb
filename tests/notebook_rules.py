"""What every notebook keeps to, as functions that name what is wrong.

`tests/test_notebooks.py` applies them to the files. An author asks for some notebooks with
`python -m tests.notebook_rules notebooks/02a_logistic_regression.ipynb`, or for all without a name.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import unquote

import nbformat
from nbformat.validator import iter_validate

from tests.claim_rules import call_name, empty_claims

# The cell tags that a notebook may use, and no others.
IGNORE = "nbval-ignore-output"
ALLOWED_TAGS = frozenset({IGNORE})

MAX_BYTES = 600_000
MAX_CELLS = 48
MAX_CELL_LINES = 18  # lines of code: neither blank nor only a comment
MAX_LINES = 260
MIN_COMPARED = 8

OPENING = ("**You will be able to**", "**You need**", "**Time**", "**Slides**")
CLOSING = ("Exercises", "What to remember", "Where this goes next", "References")
MARKS = ("✔", "✘", "○")

_FILE = re.compile(r"(\d\d)[a-z]?_[a-z0-9_]+")
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*\s*")
_FENCE = re.compile(r"```.*?```|~~~.*?~~~", re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"""\]\(\s*<?([^)\s>]+)[^)]*\)|(?:href|src)=["']([^"']+)["']""")
_TITLED_LINK = re.compile(r"\[(\d\d[a-z]? · [^\]]+)\]\(([^)\s#]+\.ipynb)\)")
_PICTURE = re.compile(r"!\[\s*\]\(")
_WARNING = re.compile(r"\b[A-Za-z]*Warning:|\bWARNING\b")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_ABSOLUTE_PATH = re.compile(
    r"(?<![\w.~:/-])/(?:home|Users|root|tmp|var|private|opt|usr|etc|mnt|srv|work)/\S*"
    r"|\b[A-Z]:\\\S+|file://\S+"
)


@dataclass(frozen=True)
class Heading:
    """A heading of a notebook: its level, its text, and where it stands."""

    level: int
    text: str
    cell: int
    line: int

    @property
    def anchor(self) -> str:
        """What JupyterLab and nbconvert call it in links."""
        return re.sub(r"[`*]", "", self.text).replace(" ", "-")


@dataclass(frozen=True)
class Notebook:
    """A notebook file as the rules look at it."""

    path: Path
    nb: nbformat.NotebookNode
    size: int = 0

    @classmethod
    def read(cls, path: Path) -> Notebook:
        """Read a file as it lies there: nothing is mended, invalid notebooks included."""
        text = path.read_text(encoding="utf-8")
        nb = nbformat.v4.rwbase.rejoin_lines(nbformat.v4.nbjson.reads(text))
        return cls(path, nb, len(text.encode()))

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def number(self) -> str:
        return self.name[:2]

    @property
    def is_solution(self) -> bool:
        return self.path.parent.name == "solutions"

    @property
    def folder(self) -> Path:
        """The folder of all notebooks."""
        return self.path.parent.parent if self.is_solution else self.path.parent

    @property
    def cells(self) -> list[nbformat.NotebookNode]:
        return self.nb.cells

    @cached_property
    def code(self) -> list[Code]:
        return [Code(i, c) for i, c in enumerate(self.cells) if c.cell_type == "code"]

    @cached_property
    def _lines(self) -> list[tuple[int, int, str]]:
        """Each line of text outside of code blocks: its cell, its number there, and itself."""
        return [
            (i, number, line)
            for i, cell in enumerate(self.cells)
            if cell.cell_type == "markdown"
            for number, line in enumerate(_FENCE.sub("", cell.source).splitlines())
        ]

    @cached_property
    def headings(self) -> list[Heading]:
        return [
            Heading(len(match[1]), match[2], cell, number)
            for cell, number, line in self._lines
            if (match := _HEADING.fullmatch(line))
        ]

    def section(self, heading: Heading) -> tuple[str, list[Code]]:
        """The text and the code cells under a heading, up to the next of its level or above."""
        after = self.headings[self.headings.index(heading) + 1 :]
        end = next((h for h in after if h.level <= heading.level), None)
        stop = (end.cell, end.line) if end else (len(self.cells), 0)
        lines = [
            line
            for cell, number, line in self._lines
            if (heading.cell, heading.line) < (cell, number) < stop and not _HEADING.fullmatch(line)
        ]
        codes = [code for code in self.code if heading.cell < code.index < stop[0]]
        return "\n".join(lines), codes

    @cached_property
    def uses_keras(self) -> bool:
        """Whether it begins with `dlcourse.start(keras=True)`."""
        return any(
            keyword.arg == "keras"
            for code in self.code
            for call in code.calls("start")
            for keyword in call.keywords
        )


@dataclass(frozen=True)
class Code:
    """A code cell: its place among all cells, and what its source says."""

    index: int
    cell: nbformat.NotebookNode

    def __str__(self) -> str:
        lines = self.cell.source.strip().splitlines() or ["empty"]
        return f"cell {self.index + 1} ({lines[0][:50]})"

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree; None for a source that Python can't read."""
        try:
            return ast.parse(self.cell.source)
        except SyntaxError:
            return None

    @property
    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree or ast.Module([], []))

    def calls(self, name: str) -> list[ast.Call]:
        """The calls of a function or method of this name."""
        return [n for n in self.nodes if isinstance(n, ast.Call) and call_name(n) == name]

    @property
    def lines(self) -> list[str]:
        """The lines that are code."""
        lines = (line.strip() for line in self.cell.source.splitlines())
        return [line for line in lines if line and not line.startswith("#")]

    @property
    def ignored(self) -> bool:
        return IGNORE in tags(self.cell)


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def texts(output: nbformat.NotebookNode) -> Iterator[tuple[str, str]]:
    """Each text of an output with its kind: a stream's name, `error`, or a MIME type."""
    if output.output_type == "stream":
        yield output.name, output.text
    elif output.output_type == "error":
        yield "error", "\n".join([output.ename, output.evalue, *output.traceback])
    else:
        for mime, value in output.data.items():
            if isinstance(value, str) and (not mime.startswith("image/") or "svg" in mime):
                yield mime, value


def compared_text(cell: nbformat.NotebookNode) -> str:
    """What nbval compares of a cell and what says something of its own; empty if nothing.

    The alt text of a figure counts, since it quotes what was computed. The marks of claims and
    checks do not, nor does the name of a figure's class.
    """
    if IGNORE in tags(cell) or cell.execution_count is None or Code(0, cell).calls("check"):
        return ""
    lines = []
    for output in cell.outputs:
        for _, text in texts(output):
            lines += [line for line in text.splitlines() if line.strip()]
    return "\n".join(line for line in lines if not line.lstrip().startswith(("<Figure", *MARKS)))


# --- rules for every notebook -------------------------------------------------------------------


def has_name_format_and_ids(book: Notebook) -> Iterator[str]:
    if not _FILE.fullmatch(book.name):
        yield "its name is not NN_words.ipynb or NNx_words.ipynb"
    if (book.nb.nbformat, book.nb.nbformat_minor) != (4, 5):
        yield f"it has format {book.nb.nbformat}.{book.nb.nbformat_minor}, not 4.5"
    ids = [cell.get("id") for cell in book.cells]
    for cell_id in sorted({i for i in ids if i is not None and ids.count(i) > 1}):
        yield f"two cells have the id {cell_id}"


def has_minimal_metadata(book: Notebook) -> Iterator[str]:
    for key in book.nb.metadata.keys() - {"kernelspec", "language_info"}:
        yield f"its metadata hold {key}"
    if book.nb.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "its kernelspec is not python3"
    for i, cell in enumerate(book.cells, 1):
        for key in cell.metadata.keys() - {"tags"}:
            yield f"cell {i} has {key} in its metadata"
        if cell.get("attachments"):
            yield f"cell {i} has an attachment"


def is_executed_in_order(book: Notebook) -> Iterator[str]:
    for number, code in enumerate(book.code, 1):
        if not code.cell.source.strip():
            yield f"{code} is empty"
        if code.cell.execution_count is None:
            yield f"{code} was never executed"
        elif code.cell.execution_count != number:
            yield f"{code} was executed as {code.cell.execution_count}, not as {number}"


def has_clean_outputs(book: Notebook) -> Iterator[str]:
    for code in book.code:
        for output in code.cell.outputs:
            for kind, text in texts(output):
                if kind in ("error", "stderr"):
                    yield f"{code} has {kind} output: {text.strip()[:80]}"
                if match := _WARNING.search(text):
                    yield f"{code} shows a warning: {match[0]}"
                if match := _ADDRESS.search(text):
                    yield f"{code} shows a memory address:{match[0]}"
                if match := _ABSOLUTE_PATH.search(text):
                    yield f"{code} shows an absolute path: {match[0]}"


def has_allowed_tags(book: Notebook) -> Iterator[str]:
    for i, cell in enumerate(book.cells, 1):
        for tag in tags(cell):
            if tag not in ALLOWED_TAGS:
                yield f"cell {i} has the tag {tag}; allowed: {', '.join(sorted(ALLOWED_TAGS))}"
            elif cell.cell_type != "code":
                yield f"cell {i} is no code cell, but has the tag {tag}"
    for code in book.code:
        if re.search(r"#\s*(NBVAL_|PYTEST_VALIDATE_)", code.cell.source):
            yield f"{code} steers nbval by a comment; use a tag"
    ignored = sum(code.ignored for code in book.code)
    if ignored > (most := max(1, len(book.code) // 10)):
        yield f"{ignored} of {len(book.code)} code cells are ignored by nbval; at most {most} may"


def is_small(book: Notebook) -> Iterator[str]:
    if book.size >= MAX_BYTES:
        yield f"it has {book.size // 1000} kB; it must stay under {MAX_BYTES // 1000} kB"


def has_unique_headings(book: Notebook) -> Iterator[str]:
    headings = [heading.text for heading in book.headings]
    for text in sorted({t for t in headings if headings.count(t) > 1}):
        yield f"the heading “{text}” stands more than once"
    if sum(heading.level == 1 for heading in book.headings) > 1:
        yield "it has more than one heading of the first level"
    first = book.cells[0] if book.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        yield "its first cell does not begin with a title (# …)"


def shows_pictures_with_alt(book: Notebook) -> Iterator[str]:
    for code in book.code:
        titles = {_bare(title) for title in _titles(code)}
        for output in code.cell.outputs:
            for kind, text in texts(output):
                if "<Figure" in text:
                    yield f"{code} shows <Figure …>: use dlcourse.show(fig, alt=…)"
                if kind == "text/html" and re.search(r"<(img|svg)\b", text):
                    yield f"{code} shows a picture inside HTML: use dlcourse.show(fig, alt=…)"
            data = output.get("data", {})
            if any("widget-view" in mime for mime in data):
                yield f"{code} stores a live widget, not its still picture"
            if not any(mime.startswith("image/") for mime in data):
                continue
            alt = output.metadata.get("image/png", {}).get("alt", "")
            if data.keys() != {"image/png", "text/plain"} or output.output_type != "display_data":
                yield f"{code} has a picture that dlcourse.show did not make"
            elif not alt.strip():
                yield f"{code} has a picture without alt text"
            elif alt != data["text/plain"]:
                yield f"{code} has a picture whose alt is not its text/plain"
            elif _bare(alt) in titles:
                yield f"{code} has a picture whose alt only repeats its title"


def _titles(code: Code) -> Iterator[str]:
    for node in code.nodes:
        if isinstance(node, ast.Call):
            given = [keyword.value for keyword in node.keywords if keyword.arg == "title"]
            if call_name(node) in ("set_title", "suptitle", "title"):
                given += node.args[:1]
            yield from (v.value for v in given if isinstance(v, ast.Constant) and v.value)


def _bare(text: object) -> str:
    return " ".join(str(text).lower().split()).strip(" .!:")


def starts_with_dlcourse(book: Notebook) -> Iterator[str]:
    if not book.code or "dlcourse.start(" not in book.code[0].cell.source:
        yield "its first code cell does not call dlcourse.start("
    elif not book.code[0].ignored:
        yield f"its first code cell has not the tag {IGNORE}"
    for code in book.code[1:]:
        if "dlcourse.start(" in code.cell.source:
            yield f"{code} calls dlcourse.start( again"
    for code in book.code[2:]:
        if any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in code.nodes):
            yield f"{code} imports; imports belong in the first two code cells"


def has_plain_code(book: Notebook) -> Iterator[str]:
    for code in book.code:
        lines = code.cell.source.splitlines()
        if code.tree is None:
            magic = any(line.lstrip().startswith(("%", "!")) for line in lines)
            yield f"{code} " + ("uses a magic or a shell line" if magic else "is no valid Python")
        if any(line.rstrip().endswith(";") for line in lines):
            yield f"{code} has a line that ends with a semicolon"
        if "plt.show(" in code.cell.source:
            yield f"{code} calls plt.show: use dlcourse.show(fig, alt=…)"
        for node in code.nodes:
            if isinstance(node, ast.ImportFrom) and any(a.name == "*" for a in node.names):
                yield f"{code} imports *"
        if len(code.lines) > MAX_CELL_LINES:
            yield f"{code} has {len(code.lines)} lines of code; at most {MAX_CELL_LINES} may be"


def keeps_keras_quiet(book: Notebook) -> Iterator[str]:
    if not book.uses_keras:
        return
    others: set[str] = set()  # names of other libraries, and of what was made with them
    for code in book.code:
        for node in code.nodes:
            if isinstance(node, ast.ImportFrom) and _root(node.module) in ("sklearn", "dlcourse"):
                others |= {alias.asname or alias.name for alias in node.names}
            elif isinstance(node, ast.Assign) and _base(node.value) in others:
                others |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    for code in book.code:
        for call in code.calls("fit"):
            told = any(keyword.arg in ("verbose", None) for keyword in call.keywords)
            if not told and _base(call.func) not in others:
                yield f"{code} calls fit without verbose=: its progress bar never compares equal"


def _base(node: ast.AST) -> str | None:
    """The name that a chain of calls and attributes begins with."""
    while isinstance(node, (ast.Call, ast.Attribute)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def _root(module: str | None) -> str:
    return (module or "").partition(".")[0]


def keeps_numpy_lessons_free_of_keras(book: Notebook) -> Iterator[str]:
    if not "01" <= book.number <= "07":
        return
    if book.uses_keras:
        yield "it starts Keras; notebooks 01 to 07 are NumPy notebooks"
    for code in book.code:
        for node in code.nodes:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            if {_root(name) for name in names} & {"tensorflow", "keras"}:
                yield f"{code} imports TensorFlow or Keras; 01 to 07 are NumPy notebooks"


def has_computed_claims(book: Notebook) -> Iterator[str]:
    empty = {id(call) for call in empty_claims([c.tree for c in book.code if c.tree is not None])}
    for code in book.code:
        for call in code.calls("claim"):
            if id(call) in empty:
                yield f"{code} has a claim that no run could break, in its line {call.lineno}"


def has_working_links(book: Notebook) -> Iterator[str]:
    for i, cell in enumerate(book.cells, 1):
        if cell.cell_type != "markdown":
            continue
        text = _CODE.sub("", _FENCE.sub("", cell.source))
        if _PICTURE.search(text):
            yield f"cell {i} has a picture without alt text"
        for match in _LINK.finditer(text):
            link = match[1] or match[2]
            if not re.match(r"[a-z]+:", link) and (problem := _broken(book, link)):
                yield f"cell {i} links to {link}: {problem}"
        for said, link in _TITLED_LINK.findall(text):
            target = (book.path.parent / unquote(link)).resolve()
            if target.is_file() and said != (title := _title(target)):
                yield f"cell {i} calls {link} {said!r}, but its title is {title!r}"


@cache
def _title(path: Path) -> str:
    """The heading with which a notebook begins."""
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
    return "".join(first).partition("\n")[0].removeprefix("# ")


def _broken(book: Notebook, link: str) -> str | None:
    file, _, anchor = unquote(link).partition("#")
    target = (book.path.parent / file).resolve() if file else book.path.resolve()
    if not target.is_relative_to(book.folder.resolve()):
        return "it leaves notebooks/, and a learner's copies have nothing there"
    if file and not target.exists():
        return "no such file"
    if anchor and target.suffix == ".ipynb":
        other = Notebook.read(target) if file else book
        if anchor not in {heading.anchor for heading in other.headings}:
            return "no such heading (JupyterLab's anchor is the heading with - for each space)"
    return None


# --- rules for lessons --------------------------------------------------------------------------


def has_an_opening(book: Notebook) -> Iterator[str]:
    end = book.code[0].index if book.code else len(book.cells)
    text = "\n\n".join(cell.source for cell in book.cells[:end])
    places = [text.find(marker) for marker in OPENING]
    for marker, place in zip(OPENING, places, strict=True):
        if place < 0:
            yield f"its opening (before the first code cell) lacks {marker}"
    if -1 in places:
        return
    if places != sorted(places):
        yield f"its opening has not the order {' '.join(OPENING)}"
        return
    promise = text[: places[0]].partition("\n")[2]
    if not re.search(r"\w+ \w+", promise):
        yield f"its opening has no promise between the title and {OPENING[0]}"
    for marker, start, stop in zip(OPENING, places, [*places[1:], len(text)], strict=True):
        if not re.search(r"\w", text[start + len(marker) : stop]):
            yield f"nothing follows {marker}"


def has_a_closing(book: Notebook) -> Iterator[str]:
    sections = [heading for heading in book.headings if heading.level == 2]
    last = sections[-len(CLOSING) :]
    if tuple(heading.text for heading in last) != CLOSING:
        yield f"its last sections are not {', '.join('## ' + name for name in CLOSING)}"
        return
    for heading in last:
        text, codes = book.section(heading)
        if not re.search(r"\w", text):
            yield f"its section {heading.text} is empty"
        if heading.text == "Exercises" and not any(code.calls("check") for code in codes):
            yield "its section Exercises has no cell with check("


def is_one_sitting(book: Notebook) -> Iterator[str]:
    if len(book.cells) > MAX_CELLS:
        yield f"it has {len(book.cells)} cells; at most {MAX_CELLS} may be"
    lines = sum(len(code.lines) for code in book.code)
    if lines > MAX_LINES:
        yield f"it has {lines} lines of code; at most {MAX_LINES} may be"


def has_compared_cells(book: Notebook) -> Iterator[str]:
    compared = sum(bool(compared_text(code.cell)) for code in book.code)
    if compared < MIN_COMPARED:
        yield f"nbval compares the own text of {compared} cells; at least {MIN_COMPARED} must be"


def makes_claims(book: Notebook) -> Iterator[str]:
    if not any(code.calls("claim") for code in book.code):
        yield "it makes no claim"


# --- all of them --------------------------------------------------------------------------------

Rule = Callable[[Notebook], Iterator[str]]
RULES: tuple[Rule, ...] = (
    has_name_format_and_ids,
    has_minimal_metadata,
    is_executed_in_order,
    has_clean_outputs,
    has_allowed_tags,
    is_small,
    has_unique_headings,
    shows_pictures_with_alt,
    starts_with_dlcourse,
    has_plain_code,
    keeps_keras_quiet,
    keeps_numpy_lessons_free_of_keras,
    has_computed_claims,
    has_working_links,
)
LESSON_RULES: tuple[Rule, ...] = (
    has_an_opening,
    has_a_closing,
    is_one_sitting,
    has_compared_cells,
    makes_claims,
)


def problems(book: Notebook) -> list[str]:
    """Everything that is wrong with one notebook."""
    if errors := [str(error).splitlines()[0] for error in iter_validate(book.nb)]:
        return [f"it is no valid notebook: {error}" for error in errors]  # the rules need one
    rules = RULES if book.is_solution else RULES + LESSON_RULES
    return [problem for rule in rules for problem in rule(book)]


def main(names: Sequence[str]) -> int:
    """Print what is wrong with these notebooks, or with all; return 1 if anything is."""
    paths = [Path(name) for name in names] or sorted(Path("notebooks").rglob("[0-9]*.ipynb"))
    found = [f"{path}: {problem}" for path in paths for problem in problems(Notebook.read(path))]
    print("\n".join(found) or f"nothing to mend in {len(paths)} notebooks")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
