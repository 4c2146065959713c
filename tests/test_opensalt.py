"""OpenSALT's workbook comes in as the CASE package it stands for, with places told by sheet and row."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
import pytest

from goldenthread import sources, terms
from goldenthread.errors import Unreadable
from goldenthread.settings import Settings
from goldenthread.sources import Checked
from goldenthread.store.rdf import text_of

SETTINGS = Settings()
Rows = Sequence[Sequence[object]]


def uuid(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-000000000000"


DOC: Rows = [
    ["identifier", "creator", "title", "lastChangeDate", "language", "version", "subject", "docUnknown"],
    [uuid(1), "The Ministry", "Digital skills", "2024-05-01", "en", "1", "ICT|Teaching", "7"],
]
ITEMS: Rows = [
    ["identifier", "fullStatement", "humanCodingScheme", "smartLevel", "conceptKeywords", "educationLevel",
     "CFItemType", "license", "itemUnknown"],
    [uuid(2), "Planning", "A", "1", "", "", "Area", "", ""],
    [uuid(3), "Plans lessons", "A.1", "1.1", "plan|lesson", "10|11", "Skill", "CC BY", "x"],
    ["", "Makes resources", "A.2", "1.2", "", "", "", "", ""],
    [uuid(5), "Speaking", "B", "2", "", "", "Area", "", ""],
]  # fmt: skip
LINKS: Rows = [
    ["identifier", "originNodeIdentifier", "associationType", "destinationNodeIdentifier", "destinationNodeURI",
     "associationGroupIdentifier", "associationGroupName", "linkUnknown"],
    [uuid(7), uuid(3), "Exact Match Of", "", "https://other.example.net/9", uuid(9), "Matches", "y"],
    [uuid(8), uuid(5), "precedes", uuid(3), "", "", "", ""],
]  # fmt: skip


def book(doc: Rows = DOC, items: Rows = ITEMS, links: Rows = LINKS, **more: Rows) -> bytes:
    made = openpyxl.Workbook()
    del made["Sheet"]
    for name, rows in {"CF Doc": doc, "CF Item": items, "CF Association": links, **more}.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def check(content: bytes) -> Checked:
    return sources.check(content, filename="salt.xlsx", settings=SETTINGS)


def said(checked: Checked, number: int, predicate: str) -> set[str]:
    found = {text_of(t.object) for t in checked.loaded.triples
             if text_of(t.subject) == f"urn:uuid:{uuid(number)}" and t.predicate.value == predicate}  # fmt: skip
    return {text.removeprefix("urn:uuid:").removeprefix(terms.GT) for text in found}


def test_the_three_sheets_are_a_case_package_with_the_tree_of_the_outline() -> None:
    checked = check(book())
    assert (checked.loader, checked.refused, checked.loaded.not_kept) == ("opensalt", False, ())
    read = checked.loaded.read
    assert (read["CFDocument"], read["CFItem"], read["CFAssociation"]) == (1, 4, 2 + 4)
    assert said(checked, 3, terms.SKOS_broader) == {uuid(2)}
    assert said(checked, 2, terms.SKOS_topConceptOf) == {uuid(1)} == said(checked, 5, terms.SKOS_topConceptOf)
    assert said(checked, 3, terms.SKOS_notation) == {"A.1"}
    assert said(checked, 3, terms.CASE + "conceptKeywords") == {"plan", "lesson"}
    assert said(checked, 3, terms.CASE + "educationLevel") == {"10", "11"}
    assert "Domain" in said(checked, 2, terms.RDF_type)


def test_associations_are_read_with_their_group_and_a_match_is_a_claim() -> None:
    checked = check(book())
    assert "Mapping" in said(checked, 7, terms.RDF_type)
    assert said(checked, 7, terms.object) == {"https://other.example.net/9"}
    assert said(checked, 9, terms.CASE + "title") == {"Matches"}
    assert said(checked, 5, terms.prerequisiteOf) == {uuid(3)}


@pytest.mark.parametrize("name", ["docUnknown", "itemUnknown", "linkUnknown"])
def test_an_unknown_column_of_any_sheet_is_kept_and_told(name: str) -> None:
    checked = check(book())
    assert [change.count for change in checked.loaded.changed if change.column == name] == [1]


def test_an_item_without_an_identifier_gets_the_same_one_every_time() -> None:
    assert set(check(book()).loaded.triples) == set(check(book()).loaded.triples)
    assert check(book()).loaded.read["CFItem"] == 4


def test_another_sheet_and_a_column_without_a_heading_are_listed() -> None:
    items = [[*ITEMS[0], ""], [*ITEMS[1], "lost"]]
    checked = check(book(items=items, Notes=[["a"], ["b"]]))
    assert {(lost.where, lost.value) for lost in checked.loaded.not_kept} == {("Notes", "2 rows"), ("CF Item", "lost")}


def test_a_fault_is_told_by_sheet_and_row() -> None:
    twice = [*ITEMS, [uuid(6), "Again", "B", "2", "", "", "", "", ""]]
    checked = check(book(items=twice))
    faults = [(r.where, r.row, r.column) for r in checked.remarks if r.severity == "violation"]
    assert faults == [("CF Item", 6, "smartLevel")]
    same = [*ITEMS, [uuid(3), "Another", "C", "3", "", "", "", "", ""]]
    told = [(r.where, r.row) for r in check(book(items=same)).remarks if "stands on two nodes" in r.message]
    assert told == [("CF Item", 6)]


def test_a_circle_and_an_unknown_type_are_answered() -> None:
    links = [LINKS[0], [uuid(7), uuid(2), "isChildOf", uuid(3), "", "", "", ""]]
    assert check(book(links=links)).refused
    odd = [LINKS[0], [uuid(7), uuid(2), "invented", uuid(3), "", "", "", ""]]
    told = [(r.where, r.row) for r in check(book(links=odd)).remarks if "not one of CASE" in r.message]
    assert told == [("CF Association", 2)]


def test_an_empty_or_damaged_file_is_refused_in_words() -> None:
    with pytest.raises(Unreadable, match="CF Item has no row"):
        check(book(items=ITEMS[:1]))
    content = book()
    with pytest.raises(Unreadable):
        check(content[: len(content) // 2])


def test_hostile_text_stays_text() -> None:
    text = '<script>alert(1)</script> "} UNION {?s ?p ?o}'
    checked = check(book(items=[ITEMS[0], [uuid(2), text, "A", "1", "", "", "", "", ""]]))
    assert said(checked, 2, terms.CASE + "fullStatement") == {text}
