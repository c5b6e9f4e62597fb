"""The update rules of the lectures as Keras optimizers: `model.compile(Adam(0.001))`.

Each is written as its slide is read and takes the place of Keras's own: the same defaults, the
same numbers, the same remembered averages. All that the base class offers works as there: decay
of the weights, three ways to clip, averaged weights, accumulated gradients, a scaled loss,
schedules for the rate. Weight decay is decoupled: w <- w - alpha lambda w before the step.

Where slides and Keras differ, `dlcourse.scratch.optimizers` has the slide's form.

Source: *DS2*, "Gradient based optimization"; *Scratch*, "Tips"; *Notes*, "Adam".
"""

from dlcourse.optimizers.adaptive import Adagrad, Adam, RMSProp
from dlcourse.optimizers.descent import SGD, Momentum, Nesterov

__all__ = ["SGD", "Adagrad", "Adam", "Momentum", "Nesterov", "RMSProp"]
