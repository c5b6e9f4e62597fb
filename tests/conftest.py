"""What every unit test starts from: nobody's settings, and no window."""

import os
from types import ModuleType

import pytest
from hypothesis import settings

# The same examples in every run, so that a red test is the change's; look for new ones with
# `DLCOURSE_HYPOTHESIS=search make test`.
settings.register_profile("search", deadline=None)
settings.register_profile("course", deadline=None, derandomize=True)
settings.load_profile(os.environ.get("DLCOURSE_HYPOTHESIS", "course"))

for name in ("DLCOURSE_PROFILE", "DLCOURSE_SEED", "DLCOURSE_EXPLORE", "DLCOURSE_CLAIMS"):
    os.environ.pop(name, None)
os.environ["MPLBACKEND"] = "Agg"


@pytest.fixture(scope="module")
def keras() -> ModuleType:
    """Keras as a notebook starts it."""
    import dlcourse

    dlcourse.start(keras=True, seed=0)
    import keras

    return keras


@pytest.fixture
def xla(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets Keras compile a model by XLA, with `jit_compile=True`, in a process that was started as
    a notebook is: TensorFlow's deterministic kernels are asked for there, and Keras then refuses,
    for some operation might not have one."""
    import keras

    if keras.backend.backend() == "tensorflow":
        from tensorflow.python.framework import config

        monkeypatch.setattr(config, "is_op_determinism_enabled", lambda: False)
