"""The lock against the ranges: offline, for every Python and platform that the course supports.

The ranges stand in `pyproject.toml`; `make lock` compiles them into `requirements.txt` (the course
and its `dev` extra) and `requirements/<extra>.txt` (what each other extra adds).
"""

from __future__ import annotations

import copy
import functools
import importlib.metadata
import itertools
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = {
    "": "requirements.txt",
    "dev": "requirements.txt",
    "gpu": "requirements/gpu.txt",
    "site": "requirements/site.txt",
    "jax": "requirements/jax.txt",
}

PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = {
    "Linux x86-64": ("posix", "linux", "Linux", "x86_64"),
    "Linux aarch64": ("posix", "linux", "Linux", "aarch64"),
    "macOS arm64": ("posix", "darwin", "Darwin", "arm64"),
    "Windows x86-64": ("nt", "win32", "Windows", "AMD64"),
}


def environment(python: str, platform: str) -> dict[str, str]:
    """What a requirement's marker sees on a Python (`"3.12"`) and a platform of `PLATFORMS`."""
    os_name, sys_platform, system, machine = PLATFORMS[platform]
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.5",
        "os_name": os_name,
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": system,
        "platform_version": "",
        "python_full_version": f"{python}.5",
        "python_version": python,
        "sys_platform": sys_platform,
        "extra": "",
    }


ENVIRONMENTS = {
    f"{platform}, Python {python}": environment(python, platform)
    for python, platform in itertools.product(PYTHONS, PLATFORMS)
}


def read_lock(path: Path) -> list[Requirement]:
    """The pins of a lock file and of those that it includes by `-r`."""
    pins = []
    for line in path.read_text(encoding="utf-8").splitlines():
        line = re.sub(r"(^|\s)#.*", "", line).strip()
        if line.startswith("-r "):
            pins += read_lock(path.parent / line.removeprefix("-r "))
        elif line:
            pins.append(Requirement(line))
    return pins


@functools.cache
def installed_requirements(name: str, version: str) -> list[Requirement]:
    """What a package of this very version asks for; nothing where another or none is installed."""
    try:
        package = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return []
    return [Requirement(r) for r in package.requires or ()] if package.version == version else []


def lock_problems(
    ranges: Iterable[Requirement],
    pins: Iterable[Requirement],
    marker_environment: dict[str, str],
    asks_for: Callable[[str, str], list[Requirement]],
) -> list[str]:
    """Where a lock does not serve the ranges, and what their packages ask for in their turn.

    Args:
        ranges: The requirements to serve.
        pins: The lock's requirements; each must have the form `name==version`.
        marker_environment: What markers are evaluated with, of `ENVIRONMENTS`.
        asks_for: From a package's name and version to its own requirements, as far as known.

    Returns:
        One line a problem: no pin that applies here, more than one, or one outside the range.
    """
    applicable: dict[str, list[str]] = {}
    for pin in pins:
        if pin.marker is None or pin.marker.evaluate(marker_environment):
            version = str(pin.specifier).removeprefix("==")
            applicable.setdefault(canonicalize_name(pin.name), []).append(version)

    problems = []
    waiting = [(wanted, frozenset({""}), "the course") for wanted in ranges]
    seen = set()
    while waiting:
        wanted, extras, asker = waiting.pop(0)
        applies = wanted.marker is None or any(
            wanted.marker.evaluate({**marker_environment, "extra": extra}) for extra in extras
        )
        if not applies or (str(wanted), asker) in seen:
            continue
        seen.add((str(wanted), asker))
        versions = applicable.get(canonicalize_name(wanted.name), [])
        if len(versions) != 1:
            count = "no pin" if not versions else f"{len(versions)} pins at once"
            problems.append(f"{count} for {wanted}, which {asker} asks for")
        elif not wanted.specifier.contains(versions[0], prereleases=True):
            problems.append(f"the pin {versions[0]} is outside {wanted}, which {asker} asks for")
        else:
            name = canonicalize_name(wanted.name)
            inner = frozenset({"", *wanted.extras})
            asker = f"{name}[{','.join(sorted(wanted.extras))}]" if wanted.extras else name
            waiting += [(further, inner, asker) for further in asks_for(name, versions[0])]
    return problems


def extra_ranges(project: dict, extra: str) -> list[Requirement]:
    """The ranges of an extra of `[project]`; of the course itself for the empty name."""
    found = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [Requirement(line) for line in found]


def nothing_more(name: str, version: str) -> list[Requirement]:
    """For `lock_problems`: look at the ranges alone, not at what their packages ask for."""
    return []


