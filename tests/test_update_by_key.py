"""A dataset goes out as XLSX, a cell is edited in a spreadsheet, and the file comes back: that cell alone changes."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from goldenthread import difference, partial, sources, terms
from goldenthread.difference import Difference
from goldenthread.edits import Source
from goldenthread.loaders import Context, overlay
from goldenthread.loaders.exports import FORMS
from goldenthread.loaders.filled import fill
from goldenthread.loaders.prefixes import short
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import Literal, Triple, text_of
from goldenthread.store.triples import Triples

SETTINGS = Settings()
CASE = Path(__file__).parent / "data/case/everything.json"
CTDL = b"""\
@prefix ceasn: <https://purl.org/ctdlasn/terms/> . @prefix ex: <https://e.example.org/> .
ex:f a ceasn:CompetencyFramework ; ceasn:name "Framework"@en .
ex:a a ceasn:Competency ; ceasn:isPartOf ex:f ; ceasn:competencyLabel "One"@en ; ceasn:codedNotation "A" .
ex:c a ceasn:Competency ; ceasn:isPartOf ex:f ; ceasn:competencyLabel "C"@en ; ceasn:isChildOf ex:a .
ex:a ceasn:hasChild ex:c .
ex:b a ceasn:Competency ; ceasn:isPartOf ex:f ; ceasn:competencyLabel "Old"@en ; ceasn:codedNotation "B" ;
    ceasn:isChildOf ex:f .
"""
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


def packed(competencies: str) -> bytes:
    """A workbook of one sheet."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("competencies.csv", competencies)
    return saved.getvalue()


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


def test_of_a_framework_from_case_only_the_value_that_was_edited_changes_and_every_address_stays() -> None:
    cells: Cells = {("competencies", "A.1", "label@en"): "Edited"}
    found = change("tx", cells, whole=False)
    # the item has one sentence for name and text, so an edit of the name is one of that sentence
    names = (terms.SKOS_prefLabel, terms.SKOS_definition, terms.CASE + "fullStatement")
    assert told(found) == {(ITEM.format(3), name, "Chooses resources", "Edited") for name in names}
    now = labels(after("tx", cells, whole=False))
    assert labels(held("tx")) - now == {("Chooses resources", "en")}
    assert now - labels(held("tx")) == {("Edited", "en")}


def package(triples: tuple[Triple, ...]) -> dict[str, dict[str, object]]:
    """The items and associations of the CASE package, by identifier, without what links call their ends."""
    made = json.loads(FORMS["case.json"].write(triples, "tx", Context(SETTINGS.base, "tx", "x", SETTINGS)).content)
    found = {}
    for node in (*made["CFItems"], *made["CFAssociations"]):
        said = {name: value["identifier"][:8] if "Node" in name else value for name, value in node.items()}
        found[node["identifier"][:8]] = said
    return found


PARENTS = {"A": "00000002", "B": "00000005", None: "00000001"}


@pytest.mark.parametrize(
    ("cells", "node", "fields"),
    [
        ({"label@en": "New"}, "00000003", {"fullStatement": "New"}),
        ({"text@en": "New"}, "00000003", {"fullStatement": "New", "abbreviatedStatement": "Chooses resources"}),
        ({"label@en": "Name", "text@en": "Text"}, "00000003",
         {"fullStatement": "Text", "abbreviatedStatement": "Name"}),
        ({"note@en": "New"}, "00000003", {"notes": "New"}),
        ({"note@en": None}, "00000003", {"notes": None}),
        ({"parent": "B"}, "0000002a", {"destinationNodeURI": PARENTS["B"]}),
        ({"parent": None}, "0000002a", {"destinationNodeURI": PARENTS[None]}),
    ],
)  # fmt: skip
def test_an_edit_of_a_framework_from_case_is_one_of_its_own_words(
    cells: dict[str, str | None], node: str, fields: dict[str, str | None]
) -> None:
    given: Cells = {("competencies", "A.1", heading): value for heading, value in cells.items()}
    before, now = package(held("tx")), package(after("tx", given, whole=False))
    assert before.keys() == now.keys()
    changed = {(key, name): now[key].get(name) for key in now for name in before[key].keys() | now[key].keys()
               if before[key].get(name) != now[key].get(name)}  # fmt: skip
    assert changed == {(node, name): value for name, value in fields.items()}


def test_a_parent_that_an_item_of_case_did_not_have_is_an_association() -> None:
    before, now = package(held("tx")), package(after("tx", {("competencies", "B", "parent"): "A"}, whole=False))
    (new,) = (node for key, node in now.items() if key not in before)
    ends = (new["associationType"], new["originNodeURI"], new["destinationNodeURI"])
    assert ends == ("isChildOf", PARENTS["B"], PARENTS["A"])


def test_an_edit_of_a_framework_from_ctdl_is_one_of_its_own_words() -> None:
    said = Triples(sources.check(CTDL, filename="c.ttl", dataset="tx", settings=SETTINGS).loaded.triples)
    book = "code,standard,label@en,parent\nB,f,New,A\n"
    context = Context(SETTINGS.base, "tx", "x", SETTINGS)
    standard = next(f.rows[0][0] for f in fill(said, "tx", SETTINGS.base).sheets if f.sheet.name == "standards")
    loaded = overlay.laid_over(packed(book.replace("f,", f"{standard},")), said, "tx", context)
    found = {(e.kind, short(e.predicate.value), e.was, e.becomes)
             for e in difference.between(said, loaded.triples, limit=99).edits}  # fmt: skip
    assert ("changed", "ceasn:competencyLabel", "Old", "New") in found
    assert ("changed", "ceasn:isChildOf", "https://e.example.org/f", "https://e.example.org/a") in found
    assert ("added", "ceasn:hasChild", None, "https://e.example.org/b") in found


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
