"""Header fields that a request says in more than one line (RFC 9110, 5.2): a list goes on, all else is unclear."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from goldenthread.api import problems
from goldenthread.errors import BadParameter

# Of these one line counts, and which one is not for us to guess: two readers could take two.
SINGLE: Final = {b"authorization", b"content-encoding", b"content-length", b"content-type", b"host", b"origin"}

Lines = list[tuple[bytes, bytes]]


class Gathered:
    """Gives who comes after it each field in one line, and refuses a request of which two lines say what one must."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lines: Lines = scope.get("headers", [])
        if scope["type"] == "http" and len({name for name, _ in lines}) < len(lines):
            gathered, torn = _gathered(lines)
            if torn:
                words = f"the header {torn} is there more than once; send it once"
                await problems.of_ours(Request(scope, receive), BadParameter(words))(scope, receive, send)
                return
            scope = {**scope, "headers": gathered}
        await self.app(scope, receive, send)


def _gathered(lines: Iterable[tuple[bytes, bytes]]) -> tuple[Lines, str]:
    """The lines with each name once, in the order of the first, and the name of one that may not come again."""
    found: dict[bytes, bytes] = {}
    for name, value in lines:
        if name in found and name in SINGLE:
            return [], name.decode("latin-1").title()
        between = b"; " if name == b"cookie" else b", "
        found[name] = found[name] + between + value if name in found else value
    return list(found.items()), ""
