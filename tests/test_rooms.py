"""The direction of imports inside `dlcourse`, and each rule shown to turn red."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.room_rules import room_problems

PACKAGE = Path(__file__).resolve().parent.parent / "dlcourse"


def test_imports_point_downward() -> None:
    if found := list(room_problems(PACKAGE)):
        pytest.fail("\n".join(found), pytrace=False)


def problems(tmp_path: Path, file: str, source: str) -> list[str]:
    """What is found in a package of this one module."""
    path = tmp_path / "dlcourse" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return list(room_problems(tmp_path / "dlcourse"))


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("__init__.py", "from dlcourse.cli import main"),
        ("cli/run.py", "import dlcourse\nfrom dlcourse.cli.kernels import kernel_env"),
        ("__main__.py", "from dlcourse.cli import main"),
        ("session.py", "def f():\n    from dlcourse.plots import style"),
        ("exercises/lesson_01.py", "from dlcourse.exercises.frame import exercise"),
        ("exercises/lesson_01.py", "from .frame import exercise"),
        ("plots/curves.py", "from dlcourse.plots.style import COLORS\nimport keras, tensorflow"),
        ("layers/cells.py", "import keras\nfrom dlcourse.losses import LabelSmoothing"),
        ("data/cache.py", "from dlcourse import __version__\nimport tensorflow_datasets"),
        ("scratch/conv.py", "from dlcourse.data import load_digits\nfrom ..claims import claim"),
        ("scratch/conv.py", "text = 'import keras'  # import tensorflow"),
    ],
)
def test_a_good_module_passes(tmp_path: Path, file: str, source: str) -> None:
    assert problems(tmp_path, file, source) == []


@pytest.mark.parametrize(
    ("file", "source", "expected"),
    [
        ("claims.py", "from dlcourse.plots import show", "claims lies below plots"),
        ("claims.py", "def f():\n    import dlcourse.data.cache", "claims lies below data"),
        ("data/made.py", "from dlcourse import scratch", "data lies below scratch"),
        ("scratch/tsne.py", "from ..plots.style import COLORS", "scratch lies below plots"),
        ("scratch/__init__.py", "from .. import plots", "scratch lies below plots"),
        ("scratch/a/b.py", "from ...plots import show", "scratch lies below plots"),
        ("plots/nets.py", "from dlcourse.layers import Dropout", "plots lies below layers"),
        ("losses.py", "from dlcourse.models import siamese", "losses lies below models"),
        ("models/vgg.py", "import dlcourse.session as s", "models lies below session"),
        ("session.py", "from dlcourse import exercises", "session lies below exercises"),
        (
            "exercises/frame.py",
            "from dlcourse.explore import frame",
            "exercises lies below",
        ),
        ("explore/frame.py", "from dlcourse.cli.kernels import f", "explore lies below cli"),
        ("data/made.py", "import importlib\nimportlib.import_module('dlcourse.cli')", "below cli"),
        ("plots/display.py", "import dlcourse", "it imports dlcourse; name the room"),
        ("plots/display.py", "from dlcourse import start", "it imports dlcourse.start; name the"),
        ("utils.py", "", "the room utils has no floor"),
        ("scratch/conv.py", "import keras.ops", "scratch must not import keras"),
        (
            "scratch/conv.py",
            "def f():\n    from tensorflow import nn",
            "must not import tensorflow",
        ),
        ("scratch/conv.py", "__import__('keras')", "scratch must not import keras"),
        ("layers/cells.py", "import tensorflow as tf", "layers must not import tensorflow"),
        ("losses.py", "from tensorflow.keras import ops", "losses must not import tensorflow"),
        ("optimizers/sgd.py", "import tensorflow", "optimizers must not import tensorflow"),
        ("schedules.py", "import tensorflow", "schedules must not import tensorflow"),
        ("models/vgg.py", "import tensorflow", "models must not import tensorflow"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, file: str, source: str, expected: str) -> None:
    (found,) = problems(tmp_path, file, source)
    assert expected in found
