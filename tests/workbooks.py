"""Workbooks made in tests: sheets as text become a zip of CSV, an XLSX or an ODS."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from goldenthread.loaders import Context, Loaded, workbook
from goldenthread.settings import Settings
from goldenthread.store.rdf import text_of

BASE = "https://w3id.org/goldenthread/id/"
DATA = Path(__file__).parent / "data" / "workbook"
DATASET = "id,title,languages\nt,Test,en|ne\n"
Sheets = Mapping[str, str | bytes]


def context(settings: Settings | None = None, filename: str = "test.zip") -> Context:
    return Context(BASE, None, filename, settings or Settings())


def zipped(sheets: Sheets, folder: str = "") -> bytes:
    """A zip of CSV files, with the sheet `dataset` unless it is given."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in ({"dataset": DATASET} | dict(sheets)).items():
            archive.writestr(f"{folder}{name}.csv", text)
    return held.getvalue()


def folder(path: Path) -> dict[str, bytes]:
    """The sheets of a folder of CSV files."""
    return {file.stem: file.read_bytes() for file in sorted(path.glob("*.csv"))}


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in ({"dataset": [["id", "title"], ["t", "Test"]]} | dict(sheets)).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def ods(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for text in row:
                cell = TableCell(valuetype="string") if text else TableCell()
                if text:
                    cell.addElement(P(text=text))
                line.addElement(cell)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    held = io.BytesIO()
    book.write(held)
    return held.getvalue()


def read(sheets: Sheets, settings: Settings | None = None) -> Loaded:
    """The dataset in a zip of CSV files."""
    return workbook.LOADER.read(zipped(sheets), context(settings))


def violations(loaded: Loaded) -> list[str]:
    return [str(remark) for remark in loaded.remarks if remark.severity == "violation"]


def values(loaded: Loaded, predicate: str, subject: str = "") -> list[str]:
    """What is said with `predicate`, sorted; of the thing whose IRI ends with `subject` where given."""
    return sorted(
        text_of(triple.object)
        for triple in loaded.triples
        if triple.predicate.value == predicate and str(triple.subject).endswith(f"{subject}>")
    )
