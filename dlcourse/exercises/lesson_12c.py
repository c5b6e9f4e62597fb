"""Checks of lesson 12c, Dropout and ensembles."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, compare, exercise

Array = np.ndarray


@exercise("12.6")
def _keep_prob(answer: Any) -> None:
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise Hint("a pair of functions is expected: answers = (as_in_use, rate)")
    as_in_use, rate = answer
    rng = np.random.default_rng(0)
    compare(
        as_in_use,
        lambda a, keep_prob: a * keep_prob,
        [(rng.normal(size=(3, 4)), 0.8), (rng.normal(size=5), 0.3)],
        mistakes={
            "as_in_use: unchanged is right if training divides; this program does not": (
                lambda a, k: a
            ),
            "as_in_use: dividing belongs into training; in use all units speak, so be softer": (
                lambda a, k: a / k
            ),
            "as_in_use: a share keep_prob of the units spoke in training, not 1 − keep_prob": (
                lambda a, k: a * (1 - k)
            ),
            "as_in_use: 1 − keep_prob is the share that was silent; and multiply": (
                lambda a, k: a / (1 - k)
            ),
        },
        otherwise="as_in_use: nothing is dropped in use; multiply by what makes the mean that of "
        "training",
    )
    compare(
        rate,
        lambda keep_prob: 1 - keep_prob,
        [(0.8,), (0.3,), (1.0,)],
        mistakes={
            "rate: Keras is told the share that is dropped, not the one that is kept": (
                lambda k: k
            ),
            "rate: 1 / keep_prob is the factor in training, not the rate": lambda k: 1 / k,
        },
        otherwise="rate: the share that is dropped",
    )


@exercise("12.7")
def _way_back(answer: Any) -> None:
    rng = np.random.default_rng(0)
    cases = [
        (rng.normal(size=(4, 6)), (rng.random((4, 6)) >= p).astype(float), p) for p in (0.2, 0.6)
    ]
    compare(
        answer,
        lambda dy, kept, p: dy * kept / (1 - p),
        cases,
        mistakes={
            "the units that were dropped get no gradient: multiply by kept": (
                lambda dy, kept, p: dy
            ),
            "the mask is missing: multiply by kept, too": lambda dy, kept, p: dy / (1 - p),
            "y was a · kept / (1 − p): the division belongs into the derivative, too": (
                lambda dy, kept, p: dy * kept
            ),
            "divide by 1 − p, the share that is kept, not by p": (
                lambda dy, kept, p: dy * kept / p
            ),
            "the factor is 1 / (1 − p), as on the way forward, not 1 − p": (
                lambda dy, kept, p: dy * kept * (1 - p)
            ),
            "those that were dropped get the gradient, and those that were kept do not": (
                lambda dy, kept, p: dy * (1 - kept) / (1 - p)
            ),
            "kept is 1 where a unit stayed: multiply by kept, not by 1 − kept": (
                lambda dy, kept, p: dy * (1 - kept)
            ),
            "the way back multiplies by the same factor as the way forward; it is not undone": (
                lambda dy, kept, p: dy * kept * (1 - p) ** 2
            ),
        },
        otherwise="y = a · kept / (1 − p); what is the derivative by a?",
    )


def _majority(P: Array) -> Array:
    votes = P.argmax(axis=2)
    return np.array([np.bincount(v, minlength=P.shape[2]).argmax() for v in votes.T])


@exercise("12.8")
def _ensemble(answer: Any) -> None:
    # Two narrow votes against a sure one; two that agree; a tie of the votes; a member that rules
    # a class out, which a mean of logarithms would follow; and rows on which the slips differ.
    P = np.array(
        [
            [[0.5, 0.4, 0.1], [0.1, 0.2, 0.7], [0.6, 0.3, 0.1], [0.001, 0.6, 0.399]],
            [[0.5, 0.4, 0.1], [0.2, 0.1, 0.7], [0.1, 0.8, 0.1], [0.85, 0.1, 0.05]],
            [[0.1, 0.9, 0.0], [0.3, 0.4, 0.3], [0.2, 0.1, 0.7], [0.8, 0.1, 0.1]],
        ]
    )
    rng = np.random.default_rng(1)
    more = rng.dirichlet(np.full(5, 0.4), size=(4, 30))
    with np.errstate(divide="ignore"):
        compare(
            answer,
            lambda P: P.mean(axis=0).argmax(axis=1),
            [(P,), (more,)],
            mistakes={
                "each member has one vote; a narrow and a sure opinion should not count alike": (
                    _majority
                ),
                "that is the mean of class numbers, which means nothing: average probabilities": (
                    lambda P: P.argmax(axis=2).mean(axis=0).round()
                ),
                "the class of the surest member is taken; average over all": (
                    lambda P: P.max(axis=0).argmax(axis=1)
                ),
                "that is the mean of the logarithms, by which one member can forbid a class": (
                    lambda P: np.log(P).mean(axis=0).argmax(axis=1)
                ),
                "those are the mean probabilities; the class is where they are largest: argmax": (
                    lambda P: P.mean(axis=0)
                ),
                "that is the largest mean probability; the class is its place: argmax": (
                    lambda P: P.mean(axis=0).max(axis=1)
                ),
                "average over the members, axis 0, not over the samples": (
                    lambda P: P.mean(axis=1).argmax(axis=1)
                ),
                "average over the members, axis 0; then the largest over the classes": (
                    lambda P: P.mean(axis=0).argmax(axis=0)
                ),
                "that is the answer of the first member alone": lambda P: P[0].argmax(axis=1),
                "that is every member's own answer; average the probabilities first": (
                    lambda P: P.argmax(axis=2)
                ),
            },
            otherwise="the mean over axis 0, then the place of the largest along the classes",
        )
