"""The alternative text of pictures reaches JupyterLab: its extension is where JupyterLab looks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import dlcourse

SOURCE = Path(dlcourse.__file__).parent / "labextension"
INSTALLED = Path(sys.prefix, "share", "jupyter")


def test_jupyterlab_of_this_environment_finds_the_extension() -> None:
    from jupyterlab_server.config import get_federated_extensions

    found = get_federated_extensions([str(INSTALLED / "labextensions")])
    assert "dlcourse-alt-text" in found
    folder = Path(found["dlcourse-alt-text"]["ext_path"])
    build = found["dlcourse-alt-text"]["jupyterlab"]["_build"]
    assert (folder / build["load"]).read_bytes() == (SOURCE / build["load"]).read_bytes()


def test_the_script_registers_under_the_name_of_the_package() -> None:
    package = json.loads((SOURCE / "package.json").read_text(encoding="utf-8"))
    script = (SOURCE / package["jupyterlab"]["_build"]["load"]).read_text(encoding="utf-8")
    assert f"const NAME = '{package['name']}'" in script
    assert package["version"] == dlcourse.__version__


def test_jupyterlab_asks_nobody_for_news() -> None:
    overrides = json.loads(
        (INSTALLED / "lab" / "settings" / "overrides.json").read_text(encoding="utf-8")
    )
    settings = overrides["@jupyterlab/apputils-extension:notification"]
    assert settings == {"checkForUpdates": False, "fetchNews": "false"}
