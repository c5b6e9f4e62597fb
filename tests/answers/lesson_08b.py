"""Answers to the exercises of lesson 08b, right ones and wrong ones with a part of their hint.

The layers are written without Keras, with what the check asks of a layer, so that these tests stay
quick; `tests/test_lesson_08b.py` asks the same of layers of Keras.
"""

import numpy as np


class Layer:
    """As much of a layer as the check looks at."""

    shape_of = staticmethod(lambda n: (n,))
    order = ("gain", "shift")

    def __init__(self, initial=1.0, name="stretch"):
        self.initial, self.name = initial, name
        self.gain = self.shift = None

    def first_gain(self):
        return self.initial

    def call(self, X):
        return X * self.gain + self.shift

    def __call__(self, X):
        if self.gain is None:
            self.gain = np.full(self.shape_of(X.shape[1]), self.first_gain())
            self.shift = np.zeros(self.shape_of(X.shape[1]))
        return self.call(X)

    def get_weights(self):
        return [getattr(self, name) for name in self.order]

    def set_weights(self, weights):
        self.gain, self.shift = weights

    @property
    def trainable_weights(self):
        return self.get_weights()

    def get_config(self):
        return {"name": self.name, "initial": self.initial}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def layer(**methods):
    return type("Stretch", (Layer,), methods)


YES, NUMBER = ("sigmoid", "binary_crossentropy"), ("softmax", "sparse_categorical_crossentropy")
ROW = ("softmax", "categorical_crossentropy")


class WithoutSettings(Layer):
    """A layer whose `__init__` takes nothing but `initial`."""

    def __init__(self, initial=1.0):
        super().__init__(initial)


RIGHT = {
    "08.4": [YES, ("Softmax", "SparseCategoricalCrossentropy"), YES, ("linear", "mse"), ROW],
    "08.5": Layer,
}

WRONG = {
    "08.4": [
        ([("softmax", YES[1]), NUMBER, YES, (None, "mse"), ROW], "always 1"),
        ([("sigmoid", "mse"), NUMBER, YES, (None, "mse"), ROW], "confident mistake"),
        ([YES, ROW, YES, (None, "mse"), ROW], "not a row"),
        ([YES, (None, "mse"), YES, (None, "mse"), ROW], "not an amount"),
        ([YES, NUMBER, ROW, (None, "mse"), ROW], "compete"),
        ([YES, NUMBER, YES, ("sigmoid", "mse"), ROW], "ends at 1"),
        ([YES, NUMBER, YES, ("relu", "mse"), ROW], "never freeze"),
        ([YES, NUMBER, YES, (None, "mse"), NUMBER], "sparse is for"),
        ([YES, NUMBER, YES, (None, "mse"), YES], "exactly one species"),
        ([YES, NUMBER, YES, (None, "mae"), ROW], "4: 'mae' is not the loss"),
        ([p[::-1] for p in (YES, NUMBER, YES, (None, "mse"), ROW)], "wrong order"),
        ([YES, NUMBER, YES, (None, abs), ROW], "4: give the loss by its name"),
        ([("sigmoid", "MeanSquaredError"), NUMBER, YES, (None, "mse"), ROW], "confident mistake"),
        ([YES, NUMBER], "five pairs"),
        (["sigmoid"], "a list of pairs"),
    ],
    "08.5": [
        (Layer(), "pass the class itself"),
        (lambda initial: Layer(initial), "got a function"),
        (layer(trainable_weights=property(lambda self: [self.shift])), "both are learned"),
        (WithoutSettings, "take **settings"),
        (layer(get_weights=lambda self: []), "no weights"),
        (layer(shape_of=staticmethod(lambda n: ())), "its own"),
        (layer(shape_of=staticmethod(lambda n: (1, n))), "the shapes"),
        (layer(order=("shift", "gain")), "the gain comes first"),
        (layer(first_gain=lambda self: 1.0), "is initial used"),
        (layer(first_gain=lambda self: 3.0), "should begin at initial"),
        (layer(call=lambda self, X: X), "the output is the input"),
        (layer(call=lambda self, X: X * self.gain), "the shift is missing"),
        (layer(call=lambda self, X: X * self.gain - self.shift), "subtracted"),
        (layer(call=lambda self, X: (X + self.shift) * self.gain), "stretched as well"),
        (layer(call=lambda self, X: None), "returned nothing"),
        (layer(get_config=lambda self: {"name": self.name}), "does not tell initial"),
        (layer(get_config=lambda self: {"initial": self.initial}), "settings of every layer"),
        (type("Plain", (), {"__init__": lambda self, initial: None}), "subclass"),
    ],
}
