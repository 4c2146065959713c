"""Triples held small are a set of triples like any other, in the order they came."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from goldenthread.store.rdf import BlankNode, Literal, NamedNode, Triple, write
from goldenthread.store.triples import Triples

EX = "http://e.org/"
NODES = some.sampled_from([NamedNode(EX + name) for name in ("a", "ab", "a/b", "a-b", "a?b", "ä")])
TEXTS = some.text(alphabet='ab "\\\n\t\x7fé\U0001f600@^<>', max_size=4)
VALUES = some.one_of(
    NODES,
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, language="en")),
    TEXTS.map(lambda text: Literal(text, language="en-gb")),
    TEXTS.map(lambda text: Literal(text, datatype=NamedNode(EX + "type"))),
    some.sampled_from([BlankNode("x"), Triple(NamedNode(EX), NamedNode(EX), Literal("x"))]),
)
MANY = some.lists(some.builds(Triple, NODES, NODES, VALUES), max_size=60)


@given(MANY, MANY)
def test_they_are_a_set_in_the_order_of_coming(some_: list[Triple], others: list[Triple]) -> None:
    held = Triples(some_)
    assert list(held) == list(dict.fromkeys(some_))
    assert (held == Triples(others), len(held)) == (set(some_) == set(others), len(set(some_)))
    assert [triple in held for triple in others] == [triple in set(some_) for triple in others]
    assert list(reversed(held)) == list(held)[::-1]
    assert [held.add(triple) for triple in others] == [
        triple not in some_ and triple not in others[:n] for n, triple in enumerate(others)
    ]


@given(MANY)
def test_they_are_found_by_property_and_subject_also_those_added_later(said: list[Triple]) -> None:
    held, name = Triples(said[::2]), EX + "a"
    held.values(NamedNode(name), name)
    for triple in said[1::2]:
        held.add(triple)
    of = [triple for triple in held if triple.predicate.value == name]
    assert list(held.of(name)) == of
    assert held.subjects(name) == list(dict.fromkeys(triple.subject for triple in of))
    for node in {triple.subject for triple in said}:
        assert held.values(node, name) == [triple.object for triple in of if triple.subject == node]
    assert held.predicates().get(name, 0) == len(of)


@given(MANY)
def test_their_order_is_that_of_their_lines(said: list[Triple]) -> None:
    lines = [write([triple], "nt") for triple in Triples(said).sorted()]
    assert lines == sorted(set(lines))
    assert set(lines) == {write([triple], "nt") for triple in said}


def test_what_is_added_on_a_walk_is_not_met_on_it() -> None:
    name = NamedNode(EX + "a")
    held = Triples([Triple(name, name, name)])
    for triple in held.of(EX + "a"):
        held.say(name, name, Literal(str(triple)))
    assert len(held) == 2
