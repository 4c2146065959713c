"""The SPARQL 1.1 Protocol spoken to a server: deadlines, retries, the breaker. Home of SPARQLWrapper.

Nothing a server says is trusted: an answer counts when it is there to its end, in time and under the size limit. No
address, credential or word of the server gets into a message.
"""

from __future__ import annotations

import http.client
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from SPARQLWrapper import POST, SPARQLWrapper

from goldenthread.errors import BadQuery, EngineFailed, GoldenThreadError, Unreachable
from goldenthread.store.breaker import Breaker
from goldenthread.store.exchange import Digest, opener

AGAIN: Final = frozenset({429, 502, 503, 504})  # answers after which a question is asked again
PAUSE: Final = 0.1  # seconds before the second try, doubled each time
CUT: Final = frozenset({"x-sparql-maxrows", "x-sql-state"})  # with these Virtuoso says that a 200 is not all of it
CHUNK: Final = 1 << 16
PAGE: Final = "text/html"  # never an answer to a query


@dataclass(frozen=True)
class Address:
    """Where a server answers, how it knows us, and how long and how much it may take. Times are seconds."""

    query: str
    update: str
    user: str = ""
    password: str = ""
    token: str = ""
    digest: bool = False
    seconds: float = 4.0
    write_seconds: float = 60.0
    tries: int = 3
    rest: float = 5.0
    most_bytes: int = 200_000_000


class Wire:
    """The way to one server. `clock` and `pause` are those of the system but in tests."""

    def __init__(
        self, address: Address, *, clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._address, self._clock, self._pause = address, clock, pause
        self._breaker = Breaker(address.rest, clock)
        self._trust = ssl.create_default_context()

    def ask(self, query: str, accept: str, graphs: Sequence[str] = ()) -> tuple[bytes, str]:
        """The answer to a query over the union of `graphs` (none: as the server does of itself), with its media type.
        Asked again where the server was not there or had no place. Raises Unreachable, BadQuery, EngineFailed."""
        request = self._request(query, "SELECT", accept, graphs)
        end, pause = self._clock() + self._address.seconds, PAUSE
        for left in range(self._address.tries - 1, -1, -1):
            try:
                content, kind = self._call(request, end - self._clock())
            except Unreachable:
                if not left or self._clock() + pause >= end:
                    raise
                self._pause(pause)
                pause *= 2
                continue
            if kind == PAGE:
                raise EngineFailed("the engine answered with a web page; see the setting store, and what stands before")
            return content, kind
        raise Unreachable

    def tell(self, update: str) -> None:
        """Runs an update, once: nobody knows how far one came whose answer was lost. Raises as `ask`."""
        self._call(self._request(update, "INSERT", "*/*"), self._address.write_seconds)

    def _request(self, text: str, kind: str, accept: str, graphs: Sequence[str] = ()) -> urllib.request.Request:
        wrapper = _wrapper(self._address.query, text, kind, self._address.update)
        for graph in graphs:
            wrapper.addParameter("default-graph-uri", graph)
            wrapper.addParameter("named-graph-uri", graph)
        if self._address.user and not self._address.digest:
            wrapper.setCredentials(self._address.user, self._address.password)
        if self._address.token:
            wrapper.addCustomHttpHeader("Authorization", f"Bearer {self._address.token}")
        wrapper.addCustomHttpHeader("Accept", accept)
        return wrapper._createRequest()  # its own opener would follow redirections and put the answer into messages

    def _call(self, request: urllib.request.Request, seconds: float) -> tuple[bytes, str]:
        """One exchange. Raises Unreachable, BadQuery (the engine refused the text), EngineFailed (it refused us, or
        answered too much, or not all)."""
        self._breaker.enter()
        try:
            with self._opener(self._clock() + seconds).open(request, timeout=seconds) as response:
                content = self._body(response)
                kind = str(response.headers.get_content_type())
                cut = response.status == 206 or CUT & {name.lower() for name in response.headers}
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in AGAIN:
                self._breaker.failed()
                raise Unreachable from None
            self._breaker.succeeded()
            raise _refusal(error.code) from None
        except (OSError, http.client.HTTPException):
            self._breaker.failed()
            raise Unreachable from None
        except ValueError:  # it asks for credentials in no way that there is
            self._breaker.succeeded()
            raise _refusal(401) from None
        self._breaker.succeeded()
        if cut:
            raise EngineFailed("the engine cut its answer short at a limit of its own; raise that limit")
        return content, kind

    def _opener(self, end: float) -> urllib.request.OpenerDirector:
        """What carries one exchange, which is over by `end`."""

        def left() -> float:
            if (seconds := end - self._clock()) <= 0:
                raise TimeoutError
            return seconds

        own = self._address
        known = [Digest([own.query, own.update], own.user, own.password)] if own.digest else []
        return opener(left, self._trust, *known)

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        held = bytearray()
        while chunk := response.read1(CHUNK):
            held += chunk
            if len(held) > self._address.most_bytes:
                raise EngineFailed("the engine's answer is over the size limit")
        if response.length:  # cut short of what was announced
            raise http.client.IncompleteRead(b"")
        return bytes(held)


def form(address: str, query: str, kind: str) -> bytes:
    """The form that asks an endpoint a query of a kind, by the SPARQL 1.1 Protocol, for others to send."""
    sent = _wrapper(address, query, kind)._createRequest().data
    return sent if isinstance(sent, bytes) else b""


def _wrapper(address: str, text: str, kind: str, update: str | None = None) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(address, update, agent="goldenthread")
    wrapper.setMethod(POST)
    wrapper.setOnlyConneg(True)
    wrapper.queryString, wrapper.queryType = text, kind  # setQuery guesses the kind, and warns where it cannot
    return wrapper


def _refusal(code: int) -> GoldenThreadError:
    if code in {400, 406}:
        return BadQuery("the engine does not take this query")
    if code in {401, 403}:
        return EngineFailed("the engine does not accept our credentials; see the settings store_user, store_token")
    if 300 <= code < 400:
        return EngineFailed("the engine leads on to another address, where nobody follows it; see the setting store")
    return EngineFailed(f"the engine answered with status {code}")
