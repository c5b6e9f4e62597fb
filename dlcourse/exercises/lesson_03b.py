"""Checks of lesson 03b, Missing values and features."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlcourse.exercises.frame import Hint, call, compare, exercise

_HOLE = np.nan
_TRAIN = np.array(
    [
        [1.0, 10.0, _HOLE, 0.5],
        [3.0, _HOLE, 5.0, 2.5],
        [8.0, 40.0, 7.0, 1.0],
        [_HOLE, 10.0, 9.0, 1.5],
    ]
)
_NEW = np.array(
    [
        [_HOLE, 0.0, 1.0, _HOLE],
        [2.0, _HOLE, _HOLE, 3.0],
        [6.0, 5.0, 4.0, _HOLE],
        [0.0, 7.0, _HOLE, 2.0],
    ]
)


def _filled(values: Any) -> Any:
    return lambda train, new: np.where(np.isnan(new), values(train, new), new)


@exercise("03.4")
def _fill(answer: Any) -> None:
    compare(
        answer,
        _filled(lambda train, new: np.nanmean(train, axis=0)),
        [(_TRAIN, _NEW), (_TRAIN, _NEW[:1]), (_TRAIN[:, 2:], _NEW[1:, 2:])],
        mistakes={
            "X_train has holes, too, and mean() of a hole is NaN; np.nanmean leaves them out": (
                _filled(lambda train, new: train.mean(axis=0))
            ),
            "the means come from X_train; X_new may be a single row": (
                _filled(lambda train, new: np.nanmean(new, axis=0))
            ),
            "the means come from X_train alone, not from both together": (
                _filled(lambda train, new: np.nanmean(np.concatenate([train, new]), axis=0))
            ),
            "each column has its own mean: axis=0": _filled(lambda train, new: np.nanmean(train)),
            "these holes are filled with 0; fill them with the means of their columns": (
                _filled(lambda train, new: 0.0)
            ),
            "fill the holes of X_new; that is X_train": (
                lambda train, new: np.where(np.isnan(train), np.nanmean(train, axis=0), train)
            ),
            "that is the median; fill with the mean": (
                _filled(lambda train, new: np.nanmedian(train, axis=0))
            ),
            "keep what was measured; only the holes become means": (
                lambda train, new: np.broadcast_to(np.nanmean(train, axis=0), new.shape)
            ),
            (
                "your holes are still NaN: the mean of a column with a hole is NaN (np.nanmean "
                "leaves it out), and == np.nan is never true (np.isnan finds it)"
            ): lambda train, new: new,
        },
        otherwise="not right yet; with X_train = [[1], [3]] every hole becomes 2",
    )


@exercise("03.5")
def _apart(answer: Any) -> None:
    def right(a: Any, b: Any) -> Any:
        return 180 - abs(180 - abs(np.asarray(a) - b) % 360)

    a = np.array([350.0, 10.0, 90.0, 725.0, -170.0, 0.0])
    b = np.array([20.0, 200.0, 45.0, 0.0, 170.0, 180.0])
    compare(
        answer,
        right,
        [(a, b), (b, a), (a[:2], b[:2]), (355.0, 5.0)],
        mistakes={
            "from 350 to 20 it is 30 the short way round; angles wrap at 360": (
                lambda a, b: abs(a - b)
            ),
            "that is the way round in one direction, up to 360; take the shorter of the two": (
                lambda a, b: (a - b) % 360
            ),
            "that is the way round in the other direction; take the shorter of the two": (
                lambda a, b: (b - a) % 360
            ),
            "abs(a − b) % 360 may still be the long way; compare it with 360 minus itself": (
                lambda a, b: abs(a - b) % 360
            ),
            "the difference may be above 360; take it % 360 first": (
                lambda a, b: np.minimum(abs(a - b), 360 - abs(a - b))
            ),
            "a distance has no sign; take its absolute value": (
                lambda a, b: (a - b + 180) % 360 - 180
            ),
            "a distance has no sign; take its absolute value, whichever way you subtract": (
                lambda a, b: (b - a + 180) % 360 - 180
            ),
            "the angles are given in degrees, and so is the distance": (
                lambda a, b: np.deg2rad(right(a, b))
            ),
        },
        otherwise="that is not the distance; try 350 and 20 (30 apart), 10 and 200 (170 apart)",
    )


def _hands(times: Any) -> Any:
    hour, minute = np.asarray(times).T
    angles = np.deg2rad([30 * hour + minute / 2, 6.0 * minute])
    reach = np.array([[0.5], [1.0]])
    x, y = reach * np.sin(angles), reach * np.cos(angles)
    return np.column_stack([x[0], y[0], x[1], y[1]])


def _angles(hands: Any) -> Any:
    """Degrees clockwise from 12, hour hand and minute hand."""
    turn = np.rad2deg(np.arctan2(hands[:, [0, 2]], hands[:, [1, 3]]))
    return (turn % 360).T


def _time(hour: Any, minute: Any) -> Any:
    return np.column_stack([hour, minute]).astype(int)


def _read(hands: Any) -> Any:
    hour_hand, minute_hand = _angles(hands)
    minute = np.rint(minute_hand / 6) % 60
    return _time(np.rint((hour_hand - minute / 2) / 30) % 12, minute)


def _nearest_hour(hands: Any) -> Any:
    return _time(np.rint(_angles(hands)[0] / 30) % 12, _read(hands)[:, 1])


def _floored_hour(hands: Any) -> Any:
    return _time(np.floor(_angles(hands)[0] / 30), _read(hands)[:, 1])


def _floored_minute(hands: Any) -> Any:
    return _time(_read(hands)[:, 0], np.floor(_angles(hands)[1] / 6))


def _both_floored(hands: Any) -> Any:
    return _time(_floored_hour(hands)[:, 0], _floored_minute(hands)[:, 1])


@exercise("03.6")
def _read_clock(answer: Any) -> None:
    # Two mistakes that go with any way of rounding show in the minute hand of a quarter to ten.
    said = np.asarray(call(answer, _hands([(9, 45)])))
    if said.shape == (1, 2) and said.dtype.kind in "if":
        if round(float(said[0, 1])) == 30:
            raise Hint("that turns counterclockwise from x; for a clock it is np.arctan2(x, y)")
        if said[0, 1] < 0:
            raise Hint("to the left of 12 your angles are negative; take them % 360")
    every = np.array([(hour, minute) for hour in range(12) for minute in (0, 1, 17, 30, 44, 59)])
    compare(
        answer,
        _read,
        [(_hands(every),), (_hands([(3, 40), (10, 8), (0, 0)]),), (_hands([(7, 31)]),)],
        mistakes={
            "the hour hand moves on: at 7:40 it is nearer to 8; the full hour is the one before": (
                _nearest_hour
            ),
            "at some full hours rounding puts the hand a hair before the mark, and floor takes the "
            "hour before; subtract half a degree for each minute first, then round": _floored_hour,
            "the minutes need round: floor turns 16.9999 into 16": _floored_minute,
            "floor turns 16.9999 into 16; round the minutes, and take their half degrees from "
            "the hour hand before you round it, too": _both_floored,
            "the columns are exchanged: the hour comes first": (
                lambda hands: _read(hands)[:, ::-1]
            ),
            "the hands are exchanged: the first two columns are the hour hand": (
                lambda hands: _read(hands[:, [2, 3, 0, 1]])
            ),
            "hours go from 0 to 11: twelve o'clock is 0, take the hour % 12": (
                lambda hands: np.where(_read(hands) == [0, -1], [12, 0], _read(hands))
            ),
        },
        otherwise="some times are wrong; compare your answer with clocks.y",
    )
