"""What time does to indicators: when a value is out of date, and what the straight line from baseline to target has.

SPARQL does not count with dates and periods (some engines do, each in its own way), so it is done here.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from goldenthread import questions, terms
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Triple, decimal, text_of

PERIOD: Final = re.compile(
    r"P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?", re.ASCII
)
PLACES: Final = Decimal("1e-9")  # of a value on the line: every engine keeps as many


def facts(store: Store, day: date) -> Iterator[Triple]:
    """What the view of `day` in `store` is still to say of indicators that were observed."""
    for row in questions.records(questions.ask(store, "observed")):
        indicator = NamedNode(text_of(row["indicator"]))
        last, first, target = (day_of(text_of(row[name])) for name in ("last", "from", "target"))
        until = last and later(last, text_of(row["period"]))
        if until and until < day:
            yield Triple(indicator, NamedNode(terms.RDF_type), NamedNode(terms.Stale))
        if last and first and target and first < target and first <= last <= target:
            value = on_line(text_of(row["start"]), text_of(row["goal"]), last - first, target - first)
            if value is not None:
                yield Triple(indicator, NamedNode(terms.expectedValue), decimal(value))


def day_of(text: str) -> date | None:
    """An xsd:date without the time zone it may bear; None for nothing, and for a year the calendar does not have."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def later(day: date, period: str) -> date | None:
    """The day that comes an xsd:duration later, in a shorter month its last day; None for what is no such period."""
    parts = PERIOD.fullmatch(period)
    if parts is None:
        return None
    years, months, days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
    month = day.year * 12 + day.month - 1 + years * 12 + months
    try:
        there = date(month // 12, month % 12 + 1, 1)
        there = there.replace(day=min(day.day, calendar.monthrange(there.year, there.month)[1]))
        return there + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except (ValueError, OverflowError):  # beyond the calendar
        return None


def on_line(start: str, goal: str, passed: timedelta, whole: timedelta) -> str | None:
    """The value on the straight line from `start` to `goal` when `passed` of the `whole` time is over."""
    try:
        first, last = Decimal(start), Decimal(goal)
        value = (first + (last - first) * passed.days / whole.days).quantize(PLACES) + 0  # no minus before a zero
    except InvalidOperation:  # no numbers, or none that could be kept
        return None
    return f"{value:f}".rstrip("0").rstrip(".") if value.is_finite() else None


def ends(store: Store) -> Iterable[date]:
    """The last day on which each observation in `store` is fresh."""
    for seen, period in questions.ask(store, "fresh-until").rows:
        day = day_of(text_of(seen))
        if day and (until := later(day, text_of(period))):
            yield until
