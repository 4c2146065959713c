"""Filled sheets become an XLSX file that helps whoever fills it in further. Home of openpyxl."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from goldenthread.loaders import archives
from goldenthread.loaders.cells import number_text
from goldenthread.loaders.columns import Column
from goldenthread.loaders.filled import Filled
from goldenthread.loaders.sheets import SHEETS

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMERIC = frozenset({"integer", "decimal", "fraction"})
WIDTHS = {"label": 44, "text": 36, "address": 36, "code": 16, "reference": 18}
LAST_ROW = 2000  # how far down the lists to choose from reach
_EPOCH = datetime.datetime(2000, 1, 1)
_LONGEST = 32_767  # characters in one cell of XLSX


@dataclass(frozen=True)
class Looks:
    """The few styles of a workbook."""

    must = Font(bold=True, color="FFFFFF")
    may = Font(color="FFFFFF")
    ink = PatternFill("solid", fgColor="1F3A4D")
    example = Font(italic=True, color="808080")
    wrapped = Alignment(wrap_text=True, vertical="top")


def book(sheets: Sequence[Filled], *, front: Sequence[str] = (), examples: bool = False) -> bytes:
    """An XLSX file of `sheets`, those named in `front` first, with a sheet `help` at the end; the same bytes
    every time. With `examples` the rows are greyed, since they are there to be replaced."""
    made = Workbook(write_only=True)
    made.properties.creator = "Golden Thread"
    made.properties.created = _EPOCH
    places = {filled.sheet.name: filled for filled in sheets}
    for filled in sorted(sheets, key=lambda f: (f.sheet.name != "dataset", _rank(f.sheet.name, front))):
        _sheet(made, filled, places, grey=examples and filled.sheet.name != "dataset")
    _help(made)
    held = io.BytesIO()
    made.save(held)
    return _settled(held.getvalue())


def _rank(name: str, front: Sequence[str]) -> int:
    return list(front).index(name) if name in front else len(front)


def _sheet(made: Workbook, filled: Filled, places: dict[str, Filled], *, grey: bool) -> None:
    sheet = made.create_sheet(filled.sheet.name)
    sheet.freeze_panes = "A2"
    for number, (column, heading) in enumerate(zip(filled.places, filled.headings, strict=True), 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(WIDTHS.get(column.type, 14), len(heading) + 2)
        if column.type not in NUMERIC:
            sheet.column_dimensions[letter].number_format = "@"  # text, so that 1.10 and 2016-05 stay as typed
        if choices := _choices(column, places):
            choices.add(f"{letter}2:{letter}{LAST_ROW}")
            sheet.data_validations.append(choices)
    sheet.append([_heading(sheet, c, text) for c, text in zip(filled.places, filled.headings, strict=True)])
    for row in filled.rows:
        sheet.append([_cell(sheet, c, text, grey=grey) for c, text in zip(filled.places, row, strict=True)])


def _heading(sheet: Any, column: Column, text: str) -> Cell:  # a write-only sheet has no type of its own
    cell = WriteOnlyCell(sheet, text)
    cell.font = Looks.must if column.must else Looks.may
    cell.fill = Looks.ink
    cell.comment = Comment(described(column), "Golden Thread", width=320, height=120)
    return cell


def described(column: Column) -> str:
    """What a column is for, as a person reads it."""
    parts = [column.help]
    if column.must:
        parts.append("Must be filled in.")
    if column.choices:
        parts.append(f"One of: {', '.join(column.choices)}.")
    if column.sheets:
        parts.append(f"Refers to {' or '.join(column.sheets)}.".replace("schemes", "a scheme in levels"))
    if column.many:
        parts.append("Several are joined by |.")
    return " ".join(parts)


def _cell(sheet: Any, column: Column, text: str, *, grey: bool) -> Cell | None:  # see _heading
    if not text:
        return None
    if column.type in NUMERIC and re.fullmatch(r"-?[0-9.]{1,15}", text) and number_text(float(text)) == text:
        cell = WriteOnlyCell(sheet, float(text) if "." in text else int(text))
    else:
        cell = WriteOnlyCell(sheet, _escaped(fitting(text)))
        cell.data_type = "s"  # never a formula, whatever it begins with
        cell.number_format = "@"
    if grey:
        cell.font = Looks.example
    return cell


def fitting(text: str) -> str:
    """As much of a text as a cell of XLSX holds: no control characters, and a bound on its length."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_LONGEST]


def _escaped(text: str) -> str:
    """A text in which OOXML finds no escape but ours: _x000D_ is how it spells a carriage return."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text).replace("\r", "_x000D_")


def _choices(column: Column, places: dict[str, Filled]) -> DataValidation | None:
    """A list to choose from: the words of a closed list, or the codes of the one sheet a reference leads to."""
    words = tuple(column.choices) or (("yes", "no") if column.type == "yesno" else ())
    if words:
        return DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True, errorStyle="warning")
    if column.type == "reference" and not column.many and len(column.sheets) == 1 and column.sheets[0] in places:
        target = places[column.sheets[0]]
        at = next((n for n, c in enumerate(target.places, 1) if c.type == "code"), None)
        if at:
            letter = get_column_letter(at)
            source = f"{column.sheets[0]}!${letter}$2:${letter}${LAST_ROW}"
            return DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
    return None


def _help(made: Workbook) -> None:
    """A sheet that says what each column is for; it is read past on import."""
    sheet = made.create_sheet("help")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCD", (16, 20, 8, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    head = [WriteOnlyCell(sheet, text) for text in ("sheet", "column", "must", "what it is for")]
    for cell in head:
        cell.font, cell.fill = Looks.must, Looks.ink
    sheet.append(head)
    for known in SHEETS:
        about = WriteOnlyCell(sheet, known.about)
        about.font = Font(bold=True)
        sheet.append([known.name, None, None, about])
        for column in known.columns:
            text = WriteOnlyCell(sheet, described(column))
            text.alignment = Looks.wrapped
            sheet.append([known.name, column.name, "must" if column.must else None, text])


def _settled(content: bytes) -> bytes:
    """The file without the time it was made at."""
    parts = archives.parts(content, "", len(content) * 100, 1000)
    core = parts["docProps/core.xml"]
    stamp = _EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, core)
    return archives.zipped(parts, compressed=True)
