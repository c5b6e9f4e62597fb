"""The algorithms of the lectures in NumPy, written for reading. Nothing here needs Keras.

Names are loaded when they are used: `from dlcourse.scratch import LinearRegression`.
"""

from __future__ import annotations

import importlib
from typing import Any

_MODULES = (
    "activations",
    "initializers",
    "losses",
    "mars",
    "metrics",
    "optimizers",
    "regularizers",
    "valleys",
)
_NAMES = {
    "add_bias": "regression",
    "gradient_descent": "regression",
    "LinearRegression": "regression",
    "LogisticRegression": "regression",
    "SoftmaxRegression": "regression",
    "Perceptron": "perceptron",
    "mistake_bound": "perceptron",
    "Network": "network",
    "layer_to_theta": "network",
    "theta_to_layer": "network",
    "dropout": "regularizers",
    "Diagnosis": "diagnosis",
    "diagnose": "diagnosis",
    "GradientCheck": "gradients",
    "NetworkCheck": "gradients",
    "gradient_check": "gradients",
    "numerical_gradient": "gradients",
    "one_hot": "preparation",
    "MinMaxScaler": "preparation",
    "StandardScaler": "preparation",
    "unit_norm": "preparation",
    "decode": "text",
    "encode": "text",
    "multi_hot": "text",
    "tokenize": "text",
    "iterated_kfold_indices": "validation",
    "kfold_indices": "validation",
    "split_indices": "validation",
}

__all__ = [*_MODULES, *_NAMES]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        value = importlib.import_module(f"{__name__}.{name}")
    elif name in _NAMES:
        value = getattr(importlib.import_module(f"{__name__}.{_NAMES[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
