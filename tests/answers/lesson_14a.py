from itertools import pairwise

import numpy as np


def numbers(**other):
    values = [80_305, 320_577, 10_001, 160_033]
    for place, value in other.items():
        values[int(place[1:]) - 1] = value
    return values


def to_codes(tokens, word_index, n_words):
    codes = [1]
    for token in tokens:
        code = word_index.get(token, -1) + 3
        codes.append(code if token in word_index and code < n_words else 2)
    return codes


def changed(start=(1,), shift=3, top=0, missing=2, rare=2):
    def function(tokens, word_index, n_words):
        codes = []
        for token in tokens:
            if token not in word_index:
                codes.append(missing)
            elif word_index[token] + 3 < n_words + top:
                codes.append(word_index[token] + shift)
            else:
                codes.append(rare)
        return [*start, *(code for code in codes if code != "out")]

    return function


def without_shift(tokens, word_index, n_words):
    return [1, *(word_index[t] if word_index.get(t, n_words) < n_words else 2 for t in tokens)]


def with_none(tokens, word_index, n_words):
    return [1, *(word_index.get(token) for token in tokens)]


def shifted_by(k):
    def function(tokens, word_index, n_words):
        codes = [word_index[t] + k if t in word_index else 2 for t in tokens]
        return [1, *(code if code < n_words else 2 for code in codes)]

    return function


def pairs(codes, n_words):
    codes = codes.astype(np.int64)
    return codes[:-1] * n_words + codes[1:]


def as_a_list(codes, n_words):
    return [int(a) * n_words + int(b) for a, b in pairwise(codes)]


RIGHT = {"14.1": numbers(), "14.2": to_codes, "14.3": pairs}

WRONG = {
    "14.1": [
        (numbers(k1=80_272), "1: each unit has a bias"),
        (numbers(k1=80_152), "1: only the first layer"),
        (numbers(k1=160_305), "5,000 weights and a bias"),
        (numbers(k2=320_528), "2: each unit has a bias"),
        (numbers(k2=320_321), "now has 32 inputs"),
        (numbers(k2=321_121), "keeps its 16 units"),
        (numbers(k3=10_000), "and a bias"),
        (numbers(k3=20_002), "one unit is enough"),
        (numbers(k4=160_016), "the numbers of the first layer"),
        (numbers(k4=160_288), "not the last"),
        (numbers(k4=160_049), "go with it"),
        (numbers(k4=5), "4: 5 is not it"),
        (numbers(k1="many"), "should be a number"),
        (80_305, "a list of four"),
    ],
    "14.2": [
        (changed(start=()), "the start is missing"),
        (without_shift, "add 3"),
        (changed(start=(4,)), "the start is 1 itself"),
        (shifted_by(2), "not by 2"),
        (shifted_by(4), "not by 4"),
        (changed(top=1), "equal is too much"),
        (changed(top=3), "not the rank"),
        (changed(top=1000), "n_words is not used"),
        (changed(missing="out"), "that the index lacks are left out"),
        (changed(rare="out"), "rare words are left out"),
        (changed(missing="out", rare="out"), "so that a gap can be seen"),
        (changed(missing=0, rare=0), "0 is padding"),
        (changed(missing=5), "an unknown word is 2 itself"),
        (changed(missing=5, rare=5), "an unknown or rare word"),
        (changed(rare=5), "rare words become 2, too"),
        (with_none, "gives None"),
        (lambda tokens, word_index, n_words: tokens, "not words"),
        (lambda tokens, word_index, n_words: 1, "a list of codes"),
        (lambda tokens, word_index, n_words: [1], "begin with [1]"),
        ([1, 4], "a function is expected"),
    ],
    "14.3": [
        (lambda codes, n: pairs(codes[::-1], n)[::-1], "n times the first"),
        (lambda codes, n: codes[:-1] * np.int32(n) + codes[1:], "int32 is too small"),
        (
            lambda codes, n: codes.astype(np.int64) * n + np.append(codes[1:], codes[0]),
            "no neighbor to its right",
        ),
        (
            lambda codes, n: np.array(
                [int(a) * n + int(b) for i, a in enumerate(codes) for b in codes[i + 1 :]]
            ),
            "not all pairs",
        ),
        (lambda codes, n: pairs(codes, n)[::2], "overlap"),
        (lambda codes, n: pairs(codes[1:], n), "the start has a neighbor"),
        (lambda codes, n: np.unique(pairs(codes, n)), "with repeats"),
        (lambda codes, n: set(as_a_list(codes, n)), "a set has no order"),
        (lambda codes, n: np.stack([codes[:-1], codes[1:]], axis=1), "a single whole number"),
        (lambda codes, n: codes[:-1] + codes[1:], "a + b"),
        (lambda codes, n: codes[:-1].astype(np.int64) * codes[1:], "a · b"),
        (lambda codes, n: codes[1:], "the first of each pair"),
        (lambda codes, n: codes, "should have shape"),
        (None, "a function is expected"),
    ],
}
