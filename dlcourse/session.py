"""The start of a notebook: profile, seed, style, and (for Keras notebooks) a quiet backend."""

from __future__ import annotations

import os
import platform
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

__all__ = ["Run", "start"]

PROFILES = ("quick", "full")
T = TypeVar("T")


@dataclass(frozen=True)
class Run:
    """What a notebook knows about its own run.

    Attributes:
        profile: `"quick"` or `"full"`.
        seed: The seed given to Python, NumPy and Keras; 0 unless chosen otherwise.
        device: The device Keras computes on, `None` in a NumPy notebook.
    """

    profile: str
    seed: int
    device: str | None = None

    @property
    def full(self) -> bool:
        return self.profile == "full"

    def pick(self, *, quick: T, full: T) -> T:
        """The value for this profile: `run.pick(quick=3, full=30)`."""
        return full if self.full else quick


def start(profile: str | None = None, *, keras: bool = False, seed: int | None = None) -> Run:
    """Begin a notebook: seed everything, set the plot style, say what is running.

    Args:
        profile: `"quick"` (embedded data, seconds) or `"full"` (the data sets of the slides).
            Default: the environment variable `DLCOURSE_PROFILE`, else `"quick"`.
        keras: Also import Keras, without the messages of its backend, seed it, and let a GPU
            take memory as it needs it.
        seed: A whole number from 0 to 2**32 - 1. Default: `DLCOURSE_SEED`, else 0.

    Returns:
        The `Run`, whose `pick` chooses between the sizes.

    Raises:
        ValueError: An unknown profile or seed; the message says where it came from.
    """
    profile = _profile(profile)
    seed = _seed(seed)
    random.seed(seed)
    import numpy as np

    # The legacy generator too: libraries that the notebooks call still draw from it.
    np.random.seed(seed)  # noqa: NPY002
    from dlcourse.plots import style

    style.apply()
    parts = [f"{profile} profile", f"seed {seed}", f"Python {platform.python_version()}"]
    parts.append(f"NumPy {np.__version__}")
    device = None
    if keras:
        library, device = _start_keras(seed)
        parts += [library, device]
    print(" · ".join(parts))
    return Run(profile, seed, device)


def _profile(given: str | None) -> str:
    value = given if given is not None else os.environ.get("DLCOURSE_PROFILE") or "quick"
    if value not in PROFILES:
        origin = "" if given is not None else " from the environment variable DLCOURSE_PROFILE"
        raise ValueError(f'profile must be "quick" or "full", got {value!r}{origin}')
    return value


def _seed(given: int | None) -> int:
    origin = "" if given is not None else " from the environment variable DLCOURSE_SEED"
    value = given if given is not None else os.environ.get("DLCOURSE_SEED") or 0
    try:
        seed = int(value)
        if isinstance(value, (bool, float)) or not 0 <= seed < 2**32:
            raise ValueError
    except (TypeError, ValueError):
        raise ValueError(
            f"seed must be a whole number from 0 to {2**32 - 1}, got {value!r}{origin}"
        ) from None
    return seed


def _start_keras(seed: int) -> tuple[str, str]:
    """Import Keras quietly and seed it; return its versions and its device in words."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    # At level 2, deterministic kernels still report a harmless attribute as an error.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _quiet_stderr():
        import keras

        backend = keras.backend.backend()
        device = _tensorflow_device() if backend == "tensorflow" else "default device"
        keras.utils.set_random_seed(seed)
    version = getattr(sys.modules.get(backend), "__version__", "")
    names = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
    return f"Keras {keras.__version__} on {names.get(backend, backend)} {version}", device


def _tensorflow_device() -> str:
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        # Deterministic kernels cost little on a CPU; some have no GPU form at all.
        tf.config.experimental.enable_op_determinism()
        tf.zeros(1)
        return "CPU"
    for gpu in gpus:
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
        except RuntimeError:  # TensorFlow has used the GPU already: its choice stands
            break
    tf.zeros(1)  # the first operation initializes the device; its messages belong in here
    name = tf.config.experimental.get_device_details(gpus[0]).get("device_name", "GPU")
    return name if len(gpus) == 1 else f"{len(gpus)} × {name}"


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Hold back file descriptor 2, where C++ libraries write; show it only if the block fails."""
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            held.seek(0)
            os.dup2(saved, 2)
            sys.stderr.write(held.read().decode(errors="replace"))
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)
