"""Runs the measurements of this folder: `make bench`, or `python -m benchmarks [NAME …]`.

Every other file here is one measurement: a module whose `main()` returns a section of Markdown
that begins with `## `. A new file is found by being there.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
VERSIONS = ("numpy", "tensorflow", "keras", "scikit-learn", "gensim")


def measurements() -> dict[str, Path]:
    """From a measurement's name to its file, in the order of the names."""
    return {path.stem: path for path in sorted(HERE.glob("*.py")) if not path.stem.startswith("_")}


def run(path: Path) -> str:
    """The section that a measurement's `main()` returns."""
    spec = spec_from_file_location(f"benchmarks.{path.stem}", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.main().strip()


def machine() -> str:
    """One sentence on what the numbers were measured on."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in VERSIONS)
    return (
        f"Measured on {platform.system()} ({platform.machine()}, {os.cpu_count()} cores) with "
        f"Python {platform.python_version()}; {versions}."
    )


def main() -> None:
    """Read the command line, run what it names, print it, and store it if asked."""
    known = measurements()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument("--write", action="store_true", help="store all of them in docs/")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in known]:
        parser.error(f"no measurement {', '.join(unknown)}; there are: {', '.join(known)}")
    if given.write and given.names:
        parser.error("--write stores the whole page: leave out the names")

    sections = []
    for name in given.names or known:
        sections.append(run(known[name]))
        print(sections[-1], end="\n\n", flush=True)
    if given.write:
        head = ["# Benchmarks", f"{machine()} Made by `make bench WRITE=1`."]
        PAGE.write_text("\n\n".join([*head, *sections]) + "\n", encoding="utf-8")
        print(f"Stored in {PAGE.relative_to(HERE.parent)}.")


if __name__ == "__main__":
    main()
