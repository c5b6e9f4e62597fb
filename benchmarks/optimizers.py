"""A step of each optimizer of the course against Keras's own, on one million weights.

Both take their steps in one process and in turns, so that a busy machine slows both alike; the
reported ratio is the median of the turns' ratios. Each is measured as it is called in a loop of
one's own, and compiled to a graph, as `fit` uses it.

Run it alone (`python -m benchmarks optimizers`) or with all others (`make bench`).
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

SHAPES = [(784, 1000), (1000,), (1000, 200), (200,), (200, 74)]  # one million weights
TURNS, CALLS = 41, 5


def twins() -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    """Name -> what makes the optimizer of the course, and the one of Keras."""
    import keras

    from dlcourse import optimizers

    k = keras.optimizers
    return {
        "SGD": (optimizers.SGD, k.SGD),
        "Momentum": (optimizers.Momentum, lambda: k.SGD(momentum=0.9)),
        "Nesterov": (optimizers.Nesterov, lambda: k.SGD(momentum=0.9, nesterov=True)),
        "Adagrad": (optimizers.Adagrad, k.Adagrad),
        "RMSProp": (optimizers.RMSProp, k.RMSprop),
        "Adam": (optimizers.Adam, k.Adam),
    }


def step_of(optimizer: object, compiled: bool) -> Callable[[], object]:
    """A step with fixed gradients, on weights of its own."""
    import keras
    import tensorflow as tf

    rng = np.random.default_rng(0)
    weights = [keras.Variable(rng.normal(size=shape), dtype="float32") for shape in SHAPES]
    slopes = [tf.constant(rng.normal(size=shape), tf.float32) for shape in SHAPES]
    optimizer.build(weights)

    def step() -> None:
        optimizer.apply(slopes)

    return tf.function(step) if compiled else step


def measure(forms: list[Callable[[], object]]) -> list[list[float]]:
    """The milliseconds of a call of each form, in turns; the first turn is not counted."""
    times: list[list[float]] = [[] for _ in forms]
    for turn in range(TURNS + 1):
        # Who comes second finds the caches filled by the other: they change places.
        for k in range(len(forms)) if turn % 2 else reversed(range(len(forms))):
            began = time.perf_counter()
            for _ in range(CALLS):
                forms[k]()
            if turn:
                times[k].append(1000 * (time.perf_counter() - began) / CALLS)
    return times


def main() -> str:
    """Measure, and return a section of Markdown."""
    rows = []
    for name, makers in twins().items():
        cells = []
        for compiled in (True, False):
            mine, twin = measure([step_of(make(), compiled) for make in makers])
            ratio = statistics.median(a / b for a, b in zip(mine, twin, strict=True))
            cells.append(f"{statistics.median(mine):.2f} | {ratio:.2f}")
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(
        [
            "## A step of an optimizer",
            "",
            f"One million weights in {len(SHAPES)} arrays, float32, fixed gradients; median of "
            f"{TURNS} turns of {CALLS} steps.",
            "The ratio is the time of `dlcourse.optimizers` divided by that of Keras's own: 1.0 is "
            "the aim, above 1.1",
            "wants a reason.",
            "",
            "| optimizer | graph, ms a step | ratio | eager, ms a step | ratio |",
            "|---|---:|---:|---:|---:|",
            *rows,
        ]
    )


if __name__ == "__main__":
    print(main())
