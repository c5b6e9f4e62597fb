"""The check of exercise 08.5 on layers of Keras; the other answers are layers without it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from dlcourse import exercises


def stretch(keras: ModuleType, **changed: Any) -> type:
    """A right layer, or one with some methods changed."""

    class Stretch(keras.layers.Layer):
        def __init__(self, initial: float = 1.0, **settings: Any) -> None:
            super().__init__(**settings)
            self.initial = initial

        def build(self, input_shape: tuple) -> None:
            n, first = (input_shape[-1],), keras.initializers.Constant(self.initial)
            self.gain = self.add_weight(n, initializer=first, name="gain")
            self.shift = self.add_weight(n, initializer="zeros", name="shift")

        def call(self, x: Any) -> Any:
            return self.gain * x + self.shift

        def get_config(self) -> dict:
            return {**super().get_config(), "initial": self.initial}

    return type("Stretch", (Stretch,), changed)


def test_a_right_layer(keras: ModuleType) -> None:
    found = exercises.examine("08.5", stretch(keras))
    assert found.status == "right", found.message


def test_typical_mistakes(keras: ModuleType) -> None:
    layer = keras.layers.Layer

    def one_for_all(self: Any, input_shape: tuple) -> None:
        self.gain = self.add_weight((), initializer="ones", name="gain")
        self.shift = self.add_weight((), initializer="zeros", name="shift")

    def begins_at_one(self: Any, input_shape: tuple) -> None:
        self.gain = self.add_weight((input_shape[-1],), initializer="ones", name="gain")
        self.shift = self.add_weight((input_shape[-1],), initializer="zeros", name="shift")

    def frozen(self: Any, input_shape: tuple) -> None:
        n, two = (input_shape[-1],), keras.initializers.Constant(2.0)
        self.gain = self.add_weight(n, initializer=two, trainable=False, name="gain")
        self.shift = self.add_weight(n, initializer="zeros", name="shift")

    def without_settings(self: Any, initial: float = 1.0) -> None:
        layer.__init__(self)
        self.initial = initial

    silent = stretch(keras)
    del silent.__mro__[1].get_config
    wrong = {
        "get_config is not written": silent,
        "each feature has its own": stretch(keras, build=one_for_all),
        "is initial used in build": stretch(keras, build=begins_at_one),
        "both are learned": stretch(keras, build=frozen),
        "take **settings": stretch(keras, __init__=without_settings),
        "got a function": lambda initial: stretch(keras)(initial),
        "the shift is missing": stretch(keras, call=lambda self, x: self.gain * x),
        "does not tell initial": stretch(keras, get_config=lambda self: layer.get_config(self)),
        "pass the class itself": stretch(keras)(2.0),
        "no weights": stretch(keras, build=lambda self, shape: None, call=lambda self, x: 2 * x),
    }
    for part, answer in wrong.items():
        found = exercises.examine("08.5", answer)
        assert found.status == "wrong"
        assert part in found.message
