"""SPARQL 1.1 Update and the Graph Store HTTP Protocol. A write is a publish: the changed graph becomes a dataset's
new version and must pass intake. The default graph is the dataset `default`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from goldenthread import questions
from goldenthread.access import Token
from goldenthread.api import asked, formats, sparql, writing
from goldenthread.api.asked import Day, ReleaseNumber
from goldenthread.api.imports import DryRun
from goldenthread.api.sparql import FORM, TRIPLES
from goldenthread.api.writing import MULTIPART, SECURITY, Editor
from goldenthread.errors import BadParameter, Forbidden, NotFound, PreconditionFailed, UnknownFormat, Unreadable
from goldenthread.releases import Releases
from goldenthread.shelf import STORE, Release
from goldenthread.sources import graph_of
from goldenthread.store import gate, workers
from goldenthread.updates import DEFAULT, MADE, dataset_of

router = APIRouter(tags=["writing"])
UPDATE: Final = "application/sparql-update"
USING: Final = ("using-graph-uri", "using-named-graph-uri")


# Update


@dataclass(frozen=True)
class Update:
    """An update operation of the protocol."""

    text: str
    using: tuple[str, ...]
    named: tuple[str, ...]


@router.post(
    "/update",
    summary="SPARQL update",
    operation_id="sparql_update",
    openapi_extra={
        **SECURITY,
        "requestBody": {
            "required": True,
            "content": {
                UPDATE: {"schema": {"type": "string"}},
                FORM: {
                    "schema": {
                        "type": "object",
                        "required": ["update"],
                        "properties": {"update": {"type": "string", "description": "a SPARQL 1.1 update"}},
                    }
                },
            },
        },
    },
)
async def update(request: Request, token: Editor, dry_run: DryRun = False) -> Response:
    """The SPARQL 1.1 Protocol, in both forms of POST. All datasets that it changes are published in one release."""
    settings = request.app.state.settings
    asked_for = await _update(request, settings.query_characters * 12)
    gate.check_update(asked_for.text, settings)
    given = {"using": asked_for.using, "named": asked_for.named, "dry_run": dry_run}
    async with writing.text(asked_for.text.encode()) as content:
        return writing.told(await writing.done(request, "update", content, given, token=token))


async def _update(request: Request, most: int) -> Update:
    """The operation in the body. Raises BadParameter, TooLarge, UnknownFormat."""
    media, charset = sparql.content_type(request)
    if media not in {FORM, UPDATE} or charset not in {"", "utf-8"}:
        raise UnknownFormat(f"send the update as {UPDATE} or {FORM}, in UTF-8")
    body = await sparql.bounded(request, most)
    try:
        text = body.decode()
        if media == FORM:
            return _operation(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000))
        return _operation([*request.query_params.multi_items(), ("update", text)])
    except UnicodeDecodeError as error:
        raise BadParameter("the body is not UTF-8") from error
    except ValueError as error:
        raise BadParameter("the body is not a form as it should be") from error


def _operation(pairs: list[tuple[str, str]]) -> Update:
    texts = [value for name, value in pairs if name == "update"]
    if len(texts) != 1 or any(name == "query" for name, _ in pairs):
        raise BadParameter("one update is needed, and no query beside it")
    graphs = [tuple(value for name, value in pairs if name == kind) for kind in USING]
    for iri in (*graphs[0], *graphs[1]):
        sparql.iri_of(iri)
    return Update(texts[0], graphs[0], graphs[1])


# Graph Store


@dataclass(frozen=True)
class Graph:
    """The graph that a request names, and whether it is the default one."""

    iri: str
    default: bool = False


def named(
    request: Request,
    graph: Annotated[str | None, Query(description="the IRI of a graph; a dataset's is the IRI of the dataset")] = None,
    default: Annotated[str | None, Query(description="the default graph; takes no value")] = None,
) -> Graph | None:
    """The graph of the request; None where it names none. Raises BadParameter."""
    if len(request.query_params.getlist("graph")) + len(request.query_params.getlist("default")) > 1 or default:
        raise BadParameter("name one graph, by graph=IRI, or by default without a value")
    base: str = request.app.state.releases.settings.base
    if graph is not None:
        return Graph(sparql.iri_of(graph).value)
    return None if default is None else Graph(graph_of(DEFAULT, base).value, True)


Named = Annotated[Graph | None, Depends(named)]
CONTENT: Final[dict[str, Any]] = {media: {"schema": {"type": "string"}} for media in TRIPLES}
TOLD: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "a dry run: what would happen", "content": {"application/json": {}}}
}


def _of(graph: Graph | None) -> Graph:
    if graph is None:
        raise BadParameter("name one graph, by graph=IRI, or by default without a value")
    return graph


@router.get(
    "/graphs",
    summary="One graph",
    operation_id="graph_get",
    responses={200: {"description": "the graph", "content": {media: {} for media in TRIPLES}}},
)
async def get(request: Request, graph: Named, release: ReleaseNumber = None, as_of: Day = None) -> Response:
    """The triples of a graph, in the form asked for."""
    wanted = _of(graph)
    media = sparql.wanted(request, TRIPLES)
    opened = await run_in_threadpool(_opened, request, wanted, release, as_of)
    headers = {
        "ETag": _tag(opened, wanted, media, request),
        "Vary": "Accept, Accept-Encoding",
        "Cache-Control": "no-cache",
        "Golden-Thread-Release": str(opened.number),
        "Golden-Thread-As-Of": opened.as_of.isoformat(),
    }
    held = request.headers.get("if-match")
    if held is not None and held != "*" and headers["ETag"] not in [part.strip() for part in held.split(",")]:
        raise PreconditionFailed("the graph is not as the request supposes")
    if formats.unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    query = questions.load("graph").text
    asking = workers.Request(
        opened.directory / STORE, query, TRIPLES[media], union=False, default_graphs=(wanted.iri,),
        prefixes=asked.PREFIXES,
    )  # fmt: skip
    chunks = await request.app.state.workers.run(asking)
    return StreamingResponse(chunks, headers=headers, media_type=media + ("" if "json" in media else "; charset=utf-8"))


def _opened(request: Request, graph: Graph, release: int | None, as_of: date | None) -> Release:
    """The release, where it has the graph. Raises NotFound."""
    releases: Releases = request.app.state.releases
    opened = releases.release(release, as_of)
    id = graph.iri.removeprefix(releases.settings.base)
    if not (graph.default or id in opened.facts.datasets or graph.iri in MADE):
        raise NotFound("this release has no such graph; /datasets lists those there are")
    return opened


def _tag(opened: Release, graph: Graph, media: str, request: Request) -> str:
    """A strong tag: the state of the graph, then the form it travels in."""
    base: str = request.app.state.releases.settings.base
    version = opened.facts.datasets.get(graph.iri.removeprefix(base))
    whole = f"{graph.iri} {opened.number} {opened.facts.time} {opened.as_of}"
    state = version.nquads if version else hashlib.sha256(whole.encode()).hexdigest()
    packed = ".gzip" if "gzip" in request.headers.get("accept-encoding", "") else ""
    return f'"{state[:20]}.{TRIPLES[media]}{packed}"'


@router.put(
    "/graphs", summary="Put triples in the place of a graph", operation_id="graph_put", status_code=204,
    responses={**TOLD, 201: {"description": "the graph is new"}},
    openapi_extra={**SECURITY, "requestBody": {"required": True, "content": CONTENT}},
)  # fmt: skip
async def put(request: Request, token: Editor, graph: Named, dry_run: DryRun = False) -> Response:
    """The body becomes the whole of the graph."""
    return await _write(request, token, _of(graph), dry_run)


@router.post(
    "/graphs", summary="Add triples to a graph", operation_id="graph_post", status_code=204,
    responses={**TOLD, 201: {"description": "the graph is new"}},
    openapi_extra={**SECURITY, "requestBody": {"required": True, "content": CONTENT}},
)  # fmt: skip
async def post(request: Request, token: Editor, graph: Named, dry_run: DryRun = False) -> Response:
    """The body is added to the graph; without a graph it becomes a new one, whose address is in Location."""
    fresh = f"graph-{request.app.state.identify()}".lower()
    wanted = graph or Graph(graph_of(fresh, request.app.state.releases.settings.base).value)
    return await _write(request, token, wanted, dry_run)


@router.patch(
    "/graphs", summary="Change a graph by an update", operation_id="graph_patch", status_code=204,
    responses={**TOLD, 201: {"description": "the graph is new"}},
    openapi_extra={**SECURITY, "requestBody": {"required": True, "content": {UPDATE: {"schema": {"type": "string"}}}}},
)  # fmt: skip
async def patch(request: Request, token: Editor, graph: Named, dry_run: DryRun = False) -> Response:
    """A SPARQL update of this graph alone, which is its default graph."""
    return await _write(request, token, _of(graph), dry_run)


@router.delete("/graphs", summary="Take a graph out", operation_id="graph_delete", status_code=204,
               responses=TOLD, openapi_extra=SECURITY)  # fmt: skip
async def delete(request: Request, token: Editor, graph: Named, dry_run: DryRun = False) -> Response:
    """Publishes a release without the graph."""
    return await _write(request, token, _of(graph), dry_run)


async def _write(request: Request, token: Token, graph: Graph, dry_run: bool) -> Response:
    releases: Releases = request.app.state.releases
    dataset = dataset_of(graph.iri, releases.settings.base)
    if not token.reaches(dataset):
        raise Forbidden(token.bounds)
    method = request.method
    given = {
        "method": method, "dataset": dataset, "dry_run": dry_run, "if_match": request.headers.get("if-match"),
        "if_none_match": request.headers.get("if-none-match"),
    }  # fmt: skip
    try:
        async with writing.body(request, releases.settings.upload_bytes) as sent:
            form = _form(sent.media, method)
            given |= {"form": form, "filename": sent.filename or f"{dataset}.{form}"}
            outcome = await writing.done(request, "graph", sent.file, given, token=token)
    except Unreadable as error:  # here the protocol asks for 400
        raise BadParameter(str(error)) from error
    return _written(graph, outcome, dry_run)


def _form(header: str, method: str) -> str:
    """Our name for the form of the body. Raises UnknownFormat."""
    if method == "DELETE":
        return "none"
    media, charset = sparql.media_of(header)
    known = {UPDATE: "ru"} if method == "PATCH" else TRIPLES
    if media not in known or charset not in {"", "utf-8"}:
        also = f" ({MULTIPART} with one file as well)" if method == "POST" else ""
        raise UnknownFormat(f"send one of {', '.join(known)}, in UTF-8{also}")
    return known[media]


def _written(graph: Graph, outcome: dict[str, Any], dry_run: bool) -> Response:
    if dry_run:
        return writing.told({"items": outcome["told"]})
    headers = {"Cache-Control": "no-store"}
    release = next((str(one["release"]) for one in outcome["told"]), None)
    if release:
        headers["Golden-Thread-Release"] = release
    if outcome["created"]:
        headers["Location"] = "/graphs?default" if graph.default else f"/graphs?graph={quote(graph.iri, safe='')}"
        return Response(status_code=201, headers=headers)
    return Response(status_code=204, headers=headers)
