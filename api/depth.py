"""How deep the goals of a country reach: beside each next step that exists, the whole chain that holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Response

from goldenthread import depth
from goldenthread.api.asked import Answer, Reads
from goldenthread.api.countries import Iso, country_of
from goldenthread.depth import Count, Depth
from goldenthread.things import Thing, things_of

router = APIRouter(tags=["countries"])


@router.get("/country/{iso}/coverage", summary="How deep the goals of a country reach, step by step")
def coverage(asked: Reads, iso: Iso) -> Response:
    """For each step how many goals have something there (shallow), for how many everything up to it holds at the
    level and for the group asked (deep), of how many neither is known, and where chains first break."""
    country = country_of(asked.store, iso)
    found = depth.depths(asked.store, country.iri)
    counts = depth.counts(found)
    called = things_of(asked.store, (one.goal for one in found), asked.languages)
    data = {
        **asked.stamp,
        "country": country.iri,
        "of": len(found),
        "outside": country.goals["outside"],
        "steps": [asdict(count) for count in counts],
        "goals": [asdict(one) | {"goal": asdict(called[one.goal])} for one in found],
    }
    page: dict[str, Any] = {
        "country": country, "found": found, "counts": counts, "goals": called, "STAGES": depth.STAGES,
        "unsaid": sum(one.breaks_at == "goal" for one in found),
    }  # fmt: skip
    return asked.answer(
        Answer(
            "depth.html", data, page, about=[one.goal for one in found],
            rows=lambda: (_columns(), _rows(found, counts, called)),
        )
    )  # fmt: skip


def _columns() -> tuple[str, ...]:
    steps = (f"{stage} {which}" for stage in depth.STAGES for which in ("shallow", "deep"))
    return "code", "goal", "status", "first missing step", *steps


def _rows(
    found: tuple[Depth, ...], counts: tuple[Count, ...], called: dict[str, Thing]
) -> Iterator[tuple[object, ...]]:
    for one in found:
        goal = called[one.goal]
        answers = (answer for stage in depth.STAGES for answer in (one.hops[stage].shallow, one.hops[stage].deep))
        yield goal.code, goal.label, one.status, one.breaks_at, *answers
    for answer in ("yes", "no", "unknown"):
        totals = (held[answer] for count in counts for held in (count.shallow, count.deep))
        yield "", f"goals: {answer}", f"of {len(found)}", "", *totals
