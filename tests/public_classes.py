"""The classes that a package offers, found by walking it: so that none is left untested."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import ModuleType


def public_classes(package: ModuleType, base: type) -> dict[str, type]:
    """Name -> class of every public subclass of a base that a package or module defines.

    Args:
        package: A package, whose modules are all imported, or a single module.
        base: What the classes inherit from.
    """
    modules = [package]
    for found in pkgutil.walk_packages(getattr(package, "__path__", []), f"{package.__name__}."):
        modules.append(importlib.import_module(found.name))
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and issubclass(value, base)
        and value.__module__.startswith(package.__name__)
        and not name.startswith("_")
    }
