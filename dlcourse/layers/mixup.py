"""Mixup: weighted means of two examples and of their labels, as further training data.

Source: *DS2*, "Data augmentation".
"""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from dlcourse.optimizers.ranges import number

__all__ = ["MixUp"]

Tensor = Any
KEYS = {"images", "labels"}


@keras.saving.register_keras_serializable(package="dlcourse")
class MixUp(keras.layers.Layer):
    """x <- lambda x + (1 - lambda) x',  y <- lambda y + (1 - lambda) y', lambda from Beta(a, a).

    a is `alpha`; (x', y') is another row of the same batch, which is shuffled for that, and each
    row has a lambda of its own, as in the layer of Keras (the paper's program draws one for the
    whole batch). A small alpha keeps lambda near 0 or 1; with alpha = 1 all are equally likely.

    The labels are mixed too, so they must be one-hot (or numbers to be predicted), not numbers of
    classes. The layer of Keras also takes images without labels, and boxes and masks with them;
    this one takes rows of any shape, not images alone.

    Zhang, Cissé, Dauphin, Lopez-Paz (2018), *mixup: Beyond Empirical Risk Minimization*.

        batches = batches.map(lambda x, y: mix((x, y)))      # a tf.data.Dataset, on TensorFlow
        x, y = mix((x, y))                                   # arrays, on every backend

    Inside a model it works as well; on TensorFlow, Keras then compiles that model without XLA.

    Args:
        alpha: A positive number.
        seed: A whole number, for the same mixtures in every run.

    Raises:
        TypeError: `alpha` is no number.
        ValueError: It is not positive.
    """

    def __init__(self, alpha: float = 0.2, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = False  # a row of two has no mask
        # TensorFlow draws the gamma numbers behind Beta by an operation that XLA does not have.
        self.supports_jit = keras.backend.backend() != "tensorflow"
        self.alpha = float(number("alpha", alpha, above=0, below=float("inf")))
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(
        self, data: tuple[Tensor, Tensor] | dict[str, Tensor], training: bool = True
    ) -> tuple[Tensor, Tensor] | dict[str, Tensor]:
        """Mix the rows of one batch.

        Args:
            data: The pair (x, y), or the dictionary `{"images": x, "labels": y}`, with m rows in
                both.
            training: Whether to mix; else x and y stay.

        Returns:
            A new pair or dictionary, in the layer's own float type, of the same shapes.

        Raises:
            ValueError: It is neither, the labels are class numbers, or x and y differ in rows.
        """
        x, y = _pair(data)
        x, y = (ops.cast(a, self.compute_dtype) for a in (x, y))
        if training:
            m = ops.shape(x)[0]
            partner = keras.random.shuffle(ops.arange(m), seed=self.seed_generator)
            share = keras.random.beta((m,), self.alpha, self.alpha, seed=self.seed_generator)
            x, y = (_mixed(a, ops.take(a, partner, axis=0), share) for a in (x, y))
        return keras.tree.pack_sequence_as(data, [x, y])

    def compute_output_shape(self, data_shape: Any) -> Any:
        return data_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "alpha": self.alpha, "seed": self.seed}


def _mixed(a: Tensor, b: Tensor, share: Tensor) -> Tensor:
    share = ops.reshape(ops.cast(share, a.dtype), (-1, *[1] * (len(a.shape) - 1)))
    return share * a + (1 - share) * b


def _pair(data: Any) -> tuple[Tensor, Tensor]:
    if isinstance(data, dict) and set(data) == KEYS:
        x, y = data["images"], data["labels"]
    elif isinstance(data, (tuple, list)) and len(data) == 2:
        x, y = data
    else:
        keys = f" with the keys {sorted(data)}" if isinstance(data, dict) else ""
        raise ValueError(
            'MixUp takes a pair (x, y) or a dictionary {"images": x, "labels": y}, got a '
            f"{type(data).__name__}{keys}: without their labels, mixed rows teach nothing"
        )
    whole = keras.backend.standardize_dtype(y.dtype).startswith(("int", "uint"))
    if whole and (len(y.shape) == 1 or y.shape[-1] == 1):
        raise ValueError(
            f"MixUp cannot mix class numbers, got labels of the shape {tuple(y.shape)} and type "
            f"{keras.backend.standardize_dtype(y.dtype)}: make them one-hot (keras.ops.one_hot)"
        )
    if None not in (x.shape[0], y.shape[0]) and x.shape[0] != y.shape[0]:
        raise ValueError(
            f"x and y must have the same number of rows, got {x.shape[0]} and {y.shape[0]}"
        )
    return x, y
