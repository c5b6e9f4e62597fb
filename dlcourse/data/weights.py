"""Weights that a lesson gives away, trained beforehand by the project."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import numpy as np

__all__ = ["DigitWeights", "load_digit_weights"]


@dataclass(frozen=True, eq=False, repr=False)
class DigitWeights:
    """A network of two layers that reads digits of 8×8 pixels, in the form of the slides.

    Attributes:
        thetas: Theta0 (25, 65) and Theta1 (10, 26), float64, the bias weights in column 0. Both
            layers have the sigmoid as activation; inputs are pixels divided by 16.
        n_seen: The weights were learned from the first `n_seen` digits of `load_digits()`.
        about: What they are, in a sentence.
        source: What made them.
        licence: License.
    """

    thetas: tuple[np.ndarray, np.ndarray]
    n_seen: int
    about: str
    source: str
    licence: str

    def __repr__(self) -> str:
        shapes = ", ".join(str(theta.shape) for theta in self.thetas)
        return f"DigitWeights({shapes})"


def load_digit_weights() -> DigitWeights:
    """The given weights of lesson 05: 64 pixels, 25 hidden units, 10 outputs.

    Source: *Scratch*, "A practical example - MNIST", whose two weight matrices come ready-made as
    well; these are the project's own, for the smaller digits that need no download.
    """
    with (
        resources.files(__package__).joinpath("digit_weights.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        thetas = tuple(arrays[name].astype(np.float64) for name in ("Theta0", "Theta1"))
    for theta in thetas:
        theta.setflags(write=False)
    return DigitWeights(
        thetas,
        n_seen=1297,
        about="A 64-25-10 network of sigmoid units that reads handwritten digits.",
        source="trained by the project (tools/make_digit_weights.py)",
        licence="MIT",
    )