def problems_of(
    project: dict,
    locks: dict[str, list[Requirement]],
    asks_for: Callable[[str, str], list[Requirement]] = nothing_more,
) -> list[str]:
    """Every problem of a project's ranges with its locks, over all `ENVIRONMENTS`."""
    return [
        f"{where}: {problem} (extra {extra!r})"
        for where, markers in ENVIRONMENTS.items()
        for extra in ("", *project["optional-dependencies"])
        for problem in lock_problems(extra_ranges(project, extra), locks[extra], markers, asks_for)
    ]


@pytest.fixture(scope="module")
def locks() -> dict[str, list[Requirement]]:
    return {extra: read_lock(ROOT / path) for extra, path in LOCKS.items()}


def test_each_extra_has_its_lock() -> None:
    assert set(LOCKS) == {"", *PROJECT["optional-dependencies"]}


def test_lock_serves_every_range_on_every_python_and_platform(locks) -> None:
    assert problems_of(PROJECT, locks, installed_requirements) == []


def all_ranges() -> list[tuple[str, int, str]]:
    return [
        (extra, position, requirement.name)
        for extra in ("", *PROJECT["optional-dependencies"])
        for position, requirement in enumerate(extra_ranges(PROJECT, extra))
    ]


@pytest.mark.parametrize(("extra", "position", "name"), all_ranges())
def test_a_changed_range_is_noticed(locks, extra: str, position: int, name: str) -> None:
    project = copy.deepcopy(PROJECT)
    lines = project["optional-dependencies"][extra] if extra else project["dependencies"]
    changed = Requirement(lines[position])
    changed.specifier = SpecifierSet(">=9999")
    lines[position] = str(changed)
    found = problems_of(project, locks)
    assert found
    assert all(name in problem and ">=9999" in problem for problem in found)


@pytest.mark.parametrize(("extra", "position", "name"), all_ranges())
def test_a_missing_pin_is_noticed(locks, extra: str, position: int, name: str) -> None:
    fewer = {**locks, extra: [pin for pin in locks[extra] if pin.name != name]}
    assert len(fewer[extra]) < len(locks[extra])
    assert any(f"no pin for {name}" in problem for problem in problems_of(PROJECT, fewer))


@pytest.mark.parametrize(
    ("pins", "where", "message"),
    [
        (["tool==1.5", "tool==1.6"], "Linux x86-64, Python 3.11", "2 pins at once for tool"),
        (
            ["tool==1.5", "tool==1.6 ; python_version >= '3.13'"],
            "macOS arm64, Python 3.13",
            "2 pins at once for tool",
        ),
        (["tool==1.5 ; os_name != 'nt'"], "Windows x86-64, Python 3.12", "no pin for tool"),
        (["tool==1.5 ; platform_machine == 'x86_64'"], "Linux aarch64, Python 3.12", "no pin"),
        (["tool==2.0"], "Linux aarch64, Python 3.12", "the pin 2.0 is outside tool<2,>=1"),
        (["tool==2.0rc1"], "Linux aarch64, Python 3.12", "the pin 2.0rc1 is outside"),
        ([], "Linux aarch64, Python 3.12", "no pin for tool<2,>=1, which the course asks for"),
    ],
)
def test_a_pin_that_does_not_serve_is_named(pins: list[str], where: str, message: str) -> None:
    found = lock_problems(
        [Requirement("tool>=1,<2")],
        [Requirement(pin) for pin in pins],
        ENVIRONMENTS[where],
        nothing_more,
    )
    assert len(found) == 1
    assert message in found[0]


@pytest.mark.parametrize(
    ("pins", "where"),
    [
        (["tool==1.5"], "Windows x86-64, Python 3.12"),
        (
            ["tool==1.5 ; python_version < '3.13'", "tool==1.6 ; python_version >= '3.13'"],
            "macOS arm64, Python 3.13",
        ),
        (["Tool==1.5", "other==1"], "Linux x86-64, Python 3.11"),
    ],
)
def test_a_pin_that_serves_is_accepted(pins: list[str], where: str) -> None:
    pinned = [Requirement(pin) for pin in pins]
    ranges = [Requirement("tool>=1,<2")]
    assert lock_problems(ranges, pinned, ENVIRONMENTS[where], nothing_more) == []


