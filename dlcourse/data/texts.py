"""Texts with a class: film reviews and newswires as codes of words, sentences of film critics."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import numpy as np

from dlcourse.data import cache, registry, written
from dlcourse.data.dataset import Dataset, check_profile, in_size
from dlcourse.data.errors import DataError

__all__ = ["REUTERS_TOPICS", "load_newswire", "load_polarity", "load_reviews"]

_DATASETS = "keras/datasets/"
_SEED = 113  # Keras's default, by which it shuffles both data sets

# As Keras numbers the topics of its newswires: keras.datasets.reuters.get_label_names().
REUTERS_TOPICS = (
    *("cocoa", "grain", "veg-oil", "earn", "acq", "wheat", "copper", "housing", "money-supply"),
    *("coffee", "sugar", "trade", "reserves", "ship", "cotton", "carcass", "crude", "nat-gas"),
    *("cpi", "money-fx", "interest", "gnp", "meal-feed", "alum", "oilseed", "gold", "tin"),
    *("strategic-metal", "livestock", "retail", "ipi", "iron-steel", "rubber", "heat", "jobs"),
    *("lei", "bop", "zinc", "orange", "pet-chem", "dlr", "gas", "silver", "wpi", "hog", "lead"),
)


def load_reviews(
    profile: str = "quick", *, n_words: int = 10_000, fallback: bool = False
) -> Dataset:
    """Film reviews as codes of words, and whether they praise. Quick: made. Full: IMDB's 50,000.

    The codes are those of `keras.datasets.imdb.load_data(num_words=n_words)`: 1 starts a review,
    2 stands for every rarer word, and from 4 on come the words by falling frequency. 0 is for
    padding, 3 is not used. In `extras["words"]`, `words[code]` is the word: nothing need be
    subtracted.

    Formats read in the full size: `.npz` (keys x_train, y_train, x_test, y_test; object arrays).

    Args:
        profile: `"quick"` or `"full"`.
        n_words: All codes lie below this number; at least 5.
        fallback: Where IMDB cannot be had, say so and load the made reviews.

    Returns:
        x (n,) object, int32 arrays of codes; y (n,) int64, 0 negative and 1 positive; quick 2,000
        with 1,200 to train, full 50,000 with 25,000 to train. `extras["words"]`: at most
        `n_words` (fewer where the texts have fewer).

    Raises:
        ValueError: An unknown profile, or a bad `n_words`.
        DataError: IMDB cannot be had (`DataUnavailable`) or is damaged.
    """
    _check_n_words(n_words)
    return in_size(
        profile,
        quick=lambda: _limited(written.make_reviews(n=2000, seed=0), n_words),
        full=lambda: _imdb(n_words),
        fallback=fallback,
    )


def load_newswire(
    profile: str = "quick", *, n_words: int = 10_000, fallback: bool = False
) -> Dataset:
    """Newswires as codes of words, and their topics. Quick: made, 8 topics. Full: Reuters, 46.

    Codes and `extras["words"]` are as those of `load_reviews`, and in full those of
    `keras.datasets.reuters.load_data(num_words=n_words)`, as is the split.

    Formats read in the full size: `.npz` (keys x and y; object arrays).

    Args:
        profile: `"quick"` or `"full"`.
        n_words: All codes lie below this number; at least 5.
        fallback: Where Reuters cannot be had, say so and load the made newswires.

    Returns:
        x (n,) object, int32 arrays of codes; y (n,) int64; quick 1,600 with 1,200 to train, full
        11,228 with 8,982 to train.

    Raises:
        ValueError: An unknown profile, or a bad `n_words`.
        DataError: Reuters cannot be had (`DataUnavailable`) or is damaged.
    """
    _check_n_words(n_words)
    return in_size(
        profile,
        quick=lambda: _limited(written.make_newswires(n=1600, seed=0), n_words),
        full=lambda: _reuters(n_words),
        fallback=fallback,
    )


def load_polarity(profile: str = "quick") -> Dataset:
    """200 sentences of film critics, half of them praise. The same in both sizes.

    Args:
        profile: `"quick"` or `"full"`.

    Returns:
        x, a tuple of 200 texts in lower case; y (200,) int64, 0 negative and 1 positive.

    Raises:
        ValueError: An unknown profile.
    """
    check_profile(profile)
    # gensim is found but not imported, which would take a second.
    folder = Path(find_spec("gensim").submodule_search_locations[0])
    lines = (folder / "test" / "test_data" / "pang_lee_polarity.cor").read_text(encoding="cp1252")
    labels, texts = zip(*(line.split(maxsplit=1) for line in lines.splitlines()), strict=True)
    return Dataset(
        name="polarity",
        about="200 sentences from reviews by film critics, half of them positive.",
        x=[text.strip() for text in texts],
        y=np.array([label == "__label__pos" for label in labels], dtype=np.int64),
        class_names=("negative", "positive"),
        target_name="verdict",
        source="Pang and Lee (2005), Seeing stars, ACL, as shipped with gensim",
        licence="none stated; free for research with citation",
    )


def _check_n_words(n_words: int) -> None:
    whole = isinstance(n_words, (int, np.integer)) and not isinstance(n_words, bool)
    if not whole or n_words <= written.FIRST:
        raise ValueError(f"n_words must be a whole number of at least 5, got {n_words!r}")


def _limited(one: Dataset, n_words: int) -> Dataset:
    """The data set with the codes below `n_words` only."""
    words = one.extras["words"]
    if len(words) <= n_words:
        return one
    lengths = [len(codes) for codes in one.x]
    flat = np.concatenate(one.x)
    x = written.sequences(np.where(flat < n_words, flat, written.UNKNOWN), lengths)
    return replace(one, x=x, extras={"words": words[:n_words]})


def _imdb(n_words: int) -> Dataset:
    parts, source = cache.read(_DATASETS + "imdb.npz", {".npz": _read_imdb})
    state = np.random.RandomState(_SEED)  # one for both parts, as in Keras
    (x_train, y_train), (x_test, y_test) = (_shuffled(x, y, state) for x, y in parts)
    return _coded(
        "imdb",
        [*x_train, *x_test],
        np.concatenate([y_train, y_test]),
        n_words,
        n_train=len(y_train),
        source=source,
        class_names=("negative", "positive"),
        target_name="verdict",
    )


def _reuters(n_words: int) -> Dataset:
    (x, y), source = cache.read(_DATASETS + "reuters.npz", {".npz": _read_reuters})
    x, y = _shuffled(x, y, np.random.RandomState(_SEED))
    return _coded(
        "reuters",
        x,
        y,
        n_words,
        n_train=int(len(x) * (1 - 0.2)),  # Keras's formula: another one may round otherwise
        source=source,
        class_names=REUTERS_TOPICS,
        target_name="topic",
    )


def _read_imdb(path: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    # Pickles can run code. These are opened only because cache.read has verified the checksum of
    # the file, which the registry or the home's overrides.toml names.
    with np.load(path, allow_pickle=True) as arrays:
        return [_ranks(arrays[f"x_{p}"], arrays[f"y_{p}"]) for p in ("train", "test")]


def _read_reuters(path: Path) -> tuple[np.ndarray, np.ndarray]:
    with np.load(path, allow_pickle=True) as arrays:  # verified before, as above
        return _ranks(arrays["x"], arrays["y"])


def _ranks(lists: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lists of ranks as int32 arrays, which take a tenth of the memory."""
    if lists.ndim != 1 or y.shape != lists.shape:
        raise DataError(f"texts and labels must be as many: got {lists.shape}, {y.shape}")
    x = written.sequences(chain.from_iterable(lists), [len(ranks) for ranks in lists])
    return x, y.astype(np.int64)


