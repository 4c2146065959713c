"""A child process that runs strangers' queries, as its parent sees it: see worker.py for what it does."""

from __future__ import annotations

import asyncio
import os
import struct
import sys
import time
from contextlib import suppress
from typing import Final

from goldenthread.errors import Deadline, GoldenThreadError, StoreFailed

BEHIND: Final = 10  # the system's priority for what takes long
CPU: Final = 2  # of the clocks of a process on Linux (clock_getcpuclockid), the one of its work
ARENAS: Final = {"MALLOC_ARENA_MAX": "2"}  # else each thread of the engine keeps freed memory to itself


class Process:
    """One child process; `start` brings it up."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ended: GoldenThreadError = Deadline("the query was stopped at its memory limit; ask for less")
        self.old = False  # whether its query is over its turn
        self.turn: asyncio.TimerHandle

    def begin(self, digest: bytes) -> None:
        """Is to answer the query with this digest."""
        self.digest, self.since, self._before = digest, asyncio.get_running_loop().time(), self._worked()
        self.streaming = False  # whether its answer is so long that the reader sets the pace

    @classmethod
    async def start(cls, memory: int) -> Process:
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

    def work(self) -> float:
        """Seconds of work at this query: what it waited for the machine does not count."""
        return self._worked() - self._before

    def _worked(self) -> float:
        try:
            return time.clock_gettime((~self._process.pid << 3) | CPU)
        except OSError:  # it has ended, or this is no Linux: then time is as good
            return asyncio.get_running_loop().time()

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
