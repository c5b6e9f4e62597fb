"""Trains the weights that lesson 05 gives away: `dlcourse.data.load_digit_weights`.

    python tools/make_digit_weights.py [FILE]

64 inputs (pixels divided by 16), 25 sigmoid units, 10 sigmoid outputs, each output trained by the
binary cross-entropy, as on the slides. The last 500 digits are never seen.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from dlcourse.data import load_digits
from dlcourse.scratch import Network, losses, one_hot, optimizers, regularizers

UNSEEN = 500
PLACE = Path(__file__).resolve().parent.parent / "dlcourse" / "data" / "digit_weights.npz"


def train() -> Network:
    """The network, trained in a few seconds."""
    digits = load_digits()
    X = digits.x.reshape(len(digits.x), -1)[:-UNSEEN] / 16
    y = one_hot(digits.y[:-UNSEEN], 10)
    net = Network.dense(
        [64, 25, 10],
        activation="sigmoid",
        output="sigmoid",
        loss=losses.BinaryCrossEntropy(sum_outputs=True),
        regularizer=regularizers.L2(5e-4),
        seed=5,
    )
    net.fit(X, y, epochs=150, optimizer=optimizers.Adam(0.01), seed=5)
    return net


def main() -> None:
    """Train and store."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    Theta0, Theta1 = (theta.astype(np.float32) for theta in train().thetas)
    np.savez(place, Theta0=Theta0, Theta1=Theta1)
    print(f"Stored {place}.")


if __name__ == "__main__":
    main()
