"""The cube of a coverage keeps the constraints of RDF Data Cube that can be broken here, and can be read alone."""

import pytest

from goldenthread import coverage, cube, frameworks
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, text_of

BASE = Settings.base
QB = "PREFIX qb: <http://purl.org/linked-data/cube#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
# The integrity constraints of the recommendation by their numbers; each finds what breaks it.
BROKEN = {
    "IC-1": "?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?d }",
    "IC-2": "?o a qb:DataSet FILTER NOT EXISTS { ?o qb:structure ?s }",
    "IC-3": "?o a qb:DataStructureDefinition FILTER NOT EXISTS { ?o qb:component/qb:measure ?m }",
    "IC-4": "?o a qb:DimensionProperty FILTER NOT EXISTS { ?o <http://www.w3.org/2000/01/rdf-schema#range> ?r }",
    "IC-5": "?o a qb:DimensionProperty FILTER NOT EXISTS { ?o qb:codeList ?l }",
    "IC-11": "?o qb:dataSet/qb:structure/qb:component/qb:dimension ?d FILTER NOT EXISTS { ?o ?d ?v }",
    "IC-12": "?o qb:dataSet ?s . ?p qb:dataSet ?s FILTER(STR(?o) < STR(?p)) FILTER NOT EXISTS "
    "{ ?s qb:structure/qb:component/qb:dimension ?d . ?o ?d ?x . ?p ?d ?y FILTER(?x != ?y) }",
    "IC-13": "?o qb:dataSet/qb:structure/qb:component ?c . ?c qb:componentRequired true ; qb:attribute ?a "
    "FILTER NOT EXISTS { ?o ?a ?v }",
    "IC-14": "?o qb:dataSet/qb:structure/qb:component/qb:measure ?m FILTER NOT EXISTS { ?o ?m ?v }",
    "IC-19": "?o qb:dataSet/qb:structure/qb:component/(qb:dimension|qb:measure) ?d . ?d qb:codeList ?l . ?o ?d ?v "
    "FILTER NOT EXISTS { ?v a skos:Concept ; skos:inScheme ?l }",
}


@pytest.fixture(scope="module")
def made(shipped: Releases) -> Store:
    from_ = shipped.release().store
    chosen = frameworks.framework(frameworks.frameworks(from_), "ictcft3", BASE)
    store = in_memory()
    found = coverage.coverage(from_, chosen.iri, ["np", "xa"])
    store.add(NamedNode(BASE + "cube"), cube.triples(from_, found, BASE, chosen.name(BASE)))
    return store


@pytest.mark.parametrize("name", BROKEN)
def test_an_integrity_constraint_holds(made: Store, name: str) -> None:
    assert not made.ask(f"{QB} ASK {{ {BROKEN[name]} }}")


def test_there_is_an_observation_for_each_cell_and_country(made: Store) -> None:
    rows = made.select(f"{QB} SELECT (COUNT(?o) AS ?n) WHERE {{ ?o a qb:Observation }}").rows
    assert text_of(rows[0][0]) == "36"


def test_dimensions_have_codes_with_notation_and_name(made: Store) -> None:
    query = f"""{QB} SELECT DISTINCT ?notation WHERE {{
        ?o a qb:Observation ; <http://purl.org/linked-data/sdmx/2009/dimension#refArea> ?area .
        ?area skos:notation ?notation ; skos:prefLabel ?name }} ORDER BY ?notation"""
    assert [text_of(row[0]) for row in made.select(query).rows] == ["NP", "XA"]
