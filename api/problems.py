"""Every failure as RFC 9457 problem+json, or as a page with the same words. Never the input, never a trace."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match, Route

from goldenthread import disk, errors, logs
from goldenthread.api import formats, pages
from goldenthread.api.middleware import SECURITY

LOG = logging.getLogger(__name__)

STATUS: Final[Mapping[type[errors.GoldenThreadError], int]] = {
    errors.Refused: 422,
    errors.Unreadable: 422,
    errors.UnknownFormat: 415,
    formats.Unsupported: 415,
    formats.NotAcceptable: 406,
    errors.TooLarge: 413,
    errors.NotFound: 404,
    errors.Ambiguous: 400,
    errors.BadParameter: 400,
    errors.BadQuery: 400,
    errors.Locked: 503,
    errors.Unauthorised: 401,
    errors.Forbidden: 403,
    errors.HostRefused: 403,
    errors.RemoteFailed: 502,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    errors.Busy: 503,
    errors.TooMany: 429,
    errors.Unreachable: 503,
    errors.Deadline: 503,
    errors.StoreFailed: 500,
    errors.EngineFailed: 502,
    errors.Unwritable: 507,
    errors.Inconsistent: 500,
    errors.BadShapes: 500,
}
LEFT: Final = 499  # no status of the standard: what logs and counts have for a client that left
OURS: Final = "The fault is ours and was written down. Try again; if it stays, tell us the reference number."


@dataclass(frozen=True)
class Problem:
    """What went wrong, as RFC 9457 has it, with our stable `code`; `instance` is a reference for the log."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str


def problem(request: Request, status: int, code: str, title: str, detail: str) -> Problem:
    """A problem of this request."""
    reference = request.app.state.identify()
    return Problem(f"/api#problem-{code}", title, status, detail, f"urn:uuid:{reference}", code)


def respond(request: Request, found: Problem, headers: Mapping[str, str], extra: Mapping[str, Any]) -> Response:
    """The problem as a page where the asker reads pages, else as problem+json."""
    sent = {**SECURITY, "Cache-Control": "no-store", "Vary": formats.VARY, **headers}
    suffix = getattr(request.state, "form", None)
    if suffix in {None, "html"} and "text/html" in request.headers.get("accept", ""):
        first = {tag: f"/?lang={tag}" for tag in request.app.state.languages}  # what was asked is not said again
        return pages.respond(request, "problem.html", sent, found.status, problem=found, tongues=first, **extra)
    body = json.dumps({**asdict(found), **extra}, ensure_ascii=False)
    return Response(body, found.status, sent, "application/problem+json")


def of_ours(request: Request, error: Exception) -> Response:
    """A failure of the house: its own words, the status of its type."""
    if not isinstance(error, errors.GoldenThreadError):
        return of_anything(request, error)
    status = STATUS[type(error)]
    detail = str(error) if status != 500 else OURS
    found = problem(request, status, error.code, error.title, detail)
    if status == 500:
        LOG.error("%s: %s", found.instance, error)
    headers: dict[str, str] = {}
    extra: dict[str, Any] = {}
    if isinstance(error, errors.Busy):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, errors.Unauthorised):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.Refused):
        extra["report"] = [asdict(remark) for remark in error.remarks]
    if isinstance(error, formats.NotAcceptable):
        headers["Link"] = pages.alternates(request, error.offered)
    if isinstance(error, formats.Unsupported):
        headers |= error.headers
    return respond(request, found, headers, extra)


def of_system(request: Request, error: Exception) -> Response:
    """A failure of the system: a full disk in words, wherever it was met; another is one that nobody foresaw."""
    said = disk.failure(error) if isinstance(error, OSError) else None
    if not isinstance(said, errors.Unwritable):
        raise error
    return of_ours(request, said)


def of_http(request: Request, error: Exception) -> Response:
    """A failure of routing: no such address, a method that is not offered."""
    if not isinstance(error, HTTPException):
        return of_anything(request, error)
    if error.status_code == 405 and request.method == "OPTIONS":
        return Response(status_code=204, headers=offered(request))
    words = {
        404: ("not-found", "There is no such page", "The address is not one of ours. The first page leads on."),
        405: ("method-not-allowed", "This address does not do that", "See /api for what each address offers."),
    }
    code, title, detail = words.get(error.status_code, ("http", "The request was not accepted", "See /api."))
    found = problem(request, error.status_code, code, title, detail)
    headers = {**(error.headers or {}), **(offered(request) if error.status_code == 405 else {})}
    return respond(request, found, headers, {})


def offered(request: Request) -> dict[str, str]:
    """The methods of every route of this address, for the framework names those of the first alone; and what a change
    by PATCH is written in."""
    methods = {"OPTIONS"}
    for route in request.app.state.routes:
        if isinstance(route, Route) and route.matches(request.scope)[0] != Match.NONE:
            methods |= set(route.methods or ())
    allow = {"Allow": ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))}
    return {**allow, "Accept-Patch": "application/sparql-update"} if "PATCH" in methods else allow


def of_parameters(request: Request, error: Exception) -> Response:
    """Parameters of the wrong form: each is named with what was expected, none is echoed."""
    if not isinstance(error, RequestValidationError):
        return of_anything(request, error)
    wrong = [(str(one["loc"][-1]), str(one["msg"])) for one in error.errors()]
    detail = "; ".join(f"{name}: {message[:1].lower()}{message[1:]}" for name, message in wrong)
    kind = errors.BadParameter
    return respond(request, problem(request, 400, kind.code, kind.title, detail + "."), {}, {})


def of_anything(request: Request, error: Exception) -> Response:
    """A failure nobody foresaw: logged with a reference, told without detail."""
    found = problem(request, 500, "error", errors.GoldenThreadError.title, OURS)
    LOG.error("%s", found.instance, exc_info=error)
    return respond(request, found, {"X-Request-ID": logs.REQUEST.get()}, {})  # no middleware sees this answer


def of_leaving(_: Request, __: Exception) -> Response:
    """The client left before its body was whole: nobody hears the answer, and it is no failure to write down."""
    return Response(status_code=LEFT)


def install(app: FastAPI) -> None:
    """Makes the application answer every failure in these words."""
    app.add_exception_handler(errors.GoldenThreadError, of_ours)
    app.add_exception_handler(OSError, of_system)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_parameters)
    app.add_exception_handler(ClientDisconnect, of_leaving)
    app.add_exception_handler(Exception, of_anything)
