"""The advisors' questions A1 to A15, each with its answer on the shipped data as of 24 November 2026."""

import pytest

from goldenthread import questions
from goldenthread.releases import Releases
from goldenthread.store.rdf import NamedNode, text_of

BASE = "https://w3id.org/goldenthread/id/"
XA = {"country": "country/xa"}


def answer(shipped: Releases, question: str, columns: str, **given: str) -> list[tuple[str, ...]]:
    """The rows of a question: some of its columns, by spaces, IRIs as their last step."""
    values = {name: NamedNode(BASE + iri) for name, iri in given.items()}
    rows = questions.records(questions.ask(shipped.release().store, question, **values))
    wanted = columns.split()
    return [tuple(text_of(row[name]).replace("#", "/").rsplit("/", 1)[-1] for name in wanted) for row in rows]


def tallied(rows: list[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    return {row: rows.count(row) for row in rows}


def test_a1_what_descends_from_a_goal(shipped: Releases) -> None:
    found = answer(shipped, "A1", "class code certain", goal="xa/goal/G1")
    certain = {(kind, code) for kind, code, certain in found if certain == "true"}
    assert certain == {
        ("Programme", "P1"), ("Requirement", "R-A1-INS"), ("Requirement", "R-A1-PRE"), ("Requirement", "R-B1-INS"),
        ("Requirement", "R-B1-PRE"), ("Requirement", "R-B1-PRI"), ("Competency", "A1"), ("Competency", "B1"),
        ("Competency", "KD.1"), ("Competency", "KD.2"), ("Module", "M1"), ("Module", "M5"), ("Offering", "O1"),
        ("Offering", "O5"), ("Assessment", "AS1"), ("Credential", "K1"), ("Indicator", "I1"), ("Indicator", "I33"),
        ("Indicator", "I38"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("goal", "status", "first", "gaps"),
    [
        ("G1", "intact", "", {("", "", "")}),
        ("G5", "broken", "competency", {("G01", "G5", "open")}),
        ("G6", "broken", "programme", {("G02", "G6", "open")}),
        ("G7", "broken", "module", {("G18", "R-C3-INS", "open"), ("G18", "R-C3-PRE", "open")}),
        ("CG1", "unknown", "competency", {("G01", "CG1", "unknown")}),
    ],
)
def test_a2_where_the_chain_from_a_goal_breaks(
    shipped: Releases, goal: str, status: str, first: str, gaps: set[tuple[str, ...]]
) -> None:
    found = answer(shipped, "A2", "status first type focus answer", goal=f"xa/goal/{goal}")
    assert {row[:2] for row in found} == {(status, first)}
    assert {row[2:] for row in found} == gaps


def test_a3_which_goals_and_plan_periods_a_module_serves(shipped: Releases) -> None:
    assert answer(shipped, "A3", "goal document start end state certain", module="xa/module/M1") == [
        ("G1", "MP", "2023-01-01", "2032-12-31", "InForce", "true"),
        ("G1", "TR2", "2024-01-01", "2031-12-31", "InForce", "true"),
    ]


def test_a4_goals_that_no_competency_operationalises(shipped: Releases) -> None:
    assert answer(shipped, "A4", "code answer", **XA) == [
        ("G13", "open"), ("G5", "open"), ("G6", "open"), ("CG1", "unknown"), ("G12", "unknown"),
    ]  # fmt: skip


def test_a5_requirements_that_no_module_meets(shipped: Releases) -> None:
    found = answer(shipped, "A5", "type answer requirement", **XA)
    assert found == [
        *(("G18", "open", f"R-{code}") for code in ("C2-INS", "C3-INS", "C3-PRE", "D3-PRE", "E3-PRE", "F3-INS")),
        *(("G19", "open", f"R-{code}") for code in ("B4-INS", "C1-INS", "E5-PRE")),
        *(("G18", "unknown", f"R-{code}") for code in ("F2-INS", "L1-INS", "L3-PRE")),
        ("G19", "unknown", "R-D6-INS"),
    ]


def test_a6_modules_that_teach_nothing_in_the_current_standard(shipped: Releases) -> None:
    assert answer(shipped, "A6", "module curriculum answer", **XA) == [
        *((code, "INS-24", "open") for code in ("M12", "M13", "M14", "M8")),
        ("MC2", "CUR-C", "unknown"),
    ]


def test_a7_taught_and_never_assessed_or_the_other_way(shipped: Releases) -> None:
    found = answer(shipped, "A7", "lacks competency by answer", **XA)
    assert found == [
        ("assessment", "D2", "M4", "open"), ("assessment", "D2", "M9", "open"), ("assessment", "D7", "M23", "open"),
        ("assessment", "F4", "M23", "open"), ("teaching", "C2", "AS2", "open"), ("teaching", "C6", "AS2", "open"),
        ("teaching", "F6", "AS2", "open"), ("teaching", "L4", "ASC", "unknown"),
    ]  # fmt: skip


def test_a8_what_is_over_and_what_replaced_it(shipped: Releases) -> None:
    found = answer(shipped, "A8", "kind thing until successor answer", **XA)
    assert ("document", "MP-OLD", "2022-12-31", "MP", "") in found
    assert {thing for kind, thing, *_, told in found if kind == "document" and told == "open"} == {
        "NET", "OER", "RURAL",
    }  # fmt: skip
    assert {(thing, told) for kind, thing, *_, told in found if kind == "target"} == {
        ("I30", "open"), ("I31", "open"), ("I32", "open"), ("I33", ""), ("I34", ""), ("I35", "unknown"),
    }  # fmt: skip


def test_a8_goals_of_a_plan_that_is_over_are_named(shipped: Releases) -> None:
    found = answer(shipped, "A8", "kind code until", country="country/np")
    assert [row[1:] for row in found if row[0] == "goal"] == [
        *((f"NP-{code}", "2017-12-31") for code in ("G1", "G2", "G3", "G4", "V1")),
        ("SSDP-1", "2023-12-31"),
    ]


def test_a9_curricula_that_cite_a_superseded_standard(shipped: Releases) -> None:
    found = answer(shipped, "A9", "curriculum old new change", **XA)
    assert tallied([row for row in found if row[0] == "OLD-A"]) == {
        ("OLD-A", "TDCS16", "TDCS24", "new"): 40,
        ("OLD-A", "TDCS16", "TDCS24", "not matched"): 1,
    }
    assert {row[0] for row in found} == {"OLD-A", "OLD-B", "OLD-C"}


def test_a10_what_hangs_on_a_competency(shipped: Releases) -> None:
    found = answer(shipped, "A10", "class thing level hours raised", competency="xa/competency/TDCS24/A1")
    assert found == [
        ("Assessment", "AS1", "proficient", "", "true"), ("Credential", "K1", "proficient", "", "true"),
        ("Module", "M1", "proficient", "10", "true"), ("Module", "M5", "proficient", "6", "true"),
        ("Requirement", "R-A1-INS", "proficient", "", ""), ("Requirement", "R-A1-PRE", "proficient", "", ""),
    ]  # fmt: skip


def test_a10_a_claim_that_names_no_level_is_told_once_and_without_one(shipped: Releases) -> None:
    found = answer(shipped, "A10", "class thing level raised", competency="ictcft3/competency/ictcft3/KD.3")
    assert [row for row in found if row[1] == "M14"] == [("Module", "M14", "", "")]


def test_a11_where_a_competency_is_offered_and_where_not(shipped: Releases) -> None:
    found = answer(shipped, "A11", "answer region", competency="xa/competency/TDCS24/E6")
    assert tallied(found) == {("offered now", "NORTH"): 1, ("open", "SEA"): 1, ("open", "SOUTH"): 1}


def test_a12_whether_the_cascade_has_certified_trainers(shipped: Releases) -> None:
    assert answer(shipped, "A12", "offering above trainers certified answer", **XA) == [
        ("O25-1", "", "", "", "open"), ("O26-1", "O26-0", "0", "advanced", "open"), ("O27-1", "", "", "", "open"),
        ("O29-1", "O29-0", "", "advanced", "unknown"), ("O28-1", "O28-0", "24", "advanced", "yes"),
        ("O28-2", "O28-1", "40", "proficient", "yes"),
    ]  # fmt: skip


def test_a13_indicators_that_lack_something_or_are_off_track(shipped: Releases) -> None:
    found = answer(shipped, "A13", "lacks indicator answer", **XA)
    lacking = {lacks: [row[1:] for row in found if row[0] == lacks] for lacks in sorted({row[0] for row in found})}
    assert len(lacking.pop("observation")) == 25
    assert lacking == {
        "baseline": [("I27", "open"), ("I28", "open")],
        "target": [("CI1", "unknown"), ("I29", "open")],
        "period": [("CI1", "unknown")],
        "fresh observation": [("CI1", "unknown"), ("I37", "open"), ("I38", "open"), ("I39", "open")],
        "target reached": [("I30", "open"), ("I31", "open"), ("I32", "open"), ("I35", "unknown")],
        "progress": [("I21", "open"), ("I38", "open"), ("I40", "open")],
    }


def test_a14_whether_training_goes_on_in_service(shipped: Releases) -> None:
    found = answer(shipped, "A14", "answer competency before within", **XA)
    assert tallied([row[:1] for row in found]) == {("open",): 3, ("unknown",): 1, ("in neither",): 1, ("yes",): 9}
    assert [row[1:] for row in found if row[0] == "open"] == [("D3", "0", "1"), ("E3", "0", "1"), ("F3", "1", "0")]


def test_a15_findings_that_nothing_answers(shipped: Releases) -> None:
    assert answer(shipped, "A15", "finding document locator answer", **XA) == [
        ("F-4", "SURVEY", "page 24", "open"), ("F-5", "SURVEY", "page 25", "open"),
        ("F-6", "SURVEY", "page 27", "open"), ("FC-1", "SURVEY-C", "page 3", "unknown"),
    ]  # fmt: skip


def test_every_question_of_an_advisor_is_there() -> None:
    names = [question.name for question in questions.every() if question.name.startswith("A")]
    assert sorted(names, key=lambda name: int(name[1:])) == [f"A{number}" for number in range(1, 16)]


@pytest.mark.parametrize("name", ["A6", "A7", "A8", "A9", "A12", "A13", "A14", "A15"])
def test_a_country_that_told_little_has_no_gap_that_nobody_declared(shipped: Releases, name: str) -> None:
    told = {"open"} if name == "A9" else set()  # what the row itself says needs no declaration
    found = answer(shipped, name, "answer" if name != "A9" else "change", country="country/uz")
    assert {row[0] for row in found} & {"open"} <= told
