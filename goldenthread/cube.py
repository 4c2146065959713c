"""A coverage as RDF Data Cube: one observation a cell and country, each code with its notation and name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from goldenthread import questions, terms
from goldenthread.coverage import Coverage
from goldenthread.store import Store
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, boolean, integer
from goldenthread.things import Thing

FOLDER: Final = "coverage"  # where cubes have their IRIs, under the base


def triples(store: Store, found: Coverage, base: str, name: str) -> Iterator[Triple]:
    """The cube of a coverage whose framework is called `name`, with its structure and code lists."""
    cube = base + FOLDER + "/" + quote(name, safe=":")
    reference = NamedNode(found.reference.iri)
    structure = questions.load("coverage-structure").query({"cube": NamedNode(cube), "reference": reference})
    yield from sorted(set(store.construct(structure)), key=str)
    yield from _code(found.reference, None)
    for country in found.countries:
        yield from _code(country.thing, NamedNode(cube + "#countries"), country.iso.upper())
    for cell in found.cells:
        yield from _code(cell.cell, reference)
        for country in found.countries:
            reach = cell.by_country[country.iso]
            node = NamedNode(f"{cube}#{country.iso}-{quote(cell.cell.code or cell.cell.iri, safe='')}")
            yield from _said(
                node,
                (terms.RDF_type, NamedNode(terms.QB_Observation)),
                (terms.QB_dataSet, NamedNode(cube)),
                (terms.cell, NamedNode(cell.cell.iri)),
                (terms.SDMX_refArea, NamedNode(country.iri)),
                (terms.step, NamedNode(terms.GT + reach.step)),
                (terms.matching, integer(len(reach.competencies))),
                (terms.declared, boolean(reach.declared)),
            )


def _code(thing: Thing, scheme: NamedNode | None, notation: str | None = None) -> Iterator[Triple]:
    """A concept of a code list, so that the cube can be read alone."""
    node = NamedNode(thing.iri)
    if scheme:
        yield from _said(node, (terms.RDF_type, NamedNode(terms.SKOS_Concept)), (terms.SKOS_inScheme, scheme))
    if code := notation or thing.code:
        yield from _said(node, (terms.SKOS_notation, Literal(code)))
    if thing.label:
        yield from _said(node, (terms.SKOS_prefLabel, Literal(thing.label, language=thing.lang)))


def _said(node: NamedNode, *facts: tuple[str, Term]) -> Iterable[Triple]:
    return [Triple(node, NamedNode(predicate), value) for predicate, value in facts]
