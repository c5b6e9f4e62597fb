"""Sending Ctrl-C to a process that a test has started."""

from __future__ import annotations

import signal


def hear_ctrl_c() -> None:
    """For `Popen(preexec_fn=…)`: a shell's background job, such as a CI step, ignores SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
