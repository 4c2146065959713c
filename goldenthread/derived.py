"""What a release holds besides its sources: the vocabulary, the view of a day, the report and the search rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from goldenthread import __version__, files, report, search, terms, view, vocabulary
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of

SEARCH = "search.sqlite"
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


def renew(store: Store, day: date, release: int, previous: Store | None, *, directory: Path, base: str) -> None:
    """Makes view, report and search rows of `store` for `day`; `previous` tells when a gap was first seen."""
    view.make(store, day)
    report.make(store, day, release, previous, base=base)
    search.build(store, directory / SEARCH)


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
