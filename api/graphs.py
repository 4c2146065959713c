"""The Graph Store HTTP Protocol. A write is a publish: the changed graph becomes a dataset's new version and must pass
intake. The default graph is the dataset `default`; `/graphs/ID` is the graph of the dataset ID as well."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from goldenthread import questions
from goldenthread.access import Token
from goldenthread.api import asked, formats, sparql, writing
from goldenthread.api.asked import Day, ReleaseNumber
from goldenthread.api.imports import DryRun
from goldenthread.api.sparql import TRIPLES
from goldenthread.api.update import UPDATE
from goldenthread.api.writing import MULTIPART, SECURITY, Keeper, Sent
from goldenthread.errors import BadParameter, Forbidden, NotFound, PreconditionFailed, Unreadable
from goldenthread.releases import Releases
from goldenthread.shelf import STORE, Release
from goldenthread.sources import graph_of, id_of
from goldenthread.store import workers
from goldenthread.updates import DEFAULT, MADE, dataset_of

router = APIRouter(tags=["writing"])
DOCUMENTS: Final = 100  # most documents of one form


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
    if (id := request.path_params.get("id")) is not None:
        return Graph(sparql.iri_of(base + quote(id)).value)
    if graph is not None:
        return Graph(sparql.iri_of(graph).value)
    return None if default is None else Graph(graph_of(DEFAULT, base).value, True)


Named = Annotated[Graph | None, Depends(named)]
CONTENT: Final[dict[str, Any]] = {media: {"schema": {"type": "string"}} for media in TRIPLES}
FORMED: Final[dict[str, Any]] = {
    MULTIPART: {"schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}}
}
TOLD: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "a dry run: what would happen", "content": {"application/json": {}}}
}


def _of(graph: Graph | None) -> Graph:
    if graph is None:
        raise BadParameter("name one graph, by graph=IRI, or by default without a value")
    return graph


@router.get("/graphs/{id}", include_in_schema=False)
@router.get(
    "/graphs",
    summary="One graph",
    operation_id="graph_get",
    responses={200: {"description": "the graph", "content": {media: {} for media in TRIPLES}}},
)
async def get(request: Request, graph: Named, release: ReleaseNumber = None, as_of: Day = None) -> Response:
    """The triples of a graph, in the form asked for."""
    wanted = _of(graph)
    media = sparql.wanted(request, TRIPLES, request.query_params.get("format"))
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
    id = id_of(graph.iri, releases.settings.base)
    if not (graph.default or id in opened.facts.datasets or graph.iri in MADE):
        raise NotFound("this release has no such graph; /datasets lists those there are")
    return opened


def _tag(opened: Release, graph: Graph, media: str, request: Request) -> str:
    """A strong tag: the state of the graph, then the form it travels in."""
    base: str = request.app.state.releases.settings.base
    version = opened.facts.datasets.get(id_of(graph.iri, base) or "")
    whole = f"{graph.iri} {opened.number} {opened.facts.time} {opened.as_of}"
    state = version.nquads if version else hashlib.sha256(whole.encode()).hexdigest()
    packed = ".gzip" if "gzip" in request.headers.get("accept-encoding", "") else ""
    return f'"{state[:20]}.{TRIPLES[media]}{packed}"'


@router.put("/graphs/{id}", include_in_schema=False)
@router.put(
    "/graphs", summary="Put triples in the place of a graph", operation_id="graph_put", status_code=204,
    responses={**TOLD, 201: {"description": "the graph is new"}},
    openapi_extra={**SECURITY, "requestBody": {"required": True, "content": CONTENT}},
)  # fmt: skip
async def put(request: Request, token: Keeper, graph: Named, dry_run: DryRun = False) -> Response:
    """The body becomes the whole of the graph."""
    return await _write(request, token, _of(graph), dry_run)


@router.post("/graphs/{id}", include_in_schema=False)
@router.post(
    "/graphs", summary="Add triples to a graph", operation_id="graph_post", status_code=204,
    responses={**TOLD, 201: {"description": "the graph is new"}},
    openapi_extra={**SECURITY, "requestBody": {"required": True, "content": CONTENT | FORMED}},
)  # fmt: skip
async def post(request: Request, token: Keeper, graph: Named, dry_run: DryRun = False) -> Response:
    """The body is added to the graph; without a graph it becomes a new one, whose address is in Location."""
    fresh = f"graph-{request.app.state.identify()}".lower()
    wanted = graph or Graph(graph_of(fresh, request.app.state.releases.settings.base).value)
    return await _write(request, token, wanted, dry_run)


@router.patch("/graphs/{id}", include_in_schema=False)
@router.patch(
    "/graphs", summary="Change a graph by an update", operation_id="graph_patch", status_code=204,
    responses={**TOLD, 201: {"description": "the graph is new"}},
    openapi_extra={**SECURITY, "requestBody": {"required": True, "content": {UPDATE: {"schema": {"type": "string"}}}}},
)  # fmt: skip
async def patch(request: Request, token: Keeper, graph: Named, dry_run: DryRun = False) -> Response:
    """A SPARQL update of this graph alone, which is its default graph."""
    return await _write(request, token, _of(graph), dry_run)


@router.delete("/graphs/{id}", include_in_schema=False)
@router.delete("/graphs", summary="Take a graph out", operation_id="graph_delete", status_code=204,
               responses=TOLD, openapi_extra=SECURITY)  # fmt: skip
async def delete(request: Request, token: Keeper, graph: Named, dry_run: DryRun = False) -> Response:
    """Publishes a release without the graph."""
    return await _write(request, token, _of(graph), dry_run)


async def _write(request: Request, token: Token, graph: Graph, dry_run: bool) -> Response:
    releases: Releases = request.app.state.releases
    dataset = dataset_of(graph.iri, releases.settings.base)
    if not token.reaches(dataset):
        raise Forbidden(token.bounds)
    given = {
        "method": request.method, "dataset": dataset, "dry_run": dry_run, "if_match": request.headers.get("if-match"),
        "if_none_match": request.headers.get("if-none-match"),
    }  # fmt: skip
    try:
        async with _sent(request, releases.settings.upload_bytes) as (sent, form, parts):
            given |= {"form": form, "parts": parts, "filename": sent.filename or f"{dataset}.{form}"}
            outcome = await writing.done(request, "graph", sent.file, given, token=token)
    except Unreadable as error:  # here the protocol asks for 400
        raise BadParameter(str(error)) from error
    return _written(graph, outcome, dry_run)


@asynccontextmanager
async def _sent(request: Request, most: int) -> AsyncIterator[tuple[Sent, str, list[tuple[str, int]]]]:
    """The body, our name for its form, and those of its parts with their lengths where it is a form of documents.
    Raises BadParameter, TooLarge, Unsupported."""
    if request.method == "DELETE":
        async with writing.text(b"") as nothing:
            yield Sent(nothing), "none", []
        return
    if "content-range" in request.headers:
        raise BadParameter("a graph is sent whole: leave Content-Range out")
    kinds = {"PATCH": (UPDATE,), "POST": (*TRIPLES, MULTIPART)}.get(request.method, tuple(TRIPLES))
    media = sparql.sent_as(request, *kinds)
    if media != MULTIPART:
        async with writing.body(request, most) as sent:
            yield sent, "ru" if media == UPDATE else TRIPLES[media], []
        return
    async with writing.form(request, most, DOCUMENTS) as sent:
        if sent.fields or not sent.parts:
            raise BadParameter("each part of the form is a document with a file name, and there is at least one")
        yield sent, "parts", [(_form(part.media), part.size) for part in sent.parts]


def _form(header: str) -> str:
    """Our name for the form of a part. Raises Unsupported."""
    media, charset = sparql.media_of(header)
    if media not in TRIPLES or charset not in {"", "utf-8"}:
        raise formats.Unsupported(f"each part is one of {', '.join(TRIPLES)}, in UTF-8", {})
    return TRIPLES[media]


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
