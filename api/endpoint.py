"""The SPARQL endpoint: what is asked at /sparql is run by a worker process, or answered with what it said before."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from goldenthread import questions
from goldenthread.api import asked, formats, problems
from goldenthread.api.asked import Day, ReleaseNumber
from goldenthread.api.reference import PINS
from goldenthread.api.sparql import (
    BY_FORM,
    FORM,
    GRAPHS,
    ROWS,
    TEXT,
    TRIPLES,
    Operation,
    operation_of,
    parameters,
    posted,
    wanted,
)
from goldenthread.errors import BadParameter, GoldenThreadError
from goldenthread.shelf import STORE, Place, Release
from goldenthread.store import gate, workers
from goldenthread.store.rdf import NamedNode, write

LOG = logging.getLogger(__name__)
router = APIRouter()

PATH: Final = "/sparql"
HTML: Final = formats.FORMS["html"]
FICKLE: Final = {"Cache-Control": "no-store"}  # of an answer that is another one each time
KEPT: Final = ("ETag", "Cache-Control", "Vary", "Golden-Thread-Release", "Golden-Thread-As-Of")
NUMBER: Final[TypeAdapter[int | None]] = TypeAdapter(ReleaseNumber)
DAY: Final[TypeAdapter[date | None]] = TypeAdapter(Day)


def pinned(said: Mapping[str, str]) -> tuple[int | None, date | None]:
    """The release and the day that the parameters name. Raises BadParameter."""
    try:
        return NUMBER.validate_python(said.get("release")), DAY.validate_python(said.get("as_of"))
    except ValidationError as error:
        raise BadParameter("; ".join(str(one["msg"]) for one in error.errors())) from error


async def answered(request: Request) -> Response:
    """The answer to a request: the one that is kept, or a new one. A failure before the first megabyte has a real
    status; a later one cuts the answer."""
    state = request.app.state
    body = await posted(request, state.settings) if request.method == "POST" else b""
    newest = state.releases.place() or (await run_in_threadpool(state.releases.release)).place
    said = tuple(request.headers.get(name, "") for name in ("accept", "content-type"))
    form = getattr(request.state, "form", None)
    address, packs = request.scope["query_string"], formats.packs(request)
    key = (newest.number, newest.facts.time, newest.as_of, address, body, said, form, packs)
    kept: Response | None = state.answers.get(key)
    if kept is not None and not held(request, kept.headers):
        return kept
    if kept is not None:
        return unchanged(kept.headers)
    pairs = parameters(request)
    beside = dict(pairs)
    if request.method == "GET" and not {"query", "update", *GRAPHS} & beside.keys():
        return await described(request, beside)
    asked_for = operation_of(request, pairs, body)
    passed = gate.check_query(asked_for.query, state.settings)
    made = await fresh(request, asked_for, passed, newest, beside)
    if passed.steady and made.status_code == 200 and not isinstance(made, StreamingResponse):
        state.answers.put(key, made, len(body) + len(address))
    return made


async def fresh(
    request: Request, asked_for: Operation, passed: gate.Passed, newest: Place, said: Mapping[str, str]
) -> Response:
    """The answer as a worker gives it; `said` are the parameters of the address."""
    media = wanted(request, BY_FORM[passed.form], said.get("format"))
    release, day = pinned(said)
    opened = newest
    if release is not None or day is not None:
        opened = (await run_in_threadpool(request.app.state.releases.release, release, day)).place
    headers = heading(opened, media, asked_for) if passed.steady else {**FICKLE, **stamp(opened)}
    if held(request, headers):
        return unchanged(headers)
    found = await request.app.state.workers.run(
        workers.Request(
            opened.directory / STORE,
            asked_for.query,
            BY_FORM[passed.form][media],
            union=not passed.names_graphs,
            default_graphs=asked_for.default_graphs,
            named_graphs=asked_for.named_graphs,
            prefixes=asked.PREFIXES if passed.form in {"CONSTRUCT", "DESCRIBE"} else {},
            packed=formats.packs(request),
        )
    )
    if found.packed:
        headers["Content-Encoding"] = "gzip"
    headers["Content-Type"] = media + ("" if "json" in media else "; charset=utf-8")
    return StreamingResponse(found, headers=headers) if found.more else Response(found.held, headers=headers)


def held(request: Request, headers: Mapping[str, str]) -> bool:
    """Whether the asker already holds the answer with these headers."""
    return request.method == "GET" and "ETag" in headers and formats.unchanged(request, headers["ETag"])


def unchanged(headers: Mapping[str, str]) -> Response:
    """304, with the headers of the full answer that matter."""
    return Response(status_code=304, headers={name: headers[name] for name in KEPT if name in headers})


def heading(opened: Place | Release, media: str, asked_for: Operation) -> dict[str, str]:
    """The headers of an answer; its tag is of the release, the view and the question."""
    digest = hashlib.sha256(repr(asked_for).encode()).hexdigest()
    tag = formats.etag(opened.number, opened.facts.time, opened.facts.rules, opened.as_of, media, digest)
    return {"ETag": tag, "Cache-Control": "no-cache", **stamp(opened)}


def stamp(opened: Place | Release) -> dict[str, str]:
    """What every answer says: the release and the day."""
    return {
        "Vary": "Accept, Accept-Encoding",
        "Golden-Thread-Release": str(opened.number),
        "Golden-Thread-As-Of": opened.as_of.isoformat(),
    }


class Straight:
    """Answers /sparql before the framework has looked for its route and its parameters, which takes longer than most
    queries do. What is sent otherwise than by GET and POST goes on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] not in {"GET", "POST"}:
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await answered(request)
        except GoldenThreadError as error:
            response = problems.of_ours(request, error)
        except ClientDisconnect as error:
            response = problems.of_leaving(request, error)
        try:
            await response(scope, receive, send)
        except GoldenThreadError as error:  # its status has gone out: the connection breaks off, which the asker sees
            LOG.warning("an answer was cut: %s", error)


