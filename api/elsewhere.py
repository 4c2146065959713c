"""Addresses that lead on: the data is the list of datasets, the changes are the history of gaps."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse

router = APIRouter()
LEADS: Final = {"/data": "/datasets", "/changes": "/history"}


@router.get("/data", include_in_schema=False)
@router.get("/changes", include_in_schema=False)
def lead_on(request: Request) -> RedirectResponse:
    """Leads to the address that answers, in the form and with the parameters that were asked for."""
    form: str | None = getattr(request.state, "form", None)
    target = LEADS[request.scope["path"]] + (f".{form}" if form else "")
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(target + query, 308)
