"""The loaders of texts. The made texts are read and learned from; the full ones are tried on small
files under the real names, and on the real reviews where DLCOURSE_DATA names a home with them.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from dlcourse import data
from dlcourse.data import cache, registry, texts, written
from dlcourse.data.dataset import Dataset
from dlcourse.data.download import NotDownloaded
from dlcourse.data.errors import DataDamaged, DataError, DataUnavailable, OverrideError
from dlcourse.scratch import decode, encode, multi_hot

FILES = {
    "load_reviews": ("imdb", "keras/datasets/imdb.npz", "keras/datasets/imdb_word_index.json"),
    "load_newswire": (
        "reuters",
        "keras/datasets/reuters.npz",
        "keras/datasets/reuters_word_index.json",
    ),
}
MAKERS = {"make_reviews": data.make_reviews, "make_newswires": data.make_newswires}
WORDS = ["the", "film", "is", "good", "not", "dull", "it's"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty data home, and no way to the network."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("DLCOURSE_DATA", str(folder))

    def refuse(urls, *args, **kwargs):
        raise NotDownloaded([f"{url}: no connection" for url in urls])

    monkeypatch.setattr(cache, "download", refuse)
    return folder


def lists(rows) -> np.ndarray:
    """An object array of lists, as Keras's files hold them."""
    made = np.empty(len(rows), dtype=object)
    made[:] = [list(row) for row in rows]
    return made


