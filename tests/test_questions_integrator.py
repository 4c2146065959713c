"""The integrators' questions N1 to N12, each with its answer on the shipped data as of 24 November 2026."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from goldenthread import questions, terms
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.rdf import Literal, NamedNode, Term, text_of
from goldenthread.store.rdf import date as day
from tests.conftest import now

BASE = "https://w3id.org/goldenthread/id/"
CASE_FILE = Path(__file__).parent / "data/case/everything.json"
FRAMEWORK = "ictcft3/standard/ictcft3"


def rows(
    releases: Releases, question: str, columns: str, *, as_of: str = "", **given: Term | str
) -> list[tuple[str, ...]]:
    """The rows of a question: some of its columns, by spaces, IRIs of ours without their base."""
    values = {name: NamedNode(BASE + value) if isinstance(value, str) else value for name, value in given.items()}
    store = releases.release(None, date.fromisoformat(as_of) if as_of else None).store
    found = questions.records(questions.ask(store, question, **values))
    return [tuple(bare(text_of(row[name])) for name in columns.split()) for row in found]


def bare(iri: str) -> str:
    return iri.removeprefix(BASE).removeprefix(terms.GT).removeprefix(terms.SKOS)


def test_n1_a_standard_with_its_tree_languages_and_levels(shipped: Releases) -> None:
    found = rows(shipped, "N1", "code class parent language rank", framework="xa/standard/TDCS24")
    kinds = Counter(kind for _, kind in {(row[0], row[1]) for row in found})
    assert kinds == {"Domain": 11, "Competency": 40, "PerformanceIndicator": 37}
    assert ("A1", "Competency", "xa/competency/TDCS24/A", "fr", "") in found
    assert ("A1-p", "PerformanceIndicator", "xa/competency/TDCS24/A1", "en", "2") in found


@pytest.mark.parametrize(
    ("as_of", "old", "new"),
    [
        ("2020-01-01", ("endorsed", "true", "true", ""), ("", "false", "false", "")),
        ("2026-11-24", ("superseded", "false", "false", "xa/standard/TDCS24"), ("endorsed", "true", "true", "")),
    ],
)
def test_n2_which_version_was_in_force(
    shipped: Releases, as_of: str, old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    found = rows(shipped, "N2", "code status inForce latest successor", as_of=as_of, dataset="xa")
    said = {row[0]: row[1:] for row in found}
    assert (said["TDCS16"], said["TDCS24"]) == (old, new)


def test_n3_the_licence_of_each_framework_and_whether_its_text_may_be_passed_on(shipped: Releases) -> None:
    found = {row[0]: row[1:] for row in rows(shipped, "N3", "framework license open")}
    assert len(found) == 21
    assert found[FRAMEWORK] == ("https://creativecommons.org/licenses/by-sa/3.0/igo/", "true")
    assert {name for name, said in found.items() if not said[1]} == {
        "digcompedu/standard/digcompedu", "ictcft2/standard/ictcft2",
    }  # fmt: skip
    assert found["ictcft2/standard/ictcft2"][0].startswith("UNESCO, version 2.0: non-commercial use")


@pytest.mark.parametrize(
    ("code", "things"),
    [
        ("kd.3", ["ictcft2/competency/ictcft2/KD.3", "ictcft3/competency/ictcft3/KD.3"]),
        ("MP2013", ["np/document/MP2013"]),
        ("nothing", []),
    ],
)
def test_n4_a_code_finds_what_bears_it(shipped: Releases, code: str, things: list[str]) -> None:
    assert [row[0] for row in rows(shipped, "N4", "thing", code=Literal(code))] == things


def test_n5_every_match_that_touches_a_cell(shipped: Releases) -> None:
    columns = "other direction predicate confidence asserter date status"
    assert rows(shipped, "N5", columns, concept="ictcft3/competency/ictcft3/KD.3") == [
        ("ictcft2/competency/ictcft2/KD.3", "in", "closeMatch", "", "Golden Thread", "2026-11-24", "candidate"),
        (
            "xa/competency/COAST-S/L3",
            "in",
            "narrowMatch",
            "0.7",
            "Coast Province Education Office",
            "2023-04-03",
            "accepted",
        ),
        ("xa/competency/TDCS24/C6", "in", "closeMatch", "0.7", "", "2024-03-01", "accepted"),
        (
            "xa/competency/TDCS24/C7",
            "in",
            "exactMatch",
            "0.9",
            "Institute for Teacher Development",
            "2024-03-01",
            "accepted",
        ),
    ]


def test_n6_what_the_rules_find_in_a_dataset(shipped: Releases) -> None:
    found = rows(shipped, "N6", "severity type status gaps", dataset="xa")
    assert {row[0] for row in found} <= {"violation", "warning", "info"}
    assert ("G03", "open", "3") in [row[1:] for row in found]
    assert len({row[1] for row in found}) > 30


def test_n7_what_was_taken_in_since_a_day(releases: Releases) -> None:
    found = rows(releases, "N7", "dataset number release", since=day("2026-11-24"))
    assert found == [("e", "1", "1"), ("e", "2", "2")]
    assert rows(releases, "N7", "dataset", since=day("2026-11-25")) == []


def test_n8_what_of_a_source_is_in_words_that_no_rule_reads(shipped: Releases, releases: Releases) -> None:
    assert rows(shipped, "N8", "property", dataset="np") == []
    found = {row[0].removeprefix(terms.CASE): row[1] for row in rows(releases, "N8", "property used", dataset="e")}
    assert (found["docUnknown"], found["itemUnknown"]) == ("1", "1")


@pytest.mark.parametrize(("language", "missing"), [("fr", 49), ("en", 0)])
def test_n9_competencies_without_a_name_in_a_language(shipped: Releases, language: str, missing: int) -> None:
    found = rows(shipped, "N9", "item", dataset="xa", language=Literal(language))
    assert len(found) == missing
    assert ("xa/competency/TDCS24/A1",) not in found


def test_n10_references_to_what_is_superseded_or_not_there(shipped: Releases) -> None:
    found = rows(shipped, "N10", "thing target why successor", dataset="xa")
    assert ("xa/curriculum/OLD-A", "xa/standard/TDCS16", "superseded", "xa/standard/TDCS24") in found
    unknown = [row[1] for row in found if row[2] == "unknown"]
    assert len(unknown) == 8
    assert all(target.startswith("http://metadata.un.org/sdg/4.") for target in unknown)


def test_n11_a_reference_framework_cell_by_cell(shipped: Releases) -> None:
    found = rows(shipped, "N11", "code iso answer", framework=FRAMEWORK)
    assert len(found) == 18
    assert {row[1] for row in found} == {"XA"}
    assert Counter(row[2] for row in found) == {"covered": 13, "absent": 3, "unknown": 2}


def test_n12_which_dataset_and_import_said_a_thing(shipped: Releases) -> None:
    found = rows(shipped, "N12", "property value graph file agent", thing="np/document/MP2013")
    assert ("notation", "MP2013", "np", "np.zip", "shipped data") in found
    assert {row[3] for row in found if row[2] == "view"} == {""}


def test_n12_after_an_undo_the_older_import_is_named(tmp_path: Path) -> None:
    made = corrected(tmp_path)
    item = next(made.release().store.quads(value=NamedNode(terms.CASE + "CFItem"))).subject
    assert {row[0] for row in rows(made, "N12", "file", thing=item)} - {""} == {"second.json"}
    made.undo()
    assert {row[0] for row in rows(made, "N12", "file", thing=item)} - {""} == {"first.json"}


def corrected(data: Path) -> Releases:
    """One CASE package, loaded and then corrected."""
    made = Releases(Settings(data=data), now)
    content = CASE_FILE.read_bytes()
    made.propose(content, filename="first.json", dataset="e")
    made.propose(content.replace(b"Planning", b"Plans"), filename="second.json", dataset="e")
    return made


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """A dataset of two versions. Read only."""
    return corrected(tmp_path_factory.mktemp("case"))
