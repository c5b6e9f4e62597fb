"""`dlcourse run`: execute lessons, write executed copies and HTML, report time and claims."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dlcourse.cli.checkout import CourseError, Lesson, find, replace, writable_folder
from dlcourse.cli.kernels import kernel_env

if TYPE_CHECKING:
    from dlcourse.cli.execute import Execution
    from dlcourse.cli.report import LessonReport

__all__ = ["run"]

_TIMEOUT = {"quick": 180, "full": 3600}


def run(
    ctx: typer.Context,
    lessons: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LESSONS]...",
            help="03 (all its parts), 03b, 07-09 or a name. Default: all.",
            show_default=False,
        ),
    ] = None,
    profile: Annotated[
        str, typer.Option(envvar="DLCOURSE_PROFILE", help="quick or full.")
    ] = "quick",
    solutions: Annotated[
        bool, typer.Option("--solutions", help="Also the lessons' solutions.")
    ] = False,
    seeds: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Run each lesson with this many seeds (0, 1, …) and show the worst margin "
            "of each claim.",
            show_default=False,
        ),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Notebooks at a time.")] = 1,
    timeout: Annotated[
        int | None,
        typer.Option(
            min=1, help="Seconds for one cell. Default: 180, in full 3600.", show_default=False
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            help="Where copies and HTML go. Default: build/PROFILE in the course folder, or "
            "in the current one.",
            show_default=False,
        ),
    ] = None,
    store: Annotated[
        bool,
        typer.Option(
            "--store",
            help="For maintainers: run lessons and solutions twice and store them in place if "
            "both runs agree.",
        ),
    ] = False,
) -> None:
    """Run lessons from top to bottom; copies and HTML go to build/."""
    # An empty variable of the environment counts as unset, as it does in a notebook.
    profile = profile or "quick"
    if profile not in _TIMEOUT:
        raise CourseError(f"--profile must be quick or full, not {profile!r}.")
    checkout = find(ctx.obj)
    chosen = checkout.lessons(lessons or ())
    if not chosen:
        raise CourseError(f"There is no lesson in {checkout.notebooks}.")
    limit = timeout or _TIMEOUT[profile]
    if store:
        from dlcourse.cli.store import store_all

        given = {"--profile full": profile == "full", "--seeds": seeds, "--output": output}
        if wrong := [name for name, value in given.items() if value]:
            raise CourseError(f"--store does not go with {', '.join(wrong)}.")
        paths = [path for lesson in chosen for path in (lesson.path, lesson.solutions) if path]
        raise typer.Exit(0 if store_all(paths, checkout.root, limit, jobs) else 1)
    if output is not None:
        folders = [output]
    else:
        folders = [base / "build" / profile for base in (checkout.root, Path.cwd())]
    folder = writable_folder(folders, "--output").resolve()
    # Several kernels at once share the cores; one alone may use what it likes.
    threads = max(1, (os.cpu_count() or 1) // jobs) if jobs > 1 else None
    work = _Work(profile, limit, folder, threads)
    numbers = list(range(seeds)) if seeds else [_own_seed()]
    tasks = [
        _Task(name, path, seed, first=seed == numbers[0])
        for lesson in chosen
        for name, path in _notebooks(lesson, solutions)
        for seed in numbers
    ]
    reports = _run_all(tasks, work, jobs, many=len(numbers) > 1)
    failed = _finish(reports, folder, len(numbers), show_claims=seeds is not None)
    raise typer.Exit(1 if failed else 0)


@dataclass(frozen=True)
class _Work:
    """What all tasks of one command share."""

    profile: str
    timeout: int
    folder: Path
    threads: int | None


@dataclass(frozen=True)
class _Task:
    """One notebook with one seed; the first seed's copy and HTML are the ones written."""

    name: str
    path: Path
    seed: int
    first: bool


