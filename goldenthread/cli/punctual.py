"""The server's side of a connection, with a time for everything a client does: uvicorn's own waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from goldenthread.settings import Settings

LATE = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
    b"content-length: 37\r\n\r\nThe request did not come in in time.\r\n"
)


class Punctual(H11Protocol):
    """Closes a connection whose client takes too long: for the head of a request, for its body (a time, and more
    for what has come in at the least rate), or to read an answer. The limits are what the application's lifespan
    hands over as `limits`."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._limits: Settings = self.app_state.get("limits", Settings())
        self._coming: asyncio.TimerHandle | None = None
        self._going: asyncio.TimerHandle | None = None
        self._body: tuple[float, int] | None = None  # since when a body comes in, and how much of it did

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._coming = self._soon(self._limits.header_seconds, self._late)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._expect(len(data))

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._expect(0)

    def connection_lost(self, exc: Exception | None) -> None:
        self._coming, self._going = _ended(self._coming), _ended(self._going)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._going = self._going or self._soon(self._limits.send_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._going = _ended(self._going)
        super().resume_writing()

    def _expect(self, size: int) -> None:
        """Sets the time for what is due next from the client."""
        state = self.conn.their_state
        if state is h11.SEND_BODY:
            self._coming = _ended(self._coming)
            since, held = self._body or (self.loop.time(), 0)
            self._body = since, held + size
            allowed = self._limits.body_seconds + (held + size) / self._limits.body_rate
            self._coming = self._soon(since + allowed - self.loop.time(), self._late)
            return
        self._body = None
        partial = state is h11.IDLE and bool(self.conn.trailing_data[0])
        if not partial:  # nothing is due: a request is at work, or the connection rests (uvicorn ends it)
            self._coming = _ended(self._coming)
        elif self._coming is None:
            self._coming = self._soon(self._limits.header_seconds, self._late)

    def _soon(self, seconds: float, action: Callable[[], None]) -> asyncio.TimerHandle:
        return self.loop.call_later(max(0.0, seconds), action)

    def _late(self) -> None:
        self._coming = None
        if self.flow.read_paused:  # it is we who do not read
            self._coming = self._soon(self._limits.body_seconds, self._late)
        elif not self.transport.is_closing():
            if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
                self.transport.write(LATE)
            self.transport.close()


def _ended(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    """No timer any more."""
    if timer is not None:
        timer.cancel()
    return None
