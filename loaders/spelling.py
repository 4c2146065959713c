"""Which of the six spellings of RDF a file is in, and its bytes as clean UTF-8 that is safe to parse."""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import Final

from goldenthread.errors import Unreadable
from goldenthread.loaders import markup

HEAD: Final = 65_536  # bytes looked at to recognise a file
NESTING: Final = 16  # deepest triple terms; far deeper ones end the parser's process
ENDINGS: Final = {
    "ttl": "trig", "turtle": "trig", "trig": "trig", "n3": "trig", "nt": "nq", "nq": "nq",
    "jsonld": "jsonld", "rdf": "rdf", "owl": "rdf",
}  # fmt: skip

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHERS: Final = (b"PK\x03\x04", b"\x1f\x8b", b"%PDF")  # zip, gzip and PDF, whatever the name says
_JSON = re.compile(r"\{\s*[\"}]|\[\s*[{\]]")
_JSONLD = re.compile(r'"@(?:context|id|graph|type)"\s*:')
_SPACE = re.compile(r"(?:\s|#[^\n]*(?:\n|$))*")
_TURTLE = re.compile(
    r"@(?:prefix|base|version)\s|prefix\s+[\w.-]*:|base\s+<|version\s+[\"']|graph\s+\S+\s*\{"
    r"|<[^<>\s]*>|<[a-z][a-z0-9+.-]*:|_:\w",
    re.IGNORECASE,
)
_NODE = r"(?:<[^>]*>|_:[^\s<]+)"
_LINE = re.compile(rf"\s*{_NODE}\s*<[^>]*>\s*(?:{_NODE}|\"(?:[^\"\\]|\\.)*\"\S*)\s*{_NODE}?\s*\.\s*(?:#.*)?$")
# Strings (long forms first; one that never ends takes the rest), IRIs and comments, so that `<<` within is none.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*(?:""")?|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*(?:\'\'\')?'
    r'|"(?:[^"\\\n]|\\.)*"?|\'(?:[^\'\\\n]|\\.)*\'?|<[^<>\s]*>|#[^\n]*|(?P<open><<)|(?P<close>>>)',
    re.DOTALL,
)


def encoding(content: bytes) -> tuple[str, int]:
    """The encoding that the first bytes show (utf-8 where they show none) and the length of their mark."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name, len(mark)
    if content[:1] == b"<" and content[1:2] == b"\0":
        return "utf-16-le", 0
    if content[:1] == b"\0" and content[1:2] == b"<":
        return "utf-16-be", 0
    return "utf-8", 0


def form_of(content: bytes, filename: str) -> str | None:
    """The form to parse `content` as: nq (lines of N-Triples as well), trig (Turtle as well), jsonld, rdf, or
    None where it is not RDF. The name counts only where the content does not tell."""
    if content.startswith(_OTHERS):
        return None
    by_name = ENDINGS.get(filename.rpartition(".")[2].lower())
    name, mark = encoding(content)
    text = content[mark : mark + HEAD].decode(name, "replace")
    head = text.lstrip()
    if markup.looks_like(head.encode()):
        return "rdf" if by_name == "rdf" or markup.is_rdf(head.encode()) else None
    if _JSON.match(head):
        return "jsonld" if by_name == "jsonld" or _JSONLD.search(head) else None
    if _one_a_line(text):
        return "nq"
    blank = _SPACE.match(text)
    return "trig" if blank and _TURTLE.match(text, blank.end()) else by_name


def _one_a_line(head: str) -> bool:
    """Whether the first statements stand one a line, as N-Triples and N-Quads write them."""
    said = (line for line in head.splitlines()[:-1] or [head] if line.strip() and not line.lstrip().startswith("#"))
    first = list(islice(said, 20))
    return bool(first) and all(_LINE.match(line) for line in first)


def plain(content: bytes, form: str, where: str) -> bytes:
    """`content` as UTF-8 without a mark, its lines where they were. Raises Unreadable with the place of a bad byte,
    and for what would harm the parser of `form`."""
    name, mark = encoding(content)
    body = content[mark:]
    if form == "rdf" and name == "utf-8":
        name = markup.declared(body[:HEAD], where) or name
    if name == "utf-8":
        _valid(body, where, mark)
    else:
        body = _decoded(body, name, where).encode()
    if form == "rdf":
        return markup.harmless(body, where)
    if form in {"trig", "nq"} and b"<<" in body:
        _shallow(body.decode(), where)
    return body


def _valid(content: bytes, where: str, mark: int) -> None:
    """Holds bytes to UTF-8, a piece at a time so that a large file is not held twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    step = 1 << 20
    for start in range(0, max(len(content), 1), step):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(content[start : start + step], final=start + step >= len(content))
        except UnicodeDecodeError as error:
            place = start - held + error.start
            raise Unreadable(
                f"this is not UTF-8: the byte 0x{content[place]:02X} at position {place + mark} cannot stand there. "
                "Save the file with the encoding UTF-8 and load it again",
                where=where,
                row=content.count(b"\n", 0, place) + 1,
                column=str(place - content.rfind(b"\n", 0, place)),
            ) from error


def _decoded(content: bytes, name: str, where: str) -> str:
    try:
        return content.decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        message = f"this is not {name}, as it says it is. Save the file with the encoding UTF-8 and load it again"
        raise Unreadable(message, where=where) from error


def _shallow(text: str, where: str) -> None:
    """Refuses triple terms within each other beyond NESTING."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += 1 if token["open"] else -1 if token["close"] else 0
        if depth > NESTING:
            row = text.count("\n", 0, token.start()) + 1
            raise Unreadable(f"triple terms stand more than {NESTING} deep in each other", where=where, row=row)
