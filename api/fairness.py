"""No client may hold up the others: how many requests of one are worked on at once."""

from __future__ import annotations

from collections import Counter

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from goldenthread.api import problems
from goldenthread.errors import TooMany


class Fair:
    """Works on so many requests of one client at once, and tells it so beyond. All who come through one proxy count
    as one, so its own limits should be the closer ones."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self._most = app, most
        self._at_work: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client = (scope.get("client") or ("",))[0]
        if self._at_work[client] >= self._most:
            words = f"at most {self._most} of your requests are worked on at once; wait for the others"
            await problems.of_ours(Request(scope, receive), TooMany(words))(scope, receive, send)
            return
        self._at_work[client] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._at_work[client] -= 1
            if not self._at_work[client]:
                del self._at_work[client]
