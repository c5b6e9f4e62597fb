import numpy as np


def discounted(rewards, gamma):
    g = 0.0
    for r in reversed(rewards):
        g = r + gamma * g
    return g


def discounted_once_too_often(rewards, gamma):
    g = 0.0
    for r in reversed(rewards):
        g = gamma * (r + g)
    return g


def move_middles(points, group, k):
    middles = np.zeros((k, 2))
    for j in range(k):
        members = [p for p, number in zip(points, group, strict=True) if number == j]
        middles[j] = sum(members) / len(members)
    return middles


RIGHT = {
    "00.4": ("supervised", "reinforcement", "unsupervised", "supervised"),
    "00.5": discounted,
    "00.6": move_middles,
}

WRONG = {
    "00.4": [
        (["supervised"] * 3, "four words"),
        (["Supervised", "reinforcement", "unsupervised", "supervised"], "as they are"),
        (["unsupervised", "reinforcement", "unsupervised", "supervised"], "(a)"),
        (["supervised", "supervised", "unsupervised", "supervised"], "(b)"),
        (["supervised", "reinforcement", "supervised", "supervised"], "(c)"),
        (["supervised", "reinforcement", "unsupervised", "unsupervised"], "(d)"),
        ("supervised", "four words"),
        (4, "a list is expected"),
    ],
    "00.5": [
        (discounted_once_too_often, "power is 0"),
        (lambda r, g: sum(r), "without a discount"),
        (lambda r, g: g * sum(r), "discounted once"),
        (lambda r, g: discounted(r[::-1], g), "wrong way"),
        (lambda r, g: [g**k * r_k for k, r_k in enumerate(r)], "G is their sum"),
        (lambda r, g: sum(g * k * r_k for k, r_k in enumerate(r)), "a power"),
        (lambda r, g: discounted(r, g) - r[0], "left out"),
        (lambda r, g: discounted(r[:-1], g), "last reward is left out"),
        (lambda r, g: r[0] + g * sum(r[1:]), "discounted once; the third"),
        (lambda r, g: r[0], "inside the loop"),
        (lambda r, g: [g**k * r_k for k, r_k in enumerate(r)][-1], "last term alone"),
        (lambda r, g: discounted(r, 1 - g), "share that is lost"),
        (lambda r, g: 1.0, "that is not r₁"),
    ],
    "00.6": [
        (lambda p, group, k: [p[group == j].sum(axis=0) for j in range(k)], "the sum"),
        (lambda p, group, k: [p[group == j].mean() for j in range(k)], "without axis=0"),
        (lambda p, group, k: [p.mean(axis=0)] * k, "of all points"),
        (lambda p, group, k: move_middles(p, group, k).T, "the columns"),
        (lambda p, group, k: [p[group == j].mean(axis=0) for j in range(1, k + 1)], "from 0"),
        (lambda p, group, k: [p[j] for j in range(k)], "not the means"),
        (lambda p, group, k: p[group], "should have shape"),
    ],
}
