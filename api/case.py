"""The CASE provider: every framework of the release by the twelve operations of CASE 1.0 and 1.1."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from goldenthread import caseview
from goldenthread.api import case_discovery, case_lists, formats
from goldenthread.api.asked import Asked, Reads
from goldenthread.api.problems import OURS, STATUS
from goldenthread.caseview import SETS, Held, Library
from goldenthread.errors import GoldenThreadError, NotFound
from goldenthread.loaders import case_older
from goldenthread.loaders.case_fields import UUID
from goldenthread.settings import Settings
from goldenthread.shelf import Release

Version = Annotated[Literal["v1p0", "v1p1"], Path(description="v1p0 for CASE 1.0, v1p1 for 1.1")]
Identifier = Annotated[
    str, Path(description="a UUID", json_schema_extra={"format": "uuid", "pattern": f"^{UUID.pattern}$"})
]
HOME: Final = "/ims/case/{version}"
MOST: Final = 1000
# What CASE calls our failures; 1.1 spells one of its words in another way.
_MINOR: Final = {
    404: "unknownobject", 401: "unauthorisedrequest", 403: "forbidden", 429: "server_busy", 503: "server_busy",
}  # fmt: skip
_NEWER: Final = {"invaliduuid": "invalid_uuid", "unauthorisedrequest": "unauthorised_request"}


class Spoken(APIRoute):
    """A route whose failures are told in the words of CASE."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        plain = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await plain(request)
            except case_lists.Refused as error:
                return _fault(request, error.status, error.minor, error.field, str(error))
            except RequestValidationError as error:
                names = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors()}))
                if names == "version":
                    return _fault(request, 404, _MINOR[404], names, "There are v1p0 for CASE 1.0 and v1p1 for 1.1.")
                words = f"These parameters are not right: {names}."
                return _fault(request, 400, "invalid_selection_field", names, words)
            except GoldenThreadError as error:
                status = STATUS[type(error)]
                words = str(error) if status < 500 or status in {503, 507} else OURS
                return _fault(request, status, _MINOR.get(status, "internal_server_error"), "sourcedId", words)

        return handler


FAULT: Final[dict[int | str, dict[str, Any]]] = {
    "default": {"description": "A failure, told in the words of CASE", "content": {"application/json": {}}}
}
router = APIRouter(tags=["CASE"], route_class=Spoken, responses=FAULT)
refusals = APIRouter(route_class=Spoken)  # apart: what is refused is no offer, so Allow does not name it


def _fault(request: Request, status: int, minor: str, field: str, words: str) -> Response:
    code = minor if "/v1p0/" in request.url.path else _NEWER.get(minor, minor)
    said = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": words,
        "imsx_codeMinor": {
            "imsx_codeMinorField": [{"imsx_codeMinorFieldName": field, "imsx_codeMinorFieldValue": code}]
        },
    }
    return formats.respond(formats.write_json(said), "json", {"Cache-Control": "no-store"}, status)


def library(asked: Asked) -> Library:
    """The packages of the release, made at its first request; those of the last two releases are held."""
    held: dict[int, Library] = asked.request.app.state.libraries
    found = held.get(asked.release.number)
    if found is None:
        found = held[asked.release.number] = _library(asked.release, asked.request.app.state.settings)
        for number in list(held)[:-2]:
            held.pop(number, None)
    return found


def _library(release: Release, settings: Settings) -> Library:
    changed = {id: version.imported for id, version in release.facts.datasets.items()}
    return caseview.library(release.store, changed, settings)


def _find(asked: Asked, kind: str, identifier: str) -> Held:
    if not UUID.fullmatch(identifier):
        raise case_lists.Refused("invaliduuid", "sourcedId", "The identifier is not a UUID.", 404)
    return library(asked).find(kind, identifier)


