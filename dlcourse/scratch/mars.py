"""Curves made of hinges: multivariate adaptive regression splines (MARS) for one variable.

A sum of hinges max(0, s (x - b)) is a piecewise linear curve, and the same sum is a network with
one hidden layer of ReLU units. `EXAMPLE` is the curve of the slides.

Source: *Scratch*, "Stepwise Regression". Paper: Friedman (1991), *Multivariate Adaptive
Regression Splines*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["EXAMPLE", "HingeModel", "fit", "forward_selection", "hinge", "hinge_basis"]

Array = np.ndarray


def hinge(x: Array, knot: float, sign: int = 1) -> Array:
    """max(0, x - knot) for sign +1; its mirror image max(0, knot - x) for sign -1.

    Args:
        x: Any shape.
        knot: Where the hinge bends.
        sign: On which side it rises: +1 right, -1 left.
    """
    if sign not in (1, -1):
        raise ValueError(f"sign must be 1 or -1, got {sign!r}")
    return np.maximum(0.0, sign * (np.asarray(x) - knot))


def hinge_basis(x: Array, knots: Sequence[float], signs: Sequence[int] | None = None) -> Array:
    """The columns 1, hinge_1(x), hinge_2(x), ...: (m,) -> (m, k + 1).

    Args:
        x: Values, (m,).
        knots: k places.
        signs: +1 or -1 for each; default all +1.
    """
    x, knots, signs = _column(x), *_hinges(knots, signs)
    columns = [hinge(x, b, s) for b, s in zip(knots, signs, strict=True)]
    return np.column_stack([np.ones(len(x)), *columns])


def _hinges(knots: Sequence[float], signs: Sequence[int] | None) -> tuple[Array, Array]:
    knots = np.asarray(knots, dtype=np.float64)
    signs = np.ones(knots.shape, int) if signs is None else np.asarray(signs)
    if knots.ndim != 1 or signs.shape != knots.shape:
        raise ValueError(
            f"knots and signs must be two rows of the same length, got shapes {knots.shape} and "
            f"{signs.shape}"
        )
    if not np.isin(signs, (1, -1)).all():
        raise ValueError(f"signs must be 1 or -1, got {np.unique(signs).tolist()}")
    return knots, signs.astype(int)


def _column(x: Array) -> Array:
    x = np.asarray(x, dtype=np.float64)
    if x.ndim != 1:
        raise ValueError(f"x must have one axis, got shape {x.shape}")
    return x


def _pair(x: Array, y: Array) -> tuple[Array, Array]:
    x, y = _column(x), np.asarray(y, dtype=np.float64)
    if x.shape != y.shape:
        raise ValueError(f"x and y must have the same shape, got {x.shape} and {y.shape}")
    return x, y


@dataclass(frozen=True, eq=False)
class HingeModel:
    """y(x) = constant + sum_k c_k max(0, s_k (x - b_k)).

    Attributes:
        constant: The value where no hinge is up.
        coefficients: c, (k,).
        knots: b, (k,).
        signs: s, (k,), each +1 or -1.
    """

    constant: float
    coefficients: Array
    knots: Array
    signs: Array

    def __post_init__(self) -> None:
        knots, signs = _hinges(self.knots, self.signs)
        coefficients = np.asarray(self.coefficients, dtype=np.float64)
        if coefficients.shape != knots.shape:
            raise ValueError(
                f"coefficients must be one for each knot, got {coefficients.shape} for "
                f"{knots.shape}"
            )
        object.__setattr__(self, "coefficients", coefficients)
        object.__setattr__(self, "knots", knots)
        object.__setattr__(self, "signs", signs)

    def __call__(self, x: Array) -> Array:
        """y(x), (m,)."""
        weights = np.concatenate([[self.constant], self.coefficients])
        return hinge_basis(x, self.knots, self.signs) @ weights

    def slopes(self) -> Array:
        """The slope of each straight piece from left to right, (distinct knots + 1,)."""
        places = np.unique(self.knots)
        # To the left of all knots the mirrored hinges are up; each knot then adds its c.
        first = -self.coefficients[self.signs < 0].sum()
        bends = [self.coefficients[self.knots == place].sum() for place in places]
        return first + np.concatenate([[0.0], np.cumsum(bends)])

    def layers(self) -> tuple[Array, Array, Array, Array]:
        """The same sum as a 1-k-1 network with ReLU: y = relu(x W1 + b1) W2 + b2.

        Returns:
            W1 (1, k), b1 (k,), W2 (k, 1), b2 (1,).
        """
        signs = self.signs.astype(np.float64)
        return (
            signs[None, :],
            -signs * self.knots,
            self.coefficients[:, None],
            np.array([self.constant]),
        )


# The curve of the slides, with the coefficients in the order in which they are printed.
EXAMPLE = HingeModel(
    constant=1.013,
    coefficients=np.array([1.198, -1.803, -1.321, -1.609, 1.591]),
    knots=np.array([0.485, 0.485, 0.283, 0.640, 0.907]),
    signs=np.array([1, -1, 1, 1, 1]),
)


def fit(
    x: Array, y: Array, knots: Sequence[float], signs: Sequence[int] | None = None
) -> HingeModel:
    """The best constant and coefficients for given hinges, by least squares.

    Args:
        x: Values, (m,).
        y: Targets, (m,).
        knots: Where the hinges bend.
        signs: +1 or -1 for each; default all +1.
    """
    x, y = _pair(x, y)
    knots, signs = _hinges(knots, signs)
    weights = np.linalg.lstsq(hinge_basis(x, knots, signs), y, rcond=None)[0]
    return HingeModel(float(weights[0]), weights[1:], knots, signs)


def forward_selection(
    x: Array, y: Array, knots: int, candidates: Sequence[float] | None = None
) -> list[HingeModel]:
    """Add one knot at a time, always the one that leaves the smallest squared error.

    The first knot comes with both its hinges. From then on the line x itself is among the sums of
    the hinges (it is the difference of that pair), so a mirror image would add nothing new, and
    each further knot brings one hinge. The backward pass of MARS, which drops terms again, is left
    out: whoever calls this chooses among the models.

    Args:
        x: Values, (m,).
        y: Targets, (m,).
        knots: How many to add.
        candidates: Where a knot may be; default 97 quantiles of x from 2% to 98%, so that every
            piece rests on some of the samples.

    Returns:
        The models with 0, 1, ..., `knots` knots; their squared errors on (x, y) never rise.

    Raises:
        ValueError: There are fewer useful candidates than knots.
    """
    x, y = _pair(x, y)
    if candidates is None:
        candidates = np.quantile(x, np.linspace(0.02, 0.98, 97))
    candidates = np.unique(np.asarray(candidates, dtype=np.float64))
    columns = hinge_basis(x, candidates)[:, 1:]
    sizes = np.maximum((columns**2).sum(axis=0), np.finfo(float).tiny)
    chosen: list[float] = []
    signs: list[int] = []
    models = [fit(x, y, [], [])]
    for _ in range(knots):
        # What the columns hold beyond the line and the hinges chosen so far, and how much of the
        # rest of y that explains.
        Q = np.linalg.qr(np.column_stack([np.ones(len(x)), x, *(hinge(x, b) for b in chosen)]))[0]
        new = columns - Q @ (Q.T @ columns)
        lengths = (new**2).sum(axis=0)
        useful = lengths > 1e-9 * sizes
        if not useful.any():
            raise ValueError(
                f"knots must be at most {len(chosen)} for these samples and candidates, "
                f"got {knots!r}"
            )
        rest = y - Q @ (Q.T @ y)
        gains = np.where(useful, (rest @ new) ** 2 / np.where(useful, lengths, 1.0), -1.0)
        best = float(candidates[np.argmax(gains)])
        chosen.append(best)
        signs.append(1)
        pair = [chosen[0], *chosen], [-1, *signs]
        models.append(fit(x, y, *pair))
    return models
