"""Measures of decisions and scores: the numbers of scikit-learn and Keras, clear refusals."""

from __future__ import annotations

import math
import warnings
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap
from sklearn import metrics as theirs
from sklearn.calibration import calibration_curve as their_calibration_curve

from dlcourse.scratch import metrics

bits = st.integers(0, 1)
# Few different scores, so that ties are common; eighths are exact.
some_scores = st.integers(-8, 8).map(lambda k: k / 8)
pairs = st.lists(st.tuples(bits, bits), min_size=1, max_size=40).map(lambda p: np.array(p).T)
scored = st.lists(st.tuples(bits, some_scores), min_size=1, max_size=40).map(
    lambda p: (np.array([a for a, _ in p]), np.array([b for _, b in p]))
)
SHARES = {
    "precision": theirs.precision_score,
    "recall": theirs.recall_score,
    "specificity": lambda y, said, **how: theirs.recall_score(y, said, pos_label=0, **how),
    "f1": theirs.f1_score,
}


@given(labels=pairs, zero_division=st.sampled_from([0, 1]))
def test_shares_are_those_of_scikit_learn_zero_division_included(labels, zero_division) -> None:
    y, said = labels
    for name, reference in SHARES.items():
        ours = getattr(metrics, name)(y, said, zero_division=zero_division)
        assert ours == pytest.approx(reference(y, said, zero_division=zero_division), abs=1e-12)
        assert type(ours) is float
    assert metrics.accuracy(y, said) == pytest.approx(theirs.accuracy_score(y, said))
    assert np.array_equal(
        metrics.confusion_matrix(y, said), theirs.confusion_matrix(y, said, labels=[0, 1])
    )


@given(labels=pairs, beta=st.sampled_from([0.25, 0.5, 1, 2, 3.5]), zero=st.sampled_from([0, 1]))
def test_f_beta_is_that_of_scikit_learn(labels, beta, zero) -> None:
    y, said = labels
    ours = metrics.f_beta(y, said, beta=beta, zero_division=zero)
    assert ours == pytest.approx(theirs.fbeta_score(y, said, beta=beta, zero_division=zero))


@given(labels=pairs)
def test_a_share_without_denominator_is_refused_and_only_then(labels) -> None:
    y, said = labels
    empty = {
        "precision": not said.any(),
        "recall": not y.any(),
        "specificity": bool(y.all()),
        "f1": not y.any() and not said.any(),
    }
    for name, undefined in empty.items():
        measure = getattr(metrics, name)
        if undefined:
            with pytest.raises(ZeroDivisionError, match=f"{name} is undefined here: "):
                measure(y, said)
        else:
            assert measure(y, said) == measure(y, said, zero_division=0)


def test_the_refusal_names_the_denominator() -> None:
    none, all_ = np.zeros(3, int), np.ones(3, int)
    for call, words in [
        (lambda: metrics.precision(all_, none), r"precision .* TP \+ FP is 0, nothing was predict"),
        (lambda: metrics.recall(none, all_), r"recall .* TP \+ FN is 0, y has no positive"),
        (lambda: metrics.specificity(all_, none), r"specificity .* TN \+ FP is 0, y has no neg"),
        (lambda: metrics.f1(none, none), "f1 .* no positive, neither in y nor in y_pred"),
        (lambda: metrics.f_beta(none, none, beta=2), "f_beta .* no positive"),
    ]:
        with pytest.raises(ZeroDivisionError, match=words):
            call()
    # P = R = 0, and P undefined with R = 0: the counts still give F1 a value.
    assert metrics.f1([0, 1], [1, 0]) == metrics.f1(all_, none) == 0


