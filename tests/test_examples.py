"""The shipped data: it loads whole, says where everything comes from, and claims nothing that no source says.

`data/exemplaria.csv` is the planted truth of Exemplaria: the gaps of each type (open, unknown) and the cases that
look alike and are none. A type is compared as soon as its shape is there. Borealia (`data/borealia`) is a second
country that does not exist and has declared nothing complete: all its gaps are unknown.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from goldenthread import files, sources, terms, validation, view
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, text_of

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
DATASETS = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
BASE = Settings().base
DAY = date(2026, 11, 24)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def folder(dataset: str) -> Path:
    return ROOT / "tests" / "data" / "borealia" if dataset == "xb" else EXAMPLES / dataset


def sheets(dataset: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    for path in sorted((EXAMPLES / dataset).glob("*.csv")):
        yield path.stem, read(path)


def checked(dataset: str) -> sources.Checked:
    content, name = sources.content_of(folder(dataset))
    return sources.check(content, filename=name, form="auto", dataset=None, settings=Settings(), known=None)


def about(dataset: str) -> dict[str, str]:
    return read(EXAMPLES / dataset / "dataset.csv")[0]


FICTIONAL = [name for name in DATASETS if about(name)["fictional"] == "yes"]
TOLD = [name for name in DATASETS if name not in FICTIONAL]
CLAIMS = ("teaching", "assessing", "certifying", "mappings")


def test_every_dataset_is_here_and_told_of_in_the_readme() -> None:
    told = (EXAMPLES / "README.md").read_text()
    assert [name for name in DATASETS if f"`{name}`" not in told] == []
    assert {"ictcft2", "ictcft3", "np", "xa"} <= set(DATASETS)


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_dataset_loads_without_a_violation_and_keeps_every_cell(dataset: str) -> None:
    found = checked(dataset)
    assert found.loaded.dataset == dataset
    assert [str(remark) for remark in found.remarks if remark.severity == "violation"] == []
    assert found.loaded.not_kept == ()


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_dataset_has_as_many_rows_a_sheet_as_written_down(dataset: str) -> None:
    counts = read(ROOT / "tests" / "data" / "example-counts.csv")
    expected = {row["sheet"]: int(row["rows"]) for row in counts if row["dataset"] == dataset}
    assert {name: len(rows) for name, rows in sheets(dataset)} == expected


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_column_is_there_only_if_something_is_said_in_it(dataset: str) -> None:
    empty = [(name, column) for name, rows in sheets(dataset) for column in rows[0] if not any(r[column] for r in rows)]
    assert empty == []


@pytest.mark.parametrize("dataset", FICTIONAL)
def test_a_fictional_country_says_so_in_its_title_and_has_a_code_of_no_country(dataset: str) -> None:
    said = about(dataset)
    assert "fictional" in said["title"]
    assert said["country"].startswith("X")


@pytest.mark.parametrize("dataset", TOLD)
def test_every_row_of_a_real_source_says_how_far_it_was_checked(dataset: str) -> None:
    rows = [(name, row) for name, found in sheets(dataset) if name not in ("dataset", *CLAIMS) for row in found]
    assert rows
    assert [
        (name, row) for name, row in rows if row.get("verification") not in {"verified", "recalled", "doubtful"}
    ] == []


@pytest.mark.parametrize("dataset", TOLD)
def test_every_row_of_a_real_source_names_a_document_or_says_why_not(dataset: str) -> None:
    codes = {row["code"] for row in read(EXAMPLES / dataset / "documents.csv")}
    for name, rows in sheets(dataset):
        for row in rows:
            assert row.get("source") or row.get("note"), (name, row)
            assert not row.get("source") or row["source"] in codes, (name, row)


@pytest.mark.parametrize("dataset", TOLD)
def test_nothing_real_is_declared_complete(dataset: str) -> None:
    assert not (EXAMPLES / dataset / "completeness.csv").exists()


@pytest.mark.parametrize("dataset", TOLD)
def test_what_we_judged_ourselves_is_a_candidate(dataset: str) -> None:
    claims = [row for name, rows in sheets(dataset) if name in CLAIMS for row in rows]
    ours = [row for row in claims if row["asserter"] == "Golden Thread" or row["basis"] == "judged"]
    assert {row["status"] for row in ours} <= {"candidate"}
    assert [row for row in claims if not row["asserter"] or not row["date"] or not row["basis"]] == []


@pytest.mark.parametrize("dataset", [name for name in TOLD if (EXAMPLES / name / "goals.csv").exists()])
def test_a_real_goal_has_a_document_and_a_locator_or_says_what_was_not_seen(dataset: str) -> None:
    for row in read(EXAMPLES / dataset / "goals.csv"):
        assert row["document"], row
        assert row.get("locator") or row["note"], row


def test_the_codes_of_the_frameworks_are_the_eighteen_cells() -> None:
    for dataset, columns in (("ictcft2", ("TL", "KD", "KC")), ("ictcft3", ("KA", "KD", "KC"))):
        rows = read(EXAMPLES / dataset / "competencies.csv")
        cells = {row["code"]: (row["parent"], row["level"]) for row in rows if row["kind"] == "competency"}
        assert cells == {f"{c}.{n}": (str(n), c) for c in columns for n in range(1, 7)}


@pytest.fixture(scope="module")
def exemplaria() -> Store:
    """Exemplaria, Borealia and the frameworks they map to, with the view of the day."""
    store = in_memory()
    for dataset in ("xa", "xb", "ictcft2", "ictcft3"):
        store.add(NamedNode(BASE + dataset), checked(dataset).loaded.triples)
    view.make(store, DAY)
    return store


SINGULAR = {"competencies": "competency", "curricula": "curriculum"}


def address(short: str) -> str:
    """The IRI, without the base, of `sheet/code` (of xa) or `dataset:sheet/code`."""
    dataset, _, rest = short.rpartition(":")
    dataset = dataset or "xa"
    sheet, code = rest.split("/", 1)
    if sheet == "country":
        return f"country/{code.lower()}"
    if sheet == "competencies":
        rows = read(folder(dataset) / "competencies.csv")
        code = next(f"{row['standard']}/{code}" for row in rows if row["code"] == code)
    return f"{dataset}/{SINGULAR.get(sheet, sheet.removesuffix('s'))}/{code}"


def truth(code: str, *statuses: str) -> set[tuple[str, str, str]]:
    """Focus, object and status of the planted rows; an object not written down is any."""
    rows = read(ROOT / "tests" / "data" / "exemplaria.csv")
    return {
        (address(row["focus"]), address(row["object"]) if row["object"] else "", row["status"])
        for row in rows
        if row["type"] == code and row["status"] in statuses
    }


def found(store: Store, code: str) -> set[tuple[str, str, str]]:
    """Focus, object and status of the gaps of Exemplaria and Borealia."""
    shape = files.text("shapes", "alignment", f"{code}.ttl")
    gaps = validation.alignment(store, (shape,))
    rows = {(text_of(gap.focus).removeprefix(BASE), text_of(gap.object).removeprefix(BASE), gap.status) for gap in gaps}
    return {row for row in rows if row[0].split("/")[0] in {"xa", "xb"} or row[1].startswith("country/x")}


def unlike(left: set[tuple[str, str, str]], right: set[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The rows of `left` that no row of `right` answers to."""
    return sorted(
        row for row in left
        if not any(row[0] == o[0] and row[2] == o[2] and (row[1] == o[1] or not row[1] or not o[1]) for o in right)
    )  # fmt: skip


