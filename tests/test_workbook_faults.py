"""What is wrong in a workbook is told by sheet, row and column, with what was expected and what to do."""

from __future__ import annotations

import io
import zipfile

import pytest

from goldenthread import sources
from goldenthread.errors import TooLarge, Unreadable
from goldenthread.loaders import workbook
from goldenthread.settings import Settings
from tests.workbooks import DATA, context, folder, ods, read, violations, xlsx, zipped

FAULTS = DATA / "faults"
TOLD = {
    "ambiguous-reference": "teaching, row 2, column competency: C1 could mean several things: write one of S1/C1,",
    "code-twice": "goals, row 4, column code: g1 is used twice, here and in row 2: delete one",
    "complement": "observations, row 2, column n: fewer than 10 people are left when row 3 is taken from this total",
    "column-twice": "goals, row 1, column Label: this column is there twice",
    "cycle-in-parent": "goals, row 3, column parent: the parents go in a circle: G1 > G3 > G2 > G1.",
    "empty-key-cell": "goals, row 3, column code: this must be filled in",
    "level-not-in-the-scheme": "requirements, row 3, column level: this is no level of the scheme L of the standard S1",
    "missing-key-column": "goals, row 1, column code: the column code is missing",
    "no-such-country": "dataset, row 2, column country: this code is for users' own purposes",
    "no-such-day": "documents, row 2, column issued: there is no such day in the calendar",
    "none-without-reference": "mappings, row 2, column reference: with none it must be said where",
    "not-a-date": "documents, row 2, column issued: a date was expected: 2016, 2016-05 or 2016-05-17.",
    "not-a-number": "modules, row 2, column hours: a number was expected, with a point",
    "not-an-iri": "goals, row 2, column contributes_to: this is not a well-formed IRI: write spaces and quotes in it",
    "not-in-the-list": "documents, row 2, column kind: one of these words was expected: law, policy,",
    "not-yes-or-no": "goals, row 2, column addresses_teachers: yes or no was expected",
    "personal-column": "observations, row 1, column Teacher name: this column is about single people",
    "reference-to-nothing": "goals, row 2, column document: nothing in documents is called PLAN-2",
    "small-count": "observations, row 3, column n: fewer than 10 people were counted, which could point to a person.",
}
UNREAD = {
    "no-dataset-sheet": "there is no sheet dataset",
    "no-id": "dataset, row 2, column id: the dataset has no id",
    "not-utf-8": "goals.csv, row 3: byte 38 (hex FC) is not UTF-8",
    "open-quote": "goals.csv, row 3: unexpected end of data. Close every quotation mark",
}


def faults(name: str) -> int:
    """How many there are in a file: one, but where two columns are missing."""
    return 2 if name == "missing-key-column" else 1


def test_every_fault_on_file_is_tried() -> None:
    assert {path.name for path in FAULTS.iterdir()} == TOLD.keys() | UNREAD.keys()


@pytest.mark.parametrize("name", TOLD)
def test_a_fault_in_a_row_is_a_violation_at_its_place(name: str) -> None:
    told = violations(workbook.LOADER.read(zipped(folder(FAULTS / name)), context()))
    assert told[0].startswith(TOLD[name])
    assert len(told) == faults(name)


@pytest.mark.parametrize("name", TOLD)
def test_a_fault_is_told_once_by_the_loader_and_the_intake_shapes_together(name: str) -> None:
    content = zipped(folder(FAULTS / name))
    told = sources.check(content, filename="test.zip", settings=Settings()).remarks
    assert len([one for one in told if one.severity == "violation"]) == faults(name)


def test_what_follows_from_a_missing_key_column_is_not_told_row_by_row() -> None:
    sheets = {
        "goals": "label,document\nOne,D\nTwo,D\n",
        "documents": "code,kind,title\nD,policy,Law\n",
        "programmes": "code,label,realises\nP1,First,G1|G2\nP2,Second,G2\n",
        "teaching": "module,level\nM1,high\n",
        "modules": "code,label\nM1,Module\n",
    }
    told = sources.check(zipped(sheets), filename="test.zip", settings=Settings()).remarks
    assert [(one.where, one.row, one.column) for one in told if one.severity == "violation"] == [
        ("goals", 1, "code"), ("teaching", 1, "competency"), ("teaching", 2, "level"),
    ]  # fmt: skip


def test_other_faults_of_the_same_kind_are_still_told_beside() -> None:
    sheets = {"goals": "code,label,parent\nG1,One,G2\nG2,Two,G1\nG3,Three,G4\nG4,,G3\n"}
    told = sources.check(zipped(sheets), filename="test.zip", settings=Settings()).remarks
    assert [(one.row, one.column) for one in told if one.severity == "violation"] == [
        (5, "label"), (2, "parent"), (4, "parent"),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["", "M1"])
def test_a_row_without_a_name_of_its_own_is_told_its_other_faults_too(code: str) -> None:
    sheets = {"modules": f"code,label,hours,curriculum\nM1,One,1,\n{code},Two,many,K\n"}
    told = sources.check(zipped(sheets), filename="test.zip", settings=Settings()).remarks
    assert [(one.row, one.column) for one in told if one.severity == "violation"] == [
        (3, "code"), (3, "hours"), (3, "curriculum"),
    ]  # fmt: skip


def test_a_mapping_without_a_name_of_its_own_is_told_what_its_sheet_asks() -> None:
    sheets = {"mappings": "code,subject,predicate\nA,https://e.org/a,none\nA,https://e.org/b,none\n"}
    told = sources.check(zipped(sheets), filename="test.zip", settings=Settings()).remarks
    assert (3, "reference") in {(one.row, one.column) for one in told if one.severity == "violation"}


