import numpy as np


def best_case(marks, error, cured):
    left = [row for row in marks if not any(row[k] for k in cured)]
    return error * len(left) / len(marks)


def with_noise(clean, recording, level, rng):
    m, n = clean.shape
    begins = rng.integers(0, len(recording) - n + 1, size=m)
    return clean + level * np.array([recording[b : b + n] for b in begins])


def one_piece(clean, recording, level, rng):
    n = clean.shape[1]
    b = rng.integers(0, len(recording) - n + 1)
    return clean + level * recording[b : b + n]


def scattered(clean, recording, level, rng):
    return clean + level * rng.choice(recording, size=clean.shape)


def one_value(clean, recording, level, rng):
    return clean + level * rng.choice(recording, size=(len(clean), 1))


def wraps(clean, recording, level, rng):
    m, n = clean.shape
    begins = rng.integers(0, len(recording), size=m)
    return clean + level * recording[(begins[:, None] + np.arange(n)) % len(recording)]


def never_last(clean, recording, level, rng):
    m, n = clean.shape
    begins = rng.integers(0, len(recording) - n, size=m)
    return clean + level * recording[begins[:, None] + np.arange(n)]


def never_first(clean, recording, level, rng):
    m, n = clean.shape
    begins = rng.integers(1, len(recording) - n + 1, size=m)
    return clean + level * recording[begins[:, None] + np.arange(n)]


def own_generator(clean, recording, level, rng):
    return with_noise(clean, recording, level, np.random.default_rng(0))


def unseeded(clean, recording, level, rng):
    return with_noise(clean, recording, level, np.random.default_rng())


def in_place(clean, recording, level, rng):
    clean += with_noise(0 * clean, recording, level, rng)
    return clean


def too_far(clean, recording, level, rng):
    begins = rng.integers(0, len(recording), size=len(clean))
    return clean + level * np.array([recording[b : b + clean.shape[1]] for b in begins])


RIGHT = {
    "16.10": best_case,
    "16.11": ["variance", "mismatch", "dev", "bias"],
    "16.12": with_noise,
}

WRONG = {
    "16.10": [
        (lambda M, e, c: e * (1 - M[:, c].sum() / len(M)), "counted twice"),
        (lambda M, e, c: e * (1 - M[:, c].mean(axis=0)).prod(), "independent"),
        (lambda M, e, c: e * (1 - M[:, c].all(axis=1).mean()), "at least one of its marks"),
        (lambda M, e, c: e - M[:, c].any(axis=1).mean(), "do not subtract"),
        (lambda M, e, c: e * M[:, c].any(axis=1).mean(), "what is left"),
        (lambda M, e, c: 1 - M[:, c].any(axis=1).mean(), "multiply it by the error"),
        (lambda M, e, c: e * (1 - M[:, c].sum() / M.sum()), "number of marks"),
        (lambda M, e, c: e * (1 - M[:, c].mean(axis=0)), "each cause alone"),
        (lambda M, e, c: e * (1 - M.any(axis=1).mean()), "only the columns in cured"),
        (lambda M, e, c: e * (1 - M[c].any(axis=0).mean()), "changed places"),
        (lambda M, e, c: e, "count the rows"),
        (0.05, "a function is expected"),
    ],
    "16.11": [
        (["mismatch", "mismatch", "dev", "bias"], "A: the gap that you name is 1"),
        (["variance", "variance", "dev", "bias"], "B: the gap that you name is 1"),
        (["variance", "mismatch", "mismatch", "bias"], "C: the gap that you name is 2"),
        (["variance", "mismatch", "dev", "dev"], "D: the gap that you name is -2"),
        (["variance", "mismatch", "test", "bias"], "none of the words"),
        (["variance", "mismatch"], "list of four words"),
        (7, "list of four words"),
    ],
    "16.12": [
        (one_piece, "all rows get the same piece"),
        (scattered, "no neighbors in the recording"),
        (one_value, "one value is added"),
        (wraps, "run over the end"),
        (never_last, "last place is never drawn"),
        (never_first, "first place, 0"),
        (own_generator, "do not change with rng"),
        (unseeded, "equal generators"),
        (in_place, "changes clean itself"),
        (too_far, "your code raised ValueError"),
        (lambda c, r, level, rng: with_noise(c, r, 1.0, rng), "not multiplied by level"),
        (lambda c, r, level, rng: with_noise(c, r, 1 / level, rng), "divided by level"),
        (lambda c, r, level, rng: with_noise(c, r, -level, rng), "subtracted"),
        (lambda c, r, level, rng: with_noise(0 * c, r, level, rng), "noise alone"),
        (lambda c, r, level, rng: c + rng.normal(size=c.shape), "no stretch of the recording"),
        (lambda c, r, level, rng: c, "nothing was added"),
        (lambda c, r, level, rng: with_noise(c, r, level, rng)[0], "should have shape"),
        (lambda c, r, level, rng: None, "returned nothing"),
    ],
}
