"""The lifeline of a child process: it ends with the process that started it, even one that was killed outright."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1  # prctl(2)


def tie(parent: int, sign: signal.Signals = signal.SIGKILL) -> None:
    """Has the system send this process `sign` when `parent`, which started it, ends; at once where it has ended. Only
    Linux can; elsewhere a child ends when it finds its pipes closed."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(sign))
    if os.getppid() != parent:
        os.kill(os.getpid(), sign)
