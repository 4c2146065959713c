"""The researchers' questions on standards, their versions and dates, each with its answer on the shipped data."""

from collections import Counter

import pytest

from goldenthread import questions, terms
from goldenthread.releases import Releases
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, Term, read_quads, text_of

BASE = "https://w3id.org/goldenthread/id/"
EXAMPLE = "http://example.org/"


def answer(store: Store, name: str, **given: Term) -> list[dict[str, str]]:
    """The rows of a question, IRIs as their last step."""
    rows = questions.records(questions.ask(store, name, **given))
    return [{column: text_of(value).rsplit("/", 1)[-1] for column, value in row.items()} for row in rows]


def test_r1_which_standards_countries_have(shipped: Releases) -> None:
    found = {row["code"]: row for row in answer(shipped.release().store, "R1")}
    assert len(found) == 18
    assert [found["PPST"][column] for column in ("country", "version", "status", "endorsed", "act", "embedding")] == [
        "ph", "2017", "endorsed", "2017-08-11", "DO42-2017", "embedded"
    ]  # fmt: skip
    nepal = found["ICT-CST"]
    assert (nepal["status"], nepal["endorsed"], nepal["structure"]) == ("", "", "unseen")


def test_r6_what_nobody_compared_is_not_known_to_have_changed(shipped: Releases) -> None:
    second, third = (NamedNode(f"{BASE}ictcft{n}/standard/ictcft{n}") for n in (2, 3))
    found = answer(shipped.release().store, "R6", earlier=second, later=third)
    assert Counter((row["change"], bool(row["from"]), bool(row["to"])) for row in found) == {
        ("unknown", True, False): 18, ("unknown", False, True): 18
    }  # fmt: skip


VERSIONS = """
@prefix : <http://example.org/> . @prefix gt: <https://w3id.org/goldenthread/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix sssom: <https://w3id.org/sssom/> .
:a1 a gt:Competency ; skos:inScheme :one ; skos:notation "a1" ; skos:prefLabel "Reads"@en ; skos:exactMatch :b1 .
:a2 a gt:Competency ; skos:inScheme :one ; skos:notation "a2" ; skos:prefLabel "Writes"@en ; skos:exactMatch :b2 .
:a3 a gt:Competency ; skos:inScheme :one ; skos:notation "a3" ; skos:narrowMatch :b3 , :b4 .
:a4 a gt:Competency ; skos:inScheme :one ; skos:notation "a4" ; skos:broadMatch :b5 .
:a5 a gt:Competency ; skos:inScheme :one ; skos:notation "a5" ; skos:broadMatch :b5 .
:a6 a gt:Competency ; skos:inScheme :one ; skos:notation "a6" ; skos:closeMatch :b6 .
:a7 a gt:Competency ; skos:inScheme :one ; skos:notation "a7" .
:a8 a gt:Competency ; skos:inScheme :one ; skos:notation "a8" .
:b1 a gt:Competency ; skos:inScheme :two ; skos:notation "b1" ; skos:prefLabel "Reads"@en .
:b2 a gt:Competency ; skos:inScheme :two ; skos:notation "b2" ; skos:prefLabel "Writes well"@en .
:b3 a gt:Competency ; skos:inScheme :two ; skos:notation "b3" .
:b4 a gt:Competency ; skos:inScheme :two ; skos:notation "b4" .
:b5 a gt:Competency ; skos:inScheme :two ; skos:notation "b5" .
:b6 a gt:Competency ; skos:inScheme :two ; skos:notation "b6" .
:b7 a gt:Competency ; skos:inScheme :two ; skos:notation "b7" .
:b1 skos:exactMatch :a1 . :b2 skos:exactMatch :a2 . :b3 skos:broadMatch :a3 . :b4 skos:broadMatch :a3 .
:b5 skos:narrowMatch :a4 , :a5 . :b6 skos:closeMatch :a6 .
:m7 a gt:Mapping , gt:Current ; gt:subject :a7 ; gt:object sssom:NoTermFound ; gt:reference :two .
:n7 a gt:Mapping , gt:Current ; gt:subject :b7 ; gt:object sssom:NoTermFound ; gt:reference :one .
"""


@pytest.fixture(scope="module")
def versions() -> Store:
    store = in_memory()
    store.add(NamedNode(terms.GRAPH_view), [quad.triple for quad in read_quads(VERSIONS.encode(), "ttl")])
    return store


def test_r6_tells_seven_kinds_of_change_apart_by_matches_alone(versions: Store) -> None:
    found = answer(versions, "R6", earlier=NamedNode(EXAMPLE + "one"), later=NamedNode(EXAMPLE + "two"))
    assert {(row["change"], row["fromCode"], row["toCode"]) for row in found} == {
        ("same", "a1", "b1"), ("renamed", "a2", "b2"), ("split", "a3", "b3"), ("split", "a3", "b4"),
        ("merged", "a4", "b5"), ("merged", "a5", "b5"), ("changed", "a6", "b6"), ("removed", "a7", ""),
        ("unknown", "a8", ""), ("added", "", "b7"),
    }  # fmt: skip


def test_r9_which_aspects_a_country_dwells_on(shipped: Releases) -> None:
    found = answer(shipped.release().store, "R9", reference=NamedNode(BASE + "ictcft3/standard/ictcft3"))
    assert {row["country"] for row in found} == {"xa"}  # no source matches a real country to it
    told = {row["code"]: (row["competencies"], row["of"], row["hours"]) for row in found}
    assert (told["3"], told["4"]) == (("4", "19", "26"), ("2", "19", "34"))  # pedagogy, and the use of tools


def test_r10_how_long_it_took_from_plan_to_training(shipped: Releases) -> None:
    found = answer(shipped.release().store, "R10")
    (philippines,) = [row for row in found if row["code"] == "PPST"]
    assert (philippines["plan"], philippines["endorsed"], philippines["trained"]) == ("ICT4E", "2017-08-11", "")
    assert {(row["endorsed"], row["trained"]) for row in found if row["code"] == "TDCS24"} == {
        ("2024-03-01", "2024-09-01")
    }
    assert all(row["approved"] <= row["endorsed"] for row in found)


def test_r11_which_gaps_are_common_beside_what_is_not_known(shipped: Releases) -> None:
    found = {row["code"]: row for row in answer(shipped.release().store, "R11")}
    # No thread of a real country is told to break.
    assert (found["G36"]["open"], found["G36"]["unknown"], found["G36"]["unsure"]) == ("0", "25", "3")
    assert {
        code for code, row in found.items() if row["open"] != "0"
    } == set()  # no source says that anything is missing
