"""A process without a network: what stands behind the gate, should a query ever get past it."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_NEWNET: Final = 0x4000_0000  # unshare(2): a network of one's own, in which nothing is
_NEWUSER: Final = 0x1000_0000  # as what a process without rights may have one


def seclude() -> bool:
    """Takes the network from this process, which must have one thread yet; False where the system does not let it."""
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None).unshare
    return any(unshare(ways) == 0 for ways in (_NEWNET, _NEWUSER | _NEWNET))
