import numpy as np


def class_of(f, df):
    return type("Softplus", (), {"f": staticmethod(f), "df": staticmethod(df)})


def softplus(z):
    return np.log(1 + np.exp(z))


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z)))


class Plain:
    def f(z):
        return softplus(z)

    def df(z):
        return sigmoid(z)


class WithSelf:
    def f(self, z):
        return softplus(z)

    def df(self, z):
        return sigmoid(z)


def sizes_of(model):
    sizes = [len(model[0][0]) - 1]
    for i in range(0, len(model), 2):
        sizes.append(len(model[i]))
    return sizes


def without(model, layer, unit):
    new = list(model)
    new[2 * layer] = np.delete(model[2 * layer], unit, 0)
    new[2 * layer + 2] = np.delete(model[2 * layer + 2], unit + 1, 1)
    return new


def in_place(model, layer, unit):
    model[2 * layer] = np.delete(model[2 * layer], unit, 0)
    model[2 * layer + 2] = np.delete(model[2 * layer + 2], unit + 1, 1)
    return model


def flat(model, layer, unit):
    new = list(model)
    new[2 * layer] = np.delete(model[2 * layer], unit)
    new[2 * layer + 2] = np.delete(model[2 * layer + 2], unit + 1)
    return new


def cut(row, column, step=2):
    def wrong(model, layer, unit):
        new = list(model)
        if row is not None:
            new[2 * layer] = np.delete(new[2 * layer], unit + row, 0)
        if column is not None:
            place = 2 * layer + step
            new[place] = np.delete(new[place], unit + column, 1)
        return new

    return wrong


RIGHT = {
    "07.1": class_of(lambda z: np.logaddexp(0, z), lambda z: np.exp(z) / (1 + np.exp(z))),
    "07.2": sizes_of,
    "07.3": without,
}

WRONG = {
    "07.1": [
        (Plain, "not on an object"),
        (WithSelf, "on an object only"),
        (softplus, "a class with the functions"),
        (class_of(lambda z: np.log(np.exp(z)), sigmoid), "without the 1"),
        (class_of(lambda z: np.log(1 + np.exp(-z)), sigmoid), "wrong sign"),
        (class_of(lambda z: np.log10(1 + np.exp(z)), sigmoid), "np.log"),
        (class_of(lambda z: np.log2(1 + np.exp(z)), sigmoid), "not np.log2"),
        (class_of(sigmoid, sigmoid), "that is the slope"),
        (class_of(softplus, softplus), "yours is the value"),
        (class_of(softplus, lambda z: 1 / (1 + np.exp(z))), "which falls"),
        (class_of(softplus, lambda z: sigmoid(z) * (1 - sigmoid(z))), "of the sigmoid"),
        (class_of(softplus, lambda z: (np.asarray(z) > 0) * 1.0), "no kink"),
        (class_of(softplus, np.exp), "divided by"),
        (class_of(softplus, np.tanh), "for a small h"),
        (class_of(lambda z: 0 * z, sigmoid), "not log"),
    ],
    "07.2": [
        (lambda model: [model[0].shape[1], *(len(t) for t in model[::2])], "belongs to the bias"),
        (lambda model: [len(t) for t in model[::2]], "inputs are missing"),
        (lambda model: [t.shape[1] - 1 for t in model[::2]], "outputs are missing"),
        (lambda model: [t.shape[1] for t in model[::2]], "count the bias, and"),
        (
            lambda model: [*(t.shape[1] for t in model[::2]), len(model[-2])],
            "take the rows",
        ),
        (lambda model: sizes_of(model)[::-1], "the order"),
        (lambda model: [t.shape for t in model[::2]], "these are the shapes"),
        (lambda model: [model[0].shape[1] - 1, len(model[0]), len(model[-2])], "two layers only"),
        (lambda model: [1, 2, 3], "even places"),
    ],
    "07.3": [
        (in_place, "itself has changed"),
        (cut(0, None), "still listens"),
        (cut(0, 0), "column 0 is the bias"),
        (cut(None, 1), "own row"),
        (lambda m, layer, unit: cut(0, 1, step=0)(m, layer, unit), "not in its own"),
        (lambda m, layer, unit: list(m), "returns a copy"),
        (cut(1, 1), "a unit is row"),
        (cut(1, 0), "rows have none"),
        (flat, "without an axis"),
        (cut(-1, 1), "one row of its own"),
        (lambda m, layer, unit: without(m, layer, unit)[::2], "keep its"),
        (lambda m, layer, unit: without(m, layer, unit)[2], "return the new list"),
    ],
}
