import numpy as np
from sklearn.metrics import r2_score

from dlcourse.data import load_anscombe

X = np.array([[1.0, 2.0], [1.0, 4.0], [1.0, 9.0]])
quartet = load_anscombe()
x3, y3 = quartet.x[2], quartet.y[2]


def slope(keep):
    return np.polyfit(x3[keep], y3[keep], 1)[0]


RIGHT = {
    "01.4": 2 / np.linalg.svd(X.T @ X / 3)[1][0],
    "01.5": slope(y3 < 12),
    "01.6": r2_score,
}

WRONG = {
    "01.4": [
        (2 / np.linalg.eigvalsh(X.T @ X).max(), "the m is missing"),
        (2 / np.mean(X[:, 1] ** 2), "column of ones is missing"),
        (2 / np.var(X[:, 1]), "subtracting the mean"),
        (1 / np.linalg.eigvalsh(X.T @ X / 3).max(), "twice as far"),
        (0.057, "found by trying"),
        (1.0, "for which α"),
    ],
    "01.5": [
        (slope(x3 > 0), "all eleven points"),
        (np.polyfit(x3[y3 < 12], y3[y3 < 12], 1), "both weights"),
        (np.polyfit(x3[y3 < 12], y3[y3 < 12], 1)[1], "the intercept"),
        (slope(x3 < 14), "largest x"),
        (0.3, "really left out"),
        (0.345, "rounded"),
    ],
    "01.6": [
        (lambda y, p: sum((y - p) ** 2) / sum((y - y.mean()) ** 2), "left over"),
        (lambda y, p: 1 - sum((y - p) ** 2) / sum(y**2), "the mean, not zero"),
        (lambda y, p: np.corrcoef(y, p)[0, 1] ** 2, "squared correlation"),
        (lambda y, p: 1 - np.var(y - p) / np.var(y), "forgives a constant error"),
    ],
}
