"""SPARQL 1.1 Protocol, update: each is a publish, of all datasets that it changes in one release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from goldenthread.api import sparql, writing
from goldenthread.api.imports import DryRun
from goldenthread.api.sparql import FORM
from goldenthread.api.writing import SECURITY, Editor
from goldenthread.errors import BadParameter
from goldenthread.store import gate

router = APIRouter(tags=["writing"])
UPDATE: Final = "application/sparql-update"
USING: Final = ("using-graph-uri", "using-named-graph-uri")


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
    """The operation in the body. Raises BadParameter, TooLarge, Unsupported."""
    media = sparql.sent_as(request, UPDATE, FORM)
    body = await sparql.bounded(request, most)
    if media == FORM:
        return _operation([*sparql.beside(sparql.parameters(request)), *sparql.form_of(body)])
    return _operation([*sparql.parameters(request), ("update", sparql.decoded(body))])


def _operation(pairs: list[tuple[str, str]]) -> Update:
    texts = [value for name, value in pairs if name == "update"]
    if len(texts) != 1 or any(name == "query" for name, _ in pairs):
        raise BadParameter("one update is needed, and no query beside it")
    graphs = [tuple(value for name, value in pairs if name == kind) for kind in USING]
    for iri in (*graphs[0], *graphs[1]):
        sparql.iri_of(iri)
    return Update(texts[0], graphs[0], graphs[1])
