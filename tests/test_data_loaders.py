"""What loaders and generators return. The quick size needs no file; the full size is tried on
small files under the real names, and on the real ones where DLCOURSE_DATA names a home with them.
"""

from __future__ import annotations

import gzip
import hashlib
import inspect
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from dlcourse import data
from dlcourse.data import cache, registry
from dlcourse.data.dataset import Dataset
from dlcourse.data.errors import DataError, DataUnavailable, OverrideError
from dlcourse.data.images import read_idx

# All return a Dataset of arrays but these, which have tests of their own.
APART = {"load_digit_weights", "load_newswire", "load_polarity", "load_reviews"}
LOADERS = [n for n in data.__all__ if n.startswith("load_") and n not in APART]
IN_TWO_SIZES = ["load_digits28", "load_fashion", "load_housing"]
MAKERS = {
    "make_clocks": {"n": 20, "size": 16},
    "make_garments": {"n": 20},
    "make_houses": {"n": 20},
    "make_shape_images": {"n": 10, "size": 16},
    **{f"make_points {kind}": {"n": 20, "kind": kind} for kind in ("blobs", "moons")},
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty data home, and no way to the network."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("DLCOURSE_DATA", str(folder))

    def refuse(urls, *args, **kwargs):
        from dlcourse.data.download import NotDownloaded

        raise NotDownloaded([f"{url}: no connection" for url in urls])

    monkeypatch.setattr(cache, "download", refuse)
    return folder


def make(name: str, **changes):
    function = getattr(data, name.split()[0])
    return function(**{**MAKERS[name], **changes})


def arrays(one: Dataset) -> dict[str, np.ndarray]:
    found = {"x": one.x, "y": one.y, **one.extras}
    return {name: value for name, value in found.items() if value is not None}


# The frame ----------------------------------------------------------------------------------


def test_importing_the_room_imports_nothing_else():
    code = (
        "import sys; before = set(sys.modules); import dlcourse.data; dir(dlcourse.data);"
        "print(sorted({m.split('.')[0] for m in set(sys.modules) - before}))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    heavy = "numpy scipy sklearn keras tensorflow pandas pooch tqdm requests filelock platformdirs"
    assert told.stdout.strip().startswith("['")
    assert not [name for name in heavy.split() if f"'{name}'" in told.stdout]


def test_loading_imports_only_what_it_needs():
    code = (
        "import sys, dlcourse.data as d; d.load_anscombe(); d.make_clocks(9); d.load_fashion();"
        "d.load_housing(); d.cache, d.registry, d.home();"
        "print([m for m in ('scipy', 'sklearn', 'pooch', 'requests') if m in sys.modules]);"
        "d.load_iris(); d.load_digits28(); d.load_photos();"
        "print([m for m in ('keras', 'tensorflow', 'pooch', 'requests') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert told.stdout.split("\n")[:2] == ["[]", "[]"]


ROOT = Path(__file__).parents[1]


def test_all_public_names_can_be_had():
    for name in data.__all__:
        assert getattr(data, name) is not None
        assert name in dir(data)
    with pytest.raises(AttributeError, match="no attribute 'load_nothing'"):
        data.load_nothing  # noqa: B018


@pytest.mark.parametrize("name", LOADERS)
def test_every_loader(name, monkeypatch, tmp_path):
    monkeypatch.setenv("DLCOURSE_DATA", str(tmp_path / "none"))
    loader = getattr(data, name)
    one = loader()
    assert isinstance(one, Dataset)
    assert one.name
    assert one.about
    assert one.source
    assert one.licence
    for array in arrays(one).values():
        assert isinstance(array, np.ndarray)
        assert array.shape[0] == one.x.shape[0]
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    if one.class_names and one.y is not None and one.y.ndim == 1:
        assert one.y.dtype == np.int64
        assert set(np.unique(one.y)) == set(range(len(one.class_names)))
    if one.feature_names:
        assert one.x.shape[1] == len(one.feature_names)
        assert len(one.feature_units) in (0, len(one.feature_names))
    text = one.describe()
    assert "\n" not in text
    assert all(part in text for part in (one.about, one.source, one.licence, str(one.x.shape)))
    assert repr(one).startswith(f"Dataset({one.name}")
    assert "0x" not in repr(one)
    assert len(repr(one)) < 140
    assert not (tmp_path / "none").exists()
    assert inspect.signature(loader).parameters["profile"].default == "quick"
    for wrong in ("Full", "", None, 1):
        with pytest.raises(ValueError, match=f'"quick" or "full", got {wrong!r}'):
            loader(wrong)
    if name not in IN_TWO_SIZES:
        for key, array in arrays(loader("full")).items():
            assert np.array_equal(array, arrays(one)[key])


def test_a_data_set_cannot_be_changed_by_accident():
    given = np.zeros((3, 2))
    one = Dataset(name="a", about="b", x=given, y=["one", "two", "three"])
    given[0] = 1  # the caller's array stays the caller's
    with pytest.raises(AttributeError):
        one.name = "c"
    with pytest.raises(ValueError, match="read-only"):
        one.x -= 1
    with pytest.raises(TypeError):
        one.extras["more"] = 1
    assert one.y == ("one", "two", "three")
    copy = one.x.copy()
    copy -= 1


def test_splits():
    one = Dataset(name="a", about="b", x=np.arange(10), y=np.arange(10) * 2, n_train=7)
    assert one.x_train.tolist() == list(range(7))
    assert one.y_test.tolist() == [14, 16, 18]
    assert len(one.y_train) + len(one.x_test) == 10
    assert "The first 7 train, the other 3 test." in one.describe()
    with pytest.raises(ValueError, match="iris has no fixed training and test part"):
        data.load_iris().x_train  # noqa: B018


def test_a_data_set_of_texts():
    one = Dataset(name="a", about="Two lines.", x=["one", "two"], y=np.arange(2), n_train=1)
    assert repr(one) == "Dataset(a: x 2 texts, y (2,) int64, 1 to train)"
    assert one.x_train == ("one",)
    assert "Inputs: 2 texts." in one.describe()


# Embedded sets ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "diabetes", "digits"])
def test_embedded_sets_are_those_of_scikit_learn(name):
    from sklearn import datasets

    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    one = getattr(data, f"load_{name}")()
    assert np.array_equal(one.x.reshape(x.shape), x)
    assert np.array_equal(one.y, y)


def test_shapes_and_names():
    assert data.load_iris().feature_names[0] == "sepal length"
    assert data.load_iris().feature_units == ("cm",) * 4
    assert data.load_iris().class_names == ("setosa", "versicolor", "virginica")
    assert data.load_breast_cancer().class_names == ("malignant", "benign")
    assert data.load_digits().x.shape == (1797, 8, 8)
    photos = data.load_photos()
    assert photos.x.shape == (2, 427, 640, 3)
    assert photos.x.dtype == np.uint8
    assert photos.y is None


def test_diabetes_as_measured():
    scaled, raw = data.load_diabetes(), data.load_diabetes(scaled=False)
    assert np.allclose((scaled.x**2).sum(axis=0), 1)
    assert 19 <= raw.x[:, 0].min() <= raw.x[:, 0].max() <= 79
    centered = raw.x - raw.x.mean(axis=0)
    assert np.allclose(centered / np.sqrt((centered**2).sum(axis=0)), scaled.x, atol=1e-6)
    assert len(raw.feature_units) == 10


def test_anscombes_quartet_agrees_as_he_wrote():
    one = data.load_anscombe()
    assert one.x.shape == one.y.shape == (4, 11)
    for x, y in zip(one.x, one.y, strict=True):
        slope, intercept = np.polyfit(x, y, 1)
        assert abs(slope - 0.5) < 0.001
        assert abs(intercept - 3) < 0.003
        assert x.mean() == 9
        assert abs(y.mean() - 7.5) < 0.002
        assert x.var(ddof=1) == 11
        assert abs(np.corrcoef(x, y)[0, 1] - 0.816) < 0.001


def test_enlarged_digits():
    one, small = data.load_digits28(), data.load_digits()
    assert one.x.shape == (1797, 28, 28)
    assert one.x.dtype == np.uint8
    assert one.x.min() == 0
    assert one.x.max() == 255
    assert one.n_train == 1438
    for label in range(10):
        share = (one.y_test == label).sum() / (one.y == label).sum()
        assert abs(share - 0.2) < 0.003
    # Shrunk again, each picture is one of the small ones: in its place, and under its label.
    some = one.x[::25].astype(float).repeat(2, axis=1).repeat(2, axis=2)
    shrunk = some.reshape(-1, 8, 7, 8, 7).mean(axis=(2, 4)) * 16 / 255
    far = np.abs(small.x[None] - shrunk[:, None]).mean(axis=(2, 3))
    assert np.array_equal(small.y[far.argmin(axis=1)], one.y[::25])
    assert len(set(far.argmin(axis=1))) == len(some)
    assert far.min(axis=1).max() < 1.5
    # It is data that a model can learn: the nearest class mean is right four times in five.
    flat = one.x.reshape(1797, -1).astype(float)
    centers = np.stack([flat[:1438][one.y_train == k].mean(axis=0) for k in range(10)])
    found = ((flat[1438:, None] - centers) ** 2).sum(axis=2).argmin(axis=1)
    assert 0.8 < (found == one.y_test).mean() < 0.98


# Made sets ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MAKERS)
def test_made_sets_are_their_seeds(name):
    one, again, other = make(name), make(name), make(name, seed=1)
    assert one.made
    assert "made" in one.about
    assert "made" in repr(one)
    assert f"n={MAKERS[name]['n']}" in one.source
    assert len(one.x) == len(one.y) == MAKERS[name]["n"]
    for key, array in arrays(one).items():
        assert np.array_equal(array, arrays(again)[key])
    assert not np.array_equal(one.x, other.x)
    assert len(make(name, n=1).x) == 1
    namespace = {"dlcourse": type(sys)("dlcourse")}
    namespace["dlcourse"].data = data
    assert np.array_equal(eval(one.source, namespace).x, one.x)  # the source line is the recipe


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize(
    "changes, told",
    [
        ({"n": 0}, "n must be a whole number of at least 1, got 0"),
        ({"n": 2.5}, "n must be a whole number of at least 1, got 2.5"),
        ({"n": True}, "n must be a whole number of at least 1, got True"),
        ({"seed": -1}, "seed must be a whole number of at least 0, got -1"),
        ({"seed": None}, "seed must be a whole number of at least 0, got None"),
    ],
)
def test_made_sets_refuse(name, changes, told):
    with pytest.raises(ValueError, match=f"^{told}$"):
        make(name, **changes)


def test_made_sets_refuse_kinds_and_sizes():
    with pytest.raises(ValueError, match=r"kind must be one of blobs, tilted, .* got 'circle'"):
        data.make_points("circle")
    for maker in (data.make_clocks, data.make_shape_images):
        for size in (8, 32.0, True):
            with pytest.raises(ValueError, match=f"size must be .* at least 16, got {size}"):
                maker(1, size=size)


@pytest.mark.parametrize("seed", range(5))
def test_points(seed):
    sets = {kind: data.make_points(kind, 400, seed) for kind in POINTS}
    for one in sets.values():
        assert one.x.shape == (400, 2)
        assert one.y.sum() == 200
        assert np.abs(one.x).max() < 6
    side = {kind: 2 * one.y - 1 for kind, one in sets.items()}
    assert (sets["blobs"].x[:, 0] * side["blobs"]).min() >= 0.4 - 1e-9
    across = sets["tilted"].x @ [np.sqrt(0.5), -np.sqrt(0.5)]
    assert (across * side["tilted"]).min() >= 0.35 - 1e-9
    assert all(threshold_accuracy(column, sets["tilted"].y) < 0.95 for column in sets["tilted"].x.T)
    radius = np.hypot(*sets["rings"].x.T)
    assert radius[sets["rings"].y == 0].max() < radius[sets["rings"].y == 1].min()
    assert ((sets["xor"].x.prod(axis=1) < 0) == sets["xor"].y).all()
    assert line_accuracy(sets["blobs"]) == line_accuracy(sets["tilted"]) == 1
    assert line_accuracy(sets["rings"]) < 0.7
    assert line_accuracy(sets["xor"]) < 0.7
    assert 0.75 < line_accuracy(sets["moons"]) < 0.97


POINTS = ("blobs", "tilted", "rings", "xor", "moons")


def threshold_accuracy(column: np.ndarray, y: np.ndarray) -> float:
    right = np.cumsum(2 * y[np.argsort(column)] - 1)
    return 0.5 + np.abs(right).max() / len(y)


def line_accuracy(one: Dataset) -> float:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1e3).fit(one.x, one.y).score(one.x, one.y)


def test_houses():
    one = data.make_houses(2000, seed=3)
    assert one.x.shape == (2000, 5)
    assert len(one.feature_units) == 5
    assert one.x.std(axis=0).max() / one.x.std(axis=0).min() > 50  # what rescaling is for
    assert one.y.min() >= 0.3
    ones = np.ones((2000, 1))
    weights, *_ = np.linalg.lstsq(np.hstack([one.x, ones]), one.y, rcond=None)
    left = one.y - np.hstack([one.x, ones]) @ weights
    assert 0.85 < 1 - left.var() / one.y.var() < 0.97
    assert (np.sign(weights[:5]) == [1, 1, -1, 1, -1]).all()


def test_clocks_are_right():
    one = data.make_clocks(300, seed=2, size=48)
    hour, minute = one.y.T
    assert set(hour) == set(range(12))
    assert 0 <= minute.min() <= minute.max() <= 59
    hour_angle, minute_angle = one.extras["angles"].T
    assert np.array_equal(minute_angle, 6 * minute)
    assert np.allclose(hour_angle, 30 * (hour + minute / 60))
    # The tips, by the angles of mathematics, as on the slide: 90 degrees less.
    hx, hy, mx, my = one.extras["hands"].T
    for x, y, angle, length in ((hx, hy, hour_angle, 0.5), (mx, my, minute_angle, 1)):
        assert np.allclose(np.hypot(x, y), length)
        turned = np.rad2deg(np.arctan2(y, x))
        assert np.allclose((90 - angle - turned + 180) % 360 - 180, 0)


def test_clocks_show_their_hands():
    one = data.make_clocks(300, seed=2, size=48)
    assert one.x.shape == (300, 48, 48)
    assert one.x.dtype == np.float64
    assert one.x.min() == 0
    assert one.x.max() == 1
    hx, hy, mx, my = one.extras["hands"].T
    apart = np.abs((np.subtract(*one.extras["angles"].T) + 180) % 360 - 180) > 30

    def brightness(x, y):  # (x, y) in lengths of the minute hand; row 0 is at the top
        column, row = ((x + 1.2) * 20).astype(int), ((1.2 - y) * 20).astype(int)
        return one.x[np.arange(300), row, column]

    assert brightness(0.8 * mx, 0.8 * my).min() > 0.6
    assert brightness(0.8 * hx, 0.8 * hy).min() > 0.6
    # Beyond the tip of the hour hand it is dark; and behind the center.
    assert brightness(1.6 * hx, 1.6 * hy)[apart].max() < 0.1
    assert (
        brightness(-0.5 * mx, -0.5 * my)[apart & (np.hypot(mx + 2 * hx, my + 2 * hy) > 1)].max()
        < 0.1
    )
    # Edges are soft, and the hour hand is the thicker one.
    assert ((one.x > 0.4) & (one.x < 0.9)).mean() > 0.005
    step = 0.09
    across_hour = brightness(0.7 * hx - step * hy * 2, 0.7 * hy + step * hx * 2)
    across_minute = brightness(0.7 * mx - step * my, 0.7 * my + step * mx)
    assert across_hour[apart].mean() > across_minute[apart].mean() + 0.2


def test_cars_can_be_told_but_not_all():
    from sklearn.linear_model import RidgeClassifier

    one = data.make_shape_images(seed=1)
    assert one.x.shape == (600, 64, 64, 3)
    assert one.x.dtype == np.uint8
    assert one.y.sum() == 300
    assert ((one.extras["kind"] == "car") == one.y).all()
    assert len(set(one.extras["kind"])) == 6
    flat = one.x.reshape(600, -1) / 255
    assert flat.shape[1] == 12_288
    model = RidgeClassifier(alpha=1000).fit(flat[:480], one.y_train)
    assert 0.75 < model.score(flat[480:], one.y_test) < 0.98


def test_garments():
    one = data.load_fashion()
    assert one.x.shape == (2000, 28, 28)
    assert one.x.dtype == np.uint8
    assert one.n_train == 1600
    assert np.bincount(one.y).tolist() == [200] * 10
    flat = one.x.reshape(2000, -1).astype(float)
    centers = np.stack([flat[:1600][one.y_train == k].mean(axis=0) for k in range(10)])
    found = ((flat[1600:, None] - centers) ** 2).sum(axis=2).argmin(axis=1)
    assert 0.5 < (found == one.y_test).mean() < 0.95


# The full size, on small files under the real names -----------------------------------------


@pytest.fixture
def put(home, monkeypatch):
    """Put a file into the home and make its bytes the registered ones."""

    def put(path: str, write) -> None:
        target = home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write(target)
        row = registry.file(path)
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        changed = dict(registry._files(registry.REGISTRY))
        changed[path] = type(row)(**{**vars(row), "digest": digest})
        monkeypatch.setattr(registry, "_files", lambda _: changed)

    return put


def replace(home: Path, file: str, other: str, note: str = "") -> None:
    digest = hashlib.sha256((home / other).read_bytes()).hexdigest()
    text = f"[[replace]]\nfile = '{file}'\nwith = '{other}'\nsha256 = '{digest}'\nnote = '{note}'\n"
    (home / "overrides.toml").write_text(text)


def test_mnist(put):
    x = np.arange(5 * 28 * 28, dtype=np.uint8).reshape(5, 28, 28)
    y = np.array([5, 0, 4, 1, 9], dtype=np.uint8)
    facts = {"x_train": x[:3], "y_train": y[:3], "x_test": x[3:], "y_test": y[3:]}
    put("keras/datasets/mnist.npz", lambda path: np.savez(path, **facts))
    one = data.load_digits28("full")
    assert one.name == "mnist"
    assert np.array_equal(one.x, x)
    assert np.array_equal(one.x_test, x[3:])
    assert one.y_train.tolist() == [5, 0, 4]
    assert one.y.dtype == np.int64
    assert one.source.endswith("; keras/datasets/mnist.npz")
    assert one.licence == "CC BY-SA 3.0"


def test_mnist_that_is_something_else(put):
    put("keras/datasets/mnist.npz", lambda path: np.savez(path, x=np.zeros(3)))
    with pytest.raises(DataError, match=r"keras/datasets/mnist.npz cannot be read as .*x_train"):
        data.load_digits28("full")
    put("keras/datasets/mnist.npz", lambda path: path.write_bytes(b"not a zip"))
    with pytest.raises(DataError, match="cannot be read"):
        data.load_digits28("full")
    facts = {"x_train": np.zeros((3, 8, 8)), "x_test": np.zeros((1, 8, 8))}
    facts |= {"y_train": np.zeros(3), "y_test": np.zeros(1)}
    put("keras/datasets/mnist.npz", lambda path: np.savez(path, **facts))
    with pytest.raises(DataError, match=r"mnist needs pictures \(n, 28, 28\), labels \(n,\)"):
        data.load_digits28("full")


def idx(array: np.ndarray) -> bytes:
    head = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, dtype=">u4").tobytes()
    return head + array.tobytes()


FASHION = "keras/datasets/fashion-mnist/"


def test_fashion(put, home):
    x = np.arange(5 * 28 * 28, dtype=np.uint8).reshape(5, 28, 28)
    y = np.array([9, 0, 3, 0, 2], dtype=np.uint8)
    parts = {"train-images-idx3": x[:3], "t10k-images-idx3": x[3:]}
    parts |= {"train-labels-idx1": y[:3], "t10k-labels-idx1": y[3:]}
    for name, array in parts.items():
        box = gzip.compress(idx(array))
        put(f"{FASHION}{name}-ubyte.gz", lambda path, box=box: path.write_bytes(box))
    one = data.load_fashion("full")
    assert np.array_equal(one.x, x)
    assert one.n_train == 3
    assert one.y_test.tolist() == [0, 2]
    assert one.class_names == data.load_fashion().class_names
    assert one.source.endswith("fashion-mnist/*.gz")

    (home / "images").mkdir()
    (home / "images" / "t10k-labels-ubyte").write_bytes(idx(np.array([7, 7], dtype=np.uint8)))
    replace(home, f"{FASHION}t10k-labels-idx1-ubyte.gz", "images/t10k-labels-ubyte", "sevens")
    one = data.load_fashion("full")
    assert one.y_test.tolist() == [7, 7]
    assert "images/t10k-labels-ubyte (sevens), which replaces keras/" in one.source


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0\0",
        b"\0\0\x0d\x01\0\0\0\x01\0",  # floats
        b"\0\0\x08\x00",  # no axis
        b"\0\0\x08\x02\0\0\0\x01",  # the second length is missing
        idx(np.zeros((2, 3), dtype=np.uint8))[:-1],
        idx(np.zeros((2, 3), dtype=np.uint8)) + b"\0",
    ],
)
def test_idx_files_that_are_not_whole(tmp_path, body):
    (tmp_path / "a-ubyte").write_bytes(body)
    with pytest.raises(DataError, match="a-ubyte is not a whole idx file of bytes"):
        read_idx(tmp_path / "a-ubyte")


