"""Holes in monitoring: indicators and what is observed of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.site import Planter, Site, Truth
from bench.workbooks import Row


def _observation(site: Site) -> Row:
    return site.row("observations", indicator=f"I{site.tail}")


def _shift(row: Row, column: str, years: int) -> None:
    row[column] = str(int(row[column]) + years)


def _indicator_gone(site: Site) -> Iterator[Truth]:
    """G04: the indicator is gone with what was observed of it."""
    site.book.remove("observations", [_observation(site)])
    site.book.remove("indicators", [site.indicator])
    yield site.gap("G04", site.status("measures"), f"goal/{site.goal}")


def _programme_measured_alone(site: Site) -> Iterator[Truth]:
    """G04: the indicator measures the programme, no longer the goal."""
    site.indicator["measures"] = f"P{site.tail}"
    yield site.gap("G04", site.status("measures"), f"goal/{site.goal}")


def _no_start_or_end(site: Site) -> Iterator[Truth]:
    """G05: a value or a date of baseline or target is missing."""
    del site.indicator[site.random.choice(("baseline_value", "baseline_date", "target_value", "target_date"))]
    yield site.gap("G05", "open", f"indicator/I{site.tail}")


def _start_or_end_not_told(site: Site) -> Iterator[Truth]:
    """G05: the same, and the indicator was written down from memory."""
    del site.indicator[site.random.choice(("baseline_value", "baseline_date", "target_value", "target_date"))]
    site.indicator["verification"] = "recalled"
    yield site.gap("G05", "unknown", f"indicator/I{site.tail}")


def _missed(site: Site) -> Iterator[Truth]:
    """G06: the target was due two years ago, and the last value is below it: the row itself says so."""
    site.indicator["target_value"] = str(int(_observation(site)["value"]) + 1)
    _shift(site.indicator, "target_date", -7)
    yield site.gap("G06", "open", f"indicator/I{site.tail}")


def _not_reported(site: Site) -> Iterator[Truth]:
    """G06: the target was due last year, and the last value, still in time, is of the year before."""
    _shift(site.indicator, "target_date", -6)
    _shift(_observation(site), "date", -1)
    yield site.gap("G06", site.status("observations"), f"indicator/I{site.tail}")


def _no_direction(site: Site) -> Iterator[Truth]:
    """G06: the target was due, and nobody says whether more or less is better."""
    _shift(site.indicator, "target_date", -6)
    del site.indicator["direction"]
    yield site.gap("G06", "unknown", f"indicator/I{site.tail}")


def _output_only(site: Site) -> Iterator[Truth]:
    """G33: all that is measured of the programme is what goes in or comes out."""
    site.indicator["result_level"] = site.random.choice(("input", "output"))
    yield site.gap("G33", site.status("measures"), f"programme/P{site.tail}")


def _no_result_level(site: Site) -> Iterator[Truth]:
    """G33: the one indicator of the programme does not say what it measures."""
    del site.indicator["result_level"]
    yield site.gap("G33", "unknown", f"programme/P{site.tail}")


def _out_of_date(site: Site) -> Iterator[Truth]:
    """G34: the last value is older than the period of two years."""
    _shift(_observation(site), "date", -2)
    yield site.gap("G34", site.status("observations"), f"indicator/I{site.tail}")


def _no_period(site: Site) -> Iterator[Truth]:
    """G34: nobody says how often the indicator is observed."""
    del site.indicator["periodicity"]
    yield site.gap("G34", "unknown", f"indicator/I{site.tail}")


INDICATOR = ("indicator",)
PLANTERS: Mapping[str, tuple[Planter, ...]] = {
    "G04": (Planter(_indicator_gone, INDICATOR), Planter(_programme_measured_alone, INDICATOR)),
    "G05": (Planter(_no_start_or_end, INDICATOR), Planter(_start_or_end_not_told, INDICATOR)),
    "G06": (Planter(_missed, INDICATOR), Planter(_not_reported, INDICATOR), Planter(_no_direction, INDICATOR)),
    "G33": (Planter(_output_only, INDICATOR), Planter(_no_result_level, INDICATOR)),
    "G34": (Planter(_out_of_date, INDICATOR), Planter(_no_period, INDICATOR)),
}
