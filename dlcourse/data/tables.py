"""Tables: the embedded sets of scikit-learn, Anscombe's quartet, and housing in two sizes."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from dlcourse.data import cache, made, registry
from dlcourse.data.dataset import Dataset, check_profile, in_size
from dlcourse.data.errors import DataError

__all__ = [
    "load_anscombe",
    "load_breast_cancer",
    "load_diabetes",
    "load_housing",
    "load_iris",
    "load_wine",
]

_CALIFORNIA = "keras/datasets/california_housing.npz"
_CALIFORNIA_COLUMNS = (
    "longitude",
    "latitude",
    "house age",
    "rooms",
    "bedrooms",
    "population",
    "households",
    "income",
)
_CALIFORNIA_UNITS = ("°", "°", "years", "", "", "persons", "", "10,000 dollars a year")


# What scikit-learn's tables do not say of themselves.
_FACTS: dict[str, dict[str, Any]] = {
    "iris": {
        "about": "150 irises, 50 of each of three species, with four lengths in centimeters.",
        "feature_units": ("cm",) * 4,
        "target_name": "species",
        "source": "Fisher (1936), as shipped with scikit-learn",
        "licence": "CC BY 4.0 (UCI)",
    },
    "wine": {
        "about": "178 Italian wines of three grape varieties with 13 chemical measurements.",
        "class_names": ("variety 0", "variety 1", "variety 2"),
        "target_name": "grape variety",
        "source": "Forina et al. (1988), UCI, as shipped with scikit-learn",
        "licence": "CC BY 4.0 (UCI)",
    },
    "breast_cancer": {
        "about": "569 breast tumors with 30 measurements of the nuclei of their cells.",
        "target_name": "diagnosis",
        "source": "Wolberg, Street and Mangasarian (1995), UCI, as shipped with scikit-learn",
        "licence": "CC BY 4.0 (UCI)",
    },
    "diabetes": {
        "about": "442 diabetes patients with ten measurements and their progression after a year.",
        "feature_units": ("years", "1 or 2", "kg/m²", "mmHg", *["mg/dl"] * 3, "", "", "mg/dl"),
        "target_name": "progression after one year",
        "source": "Efron, Hastie, Johnstone and Tibshirani (2004), as shipped with scikit-learn",
        "licence": "BSD-3-Clause (scikit-learn)",
    },
}


def load_iris(profile: str = "quick") -> Dataset:
    """150 irises of three species, four lengths each (Fisher 1936). The same in both sizes.

    Args:
        profile: `"quick"` or `"full"`.

    Returns:
        x (150, 4) float64 in cm, y (150,) int64 in 0 to 2.
    """
    return _shipped("iris", profile)


def load_wine(profile: str = "quick") -> Dataset:
    """178 wines of three grape varieties, 13 measurements each (Forina 1988). Same in both sizes.

    Args:
        profile: `"quick"` or `"full"`.

    Returns:
        x (178, 13) float64, whose columns differ in scale by a thousand; y (178,) int64.
    """
    return _shipped("wine", profile)


def load_breast_cancer(profile: str = "quick") -> Dataset:
    """569 tumors, 30 measurements of their cells each (Wolberg 1995). The same in both sizes.

    Args:
        profile: `"quick"` or `"full"`.

    Returns:
        x (569, 30) float64, y (569,) int64: 0 malignant, 1 benign.
    """
    return _shipped("breast_cancer", profile)


def load_diabetes(profile: str = "quick", *, scaled: bool = True) -> Dataset:
    """442 patients and how far their diabetes went in a year (Efron 2004). Same in both sizes.

    Args:
        profile: `"quick"` or `"full"`.
        scaled: As in scikit-learn: True centers each column and scales it to a sum of squares
            of 1; False gives the measured values.

    Returns:
        x (442, 10) float64, y (442,) float64: progression one year later, 25 to 346.
    """
    diabetes = _shipped("diabetes", profile, scaled=scaled)
    return replace(diabetes, feature_units=()) if scaled else diabetes


def _shipped(name: str, profile: str, **options: Any) -> Dataset:
    """A table that lies in scikit-learn's wheel; one with classes gets y of whole numbers."""
    check_profile(profile)
    from sklearn import datasets

    bunch = getattr(datasets, f"load_{name}")(**options)
    columns = tuple(str(column).removesuffix(" (cm)") for column in bunch.feature_names)
    classes = tuple(map(str, bunch.get("target_names", ())))
    y = bunch.target.astype(np.int64) if classes else bunch.target
    facts = {"feature_names": columns, "class_names": classes} | _FACTS[name]
    return Dataset(name=name, x=bunch.data, y=y, **facts)


