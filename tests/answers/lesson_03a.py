import numpy as np
from sklearn.preprocessing import MinMaxScaler, StandardScaler

column = np.array([10.0, 20.0, 30.0, 40.0])


def rescale(X_train, X_new, low, high):
    return MinMaxScaler(feature_range=(low, high)).fit(X_train).transform(X_new)


def rescale_by_the_new_rows(X_train, X_new, low, high):
    return MinMaxScaler(feature_range=(low, high)).fit_transform(X_new)


def rescale_without_a_guard(X_train, X_new, low, high):
    a, b = X_train.min(axis=0), X_train.max(axis=0)
    return (X_new - a) / (b - a) * (high - low) + low


def rescale_to_0_1(X_train, X_new, low, high):
    return MinMaxScaler().fit(X_train).transform(X_new)


def raw_weights(w, mean, std):
    slopes = w[1:] / std
    return np.append(w[0] - slopes @ mean, slopes)


def raw_weights_multiplied(w, mean, std):
    slopes = w[1:] * std
    return np.append(w[0] - slopes @ mean, slopes)


RIGHT = {
    "03.1": StandardScaler().fit(column[:, None]).transform([[50.0]]).item(),
    "03.2": rescale,
    "03.3": raw_weights,
}

WRONG = {
    "03.1": [
        (2**0.5, "took part"),
        ((50 - column.mean()) / column.std(ddof=1), "m − 1"),
        (4 / 3, "that is min–max"),
        (0.2, "the variance"),
        ((column - 25) / column.std(), "apply the same"),
        (2.0, "in standard deviations"),
    ],
    "03.2": [
        (rescale_without_a_guard, "0 / 0"),
        (rescale_by_the_new_rows, "not from X_new"),
        (rescale_to_0_1, "stretch it by"),
        (lambda a, b, low, high: np.clip(rescale(a, b, low, high), low, high), "do not clip"),
        (lambda a, b, low, high: rescale(a, b, 0, high - low), "shift it"),
        (lambda a, b, low, high: rescale(a, a, low, high), "that is X_train"),
        (lambda a, b, low, high: b / b.max(axis=0), "not min–max yet"),
    ],
    "03.3": [
        (raw_weights_multiplied, "divided by std"),
        (lambda w, mean, std: np.append(w[0], w[1:] / std), "has to pay"),
        (lambda w, mean, std: w[1:] / std, "intercept comes first"),
        (lambda w, mean, std: np.append(w[0] + w[1:] / std @ mean, w[1:] / std), "turned round"),
        (lambda w, mean, std: w, "multiply out"),
    ],
}
