"""A network of any depth: a list of layers, one loop forward, one loop back.

Rows of X are examples. Layer l has weights W (n_in, n_out), a bias b (n_out,) and an activation:

    forward    Z_l = A_{l-1} W_l + b_l,   A_l = phi_l(Z_l),   A_0 = X
    backward   delta_l = dJ/dZ_l,   dJ/dW_l = A_{l-1}^T delta_l,   dJ/db_l = sum of its rows
               delta_{l-1} = (delta_l W_l^T) phi'_{l-1}(Z_{l-1})

The slides of *Scratch* keep the bias in column 0 of a matrix Theta (n_out, n_in + 1);
`layer_to_theta` and `theta_to_layer` go from one form to the other.

Source: *Scratch*, "Forward Propagation", "BackProp", "Generalization"; *Notes*, "Deep L-layer
network"; *DS2*, "Backpropagation". Rumelhart, Hinton, Williams (1986), *Learning representations
by back-propagating errors*.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import numpy as np

from dlcourse.scratch import activations, initializers, losses, optimizers, regularizers
from dlcourse.scratch.activations import Activation
from dlcourse.scratch.gradients import NetworkCheck, check_in_place

__all__ = ["Network", "layer_to_theta", "theta_to_layer"]

Array = np.ndarray

# An output function and the loss that takes what goes into it: there delta_L is (A - Y) / m.
_MATCHED = {"sigmoid": "binary_crossentropy", "softmax": "categorical_crossentropy"}
_LONG_RUN = 3e10  # epochs x examples x weights from which `fit` shows a bar: about ten seconds


class Network:
    """A fully connected network.

    Example:
        >>> net = Network.dense([2, 3, 1], activation="tanh", output="sigmoid", seed=0)
        >>> net.count(), net.forward(np.zeros((5, 2))).shape
        (13, (5, 1))
    """

    def __init__(
        self,
        model: Sequence[Array | Activation | str],
        *,
        loss: str | losses.Loss | None = None,
        regularizer: str | regularizers.Regularizer | None = None,
        dropout: float = 0.0,
        seed: int = 0,
    ) -> None:
        """A model as on the slides: weights and activations in turn.

        Args:
            model: `[Theta0, sigmoid, Theta1, softmax]` and so on, each Theta (n_out, n_in + 1)
                with the bias weights in column 0. The weights are copied; their type is kept.
            loss: A loss or its name. Default: the cross-entropy that matches a sigmoid or softmax
                output, else "mse".
            regularizer: A penalty on the weights (never on the biases), or its name.
            dropout: The share of each hidden layer's units that is dropped in training.
            seed: Seed of the dropout masks.
        """
        thetas, names = _in_turn(model)
        kind = np.result_type(*thetas)
        layers = [theta_to_layer(theta.astype(kind, copy=False)) for theta in thetas]
        self.weights: list[Array] = [W for W, _ in layers]
        self.biases: list[Array] = [b for _, b in layers]
        self.activations = [activations.get(name) for name in names]
        self.loss = self._fitting(
            losses.get(loss or _MATCHED.get(self.activations[-1].name, "mse"))
        )
        self.regularizer = regularizers.get(regularizer)
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout must be at least 0 and below 1, got {dropout!r}")
        self.dropout = dropout
        self.history: dict[str, list[float]] = {}
        self._rng = np.random.default_rng(seed)

    @classmethod
    def dense(
        cls,
        sizes: Sequence[int],
        *,
        activation: str | Activation | Sequence[str | Activation] = "relu",
        output: str | Activation = "softmax",
        initializer: str | initializers.Initializer = "glorot",
        seed: int = 0,
        dtype: Any = np.float64,
        **settings: Any,
    ) -> Network:
        """A network from its sizes, with fresh weights.

        Args:
            sizes: Number of inputs, of each hidden layer's units, of outputs.
            activation: That of the hidden layers, or one for each of them.
            output: The activation of the last layer.
            initializer: Name or function of the first weights; biases begin at 0.
            seed: Seed of the weights.
            dtype: float64 or float32.
            settings: `loss`, `regularizer`, `dropout` as in `Network(...)`.
        """
        sizes = [int(n) for n in sizes]
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(f"sizes must name at least inputs and outputs, 1 or more; got {sizes}")
        hidden = len(sizes) - 2
        several = isinstance(activation, Sequence) and not isinstance(activation, str)
        between = list(activation) if several else [activation] * hidden
        if len(between) != hidden:
            raise ValueError(f"activation has {len(between)} entries for {hidden} hidden layers")
        if not np.issubdtype(dtype, np.floating):
            raise ValueError(f"dtype must be float64, float32 or the like, got {dtype!r}")
        rng, first = np.random.default_rng(seed), initializers.get(initializer)
        model: list[Any] = []
        for n_in, n_out, phi in zip(sizes, sizes[1:], [*between, output], strict=False):
            W = np.asarray(first(rng, n_in, n_out), dtype=dtype)
            model += [layer_to_theta(W, np.zeros(n_out, dtype)), phi]
        return cls(model, seed=seed, **settings)

    # --- what it is made of -----------------------------------------------------------------

    @property
    def sizes(self) -> list[int]:
        """Number of inputs, and of units of each layer."""
        return [len(self.weights[0]), *(len(b) for b in self.biases)]

    @property
    def parameters(self) -> list[Array]:
        """W1, b1, W2, b2, ...: the arrays themselves, in the order of Keras' `get_weights()`."""
        return [p for pair in zip(self.weights, self.biases, strict=True) for p in pair]

    @property
    def thetas(self) -> list[Array]:
        """The weights in the form of the slides, (n_out, n_in + 1) each."""
        return [layer_to_theta(W, b) for W, b in zip(self.weights, self.biases, strict=True)]

    @property
    def dtype(self) -> np.dtype:
        """The type that everything is computed in: that of the weights."""
        return self.weights[0].dtype

    def count(self) -> int:
        """How many numbers the network can learn."""
        return sum(p.size for p in self.parameters)

    def set_parameters(self, parameters: Iterable[Array]) -> None:
        """Copy values into W1, b1, W2, b2, ..."""
        given, own = [np.asarray(p) for p in parameters], self.parameters
        if [p.shape for p in given] != [p.shape for p in own]:
            raise ValueError(
                f"parameters must have the shapes {[p.shape for p in own]}, "
                f"got {[p.shape for p in given]}"
            )
        for mine, new in zip(own, given, strict=True):
            mine[...] = new

    def copy(self, dtype: Any = None) -> Network:
        """A network with equal weights and settings, and no history."""
        model: list[Any] = []
        for theta, phi in zip(self.thetas, self.activations, strict=True):
            model += [theta.astype(dtype or theta.dtype), phi]
        settings = {"regularizer": self.regularizer, "dropout": self.dropout}
        net = Network(model, loss=self.loss, **settings)
        net._rng = deepcopy(self._rng)  # so that both drop the same units
        return net

    # --- forward ----------------------------------------------------------------------------

    def forward(self, X: Array) -> Array:
        """The output for each row of X, (m, n_out)."""
        return self.layers_forward(X)[1][-1]

    def layers_forward(self, X: Array) -> tuple[list[Array], list[Array]]:
        """All weighted sums [Z1, ..., ZL] and all activations [X, A1, ..., AL]."""
        Zs, As, _ = self._forward(self._inputs(X))
        return Zs, As

    def predict(self, X: Array) -> Array:
        """The class of each row, (m,): the largest output, or 1 where a single one is >= 0.5.

        A single output that is a logit says 1 from 0 on, where its probability is 0.5.
        """
        return self._said(self.forward(X))

    def _said(self, out: Array) -> Array:
        logit = self.activations[-1].name == "linear" and self.loss.name in _MATCHED.values()
        return _classes(out, 0.0 if logit else 0.5)

    def accuracy(self, X: Array, y: Array) -> float:
        """The share of rows whose class is right; y as class numbers or one-hot."""
        return float(np.mean(self.predict(X) == _classes(self._targets(y, len(X)))))

    def cost(self, X: Array, y: Array) -> float:
        """J: the mean loss over the examples, plus the penalty on the weights.

        Args:
            X: Inputs, (m, n).
            y: Targets: class numbers (m,), or one row for each example (m, n_out); for a network
                with one output also (m,).
        """
        X, Y = self._inputs(X), self._targets(y, len(X))
        Zs, As, _ = self._forward(X)
        return self._loss(Zs[-1], As[-1], Y) + self._penalty()

    def _forward(
        self, A: Array, training: bool = False
    ) -> tuple[list[Array], list[Array], list[Array | None]]:
        Zs, As, masks = [], [A], []
        for W, b, phi in zip(self.weights, self.biases, self.activations, strict=True):
            Z = A @ W
            Z += b
            A, mask = phi(Z), None
            if training and self.dropout and len(Zs) < len(self.weights) - 1:
                A, mask = regularizers.dropout(A, self.dropout, self._rng)
            Zs.append(Z)
            As.append(A)
            masks.append(mask)
        return Zs, As, masks

    # --- the loss, and the way back ---------------------------------------------------------

    @property
    def matched(self) -> bool:
        """Whether the loss is the cross-entropy that belongs to the output function."""
        return _MATCHED.get(self.activations[-1].name) == self.loss.name

    def _fitting(self, loss: losses.Loss) -> losses.Loss:
        """A cross-entropy takes what the network hands it: logits, or other outputs."""
        if loss.name not in _MATCHED.values():
            return loss
        output = self.activations[-1].name
        return replace(loss, from_logits=output == "linear" or _MATCHED.get(output) == loss.name)

    def _loss(self, Z: Array, A: Array, Y: Array) -> float:
        return self.loss.value(Z if self.matched else A, Y)

    def _output_delta(self, Z: Array, A: Array, Y: Array) -> Array:
        if self.matched:
            return self.loss.delta(A, Y)
        return self.activations[-1].backward(Z, self.loss.derivative(A, Y))

    def _penalty(self) -> float:
        if self.regularizer is None:
            return 0.0
        return sum(self.regularizer.value(W) for W in self.weights)

    def _deltas(self, Zs: list[Array], As: list[Array], masks: list, Y: Array) -> list[Array]:
        delta = self._output_delta(Zs[-1], As[-1], Y)
        deltas = [delta]
        for l in range(len(self.weights) - 1, 0, -1):
            dA = delta @ self.weights[l].T
            if masks[l - 1] is not None:
                dA *= masks[l - 1]
            delta = self.activations[l - 1].backward(Zs[l - 1], dA)
            deltas.insert(0, delta)
        return deltas

    def _gradients(self, deltas: list[Array], As: list[Array]) -> list[Array]:
        gradients = []
        for W, A, delta in zip(self.weights, As, deltas, strict=False):
            dW = A.T @ delta
            if self.regularizer is not None:
                dW += self.regularizer.derivative(W)
            gradients += [dW, delta.sum(axis=0)]
        return gradients

    def deltas(self, X: Array, y: Array) -> list[Array]:
        """[delta_1, ..., delta_L], the derivative of J by each weighted sum, (m, n_l) each.

        The 1/m of the mean is in them already.
        """
        X, Y = self._inputs(X), self._targets(y, len(X))
        return self._deltas(*self._forward(X), Y)

    def gradients(self, X: Array, y: Array) -> list[Array]:
        """[dJ/dW1, dJ/db1, dJ/dW2, ...] by backpropagation, without dropout."""
        X, Y = self._inputs(X), self._targets(y, len(X))
        Zs, As, masks = self._forward(X)
        return self._gradients(self._deltas(Zs, As, masks, Y), As)

    def input_gradient(self, X: Array, y: Array) -> Array:
        """dJ/dX, (m, n): how the cost would change with each input."""
        return self.deltas(X, y)[0] @ self.weights[0].T

    def gradient_check(self, X: Array, y: Array, h: float = 1e-5) -> NetworkCheck:
        """Compare `gradients` with central differences, in float64.

        Entries whose step crosses a kink of an activation (or of the L1 penalty, or the place
        from which a cross-entropy clips) have no derivative there: they are left out and counted.

        Args:
            X: Inputs, (m, n); a few rows are enough, each weight costs two passes.
            y: Targets as in `cost`.
            h: Half the distance of the two points of a difference.
        """
        net = self.copy(np.float64)
        names = [f"{kind}{l + 1}" for l in range(len(self.weights)) for kind in "Wb"]
        return check_in_place(
            lambda: net.cost(X, y),
            dict(zip(names, net.parameters, strict=True)),
            net.gradients(X, y),
            h,
            sides=lambda: net._sides(X),
        )

    def _sides(self, X: Array) -> Array:
        """On which side of each kink every weighted sum (and, under L1, every weight) lies."""
        Zs, As = self.layers_forward(X)
        pairs = zip(Zs, self.activations, strict=True)
        found = [Z.ravel() > kink for Z, phi in pairs for kink in phi.kinks]
        if isinstance(self.regularizer, regularizers.L1):
            found += [np.sign(W).ravel() for W in self.weights]
        if not getattr(self.loss, "from_logits", True):
            found.append((losses.clipped(As[-1]) == As[-1]).ravel())
        return np.concatenate([np.zeros(0), *found])

    # --- training ---------------------------------------------------------------------------

    def fit(
        self,
        X: Array,
        y: Array,
        *,
        epochs: int = 10,
        batch_size: int | None = 32,
        optimizer: str | optimizers.Optimizer = "sgd",
        validation: tuple[Array, Array] | None = None,
        shuffle: bool = True,
        seed: int = 0,
        progress: bool | None = None,
        on_epoch: Callable[[int, Network], bool | None] | None = None,
    ) -> dict[str, list[float]]:
        """Learn by mini-batches, going on from the present weights.

        Args:
            X: Inputs, (m, n).
            y: Targets as in `cost`.
            epochs: How often every example is used.
            batch_size: Examples in a step; None takes all of them, 1 is online learning.
            optimizer: An optimizer, which goes on from its own state, or the name of a new one.
            validation: Inputs and targets that are only looked at, after each epoch.
            shuffle: Whether the examples come in a new order in each epoch.
            seed: Seed of that order.
            progress: Show a bar; by default on long runs only.
            on_epoch: Called after each epoch with its number and the network; training ends
                where it returns True.

        Returns:
            The history: "loss" (with penalty, the mean over the epoch's batches, as in Keras),
            "accuracy" where outputs are classes, and both with "val_". It is also kept in
            `history`, to which a later `fit` appends.

        Raises:
            ValueError: Numbers or shapes that do not fit.
            FloatingPointError: The loss is no longer a number; the weights are then those of the
                last whole epoch.
        """
        X = self._inputs(X)
        Y = self._targets(y, len(X))
        m = len(X)
        batch = m if batch_size is None else batch_size
        whole = all(isinstance(n, int | np.integer) for n in (epochs, batch))
        if not whole or epochs < 0 or batch < 1 or m < 1:
            raise ValueError(
                f"epochs must be 0, 1, 2, ..., batch_size None or 1, 2, ..., X not empty; "
                f"got epochs={epochs}, batch_size={batch_size}, {m} rows"
            )
        if validation is not None:
            Xv = self._inputs(validation[0])
            validation = Xv, self._targets(validation[1], len(Xv))
        optimizer, rng = optimizers.get(optimizer), np.random.default_rng(seed)
        long = epochs * m * self.count() > _LONG_RUN
        sizes = [min(batch, m - start) for start in range(0, m, batch)]
        for epoch in _bar(epochs, long if progress is None else progress):
            before = [p.copy() for p in self.parameters]
            order = rng.permutation(m) if shuffle and batch < m else None
            seen, penalties = np.empty_like(Y), []
            with np.errstate(over="ignore", invalid="ignore"):
                for start in range(0, m, batch):
                    rows = slice(start, start + batch) if order is None else order[start:][:batch]
                    Xb, Yb = (a[rows] if order is None else a.take(rows, 0) for a in (X, Y))
                    seen[start : start + batch], penalty = self._step(Xb, Yb, optimizer)
                    penalties.append(penalty)
                # The losses of all steps at once: that takes a fraction of the time.
                Yo = Y if order is None else Y[order]
                J = self.loss.value(seen, Yo) + np.average(penalties, weights=sizes)
                finite = np.isfinite(J) and all(np.isfinite(p).all() for p in self.parameters)
                if not finite:
                    self.set_parameters(before)
                    starts = range(0, m, batch)
                    parts = [(seen[k : k + batch], Yo[k : k + batch]) for k in starts]
                    Js = [self.loss.value(*part) for part in parts]
                    Js = [J + penalty for J, penalty in zip(Js, penalties, strict=True)]
                    raise FloatingPointError(self._why(Js, epoch, optimizer))
            out = self.activations[-1](seen) if self.matched else seen
            right = np.mean(self._said(out) == _classes(Yo)) if self._classifies else 0.0
            self._remember(J, float(right), validation)
            if on_epoch is not None and on_epoch(epoch, self):
                break
        return self.history

    def _step(self, X: Array, Y: Array, optimizer: optimizers.Optimizer) -> tuple[Array, float]:
        """One step of the optimizer on a batch; what J is made of before it: outputs, penalty.

        The outputs are those that the loss takes: weighted sums, where it takes logits.
        """
        parameters = self.parameters
        optimizer.look_ahead(parameters)
        Zs, As, masks = self._forward(X, training=True)
        penalty = self._penalty()
        optimizer.step(parameters, self._gradients(self._deltas(Zs, As, masks, Y), As))
        return Zs[-1] if self.matched else As[-1], penalty

    @property
    def _classifies(self) -> bool:
        return self.activations[-1].name in _MATCHED or self.loss.name in _MATCHED.values()

    def _remember(self, loss: float, accuracy: float, validation: tuple | None) -> None:
        now = {"loss": loss}
        if self._classifies:
            now["accuracy"] = accuracy
        if validation is not None:
            now["val_loss"] = self.cost(*validation)
            if self._classifies:
                now["val_accuracy"] = self.accuracy(*validation)
        for name, value in now.items():
            self.history.setdefault(name, []).append(float(value))

    @staticmethod
    def _why(Js: list[float], epoch: int, optimizer: optimizers.Optimizer) -> str:
        """What to say of an epoch that failed, from the losses of its steps."""
        last = len(Js) - 1
        step = next((k for k, J in enumerate(Js) if not np.isfinite(J)), last)
        fine = np.isfinite(Js[step])
        what = "a weight became infinite or NaN" if fine else f"the loss became {Js[step]}"
        return (
            f"{what} in epoch {epoch + 1}, step {step + 1}. Most often the learning "
            f"rate is too large ({optimizer.rate:g} here: try a tenth). Else look for inputs that "
            "are not scaled, for NaN in the data, or for first weights that are too large. The "
            "weights are those from before this epoch"
        )

    # --- input and output -------------------------------------------------------------------

    def _inputs(self, X: Array) -> Array:
        X = np.asarray(X)
        if X.ndim != 2 or X.shape[1] != len(self.weights[0]):
            raise ValueError(f"X must have shape (m, {len(self.weights[0])}), got {X.shape}")
        return X.astype(self.dtype, copy=False)

    def _targets(self, y: Array, m: int) -> Array:
        y, n_out = np.asarray(y), len(self.biases[-1])
        if y.shape == (m,) and n_out == 1:
            y = y[:, None]
        if y.shape == (m, n_out):
            return self._sums_checked(y.astype(self.dtype, copy=False))
        if y.shape == (m,) and np.issubdtype(y.dtype, np.integer):
            if m and not 0 <= y.min() <= y.max() < n_out:
                raise ValueError(
                    f"y must hold class numbers from 0 to {n_out - 1}, got {y.min()} to {y.max()}"
                )
            return np.eye(n_out, dtype=self.dtype)[y]
        raise ValueError(
            f"y must hold {m} class numbers or have shape ({m}, {n_out}); "
            f"got shape {y.shape} of {y.dtype}"
        )

    def _sums_checked(self, Y: Array) -> Array:
        """Y, if the loss is not one whose derivative holds for rows that sum to 1 only."""
        sums = Y.sum(axis=1)
        if self.loss.name == "categorical_crossentropy" and not np.allclose(sums, 1, atol=1e-3):
            raise ValueError(
                "y must have rows that sum to 1 for categorical_crossentropy, got sums from "
                f"{sums.min():g} to {sums.max():g} (two classes with one output: take a sigmoid)"
            )
        return Y

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write weights and settings to one `.npz` file, whole or not at all.

        Returns:
            Where it is; `.npz` is added to a name without it.
        """
        path = _npz(path)
        penalty = self.regularizer
        about = {
            "activations": [[phi.name, dict(phi.settings)] for phi in self.activations],
            "loss": [self.loss.name, asdict(self.loss)],
            "regularizer": penalty and [penalty.name, float(penalty.strength)],
            "dropout": float(self.dropout),
        }
        for phi in self.activations:
            _refuse_own(phi)
        arrays = {f"theta{l}": theta for l, theta in enumerate(self.thetas)}
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                np.savez(file, about=np.array(json.dumps(about)), **arrays)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        return path

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Network:
        """The network that `save` wrote. Nothing in the file is executed (no pickle)."""
        path = Path(path) if Path(path).exists() else _npz(path)
        foreign = ValueError(f"{path} was not written by Network.save")
        if path.exists() and not is_zipfile(path):
            raise foreign
        with np.load(path, allow_pickle=False) as file:
            if "about" not in file:
                raise foreign
            about = json.loads(str(file["about"]))
            model: list[Any] = []
            for l, (name, settings) in enumerate(about["activations"]):
                model += [file[f"theta{l}"], activations.get(name, **settings)]
        name, settings = about["loss"]
        penalty = about["regularizer"]
        return cls(
            model,
            loss=replace(losses.get(name), **settings),
            regularizer=penalty and replace(regularizers.get(penalty[0]), strength=penalty[1]),
            dropout=about["dropout"],
        )

    def __repr__(self) -> str:
        layers = " → ".join(
            [str(self.sizes[0])]
            + [f"{n} {phi.name}" for n, phi in zip(self.sizes[1:], self.activations, strict=True)]
        )
        return f"Network({layers}; {self.count()} parameters)"


def theta_to_layer(theta: Array) -> tuple[Array, Array]:
    """From the slides' Theta (n_out, n_in + 1) to W (n_in, n_out) and b (n_out,), as copies."""
    theta = np.asarray(theta)
    if theta.ndim != 2 or theta.shape[1] < 2:
        raise ValueError(f"theta must have shape (n_out, n_in + 1), got {theta.shape}")
    if not np.issubdtype(theta.dtype, np.floating):
        theta = theta.astype(np.float64)
    return np.array(theta[:, 1:].T, order="C"), theta[:, 0].copy()


