"""OpenRefine's reconciliation service, version 0.2: a column of names matched against what is on record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from goldenthread import __version__, reconciliation, terms
from goldenthread.api import formats, pages
from goldenthread.api.asked import Asked, Reads
from goldenthread.errors import BadParameter, TooLarge
from goldenthread.reconciliation import KINDS, PROPERTIES, Asking, Candidate, Entity, Index, Matching, Property
from goldenthread.rights import GONE
from goldenthread.store.rdf import Literal, NamedNode, Term, text_of
from goldenthread.things import Thing, things_of

router = APIRouter(tags=["reconciliation"], prefix="/reconcile")
MOST_BYTES: Final = 2_000_000
MOST_ROWS: Final = 500  # rows of one batch
MOST_CANDIDATES: Final = 50
MOST_CHARACTERS: Final = 1000  # of one text
SHOWN: Final = 10  # suggestions at a time
Prefix = Annotated[str, Query(max_length=200, description="how a word of it begins")]
Cursor = Annotated[int, Query(ge=0, le=10_000, description="suggestions left off before the first")]


def _respond(asked: Asked, made: Mapping[str, Any]) -> Response:
    return formats.respond(formats.write_json(made), "json", asked.headers)


def _index(asked: Asked) -> Index:
    """The index of the release, made at its first request; those of the last two releases are held."""
    held: dict[int, Index] = asked.request.app.state.indexes
    if asked.release.number not in held:
        held[asked.release.number] = reconciliation.index(asked.store, asked.request.app.state.settings)
        for number in list(held)[:-2]:
            held.pop(number, None)
    return held[asked.release.number]


@router.get("", summary="Reconciliation: the manifest, or the answers to a batch")
def manifest(
    asked: Reads,
    queries: Annotated[str | None, Query(description="a batch of rows to match, as JSON")] = None,
    extend: Annotated[str | None, Query(description="things and the properties wanted of them, as JSON")] = None,
) -> Response:
    """The manifest of OpenRefine's reconciliation API 0.2; with `queries` or `extend` the answer to them."""
    if queries is not None or extend is not None:
        return _respond(asked, _answers(asked, queries, extend))
    home = str(asked.request.base_url).rstrip("/")
    suggest = {kind: {"service_url": home, "service_path": f"/reconcile/suggest/{kind}"}
               for kind in ("entity", "property", "type")}  # fmt: skip
    return _respond(asked, {
        "versions": ["0.2"],
        "name": "Golden Thread",
        "identifierSpace": asked.base,
        "schemaSpace": terms.GT,
        "documentation": f"{home}/api",
        "serviceVersion": __version__,
        "defaultTypes": [_kind(kind) for kind in KINDS],
        "view": {"url": f"{home}/resource?iri={{{{id}}}}"},
        "preview": {"url": f"{home}/reconcile/preview?id={{{{id}}}}", "width": 420, "height": 220},
        "suggest": suggest,
        "extend": {
            "propose_properties": {"service_url": home, "service_path": "/reconcile/properties"},
            "property_settings": [],
        },
        "batchSize": 50,
    })  # fmt: skip


BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "queries": {"type": "string", "description": "rows to match, a JSON object by key"},
                        "extend": {"type": "string", "description": "things and properties, a JSON object"},
                    },
                }
            }
        },
    }
}