@pytest.mark.parametrize("name", UNREAD)
def test_a_fault_of_the_whole_file_is_unreadable(name: str) -> None:
    sheets = folder(FAULTS / name)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for sheet, content in sheets.items():
            archive.writestr(f"{sheet}.csv", content)
    with pytest.raises(Unreadable) as caught:
        workbook.LOADER.read(held.getvalue(), context())
    assert UNREAD[name] in str(caught.value)


def test_a_total_that_gives_a_small_count_away_is_named() -> None:
    told = violations(workbook.LOADER.read(zipped(folder(FAULTS / "small-count")), context()))
    assert "Row 2 is the total" in told[0]


def test_a_persons_name_is_not_repeated_in_the_report() -> None:
    loaded = workbook.LOADER.read(zipped(folder(FAULTS / "personal-column")), context())
    assert "Maya" not in str(loaded.not_kept) + str(loaded.remarks)


def test_many_faults_of_a_column_are_listed_up_to_a_bound() -> None:
    told = violations(read({"goals": "code,label,kind\n" + "".join(f"G{n},A,x\n" for n in range(100))}))
    assert (len(told), told[-1]) == (21, "goals, column kind: and 80 more rows like these")


def _locked(content: bytes) -> bytes:
    """A zip whose first entry says, at both places, that it is encrypted."""
    held, directory = bytearray(content), content.index(b"PK\x01\x02")
    held[6] |= 1
    held[directory + 8] |= 1
    return bytes(held)


def _zip(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"id,title\nt,T\n" + b"," * 100_000)
    return held.getvalue()


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A zip with one part put in or replaced."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return held.getvalue()


BOOK = xlsx({"goals": [["code", "label"], ["G1", "A goal"]]})
FAR = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>code</t></is></c></row><row r="%d"><c r="%s%d" t="inlineStr"><is><t>x</t></is></c>'
    b"</row></sheetData></worksheet>"
)
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "x">]><worksheet/>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (BOOK[: len(BOOK) // 2], "damaged"),
        (BOOK.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml"), "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (_zip("../dataset.csv"), "leads out of its folder"),
        (_zip("/dataset.csv"), "leads out of its folder"),
        (_locked(_zip("dataset.csv")), "has a password"),
        (_zip("a/dataset.csv", "b/goals.csv"), "several folders"),
        (_zip("readme.md"), "no CSV file"),
        (_with_part(BOOK, "xl/worksheets/sheet2.xml", DOCTYPE), "document type"),
    ],
)
def test_a_file_that_cannot_be_opened_says_why(content: bytes, expected: str) -> None:
    with pytest.raises(Unreadable, match=expected):
        workbook.LOADER.read(content, context())


@pytest.mark.parametrize("content", [BOOK[: len(BOOK) // 2], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_damaged_workbook_is_still_taken_for_one(content: bytes) -> None:
    assert workbook.LOADER.recognises(content, "plan.xlsx")


@pytest.mark.parametrize(
    ("content", "settings", "expected"),
    [
        (_zip("dataset.csv"), Settings(upload_bytes=50_000), "unpacks to more than 50,000 bytes"),
        (_zip("dataset.csv", "goals.csv", "levels.csv"), Settings(zip_files=2), "more than 2 files"),
        (BOOK, Settings(workbook_bytes=2_000), "more than 2,000 bytes"),
        (zipped({"goals": "code,label\nA,A\nB,B\nC,C\n"}), Settings(sheet_rows=2), "goals has more than 2 rows"),
        (_with_part(BOOK, "xl/worksheets/sheet2.xml", FAR % (1048576, b"A", 1048576)), Settings(), "beyond row"),
        (_with_part(BOOK, "xl/worksheets/sheet2.xml", FAR % (90_000, b"XFD", 90_000)), Settings(), "by 16,384"),
    ],
)  # fmt: skip
def test_a_file_over_a_limit_says_which(content: bytes, settings: Settings, expected: str) -> None:
    with pytest.raises(TooLarge, match=expected):
        workbook.LOADER.read(content, context(settings))


@pytest.mark.parametrize(
    "goals", ["code,label" + "," * 1_000, "code,label\nG1,A" + "," * 1_000], ids=["in the heading", "in a row"]
)
def test_a_sheet_of_too_many_columns_is_refused(goals: str) -> None:
    with pytest.raises(TooLarge, match="more than 1,000 columns"):
        read({"goals": goals})


@pytest.mark.parametrize("text", ["9" * 5_000, "1e5", "NaN", "1.5.2"])
def test_a_number_of_any_length_is_read_or_refused(text: str) -> None:
    sheets = {"levels": f"scheme,code,rank\nL,A,{text}\n", "modules": f"code,label,hours\nM,M,{text}\n"}
    assert len(violations(read(sheets))) == 2


def test_a_heading_in_no_language_is_put_down() -> None:
    assert [lost.column for lost in read({"goals": "code,label,label@en-ab-cd\nG1,A,B\n"}).not_kept] == [
        "label@en-ab-cd"
    ]


def test_cells_repeated_without_end_are_refused() -> None:
    book = ods({"dataset": [["id", "title"], ["t", "T"]]})
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        text = archive.read("content.xml")
    far = text.replace(
        b'office:value-type="string"', b'table:number-columns-repeated="16384" office:value-type="string"'
    )
    far = far.replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="900000">')
    assert far != text
    with pytest.raises(TooLarge, match="spans"):
        workbook.LOADER.read(_with_part(book, "content.xml", far), context())


@pytest.mark.parametrize("sheet", ["groups", "regions", "providers"])
def test_a_parent_of_itself_is_a_circle(sheet: str) -> None:
    assert "A > A" in violations(read({sheet: "code,label,parent\nA,A,a\n"}))[0]
