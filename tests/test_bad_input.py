"""Wrong files of the dialects that are tables, and of RDF/JSON: each is answered with its place and what to do, and
hostile text stays text. The other dialects have files of their own in `data/*/faults`."""

from __future__ import annotations

import json

import pytest

from goldenthread import sources
from goldenthread.errors import Unreadable
from goldenthread.settings import Settings
from goldenthread.store.rdf import text_of
from tests.test_opensalt import DOC, ITEMS, book, uuid

SETTINGS = Settings()
HOSTILE = "<script>alert(1)</script> '} UNION {?s ?p ?o} \u202e \\u0000 =1+1"
SET = "#curie_map:\n#  ex: https://e.example.org/\n"
CELLS = "subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\trecord_id\n"
MAPPED = "ex:{}\t{}\tskos:exactMatch\tex:b\tsemapv:ManualMappingCuration\tex:{}\n"
MAP = '#columns: {subject_id: "https://e.example.org/{From}", object_id: "https://e.example.org/{To}"}\n'
STATEMENT, CHILD, TEXT = (
    "http://purl.org/ASN/schema/core/Statement", "http://purl.org/gem/qualifiers/isChildOf",
    "http://purl.org/dc/terms/description",
)  # fmt: skip


def salt(*items: list[object]) -> bytes:
    return book(DOC, [ITEMS[0], *items], [["identifier"]])


def statements(*children: tuple[str, str], text: str = "A text") -> bytes:
    said = {
        f"http://asn.example.org/{one}": {
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": [{"type": "uri", "value": STATEMENT}],
            CHILD: [{"type": "uri", "value": f"http://asn.example.org/{other}"}],
            TEXT: [{"type": "literal", "value": text, "lang": "en"}],
        }
        for one, other in children
    }
    return json.dumps(said).encode()


# The dialect and file, the place and words of the answer.
REFUSED: dict[str, tuple[str, bytes, str, int | None, str]] = {
    "opensalt truncated": ("opensalt", book()[:3000], "", None, "damaged"),
    "opensalt wrong type": ("opensalt", book(items=[ITEMS[0]]), "", None, "Fill it in"),
    "list truncated": ("list", b'code,competency\nA,One\nB,"Two\n', "", 3, "Close every quotation mark"),
    "list wrong type": ("list", b"code,competency\n", "", None, "no sheet lists competencies"),
    "list duplicate": ("list", b"code,competency\nA,One\nA,Two\n", "x", 3, "give each its own"),
    "list cyclic": ("list", b"code,competency,parent\nA,One,B\nB,Two,A\n", "d/A", None, "correct one parent"),
    "sssom truncated": ("sssom", (SET + CELLS + "ex:a\t\tskos:exactMatch\te").encode(), "x", 4, "must be a CURIE"),
    "sssom wrong type": ("sssom", (SET + CELLS + MAPPED.format("a", "", "r").replace("ex:b", "b c")).encode(), "x", 4,
                         "must be a CURIE"),
    "sssom duplicate": ("sssom", (SET + CELLS + MAPPED.format("a", "", "r") + MAPPED.format("c", "", "r")).encode(),
                        "/r", None, "one subject"),
    "crosswalk truncated": ("sssom", (MAP + 'From,To\na,"b').encode(), "", None, "quotation mark"),
    "crosswalk wrong type": ("sssom", (MAP + "Other,Column\na,b\n").encode(), "", None, "column"),
    "rdf/json truncated": ("asn", statements(("a", "b"))[:-40], "", 1, "not JSON"),
    "rdf/json wrong type": ("asn", statements(("a", "b"))[:-1] + b', "no iri": 1}', "", None, "is not an IRI"),
    "rdf/json duplicate": ("asn", statements(("a", "b"))[:-1] + b', "http://asn.example.org/a": {}}', "", None,
                           "stands twice"),
    "rdf/json cyclic": ("asn", statements(("a", "b"), ("b", "a")), "example.org/a", None, "correct one parent"),
}  # fmt: skip
HOSTILE_FILES = {
    "opensalt": salt([uuid(2), HOSTILE, "A", "1"]),
    "list": f"code,competency\nA,{HOSTILE}\n".encode(),
    "sssom": (SET + CELLS + MAPPED.format("a", HOSTILE, "r")).encode(),
    "asn": statements(("a", "b"), text=HOSTILE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_file_is_refused_with_its_place_and_what_to_do(name: str) -> None:
    dialect, content, where, row, words = REFUSED[name]
    try:
        checked = sources.check(content, filename="x", form=dialect, dataset="d", settings=SETTINGS)
    except Unreadable as error:
        told = [error.remark]
        assert where == ""
    else:
        told = [remark for remark in checked.remarks if remark.severity == "violation"]
    assert any(words in one.message and where in one.where and row in (None, one.row) for one in told), told


def test_what_stands_twice_in_a_workbook_of_opensalt_is_told_by_sheet_and_row_and_both_are_kept() -> None:
    content = salt([uuid(2), "One", "A", "1"], [uuid(2), "Two", "B", "2"])
    checked = sources.check(content, filename="x.xlsx", settings=SETTINGS)
    assert [(r.where, r.row) for r in checked.remarks if r.column == "identifier"] == [("CF Item", 3)]
    assert {"One", "Two"} <= {text_of(triple.object) for triple in checked.loaded.triples}


@pytest.mark.parametrize("dialect", HOSTILE_FILES)
def test_hostile_text_stays_text(dialect: str) -> None:
    checked = sources.check(HOSTILE_FILES[dialect], filename="x", form=dialect, dataset="d", settings=SETTINGS)
    assert not checked.refused
    assert HOSTILE in {text_of(triple.object) for triple in checked.loaded.triples}
