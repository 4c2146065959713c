"""The embedded engine keeps the Store protocol, on disk and in memory."""

from pathlib import Path

import pytest

from goldenthread.errors import BadQuery, NotFound, StoreFailed
from goldenthread.store import Store
from goldenthread.store.embedded import Embedded, in_memory, open_for_reading, open_for_writing
from goldenthread.store.rdf import Literal, NamedNode, Triple

A, P, G, H = (NamedNode(f"http://example.org/{name}") for name in "apgh")
ONE = Triple(A, P, Literal("one"))
TWO = Triple(A, P, Literal("two"))


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Embedded:
    return in_memory() if request.param == "memory" else open_for_writing(tmp_path / "store")


def test_it_is_a_store(store: Embedded) -> None:
    assert isinstance(store, Store)


def test_a_query_sees_the_union_of_graphs(store: Embedded) -> None:
    store.add(G, [ONE])
    store.add(H, [TWO])
    table = store.select("SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o")
    assert table.columns == ("o",)
    assert table.rows == ((Literal("one"),), (Literal("two"),))
    assert store.ask("ASK { ?s ?p 'two' }")


def test_replace_makes_the_triples_the_whole_graph(store: Embedded) -> None:
    store.add(G, [ONE])
    store.replace(G, [TWO])
    assert [quad.triple for quad in store.quads(graph=G)] == [TWO]
    store.drop(G)
    assert store.count() == 0


@pytest.mark.parametrize("query", ["SELECT", "ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_a_wrong_query_is_a_bad_query(store: Embedded, query: str) -> None:
    with pytest.raises(BadQuery):
        store.select(query)


def test_the_engines_errors_stop_here(tmp_path: Path) -> None:
    held = open_for_writing(tmp_path / "store")
    with pytest.raises(StoreFailed):
        open_for_writing(tmp_path / "store")
    held.close()
    with pytest.raises(StoreFailed):
        held.count()
    with pytest.raises(NotFound):
        open_for_reading(tmp_path / "none")


def test_a_copy_is_independent(tmp_path: Path) -> None:
    store = open_for_writing(tmp_path / "store")
    store.add(G, [ONE])
    store.copy_to(tmp_path / "copy")
    store.add(G, [TWO])
    assert open_for_reading(tmp_path / "copy").count() == 1
