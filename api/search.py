"""Finding things by name or code."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response

from goldenthread import search as searching
from goldenthread.api.asked import Answer, Limit, Offset, Reads

router = APIRouter(tags=["things"])


@router.get("/search", summary="Things by name or code")
def search(
    asked: Reads,
    q: Annotated[
        str, Query(description="words of a name, or a code; the last may be a beginning", max_length=200)
    ] = "",
    limit: Limit = None,
    offset: Offset = 0,
) -> Response:
    """The things whose name or code has all of the words, best first."""
    most = asked.limit(limit)
    found = searching.search(asked.release.search, q, limit=most, offset=offset)
    onward = asked.onward(found.total, most, offset)
    items = [asdict(hit) for hit in found.items]
    data = {**asked.stamp, "total": found.total, "items": items, "next": onward}
    columns = ("code", "label", "lang", "type", "dataset", "iri")
    return asked.answer(
        Answer(
            "search.html", data, {"q": q, "hits": found, "offset": offset, "onward": onward},
            about=[hit.iri for hit in found.items], next=onward,
            rows=lambda: (columns, ([item[name] for name in columns] for item in items)),
        )
    )  # fmt: skip