def california(n: int = 10) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    columns = [
        generator.uniform(-124, -115, n),
        generator.uniform(33, 42, n),
        generator.integers(1, 52, n),
        *generator.integers(100, 5000, (4, n)),
        generator.uniform(0.5, 15, n),
    ]
    return np.stack(columns, axis=1), generator.integers(15_000, 500_001, n).astype(float)


def test_california(put, home):
    x, y = california()
    file = "keras/datasets/california_housing.npz"
    put(file, lambda path: np.savez(path, x=x.astype("f4"), y=y.astype("f4")))
    one = data.load_housing("full")
    assert one.x.shape == (10, 8)
    assert one.x.dtype == np.float64
    assert one.n_train == 8
    assert one.feature_names[:2] == ("longitude", "latitude")
    # The order and the split are Keras's: RandomState(113) shuffles the indices.
    order = np.arange(10)
    np.random.RandomState(113).shuffle(order)
    assert np.allclose(one.x, x[order], rtol=1e-6)
    assert np.allclose(one.y, y[order] / 100_000)

    # The columns that Keras's documentation describes lead to the same table.
    longitude, latitude, age, rooms, bedrooms, people, homes, income = x.T
    averages = [income, age, rooms / homes, bedrooms / homes, people, people / homes]
    documented = np.stack([*averages, latitude, longitude], axis=1)
    put(file, lambda path: np.savez(path, x=documented, y=y))
    assert np.allclose(data.load_housing("full").x, one.x, rtol=1e-5)

    # And so does StatLib's text, by an override, which the source line names.
    text = "a,b,c,d,e,f,g,h,value\n" + "\n".join(
        ",".join(f"{v:.8f}" for v in (*row, value)) for row, value in zip(x, y, strict=True)
    )
    for name, body in (("h.csv.gz", gzip.compress(text.encode())), ("h.csv", text.encode())):
        (home / "tabular").mkdir(exist_ok=True)
        (home / "tabular" / name).write_bytes(body)
        replace(home, file, f"tabular/{name}", "all rows as text")
        other = data.load_housing("full")
        assert np.allclose(other.x, one.x, rtol=1e-6)
        assert np.allclose(other.y, one.y)
        assert f"tabular/{name} (all rows as text), which replaces {file}" in other.source

    (home / "tabular" / "h.parquet").write_bytes(b"?")
    replace(home, file, "tabular/h.parquet")
    with pytest.raises(OverrideError, match=r"h.parquet is not one of .npz, .csv.gz, .csv"):
        data.load_housing("full")