def layer_to_theta(W: Array, b: Array) -> Array:
    """From W (n_in, n_out) and b (n_out,) to the slides' Theta (n_out, n_in + 1)."""
    W, b = np.asarray(W), np.asarray(b)
    if W.ndim != 2 or b.shape != W.shape[1:]:
        raise ValueError(
            f"W must have shape (n_in, n_out) and b (n_out,), got {W.shape} and {b.shape}"
        )
    return np.column_stack([b, W.T])


def _in_turn(model: Sequence[Any]) -> tuple[list[Array], list[str | Activation]]:
    thetas, names = list(model[::2]), list(model[1::2])
    words = [isinstance(entry, str | Activation) for entry in model]
    if not model or words != [False, True] * (len(model) // 2):
        raise ValueError(
            "model must hold weights and activations in turn, such as "
            "[Theta0, sigmoid, Theta1, softmax]; got "
            + (", ".join(type(entry).__name__ for entry in model) or "nothing")
        )
    thetas = [np.asarray(theta) for theta in thetas]
    for l, theta in enumerate(thetas):
        if theta.ndim != 2:
            raise ValueError(f"Theta{l} must have shape (n_out, n_in + 1), got {theta.shape}")
    for l in range(1, len(thetas)):
        rows, columns = len(thetas[l - 1]), thetas[l].shape[1]
        if columns != rows + 1:
            raise ValueError(
                f"Theta{l} must have {rows + 1} columns, one more than Theta{l - 1} has rows; "
                f"got {columns}"
            )
    return thetas, names


def _classes(out: Array, threshold: float = 0.5) -> Array:
    return out.argmax(axis=1) if out.shape[1] > 1 else (out[:, 0] >= threshold).astype(int)


def _refuse_own(phi: Activation) -> None:
    """A file holds the name of an activation: say so, where that name means another function."""
    z = np.linspace(-8, 8, 33)
    try:
        known = activations.get(phi.name, **dict(phi.settings))
        same = np.allclose(known(z), phi(z)) and np.allclose(known.df(z), phi.df(z))
    except (TypeError, ValueError):
        same = False
    if not same:
        raise ValueError(
            f"activations must be those of the library to be saved, got your own {phi!r}: "
            "save `thetas` by np.savez, and build the network from them"
        )


def _npz(path: str | os.PathLike[str]) -> Path:
    path = Path(path)
    return path if path.suffix == ".npz" else path.with_name(path.name + ".npz")


def _bar(epochs: int, shown: bool) -> Iterable[int]:
    if not shown:
        return range(epochs)
    from tqdm.auto import tqdm

    return tqdm(range(epochs), desc="epochs")
