"""Which names a dataset lacks in which language."""

import pytest

from goldenthread import terms
from goldenthread.parity import Parity, parity
from goldenthread.releases import Releases
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, read_quads

DATASET = NamedNode("http://example.org/d")
NAMES = """
@prefix : <http://example.org/> . @prefix gt: <https://w3id.org/goldenthread/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dcterms: <http://purl.org/dc/terms/> .
:d a gt:Dataset ; dcterms:language "en" , "ne" ; skos:prefLabel "Data"@en .
:g1 a gt:PolicyGoal ; skos:prefLabel "Read"@en , "Lire"@FR .
:g2 a gt:PolicyGoal ; skos:prefLabel "Write"@en , "Also write"@en .
:g3 a gt:PolicyGoal ; skos:prefLabel "no language" .
:r a gt:Requirement .
"""


@pytest.fixture(scope="module")
def found() -> Parity:
    store = in_memory()
    store.add(DATASET, [quad.triple for quad in read_quads(NAMES.encode(), "ttl")])
    return parity(store, DATASET)


def test_languages_are_those_that_are_named_and_those_that_are_used(found: Parity) -> None:
    assert found.tags == ("en", "fr", "ne")


def test_a_thing_lacks_a_name_in_each_language_it_has_none_in(found: Parity) -> None:
    goals = next(row for row in found.rows if row.kind == terms.PolicyGoal)
    assert (goals.named, dict(goals.missing)) == (3, {"en": 1, "fr": 2, "ne": 3})
    assert [found.lacks(tag) for tag in found.tags] == [1, 3, 4]
    assert not found.whole


def test_what_has_no_name_at_all_is_left_out(found: Parity) -> None:
    assert terms.Requirement not in {row.kind for row in found.rows}


def test_exemplaria_lacks_french_names_and_nepal_lacks_none(shipped: Releases) -> None:
    store = shipped.release().store
    xa, np = (parity(store, NamedNode(f"https://w3id.org/goldenthread/id/{name}")) for name in ("xa", "np"))
    assert (xa.tags, xa.whole, xa.lacks("en") < xa.lacks("fr")) == (("en", "fr"), False, True)
    assert (np.tags, np.whole) == (("en",), True)
