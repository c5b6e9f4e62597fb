"""Checks of lesson 04b, Activation functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise
from dlcourse.scratch import activations

_Z = np.array([-3.0, -0.5, 0.0, 0.7, 4.0, 7.0])
_FAR = np.array([-800.0, -1.0, 0.0, 2.0, 800.0])


@exercise("04.4")
def _softplus(answer: Any) -> None:
    compare(
        answer,
        lambda z: np.logaddexp(0, z),
        [(_Z,), (_FAR,), (_Z.reshape(6, 1),)],
        mistakes={
            "right near 0, but e^z overflows far to the right; np.logaddexp(0, z) does not": (
                lambda z: np.log(1 + np.exp(z))
            ),
            "right near 0, but e^−z overflows far to the left; use it for z >= 0 only": (
                lambda z: z + np.log(1 + np.exp(-z))
            ),
            "the exponent has the wrong sign: it is e^z, not e^−z": (lambda z: np.logaddexp(0, -z)),
            "that too overflows, and the exponent has the wrong sign: it is e^z": (
                lambda z: np.log(1 + np.exp(-z))
            ),
            "that is ReLU; softplus is its smooth relative, log(1 + e^z)": (
                lambda z: np.maximum(0, z)
            ),
            "that is the sigmoid": activations.sigmoid,
            "np.log10 is the logarithm to base 10; use the natural one": (
                lambda z: np.logaddexp(0, z) / np.log(10)
            ),
            "np.log2 is the logarithm to base 2; use the natural one": (
                lambda z: np.logaddexp(0, z) / np.log(2)
            ),
        },
    )


@exercise("04.5")
def _softplus_slope(answer: Any) -> None:
    compare(
        answer,
        activations.sigmoid,
        [(_Z,)],
        mistakes={
            "tanh is negative on the left; softplus never falls": activations.tanh,
            "that is the step, the slope of ReLU; softplus has no kink": activations.step,
            "that is ReLU, which softplus resembles; its slope resembles that of ReLU": (
                activations.relu
            ),
            "that is ReLU6, which is flat above 6; the slope of softplus is another": (
                activations.relu6
            ),
            "that is the slope of the sigmoid; you have differentiated twice": (
                activations.sigmoid.df
            ),
            "that is softplus itself, not its slope": lambda z: np.logaddexp(0, z),
            "softmax mixes the entries; softplus works on each one alone": activations.softmax,
            "swish is z times the function that you look for": activations.swish(),
            "that is e^z, the slope of what stands inside the logarithm; divide by the inside": (
                np.exp
            ),
            "that is 1 / (1 + e^z); the chain rule multiplies it by the derivative of the inside": (
                lambda z: activations.sigmoid(-z)
            ),
        },
        otherwise="compare it with (softplus(z + h) − softplus(z − h)) / 2h for a small h",
    )


_RNG = np.random.default_rng(4)
# Square, so that every mistake can be computed and gets its own hint.
_LAYERS = [tuple(_RNG.normal(size=s) for s in ((n, n), n, (n, n), n)) for n in (2, 3)]


@exercise("04.6")
def _merge(answer: Any) -> None:
    for layers in _LAYERS:
        result = call(answer, *layers)
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            raise Hint("two things are expected: return W, b")
        if [np.ndim(part) for part in result] == [1, 2]:
            raise Hint("the order is W, b")
        if np.ndim(result[1]) == 2:
            raise Hint("b should have one axis, one entry for each output")
    compare(
        answer,
        lambda W1, b1, W2, b2: (W1 @ W2, b1 @ W2 + b2),
        _LAYERS,
        mistakes={
            "W is right; b₁ passes through the second layer, too: multiply it by W₂": (
                lambda W1, b1, W2, b2: (W1 @ W2, b1 + b2)
            ),
            "W is right; only b₂ is in your b, but b₁ passes through the second layer": (
                lambda W1, b1, W2, b2: (W1 @ W2, b2)
            ),
            "W is right; b lacks the b₂ of the second layer": (
                lambda W1, b1, W2, b2: (W1 @ W2, b1 @ W2)
            ),
            "W is right; in b the order is b₁ W₂, since samples are rows": (
                lambda W1, b1, W2, b2: (W1 @ W2, W2 @ b1 + b2)
            ),
            "W₁ comes first: samples are rows, so X W₁ W₂": (
                lambda W1, b1, W2, b2: (W2 @ W1, b1 @ W2 + b2)
            ),
            "both in the order of column samples; here samples are rows: W₁ W₂ and b₁ W₂ + b₂": (
                lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1 + b2)
            ),
            "multiply as matrices, with @; * multiplies entry by entry": (
                lambda W1, b1, W2, b2: (W1 * W2, b1 * W2 + b2)
            ),
            "neither layer is added to the other: they follow each other, so multiply": (
                lambda W1, b1, W2, b2: (W1 + W2, b1 + b2)
            ),
            "W is right; only b₁ passes through W₂, b₂ is added after it": (
                lambda W1, b1, W2, b2: (W1 @ W2, (b1 + b2) @ W2)
            ),
            "W is right; b₁ passes through the second layer, and b₂ is missing": (
                lambda W1, b1, W2, b2: (W1 @ W2, b1)
            ),
            "b is right, but W adds the matrices; the layers follow each other: multiply": (
                lambda W1, b1, W2, b2: (W1 + W2, b1 @ W2 + b2)
            ),
            "`*` multiplies entry by entry; the product of matrices is `@`": (
                lambda W1, b1, W2, b2: (W1 * W2, b1 @ W2 + b2)
            ),
        },
        otherwise="multiply out (X W₁ + b₁) W₂ + b₂ and collect what stands behind X",
    )
