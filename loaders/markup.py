"""XML before any parser sees it: its encoding, no document type declaration, no endless nesting."""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

from goldenthread.errors import Unreadable

DEEPEST: Final = 500  # elements in each other; the parser's time grows with the square of it

# Encodings in which markup reads as ASCII; what says it is another is refused rather than guessed.
_ENCODINGS = re.compile(r"utf-8|iso-?8859-\d{1,2}|latin-?1|windows-125\d")
_UTF8 = frozenset({"utf8", "us-ascii", "ascii"})
_DECLARATION = re.compile(rb"\s*+<\?xml(?:(?!\sencoding)[^>])*+\sencoding\s*+=\s*+[\"']([^\"'<>]*+)[\"'][^>?]*+\?>")
_PROLOG = re.compile(rb"(?:\s|<!--.*?-->|<\?.*?\?>)*", re.S)
_ROOT = re.compile(rb"<[A-Za-z_][\w.-]*(?::[\w.-]+)?\s[^>]*xmlns")
_TAG = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    rb"|<(?P<end>/)?[^\s<>!?](?:\"[^\"<]*\"|'[^'<]*'|[^'\"<>])*?(?P<empty>/)?>",
    re.S,
)


def looks_like(head: bytes) -> bool:
    """Whether a file begins as XML or HTML does; an IRI of Turtle begins with `<` as well."""
    return head.startswith((b"<?xml", b"<!")) or head[:5].lower() == b"<html" or bool(_ROOT.match(head))


def is_rdf(head: bytes) -> bool:
    """Whether XML holds RDF, or hides what it holds behind a document type (which is then refused in words)."""
    body = head[_prolog(head) :][:40].lower()
    return b"rdf-syntax-ns#" in head or (body.startswith(b"<!doctype") and b"html" not in body)


def declared(head: bytes, where: str) -> str | None:
    """The encoding that an XML declaration names, where it names one. Raises Unreadable for one not read here."""
    found = _DECLARATION.match(head)
    if not found:
        return None
    name = found.group(1).decode("ascii", "replace").lower()
    name = "utf-8" if name in _UTF8 else name
    if not _ENCODINGS.fullmatch(name):
        raise Unreadable(
            f"its encoding {name} is not read here. Save it as UTF-8 and load it again", where=where, row=1
        )
    return name


def harmless(content: bytes, where: str) -> bytes:
    """UTF-8 XML that is safe to parse, its declaration saying UTF-8. Raises Unreadable otherwise."""
    found = _DECLARATION.match(content)
    if found:
        content = content[: found.start(1)] + b"utf-8" + content[found.end(1) :]
    _no_document_type(content, where)
    _not_too_deep(content, where)
    return content


def _prolog(content: bytes) -> int:
    found = _PROLOG.match(content)
    return found.end() if found else 0


def _no_document_type(content: bytes, where: str) -> None:
    """A document type can define entities that grow without end or read files, so none may stand in a file."""
    place = _prolog(content)
    if content.startswith(b"<!", place):
        raise Unreadable(
            "this XML has a document type declaration (<!DOCTYPE), which is not read because it can make entities. "
            "Take it out, write out what its entities stand for, and load the file again",
            where=where, row=content.count(b"\n", 0, place) + 1, column=str(place - content.rfind(b"\n", 0, place)),
        )  # fmt: skip


def _not_too_deep(content: bytes, where: str) -> None:
    depth = 0
    for tag in _TAG.finditer(content):
        if tag["end"]:
            depth -= 1
        elif not tag["empty"] and not tag[0].startswith((b"<!", b"<?")):
            depth += 1
        if depth > DEEPEST:
            row = content.count(b"\n", 0, tag.start()) + 1
            raise Unreadable(f"elements stand more than {DEEPEST} deep in each other", where=where, row=row)


def place(content: bytes, message: str) -> tuple[int | None, int | None]:
    """The line and column of a fault in XML that is safe to parse, whose parser told it without a place: where the
    markup itself is wrong, else where the text that `message` quotes first stands."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1
    quoted = re.search(r"'([^']+)'", message)
    found = content.find(quoted.group(1).encode()) if quoted else -1
    return (content.count(b"\n", 0, found) + 1, found - content.rfind(b"\n", 0, found)) if found >= 0 else (None, None)
