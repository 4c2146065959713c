"""The description of every address for programs: OpenAPI 3.1, and a page of our own made from it."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.openapi.utils import get_openapi

from goldenthread import __version__, errors
from goldenthread.api import formats, pages, problems, questions
from goldenthread.api.asked import REFERENCE
from goldenthread.api.vocabulary import answer
from goldenthread.questions import Parameter, Question

router = APIRouter(tags=["service"])
READING: Final = ("html", "json", "jsonld", "ttl", "csv")
PROBLEM: Final = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
TYPES: Final = {"integer": "integer", "boolean": "boolean"}
FIELDS: Final = ("type", "title", "status", "detail", "instance", "code")
SCHEMA: Final = {
    "type": "object",
    "required": list(FIELDS),
    "properties": {name: {"type": "integer" if name == "status" else "string"} for name in FIELDS},
}


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """OpenAPI 3.1."""
    return answer(request, formats.write_json(description(request)), "json", ("json",))


@router.get("/api", include_in_schema=False)
def reference(request: Request) -> Response:
    """The page for programs: every address with its parameters, and what each failure means."""
    said = description(request)
    if (form := formats.wanted(request, ("html", "json"))) == "json":
        return answer(request, formats.write_json(said), form, ("html", "json"))
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            group = (operation.get("tags") or ["service"])[0]
            found.setdefault(group, []).append({"path": path, "method": method.upper(), **operation})
    page = pages.render(request, "reference.html", groups=found, problems=failures(), forms=formats.FORMS)
    return answer(request, page.encode(), form, ("html", "json"))


def failures() -> list[tuple[int, str, str, str]]:
    """Every kind of failure: status, code, title, meaning."""
    kinds: list[tuple[int, type[errors.GoldenThreadError]]] = [
        (status, kind) for kind, status in problems.STATUS.items()
    ]
    told = ((status, kind.code, kind.title, (kind.__doc__ or "").split("\n\n")[0]) for status, kind in kinds)
    return sorted((status, code, title, " ".join(text.split())) for status, code, title, text in told)


def description(request: Request) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    app = request.app
    if app.openapi_schema is None:
        said = get_openapi(
            title=app.title, version=__version__, description=app.description, routes=app.state.routes,
            openapi_version="3.1.0", license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        )  # fmt: skip
        for methods in said["paths"].values():
            for operation in methods.values():
                _answers(operation)
        for question in questions.every():
            said["paths"][f"/questions/{question.name}"] = {"get": _question(question)}
        components = said.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            components.pop(unused, None)
        components["Problem"] = SCHEMA
        said["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
        app.openapi_schema = said
    found: dict[str, Any] = app.openapi_schema
    return found


def _answers(operation: dict[str, Any]) -> None:
    """Says which forms an address answers in, and how it fails."""
    responses = operation["responses"]
    responses.pop("422", None)
    told = responses.setdefault("default", {"description": "A problem, told in words", "content": {}})
    told["content"] = {**told["content"], **PROBLEM}
    success = responses.get("200", {})
    reads = any(parameter["name"] == "as_of" for parameter in operation.get("parameters", ()))
    if reads and success.get("content") == {"application/json": {"schema": {}}}:
        success["content"] = {formats.FORMS[form]: {} for form in READING}
        success["description"] = "The answer; it says its release and day. CSV where the answer is a table."
    if reads and success:
        wait = "The view of that day is being made; ask again in a moment"
        responses["202"] = {"description": wait, "content": {formats.FORMS[form]: {} for form in READING}}


def _question(question: Question) -> dict[str, Any]:
    given = [_parameter(p.name, p.default is None, p.description, _schema(p)) for p in question.parameters]
    operation = {
        "tags": ["questions"],
        "summary": question.summary,
        "description": question.description,
        "operationId": f"question_{question.name.replace('-', '_')}",
        "parameters": [*given, *PINS],
        "responses": {"200": {"description": "The rows", "content": {"application/json": {"schema": {}}}}},
    }
    _answers(operation)
    return operation


def _parameter(name: str, required: bool, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


def _schema(parameter: Parameter) -> dict[str, Any]:
    said: dict[str, Any] = {"type": TYPES.get(parameter.type, "string")}
    if parameter.type == "date":
        said["format"] = "date"
    if parameter.type == "iri" and parameter.name != "country":
        said["pattern"] = REFERENCE
    if parameter.default is None:
        return said if len(said) > 1 or said["type"] != "string" else {**said, "minLength": 1}
    return {"anyOf": [said, {"type": "string", "maxLength": 0}], "default": parameter.default}  # empty: not said


PINS: Final = (
    _parameter(
        "release", False, "the number of a release; the current one unless said", {"type": "integer", "minimum": 1}
    ),
    _parameter("as_of", False, "a day as YYYY-MM-DD; today unless said", {"type": "string", "format": "date"}),
    _parameter("lang", False, "a language tag, for names; else what Accept-Language says", {"type": "string"}),
)
