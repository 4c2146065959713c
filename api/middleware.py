"""What every request passes on its way in and every answer on its way out, whatever the address."""

from __future__ import annotations

from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from goldenthread.api.formats import FORMS

# Nothing may load from elsewhere, nothing runs inline, nobody may frame a page.
SECURITY: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=()",
}
RAW: Final = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY.items())
# Programs in any page may read, and write with a token: there is no cookie that a browser would send by itself.
READABLE: Final[dict[str, Any]] = {
    "allow_origins": ["*"],
    "allow_methods": ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
    "allow_headers": ["*"],
    "expose_headers": ["Accept-Patch", "Accept-Post", "Allow", "Content-Disposition", "Content-Location", "ETag",
                       "Golden-Thread-As-Of", "Golden-Thread-Gaps", "Golden-Thread-Release", "Link", "Location",
                       "Not-Kept", "Repr-Digest", "Retry-After", "X-Request-ID", "X-Total-Count"],
}  # fmt: skip
# Addresses whose ending is part of their name.
WHOLE: Final = ("/static/", "/openapi.json", "/context.jsonld")


class Secured:
    """Puts the security headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", ())
                names = {name for name, _ in given}
                message = {**message, "headers": [*given, *(one for one in RAW if one[0] not in names)]}
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)


class Head:
    """Answers HEAD as GET without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, sending)


class Suffixed:
    """Takes a known form off the end of a path: /country/np.csv is /country/np as CSV. Of a code with dots only
    a last known suffix is a form."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path, form = split(scope["path"])
            if path != scope["path"]:
                raw = scope.get("raw_path") or scope["path"].encode()
                cut = (len(form) + 1 if form else 0) + scope["path"].endswith("/")
                state = {**scope.get("state", {}), "form": form}
                scope = {**scope, "path": path, "raw_path": raw[:-cut] or b"/", "state": state}
        await self.app(scope, receive, send)


def split(path: str) -> tuple[str, str | None]:
    """A path without its form, and the form, if it names one; `/index` stands for the first page, and an address of
    one word with a slash at its end, which clients of SPARQL are often given, for that without."""
    if path.count("/") == 2 and path.endswith("/"):  # the end of a longer one may be that of a name
        path = path[:-1]
    last = path.rsplit("/", 1)[-1]
    name, dot, ending = last.rpartition(".")
    if not (dot and name and ending in FORMS) or path.startswith(WHOLE) or last.startswith("export."):
        return path, None
    bare = path[: -len(ending) - 1]
    return ("/" if bare == "/index" else bare), ending
