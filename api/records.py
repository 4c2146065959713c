"""What is kept of every request: an id that the answer and each line of the log bear, one line, and the counts."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable
from typing import Final

from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from goldenthread import logs
from goldenthread.api.metrics import Metrics

LOG = logging.getLogger(__name__)
RAW: Final = b"x-request-id"
GIVEN: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")  # what is taken over from who stands before us
QUIET: Final = {"/health", "/ready", "/metrics"}  # asked every few seconds: told at level debug
LONGEST: Final = 500  # characters of a path that are kept
METHODS: Final = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Recorded:
    """Names each request, and records its answer. The path alone is logged: a query may hold what is nobody's
    business, a header a token."""

    def __init__(self, app: ASGIApp, metrics: Metrics, identify: Callable[[], str], routes: Iterable[BaseRoute]):
        self.app = app
        self._metrics = metrics
        self._identify = identify
        self._known = {_first(route.path) for route in routes if isinstance(route, Route)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value.decode("latin-1") for name, value in scope["headers"] if name == RAW), "")
        name = given if GIVEN.fullmatch(given) else self._identify()
        logs.REQUEST.set(name)
        status, size, begun = 500, 0, time.perf_counter()  # a failure that nobody foresaw is answered further out

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), (RAW, name.encode())]}
            size += len(message.get("body", b""))
            await send(message)

        self._metrics.in_flight.inc()
        try:
            await self.app(scope, receive, sending)
        finally:
            self._metrics.in_flight.dec()
            self._record(scope, status, size, time.perf_counter() - begun)

    def _record(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        path, method = str(scope["path"]), scope["method"] if scope["method"] in METHODS else "other"
        first = _first(path)
        self._metrics.answered(first if first in self._known else "other", method, status, seconds)
        level = logging.DEBUG if path in QUIET else logging.INFO
        facts: dict[str, object] = {"method": method, "path": path[:LONGEST], "status": status, "bytes": size}
        facts["milliseconds"] = round(seconds * 1000, 1)
        LOG.log(level, "answered", extra={logs.FACTS: facts})


def _first(path: str) -> str:
    """The first part of a path without the ending that names a form."""
    return "/" + path.split("/", 2)[1].split(".", maxsplit=1)[0] if "/" in path else "other"
