"""How a release comes to be: the write lock, a branch, what is derived, and the one rename that commits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

from goldenthread import audit, branch, derived, disk, history, layout
from goldenthread.branch import Branch, Writer
from goldenthread.errors import StoreFailed
from goldenthread.publication import Publication, gap_changes
from goldenthread.settings import Settings
from goldenthread.shelf import Facts, Shelf
from goldenthread.store import Store

STEPS = ("locked", "branched", "applied", "derived", "sealed", "flushed", "moved", "published")
Step = Callable[[str], None]


class Publisher:
    """The writer's side of a data directory; `on_step` is told the name of each step when it is done."""

    def __init__(self, shelf: Shelf, settings: Settings, on_step: Step) -> None:
        self._shelf = shelf
        self._settings = settings
        self._step = on_step
        self._work = settings.data / "work"
        self._looked = settings.data / "checks"

    @contextmanager
    def writing(self) -> Iterator[Facts | None]:
        """Holds the write lock; gives the facts of the newest release. What a crash left behind goes first.
        Raises Locked."""
        with disk.translated(), disk.lock(self._settings.data / "lock", self._settings.lock_seconds):
            layout.mark(self._settings.data)
            self._tidy()
            self._log()
            self._step("locked")
            yield self._newest()

    @contextmanager
    def looking(self) -> Iterator[Facts | None]:
        """The facts of the newest release for a dry run: only another dry run waits for it, no writer does.
        Raises Locked."""
        with disk.translated(), disk.lock(self._looked / "lock", self._settings.lock_seconds):
            disk.clear(self._looked / "work")
            yield self._newest()

    def _newest(self) -> Facts | None:
        newest = self._shelf.current()
        return None if newest is None else self._shelf.facts(newest)

    def _log(self) -> None:
        """Brings the audit log and the history of gaps up to the newest release."""
        told = audit.last(self._settings.data)
        audit.record(self._settings.data, (self._shelf.facts(n) for n in self._shelf.numbers() if n > told))
        every = (self._shelf.facts(n) for n in self._shelf.numbers())
        history.record(self._settings.data, every, self._shelf.directory)

    def _tidy(self) -> None:
        """Removes the branch and the unpublished releases of writers that died."""
        disk.clear(self._work)
        for number in self._shelf.unpublished():
            disk.clear(self._shelf.directory(number))

    @contextmanager
    def branch(self, facts: Facts | None, writer: Writer, *, dry_run: bool = False) -> Iterator[Branch]:
        """A branch of the newest release, gone at the end unless it was published."""
        directory = self._looked / "work" if dry_run else self._work
        source = None if facts is None else self._shelf.open_own(facts.number).store
        try:
            new = branch.start(directory, source, facts, writer, self._settings.base)
            try:
                self._step("branched")
                yield new
            finally:
                new.store.close()
        finally:
            disk.clear(directory)

    def publish(
        self, new: Branch, accounts: Sequence[Publication], *, restores: int | None = None, dry_run: bool = False
    ) -> tuple[Publication, ...]:
        """Derives what the branch needs and, unless it is a dry run, makes it the newest release. Returns the
        accounts with what happened to the gaps."""
        self._step("applied")
        today = new.writer.time.date()
        previous = None if new.before is None else self._shelf.open(new.before.number, today)
        before = None if previous is None else previous.store
        begun = time.perf_counter()
        new.derive(previous)
        seconds = time.perf_counter() - begun
        self._step("derived")
        changes = gap_changes(before, new.store, self._settings.page_size)
        told = tuple(replace(account, gaps=changes) for account in accounts)
        if not dry_run:
            self._tell(new, before, seconds)
            new.seal(told, restores)
            self._step("sealed")
            self._commit(new)
        return told

    def _tell(self, new: Branch, today: Store | None, seconds: float) -> None:
        """Notes in the branch what it adds to the history of gaps; `today` is the release before as of today,
        `seconds` what view and rules took."""
        own = None if new.before is None else self._shelf.open_own(new.before.number).store
        renewed = new.before is not None and new.before.rules != derived.rules()
        said = history.happened(own, today, new.store, self._settings.base, renewed=renewed)
        history.keep(new.directory, said | {"seconds": round(seconds, 3)})

    def _commit(self, new: Branch) -> None:
        new.close()
        self._step("flushed")
        disk.move(new.directory, self._shelf.directory(new.number))
        self._step("moved")
        disk.point(self._settings.data / "current", f"releases/{new.number}")
        self._step("published")
        with suppress(StoreFailed), disk.translated():  # the release stands; the next writer makes up for it
            self._log()
            self.prune(self._settings.keep_releases)

    def prune(self, keep: int) -> tuple[int, ...]:
        """Removes all but the newest `keep` releases, the named ones and those that somebody reads; returns their
        numbers. Under the lock."""
        there, named = self._shelf.numbers(), set(self._shelf.names().values())
        old = [number for number in there[: -max(keep, 1)] if number not in named]
        gone = tuple(number for number in old if self._shelf.remove(self._shelf.directory(number), self._work))
        if gone:
            self._shelf.trim()
        return gone
