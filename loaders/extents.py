"""How far the cells of a spreadsheet reach, found before it is read.

A sheet of two cells at far corners takes little room in its file, and the room of every cell between when it is
read; a repeated cell does the same. Both are refused here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from goldenthread.errors import TooLarge, Unreadable

MOST_CELLS = 10_000_000
_XLSX_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)\b([^<>]*)>")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"']")
_ODS_TAG = re.compile(rb"<(table:table-row|table:table-cell|table:table)\b([^<>]*)>")
_ROWS = re.compile(rb"table:number-rows-repeated\s*=\s*[\"']([0-9]+)")
_COLUMNS = re.compile(rb"table:number-columns-repeated\s*=\s*[\"']([0-9]+)")


def check_xlsx(parts: Mapping[str, bytes], where: str, most_rows: int) -> None:
    """Raises TooLarge where a sheet of an XLSX reaches too far, Unreadable for a DOCTYPE."""
    _plain(parts, where)
    for name, text in parts.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            rows = columns = 0
            for tag in _XLSX_CELL.finditer(text):
                attributes = tag.group(1)
                if attributes.endswith(b"/"):
                    continue  # an empty cell with a style only
                if place := _PLACE.search(attributes):
                    rows = max(rows, int(place.group(2)))
                    columns = max(columns, _number(place.group(1)))
            _bounded(rows, columns, where, most_rows)


def check_ods(parts: Mapping[str, bytes], where: str, most_rows: int) -> None:
    """Raises TooLarge where a sheet of an ODS reaches too far, Unreadable for a DOCTYPE or a password."""
    _plain(parts, where)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Unreadable("the workbook has a password. Save it without one and load it again", where=where)
    row = column = repeated = rows = columns = 0
    for tag in _ODS_TAG.finditer(parts.get("content.xml", b"")):
        name, attributes = tag.groups()
        if name == b"table:table":
            row = rows = columns = 0
        elif name == b"table:table-row":
            repeated = _times(_ROWS, attributes)
            row, column = row + repeated, 0
        else:
            column += _times(_COLUMNS, attributes)
            if not attributes.endswith(b"/") or b"office:value" in attributes:
                rows, columns = max(rows, row), max(columns, column)
                _bounded(rows, columns, where, most_rows)


def _plain(parts: Mapping[str, bytes], where: str) -> None:
    """No part of a workbook needs a document type, and parsers may be led astray by one."""
    for name, text in parts.items():
        if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in text or b"\0" in text[:1000]):
            raise Unreadable(
                f"{name} in the workbook declares a document type or is not UTF-8. Save the workbook again", where=where
            )


def _bounded(rows: int, columns: int, where: str, most_rows: int) -> None:
    if rows > most_rows + 1:
        raise TooLarge(f"a sheet of {where} has cells beyond row {most_rows:,}. Delete what is there, or split it")
    if rows * columns > MOST_CELLS:
        raise TooLarge(f"a sheet of {where} spans {rows:,} rows by {columns:,} columns. Delete cells far outside")


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found.group(1)) if found else 1


def _number(letters: bytes) -> int:
    """A = 1, Z = 26, AA = 27."""
    total = 0
    for letter in letters.upper():
        total = total * 26 + letter - 64
    return total
