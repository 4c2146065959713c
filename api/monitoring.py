"""The indicators of a country against their targets: a table, a line each, and what is not known left open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final

from fastapi import APIRouter, Response

from goldenthread import monitoring
from goldenthread.api.asked import Answer, Reads, Rows
from goldenthread.api.countries import Iso, country_of
from goldenthread.api.words import Said, _
from goldenthread.monitoring import Tracked

router = APIRouter(tags=["countries"])
# Words for a standing, and which of the marks of a thread it looks like.
STANDING: Final[Mapping[str, tuple[Said, str]]] = {
    "missed": (_("Target missed"), "broken"),
    "overdue": (_("No value since the target"), "broken"),
    "off_track": (_("Off track"), "weak"),
    "unknown": (_("Not known"), "unknown"),
    "on_track": (_("On track"), "intact"),
    "reached": (_("Reached"), "intact"),
}
WIDTH: Final = 200  # of the line from baseline to target
REST: Final = 40  # what a value may go beyond either end


@dataclass(frozen=True)
class Track:
    """The line of an indicator: where the latest values and the expected one stand on it, from 0 to WIDTH."""

    seen: tuple[int, ...]
    expected: int | None


@router.get("/country/{iso}/indicators", summary="The indicators of a country against their targets")
def indicators(asked: Reads, iso: Iso) -> Response:
    """Each indicator with baseline, latest value and target, whether it is on track, and why. As Turtle or JSON-LD
    the figures are RDF Data Cube."""
    country = country_of(asked.store, iso)
    found = monitoring.indicators(asked.store, country.iri, asked.languages)
    others = monitoring.elsewhere(asked.store, country.iri, asked.languages)
    totals = monitoring.totals(found)
    data = {
        **asked.stamp,
        "country": country.iri,
        "totals": totals,
        "items": [asdict(one) for one in found],
        "elsewhere": [asdict(one) for one in others],
    }
    page: dict[str, Any] = {
        "country": country, "found": found, "totals": totals, "others": others, "STANDING": STANDING, "figure": figure,
        "tracks": {one.indicator.iri: track(one) for one in found}, "WIDTH": WIDTH, "REST": REST,
    }  # fmt: skip
    return asked.answer(
        Answer(
            "indicators.html", data, page,
            triples=lambda: monitoring.cube(asked.store, country.iri, asked.base, country.iso),
            rows=lambda: _rows(found),
        )
    )  # fmt: skip


def track(one: Tracked) -> Track | None:
    """The line of an indicator; None where an end of it is not said."""
    if one.baseline.value is None or one.target.value is None:
        return None
    start, end = Decimal(one.baseline.value), Decimal(one.target.value)
    if start == end:
        return None

    def place(value: str) -> int:
        return round(min(max((Decimal(value) - start) / (end - start) * WIDTH, Decimal(-REST)), Decimal(WIDTH + REST)))

    return Track(tuple(place(seen.value) for seen in one.latest), place(one.expected) if one.expected else None)


def figure(value: str | None) -> str:
    """A number as people read it, rounded to a tenth."""
    if value is None:
        return ""
    rounded = round(Decimal(value), 1)
    return f"{rounded.normalize() if rounded != rounded.to_integral_value() else rounded.to_integral_value():,}"


def _rows(found: Iterable[Tracked]) -> Rows:
    columns = (
        "code", "indicator", "unit", "better", "result level", "periodicity", "baseline", "baseline date", "target",
        "target date", "area", "group", "latest", "latest date", "expected then", "standing", "why", "out of date",
        "measures", "same as", "iri",
    )  # fmt: skip
    return columns, (row for one in found for row in _lines(one))


def _lines(one: Tracked) -> Iterator[tuple[object, ...]]:
    """A row for each latest observation, or one where there is none."""
    for seen in one.latest or (None,):
        said = (seen.area, seen.group) if seen else (None, None)
        yield (
            one.indicator.code, one.indicator.label, one.unit, one.direction, one.result_level, one.periodicity,
            one.baseline.value, one.baseline.date, one.target.value, one.target.date,
            *(place.name if place else "" for place in said),
            seen.value if seen else "", seen.date if seen else "", figure(one.expected), one.standing, one.why,
            one.stale or "no", " | ".join(thing.name for thing in one.measures),
            " | ".join(thing.code or thing.iri for thing in one.same_as), one.indicator.iri,
        )  # fmt: skip
