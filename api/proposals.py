"""Mappings proposed and decided on by programs, as records of SSSOM: each a publish with its maker."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from goldenthread import proposals, sources, terms, things
from goldenthread.access import Token
from goldenthread.api import sparql, writing
from goldenthread.api.writing import SECURITY, Editor
from goldenthread.decisions import SIDE, VERDICTS, parsed
from goldenthread.errors import BadParameter, Forbidden, NotFound, UnknownFormat, Unreadable
from goldenthread.loaders import jsontext
from goldenthread.releases import Releases
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode

router = APIRouter(tags=["writing"])
BODY: Final = 1_000_000  # bytes of mappings taken in at once
JSON: Final = "application/json"
DECIDED: Final = ("record_id", "status", "reviewer_label")
Home = Annotated[
    str | None, Query(description="the dataset that says so; that of the subjects unless said", max_length=100)
]
DryRun = Annotated[bool, Query(description="tell what would happen, store nothing")]


def _body(fields: Sequence[str], needed: Sequence[str]) -> dict[str, Any]:
    """The description of a body: a record with these texts, or a list of them."""
    record = {
        "type": "object", "required": list(needed), "properties": {field: {"type": "string"} for field in fields},
    }  # fmt: skip
    schema = {"anyOf": [record, {"type": "array", "items": record}]}
    return {**SECURITY, "requestBody": {"required": True, "content": {JSON: {"schema": schema}}}}


@router.post(
    "/mappings",
    summary="Propose mappings",
    status_code=201,
    responses={200: {"description": "a dry run, or nothing was changed"}},
    openapi_extra=_body(
        (*proposals.ENDS, "author_label", "mapping_justification", "confidence", "comment", "object_source"),
        (*proposals.ENDS, "author_label"),
    ),
)
async def propose(request: Request, token: Editor, *, dataset: Home = None, dry_run: DryRun = False) -> Response:
    """A record of SSSOM, or a list, becomes a candidate each: shown for review, counted by nobody. Things are named by
    IRI, CURIE or `dataset:code`; `object_id` is `sssom:NoTermFound` where nothing was found in `object_source`. The
    same proposal again replaces the one before."""
    said = await _said(request)
    records = proposals.parsed(said)
    release = _release(request)
    home = dataset or _home(release.store, request, (record["subject_id"] for record in records))
    return await _done(request, token, "propose", home, said, dry_run=dry_run)


@router.patch(
    "/mappings",
    summary="Decide on mappings",
    responses={201: {"description": "what was decided, published"}},
    openapi_extra=_body((*DECIDED, "comment"), DECIDED),
)
async def decide(request: Request, token: Editor, *, dry_run: DryRun = False) -> Response:
    """Accepts or rejects mappings that are on record: `record_id` is the IRI of one, `status` accepted or rejected,
    `reviewer_label` who decides. All in one publish; the word stands until a later review."""
    said = await _said(request)
    records = said if isinstance(said, list) else [said]
    if not records or not all(isinstance(record, dict) for record in records):
        raise BadParameter("a decision is an object with record_id, status and reviewer_label")
    people = {str(record.get("reviewer_label") or "") for record in records}
    if len(people) > 1:
        raise BadParameter("one request has one reviewer_label: who decides")
    verdicts = [
        {"claim": one.get("record_id"), "status": one.get("status"), "note": one.get("comment") or ""}
        for one in records
    ]
    made = {"person": next(iter(people)), "verdicts": verdicts}
    if any(one["status"] not in VERDICTS for one in verdicts):
        raise BadParameter(f"status must be one of {', '.join(VERDICTS)}")
    store = _release(request).store
    home = _one({_mapping_home(store, request, verdict.claim) for verdict in parsed(made).verdicts})
    return await _done(request, token, "decide", home, made, dry_run=dry_run)


async def _said(request: Request) -> Any:  # JSON of a stranger
    media, charset = sparql.content_type(request)
    if media != JSON or charset not in {"", "utf-8"}:
        raise UnknownFormat(f"send mappings as {JSON}, in UTF-8")
    try:
        return jsontext.parsed(await sparql.bounded(request, BODY), "body")
    except Unreadable as error:
        raise BadParameter("the body is not JSON as it should be") from error


async def _done(request: Request, token: Token, do: str, dataset: str, said: Any, *, dry_run: bool) -> Response:
    if not sources.is_dataset(dataset) or dataset.endswith(SIDE):
        raise BadParameter("dataset must be the id of a dataset")
    if not token.reaches(dataset):
        raise Forbidden(token.bounds)
    given = {"dataset": dataset, "dry_run": dry_run}
    async with writing.text(json.dumps(said).encode()) as content:
        told = (await writing.done(request, do, content, given, token=token, only=[dataset + SIDE]))[0]
    return writing.told(told, 200 if dry_run or not told["changed"] else 201)


def _release(request: Request) -> Any:  # the newest release
    releases: Releases = request.app.state.releases
    return releases.release()


def _home(store: Store, request: Request, names: Iterable[str]) -> str:
    """The dataset that things are in. Raises BadParameter where they are in several."""
    base: str = request.app.state.settings.base
    found = things.things_of(store, [things.resolve(store, name, base) for name in names])
    homes = {sources.id_of(thing.dataset or "", base) for thing in found.values()}
    return _one({home for home in homes if home})


def _mapping_home(store: Store, request: Request, iri: str) -> str:
    base: str = request.app.state.settings.base
    quads = store.quads(NamedNode(iri), NamedNode(terms.RDF_type), NamedNode(terms.Mapping))
    graphs = (quad.graph_name for quad in quads)
    home = next((sources.id_of(graph.value, base) for graph in graphs if isinstance(graph, NamedNode)), None)
    if home is None:
        raise NotFound("there is no mapping of that record_id; /mappings lists them")
    return home.removesuffix(SIDE)


def _one(homes: set[str]) -> str:
    if len(homes) != 1:
        raise BadParameter("these are not of one dataset; send those of each by themselves, or say the dataset")
    return next(iter(homes))
