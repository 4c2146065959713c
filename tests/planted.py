"""Planted cases: source data in Turtle as a loader writes it, put in a store with the view of one day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from goldenthread import terms, view
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import Literal, NamedNode, Triple, read_quads, text_of

DAY = date(2026, 6, 30)
BASE = "https://w3id.org/goldenthread/id/"
FOLDER = Path(__file__).parent / "data" / "alignment"


def stored(content: bytes, day: date = DAY) -> Store:
    """`content` as the dataset of country XA, with its view; what has its IRI under `ref/` is a dataset of no
    country, what has it under `yb/` one of another. Each thing gets the end of its IRI as its code."""
    triples = [quad.triple for quad in read_quads(content, "ttl")]
    store = in_memory()
    for name in ("xa", "yb", "ref"):
        graph = NamedNode(BASE + name)
        said = [Triple(graph, NamedNode(terms.RDF_type), NamedNode(terms.Dataset))]
        if name != "ref":
            country = NamedNode(f"{BASE}country/{name}")
            said.append(Triple(graph, NamedNode(terms.country), country))
            said.append(Triple(country, NamedNode(terms.RDF_type), NamedNode(terms.Jurisdiction)))
        own = [triple for triple in triples if _home(text_of(triple.subject)) == name]
        codes = {
            Triple(triple.subject, NamedNode(terms.SKOS_notation), Literal(text_of(triple.subject).rsplit("/", 1)[-1]))
            for triple in own
        }
        store.add(graph, [*said, *own, *codes])
    view.make(store, day)
    return store


def _home(iri: str) -> str:
    return next((name for name in ("yb", "ref") if iri.startswith(f"{BASE}{name}/")), "xa")


def case(name: str) -> Store:
    """The planted case of a name such as "G18/fail"."""
    return stored((FOLDER / f"{name}.ttl").read_bytes())


def short(iri: str) -> str:
    """An IRI without the base and the dataset of the case."""
    return iri.removeprefix(BASE + "xa/").removeprefix(BASE)
