"""Files that are almost right: bytes flipped, moved and cut, members and cells and fields replaced by what nobody
would expect there."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any, Final

import openpyxl
from hypothesis import strategies as st

Place = float  # how far into a file, from 0 to 1
Change = tuple[str, Place, Place, int]  # what is done, from where, to where, and with which of the oddities
DEEP: Final = 3000
TEXTS: Final = (
    "", " ", "\x00", "\ufeff", "\u202e", "e\u0301", "\U0001f9f5",
    "=1+1", "a" * 5000, "'", '"', "\\", "%", "|", "\n", "\t",
    "1e999", "-0", "2024-02-30", "9999-12-31", "0000-00-00", "NaN", "http://[", "javascript:alert(1)", "urn:x", "::",
    "../../x", "http://example.org/ a", "<a>", "none", "#", "a:b:c", "@en", "\u0660", "NULL", "true", "sdg:4.c",
)  # fmt: skip
VALUES: Final[Sequence[Any]] = (
    None, True, False, 0, -1, 10**30, 1.5e308, [], {}, [[]], [None], {"": None}, {"@id": ""}, {"@id": "http://e/a"},
    {"@value": 1, "@type": "x"}, {"@list": [1]}, {"@context": {"a": None}}, {"identifier": 1}, {"uri": None},
    *TEXTS,
)  # fmt: skip
BYTES: Final = (
    b"", b"\x00", b"\xff", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r\n", b"\n\n", b'"', b"'", b"<", b">", b"&",
    b"&a;", b"<!DOCTYPE a [", b"<![CDATA[", b"{", b"}", b"[" * DEEP, b"{" * DEEP, b'{"a":' * DEEP, b"(" * DEEP,
    b"<a>" * DEEP, b"@prefix : <", b"@base <a> .", b'"""', b"\\u", b"\\uD800", b"_:a", b"PK\x03\x04", b"\t" * DEEP,
    b"," * DEEP, b"#", b".", b";", b"\\", b"NaN", b"1e999", b"null", b"a" * DEEP,
)  # fmt: skip
OPS: Final = ("flip", "put", "cut", "end", "twice", "move")
places = st.floats(0, 1, width=32)
changes: st.SearchStrategy[list[Change]] = st.lists(
    st.tuples(st.sampled_from(OPS), places, places, st.integers(0, 255)), min_size=1, max_size=4
)


def of_bytes(content: bytes, wanted: Sequence[Change]) -> bytes:
    """The content with bytes changed."""
    for op, first, second, number in wanted:
        start, end = sorted((int(first * len(content)), int(second * len(content))))
        head, part, tail = content[:start], content[start:end], content[end:]
        content = {
            "flip": head + bytes([(content[start] if start < len(content) else 0) ^ number]) + content[start + 1 :],
            "put": head + BYTES[number % len(BYTES)] + content[start:],
            "cut": head + tail,
            "end": head,
            "twice": head + part + part[:10_000] + tail,
            "move": tail + head + part,
        }[op]
    return content


def of_json(content: bytes, wanted: Sequence[Change]) -> bytes:
    """The document with fields replaced, left out, named otherwise or nested deeply."""
    held: list[Any] = [json.loads(content)]
    for op, first, _, number in wanted:
        there = spots(held)
        owner, key = there[int(first * (len(there) - 1))]
        if op in {"cut", "end"} and isinstance(owner, dict):
            del owner[key]
        elif op == "move" and isinstance(owner, dict):
            owner[TEXTS[number % len(TEXTS)]] = owner.pop(key)
        elif op == "twice":
            owner[key] = [owner[key], deepcopy(owner[key])]
        elif op == "flip":
            for _ in range(number):
                owner[key] = [owner[key]] if number % 2 else {"item": owner[key]}
        else:
            owner[key] = deepcopy(VALUES[number % len(VALUES)])  # or a later change would change VALUES
    return json.dumps(held[0] if held else None).encode()


def spots(held: Any) -> list[tuple[Any, Any]]:
    """Every place in a document, as what holds it and the key there."""
    found: list[tuple[Any, Any]] = [(held, 0)]
    for owner, key in found:
        value = owner[key]
        if isinstance(value, dict):
            found += [(value, name) for name in value]
        elif isinstance(value, list):
            found += [(value, place) for place in range(len(value))]
    return found


Sheets = dict[str, list[list[Any]]]
CELLS: Final[Sequence[Any]] = (
    *TEXTS, None, True, 0, -1, 1.5, 1e300, 10**15, datetime(2024, 2, 29), datetime(1900, 1, 1), "#REF!", "=A1",
)  # fmt: skip


def of_sheets(sheets: Mapping[str, Sequence[Sequence[Any]]], wanted: Sequence[Change]) -> Sheets:
    """The sheets with cells replaced, rows and columns gone or twice, and names that are others'."""
    held = {name: [list(row) for row in rows] for name, rows in sheets.items()}
    for op, first, second, number in wanted:
        if not held:
            break
        name = sorted(held)[int(first * (len(held) - 1))]
        rows = held[name]
        row = int(second * (len(rows) - 1)) if rows else 0
        if op == "end":
            held[TEXTS[number % len(TEXTS)].strip()[:20] or "x"] = held.pop(name)
        elif rows and rows[row]:
            _in_row(op, rows, row, number)
    return held


def _in_row(op: str, rows: list[list[Any]], row: int, number: int) -> None:
    column = number % len(rows[row])
    if op == "twice":
        rows.append(list(rows[row]))
    elif op == "cut":
        del rows[row]
    elif op == "move":
        for one in rows:
            one.append(one.pop(column % len(one)) if one else "")
    else:
        rows[row][column] = CELLS[number % len(CELLS)]


def zipped(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """Sheets as a zip of CSV, quoted carelessly."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, rows in sheets.items():
            lines = [",".join(_cell(cell) for cell in row) for row in rows]
            archive.writestr(f"{name}.csv", "\n".join(lines).encode("utf-8", "surrogatepass"))
    return out.getvalue()


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f'"{text}"' if "," in text else text


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """Sheets as XLSX, with cells of every type."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for place, (name, rows) in enumerate(sheets.items()):
        kept = "".join(letter for letter in name if letter not in "\\/*?:[]\x00'\"<>\ufeff") or f"s{place}"
        sheet = book.create_sheet(kept)
        for row in rows:
            sheet.append([cell.replace("\x00", "") if isinstance(cell, str) else cell for cell in row])
    if not sheets:
        book.create_sheet("empty")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


Mutate = Callable[[bytes, Sequence[Change]], bytes]