def test_two_classifiers_of_the_slides() -> None:
    for P, R, expected in [(0.95, 0.90, 92.43), (0.98, 0.85, 91.04)]:
        # As many samples as make TP / (TP + FP) = P and TP / (TP + FN) = R.
        TP = round(1e6 * P * R)
        FP, FN = round(TP / P) - TP, round(TP / R) - TP
        y = np.repeat([1, 0, 1], [TP, FP, FN])
        said = np.repeat([1, 1, 0], [TP, FP, FN])
        assert metrics.precision(y, said) == pytest.approx(P, abs=1e-6)
        assert metrics.recall(y, said) == pytest.approx(R, abs=1e-6)
        assert 100 * metrics.f1(y, said) == pytest.approx(expected, abs=0.005)
        assert metrics.f1(y, said) == pytest.approx(2 / (1 / P + 1 / R), abs=1e-6)


@given(
    labels=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=50).map(
        lambda p: np.array(p).T
    ),
    seed=st.integers(0, 2**16),
)
def test_many_classes_and_weights_are_those_of_scikit_learn(labels, seed) -> None:
    y, said = labels
    K = max(2, labels.max() + 1)
    assert np.array_equal(
        metrics.confusion_matrix(y, said), theirs.confusion_matrix(y, said, labels=range(K))
    )
    assert metrics.confusion_matrix(y, said, n_classes=7).shape == (7, 7)
    weights = np.random.default_rng(seed).random(len(y)) + 0.01
    reference = 1 - theirs.accuracy_score(y, said, sample_weight=weights)
    assert metrics.error_rate(y, said, weights=weights) == pytest.approx(reference, abs=1e-12)
    assert metrics.error_rate(y, said) == pytest.approx(1 - metrics.accuracy(y, said))


def test_booleans_and_whole_floats_are_classes_too() -> None:
    y, said = np.array([0, 1, 1, 0]), np.array([0, 1, 0, 1])
    for kind in (bool, float, np.uint8):
        assert metrics.confusion_matrix(y.astype(kind), said).tolist() == [[1, 1], [1, 1]]
        assert metrics.f1(y, said.astype(kind)) == 0.5


@given(sample=scored)
def test_curves_are_those_of_scikit_learn(sample) -> None:
    y, scores = sample
    if y.any():
        for ours, reference in zip(
            metrics.precision_recall_curve(y, scores),
            theirs.precision_recall_curve(y, scores),
            strict=True,
        ):
            assert ours == pytest.approx(reference, abs=1e-12)
        reference = theirs.average_precision_score(y, scores)
        assert metrics.average_precision(y, scores) == pytest.approx(reference, abs=1e-12)
    else:
        with pytest.raises(ValueError, match="undefined without positives: y has no 1"):
            metrics.precision_recall_curve(y, scores)
        with pytest.raises(ValueError, match="undefined without positives: y has no 1"):
            metrics.average_precision(y, scores)
    if len(set(y)) == 2:
        ours = metrics.roc_curve(y, scores)
        for one, reference in zip(
            ours, theirs.roc_curve(y, scores, drop_intermediate=False), strict=True
        ):
            assert one == pytest.approx(reference, abs=1e-12)
        reference = theirs.roc_auc_score(y, scores)
        assert metrics.roc_auc(y, scores) == pytest.approx(reference, abs=1e-12)
    else:
        missing = "negatives: y has no 0" if y.all() else "positives: y has no 1"
        for measure in (metrics.roc_curve, metrics.roc_auc):
            with pytest.raises(ValueError, match=f"the ROC curve is undefined without {missing}"):
                measure(y, scores)


@given(sample=scored.filter(lambda s: len(set(s[0])) == 2))
def test_the_area_under_roc_counts_pairs_in_order(sample) -> None:
    y, scores = sample
    gap = scores[y == 1][:, None] - scores[y == 0][None, :]
    pairs_in_order = np.mean((gap > 0) + 0.5 * (gap == 0))
    assert metrics.roc_auc(y, scores) == pytest.approx(pairs_in_order, abs=1e-12)
    # Only the order of the scores counts.
    assert metrics.roc_auc(y, np.exp(3 * scores)) == metrics.roc_auc(y, scores)


