import numpy as np

from dlcourse.scratch import activations

RIGHT = {
    "04.4": lambda z: np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))),
    "04.5": lambda z: np.exp(z) / (1 + np.exp(z)),
    "04.6": lambda W1, b1, W2, b2: (W1.dot(W2), b1.dot(W2) + b2),
}

WRONG = {
    "04.4": [
        (lambda z: np.log1p(np.exp(z)), "overflows far to the right"),
        (lambda z: z + np.log1p(np.exp(-z)), "overflows far to the left"),
        (lambda z: np.logaddexp(0, -z), "wrong sign"),
        (lambda z: z * (z > 0), "that is ReLU"),
        (lambda z: np.logaddexp(0, z) / np.log(2), "base 2"),
        (lambda z: np.logaddexp(0, z).sum(), "shape"),
    ],
    "04.5": [
        (activations.tanh, "never falls"),
        (activations.relu.df, "no kink"),
        (activations.sigmoid.df, "differentiated twice"),
        (activations.softmax, "mixes the entries"),
        (lambda z: 1 / (1 + np.exp(z)), "the chain rule"),
        ("sigmoid", "a function is expected"),
    ],
    "04.6": [
        (lambda W1, b1, W2, b2: (W2 @ W1, b1 @ W2 + b2), "comes first"),
        (lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1 + b2), "column samples"),
        (lambda W1, b1, W2, b2: (W1 @ W2, b1 + b2), "multiply it by W₂"),
        (lambda W1, b1, W2, b2: (W1 @ W2, b2), "only b₂"),
        (lambda W1, b1, W2, b2: (W1 @ W2, b1 @ W2), "lacks the b₂"),
        (lambda W1, b1, W2, b2: (W1 * W2, b1 @ W2 + b2), "entry by entry"),
        (lambda W1, b1, W2, b2: W1 @ W2, "two things"),
        (lambda W1, b1, W2, b2: (W1 @ W2, b1 - b2), "multiply out"),
    ],
}
