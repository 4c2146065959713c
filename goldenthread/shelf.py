"""The shelf: releases on disk and the views of other days, found, opened and held. Reading only, but for views."""

from __future__ import annotations

import json
import os
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any
from weakref import WeakValueDictionary

from goldenthread import derived, disk, layout
from goldenthread.catalogue import Version
from goldenthread.errors import Locked, NotFound, StoreFailed
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.embedded import Embedded, open_for_reading, open_for_writing

FACTS = "release.json"
STORE = "store"
NAMES = "names.json"
_WARM = 4  # stores kept open after their last use
_KNOWN = 500  # releases and views whose facts are kept in memory


@dataclass(frozen=True)
class Facts:
    """What `release.json` says. `restores` is the release whose versions an undo brought back."""

    number: int
    time: str
    agent: str
    what: str
    as_of: date
    valid_until: date | None
    previous: int | None
    restores: int | None
    rules: str
    datasets: Mapping[str, Version]

    def covers(self, day: date) -> bool:
        """Whether the view made for `as_of` is true on `day`."""
        return self.as_of <= day and (self.valid_until is None or day <= self.valid_until)

    def to_json(self) -> dict[str, object]:
        said = {name: value for name, value in vars(self).items() if name != "datasets"}
        said |= {"as_of": self.as_of.isoformat()}
        said |= {"valid_until": None if self.valid_until is None else self.valid_until.isoformat()}
        return said | {"datasets": {name: asdict(version) for name, version in sorted(self.datasets.items())}}


def write_facts(directory: Path, facts: Facts) -> None:
    """Writes `release.json`."""
    disk.write(directory / FACTS, json.dumps(facts.to_json(), indent=1, ensure_ascii=False).encode())


def read_facts(directory: Path) -> Facts:
    """Reads `release.json`. Raises NotFound where it is gone, StoreFailed where it is damaged."""
    try:
        said: dict[str, Any] = json.loads((directory / FACTS).read_bytes())  # any JSON value
        until = said["valid_until"]
        return Facts(**said | {
            "as_of": date.fromisoformat(said["as_of"]),
            "valid_until": None if until is None else date.fromisoformat(until),
            "datasets": MappingProxyType({name: Version(**held) for name, held in said["datasets"].items()}),
        })  # fmt: skip
    except FileNotFoundError as error:
        raise NotFound(f"there is no release in {directory.name}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreFailed(
            f"{directory.name}/{FACTS} is damaged; restore it from a backup or undo the release"
        ) from error


@dataclass(frozen=True)
class Place:
    """Where a release stands on one day, for who opens it elsewhere. It keeps nothing open."""

    number: int
    as_of: date
    directory: Path
    facts: Facts


@dataclass(frozen=True, eq=False)
class Release:
    """An open release as it stands on one day. Whoever holds it can read it, whatever is published or pruned."""

    number: int
    as_of: date
    store: Store
    directory: Path
    facts: Facts

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.number, self.as_of, self.directory, self.facts)

    @property
    def search(self) -> Path:
        """The search rows."""
        return self.directory / derived.SEARCH


