"""Learning rates that change from step to step: `SGD(CosineDecay(0.1, decay_steps=1000))`.

Symbols: eta_0 the first rate, t the step, counted from 0 as an optimizer counts, T `decay_steps`.
With `staircase`, t / T is rounded down: with T steps an epoch it is the number of the epoch, and
the rate changes only between epochs.

Where Keras has a schedule of the same name, arguments and values are the same. Each draws itself:
`show(CosineDecay(0.1, 100).plot(120).figure, alt=...)`.

Source: *DS2*, "Learning rate schedules"; *Notes*, "Learning rate decay".
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import keras
from keras import ops
from keras.optimizers.schedules import LearningRateSchedule

from dlcourse.optimizers.ranges import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseSqrtDecay",
    "InverseTimeDecay",
    "PolynomialDecay",
    "Schedule",
    "WarmUp",
]

Tensor = Any
# A compiler may turn t / T into t times a rounded 1 / T; what should be a whole number is then
# smaller by a trifle, and would be rounded down to the one before.
_ROUNDING = 4e-7


class Schedule(LearningRateSchedule):
    """What all have in common: a configuration, and a picture.

    A schedule of one's own is a `@dataclass(frozen=True)` with a `__call__`; its fields are its
    configuration, the last of them a `name`. Register it, and models that use it can be loaded.
    """

    def __call__(self, step: Tensor) -> Tensor:
        """The rate of a step.

        Args:
            step: The number of the step, from 0: a whole number or a scalar tensor.

        Returns:
            A scalar tensor of Keras's float type.
        """
        raise NotImplementedError(f"{type(self).__name__} has no __call__")

    def get_config(self) -> dict[str, Any]:
        """The fields, for `from_config`."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def plot(self, steps: int, *, ax: Axes | None = None, label: str | None = None) -> Axes:
        """Draw the rates of the first steps; call it again with the same axes to compare.

        Args:
            steps: How many steps, at least 1.
            ax: Where to draw; a new figure if not given.
            label: What a legend calls the line; the schedule's name if not given. The legend
                comes with the second line.

        Returns:
            The axes.

        Raises:
            ValueError: `steps` is below 1.
        """
        from dlcourse.plots import loss_curves

        number("steps", steps, at_least=1)
        rates = ops.convert_to_numpy(self._rates(ops.arange(int(steps))))
        ax = loss_curves({label or self.name: rates}, ax=ax, ylabel="learning rate")
        if len(ax.lines) > 1:
            ax.legend()
        return ax

    def _rates(self, steps: Tensor) -> Tensor:
        """The rates of many steps."""
        try:
            rates = self(steps)
            together = ops.shape(rates) == ops.shape(steps)
        except Exception:  # any: each backend has its own for a condition that is an array
            together = False
        if not together:  # one by one, which TensorFlow traces anew in each call
            rates = ops.vectorized_map(self, steps)
        return rates


