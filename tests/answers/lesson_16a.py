import numpy as np


def find_enough(y, scores, wanted):
    for t in np.unique(scores)[::-1]:
        if ((scores >= t) & (y == 1)).sum() >= wanted * (y == 1).sum() - 1e-9:
            return t


def ladder(y, scores, reached):
    return [t for t in np.unique(scores)[::-1] if reached(scores >= t, y == 1)]


def strictly(y, scores, wanted):
    return max(t for t in scores if (scores[y == 1] > t).mean() >= wanted)


def by_precision(y, scores, wanted):
    return ladder(y, scores, lambda said, yes: yes[said].mean() >= wanted)[0]


def by_specificity(y, scores, wanted):
    return ladder(y, scores, lambda said, yes: (~said)[~yes].mean() >= wanted)[-1]


def by_accuracy(y, scores, wanted):
    return ladder(y, scores, lambda said, yes: (said == yes).mean() >= wanted)[0]


def rank(values, wanted):
    return values[round(np.ceil(wanted * len(values))) - 1]


def too_high(y, scores, wanted):
    down = np.sort(scores[y == 1])[::-1]
    return down[max(int(wanted * len(down)) - 2, 0)]


def too_low(y, scores, wanted):
    return find_enough(y, scores, wanted) - 0.001


def odds(p):
    return p / (1 - p)


def corrected(p, share_train, share):
    yes, no = p * share / share_train, (1 - p) * (1 - share) / (1 - share_train)
    return yes / (yes + no)


def factor(share_train, share):
    return odds(share) / odds(share_train)


def back(o):
    return 1 - 1 / (1 + o)


RIGHT = {"16.1": 0.0194, "16.2": find_enough, "16.3": corrected}

WRONG = {
    "16.1": [
        (0.99, "that is the recall"),
        (0.95, "that is the specificity"),
        (0.00099, "are ill and test positive; divide"),
        (0.05094, "how many of those are ill"),
        (0.9519, "half of the people"),
        (0.01982, "those are the odds"),
        (0.019627, "the recall is missing"),
        (0.98056, "is healthy"),
        (1.9435, "not in percent"),
        (0.0010421, "not 95%"),
        (0.5, "take 100,000 people"),
    ],
    "16.2": [
        (strictly, "equal to t is a yes"),
        (lambda y, s, wanted: min(s[y == 1]), "finds everything"),
        (lambda y, s, wanted: min(s), "at the lowest score"),
        (by_precision, "makes the precision large"),
        (by_specificity, "makes the specificity large"),
        (by_accuracy, "makes the accuracy large"),
        (lambda y, s, wanted: np.quantile(s[y == 1], 1 - wanted), "goes between two scores"),
        (lambda y, s, wanted: rank(np.sort(s)[::-1], wanted), "you ranked all samples"),
        (lambda y, s, wanted: np.quantile(s, 1 - wanted), "quantile of all scores"),
        (lambda y, s, wanted: rank(np.sort(s[y == 1]), wanted), "counted from the lowest"),
        (
            lambda y, s, wanted: (s[y == 1] >= find_enough(y, s, wanted)).mean(),
            "return the threshold",
        ),
        (too_high, "are wanted"),
        (too_low, "but a higher one does"),
        (lambda y, s, wanted: s, "a single number"),
    ],
    "16.3": [
        (lambda p, train, share: odds(p) * factor(train, share), "those are the odds"),
        (lambda p, train, share: corrected(p, share, train), "changed places"),
        (lambda p, train, share: p * factor(train, share), "not the probability"),
        (lambda p, train, share: p * share / train, "has the negatives in it"),
        (lambda p, train, share: back(odds(p) * share / train), "negatives are missing"),
        (lambda p, train, share: back(odds(p) * odds(share)), "in training is missing"),
        (lambda p, train, share: back(odds(p) / odds(train)), "new share is missing"),
        (
            lambda p, train, share: 1 / (1 / (odds(p) * factor(train, share)) - 1),
            "not by o / (1 − o)",
        ),
        (lambda p, train, share: 1 - corrected(p, train, share), "the negative class"),
        (lambda p, train, share: p, "nothing is corrected"),
        (lambda p, train, share: p**2, "compute the odds"),
    ],
}
