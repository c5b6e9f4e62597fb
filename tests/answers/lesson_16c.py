import numpy as np


def people(**other):
    answer = {"proxy": 0.006, "avoidable bias": 0.004, "variance": 0.003, "work on": "bias"}
    return answer | {name.replace("_", " "): value for name, value in other.items()}


def bayes(P, share):
    return np.sum(share * (1 - P.max(axis=1)))


def collect(train, dev, target):
    if dev[-1] <= target:
        return "done"
    if train[-1] > target:
        return "model"
    return "rows"


def other_way(train, dev, target):
    return {"rows": "model", "model": "rows"}.get(collect(train, dev, target), "done")


def by_the_gap(train, dev, target):
    if dev[-1] <= target:
        return "done"
    return "rows" if train[-1] < dev[-1] / 2 else "model"


def strict_done(train, dev, target):
    if dev[-1] < target:
        return "done"
    return "model" if train[-1] > target else "rows"


def strict_rows(train, dev, target):
    if dev[-1] <= target:
        return "done"
    return "rows" if train[-1] < target else "model"


def model_first(train, dev, target):
    if train[-1] > target:
        return "model"
    return "done" if dev[-1] <= target else "rows"


RIGHT = {"16.7": people(), "16.8": bayes, "16.9": collect}

WRONG = {
    "16.7": [
        (people(proxy=0.0), "hopeless"),
        (people(proxy=0.015), "take the lowest error of all"),
        (people(proxy=0.009), "beaten by the team"),
        (people(proxy=0.04), "the highest error"),
        (people(proxy=0.0175), "no mean of people"),
        (people(proxy=0.01), "own training error"),
        (people(proxy=0.6), "as a share"),
        (people(proxy=0.005), "is not it"),
        (people(proxy="team"), "should be a number"),
        (people(avoidable_bias=-0.004), "the sign"),
        (people(avoidable_bias=0.01), "cannot be avoided"),
        (people(avoidable_bias=0.007), "together"),
        (people(avoidable_bias=0.001), "experienced doctor; take"),
        (people(avoidable_bias=-0.005), "against one doctor"),
        (people(avoidable_bias=0.003), "the variance"),
        (people(variance=-0.003), "the sign"),
        (people(variance=0.007), "not from the proxy"),
        (people(variance=0.013), "whole dev error"),
        (people(variance=0.004), "the bias"),
        (people(work_on="variance"), "the larger one"),
        (people(work_on="both"), '"bias" or "variance"'),
        (0.006, "a dictionary"),
    ],
    "16.8": [
        (lambda P, share: np.sum(share * P.min(axis=1)), "two classes only"),
        (lambda P, share: np.sum(share * P.max(axis=1)), "in the rest"),
        (lambda P, share: np.mean(1 - P.max(axis=1)), "weight each"),
        (lambda P, share: 1 - P.max(axis=1), "for each place"),
        (lambda P, share: share * (1 - P.max(axis=1)), "add them up"),
        (lambda P, share: np.mean(share * (1 - P.max(axis=1))), "do not divide"),
        (lambda P, share: 1 - np.sum(share[:, None] * P**2), "takes the likeliest"),
        (lambda P, share: 1 - np.max(share @ P), "looks at the place"),
        (lambda P, share: share @ np.minimum(P[:, 0], 1 - P[:, 0]), "one column"),
        (lambda P, share: 1 - P.max(), "in each row"),
        (lambda P, share: 0.1, "how often is it wrong"),
        (0.1, "a function is expected"),
    ],
    "16.9": [
        (other_way, "wrong way round"),
        (lambda train, dev, target: collect(train[:1], dev[:1], target), "the ends"),
        (lambda train, dev, target: collect(train[:1], dev, target), "few rows are easy"),
        (lambda train, dev, target: collect(train, [min(dev)], target), "may be luck"),
        (by_the_gap, "not the gap alone"),
        (lambda train, dev, target: collect([(train[-1] + dev[-1]) / 2], dev, target), "will meet"),
        (strict_done, "equal to the target is enough"),
        (strict_rows, "is not above it"),
        (model_first, "first ask whether it is done"),
        (lambda train, dev, target: "model" if train[-1] > target else "rows", "never say done"),
        (lambda train, dev, target: "rows", "two questions in turn"),
        (lambda train, dev, target: "more", "is expected"),
        ("rows", "a function is expected"),
    ],
}
