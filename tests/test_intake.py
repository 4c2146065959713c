"""Intake: every class is asked, every rule has a file that passes and one that fails, and pySHACL agrees on each."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from goldenthread import constraints, files, questions, reference, shacl, terms, validation
from goldenthread.errors import BadShapes, Remark
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, Triple, read_quads, text_of

CASES = Path(__file__).parent / "data" / "intake"
PASS = sorted(path.name.removesuffix(".pass.ttl") for path in CASES.glob("*.pass.ttl"))
FAIL = sorted(path.name.removesuffix(".fail.ttl") for path in CASES.glob("*.fail.ttl"))
TEXTS = shacl.shipped("intake")
SHAPES = shacl.graph(TEXTS)
NODES = {
    shape for shape in SHAPES.saying(terms.SH_targetClass) if SHAPES.all(shape, terms.SH_property)
}  # one shape a sheet
Found = set[tuple[str, str, str]]


@cache
def triples(name: str) -> tuple[Triple, ...]:
    return tuple(quad.triple for quad in read_quads((CASES / name).read_bytes(), "ttl"))


def found(graph: tuple[Triple, ...]) -> Found:
    """(rule, focus, severity) by our own engine."""
    store = in_memory()
    store.add(NamedNode(terms.GRAPH_candidate), graph)
    return {
        (broken.check.shape.removeprefix(terms.GTS), text_of(broken.focus), broken.check.severity)
        for broken in constraints.run(store, TEXTS)
    }


def rules() -> set[str]:
    return {check.shape.removeprefix(terms.GTS) for check in constraints.checks(TEXTS)}


def test_every_class_of_the_graph_is_asked() -> None:
    table = (
        files.shipped("..").joinpath("docs", "graph.md").read_text(encoding="utf-8").split("## What the view adds")[0]
    )
    named = set(re.findall(r"\bgt:([A-Z]\w+)", table)) | {"Jurisdiction"}
    asked = {text_of(c).removeprefix(terms.GT) for node in NODES for c in SHAPES.all(node, terms.SH_targetClass)}
    assert named - asked == {"LevelScheme"}  # a scheme says nothing itself; its levels are checked
    assert len(named) > 40


def test_every_rule_has_a_file_that_fails_it_and_every_sheet_one_that_passes() -> None:
    assert set(FAIL) == rules()
    assert len(PASS) == len(NODES) == 29
    assert len(FAIL) > 110


@pytest.mark.parametrize("name", PASS)
def test_a_full_row_passes(name: str) -> None:
    assert found(triples(f"{name}.pass.ttl")) == set()
    assert validation.intake(triples(f"{name}.pass.ttl")) == ()


def test_the_full_rows_say_every_property_that_a_rule_reads() -> None:
    said = {triple.predicate for name in PASS for triple in triples(f"{name}.pass.ttl")}
    read = {path for shape in SHAPES.saying(terms.SH_message) for path in SHAPES.all(shape, terms.SH_path)}
    assert read - said == set()
    assert len(read) > 60


@pytest.mark.parametrize("name", FAIL)
def test_a_rule_finds_its_fault_and_no_other_rule_does(name: str) -> None:
    assert {rule for rule, _, _ in found(triples(f"{name}.fail.ttl"))} == {name}


def together() -> tuple[Triple, ...]:
    """All files in one graph, for pySHACL is slow to start. What a file is about (small letters) is apart from
    that of the others, what it only refers to (capitals) is shared."""
    held: dict[Triple, None] = {}
    for path in sorted(CASES.glob("*.ttl")):
        text = path.read_text(encoding="utf-8")
        if "gt:Dataset" in text:
            text = text.replace("example.org/x", f"{path.stem}.org/x")
        text = re.sub(r"\bex:(?=[a-z])", f"ex:{path.stem}-", text)
        held |= dict.fromkeys(quad.triple for quad in read_quads(text.encode(), "ttl"))
    return tuple(held)


def test_pyshacl_finds_the_same_in_all_files() -> None:
    graph = together()
    theirs = reference.results(graph, shacl.texts_of(TEXTS))
    ours = found(graph)
    assert ours == {
        (result.shape.removeprefix(terms.GTS), text_of(result.focus), result.severity.lower()) for result in theirs
    }
    assert {rule for rule, _, _ in ours} == rules()


def remarks(turtle: str, **options: Any) -> tuple[Remark, ...]:
    head = "".join(f"@prefix {name}: <{getattr(terms, name.upper())}> .\n" for name in ("gt", "skos", "dcterms", "xsd"))
    quads = read_quads((head + "@prefix ex: <http://example.org/x/> .\n" + turtle).encode(), "ttl")
    return validation.intake((quad.triple for quad in quads), **options)


def test_a_remark_names_sheet_code_address_and_column_and_shows_the_value() -> None:
    (remark,) = remarks(
        'ex:g a gt:PolicyGoal ; skos:notation "G1" ; skos:prefLabel "A"@en ; gt:addressesTeachers "so" .'
    )
    assert remark == Remark(
        "violation",
        "The column addresses_teachers takes yes, no or nothing. Found: so.",
        "goals G1 (http://example.org/x/g)",
        column="addresses_teachers",
    )


def test_a_thing_without_a_code_is_named_by_its_label_or_its_address() -> None:
    said = remarks('ex:a a gt:Domain ; skos:prefLabel "Pedagogy"@en . ex:b a gt:StatusChange .')
    assert {remark.where for remark in said} == {
        "competencies Pedagogy (http://example.org/x/a)",
        "statuses (http://example.org/x/b)",
    }


def test_violations_come_before_warnings() -> None:
    said = remarks('ex:a a gt:Assessment . ex:s a gt:CompetencyStandard ; skos:prefLabel "S"@en .')
    assert [remark.severity for remark in said] == ["violation", "warning"]


def test_a_rule_broken_often_is_told_a_hundred_times_and_then_counted() -> None:
    said = remarks("".join(f"ex:m{n} a gt:Module .\n" for n in range(1250)))
    assert len(said) == validation.LISTED + 1
    assert said[-1].message.endswith("There are 1,150 more like this.")
    assert said[-1].where == ""


OBSERVATION = """ex:i a gt:Indicator ; skos:prefLabel "I"@en .
ex:o a gt:Observation ; gt:ofIndicator ex:i ; dcterms:date "2020-01-01"^^xsd:date ; gt:value 3 ; gt:count %d ."""


@pytest.mark.parametrize(
    ("count", "threshold", "refused"), [(9, 10, True), (10, 10, False), (4, 5, True), (5, 5, False)]
)
def test_counts_of_people_under_the_threshold_are_refused(count: int, threshold: int, refused: bool) -> None:
    said = remarks(OBSERVATION % count, small_count=threshold)
    assert [(remark.severity, remark.column) for remark in said] == [("violation", "n")] * refused


PARTS = """ex:i a gt:Indicator ; skos:prefLabel "I"@en . ex:r a gt:Region . ex:g a gt:TargetGroup .
ex:t a gt:Observation ; gt:ofIndicator ex:i ; dcterms:date "2020-12-31"^^xsd:date ; gt:value 3 ; gt:count 100 .
ex:p a gt:Observation ; gt:ofIndicator ex:i ; dcterms:date "%s-12-31"^^xsd:date ; gt:value 3 ; gt:count %d ; %s .
"""


@pytest.mark.parametrize(
    ("year", "count", "whom", "refused"),
    [
        ("2020", 95, "gt:area ex:r", True),
        ("2020", 95, "gt:forGroup ex:g", True),
        ("2020", 90, "gt:area ex:r", False),
        ("2020", 100, "gt:area ex:r", False),
        ("2019", 95, "gt:area ex:r", False),
        ("2020", 95, "gt:area ex:r ; gt:forGroup ex:g", False),
    ],
)
def test_a_total_that_gives_away_a_few_who_are_left_out_is_refused(
    year: str, count: int, whom: str, refused: bool
) -> None:
    said = [one for one in remarks(PARTS % (year, count, whom)) if one.severity == "violation" and one.column == "n"]
    assert ["subtraction" in one.message for one in said] == [True] * refused


def test_the_threshold_is_ten_unless_set() -> None:
    assert remarks(OBSERVATION % 9)
    assert not remarks(OBSERVATION % 10)


def test_a_rule_of_many_constraints_is_told_once_for_one_fault() -> None:
    assert len(remarks("ex:l a gt:Level ; gt:rank 1 .")) == 1


SMALL = """@prefix gt: <https://w3id.org/goldenthread/ns#> .
@prefix gts: <https://w3id.org/goldenthread/shapes#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
gts:One a sh:NodeShape ; sh:name "ones" ; sh:targetClass gt:Goal ; sh:property gts:one .
gts:one a sh:PropertyShape ; sh:path skos:broader ; sh:maxCount 1 ; sh:message "One."@en .
"""


def test_a_small_shapes_graph_is_covered() -> None:
    assert [check.shape for check in constraints.checks((SMALL,))] == [terms.GTS + "one"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sh:maxCount 1", "sh:minLength 1"),
        ("sh:maxCount 1", "sh:maxCuont 1"),
        ("sh:maxCount 1", "sh:maxCount 1 ; sh:maxCount 2"),
        ("sh:maxCount 1", "sh:uniqueLang false"),
        ("sh:maxCount 1", "sh:or ( gts:One gts:one )"),
        ("sh:maxCount 1", "sh:maxCount 1 ; sh:severity gt:Fatal"),
        ("sh:path skos:broader", "sh:path [ sh:inversePath skos:broader ]"),
        ("sh:path skos:broader ;", ""),
        ("sh:targetClass gt:Goal", "sh:targetClass gt:Goal ; sh:closed true"),
        ("sh:targetClass gt:Goal", "sh:targetNode gt:Goal"),
        ("sh:property gts:one", "sh:property gts:two"),
        ("sh:message", "sh:description"),
        ("gts:one", "_:one"),
    ],
)
def test_what_is_not_covered_is_an_error_and_never_silence(old: str, new: str) -> None:
    assert old in SMALL
    with pytest.raises(BadShapes):
        constraints.checks((SMALL.replace(old, new),))


@pytest.mark.parametrize("component", sorted(constraints.COMPONENTS.values()))
def test_every_component_covered_has_its_query_and_is_used(component: str) -> None:
    assert questions.load(component, "shacl").public is False
    assert any(name.endswith(component) for said in SHAPES.said.values() for name in said)
