"""What can go wrong with data, each in a class of its own."""

from __future__ import annotations

__all__ = ["DataDamaged", "DataError", "DataUnavailable", "OverrideError"]


class DataError(Exception):
    """Anything wrong with a data set, its files or the data home."""


class DataUnavailable(DataError):
    """A file is missing and cannot be had here.

    Args:
        message: The whole text: what is missing, where it was looked for, how it is had.
        why: The reason alone, in one line.
    """

    def __init__(self, message: str, why: str = "") -> None:
        super().__init__(message)
        self.why = why or message


class DataDamaged(DataError):
    """A file lies in the data home, and its bytes are not the registered ones."""


class OverrideError(DataError):
    """The home's `overrides.toml` is wrong, or names a replacement that cannot be used."""