@pytest.mark.parametrize("change", ["columns", "place", "rows"])
def test_california_that_is_elsewhere(put, change):
    x, y = california()
    x = x[:, :7] if change == "columns" else np.roll(x, 3, axis=1) if change == "place" else x
    y = y[:-1] if change == "rows" else y
    put("keras/datasets/california_housing.npz", lambda path: np.savez(path, x=x, y=y))
    with pytest.raises(DataError, match="California housing"):
        data.load_housing("full")


# The full size without the files ------------------------------------------------------------


@pytest.mark.parametrize(
    "name, entry",
    [
        ("load_digits28", "mnist"),
        ("load_fashion", "fashion_mnist"),
        ("load_housing", "california_housing"),
    ],
)
def test_without_files_and_network(home, name, entry, capsys):
    loader = getattr(data, name)
    with pytest.raises(DataUnavailable) as caught:
        loader("full")
    text = str(caught.value)
    file = registry.entry(entry).files[0]
    for part in (entry, file.path, str(home), f"dlcourse data fetch {entry}", "quick", "no conn"):
        assert part in text
    capsys.readouterr()

    quick = loader("full", fallback=True)
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.startswith("The full data cannot be had (")
    assert "no connection" in told
    assert told.endswith(f"Instead: {quick.name}. {quick.about}")
    assert np.array_equal(quick.x, loader().x)
    assert str(home) not in told


