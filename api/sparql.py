"""SPARQL 1.1 Protocol: queries of strangers over HTTP, run in worker processes. Updates live in graphs.py."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, StreamingResponse

from goldenthread import questions
from goldenthread.api import asked, formats
from goldenthread.api.asked import Day, ReleaseNumber
from goldenthread.errors import BadParameter, TooLarge, UnknownFormat
from goldenthread.settings import Settings
from goldenthread.shelf import STORE, Release
from goldenthread.store import gate, workers
from goldenthread.store.rdf import NamedNode, write

router = APIRouter()

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


@dataclass(frozen=True)
class Operation:
    """A query operation of the protocol: the text and the graphs it is asked of."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def operation(pairs: Sequence[tuple[str, str]], text: str | None = None) -> Operation:
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


async def posted(request: Request, settings: Settings) -> Operation:
    """The operation of a POST, in either of its two forms. Raises BadParameter, TooLarge, UnknownFormat."""
    media, charset = content_type(request)
    if media not in {FORM, TEXT} or charset not in {"", "utf-8"}:
        raise UnknownFormat(f"send the query as {TEXT} or {FORM}, in UTF-8")
    body = await bounded(request, settings.query_characters * 12)
    try:
        text = body.decode()
        if media == TEXT:
            return operation(request.query_params.multi_items(), text)
        return operation(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000))
    except UnicodeDecodeError as error:
        raise BadParameter("the body is not UTF-8") from error
    except ValueError as error:
        raise BadParameter("the body is not a form as it should be") from error


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


def wanted(request: Request, kind: Mapping[str, str]) -> str:
    """The media type of the answer: what the path's suffix or `format=` names, else what Accept likes best."""
    named = getattr(request.state, "form", None) or request.query_params.get("format")
    if named is None:
        return formats.best(request.headers.get("accept", ""), tuple(kind))
    media = SUFFIXES.get(named, named)
    if media not in kind:
        raise formats.NotAcceptable(tuple(kind))
    return media


async def answer(request: Request, asked_for: Operation, release: int | None, as_of: date | None) -> Response:
    """Runs the operation. A failure before the first megabyte has a real status; a later one cuts the answer."""
    state = request.app.state
    passed = gate.check_query(asked_for.query, state.settings)
    media = wanted(request, BY_FORM[passed.form])
    opened: Release = await run_in_threadpool(state.releases.release, release, as_of)
    headers = heading(opened, media, asked_for)
    if request.method in {"GET", "HEAD"} and formats.unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    chunks = await state.workers.run(
        workers.Request(
            opened.directory / STORE,
            asked_for.query,
            BY_FORM[passed.form][media],
            union=not passed.names_graphs,
            default_graphs=asked_for.default_graphs,
            named_graphs=asked_for.named_graphs,
            prefixes=asked.PREFIXES,
        )
    )
    charset = "" if "json" in media else "; charset=utf-8"
    return StreamingResponse(chunks, headers=headers, media_type=media + charset)


def heading(opened: Release, media: str, asked_for: Operation) -> dict[str, str]:
    """The headers of an answer; its tag is of the release, the view and the question."""
    digest = hashlib.sha256(repr(asked_for).encode()).hexdigest()
    return {
        "ETag": formats.etag(opened.number, opened.facts.time, opened.facts.rules, opened.as_of, media, digest),
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "Golden-Thread-Release": str(opened.number),
        "Golden-Thread-As-Of": opened.as_of.isoformat(),
    }


MEDIA: Final[dict[str, dict[str, str]]] = {media: {} for media in (*ROWS, *TRIPLES)}


@router.get(
    "/sparql",
    summary="SPARQL query, by GET",
    operation_id="sparql_get",
    responses={200: {"description": "the answer, in the form asked for", "content": MEDIA}},
)
async def get(
    request: Request,
    query: Annotated[str | None, Query(description="a SPARQL 1.1 query")] = None,
    release: ReleaseNumber = None,
    as_of: Day = None,
) -> Response:
    """The SPARQL 1.1 Protocol; without a query, the service description, or for a browser the query page."""
    if query is None and not any(name in request.query_params for name in (*GRAPHS, "update")):
        return await described(request, release, as_of)
    return await answer(request, operation(request.query_params.multi_items()), release, as_of)


@router.post(
    "/sparql",
    summary="SPARQL query, by POST",
    operation_id="sparql_post",
    responses={200: {"description": "the answer, in the form asked for", "content": MEDIA}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                TEXT: {"schema": {"type": "string"}},
                FORM: {
                    "schema": {
                        "type": "object",
                        "required": ["query"],
                        "properties": {"query": {"type": "string", "description": "a SPARQL 1.1 query"}},
                    }
                },
            },
        }
    },
)
async def post(request: Request, release: ReleaseNumber = None, as_of: Day = None) -> Response:
    """The SPARQL 1.1 Protocol: the query as the body, or in a form."""
    return await answer(request, await posted(request, request.app.state.settings), release, as_of)


async def described(request: Request, release: int | None, as_of: date | None) -> Response:
    """The service description, in RDF; a browser is led to the query page."""
    if "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/query", 303, headers={"Vary": "Accept"})
    media = wanted(request, TRIPLES)
    opened: Release = await run_in_threadpool(request.app.state.releases.release, release, as_of)
    endpoint = str(request.url.replace(path="/sparql", query="", fragment=""))
    query = questions.load("service-description").query(
        {"endpoint": NamedNode(endpoint), "dataset": NamedNode(endpoint + "#dataset")}
    )
    triples = await run_in_threadpool(lambda: list(opened.store.construct(query)))
    content = write(triples, TRIPLES[media], prefixes=asked.PREFIXES)
    headers = heading(opened, media, Operation(endpoint, (), ()))
    if formats.unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media)
