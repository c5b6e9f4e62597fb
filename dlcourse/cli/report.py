"""What `dlcourse run` says at its end: a table of lessons, the claims, the failures."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlcourse.cli.checkout import replace
from dlcourse.cli.execute import Execution

__all__ = [
    "NARROW",
    "Claim",
    "LessonReport",
    "by_narrowness",
    "claims_table",
    "summary",
    "write_claims",
]

_RECORDED = ("value", "op", "bound", "margin", "relative")
_COLUMNS = ("notebook", "claim", *_RECORDED, "seed", "seeds", "reached", "failed", "narrow")
NARROW = 0.005  # a relative margin below half a percent: another machine may tip it


@dataclass
class Claim:
    """One claim of a notebook over all runs: the run with its narrowest margin, and counts.

    Attributes:
        worst: The record of the narrowest run (see `dlcourse.claims`).
        seed: The seed of that run.
        seen: The seeds in which the claim was reached.
        failed: The seeds in which it did not hold.
    """

    notebook: str
    text: str
    worst: dict[str, Any]
    seed: int
    seen: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)

    @property
    def narrow(self) -> bool:
        relative = self.worst.get("relative")
        return not self.failed and relative is not None and relative < NARROW


class LessonReport:
    """All runs of one notebook, one a seed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.runs: dict[int, Execution] = {}
        self._claims: dict[str, Claim] = {}

    def add(self, seed: int, run: Execution) -> None:
        self.runs[seed] = run
        for record in run.claims:
            text = record["claim"]
            claim = self._claims.setdefault(text, Claim(self.name, text, record, seed))
            claim.seen.add(seed)
            if not record["held"]:
                claim.failed.add(seed)
            if _tightness(record) < _tightness(claim.worst):
                claim.worst, claim.seed = record, seed

    @property
    def claims(self) -> list[Claim]:
        return list(self._claims.values())

    @property
    def failed(self) -> bool:
        # A claim may fail inside `try`, so that no cell raises: it counts all the same.
        return any(run.failures for run in self.runs.values()) or any(
            claim.failed for claim in self.claims
        )


def _tightness(record: dict[str, Any]) -> tuple[bool, float]:
    """For sorting: failed before held, then by relative margin; no margin comes last."""
    relative = record.get("relative")
    if relative is None or math.isnan(relative):
        relative = math.inf if record["held"] else -math.inf
    return bool(record["held"]), relative


def by_narrowness(lessons: Sequence[LessonReport]) -> list[Claim]:
    """All claims: first those that failed in the most seeds, then by relative margin."""
    claims = [claim for lesson in lessons for claim in lesson.claims]
    return sorted(claims, key=lambda claim: (-len(claim.failed), _tightness(claim.worst)))


def summary(lessons: Sequence[LessonReport]) -> Any:
    """The table of lessons, a `rich.table.Table`.

    With several seeds, time and memory are those of the costliest run, and claims those of all.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(
        caption="memory: the kernel's peak; claims: held of made; "
        "narrow: held by less than half a percent"
    )
    table.add_column("lesson", overflow="fold")
    for name in ("time", "memory", "cells", "claims", "failed", "narrow"):
        table.add_column(name, justify="right")
    for lesson in lessons:
        runs = lesson.runs.values()
        peaks = [run.peak_mb for run in runs if run.peak_mb is not None]
        held = sum(record["held"] for run in runs for record in run.claims)
        narrow = sum(claim.narrow for claim in lesson.claims)
        table.add_row(
            Text(lesson.name, style="red" if lesson.failed else ""),
            _duration(max(run.seconds for run in runs)),
            f"{max(peaks):.0f} MB" if peaks else "unknown",
            str(max(run.cells for run in runs)),
            f"{held} of {sum(len(run.claims) for run in runs)}",
            Text(_failed(lesson), style="red"),
            str(narrow) if narrow else "",
        )
    return table


def _failed(lesson: LessonReport) -> str:
    cells = max(len(run.failures) for run in lesson.runs.values())
    claims = sum(bool(claim.failed) for claim in lesson.claims)
    if cells:
        return _plural(cells, "cell")
    return _plural(claims, "claim") if claims else ""


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 90 else f"{seconds / 60:.1f} min"


def claims_table(claims: Sequence[Claim], seeds: int) -> Any:
    """The worst margin of each claim over the seeds, a `rich.table.Table`."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"Worst margin of each claim over {_plural(seeds, 'seed')}")
    table.add_column("lesson", overflow="fold")
    table.add_column("claim", overflow="fold", ratio=1)
    for name in ("at its worst", "margin", "seed", "failed"):
        table.add_column(name, justify="right")
    for claim in claims:
        record = claim.worst
        style = "red" if claim.failed else "yellow" if claim.narrow else ""
        # A claim that was not reached in every seed: an earlier cell of those runs failed.
        reached = "" if len(claim.seen) == seeds else f" (reached in {len(claim.seen)})"
        table.add_row(
            claim.notebook,
            Text(claim.text + reached, style=style),
            Text(_comparison(record)),
            "" if record.get("relative") is None else f"{record['relative']:.1%}",
            str(claim.seed),
            str(len(claim.failed)) if claim.failed else "",
        )
    return table


def _comparison(record: dict[str, Any]) -> str:
    """What was compared with what, such as `0.93 > 0.9`; a truth value stands alone."""
    value, op, bound = (record.get(key) for key in ("value", "op", "bound"))
    if op is None:
        return _short(value)
    if op == "between":
        return f"{_short(value)} between {' and '.join(map(_short, bound))}"
    return f"{_short(value)} {op} {_short(bound)}"


def _short(value: Any) -> str:
    """A number with four digits, a list in brackets, the middle of a long one left out."""
    if isinstance(value, list):
        parts = [_short(v) for v in value]
        if len(parts) > 6:
            parts[3:-2] = ["…"]
        return f"[{', '.join(parts)}]"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def write_claims(claims: Sequence[Claim], seeds: int, folder: Path) -> None:
    """Write `claims.json` and `claims.csv`, one row a claim in the order given."""
    rows = [
        {
            "notebook": claim.notebook,
            "claim": claim.text,
            **{key: _finite(claim.worst.get(key)) for key in _RECORDED},
            "seed": claim.seed,
            "seeds": seeds,
            "reached": len(claim.seen),
            "failed": len(claim.failed),
            "narrow": claim.narrow,
        }
        for claim in claims
    ]
    text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    replace(text.encode(), folder / "claims.json")
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, _COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    replace(table.getvalue().encode(), folder / "claims.csv")


def _finite(value: Any) -> Any:
    """JSON has no NaN and no infinity."""
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
