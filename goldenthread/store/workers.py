"""Strangers' queries, run in child processes that are killed at the deadline and started anew."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from goldenthread.errors import BadQuery, Busy, Deadline, GoldenThreadError, NotFound, StoreFailed
from goldenthread.settings import Settings

START = 20.0  # seconds that a new process may take; they do not count for the query
BUFFERED = 1_000_000  # bytes held back so that a failure before them still gets a real status
_TOLD = (BadQuery, Deadline, NotFound, StoreFailed)
_FAILURES: Mapping[str, type[GoldenThreadError]] = {kind.code: kind for kind in _TOLD}

T = TypeVar("T")


@dataclass(frozen=True)
class Request:
    """One query that passed the gate, and how it is to be answered: `form` as of Store.answer."""

    directory: Path
    query: str
    form: str
    union: bool = True
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)


class _Worker:
    """One child process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, memory: int) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "goldenthread.store.worker", str(memory), str(os.getpid()),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        worker = cls(process)
        await worker.frame()
        return worker

    def send(self, line: bytes) -> None:
        if self._process.stdin is None:
            raise StoreFailed("the query process has no input")
        self._process.stdin.write(line + b"\n")

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame. Raises Deadline where the process has died: of its memory limit, or of the query."""
        if self._process.stdout is None:
            raise StoreFailed("the query process has no output")
        try:
            head = await self._process.stdout.readexactly(5)
            return head[:1], await self._process.stdout.readexactly(struct.unpack(">I", head[1:])[0])
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise Deadline("the query was stopped at its memory limit; ask for less") from error

    async def end(self) -> None:
        """Kills the process and waits for it."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


class Workers:
    """A bounded pool. One to an event loop; `close` ends the children."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._places = asyncio.Semaphore(settings.query_workers)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._waiting = 0

    async def run(self, request: Request) -> AsyncIterator[bytes]:
        """The answer as chunks. The iterator comes once the answer is complete or its first megabyte is there.

        Raises BadQuery, Busy (all places and the queue are taken), Deadline, StoreFailed.
        """
        chunks = self._chunks(request)
        held, size = [], 0
        async for chunk in chunks:
            held.append(chunk)
            size += len(chunk)
            if size >= BUFFERED:
                break

        async def answer() -> AsyncIterator[bytes]:
            try:
                for chunk in held:
                    yield chunk
                async for chunk in chunks:
                    yield chunk
            finally:
                await chunks.aclose()

        return answer()

    async def _chunks(self, request: Request) -> AsyncGenerator[bytes, None]:
        # The deadline is kept frame by frame: the reader may go on in another task than it began in.
        await self._enter()
        worker: _Worker | None = None
        whole = False
        try:
            worker = self._idle.pop() if self._idle else await self._started()
            end = asyncio.get_running_loop().time() + self._settings.query_seconds
            worker.send(self._line(request))
            while True:
                kind, data = await self._within(end, worker.frame())
                if kind == b"D":
                    yield data
                    continue
                whole = True
                if kind == b"F":
                    said = json.loads(data)
                    raise _FAILURES.get(said["code"], StoreFailed)(said["message"])
                return
        finally:
            await self._leave(worker, whole)

    async def _within(self, end: float, work: Awaitable[T]) -> T:
        try:
            return await asyncio.wait_for(work, end - asyncio.get_running_loop().time())
        except TimeoutError as error:
            seconds = self._settings.query_seconds
            raise Deadline(f"the query was stopped after {seconds:g} s; ask for less or add a LIMIT") from error

    async def _enter(self) -> None:
        if self._places.locked() and self._waiting >= self._settings.query_queue:
            raise Busy("all query places are taken; try again in a moment", retry_after=2)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._settings.query_seconds):
                await self._places.acquire()
        except TimeoutError as error:
            raise Busy("no query place came free in time; try again in a moment", retry_after=2) from error
        finally:
            self._waiting -= 1

    async def _started(self) -> _Worker:
        try:
            worker = await asyncio.wait_for(_Worker.start(self._settings.query_memory), START)
        except TimeoutError as error:
            raise Busy("no query process came up in time; try again in a moment", retry_after=2) from error
        self._all.add(worker)
        return worker

    async def _leave(self, worker: _Worker | None, whole: bool) -> None:
        """Gives the place back; a worker whose answer was not read to its end cannot be used again."""
        try:
            if worker is not None and whole:
                self._idle.append(worker)
            elif worker is not None:
                self._all.discard(worker)
                await asyncio.shield(worker.end())
        finally:
            self._places.release()

    def _line(self, request: Request) -> bytes:
        return json.dumps(
            {
                "directory": str(request.directory.resolve()),
                "query": request.query,
                "form": request.form,
                "union": request.union,
                "default_graphs": list(request.default_graphs),
                "named_graphs": list(request.named_graphs),
                "prefixes": dict(request.prefixes),
                "bytes": self._settings.query_bytes,
                "rows": self._settings.query_rows,
            }
        ).encode()

    async def close(self) -> None:
        """Ends all children."""
        for worker in list(self._all):
            await worker.end()
        self._all.clear()
        self._idle.clear()
