"""The rooms of `dlcourse`: an import points only downward."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.claim_rules import call_name

# From the top to the bottom. The rooms of one floor may use each other.
FLOORS = (
    ("__main__",),
    ("cli",),
    ("explore",),
    ("exercises",),
    ("session",),
    ("models",),
    ("layers", "losses", "optimizers", "schedules", "callbacks"),
    ("plots",),
    ("scratch",),
    ("data",),
    ("claims",),
)
HEIGHT = {room: -floor for floor, rooms in enumerate(FLOORS) for room in rooms}

# Libraries that a room must never import.
BARRED = {
    "scratch": ("tensorflow", "keras"),
    "layers": ("tensorflow",),
    "losses": ("tensorflow",),
    "optimizers": ("tensorflow",),
    "schedules": ("tensorflow",),
    "callbacks": ("tensorflow",),
    "models": ("tensorflow",),
}


def room_problems(package: Path) -> Iterator[str]:
    """Every import of the package that points upward, or to a library barred from its room.

    Args:
        package: The folder of the package, such as `dlcourse/`. Its `__init__.py`, which loads
            every room when it is first used, is not looked at.
    """
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        room = parts[0]
        if parts == ("__init__",):
            continue
        if room not in HEIGHT:
            yield f"{path.name}: the room {room} has no floor in tests/room_rules.py"
            continue
        module = (package.name, *(parts[:-1] if parts[-1] == "__init__" else parts))
        folder = module if parts[-1] == "__init__" else module[:-1]
        for line, name in imports(ast.parse(path.read_text(encoding="utf-8")), folder):
            if problem := _problem(package.name, room, name):
                yield f"{'.'.join(module)}, line {line}: {problem}"


def imports(tree: ast.Module, folder: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Each imported name in full with its line, wherever in the module it is imported.

    Args:
        tree: The module.
        folder: The package that a relative import starts from.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) - node.level + 1] if node.level else ()
            start = ".".join([*base, *filter(None, [node.module])])
            for alias in node.names:
                yield node.lineno, f"{start}.{alias.name}"
        elif isinstance(node, ast.Call) and call_name(node) in ("import_module", "__import__"):
            named = (argument for argument in node.args[:1] if isinstance(argument, ast.Constant))
            yield from ((node.lineno, str(argument.value)) for argument in named)


def _problem(package: str, room: str, name: str) -> str | None:
    root, *rest = name.split(".")
    if root != package:
        return f"{room} must not import {root}" if root in BARRED.get(room, ()) else None
    target = rest[0] if rest else ""
    if target == room or target == "__version__" or room in ("cli", "__main__"):
        return None
    if target not in HEIGHT:
        return f"it imports {name}; name the room (from dlcourse.ROOM import …)"
    if HEIGHT[target] > HEIGHT[room]:
        return f"{room} lies below {target}, and imports {name}"
    return None
