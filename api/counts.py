"""How many gaps there are and how much is not known: by country and by rule, as one table."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from goldenthread import gaps
from goldenthread.api.asked import Answer, Reads
from goldenthread.api.countries import countries
from goldenthread.api.gaps import chosen

router = APIRouter(tags=["gaps"])


@router.get("/gaps/counts", summary="Gaps, and what is not known, counted")
def counts(
    asked: Reads,
    *,
    country: Annotated[str | None, Query(description="ISO codes, by comma")] = None,
    type: Annotated[str | None, Query(description="gap types such as G18, by comma")] = None,
) -> Response:
    """A line for each country and rule; an empty country is what belongs to none, such as a reference framework."""
    listed = {one.iso: one for one in countries(asked.store)}
    names = {iso: one.name for iso, one in listed.items()}
    titles = {kind.code: kind.title for kind in gaps.gap_types()}
    isos = chosen("country", (country or "").lower(), names)
    codes = chosen("type", (type or "").upper(), titles)
    homes, rules = isos or (*names, ""), codes or tuple(titles)
    found = [one for one in gaps.counts(asked.store) if one.country in homes and one.type in rules]
    every = gaps.added(found)
    by_country = {iso: gaps.added(one for one in found if one.country == iso) for iso in homes}
    by_type = {code: gaps.added(one for one in found if one.type == code) for code in rules}
    items = [
        {"country": one.country or None, "type": one.type, "title": titles[one.type], **one.by_status} for one in found
    ]  # fmt: skip
    data = {
        **asked.stamp, "counts": every, "total": len(items), "items": items,
        "by_country": {
            iso: {"country": listed[iso].iri, **n} for iso, n in by_country.items() if iso and any(n.values())
        },
        "by_type": {code: n for code, n in by_type.items() if any(n.values())}, "next": None,
    }  # fmt: skip
    page = {"homes": by_country, "rules": by_type, "names": names, "titles": titles, "codes": codes}
    columns = ("country", "country name", "type", "title", *gaps.STATUSES)
    rows = [
        (one.country, names.get(one.country, ""), one.type, titles[one.type], *one.by_status.values()) for one in found
    ]  # fmt: skip
    return asked.answer(Answer("counts.html", data, page, rows=lambda: (columns, rows), counts=every))
