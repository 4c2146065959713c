"""Writes and checks asked for over HTTP, each in a child process of its own with a deadline and a memory limit."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from goldenthread import scribe
from goldenthread.errors import Busy, Deadline, GoldenThreadError, Refused, Remark, StoreFailed
from goldenthread.scribe import Job
from goldenthread.settings import Settings

LOG = logging.getLogger(__name__)
CHILD: Final = scribe.__name__
ARENAS: Final = {"MALLOC_ARENA_MAX": "2"}  # else each thread of the engine keeps freed memory to itself


@dataclass
class Room:
    """Places for work of one kind: how many at once, how many may wait, and the limits of each."""

    places: int
    queue: int
    seconds: float
    memory: int
    waiting: int = 0
    free: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.free = asyncio.Semaphore(self.places)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Holds a place. Raises Busy where too many wait already, or none comes free in time."""
        if self.free.locked() and self.waiting >= self.queue:
            raise Busy("too many wait already; nothing was changed. Try again in a moment", retry_after=5)
        self.waiting += 1
        try:
            async with asyncio.timeout(self.seconds):
                await self.free.acquire()
        except TimeoutError as error:
            raise Busy("no place came free in time; nothing was changed. Try again", retry_after=10) from error
        finally:
            self.waiting -= 1
        try:
            yield
        finally:
            self.free.release()


class Scribes:
    """The children of one event loop; `close` ends those at work."""

    def __init__(self, settings: Settings) -> None:
        self.writing = Room(settings.write_workers, settings.write_queue, settings.write_seconds, settings.write_memory)
        self.checking = Room(
            settings.check_workers, settings.write_queue, settings.check_seconds, settings.check_memory
        )
        self._children: set[asyncio.subprocess.Process] = set()

    async def run(self, room: Room, job: Job, content: BinaryIO) -> Any:  # the JSON the job answers
        """The outcome of a job on `content`. Raises what the work raised, Busy, Deadline and StoreFailed."""
        async with room.place():
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", CHILD, job.to_json(), str(os.getpid()), stdin=content,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=os.environ | ARENAS,
            )  # fmt: skip
            self._children.add(child)
            try:
                async with asyncio.timeout(room.seconds):
                    said, complaint = await child.communicate()
            except TimeoutError as error:
                raise Deadline(f"the work was stopped after {room.seconds:g} s; send less at once") from error
            finally:
                self._children.discard(child)
                await asyncio.shield(_end(child))
        return _outcome(child.returncode or 0, said, complaint)

    async def close(self) -> None:
        """Ends all children: what they were writing is whole or not there."""
        for child in list(self._children):
            await _end(child)


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        child.kill()
    await child.wait()


def _outcome(code: int, said: bytes, complaint: bytes) -> Any:  # the JSON the job answers
    if code == -signal.SIGALRM:
        raise Deadline("the update was stopped at its deadline; nothing was changed. Ask for less at once")
    if code < 0:
        raise Deadline(scribe.MEMORY)
    if code > 0 or not said:
        LOG.error("a scribe failed: %s", complaint.decode("utf-8", "replace")[-4000:])
        raise StoreFailed("the work failed")
    answer = json.loads(said)
    if "failed" in answer:
        raise revived(answer["failed"])
    return answer["done"]


def revived(failure: Mapping[str, Any]) -> GoldenThreadError:
    """The error that a child told of."""
    if failure["code"] == Refused.code:
        return Refused([Remark(**remark) for remark in failure["remarks"]])
    kinds = {kind.code: kind for kind in _kinds(GoldenThreadError) if "code" in vars(kind)}
    message: str = failure["message"]
    return kinds.get(failure["code"], StoreFailed)(message)


def _kinds(kind: type[GoldenThreadError]) -> Iterator[type[GoldenThreadError]]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds(one)
