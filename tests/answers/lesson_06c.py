import numpy as np


def cut(order, size):
    return [order[i : i + size] for i in range(0, len(order), size)]


def batches(m, size, rng):
    return cut(rng.permutation(m), size)


def whole_batches_only(m, size, rng):
    order = rng.permutation(m)
    return [order[i * size : (i + 1) * size] for i in range(m // size)]


def in_order(m, size, rng):
    return cut(np.arange(m), size)


def own_seed(m, size, rng):
    return cut(np.random.default_rng(0).permutation(m), size)


def own_generator(m, size, rng):
    return cut(np.random.default_rng().permutation(m), size)


def inside_blocks(m, size, rng):
    return [rng.permutation(part) for part in cut(np.arange(m), size)]


def inside_blocks_moved(m, size, rng):
    parts = inside_blocks(m, size, rng)
    return [parts[i] for i in rng.permutation(len(parts) - 1)] + parts[-1:]


def with_replacement(m, size, rng):
    return cut(rng.integers(0, m, m), size)


def as_many_batches(m, size, rng):
    return np.array_split(rng.permutation(m), size)


def even_batches(m, size, rng):
    return np.array_split(rng.permutation(m), -(-m // size))


def an_empty_one(m, size, rng):
    order = rng.permutation(m)
    return [order[i * size : (i + 1) * size] for i in range(m // size + 1)]


def blocks(m, size, rng):
    parts = cut(np.arange(m), size)
    whole = [p for p in parts if len(p) == size]
    rest = [p for p in parts if len(p) < size]
    return [whole[i] for i in rng.permutation(len(whole))] + rest


def of_each(y, y_hat, K):
    table = np.zeros((K, K))
    np.add.at(table, (y, y_hat), 1)
    return np.diag(table) / table.sum(axis=1)


def of_answers(y, y_hat, K):
    return of_each(y_hat, y, K)


def each(f):
    return lambda y, y_hat, K: np.array([f(y == k, y_hat == k) for k in range(K)])


RIGHT = {"06.6": 20 * 45, "06.7": batches, "06.8": of_each}

WRONG = {
    "06.6": [
        (20 * (1438 // 32), "last, smaller batch"),
        (45, "that is one epoch; there"),
        (20 * 1438 / 32, "whole number"),
        (899, "begins anew"),
        (898, "in each epoch"),
        (20 * 1438, "number of examples"),
        (44, "without its last"),
        (640, "the last one included"),
    ],
    "06.7": [
        (whole_batches_only, "last, smaller batch are missing"),
        (in_order, "old order"),
        (own_seed, "use the rng"),
        (with_replacement, "come twice"),
        (as_many_batches, "not of batches"),
        (even_batches, "all batches but the last"),
        (an_empty_one, "a batch is empty"),
        (blocks, "only the batches change places"),
        (own_generator, "the same rng gives another order"),
        (inside_blocks, "only inside their old batches"),
        (inside_blocks_moved, "only inside their old batches"),
        (lambda m, size, rng: rng.permutation(m), "a list of arrays"),
        (lambda m, size, rng: cut(1 + rng.permutation(m), size), "from 0 to 9"),
    ],
    "06.8": [
        (of_answers, "divide by the true ones"),
        (each(lambda t, a: np.sum(t & a)), "how often the class occurs"),
        (each(lambda t, a: np.mean(t & a)), "not of all"),
        (lambda y, y_hat, K: np.mean(y == y_hat), "share of all answers"),
        (lambda y, y_hat, K: 1 - of_each(y, y_hat, K), "share that is wrong"),
        (each(lambda t, a: np.mean(t == a)), "rows of other classes"),
        (lambda y, y_hat, K: np.zeros(K), "for each k"),
    ],
}
