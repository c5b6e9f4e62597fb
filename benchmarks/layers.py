"""`BatchNormalization` and `Dropout` of `dlcourse.layers` beside those of Keras.

A pass is the layer in training and the derivative of its output, weighted, by its input and its
weights. Ours and Keras's take turns in one process, so that a busy machine slows both alike, and
the reported ratio is the median of the turns' ratios.

Run it alone (`python -m benchmarks layers`) or with all others (`make bench`).
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

SHAPES = {"rows (256, 512)": (256, 512), "images (16, 16, 16, 32)": (16, 16, 16, 32)}
LAYERS: dict[str, Callable[[ModuleType], Any]] = {
    "`BatchNormalization`": lambda of: of.BatchNormalization(),
    "`Dropout(0.5)`": lambda of: of.Dropout(0.5, seed=1),
}
TURNS = 61
REPEAT = 3  # passes in a turn


def passes(layer: Any, x: np.ndarray) -> dict[str, Callable[[], Any]]:
    """A forward and backward pass of a layer: step by step, as a graph, and compiled by XLA."""
    import tensorflow as tf

    inputs = tf.constant(x)
    weigh = tf.constant(np.random.default_rng(1).normal(size=x.shape).astype("float32"))
    layer.build(x.shape)

    def once() -> list[Any]:
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = layer(inputs, training=True)
        return tape.gradient(outputs, [inputs, *layer.trainable_variables], weigh)

    return {
        "not compiled": once,
        "`tf.function`": tf.function(once),
        "XLA": tf.function(once, jit_compile=True),
    }


def seconds(call: Callable[[], Any]) -> float:
    """The mean time of a pass in one turn."""
    began = time.perf_counter()
    for _ in range(REPEAT):
        result = call()
    result[0].numpy()  # what was asked for has been computed
    return (time.perf_counter() - began) / REPEAT


def measure(ours: Callable[[], Any], theirs: Callable[[], Any]) -> tuple[float, float, float]:
    """The medians of both in milliseconds and of the turns' ratios; two turns warm up.

    Who begins changes from turn to turn.
    """
    times = []
    for turn in range(TURNS + 2):
        if turn % 2:
            pair = (seconds(ours), seconds(theirs))
        else:
            pair = (seconds(theirs), seconds(ours))[::-1]
        times.append(pair)
    mine, twin = zip(*times[2:], strict=True)
    ratio = statistics.median(a / b for a, b in times[2:])
    return 1000 * statistics.median(mine), 1000 * statistics.median(twin), ratio


def main() -> str:
    """Measure, and return a section of Markdown."""
    import keras

    from dlcourse import layers

    rows = []
    for name, make in LAYERS.items():
        for shape_name, shape in SHAPES.items():
            x = np.random.default_rng(0).normal(size=shape).astype("float32")
            ours, theirs = (passes(make(of), x) for of in (layers, keras.layers))
            for way in ours:
                mine, twin, ratio = measure(ours[way], theirs[way])
                rows.append(
                    f"| {name} | {shape_name} | {way} | {mine:.2f} | {twin:.2f} | {ratio:.2f} |"
                )
    return "\n".join(
        [
            "## Layers",
            "",
            "A forward and a backward pass in training; milliseconds, and ours as a share of the",
            f"layer of Keras (median of {TURNS} turns). Aim: 1.0. Step by step, Keras calls one",
            "fused operation of TensorFlow where ours are read as two or three.",
            "",
            "| layer | input | | ours, ms | Keras, ms | ratio |",
            "|---|---|---|---:|---:|---:|",
            *rows,
        ]
    )


if __name__ == "__main__":
    print(main())
