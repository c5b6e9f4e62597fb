"""Checks of lesson 16c, Bias, variance and the next step."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

Array = np.ndarray

_PEOPLE = {"student": 0.04, "doctor": 0.015, "experienced doctor": 0.009, "team": 0.006}
_TRAIN, _DEV = 0.010, 0.013
_NUMBERS = {"proxy": 0.006, "avoidable bias": 0.004, "variance": 0.003}
_SLIPS = {
    "proxy": (
        (0.0, "some X-rays are hopeless: zero is lower than anybody has reached"),
        (0.015, "a doctor is not the best that is known; take the lowest error of all"),
        (0.009, "the experienced doctor alone is beaten by the team: take the lowest error"),
        (0.04, "the student's is the highest error; the lowest one known is wanted"),
        (np.mean(list(_PEOPLE.values())), "no mean of people: the lowest error that is known"),
        (0.010, "that is the network's own training error; the proxy comes from people"),
    ),
    "avoidable bias": (
        (-0.004, "the sign: training error less proxy"),
        (0.010, "that is the whole training error; subtract what cannot be avoided"),
        (0.007, "that is the way from the team to the dev set: bias and variance together"),
        (0.001, "that is measured against the experienced doctor; take your proxy"),
        (-0.005, "that is measured against one doctor; take your proxy"),
        (0.003, "that is the gap from training to dev set, the variance"),
    ),
    "variance": (
        (-0.003, "the sign: dev error less training error"),
        (0.007, "start from the training error, not from the proxy"),
        (0.013, "that is the whole dev error; subtract the training error"),
        (0.004, "that is the gap from the proxy to the training set, the bias"),
    ),
}


@exercise("16.7")
def _which_of_these_people(answer: Any) -> None:
    keys = [*_NUMBERS, "work on"]
    if not isinstance(answer, dict) or set(answer) != set(keys):
        raise Hint(f"the answer is a dictionary with the keys {', '.join(keys)}")
    if any(value is ... for value in answer.values()):
        call(lambda: ...)
    for key, want in _NUMBERS.items():
        try:
            got = float(answer[key])
        except (TypeError, ValueError):
            raise Hint(f"{key} should be a number, got {answer[key]!r}") from None
        if np.isclose(got, want, rtol=1e-6, atol=1e-9):
            continue
        for wrong, hint in _SLIPS[key]:
            if np.isclose(got, wrong, rtol=1e-6, atol=1e-9):
                raise Hint(f"{key}: {hint}")
        if np.isclose(got, 100 * want, rtol=1e-6):
            raise Hint(f"{key}: in percent that is right; as a share it is a hundredth of it")
        raise Hint(f"{key}: {got:g} is not it; look at the two differences in the first section")
    said = answer["work on"]
    if said not in ("bias", "variance"):
        raise Hint(f'work on should be "bias" or "variance", got {said!r}')
    if said == "variance":
        raise Hint("work on: compare your two gaps; the larger one is where most can be won")


@exercise("16.8")
def _bayes_error(answer: Any) -> None:
    rng = np.random.default_rng(0)
    three = rng.dirichlet(np.ones(3), size=6)
    cases = [
        (np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]), np.array([0.25, 0.75])),
        (np.array([[0.9, 0.1], [0.4, 0.6], [0.0, 1.0]]), np.array([0.5, 0.3, 0.2])),
        (three, np.arange(1, 7) / 21),
    ]
    compare(
        answer,
        lambda P, share: float(share @ (1 - P.max(axis=1))),
        cases,
        mistakes={
            "min(p) is right for two classes only; of more, all but the likeliest are errors": (
                lambda P, share: float(share @ P.min(axis=1))
            ),
            "one column tells of the other with two classes only; of more, all but the likeliest "
            "are errors": (lambda P, share: float(share @ np.minimum(P[:, 0], 1 - P[:, 0]))),
            "P.max() is one number for the whole table; the likeliest class is sought in each row, "
            "axis=1": lambda P, share: float(1 - P.max()),
            "that is how often the best rule is right; it errs in the rest": (
                lambda P, share: float(share @ P.max(axis=1))
            ),
            "places are not equally frequent: weight each by its share": (
                lambda P, share: float(np.mean(1 - P.max(axis=1)))
            ),
            "that is one number for each place; sum them up, each times its share": (
                lambda P, share: 1 - P.max(axis=1)
            ),
            "these are the parts of the sum; add them up": (
                lambda P, share: share * (1 - P.max(axis=1))
            ),
            "share sums to 1 already: the sum of the parts is the mean, do not divide again": (
                lambda P, share: float(np.mean(share * (1 - P.max(axis=1))))
            ),
            "that is a rule that guesses with the probabilities; the best one always takes the "
            "likeliest class": lambda P, share: float(share @ (1 - (P**2).sum(axis=1))),
            "that always says the class that is the most frequent over all places; the best rule "
            "looks at the place": lambda P, share: float(1 - (share @ P).max()),
        },
        otherwise="at each place the best rule says the likeliest class; how often is it wrong "
        "there, and how often over all places?",
    )


def _rule(train: Array, dev: Array, target: float) -> str:
    if dev[-1] <= target:
        return "done"
    return "rows" if train[-1] <= target else "model"


def _gap_rule(train: Array, dev: Array, target: float) -> str:
    if dev[-1] <= target:
        return "done"
    gap = dev[-1] - train[-1]
    return "rows" if gap > 0.5 * dev[-1] else "model"


@exercise("16.9")
def _before_you_collect(answer: Any) -> None:
    cases = [
        (np.array([0.0, 0.01, 0.03]), np.array([0.30, 0.20, 0.12]), 0.05),
        (np.array([0.10, 0.14, 0.16]), np.array([0.30, 0.22, 0.17]), 0.05),
        (np.array([0.02, 0.06, 0.10]), np.array([0.50, 0.45, 0.40]), 0.05),
        (np.array([0.01, 0.03, 0.04]), np.array([0.20, 0.09, 0.05]), 0.05),
        (np.array([0.01, 0.04, 0.06]), np.array([0.20, 0.10, 0.05]), 0.055),
        (np.array([0.01, 0.03, 0.04]), np.array([0.12, 0.07, 0.06]), 0.05),
        (np.array([0.01, 0.03, 0.05]), np.array([0.20, 0.04, 0.08]), 0.05),
    ]

    def checked(train: Array, dev: Array, target: float) -> str:
        said = call(answer, train, dev, target)
        if said not in ("done", "rows", "model"):
            raise Hint(f'"done", "rows" or "model" is expected, got {said!r}')
        return said

    if not callable(answer):
        call(answer)
    swap = {"done": "done", "rows": "model", "model": "rows"}
    compare(
        checked,
        _rule,
        cases,
        mistakes={
            "rows and model are the wrong way round: a training error above the target is bias": (
                lambda train, dev, target: swap[_rule(train, dev, target)]
            ),
            "look at the ends of the curves, train[-1] and dev[-1]": (
                lambda train, dev, target: _rule(train[:1], dev[:1], target)
            ),
            "the first training error is low because few rows are easy to fit: take train[-1]": (
                lambda train, dev, target: _rule(train[:1], dev, target)
            ),
            "nobody knows where between the two errors they will meet; rows may do, unless the "
            "lower of the two is too high": (
                lambda train, dev, target: _rule((train[-1:] + dev[-1:]) / 2, dev, target)
            ),
            "the lowest dev error may be luck; the last one is asked for": (
                lambda train, dev, target: _rule(train, np.array([dev.min()]), target)
            ),
            "it is not the gap alone: a wide gap above a high training error ends too high": (
                _gap_rule
            ),
            "a dev error equal to the target is enough: at most, <=": (
                lambda train, dev, target: (
                    _rule(train, dev, target)
                    if dev[-1] != target
                    else ("rows" if train[-1] <= target else "model")
                )
            ),
            "a training error equal to the target is not above it": (
                lambda train, dev, target: (
                    "model"
                    if train[-1] == target and dev[-1] > target
                    else _rule(train, dev, target)
                )
            ),
            "first ask whether it is done: the dev error counts, whatever the training error is": (
                lambda train, dev, target: (
                    "model" if train[-1] > target else _rule(train, dev, target)
                )
            ),
            "you never say done: compare the last dev error with the target first": (
                lambda train, dev, target: "rows" if train[-1] <= target else "model"
            ),
        },
        otherwise="two questions in turn, both about the right ends of the curves: is the dev "
        "error low enough? And if not, is the best that more rows can reach?",
    )
