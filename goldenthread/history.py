"""The history of gaps: what each release opened and closed, why, and how many there were, in `history.log` of the
data directory. It outlives the releases that are pruned."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from goldenthread import derived, disk, terms
from goldenthread.shelf import Facts
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of

FILE: Final = "gaps.json"  # in a release: what it adds to the log
LOG: Final = "history.log"
STATUSES: Final = ("open", "unknown", "waived")
Cause = Literal["data", "date", "rules"]
CAUSES: Final[Mapping[str, str]] = {
    "data": "other data came in",
    "date": "a date had passed since the release before",
    "rules": "the rules changed",
}


@dataclass(frozen=True)
class Event:
    """A gap came (`before` is None), went (`after` is None) or got another status. `gap` is type and hash, `country`
    an ISO code ("" for none)."""

    gap: str
    country: str
    before: str | None
    after: str | None
    cause: Cause


@dataclass(frozen=True)
class Chapter:
    """What one release did. `counts` are the gaps by country (ISO code; "" for none) and type, as STATUSES;
    `seconds` is how long view and rules took, if that was noted."""

    release: int
    time: str
    agent: str
    what: str
    events: tuple[Event, ...]
    counts: Mapping[str, Mapping[str, tuple[int, ...]]]
    seconds: float | None = None


@dataclass(frozen=True)
class Story:
    """What happened to one gap. `first_seen` and `last_seen` are releases; `closed_by` the one that closed it, if it
    is closed, and `why`."""

    first_seen: int
    last_seen: int
    closed_by: int | None
    why: Cause | None
    steps: tuple[tuple[Chapter, Event], ...]


@dataclass(frozen=True)
class Point:
    """How many gaps there were in a release, how many came and went with it, and of these how many by a date."""

    release: int
    time: str
    what: str
    open: int
    unknown: int
    waived: int
    opened: int
    closed: int
    by_date: int


def happened(own: Store | None, today: Store | None, new: Store, base: str, *, renewed: bool) -> dict[str, Any]:
    """What the release with store `new` adds to the log. `own` is the release before as it was published, `today`
    the same as it stands today: what differs between the two, a date did. `renewed`: the rules changed with it."""
    told = [_told(store, base) for store in (own, today, new)]
    by_data: Cause = "rules" if renewed else "data"
    events = [*_events(told[0], told[1], "date"), *_events(told[1], told[2], by_data)]
    return {"events": events, "counts": _counts(told[2])}


def _told(store: Store | None, base: str) -> dict[tuple[str, str], str]:
    """The status of each gap, by type and hash and country."""
    if store is None:
        return {}
    report = NamedNode(terms.GRAPH_report)
    homes: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads(predicate=NamedNode(terms.inCountry), graph=report):
        homes[text_of(quad.subject)].add(text_of(quad.object).removeprefix(base + "country/"))
    return {
        (gap.removeprefix(base + "gap/"), home): status
        for gap, status in derived.statuses(store).items()
        for home in homes.get(gap, {""})
    }


def _events(
    old: Mapping[tuple[str, str], str], new: Mapping[tuple[str, str], str], cause: Cause
) -> Iterator[tuple[str, str, str | None, str | None, Cause]]:
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield (*key, old.get(key), new.get(key), cause)


def _counts(told: Mapping[tuple[str, str], str]) -> dict[str, dict[str, list[int]]]:
    found = Counter((home, gap.partition("/")[0], status) for (gap, home), status in told.items())
    counts: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for home, code, _ in sorted(found):
        counts[home][code] = [found[home, code, status] for status in STATUSES]
    return counts


def keep(directory: Path, said: Mapping[str, Any]) -> None:
    """Writes what a release adds to the log into its directory."""
    disk.write(directory / FILE, json.dumps(said, separators=(",", ":")).encode())


def record(data: Path, published: Iterable[Facts], home: Callable[[int], Path]) -> None:
    """Brings the log up to the newest release. Under the write lock: who comes next adds what a crash left out."""
    known = {chapter.release for chapter in chapters(data)}
    lines = [
        json.dumps(_line(facts, path.read_bytes()), separators=(",", ":"), ensure_ascii=False)
        for facts in published
        if facts.number not in known and (path := home(facts.number) / FILE).is_file()
    ]
    if lines:
        disk.append(data / LOG, "".join(line + "\n" for line in lines).encode())


def _line(facts: Facts, said: bytes) -> dict[str, Any]:
    head = {"release": facts.number, "time": facts.time, "agent": facts.agent, "what": facts.what}
    return head | dict(json.loads(said))


def chapters(data: Path, until: int | None = None) -> tuple[Chapter, ...]:
    """The log, oldest release first, up to the release `until`."""
    path = data / LOG
    with disk.translated():
        if not path.is_file():
            return ()
        stamp = path.stat()
    every = _read(path, stamp.st_size, stamp.st_mtime_ns)
    return tuple(chapter for chapter in every if until is None or chapter.release <= until)


@lru_cache(maxsize=2)
def _read(path: Path, _size: int, _time: int) -> tuple[Chapter, ...]:
    """The whole log, read again only when it has grown; a line that a crash left half is passed over."""
    with disk.translated():
        lines = path.read_bytes().splitlines()
    found = {chapter.release: chapter for line in lines if (chapter := _chapter(line))}
    return tuple(chapter for _, chapter in sorted(found.items()))


def _chapter(line: bytes) -> Chapter | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    events = tuple(Event(*event) for event in said["events"])
    counts = {home: {code: tuple(n) for code, n in types.items()} for home, types in said["counts"].items()}
    return Chapter(said["release"], said["time"], said["agent"], said["what"], events, counts, said.get("seconds"))


def story(told: Iterable[Chapter], gap: str) -> Story | None:
    """What happened to the gap `gap` (type and hash, as in an Event); None if it was never seen."""
    listed = tuple(told)
    steps = tuple((chapter, event) for chapter in listed for event in chapter.events if event.gap == gap)
    if not steps:
        return None
    first, (last, end) = steps[0][0].release, steps[-1]
    if end.after is not None:
        return Story(first, listed[-1].release, None, None, steps)
    before = max((chapter.release for chapter in listed if chapter.release < last.release), default=first)
    return Story(first, before, last.release, end.cause, steps)


def trend(told: Iterable[Chapter], country: str | None = None, code: str | None = None) -> tuple[Point, ...]:
    """How many gaps there were in each release, of one country (ISO code) or all, of one type or all, and what came
    and went."""
    return tuple(_point(chapter, country, code) for chapter in told)


def _point(chapter: Chapter, country: str | None, code: str | None) -> Point:
    homes = chapter.counts.items() if country is None else [(country, chapter.counts.get(country, {}))]
    counts = [n for _, types in homes for kind, n in types.items() if code in {None, kind}]
    open_, unknown, waived = (sum(n[place] for n in counts) for place in range(len(STATUSES)))
    events = [
        event for event in chapter.events
        if country in {None, event.country} and (code is None or event.gap.startswith(f"{code}/"))
    ]  # fmt: skip
    opened, closed = (sum(getattr(event, end) is None for event in events) for end in ("before", "after"))
    dated = sum(event.cause == "date" for event in events)
    return Point(chapter.release, chapter.time, chapter.what, open_, unknown, waived, opened, closed, dated)
