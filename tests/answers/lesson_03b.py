import numpy as np
from sklearn.impute import SimpleImputer


def fill(X_train, X_new):
    return SimpleImputer().fit(X_train).transform(X_new)


def fill_in_place(X_train, X_new):
    means = X_train.mean(axis=0)
    rows, columns = np.where(np.isnan(X_new))
    X_new[rows, columns] = means[columns]
    return X_new


def apart(a, b):
    d = np.abs(np.subtract(a, b)) % 360
    return np.minimum(d, 360 - d)


def read_clock(hands):
    x_hour, y_hour, x_minute, y_minute = np.asarray(hands).T
    minute = np.round(np.arctan2(x_minute, y_minute) / np.pi * 30).astype(int) % 60
    half_days = (np.arctan2(x_hour, y_hour) / np.pi * 360).round().astype(int) % 720
    return np.stack([half_days // 60, minute], axis=1)


def degrees(hands, wrap=360):
    hour = np.degrees(np.arctan2(hands[:, 0], hands[:, 1])) % wrap
    return hour, np.degrees(np.arctan2(hands[:, 2], hands[:, 3])) % wrap


def read_with_floor(hands):
    hour, minute = degrees(hands)
    return np.column_stack([hour // 30, np.round(minute / 6) % 60]).astype(int)


def read_with_round(hands):
    hour, minute = degrees(hands)
    return np.column_stack([np.round(hour / 30) % 12, np.round(minute / 6) % 60]).astype(int)


def read_like_the_slide(hands):
    return read_clock(np.asarray(hands)[:, [1, 0, 3, 2]])


def read_without_wrapping(hands):
    hour = np.degrees(np.arctan2(hands[:, 0], hands[:, 1]))
    minute = np.round(np.degrees(np.arctan2(hands[:, 2], hands[:, 3])) / 6)
    return np.column_stack([np.round((hour - minute / 2) / 30), minute]).astype(int)


RIGHT = {"03.4": fill, "03.5": apart, "03.6": read_clock}

WRONG = {
    "03.4": [
        (fill_in_place, "np.nanmean"),
        (lambda a, b: np.where(np.isnan(b), np.nanmean(b, axis=0), b), "single row"),
        (lambda a, b: np.where(np.isnan(b), np.nanmean(a), b), "axis=0"),
        (lambda a, b: np.nan_to_num(b), "filled with 0"),
        (lambda a, b: SimpleImputer(strategy="median").fit(a).transform(b), "the median"),
        (lambda a, b: b, "holes are still NaN"),
    ],
    "03.5": [
        (lambda a, b: np.abs(np.subtract(a, b)), "short way round"),
        (lambda a, b: np.subtract(a, b) % 360, "shorter of the two"),
        (lambda a, b: np.minimum(np.subtract(a, b) % 360, 180), "350 and 20"),
        (lambda a, b: np.remainder(np.subtract(a, b) + 180, 360) - 180, "no sign"),
        (lambda a, b: min(abs(a - b), 360 - abs(a - b)), "ValueError"),
    ],
    "03.6": [
        (read_like_the_slide, "counterclockwise"),
        (read_without_wrapping, "negative"),
        (read_with_round, "moves on"),
        (read_with_floor, "a hair before"),
        (lambda hands: read_clock(hands)[:, ::-1], "hour comes first"),
        (lambda hands: np.zeros((len(hands), 2), int), "clocks.y"),
    ],
}
