"""The Deep Learning Course Companion: what its notebooks import.

`import dlcourse` is cheap: every room of the package is loaded when it is first used (PEP 562),
so a NumPy lesson never pays for TensorFlow.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dlcourse.claims import claim, fails
    from dlcourse.plots import show
    from dlcourse.session import Run, start

__version__ = "0.1.0"

_NAMES = {
    "start": "session",
    "Run": "session",
    "claim": "claims",
    "fails": "claims",
    "show": "plots",
}
_ROOMS = (
    "callbacks",
    "claims",
    "cli",
    "data",
    "exercises",
    "explore",
    "layers",
    "losses",
    "optimizers",
    "plots",
    "schedules",
    "scratch",
    "session",
)

__all__ = ["Run", "__version__", "claim", "fails", "show", "start"]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        value = getattr(importlib.import_module(f"dlcourse.{_NAMES[name]}"), name)
    elif name in _ROOMS:
        value = importlib.import_module(f"dlcourse.{name}")
    else:
        raise AttributeError(f"module 'dlcourse' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, *_ROOMS})
