"""The ontology: one definition a term, in English, sorted, within OWL 2 RL, each file opening with its description."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from goldenthread import terms, vocabulary
from goldenthread.store import rdf

MODULES = vocabulary.ontology()
MAIN = "goldenthread"
CONSTRUCTS = {  # the types a statement of the ontology may give, all within OWL 2 RL
    "AllDisjointClasses", "AnnotationProperty", "Class", "DatatypeProperty", "NamedIndividual", "ObjectProperty",
    "Ontology", "SymmetricProperty",
}  # fmt: skip
AXIOMS = {"disjointWith", "imports", "members", "versionInfo"}  # and no class expression, so RL by construction


def triples(module: str) -> list[rdf.Triple]:
    quads = rdf.read_quads(MODULES[module].encode(), "ttl", where=module)
    return [rdf.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]


def said(module: str, predicate: str) -> list[tuple[str, str]]:
    return [(rdf.text_of(t.subject), rdf.text_of(t.object)) for t in triples(module) if t.predicate.value == predicate]


EVERY = [triple for module in MODULES for triple in triples(module)]


def test_the_modules_are_those_of_the_house() -> None:
    assert set(MODULES) == {"bridges", "claims", "competency", "gaps", MAIN, "monitoring", "policy", "training", "view"}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_opens_with_its_own_description(module: str) -> None:
    iri = vocabulary.IRI if module == MAIN else f"{vocabulary.IRI}/{module}"
    body = re.sub(r"(?m)^@prefix .*\n", "", MODULES[module]).lstrip()
    assert body.startswith(f"<{iri}> a owl:Ontology ;")
    for predicate in (terms.DCTERMS_title, terms.DCTERMS_description, terms.DCTERMS_license, terms.OWL + "versionInfo"):
        assert [subject for subject, _ in said(module, predicate)] == [iri]


def test_the_main_module_imports_all_others_and_each_imports_it() -> None:
    others = {f"{vocabulary.IRI}/{module}" for module in MODULES if module != MAIN}
    assert {imported for _, imported in said(MAIN, terms.OWL_imports)} == others
    for module in set(MODULES) - {MAIN}:
        assert said(module, terms.OWL_imports) == [(f"{vocabulary.IRI}/{module}", vocabulary.IRI)]


@pytest.mark.parametrize("module", MODULES)
def test_the_terms_of_a_module_are_sorted(module: str) -> None:
    heads = re.findall(r"(?m)^gt:(\w+) (?:a|rdfs:|skos:)", MODULES[module])
    assert heads == sorted(heads)
    assert heads


def test_each_term_is_labelled_and_defined_once_in_english() -> None:
    for predicate in (terms.RDFS_label, terms.SKOS_definition):
        texts = [triple for triple in EVERY if triple.predicate.value == predicate]
        counts = Counter(rdf.text_of(triple.subject) for triple in texts)
        assert {iri for iri, count in counts.items() if count > 1} == set()
        ours = {triple.subject.value for triple in EVERY if isinstance(triple.subject, rdf.NamedNode)}
        assert {iri for iri in ours if iri.startswith(terms.GT)} == set(counts)
        assert {t.object.language for t in texts if isinstance(t.object, rdf.Literal)} == {"en"}


def test_a_definition_is_one_sentence() -> None:
    definitions = [rdf.text_of(t.object) for t in EVERY if t.predicate.value == terms.SKOS_definition]
    assert [text for text in definitions if not re.fullmatch(r"[A-Z][^.]*\.", text)] == []


def test_a_term_has_its_type_in_one_module() -> None:
    homes = Counter(
        (subject, module) for module in MODULES for subject, _ in said(module, terms.RDF_type) if "ns#" in subject
    )
    assert {iri for iri, count in Counter(iri for iri, _ in homes).items() if count > 1} == set()


def test_only_constructs_of_owl_2_rl_are_used() -> None:
    types = {rdf.text_of(t.object) for t in EVERY if t.predicate.value == terms.RDF_type}
    assert {name.removeprefix(terms.OWL) for name in types if name.startswith(terms.OWL)} <= CONSTRUCTS
    axioms = {t.predicate.value.removeprefix(terms.OWL) for t in EVERY if t.predicate.value.startswith(terms.OWL)}
    assert axioms <= AXIOMS


def test_no_name_is_two_kinds_of_property() -> None:
    kinds = Counter(
        rdf.text_of(t.subject)
        for t in set(EVERY)
        if t.predicate.value == terms.RDF_type and rdf.text_of(t.object) in vocabulary.PROPERTIES
    )
    assert {iri for iri, count in kinds.items() if count > 1} == set()


def test_superclasses_are_classes_and_superproperties_properties() -> None:
    types: dict[str, set[str]] = {}
    for triple in EVERY:
        if triple.predicate.value == terms.RDF_type:
            types.setdefault(rdf.text_of(triple.subject), set()).add(rdf.text_of(triple.object))
    above = [(t.predicate.value, rdf.text_of(t.subject), rdf.text_of(t.object)) for t in EVERY]
    for predicate, lower, upper in above:
        if predicate == terms.RDFS_subClassOf:
            assert terms.OWL_Class in types[lower] & types[upper]
        if predicate == terms.RDFS_subPropertyOf:
            assert types[lower] & types[upper] & vocabulary.PROPERTIES


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        ("Competency", "https://purl.org/ctdlasn/terms/Competency"),
        ("Competency", terms.SKOS_Concept),
        ("Curriculum", terms.SCHEMA + "EducationalOccupationalProgram"),
        ("Framework", terms.SKOS_ConceptScheme),
        ("Gap", terms.SH + "ValidationResult"),
        ("Jurisdiction", terms.DCTERMS + "Location"),
        ("Mapping", terms.SSSOM_Mapping),
        ("Observation", terms.QB_Observation),
        ("PolicyDocument", terms.SCHEMA + "CreativeWork"),
        ("Provider", terms.ORG_Organization),
    ],
)
def test_a_class_stands_under_the_one_it_reuses(narrow: str, broad: str) -> None:
    term = next(term for term in vocabulary.terms_of(MODULES) if term.name == narrow)
    assert broad in term.above


def test_only_the_bridges_relate_our_terms_to_other_vocabularies_for_exchange() -> None:
    foreign = (terms.CEASN, terms.CETERMS, terms.ORG, terms.PROV, terms.SCHEMA, terms.SSSOM)
    for module in set(MODULES) - {"bridges"}:
        links = said(module, terms.RDFS_subClassOf) + said(module, terms.RDFS_subPropertyOf)
        assert [upper for _, upper in links if upper.startswith(foreign)] == []
