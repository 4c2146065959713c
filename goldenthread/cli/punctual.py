"""The server's side of a connection, with a time for everything a client does and a bound on what it may say before
its body: uvicorn's own waits for ever, and takes heads of any length."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from goldenthread.settings import Settings

FULL: Final = 65_536  # bytes that are not held back


class _Part(Enum):
    """What of a request is coming in."""

    NONE = 0
    HEAD = 1
    BODY = 2


def _refusal(status: str, words: str) -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
    return f"{head}content-length: {len(words)}\r\n\r\n{words}".encode()


class _Joined:
    """A transport for which what is written in one turn of the loop, such as the head of an answer and its body, is
    one call of the system and one packet."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held = bytearray()

    def __getattr__(self, name: str) -> Any:  # all else is as the transport has it
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Sends soon."""
        if not self._held:
            self._loop.call_soon(self._send)
        self._held += data
        if len(self._held) >= FULL:
            self._send()

    def close(self) -> None:
        """Closes, once everything is sent."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._held and not self._transport.is_closing():
            self._transport.write(bytes(self._held))
        self._held.clear()


class _TooLong(Exception):
    """The head of a request is over its limit. The parser turns it into its own error."""


class Punctual(HttpToolsProtocol):
    """Closes a connection whose client takes too long: for the head of a request, for its body (a time, and more
    for what has come in at the least rate), or to read an answer; or whose head has no end. The limits are what
    the application's lifespan hands over as `limits`."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._limits: Settings = self.app_state.get("limits", Settings())
        self._coming: asyncio.TimerHandle | None = None
        self._going: asyncio.TimerHandle | None = None
        self._part = _Part.NONE
        self._head = 0  # bytes of the head so far, its trailers included
        self._loose = 0  # bytes since something was made of them: the parser keeps what it cannot tell yet
        self._since, self._size = 0.0, 0  # when the body began, and what came since

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.transport = _Joined(transport, self.loop)  # type: ignore[assignment]  # as good as one
        self._coming = self._soon(self._limits.header_seconds, self._late)

    def data_received(self, data: bytes) -> None:
        self._loose += len(data)
        self._size += len(data)
        super().data_received(data)
        if self._loose > self._limits.header_bytes and not self.transport.is_closing():
            self.send_400_response("")
        self._expect()

    def on_message_begin(self) -> None:
        self._part, self._head = _Part.HEAD, 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._more(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._more(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._part, self._since, self._size, self._loose = _Part.BODY, self.loop.time(), 0, 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._loose = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._part, self._loose = _Part.NONE, 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        if max(self._head, self._loose) <= self._limits.header_bytes:
            super().send_400_response(msg)
            return
        words = f"The head of the request is longer than {self._limits.header_bytes} bytes.\r\n"
        self.transport.write(_refusal("431 Request Header Fields Too Large", words))
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._coming, self._going = _ended(self._coming), _ended(self._going)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._going = self._going or self._soon(self._limits.send_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._going = _ended(self._going)
        super().resume_writing()

    def _more(self, size: int) -> None:
        self._head += size
        if self._head > self._limits.header_bytes:
            raise _TooLong

    def _expect(self) -> None:
        """Sets the time for what is due next from the client."""
        if self._part is _Part.BODY:
            self._coming = _ended(self._coming)
            allowed = self._limits.body_seconds + self._size / self._limits.body_rate
            self._coming = self._soon(self._since + allowed - self.loop.time(), self._late)
        elif self._part is _Part.NONE and not self._answered():
            self._coming = _ended(self._coming)  # a request is at work; when it is done, uvicorn minds the rest
        elif self._coming is None:
            self._coming = self._soon(self._limits.header_seconds, self._late)

    def _answered(self) -> bool:
        """Whether nothing is at work."""
        return self.cycle is None or self.cycle.response_complete

    def _soon(self, seconds: float, action: Callable[[], None]) -> asyncio.TimerHandle:
        return self.loop.call_later(max(0.0, seconds), action)

    def _late(self) -> None:
        self._coming = None
        if self.flow.read_paused:  # it is we who do not read
            self._coming = self._soon(self._limits.body_seconds, self._late)
        elif not self.transport.is_closing():
            if self._answered() if self._part is not _Part.BODY else not self.cycle.response_started:
                self.transport.write(_refusal("408 Request Timeout", "The request did not come in in time.\r\n"))
            self.transport.close()


def _ended(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """No timer any more."""
    if timer is not None:
        timer.cancel()
    return None
