import numpy as np


def step(w, v, gradient, alpha, beta):
    g = gradient(w)
    v = beta * v - alpha * g
    return w + beta * v - alpha * g, v


def plain(w, v, gradient, alpha, beta):
    v = beta * v - alpha * gradient(w)
    return w + v, v


def of_the_slide(w, v, gradient, alpha, beta):
    ahead = w + beta * v
    g = gradient(ahead)
    return ahead - alpha * g, beta * v - alpha * g


def twice_ahead(w, v, gradient, alpha, beta):
    g = gradient(w + beta * v)
    v = beta * v - alpha * g
    return w + beta * v - alpha * g, v


def behind(w, v, gradient, alpha, beta):
    g = gradient(w)
    return w - alpha * g, beta * v - alpha * g


def without_gradient(w, v, gradient, alpha, beta):
    v = beta * v - alpha * gradient(w)
    return w + beta * v, v


def whole_velocity(w, v, gradient, alpha, beta):
    g = gradient(w)
    v = beta * v - alpha * g
    return w + v - alpha * g, v


def in_place(w, v, gradient, alpha, beta):
    g = gradient(w)
    v *= beta
    v -= alpha * g
    return w + beta * v - alpha * g, v


RIGHT = {
    "09.1": 1000 * (1 - 1 / 1000) ** 3000,
    "09.2": lambda alpha, beta: (alpha * (1 - beta), beta),
    "09.3": step,
}

WRONG = {
    "09.1": [
        ((1 - 1 / 1000) ** 3000, "for one sample"),
        (1000 - 1000 * np.exp(-3), "that were seen"),
        (1000 / np.e, "after one epoch's worth"),
        (1000 * (1 - 1 / 1000) ** 60, "draws 50 samples"),
        (1000 / 27, "which is more"),
        (50, "one digit after"),
        (1000 * (1 - 50 / 1000) ** 60, "50 different samples"),
        (0, "without replacement"),
        (100, "by 3,000 draws"),
    ],
    "09.2": [
        (lambda alpha, beta: (alpha / (1 - beta), beta), "from Keras to the other"),
        (lambda alpha, beta: (alpha, beta), "the rates differ"),
        (lambda alpha, beta: (alpha * (1 - beta), 1 - beta), "stays beta"),
        (lambda alpha, beta: (beta, alpha * (1 - beta)), "first the learning rate"),
        (lambda alpha, beta: (alpha * beta, beta), "not beta"),
        (lambda alpha, beta: (-alpha * (1 - beta), beta), "no sign"),
        (lambda alpha, beta: (alpha**2, beta), "the recipe reads"),
        (lambda alpha, beta: alpha * (1 - beta), "two numbers"),
    ],
    "09.3": [
        (lambda *case: step(*case)[::-1], "return w, then v"),
        (plain, "plain momentum"),
        (twice_ahead, "already ahead: take"),
        (of_the_slide, "the slide's form"),
        (behind, "the slide's theta"),
        (without_gradient, "missing in w"),
        (whole_velocity, "by the whole v"),
        (lambda w, v, f, a, b: step(w, v, f, -a, b), "downhill"),
        (lambda w, v, f, a, b: (step(w, v, f, a, b)[0], v), "the old one"),
        (in_place, "has changed"),
        (lambda *case: step(*case)[0], "return both"),
        (lambda w, v, f, a, b: (w, v), "with the new v"),
    ],
}
