"""The history of gaps: how many each release had, what it opened and closed, and why; of one gap its whole story."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from goldenthread import history as telling
from goldenthread.api.asked import Answer, Asked, Limit, Offset, Reads
from goldenthread.api.countries import countries
from goldenthread.api.gaps import chosen
from goldenthread.api.trends import BARS, bars
from goldenthread.errors import BadParameter, NotFound
from goldenthread.gaps import gap_types, gaps_of
from goldenthread.history import Chapter, Point, Story

router = APIRouter(tags=["gaps"])


@router.get("/history", summary="How gaps came and went")
def history(
    asked: Reads,
    *,
    country: Annotated[str | None, Query(description="the ISO code of a country")] = None,
    type: Annotated[str | None, Query(description="a gap type such as G18")] = None,
    gap: Annotated[str | None, Query(description="the IRI of a gap, for its own story", max_length=500)] = None,
    limit: Limit = None,
    offset: Offset = 0,
) -> Response:
    """The gaps of each release by status, with how many came and went and how many of these by a date alone; of one
    gap when it was first and last seen, and what closed it."""
    told: tuple[Chapter, ...] = asked.request.app.state.releases.history(asked.release.number)
    listed = {one.iso: one for one in countries(asked.store)}
    (iso,) = chosen("country", (country or "").lower(), listed)[:1] or (None,)
    (code,) = chosen("type", (type or "").upper(), [kind.code for kind in gap_types()])[:1] or (None,)
    points = tuple(reversed(telling.trend(told, iso, code)))
    most = asked.limit(limit)
    shown = points[offset : offset + most]
    onward = asked.onward(len(points), most, offset)
    found = _story(asked, told, gap) if gap else None
    data = {
        **asked.stamp, "country": listed[iso].iri if iso else None, "type": code, "total": len(points),
        "items": [asdict(point) for point in shown], "gap": found, "next": onward,
    }  # fmt: skip
    page = {
        "points": shown, "bars": bars(points[:BARS]), "country_name": listed[iso].name if iso else None, "story": found,
        "iso": iso, "code": code, "onward": onward, "country_options": [(one.iso, one.name) for one in listed.values()],
        "type_options": [(kind.code, f"{kind.code} {kind.title}") for kind in gap_types()],
    }  # fmt: skip
    columns = tuple(Point.__dataclass_fields__)
    rows = [tuple(asdict(point).values()) for point in shown]
    return asked.answer(Answer("history.html", data, page, rows=lambda: (columns, rows), next=onward))


def _story(asked: Asked, told: tuple[Chapter, ...], gap: str) -> dict[str, Any]:
    """The story of one gap. Raises BadParameter for what is no gap's IRI, NotFound for one that never was."""
    prefix = asked.base + "gap/"
    if not gap.startswith(prefix):
        raise BadParameter("gap must be the IRI of a gap, as in the answers of /gaps")
    found = telling.story(told, gap.removeprefix(prefix))
    if found is None:
        raise NotFound("No release up to this one had that gap.")
    now = {} if found.closed_by else {"gap": asdict(gaps_of(asked.store, [gap], asked.languages)[0])}
    return {**now, "iri": gap, **_summary(found), "steps": [_step(chapter, event) for chapter, event in found.steps]}


def _summary(found: Story) -> dict[str, Any]:
    return {
        "first_seen": found.first_seen, "last_seen": found.last_seen, "closed_by": found.closed_by, "why": found.why
    }  # fmt: skip


def _step(chapter: Chapter, event: telling.Event) -> dict[str, Any]:
    return {
        "release": chapter.release, "time": chapter.time, "what": chapter.what, "agent": chapter.agent,
        "from": event.before, "to": event.after, "why": event.cause,
    }  # fmt: skip
