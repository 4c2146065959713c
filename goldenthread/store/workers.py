"""Strangers' queries, run in child processes that are killed at the deadline and started anew.

Most queries take milliseconds. One that works longer than its turn is taken out of their way: it goes on at a lower
priority, in one of all places but one. The last place is for those that have just come: a long one loses it as soon as
somebody waits, and what was found to take long never gets it again, so however many queries without end are sent, none
waits long for an answer that is quickly found.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from goldenthread.errors import BadQuery, Busy, Deadline, GoldenThreadError, NotFound, StoreFailed
from goldenthread.settings import Settings
from goldenthread.store.process import Process

LOG = logging.getLogger(__name__)
START: Final = 20.0  # seconds that a new process may take; they do not count for the query
BUFFERED: Final = 1_000_000  # bytes held back so that a failure before them still gets a real status
CROWD: Final = 10  # into so many parts the turn falls at most
LOOKS: Final = 0.01  # seconds between two looks at a query at least
PATIENT: Final = 4  # times its turn that a query may take on a busy machine
RECALLED: Final = 1000  # queries that took long, and are known by it when they come again
SLOW: Final = "this query takes long, and so do others just now; try again in a moment"
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


class Workers:
    """A bounded pool. One to an event loop; `close` ends the children."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._idle: asyncio.LifoQueue[Process] = asyncio.LifoQueue()
        self._all: set[Process] = set()
        self._leaving: set[asyncio.Future[None]] = set()  # the ends of those that will be used no more
        self._closing = False
        self._starting: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._long: OrderedDict[bytes, None] = OrderedDict()  # digests of what took long; the last came last
        self._places = asyncio.Semaphore(settings.query_workers)
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
        line = self._line(request)
        digest = hashlib.sha256(line).digest()
        if digest in self._long and not self._roomy():
            raise self._crowded()
        worker = await self._free()
        seconds, loop, whole = self._settings.query_seconds, asyncio.get_running_loop(), False
        worker.begin(digest)
        if digest in self._long:
            self._place(worker)
        late = Deadline(f"the query was stopped after {seconds:g} s; ask for less or add a LIMIT")
        end = loop.call_later(seconds, worker.stop, late)
        worker.turn = loop.call_later(self._turn() / 2, self._look, worker)
        size = 0
        try:
            worker.send(line)
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

    def _look(self, worker: Process) -> None:
        """Half a turn went by, or a turn's work should be done. Who takes that long may have to be replaced: the
        process for it is brought up meanwhile."""
        self._start()
        loop, left = asyncio.get_running_loop(), self._turn() - worker.work()
        late = worker.streaming or loop.time() - worker.since > PATIENT * self._turn()
        if left > 0 and not late:
            worker.turn = loop.call_later(max(LOOKS, left), self._look, worker)
        else:
            self._age(worker)

    def _age(self, worker: Process) -> None:
        """The turn of a query is over: it gets one of the places for what takes long, or none where others wait."""
        self._recall(worker.digest)
        if worker.old or self._roomy():
            worker.age()
        elif self._waiting:
            worker.stop(self._crowded())
        else:
            worker.turn = asyncio.get_running_loop().call_later(self._turn() / 2, self._age, worker)

    def _recall(self, digest: bytes) -> None:
        """Keeps in mind that a query takes long."""
        self._long[digest] = None
        self._long.move_to_end(digest)
        if len(self._long) > RECALLED:
            self._long.popitem(last=False)

    def _place(self, worker: Process) -> None:
        """Gives one of the places for what takes long to a query that is known to. Raises Busy where none is left."""
        if not self._roomy():
            self._places.release()
            self._idle.put_nowait(worker)
            raise self._crowded()
        worker.age()

    def _crowded(self) -> Busy:
        return Busy(SLOW, round(self._settings.query_seconds))

    async def _free(self) -> Process:
        """A worker to itself."""
        if self._waiting >= self._settings.query_queue:
            raise Busy("all query places are taken; try again in a moment", retry_after=2)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._settings.query_seconds):
                await self._places.acquire()
        except TimeoutError as error:
            raise Busy("no query place came free in time; try again in a moment", retry_after=2) from error
        finally:
            self._waiting -= 1
        self._start()
        try:
            async with asyncio.timeout(START):
                return await self._idle.get()
        except BaseException as error:
            self._places.release()
            if isinstance(error, TimeoutError):
                raise Busy("no query process came up in time; try again in a moment", retry_after=2) from error
            raise

    def _start(self) -> None:
        """Starts one more process where none is idle, at most one more than there are places."""
        room = len(self._all) + len(self._starting) <= self._settings.query_workers
        if room and self._idle.empty() and not self._closing:
            task = asyncio.create_task(self._started())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _started(self) -> None:
        try:
            async with asyncio.timeout(START):
                worker = await Process.start(self._settings.query_memory)
        except (TimeoutError, OSError, GoldenThreadError) as error:
            LOG.warning("no query process came up: %s", error)
            return
        self._all.add(worker)
        self._idle.put_nowait(worker)

    async def _leave(self, worker: Process, whole: bool) -> None:
        """Gives the place back. A worker whose answer was not read to its end, or that was put behind all others,
        which the system does not undo, cannot be used again."""
        self._places.release()
        if whole and worker.old and not worker.streaming and worker.work() < self._settings.query_turn:
            self._long.pop(worker.digest, None)  # it was the machine that took long
        if whole and not worker.old:
            self._idle.put_nowait(worker)
        else:
            self._all.discard(worker)
            ending = asyncio.ensure_future(worker.end())
            self._leaving.add(ending)
            ending.add_done_callback(self._leaving.discard)
            await asyncio.shield(ending)

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
        """Ends all children; none is started meanwhile."""
        self._closing = True
        for task in list(self._starting):
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        for worker in list(self._all):
            await worker.end()
        await asyncio.gather(*self._leaving)
        self._all.clear()
        while not self._idle.empty():
            self._idle.get_nowait()
        self._closing = False