# G36 is rolled up from the others, and has no query of its own.
BUILT = tuple(code for code in files.names("shapes", "alignment", ending=".ttl") if code != "G36")
PLANTED = Counter((row["type"], row["status"]) for row in read(ROOT / "tests" / "data" / "exemplaria.csv"))
# The row itself says it, so nothing of the kind can be unknown; G16 is never anything else.
SAID_BY_THE_ROW = {"G05", "G09", "G13", "G21", "G24", "G35"}


@pytest.mark.parametrize("code", [f"G{number:02}" for number in range(1, 38)])
def test_every_gap_type_has_three_cases_three_counter_cases_and_an_unknown(code: str) -> None:
    assert PLANTED[code, "open"] >= 3 or code == "G16"
    assert PLANTED[code, "none"] >= 3
    assert PLANTED[code, "unknown"] >= 1 or code in SAID_BY_THE_ROW


@pytest.mark.parametrize("code", BUILT)
def test_exemplaria_has_the_planted_gaps_and_no_other(exemplaria: Store, code: str) -> None:
    planted, reported = truth(code, "open", "unknown"), found(exemplaria, code)
    assert unlike(planted, reported) == [], "planted, not found"
    assert unlike(reported, planted) == [], "found, not planted"


@pytest.mark.parametrize("code", BUILT)
def test_a_counter_case_is_no_gap(exemplaria: Store, code: str) -> None:
    fine = {(focus, thing) for focus, thing, _ in truth(code, "none")}
    reported = {(focus, thing) for focus, thing, _ in found(exemplaria, code)}
    assert {(f, o) for f, o in fine if any(f == g and o in ("", p) for g, p in reported)} == set()


def told(releases: Releases, predicate: str) -> dict[str, str]:
    """What the report of the shipped data says of each goal of Exemplaria."""
    goals = f"{BASE}xa/goal/"
    quads = releases.current().store.quads(predicate=NamedNode(predicate), graph=NamedNode(terms.GRAPH_report))
    said = {text_of(quad.subject): text_of(quad.object) for quad in quads}
    return {goal.removeprefix(goals): text for goal, text in said.items() if goal.startswith(goals)}


# Rows whose status rests on a gap type that has no shape yet wait for it.
THREADS = [
    row
    for row in read(ROOT / "tests" / "data" / "exemplaria-threads.csv")
    if not row["rests_on"] or row["rests_on"] in BUILT
]


def test_the_threads_of_exemplaria_stand_as_written_down(shipped: Releases) -> None:
    assert {row["status"] for row in THREADS} == {"intact", "weak", "broken", "unknown", "outside"}
    statuses, breaks = told(shipped, terms.threadStatus), told(shipped, terms.breaksAt)
    assert {row["goal"]: statuses.get(row["goal"]) for row in THREADS} == {r["goal"]: r["status"] for r in THREADS}
    broken = {row["goal"]: row["breaks_at"] for row in THREADS if row["breaks_at"]}
    assert {goal: breaks.get(goal) for goal in broken} == broken


def test_a_broken_chain_is_open_on_a_broken_goal_and_unknown_on_an_unknown_one() -> None:
    expected = {"broken": "open", "unknown": "unknown"}
    rows = read(ROOT / "tests" / "data" / "exemplaria-threads.csv")
    threads = {(f"xa/goal/{row['goal']}", "", expected[row["status"]]) for row in rows if row["status"] in expected}
    assert truth("G36", "open", "unknown") == threads
