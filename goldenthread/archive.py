"""The archive: every release and every version of a data directory, for reading."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from goldenthread import catalogue, difference, disk, history, sources
from goldenthread.catalogue import Version
from goldenthread.difference import Difference
from goldenthread.engine import Engine
from goldenthread.errors import NotFound
from goldenthread.settings import Settings
from goldenthread.shelf import Facts, Place, Release, Shelf
from goldenthread.store.triples import Triples

Clock = Callable[[], datetime]


class Archive:
    """What can be read of the releases of one data directory. `clock` gives the time with its zone."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self._shelf = Shelf(settings)
        self._engine = Engine(settings) if settings.store else None
        self._place: Place | None = None

    def current(self) -> Release:
        """The newest release as it stands today. Raises NotFound before the first."""
        return self.release()

    def release(self, number: int | None = None, as_of: date | None = None) -> Release:
        """The release `number` (the newest) as it stands on the day `as_of` (today)."""
        newest = self._shelf.current()
        if newest is None:
            raise NotFound("nothing has been loaded yet: run `goldenthread load FILE` or `goldenthread demo`")
        today = self.clock().date()
        found = self._shelf.open(newest if number is None else number, as_of or today)
        if (found.number, found.as_of) == (newest, today):
            self._place = found.place
        return found if self._engine is None else self._engine.over(found)

    def place(self) -> Place | None:
        """Where the newest release is as it stands today, if it was opened before: takes no time."""
        held = self._place
        known = held is not None and (held.number, held.as_of) == (self._shelf.current(), self.clock().date())
        return held if known else None

    def tend(self) -> None:
        """Brings the newest release as of today to the server beneath, where there is one. Raises Unreachable and
        StoreFailed."""
        newest = self._shelf.current()
        if self._engine is not None and newest is not None:
            self._engine.tend(self._shelf.open(newest, self.clock().date()))

    def list(self) -> tuple[Facts, ...]:
        """Every release that can be opened, newest first."""
        return tuple(self._shelf.facts(number) for number in reversed(self._shelf.numbers()))

    def history(self, until: int | None = None) -> tuple[history.Chapter, ...]:
        """What each release did to the gaps, oldest first, those that were pruned as well."""
        return history.chapters(self.settings.data, until)

    def names(self) -> dict[str, int]:
        """The names of releases."""
        return self._shelf.names()

    def versions(self, dataset: str) -> tuple[Version, ...]:
        """Every version `dataset` ever had, oldest first. Raises NotFound where it never was."""
        known = sources.is_dataset(dataset)
        found = catalogue.versions(self.release().store, dataset, self.settings.base) if known else ()
        if not found:
            raise NotFound("there is no such dataset")
        return found

    def version(self, dataset: str, number: int | None = None) -> Version:
        """One version of a dataset, the current one where `number` is None. Raises NotFound."""
        if number is None:
            current = self.release().facts.datasets.get(dataset)
            if current is None:
                raise NotFound("there is no such dataset")
            return current
        for version in self.versions(dataset):
            if version.version == number:
                return version
        raise NotFound(f"the dataset has no version {number}")

    def triples(self, version: Version) -> Triples:
        """What a version says. Raises NotFound where its release was pruned."""
        store = self._shelf.open_own(version.release).store
        return sources.triples_of(store, version.dataset, self.settings.base)

    def difference(self, old: Version, new: Version) -> Difference:
        """What changed from one version to another."""
        return difference.between(self.triples(old), self.triples(new), limit=self.settings.page_limit)

    def account(self, id: str) -> dict[str, Any]:  # the JSON that the import answered
        """The report of an earlier import, by its id `dataset.version`. Raises NotFound."""
        dataset, _, number = id.rpartition(".")
        if not (number.isascii() and number.isdecimal()) or not sources.is_dataset(dataset):
            raise NotFound("there is no such import")
        version = self.version(dataset, int(number))
        path = self._shelf.directory(version.release) / "imports" / f"{version.id}.json"
        with disk.translated():
            if not path.is_file():
                raise NotFound(f"the report of this import was pruned with release {version.release}")
            return dict(json.loads(path.read_bytes()))
