import numpy as np


def kfold_mae(X, y, folds, fit):
    errors = []
    for train, validation in folds:
        mean, deviation = X[train].mean(axis=0), X[train].std(axis=0)
        Z, V = ((X[rows] - mean) / deviation for rows in (train, validation))
        predict = fit(Z, y[train])
        errors.append(np.mean(np.abs(predict(V) - y[validation])))
    return np.mean(errors)


def each(X, y, folds, fit):
    return [kfold_mae(X, y, [fold], fit) for fold in folds]


def leaks(X, y, folds, fit):
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    found = [np.abs(fit(Z[a], y[a])(Z[b]) - y[b]).mean() for a, b in folds]
    return sum(found) / len(found)


def scales_each(X, y, folds, fit):
    found = []
    for a, b in folds:
        Z, V = ((X[rows] - X[rows].mean(axis=0)) / X[rows].std(axis=0) for rows in (a, b))
        found.append(np.abs(fit(Z, y[a])(V) - y[b]).mean())
    return np.mean(found)


def scales_training(X, y, folds, fit):
    found = []
    for a, b in folds:
        Z = (X[a] - X[a].mean(axis=0)) / X[a].std(axis=0)
        found.append(np.abs(fit(Z, y[a])(X[b]) - y[b]).mean())
    return np.mean(found)


def differently(
    judge=np.abs, learn=lambda a, b: a, test=lambda a, b: b, combine=np.mean, raw=False
):
    def run(X, y, folds, fit):
        found = []
        for a, b in folds:
            mean, deviation = (0, 1) if raw else (X[a].mean(axis=0), X[a].std(axis=0))
            Z, rows, held = (X - mean) / deviation, learn(a, b), test(a, b)
            found.append(judge(fit(Z[rows], y[rows])(Z[held]) - y[held]))
        return combine(found)

    return run


def fold_means(found):
    return np.mean([e.mean() for e in found])


def scaled(deviation, mean=lambda Z: Z.mean(axis=0), limit=np.inf):
    def run(X, y, folds, fit):
        found = []
        for a, b in folds:
            Z = ((X - mean(X[a])) / deviation(X[a])).clip(-limit, limit)
            found.append(np.abs(fit(Z[a], y[a])(Z[b]) - y[b]).mean())
        return np.mean(found)

    return run


def root_mean_squares(found):
    return np.mean([np.sqrt(np.mean(e)) for e in found])


def swapped(X, y, folds, fit):
    return kfold_mae(X, y, [(b, a) for a, b in folds], fit)


def all_rows(a, b):
    return np.sort(np.concatenate([a, b]))


def rows_needed(errors, dollars):
    return int(np.ceil((errors.std() / dollars) ** 2))


RIGHT = {"15.1": 150, "15.2": kfold_mae, "15.3": rows_needed}

WRONG = {
    "15.1": [
        (250, "that is the mean"),
        (390, "middle between"),
        (132, "the price is asked"),
        (150_000, "in thousands"),
        (200, "how many of the five"),
    ],
    "15.2": [
        (leaks, "those of all rows"),
        (scales_each, "of their own"),
        (scales_training, "the validation rows are not"),
        (differently(raw=True, combine=fold_means), "nothing is scaled"),
        (scaled(np.std, np.mean), "axis=0"),
        (scaled(lambda Z: Z.std(axis=0, ddof=1)), "ddof"),
        (scaled(lambda Z: Z.std(axis=0), limit=3), "clipped"),
        (differently(judge=np.square, combine=root_mean_squares), "roots of"),
        (differently(learn=all_rows, combine=fold_means), "learns from all rows"),
        (differently(test=lambda a, b: a, combine=fold_means), "on the training rows"),
        (differently(judge=np.square, combine=fold_means), "squared errors"),
        (differently(judge=lambda e: e, combine=fold_means), "different sign"),
        (differently(combine=lambda found: np.mean(np.concatenate(found))), "over all rows"),
        (swapped, "swapped"),
        (lambda *case: each(*case)[-1], "last fold"),
        (lambda *case: each(*case)[0], "first fold"),
        (lambda *case: sum(each(*case)), "the sum"),
        (lambda *case: np.array(each(*case)), "return their mean"),
        (lambda X, y, folds, fit: 0.0, "in each fold"),
        (3.0, "a function is expected"),
    ],
    "15.3": [
        (lambda e, d: (np.std(e) / d) ** 2, "a whole number"),
        (lambda e, d: int((np.std(e) / d) ** 2), "with one house less"),
        (lambda e, d: round((np.std(e) / d) ** 2), "to the nearest"),
        (lambda e, d: int((np.std(e) / d) ** 2) + 1, "exactly"),
        (lambda e, d: int(np.ceil(np.std(e) / d)), "solved for m"),
        (lambda e, d: int(np.ceil((np.mean(e) / d) ** 2)), "not their mean"),
        (lambda e, d: int(np.ceil(np.mean(e**2) / d**2)), "mean square"),
        (lambda e, d: np.std(e) / len(e) ** 0.5, "you have"),
        (lambda e, d: int(np.ceil(np.var(e) / d)), "square `dollars`"),
        (lambda e, d: int(np.ceil((np.var(e) / d) ** 2)), "squared twice"),
        (lambda e, d: int(np.ceil(np.var(e) / len(e) / d**2)), "those you have"),
        (lambda e, d: int(np.ceil((np.std(e, ddof=1) / d) ** 2)), "ddof"),
        (lambda e, d: rows_needed(e, d) - len(e), "still missing"),
        (lambda e, d: 7, "round up"),
        (100, "a function is expected"),
    ],
}