def test_what_a_package_asks_for_needs_a_pin_too() -> None:
    asked = {
        "tool": [Requirement("part>=3"), Requirement("cuda>=12 ; extra == 'gpu'")],
        "part": [Requirement("tool"), Requirement("seldom ; sys_platform == 'win32'")],
    }
    pins = [Requirement("tool==1"), Requirement("part==2")]

    def problems(wanted: str, part: str, where: str) -> list[str]:
        pins[1] = Requirement(f"part=={part}")
        return lock_problems(
            [Requirement(wanted)], pins, ENVIRONMENTS[where], lambda name, _: asked.get(name, [])
        )

    linux, windows = "Linux x86-64, Python 3.11", "Windows x86-64, Python 3.11"
    assert problems("tool", "3", linux) == []
    assert problems("tool", "2", linux) == ["the pin 2 is outside part>=3, which tool asks for"]
    assert problems("tool", "3", windows) == [
        'no pin for seldom; sys_platform == "win32", which part asks for'
    ]
    assert problems("tool[gpu]", "3", linux) == [
        'no pin for cuda>=12; extra == "gpu", which tool[gpu] asks for'
    ]


def range_problem(requirement: Requirement) -> str | None:
    """What keeps a requirement from being a range: an exact version, or no lower end."""
    operators = {specifier.operator for specifier in requirement.specifier}
    if operators & {"==", "==="}:
        return f"{requirement} is no range"
    if not operators & {">", ">=", "~="}:
        return f"{requirement} has no lower end"
    return None


def test_pyproject_has_ranges_and_no_exact_versions() -> None:
    extras = ("", *PROJECT["optional-dependencies"])
    ranges = [requirement for extra in extras for requirement in extra_ranges(PROJECT, extra)]
    assert [problem for problem in map(range_problem, ranges) if problem] == []


@pytest.mark.parametrize("line", ["tool", "tool<2", "tool!=1.5", "tool==1.5", "tool==1.*,>=1.2"])
def test_what_is_no_range_is_noticed(line: str) -> None:
    assert range_problem(Requirement(line))


@pytest.mark.parametrize("path", sorted(set(LOCKS.values())))
def test_lock_holds_exact_versions_and_nothing_of_a_machine(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    for pin in read_lock(ROOT / path):
        (specifier,) = pin.specifier
        assert specifier.operator == "=="
        assert "*" not in specifier.version
        assert "+" not in specifier.version, f"{pin} is a build of one machine"
        assert pin.url is None
    for line in text.splitlines():
        assert re.match(r"\s*#|[a-z0-9][a-z0-9.-]*==|-r \.\./requirements\.txt$", line), line
        assert "://" not in line, line
        assert not re.search(r"(^|\s)/\w", line), line


@pytest.mark.parametrize("where", ENVIRONMENTS)
@pytest.mark.parametrize("extra", LOCKS)
def test_no_package_is_pinned_twice_at_once(locks, where: str, extra: str) -> None:
    names = [
        canonicalize_name(pin.name)
        for pin in locks[extra]
        if pin.marker is None or pin.marker.evaluate(ENVIRONMENTS[where])
    ]
    assert len(names) == len(set(names))
    assert len(names) > 100


def test_the_pythons_agree_everywhere() -> None:
    """The supported Pythons, in the range and wherever else they are written out."""
    supported = SpecifierSet(PROJECT["requires-python"])
    assert [f"3.{minor}" for minor in range(8, 20) if f"3.{minor}.5" in supported] == list(PYTHONS)
    classified = [line.rsplit(" ", 1)[1] for line in PROJECT["classifiers"] if "Python ::" in line]
    assert classified == list(PYTHONS)
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == list(PYTHONS)
    low, high = (version.replace(".", ", ") for version in (PYTHONS[0], PYTHONS[-1]))
    for script in ("tools/find-python.sh", "tools/venv.sh"):
        text = (ROOT / script).read_text(encoding="utf-8")
        assert f"({low}) <= sys.version_info[:2] <= ({high})" in text, script
    lock_script = (ROOT / "tools/lock.sh").read_text(encoding="utf-8")
    assert f"--python-version {PYTHONS[0]} " in lock_script


def test_conda_installs_the_same_lock() -> None:
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert conda["name"] == PROJECT["name"]
    python, pip, packages = conda["dependencies"]
    assert re.fullmatch(r"python=3\.\d+", python)
    assert f"{python.removeprefix('python=')}.0" in SpecifierSet(PROJECT["requires-python"])
    assert pip == "pip"
    assert packages == {"pip": ["-r requirements.txt", "-e ."]}


def test_readme_lists_the_notebooks_and_links_to_what_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)[^)]*\)", text)
    assert [target for target in targets if not (ROOT / target).exists()] == []
    table = text.split("<!-- notebooks: begin -->")[1].split("<!-- notebooks: end -->")[0]
    listed = re.findall(r"^\| \[(\w+) · [^]]+\]\(notebooks/([^)]+)\)", table, re.MULTILINE)
    lessons = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert [name for _, name in listed] == lessons
    assert [number for number, _ in listed] == [name.split("_")[0] for name in lessons]
