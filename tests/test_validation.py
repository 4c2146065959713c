"""Alignment: shapes run as they stand, and pySHACL agrees. Intake: a file that passes and one that fails a rule."""

from pathlib import Path

import pytest

from goldenthread import terms, validation
from goldenthread.errors import BadQuery, BadShapes
from goldenthread.store.embedded import Embedded, in_memory
from goldenthread.store.rdf import NamedNode, Quad, date, read_quads
from goldenthread.validation import Finding

DATA = Path(__file__).parent / "data"
SHAPES = (DATA / "alignment" / "shapes.ttl").read_text(encoding="utf-8")


def _quads(name: str) -> tuple[Quad, ...]:
    return tuple(read_quads((DATA / name).read_bytes(), "trig"))


def _stored(quads: tuple[Quad, ...]) -> Embedded:
    store = in_memory()
    for graph in {quad.graph_name for quad in quads}:
        assert isinstance(graph, NamedNode)
        store.add(graph, (quad.triple for quad in quads if quad.graph_name == graph))
    return store


def _ex(name: str) -> NamedNode:
    return NamedNode("http://example.org/" + name)


EXPECTED = (
    Finding(terms.GT + "T1", _ex("r1"), _ex("c1"), None, "unknown"),
    Finding(terms.GT + "T1", _ex("r2"), _ex("c2"), _ex("m1"), "open"),
    Finding(terms.GT + "T1", _ex("r2"), _ex("c2"), _ex("m2"), "open"),
    Finding(terms.GT + "T1", _ex("r2"), _ex("c3"), None, "open"),
    Finding(terms.GT + "T2", _ex("d1"), None, date("2017-12-31"), "open"),
)


def test_alignment_runs_each_select_as_it_stands_over_data_and_view() -> None:
    assert validation.alignment(_stored(_quads("alignment/data.trig")), (SHAPES,)) == EXPECTED


def test_pyshacl_finds_the_same() -> None:
    assert validation.alignment_by_pyshacl(_quads("alignment/data.trig"), (SHAPES,)) == EXPECTED


def test_the_shipped_alignment_shapes_run_on_an_empty_store() -> None:
    assert validation.alignment(in_memory()) == ()


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("gt:gapType gt:T2 ;", "", BadShapes),
        ("?value ?status WHERE { $this a gt:Document", "?value WHERE { $this a gt:Document", BadShapes),
        ('BIND("open" AS ?status) }', 'BIND("open" AS ?status)', BadQuery),
        ("gts:T2-select a sh:SPARQLConstraint ; sh:prefixes <https://w3id.org/goldenthread/shapes>",
         "gts:T2-select a sh:SPARQLConstraint", BadQuery),
    ],
)  # fmt: skip
def test_a_shape_that_cannot_be_run_is_an_error(old: str, new: str, error: type[Exception]) -> None:
    assert old in SHAPES
    with pytest.raises(error):
        validation.alignment(_stored(_quads("alignment/data.trig")), (SHAPES.replace(old, new),))


def test_what_pyshacl_cannot_use_is_an_error() -> None:
    broken = SHAPES.replace('BIND("open" AS ?status) }', "MINUS { $this gt:start ?start } }")
    with pytest.raises(BadShapes):
        validation.alignment_by_pyshacl(_quads("alignment/data.trig"), (broken,))
