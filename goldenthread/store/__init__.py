"""The narrow door to triples: what every engine beneath must do. Queries see the union of all graphs by default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from goldenthread.store.rdf import Graph, NamedNode, Quad, Term, Triple

Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Table:
    """The answer of a SELECT: `columns` in the query's order, `rows` aligned with them (None: unbound)."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@runtime_checkable
class Store(Protocol):
    """An open store. Text given here is the house's own (a .rq or a shape, with terms put in by
    `questions.substitute`); what strangers wrote goes to `workers`. Raises BadQuery and StoreFailed only."""

    def select(self, query: str) -> Table:
        """The rows of a SELECT over the union of all graphs."""

    def ask(self, query: str) -> bool:
        """The answer of an ASK over the union of all graphs."""

    def construct(self, query: str) -> Iterator[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE over the union of all graphs."""

    def quads(
        self,
        subject: Term | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
        graph: Graph | None = None,
    ) -> Iterator[Quad]:
        """The quads of a pattern; None is any."""

    def graphs(self) -> tuple[NamedNode, ...]:
        """The named graphs, sorted."""

    def count(self) -> int:
        """How many quads there are."""

    def add(self, graph: Graph, triples: Iterable[Triple]) -> None:
        """Adds triples to a graph."""

    def alter(self, graph: Graph, gone: Iterable[Triple], come: Iterable[Triple]) -> None:
        """Takes triples out of a graph and adds others."""

    def replace(self, graph: Graph, triples: Iterable[Triple]) -> None:
        """Makes `triples` the whole content of a graph; only the difference is written."""

    def drop(self, graph: Graph) -> None:
        """Removes a graph and its triples; nothing happens where there is none."""

    def update(self, text: str) -> None:
        """Runs one SPARQL update as one transaction."""

    def in_memory(self, graphs: Iterable[NamedNode], spaces: tuple[str, ...] = ("",)) -> Store:
        """A copy of some graphs in memory, where queries are several times faster than on disk: what they say with
        properties in the namespaces `spaces`."""

    def copy_to(self, directory: Path) -> None:
        """Makes an independent copy of the store on disk at `directory` (which must not exist)."""

    def flush(self) -> None:
        """Makes what was written safe against the end of the process."""

    def close(self) -> None:
        """Lets go of files and locks."""
