"""What to do next, read from a few errors: which step of the chain loses most.

The chain is: the lowest error possible -> the training set -> rows of the same source that were
not trained on -> the development (dev) set -> the test set. Each gap between two links has a name
and remedies of its own.

Source: *Notes*, "Understanding human-level performance", "Improving your model performance",
"Mismatched training and dev/test set", "Solve bias/variance problems".
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real

__all__ = ["Diagnosis", "diagnose"]

_REMEDIES = {
    "avoidable_bias": (
        "a bigger model",
        "longer training or a better optimizer",
        "another architecture or other hyperparameters",
    ),
    "variance": (
        "more training data",
        "regularization: L2, dropout, data augmentation",
        "another architecture or other hyperparameters",
    ),
    "data_mismatch": (
        "error analysis by hand: how do the dev rows differ from the training rows?",
        "training data more like the dev set, collected or made",
    ),
    "overfit_to_dev": ("a larger dev set",),
}
_SAYS = {
    "avoidable_bias": "Training error is {gap} above the proxy: fit the training set better.",
    "variance": "{fresh} error is {gap} above the training error: generalize better.",
    "data_mismatch": "Dev error is {gap} above that on new rows of the training set's source: "
    "make the training data more like the dev set.",
    "overfit_to_dev": "Test error is {gap} above the dev error: the choices were fitted to the "
    "dev set.",
}


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """Errors as shares from 0 to 1, the gaps between them, and what they advise.

    Attributes:
        human: The proxy for the Bayes error: the lowest error that is known to be possible, such
            as that of a team of experts.
        train: The error on the training set.
        dev: The error on the development set.
        train_dev: The error on rows of the training set's source that were held out, if known.
        test: The error on the test set, if known.
    """

    human: float
    train: float
    dev: float
    train_dev: float | None = None
    test: float | None = None

    def __post_init__(self) -> None:
        for name in ("human", "train", "dev"):
            object.__setattr__(self, name, _share(name, getattr(self, name)))
        for name in ("train_dev", "test"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, _share(name, getattr(self, name)))

    @property
    def errors(self) -> dict[str, float]:
        """Name -> error, of those known, in the order of the chain."""
        known = {name: getattr(self, name) for name in ("human", "train", "train_dev", "dev")}
        known["test"] = self.test
        return {name: error for name, error in known.items() if error is not None}

    @property
    def avoidable_bias(self) -> float:
        """Training error - proxy. Negative: the proxy is not the Bayes error."""
        return _gap(self.human, self.train)

    @property
    def variance(self) -> float:
        """Error on held-out rows of the same source - training error.

        Without `train_dev` the dev set stands for them: then the sources must be the same.
        """
        return _gap(self.train, self.dev if self.train_dev is None else self.train_dev)

    @property
    def data_mismatch(self) -> float | None:
        """Dev error - error on held-out rows of the training set's source, if that is known."""
        return None if self.train_dev is None else _gap(self.train_dev, self.dev)

    @property
    def overfit_to_dev(self) -> float | None:
        """Test error - dev error, if the test error is known."""
        return None if self.test is None else _gap(self.dev, self.test)

    @property
    def gaps(self) -> dict[str, float]:
        """Name -> gap, of those known, in the order of the chain. They add up to the whole way."""
        known = {name: getattr(self, name) for name in _REMEDIES}
        return {name: gap for name, gap in known.items() if gap is not None}

    @property
    def largest(self) -> str:
        """The name of the largest gap; of equal ones, the first in the chain."""
        gaps = self.gaps
        return max(gaps, key=gaps.__getitem__)  # max keeps the first of equals

    @property
    def next_step(self) -> str:
        """One sentence: which gap is the largest, and what it asks for."""
        gap = self.gaps[self.largest]
        if gap <= 0:
            return "No gap is left above the proxy: look for a better proxy of the Bayes error."
        fresh = "Dev" if self.train_dev is None else "Train-dev"
        return _SAYS[self.largest].format(fresh=fresh, gap=_percent(gap))

    @property
    def remedies(self) -> tuple[str, ...]:
        """What the lecture lists against the largest gap; nothing, if no gap is above 0."""
        return _REMEDIES[self.largest] if self.gaps[self.largest] > 0 else ()


def diagnose(
    *,
    human: float,
    train: float,
    dev: float,
    train_dev: float | None = None,
    test: float | None = None,
) -> Diagnosis:
    """Name the gaps between the errors of a model, the largest, and what helps against it.

    Gaps are rounded to ten decimals, so that 0.006 - 0.005 is 0.001 and gaps that are equal on
    paper are equal here; of equal gaps, the one earlier in the chain comes first.

    Args:
        human: The proxy for the Bayes error, a share from 0 to 1 like all the others.
        train: The error on the training set.
        dev: The error on the development set.
        train_dev: The error on rows of the training set's source that were held out; needed to
            tell variance from a mismatch where the sources of training and dev set differ.
        test: The error on the test set.

    Raises:
        TypeError: An error that is not a number.
        ValueError: An error that is not a share from 0 to 1.

    Example:
        >>> diagnose(human=0.005, train=0.006, dev=0.008).gaps
        {'avoidable_bias': 0.001, 'variance': 0.002}
    """
    return Diagnosis(human=human, train=train, dev=dev, train_dev=train_dev, test=test)


def _share(name: str, error: float) -> float:
    if isinstance(error, bool) or not isinstance(error, Real):
        raise TypeError(f"{name} must be a number from 0 to 1, got {error!r}")
    error = float(error)
    if not 0 <= error <= 1:
        percent = (
            f" (is it meant in percent? Then pass {error / 100:g})" if 1 < error <= 100 else ""
        )
        raise ValueError(f"{name} must be an error as a share from 0 to 1, got {error:g}{percent}")
    return error


def _gap(before: float, after: float) -> float:
    return round(after - before, 10) + 0.0  # + 0.0 makes -0.0 a plain 0


def _percent(gap: float) -> str:
    return f"{100 * gap:.3g}%"
