"""Check: anybody drops a file and is told what it is, what would be kept, and which gaps it would open and close.
Nothing is stored. The file is read in a process of its own, with tighter limits than an import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse

from goldenthread.api import formats, pages, writing
from goldenthread.api.asked import Reads
from goldenthread.api.imports import BODY, Dataset, Filename, Format
from goldenthread.errors import BadParameter, GoldenThreadError, UnknownFormat, Unreadable
from goldenthread.loaders import LOADERS
from goldenthread.releases import Releases

router = APIRouter(tags=["writing"])
OFFERED: Final = ("html", "json")


@router.get("/check", summary="The page to check a file on", response_class=HTMLResponse)
def form(asked: Reads) -> Response:
    """The form."""
    asked.form(("html",))
    return _page(asked.request, asked.headers, here=asked.here)


@router.post(
    "/check",
    summary="Check a file",
    responses={
        200: {"content": {"application/json": {}, "text/html": {}}},
        "default": {
            "description": "The file would be refused, or cannot be read: the report, or a problem, told in words",
            "content": {"application/json": {}, "text/html": {}},
        },
    },
    openapi_extra=BODY,
)
async def check(
    request: Request, *, dataset: Dataset = None, format: Format = "auto", filename: Filename = None
) -> Response:
    """What `POST /imports` would say of the file, and whether it would be accepted."""
    form = formats.negotiate(request.headers.get("accept", ""), OFFERED[::-1])
    releases: Releases = request.app.state.releases
    async with writing.body(request, releases.settings.check_bytes) as sent:
        given = {
            "filename": sent.filename or filename or "upload",
            "dataset": sent.fields.get("dataset") or dataset,
            "form": sent.fields.get("format") or format,
        }
        room = request.app.state.scribes.checking
        try:
            told = await writing.done(request, "check", sent.file, given, room=room)
        except (Unreadable, UnknownFormat, BadParameter) as error:
            if form == "json":
                raise
            return _answer(request, given, None, error)
    if form == "json":
        return writing.told(told, 200 if told["accepted"] else 422)
    return _answer(request, given, told, None)


def _answer(
    request: Request, given: dict[str, Any], told: dict[str, Any] | None, fault: GoldenThreadError | None
) -> Response:
    title = next((loader.title for loader in LOADERS if told and loader.name == told["loader"]), None)
    status = 200 if told and told["accepted"] else 422
    said = {"account": told, "fault": fault, "filename": given["filename"], "title": title}
    return _page(request, {"Cache-Control": "no-store"}, status, **said)


def _page(
    request: Request, headers: Mapping[str, str], status: int = 200, **values: Any
) -> Response:  # what the template takes
    settings = request.app.state.releases.settings
    given = {"account": None, "fault": None, "filename": None, "title": None, **values}
    return pages.respond(request, "check.html", headers, status, most=settings.check_bytes, loaders=LOADERS, **given)
