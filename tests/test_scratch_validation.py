"""Splits and folds: every row in its place once, and scikit-learn's folds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.model_selection import KFold, RepeatedKFold

from dlcourse.scratch import iterated_kfold_indices, kfold_indices, split_indices

SHARES = [(1.0,), (0.7, 0.3), (0.6, 0.2, 0.2), (0.98, 0.01, 0.01), [0.1] * 10]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@settings(max_examples=60, deadline=None)
@given(m=st.integers(100, 600), shares=st.sampled_from(SHARES), seed=st.integers(0, 2**16))
def test_the_parts_hold_every_row_once(m, shares, seed) -> None:
    parts = split_indices(m, shares, rng(seed))
    assert np.array_equal(np.sort(np.concatenate(parts)), np.arange(m))
    for part, share in zip(parts, shares, strict=True):
        assert abs(len(part) - m * share) <= 1


def test_a_part_that_is_due_one_row_gets_it() -> None:
    assert [len(part) for part in split_indices(10, (0.15, 0.1, 0.75), rng())] == [2, 1, 7]


def test_sizes_of_the_lecture() -> None:
    sizes = [len(part) for part in split_indices(1_000_000, (0.98, 0.01, 0.01), rng())]
    assert sizes == [980_000, 10_000, 10_000]
    assert [len(part) for part in split_indices(1000, (0.6, 0.2, 0.2), rng())] == [600, 200, 200]


def test_a_split_is_shuffled_and_the_seed_decides_it() -> None:
    first, again, other = (split_indices(100, (0.7, 0.3), rng(s))[0] for s in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert not np.array_equal(first, np.sort(first))
    # each row is as likely to be in either part
    counts = sum(
        np.bincount(split_indices(10, (0.7, 0.3), rng(s))[0], minlength=10) for s in range(2000)
    )
    assert np.abs(counts / 2000 - 0.7).max() < 0.05


@settings(max_examples=80, deadline=None)
@given(data=st.data(), m=st.integers(2, 60))
def test_folds_without_shuffling_are_those_of_scikit_learn(data, m) -> None:
    k = data.draw(st.integers(2, m))
    ours = kfold_indices(m, k)
    theirs = list(KFold(k).split(np.zeros((m, 1))))
    assert len(ours) == len(theirs) == k
    for (train, validation), (their_train, their_validation) in zip(ours, theirs, strict=True):
        assert np.array_equal(train, their_train)
        assert np.array_equal(validation, their_validation)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), m=st.integers(2, 60), seed=st.integers(0, 2**16))
def test_shuffled_folds_validate_every_row_once(data, m, seed) -> None:
    k = data.draw(st.integers(2, m))
    folds = kfold_indices(m, k, rng(seed))
    assert np.array_equal(np.sort(np.concatenate([v for _, v in folds])), np.arange(m))
    for train, validation in folds:
        assert np.array_equal(np.union1d(train, validation), np.arange(m))
        assert len(train) + len(validation) == m
        assert len(validation) in (m // k, -(-m // k))


def test_shuffling_does_shuffle() -> None:
    assert not np.array_equal(kfold_indices(40, 2, rng())[0][1], kfold_indices(40, 2)[0][1])


def test_iterated_folds_are_as_many_as_those_of_scikit_learn_and_differ_each_time() -> None:
    folds = iterated_kfold_indices(20, 5, 3, rng())
    theirs = list(RepeatedKFold(n_splits=5, n_repeats=3, random_state=0).split(np.zeros((20, 1))))
    assert len(folds) == len(theirs) == 15
    rounds = [folds[i : i + 5] for i in (0, 5, 10)]
    for folds in rounds:
        assert np.array_equal(np.sort(np.concatenate([v for _, v in folds])), np.arange(20))
    firsts = [tuple(folds[0][1]) for folds in rounds]
    assert len(set(firsts)) == 3


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: split_indices(10, (0.7, 0.2), rng()), ValueError, r"sum to 1.*the sum 0\.9"),
        (lambda: split_indices(10, (70, 30), rng()), ValueError, "sum to 1"),
        (lambda: split_indices(10, (1.2, -0.2), rng()), ValueError, "positive"),
        (lambda: split_indices(10, (), rng()), ValueError, "positive"),
        (lambda: split_indices(10, (float("nan"), 1.0), rng()), ValueError, "positive"),
        (lambda: split_indices(10, (0.98, 0.01, 0.01), rng()), ValueError, "part 1 would be empty"),
        (lambda: split_indices(0, (1.0,), rng()), ValueError, "m must be at least 1, got 0"),
        (lambda: split_indices(9.0, (1.0,), rng()), TypeError, r"m must be a whole .*got 9\.0"),
        (lambda: split_indices(9, (1.0,), 0), TypeError, "rng must come from .*got 0"),
        (lambda: kfold_indices(5, 1), ValueError, "k must be at least 2, got 1"),
        (lambda: kfold_indices(5, 6), ValueError, "k must be at most m.*k = 6, m = 5"),
        (lambda: kfold_indices(1, 2), ValueError, "m must be at least 2, got 1"),
        (lambda: kfold_indices(5, True), TypeError, "k must be a whole number, got True"),
        (lambda: kfold_indices(5, 2, 7), TypeError, "rng must come from"),
        (lambda: iterated_kfold_indices(5, 2, 0, rng()), ValueError, "times must be at least 1"),
        (lambda: iterated_kfold_indices(5, 2, 3, None), TypeError, "rng must come from"),
    ],
)
def test_errors_name_the_argument_and_what_was_given(call, error, words) -> None:
    with pytest.raises(error, match=words):
        call()
