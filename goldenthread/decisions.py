"""What reviewers decide on a dataset: claims accepted or rejected, links declared complete, gaps waived.

Decisions stand in a dataset of their own beside the one they are about, so that an import of that one leaves them
alone. Each is one node whose name comes of what it is about: deciding again replaces it, and the versions keep the
history.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from goldenthread import terms
from goldenthread.edits import Change, Said
from goldenthread.errors import BadParameter, NotFound
from goldenthread.report import ROLLED_UP
from goldenthread.settings import Settings
from goldenthread.sources import graph_of, triples_of
from goldenthread.store import Store
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, text_of
from goldenthread.store.rdf import date as dated

SIDE: Final = ".decisions"  # what the name of a dataset gets for the dataset of its decisions
VERDICTS: Final = ("accepted", "rejected")
MOST: Final = 2000  # characters of a note or reason
CLAIMS: Final = frozenset({terms.TeachingClaim, terms.AssessmentClaim, terms.CertificationClaim, terms.Mapping})
REPORT: Final = NamedNode(terms.GRAPH_report)


@dataclass(frozen=True)
class Verdict:
    """The word on a claim."""

    claim: str
    status: str
    note: str = ""


@dataclass(frozen=True)
class Declaration:
    """That every link of a kind within `scope` (an IRI) is written down as of a day, by which source."""

    link: str
    scope: str
    as_of: date
    source: str | None = None
    locator: str = ""


@dataclass(frozen=True)
class Waiver:
    """That a gap is accepted for a reason, up to a day."""

    gap: str
    until: date
    reason: str


@dataclass(frozen=True)
class Decisions:
    """What one person decides at once; `withdrawn` are earlier decisions taken back."""

    person: str
    verdicts: tuple[Verdict, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    withdrawn: tuple[str, ...] = field(default=())

    @property
    def words(self) -> str:
        """How many of each kind."""
        kinds = [
            *((status, sum(verdict.status == status for verdict in self.verdicts)) for status in VERDICTS),
            ("declared", len(self.declarations)), ("waived", len(self.waivers)), ("withdrawn", len(self.withdrawn)),
        ]  # fmt: skip
        return ", ".join(f"{count} {kind}" for kind, count in kinds if count)


def parsed(said: Mapping[str, Any]) -> Decisions:
    """Decisions from JSON. Raises BadParameter naming what is amiss."""
    made = Decisions(
        _text(said, "person", 200),
        tuple(
            Verdict(_iri(one, "claim"), _word(one, "status", VERDICTS), _text(one, "note", MOST, needed=False))
            for one in _list(said, "verdicts")
        ),
        tuple(_declaration(one) for one in _list(said, "declarations")),
        tuple(
            Waiver(_iri(one, "gap"), _day(one, "until"), _text(one, "reason", MOST)) for one in _list(said, "waivers")
        ),
        tuple(_iri({"withdrawn": one}, "withdrawn") for one in said.get("withdrawn") or ()),
    )
    if not made.words:
        raise BadParameter("nothing was decided: accept, reject, declare, waive or withdraw something")
    return made


def _declaration(one: Mapping[str, Any]) -> Declaration:
    source = _iri(one, "source") if one.get("source") else None
    locator = _text(one, "locator", MOST, needed=source is None)
    return Declaration(_text(one, "link", 40), _iri(one, "scope"), _day(one, "as_of"), source, locator)


def _list(said: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    given = said.get(name) or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise BadParameter(f"{name} must be a list of objects")
    return given


def _text(said: Mapping[str, Any], name: str, most: int, *, needed: bool = True) -> str:
    given = said.get(name) or ""
    if not isinstance(given, str) or len(given) > most or (needed and not given.strip()):
        raise BadParameter(f"{name} is needed, as a text of at most {most} characters")
    return given.strip()


def _word(said: Mapping[str, Any], name: str, known: Sequence[str]) -> str:
    given = said.get(name)
    if given not in known:
        raise BadParameter(f"{name} must be one of {', '.join(known)}")
    return str(given)


def _iri(said: Mapping[str, Any], name: str) -> str:
    try:
        return NamedNode(_text(said, name, MOST)).value
    except ValueError as error:
        raise BadParameter(f"{name} must be an absolute IRI") from error


def _day(said: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(_text(said, name, 10))
    except ValueError as error:
        raise BadParameter(f"{name} must be a day as YYYY-MM-DD") from error


def decide(dataset: str, made: Decisions, settings: Settings, time: datetime) -> Change:
    """The edit that writes decisions on `dataset` down. Raises NotFound and BadParameter for what they are about."""

    def change(_: Store, before: Store) -> Said:
        desk = _Desk(before, dataset, settings.base, time.date())
        held = triples_of(before, dataset + SIDE, settings.base)
        fresh = tuple(desk.written(made))
        gone = {triple.subject for triple in fresh} | {desk.withdrawn(iri, held) for iri in made.withdrawn}
        kept = (triple for triple in held if triple.subject not in gone)
        return {dataset + SIDE: (*kept, *fresh)}

    return change


@dataclass(frozen=True)
class _Desk:
    """Where decisions on one dataset are written, on one day, over a release."""

    store: Store
    dataset: str
    base: str
    day: date

    @property
    def graph(self) -> NamedNode:
        return graph_of(self.dataset, self.base)

    def name(self, kind: str, *about: str) -> NamedNode:
        """The name of a decision, from what it is about alone."""
        sign = hashlib.sha256("\n".join(about).encode()).hexdigest()[:16]
        return NamedNode(f"{self.base}{self.dataset}{SIDE}/{kind}/{sign}")

    def written(self, made: Decisions) -> Iterator[Triple]:
        yield from described(self.store, self.dataset, self.base)
        for verdict in made.verdicts:
            yield from self._verdict(verdict, made.person)
        for declaration in made.declarations:
            yield from self._declaration(declaration, made.person)
        for waiver in made.waivers:
            yield from self._waiver(waiver, made.person)

    def _verdict(self, verdict: Verdict, person: str) -> Iterator[Triple]:
        claim = NamedNode(verdict.claim)
        if not (self._classes(claim) | self._classes(claim, SIDE)) & CLAIMS:
            raise NotFound("the dataset makes no such claim")
        yield from _said(
            self.name("decision", verdict.claim),
            (terms.RDF_type, NamedNode(terms.Decision)),
            (terms.of, claim),
            (terms.status, Literal(verdict.status)),
            (terms.reviewer, Literal(person)),
            (terms.reviewDate, dated(self.day.isoformat())),
            *_noted(verdict.note),
        )

    def _declaration(self, declaration: Declaration, person: str) -> Iterator[Triple]:
        scope = NamedNode(declaration.scope)
        there = self._classes(scope) or (declaration.link == "mapped" and any(True for _ in self.store.quads(scope)))
        if scope != self.graph and not there:
            raise NotFound("the scope is the dataset, or a document, standard or curriculum of it")
        yield from _said(
            self.name("completeness", declaration.link, declaration.scope),
            (terms.RDF_type, NamedNode(terms.CompletenessStatement)),
            (terms.completeFor, NamedNode(terms.GT + _plain(declaration.link))),
            (terms.scope, scope),
            (terms.asOf, dated(declaration.as_of.isoformat())),
            (terms.asserter, Literal(person)),
            *([(terms.DCTERMS_source, NamedNode(declaration.source))] if declaration.source else []),
            *([(terms.locator, Literal(declaration.locator))] if declaration.locator else []),
        )

    def _waiver(self, waiver: Waiver, person: str) -> Iterator[Triple]:
        gap = {quad.predicate.value: quad.object for quad in self.store.quads(NamedNode(waiver.gap), graph=REPORT)}
        if terms.focus not in gap or not self._ours(gap):
            raise NotFound("the report has no such gap of this dataset")
        if text_of(gap[terms.gapStatus]) == "unknown":
            raise BadParameter("what is not known cannot be waived: tell it, or declare that all is written down")
        if waiver.until < self.day:
            raise BadParameter("until must be today or later")
        told = {terms.waives: terms.gapType, terms.of: terms.focus, terms.waivedObject: terms.gapObject}
        if text_of(gap[terms.gapType]) == terms.GT + ROLLED_UP:
            told[terms.stage] = terms.stage
        yield from _said(
            self.name("waiver", waiver.gap),
            (terms.RDF_type, NamedNode(terms.Waiver)),
            *((name, gap[known]) for name, known in told.items() if known in gap),
            (terms.asserter, Literal(person)),
            (terms.start, dated(self.day.isoformat())),
            (terms.end, dated(waiver.until.isoformat())),
            *_noted(waiver.reason),
        )

    def _ours(self, gap: Mapping[str, Term]) -> bool:
        """Whether a gap lies in the dataset, or is about its country."""
        country = [quad.object for quad in self.store.quads(self.graph, NamedNode(terms.country), graph=self.graph)]
        return bool(self._classes(gap[terms.focus])) or gap.get(terms.gapObject) in country

    def _classes(self, node: Term, beside: str = "") -> set[str]:
        """The classes that the dataset, or the one `beside` it, gives a node."""
        graph = graph_of(self.dataset + beside, self.base)
        return {text_of(quad.object) for quad in self.store.quads(node, NamedNode(terms.RDF_type), graph=graph)}

    def withdrawn(self, iri: str, held: Iterable[Triple]) -> NamedNode:
        node = NamedNode(iri)
        if node == graph_of(self.dataset + SIDE, self.base) or all(triple.subject != node for triple in held):
            raise NotFound("there is no such decision to withdraw")
        return node


def described(store: Store, dataset: str, base: str) -> Iterator[Triple]:
    """What the dataset of decisions on `dataset` says of itself. Raises NotFound where there is no such dataset."""
    graph = graph_of(dataset, base)
    said = dict[str, Term]()
    for quad in store.quads(graph, graph=graph):
        said.setdefault(quad.predicate.value, quad.object)
    if not said:
        raise NotFound("there is no such dataset")
    called = text_of(said.get(terms.SKOS_prefLabel)) or dataset
    yield from _said(
        graph_of(dataset + SIDE, base),
        (terms.RDF_type, NamedNode(terms.Dataset)),
        (terms.DCTERMS_identifier, Literal(dataset + SIDE)),
        (terms.SKOS_prefLabel, Literal(f"Decisions on {called}", language="en")),
        *((name, said[name]) for name in (terms.country,) if name in said),
    )


def _plain(word: str) -> str:
    if not word.isascii() or not word.isalpha():
        raise BadParameter("link must be one of the kinds of the sheet completeness")
    return word


def _noted(note: str) -> list[tuple[str, Term]]:
    return [(terms.SKOS_note, Literal(note))] if note else []


def _said(subject: NamedNode, *pairs: tuple[str, Term]) -> Iterator[Triple]:
    return (Triple(subject, NamedNode(predicate), value) for predicate, value in pairs)
