"""What every engine beneath must do: the same tests for all. `store` is a fixture of the class that runs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldenthread.errors import BadQuery
from goldenthread.store import Store
from goldenthread.store.embedded import open_for_reading
from goldenthread.store.rdf import Literal, NamedNode, Triple, decimal, integer

A, B, P, Q, G, H = (NamedNode(f"http://example.org/{name}") for name in ("a", "b", "p", "q", "g", "h"))
ONE = Triple(A, P, Literal("one"))
TWO = Triple(A, P, Literal("two", language="en"))
LINK = Triple(A, Q, B)
WILD = Triple(B, P, Literal('quote " slash \\ line\n} क्षमता 😀'))


def triples(store: Store, graph: NamedNode) -> set[Triple]:
    return {quad.triple for quad in store.quads(graph=graph)}


class Contract:
    def test_it_is_a_store(self, store: Store) -> None:
        assert isinstance(store, Store)

    def test_it_begins_empty(self, store: Store) -> None:
        assert (store.count(), store.graphs(), list(store.quads())) == (0, (), [])
        assert not store.ask("ASK { ?s ?p ?o }")

    def test_a_query_sees_the_union_of_its_graphs(self, store: Store) -> None:
        store.add(G, [ONE])
        store.add(H, [TWO, LINK])
        table = store.select("SELECT ?o WHERE { ?s <http://example.org/p> ?o } ORDER BY ?o")
        assert (table.columns, set(table.rows)) == (("o",), {(ONE.object,), (TWO.object,)})
        both = "ASK { ?s <http://example.org/p> 'one' ; <http://example.org/q> ?b }"
        assert store.ask(both)

    def test_a_triple_in_two_graphs_is_counted_in_each(self, store: Store) -> None:
        store.add(G, [ONE])
        store.add(H, [ONE])
        assert store.select("SELECT DISTINCT ?o WHERE { ?s <http://example.org/p> ?o }").rows == ((ONE.object,),)
        assert store.count() == 2

    def test_a_query_may_ask_which_graph(self, store: Store) -> None:
        store.add(G, [ONE])
        store.add(H, [TWO])
        rows = store.select("SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g").rows
        assert rows == ((G,), (H,))
        assert store.graphs() == (G, H)

    def test_what_goes_in_comes_out(self, store: Store) -> None:
        store.add(G, [ONE, TWO, LINK, WILD, Triple(A, P, integer(7))])
        assert triples(store, G) == {ONE, TWO, LINK, WILD, Triple(A, P, integer(7))}

    def test_quads_of_a_pattern(self, store: Store) -> None:
        store.add(G, [ONE, TWO])
        store.add(H, [TWO, LINK])
        one = Literal("one")
        patterns: list[tuple[NamedNode | None, NamedNode | None, NamedNode | Literal | None, NamedNode | None, int]] = [
            (A, None, None, None, 4), (None, P, None, None, 3), (None, None, B, None, 1), (None, None, None, H, 2),
            (A, P, one, None, 1), (A, P, one, G, 1), (B, None, None, None, 0), (A, Q, B, G, 0),
        ]  # fmt: skip
        for s, p, o, g, many in patterns:
            assert len(list(store.quads(s, p, o, g))) == many

    def test_replace_makes_the_triples_the_whole_graph(self, store: Store) -> None:
        store.add(G, [ONE, LINK])
        store.replace(G, [TWO, LINK])
        assert triples(store, G) == {TWO, LINK}

    def test_alter_takes_out_and_puts_in(self, store: Store) -> None:
        store.add(G, [ONE, WILD])
        store.alter(G, [WILD], [TWO])
        assert triples(store, G) == {ONE, TWO}

    def test_drop_takes_a_graph_and_no_other(self, store: Store) -> None:
        store.add(G, [ONE])
        store.add(H, [TWO])
        store.drop(G)
        store.drop(G)
        assert (store.graphs(), store.count()) == ((H,), 1)
        assert not store.ask("ASK { ?s ?p 'one' }")

    def test_many_triples_are_written_and_counted(self, store: Store) -> None:
        store.add(G, [Triple(A, P, integer(number)) for number in range(2500)])
        assert store.count() == 2500
        store.replace(G, [Triple(A, P, integer(number)) for number in range(1, 2501)])
        assert store.count() == 2500
        assert store.select("SELECT (MAX(?o) AS ?m) WHERE { ?s ?p ?o }").rows == ((integer(2500),),)

    def test_construct_gives_triples(self, store: Store) -> None:
        store.add(G, [ONE, LINK])
        assert set(store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")) == {ONE, LINK}

    def test_a_number_comes_in_one_form(self, store: Store) -> None:
        store.add(G, [Triple(A, P, decimal("7.50"))])
        assert store.select("SELECT ?o (SUM(?o * 2.0) AS ?sum) WHERE { ?s ?p ?o } GROUP BY ?o").rows == (
            (decimal("7.5"), decimal("15")),
        )

    def test_an_update_runs(self, store: Store) -> None:
        store.add(G, [ONE])
        store.update(f"INSERT {{ GRAPH {H} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {G} {{ ?s ?p ?o }} }}")
        assert triples(store, H) == {ONE}
        assert store.ask("ASK { GRAPH <http://example.org/h> { ?s ?p 'one' } }")

    def test_a_wrong_query_is_a_bad_query(self, store: Store) -> None:
        store.add(G, [ONE])
        for query in ("SELECT", "ASK { ?s ?p ?o }"):
            with pytest.raises(BadQuery):
                store.select(query)
        with pytest.raises(BadQuery):
            store.update("INSERT")

    def test_graphs_come_into_memory(self, store: Store) -> None:
        store.add(G, [ONE])
        store.add(H, [TWO])
        assert store.in_memory([H]).graphs() == (H,)


class Lasting(Contract):
    """The contract of an engine that keeps what it has outside the memory of this process."""

    def test_all_of_it_comes_onto_disk(self, store: Store, tmp_path: Path) -> None:
        store.add(G, [ONE])
        store.add(H, [TWO])
        store.copy_to(tmp_path / "copy")
        assert set(open_for_reading(tmp_path / "copy").quads()) == set(store.quads())
