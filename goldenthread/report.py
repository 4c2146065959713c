"""The report of a release and a day: every gap the shapes find, and how the thread of each goal stands."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from goldenthread import questions, terms, threads, validation
from goldenthread.gaptypes import GapType, gap_types
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, integer, text_of
from goldenthread.store.rdf import date as dated

ROLLED_UP = "G36"


@dataclass(frozen=True)
class _Found:
    """One gap: several rows of a shape are evidence of the same, and one doubtful row makes it unknown."""

    kind: GapType
    focus: Term
    object: Term | None
    status: str
    evidence: tuple[Term, ...]
    stage: str

    def iri(self, base: str) -> str:
        """Its name: for a rolled up one the stage stands in for the object."""
        second = self.stage if self.kind.code == ROLLED_UP else text_of(self.object)
        return gap_iri(self.kind.code, text_of(self.focus), second, base)


def gap_iri(code: str, focus: str, second: str, base: str) -> str:
    """The IRI of a gap, stable from run to run: from type, focus and object (or stage) alone."""
    name = hashlib.sha256(f"{focus}\n{second}".encode()).hexdigest()[:16]
    return f"{base}gap/{code}/{name}"


def make(store: Store, day: date, release: int, previous: Store | None = None, *, base: str = Settings.base) -> None:
    """Renews graph gt:report of `store`, whose view is that of `day`: every gap, and the thread of every goal.
    `previous` is the release before, which tells when a gap was first seen; `base` is where gaps get their IRIs."""
    found = {gap.iri(base): gap for gap in _merged(validation.alignment(store))}
    known = [threads.Known(iri, gap.kind.code, text_of(gap.focus), gap.status == "open") for iri, gap in found.items()]
    rolled = threads.roll_up(store, known)
    found |= {gap.iri(base): gap for gap in _rolled_up(rolled)}
    first = {} if previous is None else _first_seen(previous)
    graph = NamedNode(terms.GRAPH_report)
    waived = _waived(store, day, base)
    gaps = (
        triple
        for iri, gap in found.items()
        for triple in _triples(iri, gap, first.get(iri, release), waived.get(iri) if gap.status == "open" else None)
    )
    store.replace(graph, gaps)
    store.add(graph, [Triple(graph, NamedNode(terms.asOf), dated(day.isoformat())), *_standings(rolled)])
    store.add(graph, tuple(store.construct(questions.load("gap-countries").text)))


def _merged(findings: Iterable[validation.Finding]) -> Iterator[_Found]:
    kinds = {kind.iri: kind for kind in gap_types()}
    rows: dict[tuple[str, Term, Term | None], list[validation.Finding]] = defaultdict(list)
    for finding in findings:
        rows[finding.type, finding.focus, finding.object].append(finding)
    for (type_, focus, object_), same in rows.items():
        status = "unknown" if any(finding.status != "open" for finding in same) else "open"
        evidence = tuple(dict.fromkeys(finding.value for finding in same if finding.value is not None))
        yield _Found(kinds[type_], focus, object_, status, evidence, kinds[type_].stage)


def _rolled_up(rolled: Iterable[threads.Thread]) -> Iterator[_Found]:
    """The broken chain of each goal whose thread does not hold, where that gap type is built."""
    kind = next((kind for kind in gap_types() if kind.code == ROLLED_UP), None)
    for thread in rolled if kind else ():
        if kind and thread.stage and thread.status in {"broken", "unknown"}:
            status = "open" if thread.status == "broken" else "unknown"
            evidence = tuple(NamedNode(gap) for gap in thread.gaps)
            yield _Found(kind, NamedNode(thread.goal), None, status, evidence, thread.stage)


def _first_seen(previous: Store) -> Mapping[str, int]:
    graph = NamedNode(terms.GRAPH_report)
    quads = previous.quads(predicate=NamedNode(terms.firstSeen), graph=graph)
    return {text_of(quad.subject): int(text_of(quad.object)) for quad in quads}


def _waived(store: Store, day: date, base: str) -> Mapping[str, Term]:
    """The waiver of each gap that somebody accepts on the day."""
    return {
        gap_iri(text_of(type_).removeprefix(terms.GT), text_of(focus), text_of(object_) or text_of(stage), base): waiver
        for waiver, type_, focus, object_, stage in questions.ask(store, "waivers", day=dated(day.isoformat())).rows
        if waiver is not None
    }


def _triples(iri: str, gap: _Found, first_seen: int, waiver: Term | None) -> Iterator[Triple]:
    node = NamedNode(iri)
    yield Triple(node, NamedNode(terms.RDF_type), NamedNode(terms.Gap))
    yield Triple(node, NamedNode(terms.gapType), NamedNode(gap.kind.iri))
    yield Triple(node, NamedNode(terms.focus), gap.focus)
    if gap.object is not None:
        yield Triple(node, NamedNode(terms.gapObject), gap.object)
    for value in gap.evidence:
        yield Triple(node, NamedNode(terms.evidence), value)
    yield Triple(node, NamedNode(terms.gapStatus), Literal("waived" if waiver else gap.status))
    if waiver:
        yield Triple(node, NamedNode(terms.waivedBy), waiver)
    yield Triple(node, NamedNode(terms.severity), Literal(gap.kind.severity))
    yield Triple(node, NamedNode(terms.stage), Literal(gap.stage))
    yield Triple(node, NamedNode(terms.firstSeen), integer(first_seen))


def _standings(rolled: Iterable[threads.Thread]) -> Iterator[Triple]:
    for thread in rolled:
        goal = NamedNode(thread.goal)
        yield Triple(goal, NamedNode(terms.threadStatus), Literal(thread.status))
        if thread.stage:
            yield Triple(goal, NamedNode(terms.breaksAt), Literal(thread.stage))
        for gap in thread.gaps:
            yield Triple(goal, NamedNode(terms.threadGap), NamedNode(gap))
