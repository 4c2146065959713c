"""Who may read, where the operator has closed reading: whoever has a token, sent as a program or as a browser does."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from goldenthread.access import Tokens
from goldenthread.api import problems
from goldenthread.errors import GoldenThreadError, Unauthorised

OPEN: Final = {"/health", "/ready", "/metrics"}
STATIC: Final = "/static/"
ASKING: Final = 'Basic realm="Golden Thread: any name, the token as password", charset="UTF-8", Bearer'


class Closed:
    """Lets nobody in without a token but those who look after the process; what a page looks like is no secret."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN or scope["path"].startswith(STATIC):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        tokens: Tokens = request.app.state.tokens
        try:
            await run_in_threadpool(tokens.holder, sent(request.headers.get("authorization", "")), "reader")
        except GoldenThreadError as error:
            response = problems.of_ours(request, error)
            if isinstance(error, Unauthorised):
                response.headers["WWW-Authenticate"] = ASKING
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)


def sent(header: str) -> str | None:
    """The token of an Authorization header: a program's, or the password that a browser sends."""
    scheme, _, text = header.partition(" ")
    if scheme.lower() != "basic":
        return text.strip() or None if scheme.lower() == "bearer" else None
    try:
        return base64.b64decode(text.strip(), validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return None