def test_fallback_is_not_for_damaged_files(home):
    target = home / "keras" / "datasets" / "mnist.npz"
    target.parent.mkdir(parents=True)
    target.write_bytes(b"half of it")
    with pytest.raises(data.DataDamaged, match="fetch --replace mnist"):
        data.load_digits28("full", fallback=True)


# The real files, where a home has them ------------------------------------------------------

needs_home = pytest.mark.skipif(
    not os.environ.get("DLCOURSE_DATA"), reason="DLCOURSE_DATA names no data home"
)


@needs_home
@pytest.mark.parametrize("name", registry.datasets())
def test_the_homes_files_are_sound(name):
    state = cache.status(name)
    if state == "missing":
        pytest.skip(f"the data home has no {name}")
    assert state in ("present", "replaced")
    for file, one in cache.verify(name):
        assert one in ("present", "replaced")
        assert cache.path(file).is_file()


@needs_home
@pytest.mark.parametrize(
    "name, entry, shape, n_train, first",
    [
        ("load_digits28", "mnist", (70_000, 28, 28), 60_000, [5, 0, 4, 1, 9]),
        ("load_fashion", "fashion_mnist", (70_000, 28, 28), 60_000, [9, 0, 0, 3, 0]),
        ("load_housing", "california_housing", (20_640, 8), 16_512, None),
    ],
)
def test_the_full_size_on_the_homes_files(name, entry, shape, n_train, first):
    if cache.status(entry) == "missing":
        pytest.skip(f"the data home has no {entry}")
    one = getattr(data, name)("full")
    assert one.x.shape == shape
    assert one.n_train == n_train
    if first:
        assert one.y[:5].tolist() == first
        assert np.bincount(one.y).min() > 6000
    else:
        assert 2.06 < one.y.mean() < 2.07
        assert one.y.max() == 5.00001
        assert np.isfinite(one.x).all()
    for path in cache.verify(entry):
        assert path[1] == "replaced" or "replaces" not in one.source
