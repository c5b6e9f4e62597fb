import numpy as np

from dlcourse.scratch import Network, activations, add_bias


def forward_columns(Theta, X, active):
    return active(Theta @ np.vstack([np.ones(X.shape[1]), X]))


def four_units(Theta, X, active):
    return active(Theta[:4, 1:] @ X + Theta[:4, :1])


def deep_forward(thetas, X, hidden, output):
    functions = [hidden] * (len(thetas) - 1) + [output]
    return Network([part for pair in zip(thetas, functions, strict=True) for part in pair]).forward(
        X
    )


def no_bend(thetas, X, output):
    for Theta in thetas:
        X = add_bias(X) @ Theta.T
    return output(X)


def no_end(thetas, X, hidden):
    for Theta in thetas[:-1]:
        X = hidden(add_bias(X) @ Theta.T)
    return add_bias(X) @ thetas[-1].T


def one_function(thetas, X, phi):
    for Theta in thetas:
        X = phi(add_bias(X) @ Theta.T)
    return X


def from_the_inputs(thetas, X, hidden, output):
    for Theta in thetas[:-1]:
        hidden(add_bias(X) @ Theta.T)
    return output(add_bias(X) @ thetas[-1].T)


def x_in_the_loop(thetas, X, hidden, output):
    A = X
    for Theta in thetas[:-1]:
        A = hidden(add_bias(X) @ Theta.T)
    return output(add_bias(A) @ thetas[-1].T)


def biases_behind(thetas, X, hidden, output):
    return deep_forward([np.roll(Theta, 1, axis=1) for Theta in thetas], X, hidden, output)


def two_layers(thetas, X, hidden, output):
    return output(add_bias(hidden(add_bias(X) @ thetas[0].T)) @ thetas[-1].T)


def equal_widths(thetas, X, hidden, output):
    n = thetas[0].shape[1]
    return deep_forward([Theta[:, :n] for Theta in thetas], X, hidden, output)


RIGHT = {"05.1": 72, "05.2": forward_columns, "05.3": deep_forward}

WRONG = {
    "05.1": [
        (73, "the biases do not"),
        (967, "400 inputs"),
        (74, "weights, too: one for each pair"),
        (75, "from the pixels alone"),
        (72.97, "round down"),
        (50, "a larger number fits"),
        (300, "more than 30,000"),
        (-1, "count the numbers"),
        ([72], "single number"),
    ],
    "05.2": [
        (lambda Theta, X, active: forward_columns(Theta, X, active).T, "a row for each sample"),
        (lambda Theta, X, active: active(Theta[:, :-1] @ X + Theta[:, -1:]), "not its last one"),
        (lambda Theta, X, active: active(Theta[:, 1:] @ X), "biases are missing"),
        (lambda Theta, X, active: forward_columns(Theta, X, lambda Z: Z), "activation is missing"),
        (lambda Theta, X, active: active(Theta[:, 1:] @ X) + Theta[:, :1], "before the activation"),
        (lambda Theta, X, active: active(Theta[:, 1:] @ X + Theta[:, 0]), "has one axis"),
        (lambda Theta, X, active: active(Theta[:, 1:] @ X + Theta[0, 0]), "Theta[0, 0] for all"),
        (lambda Theta, X, active: active(add_bias(X) @ Theta.T), "a column of X is a sample"),
        (lambda Theta, X, active: active(Theta @ X), "ValueError"),
        (
            lambda Theta, X, active: forward_columns(Theta, X, activations.sigmoid),
            "not one of your own",
        ),
        (four_units, "right for 4 units, 4 inputs and 4 samples, not for others: "),
    ],
    "05.3": [
        (lambda thetas, X, hidden, output: one_function(thetas, X, hidden), "not `hidden`"),
        (lambda thetas, X, hidden, output: one_function(thetas, X, output), "last layer only"),
        (lambda thetas, X, hidden, output: one_function(thetas[:-1], X, hidden), "is missing"),
        (
            lambda thetas, X, hidden, output: output(one_function(thetas, X, hidden)),
            "`output` alone",
        ),
        (
            lambda thetas, X, hidden, output: no_bend(thetas, X, output),
            "hidden layers have no",
        ),
        (
            lambda thetas, X, hidden, output: no_end(thetas, X, hidden),
            "last layer has no",
        ),
        (
            lambda thetas, X, hidden, output: deep_forward(thetas[::-1], X, hidden, output),
            "wrong order",
        ),
        (from_the_inputs, "output of the layer before"),
        (x_in_the_loop, "the layers in the loop all get X"),
        (
            lambda thetas, X, hidden, output: output(one_function(thetas[:-1], X, hidden)),
            "not its weights",
        ),
        (biases_behind, "column 0 of its Theta, not the last one"),
        (two_layers, "loop over all"),
        (equal_widths, "ValueError"),
        (lambda thetas, X, hidden, output: None, "returned nothing"),
    ],
}
