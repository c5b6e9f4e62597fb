"""Where data live: the data home, and the rule that nothing leaves it.

Nothing here creates a folder; only a fetch does.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

__all__ = ["home", "is_inside", "missing_home"]

CHECKOUT = Path(__file__).resolve().parents[2]
# The layouts that the ecosystem uses; one of them (or an override) makes a folder a data home.
ROOMS = (
    "keras",
    "nltk_data",
    "text",
    "translation",
    "ner",
    "images",
    "omniglot",
    "captions",
    "tabular",
)


def home() -> Path:
    """The one folder that data files are read from and fetched to.

    It is `DLCOURSE_DATA` where that is set; else `data/` of the checkout, if there is a checkout
    and its `data/` is writable or holds data already; else the user's data folder. The folder
    need not exist.

    Returns:
        An absolute path. A relative `DLCOURSE_DATA` counts from the working directory.
    """
    chosen = os.environ.get("DLCOURSE_DATA")
    if chosen:
        return Path(os.path.abspath(os.path.expanduser(chosen)))
    if (CHECKOUT / "pyproject.toml").is_file():
        data = CHECKOUT / "data"
        held = any((data / room).is_dir() for room in ROOMS) or (data / "overrides.toml").is_file()
        if held or os.access(data if data.exists() else CHECKOUT, os.W_OK):
            return data
    import platformdirs

    return platformdirs.user_data_path("dlcourse", appauthor=False)


def missing_home() -> bool:
    """Whether `DLCOURSE_DATA` names a folder that does not exist: more likely a slip than a wish.

    Reading then stops with an error; only a fetch that was asked for creates the folder.
    """
    return bool(os.environ.get("DLCOURSE_DATA")) and not home().is_dir()


def is_inside(path: str) -> bool:
    """Whether `path`, with `/` between its parts, stays inside the folder it is relative to.

    Read as POSIX and as Windows read it, so that a registry, an override or an archive means the
    same on every system.
    """
    if not path or "\\" in path or "\0" in path:
        return False
    posix, windows = PurePosixPath(path), PureWindowsPath(path)
    return not (posix.is_absolute() or windows.drive or ".." in posix.parts) and bool(posix.parts)