@keras.saving.register_keras_serializable(package="dlcourse")
@dataclass(frozen=True)
class ExponentialDecay(Schedule):
    """eta = eta_0 c^(t / T). The slide has T = 1.

    Attributes:
        initial_learning_rate: eta_0, at least 0.
        decay_steps: T, above 0.
        decay_rate: c, above 0: what is left of the rate after T steps.
        staircase: Whether t / T is rounded down.
        name: What a legend calls it.
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False
    name: str = "ExponentialDecay"

    def __post_init__(self) -> None:
        number("initial_learning_rate", self.initial_learning_rate, at_least=0)
        number("decay_steps", self.decay_steps, above=0)
        number("decay_rate", self.decay_rate, above=0)

    def __call__(self, step: Tensor) -> Tensor:
        eta_0, c = _tensor(self.initial_learning_rate), _tensor(self.decay_rate)
        return eta_0 * ops.power(c, _periods(step, self.decay_steps, self.staircase))


@keras.saving.register_keras_serializable(package="dlcourse")
@dataclass(frozen=True)
class PolynomialDecay(Schedule):
    """eta = (eta_0 - eta_T) (1 - t / T)^p + eta_T, and eta_T from step T on.

    The slide calls eta_0 / t polynomial; that is `InverseTimeDecay(eta_0, 1, 1.0)`.

    Attributes:
        initial_learning_rate: eta_0, at least 0.
        decay_steps: T, above 0.
        end_learning_rate: eta_T, at least 0.
        power: p, above 0; 1 is a straight line.
        cycle: Whether T is doubled, tripled and so on when it is reached, so that the rate jumps
            up and falls again.
        name: What a legend calls it.
    """

    initial_learning_rate: float
    decay_steps: float
    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False
    name: str = "PolynomialDecay"

    def __post_init__(self) -> None:
        number("initial_learning_rate", self.initial_learning_rate, at_least=0)
        number("decay_steps", self.decay_steps, above=0)
        number("end_learning_rate", self.end_learning_rate, at_least=0)
        number("power", self.power, above=0)

    def __call__(self, step: Tensor) -> Tensor:
        eta_0, eta_T = _tensor(self.initial_learning_rate), _tensor(self.end_learning_rate)
        t, T = _tensor(step), _tensor(self.decay_steps)
        if self.cycle:
            T = T * ops.maximum(ops.ceil(t / T * (1 - _ROUNDING)), 1)
        left = 1 - ops.minimum(t, T) / T
        return (eta_0 - eta_T) * ops.power(left, _tensor(self.power)) + eta_T


@keras.saving.register_keras_serializable(package="dlcourse")
@dataclass(frozen=True)
class InverseTimeDecay(Schedule):
    """eta = eta_0 / (1 + k t / T).

    The decay of the *Notes*, alpha = alpha_0 / (1 + decay_rate * epoch), with T steps an epoch
    and `staircase=True`. The eta_0 / t of *DS2*, whose t begins at 1, with T = 1 and k = 1.

    Attributes:
        initial_learning_rate: eta_0, at least 0.
        decay_steps: T, above 0.
        decay_rate: k, at least 0.
        staircase: Whether t / T is rounded down.
        name: What a legend calls it.
    """

    initial_learning_rate: float
    decay_steps: float
    decay_rate: float
    staircase: bool = False
    name: str = "InverseTimeDecay"

    def __post_init__(self) -> None:
        number("initial_learning_rate", self.initial_learning_rate, at_least=0)
        number("decay_steps", self.decay_steps, above=0)
        number("decay_rate", self.decay_rate, at_least=0)

    def __call__(self, step: Tensor) -> Tensor:
        eta_0, k = _tensor(self.initial_learning_rate), _tensor(self.decay_rate)
        return eta_0 / (1 + k * _periods(step, self.decay_steps, self.staircase))


@keras.saving.register_keras_serializable(package="dlcourse")
@dataclass(frozen=True)
class InverseSqrtDecay(Schedule):
    """eta = eta_0 / sqrt(1 + k t / T). Keras has none of this kind.

    The defaults are the eta_0 / sqrt(t) of *DS2*, whose t begins at 1 (the slide names it
    "inverse square"). It falls more slowly than `InverseTimeDecay`. Behind a `WarmUp` of n steps
    and with T = n it is the schedule of the Transformer: eta_0 sqrt(n / t) at its step t >= n.

    Vaswani et al. (2017), *Attention Is All You Need*, section 5.3.

    Attributes:
        initial_learning_rate: eta_0, at least 0.
        decay_steps: T, above 0.
        decay_rate: k, at least 0.
        staircase: Whether t / T is rounded down.
        name: What a legend calls it.
    """

    initial_learning_rate: float
    decay_steps: float = 1
    decay_rate: float = 1.0
    staircase: bool = False
    name: str = "InverseSqrtDecay"

    def __post_init__(self) -> None:
        number("initial_learning_rate", self.initial_learning_rate, at_least=0)
        number("decay_steps", self.decay_steps, above=0)
        number("decay_rate", self.decay_rate, at_least=0)

    def __call__(self, step: Tensor) -> Tensor:
        eta_0, k = _tensor(self.initial_learning_rate), _tensor(self.decay_rate)
        return eta_0 / ops.sqrt(1 + k * _periods(step, self.decay_steps, self.staircase))


@keras.saving.register_keras_serializable(package="dlcourse")
@dataclass(frozen=True)
class CosineDecay(Schedule):
    """eta = eta_0 ((1 - alpha) (1 + cos(pi t / T)) / 2 + alpha), and alpha eta_0 from step T on.

    With a `warmup_target` the rate first goes from eta_0 to the target, in `warmup_steps` equal
    steps; the cosine follows, and begins at the target. `WarmUp` does that for every schedule.

    Loshchilov and Hutter (2017), *SGDR: Stochastic Gradient Descent with Warm Restarts*.

    Attributes:
        initial_learning_rate: eta_0, at least 0.
        decay_steps: T, above 0.
        alpha: The share of the rate that is left at the end, at least 0.
        name: What a legend calls it.
        warmup_target: The rate after the warm-up, at least 0; None for no warm-up.
        warmup_steps: The length of the warm-up, at least 0.
    """

    initial_learning_rate: float
    decay_steps: float
    alpha: float = 0.0
    name: str = "CosineDecay"
    warmup_target: float | None = None
    warmup_steps: float = 0

    def __post_init__(self) -> None:
        number("initial_learning_rate", self.initial_learning_rate, at_least=0)
        number("decay_steps", self.decay_steps, above=0)
        number("alpha", self.alpha, at_least=0)
        number("warmup_steps", self.warmup_steps, at_least=0)
        if self.warmup_target is not None:
            number("warmup_target", self.warmup_target, at_least=0)

    def __call__(self, step: Tensor) -> Tensor:
        t, eta_0 = _tensor(step), _tensor(self.initial_learning_rate)
        if self.warmup_target is None:
            return eta_0 * self._share(t)
        target, n = _tensor(self.warmup_target), self.warmup_steps
        rise = eta_0 + (target - eta_0) * t / max(n, 1)
        return ops.where(t < n, rise, target * self._share(ops.maximum(t - n, 0)))

    def _share(self, t: Tensor) -> Tensor:
        return _cosine(ops.minimum(t / self.decay_steps, 1), self.alpha)


@keras.saving.register_keras_serializable(package="dlcourse")
@dataclass(frozen=True)
class CosineDecayRestarts(Schedule):
    """Half a cosine as in `CosineDecay`, again and again: period i has T a^i steps.

    eta = eta_0 ((1 - alpha) b^i (1 + cos(pi u)) / 2 + alpha), where u goes from 0 to 1 in each
    period i = 0, 1, 2, ... For some a that are no whole number, as 1.1, rounding makes Keras's
    restart one step late; this one is on time.

    Loshchilov and Hutter (2017), *SGDR: Stochastic Gradient Descent with Warm Restarts*.

    Attributes:
        initial_learning_rate: eta_0, at least 0.
        first_decay_steps: T, above 0: the steps of the first period.
        t_mul: a, at least 1: how many times longer each period is than the last.
        m_mul: b, above 0: how many times higher each period begins.
        alpha: The share of eta_0 that is left at the end of each period, at least 0.
        name: What a legend calls it.
    """

    initial_learning_rate: float
    first_decay_steps: float
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0
    name: str = "SGDRDecay"

    def __post_init__(self) -> None:
        number("initial_learning_rate", self.initial_learning_rate, at_least=0)
        number("first_decay_steps", self.first_decay_steps, above=0)
        number("t_mul", self.t_mul, at_least=1)
        number("m_mul", self.m_mul, above=0)
        number("alpha", self.alpha, at_least=0)

    def __call__(self, step: Tensor) -> Tensor:
        eta_0, a, b = (_tensor(x) for x in (self.initial_learning_rate, self.t_mul, self.m_mul))
        periods = _tensor(step) / self.first_decay_steps  # in lengths of the first
        if self.t_mul == 1:
            i = ops.floor(periods * (1 + _ROUNDING))
            u = ops.maximum(periods - i, 0)
        else:
            # The first i periods take 1 + a + ... + a^(i-1) = (a^i - 1) / (a - 1) of them. A
            # logarithm that is rounded down at a restart would bring it one step late.
            i = ops.floor(ops.log(1 + periods * (a - 1)) / ops.log(a) + 1e-5)
            u = ops.maximum((periods - (ops.power(a, i) - 1) / (a - 1)) / ops.power(a, i), 0)
        return eta_0 * _cosine(u, self.alpha, height=ops.power(b, i))


@keras.saving.register_keras_serializable(package="dlcourse")
@dataclass(frozen=True)
class WarmUp(Schedule):
    """A straight line from a small rate to another schedule's first, then that schedule.

    eta = first + (schedule(0) - first) t / n  for t < n,  then schedule(t - n).

    In front of a cosine it is the `warmup_target` of `CosineDecay`.

    Goyal et al. (2017), *Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour*, section 2.2.

    Attributes:
        learning_rate: What follows: a schedule, or a number of at least 0.
        warmup_steps: n, above 0.
        initial_learning_rate: The rate of step 0, at least 0.
        name: What a legend calls it.
    """

    learning_rate: float | LearningRateSchedule
    warmup_steps: float
    initial_learning_rate: float = 0.0
    name: str = "WarmUp"

    def __post_init__(self) -> None:
        if not isinstance(self.learning_rate, LearningRateSchedule):
            number("learning_rate, if not a schedule,", self.learning_rate, at_least=0)
        number("warmup_steps", self.warmup_steps, above=0)
        number("initial_learning_rate", self.initial_learning_rate, at_least=0)

    def __call__(self, step: Tensor) -> Tensor:
        t, first = _tensor(step), _tensor(self.initial_learning_rate)
        rise = first + (self._after(ops.zeros_like(t)) - first) * t / self.warmup_steps
        after = self._after(ops.maximum(t - self.warmup_steps, 0))
        return ops.where(t < self.warmup_steps, rise, after)

    def _after(self, t: Tensor) -> Tensor:
        if isinstance(self.learning_rate, LearningRateSchedule):
            return self.learning_rate(t)
        return _tensor(self.learning_rate)

    def get_config(self) -> dict[str, Any]:
        inner = keras.saving.serialize_keras_object(self.learning_rate)
        return {**super().get_config(), "learning_rate": inner}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> WarmUp:
        inner = keras.saving.deserialize_keras_object(config["learning_rate"])
        return cls(**{**config, "learning_rate": inner})


def _tensor(value: Any) -> Tensor:
    """A number or a step of any type, as Keras's float."""
    return ops.cast(value, keras.config.floatx())


def _periods(step: Tensor, length: float, staircase: bool) -> Tensor:
    periods = _tensor(step) / _tensor(length)
    return ops.floor(periods * (1 + _ROUNDING)) if staircase else periods


def _cosine(u: Tensor, alpha: float, height: Tensor | float = 1.0) -> Tensor:
    """From `height` at u = 0 down to 0 at u = 1, squeezed to end at alpha."""
    return (1 - alpha) * height * (1 + ops.cos(math.pi * u)) / 2 + alpha
