"""Datasets that are made up say so: which ones an answer shows is read off the answer itself, so no page can forget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from goldenthread import terms
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Term, text_of


def named(data: object) -> Iterator[str]:
    """Every dataset and country that an answer draws on, found by its key wherever it stands."""
    if isinstance(data, Mapping):
        yield from (data[key] for key in ("dataset", "country", "iri") if isinstance(data.get(key), str))
        for value in data.values():
            yield from named(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from named(value)


def fictional(store: Store) -> Iterator[tuple[str, str]]:
    """The datasets that are made up and their countries, as (IRI, title): a page that shows one says so."""
    for quad in store.quads(None, NamedNode(terms.fictional)):
        if text_of(quad.object) != "true":
            continue
        title = _title(store, quad.subject)
        yield text_of(quad.subject), title
        for country in store.quads(quad.subject, NamedNode(terms.country)):
            yield text_of(country.object), title


def _title(store: Store, dataset: Term) -> str:
    """The title in English where there is one, else the first."""
    titles = [quad.object for quad in store.quads(dataset, NamedNode(terms.SKOS_prefLabel))]
    return min(((getattr(title, "language", None) != "en", text_of(title)) for title in titles), default=(True, ""))[1]
