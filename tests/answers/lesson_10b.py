import numpy as np


def length_of(gs):
    return np.sqrt(sum((g**2).sum() for g in gs))


def habit(gs, lengths, factor, *, middle=np.median, length=length_of):
    threshold = factor * middle(lengths) if lengths else np.inf
    return [g * threshold / length(gs) if length(gs) > threshold else g for g in gs]


def with_middle(middle):
    return lambda *case: habit(*case, middle=middle)


def with_length(length):
    return lambda *case: habit(*case, length=length)


def each_alone(gs, lengths, factor):
    return [habit([g], lengths, factor)[0] for g in gs]


def numbers(gs, lengths, factor):
    c = factor * np.median(lengths) if lengths else np.inf
    return [np.clip(g, -c, c) for g in gs]


def always(gs, lengths, factor):
    c, length = factor * np.median(lengths) if lengths else 0, length_of(gs)
    return [g * c / length if length and c else g for g in gs]


def to_the_median(gs, lengths, factor):
    c, length = np.median(lengths) if lengths else np.inf, length_of(gs)
    return [g * c / length if length > factor * c else g for g in gs]


def to_one(gs, lengths, factor):
    c, length = factor * np.median(lengths) if lengths else np.inf, length_of(gs)
    return [g / length if length > c else g for g in gs]


def itself_too(gs, lengths, factor):
    return habit(gs, [*lengths, length_of(gs)], factor)


def from_zero(gs, lengths, factor):
    return habit(gs, lengths or [0.0], factor)


def no_median(gs, lengths, factor):
    return [g * np.minimum(1, factor * np.median(lengths) / length_of(gs)) for g in gs]


def by_zero(gs, lengths, factor):
    c = factor * np.median(lengths) if lengths else length_of(gs)
    return [g * c / length_of(gs) for g in gs]


def changes_them(gs, lengths, factor):
    length = length_of(gs)
    for g in gs:
        if lengths and length > factor * np.median(lengths):
            g *= factor * np.median(lengths) / length
    return gs


def writes_it_down(gs, lengths, factor):
    cut = habit(gs, lengths, factor)
    lengths.append(length_of(gs))
    return cut


def short(g, c):
    length = np.linalg.norm(g)
    return g * c / length if length > c else g


def momentum(w, v, g, alpha, beta, c):
    v = beta * v - alpha * short(g, c)
    return w + v, v


def velocity_clipped(w, v, g, alpha, beta, c):
    v = short(beta * v - alpha * g, c)
    return w + v, v


def after_the_rate(w, v, g, alpha, beta, c):
    v = beta * v - short(alpha * g, c)
    return w + v, v


def not_clipped(w, v, g, alpha, beta, c):
    return momentum(w, v, g, alpha, beta, np.inf)


def always_c(w, v, g, alpha, beta, c):
    return momentum(w, v, g * c / np.linalg.norm(g), alpha, beta, np.inf)


def by_value(w, v, g, alpha, beta, c):
    return momentum(w, v, np.clip(g, -c, c), alpha, beta, np.inf)


def length_one(w, v, g, alpha, beta, c):
    return momentum(w, v, g if np.linalg.norm(g) <= c else short(g, 1), alpha, beta, np.inf)


def a_number(w, v, g, alpha, beta, c):
    return momentum(w, v, np.full(2, c) if np.linalg.norm(g) > c else g, alpha, beta, np.inf)


def uphill(w, v, g, alpha, beta, c):
    return momentum(w, v, g, -alpha, beta, c)


def old_velocity(w, v, g, alpha, beta, c):
    return w + v, beta * v - alpha * short(g, c)


def in_place(w, v, g, alpha, beta, c):
    v *= beta
    v -= alpha * short(g, c)
    return w + v, v


RIGHT = {"10.4": (0.4, 8820), "10.5": habit, "10.6": momentum}

WRONG = {
    "10.4": [
        ((8820, 0.4), "first the rate"),
        ((0.025, 8820), "a larger rate"),
        ((0.2, 8820), "of the root"),
        ((0.1, 8820), "still that"),
        ((0.4, 90 * 391), "batches of 128"),
        ((0.4, 98), "there are 90"),
        ((0.4, 90 * 97), "not 97"),
        ((0.4, 90 * 50000 / 512), "not whole"),
        ((0.4, 8789), "not whole"),
        (0.4, "two numbers"),
        ((1.0, 1), "512 / 128"),
    ],
    "10.5": [
        (each_alone, "by itself"),
        (numbers, "by value"),
        (lambda gs, lengths, factor: habit(gs, lengths, 1.0), "factor times the median"),
        (with_middle(np.mean), "that is the mean"),
        (with_middle(lambda lengths: lengths[-1]), "the last of"),
        (with_middle(max), "the largest of"),
        (with_middle(lambda lengths: lengths[len(lengths) // 2]), "sort them"),
        (with_middle(lambda lengths: sorted(lengths)[len(lengths) // 2]), "even number"),
        (itself_too, "not among them"),
        (to_the_median, "the threshold itself"),
        (to_one, "the length 1"),
        (always, "not above the threshold"),
        (with_length(lambda gs: length_of(gs) ** 2), "comes the root"),
        (with_length(lambda gs: sum(np.linalg.norm(g) for g in gs)), "do not add up"),
        (with_length(lambda gs: sum(abs(g).sum() for g in gs)), "absolute values"),
        (with_length(lambda gs: max(np.linalg.norm(g) for g in gs)), "longest array"),
        (from_zero, "as they are"),
        (no_median, "no median"),
        (by_zero, "by zero"),
        (changes_them, "gradients that were given have changed"),
        (writes_it_down, "only read it"),
        (lambda gs, lengths, factor: gs[0], "as many arrays"),
        (lambda gs, lengths, factor: [2 * g for g in gs], "scaled to it"),
    ],
    "10.6": [
        (lambda *case: momentum(*case)[::-1], "return w, then v"),
        (velocity_clipped, "not the velocity"),
        (after_the_rate, "before it is multiplied"),
        (not_clipped, "nothing is clipped"),
        (always_c, "stays as it is"),
        (by_value, "number by number"),
        (length_one, "not 1"),
        (a_number, "in place of the vector"),
        (uphill, "downhill"),
        (old_velocity, "the new velocity"),
        (in_place, "has changed"),
        (lambda *case: momentum(*case)[0], "return both"),
        (lambda w, v, g, alpha, beta, c: (w, v), "to the length c"),
    ],
}
