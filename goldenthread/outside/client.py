"""One conversation with other servers, bounded in time, bytes and redirections. Home of httpx2.

Nothing a server says is trusted: each redirection is admitted as if it had been asked for, and an answer counts when
it is there to its end. Credentials go to the host they are for; they, queries and words of the server are in no
message.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import SplitResult, urljoin

import httpx2

from goldenthread.errors import BadParameter, RemoteFailed, TooLarge, Unreadable
from goldenthread.loaders import jsontext
from goldenthread.outside import credentials
from goldenthread.outside.credentials import Credentials
from goldenthread.outside.hosts import hosts
from goldenthread.outside.network import Guarded
from goldenthread.settings import Settings

AGAIN: Final = frozenset({429, 502, 503, 504})  # answers after which a server is asked again
TRIES: Final = 4
PAUSE: Final = 0.5  # seconds before the second try where the server names none, doubled each time
REDIRECTIONS: Final = 5
FORM: Final = "application/x-www-form-urlencoded"
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_PLAIN: Final = {"Accept-Encoding": "identity", "User-Agent": "goldenthread"}


@dataclass(frozen=True)
class Asked:
    """One request: to `address`, with `content` a POST, else a GET."""

    address: str
    accept: str
    content: bytes | None = None
    media: str = FORM


@dataclass(frozen=True)
class Answer:
    """What a server gave: its status (200, or 404 where that was allowed for), the address it came from in the end."""

    status: int
    content: bytes
    media: str
    headers: Mapping[str, str]
    address: str


class Outside:
    """The conversation of one import: all its requests share `remote_seconds` and `upload_bytes` of the settings.
    `clock`, `pause` and `today` are those of the system but in tests."""

    def __init__(
        self, settings: Settings, *, clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep, today: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:  # fmt: skip
        self.settings, self.hosts = settings, hosts(settings.remote_hosts)
        self._clock, self._pause, self._today = clock, pause, today
        self._end, self._left = clock() + settings.remote_seconds, settings.upload_bytes
        self._tokens: dict[Credentials, str] = {}
        self._client = httpx2.Client(transport=Guarded(self.hosts, self._remaining), trust_env=False, headers=_PLAIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._client.close()

    def get(self, asked: Asked, *, absent: bool = False) -> Answer:
        """The answer to a request; where that is 404, only if it may be `absent`. Raises BadParameter, HostRefused,
        TooLarge and RemoteFailed, which say what, where and what to do."""
        before: SplitResult | None = None
        for _ in range(REDIRECTIONS + 1):
            parts = self.hosts.admitted(asked.address)
            if before is not None and (before.scheme, parts.scheme) == ("https", "http"):
                raise RemoteFailed(f"{place(before)} leads on to an address without https. Ask for its newest address")
            answer = self._tried(asked, parts)
            if answer.status not in _MOVED:
                return self._counted(answer, parts, absent)
            asked, before = _moved(asked, answer), parts
        raise RemoteFailed(f"{place(parts)} leads on and on. Ask for its newest address")

    def json(self, asked: Asked, *, absent: bool = False) -> tuple[Any, Mapping[str, str]]:  # JSON of a stranger
        """The answer as JSON, with its headers; None where it is allowed for not being there. Raises RemoteFailed
        where it is none."""
        answer = self.get(asked, absent=absent)
        where = answer.address
        if answer.status == 404:
            return None, answer.headers
        try:
            return jsontext.parsed(answer.content, where), answer.headers
        except Unreadable as error:
            raise RemoteFailed(f"{where} did not answer with JSON, but with {answer.media or 'something else'}. "
                               "Is this the address of such a service?") from error  # fmt: skip

    def _remaining(self) -> float:
        """The seconds that are left. Raises TimeoutError."""
        if (left := self._end - self._clock()) <= 0:
            raise TimeoutError
        return left

    def _tried(self, asked: Asked, parts: SplitResult) -> Answer:
        """Asked again where the server was not there, or says that it has no place now."""
        known = self._known(parts)
        pause = PAUSE
        for left in range(TRIES - 1, -1, -1):
            try:
                answer, wait = self._exchange(asked, parts, known), pause
                if answer.status not in AGAIN:
                    return answer
                wait = max(wait, _seconds(answer.headers.get("retry-after", ""), self._today()))
                why = f"answers with status {answer.status} again and again"
            except (httpx2.ConnectError, httpx2.RemoteProtocolError, httpx2.ReadError):
                wait, why = pause, "cannot be reached, or ended the connection"
            if not left or wait >= self._end - self._clock():
                break
            self._pause(wait)
            pause *= 2
        raise RemoteFailed(f"{place(parts)} {why}. Try again later")

    def _exchange(self, asked: Asked, parts: SplitResult, known: Mapping[str, str]) -> Answer:
        """One request and its answer, read to the end."""
        headers = {"Accept": asked.accept, **known}
        if asked.content is not None:
            headers["Content-Type"] = asked.media
        method = "GET" if asked.content is None else "POST"
        try:
            with self._client.stream(method, asked.address, content=asked.content, headers=headers) as response:
                body = self._body(response, parts) if response.status_code == 200 else b""
                media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
                return Answer(response.status_code, body, media, response.headers, place(parts))
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise RemoteFailed(
                f"{place(parts)} gave no whole answer within {self.settings.remote_seconds:g} s. Ask for less, or have "
                "the setting remote_seconds raised"
            ) from error
        except httpx2.InvalidURL as error:
            raise BadParameter("this is no web address") from error

    def _body(self, response: httpx2.Response, parts: SplitResult) -> bytes:
        held = bytearray()
        try:
            for chunk in response.iter_bytes():
                held += chunk
                if len(held) > self._left:
                    raise TooLarge(
                        f"{place(parts)} gives more than {self.settings.upload_bytes:,} bytes, the most that is taken "
                        "in. Ask for less"
                    )
        except httpx2.DecodingError as error:
            raise RemoteFailed(
                f"{place(parts)} answers in a packing that cannot be undone. Tell who runs it"
            ) from error
        self._left -= len(held)
        return bytes(held)

    def _counted(self, answer: Answer, parts: SplitResult, absent: bool) -> Answer:
        if answer.status == 200 or (absent and answer.status == 404):
            return answer
        if answer.status in {401, 403}:
            raise RemoteFailed(
                f"{place(parts)} does not let us in (status {answer.status}). What is right for it goes into the file "
                f"that the setting {credentials.SETTING} names"
            )
        if answer.status in {404, 410}:
            raise RemoteFailed(
                f"there is nothing at {place(parts)} (status {answer.status}). Look at the address again"
            )
        raise RemoteFailed(f"{place(parts)} refuses what was asked (status {answer.status}). Look at the address again")

    def _known(self, parts: SplitResult) -> dict[str, str]:
        """The header by which a host knows us."""
        mine = credentials.of(parts, self.settings.remote_credentials)
        if mine is None:
            return {}
        if mine.user:
            return {"Authorization": f"Basic {_basic(mine.user, mine.password)}"}
        if mine.client and mine not in self._tokens:
            self._tokens[mine] = self._token(mine)
        return {"Authorization": f"Bearer {mine.token or self._tokens[mine]}"}

    def _token(self, mine: Credentials) -> str:
        """A token for the client credentials (RFC 6749, 4.4), from a host that was allowed like any other."""
        parts = self.hosts.admitted(mine.token_address)
        form = str(httpx2.QueryParams({"grant_type": "client_credentials", "scope": mine.scope})).encode()
        asked = Asked(mine.token_address, "application/json", form)
        answer = self._exchange(asked, parts, {"Authorization": f"Basic {_basic(mine.client, mine.secret)}"})
        said = jsontext.parsed(answer.content, place(parts)) if answer.status == 200 else None
        token = said.get("access_token") if isinstance(said, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise RemoteFailed(f"{place(parts)} gave no token. Look at client, secret and scope in the file that the "
                               f"setting {credentials.SETTING} names")  # fmt: skip
        return token


def place(parts: SplitResult) -> str:
    """An address as it may be told: without what could be secret in it."""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _moved(asked: Asked, answer: Answer) -> Asked:
    location = answer.headers.get("location", "")
    if not location:
        raise RemoteFailed(f"{answer.address} leads on, but does not say where. Ask for its newest address")
    content = asked.content if answer.status in {307, 308} else None
    return replace(asked, address=urljoin(asked.address, location), content=content)


def _seconds(said: str, now: datetime) -> float:
    """The pause that Retry-After asks for, in seconds or as a time."""
    if said.strip().isdecimal():
        return float(said)
    try:
        return (parsedate_to_datetime(said) - now).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def _basic(name: str, word: str) -> str:
    return b64encode(f"{name}:{word}".encode()).decode()
