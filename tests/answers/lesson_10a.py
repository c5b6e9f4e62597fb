import numpy as np


def restarts(t, eta_0, T):
    return eta_0 * (1 + np.cos(np.pi * (t % T) / T)) / 2


def one_cosine(t, eta_0, T):
    return eta_0 * (1 + np.cos(np.pi * np.minimum(t / T, 1))) / 2


def doubling(t, eta_0, T):
    i = np.floor(np.log2(t / T + 1))
    u = (t - T * (2**i - 1)) / (T * 2**i)
    return eta_0 * (1 + np.cos(np.pi * u)) / 2


def plateau(losses, rate, factor, patience):
    rates, best, count = [], np.inf, 0
    for loss in losses:
        rates.append(rate)
        if loss < best:
            best, count = loss, 0
        else:
            count += 1
        if count == patience:
            rate, count = rate * factor, 0
    return rates


def noted_after(losses, rate, factor, patience):
    rates, best, count = [], np.inf, 0
    for loss in losses:
        best, count = (loss, 0) if loss < best else (best, count + 1)
        if count == patience:
            rate, count = rate * factor, 0
        rates.append(rate)
    return rates


def the_one_before(losses, rate, factor, patience):
    rates, before, count = [], np.inf, 0
    for loss in losses:
        rates.append(rate)
        count = 0 if loss < before else count + 1
        before = loss
        if count == patience:
            rate, count = rate * factor, 0
    return rates


def never_anew(losses, rate, factor, patience):
    rates, best, count = [], np.inf, 0
    for loss in losses:
        rates.append(rate)
        best, count = (loss, count) if loss < best else (best, count + 1)
        if count == patience:
            rate, count = rate * factor, 0
    return rates


def count_goes_on(losses, rate, factor, patience):
    rates, best, count = [], np.inf, 0
    for loss in losses:
        rates.append(rate)
        if loss < best:
            best, count = loss, 0
        else:
            count += 1
            if count >= patience:
                rate *= factor
    return rates


def equal_is_better(losses, rate, factor, patience):
    rates, best, count = [], np.inf, 0
    for loss in losses:
        rates.append(rate)
        best, count = (loss, 0) if loss <= best else (best, count + 1)
        if count == patience:
            rate, count = rate * factor, 0
    return rates


RIGHT = {"10.1": 112, "10.2": restarts, "10.3": plateau}

WRONG = {
    "10.1": [
        (7, "that is the epoch"),
        (96, "not below"),
        (113, "counts from 0"),
        (111, "last step"),
        (105, "not 15"),
        (109.375, "not whole"),
        (109, "not whole"),
        (97, "waits"),
        (128, "from 0, too"),
        (33, "in the epoch e"),
    ],
    "10.2": [
        (lambda t, eta_0, T: eta_0 * (1 + np.cos(np.pi * t / T)) / 2, "should jump"),
        (one_cosine, "without restarts"),
        (lambda t, eta_0, T: eta_0 * (1 + np.cos(2 * np.pi * (t % T) / T)) / 2, "not twice"),
        (lambda t, eta_0, T: eta_0 * (1 + np.cos(np.pi * (t % T))) / 2, "by T"),
        (lambda t, eta_0, T: eta_0 * (1 + np.cos(np.pi * (t // T) / T)) / 2, "number of the"),
        (lambda t, eta_0, T: eta_0 * (1 + np.cos(np.pi * t % T / T)) / 2, "parentheses"),
        (lambda t, eta_0, T: eta_0 * (1 + np.cos((t % T) / T)) / 2, "needs a pi"),
        (lambda t, eta_0, T: 2 * restarts(t, eta_0, T), "half of it"),
        (lambda t, eta_0, T: eta_0 * np.cos(np.pi * (t % T) / T), "below 0"),
        (lambda t, eta_0, T: eta_0 - restarts(t, eta_0, T), "rises"),
        (doubling, "doubles"),
        (
            lambda t, eta_0, T: eta_0 * (1 + np.cos(np.pi * (t % T) / (T - 1))) / 2,
            "never quite comes to 0",
        ),
        (lambda t, eta_0, T: eta_0 * (1 - (t % T) / T), "the share"),
    ],
    "10.3": [
        (noted_after, "from the next epoch on"),
        (the_one_before, "the epoch before"),
        (never_anew, "after a better epoch"),
        (count_goes_on, "has been lowered"),
        (equal_is_better, "is no progress"),
        (
            lambda losses, rate, factor, patience: plateau(losses, rate, factor, patience + 1),
            "too late",
        ),
        (lambda losses, rate, factor, patience: plateau(losses, rate, factor, 1), "not each time"),
        (lambda *case: plateau(*case)[-1:], "of all epochs"),
        (lambda *case: plateau(*case)[-1], "one for each epoch"),
        (lambda *case: [case[1], *noted_after(*case)], "is not used"),
        (lambda *case: [0.1], "note the rate"),
    ],
}
