"""The researchers' questions on countries side by side, each with its answer on the shipped data."""

from collections import Counter

from goldenthread import questions
from goldenthread.releases import Releases
from goldenthread.store.rdf import NamedNode, Term, text_of

BASE = "https://w3id.org/goldenthread/id/"
ICT3 = NamedNode(BASE + "ictcft3/standard/ictcft3")


def answer(shipped: Releases, name: str, **given: Term | tuple[Term, ...]) -> list[dict[str, str]]:
    """The rows of a question, IRIs as their last step."""
    rows = questions.records(questions.ask(shipped.release().store, name, **given))
    return [{column: text_of(value).rsplit("/", 1)[-1] for column, value in row.items()} for row in rows]


def test_r2_what_each_country_says_of_each_cell(shipped: Releases) -> None:
    found = answer(shipped, "R2", reference=ICT3)
    assert Counter(row["answer"] for row in found if row["country"] == "xa") == {
        "covered": 12, "partly": 1, "none": 3, "candidate": 1, "unmapped": 1
    }  # fmt: skip
    assert {row["cell"] for row in found if row["answer"] == "partly"} == {"KA.1"}
    real = [row for row in found if row["country"] != "xa"]
    assert {row["answer"] for row in real} == {"unmapped"}
    assert {"np", "ph", "uz"} <= {row["country"] for row in real}


def test_r3_which_cells_several_countries_cover(shipped: Releases) -> None:
    countries = tuple(NamedNode(f"{BASE}country/{iso}") for iso in ("np", "ph", "xa"))
    found = answer(shipped, "R3", reference=ICT3, countries=countries)
    assert len(found) == 13
    assert {(row["covering"], row["which"]) for row in found} == {("1", "XA")}


def test_r4_on_which_cells_two_standards_differ(shipped: Releases) -> None:
    left, right = NamedNode(BASE + "xa/standard/TDCS24"), NamedNode(BASE + "xa/standard/COAST-S")
    found = {
        row["code"]: (row["one"], row["other"]) for row in answer(shipped, "R4", left=left, right=right, reference=ICT3)
    }
    assert len(found) == 13
    assert (found["KA.1"], found["KA.3"], found["KD.5"]) == (("0.5", "0"), ("0", "1"), ("1", "1"))


def test_r5_which_levels_are_said_to_be_the_same_and_by_whom(shipped: Releases) -> None:
    found = answer(shipped, "R5")
    assert {(row["level"], row["rank"], row["same"], row["dataset"]) for row in found} == {
        ("basic", "1", "KA", "xa"), ("proficient", "2", "KD", "xa"), ("advanced", "3", "KC", "xa")
    }  # fmt: skip


def test_r7_which_goals_serve_the_same_target(shipped: Releases) -> None:
    found = answer(shipped, "R7")
    assert {row["code"] for row in found if row["target"] == "4.c" and row["country"] == "xa"} == {
        "G1",
        "G2",
        "G13",
        "G16",
    }
    assert {row["country"] for row in found} == {"xa"}  # no source says so of a real country


def test_r8_how_large_standards_are_and_how_many_hours_are_taught(shipped: Releases) -> None:
    found = {(row["standard"], row["domain"]): row for row in answer(shipped, "R8")}

    def counts(standard: str, domain: str = "") -> tuple[str, ...]:
        row = found[standard, domain]
        return row["structure"], row["domains"], row["competencies"], row["indicators"], row["hours"]

    assert counts("CHED-ICT") == ("published", "7", "20", "0", "0")
    assert counts("ICT-CST") == ("unseen", "0", "0", "0", "0")
    assert counts("TDCS24") == ("published", "11", "40", "37", "398")
    assert counts("TDCS24", "B") == ("published", "0", "5", "0", "116")