def _shuffled(
    x: np.ndarray, y: np.ndarray, state: np.random.RandomState
) -> tuple[np.ndarray, np.ndarray]:
    order = np.arange(len(x))
    state.shuffle(order)
    return x[order], y[order]


def _coded(name: str, ranks: object, y: np.ndarray, n_words: int, **facts: object) -> Dataset:
    """A data set of Keras's codes from ranks, which begin with 1."""
    index, index_source = cache.read(f"{_DATASETS}{name}_word_index.json", {".json": _read_index})
    by_rank = sorted(index, key=index.__getitem__)
    if [index[word] for word in by_rank] != list(range(1, len(by_rank) + 1)):
        raise DataError(f"{index_source}: the ranks must be 1, 2, 3 and so on, each once")
    words = np.array([*written.MARKS, *by_rank[: n_words - written.FIRST]])

    def codes() -> Iterator[np.ndarray]:
        for text in ranks:
            moved = text + 3
            yield np.concatenate(([written.START], np.where(moved < n_words, moved, 2)))

    entry = registry.entry(name)
    x = written.sequences(chain.from_iterable(codes()), [1 + len(text) for text in ranks])
    return Dataset(
        name=name,
        about=entry.about,
        x=x,
        y=y,
        extras={"words": words},
        source=f"{entry.citation}; {facts.pop('source')}",
        licence=entry.licence,
        **facts,
    )


def _read_index(path: Path) -> dict[str, int]:
    return json.loads(path.read_text(encoding="utf-8"))
