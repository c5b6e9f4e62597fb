"""The registry, the data home, and overrides."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
from pathlib import Path

import pytest

from dlcourse.data import location, overrides, registry
from dlcourse.data.errors import DataError, OverrideError

ROWS = [file for entry in registry.datasets().values() for file in entry.files]


# The shipped registry -----------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.path)
def test_row_is_whole(row):
    entry = registry.entry(row.dataset)
    assert row in entry.files
    assert location.is_inside(row.path)
    assert row.path.split("/")[0] in location.ROOMS
    assert re.fullmatch(
        r"[0-9a-f]{64}" if row.algorithm == "sha256" else r"[0-9a-f]{32}", row.digest
    )
    assert row.bytes > 0
    assert row.licence.strip()
    assert isinstance(row.redistributable, bool)
    assert entry.about[-1] in ".?"
    assert entry.citation
    assert bool(row.urls) != bool(entry.local)
    assert all(url.startswith("https://") for url in row.urls)


def test_names_are_unique():
    names = [row.path for row in ROWS]
    assert len(names) == len(set(names))
    assert len({name.casefold() for name in names}) == len(names)  # on macOS and Windows, too


def test_only_a_file_without_a_published_sha256_has_another_checksum():
    assert [row.path for row in ROWS if row.algorithm != "sha256"] == [
        "keras/datasets/reuters_word_index.json"
    ]


@pytest.mark.parametrize("name", ["mnist", "cifar10", "imdb", "reuters", "california_housing"])
def test_checksums_are_those_of_keras(name):
    """Keras's own files are registered under the hashes in its source (read, not imported)."""
    keras = Path(importlib.util.find_spec("keras").origin).parent
    source = (keras / "src" / "datasets" / f"{name}.py").read_text()
    published = set(re.findall(r'"([0-9a-f]{64}|[0-9a-f]{32})"', source))
    assert published
    for file in registry.entry(name).files:
        # imdb_word_index.json has an MD5 there; our SHA-256 is of the file with that MD5.
        if file.path != "keras/datasets/imdb_word_index.json":
            assert file.digest in published, file.path


def test_the_data_sets_of_the_overrides_form_are_registered():
    for path in (
        "keras/datasets/imdb.npz",
        "keras/datasets/cifar-10-batches-py.tar.gz",
        "keras/datasets/california_housing.npz",
        "text/glove.6B.50d.txt",
    ):
        assert registry.file(path).urls


def test_nothing_is_redistributable_without_a_license():
    for entry in registry.datasets().values():
        if re.search(r"none stated|non-commercial|research|no license", entry.licence):
            assert not entry.redistributable, entry.name


def test_lookups_name_what_is_near():
    assert registry.entry("mnist").files[0] is registry.file("keras/datasets/mnist.npz")
    assert registry.entry("mnist").bytes == 11_490_434
    with pytest.raises(DataError, match=r"no data set is called 'minst'. Did you mean mnist"):
        registry.entry("minst")
    with pytest.raises(DataError, match=r"nearest is keras/datasets/mnist.npz"):
        registry.file("keras/dataset/mnist.npz")


# A registry with a fault --------------------------------------------------------------------

GOOD = """
[tiny]
about = "A."
citation = "B"
licence = "CC0"
redistributable = true
[[tiny.files]]
path = "text/a.txt"
bytes = 3
sha256 = "{sha}"
urls = ["https://example.org/a.txt"]
""".format(sha="0" * 64)


@pytest.mark.parametrize(
    "old, new, told",
    [
        ('licence = "CC0"', "", "licence is missing"),
        ('licence = "CC0"', 'licence = ""', "licence is missing"),
        ("redistributable = true", 'redistributable = "yes"', "redistributable is missing"),
        ('about = "A."', 'abuot = "A."', "unknown key ['abuot']"),
        ('"text/a.txt"', '"../a.txt"', "inside the home"),
        ('"text/a.txt"', '"/etc/a.txt"', "inside the home"),
        ('"text/a.txt"', "'text\\a.txt'", "inside the home"),
        ("bytes = 3", "bytes = 0", "bytes must be positive"),
        ("0" * 64, "0" * 63, "sha256 must be its hex digits"),
        ("sha256", "sha512", "unknown key ['sha512']"),
        ("bytes = 3", "bytes = 3\nmd5 = '" + "0" * 32 + "'", "exactly one checksum"),
        ("https:", "ftp:", "urls must begin"),
        ('urls = ["https://example.org/a.txt"]', "", "either urls, or local"),
        ('about = "A."', 'about = "A."\nlocal = "no"', "either urls, or local"),
        ("bytes = 3", "bytes = 3\narchive = { member = '../x' }", "archive.member"),
        ("bytes = 3", "bytes = 3\nunpack = '..'", "unpack must stay inside"),
        ("[tiny]", "[Tiny]", "lower case"),
    ],
)
def test_faulty_registry_is_refused(tmp_path, old, new, told):
    assert old in GOOD
    path = tmp_path / "registry.toml"
    text = GOOD.replace(old, new)
    if old == "[tiny]":
        text = text.replace("[[tiny.", "[[Tiny.")
    path.write_text(text)
    with pytest.raises(DataError, match=re.escape(told)):
        registry._read(path)


