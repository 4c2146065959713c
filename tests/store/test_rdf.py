"""RDF values: read strictly, written back, blank nodes made stable."""

import pytest

from goldenthread.errors import Unreadable
from goldenthread.store.rdf import Triple, isomorphic, read_quads, skolemise, write

TURTLE = b'@prefix ex: <http://example.org/> . ex:a ex:p [ ex:q "x" ] , [ ex:q "y" ] .'


def triples(content: bytes) -> list[Triple]:
    return [quad.triple for quad in read_quads(content, "ttl")]


def test_a_fault_is_told_with_line_and_column() -> None:
    with pytest.raises(Unreadable) as caught:
        list(read_quads(b"\n<http://example.org/a> ex:p 1 .", "ttl", where="my.ttl"))
    assert (caught.value.remark.where, caught.value.remark.row) == ("my.ttl", 2)
    assert caught.value.remark.column is not None


@pytest.mark.parametrize("content", [b"<a b> <p> <o> .", b"\xff\xfe", b"<http://e/a> <http://e/b> "])
def test_bad_bytes_are_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        list(read_quads(content, "ttl"))


def test_blank_nodes_get_the_same_names_each_time() -> None:
    once, twice = (skolemise(triples(TURTLE), "http://example.org/bn/") for _ in range(2))
    assert set(once) == set(twice)
    assert len(once) == 4


def test_what_is_written_is_read_back_the_same() -> None:
    graph = triples(TURTLE)
    assert isomorphic(graph, triples(write(graph, "ttl")))
    assert not isomorphic(graph, graph[1:])
