"""SPARQL 1.1 Protocol: queries of strangers over HTTP, run in worker processes. Updates live in graphs.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request

from goldenthread.api import formats
from goldenthread.errors import BadParameter, TooLarge
from goldenthread.settings import Settings
from goldenthread.store.rdf import NamedNode

FORM: Final = "application/x-www-form-urlencoded"
TEXT: Final = "application/sparql-query"
# The forms of each kind of answer: media type, our name for the form; the first is the one for */*.
ROWS: Final[Mapping[str, str]] = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
}
TRIPLES: Final[Mapping[str, str]] = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/n-quads": "nq",
    "application/trig": "trig",
}
TRUTH: Final = {media: form for media, form in ROWS.items() if form in {"json", "xml"}}
BY_FORM: Final = {"SELECT": ROWS, "ASK": TRUTH, "CONSTRUCT": TRIPLES, "DESCRIBE": TRIPLES}
SUFFIXES: Final = {**{form: media for media, form in reversed([*ROWS.items(), *TRIPLES.items()])}}


Pairs = Sequence[tuple[str, str]]  # parameters, each a name and a value


@dataclass(frozen=True)
class Operation:
    """A query operation of the protocol: the text and the graphs it is asked of."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def operation(pairs: Pairs, text: str | None = None) -> Operation:
    """The operation that parameters say; `text` is the query of a direct POST. Raises BadParameter."""
    given = [value for name, value in pairs if name == "query"]
    if any(name == "update" for name, _ in pairs):
        raise BadParameter("this address answers queries; send updates to /update with a token")
    if text is not None and given:
        raise BadParameter("the query is in the body and in the parameter query; send it once")
    if text is None and len(given) != 1:
        raise BadParameter("the parameter query is needed, exactly once")
    graphs = {kind: tuple(value for name, value in pairs if name == kind) for kind in GRAPHS}
    for iri in (*graphs["default-graph-uri"], *graphs["named-graph-uri"]):
        iri_of(iri)
    return Operation(given[0] if text is None else text, graphs["default-graph-uri"], graphs["named-graph-uri"])


GRAPHS: Final = ("default-graph-uri", "named-graph-uri")


def iri_of(text: str) -> NamedNode:
    """A graph's name. Raises BadParameter, which does not echo it."""
    try:
        return NamedNode(text)
    except ValueError as error:
        raise BadParameter("a graph is named by an absolute IRI") from error


async def posted(request: Request, settings: Settings) -> bytes:
    """The body of a POST. Raises TooLarge, Unsupported."""
    sent_as(request, TEXT, FORM)
    return await bounded(request, settings.query_characters * 12)


def operation_of(request: Request, said: Pairs, body: bytes) -> Operation:
    """The operation of a GET, or of a POST in either of its two forms; `said` are the parameters of the address.
    Raises BadParameter."""
    if request.method == "GET":
        return operation(said)
    if content_type(request)[0] == TEXT:
        return operation(said, decoded(body))
    return operation([*beside(said), *form_of(body)])


def parameters(request: Request) -> Pairs:
    """The parameters of the address. Raises BadParameter where they are not UTF-8."""
    return form_of(request.scope["query_string"], "the address")


def beside(said: Pairs) -> Pairs:
    """The parameters of an address to which a form is sent: graphs at most, for the text stands in the form (2.1.2).
    Raises BadParameter."""
    if any(name in {"query", "update"} for name, _ in said):
        raise BadParameter("the text of what is asked stands in the form, not in the address as well")
    return said


def form_of(content: bytes, what: str = "the body") -> Pairs:
    """The parameters of a form. Raises BadParameter."""
    try:
        return parse_qsl(decoded(content, what), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:
        raise BadParameter(f"{what} is not a form in UTF-8 as it should be") from error


def decoded(content: bytes, what: str = "the body") -> str:
    """The text of what was sent. Raises BadParameter."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise BadParameter(f"{what} is not UTF-8") from error


def sent_as(request: Request, *kinds: str) -> str:
    """The media type of the body, which must be one of `kinds`, in UTF-8 and not packed. Raises Unsupported."""
    if request.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        raise formats.Unsupported("send the body as it is, without a Content-Encoding", {"Accept-Encoding": "identity"})
    media, charset = content_type(request)
    if media not in kinds or charset not in {"", "utf-8"}:
        told = {"POST": "Accept-Post", "PATCH": "Accept-Patch"}.get(request.method, "Accept")
        raise formats.Unsupported(f"send one of {', '.join(kinds)}, in UTF-8", {told: ", ".join(kinds)})
    return media


def content_type(request: Request) -> tuple[str, str]:
    """Media type and charset of the body, in lower case."""
    return media_of(request.headers.get("content-type", ""))


def media_of(header: str) -> tuple[str, str]:
    """Media type and charset that a Content-Type names, in lower case."""
    media, *parameters = (part.strip() for part in header.lower().split(";"))
    charset = next((part[8:].strip('"') for part in parameters if part.startswith("charset=")), "")
    return media, "utf-8" if charset == "utf8" else charset


async def bounded(request: Request, most: int) -> bytes:
    """The body. Raises TooLarge as soon as it is longer than `most` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise TooLarge(f"the body is longer than {most} bytes")
    return bytes(body)


def wanted(request: Request, kind: Mapping[str, str], form: str | None) -> str:
    """The media type of the answer: what the path's suffix or the parameter `format` names, else what Accept likes
    best."""
    named = getattr(request.state, "form", None) or form
    if named is None:
        return formats.best(request.headers.get("accept", ""), tuple(kind))
    media = SUFFIXES.get(named, named)
    if media not in kind:
        raise formats.NotAcceptable(tuple(kind))
    return media
