"""Blank nodes get names from what they say: the same in any order, few rounds, nothing merged."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from goldenthread.loaders.blanknodes import named
from goldenthread.store.rdf import BlankNode, NamedNode, Term, Triple, isomorphic, read_quads

BN = "http://example.org/bn/"
P = NamedNode("http://example.org/p")


def clique(size: int) -> list[Triple]:
    """A graph in which all blank nodes look alike."""
    return [Triple(BlankNode(f"x{a}"), P, BlankNode(f"x{b}")) for a, b in permutations(range(size), 2)]


def turtle(text: str) -> list[Triple]:
    return [quad.triple for quad in read_quads(f"@prefix : <http://example.org/> . {text}".encode(), "ttl")]


GRAPHS = {
    "clique of 12": clique(12),
    "two alike": turtle(':a :p [ :q "x" ] , [ :q "x" ] .'),
    "two chains": turtle(":a :p [ :p [ :p 1 ] ] , [ :p [ :p 1 ] ] , [ :p [ :p 2 ] ] ."),
    "lists": turtle(":a :p ( 1 2 3 ) , ( 3 2 1 ) , ( 1 2 3 ) ."),
    "circle": turtle("_:a :p _:b . _:b :p _:c . _:c :p _:d . _:d :p _:a ."),
    "self": turtle("_:a :p _:a ."),
    "triple terms": turtle(":a :p <<( _:a :p <<( _:b :p 1 )>> )>> . _:a :q 1 ."),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_names_do_not_depend_on_labels_or_order(name: str) -> None:
    graph = GRAPHS[name]
    shuffled = random.Random(7).sample(graph, len(graph))
    assert set(named(graph, BN)) == set(named(shuffled, BN))
    assert len(set(named(graph, BN))) == len(graph)


@pytest.mark.parametrize("name", ["circle", "lists", "self", "two alike", "two chains"])
def test_naming_changes_nothing_else(name: str) -> None:
    def blank(term: Term) -> Term:
        return BlankNode(term.value[len(BN) :]) if isinstance(term, NamedNode) and term.value.startswith(BN) else term

    back = [Triple(blank(t.subject), t.predicate, blank(t.object)) for t in named(GRAPHS[name], BN)]  # type: ignore[arg-type]  # a blank subject stays one
    assert isomorphic(back, GRAPHS[name])


def test_a_change_in_one_group_leaves_the_names_of_others() -> None:
    before = set(named(turtle(':a :p [ :q "x" ] , [ :q "y" ] .'), BN))
    after = set(named(turtle(':a :p [ :q "x" ] , [ :q "z" ] .'), BN))
    assert len(before & after) == 2


def test_triples_without_blank_nodes_stay_as_they_are() -> None:
    graph = turtle(":a :p :b , 1 .")
    assert list(named(graph, BN)) == graph


@pytest.mark.timeout(20)
def test_a_graph_made_to_take_for_ever_takes_a_moment_and_is_stable() -> None:
    graph = clique(60)
    assert len(set(named(graph, BN))) == len(graph)
    assert named(graph, BN) == named(clique(60), BN)
