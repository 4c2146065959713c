"""What would mend a gap, the least effort first: a claim to check, a module to extend or borrow, an edge to write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from goldenthread import questions, terms
from goldenthread.edges import Edge, edge_of
from goldenthread.gaps import Gap
from goldenthread.report import ROLLED_UP
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.things import Thing, things_of
from goldenthread.wording import named

Verb = Literal["Check", "Extend", "Borrow", "Write"]
# The link whose absence the gaps of a stage speak of.
LINKS: Final[Mapping[str, str]] = {
    "module": terms.teaches, "offering": terms.teaches, "assessment": terms.assesses, "credential": terms.certifies,
}  # fmt: skip
LISTED: Final = 3  # most remedies of one kind for a gap
NEAR: Final = ("same", "cell", "domain")
DOES: Final[Mapping[str, str]] = {"assessment": "assesses", "credential": "certifies"}  # and else it teaches
COMPARED: Final[Mapping[str, str]] = {
    "true": "", "false": ", lower than asked", "": ", which nobody has compared with the level asked",
}  # fmt: skip


@dataclass(frozen=True)
class Remedy:
    """One way to mend a gap. `thing` is what is there to be used: a claim's module to check, a module to extend or
    borrow. `effort` counts from 1, the least; `licence` is that of what would be borrowed, as said by its source."""

    gap: str
    verb: Verb
    sentence: str
    effort: int
    edge: Edge
    thing: Thing | None = None
    cell: Thing | None = None
    level: Thing | None = None
    country: Thing | None = None
    licence: str | None = None


@dataclass(frozen=True)
class _Need:
    """What a gap asks for: a competency, at a level, for a group; and what candidate claims would give."""

    competency: str
    level: str
    group: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class _Way:
    """A remedy before its things have names."""

    verb: Verb
    effort: int
    by: str
    why: str
    other: str
    cell: str = ""
    level: str = ""
    country: str = ""
    licence: str = ""
    reaches: str = ""


def remedies(store: Store, gaps: Iterable[Gap], languages: tuple[str, ...] = ("en",)) -> dict[str, tuple[Remedy, ...]]:
    """The remedies of each gap by its IRI, the least effort first; a waived gap has none."""
    wanted = [gap for gap in gaps if gap.status != "waived"]
    needs = _needs(store, [gap.iri for gap in wanted])
    ways = {gap.iri: tuple(_ways(store, gap, needs.get(gap.iri))) for gap in wanted}
    named_ = {
        iri for held in ways.values() for way in held for iri in (way.by, way.other, way.cell, way.level, way.country)
    }
    named_ |= {iri for need in needs.values() for iri in (need.competency, need.level, need.group)}
    called = things_of(store, named_, languages)
    return {gap.iri: tuple(_told(gap, ways[gap.iri], needs.get(gap.iri), called)) for gap in wanted}


def _needs(store: Store, gaps: list[str]) -> dict[str, _Need]:
    if not gaps:
        return {}
    said: dict[str, _Need] = {}
    candidates: dict[str, set[str]] = defaultdict(set)
    rows = questions.ask(store, "remedies-need", gaps=tuple(NamedNode(gap) for gap in gaps)).rows
    for gap, competency, level, group, candidate in rows:
        said.setdefault(text_of(gap), _Need(text_of(competency), text_of(level), text_of(group), ()))
        candidates[text_of(gap)].update([text_of(candidate)] if candidate else ())
    return {
        gap: _Need(need.competency, need.level, need.group, tuple(sorted(candidates[gap])))
        for gap, need in said.items()
    }


def _ways(store: Store, gap: Gap, need: _Need | None) -> Iterator[_Way]:
    """What can be used to mend a gap, the least effort first."""
    link = LINKS.get(gap.stage)
    if need is None or link is None:
        return
    for candidate in need.candidates:
        yield _Way("Check", 1, candidate, "waits for review", need.competency)
    near = _near(store, need, link)
    yield from (way for way in near if way.effort == 2)
    if gap.stage == "offering":
        return
    if link == terms.teaches:
        yield from _elsewhere(store, need, link)
    yield from (way for way in near if way.effort > 2)


def _near(store: Store, need: _Need, link: str) -> list[_Way]:
    """What of the same country reaches the same competency for others, or one close by; each thing once."""
    rows = questions.ask(store, "remedies-near", competency=NamedNode(need.competency), link=NamedNode(link)).rows
    found: dict[str, _Way] = {}
    for row in sorted(rows, key=lambda row: NEAR.index(text_of(row[1]))):
        by, why, other, cell, level = (text_of(term) for term in row)
        found.setdefault(by, _Way("Extend", 2 if why == "same" else 4, by, why, other, cell, level))
    return list(found.values())[:LISTED]


def _elsewhere(store: Store, need: _Need, link: str) -> list[_Way]:
    """What other countries have for the same cell: first what reaches the level and says its licence."""
    rows = questions.ask(
        store, "remedies-elsewhere", competency=NamedNode(need.competency), link=NamedNode(link),
        level=NamedNode(need.level or need.competency),
    ).rows  # fmt: skip
    found: dict[str, _Way] = {}
    order = ("true", "", "false")
    for row in sorted(rows, key=lambda row: (order.index(text_of(row[6])), row[2] is None, text_of(row[0]))):
        by, country, licence, other, cell, level, reaches = (text_of(term) for term in row)
        way = _Way("Borrow", 3 if licence else 5, by, "cell", other, cell, level, country, licence, reaches)
        found.setdefault(by, way)
    return list(found.values())[:LISTED]


def _told(gap: Gap, ways: Iterable[_Way], need: _Need | None, called: Mapping[str, Thing]) -> Iterator[Remedy]:
    kind = (gap.focus.type or "").removeprefix(terms.GT)
    edge = edge_of(gap.type, gap.stage, kind)
    found = [
        Remedy(
            gap.iri, way.verb, _sentence(gap, way, need, called), way.effort, edge, called[way.by],
            called.get(way.cell), called.get(way.level), called.get(way.country), way.licence or None,
        )
        for way in ways
    ]  # fmt: skip
    yield from sorted(found, key=lambda one: one.effort)
    if gap.type == ROLLED_UP:
        yield Remedy(
            gap.iri, "Check", f"Check the gaps on the thread of {named(gap.focus)}: each says its own.", 6, edge
        )
    else:
        yield Remedy(gap.iri, "Write", _writing(gap, edge, need, called), 6, edge)


def _sentence(gap: Gap, way: _Way, need: _Need | None, called: Mapping[str, Thing]) -> str:
    by, other, does = named(called[way.by]), named(called[way.other]), DOES.get(gap.stage, "teaches")
    asked = named(called[need.competency]) if need else other
    at = f" at level {named(called[way.level])}" if way.level in called else ""
    if way.verb == "Check":
        return f"Check {by}: the claim that it {does} {asked} waits for review."
    if way.verb == "Borrow":
        licence = f"its licence is {way.licence}" if way.licence else "its licence is not said"
        compared = COMPARED[way.reaches] if need and need.level else ""
        home = named(called[way.country])
        return f"Borrow {by} from {home}: it {does} {other}{at}{compared}, {_shared(way, called)}; {licence}."
    if way.why != "same":
        return f"Extend {by} to {asked}: it {does} {other}{at}, {_shared(way, called)}."
    if gap.stage == "offering":
        place = named(gap.object) if gap.object else "the whole country"
        return f"Extend the offerings of {by} to {place}: it {does} {asked} already{at}."
    whom = f" to {named(called[need.group])}" if need and need.group in called and gap.stage == "module" else ""
    high = f" to level {named(called[need.level])}" if need and need.level in called else ""
    return f"Extend {by}{whom}{' and' if whom and high else ''}{high}: it {does} {asked} already{at}."


def _shared(way: _Way, called: Mapping[str, Thing]) -> str:
    """What joins what is there with what is asked."""
    return f"on the same cell, {named(called[way.cell])}" if way.cell in called else "of the same domain"


def _writing(gap: Gap, edge: Edge, need: _Need | None, called: Mapping[str, Thing]) -> str:
    columns = ", ".join(edge.columns)
    if edge.focus == "subject":
        return f"Write down for {named(gap.focus)}, on the sheet {edge.sheet}: {columns}."
    end = called[need.competency] if need and edge.object == "competency" else None
    what = end or (gap.object if edge.object == "region" and gap.object else gap.focus)
    return f"Write down a row for {named(what)} on the sheet {edge.sheet}: {columns}."
