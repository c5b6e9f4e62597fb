"""Keras's own standard checks of a layer.

`run_layer_test` is private in Keras. Only this file imports it, so that a release that moves it
is mended in one place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def standard_checks() -> Callable[..., None]:
    """`run_layer_test` of Keras, with every expectation to be stated and none left to a default.

    Raises:
        ImportError: This Keras has it no longer where it was.
    """
    import keras

    try:
        from keras.src.testing import TestCase

        run = TestCase().run_layer_test
    except (ImportError, AttributeError) as error:
        raise ImportError(
            f"Keras {keras.__version__} has no keras.src.testing.TestCase.run_layer_test, the "
            "standard checks of a layer. It is private and may move: find it, and change "
            "tests/layer_checks.py, the only file that imports it."
        ) from error

    def check(
        layer_class: type,
        settings: dict[str, Any],
        *,
        input_shape: Any,
        output_shape: Any,
        masking: bool,
        trainable_weights: int,
        non_trainable_weights: int,
        seed_generators: int,
        training_check: bool,
        call: dict[str, Any] | None = None,
    ) -> None:
        """Configuration, serialization, build, symbolic and eager call, a compiled training step
        (unless `training_check` is False), mixed precision.

        Args:
            layer_class: The class of the layer.
            settings: The arguments that it is made with.
            input_shape: The shape of what goes in, or a list of shapes.
            output_shape: The shape of what must come out.
            masking: What its `supports_masking` must be.
            trainable_weights, non_trainable_weights, seed_generators: How many it must have.
            training_check: Whether it can be trained by itself, with one output.
            call: Further arguments of the call.
        """
        run(
            layer_class,
            init_kwargs=settings,
            input_shape=input_shape,
            call_kwargs=call,
            expected_output_shape=output_shape,
            expected_num_trainable_weights=trainable_weights,
            expected_num_non_trainable_weights=non_trainable_weights,
            expected_num_non_trainable_variables=non_trainable_weights + seed_generators,
            expected_num_seed_generators=seed_generators,
            expected_num_losses=0,
            supports_masking=masking,
            run_training_check=training_check,
        )

    return check
