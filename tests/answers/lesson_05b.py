import numpy as np

from dlcourse.scratch import Network, activations, add_bias, losses


def quadratic_gradient(A, Y):
    chain = losses.MeanSquaredError(sum_outputs=True).derivative(A, Y)
    return chain * A - chain * A**2


def outputs(Theta0, X):
    return Network([Theta0, "sigmoid"]).forward(X)


def difference(values, y, digit):
    of_it = (y == digit).astype(float)
    return of_it @ values / of_it.sum() - (1 - of_it) @ values / (1 - of_it).sum()


def best_unit(Theta0, X, y, digit):
    return np.argmax(difference(outputs(Theta0, X), y, digit))


def bias_behind(Theta0, X):
    return activations.sigmoid(np.hstack([X, np.ones((len(X), 1))]) @ Theta0.T)


def sums(values, y, digit):
    return values[y == digit].sum(axis=0) - values[y != digit].sum(axis=0)


def mean_of_means(values, y, digit):
    others = [values[y == k].mean(axis=0) for k in range(10) if k != digit]
    return values[y == digit].mean(axis=0) - sum(others) / 9


def mean_picture(Theta0, X, y, digit):
    pictures = np.array([X[y == digit].mean(axis=0), X[y != digit].mean(axis=0)])
    of_it, of_others = outputs(Theta0, pictures)
    return of_it - of_others


RIGHT = {
    "05.4": [np.log(10), 3.251],
    "05.5": quadratic_gradient,
    "05.6": best_unit,
}

WRONG = {
    "05.4": [
        ((3.2508, 2.3026), "other order"),
        ((-2.3026, -3.2508), "positive"),
        ((2.3026, -3.2508), "positive"),
        ((-2.3026, 3.2508), "positive"),
        ((1.0, 1.4118), "base 10"),
        ((2.3026, 0.32508), "not their mean"),
        ((2.3026, 2.3026), "nine wrong classes count, too"),
        ((2.3026, 23.026), "not −log 0.1"),
        ((2.3026, 2.4079), "not one"),
        ((2.3026, 0.9482), "true class is missing"),
        ((2.3026, 1.3543), "wrong sign"),
        ((2.3026, 1.0536), "costs −log 0.1"),
        ((0.10536, 3.2508), "not 0.9"),
        ((23.026, 3.2508), "added ten"),
        ((0.23026, 0.32508), "neither divided"),
        ((np.array([2.3026]), np.array([[99.0]])), "the first is right"),
        ((2.3026, 99.0), "the first is right"),
        ((7.0, 3.2508), "the second is right"),
        (2.3026, "two numbers"),
        ([1, 2, 3], "got 3"),
    ],
    "05.5": [
        (lambda A, Y: (A - Y) / len(A), "of the cross-entropy"),
        (lambda A, Y: A - Y, "of the cross-entropy, without the 1/N"),
        (lambda A, Y: 2 * (A - Y), "and the 1/N of the mean are missing"),
        (lambda A, Y: 2 * (A - Y) * (1 - A) / len(A), "the factor A is missing"),
        (lambda A, Y: 2 * (A - Y) * Y * (1 - Y) / len(A), "not to the targets"),
        (lambda A, Y: 2 * (A - Y) / len(A), "go on through the sigmoid"),
        (lambda A, Y: (A - Y) * A * (1 - A) / len(A), "has a 2"),
        (lambda A, Y: 2 * (A - Y) * A * (1 - A), "1/N of the mean is missing"),
        (lambda A, Y: (A - Y) * A * (1 - A), "2 of the square and"),
        (lambda A, Y: 2 * (A - Y) * A * (1 - A) / A.size, "not by N·K"),
        (lambda A, Y: 2 * (Y - A) * A * (1 - A) / len(A), "turned round"),
        (lambda A, Y: 2 * (A - Y) * A * (A - 1) / len(A), "times A(1 − A)"),
        (
            lambda A, Y: 2 * (A - Y) * activations.sigmoid.df(A) / len(A),
            "without another sigmoid",
        ),
        (lambda A, Y: quadratic_gradient(A, Y).mean(), "shape"),
        (lambda A, Y: quadratic_gradient(A, Y) + 1, "chain rule"),
    ],
    "05.6": [
        (lambda T, X, y, k: outputs(T, X)[y == k].mean(axis=0).argmax(), "high for every digit"),
        (lambda T, X, y, k: difference(outputs(T, X), y, k).argmin(), "lowest for this digit"),
        (lambda T, X, y, k: abs(difference(outputs(T, X), y, k)).argmax(), "the sign should count"),
        (lambda T, X, y, k: difference(add_bias(X) @ T.T, y, k).argmax(), "weighted sums"),
        (
            lambda T, X, y, k: difference(bias_behind(T, X), y, k).argmax(),
            "in front of the pixels, as",
        ),
        (lambda T, X, y, k: sums(outputs(T, X), y, k).argmax(), "not sums"),
        (lambda T, X, y, k: mean_of_means(outputs(T, X), y, k).argmax(), "mean of nine means"),
        (lambda T, X, y, k: mean_picture(T, X, y, k).argmax(), "mean picture"),
        (lambda T, X, y, k: difference(outputs(T, X), y, k).max(), "number of the unit"),
        (lambda T, X, y, k: difference(outputs(T, X), y, k), "of all units"),
        (lambda T, X, y, k: best_unit(T, X, y, k) + 1, "counted from 0"),
        (lambda T, X, y, k: 0, "two means"),
    ],
}
