"""Layers of the lectures for Keras, written with `keras.ops`: they run on every backend of Keras.

Each can stand in for the layer of Keras with its name: same defaults, same weights. The recurrent
cells and the blocks of the case studies have lessons of their own.
"""

from dlcourse.layers.activations import (
    LeakyReLU,
    Linear,
    ReLU,
    ReLU6,
    Sigmoid,
    Softmax,
    Swish,
    Tanh,
)
from dlcourse.layers.batch_normalization import BatchNormalization
from dlcourse.layers.dropout import Dropout
from dlcourse.layers.mixup import MixUp

__all__ = [
    "BatchNormalization",
    "Dropout",
    "LeakyReLU",
    "Linear",
    "MixUp",
    "ReLU",
    "ReLU6",
    "Sigmoid",
    "Softmax",
    "Swish",
    "Tanh",
]
