"""What a release holds besides its sources: the vocabulary, the view of a day, the report and the search rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from goldenthread import __version__, files, questions, reach, report, search, terms, view, vocabulary
from goldenthread.reach import DERIVED, Change, Reach
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Term, Triple, text_of

SEARCH = "search.sqlite"
HELD = 3_000_000  # statements up to which a release is derived in memory, where each takes half a kilobyte
REPORT = NamedNode(terms.GRAPH_report)
_RULES = ("ontology", "shapes", "queries")


@cache
def rules() -> str:
    """A hash of the shipped vocabulary, shapes and queries: where it differs, what was derived is out of date."""
    seen = hashlib.sha256(__version__.encode())
    for folder in _RULES:
        for path, file in _files(files.shipped(folder), folder):
            seen.update(path.encode() + b"\0" + file.read_bytes())
    return seen.hexdigest()


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry, f"{path}/{entry.name}")
        elif entry.name.endswith((".ttl", ".rq")):
            yield f"{path}/{entry.name}", entry


def renew_vocabulary(store: Store) -> None:
    """Puts the shipped vocabulary in the place of the one in `store`."""
    store.replace(NamedNode(terms.GRAPH_vocabulary), vocabulary.triples())


@dataclass(frozen=True)
class Before:
    """The release before, in `store`. What is derived of it holds but for the datasets that `changed`: the names in
    `index`, and where `holds`, view and report as well."""

    store: Store
    index: Path | None
    changed: Mapping[NamedNode, Change]
    holds: bool


def renew(store: Store, day: date, release: int, before: Before | None, *, directory: Path, base: str) -> None:
    """Makes view, report and search rows of `store` for `day`. With what holds from `before`, only those of the
    datasets that feel a change are made anew, in memory, from these and what they rest on."""
    part = reach.of(store, before.changed) if before and before.holds else None
    sources = set(store.graphs()) - set(DERIVED)
    held = store
    if part is not None or store.count() <= HELD:
        graphs = sorted(sources & part.context if part else sources, key=text_of)
        held = store.in_memory(graphs, questions.vocabularies())
    view.make(held, day)
    report.make(held, day, release, before.store if before else None, base=base)
    older, changed = (before.index, tuple(before.changed)) if before else (None, ())
    search.build(held, directory / SEARCH, older=older, changed=changed)
    if held is not store:
        for graph in DERIVED:
            _take(store, held, graph, part)
    if part is not None:
        view.say_when(store, day)


def _take(store: Store, held: Store, graph: NamedNode, part: Reach | None) -> None:
    """Takes a derived graph over: whole, or what it says of the things of a part."""
    made = (quad.triple for quad in held.quads(graph=graph))
    if part is None:
        store.replace(graph, made)
        return
    things = part.things | {graph}
    wanted = {triple for triple in made if triple.subject in things or triple.object in things}
    there = _about(store, graph, things)
    if graph == REPORT:
        wanted |= {triple for gap in _gaps(wanted) for triple in _said(held, gap)}
        there |= {triple for gap in _gaps(there) for triple in _said(store, gap)}
    store.alter(graph, there - wanted, wanted - there)


def _about(store: Store, graph: NamedNode, things: Set[NamedNode]) -> set[Triple]:
    """What a derived graph says of things, or with them."""
    wanted = tuple(sorted(things, key=text_of))
    others = {subject for (subject,) in questions.ask(store, "speaking-of", graph=graph, things=wanted).rows}
    found = {quad.triple for thing in things for quad in store.quads(thing, graph=graph)}
    return found | {
        quad.triple for other in others - things for quad in store.quads(other, graph=graph) if quad.object in things
    }


def _gaps(said: Iterable[Triple]) -> set[Term]:
    return {triple.subject for triple in said if triple.predicate.value in (terms.focus, terms.gapObject)}


def _said(store: Store, gap: Term) -> Iterator[Triple]:
    return (quad.triple for quad in store.quads(gap, graph=REPORT))


def valid_until(store: Store) -> date | None:
    """The last day on which the view in `store` stays true; None where no later date is in the data."""
    graph = NamedNode(terms.GRAPH_view)
    found = [quad.object for quad in store.quads(graph, NamedNode(terms.validUntil), graph=graph)]
    return date.fromisoformat(text_of(found[0])) if found else None


def statuses(store: Store) -> dict[str, str]:
    """The status of each gap in the report of `store`, by the gap's IRI."""
    graph = NamedNode(terms.GRAPH_report)
    return {
        text_of(quad.subject): text_of(quad.object)
        for quad in store.quads(predicate=NamedNode(terms.gapStatus), graph=graph)
    }
