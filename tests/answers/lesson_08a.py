"""Answers to the exercises of lesson 08a, right ones and wrong ones with a part of their hint.

Without TensorFlow: an exact derivative of plain arithmetic comes from one step in the complex
plane. The solutions notebook answers with tapes.
"""

import numpy as np


def slope(f, x):
    return f(x + 1e-20j).imag / 1e-20


def curvature(f, x):
    return (slope(f, x + 1e-6) - slope(f, x - 1e-6)) / 2e-6


def descend(loss_of, start, learning_rate, tolerance, budget):
    w, updates = start, 0
    while updates < budget and abs(slope(loss_of, w)) >= tolerance:
        w, updates = w - learning_rate * slope(loss_of, w), updates + 1
    return w, updates


def without_test(loss_of, start, learning_rate, tolerance, budget):
    return descend(loss_of, start, learning_rate, -1.0, budget)


def without_budget(loss_of, start, learning_rate, tolerance, budget):
    return descend(loss_of, start, learning_rate, tolerance, 10**4)


def tests_afterwards(loss_of, start, learning_rate, tolerance, budget):
    w, updates = start, 0
    while updates < budget:
        gradient = slope(loss_of, w)
        w, updates = w - learning_rate * gradient, updates + 1
        if abs(gradient) < tolerance:
            break
    return w, updates


def uphill(loss_of, start, learning_rate, tolerance, budget):
    return start - 0.1 * np.sign(slope(loss_of, start)) * -1, 1


def without_abs(loss_of, start, learning_rate, tolerance, budget):
    w, updates = start, 0
    while updates < budget and slope(loss_of, w) >= tolerance:
        w, updates = w - learning_rate * slope(loss_of, w), updates + 1
    return w, updates


def own_rate(loss_of, start, learning_rate, tolerance, budget):
    return descend(loss_of, start, 0.1, tolerance, budget)


RIGHT = {
    "08.1": ["C", "B", "E"],
    "08.2": lambda f, x: (slope(f, x), curvature(f, x)),
    "08.3": descend,
}

WRONG = {
    "08.1": [
        (["A", "D", "F"], "the others"),
        (["B", "C", "E", "F"], "which is a number"),
        (["A", "B", "C", "E"], "does not cut"),
        (["B", "C", "D", "E"], "still is the variable"),
        (["B", "E"], "before the tape"),
        (["B", "C"], "leaves TensorFlow"),
        (["C", "E"], "does not occur"),
        ("A, D, F", "the others"),
        ("BCEF", "which is a number"),
        (np.array(["B", "C"]), "leaves TensorFlow"),
        (3, "a list is expected"),
    ],
    "08.2": [
        (lambda f, x: (f(x), slope(f, x)), "the value of f"),
        (lambda f, x: (slope(f, x), slope(f, x)), "once more"),
        (lambda f, x: (slope(f, x), slope(f, x) ** 2), "not the square"),
        (lambda f, x: (curvature(f, x), slope(f, x)), "wrong order"),
        (lambda f, x: (slope(f, x), 0.0), "must see the inner gradient"),
        (lambda f, x: (0.5, curvature(f, x)), "the second is right"),
        (lambda f, x: (None, None), "not watched"),
        (lambda f, x: (slope(f, x), None), "inside the outer tape"),
        (lambda f, x: slope(f, x), "two values"),
        (lambda f, x: None, "returned nothing"),
    ],
    "08.3": [
        (without_test, "only when the budget is spent"),
        (without_budget, "more steps than the budget"),
        (tests_afterwards, "one update too many"),
        (uphill, "uphill"),
        (without_abs, "its abs"),
        (own_rate, "not where gradient descent stops"),
        (lambda f, w, a, t, n: (w, 5), "has not moved"),
        (lambda *settings: descend(*settings)[::-1], "the second the number"),
        (lambda *settings: (descend(*settings)[0], 10**3), "only when the budget"),
        (lambda *settings: (descend(*settings)[0], 1), "count only updates"),
        (lambda *settings: descend(*settings)[0], "two values"),
    ],
}
