"""From things to numbers and to a common scale: everything agrees with scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn import preprocessing

from dlcourse.scratch import MinMaxScaler, StandardScaler, one_hot, unit_norm

PAIRS = [
    (MinMaxScaler, preprocessing.MinMaxScaler),
    (StandardScaler, preprocessing.StandardScaler),
]
both = pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=["min-max", "standard"])
each = pytest.mark.parametrize("scaler", [MinMaxScaler, StandardScaler])

# Whole multiples of 1/8: a column is constant or differs clearly, so that there is no doubt which
# of the two it is.
numbers = st.integers(-8000, 8000).map(lambda k: k / 8)
matrices = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 12), st.integers(1, 4)), elements=numbers
)


def close(a: np.ndarray, b: np.ndarray) -> bool:
    return a.shape == b.shape and np.allclose(a, b, rtol=1e-9, atol=1e-9, equal_nan=True)


@both
@given(X=matrices, data=st.data())
@settings(max_examples=60, deadline=None)
def test_scalers_agree_with_scikit_learn(ours, theirs, X, data) -> None:
    new = data.draw(arrays.arrays(np.float64, (3, X.shape[1]), elements=numbers))
    a, b = ours().fit(X), theirs().fit(X)
    assert close(a.transform(X), b.transform(X))
    assert close(a.transform(new), b.transform(new))
    assert close(a.inverse_transform(new), b.inverse_transform(new))
    assert close(ours().fit_transform(X), theirs().fit_transform(X))


@both
@given(X=matrices, data=st.data())
@settings(max_examples=60, deadline=None)
def test_missing_values_are_left_out_and_stay_missing(ours, theirs, X, data) -> None:
    holes = data.draw(arrays.arrays(np.bool_, X.shape))
    holes[data.draw(st.integers(0, len(X) - 1))] = False  # every column keeps a value
    X = np.where(holes, np.nan, X)
    scaled = ours().fit(X).transform(X)
    assert close(scaled, theirs().fit(X).transform(X))
    assert np.array_equal(np.isnan(scaled), holes)


@each
@given(X=matrices)
@settings(max_examples=40, deadline=None)
def test_there_and_back_gives_the_data(scaler, X) -> None:
    fitted = scaler().fit(X)
    assert close(fitted.inverse_transform(fitted.transform(X)), X)


@given(X=matrices)
@settings(max_examples=60, deadline=None)
def test_unit_norm_agrees_with_scikit_learn(X) -> None:
    scaled = unit_norm(X)
    assert close(scaled, preprocessing.normalize(X))
    zero = (X == 0).all(axis=1)
    assert close(np.linalg.norm(scaled, axis=1), np.where(zero, 0.0, 1.0))


def test_what_the_words_promise() -> None:
    X = np.array([[1.0, 100.0], [2.0, 300.0], [3.0, 200.0]])
    assert MinMaxScaler().fit_transform(X).tolist() == [[0, 0], [0.5, 1], [1, 0.5]]
    standard = StandardScaler().fit_transform(X)
    assert np.allclose(standard.mean(axis=0), 0)
    assert np.allclose(standard.std(axis=0), 1)
    assert unit_norm(X)[:, 0].max() < 0.016  # rows, not columns: the ranges stay unequal


@each
def test_a_constant_column_becomes_exactly_zero(scaler) -> None:
    X = np.column_stack([np.full(10, 0.1), np.arange(10.0)])
    with np.errstate(all="raise"):
        fitted = scaler().fit(X)
        scaled = fitted.transform(X)
    assert scaled[:, 0].tolist() == [0.0] * 10
    assert fitted.transform([[0.35, 0.0]])[0, 0] == pytest.approx(0.25)


@each
def test_whole_numbers_work_and_the_dtype_of_floats_stays(scaler) -> None:
    X = np.array([[1, 20], [4, 10], [2, 60]])
    assert scaler().fit_transform(X).dtype == np.float64
    assert close(scaler().fit_transform(X), scaler().fit_transform(X.astype(float)))
    assert scaler().fit_transform(X.astype(np.uint8)).min() <= 0
    single = X.astype(np.float32)
    fitted = scaler().fit(single)
    assert fitted.transform(single).dtype == np.float32
    assert fitted.inverse_transform(single).dtype == np.float32
    assert unit_norm(single).dtype == np.float32


@each
def test_the_data_are_not_changed(scaler) -> None:
    X = np.array([[1.0, 2.0], [3.0, 5.0]])
    X.setflags(write=False)
    fitted = scaler().fit(X)
    fitted.inverse_transform(fitted.transform(X))
    unit_norm(X)


@each
def test_a_scaler_that_learned_nothing_says_so(scaler) -> None:
    for method in ("transform", "inverse_transform"):
        with pytest.raises(RuntimeError, match=f"{scaler.__name__} has no statistics.*fit first"):
            getattr(scaler(), method)(np.ones((2, 2)))


@each
def test_another_number_of_columns_is_refused(scaler) -> None:
    fitted = scaler().fit(np.ones((4, 3)))
    for method in ("transform", "inverse_transform"):
        with pytest.raises(ValueError, match="the 3 columns that fit saw, got 2"):
            getattr(fitted, method)(np.ones((4, 2)))


@each
@pytest.mark.parametrize(
    ("X", "words"),
    [
        (np.ones(3), r"two axes.*\(3,\)"),
        (np.ones((0, 2)), "no rows"),
        (np.array([[1.0, np.nan], [2.0, np.nan]]), "column 1 of X holds no value"),
        (np.array([[1.0, np.inf]]), "infinity"),
        (np.array([["a", "b"]]), "must hold numbers"),
    ],
    ids=["one axis", "no rows", "only NaN", "infinity", "names"],
)
def test_bad_data_are_named(scaler, X, words) -> None:
    with pytest.raises(ValueError, match=words):
        scaler().fit(X)


def test_unit_norm_names_bad_data() -> None:
    with pytest.raises(ValueError, match="holds NaN"):
        unit_norm(np.array([[1.0, np.nan]]))
    with pytest.raises(ValueError, match="two axes"):
        unit_norm(np.ones(3))


@given(y=st.lists(st.integers(-3, 6), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_one_hot_agrees_with_scikit_learn(y) -> None:
    y = np.array(y)
    encoder = preprocessing.OneHotEncoder(sparse_output=False)
    assert close(one_hot(y), encoder.fit_transform(y[:, None]))
    names = np.array(["red", "green", "blue"])[y % 3]
    order = ["red", "green", "blue"]
    encoder = preprocessing.OneHotEncoder(sparse_output=False, categories=[order])
    assert close(one_hot(names, order), encoder.fit_transform(names[:, None]))


def test_one_hot_has_a_column_for_each_class_that_is_named() -> None:
    assert one_hot([0, 2]).tolist() == [[1, 0], [0, 1]]
    assert one_hot([0, 2], 3).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert one_hot(["b", "a"]).tolist() == [[0, 1], [1, 0]]
    assert one_hot(["b", "a"], ["b", "a", "c"]).tolist() == [[1, 0, 0], [0, 1, 0]]
    assert one_hot([True, False]).tolist() == [[0, 1], [1, 0]]
    assert one_hot([0, 2]).dtype == np.float64


@pytest.mark.parametrize(
    ("y", "classes", "error", "words"),
    [
        ([0, 3], 3, ValueError, r"holds 3, .*\[0, 1, 2\]"),
        ([-1, 0], 2, ValueError, "holds -1"),
        (["cat", "cow"], ["cat", "dog"], ValueError, "holds 'cow'"),
        (["cat"], 2, ValueError, "holds 'cat'"),
        ([0, 1], [0, 0, 1], ValueError, "twice"),
        ([[0, 1]], None, ValueError, r"one axis.*\(1, 2\)"),
        ([0.5, 1.0], None, TypeError, "float64"),
    ],
)
def test_one_hot_names_what_is_wrong(y, classes, error, words) -> None:
    with pytest.raises(error, match=words):
        one_hot(y, classes)
