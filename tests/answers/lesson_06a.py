import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


RIGHT = {
    "06.1": 2 * 2 / (1 + 2**2),
    "06.2": lambda z, y: (np.tanh(z) - y) / np.cosh(z) ** 2,
    "06.3": lambda delta, Theta, z: (delta @ Theta[:, 1:]) * slope(z),
}

WRONG = {
    "06.1": [
        (0.2, "slope of the logarithm alone"),
        (4, "slope of 1 + x² alone"),
        (1 / 2 * 4, "taken at x"),
        (np.log(5), "the value"),
        (4.2, "instead of adding"),
        (0.4, "2x, not x"),
        (7.0, "inner slope"),
    ],
    "06.2": [
        (lambda z, y: np.tanh(z) - y, "matched pair"),
        (lambda z, y: z - y, "linear output"),
        (lambda z, y: (np.tanh(z) - y) * (1 - z**2), "1 − z²"),
        (lambda z, y: (np.tanh(z) - y) * np.tanh(z) * (1 - np.tanh(z)), "slope of the sigmoid"),
        (lambda z, y: (np.tanh(z) - y) * (1 - np.tanh(np.tanh(z)) ** 2), "taken at h"),
        (lambda z, y: (y - np.tanh(z)) * (1 - np.tanh(z) ** 2), "sign"),
        (lambda z, y: 2 * (np.tanh(z) - y) * (1 - np.tanh(z) ** 2), "twice too large"),
        (lambda z, y: 1 - np.tanh(z) ** 2, "slope of tanh alone"),
        (lambda z, y: (np.tanh(z) - y) * (1 - np.tanh(z)), "with the square"),
        (lambda z, y: (np.tanh(z) - y) * (1 - np.tanh(z) ** 2) / 2, "half of it"),
        (lambda z, y: (np.tanh(z) - y) * (1 - np.tanh(z) ** 2) / len(z), "no 1/m"),
        (lambda z, y: 0 * z, "two factors"),
    ],
    "06.3": [
        (lambda delta, Theta, z: Theta.T @ delta, "one entry too many"),
        (lambda delta, Theta, z: (Theta.T @ delta) * slope(z), "shapes do not fit"),
        (lambda delta, Theta, z: (Theta[1:].T @ delta) * slope(z), "not a row"),
        (lambda delta, Theta, z: np.dot(Theta, delta)[1:] * slope(z), "transpose it"),
        (lambda delta, Theta, z: (Theta.T @ delta)[:-1] * slope(z), "not the last"),
        (lambda delta, Theta, z: (Theta.T @ delta)[1:] * (1 - np.tanh(z) ** 2), "slope of tanh"),
        (lambda delta, Theta, z: (Theta.T @ delta)[1:], "before the activation"),
        (lambda delta, Theta, z: (Theta.T @ delta)[1:] * sigmoid(z), "not by its value"),
        (lambda delta, Theta, z: (Theta.T @ delta)[1:] * z * (1 - z), "in front of it"),
        (lambda delta, Theta, z: (Theta.T @ delta)[1:] * slope(sigmoid(z)), "taken at σ(z)"),
        (lambda delta, Theta, z: 0 * z, "two steps"),
    ],
}
