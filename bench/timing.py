"""Side-by-side timing, and what a measurement says."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any


@dataclass(frozen=True)
class Measure:
    """Ours beside another way, in seconds. `at_most` and `at_least` are what is promised: how many times the other
    way's time we may take, or how many times faster we must be. `stopped`: the other way was not done by then.
    `bulk`: all the triples went through, so that triples a second say something."""

    name: str
    triples: int
    ours: float
    other: str
    theirs: float
    at_most: float | None = None
    at_least: float | None = None
    stopped: bool = False
    bulk: bool = False

    @property
    def rate(self) -> str:
        """Triples a second."""
        return f"{self.triples / self.ours:,.0f}" if self.bulk else ""

    @property
    def ratio(self) -> str:
        """How we stand to the other way, in words."""
        if self.at_least is not None or self.stopped:
            return f"{'over ' if self.stopped else ''}{self.theirs / self.ours:,.0f} times faster"
        return f"{self.ours / self.theirs:.2f} times its time"

    @property
    def promised(self) -> str:
        """The promise, in words."""
        return f"at most {self.at_most:g}" if self.at_most else f"at least {self.at_least:g}" if self.at_least else ""

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept; None where there is none, or where the other way was stopped too early."""
        if self.at_most:
            return self.ours / self.theirs <= self.at_most
        if self.at_least:
            return self.theirs / self.ours >= self.at_least or (None if self.stopped else False)
        return None


def timed(action: Callable[[], object]) -> float:
    """How long `action` takes, in seconds."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def worked(action: Callable[[], object]) -> float:
    """How long the processor works for `action`, in seconds, whatever else the machine does."""
    start = time.process_time()
    action()
    return time.process_time() - start


def side_by_side(ours: Callable[[], object], theirs: Callable[[], object], repeats: int) -> tuple[float, float]:
    """The medians of both, each run in turn, so that what else the machine does falls on both alike."""
    pairs = [(timed(ours), timed(theirs)) for _ in range(repeats + 1)][1:]  # the first pair warms up
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def bounded(task: Callable[..., float], given: tuple[Any, ...], seconds: float) -> float | None:
    """What `task` (a function of a module) measures in a process of its own; None past `seconds`."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(there, task, given))
    process.start()
    there.close()
    try:
        return float(here.recv()) if here.poll(seconds) else None
    finally:
        process.kill()
        process.join()


def _send(pipe: Connection, task: Callable[..., float], given: tuple[Any, ...]) -> None:
    pipe.send(task(*given))