def ranks(n: int, seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    return lists([generator.integers(1, 8, generator.integers(2, 9)).tolist() for _ in range(n)])


def replaced(home: Path, name: str, arrays: dict, index: dict[str, int]) -> None:
    """Put small files into a home, and let its overrides name them in place of the real ones."""
    _, box, table = FILES[name]
    rows = []
    for file, end in ((box, "npz"), (table, "json")):
        other = home / f"small.{end}"
        if end == "npz":
            np.savez(other, **arrays)
        else:
            other.write_text(json.dumps(index), encoding="utf-8")
        digest = hashlib.sha256(other.read_bytes()).hexdigest()
        rows.append(
            f"[[replace]]\nfile = '{file}'\nwith = '{other.name}'\nsha256 = '{digest}'\n"
            "note = 'a few'\n"
        )
    (home / "overrides.toml").write_text("\n".join(rows))


def small_index() -> dict[str, int]:
    # Not in the order of the ranks, as in Keras's files.
    return {word: WORDS.index(word) + 1 for word in sorted(WORDS)}


def small_reviews() -> dict[str, np.ndarray]:
    parts = {"x_train": ranks(9, 1), "x_test": ranks(9, 2)}
    return parts | {"y_train": np.arange(9) % 2, "y_test": np.arange(9) // 5}


# The made texts -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_the_quick_size(name, monkeypatch, tmp_path):
    monkeypatch.setenv("DLCOURSE_DATA", str(tmp_path / "none"))
    loader = getattr(data, name)
    one = loader()
    words = one.extras["words"]
    assert isinstance(one, Dataset)
    assert one.made
    assert one.y.dtype == np.int64
    assert one.y.shape == one.x.shape
    assert set(one.y_train) == set(one.y_test) == set(range(len(one.class_names)))
    assert words[:4].tolist() == ["<pad>", "<start>", "<unknown>", "<unused>"]
    assert len(set(words.tolist())) == len(words)
    flat = np.concatenate(one.x)
    assert flat.dtype == np.int32
    assert all(codes[0] == 1 and (codes[1:] != 1).all() for codes in one.x)
    assert not np.isin(flat, (0, 3)).any()
    # Codes fall with the frequency in the training part, where each of them occurs.
    counts = np.bincount(np.concatenate(one.x_train), minlength=len(words))[4:]
    assert counts.min() >= 1
    assert (np.diff(counts) <= 0).all()
    assert (np.concatenate(one.x_train) != 2).all()
    assert 0 < (np.concatenate(one.x_test) == 2).mean() < 0.01
    with pytest.raises(ValueError, match="read-only"):
        one.x[0][0] = 5
    with pytest.raises(ValueError, match="read-only"):
        one.x[0] = one.x[1]
    assert not (tmp_path / "none").exists()
    assert one.describe().startswith(one.about)
    assert len(repr(one)) < 140
    assert inspect.signature(loader).parameters["profile"].default == "quick"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("n_words", [5, 100, 1000])
def test_fewer_words(name, n_words):
    loader = getattr(data, name)
    whole, one = loader(), loader(n_words=n_words)
    assert len(one.extras["words"]) == n_words
    for all_codes, codes in zip(whole.x, one.x, strict=True):
        assert np.array_equal(codes, np.where(all_codes < n_words, all_codes, 2))
    assert np.array_equal(one.y, whole.y)


@pytest.mark.parametrize("name", FILES)
def test_loaders_refuse(name):
    loader = getattr(data, name)
    for wrong in (4, 0, -1, 1e4, True, None, "all"):
        with pytest.raises(ValueError, match=f"^n_words must be .* at least 5, got {wrong!r}$"):
            loader(n_words=wrong)
    for wrong in ("Full", "", None, 1):
        with pytest.raises(ValueError, match=f'"quick" or "full", got {wrong!r}'):
            loader(wrong)


@pytest.mark.parametrize("name", MAKERS)
def test_made_texts_are_their_seeds(name):
    make = MAKERS[name]
    one, again, other = make(30), make(30), make(30, seed=1)
    assert one.made
    assert "made" in one.about
    assert len(one.x) == len(one.y) == 30
    assert [codes.tolist() for codes in one.x] == [codes.tolist() for codes in again.x]
    assert one.extras["words"].tolist() == again.extras["words"].tolist()
    assert one.extras["words"].tolist() != other.extras["words"].tolist()
    assert len(make(1).x) == 1
    namespace = {"dlcourse": type(sys)("dlcourse")}
    namespace["dlcourse"].data = data
    told = eval(one.source, namespace)  # the source line is the recipe
    assert [codes.tolist() for codes in told.x] == [codes.tolist() for codes in one.x]
    for changes in ({"n": 0}, {"n": 2.5}, {"n": True}, {"seed": -1}, {"seed": None}):
        with pytest.raises(ValueError, match=r"^(n|seed) must be a whole number of at least"):
            make(**changes)


def test_reviews_read_as_english():
    one = data.load_reviews()
    words = one.extras["words"]
    assert len(one.x) == 2000
    assert one.n_train == 1200
    assert one.y_train.sum() == 600
    assert one.y_test.sum() == 400
    assert 1500 <= len(words) <= 4000
    lengths = np.array([len(codes) - 1 for codes in one.x])
    assert ((lengths >= 28) & (lengths <= 62)).mean() > 0.8
    read = [decode(codes, words) for codes in one.x_train]
    assert not any("{" in text or "}" in text for text in read)
    for text in read:
        row = text.split()
        for article, after in pairwise(row):
            if article in ("a", "an"):
                assert (article == "an") == (after[0] in "aeiou"), f"{article} {after}"
    # Words are put together and taken apart by the same rule as the learner's own sentences.
    assert all(encode(decode(c, words), words).tolist() == c.tolist() for c in one.x_test)


@pytest.mark.parametrize("seed", range(3))
def test_a_bag_of_words_learns_reviews_but_not_all(seed):
    from sklearn.linear_model import LogisticRegression

    one = data.make_reviews(2000, seed)
    X = multi_hot(one.x, len(one.extras["words"]))
    model = LogisticRegression(C=0.3, max_iter=300).fit(X[:1200], one.y_train)
    assert 0.82 < model.score(X[1200:], one.y_test) < 0.93
    assert model.score(X[:1200], one.y_train) > 0.97
    # The order of the words tells all: the last ones are the verdict, told apart as sentences.
    words = one.extras["words"]
    verdicts = {
        verdict: label
        for forms in (written._VERDICTS, written._CROSSED)
        for label, options in forms.items()
        for verdict in options
    }
    for codes, label in zip(one.x[::50], one.y[::50], strict=True):
        text = decode(codes, words)
        last = max((v for v in verdicts if text.endswith(" " + v)), key=len)
        assert verdicts[last] == label


def test_denials_take_words_of_the_contrary():
    one = data.load_reviews()
    words = one.extras["words"].tolist()
    X = multi_hot(one.x, len(words))
    good, bad = (X[:, [words.index(word) for word in name]] for name in (GOOD, BAD))
    for column, label in ((good, 1), (bad, 0)):
        right = (one.y[column.any(axis=1)] == label).mean()
        assert 0.6 < right < 0.85


GOOD, BAD = ("good", "funny", "great"), ("bad", "dull", "boring")


@pytest.mark.parametrize("seed", range(3))
def test_newswires(seed):
    from sklearn.linear_model import LogisticRegression

    one = data.make_newswires(1600, seed)
    assert len(one.class_names) == 8
    assert one.n_train == 1200
    counts = np.bincount(one.y, minlength=8)
    assert counts.argmax() == 0
    assert counts.max() / counts.min() > 4
    assert counts.min() > 50
    X = multi_hot(one.x, len(one.extras["words"]))
    model = LogisticRegression(C=0.3, max_iter=300).fit(X[:1200], one.y_train)
    assert 0.79 < model.score(X[1200:], one.y_test) < 0.91


def test_the_quick_newswire_is_the_made_one():
    one, made = data.load_newswire(), data.make_newswires()
    assert len(one.x) == 1600
    assert [codes.tolist() for codes in one.x] == [codes.tolist() for codes in made.x]


# Sentences of critics -----------------------------------------------------------------------


def test_polarity():
    one = data.load_polarity()
    assert len(one.x) == 200
    assert one.y.sum() == 100
    assert one.class_names == ("negative", "positive")
    assert one.x[0] == "simplistic , silly and tedious ."
    assert one.y[0] == 0
    assert one.y[-1] == 1
    assert not any("__label__" in text or "\n" in text for text in one.x)
    assert any("clichés" in text for text in one.x)  # the file is not UTF-8
    assert data.load_polarity("full").x == one.x
    assert "Pang and Lee" in one.describe()
    with pytest.raises(ValueError, match='"quick" or "full", got 2'):
        data.load_polarity(2)


# The full size on small files, compared with Keras's own functions -------------------------


def small_newswire() -> dict[str, np.ndarray]:
    return {"x": ranks(23, 3), "y": np.arange(23) % 46}


@pytest.mark.parametrize("n_words", [6, 9, 10_000])
def test_full_reviews_are_those_of_keras(home, n_words, monkeypatch):
    from keras.src.datasets import imdb

    replaced(home, "load_reviews", small_reviews(), small_index())
    one = data.load_reviews("full", n_words=n_words)
    monkeypatch.setattr(imdb, "get_file", lambda *args, **kwargs: str(home / "small.npz"))
    (x_train, y_train), (x_test, y_test) = imdb.load_data(num_words=n_words)
    assert one.n_train == 9
    assert [codes.tolist() for codes in one.x_train] == list(x_train)
    assert [codes.tolist() for codes in one.x_test] == list(x_test)
    assert one.y_train.tolist() == y_train.tolist()
    assert one.y_test.tolist() == y_test.tolist()
    assert {codes.dtype for codes in one.x} == {np.dtype(np.int32)}
    assert one.extras["words"].tolist() == [*written.MARKS, *WORDS][:n_words]
    assert one.name == "imdb"
    assert not one.made
    assert "small.npz (a few), which replaces keras/datasets/imdb.npz" in one.source


@pytest.mark.parametrize("n_words", [7, 10_000])
def test_full_newswires_are_those_of_keras(home, n_words, monkeypatch):
    from keras.src.datasets import reuters

    replaced(home, "load_newswire", small_newswire(), small_index())
    one = data.load_newswire("full", n_words=n_words)
    monkeypatch.setattr(reuters, "get_file", lambda *args, **kwargs: str(home / "small.npz"))
    (x_train, y_train), (x_test, y_test) = reuters.load_data(num_words=n_words)
    assert one.n_train == len(x_train) == 18
    assert [codes.tolist() for codes in one.x] == [*x_train, *x_test]
    assert one.y.tolist() == [*y_train, *y_test]
    assert one.class_names == reuters.get_label_names() == texts.REUTERS_TOPICS
    assert one.extras["words"].tolist() == [*written.MARKS, *WORDS][:n_words]
    assert "46" in one.about


def test_full_reviews_that_are_something_else(home):
    bad = small_reviews()
    del bad["x_test"]
    replaced(home, "load_reviews", bad, small_index())
    with pytest.raises(DataError, match=r"small.npz .* cannot be read as .*x_test"):
        data.load_reviews("full")
    replaced(home, "load_reviews", small_reviews() | {"y_test": np.arange(3)}, small_index())
    with pytest.raises(DataError, match=r"texts and labels must be as many: got \(9,\), \(3,\)"):
        data.load_reviews("full")
    replaced(home, "load_reviews", small_reviews(), small_index() | {"film": 9})
    with pytest.raises(DataError, match="the ranks must be 1, 2, 3 and so on"):
        data.load_reviews("full")
    (home / "small.csv").write_text("1")
    text = (home / "overrides.toml").read_text().replace("small.npz", "small.csv")
    digest = hashlib.sha256(b"1").hexdigest()
    old = text.split("sha256 = '")[1].split("'")[0]
    (home / "overrides.toml").write_text(text.replace(old, digest))
    with pytest.raises(OverrideError, match=r"small.csv is not one of .npz"):
        data.load_reviews("full")


class Harm:
    """What runs when its pickle is opened."""

    def __reduce__(self):
        return os.mkdir, (os.environ["HARM"],)


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_another_checksum_is_not_opened(name, home, tmp_path, monkeypatch):
    monkeypatch.setenv("HARM", str(tmp_path / "harm"))
    harm = np.empty(1, dtype=object)
    harm[0] = Harm()
    target = home / FILES[name][1]
    target.parent.mkdir(parents=True)
    np.savez(target, x=harm, x_train=harm)
    with pytest.raises(DataDamaged, match="is damaged, and is not used"):
        getattr(data, name)("full", fallback=True)
    replaced(home, name, {"x": ranks(2, 0)}, small_index())
    np.savez(home / "small.npz", x=harm, x_train=harm)
    with pytest.raises(DataDamaged, match="is damaged, and is not used"):
        getattr(data, name)("full")
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("name", FILES)
def test_without_files_and_network(home, name, capsys):
    loader = getattr(data, name)
    entry, file, _ = FILES[name]
    with pytest.raises(DataUnavailable) as caught:
        loader("full")
    text = str(caught.value)
    for part in (entry, file, str(home), f"dlcourse data fetch {entry}", "quick", "no conn"):
        assert part in text
    capsys.readouterr()
    quick = loader("full", n_words=500, fallback=True)
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.startswith("The full data cannot be had (")
    assert told.endswith(f"Instead: {quick.name}. {quick.about}")
    assert [c.tolist() for c in quick.x] == [c.tolist() for c in loader(n_words=500).x]


# The real files, where a home has them ------------------------------------------------------

needs_home = pytest.mark.skipif(
    not os.environ.get("DLCOURSE_DATA"), reason="DLCOURSE_DATA names no data home"
)


@needs_home
def test_the_real_reviews():
    if cache.status("imdb") == "missing":
        pytest.skip("the data home has no imdb")
    one = data.load_reviews("full")
    assert len(one.x) == 50_000
    assert one.n_train == 25_000
    assert one.y_train.sum() == one.y_test.sum() == 12_500
    words = one.extras["words"]
    assert words[4:8].tolist() == ["the", "and", "a", "of"]
    assert len(words) == 10_000
    counts = np.bincount(np.concatenate(one.x_train), minlength=10_000)
    assert counts[2] / counts.sum() < 0.1
    assert counts[4] == counts[4:].max()
    assert registry.entry("imdb").citation in one.source


@needs_home
def test_the_real_newswires():
    if cache.status("reuters") == "missing":
        pytest.skip("the data home has no reuters")
    one = data.load_newswire("full")
    assert len(one.x) == 11_228
    assert one.n_train == 8_982
    assert set(one.y) == set(range(46))


def test_texts_are_described_by_their_number() -> None:
    reviews = data.load_reviews()
    assert "Inputs: 2,000 sequences." in reviews.describe()
    assert repr(reviews).startswith("Dataset(made_reviews, made: x 2,000 sequences")