@given(sample=scored.filter(lambda s: len(set(s[0])) == 2))
def test_a_point_of_a_curve_is_what_its_threshold_decides(sample) -> None:
    y, scores = sample
    for FPR, TPR, t in zip(*metrics.roc_curve(y, scores), strict=True):
        said = scores >= t
        assert metrics.recall(y, said) == pytest.approx(TPR)
        assert 1 - metrics.specificity(y, said) == pytest.approx(FPR)
    precision, recall, thresholds = metrics.precision_recall_curve(y, scores)
    for P, R, t in zip(precision[:-1], recall[:-1], thresholds, strict=True):
        assert metrics.precision(y, scores >= t) == pytest.approx(P)
        assert metrics.recall(y, scores >= t) == pytest.approx(R)


@given(
    sample=st.lists(
        st.tuples(
            bits, st.floats(0, 1, allow_subnormal=False) | st.integers(0, 20).map((0.05).__mul__)
        ),
        min_size=1,
        max_size=60,
    ),
    n_bins=st.integers(1, 12),
)
def test_calibration_is_that_of_scikit_learn_borders_included(sample, n_bins) -> None:
    y, p = np.array([a for a, _ in sample]), np.clip([b for _, b in sample], 0, 1)
    share, mean = metrics.calibration_curve(y, p, n_bins=n_bins)
    if len(set(y)) == 2:  # scikit-learn finds no positive label in a single class
        reference = their_calibration_curve(y, p, n_bins=n_bins)
        assert share == pytest.approx(reference[0])
        assert mean == pytest.approx(reference[1])
    else:
        assert set(share) == {float(y[0])}


def test_a_single_sample() -> None:
    assert metrics.accuracy([1], [1]) == metrics.precision([1], [1]) == metrics.f1([1], [1]) == 1
    assert metrics.specificity([0], [1]) == 0
    assert metrics.average_precision([1], [0.3]) == 1
    assert [a.tolist() for a in metrics.calibration_curve([1], [0.3])] == [[1.0], [0.3]]
    assert metrics.bootstrap_interval([2.5], rng=np.random.default_rng(0)) == (2.5, 2.5)


def test_equal_scores_tell_nothing_apart() -> None:
    y = np.array([0, 1, 1, 0, 1])
    assert metrics.roc_auc(y, np.ones(5)) == 0.5
    assert metrics.average_precision(y, np.ones(5)) == pytest.approx(0.6)  # the share of positives


@pytest.mark.parametrize("zero_division", [0, 1])
def test_scikit_learn_itself_agrees_on_nothing_at_all(zero_division) -> None:
    """The definition of F1 without any positive is a choice there, too."""
    none = np.zeros(4, int)
    assert metrics.f1(none, none, zero_division=zero_division) == zero_division
    assert theirs.f1_score(none, none, zero_division=zero_division) == zero_division


def test_f1_is_that_of_keras(keras: ModuleType) -> None:
    rng = np.random.default_rng(3)
    for y, p in [
        (rng.integers(0, 2, 50), rng.random(50)),
        (np.ones(5, int), rng.random(5)),
        (rng.integers(0, 2, 9), np.zeros(9)),
        (np.zeros(4, int), np.zeros(4)),  # 0/0, which Keras calls 0
    ]:
        twin = keras.metrics.F1Score(threshold=0.5, dtype="float64")
        twin.update_state(y[:, None].astype(float), p[:, None])
        ours = metrics.f1(y, p > 0.5, zero_division=0)
        assert float(twin.result()[0]) == pytest.approx(ours, abs=1e-6)
    # Batch after batch it adds up the counts; it does not average.
    y, p = rng.integers(0, 2, 40), rng.random(40)
    twin = keras.metrics.F1Score(threshold=0.5, dtype="float64")
    for batch in np.split(np.arange(40), 8):
        twin.update_state(y[batch, None].astype(float), p[batch, None])
    assert float(twin.result()[0]) == pytest.approx(metrics.f1(y, p > 0.5), abs=1e-6)
    # Of several classes, one F1 each: class k against the rest.
    y, p = rng.integers(0, 3, 60), rng.dirichlet(np.ones(3), 60)
    twin = keras.metrics.F1Score(dtype="float64")
    twin.update_state(np.eye(3)[y], p)
    ours = [metrics.f1(y == k, p.argmax(axis=1) == k) for k in range(3)]
    assert np.asarray(twin.result()) == pytest.approx(ours, abs=1e-6)


