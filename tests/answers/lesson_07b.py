import numpy as np


def largest(count):
    def widest(n_in, n_out, depth, budget):
        return max((h for h in range(2000) if count(n_in, n_out, depth, h) <= budget), default=0)

    return widest


def numbers(i, o, d, h):
    return h * i + h + (d - 1) * (h * h + h) + h * o + o


def diagnosis(**other):
    return {"A": "bias", "B": "variance", "C": "both", "D": "neither"} | other


RIGHT = {
    "07.4": diagnosis(),
    "07.5": lambda rates, costs: rates[np.argmin(np.where(np.isnan(costs), np.inf, costs))],
    "07.6": largest(numbers),
}

WRONG = {
    "07.4": [
        (diagnosis(A="variance"), "A again: on the digits that it was trained on"),
        (diagnosis(B="both"), "B again"),
        (diagnosis(C="variance"), "C again: 25 %"),
        (diagnosis(D="bias"), "D again"),
        (diagnosis(D="none"), "got 'none'"),
        (["bias", "variance", "both", "neither"], "a dictionary"),
    ],
    "07.5": [
        (lambda rates, costs: rates[np.argmin(costs)], "passes over them"),
        (lambda rates, costs: rates[np.argmin(np.nan_to_num(costs))], "passes over them"),
        (lambda rates, costs: int(np.nanargmin(costs)), "rates[place]"),
        (lambda rates, costs: int(np.argmin(costs)), "the place of a NaN"),
        (lambda rates, costs: np.nanmin(costs), "that is the lowest cost"),
        (lambda rates, costs: costs.min(), "hands it on"),
        (lambda rates, costs: rates[np.nanargmax(costs)], "the worst"),
        (lambda rates, costs: rates[np.argmin(costs[~np.isnan(costs)])], "places shift"),
        (lambda rates, costs: rates[np.isfinite(costs)].max(), "not stopped"),
        (lambda rates, costs: 0.1, "lowest cost that is a number"),
    ],
    "07.6": [
        (largest(lambda i, o, d, h: i * h + (d - 1) * h**2 + h * o), "the biases are missing"),
        (largest(lambda i, o, d, h: numbers(i, o, d, h) - o), "the outputs have some"),
        (largest(lambda i, o, d, h: numbers(i, o, d + 1, h)), "depth − 1"),
        (largest(lambda i, o, d, h: numbers(i, o, 1, h)), "one hidden layer"),
        (lambda *a: largest(numbers)(*a) + 1, "more than the budget"),
        (lambda *a: largest(numbers)(*a) - 1, "would still fit"),
        (largest(lambda i, o, d, h: numbers(i, o, d, h) - (h + 1) * o), "outputs are missing"),
        (largest(lambda i, o, d, h: numbers(i, o, d, h) + 1), "just enough is enough"),
        (largest(lambda i, o, d, h: numbers(i, o, d, h) - (d - 1) * h), "after the first"),
        (largest(lambda i, o, d, h: numbers(i, o, d, h) - h), "of the first hidden layer"),
        (largest(lambda i, o, d, h: numbers(i, o, d, h) - d * h), "all hidden biases"),
        (lambda i, o, d, budget: budget, "then let h grow"),
    ],
}
