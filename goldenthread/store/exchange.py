"""One exchange by HTTP that is over in time, whatever the other side does: a server may send a byte now and then, in
the head of an answer or between its chunks, or say without end that there is more to come. Redirections are not
followed.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

Left = Callable[[], float]  # the seconds that are left; raises TimeoutError where there are none


class _Until(io.RawIOBase):
    """What comes over a socket, as long as there is time: the library has one timeout for each read."""

    def __init__(self, raw: Any, sock: socket.socket, left: Left) -> None:  # raw: what the library reads from
        self._raw, self._sock, self._left = raw, sock, left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._left())
        read: int | None = self._raw.readinto(buffer)
        return read

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer of which no part is waited for longer than there is time."""

    def __init__(self, sock: socket.socket, *given: Any, left: Left, **named: Any) -> None:  # as the library has them
        super().__init__(sock, *given, **named)
        self.fp = io.BufferedReader(_Until(self.fp.detach(), sock, left))


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, left: Left) -> None:
        super().__init__()
        self._left = left

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_connection, http.client.HTTPConnection, self._left), req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, left: Left, context: ssl.SSLContext) -> None:
        super().__init__()
        self._left, self._trust = left, context

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        made = partial(_connection, http.client.HTTPSConnection, self._left, context=self._trust)
        return self.do_open(made, req)


class Digest(urllib.request.HTTPDigestAuthHandler):
    """Says the password as HTTP Digest wants it, when asked for it in this way."""

    def __init__(self, addresses: Sequence[str], user: str, password: str) -> None:
        known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        known.add_password(None, addresses, user, password)
        super().__init__(known)

    def http_error_401(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:  # as the library has them
        if not headers.get("WWW-Authenticate", "").lower().startswith("digest "):
            return None
        fp.close()
        return super().http_error_401(req, fp, code, msg, headers)


def opener(left: Left, trust: ssl.SSLContext, *more: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """What carries one exchange, with all that it takes to be let in, while there is time left. No redirection is
    followed: it would carry credentials to whoever is named."""
    made = urllib.request.OpenerDirector()
    ends = (urllib.request.HTTPErrorProcessor(), urllib.request.HTTPDefaultErrorHandler())
    for handler in (urllib.request.ProxyHandler(), _Plain(left), _Secure(left, trust), *ends, *more):
        made.add_handler(handler)
    return made


def _connection(
    kind: type[http.client.HTTPConnection], left: Left, host: str, *, timeout: float, **named: Any
) -> http.client.HTTPConnection:  # as the library has them
    """A connection in the time that is left, not in that of the first of several requests."""
    made = kind(host, timeout=min(timeout, left()), **named)
    made.response_class = partial(_Answer, left=left)  # type: ignore[assignment]  # a maker of answers
    return made