@router.post("", summary="Reconciliation: a batch", openapi_extra=BODY)
async def batch(asked: Reads, request: Request) -> Response:
    """Rows to match (form field `queries`) or things to say more of (form field `extend`)."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TooLarge(f"a batch may have {MOST_BYTES} bytes; send fewer rows at a time")
    try:
        given = {name: held[-1] for name, held in parse_qs(body.decode(), max_num_fields=10).items()}
    except ValueError as error:
        raise BadParameter("a batch is a form with the field queries or extend") from error
    made = await run_in_threadpool(_answers, asked, given.get("queries"), given.get("extend"))
    return _respond(asked, made)


def _answers(asked: Asked, queries: str | None, extend: str | None) -> dict[str, Any]:
    if extend is not None:
        return _extended(asked, _object("extend", extend))
    if queries is None:
        raise BadParameter("a batch is a form with the field queries or extend")
    rows = _object("queries", queries)
    if len(rows) > MOST_ROWS:
        raise TooLarge(f"a batch may have {MOST_ROWS} rows")
    matching = Matching(_index(asked), asked.store)
    asking = {key: _asking(row) for key, row in rows.items()}
    found = {key: matching.candidates(row) for key, row in asking.items()}
    named = _named(asked, (one.entity for candidates in found.values() for one in candidates))
    return {key: {"result": [_result(one, named) for one in candidates]} for key, candidates in found.items()}


def _object(name: str, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadParameter(f"{name} is not JSON") from error
    if not isinstance(found, dict):
        raise BadParameter(f"{name} is a JSON object")
    return found


def _asking(row: Any) -> Asking:
    """A row of a batch. Raises BadParameter where it is not as the API has it."""
    if not isinstance(row, dict) or not isinstance(row.get("query"), str):
        raise BadParameter("each row of queries is an object with the text in query")
    kinds = frozenset(_texts(row.get("type"))) & KINDS.keys()
    limit, given = row.get("limit", 5), row.get("properties", [])
    if not isinstance(limit, int) or not isinstance(given, list):
        raise BadParameter("of a row, limit is a number and properties a list")
    known = {str(one["pid"]): tuple(_texts(one.get("v"))) for one in given if isinstance(one, dict) and "pid" in one}
    known = {name: texts for name, texts in known.items() if texts and _property(name)}
    return Asking(row["query"][:MOST_CHARACTERS], kinds, known, max(1, min(limit, MOST_CANDIDATES)))


def _texts(value: Any) -> list[str]:
    """What stands in a cell, or is named as a type: texts, numbers, or what has been matched already."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        said = one.get("id", one.get("name")) if isinstance(one, dict) else one
        if isinstance(said, str | int | float) and not isinstance(said, bool) and str(said).strip():
            found.append(str(said)[:MOST_CHARACTERS])
    return found


def _property(name: str) -> Property | None:
    return next((one for one in PROPERTIES if one.id == name), None)


def _kind(kind: str) -> dict[str, str]:
    return {"id": kind, "name": KINDS[kind]}


