"""Pictures: digits in two resolutions, clothes, photographs."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from dlcourse.data import cache, drawn, registry
from dlcourse.data.dataset import Dataset, check_profile, in_size
from dlcourse.data.errors import DataError

__all__ = ["load_digits", "load_digits28", "load_fashion", "load_photos", "read_idx"]

_MNIST = "keras/datasets/mnist.npz"
_FASHION = "keras/datasets/fashion-mnist/"
_DIGIT_NAMES = tuple("0123456789")
_DIGITS_SOURCE = "Alpaydin and Kaynak (1998), optical digits (UCI), as shipped with scikit-learn"


def load_digits(profile: str = "quick") -> Dataset:
    """1,797 handwritten digits in 8×8 pixels. The same in both sizes.

    Args:
        profile: `"quick"` or `"full"`.

    Returns:
        x (1797, 8, 8) float64 from 0 (white) to 16, y (1797,) int64 from 0 to 9.
    """
    check_profile(profile)
    from sklearn import datasets

    bunch = datasets.load_digits()
    return Dataset(
        name="digits",
        about="1,797 handwritten digits, 8×8 pixels with values 0 to 16.",
        x=bunch.images,
        y=bunch.target.astype(np.int64),
        class_names=_DIGIT_NAMES,
        target_name="digit",
        source=_DIGITS_SOURCE,
        licence="CC BY 4.0 (UCI)",
    )


def load_digits28(profile: str = "quick", *, fallback: bool = False) -> Dataset:
    """Handwritten digits in 28×28 pixels. Quick: scikit-learn's, enlarged. Full: MNIST.

    Formats read in the full size: `.npz` (keys x_train, y_train, x_test, y_test).

    Args:
        profile: `"quick"` or `"full"`.
        fallback: Where MNIST cannot be had, say so and load the quick digits.

    Returns:
        x uint8 from 0 (background) to 255, quick (1797, 28, 28) with 1,438 to train, full
        (70000, 28, 28) with 60,000 to train; y int64 from 0 to 9.

    Raises:
        ValueError: An unknown profile.
        DataError: MNIST cannot be had (`DataUnavailable`) or is damaged.
    """
    return in_size(profile, quick=_enlarged_digits, full=_mnist, fallback=fallback)


def _enlarged_digits() -> Dataset:
    from scipy import ndimage

    small = load_digits()
    # grid_mode: pixels are areas, not points, so the picture keeps its place in the frame.
    zoom = (1, 3.5, 3.5)
    large = ndimage.zoom(small.x * (255 / 16), zoom, order=1, mode="nearest", grid_mode=True)
    order, n_train = _stratified(small.y, test=0.2)
    return Dataset(
        name="digits28",
        about="1,797 handwritten digits of 8×8 pixels, enlarged to 28×28.",
        x=np.rint(large).astype(np.uint8)[order],
        y=small.y[order],
        n_train=n_train,
        class_names=_DIGIT_NAMES,
        target_name="digit",
        source=_DIGITS_SOURCE,
        licence=small.licence,
    )


def _stratified(y: np.ndarray, test: float) -> tuple[np.ndarray, int]:
    """An order of the samples that puts a share of every class last; and where it begins."""
    generator = np.random.default_rng(0)
    last = np.zeros(len(y), dtype=bool)
    for label in np.unique(y):
        members = generator.permutation(np.flatnonzero(y == label))
        last[members[: round(test * len(members))]] = True
    return np.concatenate([np.flatnonzero(~last), np.flatnonzero(last)]), int((~last).sum())


def _mnist() -> Dataset:
    (x, y, n_train), source = cache.read(_MNIST, {".npz": _read_split_npz})
    return _downloaded("mnist", x, y, n_train, source, _DIGIT_NAMES, "digit")


def load_fashion(profile: str = "quick", *, fallback: bool = False) -> Dataset:
    """Pictures of clothes in 28×28 pixels. Quick: drawn by the project. Full: Fashion-MNIST.

    Formats read in the full size: the four idx files, `.gz` or not compressed (`-ubyte`).

    Args:
        profile: `"quick"` or `"full"`.
        fallback: Where Fashion-MNIST cannot be had, say so and load the drawn clothes.

    Returns:
        x uint8 from 0 (background) to 255, quick (2000, 28, 28) with 1,600 to train, full
        (70000, 28, 28) with 60,000 to train; y int64 from 0 to 9; the same ten classes.

    Raises:
        ValueError: An unknown profile.
        DataError: Fashion-MNIST cannot be had (`DataUnavailable`) or is damaged.
    """
    return in_size(profile, quick=_drawn_fashion, full=_fashion, fallback=fallback)


def _drawn_fashion() -> Dataset:
    return drawn.make_garments(n=2000, seed=0)


def _fashion() -> Dataset:
    readers = {".gz": read_idx, "-ubyte": read_idx}
    parts, sources = [], []
    for name in ("train-images-idx3", "t10k-images-idx3", "train-labels-idx1", "t10k-labels-idx1"):
        array, source = cache.read(f"{_FASHION}{name}-ubyte.gz", readers)
        parts.append(array)
        sources.append(source)
    x, y = np.concatenate(parts[:2]), np.concatenate(parts[2:])
    replaced = [source for source in sources if "replaces" in source]
    source = "; ".join(replaced) or f"{_FASHION}*.gz"
    return _downloaded("fashion_mnist", x, y, len(parts[0]), source, drawn.GARMENTS, "garment")


def load_photos(profile: str = "quick") -> Dataset:
    """Two color photographs, a Chinese temple and a flower. The same in both sizes.

    Args:
        profile: `"quick"` or `"full"`.

    Returns:
        x (2, 427, 640, 3) uint8. There is no target; `class_names` names the two.
    """
    check_profile(profile)
    from sklearn import datasets

    return Dataset(
        name="photos",
        about="Two color photographs of 427×640 pixels: a temple in China and a flower.",
        x=np.stack(datasets.load_sample_images().images),
        class_names=("china", "flower"),
        source="danielbuechele and vultilion on Flickr, as shipped with scikit-learn",
        licence="CC BY 2.0",
    )


def _downloaded(
    name: str,
    x: np.ndarray,
    y: np.ndarray,
    n_train: int,
    source: str,
    class_names: tuple[str, ...],
    target_name: str,
) -> Dataset:
    if x.shape[1:] != (28, 28) or y.shape != (len(x),):
        raise DataError(f"{name} needs pictures (n, 28, 28), labels (n,): {x.shape}, {y.shape}")
    entry = registry.entry(name)
    return Dataset(
        name=name,
        about=entry.about,
        x=x,
        y=y.astype(np.int64),
        n_train=n_train,
        class_names=class_names,
        target_name=target_name,
        source=f"{entry.citation}; {source}",
        licence=entry.licence,
    )


def _read_split_npz(path: Path) -> tuple[np.ndarray, np.ndarray, int]:
    with np.load(path, allow_pickle=False) as arrays:
        x = np.concatenate([arrays["x_train"], arrays["x_test"]])
        y = np.concatenate([arrays["y_train"], arrays["y_test"]])
        return x, y, len(arrays["y_train"])


def read_idx(path: Path) -> np.ndarray:
    """Read an idx file of bytes, the format of MNIST and its relatives.

    Args:
        path: The file; compressed if its name ends in `.gz`.

    Returns:
        A uint8 array with as many axes as the file says.

    Raises:
        DataError: It is not an idx file of bytes, or has too few or too many of them.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as handle:
        data = handle.read()
    # Two zero bytes, the type (8: unsigned byte), the number of axes, then each length.
    axes = data[3] if data[:3] == b"\0\0\x08" and len(data) > 3 else 0
    start = 4 + 4 * axes
    shape = tuple(int(length) for length in np.frombuffer(data[4:start], dtype=">u4"))
    if not axes or len(shape) != axes or len(data) - start != np.prod(shape, dtype=np.int64):
        raise DataError(f"{path.name} is not a whole idx file of bytes")
    return np.frombuffer(data, dtype=np.uint8, offset=start).reshape(shape)
