"""Data sets: loaders, seeded generators, and the home that files lie in.

`load_*` read data sets, `make_*` make them, `home()` says where files lie, `registry` knows every
file, and `cache` fetches and checks them. Nothing heavy is imported before a loader needs it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dlcourse.data import cache, registry
    from dlcourse.data.dataset import Dataset
    from dlcourse.data.drawn import make_clocks, make_garments, make_shape_images
    from dlcourse.data.errors import DataDamaged, DataError, DataUnavailable, OverrideError
    from dlcourse.data.images import load_digits, load_digits28, load_fashion, load_photos
    from dlcourse.data.location import home
    from dlcourse.data.made import make_houses, make_points
    from dlcourse.data.tables import (
        load_anscombe,
        load_breast_cancer,
        load_diabetes,
        load_housing,
        load_iris,
        load_wine,
    )
    from dlcourse.data.texts import load_newswire, load_polarity, load_reviews
    from dlcourse.data.weights import DigitWeights, load_digit_weights
    from dlcourse.data.written import make_newswires, make_reviews

_NAMES = {
    "Dataset": "dataset",
    "DigitWeights": "weights",
    "DataDamaged": "errors",
    "DataError": "errors",
    "DataUnavailable": "errors",
    "OverrideError": "errors",
    "home": "location",
    "load_anscombe": "tables",
    "load_breast_cancer": "tables",
    "load_diabetes": "tables",
    "load_digits": "images",
    "load_digit_weights": "weights",
    "load_digits28": "images",
    "load_fashion": "images",
    "load_housing": "tables",
    "load_iris": "tables",
    "load_newswire": "texts",
    "load_photos": "images",
    "load_polarity": "texts",
    "load_reviews": "texts",
    "load_wine": "tables",
    "make_clocks": "drawn",
    "make_garments": "drawn",
    "make_houses": "made",
    "make_newswires": "written",
    "make_points": "made",
    "make_reviews": "written",
    "make_shape_images": "drawn",
}
_MODULES = ("cache", "registry")

__all__ = [
    "DataDamaged",
    "DataError",
    "DataUnavailable",
    "Dataset",
    "DigitWeights",
    "OverrideError",
    "cache",
    "home",
    "load_anscombe",
    "load_breast_cancer",
    "load_diabetes",
    "load_digit_weights",
    "load_digits",
    "load_digits28",
    "load_fashion",
    "load_housing",
    "load_iris",
    "load_newswire",
    "load_photos",
    "load_polarity",
    "load_reviews",
    "load_wine",
    "make_clocks",
    "make_garments",
    "make_houses",
    "make_newswires",
    "make_points",
    "make_reviews",
    "make_shape_images",
    "registry",
]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        value = getattr(importlib.import_module(f"dlcourse.data.{_NAMES[name]}"), name)
    elif name in _MODULES:
        value = importlib.import_module(f"dlcourse.data.{name}")
    else:
        raise AttributeError(f"module 'dlcourse.data' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