def _notebooks(lesson: Lesson, solutions: bool) -> Iterator[tuple[str, Path]]:
    yield lesson.name, lesson.path
    if solutions and lesson.solutions is not None:
        yield f"solutions/{lesson.name}", lesson.solutions


def _own_seed() -> int:
    given = os.environ.get("DLCOURSE_SEED") or "0"
    if not given.isdecimal():
        raise CourseError(f"DLCOURSE_SEED must be a whole number from 0, not {given!r}.")
    return int(given)


def _run_all(tasks: list[_Task], work: _Work, jobs: int, *, many: bool) -> list[LessonReport]:
    from rich.console import Console

    from dlcourse.cli.execute import execute, in_threads
    from dlcourse.cli.report import LessonReport

    console = Console()
    quick = work.profile == "quick"
    reports = {task.name: LessonReport(task.name) for task in tasks}

    def label(task: _Task) -> str:
        return f"{task.name} (seed {task.seed})" if many else task.name

    def one(task: _Task, stop: threading.Event) -> Execution:
        bar = progress.add_task(label(task), total=None)
        explore = "still" if quick else None
        env = kernel_env(work.profile, seed=task.seed, explore=explore, threads=work.threads)
        try:
            result = execute(
                task.path,
                env,
                timeout=work.timeout,
                on_cell=lambda done, total: progress.update(bar, completed=done, total=total),
                stop=stop,
            )
        finally:
            progress.remove_task(bar)
        if not stop.is_set():
            _write(task, result, work.folder)
        return result

    def on_done(task: _Task, result: Execution) -> None:
        reports[task.name].add(task.seed, result)
        mark = "[red]✘[/]" if result.failures else "[green]✔[/]"
        progress.console.print(f"{mark} {label(task)}  {result.seconds:.1f} s")

    with _progress(console) as progress:
        in_threads(one, tasks, jobs, on_done)
    return list(reports.values())


@contextmanager
def _progress(console: Any) -> Iterator[Any]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
    ) as progress:
        yield progress


def _write(task: _Task, result: Execution, folder: Path) -> None:
    """The executed copy and its page; of further seeds, only the copy of one that failed."""
    import nbformat

    if not task.first:
        if not result.failures:
            return
        folder = folder / f"seed-{task.seed}"
    copy = folder / f"{task.name}.ipynb"
    copy.parent.mkdir(parents=True, exist_ok=True)
    replace((nbformat.writes(result.notebook) + "\n").encode(), copy)
    if task.first:
        from dlcourse.cli.html import to_html

        page = to_html(result.notebook, task.path.parent, task.name)
        replace(page.encode(), copy.with_suffix(".html"))


def _finish(reports: list[LessonReport], folder: Path, seeds: int, *, show_claims: bool) -> bool:
    """Print tables and failures, write the claims; return whether anything failed."""
    from rich.console import Console

    from dlcourse.cli.report import by_narrowness, claims_table, summary, write_claims

    console = Console()
    claims = by_narrowness(reports)
    write_claims(claims, seeds, folder)
    console.print(summary(reports))
    if show_claims:
        console.print(claims_table(claims, seeds))
    for lesson in reports:
        for seed, result in lesson.runs.items():
            for failure in result.failures:
                which = f" (seed {seed})" if seeds > 1 else ""
                under = f", “{failure.heading}”" if failure.heading else ""
                place = f"{lesson.name}{which}, cell [{failure.cell}]{under}"
                typer.echo(f"✘ {place}: {failure.error}")
    if not show_claims:
        for claim in claims:
            if claim.failed:
                typer.echo(f"✘ {claim.notebook}, does not hold: {claim.text}")
            elif claim.narrow:
                relative = claim.worst["relative"]
                typer.echo(f"! {claim.notebook}, narrow by {relative:.2%}: {claim.text}")
    typer.echo(f"Executed copies, HTML and claims are in {folder}")
    return any(lesson.failed for lesson in reports)
