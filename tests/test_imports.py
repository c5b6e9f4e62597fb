"""`import dlcourse` is cheap: in a fresh process it brings in none of the heavy libraries.

How many milliseconds it takes is measured by `benchmarks/import_time.py`, not asserted here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "tensorflow",
    "keras",
    "numpy",
    "scipy",
    "sklearn",
    "matplotlib",
    "pandas",
    "gensim",
    "nltk",
    "IPython",
    "jupyterlab",
    "nbclient",
}


def heavy_after(code: str, folder: Path) -> set[str]:
    """The heavy libraries that a fresh process holds after running some code in a folder."""
    report = "; import json, sys; print(json.dumps(sorted(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", code + report],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert result.stderr == ""
    return HEAVY & set(json.loads(result.stdout))


@pytest.mark.parametrize(
    "code",
    [
        "import dlcourse",
        "import dlcourse; dir(dlcourse); dlcourse.__version__",
        "import dlcourse; hasattr(dlcourse, 'no_such_name')",
        "from dlcourse import claim, fails",
        "import dlcourse.cli",
    ],
)
def test_import_brings_in_nothing_heavy(code: str, tmp_path: Path) -> None:
    assert heavy_after(code, tmp_path) == set()


def test_heavy_libraries_are_seen_where_they_are_imported(tmp_path: Path) -> None:
    assert "numpy" in heavy_after("import dlcourse, numpy", tmp_path)


def test_a_room_is_loaded_when_it_is_first_used(tmp_path: Path) -> None:
    assert "matplotlib" in heavy_after("import dlcourse; dlcourse.plots", tmp_path)