async def described(request: Request, said: Mapping[str, str]) -> Response:
    """The service description, in RDF; a browser is led to the query page."""
    named = said.get("format") or getattr(request.state, "form", None)
    if not named and formats.best(request.headers.get("accept", ""), (*TRIPLES, HTML)) == HTML:
        return RedirectResponse("/query", 303, headers={"Vary": "Accept"})
    media = wanted(request, TRIPLES, said.get("format"))
    release, day = pinned(said)
    opened: Release = await run_in_threadpool(request.app.state.releases.release, release, day)
    endpoint = str(request.url.replace(path=PATH, query="", fragment=""))
    query = questions.load("service-description").query(
        {"endpoint": NamedNode(endpoint), "dataset": NamedNode(endpoint + "#dataset")}
    )
    triples = await run_in_threadpool(lambda: list(opened.store.construct(query)))
    content = write(triples, TRIPLES[media], prefixes=asked.PREFIXES)
    headers = heading(opened, media, Operation(endpoint, (), ()))
    if held(request, headers):
        return unchanged(headers)
    return Response(content, headers=headers, media_type=media)


# For the description of the interface: Straight has answered before these are reached.

QUERY: Final = {"name": "query", "in": "query", "description": "a SPARQL 1.1 query", "schema": {"type": "string"}}
BODY: Final[dict[str, Any]] = {
    TEXT: {"schema": {"type": "string"}},
    FORM: {
        "schema": {
            "type": "object",
            "required": ["query"],
            "properties": {"query": {"type": "string", "description": "a SPARQL 1.1 query"}},
        }
    },
}
ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "the answer, in the form asked for", "content": {media: {} for media in (*ROWS, *TRIPLES)}}
}


@router.get(
    PATH, summary="SPARQL query, by GET", operation_id="sparql_get", responses=ANSWER,
    openapi_extra={"parameters": [QUERY, *PINS]},
)  # fmt: skip
async def get(request: Request) -> Response:
    """The SPARQL 1.1 Protocol; without a query, the service description, or for a browser the query page."""
    return await answered(request)


@router.post(
    PATH, summary="SPARQL query, by POST", operation_id="sparql_post", responses=ANSWER,
    openapi_extra={"parameters": [*PINS], "requestBody": {"required": True, "content": BODY}},
)  # fmt: skip
async def post(request: Request) -> Response:
    """The SPARQL 1.1 Protocol: the query as the body, or in a form."""
    return await answered(request)
