"""A dataset goes out as XLSX, a cell is edited in a spreadsheet, and the file comes back: that cell alone changes."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from goldenthread import difference, partial, sources, terms
from goldenthread.difference import Difference
from goldenthread.edits import Source
from goldenthread.loaders import Context
from goldenthread.loaders.exports import FORMS
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import Literal, Triple, text_of

SETTINGS = Settings()
CASE = Path(__file__).parent / "data/case/everything.json"
ITEM = "https://case.example.org/uri/{:08}-0000-4000-8000-000000000000"
Cells = dict[tuple[str, str, str], str | int | None]  # by sheet, code and heading


@cache
def stored(dataset: str) -> Store:
    """A store with Exemplaria, or with a framework from CASE as tx."""
    if dataset == "tx":
        content, name = CASE.read_bytes(), CASE.name
    else:
        content, name = sources.content_of(next(one for one in sources.shipped() if one.name == dataset))
    store = in_memory()
    loaded = sources.check(content, filename=name, dataset=dataset, settings=SETTINGS).loaded
    store.add(sources.graph_of(dataset, SETTINGS.base), loaded.triples)
    return store


def held(dataset: str) -> tuple[Triple, ...]:
    return tuple(sources.triples_of(stored(dataset), dataset, SETTINGS.base))


@cache
def exported(dataset: str) -> bytes:
    context = Context(SETTINGS.base, dataset, "x", SETTINGS)
    return FORMS["xlsx"].write(held(dataset), dataset, context).content


def edited(dataset: str, cells: Cells) -> bytes:
    """The workbook with these cells as a spreadsheet leaves them; a code that is not there gets a row."""
    book = openpyxl.load_workbook(io.BytesIO(exported(dataset)))
    for (name, code, heading), value in cells.items():
        sheet = book[name]
        headings = [cell.value for cell in sheet[1]]
        rows = [row[headings.index("code")].value for row in sheet.iter_rows()]
        if code not in rows:
            rows.append(code)
            sheet.cell(len(rows), headings.index("code") + 1).value = code
        sheet.cell(rows.index(code) + 1, headings.index(heading) + 1).value = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def after(dataset: str, cells: Cells, *, whole: bool) -> tuple[Triple, ...]:
    content = edited(dataset, cells)
    if whole:
        checked = sources.check(content, filename="edited.xlsx", dataset=dataset, settings=SETTINGS)
        assert not checked.refused
        return tuple(checked.loaded.triples)
    edit = partial.rows(Source(content, "edited.xlsx", dataset), SETTINGS)
    said = edit.change(stored(dataset), stored(dataset))[dataset]
    assert said is not None
    return tuple(said)


def change(dataset: str, cells: Cells, *, whole: bool) -> Difference:
    return difference.between(held(dataset), after(dataset, cells, whole=whole), limit=100)


def told(found: Difference) -> set[tuple[str, str, str | None, str | None]]:
    return {(text_of(e.subject), e.predicate.value, e.was, e.becomes) for e in found.edits}


def labels(triples: tuple[Triple, ...]) -> set[tuple[str, str | None]]:
    said = (one.object for one in triples if one.predicate.value == terms.SKOS_prefLabel)
    return {(text.value, text.language) for text in said if isinstance(text, Literal)}


@pytest.mark.parametrize(("dataset", "whole"), [("xa", True), ("xa", False), ("tx", False)])
def test_a_workbook_saved_without_an_edit_changes_nothing(dataset: str, whole: bool) -> None:
    assert change(dataset, {}, whole=whole) == difference.NONE


@pytest.mark.parametrize("whole", [True, False])
def test_of_exemplaria_only_the_cells_that_were_edited_change(whole: bool) -> None:
    cells: Cells = {("modules", "M1", "hours"): 99, ("modules", "M2", "label@fr"): "Édité"}
    found = change("xa", cells, whole=whole)
    assert (found.added, found.removed, found.changed) == (0, 0, 2)
    assert {(one.was, one.becomes) for one in found.edits} >= {("30", "99")}
    now = labels(after("xa", cells, whole=whole))
    assert now - labels(held("xa")) == {("Édité", "fr")}
    assert len(labels(held("xa")) - now) == 1


def test_of_a_framework_from_case_only_the_cell_that_was_edited_changes_and_every_address_stays() -> None:
    cells: Cells = {("competencies", "A.1", "label@en"): "Edited"}
    found = change("tx", cells, whole=False)
    assert told(found) == {(ITEM.format(3), terms.SKOS_prefLabel, "Chooses resources", "Edited")}
    now = labels(after("tx", cells, whole=False))
    assert labels(held("tx")) - now == {("Chooses resources", "en")}
    assert now - labels(held("tx")) == {("Edited", "en")}


def test_a_new_row_of_a_framework_from_case_stands_in_it() -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported("tx")))
    standard = str(book["standards"]["A2"].value)
    new = ("competencies", "A.9")
    cells: Cells = {(*new, "standard"): standard, (*new, "label@en"): "New", (*new, "parent"): "A"}
    found = change("tx", cells, whole=False)
    assert (found.removed, found.changed) == (0, 0)
    said = {(name, value) for _, name, _, value in told(found)}
    assert {(terms.SKOS_inScheme, ITEM.format(1)), (terms.SKOS_broader, ITEM.format(2))} <= said


def test_a_parent_that_is_taken_away_goes_from_both_ends() -> None:
    parents = {
        (terms.SKOS_broader, ITEM.format(3), ITEM.format(2)),
        (terms.SKOS_narrower, ITEM.format(2), ITEM.format(3)),
    }

    def joined(triples: tuple[Triple, ...]) -> set[tuple[str, str, str]]:
        return parents & {(t.predicate.value, text_of(t.subject), text_of(t.object)) for t in triples}

    assert joined(held("tx")) == parents
    assert joined(after("tx", {("competencies", "A.1", "parent"): None}, whole=False)) == set()
