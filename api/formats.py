"""One answer in all its forms: which one is wanted, and how each is written."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from goldenthread.errors import UnknownFormat

FORMS: Final[Mapping[str, str]] = {
    "html": "text/html",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
NAMES: Final[Mapping[str, str]] = {"json": "JSON", "jsonld": "JSON-LD", "ttl": "Turtle", "csv": "CSV"}
BOM: Final = "\ufeff"  # without it a spreadsheet reads Devanagari and Cyrillic wrongly
RISKY: Final = ("=", "+", "-", "@")  # a spreadsheet would run a cell that starts so
VARY: Final = "Accept, Accept-Language"


class NotAcceptable(UnknownFormat):
    """None of the forms asked for is offered here; the text lists those that are."""

    code = "not-acceptable"
    title = "This address does not answer in that form"

    def __init__(self, offered: Sequence[str]) -> None:
        self.offered = tuple(offered)
        listed = ", ".join(f"{FORMS[form]} (.{form})" if form in FORMS else form for form in offered)
        super().__init__(f"Ask for one of these forms: {listed}.")


class Unsupported(UnknownFormat):
    """A body of a kind that is not taken in here; `headers` say which are (RFC 9110, 15.5.16)."""

    code = "unsupported"
    title = "A body of that kind is not taken in here"

    def __init__(self, message: str, headers: Mapping[str, str]) -> None:
        self.headers = headers
        super().__init__(message)


def negotiate(accept: str, offered: Sequence[str]) -> str:
    """The form of `offered` (in order of our preference) that an Accept header likes best. Raises NotAcceptable."""
    found = _best(accept, [FORMS[form] for form in offered])
    if found is None:
        raise NotAcceptable(offered)
    return offered[found]


def best(accept: str, offered: Sequence[str]) -> str:
    """The same for media types."""
    found = _best(accept, offered)
    if found is None:
        raise NotAcceptable(offered)
    return offered[found]


def _best(accept: str, offered: Sequence[str]) -> int | None:
    ranges = [_range(part) for part in (accept or "*/*").split(",") if part.strip()]
    qualities = [_quality(media, ranges) for media in offered]
    highest = max(qualities, default=0.0)
    return qualities.index(highest) if highest > 0 else None


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            quality = weight(value, 0.0)
    return media.lower(), quality


def weight(text: str, otherwise: float) -> float:
    """The number after `q=`; `otherwise` where it is none."""
    return float(text) if text.isascii() and text.replace(".", "", 1).isdigit() else otherwise


def _quality(media: str, ranges: Iterable[tuple[str, float]]) -> float:
    """What the most specific matching range says of a media type."""
    said = {}
    for wanted, quality in ranges:
        if wanted == media:
            said[2] = quality
        elif wanted.endswith("/*") and media.startswith(wanted[:-1]):
            said[1] = quality
        elif wanted == "*/*":
            said[0] = quality
    return said[max(said)] if said else 0.0


def wanted(request: Request, offered: Sequence[str]) -> str:
    """The form of this request: the suffix of its path if it has one, else what Accept likes best."""
    suffix: str | None = getattr(request.state, "form", None)
    if suffix is None:
        return negotiate(request.headers.get("accept", ""), offered)
    if suffix not in offered:
        raise NotAcceptable(offered)
    return suffix


def etag(*parts: object) -> str:
    """A weak entity tag (the same page may travel compressed) of all that an answer depends on."""
    digest = hashlib.sha256("\n".join(str(part) for part in parts).encode()).hexdigest()
    return f'W/"{digest[:20]}"'


def unchanged(request: Request, tag: str) -> bool:
    """Whether the asker already holds the answer with this tag."""
    held = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    return "*" in held or tag.removeprefix("W/") in held


def packs(request: Request) -> bool:
    """Whether the asker takes an answer in gzip."""
    accepted = request.headers.get("accept-encoding", "")
    return bool(accepted) and _best(accepted, ("gzip",)) is not None


def write_json(data: Mapping[str, Any]) -> bytes:
    """JSON as we write it: UTF-8, keys in the order of api.md."""
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV that a spreadsheet opens rightly and cannot be made to run."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return (BOM + text.getvalue()).encode()


def harmless(cell: object) -> str:
    """A cell's text; one that a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if cell is None else str(cell)
    if isinstance(cell, int | float):
        return text
    return "'" + text if text.startswith(RISKY) or (text and ord(text[0]) < 32) else text


def respond(content: bytes, form: str, headers: Mapping[str, str], status: int = 200) -> Response:
    """A response in one of the forms."""
    charset = "" if form in {"json", "jsonld"} else "; charset=utf-8"
    response = Response(content, status, dict(headers))
    response.headers["Content-Type"] = FORMS[form] + charset
    return response