class Shelf:
    """The releases in one data directory, for any number of threads and processes."""

    def __init__(self, settings: Settings) -> None:
        self.data = settings.data
        self._settings = settings
        self._stores: WeakValueDictionary[Path, Embedded] = WeakValueDictionary()
        self._warm: deque[Embedded] = deque(maxlen=_WARM)
        self._facts: dict[Path, Facts] = {}
        self._guard = threading.Lock()
        self._readable = False  # whether the layout was seen to be ours

    def directory(self, number: int) -> Path:
        """Where release `number` is, or would be."""
        return self.data / "releases" / str(number)

    def current(self) -> int | None:
        """The number of the newest release; None before the first."""
        if not self._readable:
            layout.check(self.data)
            self._readable = True
        try:
            return int((self.data / "current").readlink().name)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise StoreFailed("the link `current` in the data directory is damaged") from error

    def numbers(self) -> tuple[int, ...]:
        """The releases that can be opened, oldest first."""
        newest = self.current() or 0
        return tuple(number for number in self._there() if number <= newest)

    def unpublished(self) -> tuple[int, ...]:
        """The releases that a writer made and died before publishing."""
        newest = self.current() or 0
        return tuple(number for number in self._there() if number > newest)

    def _there(self) -> tuple[int, ...]:
        folder = self.data / "releases"
        with disk.translated():
            names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
        return tuple(sorted(int(name) for name in names if name.isdecimal()))

    def names(self) -> dict[str, int]:
        """The names of releases."""
        path = self.data / NAMES
        with disk.translated():
            return dict(json.loads(path.read_bytes())) if path.is_file() else {}

    def facts(self, number: int) -> Facts:
        """What release `number` says of itself. Raises NotFound, naming what there is."""
        newest = self.current()
        if newest is None:
            raise NotFound("nothing has been loaded yet")
        if number > newest or not self.directory(number).is_dir():
            gone = "was pruned" if 0 < number < newest else "is not there"
            raise NotFound(f"release {number} {gone}; the newest is {newest}")
        return self._facts_of(self.directory(number))

    def _facts_of(self, directory: Path) -> Facts:
        if directory not in self._facts:
            if len(self._facts) >= _KNOWN:  # most of them of releases that were pruned since
                self._facts.clear()
            self._facts[directory] = read_facts(directory)
        return self._facts[directory]

    def open(self, number: int, day: date) -> Release:
        """Release `number` as it stands on `day`: its own store, or a view made for that day."""
        facts = self.facts(number)
        if facts.covers(day):
            directory = self.directory(number)
            return Release(number, day, self._store(directory), directory, facts)
        return self._view(number, day)

    def open_own(self, number: int) -> Release:
        """Release `number` with the view it was published with."""
        return self.open(number, self.facts(number).as_of)

    def _store(self, directory: Path) -> Embedded:
        with self._guard:
            held = self._stores.get(directory)
            if held is None:
                held = self._stores[directory] = open_for_reading(directory / STORE)
                self._warm.append(held)
            return held

    # Views of other days: data/views/<release>-<day>/, each like a release, the least used removed.

    def _view(self, number: int, day: date) -> Release:
        with suppress(NotFound, StoreFailed):  # another process may be removing it just now
            return self._open_view(number, day, self._covering(number, day))
        with disk.lock(self.data / "views" / "lock", self._settings.lock_seconds):
            with suppress(NotFound, StoreFailed):  # one that is damaged is made anew, as it can be
                return self._open_view(number, day, self._covering(number, day))
            return self._open_view(number, day, self._make(number, day))

    def _covering(self, number: int, day: date) -> Path:
        folder = self.data / "views"
        exact = folder / f"{number}-{day.isoformat()}"
        if exact.is_dir():
            return exact
        others = (entry for entry in folder.glob(f"{number}-*") if entry.is_dir()) if folder.is_dir() else ()
        for entry in sorted(others):
            if self._facts_of(entry).covers(day):
                return entry
        raise NotFound(f"no view of release {number} was made for {day}")

    def _open_view(self, number: int, day: date, directory: Path) -> Release:
        facts = self._facts_of(directory)
        release = Release(number, day, self._store(directory), directory, facts)
        with suppress(OSError):  # who may not write here may read
            os.utime(directory, ns=(time.time_ns(),) * 2)  # the kernel's own stamp is too coarse to order by
        return release

    def _make(self, number: int, day: date) -> Path:
        source = self.directory(number)
        own = self._store(source)
        making, target = self.data / "views" / "making", self.data / "views" / f"{number}-{day.isoformat()}"
        disk.clear(making)
        try:
            making.mkdir()
            own.copy_to(making / STORE)
            store = open_for_writing(making / STORE)
            before = derived.Before(own, source / derived.SEARCH, {}, holds=False)
            derived.renew(store, day, number, before, directory=making, base=self._settings.base)
            facts = replace(self._facts_of(source), as_of=day, valid_until=derived.valid_until(store))
            store.flush()
            store.close()
            write_facts(making, facts)
            disk.sync(making)
            if target.exists():  # and could not be opened
                self.remove(target, self.data / "views" / "gone")
            disk.move(making, target)
        finally:
            disk.clear(making)
        self._trim(keep=target)
        return target

    def trim(self) -> None:
        """Removes views over the number kept, the least used first, and those of releases that are gone; not while
        another process is at the views, which then does it."""
        with suppress(Locked), disk.lock(self.data / "views" / "lock", 0):
            self._trim()

    def _trim(self, keep: Path | None = None) -> None:
        folder = self.data / "views"
        views = sorted(folder.glob("*-*"), key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
        there = set(self.numbers())
        for place, entry in enumerate(views):
            gone = int(entry.name.partition("-")[0]) not in there
            if entry != keep and (gone or place >= self._settings.keep_views):
                self.remove(entry, folder / "gone")

    def remove(self, directory: Path, room: Path) -> bool:
        """Removes a release or view by way of the folder `room`, unless somebody reads it; whether it is gone."""
        with self._guard:
            held = self._stores.get(directory)
            if held is not None and held in self._warm:
                self._warm.remove(held)
            del held
            self._facts.pop(directory, None)
        return disk.set_aside(directory, room, directory / STORE)
