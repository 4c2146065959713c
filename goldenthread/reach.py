"""How far a change is felt: the datasets of which view and report may come out otherwise, and what those rest on.

Rules join facts by the things that they share. So a change of a dataset is felt by those that speak of its things
and by those that speak of the same things as it does, and from these on. What no rule speaks of is not followed. A
match, an end of a mapping and a level are followed one way only: two countries that match the same cell of a
framework share nothing by that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from math import inf

from goldenthread import questions, shacl, terms
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Term, Triple, text_of

DERIVED = tuple(NamedNode(name) for name in (terms.GRAPH_view, terms.GRAPH_report))
BESIDE = {*DERIVED, NamedNode(terms.GRAPH_catalogue), NamedNode(terms.GRAPH_vocabulary)}
QUESTIONS = ("thread-goals", "thread-links", "thread-marks", "waivers", "gap-countries")
# Rules ask whether these are there, or their values are terms of the vocabulary.
LOOKED_AT = {
    terms.RDF_type, terms.asserter, terms.completeFor, terms.predicate, terms.gapType,
}  # fmt: skip
ONE_WAY = {
    terms.sameLevelAs, terms.levelScheme, terms.atLevel, terms.trainerLevel, terms.SKOS_exactMatch,
    terms.SKOS_closeMatch, terms.SKOS_broadMatch, terms.SKOS_narrowMatch, terms.SKOS_relatedMatch,
}  # fmt: skip
ASKED = 2000  # things asked of at a time: a query takes a kilobyte for each
MAPPING = NamedNode(terms.Mapping)
ENDS = {terms.subject, terms.object, terms.reference}


@dataclass(frozen=True)
class Reach:
    """`felt`: the datasets of which derived facts may change; `context`: these and what they rest on; `things`: what
    the datasets felt describe, before the change or after it."""

    felt: frozenset[NamedNode]
    context: frozenset[NamedNode]
    things: frozenset[NamedNode]


def of(store: Store, changed: Mapping[NamedNode, Change]) -> Reach | None:
    """How far the change of some datasets is felt, where `store` is as after it. None where more than half of all
    feel it."""
    walk = _Walk(store, {graph: change.page for graph, change in changed.items()})
    most = max(len({*store.graphs(), *changed} - BESIDE) / 2, len(changed))
    felt = _grown(changed, walk.neighbours, most)
    if felt is None:
        return None
    context = _grown(felt, lambda graph: walk.beneath(graph, felt), inf) or felt
    return Reach(felt, context, frozenset(thing for graph in felt for thing in walk.page(graph).things))


def _grown(
    start: Iterable[NamedNode], step: Callable[[NamedNode], Iterable[NamedNode]], most: float
) -> frozenset[NamedNode] | None:
    """All that can be reached by steps; None where that is more than `most`."""
    there = set(start)
    new = sorted(there, key=text_of)
    while new:
        found = set(step(new.pop())) - there
        there |= found
        new.extend(found)
        if len(there) > most:
            return None
    return frozenset(there)


@dataclass(frozen=True)
class _Page:
    """What matters of a dataset: the things it describes (and its country), the things outside that it refers to,
    and those of them that join it to whoever refers to them too."""

    things: frozenset[NamedNode]
    outside: frozenset[NamedNode]
    joining: frozenset[NamedNode]

    def with_(self, other: _Page) -> _Page:
        """Both together."""
        return _Page(self.things | other.things, self.outside | other.outside, self.joining | other.joining)


@dataclass(frozen=True)
class Change:
    """What matters of a dataset before and after it changed."""

    page: _Page

    @classmethod
    def between(cls, was: Collection[Triple], now: Collection[Triple]) -> Change:
        """The change from what a dataset said to what it says."""
        return cls(_page(was).with_(_page(now)))


@dataclass(frozen=True)
class _Walk:
    store: Store
    pages: dict[NamedNode, _Page]

    def page(self, graph: NamedNode) -> _Page:
        """The page of a dataset."""
        if graph not in self.pages:
            self.pages[graph] = _page([quad.triple for quad in self.store.quads(graph=graph)])
        return self.pages[graph]

    def neighbours(self, graph: NamedNode) -> set[NamedNode]:
        """The datasets that refer to things of this one, or describe or refer to what it is joined by."""
        page = self.page(graph)
        return self._speaking("neighbours", page.things | page.joining, {None, *followed()})

    def beneath(self, graph: NamedNode, felt: Set[NamedNode]) -> set[NamedNode]:
        """The datasets that describe what this one refers to, and those that add to what holds of its things: the
        next version of a framework names the one before. Those that add to a dataset that is `felt` are as well."""
        page = self.page(graph)
        described = self._speaking("neighbours", page.outside, {None})
        if graph in felt:
            return described
        return described | self._speaking("joined-to", page.things, followed() - ONE_WAY)

    def _speaking(self, how: str, things: Iterable[NamedNode], references: Set[str | None]) -> set[NamedNode]:
        every, found = sorted(things, key=text_of), set[NamedNode]()
        for start in range(0, len(every), ASKED):
            rows = questions.ask(self.store, how, things=tuple(every[start : start + ASKED])).rows
            said = ((graph, text_of(reference) or None) for graph, reference in rows)
            found |= {graph for graph, reference in said if reference in references and isinstance(graph, NamedNode)}
        return found - BESIDE


def _page(said: Collection[Triple]) -> _Page:
    own: set[Term] = {t.subject for t in said}
    links = [t for t in said if t.predicate.value in followed() and t.object not in own]
    inward = _inward(said, own)
    joining = (
        t.object
        for t in links
        if t.predicate.value not in ONE_WAY and not (t.predicate.value in ENDS and t.subject in inward)
    )
    countries = (t.object for t in links if t.predicate.value == terms.country)
    return _Page(_named((*own, *countries)), _named(t.object for t in links), _named(joining))


def _named(nodes: Iterable[Term]) -> frozenset[NamedNode]:
    return frozenset(node for node in nodes if isinstance(node, NamedNode))


def _inward(said: Collection[Triple], own: set[Term]) -> set[Term]:
    """The mappings that have an end among the things of their own dataset."""
    mappings = {t.subject for t in said if t.predicate.value == terms.RDF_type and t.object == MAPPING}
    return {t.subject for t in said if t.subject in mappings and t.predicate.value in ENDS and t.object in own}


@cache
def followed() -> frozenset[str]:
    """The properties that the rules speak of and follow: those of the view's queries, of the alignment shapes and of
    what the report asks beside them."""
    shapes = shacl.graph(shacl.shipped("alignment"))
    texts = [select.query for select in shacl.selects(shapes)]
    texts += [question.text for question in questions.every("view")]
    texts += [questions.load(name).text for name in QUESTIONS]
    return frozenset(name for text in texts for name in questions.names(text)) - LOOKED_AT
