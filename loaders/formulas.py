"""Formulas are read as the values stored with them; a cell without one is put down, not passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape

from goldenthread.loaders.account import Account

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^<>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")
_TAG = re.compile(rb"<(/?)(?:\w+:)?(c|f|v|is)\b([^<>]*)>([^<]*)")
_WHY = "the formula has no value stored with it: open the file in a spreadsheet program and save it again"


def note(parts: Mapping[str, bytes], account: Account) -> None:
    """Puts down each cell of an XLSX that holds an error, or a formula without a value."""
    for name, part in _sheets(parts):
        text = parts.get(part, b"")
        if b't="e"' not in text and b"<f" not in text and b":f" not in text:
            continue
        for attributes, formula, value in _cells(text):
            column, row = _place(attributes)
            if b't="e"' in attributes:
                account.lose(name, row, column, _text(value), "the cell holds an error: mend its formula")
            elif formula is not None and not value:
                account.lose(name, row, column, "=" + _text(formula), _WHY)


def _cells(text: bytes) -> Iterator[tuple[bytes, bytes | None, bytes]]:
    """The attributes, formula and value of each cell that holds something."""
    attributes, formula, value = b"", None, b""
    for closing, name, said, content in _TAG.findall(text):
        if name == b"c" and not closing:
            attributes, formula, value = said, None, b""
        elif name == b"c":
            yield attributes, formula, value
        elif name == b"f" and not closing:
            formula = content
        elif not closing:
            value = content or b"text" * (name == b"is")


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


def _text(content: bytes) -> str:
    return unescape(content.decode("utf-8", "replace"))
