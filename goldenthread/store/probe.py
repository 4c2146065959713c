"""What a SPARQL server can do, tried out before it is trusted: what we cannot do without, and what it does not keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from goldenthread.errors import BadQuery, EngineFailed, StoreFailed
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, boolean, date, decimal, integer
from goldenthread.store.remote import Remote, bound

GRAPH: Final = NamedNode("urn:goldenthread:probe")
A, B, C, NEXT, SAYS = (NamedNode(f"urn:goldenthread:probe:{name}") for name in ("a", "b", "c", "next", "says"))
VALUES: Final[dict[str, Term]] = {
    "text": Literal('quote " slash \\ line\nक्षमता 😀'),
    "language": Literal("a", language="en-gb"),
    "boolean": boolean(True),
    "integer": integer(7),
    "decimal": decimal("1.5"),
    "date": date("2026-02-28"),
    "year": Literal("2026", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear")),
    "duration": Literal("P3Y", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#duration")),
    "iri": NamedNode("http://example.org/क%20#x"),
}


@dataclass(frozen=True)
class Probe:
    """What was found. `union`: a query that names no graphs sees those that are ours and no other. `changed`: the
    kinds of values that come back in another form than they went in. `disguised`: those that are not taken, and are
    written under another datatype."""

    union: bool
    changed: tuple[str, ...]
    disguised: tuple[str, ...]


def probe(store: Remote) -> Probe:
    """Tries the server out in a graph of its own, which is gone at the end; tells `store` of the union. Raises
    EngineFailed naming what is missing, and Unreachable."""
    try:
        store.drop(GRAPH)
        store.add(GRAPH, [Triple(A, NEXT, B), Triple(B, NEXT, C)])
    except (BadQuery, StoreFailed) as error:
        raise EngineFailed("the engine takes no updates; see the settings store_update and store_user") from error
    try:
        _able(store)
        disguised = tuple(name for name, value in VALUES.items() if not _taken(store, value))
        kept = {quad.object for quad in store.quads(A, SAYS, graph=GRAPH)}
        store.union = True
        store.union = not store.foreign() and store.ask(bound("sees", {"subject": A, "predicate": NEXT, "value": B}))
    finally:
        store.drop(GRAPH)
    return Probe(store.union, tuple(name for name, value in VALUES.items() if value not in kept), disguised)


def _taken(store: Remote, value: Term) -> bool:
    """Whether a value is taken as it is; else it is in disguise from now on."""
    try:
        store.add(GRAPH, [Triple(A, SAYS, value)])
    except (BadQuery, StoreFailed):
        if not isinstance(value, Literal):
            raise
        store.disguised.add(value.datatype.value)
        store.add(GRAPH, [Triple(A, SAYS, value)])
        return False
    return True


def _able(store: Remote) -> None:
    """Raises EngineFailed unless paths, aggregates, sub-selects and functions work over named graphs."""
    try:
        table = store.select(bound("able", {"start": A, "next": NEXT}))
    except BadQuery as error:
        raise EngineFailed("the engine does not take SPARQL 1.1 as we need it") from error
    if [tuple(getattr(term, "value", None) for term in row) for row in table.rows] != [("ab", "2")]:
        raise EngineFailed("the engine answers SPARQL 1.1 otherwise than it should")
