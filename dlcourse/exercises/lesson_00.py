"""Checks of lesson 00, Start here."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.data import load_digits
from dlcourse.exercises.frame import compare, compare_value, exercise

_FILMS = (10, 100, 48, 64, 3)


@exercise("00.1")
def _shape_of_films(answer: Any) -> None:
    compare_value(
        answer,
        _FILMS,
        mistakes={
            "25 frames are one second; how many are there in a whole film?": (10, 25, 48, 64, 3),
            "seconds and frames a second are not two axes: a film is one row of frames": (
                lambda a: len(a) == 6
            ),
            "the films have an axis of their own; it is the first": _FILMS[1:],
            "the colors have an axis too, of length 3": _FILMS[:-1],
            "the height comes before the width": (10, 100, 64, 48, 3),
            "the colors come last in this course (some libraries put them before the height)": (
                (10, 100, 3, 48, 64)
            ),
            "the first axis counts the samples, and these are the films": (100, 10, 48, 64, 3),
            "that is how many numbers there are; the shape is the length of each axis": (
                int(np.prod(_FILMS))
            ),
            "that is the rank; the shape is the length of each axis": len(_FILMS),
            "these are the right lengths in another order; look at the table again": (
                lambda a: sorted(a) == sorted(_FILMS)
            ),
        },
        otherwise="one axis for the films, one for the frames of a film, and then those of a frame",
    )


@exercise("00.2")
def _ink_of_each(answer: Any) -> None:
    x = load_digits().x
    compare_value(
        answer,
        x.mean(axis=(1, 2)),
        mistakes={
            "that is one number for all pictures; name the axes that may disappear": x.mean(),
            "axis 0 counts the pictures, and it is the one to keep; you averaged along it": (
                x.mean(axis=0)
            ),
            "axis 1 is gone, axis 2 is still there; name both: axis=(1, 2)": x.mean(axis=1),
            "axis 2 is gone, axis 1 is still there; name both: axis=(1, 2)": x.mean(axis=2),
            "that is the sum of the pixels; divide by how many there are": x.sum(axis=(1, 2)),
            "that is the spread of the pixels, not their mean": x.std(axis=(1, 2)),
            "that is the median; the mean is the sum divided by the number": (
                np.median(x, axis=(1, 2))
            ),
            "these are the averages of the ten classes; the exercise asks for each picture": (
                lambda a: np.shape(a)[0] == 10
            ),
        },
        otherwise="that is not the mean pixel of each picture",
    )


def _reference(x: np.ndarray, size: int) -> list[np.ndarray]:
    return [x[start : start + size] for start in range(0, len(x), size)]


@exercise("00.3")
def _cut(answer: Any) -> None:
    compare(
        answer,
        _reference,
        [
            (np.arange(10), 4),
            (np.arange(28.0).reshape(7, 2, 2), 3),
            (np.arange(12).reshape(6, 2), 3),
            (np.arange(3), 5),
        ],
        mistakes={
            "the last, shorter batch is lost": (
                lambda x, size: [x[k * size : (k + 1) * size] for k in range(len(x) // size)]
            ),
            "where the size divides the length there is an empty batch at the end": (
                lambda x, size: [x[k * size : (k + 1) * size] for k in range(len(x) // size + 1)]
            ),
            "these batches overlap: the start moves on by one, not by size": (
                lambda x, size: [x[start : start + size] for start in range(len(x))]
            ),
            "size is the length of a batch; you made that many batches": (
                lambda x, size: np.array_split(x, size)
            ),
            "these batches are of equal length; only the last one may be shorter": (
                lambda x, size: np.array_split(x, -(-len(x) // size))
            ),
            "a slice ends before its second number: x[start:start + size] has size samples": (
                lambda x, size: [x[s : s + size - 1] for s in range(0, len(x), size)]
            ),
            "that is the first batch alone; make one for each start": (lambda x, size: x[:size]),
            "the end of a slice is a place, not a length: start + size": (
                lambda x, size: [x[s:size] for s in range(0, len(x), size)]
            ),
            "the last batch may start up to the end of x: range(0, len(x), size), without − size": (
                lambda x, size: [x[s : s + size] for s in range(0, len(x) - size, size)]
            ),
            "each batch but the last is one too long; a slice leaves out its second number": (
                lambda x, size: [x[s : s + size + 1] for s in range(0, len(x), size)]
            ),
            "what is left over makes a batch of its own; yours is joined to the last whole one": (
                lambda x, size: np.split(x, range(size, len(x) - size + 1, size))
            ),
            "your last batch is filled up with samples that are in another one already; it may be "
            "shorter": lambda x, size: [
                x[max(0, min(s, len(x) - size)) :][:size] for s in range(0, len(x), size)
            ],
            "x[start] is one sample; x[start:start + size] is a batch": (
                lambda x, size: [x[s] for s in range(0, len(x), size)]
            ),
        },
        otherwise="these are not the slices x[0:size], x[size:2 * size], and so on",
    )
