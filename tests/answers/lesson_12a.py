import numpy as np


def stopping(losses, patience):
    best, kept = np.inf, 0
    for epoch, loss in enumerate(losses):
        if loss < best:
            best, kept = loss, epoch
        if epoch - kept >= patience:
            break
    return kept, epoch


def with_ties(losses, patience):
    best, kept = np.inf, 0
    for epoch, loss in enumerate(losses):
        if loss <= best:
            best, kept = loss, epoch
        if epoch - kept >= patience:
            break
    return kept, epoch


def against_the_last(losses, patience):
    best, kept, waited = np.inf, 0, 0
    for epoch, loss in enumerate(losses):
        waited = waited + 1 if epoch and loss >= losses[epoch - 1] else 0
        if loss < best:
            best, kept = loss, epoch
        if waited == patience:
            break
    return kept, epoch


def not_in_a_row(losses, patience):
    best, kept, waited = np.inf, 0, 0
    for epoch, loss in enumerate(losses):
        if loss < best:
            best, kept = loss, epoch
        else:
            waited += 1
        if waited == patience:
            break
    return kept, epoch


def loss_for_epoch(losses, patience):
    kept, last = stopping(losses, patience)
    return losses[kept], last


def one_too_far(losses, patience):
    kept, last = stopping(losses, patience)
    return (kept, last) if last - kept == patience else (kept, len(losses))


def soft(v, t):
    return np.where(v > t, v - t, np.where(v < -t, v + t, 0.0))


def step(w, g, alpha, lam):
    return soft(w - alpha * g, alpha * lam)


def strengths(**other):
    values = [0.01, 3 / 1200, 0.005, 0.005, 0.001 / 0.2]
    for place, value in other.items():
        values[int(place[1:]) - 1] = value
    return values


RIGHT = {"12.1": stopping, "12.2": strengths(), "12.3": step}

WRONG = {
    "12.1": [
        (lambda losses, p: stopping(losses, p)[::-1], "the wrong order"),
        (lambda losses, p: [k + 1 for k in stopping(losses, p)], "from 0"),
        (with_ties, "no new lowest"),
        (lambda losses, p: stopping(losses, p + 1), "one epoch too late"),
        (lambda losses, p: stopping(losses, p - 1), "one epoch too early"),
        (lambda losses, p: (stopping(losses, p)[1],) * 2, "of the last epoch are kept"),
        (against_the_last, "not with that of the epoch before"),
        (lambda losses, p: (int(np.argmin(losses)), stopping(losses, p)[1]), "are known"),
        (lambda losses, p: (int(np.argmin(losses)), len(losses) - 1), "never stopped"),
        (not_in_a_row, "must be in a row"),
        (one_too_far, "is never stopped, the last"),
        (loss_for_epoch, "not the loss itself"),
        (lambda losses, p: stopping(losses, p)[0], "two numbers"),
        (lambda losses, p: (0, 0), "remember the lowest"),
        (3, "a function is expected"),
    ],
    "12.2": [
        (strengths(k1=0.02), "1: Keras has no half"),
        (strengths(k2=3 / 600), "2: λ/m is twice"),
        (strengths(k2=1.5), "2: divide by m"),
        (strengths(k3=0.01), "3: half of λ"),
        (strengths(k4=0.01), "4: the printed gradient"),
        (strengths(k5=0.001 / 0.1), "which is 2c"),
        (strengths(k5=0.001), "α times the gradient"),
        (strengths(k5=0.999), "what is left"),
        (strengths(k5=7.0), "5: 7 is not it"),
        (strengths(k1="much"), "should be a number"),
        ([0.01], "five numbers"),
    ],
    "12.3": [
        (lambda w, g, alpha, lam: soft(w - alpha * g, lam), "αλ, not λ"),
        (lambda w, g, alpha, lam: soft(w - alpha * g, alpha * lam / 2), "half the penalty"),
        (lambda w, g, alpha, lam: soft(w, alpha * lam) - alpha * g, "first the gradient"),
        (lambda w, g, alpha, lam: soft(w, alpha * lam), "gradient step is missing"),
        (lambda w, g, alpha, lam: soft(w + alpha * g, alpha * lam), "descend"),
        (lambda w, g, alpha, lam: soft(w - g, alpha * lam), "αg, not g"),
        (
            lambda w, g, alpha, lam: w - alpha * g - alpha * lam * np.sign(w - alpha * g),
            "jump across zero",
        ),
        (lambda w, g, alpha, lam: w - alpha * (g + lam * np.sign(w)), "never ends at zero"),
        (lambda w, g, alpha, lam: np.abs(step(w, g, alpha, lam)), "signs are lost"),
        (
            lambda w, g, alpha, lam: np.sign(w) * np.abs(step(w, g, alpha, lam)),
            "not before it",
        ),
        (
            lambda w, g, alpha, lam: np.where(
                np.abs(w - alpha * g) > alpha * lam, w - alpha * g, 0.0
            ),
            "move toward it",
        ),
        (lambda w, g, alpha, lam: np.maximum(w - alpha * (g + lam), 0), "are all set to zero"),
        (lambda w, g, alpha, lam: w, "v = w − αg"),
    ],
}
