"""Formulas are read as the values stored with them; a cell without one is put down, not passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

from goldenthread.loaders.account import Account

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]*)<")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)<")
_WHY = "the formula has no value stored with it: open the file in a spreadsheet program and save it again"


def note(parts: Mapping[str, bytes], account: Account) -> None:
    """Puts down each cell of an XLSX that holds an error, or a formula without a value."""
    for name, part in _sheets(parts):
        text = parts.get(part, b"")
        if b't="e"' not in text and b"<f" not in text and b":f" not in text:
            continue
        for attributes, inside in _CELL.findall(text):
            formula, value = _FORMULA.search(inside), _VALUE.search(inside)
            column, row = _place(attributes)
            if b't="e"' in attributes:
                account.lose(name, row, column, _read(value), "the cell holds an error: mend its formula")
            elif formula and not (value and value.group(1)) and b"<is" not in inside:
                account.lose(name, row, column, "=" + _read(formula), _WHY)


def _sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """The sheets by name, with the part that holds each."""
    relations = _RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b""))
    targets = {_attribute(tag, rb"Id"): _attribute(tag, rb"Target") for tag in relations}
    for tag in _SHEET.findall(parts.get("xl/workbook.xml", b"")):
        target = targets.get(_attribute(tag, rb"\w+:id"), "")
        yield _attribute(tag, rb"name"), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb"\s*=\s*[\"']([^\"']*)", tag)
    return _text(found.group(1)) if found else ""


def _place(attributes: bytes) -> tuple[str, int | None]:
    place = _attribute(b" " + attributes, rb"r")
    letters, digits = place.rstrip("0123456789"), place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f"column {letters}", int(digits) if digits.isdecimal() else None


def _read(found: re.Match[bytes] | None) -> str:
    return _text(found.group(1)) if found else ""


def _text(content: bytes) -> str:
    return unescape(content.decode("utf-8", "replace"))
