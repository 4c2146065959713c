"""The vocabulary as it is published: terms, JSON-LD context, Turtle, graph."""

from __future__ import annotations

import json

import pytest

from goldenthread import files, terms, vocabulary
from goldenthread.store import rdf

TERMS = {term.name: term for term in vocabulary.terms_of(vocabulary.ontology())}
GAP_TYPE = rdf.NamedNode(terms.GapType)

DOCUMENT = {
    "id": "urn:claim",
    "type": "TeachingClaim",
    "subject": "urn:module",
    "object": "urn:competency",
    "atLevel": "urn:level",
    "hours": "1.5",
    "status": "accepted",
    "date": "2016-05-01",
    "source": "urn:document",
    "asserter": "A ministry",
    "prefLabel": {"en": "A claim", "ne": "दाबी"},
}
EXPECTED = """
@prefix gt: <https://w3id.org/goldenthread/ns#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:claim> a gt:TeachingClaim ; gt:subject <urn:module> ; gt:object <urn:competency> ; gt:atLevel <urn:level> ;
    gt:hours 1.5 ; gt:status "accepted" ; dcterms:date "2016-05-01"^^xsd:date ; dcterms:source <urn:document> ;
    gt:asserter "A ministry" ; skos:prefLabel "A claim"@en , "दाबी"@ne .
"""


def graph(content: bytes, form: str) -> list[rdf.Triple]:
    return [rdf.Triple(quad.subject, quad.predicate, quad.object) for quad in rdf.read_quads(content, form)]


def test_a_document_in_our_context_means_the_expected_triples() -> None:
    text = json.dumps({**vocabulary.context(), **DOCUMENT})
    assert rdf.isomorphic(graph(text.encode(), "jsonld"), graph(EXPECTED.encode(), "ttl"))


def test_the_context_names_every_class_and_property_of_ours() -> None:
    named = vocabulary.context()["@context"]
    assert isinstance(named, dict)
    wanted = {name for name, term in TERMS.items() if term.kind != "individual"}
    assert wanted - set(named) == set()
    assert named["start"] == {"@id": "gt:start", "@type": "xsd:date"}
    assert named["replaces"] == {"@id": "dcterms:replaces", "@type": "@id"}


def test_the_context_that_loaders_know_is_the_one_we_publish() -> None:
    known = json.loads(files.text("loaders", "contexts", "goldenthread.jsonld"))
    assert {"@context": known["@context"]} == vocabulary.context()


@pytest.mark.parametrize(
    ("name", "kind", "module"),
    [
        ("PolicyGoal", "class", "policy"),
        ("teaches", "property", "training"),
        ("mapped", "individual", "claims"),
        ("view", "individual", "goldenthread"),
    ],
)
def test_a_term_knows_its_kind_and_module(name: str, kind: str, module: str) -> None:
    assert (TERMS[name].kind, TERMS[name].module) == (kind, module)


def test_a_term_tells_what_it_stands_under_and_what_it_joins() -> None:
    assert TERMS["PolicyGoal"].above == (terms.Goal,)
    assert (TERMS["ofModule"].used_on, TERMS["ofModule"].points_at) == ((terms.Offering,), (terms.Module,))


def test_what_the_bridges_say_of_a_term_is_put_to_it() -> None:
    assert terms.SCHEMA + "Course" in TERMS["Module"].above


def test_the_turtle_is_the_whole_ontology_under_one_header() -> None:
    whole = graph(vocabulary.turtle(), "ttl")
    headers = [triple.subject for triple in whole if triple.object == rdf.NamedNode(terms.OWL_Ontology)]
    assert headers == [rdf.NamedNode(vocabulary.IRI)]
    assert {rdf.text_of(t.subject) for t in whole if t.predicate.value == terms.SKOS_definition} == {
        term.iri for term in TERMS.values()
    }
    assert [triple for triple in whole if triple.predicate.value == terms.OWL_imports] == []


def test_the_graph_is_the_same_every_time_and_has_no_blank_node() -> None:
    found = vocabulary.triples()
    assert found == vocabulary.triples()
    assert [t for t in found if isinstance(t.subject, rdf.BlankNode) or isinstance(t.object, rdf.BlankNode)] == []


def test_the_graph_holds_each_gap_type_without_its_shape() -> None:
    found = vocabulary.triples()
    types = {rdf.text_of(t.subject) for t in found if t.predicate.value == terms.RDF_type and t.object == GAP_TYPE}
    assert types == {term.iri for term in vocabulary.terms_of(vocabulary.rules())}
    assert types
    assert [triple for triple in found if triple.predicate.value == terms.SH_select] == []
