"""A SPARQL 1.1 server as a store, by the protocol alone.

An answer counts when it parses to its end: some servers break off in the midst of a 200. The server's own graphs, and
those of others in it, are not seen: queries name the graphs of this store wherever the server's default graph is not
just their union.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from goldenthread import files
from goldenthread.errors import BadQuery, EngineFailed, StoreFailed, Unreadable
from goldenthread.store import Table
from goldenthread.store.embedded import Embedded, in_memory, kept, open_for_writing
from goldenthread.store.gate import tokens
from goldenthread.store.rdf import (
    TEXTS,
    DefaultGraph,
    Graph,
    Literal,
    NamedNode,
    Quad,
    Term,
    Triple,
    read_quads,
    write,
)
from goldenthread.store.wire import Wire

ROWS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.9"
MASK: Final = "urn:goldenthread:as:"  # before the name of a datatype in disguise
NOTHING: Final = "urn:goldenthread:nothing"  # named where there is no graph yet: naming none would mean every one
ASKED: Final = ("__ASK_RETVAL",)  # of Virtuoso's answer to an ASK: a row for yes, none for no
BATCH: Final = 1000  # triples in one update: some engines compile what they are told


class Remote:
    """A store on a SPARQL 1.1 server. `graphs` are its own among those of the server (None: all that are there)."""

    def __init__(self, wire: Wire, graphs: Iterable[NamedNode] | None = None) -> None:
        self._wire = wire
        self.union = False  # whether a query that names no graphs sees the union of ours and nothing else
        self.disguised: set[str] = set()  # datatypes that the server does not take: written under another name
        self._graphs = set(self._there() if graphs is None else graphs)

    # Reading

    def select(self, query: str) -> Table:
        said = self._rows(query, self._seen())
        if not isinstance(said, Table) or said.columns == ASKED:
            raise BadQuery("a SELECT was expected")
        return said

    def ask(self, query: str) -> bool:
        said = self._rows(query, self._seen())
        if isinstance(said, Table) and said.columns != ASKED:
            raise BadQuery("an ASK was expected")
        return bool(said.rows) if isinstance(said, Table) else said

    def construct(self, query: str) -> Iterator[Triple]:
        content, kind = self._wire.ask(query, TRIPLES, self._seen())
        form = "nt" if kind == "application/n-triples" else "ttl"
        if kind not in {"application/n-triples", "text/turtle"}:
            raise BadQuery("a CONSTRUCT or DESCRIBE was expected")
        try:
            return iter([_plain(quad.triple) for quad in read_quads(content, form)])
        except Unreadable as error:
            raise EngineFailed("the engine's answer was broken") from error

    def quads(
        self,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
        graph: Graph | None = None,
    ) -> Iterator[Quad]:
        if isinstance(graph, DefaultGraph) or (subject is not None and not isinstance(subject, NamedNode)):
            return  # nothing is in the default graph, no subject is a literal and blank nodes are not named
        given = {"subject": subject, "predicate": predicate, "value": value, "graph": graph}
        table = self.select(bound("quads", given))
        places = {name: table.columns.index(name) for name, term in given.items() if term is None}
        for row in table.rows:
            s, p, o, g = (row[places[name]] if name in places else term for name, term in given.items())
            yield Quad(s, p, o, g)  # type: ignore[arg-type]  # the engine gives a term in each place

    def graphs(self) -> tuple[NamedNode, ...]:
        return tuple(sorted(self._graphs & set(self._there()), key=lambda graph: graph.value))

    def _there(self) -> Iterator[NamedNode]:
        """Every named graph of the server."""
        said = self._rows(bound("graphs", {}), ())
        rows = said.rows if isinstance(said, Table) else ()
        return (row[0] for row in rows if row and isinstance(row[0], NamedNode))

    def count(self) -> int:
        return sum(self.counts().values())

    def counts(self) -> dict[NamedNode, int]:
        """How many triples each graph has."""
        found = {}
        for graph in self.graphs():
            many = self.select(bound("count", {"graph": graph})).rows[0][0]
            found[graph] = int(many.value) if many is not None and not isinstance(many, Triple) else 0
        return found

    def foreign(self) -> bool:
        """Whether there are graphs of others in the server."""
        return bool(set(self._there()) - self._graphs)

    def in_memory(self, graphs: Iterable[NamedNode], spaces: tuple[str, ...] = ("",)) -> Embedded:
        held = in_memory()
        for graph in graphs:
            said = (quad.triple for quad in self.quads(graph=graph))
            held.add(graph, [triple for triple in said if triple.predicate.value.startswith(spaces)])
        return held

    # Writing

    def add(self, graph: Graph, triples: Iterable[Triple]) -> None:
        self._write("INSERT DATA", graph, triples)

    def alter(self, graph: Graph, gone: Iterable[Triple], come: Iterable[Triple]) -> None:
        self._write("DELETE DATA", graph, gone)
        self._write("INSERT DATA", graph, come)

    def replace(self, graph: Graph, triples: Iterable[Triple]) -> None:
        there = {quad.triple for quad in self.quads(graph=graph)}
        wanted = set(triples)
        self.alter(graph, there - wanted, wanted - there)

    def drop(self, graph: Graph) -> None:
        self._wire.tell(f"DROP SILENT GRAPH {_named(graph)}")
        self._graphs.discard(_named(graph))

    def update(self, text: str) -> None:
        """Runs an update. It is one transaction where the engine makes it one."""
        others = set(self._there()) - self._graphs
        self._wire.tell(text)
        self._graphs = set(self._there()) - others

    def _write(self, verb: str, graph: Graph, triples: Iterable[Triple]) -> None:
        """Writes in batches: each is whole or not there, and saying it twice does no harm."""
        name, left = _named(graph), iter(self._disguise(triple) for triple in triples)
        self._graphs.add(name)
        while batch := list(islice(left, BATCH)):
            self._wire.tell(f"{verb} {{ GRAPH {name} {{\n{write(batch, 'nt').decode()}}} }}")

    def _disguise(self, triple: Triple) -> Triple:
        value = triple.object
        if not isinstance(value, Literal) or value.datatype.value not in self.disguised:
            return triple
        return Triple(triple.subject, triple.predicate, Literal(value.value, datatype=_mask(value.datatype)))

    def copy_to(self, directory: Path) -> None:
        made = open_for_writing(directory)
        for graph in self.graphs():
            made.add(graph, [quad.triple for quad in self.quads(graph=graph)])
        made.flush()
        made.close()

    def flush(self) -> None:
        """Nothing: the engine keeps what it has acknowledged in its own way."""

    def close(self) -> None:
        """Nothing: no connection is held."""

    def _rows(self, query: str, graphs: Sequence[str]) -> Table | bool:
        content, kind = self._wire.ask(query, ROWS, graphs)
        if "json" not in kind:
            raise BadQuery("a SELECT or ASK was expected")
        return _said(content)

    def _seen(self) -> Sequence[str]:
        """The graphs to name in a query."""
        return () if self.union else sorted(graph.value for graph in self._graphs) or [NOTHING]


def _said(content: bytes) -> Table | bool:
    """What an answer says. Raises EngineFailed where it does not parse to its end."""
    if (said := _parsed(content)) is None:
        raise EngineFailed("the engine's answer was broken")
    return said


def _parsed(content: bytes) -> Table | bool | None:
    """What an answer says, None where it does not parse to its end: no error leaves here, since its traceback would
    hold the parser, which may not be dropped by another thread."""
    with suppress(SyntaxError, ValueError):
        found: Any = parse_query_results(content, QueryResultsFormat.JSON)  # QuerySolutions or QueryBoolean
        if isinstance(found, QueryBoolean):
            return bool(found)
        rows = tuple(tuple(_canonical(term) for term in row) for row in found)
        return Table(tuple(variable.value for variable in found.variables), rows)
    return None


def _canonical(term: Any) -> Any:  # Term or None
    """A term in the form of the archive: without its disguise, and a number as the embedded engine writes it."""
    if not isinstance(term, Literal) or term.datatype.value in TEXTS:
        return term
    return kept(Literal(term.value, datatype=NamedNode(term.datatype.value.removeprefix(MASK))))


def _mask(datatype: NamedNode) -> NamedNode:
    return NamedNode(MASK + datatype.value)


def _plain(triple: Triple) -> Triple:
    return Triple(triple.subject, triple.predicate, _canonical(triple.object))


def _named(graph: Graph) -> NamedNode:
    if not isinstance(graph, NamedNode):
        raise StoreFailed("a store on a server has named graphs only")
    return graph


def bound(name: str, terms: dict[str, Any]) -> str:  # str to Term or None
    """A query of queries/store with terms in the place of the parameters that have one."""
    text, end, parts = files.text("queries", "store", f"{name}.rq"), 0, []
    for token in tokens(text):
        term = terms.get(token.text[1:]) if token.kind == "variable" and token.text[0] == "$" else None
        parts.append(text[end : token.start] + (token.text if term is None else str(term)))
        end = token.end
    return "".join(parts) + text[end:]
