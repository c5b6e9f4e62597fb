"""Checks of lesson 02b, Vectorization and softmax."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise
from dlcourse.scratch.activations import sigmoid, softmax

_RNG = np.random.default_rng(3)
_IMAGES = _RNG.integers(0, 256, size=(5, 4, 4, 3))
_SCORES = [
    (_RNG.normal(size=(3, 3)).round(2),),
    (_RNG.normal(size=(5, 4)).round(2),),
    (_RNG.normal(size=(1, 6)).round(2),),
]
_FAR_ROWS = [[1000, 1001, 1002], [0, 1, 2], [-5000, -5001, -5000], [0, 1000, 2000]]
_FAR = [(np.array(_FAR_ROWS, dtype=float),)]
_X = np.column_stack([np.ones(8), _RNG.normal(size=(8, 2)).round(2)])
_Y = np.array([0, 2, 1, 3, 3, 0, 1, 2])
_W = _RNG.normal(size=(3, 4)).round(2)
_SMALL = (_X[:3], _Y[[0, 2, 1]], _W)  # three samples, none of them of the last class
_CLASSES = (
    "right as long as some sample is of the last class; the number of classes is W.shape[1], "
    "not y.max() + 1"
)


@exercise("02.4")
def _columns(answer: Any) -> None:
    compare(
        answer,
        lambda images: images.reshape(len(images), -1).T,
        [(_IMAGES,), (_IMAGES[:2, :3],)],
        mistakes={
            "the shape is right, the pictures are torn: reshape keeps the order of the numbers, "
            "so first make each picture a row, then transpose": (
                lambda images: images.reshape(-1, len(images))
            ),
            "there the pictures are the rows; the Notes have them as columns": (
                lambda images: images.reshape(len(images), -1)
            ),
            "the pixels of each picture are in another order: .T of the images turns all four "
            "axes round; first make each picture a row, then transpose": (
                lambda images: images.T.reshape(-1, len(images))
            ),
            "the pixels of each picture are in another order, because of order='F'; leave it "
            "away": lambda images: images.reshape(len(images), -1, order="F").T,
            "that is one long vector of all pictures; keep one column for each": (
                lambda images: images.reshape(-1)
            ),
            "the pictures are columns, but scaled; only their shape should change": (
                lambda images: images.reshape(len(images), -1).T / 255
            ),
        },
        otherwise="every column should be one picture, its numbers in the order of "
        "images[i].ravel()",
    )


def _normalized(e: Any, axis: int | None) -> Any:
    return e / e.sum(axis=axis, keepdims=axis is not None)


@exercise("02.5")
def _softmax(answer: Any) -> None:
    try:
        call(answer, *_SCORES[1])
    except ValueError as error:
        if "broadcast" in str(error):
            raise Hint(
                "m sums do not divide m rows by themselves: keepdims=True keeps them as a column"
            ) from None
        raise
    compare(
        answer,
        softmax.f,
        _SCORES,
        mistakes={
            "the columns sum to 1; it is the rows that should: axis=1": (
                lambda Z: _normalized(np.exp(Z), 0)
            ),
            "all entries together sum to 1; each row should: axis=1": (
                lambda Z: _normalized(np.exp(Z), None)
            ),
            "these are the exponentials; divide each row by its sum": np.exp,
            "the scores are divided by their sum; take the exponential of each first": (
                lambda Z: _normalized(Z, 1)
            ),
            "that is the sigmoid of each score; the rows do not sum to 1": sigmoid.f,
            "that is the logarithm of the softmax": lambda Z: np.log(softmax.f(Z)),
            "e is raised to +z: the largest score has the largest probability": (
                lambda Z: softmax.f(-Z)
            ),
            "only the largest entry of each row counts there; that is a hard maximum": (
                lambda Z: np.eye(Z.shape[1])[Z.argmax(axis=1)]
            ),
        },
        otherwise="each row should be e^z, divided by the sum of that row (keepdims=True keeps the "
        "sums as a column)",
    )
    if not np.isfinite(call(answer, *_FAR[0])).all():
        raise Hint(
            "right for small scores; e^1000 is too large, and 0/0 is no number: subtract from each "
            "row its own largest entry first, which changes nothing on paper"
        )
    compare(
        answer,
        softmax.f,
        _FAR,
        mistakes={},
        otherwise="right for small scores; for large ones something is lost. Subtract from each "
        "row its own largest entry, nothing else",
    )


def _gradient_of(error: Any) -> Any:
    return lambda X, y, W: X.T @ error(X, y, W) / len(X)


def _one_hot(y: np.ndarray, W: np.ndarray) -> np.ndarray:
    return np.eye(W.shape[1])[y]


@exercise("02.6")
def _softmax_gradient(answer: Any) -> None:
    compare(
        answer,
        _gradient_of(lambda X, y, W: softmax.f(X @ W) - _one_hot(y, W)),
        [(_X, _Y, _W), (_X[2:4], _Y[2:4], _W), (_X[:5], np.array([0, 2, 1, 0, 2]), _W[:, :3])],
        mistakes={
            "the sign is turned round: it is P − Y": _gradient_of(
                lambda X, y, W: _one_hot(y, W) - softmax.f(X @ W)
            ),
            "divide by the number of samples": (
                lambda X, y, W: X.T @ (softmax.f(X @ W) - _one_hot(y, W))
            ),
            "you divided by samples times classes; np.mean and .size count all entries": (
                lambda X, y, W: X.T @ (softmax.f(X @ W) - _one_hot(y, W)) / (len(X) * W.shape[1])
            ),
            "that is the gradient of sigmoids, one for each class; here softmax is meant": (
                _gradient_of(lambda X, y, W: sigmoid.f(X @ W) - _one_hot(y, W))
            ),
            "the softmax is missing": _gradient_of(lambda X, y, W: X @ W - _one_hot(y, W)),
            "the number of a class is no target: subtract the one-hot rows, not y": _gradient_of(
                lambda X, y, W: softmax.f(X @ W) - y[:, None]
            ),
            "the softmax runs down the columns; each row of XW is one sample": _gradient_of(
                lambda X, y, W: softmax.f((X @ W).T).T - _one_hot(y, W)
            ),
            "that is the gradient turned over; it has the shape of W": (
                lambda X, y, W: ((softmax.f(X @ W) - _one_hot(y, W)).T @ X) / len(X)
            ),
        },
    )
    try:
        got = call(answer, *_SMALL)
    except (ValueError, IndexError):
        raise Hint(_CLASSES) from None
    if np.shape(got) != _W.shape:
        raise Hint(_CLASSES)
