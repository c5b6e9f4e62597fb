"""What every loader returns, and the two sizes that a loader has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from dlcourse.data.errors import DataUnavailable

__all__ = ["Dataset", "check_profile", "in_size"]

PROFILES = ("quick", "full")


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A data set: plain arrays (or lists of text), and what one must know about them.

    All arrays are read-only, so that a cell that is run twice sees the same data; take
    `data.x.copy()` to change one.

    Attributes:
        name: Short name of what was loaded.
        about: What it is, in a sentence.
        x: The inputs, the first axis counts the samples.
        y: The targets, one a sample; None where there are none.
        n_train: Where a fixed split exists: the first `n_train` samples are the training part.
        feature_names: Names of the columns of `x`, empty for pictures and text.
        feature_units: Their units, as many as names, or empty.
        class_names: For classes: the name of class 0, of class 1, and so on.
        target_name: What `y` is.
        target_units: Unit of `y`, or empty.
        extras: Further arrays by name (see the function that made the data set).
        source: Where it comes from; names the file, and its replacement if there is one.
        licence: License as far as known.
        made: Whether the project made it by a seeded generator.
    """

    name: str
    about: str
    x: Any
    y: Any = None
    n_train: int | None = None
    feature_names: tuple[str, ...] = ()
    feature_units: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    target_name: str = ""
    target_units: str = ""
    extras: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    licence: str = ""
    made: bool = False

    def __post_init__(self) -> None:
        extras = {name: _frozen(value) for name, value in self.extras.items()}
        object.__setattr__(self, "x", _frozen(self.x))
        object.__setattr__(self, "y", _frozen(self.y))
        object.__setattr__(self, "extras", MappingProxyType(extras))

    @property
    def x_train(self) -> Any:
        """Inputs of the training part."""
        return self.x[: self._split()]

    @property
    def y_train(self) -> Any:
        """Targets of the training part."""
        return self.y[: self._split()]

    @property
    def x_test(self) -> Any:
        """Inputs of the test part."""
        return self.x[self._split() :]

    @property
    def y_test(self) -> Any:
        """Targets of the test part."""
        return self.y[self._split() :]

    def _split(self) -> int:
        if self.n_train is None:
            raise ValueError(f"{self.name} has no fixed training and test part: split x and y")
        return self.n_train

    def describe(self) -> str:
        """One paragraph: what it is, its sizes, its columns or classes, its source and license."""
        parts = [self.about, f"Inputs: {_shape(self.x)}."]
        if self.n_train is not None:
            test = len(self.x) - self.n_train
            parts.append(f"The first {self.n_train:,} train, the other {test:,} test.")
        if self.feature_names:
            units = self.feature_units or ("",) * len(self.feature_names)
            columns = [
                f"{n} [{u}]" if u else n for n, u in zip(self.feature_names, units, strict=True)
            ]
            parts.append(f"Features: {', '.join(columns)}.")
        if self.target_name:
            units = f" [{self.target_units}]" if self.target_units else ""
            parts.append(f"Target: {self.target_name}{units}.")
        if self.class_names:
            parts.append(f"Classes: {', '.join(self.class_names)}.")
        parts.append(f"Source: {self.source}. License: {self.licence}.")
        return " ".join(parts)

    def __repr__(self) -> str:
        parts = [f"x {_shape(self.x)}"]
        if self.y is not None:
            parts.append(f"y {_shape(self.y)}")
        parts += [f"{name} {_shape(value)}" for name, value in self.extras.items()]
        if self.n_train is not None:
            parts.append(f"{self.n_train} to train")
        if self.class_names:
            parts.append(f"{len(self.class_names)} classes")
        return f"Dataset({self.name}{', made' if self.made else ''}: {', '.join(parts)})"


def check_profile(profile: str) -> None:
    """Refuse a size that does not exist.

    Raises:
        ValueError: `profile` is neither `"quick"` nor `"full"`.
    """
    if profile not in PROFILES:
        raise ValueError(f'profile must be "quick" or "full", got {profile!r}')


def in_size(
    profile: str,
    *,
    quick: Callable[[], Dataset],
    full: Callable[[], Dataset],
    fallback: bool = False,
) -> Dataset:
    """Load a data set in one of its two sizes.

    Args:
        profile: `"quick"` or `"full"`.
        quick: Loads what is embedded or made; never touches the network or the data home.
        full: Loads the files in the data home, fetching them first where they are missing.
        fallback: Where the full data cannot be had, say so in one line and load the quick ones.

    Raises:
        ValueError: An unknown profile.
        DataUnavailable: The full data cannot be had, and `fallback` is not set.
    """
    check_profile(profile)
    if profile == "quick":
        return quick()
    try:
        return full()
    except DataUnavailable as error:
        if not fallback:
            raise
        data = quick()
        print(f"The full data cannot be had ({error.why}). Instead: {data.name}. {data.about}")
        return data


def _frozen(value: Any) -> Any:
    """A read-only array, or a tuple of texts; other values as they are."""
    if isinstance(value, np.ndarray):
        value = value.view()
        value.setflags(write=False)
    elif isinstance(value, list):
        value = tuple(value)
    return value


def _shape(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.dtype == object:
        return f"{len(value):,} sequences"
    if isinstance(value, np.ndarray):
        return f"{value.shape} {value.dtype}"
    return f"{len(value):,} texts" if isinstance(value, Sequence) else type(value).__name__
