"""CSV bytes to rows of text: encoding and separator recognised. Home of charset-normalizer."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence

import charset_normalizer

from goldenthread.errors import Unreadable

SEPARATORS = ",;\t"
GUESSED = ["cp1252", "latin_1"]
_LONGEST = 10_000_000  # characters in one field
_GUARDED = re.compile(r"'(?=[=+\-@\t\r'])")


def rows(content: bytes, where: str, *, before: int = 0) -> tuple[list[list[str]], str]:
    """The rows of a CSV file and the rule by which its encoding was read ("" for UTF-8). `before` is how many lines
    of the file stand before `content`.

    Raises Unreadable with the place of the fault.
    """
    text, rule = decoded(content, where)
    csv.field_size_limit(_LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    try:
        return [[unguarded(cell.strip()) if cell else cell for cell in row] for row in reader], rule
    except csv.Error as error:
        raise Unreadable(
            f"{error}. Close every quotation mark, and double those inside a cell",
            where=where, row=before + reader.line_num,
        ) from error  # fmt: skip


def decoded(content: bytes, where: str) -> tuple[str, str]:
    """The text of `content` and how its encoding was found."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            rule = "read as UTF-16" if encoding == "utf-16" else ""
            return _strict(content, encoding, where), rule
    if encoding := _wide(content):
        return _strict(content, encoding, where), "read as UTF-16"
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        if encoding := _guess(content):
            return content.decode(
                encoding
            ), f"read as {encoding.replace('_', '-')}, since byte {error.start} is not UTF-8"
        raise _undecodable(content, error, where) from error


def _strict(content: bytes, encoding: str, where: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(content, error, where) from error


def _undecodable(content: bytes, error: UnicodeDecodeError, where: str) -> Unreadable:
    place = error.start + len(content) - len(error.object)  # what was decoded may lack the mark
    line = content.count(b"\n", 0, place) + 1
    return Unreadable(
        f"byte {place} (hex {content[place]:02X}) is not {error.encoding.upper()}. "
        "Save the file as CSV UTF-8 and load it again",
        where=where, row=line,
    )  # fmt: skip


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: every other byte of the heading is zero."""
    head = content[:64]
    if len(head) >= 4 and len(content) % 2 == 0:
        if not any(head[1::2]) and all(head[::2]):
            return "utf-16-le"
        if not any(head[::2]) and all(head[1::2]):
            return "utf-16-be"
    return ""


def _guess(content: bytes) -> str:
    """A one-byte encoding, unless some of the file is UTF-8 already: then it is UTF-8 with a fault in it."""
    if b"\0" in content or not content.decode("utf-8", errors="ignore").isascii():
        return ""
    best = charset_normalizer.from_bytes(content, cp_isolation=GUESSED).best()
    return best.encoding if best else ""


def separator(text: str) -> str:
    """The sign that separates most cells in the first line that is not empty."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", line)
    return max(SEPARATORS, key=bare.count)


def guarded(text: str) -> str:
    """A cell that a spreadsheet would take for a formula, made safe by an apostrophe; `unguarded` undoes it."""
    if text[:1] in "=+-@\t\r" and text[:1] and not re.fullmatch(r"[+-]?[0-9.]+", text):
        return "'" + text
    return "'" + text if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """The cell as it was before `guarded`."""
    return text[1:] if _GUARDED.match(text) else text


def text(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A sheet as CSV in UTF-8 with a mark, so that spreadsheet programs take it for what it is."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return codecs.BOM_UTF8 + held.getvalue().encode()
