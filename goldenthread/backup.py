"""A data directory in one file, made while it is in use, and back again: checked file by file and count by count."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from goldenthread import bundle, disk, layout
from goldenthread.errors import BadParameter, Conflict, NotFound, Unreadable
from goldenthread.settings import Settings
from goldenthread.shelf import STORE, Shelf
from goldenthread.store.embedded import open_for_reading

ASIDE: Final = "before-"  # what was there when a backup was restored
ROOM: Final = "backups"  # in the data directory: where a backup or a restore is at work
LEFT: Final = frozenset(
    {"lock", "current", "releases", "views", "work", "checks", "engine.json", "engine.lock", ROOM, layout.HALF}
)


@dataclass(frozen=True)
class Told:
    """What was written or restored: file and its SHA-256, the newest release, how many releases, files and quads (of
    the newest release). `aside` is where what stood in the way was put."""

    file: str
    sha256: str
    release: int
    releases: int
    files: int
    quads: int
    aside: str | None = None


def backup(settings: Settings, target: Path, time: datetime) -> Told:
    """Writes the data directory of `settings` to `target`, which must not exist. Writers wait only while its files are
    linked, which takes no longer than a publish. Raises NotFound, Conflict, Locked, StoreFailed."""
    if target.exists():
        raise Conflict(f"{target.name} is there already; name a new file")
    if not target.parent.is_dir():
        raise NotFound(f"there is no folder {target.parent}; make it, or name a file elsewhere")
    if target.resolve().is_relative_to(settings.data.resolve()):
        raise BadParameter("a backup in the data directory would be part of the next one; name a file outside it")
    with _room(settings) as room:
        taken = room / "taken"
        with disk.translated(), disk.lock(settings.data / "lock", settings.lock_seconds):
            layout.check(settings.data)
            current = _take(settings, taken)
        manifest = bundle.Manifest(layout.FORMAT, time.isoformat(timespec="seconds"), current, _counts(taken))
        half = target.with_name(f".{target.name}.half")
        try:
            with disk.translated():
                told = bundle.pack(taken, half, manifest)
                disk.move(half, target)
        finally:
            half.unlink(missing_ok=True)
    return Told(str(target), told[0], current, len(manifest.quads), told[1], manifest.quads[str(current)])


def restore(settings: Settings, source: Path, time: datetime, *, force: bool = False) -> Told:
    """Makes the data directory of `settings` what the backup `source` holds, after every file and count was checked.
    What is there already is refused or, with `force`, put aside in the directory. Nothing else may run on it.
    Raises Conflict, Unreadable, StoreFailed, Locked."""
    if not source.is_file():
        raise NotFound(f"there is no file {source.name}")
    there = _entries(settings.data)
    if there and not force:
        raise Conflict(
            "the data directory is not empty; name another with --data, or put what is there aside with --force"
        )
    with _room(settings) as room:
        fresh = room / "fresh"
        manifest = bundle.unpack(source, fresh)
        _verify(fresh, manifest, source.name)
        disk.sync(fresh)
        sha256 = bundle.hash_of(source)  # of a file that may be put aside itself
        with disk.translated(), disk.lock(settings.data / "lock", settings.lock_seconds):
            with layout.half(settings.data):
                aside = _put_aside(settings.data, there, time) if there else None
                for entry in sorted(fresh.iterdir()):
                    disk.move(entry, settings.data / entry.name)
                disk.point(settings.data / "current", f"releases/{manifest.current}")
            layout.mark(settings.data)
    return Told(
        str(source), sha256, manifest.current, len(manifest.quads), len(manifest.files),
        manifest.quads[str(manifest.current)], aside,
    )  # fmt: skip


@contextmanager
def _room(settings: Settings) -> Iterator[Path]:
    """A place in the data directory for one backup or restore at a time; what a dead one left goes first."""
    room = settings.data / ROOM
    with disk.lock(room / "lock", settings.lock_seconds):
        place = room / "work"
        disk.clear(place)
        with disk.translated():
            place.mkdir()
        try:
            yield place
        finally:
            disk.clear(place)


# Taking


def _take(settings: Settings, taken: Path) -> int:
    """Links what a backup holds to `taken`: no published release ever changes. Returns the newest release."""
    shelf = Shelf(settings)
    current = shelf.current()
    if current is None:
        raise NotFound("nothing has been loaded yet; there is nothing to back up")
    taken.mkdir()
    for number in shelf.numbers():
        shutil.copytree(shelf.directory(number), taken / "releases" / str(number), copy_function=bundle.link)
    for name in sorted(_entries(settings.data) - LEFT):
        path = settings.data / name
        if name.startswith(ASIDE):
            continue
        if path.is_dir():
            shutil.copytree(path, taken / name)
        else:  # logs grow in place: a copy stands still
            shutil.copy2(path, taken / name)
    return current


def _entries(data: Path) -> set[str]:
    """What is in a data directory but locks, halves of files and the rooms that are empty between two uses."""
    with disk.translated():
        names = {entry.name for entry in data.iterdir()} if data.is_dir() else set()
    return {name for name in names if not name.startswith(".") and name not in {"lock", "checks", ROOM, layout.HALF}}


def _counts(directory: Path) -> dict[str, int]:
    """The quads of each release, oldest first."""
    numbers = sorted(int(entry.name) for entry in (directory / "releases").iterdir())
    found = {}
    for number in numbers:
        with closing(open_for_reading(directory / "releases" / str(number) / STORE)) as store:
            found[str(number)] = store.count()
    return found


def _verify(fresh: Path, manifest: bundle.Manifest, where: str) -> None:
    """Raises Unreadable unless format, files, hashes and counts are those of the manifest."""
    if manifest.format != layout.FORMAT:
        raise Unreadable(
            f"the backup is in format {manifest.format}, this version reads {layout.FORMAT}; nothing was changed",
            where=where,
        )
    bundle.verify(fresh, manifest)
    if str(manifest.current) not in manifest.quads or _counts(fresh) != dict(manifest.quads):
        raise Unreadable("the counts are not those of the manifest; nothing was changed", where=where)


def _put_aside(data: Path, names: set[str], time: datetime) -> str:
    """Moves what is there into a folder of its own, the link to the newest release first."""
    aside = data / f"{ASIDE}{time:%Y%m%dT%H%M%S}"
    if aside.exists():
        raise BadParameter(f"{aside.name} is there already; move it away first")
    for name in sorted(names, key=lambda name: name != "current"):
        disk.move(data / name, aside / name)
    return str(aside)
