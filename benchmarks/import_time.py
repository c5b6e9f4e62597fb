"""How long `import dlcourse` takes in a fresh process, beside an interpreter that imports nothing.

Run it alone (`python benchmarks/import_time.py`) or with all others (`make bench`).
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 15
CASES = {
    "nothing (the interpreter alone)": "pass",
    "`import dlcourse`": "import dlcourse",
    "`import dlcourse.cli` (the command line)": "import dlcourse.cli",
    "`import numpy`, for comparison": "import numpy",
}


def seconds(code: str, folder: str) -> float:
    """The wall time of a fresh interpreter that runs some code in a folder and ends."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)
    return time.perf_counter() - began


def measure(cases: dict[str, str], runs: int) -> dict[str, list[float]]:
    """The wall times of each case.

    The cases take turns, so that a machine that gets busy slows all of them alike, and each runs
    once beforehand, so that none reads its files from a cold disk.

    Args:
        cases: From a name to the code that it runs.
        runs: How often each case is measured, at least once.
    """
    times: dict[str, list[float]] = {name: [] for name in cases}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(runs + 1):
            for name, code in cases.items():
                elapsed = seconds(code, folder)
                if turn > 0:
                    times[name].append(elapsed)
    return times


def main() -> str:
    """Measure, and return a section of Markdown."""
    times = measure(CASES, RUNS)
    medians = {name: statistics.median(values) for name, values in times.items()}
    bare = next(iter(medians.values()))
    rows = [
        f"| {name} | {1000 * median:.0f} | {1000 * (median - bare):.0f} |"
        for name, median in medians.items()
    ]
    return "\n".join(
        [
            "## Importing the package",
            "",
            f"A fresh process each time, median of {RUNS}. `import dlcourse` is to stay under",
            "200 ms, the interpreter's own start included.",
            "",
            "| what is imported | whole process, ms | over the interpreter, ms |",
            "|---|---:|---:|",
            *rows,
        ]
    )


if __name__ == "__main__":
    print(main())
