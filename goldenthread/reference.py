"""The reference SHACL engine: pySHACL over an rdflib graph. Home of both; slow, for tests and measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyshacl
from rdflib import BNode, Graph, Namespace, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node

from goldenthread import terms
from goldenthread.errors import BadShapes
from goldenthread.store.rdf import BlankNode, Literal, NamedNode, Quad, Term, Triple, write

SH = Namespace(terms.SH)


@dataclass(frozen=True)
class Result:
    """One sh:ValidationResult. `shape` is the IRI of the source shape, `severity` the local name of its severity."""

    shape: str
    focus: Term
    value: Term | None
    message: str
    severity: str


def results(triples: Iterable[Triple] | Iterable[Quad], texts: Iterable[str]) -> tuple[Result, ...]:
    """What pySHACL finds with the shapes of `texts` (Turtle) in the union of the graphs. Raises BadShapes."""
    data, shapes = Graph(), Graph()
    plain = (Triple(held.subject, held.predicate, held.object) for held in triples)
    data.parse(data=write(plain, "nt"), format="nt")
    for text in texts:
        shapes.parse(data=text, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    if not isinstance(report, Graph):  # pySHACL returns its failures instead of raising them
        raise BadShapes(f"pySHACL could not use the shapes: {report}")
    return tuple(_result(report, node) for node in report.subjects(predicate=None, object=SH.ValidationResult))


def _result(report: Graph, node: Node) -> Result:
    value = report.value(node, SH.value)
    return Result(
        str(report.value(node, SH.sourceShape)),
        _term(report.value(node, SH.focusNode)),
        None if value is None else _term(value),
        str(report.value(node, SH.resultMessage)),
        str(report.value(node, SH.resultSeverity)).removeprefix(str(SH)),
    )


def _term(node: Node | None) -> Term:
    match node:
        case URIRef():
            return NamedNode(str(node))
        case BNode():
            return BlankNode(str(node))
        case RdflibLiteral(language=str(language)):
            return Literal(str(node), language=language)
        case RdflibLiteral(datatype=datatype):
            return Literal(str(node), datatype=NamedNode(str(datatype)) if datatype else None)
        case _:
            raise BadShapes("pySHACL gave a result without a focus")
