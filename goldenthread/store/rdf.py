"""RDF values: terms, triples and quads, read from bytes and written to bytes. Home of pyoxigraph with embedded.py."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    Variable,
    parse,
    serialize,
)

from goldenthread.borrowed import RDF_langString
from goldenthread.errors import Unreadable

__all__ = [
    "FORMATS", "TEXTS", "XSD", "BlankNode", "DefaultGraph", "Graph", "Literal", "NamedNode", "Quad", "RdfFormat",
    "Resource", "Term", "Triple", "Variable", "boolean", "date", "decimal", "integer", "iri_of", "isomorphic",
    "read_quads", "skolemise", "text_of", "write",
]  # fmt: skip

Resource = NamedNode | BlankNode
Graph = NamedNode | DefaultGraph
Term = NamedNode | BlankNode | Literal | Triple
XSD = "http://www.w3.org/2001/XMLSchema#"
TEXTS = frozenset({XSD + "string", RDF_langString})  # the datatypes of texts

FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}


def read_quads(
    content: bytes, form: str, *, base: str | None = None, where: str = "", apart: bool = False
) -> Iterator[Quad]:
    """The quads of `content` in the format `form` (a key of FORMATS), parsed strictly. `apart` gives blank nodes fresh
    labels, for documents that are put together.

    Nothing is fetched. Raises Unreadable with line and column of the fault.
    """
    try:
        yield from parse(content, FORMATS[form], base_iri=base, rename_blank_nodes=apart)
    except SyntaxError as error:
        raise Unreadable(
            f"{_plain(error.msg)}. Mend the file there and load it again.",
            where=where,
            row=error.lineno,
            column=str(error.offset) if error.offset else None,
        ) from error
    except (ValueError, UnicodeDecodeError) as error:
        raise Unreadable(f"{_plain(str(error))}. Mend the file and load it again.", where=where) from error


def _plain(message: str) -> str:
    """The parser's words without its own statement of the place, at a length a person reads."""
    return re.sub(r"^Parser error at .*?: ", "", message).rstrip(".")[:300]


def write(quads: Iterable[Quad] | Iterable[Triple], form: str, *, prefixes: dict[str, str] | None = None) -> bytes:
    """`quads` in the format `form` (a key of FORMATS); formats without graphs take triples only."""
    return serialize(quads, format=FORMATS[form], prefixes=prefixes) or b""


def skolemise(triples: Iterable[Triple], prefix: str) -> list[Triple]:
    """The triples with each blank node named `prefix` + a hash of its content, so that the same graph read
    twice gives the same triples (RDF canonicalisation, RDFC-1.0)."""
    held = list(triples)
    if not any(isinstance(term, BlankNode) for triple in held for term in (triple.subject, triple.object)):
        return held
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in held)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    def named(term: Term) -> Term:
        return NamedNode(prefix + term.value) if isinstance(term, BlankNode) else term

    return [Triple(named(quad.subject), quad.predicate, named(quad.object)) for quad in dataset]  # type: ignore[arg-type]  # named() keeps a subject a resource


def isomorphic(left: Iterable[Triple], right: Iterable[Triple]) -> bool:
    """Whether two graphs are equal up to the names of blank nodes."""

    def canonical(triples: Iterable[Triple]) -> Dataset:
        dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        return dataset

    return canonical(left) == canonical(right)


def iri_of(text: str) -> NamedNode | None:
    """The node that an absolute IRI names; None where the text is none, or a scheme and nothing more."""
    try:
        return None if text.endswith(":") else NamedNode(text)
    except ValueError:
        return None


def text_of(term: Term | None) -> str:
    """The plain text of a term: an IRI, a literal's lexical form, or nothing."""
    return "" if term is None or isinstance(term, Triple) else term.value


def date(text: str) -> Literal:
    """An xsd:date."""
    return Literal(text, datatype=NamedNode(XSD + "date"))


def boolean(value: bool) -> Literal:
    """An xsd:boolean."""
    return Literal("true" if value else "false", datatype=NamedNode(XSD + "boolean"))


def integer(value: int) -> Literal:
    """An xsd:integer."""
    return Literal(str(value), datatype=NamedNode(XSD + "integer"))


def decimal(text: str) -> Literal:
    """An xsd:decimal from its lexical form."""
    return Literal(text, datatype=NamedNode(XSD + "decimal"))