def _result(one: Candidate, named: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    features = {"name_likeness": one.likeness}
    if one.agreement is not None:
        features["agreement"] = round(one.agreement * 100, 1)
    return {
        **named[one.entity.iri],
        "type": [_kind(one.entity.kind)],
        "score": one.score,
        "match": one.certain,
        "features": [{"id": id, "value": value} for id, value in features.items()],
    }


def _named(asked: Asked, entities: Iterable[Entity]) -> dict[str, dict[str, str]]:
    """Things by IRI, each with what tells it from others of its name: its code and its dataset."""
    held = list(entities)
    called = things_of(asked.store, {entity.dataset for entity in held}, asked.languages)
    found = {}
    for entity in held:
        where = called[entity.dataset].label if entity.dataset in called else ""
        description = " · ".join(part for part in (entity.code, where) if part)
        found[entity.iri] = {"id": entity.iri, "name": entity.name(asked.languages), "description": description}
    return found


def _extended(asked: Asked, given: Mapping[str, Any]) -> dict[str, Any]:
    ids, wanted = _texts(given.get("ids") or []), given.get("properties") or []
    if len(ids) > MOST_ROWS or not isinstance(wanted, list):
        raise BadParameter(f"extend has a list of at most {MOST_ROWS} ids and a list of properties")
    names = [str(one.get("id")) for one in wanted if isinstance(one, dict)]
    chosen = [found for name in dict.fromkeys(names) if (found := _property(name))]
    entities = _index(asked).entities
    rows = {
        id: {one.id: _cells(asked, entities[id], one.id) if id in entities else [] for one in chosen}
        for id in ids
    }  # fmt: skip
    return {"meta": [{"id": one.id, "name": one.name} for one in chosen], "rows": rows}


def _cells(asked: Asked, entity: Entity, property: str) -> list[dict[str, Any]]:
    """The cells of one property: things, numbers, days and yes or no as what they are, the rest as text. For a text
    that a licence withholds stands that it does."""
    held = reconciliation.values(asked.store, entity, property)
    called = things_of(asked.store, {value.value for value in held if isinstance(value, NamedNode)}, asked.languages)
    return [
        _link(asked, called[value.value])
        if isinstance(value, NamedNode) and value.value in called
        else _value(value, entity.withheld)
        for value in held
    ]


def _link(asked: Asked, thing: Thing) -> dict[str, str]:
    entity = _index(asked).entities.get(thing.iri)
    withheld = entity is not None and thing.label in entity.withheld
    return {"id": thing.iri, "name": entity.name(asked.languages) if entity and withheld else thing.name}


def _value(value: Term, withheld: Mapping[str, str]) -> dict[str, Any]:
    """A value as OpenRefine has it: a column of numbers is one to count with."""
    if text_of(value) in withheld:
        return {"str": f"{GONE} (licence: {withheld[text_of(value)]})"}
    kind = value.datatype.value.removeprefix(terms.XSD) if isinstance(value, Literal) else ""
    said = text_of(value)
    if kind == "integer":
        return {"int": int(said)}
    if kind in {"decimal", "double", "float"}:
        return {"float": float(said)}
    if kind == "boolean":
        return {"bool": said == "true"}
    return {"date": said} if kind in {"date", "dateTime"} else {"str": said}


@router.get("/properties", summary="Reconciliation: the properties of a type")
def properties(
    asked: Reads,
    type: Annotated[str | None, Query(description="competency, module, goal or framework")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Response:
    """What a column can be filled with from the things that are matched."""
    listed = [{"id": one.id, "name": one.name} for one in PROPERTIES if type is None or type in one.kinds]
    return _respond(asked, {"type": type, "limit": limit, "properties": listed[:limit]})


@router.get("/suggest/entity", summary="Reconciliation: things that begin so")
def entities(
    asked: Reads,
    prefix: Prefix,
    cursor: Cursor = 0,
    type: Annotated[str | None, Query(description="only of this type")] = None,
) -> Response:
    """The things with a word in their name, or a code, that begins so."""
    kinds = frozenset([type] if type else []) & KINDS.keys()
    found = _index(asked).beginning(prefix, kinds, cursor + SHOWN)[cursor:]
    named = _named(asked, found)
    return _respond(asked, {"result": [{**named[one.iri], "notable": [_kind(one.kind)]} for one in found]})


@router.get("/suggest/property", summary="Reconciliation: properties that begin so")
def suggested_properties(asked: Reads, prefix: Prefix, cursor: Cursor = 0) -> Response:
    """The properties whose name has the text."""
    found = [{"id": one.id, "name": one.name} for one in PROPERTIES if prefix.lower() in f"{one.id} {one.name}".lower()]
    return _respond(asked, {"result": found[cursor:]})


@router.get("/suggest/type", summary="Reconciliation: types that begin so")
def suggested_types(asked: Reads, prefix: Prefix, cursor: Cursor = 0) -> Response:
    """The types whose name has the text."""
    found = [_kind(kind) for kind in KINDS if prefix.lower() in KINDS[kind].lower()]
    return _respond(asked, {"result": found[cursor:]})


@router.get("/preview", summary="Reconciliation: one thing in a small frame")
def preview(asked: Reads, id: Annotated[str, Query(max_length=2000, description="the IRI of a thing")]) -> Response:
    """Name, type, definition and dataset of a thing; this page alone may stand in another's frame."""
    entity = _index(asked).entities.get(id)
    nothing = {"id": id, "name": "Not on record in this release", "description": ""}
    named = _named(asked, [entity])[id] if entity else nothing
    policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
    return pages.respond(
        asked.request, "preview.html", {**asked.headers, "Content-Security-Policy": policy}, named=named,
        here=asked.here, others=[text for text in entity.others if text not in entity.withheld] if entity else (),
        kind=KINDS[entity.kind] if entity else "", licences=sorted({*entity.withheld.values()}) if entity else (),
    )  # fmt: skip
