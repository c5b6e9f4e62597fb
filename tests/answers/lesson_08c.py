import numpy as np


def share_seen(m, batch_size, steps):
    missed = 1.0
    for _ in range(steps):
        missed *= (m - batch_size) / m
    return 1 - missed


def adam(w, g, s, r, t, alpha, epsilon=1e-7, corrected=True, after=False):
    s, r = s + 0.1 * (g - s), r + 0.001 * (g * g - r)
    s_hat, r_hat = s / (1 - 0.9**t), r / (1 - 0.999**t)
    if not corrected:
        return w - alpha * s / (np.sqrt(r) + epsilon), s, r
    if after:
        return w - alpha * s_hat / (np.sqrt(r_hat) + epsilon), s, r
    return w - alpha * s_hat / (np.sqrt(r_hat) + epsilon / np.sqrt(1 - 0.999**t)), s, r


def in_place(w, g, s, r, t, alpha):
    s *= 0.9
    s += 0.1 * g
    r *= 0.999
    r += 0.001 * g**2
    w -= alpha * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * s / (np.sqrt(r) + 1e-7)
    return w, s, r


def from_before(w, g, s, r, t, alpha):
    step = alpha * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * s / (np.sqrt(r) + 1e-7)
    return w - step, 0.9 * s + 0.1 * g, 0.999 * r + 0.001 * g**2


def without_root(w, g, s, r, t, alpha):
    s, r = 0.9 * s + 0.1 * g, 0.999 * r + 0.001 * g**2
    return w - alpha * (1 - 0.999**t) / (1 - 0.9**t) * s / (np.sqrt(r) + 1e-7), s, r


def with_plus(w, g, s, r, t, alpha):
    s, r = 0.9 * s + 1.9 * g, 0.999 * r + 1.999 * g**2
    step = alpha * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    return w - step * s / (np.sqrt(r) + 1e-7), s, r


RIGHT = {"08.6": share_seen, "08.7": in_place}

WRONG = {
    "08.6": [
        (lambda m, n, k: 1 - share_seen(m, n, k), "not been seen"),
        (lambda m, n, k: m * share_seen(m, n, k), "how many"),
        (lambda m, n, k: k * n / m, "ever came again"),
        (lambda m, n, k: min(1, k * n / m), "at most all"),
        (lambda m, n, k: 1 - (1 - 1 / m) ** (n * k), "no example comes twice"),
        (lambda m, n, k: 1 - np.exp(-n * k / m), "approximation"),
        (lambda m, n, k: 1 - (1 - 1 / m) ** k, "is missing"),
        (lambda m, n, k: 0.63, "all minibatches miss"),
    ],
    "08.7": [
        (lambda *a: adam(*a, corrected=False), "correction is missing"),
        (lambda *a: adam(*a, after=True), "after the correction"),
        (lambda *a: adam(*a, epsilon=1e-8), "this ε is 1e-8"),
        (lambda *a: adam(*a, epsilon=1e-8, after=True), "of the paper, and 1e-8"),
        (from_before, "update s and r first"),
        (without_root, "the root over"),
        (with_plus, "1 + β"),
        (lambda w, g, s, r, t, a: adam(w, g, s, r, t, -a), "uphill"),
        (lambda w, g, s, r, t, a: adam(w, g, s, r, t + 1, a), "from 1 already"),
        (lambda w, g, s, r, t, a: (adam(w, g, s, r, t, a)[0], s, r), "unchanged"),
        (lambda *a: adam(*a)[0], "three arrays"),
        (lambda w, g, s, r, t, a: (w, g, s), "not the step"),
    ],
}
