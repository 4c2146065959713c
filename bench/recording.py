"""What our functions ask of the store, written down and asked again of a bare engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pyoxigraph
import rdflib

from goldenthread.store.embedded import Embedded
from goldenthread.store.rdf import Literal, NamedNode, Term

Call = tuple[str, tuple[Any, ...]]  # a method of the Store protocol and its arguments
READING = ("select", "ask", "construct", "quads")


@contextmanager
def recorded() -> Iterator[list[Call]]:
    """The calls that reading methods of every embedded store get meanwhile, in their order."""
    calls: list[Call] = []

    def noted(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: Embedded, *given: Any, **named: Any) -> Any:
            if name == "quads":
                order = ("subject", "predicate", "value", "graph")
                calls.append((name, (*given, *(named.get(key) for key in order[len(given) :]))))
            else:
                calls.append((name, given))
            return method(self, *given, **named)

        return call

    with (
        patch.object(Embedded, "select", noted("select", Embedded.select)),
        patch.object(Embedded, "ask", noted("ask", Embedded.ask)),
        patch.object(Embedded, "construct", noted("construct", Embedded.construct)),
        patch.object(Embedded, "quads", noted("quads", Embedded.quads)),
    ):
        yield calls


def on_pyoxigraph(store: pyoxigraph.Store, calls: list[Call]) -> int:
    """The same calls on a bare pyoxigraph store; the rows they give."""
    rows = 0
    for name, given in calls:
        if name == "quads":
            rows += len(list(store.quads_for_pattern(*given)))
        else:
            found = store.query(given[0], use_default_graph_as_union=True)
            rows += 1 if isinstance(found, pyoxigraph.QueryBoolean) else len([tuple(row) for row in found])
    return rows


def on_rdflib(graph: rdflib.Dataset, calls: list[Call]) -> int:
    """The same calls on an rdflib dataset, its union of graphs as default; the rows they give."""
    rows = 0
    for name, given in calls:
        if name == "quads":
            rows += len(list(graph.triples(tuple(map(_node, given[:3])))))  # type: ignore[arg-type]  # three nodes
        else:
            rows += len(list(graph.query(given[0])))
    return rows


def _node(term: Term | None) -> rdflib.term.Node | None:
    match term:
        case NamedNode():
            return rdflib.URIRef(term.value)
        case Literal():
            return rdflib.Literal(
                term.value, lang=term.language, datatype=None if term.language else term.datatype.value
            )
        case _:
            return None
