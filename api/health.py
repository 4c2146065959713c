"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from goldenthread import __version__, terms
from goldenthread.api import formats
from goldenthread.errors import GoldenThreadError
from goldenthread.store.rdf import NamedNode

router = APIRouter(tags=["service"])


@router.get("/health", summary="The process answers")
def health() -> Response:
    """Says that the process is alive; reads no data."""
    return formats.respond(
        formats.write_json({"status": "ok", "version": __version__}), "json", {"Cache-Control": "no-store"}
    )


@router.get("/ready", summary="A release is open and the rules are loaded")
def ready(request: Request) -> Response:
    """Says which release answers, and how many rules are loaded; 503 while there is none."""
    said: dict[str, object] = {"status": "ready", "version": __version__}
    status = 200
    try:
        current = request.app.state.releases.release(None, None)
        rules = sum(1 for _ in current.store.quads(None, NamedNode(terms.RDF_type), NamedNode(terms.GapType)))
        said |= {"release": current.number, "as_of": current.as_of.isoformat(), "rules": rules}
        if not rules:
            said, status = {**said, "status": "not ready", "code": "no-rules"}, 503
    except GoldenThreadError as error:
        said, status = {"status": "not ready", "version": __version__, "code": error.code}, 503
    return formats.respond(formats.write_json(said), "json", {"Cache-Control": "no-store"}, status)
