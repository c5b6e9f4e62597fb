"""The kernels that the course starts: this very interpreter, in a known environment.

Tests, `dlcourse run` and `dlcourse run --store` all start kernels like this, so that what is
stored on one machine is what is compared on another.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

__all__ = ["kernel_env", "kernel_manager"]


def kernel_env(
    profile: str = "quick",
    seed: int | None = None,
    explore: str | None = "still",
    claims: str | os.PathLike[str] | None = None,
    threads: int | None = 1,
    guard: str | os.PathLike[str] | None = None,
) -> dict[str, str]:
    """What a kernel's environment must say, to be laid over `os.environ`.

    An empty value means the same as none to everything that reads these variables; it is set
    all the same, so that a variable of the person's own shell does not slip through.

    Args:
        profile: `"quick"` or `"full"`.
        seed: The seed of the notebook's `start`; `None` leaves the course's own (0).
        explore: `"still"` makes explorers draw their still picture; `None` leaves them alive.
        claims: The file to which claims are appended as lines of JSON.
        threads: Threads of BLAS, OpenMP and TensorFlow; `None` leaves them alone. Several
            kernels on few cores need 1: otherwise small matrix products collapse.
        guard: A folder to put first on `PYTHONPATH`; a `sitecustomize.py` in it runs before
            everything else in the kernel (the tests block the network with one).

    Returns:
        The variables to set. The folder in `IPYTHONDIR` is new and empty, so that a person's
        start-up files do not run; it is removed when this process ends.

    Raises:
        ValueError: An unknown profile.
    """
    if profile not in ("quick", "full"):
        raise ValueError(f'profile must be "quick" or "full", got {profile!r}')
    env = {
        "DLCOURSE_PROFILE": profile,
        "DLCOURSE_SEED": "" if seed is None else str(seed),
        "DLCOURSE_EXPLORE": explore or "",
        "DLCOURSE_CLAIMS": "" if claims is None else os.fspath(claims),
        "KERAS_BACKEND": os.environ.get("KERAS_BACKEND") or "tensorflow",
        "PYTHONHASHSEED": "0",
        "PYTHONSTARTUP": "",
        "IPYTHONDIR": tempfile.mkdtemp(prefix="ipython-", dir=_scratch_folder()),
        "MPLBACKEND": "",  # ipykernel then chooses its own, inline
    }
    if threads is not None:
        for name in (
            "OPENBLAS_NUM_THREADS",
            "OMP_NUM_THREADS",
            "MKL_NUM_THREADS",
            "VECLIB_MAXIMUM_THREADS",  # NumPy's BLAS on macOS
            "TF_NUM_INTRAOP_THREADS",
            "TF_NUM_INTEROP_THREADS",
        ):
            env[name] = str(threads)
    if guard is not None:
        before = os.environ.get("PYTHONPATH")
        env["PYTHONPATH"] = os.pathsep.join([os.fspath(guard), *([before] if before else [])])
    return env


def kernel_manager() -> Any:
    """A manager for one kernel of this interpreter, whatever kernels a person has registered.

    Returns:
        A `jupyter_client.AsyncKernelManager`, not started. Its connection file is in a
        temporary folder: a home folder that cannot be written does no harm.
    """
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class ThisInterpreter(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            return KernelSpec(**get_kernel_dict())  # its command begins with sys.executable

    folder = tempfile.mkdtemp(prefix="kernel-", dir=_scratch_folder())
    return AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=ThisInterpreter(),
        connection_file=str(Path(folder) / "connection.json"),
    )


@functools.cache
def _scratch_folder() -> str:
    folder = tempfile.mkdtemp(prefix="dlcourse-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