def test_the_form_that_the_faults_are_made_from_is_good(tmp_path):
    path = tmp_path / "registry.toml"
    path.write_text(GOOD)
    assert registry._read(path)["tiny"].bytes == 3
    path = tmp_path / "twice.toml"
    path.write_text(GOOD + GOOD[GOOD.index("[[") :])
    with pytest.raises(DataError, match="registered twice"):
        registry._read(path)


# The home -----------------------------------------------------------------------------------


def test_home_is_the_environments(monkeypatch, tmp_path):
    monkeypatch.setenv("DLCOURSE_DATA", str(tmp_path / "a" / ".." / "b"))
    assert location.home() == tmp_path / "b"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("DLCOURSE_DATA", os.path.join("~", "course data"))
    assert location.home() == tmp_path / "course data"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DLCOURSE_DATA", "here")
    assert location.home() == Path.cwd() / "here"
    assert list(tmp_path.iterdir()) == []


def test_home_is_the_checkouts_where_it_can_be_written(monkeypatch, tmp_path):
    monkeypatch.setenv("DLCOURSE_DATA", "")  # empty is as good as not set
    monkeypatch.setattr(location, "CHECKOUT", tmp_path)
    user = location.home()
    assert tmp_path not in user.parents  # no pyproject.toml: not a checkout
    (tmp_path / "pyproject.toml").touch()
    assert location.home() == tmp_path / "data"

    # A read-only checkout (pretended: for root, nothing is read-only) serves what it holds.
    monkeypatch.setattr(location.os, "access", lambda path, mode: False)
    assert location.home() == user
    (tmp_path / "data" / "keras").mkdir(parents=True)
    assert location.home() == tmp_path / "data"


def test_this_checkout_is_its_own_home(monkeypatch):
    monkeypatch.delenv("DLCOURSE_DATA", raising=False)
    root = Path(__file__).parents[1]
    if not os.access(root, os.W_OK):
        pytest.skip("this checkout is read-only")
    assert location.home() == root / "data"


@pytest.mark.parametrize("path", ["a", "a/b.txt", "a..b", ".hidden", "./a"])
def test_inside(path):
    assert location.is_inside(path)


@pytest.mark.parametrize(
    "path",
    ["", ".", "..", "../a", "a/../../b", "a/..", "/a", "C:/a", "C:a", "a\\b", "\\\\s\\a", "a\0"],
)
def test_not_inside(path):
    assert not location.is_inside(path)


# Overrides ----------------------------------------------------------------------------------

TABLE = """
[[replace]]
file = "keras/datasets/mnist.npz"
with = "keras/datasets/mnist_small.npz"
sha256 = "{sha}"
note = "a tenth of it"
""".format(sha=hashlib.sha256(b"small").hexdigest())


def test_no_overrides(tmp_path):
    assert overrides.read(tmp_path) == {}
    assert overrides.read(tmp_path / "nowhere") == {}


def test_an_override(tmp_path):
    (tmp_path / "overrides.toml").write_text("# a comment\n" + TABLE)
    found = overrides.read(tmp_path)["keras/datasets/mnist.npz"]
    assert found.path == "keras/datasets/mnist_small.npz"
    assert found.note == "a tenth of it"
    (tmp_path / "overrides.toml").write_text(re.sub("note.*", "", TABLE))
    assert overrides.read(tmp_path)["keras/datasets/mnist.npz"].note == ""


@pytest.mark.parametrize(
    "old, new, key, told",
    [
        ("note", "nota", "nota", "unknown; allowed: file, note, sha256, with"),
        ("sha256", "md5", "md5", "unknown"),
        (re.search("sha256.*", TABLE)[0], "", "sha256", "missing"),
        (re.search("with.*", TABLE)[0], "", "with", "missing"),
        ('"keras/datasets/mnist.npz"', "3", "file", "must be a text in quotes, got 3"),
        ('"keras/datasets/mnist.npz"', '"keras/minst.npz"', "file", "no file 'keras/minst.npz'"),
        ("keras/datasets/mnist_small.npz", "../small.npz", "with", "not a path inside"),
        ("keras/datasets/mnist_small.npz", "/tmp/small.npz", "with", "not a path inside"),
        (hashlib.sha256(b"small").hexdigest(), "abc", "sha256", "64 hexadecimal digits"),
    ],
)
def test_a_bad_override_names_file_table_and_key(tmp_path, old, new, key, told):
    path = tmp_path / "overrides.toml"
    first = TABLE.replace("mnist.npz", "imdb.npz")
    path.write_text(first + TABLE.replace(old, new, 1))
    with pytest.raises(OverrideError) as caught:
        overrides.read(tmp_path)
    text = str(caught.value)
    assert text.startswith(f"{path}, [[replace]] number 2, key '{key}': ")
    assert told in text


@pytest.mark.parametrize(
    "text, told",
    [
        (TABLE + TABLE, "number 2, key 'file': keras/datasets/mnist.npz is replaced twice"),
        ("[replace]\nfile = 'a'", "double brackets"),
        ("[[repalce]]\nfile = 'a'", "unknown key 'repalce'"),
        ("[[replace]\n", "cannot be read as TOML"),
        ("\udcff", "cannot be read as TOML"),
    ],
)
def test_a_bad_overrides_file(tmp_path, text, told):
    (tmp_path / "overrides.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(OverrideError, match=re.escape(told)):
        overrides.read(tmp_path)
