"""The embedded engine: pyoxigraph, on disk or in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any
from weakref import finalize

import pyoxigraph
from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Triple

from goldenthread import disk
from goldenthread.errors import BadQuery, Conflict, NotFound, StoreFailed
from goldenthread.store import Table
from goldenthread.store.rdf import TEXTS, Graph, Literal, Term
from goldenthread.store.triples import Triples

BATCH = 20_000  # triples that are loaded together at least
BULK = 5000  # triples from which bulk loading, which has a fixed cost of many files, is the faster way
_PLACE = NamedNode("urn:goldenthread:place")


@contextmanager
def _translated() -> Iterator[None]:
    """The engine's errors stop here."""
    try:
        yield
    except SyntaxError as error:
        raise BadQuery(str(error.msg)) from error
    except (OSError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and str(error).endswith(("does not exist", "already exists")):
            words = "the update takes a graph that is not there, or makes one that is; SILENT passes over that"
            raise Conflict(words) from error
        if "No space left on device" in str(error):  # the engine's error bears no number
            raise disk.full() from error
        raise StoreFailed(str(error)) from error


class Embedded:
    """A pyoxigraph store. Many readers and one writer at a time; reading never waits."""

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store: pyoxigraph.Store | None = store

    @property
    def _open(self) -> pyoxigraph.Store:
        if self._store is None:
            raise StoreFailed("the store is closed")
        return self._store

    def _query(self, query: str) -> Any:
        return self._open.query(query, use_default_graph_as_union=True)

    def select(self, query: str) -> Table:
        with _translated():
            found = self._query(query)
            if not isinstance(found, QuerySolutions):
                raise BadQuery("a SELECT was expected")
            return Table(tuple(v.value for v in found.variables), tuple(tuple(row) for row in found))

    def ask(self, query: str) -> bool:
        with _translated():
            found = self._query(query)
            if not isinstance(found, QueryBoolean):
                raise BadQuery("an ASK was expected")
            return bool(found)

    def construct(self, query: str) -> Iterator[Triple]:
        with _translated():
            found = self._query(query)
            if not isinstance(found, QueryTriples):
                raise BadQuery("a CONSTRUCT or DESCRIBE was expected")
            yield from found

    def quads(
        self,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
        graph: Graph | None = None,
    ) -> Iterator[Quad]:
        with _translated():
            yield from self._open.quads_for_pattern(subject, predicate, value, graph)  # type: ignore[arg-type]  # a literal subject matches nothing

    def graphs(self) -> tuple[NamedNode, ...]:
        with _translated():
            found = [graph for graph in self._open.named_graphs() if isinstance(graph, NamedNode)]
        return tuple(sorted(found, key=lambda graph: graph.value))

    def count(self) -> int:
        return len(self._open)

    def add(self, graph: Graph, triples: Iterable[Triple]) -> None:
        self._extend(Quad(t.subject, t.predicate, t.object, graph) for t in triples)

    def _extend(self, quads: Iterator[Quad]) -> None:
        """Adds quads a batch at a time; a batch is held in memory, so it is small beside what went before."""
        done = 0
        with _translated():
            while batch := list(islice(quads, max(BATCH, done // 16))):
                done += len(batch)
                if len(batch) < BULK:
                    self._open.extend(batch)
                else:
                    self._open.bulk_extend(batch)

    def alter(self, graph: Graph, gone: Iterable[Triple], come: Iterable[Triple]) -> None:
        with _translated():
            for t in gone:
                self._open.remove(Quad(t.subject, t.predicate, t.object, graph))
        self.add(graph, come)

    def replace(self, graph: Graph, triples: Iterable[Triple]) -> None:
        wanted = triples if isinstance(triples, Triples) else Triples(triples)
        there = Triples(quad.triple for quad in self.quads(graph=graph))
        self.alter(graph, (t for t in there if t not in wanted), (t for t in wanted if t not in there))

    def drop(self, graph: Graph) -> None:
        with _translated():
            self._open.remove_graph(graph)

    def update(self, text: str) -> None:
        with _translated():
            self._open.update(text)

    def in_memory(self, graphs: Iterable[NamedNode], spaces: tuple[str, ...] = ("",)) -> Embedded:
        held = in_memory()
        said = chain.from_iterable(self.quads(graph=graph) for graph in graphs)
        held._extend(quad for quad in said if quad.predicate.value.startswith(spaces))
        return held

    def copy_to(self, directory: Path) -> None:
        with _translated():
            self._open.backup(str(directory))

    def flush(self) -> None:
        with _translated():
            self._open.flush()

    def close(self) -> None:
        self._store = None


def plainest(literals: Iterable[Literal]) -> dict[Literal, Literal]:
    """Of these literals the ones that a store here gives back in another form (7.50 as 7.5, 1 as true), with that."""
    given = [one for one in literals if one.datatype.value not in TEXTS]
    store = in_memory()
    store.add(_PLACE, [Triple(NamedNode(f"{_PLACE.value}/{n}"), _PLACE, one) for n, one in enumerate(given)])
    back = {quad.subject: quad.object for quad in store.quads() if isinstance(quad.object, Literal)}
    found = ((one, back[NamedNode(f"{_PLACE.value}/{n}")]) for n, one in enumerate(given))
    return {one: stored for one, stored in found if stored != one}


@lru_cache(maxsize=10_000)
def kept(literal: Literal) -> Literal:
    """A literal as a store here gives it back."""
    return plainest([literal]).get(literal, literal)


def in_memory() -> Embedded:
    """An empty store in memory."""
    return Embedded(pyoxigraph.Store())


def open_for_writing(directory: Path) -> Embedded:
    """The store at `directory`, made if missing. Raises StoreFailed where another process holds it."""
    with _translated():
        return Embedded(pyoxigraph.Store(str(directory)))


def open_for_reading(directory: Path) -> Embedded:
    """The store at `directory`, read-only: any number of processes may. It is held: the engine opens most of its files
    only when it needs them, so none may be removed before it is let go. Raises NotFound."""
    try:
        handle = disk.hold(directory)
    except FileNotFoundError as error:
        raise NotFound("there is no store there") from error
    with _translated():
        try:
            found = Embedded(pyoxigraph.Store.read_only(str(directory)))
        except (OSError, RuntimeError):
            os.close(handle)
            raise
    finalize(found, os.close, handle).atexit = False
    return found
