"""Imports over HTTP: a file in, what came of it, a dataset out, and back to the state before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from goldenthread.api import writing
from goldenthread.api.asked import Answer, Reads
from goldenthread.api.datasets import Id
from goldenthread.api.writing import SECURITY, Editor
from goldenthread.errors import BadParameter, Forbidden, Unreadable
from goldenthread.loaders import jsontext
from goldenthread.outside.wanted import FIELDS, KINDS
from goldenthread.releases import Releases
from goldenthread.store.rdf import NamedNode

router = APIRouter(tags=["writing"])
SMALL: Final = 100_000  # bytes of the longest body that names an address

Dataset = Annotated[str | None, Query(description="the dataset it is; as the file says unless said", max_length=100)]
Format = Annotated[str, Query(description="the format, where the content does not tell", max_length=40)]
DryRun = Annotated[bool, Query(description="tell what would happen, store nothing")]
Partial = Annotated[
    bool, Query(description="a workbook with only the rows that change; the others of its dataset stay as they are")
]
Filename = Annotated[str | None, Query(description="the name of a file sent as the body", max_length=200)]
ADDRESS: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["address"],
    "additionalProperties": False,
    "properties": {
        "address": {"type": "string", "description": "where it is, on a host that remote_hosts of the settings names"},
        "as": {"type": "string", "enum": list(KINDS), "default": "auto"},
        "graph": {"type": "string", "description": "the graph of a SPARQL endpoint that is wanted"},
        "query": {"type": "string", "description": "the CONSTRUCT or DESCRIBE that a SPARQL endpoint is asked"},
    },
}
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"anyOf": [ADDRESS, {"description": "a file that is JSON itself"}]}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            writing.MULTIPART: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}


@router.post(
    "/imports",
    summary="Take a file in and publish it",
    status_code=201,
    responses={200: {"description": "a dry run, or nothing was changed"}, 422: {"description": "the file is refused"}},
    openapi_extra={**SECURITY, **BODY},
)
async def take(
    request: Request,
    token: Editor,
    *,
    dataset: Dataset = None,
    format: Format = "auto",
    dry_run: DryRun = False,
    partial: Partial = False,
    filename: Filename = None,
) -> Response:
    """The file becomes the new version of its dataset; the answer says what was read, kept and not kept, and which
    gaps opened and closed. An object in JSON with an `address` stands for what is there: a file, a package or all
    frameworks of a CASE server (`items` has an account of each), or a graph or query of a SPARQL endpoint."""
    if dataset is not None and not token.reaches(dataset):
        raise Forbidden(token.bounds)
    releases: Releases = request.app.state.releases
    async with writing.body(request, releases.settings.upload_bytes) as sent:
        if sent.fields:  # a dry run that is asked for in the form, and not heard, would be published
            raise BadParameter(
                f"{', '.join(sent.fields)}: of a form only the file is read; say it in the address, as ?dry_run=true"
            )
        if wanted := elsewhere(sent):
            if partial:
                raise BadParameter("rows of a workbook are sent as a file, not by an address")
            given = {"dataset": dataset, "form": format, "dry_run": dry_run}
            async with writing.text(wanted) as content:
                return _accounts(await writing.done(request, "fetch", content, given, token=token), dry_run)
        given = {
            "filename": sent.filename or filename or "upload", "dataset": dataset, "form": format, "dry_run": dry_run,
            "partial": partial,
        }  # fmt: skip
        return _accounts([await writing.done(request, "import", sent.file, given, token=token)], dry_run)


def elsewhere(sent: writing.Sent) -> bytes | None:
    """The body, where it is no file but says where one is: a small object with an address and nothing that is not
    about it."""
    content = sent.file.read(SMALL + 1) if sent.media.partition(";")[0].strip().lower() == "application/json" else b""
    sent.file.seek(0)
    try:
        said = jsontext.parsed(content, "") if 0 < len(content) <= SMALL else None
    except Unreadable:  # the loader will say what is wrong with it
        return None
    if not isinstance(said, dict) or "address" not in said or not said.keys() <= FIELDS:
        return None
    return content


def _accounts(accounts: Sequence[dict[str, Any]], dry_run: bool) -> Response:
    told: object = accounts[0] if len(accounts) == 1 else list(accounts)
    changed = [account for account in accounts if account["changed"]]
    if dry_run or not changed:
        return writing.told(told)
    return writing.told(told, 201, {"Location": f"/imports/{changed[0]['id']}"})


@router.get("/imports/{id}", summary="What came of an import")
def account(asked: Reads, id: str) -> Response:
    """The answer that the import was given, by its id `dataset.version`."""
    releases: Releases = asked.request.app.state.releases
    data = releases.account(id)
    version = f"{asked.base}{data['dataset']}/version/{data['version']}"
    return asked.answer(
        Answer("import.html", {**asked.stamp, **data}, {"account": data}, about=[NamedNode(version).value])
    )


@router.delete("/datasets/{id}", summary="Take a dataset out", openapi_extra=SECURITY)
async def remove(request: Request, token: Editor, id: Id, *, dry_run: DryRun = False) -> Response:
    """Publishes a release without the dataset; its versions stay in the catalogue and in earlier releases."""
    if not token.reaches(id):
        raise Forbidden(token.bounds)
    given = {"dataset": id, "dry_run": dry_run}
    async with writing.text(b"") as nothing:
        return writing.told(await writing.done(request, "remove", nothing, given, token=token))


@router.post(
    "/releases/undo",
    summary="Return to the state before the newest release",
    status_code=201,
    responses={200: {"description": "a dry run"}},
    openapi_extra=SECURITY,
)
async def undo(request: Request, token: Editor, *, dry_run: DryRun = False) -> Response:
    """Publishes the state before as a new release; for a token that is bound to no dataset."""
    if not token.reaches(None):
        raise Forbidden(token.bounds)
    async with writing.text(b"") as nothing:
        made = await writing.done(request, "undo", nothing, {"dry_run": dry_run}, token=token)
        return writing.told(made, 200 if dry_run else 201)
