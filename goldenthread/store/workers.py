"""Strangers' queries, run in child processes that are killed at the deadline and started anew.

Most queries take milliseconds. One that works longer than its turn is taken out of their way: it goes on at a lower
priority, in one of all places but one. The last place is for those that have just come: a long one loses it as soon as
somebody waits, so however many queries without end are sent, none waits long for an answer that is quickly found.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import struct
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from goldenthread.errors import BadQuery, Busy, Deadline, GoldenThreadError, NotFound, StoreFailed
from goldenthread.settings import Settings

LOG = logging.getLogger(__name__)
START: Final = 20.0  # seconds that a new process may take; they do not count for the query
BUFFERED: Final = 1_000_000  # bytes held back so that a failure before them still gets a real status
CROWD: Final = 5  # into so many parts the turn falls at most
BEHIND: Final = 10  # the system's priority for what takes long
LOOKS: Final = 0.05  # seconds between two looks at a query at least
PATIENT: Final = 4  # times its turn that a query may take on a busy machine
ARENAS: Final = {"MALLOC_ARENA_MAX": "2"}  # else each thread of the engine keeps freed memory to itself
_TOLD: Final = (BadQuery, Deadline, NotFound, StoreFailed)
_FAILURES: Final[Mapping[str, type[GoldenThreadError]]] = {kind.code: kind for kind in _TOLD}


@dataclass(frozen=True)
class Request:
    """One query that passed the gate, and how it is to be answered: `form` as of Store.answer; `packed` lets the
    answer come in gzip."""

    directory: Path
    query: str
    form: str
    union: bool = True
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    packed: bool = False


class Answer:
    """An answer as chunks: `held` is the whole of it or, where there is `more`, its first megabyte."""

    def __init__(self, held: bytes, packed: bool, more: AsyncGenerator[tuple[bytes, bytes], None] | None) -> None:
        self.held, self.packed, self.more = held, packed, more

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            yield self.held
            if self.more:
                async for _, chunk in self.more:
                    yield chunk
        finally:
            await self.close()

    async def close(self) -> None:
        """Gives the rest up."""
        if self.more:
            await self.more.aclose()


class _Worker:
    """One child process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ended: GoldenThreadError = Deadline("the query was stopped at its memory limit; ask for less")
        self.old = False  # whether its query is over its turn
        self.turn: asyncio.TimerHandle
        self.begun: float | None = None  # the work it had done when the query was first looked at
        self.since = 0.0  # when it was begun
        self.streaming = False  # whether its answer is so long that the reader sets the pace

    @classmethod
    async def start(cls, memory: int) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "goldenthread.store.worker", str(memory), str(os.getpid()), env=os.environ | ARENAS,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        worker = cls(process)
        try:
            await worker.frame()
        except BaseException:
            await worker.end()
            raise
        return worker

    def worked(self) -> float:
        """Seconds of work of the process so far: what it waited for the machine does not count."""
        try:
            said = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended, or this is no Linux: then time is as good
            return asyncio.get_running_loop().time()
        return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")

    def send(self, line: bytes) -> None:
        if self._process.stdin is None:
            raise StoreFailed("the query process has no input")
        self._process.stdin.write(line + b"\n")

    async def frame(self) -> tuple[bytes, bytes]:
        """The next frame. Raises what the process was stopped with, Deadline where it died by itself."""
        if self._process.stdout is None:
            raise StoreFailed("the query process has no output")
        try:
            head = await self._process.stdout.readexactly(5)
            return head[:1], await self._process.stdout.readexactly(struct.unpack(">I", head[1:])[0])
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise self._ended from error

    def stop(self, reason: GoldenThreadError) -> None:
        """Kills the process; who waits for its answer is told the reason."""
        self._ended = reason
        if self._process.returncode is None:
            self._process.kill()

    def age(self) -> None:
        """Goes on behind all others."""
        self.old = True
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, BEHIND)

    async def end(self) -> None:
        """Kills the process and waits for it."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


class Workers:
    """A bounded pool. One to an event loop; `close` ends the children."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._all: set[_Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._old = max(1, settings.query_workers - 1)  # places for what takes long

    async def run(self, request: Request) -> Answer:
        """The answer, once it is complete or its first megabyte is there.

        Raises BadQuery, Busy (all places and the queue are taken), Deadline, NotFound, StoreFailed.
        """
        chunks = self._chunks(request)
        held, size, packed = [], 0, False
        async for kind, chunk in chunks:
            held.append(chunk)
            packed = kind == b"Z"
            size += len(chunk)
            if size >= BUFFERED:
                return Answer(b"".join(held), packed, chunks)
        return Answer(b"".join(held), packed, None)

    async def _chunks(self, request: Request) -> AsyncGenerator[tuple[bytes, bytes], None]:
        worker = await self._free()
        seconds, loop, whole = self._settings.query_seconds, asyncio.get_running_loop(), False
        late = Deadline(f"the query was stopped after {seconds:g} s; ask for less or add a LIMIT")
        end = loop.call_later(seconds, worker.stop, late)
        worker.since, worker.begun, worker.streaming, size = loop.time(), None, False, 0
        worker.turn = loop.call_later(self._turn() / 2, self._look, worker)
        try:
            worker.send(self._line(request))
            while True:
                kind, data = await worker.frame()
                if kind in {b"D", b"Z"}:
                    size += len(data)
                    worker.streaming = size >= BUFFERED
                    yield kind, data
                    continue
                whole = True
                if kind == b"F":
                    said = json.loads(data)
                    raise _FAILURES.get(said["code"], StoreFailed)(said["message"])
                return
        finally:
            end.cancel()
            worker.turn.cancel()
            await self._leave(worker, whole)

    def _turn(self) -> float:
        """How long a query works before it counts as long: shorter where only one place is left for many."""
        crowd = 1 if self._roomy() else min(CROWD, 1 + self._waiting)
        return self._settings.query_turn / crowd

    def _roomy(self) -> bool:
        """Whether one more may take long."""
        return sum(one.old for one in self._all) < self._old

    def _look(self, worker: _Worker) -> None:
        """Half a turn went by, or half a turn's work should be done."""
        loop, half, worked = asyncio.get_running_loop(), self._turn() / 2, worker.worked()
        worker.begun = worked if worker.begun is None else worker.begun
        left = half - (worked - worker.begun)
        late = worker.streaming or loop.time() - worker.since > PATIENT * self._turn()
        if left > 0 and not late:
            worker.turn = loop.call_later(max(LOOKS, left), self._look, worker)
        else:
            self._age(worker)

    def _age(self, worker: _Worker) -> None:
        """The turn of a query is over: it gets one of the places for what takes long, or none where others wait."""
        if self._roomy():
            worker.age()
        elif self._waiting:
            words = "this query takes long, and so do others just now; try again in a moment"
            worker.stop(Busy(words, round(self._settings.query_seconds)))
        else:
            worker.turn = asyncio.get_running_loop().call_later(self._turn() / 2, self._age, worker)

    async def _free(self) -> _Worker:
        """A worker to itself."""
        if not self._idle.empty() and not self._waiting:
            return self._idle.get_nowait()
        self._start()
        if self._waiting - len(self._starting) >= self._settings.query_queue:
            raise Busy("all query places are taken; try again in a moment", retry_after=2)
        self._waiting += 1
        try:
            async with asyncio.timeout(START if self._starting else self._settings.query_seconds):
                return await self._idle.get()
        except TimeoutError as error:
            raise Busy("no query place came free in time; try again in a moment", retry_after=2) from error
        finally:
            self._waiting -= 1

    def _start(self) -> None:
        """Starts one more process where there is room for it; whoever waits gets it."""
        if len(self._all) + len(self._starting) < self._settings.query_workers:
            task = asyncio.create_task(self._started())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _started(self) -> None:
        try:
            async with asyncio.timeout(START):
                worker = await _Worker.start(self._settings.query_memory)
        except (TimeoutError, OSError, GoldenThreadError) as error:
            LOG.warning("no query process came up: %s", error)
            return
        self._all.add(worker)
        self._idle.put_nowait(worker)

    async def _leave(self, worker: _Worker, whole: bool) -> None:
        """Gives the place back. A worker whose answer was not read to its end, or that was put behind all others,
        which the system does not undo, cannot be used again: another one comes up for whoever is next."""
        if whole and not worker.old:
            self._idle.put_nowait(worker)
            return
        try:
            await asyncio.shield(worker.end())
        finally:
            self._all.discard(worker)
            self._start()

    def _line(self, request: Request) -> bytes:
        return json.dumps(
            {
                "directory": str(request.directory),
                "query": request.query,
                "form": request.form,
                "union": request.union,
                "default_graphs": list(request.default_graphs),
                "named_graphs": list(request.named_graphs),
                "prefixes": dict(request.prefixes),
                "base": self._settings.base,
                "packed": request.packed,
                "bytes": self._settings.query_bytes,
                "rows": self._settings.query_rows,
            }
        ).encode()

    async def close(self) -> None:
        """Ends all children."""
        for task in list(self._starting):
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        for worker in list(self._all):
            await worker.end()
        self._all.clear()