def _answer(asked: Asked, version: str, made: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    content = case_older.older(made) if version == "v1p0" else made
    return formats.respond(formats.write_json(content), "json", {**asked.headers, **(headers or {})})


def _document(asked: Asked, version: str, held: Held) -> dict[str, Any]:
    """A document outside its package, which says where its package is."""
    made = held.made()
    address = f"{str(asked.request.base_url).rstrip('/')}/ims/case/{version}/CFPackages/{held.identifier}"
    return made | {"CFPackageURI": {"title": made["title"], "identifier": held.identifier, "uri": address}}


@router.get(f"{HOME}/CFDocuments", summary="CASE: the frameworks")
def documents(
    asked: Reads,
    version: Version,
    *,
    limit: Annotated[int, Query(ge=1, description=f"most frameworks of the answer, {MOST} at most")] = 100,
    offset: Annotated[int, Query(ge=0, description="frameworks left off before the first")] = 0,
    sort: Annotated[str | None, Query(description="the field to sort by")] = None,
    order: Annotated[Literal["asc", "desc"], Query(alias="orderBy")] = "asc",
    filter: Annotated[str | None, Query(description="such as title~'digital' AND language='en'")] = None,
    fields: Annotated[str | None, Query(description="the fields to show, by comma")] = None,
) -> Response:
    """Every framework of the release as a CFDocument."""
    limit = min(limit, MOST)
    every = [_document(asked, version, held) for held in library(asked).documents()]
    chosen = case_lists.sorted_by(case_lists.filtered(every, filter, version), sort, order == "desc", version)
    shown = case_lists.only(chosen[offset : offset + limit], fields, version)
    pinned = asked.request.url.include_query_params(release=asked.release.number)  # so that no pages mix releases
    links = case_lists.links(pinned, len(chosen), limit, offset)
    return _answer(asked, version, {"CFDocuments": shown}, {"X-Total-Count": str(len(chosen)), **links})


@router.get(f"{HOME}/CFDocuments/{{id}}", summary="CASE: one framework")
def document(asked: Reads, version: Version, id: Identifier) -> Response:
    """A CFDocument, with the address of its package."""
    return _answer(asked, version, _document(asked, version, _find(asked, "CFDocument", id)))


@router.get(f"{HOME}/CFPackages/{{id}}", summary="CASE: a framework with all that is in it")
def package(asked: Reads, version: Version, id: Identifier) -> Response:
    """The CFPackage of the document of that identifier."""
    return _answer(asked, version, _find(asked, "CFDocument", id).whole())


@router.get(f"{HOME}/CFItemAssociations/{{id}}", summary="CASE: an item with what joins it")
def item_associations(asked: Reads, version: Version, id: Identifier) -> Response:
    """A CFItem and every association that it is an end of."""
    item = _find(asked, "CFItem", id)
    joined = [held.made() for held in library(asked).associations(item.node)]
    return _answer(asked, version, {"CFItem": item.made(), "CFAssociations": joined})


def _one(kind: str, place: str) -> None:
    """An operation that answers one node by its identifier; a definition comes with those below it."""

    def answered(asked: Reads, version: Version, id: Identifier) -> Response:
        held = _find(asked, kind, id)
        if kind in SETS:
            return _answer(asked, version, {place: [one.made() for one in library(asked).below(held)]})
        made = held.made()
        return _answer(asked, version, case_older.older(made, place) if version == "v1p0" else made)

    answered.__doc__ = f"The {kind} of that identifier."
    router.get(f"{HOME}/{place}/{{id}}", summary=f"CASE: one {kind}", name=place)(answered)


for _kind, _place in (
    ("CFItem", "CFItems"),
    ("CFAssociation", "CFAssociations"),
    ("CFAssociationGrouping", "CFAssociationGroupings"),
    ("CFConcept", "CFConcepts"),
    ("CFSubject", "CFSubjects"),
    ("CFItemType", "CFItemTypes"),
    ("CFLicense", "CFLicenses"),
    ("CFRubric", "CFRubrics"),
):
    _one(_kind, _place)


@router.get(f"{HOME}/discovery/imscasev1p1_openapi3_v1p0", summary="CASE: what this provider offers", name="discovery")
def discovery(asked: Reads, version: Version) -> Response:
    """The discovery document of CASE 1.1, in OpenAPI 3.0; its address may end in .json."""
    if version == "v1p0":
        raise NotFound("CASE 1.0 has no discovery document; 1.1 has")
    server = f"{str(asked.request.base_url).rstrip('/')}/ims/case/v1p1"
    return _answer(asked, version, case_discovery.document(server))


@router.get(f"{HOME}/{{rest:path}}", include_in_schema=False)
def nothing(version: str, rest: str) -> Response:
    """What CASE has no operation for."""
    del version, rest
    raise NotFound("CASE has no such operation; the discovery document lists them")


@refusals.api_route(f"{HOME}/{{rest:path}}", methods=["DELETE", "PATCH", "POST", "PUT"], include_in_schema=False)
def written(request: Request, version: str, rest: str) -> Response:
    """What CASE never lets anybody do."""
    del version, rest
    told = _fault(request, 405, "invalid_selection_field", "method", "CASE is read alone: ask by GET.")
    told.headers["Allow"] = "GET, HEAD, OPTIONS"
    return told
