"""Shapes read from Turtle: which shapes there are, what they check, and the queries they carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from goldenthread import files, terms
from goldenthread.errors import BadShapes
from goldenthread.store.rdf import NamedNode, Term, read_quads, text_of


@dataclass(frozen=True)
class Graph:
    """A shapes graph: objects by subject and predicate, all in the order of the text."""

    said: Mapping[Term, Mapping[str, tuple[Term, ...]]]

    def all(self, subject: Term, predicate: str) -> tuple[Term, ...]:
        """Every object of the pair."""
        return self.said.get(subject, {}).get(predicate, ())

    def one(self, subject: Term, predicate: str) -> Term | None:
        """The object of the pair, None where there is none. Raises BadShapes where there are several."""
        found = self.all(subject, predicate)
        if len(found) > 1:
            raise BadShapes(f"{text_of(subject)} says {predicate} {len(found)} times: once is expected")
        return found[0] if found else None

    def need(self, subject: Term, predicate: str) -> Term:
        """The object of the pair. Raises BadShapes where there is none."""
        found = self.one(subject, predicate)
        if found is None:
            raise BadShapes(f"{text_of(subject)} does not say {predicate}")
        return found

    def list(self, head: Term) -> tuple[Term, ...]:
        """The members of an RDF list."""
        members: list[Term] = []
        while text_of(head) != terms.RDF_nil:
            members.append(self.need(head, terms.RDF_first))
            head = self.need(head, terms.RDF_rest)
        return tuple(members)

    def saying(self, predicate: str) -> Iterator[Term]:
        """The subjects that say `predicate`."""
        return (subject for subject, said in self.said.items() if predicate in said)


@dataclass(frozen=True)
class Select:
    """A `sh:select` of a shape, with its prefixes: a complete query of the columns this, value and others."""

    shape: Term
    constraint: Term
    query: str


def shipped(folder: str) -> tuple[str, ...]:
    """The texts of the shipped shapes of one folder."""
    return tuple(files.text("shapes", folder, f"{name}.ttl") for name in files.names("shapes", folder, ending=".ttl"))


def texts_of(texts: Iterable[str]) -> tuple[str, ...]:
    """`texts` with the file that declares the house's prefixes before them."""
    return (files.text("shapes", "prefixes.ttl"), *texts)


@cache
def graph(texts: tuple[str, ...]) -> Graph:
    """The shapes graph of several Turtle texts. Raises Unreadable."""
    said: dict[Term, dict[str, tuple[Term, ...]]] = {}
    for text in texts_of(texts):
        for quad in read_quads(text.encode(), "ttl", where="shapes"):
            objects = said.setdefault(quad.subject, {})
            objects[quad.predicate.value] = (*objects.get(quad.predicate.value, ()), quad.object)
    return Graph(said)


def selects(shapes: Graph) -> Iterator[Select]:
    """Every SPARQL constraint of every shape, as a query that can run as it stands: its own text after the
    prefixes that the shapes graph declares for it."""
    for shape in shapes.saying(terms.SH_sparql):
        for constraint in shapes.all(shape, terms.SH_sparql):
            text = text_of(shapes.need(constraint, terms.SH_select))
            yield Select(shape, constraint, prefixes(shapes, constraint) + text)


def prefixes(shapes: Graph, constraint: Term) -> str:
    """The PREFIX lines that `constraint` asks for by sh:prefixes."""
    declared = {
        text_of(shapes.need(line, terms.SH_prefix)): NamedNode(text_of(shapes.need(line, terms.SH_namespace)))
        for place in shapes.all(constraint, terms.SH_prefixes)
        for line in shapes.all(place, terms.SH_declare)
    }
    return "".join(f"PREFIX {prefix}: {namespace}\n" for prefix, namespace in sorted(declared.items()))
