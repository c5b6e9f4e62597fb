"""Checks of lesson 16a, Precision and recall."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import call, compare, compare_value, exercise

Array = np.ndarray


@exercise("16.1")
def _positive_test(answer: Any) -> None:
    true, false = 0.99 * 0.001, 0.05 * 0.999  # shares of all people who test positive
    compare_value(
        answer,
        true / (true + false),
        tolerance=2e-3,
        mistakes={
            "that is the recall: of the ill. Here someone of those who tested positive is asked": (
                0.99
            ),
            "that is the specificity: of the healthy. Divide by all who test positive": (
                lambda a: abs(a - 0.95) < 1e-6
            ),
            "that is the share of all people who are ill and test positive; divide it by the share "
            "who test positive": true,
            "that is the share of all people who test positive; how many of those are ill?": (
                true + false
            ),
            "that is as if half of the people were ill; only one in 1,000 is": 0.99 / (0.99 + 0.05),
            "those are the odds, ill against healthy; divide by both together": true / false,
            "the recall is missing: only 99% of the ill test positive": 0.001 / (0.001 + false),
            "that is the probability that this person is healthy": false / (true + false),
            "give it as a share, not in percent": 100 * true / (true + false),
            "false alarms come from 1 − specificity, 5% of the healthy, not 95%": (
                true / (true + 0.95 * 0.999)
            ),
        },
        otherwise="take 100,000 people and count: the ill, those of them who test positive, and "
        "the healthy who test positive",
    )


def _highest(y: Array, scores: Array, wanted: float) -> float:
    positive = np.sort(scores[y == 1])[::-1]
    return float(positive[int(np.ceil(wanted * len(positive) - 1e-9)) - 1])


def _first(ok: Array, thresholds: Array) -> float:
    """The highest of the thresholds at which `ok` holds."""
    return float(thresholds[ok].max())


def _ladder(y: Array, scores: Array) -> tuple[Array, Array]:
    """All thresholds, and whether each score is at or above each, (thresholds, m)."""
    thresholds = np.unique(scores)
    return thresholds, scores[None, :] >= thresholds[:, None]


def _strictly(y: Array, scores: Array, wanted: float) -> float:
    thresholds, _ = _ladder(y, scores)
    said = scores[None, :] > thresholds[:, None]
    return _first(said[:, y == 1].mean(axis=1) >= wanted, thresholds)


def _by_precision(y: Array, scores: Array, wanted: float) -> float:
    thresholds, said = _ladder(y, scores)
    return _first((said & (y == 1)).sum(axis=1) / said.sum(axis=1) >= wanted, thresholds)


def _by_specificity(y: Array, scores: Array, wanted: float) -> float:
    thresholds, said = _ladder(y, scores)
    return float(thresholds[1 - said[:, y == 0].mean(axis=1) >= wanted].min())


def _by_accuracy(y: Array, scores: Array, wanted: float) -> float:
    thresholds, said = _ladder(y, scores)
    return _first((said == (y == 1)).mean(axis=1) >= wanted, thresholds)


def _recall(y: Array, scores: Array, threshold: float) -> float:
    return float(np.mean(scores[y == 1] >= threshold))


@exercise("16.2")
def _find_enough(answer: Any) -> None:
    rng = np.random.default_rng(2)
    y = (rng.random(60) < 0.35).astype(int)
    scores = (y + rng.normal(size=60)).round(2)
    tied = np.array([0.2, 0.9, 0.6, 0.9, 0.4, 0.6, 0.6, 0.1])
    cases = [
        (y, scores, 0.8),
        (y, scores, 0.55),
        (np.array([0, 1, 0, 1, 1, 1, 0, 0]), tied, 0.5),
        (np.array([0, 1, 0, 1, 1, 1, 0, 0]), tied, 0.75),
    ]
    compare(
        answer,
        _highest,
        cases,
        mistakes={
            "that is the highest threshold for `scores > t`; here a score equal to t is a yes": (
                _strictly
            ),
            "that threshold finds everything, but a higher one may be enough": (
                lambda y, scores, wanted: scores[y == 1].min()
            ),
            "at the lowest score all are called positive; a higher threshold may be enough": (
                lambda y, scores, wanted: scores.min()
            ),
            "this makes the precision large enough; the recall is asked for": _by_precision,
            "this makes the specificity large enough; the recall is asked for": _by_specificity,
            "this makes the accuracy large enough; the recall is asked for": _by_accuracy,
            "np.quantile goes between two scores; take one that occurs, of the positives": (
                lambda y, scores, wanted: np.quantile(scores[y == 1], 1 - wanted)
            ),
            "only the positives count for the recall; you ranked all samples": (
                lambda y, scores, wanted: np.sort(scores)[::-1][int(np.ceil(wanted * len(y))) - 1]
            ),
            "that is a quantile of all scores; only the positives count for the recall": (
                lambda y, scores, wanted: np.quantile(scores, 1 - wanted)
            ),
            "sort from the highest score down; you counted from the lowest": (
                lambda y, scores, wanted: np.sort(scores[y == 1])[
                    int(np.ceil(wanted * np.sum(y))) - 1
                ]
            ),
            "that is the recall at your threshold; return the threshold": (
                lambda y, scores, wanted: _recall(y, scores, _highest(y, scores, wanted))
            ),
        },
        otherwise=_what_it_does(answer, cases),
    )


def _what_it_does(answer: Any, cases: list[tuple]) -> str:
    """The hint for any other threshold, from the recall that it has."""
    for y, scores, wanted in cases:
        try:
            t = float(call(answer, y, scores, wanted))
        except (TypeError, ValueError):
            return "one number is expected, a threshold"
        found = _recall(y, scores, t)
        if found < wanted:
            return f"your threshold {t:g} finds {found:.0%} where {wanted:.0%} are wanted"
        if t < _highest(y, scores, wanted):
            return f"{t:g} finds enough ({found:.0%} for {wanted:.0%}), but a higher one does, too"
    return "that is not the threshold"


def _odds(p: Any) -> Any:
    return p / (1 - p)


def _from_odds(odds: Any) -> Any:
    return odds / (1 + odds)


@exercise("16.3")
def _real_mixture(answer: Any) -> None:
    cases = [
        (np.array([0.1, 0.5, 0.7, 0.95]), 0.5, 0.1),
        (np.array([0.2, 0.4, 0.9]), 0.3, 0.02),
        (np.array([0.05, 0.6]), 0.1, 0.25),
    ]
    compare(
        answer,
        lambda p, train, share: _from_odds(_odds(p) * _odds(share) / _odds(train)),
        cases,
        mistakes={
            "those are the odds q / (1 − q); solve for q": (
                lambda p, train, share: _odds(p) * _odds(share) / _odds(train)
            ),
            "the two shares have changed places": (
                lambda p, train, share: _from_odds(_odds(p) * _odds(train) / _odds(share))
            ),
            "the odds change by that factor, not the probability": (
                lambda p, train, share: p * _odds(share) / _odds(train)
            ),
            "it is the odds that change by a factor, and it has the negatives in it, too": (
                lambda p, train, share: p * share / train
            ),
            "the shares of the negatives are missing: the factor is that of the odds": (
                lambda p, train, share: _from_odds(_odds(p) * share / train)
            ),
            "the factor of the share in training is missing: (1 − π_train) / π_train": (
                lambda p, train, share: _from_odds(_odds(p) * _odds(share))
            ),
            "the factor of the new share is missing: π / (1 − π)": (
                lambda p, train, share: _from_odds(_odds(p) / _odds(train))
            ),
            "odds o become a probability by o / (1 + o), not by o / (1 − o)": (
                lambda p, train, share: (
                    (_odds(p) * _odds(share) / _odds(train))
                    / (1 - _odds(p) * _odds(share) / _odds(train))
                )
            ),
            "that is 1 − q, the probability of the negative class": (
                lambda p, train, share: 1 - _from_odds(_odds(p) * _odds(share) / _odds(train))
            ),
            "nothing is corrected yet": lambda p, train, share: p,
        },
        otherwise="compute the odds p / (1 − p), multiply, and go back by o / (1 + o)",
    )
