"""A breaker: what has failed several times in a row is left alone for a while, then tried by one."""

from __future__ import annotations

import threading
from collections.abc import Callable

from goldenthread.errors import Unreachable

FAILURES = 3  # in a row, until the breaker opens


class Breaker:
    """Closed while things go well. `clock` gives seconds that only grow; `rest` is how long it stays open."""

    def __init__(self, rest: float, clock: Callable[[], float]) -> None:
        self._rest, self._clock = rest, clock
        self._failures = 0
        self._until = 0.0
        self._guard = threading.Lock()

    def enter(self) -> None:
        """Lets a call pass. Raises Unreachable at once while the breaker is open; when its rest is over one call
        passes, and the others wait for what comes of it."""
        with self._guard:
            if self._failures < FAILURES:
                return
            left = self._until - self._clock()
            if left > 0:
                raise Unreachable(retry_after=max(1, round(left)))
            self._until = self._clock() + self._rest

    def succeeded(self) -> None:
        """A call came back well."""
        self._failures = 0

    def failed(self) -> None:
        """A call failed."""
        with self._guard:
            self._failures += 1
            self._until = self._clock() + self._rest
