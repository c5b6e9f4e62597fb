"""Checks of lesson 08b, Layers, models, fit.

Nothing here imports Keras: a layer is looked at through what every layer of Keras can do (be
called, give and take weights, tell its settings), and it is the learner's layer that brings Keras.
"""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare_value, exercise

_CHOICES = [
    ("sigmoid", "binary_crossentropy"),
    ("softmax", "sparse_categorical_crossentropy"),
    ("sigmoid", "binary_crossentropy"),
    (None, "mse"),
    ("softmax", "categorical_crossentropy"),
]
_NAMES = {
    "linear": None,
    "none": None,
    "mean_squared_error": "mse",
    "binarycrossentropy": "binary_crossentropy",
    "meansquarederror": "mse",
    "categoricalcrossentropy": "categorical_crossentropy",
    "sparsecategoricalcrossentropy": "sparse_categorical_crossentropy",
}
# What goes wrong: number of the task, what was chosen there, and the words for it.
_SLIPS = (
    (0, "softmax", "1: softmax over a single output is always 1; for yes or no take the sigmoid"),
    (0, "mse", "1: mse learns slowly from a confident mistake; which loss goes with a sigmoid?"),
    (1, "categorical_crossentropy", "2: the label is a number, not a row; that wants another form"),
    (1, "mse", "2: the number of a letter is a name, not an amount; mse takes it for one"),
    (2, "softmax", "3: with softmax the genres compete for a sum of 1, but several may be true"),
    (2, "categorical_crossentropy", "3: each genre is a yes or no of its own"),
    (3, "sigmoid", "4: a sigmoid ends at 1, a temperature does not"),
    (3, "relu", "4: with relu it can never freeze"),
    (3, "binary_crossentropy", "4: a temperature is an amount, no probability"),
    (4, "sparse_categorical_crossentropy", "5: sparse is for labels that are numbers"),
    (4, "sigmoid", "5: exactly one species is true; let the outputs add up to 1"),
)


@exercise("08.4")
def _choices(answer: Any) -> None:
    if not isinstance(answer, (list, tuple)) or not all(
        isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in answer
    ):
        raise Hint('a list of pairs is expected, such as [("relu", "mse"), ...]')
    if len(answer) != len(_CHOICES):
        raise Hint(f"five pairs are expected, got {len(answer)}")
    pairs = [tuple(_plain(word) for word in pair) for pair in answer]
    if [pair[::-1] for pair in pairs] == _CHOICES:
        raise Hint("the right words in the wrong order: first the activation, then the loss")
    for number, word, hint in _SLIPS:
        if word in pairs[number]:
            raise Hint(hint)
    for n, (pair, want) in enumerate(zip(pairs, _CHOICES, strict=True), start=1):
        for got, right, what in zip(pair, want, ("activation", "loss"), strict=True):
            if got is not None and not isinstance(got, str):
                raise Hint(f"{n}: give the {what} by its name, a string")
            if got != right:
                raise Hint(f"{n}: {got!r} is not the {what} of the table for such a target")


def _plain(word: Any) -> Any:
    if not isinstance(word, str):
        return word
    word = word.strip().lower()
    return _NAMES.get(word, word)


@exercise("08.5")
def _stretch(answer: Any) -> None:
    if not callable(answer):
        raise Hint(f"a class is expected, got {type(answer).__name__}; pass its name, without ( )")
    if not isinstance(answer, type):
        if inspect.isfunction(answer):
            call(answer, 2.0)
            raise Hint("a class is expected, got a function: class Stretch(keras.layers.Layer)")
        raise Hint("pass the class itself, Stretch, not a layer made from it, Stretch()")
    X = np.array([[1.0, -2.0, 3.0], [0.5, 4.0, 0.0]], dtype="float32")
    layer = call(answer, 2.0)
    _has(layer, "get_weights", "is it a subclass of keras.layers.Layer?")
    A = _array(layer(X))
    weights = [np.asarray(w) for w in layer.get_weights()]
    if not weights:
        raise Hint("the layer has no weights; make them in build, by self.add_weight")
    if [w.shape for w in weights] == [(), ()]:
        raise Hint("one gain and one shift for all features; each feature has its own: shape (n,)")
    if [w.shape for w in weights] != [(3,), (3,)]:
        raise Hint(
            "for 3 features the weights should be a gain and a shift of shape (3,) each; they have "
            f"the shapes {[w.shape for w in weights]}"
        )
    if len(layer.trainable_weights) < 2:
        raise Hint("both are learned: leave trainable as it is")
    if np.allclose(weights[0], 0) and np.allclose(weights[1], 2):
        raise Hint("the gain comes first, then the shift: make them in this order")
    if np.allclose(weights[0], 1):
        raise Hint("the gain begins at 1, though initial is 2; is initial used in build?")
    if not np.allclose(weights[0], 2) or not np.allclose(weights[1], 0):
        raise Hint("the gain should begin at initial, the shift at 0")
    compare_value(
        A,
        2 * X,
        mistakes={"the output is the input: use the weights in call, and return the result": X},
        otherwise="with a gain of 2 and a shift of 0 the output should be twice the input",
    )
    gain, shift = np.array([1.0, 0.0, -2.0]), np.array([0.5, 1.0, -1.0])
    layer.set_weights([gain, shift])
    compare_value(
        _array(layer(X)),
        X * gain + shift,
        mistakes={
            "the shift is subtracted, it should be added": X * gain - shift,
            "the shift is stretched as well: g (x + s); meant is g x + s": (X + shift) * gain,
            "the shift is missing": X * gain,
            "the gain is missing": X + shift,
        },
        otherwise="the output is not g x + s, feature by feature",
    )
    _has(layer, "get_config", "is it a subclass of keras.layers.Layer?")
    own = [c for c in answer.__mro__ if not c.__module__.startswith("keras.")]
    if not any("get_config" in vars(c) for c in own):
        raise Hint(
            "get_config is not written; Keras may guess a simple setting by itself, but do tell it"
        )
    config = layer.get_config()
    if not isinstance(config, dict) or config.get("initial") != 2.0:
        raise Hint("get_config does not tell initial: add it to the dictionary of super()")
    if "name" not in config:
        raise Hint(
            "get_config has lost the settings of every layer: begin with super().get_config()"
        )
    try:
        again = answer.from_config(config)
    except TypeError:
        raise Hint(
            "it cannot be made from its settings again: let __init__ take **settings and hand them "
            "to super().__init__(**settings)"
        ) from None
    again(X)
    if not np.allclose(again.get_weights()[0], 2):
        raise Hint("a layer made from its get_config begins at another gain")


def _has(layer: Any, name: str, question: str) -> None:
    if not hasattr(layer, name):
        raise Hint(f"what Stretch(2.0) makes has no {name}; {question}")


def _array(output: Any) -> np.ndarray:
    if output is None:
        raise Hint("the layer returned nothing; is there a return at the end of call?")
    return np.asarray(output)
