"""Storing notebooks with their outputs, for maintainers: `dlcourse run --store`.

Each notebook is run twice in fresh kernels. It is stored only if both runs say the same (all
text; pictures are not compared), and if nothing in it would differ, or frighten, on another
machine: no error, no stderr, no path of this machine, no address in memory.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from dlcourse.cli.checkout import replace
from dlcourse.cli.kernels import kernel_env

__all__ = ["problems", "store_all", "stored_form"]

IGNORED = "nbval-ignore-output"
# What a tool leaves in a cell's metadata and no reader needs.
_NOISE = ("ExecuteTime", "collapsed", "execution", "scrolled", "trusted", "vscode")
_HOME = re.compile(r"(?<![\w.:/~-])/(?:home|Users|root|tmp|var/folders|private)/|[A-Z]:\\Users\\")
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


def store_all(paths: Sequence[Path], root: Path, timeout: int, jobs: int = 1) -> bool:
    """Run and store these notebooks, and print what came of each.

    Args:
        paths: The notebooks, which are written in place.
        root: The course folder; what is printed is relative to it.
        timeout: Seconds that one cell may take.
        jobs: Notebooks at a time.

    Returns:
        Whether all could be stored.
    """
    from dlcourse.cli.execute import Execution, execute, in_threads

    refused = []

    def twice(path: Path, stop: threading.Event) -> tuple[bytes, Execution, Execution]:
        before = path.read_bytes()
        with tempfile.TemporaryDirectory(prefix="dlcourse-data-") as data:
            # As the tests run it: without data sets and without a GPU, one thread.
            env = {"DLCOURSE_DATA": data, "CUDA_VISIBLE_DEVICES": "-1"}
            first, second = (
                execute(path, kernel_env() | env, timeout=timeout, stop=stop) for _ in range(2)
            )
        return before, first, second

    def settle(path: Path, runs: tuple[bytes, Execution, Execution]) -> None:
        before, first, second = runs
        name = path.relative_to(root)
        wrong = problems(first, second, root)
        if not wrong and path.read_bytes() != before:
            wrong = ["the file was changed while it ran; run it again"]
        if wrong:
            refused.append(path)
            typer.secho(f"✘ {name} is not stored:", fg="red")
            for problem in wrong:
                typer.echo(f"  {problem}")
            return
        content = stored_form(first.notebook)
        if content != before:
            replace(content, path)
        words = "stored" if content != before else "as it was"
        typer.echo(f"✔ {name}: {words} ({first.seconds:.1f} s and {second.seconds:.1f} s)")

    in_threads(twice, paths, jobs, settle)
    return not refused


def problems(first: Any, second: Any, root: Path) -> list[str]:
    """Why a notebook cannot be stored.

    Args:
        first: One `Execution` of the notebook.
        second: Another.
        root: The course folder, whose path must not be in an output.

    Returns:
        A line or more for each reason; nothing if it can be stored.
    """
    found = []
    for failure in [*first.failures, *second.failures]:
        line = f"cell [{failure.cell}] failed: {failure.error}"
        if line not in found:
            found.append(line)
    if found:
        return found
    paths = _paths_here(root)
    for one, other in zip(first.notebook.cells, second.notebook.cells, strict=True):
        if one.cell_type != "code":
            continue
        where = f"cell [{one.execution_count}]"
        for output in one.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                found.append(f"{where} writes to stderr: {_first_line(output.text)}")
        for _, text in _texts(one.outputs):
            if here := _of_this_machine(text, paths):
                found.append(f"{where} shows {here}")
                break
        ours, theirs = _texts(one.outputs), _texts(other.outputs)
        if IGNORED not in one.metadata.get("tags", []) and ours != theirs:
            found.append(f"{where} differs in a second run:\n{_difference(ours, theirs)}")
    return found


def _texts(outputs: Sequence[Any]) -> list[tuple[str, str]]:
    """What is compared: kind and text of each part; a picture counts as being there."""
    parts = []
    for output in outputs:
        if output.output_type == "stream":
            parts.append((output.name, output.text))
            continue
        for kind, data in sorted(output.get("data", {}).items()):
            text = "a picture" if kind.startswith("image/") else data
            parts.append((kind, text if isinstance(text, str) else repr(text)))
    return parts


def _difference(ours: list[tuple[str, str]], theirs: list[tuple[str, str]]) -> str:
    """The first lines that differ, at most three of each run."""
    lines = [
        [f"{kind}: {line}" for kind, text in parts for line in text.splitlines()]
        for parts in (ours, theirs)
    ]
    changes = [
        line.rstrip()
        for line in difflib.unified_diff(*lines, n=0, lineterm="")
        if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ]
    first = [line[1:] for line in changes if line.startswith("-")][:3]
    second = [line[1:] for line in changes if line.startswith("+")][:3]
    shown = [*(f"    run 1  {line}" for line in first), *(f"    run 2  {line}" for line in second)]
    return "\n".join(shown or ["    only in white space at the ends of lines"])


def _paths_here(root: Path) -> list[str]:
    folders = [root, Path.home(), Path.cwd(), tempfile.gettempdir(), sys.prefix, sys.base_prefix]
    spellings = {str(spelling) for f in map(Path, folders) for spelling in (f, f.resolve())}
    return sorted((path for path in spellings if len(path) > 4), key=len, reverse=True)


def _of_this_machine(text: str, paths: list[str]) -> str | None:
    for path in paths:
        if re.search(re.escape(path) + r"(?![\w.-])", text):
            return f"a path of this machine: {path}"
    if match := _HOME.search(text):
        return f"a path of this machine: {_first_line(text[match.start() :])}"
    if match := _ADDRESS.search(text):
        return f"an address in memory: “{match[0]}”"
    return None


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else "(nothing visible)"
    return line if len(line) <= 100 else line[:97] + "…"


def stored_form(notebook: Any) -> bytes:
    """A notebook as it is committed: the same bytes for the same text and outputs.

    Cells are named after the hash of their source, metadata is reduced to what a reader's
    Jupyter needs, and keys are sorted.
    """
    import nbformat

    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        }
    )
    for cell, name in zip(notebook.cells, _names(notebook.cells), strict=True):
        cell.id = name
        for key in _NOISE:
            cell.metadata.pop(key, None)
    nbformat.validate(notebook)
    return (nbformat.writes(notebook, version=4).rstrip("\n") + "\n").encode()


def _names(cells: Sequence[Any]) -> Iterator[str]:
    taken: dict[str, int] = {}
    for cell in cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        taken[digest] = taken.get(digest, 0) + 1
        yield digest if taken[digest] == 1 else f"{digest}-{taken[digest]}"