def test_bootstrap_interval_is_that_of_scipy_but_for_its_draws() -> None:
    values = np.random.default_rng(0).normal(size=200)
    for statistic in (np.mean, np.median):
        found = metrics.bootstrap_interval(
            values, rng=np.random.default_rng(1), n_resamples=4000, statistic=statistic
        )
        reference = bootstrap(
            (values,),
            statistic,
            n_resamples=4000,
            method="percentile",
            rng=np.random.default_rng(2),
        ).confidence_interval
        assert found == pytest.approx(tuple(reference), abs=0.03)


def test_bootstrap_interval_of_a_share_has_the_width_of_the_binomial() -> None:
    for m in (100, 1000, 10_000):
        right = np.arange(m) < 0.9 * m
        low, high = metrics.bootstrap_interval(right, rng=np.random.default_rng(0))
        assert low < 0.9 < high
        assert high - low == pytest.approx(2 * 1.96 * math.sqrt(0.9 * 0.1 / m), rel=0.15)
        narrow = metrics.bootstrap_interval(right, rng=np.random.default_rng(0), level=0.5)
        assert low < narrow[0] < narrow[1] < high


def test_bootstrap_takes_samples_of_several_numbers_and_statistics_without_axis() -> None:
    rng = np.random.default_rng(5)
    y = rng.integers(0, 2, 300)
    said = np.where(rng.random(300) < 0.8, y, 1 - y)
    both = np.column_stack([y, said])
    found = metrics.bootstrap_interval(
        both, rng=np.random.default_rng(0), n_resamples=200, statistic=lambda s: metrics.f1(*s.T)
    )
    assert found[0] < metrics.f1(y, said) < found[1]
    # The same draws, all at once or one by one, and with one block or many.
    at_once = metrics.bootstrap_interval(said, rng=np.random.default_rng(0), n_resamples=99)
    one_by_one = metrics.bootstrap_interval(
        said, rng=np.random.default_rng(0), n_resamples=99, statistic=lambda s: s.mean()
    )
    assert at_once == one_by_one


