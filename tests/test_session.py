from __future__ import annotations

import os
import random
import subprocess
import sys

import numpy as np
import pytest

import dlcourse


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch) -> None:
    monkeypatch.delenv("DLCOURSE_PROFILE", raising=False)
    monkeypatch.delenv("DLCOURSE_SEED", raising=False)


def test_the_default_is_quick_with_seed_0(capsys) -> None:
    run = dlcourse.start()
    assert (run.profile, run.seed, run.full, run.device) == ("quick", 0, False, None)
    line = capsys.readouterr().out
    assert line.startswith("quick profile · seed 0 · Python ")
    assert line.count("\n") == 1


def test_the_argument_wins_over_the_environment(monkeypatch) -> None:
    monkeypatch.setenv("DLCOURSE_PROFILE", "full")
    monkeypatch.setenv("DLCOURSE_SEED", "7")
    assert (dlcourse.start().profile, dlcourse.start().seed) == ("full", 7)
    assert (dlcourse.start("quick").profile, dlcourse.start(seed=3).seed) == ("quick", 3)


def test_pick_chooses_by_profile() -> None:
    assert dlcourse.start("quick").pick(quick=3, full=30) == 3
    assert dlcourse.start("full").pick(quick=3, full=30) == 30
    with pytest.raises(TypeError):
        dlcourse.start().pick(3, 30)


def test_python_and_numpy_are_seeded() -> None:
    def draw(seed: int) -> tuple[float, float]:
        dlcourse.start(seed=seed)
        return random.random(), np.random.random()  # noqa: NPY002

    assert draw(5) == draw(5)
    assert draw(5) != draw(6)


@pytest.mark.parametrize("profile", ["fast", "", "QUICK", 3])
def test_a_wrong_profile_lists_what_is_right(profile) -> None:
    with pytest.raises(ValueError, match=r'profile must be "quick" or "full", got'):
        dlcourse.start(profile)


def test_a_wrong_profile_says_where_it_came_from(monkeypatch) -> None:
    monkeypatch.setenv("DLCOURSE_PROFILE", "fast")
    with pytest.raises(ValueError, match="'fast' from the environment variable DLCOURSE_PROFILE"):
        dlcourse.start()


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, "x", True])
def test_a_wrong_seed_says_what_is_allowed(seed) -> None:
    with pytest.raises(ValueError, match="seed must be a whole number from 0 to 4294967295, got"):
        dlcourse.start(seed=seed)


def test_a_wrong_seed_says_where_it_came_from(monkeypatch) -> None:
    monkeypatch.setenv("DLCOURSE_SEED", "ten")
    with pytest.raises(ValueError, match="'ten' from the environment variable DLCOURSE_SEED"):
        dlcourse.start()


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DLCOURSE_", "TF_", "KERAS_"))}
    return subprocess.run(
        [sys.executable, "-c", code], env=env | environment, capture_output=True, text=True
    )


def test_a_numpy_start_leaves_keras_alone() -> None:
    done = python(
        "import sys, dlcourse; dlcourse.start();"
        "print('keras' in sys.modules, 'tensorflow' in sys.modules)"
    )
    assert done.stdout.endswith("False False\n")


def test_a_keras_start_is_quiet_seeded_and_says_the_device() -> None:
    done = python(
        "import dlcourse; run = dlcourse.start(keras=True, seed=4); import keras;"
        "a = keras.random.normal((3,)); keras.utils.set_random_seed(4);"
        "print(bool((a == keras.random.normal((3,))).numpy().all()), run.device)",
        CUDA_VISIBLE_DEVICES="-1",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    first, second = done.stdout.splitlines()
    assert "Keras" in first
    assert "TensorFlow" in first
    assert first.endswith("CPU")
    assert second == "True CPU"


def test_a_failing_import_shows_what_was_held_back() -> None:
    done = python(
        "import os, dlcourse.session as s\n"
        "with s._quiet_stderr():\n"
        "    os.write(2, b'held back words\\n')\n"
        "    raise ImportError('no backend')\n"
    )
    assert done.returncode == 1
    assert "held back words" in done.stderr
    quiet = python(
        "import os, dlcourse.session as s\n"
        "with s._quiet_stderr():\n"
        "    os.write(2, b'held back words\\n')\n"
        "os.write(2, b'later words\\n')\n"
    )
    assert quiet.stderr == "later words\n"
