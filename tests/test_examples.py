"""The shipped data: it loads whole, says where everything comes from, and claims nothing that no source says."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldenthread import sources, terms, validation
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.rdf import text_of

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
DATASETS = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sheets(dataset: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    for path in sorted((EXAMPLES / dataset).glob("*.csv")):
        yield path.stem, read(path)


def about(dataset: str) -> dict[str, str]:
    return read(EXAMPLES / dataset / "dataset.csv")[0]


FICTIONAL = [name for name in DATASETS if about(name)["fictional"] == "yes"]
REAL = [name for name in DATASETS if name not in FICTIONAL]
CLAIMS = ("teaching", "assessing", "certifying", "mappings")


def test_every_dataset_is_told_of_in_the_readme() -> None:
    told = (EXAMPLES / "README.md").read_text()
    assert [name for name in DATASETS if f"`{name}`" not in told] == []
    assert FICTIONAL == ["xa"]
    assert len(REAL) >= 17


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_dataset_loads_without_a_violation_and_keeps_every_cell(dataset: str) -> None:
    content, name = sources.content_of(EXAMPLES / dataset)
    found = sources.check(content, filename=name, form="auto", dataset=None, settings=Settings(), known=None)
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
    assert "fictional" in about(dataset)["title"]
    assert about(dataset)["country"].startswith("X")


@pytest.mark.parametrize("dataset", REAL)
def test_every_row_of_a_real_source_says_how_far_it_was_checked(dataset: str) -> None:
    rows = [(name, row) for name, found in sheets(dataset) if name not in ("dataset", *CLAIMS) for row in found]
    degrees = {"verified", "recalled", "doubtful"}
    assert rows
    assert [(name, row) for name, row in rows if row.get("verification") not in degrees] == []


@pytest.mark.parametrize("dataset", REAL)
def test_every_row_of_a_real_source_names_a_document_or_says_why_not(dataset: str) -> None:
    codes = {row["code"] for row in read(EXAMPLES / dataset / "documents.csv")}
    for name, rows in sheets(dataset):
        for row in rows:
            assert row.get("source") or row.get("note"), (name, row)
            assert not row.get("source") or row["source"] in codes, (name, row)


@pytest.mark.parametrize("dataset", REAL)
def test_nothing_real_is_declared_complete(dataset: str) -> None:
    assert not (EXAMPLES / dataset / "completeness.csv").exists()


@pytest.mark.parametrize("dataset", REAL)
def test_what_we_judged_ourselves_is_a_candidate(dataset: str) -> None:
    claims = [row for name, rows in sheets(dataset) if name in CLAIMS for row in rows]
    ours = [row for row in claims if row["asserter"] == "Golden Thread" or row["basis"] == "judged"]
    assert {row["status"] for row in ours} <= {"candidate"}
    assert [row for row in claims if not (row["asserter"] and row["date"] and row["basis"] and row["source"])] == []


@pytest.mark.parametrize("dataset", [name for name in REAL if (EXAMPLES / name / "goals.csv").exists()])
def test_a_real_goal_has_a_document_and_a_locator_or_says_what_was_not_seen(dataset: str) -> None:
    for row in read(EXAMPLES / dataset / "goals.csv"):
        assert row["document"], row
        assert row.get("locator") or row["note"], row


@pytest.mark.parametrize(("dataset", "columns"), [("ictcft2", ("TL", "KD", "KC")), ("ictcft3", ("KA", "KD", "KC"))])
def test_the_codes_of_ict_cft_are_its_eighteen_cells(dataset: str, columns: tuple[str, ...]) -> None:
    rows = read(EXAMPLES / dataset / "competencies.csv")
    cells = {row["code"]: (row["parent"], row["level"]) for row in rows if row["kind"] == "competency"}
    assert cells == {f"{column}.{n}": (str(n), column) for column in columns for n in range(1, 7)}


def test_nothing_real_has_an_open_gap(shipped: Releases) -> None:
    base = Settings().base
    focuses = {
        (gap.type.removeprefix(terms.GT), text_of(gap.focus).removeprefix(base))
        for gap in validation.alignment(shipped.current().store)
        if gap.status == "open" and text_of(gap.object) != f"{base}country/xa"
    }
    real = {(code, focus) for code, focus in focuses if not focus.startswith("xa/")}
    assert len(focuses) > len(real), "Exemplaria has open gaps"
    assert sorted(real) == [], "no source says of any that it is missing"