def test_bootstrap_of_many_samples_holds_few_at_a_time() -> None:
    import tracemalloc

    values = np.zeros(2**20, dtype=bool)
    tracemalloc.start()
    metrics.bootstrap_interval(values, rng=np.random.default_rng(0), n_resamples=5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * 8 * 2**20  # the row numbers of one resample take 8 MiB


Y, SAID, P = np.array([0, 1, 1]), np.array([0, 1, 0]), np.array([0.1, 0.9, 0.4])
DRAW = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: metrics.accuracy(Y, SAID[:2]),
            ValueError,
            "y_pred must be as long as y, 3; got 2",
        ),
        (lambda: metrics.accuracy(Y, P), ValueError, r"y_pred must .*got \[0\.1.*scores >= 0\.5"),
        (lambda: metrics.accuracy(Y[:, None], SAID), ValueError, r"y must have one axis.*\(3, 1\)"),
        (lambda: metrics.accuracy([], []), ValueError, "y is empty"),
        (lambda: metrics.accuracy(Y - 1, SAID), ValueError, "y must hold class numbers 0, 1, 2"),
        (lambda: metrics.accuracy(["a"], ["a"]), ValueError, "y must hold class numbers"),
        (lambda: metrics.accuracy(Y * np.nan, SAID), ValueError, "y must hold class numbers"),
        (lambda: metrics.precision(2 * Y, SAID), ValueError, "y must hold 0 .* got a 2; .* y == k"),
        (lambda: metrics.recall(Y, 3 * SAID), ValueError, "y_pred must hold 0 .* got a 3"),
        (lambda: metrics.f1(Y, P), ValueError, "y_pred must hold class numbers"),
        (lambda: metrics.f1(Y, SAID, zero_division="warn"), ValueError, "0, 1 or .*got 'warn'"),
        (lambda: metrics.f1(Y, SAID, zero_division=0.5), ValueError, r"zero_division .*got 0\.5"),
        (lambda: metrics.f1(Y, SAID, zero_division=math.nan), ValueError, "zero_division .*nan"),
        (lambda: metrics.f_beta(Y, SAID, beta=0), ValueError, "beta must be a positive .*got 0"),
        (
            lambda: metrics.f_beta(Y, SAID, beta="2"),
            ValueError,
            "beta must be a positive .*got '2'",
        ),
        (
            lambda: metrics.confusion_matrix(Y, SAID, n_classes=1),
            ValueError,
            "more than 1, .*got 1",
        ),
        (lambda: metrics.confusion_matrix(Y, SAID, n_classes=2.0), TypeError, r"whole .*got 2\.0"),
        (lambda: metrics.error_rate(Y, SAID, weights=[1, 2]), ValueError, r"weights must be 3 num"),
        (lambda: metrics.error_rate(Y, SAID, weights=[1, -1, 1]), ValueError, "numbers >= 0"),
        (lambda: metrics.error_rate(Y, SAID, weights=[0, 0, 0]), ValueError, "not all 0"),
        (lambda: metrics.roc_curve(Y, P[:2]), ValueError, r"scores must be one number .*\(2,\)"),
        (lambda: metrics.roc_auc(Y, P[:, None]), ValueError, r"scores must be one .*\(3, 1\)"),
        (lambda: metrics.roc_auc(2 * Y, P), ValueError, "y must hold 0 .* got a 2"),
        (lambda: metrics.roc_auc(Y, P * np.nan), ValueError, "scores must be finite numbers"),
        (lambda: metrics.average_precision(Y, ["a"] * 3), ValueError, "scores must be finite"),
        (lambda: metrics.calibration_curve(Y, 2 * P), ValueError, r"from 0 to 1, got 0\.2 to 1\.8"),
        (lambda: metrics.calibration_curve(Y, P[:1]), ValueError, "probabilities must be one"),
        (lambda: metrics.calibration_curve(Y, P, n_bins=0), ValueError, "n_bins must be .*got 0"),
        (lambda: metrics.calibration_curve(Y, P, n_bins=2.5), TypeError, r"n_bins .*got 2\.5"),
        (lambda: metrics.bootstrap_interval([], rng=DRAW), ValueError, r"values must .*\(0,\)"),
        (lambda: metrics.bootstrap_interval(3.0, rng=DRAW), ValueError, r"values must .*\(\)"),
        (lambda: metrics.bootstrap_interval(Y, rng=0), TypeError, "rng must come from .*got 0"),
        (
            lambda: metrics.bootstrap_interval(Y, rng=DRAW, n_resamples=0),
            ValueError,
            "n_resamples must be at least 1, got 0",
        ),
        (
            lambda: metrics.bootstrap_interval(Y, rng=DRAW, n_resamples=1e3),
            TypeError,
            "n_resamples must be a whole number",
        ),
        (lambda: metrics.bootstrap_interval(Y, rng=DRAW, level=95), ValueError, "level .*got 95"),
        (
            lambda: metrics.bootstrap_interval(np.ones((3, 2)), rng=DRAW),
            ValueError,
            r"one finite number for each resample, got shape \(2,\)",
        ),
        (
            lambda: metrics.bootstrap_interval(Y, rng=DRAW, statistic=lambda s: math.nan),
            ValueError,
            "statistic must give one finite number",
        ),
    ],
)
def test_errors_name_the_argument_and_what_was_given(call, error, words) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(error, match=words):
            call()


def test_inputs_are_left_as_they_were() -> None:
    before = [a.copy() for a in (Y, SAID, P)]
    metrics.roc_curve(Y, P)
    metrics.f1(Y, SAID)
    metrics.calibration_curve(Y, P)
    metrics.bootstrap_interval(P, rng=np.random.default_rng(0), n_resamples=3)
    assert all(np.array_equal(a, b) for a, b in zip(before, (Y, SAID, P), strict=True))
