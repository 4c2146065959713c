"""A release that a SPARQL server answers for, as long as the server holds just this release; else the archive does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from goldenthread.errors import BadQuery, EngineFailed, Unreachable
from goldenthread.store import Store, Table
from goldenthread.store.rdf import Graph, NamedNode, Quad, Term, Triple

T = TypeVar("T")


class Mirror:
    """Reads from `remote` where `holds` says so before and after, so that no answer mixes two releases; else from
    `archive`. With `fallback` also where the server is out of reach or does not answer as it should."""

    def __init__(self, remote: Store, archive: Store, holds: Callable[[], bool], *, fallback: bool) -> None:
        self._remote, self._archive, self._holds, self._fallback = remote, archive, holds, fallback

    def _read(self, question: Callable[[Store], T]) -> T:
        if self._holds():
            try:
                answer = self._ask(question)
                if self._holds():
                    return answer
            except (Unreachable, EngineFailed):
                if not self._fallback and self._holds():
                    raise
        return question(self._archive)

    def _ask(self, question: Callable[[Store], T]) -> T:
        try:
            return question(self._remote)
        except BadQuery as error:  # strangers' queries do not come here
            raise EngineFailed("the engine does not take a query that it took before") from error

    def select(self, query: str) -> Table:
        return self._read(lambda store: store.select(query))

    def ask(self, query: str) -> bool:
        return self._read(lambda store: store.ask(query))

    def construct(self, query: str) -> Iterator[Triple]:
        return iter(self._read(lambda store: list(store.construct(query))))

    def quads(
        self,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
        graph: Graph | None = None,
    ) -> Iterator[Quad]:
        return iter(self._read(lambda store: list(store.quads(subject, predicate, value, graph))))

    def graphs(self) -> tuple[NamedNode, ...]:
        return self._archive.graphs()

    def count(self) -> int:
        return self._archive.count()

    def in_memory(self, graphs: Iterable[NamedNode], spaces: tuple[str, ...] = ("",)) -> Store:
        return self._archive.in_memory(graphs, spaces)

    def copy_to(self, directory: Path) -> None:
        self._archive.copy_to(directory)

    # A published release does not change: the archive refuses each of these.

    def add(self, graph: Graph, triples: Iterable[Triple]) -> None:
        self._archive.add(graph, triples)

    def alter(self, graph: Graph, gone: Iterable[Triple], come: Iterable[Triple]) -> None:
        self._archive.alter(graph, gone, come)

    def replace(self, graph: Graph, triples: Iterable[Triple]) -> None:
        self._archive.replace(graph, triples)

    def drop(self, graph: Graph) -> None:
        self._archive.drop(graph)

    def update(self, text: str) -> None:
        self._archive.update(text)

    def flush(self) -> None:
        """Nothing: a release does not change."""

    def close(self) -> None:
        self._archive.close()
