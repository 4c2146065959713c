"""The discovery document of our CASE 1.1 provider, made from the fields that CASE has."""

from __future__ import annotations

from typing import Any, Final

from goldenthread import __version__
from goldenthread.loaders.case_fields import (
    DEFINITIONS,
    FIELDS,
    INTEGERS,
    LINKS,
    LISTS,
    NESTED,
    NUMBERS,
    PLACES,
    REQUIRED,
)

SCOPE: Final = "https://purl.imsglobal.org/spec/case/v1p1/scope/core.readonly"
# Each operation: its name in CASE, its place, and what it answers.
OPERATIONS: Final = (
    ("getAllCFDocuments", "CFDocuments", "CFDocumentSet"),
    ("getCFDocument", "CFDocuments/{sourcedId}", "CFDocument"),
    ("getCFPackage", "CFPackages/{sourcedId}", "CFPackage"),
    ("getCFItem", "CFItems/{sourcedId}", "CFItem"),
    ("getCFItemAssociations", "CFItemAssociations/{sourcedId}", "CFAssociationSet"),
    ("getCFAssociation", "CFAssociations/{sourcedId}", "CFAssociation"),
    ("getCFAssociationGrouping", "CFAssociationGroupings/{sourcedId}", "CFAssociationGrouping"),
    ("getCFConcept", "CFConcepts/{sourcedId}", "CFConceptSet"),
    ("getCFSubject", "CFSubjects/{sourcedId}", "CFSubjectSet"),
    ("getCFItemType", "CFItemTypes/{sourcedId}", "CFItemTypeSet"),
    ("getCFLicense", "CFLicenses/{sourcedId}", "CFLicense"),
    ("getCFRubric", "CFRubrics/{sourcedId}", "CFRubric"),
)
_LISTING: Final = {"limit": "integer", "offset": "integer", "sort": "string", "orderBy": "string", "filter": "string",
                   "fields": "string"}  # fmt: skip


def document(server: str) -> dict[str, Any]:
    """The discovery document of the provider at the address `server`."""
    return {
        "openapi": "3.0.1",
        "info": {"title": "Competencies and Academic Standards Exchange (CASE) Service OpenAPI (JSON) Definition",
                 "description": "The frameworks of a Golden Thread, by CASE 1.1.", "version": __version__},
        "servers": [{"url": server}],
        "paths": {f"/{path}": {"get": _operation(name, path, answer)} for name, path, answer in OPERATIONS},
        "components": {"schemas": _schemas()},
    }  # fmt: skip


def _operation(name: str, path: str, answer: str) -> dict[str, Any]:
    identifier = {"name": "sourcedId", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    listing = [{"name": said, "in": "query", "schema": {"type": kind}} for said, kind in _LISTING.items()]
    headers = {"X-Total-Count": {"schema": {"type": "integer"}}, "Link": {"schema": {"type": "string"}}}
    good = {"description": "What was asked for.", "content": _content(answer)}
    return {
        "operationId": name,
        "parameters": [identifier] if "{" in path else listing,
        "responses": {
            "200": good if "{" in path else {**good, "headers": headers},
            "default": {"description": "What went wrong.", "content": _content("imsx_StatusInfo")},
        },
    }


def _content(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": _reference(schema)}}


def _reference(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


def _list(schema: str) -> dict[str, Any]:
    return {"type": "array", "items": _reference(schema)}


def _schemas() -> dict[str, Any]:
    text = {"type": "string"}
    sets = {f"{kind}Set": _object({f"{kind}s": _list(kind)})
            for kind in ("CFDocument", "CFConcept", "CFSubject", "CFItemType")}  # fmt: skip
    package = {"CFDocument": _reference("CFDocument")} | {
        place: _list(PLACES[place]) for place in ("CFItems", "CFAssociations", "CFRubrics")
    }
    field = _object({"imsx_codeMinorFieldName": text, "imsx_codeMinorFieldValue": text})
    return {
        **{kind: _node(kind, fields) for kind, fields in FIELDS.items()},
        **sets,
        "CFAssociationSet": _object({"CFItem": _reference("CFItem"), "CFAssociations": _list("CFAssociation")}),
        "CFDefinition": _object({place: _list(PLACES[place]) for place in DEFINITIONS}),
        "CFPackage": _object(package | {"CFDefinitions": _reference("CFDefinition")}, ("CFDocument",)),
        "LinkURI": _object(dict.fromkeys(("title", "identifier", "uri", "targetType"), text)),
        "imsx_StatusInfo": _object(
            {**dict.fromkeys(("imsx_codeMajor", "imsx_severity", "imsx_description"), text),
             "imsx_codeMinor": _object({"imsx_codeMinorField": {"type": "array", "items": field}})}
        ),
    }  # fmt: skip


def _node(kind: str, fields: tuple[str, ...]) -> dict[str, Any]:
    more = {"CFDocument": ("CFPackageURI",), "CFItem": ("CFDocumentURI",), "CFAssociation": ("CFDocumentURI",)}
    said = {name: _field(name) for name in (*fields, *more.get(kind, ()))}
    ends = ("associationType", "originNodeURI", "destinationNodeURI") if kind == "CFAssociation" else ()
    required = ("identifier", "uri", *REQUIRED.get(kind, ()), *ends, "lastChangeDateTime")
    return _object(said | {"extensions": {"type": "object", "additionalProperties": True}}, required)


def _field(name: str) -> dict[str, Any]:
    if name in NESTED:
        return _list(PLACES[name])
    if name in LISTS or name == "subjectURI":
        return {"type": "array", "items": _reference("LinkURI") if name in LINKS else {"type": "string"}}
    if name in LINKS:
        return _reference("LinkURI")
    return {"type": "integer" if name in INTEGERS else "number" if name in NUMBERS else "string"}


def _object(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object", "properties": properties}
    return made | {"required": list(required)} if required else made
