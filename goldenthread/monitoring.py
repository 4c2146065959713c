"""The indicators of a country against their targets: how each stands, and what is not known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import quote

from goldenthread import questions
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Term, Triple, text_of
from goldenthread.things import Thing, counted, things_of

FOLDER: Final = "monitoring"  # where cubes have their IRIs, under the base
# From the worst. Once a target is due it is missed, overdue (no value since) or reached.
STANDINGS: Final = ("missed", "overdue", "off_track", "unknown", "on_track", "reached")
Row = Mapping[str, Term | None]


@dataclass(frozen=True)
class Point:
    """A value and its day, as written; either may be missing."""

    value: str | None
    date: str | None


@dataclass(frozen=True)
class Seen:
    """A latest observation, of an area (None: the whole country) and a group (None: everybody)."""

    iri: str
    value: str
    date: str
    area: Thing | None
    group: Thing | None


@dataclass(frozen=True)
class Tracked:
    """An indicator and how it stands. `expected` is what the straight line from baseline to target has on the day of
    the latest observation; `why` says in words why it stands so; `stale`: the latest value is older than its period
    ("open", or "unknown" where not all values are said to be on record)."""

    indicator: Thing
    unit: str | None
    direction: str | None
    result_level: str | None
    periodicity: str | None
    baseline: Point
    target: Point
    latest: tuple[Seen, ...]
    expected: str | None
    standing: str
    why: str
    stale: str | None
    measures: tuple[Thing, ...]
    same_as: tuple[Thing, ...]


@dataclass(frozen=True)
class Elsewhere:
    """An indicator of a list that belongs to no country, its addresses elsewhere, and those of the country that are
    the same."""

    indicator: Thing
    addresses: tuple[str, ...]
    own: tuple[Thing, ...]


def indicators(store: Store, country: str, languages: tuple[str, ...] = ("en",)) -> tuple[Tracked, ...]:
    """The indicators of the country with this IRI, by code as people count."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in questions.records(questions.ask(store, "indicators", country=NamedNode(country))):
        rows[text_of(row["indicator"])].append(row)
    links = questions.ask(store, "indicator-links", country=NamedNode(country)).rows
    other = {(text_of(one), text_of(link)): set[str]() for one, link, _ in links}
    for one, link, to in links:
        other[text_of(one), text_of(link)].add(text_of(to))
    named = {text_of(row[column]) for held in rows.values() for row in held for column in ("area", "group")}
    called = things_of(store, named.union(rows, *other.values()), languages)
    found = (_tracked(iri, held, other, called) for iri, held in rows.items())
    return tuple(sorted(found, key=lambda one: (counted(one.indicator.code or ""), one.indicator.iri)))


def _tracked(
    iri: str, rows: Sequence[Row], other: Mapping[tuple[str, str], Iterable[str]], called: Mapping[str, Thing]
) -> Tracked:
    said = {column: text_of(term) or None for column, term in rows[0].items()}
    latest = tuple({seen.iri: seen for seen in (_seen(row, called) for row in rows) if seen}.values())
    standing, why = _standing(said, latest)
    return Tracked(
        called[iri], said["unit"], said["direction"], said["resultLevel"], said["periodicity"],
        Point(said["baselineValue"], said["baselineDate"]), Point(said["targetValue"], said["targetDate"]), latest,
        said["expected"], standing, why, said["stale"],
        *(tuple(called[to] for to in sorted(other.get((iri, link), ()))) for link in ("measures", "same")),
    )  # fmt: skip


def _seen(row: Row, called: Mapping[str, Thing]) -> Seen | None:
    if row["observation"] is None:
        return None
    area, group = called.get(text_of(row["area"])), called.get(text_of(row["group"]))
    return Seen(text_of(row["observation"]), text_of(row["value"]), text_of(row["date"]), area, group)


def _standing(said: Mapping[str, str | None], latest: Sequence[Seen]) -> tuple[str, str]:
    """How an indicator stands, and why. Once the target is due, the rule G06 decides."""
    if said["due"]:
        return _due(said, latest)
    national = [seen for seen in latest if not seen.area and not seen.group] or latest
    if said["direction"] and {_ahead(said, seen, "targetValue") for seen in national} == {True}:
        return "reached", "The target is reached before its day."
    kept = {_ahead(said, seen, "expected") for seen in national}
    if doubt := _doubt(said, kept):
        return "unknown", doubt
    if kept == {True}:
        return "on_track", "The latest value is at or beyond the straight line from baseline to target."
    return "off_track", "The latest value falls short of the straight line from baseline to target."


def _doubt(said: Mapping[str, str | None], kept: set[bool | None]) -> str | None:
    """Why nobody can say how an indicator stands, if so."""
    if not kept:
        return (
            "No value has been observed yet." if said["told"]
            else "No value is on record, and nobody has said that all values are."
        )  # fmt: skip
    if not said["direction"]:
        return "It is not said whether a higher or a lower value is better."
    if None in kept:
        return "Without value and date of both baseline and target nobody can say what was to be expected."
    return "The latest values of areas or groups say different things." if len(kept) > 1 else None


def _due(said: Mapping[str, str | None], latest: Sequence[Seen]) -> tuple[str, str]:
    since = any(seen.date >= (said["targetDate"] or "") for seen in latest)
    match said["missed"]:
        case None:
            return "reached", "The target was due and is reached."
        case "unknown":
            return "unknown", "The target was due; what is on record does not say whether it was reached."
        case _ if since:
            return "missed", "The target was due; the value observed since falls short of it."
        case _:
            return "overdue", "The target was due; no value has been observed since."


def _ahead(said: Mapping[str, str | None], seen: Seen, mark: str) -> bool | None:
    """Whether a value is at or beyond a mark; None without one."""
    if (wanted := said[mark]) is None:
        return None
    ahead = Decimal(seen.value) - Decimal(wanted)
    return ahead >= 0 if said["direction"] == "up" else ahead <= 0


def totals(found: Iterable[Tracked]) -> dict[str, int]:
    """How many indicators stand how; every standing is there."""
    standings = [one.standing for one in found]
    return {standing: standings.count(standing) for standing in STANDINGS} | {"of": len(standings)}


def elsewhere(store: Store, country: str, languages: tuple[str, ...] = ("en",)) -> tuple[Elsewhere, ...]:
    """The indicators of lists that belong to no country, such as 4.c.1 of the Sustainable Development Goals."""
    rows = questions.ask(store, "indicators-elsewhere", country=NamedNode(country)).rows
    addresses: dict[str, set[str]] = defaultdict(set)
    own: dict[str, set[str]] = defaultdict(set)
    for one, address, same in rows:
        addresses[text_of(one)].update([text_of(address)] if address else ())
        own[text_of(one)].update([text_of(same)] if same else ())
    called = things_of(store, {*addresses, *(iri for held in own.values() for iri in held)}, languages)
    found = (
        Elsewhere(called[one], tuple(sorted(addresses[one])), tuple(called[iri] for iri in sorted(own[one])))
        for one in addresses
    )
    return tuple(sorted(found, key=lambda one: (one.indicator.dataset or "", counted(one.indicator.code or ""))))


def cube(store: Store, country: str, base: str, iso: str) -> Iterator[Triple]:
    """The figures of a country's indicators as RDF Data Cube, with structure and code lists."""
    values = {"cube": NamedNode(f"{base}{FOLDER}/{quote(iso)}"), "country": NamedNode(country)}
    made = store.construct(questions.load("indicators-cube").query(values))
    yield from sorted(set(made), key=str)