def load_anscombe(profile: str = "quick") -> Dataset:
    """Anscombe's quartet: four sets of 11 points with the same line and another story each.

    Args:
        profile: `"quick"` or `"full"`; the quartet is the same in both.

    Returns:
        x (4, 11) and y (4, 11) float64: row k is set k. `class_names` are I to IV.
    """
    check_profile(profile)
    first = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    return Dataset(
        name="anscombe",
        about="Four sets of 11 points whose means, variances and regression lines agree.",
        x=np.array([first, first, first, [8] * 7 + [19] + [8] * 3], dtype=float),
        y=np.array(
            [
                [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68],
                [9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74],
                [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73],
                [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89],
            ]
        ),
        class_names=("I", "II", "III", "IV"),
        source="Anscombe (1973), Graphs in statistical analysis, The American Statistician 27",
        licence="facts, in the public domain",
    )


def load_housing(profile: str = "quick", *, fallback: bool = False) -> Dataset:
    """Prices of houses. Quick: 1,000 made ones. Full: the 20,640 districts of California (1990).

    Formats read in the full size: `.npz` (Keras's, keys x and y) and `.csv.gz` or `.csv`
    (StatLib's nine columns under a header).

    Args:
        profile: `"quick"` or `"full"`.
        fallback: Where California cannot be had, say so and load the made houses.

    Returns:
        x float64, quick (1000, 5), full (20640, 8); y float64, the price in 100,000 dollars
        (California: the median of a district, cut off at 5). 80 % are to train; in full, the
        order and the split are Keras's with its default seed.

    Raises:
        ValueError: An unknown profile.
        DataError: The full data cannot be had (`DataUnavailable`) or are damaged.
    """
    return in_size(profile, quick=_made_housing, full=_california, fallback=fallback)


def _made_housing() -> Dataset:
    return made.make_houses(n=1000, seed=0)


def _california() -> Dataset:
    readers = {".npz": _read_npz, ".csv.gz": _read_csv, ".csv": _read_csv}
    (x, y), source = cache.read(_CALIFORNIA, readers)
    # Keras shuffles so before it splits; the districts lie in the file from north to south.
    order = np.arange(len(x))
    np.random.RandomState(113).shuffle(order)
    entry = registry.entry("california_housing")
    return Dataset(
        name="california_housing",
        about=entry.about,
        x=x[order],
        y=y[order],
        n_train=int(len(x) * 0.8),
        feature_names=_CALIFORNIA_COLUMNS,
        feature_units=_CALIFORNIA_UNITS,
        target_name="median value of a house",
        target_units="100,000 dollars",
        source=f"{entry.citation}; {source}",
        licence=entry.licence,
    )


def _read_npz(path: Path) -> tuple[np.ndarray, np.ndarray]:
    with np.load(path, allow_pickle=False) as arrays:
        x, y = arrays["x"].astype(np.float64), arrays["y"].astype(np.float64)
    if x.ndim == 2 and x.shape[1] == 8 and _within(x[:, 6], 32, 43):
        # Keras's documentation describes scikit-learn's columns, with averages a household.
        income, age, rooms, bedrooms, population, occupants, latitude, longitude = x.T
        homes = population / occupants
        columns = (longitude, latitude, age, rooms * homes, bedrooms * homes, population, homes)
        x = np.stack([*columns, income], axis=1)
    return _checked(x, y)


def _read_csv(path: Path) -> tuple[np.ndarray, np.ndarray]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        table = np.loadtxt(lines, delimiter=",", skiprows=1)
    return _checked(table[:, :8], table[:, 8])


def _checked(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Make sure of the columns by what cannot be mistaken: where California lies."""
    if x.ndim != 2 or x.shape[1] != 8 or y.shape != (len(x),):
        raise DataError(f"California housing needs x (n, 8) and y (n,): got {x.shape}, {y.shape}")
    if not (_within(x[:, 0], -125, -114) and _within(x[:, 1], 32, 43)):
        raise DataError("California housing: columns 0 and 1 are not longitude and latitude")
    return x, y / 100_000


def _within(column: np.ndarray, low: float, high: float) -> bool:
    return bool(np.all((low <= column) & (column <= high)))
