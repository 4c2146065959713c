"""Mappings as records: who is said to match whom, whether it counts, and what in them cannot all be true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from goldenthread import questions, terms
from goldenthread.store import Store
from goldenthread.store.rdf import text_of

STATUSES: Final = ("accepted", "candidate", "rejected")
PREDICATES: Final[Mapping[str, str]] = {
    "exact": terms.SKOS_exactMatch,
    "close": terms.SKOS_closeMatch,
    "broad": terms.SKOS_broadMatch,
    "narrow": terms.SKOS_narrowMatch,
    "related": terms.SKOS_relatedMatch,
    "none": terms.SKOS_mappingRelation,
}
INVERSE: Final[Mapping[str, str]] = {name: name for name in PREDICATES} | {"broad": "narrow", "narrow": "broad"}
# What a relation to the hub and one from the hub onward amount to. Never more than close: two things that are each
# the same as a third were matched by different people for different ends. What is not here amounts to nothing.
THROUGH: Final[Mapping[tuple[str, str], str]] = {
    ("exact", "exact"): "close",
    ("exact", "close"): "close",
    ("close", "exact"): "close",
    ("close", "close"): "related",
    **dict.fromkeys((("exact", "broad"), ("broad", "exact"), ("broad", "broad")), "broad"),
    **dict.fromkeys((("exact", "narrow"), ("narrow", "exact"), ("narrow", "narrow")), "narrow"),
    **dict.fromkeys((("close", "broad"), ("broad", "close"), ("close", "narrow"), ("narrow", "close")), "related"),
    ("broad", "narrow"): "related",
    ("narrow", "broad"): "related",
}
# Relations that cannot both hold of one pair (SKOS, S46, and broad against narrow).
_AGAINST: Final = (
    *(frozenset({"exact", other}) for other in ("broad", "narrow", "related")),
    frozenset({"broad", "narrow"}),
)


@dataclass(frozen=True)
class Record:
    """One mapping. `predicate` is a key of PREDICATES; `object` is None where nothing was found in `target`;
    `source` and `target` are the frameworks of the ends, where they are known."""

    iri: str
    dataset: str
    subject: str
    predicate: str
    object: str | None
    status: str
    source: str | None
    target: str | None
    confidence: float | None


@dataclass(frozen=True)
class Suspect:
    """Mappings that cannot all be true. "conflict": one pair, two relations that exclude each other; "none": matched
    in a framework where nothing was found; "cluster": matches of the same meaning that join two things of one
    framework. Nothing is joined because of them: they are told."""

    kind: Literal["conflict", "none", "cluster"]
    things: tuple[str, ...]
    mappings: tuple[str, ...]
    candidate: bool  # whether one of them still waits for review


@dataclass(frozen=True)
class Passage:
    """A relation that follows from two mappings to one hub, weakened by the table THROUGH; no mapping of its own."""

    subject: str
    object: str
    predicate: str
    hub: str
    mappings: tuple[str, str]


def records(
    store: Store,
    *,
    source: str | None = None,
    target: str | None = None,
    about: str | None = None,
    dataset: str | None = None,
    predicates: Sequence[str] = (),
    statuses: Sequence[str] = (),
) -> tuple[Record, ...]:
    """The mappings that pass every filter given, by IRI. `source` and `target` are frameworks, `about` either end."""
    short = {iri: name for name, iri in PREDICATES.items()}
    found = []
    for row in questions.records(questions.ask(store, "mappings")):
        said = {name: text_of(term) or None for name, term in row.items()}
        predicate = short.get(said["predicate"] or "", "related")
        record = Record(
            said["mapping"] or "", said["dataset"] or "", said["subject"] or "", predicate,
            None if said["object"] == terms.SSSOM_NoTermFound else said["object"], said["status"] or "",
            said["source"], said["target"], float(said["confidence"]) if said["confidence"] else None,
        )  # fmt: skip
        wanted = (
            source in {None, record.source}
            and target in {None, record.target}
            and dataset in {None, record.dataset}
            and (about is None or about in {record.subject, record.object})
            and (not predicates or record.predicate in predicates)
            and (not statuses or record.status in statuses)
        )
        if wanted:
            found.append(record)
    return tuple(found)


def suspects(listed: Iterable[Record]) -> tuple[Suspect, ...]:
    """What cannot all be true among mappings that are not rejected."""
    held = [record for record in listed if record.status != "rejected"]
    return (*_conflicts(held), *_nones(held), *_clusters(held))


def _conflicts(held: Iterable[Record]) -> Iterator[Suspect]:
    pairs: dict[tuple[str, str], dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in held:
        if record.object is not None:
            turned = record.object < record.subject
            ends = (record.object, record.subject) if turned else (record.subject, record.object)
            pairs[ends][INVERSE[record.predicate] if turned else record.predicate].append(record)
    for ends, said in sorted(pairs.items()):
        if any(against <= said.keys() for against in _AGAINST):
            yield _suspect("conflict", ends, [record for same in said.values() for record in same])


def _nones(held: Sequence[Record]) -> Iterator[Suspect]:
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in held:
        if record.object is not None and record.predicate != "related":
            found[record.subject, record.target or ""].append(record)
            found[record.object, record.source or ""].append(record)
    for record in held:
        if record.object is None and (others := found.get((record.subject, record.target or ""))):
            yield _suspect("none", (record.subject,), [record, *others])


def _clusters(held: Iterable[Record]) -> Iterator[Suspect]:
    """Accepted matches of the same meaning, joined only to see whether two things of one framework meet."""
    schemes: dict[str, str] = {}
    beside: dict[str, list[tuple[str, Record]]] = defaultdict(list)
    for record in held:
        if record.predicate == "exact" and record.object is not None and record.status == "accepted":
            schemes |= {record.subject: record.source or "", record.object: record.target or ""}
            beside[record.subject].append((record.object, record))
            beside[record.object].append((record.subject, record))
    seen: set[str] = set()
    for first in sorted(beside):
        if first in seen:
            continue
        members, used, frontier = {first}, dict[str, Record](), [first]
        while frontier:
            here = frontier.pop()
            for other, record in beside[here]:
                used[record.iri] = record
                if other not in members:
                    members.add(other)
                    frontier.append(other)
        seen |= members
        named = [schemes[member] for member in members if schemes[member]]
        if len(named) > len(set(named)):
            yield _suspect("cluster", sorted(members), used.values())


def _suspect(kind: Literal["conflict", "none", "cluster"], things: Iterable[str], held: Iterable[Record]) -> Suspect:
    mappings = {record.iri: record.status for record in held}
    return Suspect(kind, tuple(things), tuple(sorted(mappings)), "candidate" in mappings.values())


def through(listed: Iterable[Record], left: str, right: str, via: str) -> tuple[Passage, ...]:
    """What follows between two frameworks from accepted mappings to the hub `via`, weakened, by ends and hub."""
    arms: dict[str, dict[str, list[tuple[str, str, str]]]] = {
        left: defaultdict(list), right: defaultdict(list)
    }  # fmt: skip
    for record in listed:
        if record.status != "accepted" or record.object is None:
            continue
        if record.target == via and record.source in arms:
            arms[record.source][record.object].append((record.subject, record.predicate, record.iri))
        if record.source == via and record.target in arms:
            arms[record.target][record.subject].append((record.object, INVERSE[record.predicate], record.iri))
    found = [
        Passage(subject, object_, predicate, hub, (one, other))
        for hub in arms[left]
        for subject, to, one in arms[left][hub]
        for object_, back, other in arms[right].get(hub, ())
        if subject != object_ and (predicate := THROUGH.get((to, INVERSE[back])))
    ]
    return tuple(sorted(found, key=lambda one: (one.subject, one.object, one.hub, one.mappings)))
