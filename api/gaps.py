"""The list of gaps: every missing link, worst first, and what is not known beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response

from goldenthread import gaps as finding
from goldenthread.api.asked import Answer, Asked, Limit, Offset, Reads, Rows
from goldenthread.api.countries import Country, countries
from goldenthread.gaps import Gap
from goldenthread.things import STAGES, Thing

router = APIRouter(tags=["gaps"])
Filter = str | None


@router.get("/gaps", summary="Gaps, worst first")
def gaps(
    asked: Reads,
    *,
    country: Annotated[Filter, Query(description="ISO codes, by comma")] = None,
    type: Annotated[Filter, Query(description="gap types such as G18, by comma")] = None,
    stage: Annotated[Filter, Query(description="stages of the thread, by comma")] = None,
    status: Annotated[Filter, Query(description="open, unknown or waived, by comma; all unless said")] = None,
    severity: Annotated[Filter, Query(description="violation, warning or info, by comma")] = None,
    limit: Limit = None,
    offset: Offset = 0,
) -> Response:
    """Each missing link with its rule, what it means, and what would close it."""
    most = asked.limit(limit)
    listed = countries(asked.store)
    every = {one.iso: one.iri for one in listed}
    isos = chosen("country", (country or "").lower(), every)
    filters = {
        "type": chosen("type", (type or "").upper(), [kind.code for kind in finding.gap_types()]),
        "stage": chosen("stage", stage or "", STAGES.values()),
        "status": chosen("status", status or "", finding.STATUSES),
        "severity": chosen("severity", severity or "", finding.SEVERITIES),
    }
    found = finding.gaps(
        asked.store, country=[every[iso] for iso in isos] if isos else None, **filters, limit=most, offset=offset,
        languages=asked.languages,
    )  # fmt: skip
    onward = asked.onward(found.total, most, offset)
    data = {
        **asked.stamp, "total": found.total, "counts": dict(found.counts),
        "items": [asdict(gap) for gap in found.items], "next": onward,
    }  # fmt: skip
    page = {
        "found": found, "offset": offset, "onward": onward, "chosen": {**filters, "country": isos}, **_options(listed)
    }  # fmt: skip
    about = [gap.iri for gap in found.items]
    return asked.answer(
        Answer("gaps.html", data, page, about, rows=lambda: rows(found.items), next=onward, counts=found.counts)
    )  # fmt: skip


def _options(listed: Iterable[Country]) -> dict[str, object]:
    """What the lists of the page have to choose from."""
    names = {one.iso: one.name for one in listed}
    types = [(kind.code, f"{kind.code} {kind.title}") for kind in finding.gap_types()]
    return {"country_names": names, "country_options": list(names.items()), "type_options": types}


def chosen(name: str, text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The values of a list by comma. Raises BadParameter for one that is not known."""
    return finding.known(name, tuple(part.strip() for part in text.split(",") if part.strip()), known)


def rows(found: Iterable[Gap]) -> Rows:
    """Gaps as a table: codes, and labels beside them."""
    columns = (
        "type", "title", "status", "severity", "stage", "country", "focus", "focus name", "object", "object name",
        "message", "remedy", "completeness", "evidence", "first seen", "iri",
    )  # fmt: skip
    return columns, (_row(gap) for gap in found)


def _row(gap: Gap) -> tuple[object, ...]:
    evidence = " | ".join(one.name if isinstance(one, Thing) else one for one in gap.evidence)
    return (
        gap.type, gap.title, gap.status, gap.severity, gap.stage, gap.country or "", gap.focus.iri,
        gap.focus.name, gap.object.iri if gap.object else "", gap.object.name if gap.object else "", gap.message,
        gap.remedy, gap.completeness, evidence, gap.first_seen, gap.iri,
    )  # fmt: skip


def unknown_in(asked: Asked, country: str) -> tuple[Gap, ...]:
    """All that is not known of a country."""
    most: int = asked.request.app.state.settings.page_limit
    page = finding.gaps(asked.store, country=country, status="unknown", limit=most, languages=asked.languages)
    return page.items
