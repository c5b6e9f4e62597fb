"""Derivatives by the automatic differentiation of whatever backend Keras runs on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def gradients(f: Callable[..., Any], *arrays: np.ndarray) -> list[np.ndarray]:
    """The derivatives of a number by arrays, from the backend that Keras runs on.

    Args:
        f: From tensors, one for each array, to a number. It keeps no state.
        arrays: Where the derivative is taken.
    """
    import keras

    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        tensors = [tf.constant(a) for a in arrays]
        with tf.GradientTape() as tape:
            tape.watch(tensors)
            value = f(*tensors)
        slopes = tape.gradient(value, tensors, unconnected_gradients="zero")
    elif backend == "jax":
        import jax

        slopes = jax.grad(f, argnums=tuple(range(len(arrays))))(*map(jax.numpy.asarray, arrays))
    else:
        raise NotImplementedError(f"no derivatives by {backend} here")
    return [np.asarray(slope) for slope in slopes]


def layer_gradients(layer: Any, x: np.ndarray, weigh: np.ndarray, **call: Any) -> list[np.ndarray]:
    """The derivatives of sum(weigh * layer(x)) by x and by each trainable weight of the layer.

    Its state stays as it was.
    """
    from keras import ops

    if not layer.built:
        layer.build(x.shape)
    state = [np.asarray(v) for v in layer.non_trainable_variables]

    def value(x: Any, *weights: Any) -> Any:
        y, _ = layer.stateless_call(list(weights), state, x, **call)
        return ops.sum(weigh * y)

    return gradients(value, x, *(np.asarray(w) for w in layer.trainable_variables))
