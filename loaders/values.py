"""A value of another vocabulary as one of ours, and back: hours of a duration, a day of a time, a number of a text."""

from __future__ import annotations

import re
from decimal import Decimal

from goldenthread import terms
from goldenthread.store.rdf import Literal, Term, date, decimal

_DAYS = frozenset({terms.start, terms.end, terms.dueBy, terms.DCTERMS_date, terms.DCTERMS_issued})
_NUMBERS = frozenset({terms.credits, terms.weight})
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T.*)?")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_HOURS = re.compile(r"PT(?=\d)(?:(\d{1,6}(?:\.\d{1,6})?)H)?(?:(\d{1,6})M)?")


def as_ours(ours: str, value: Term) -> Term | None:
    """`value` as our property has it; None where it cannot be one."""
    if ours == terms.hours:
        return _hours(value)
    if ours in _DAYS:
        found = _DAY.fullmatch(value.value) if isinstance(value, Literal) else None
        return date(found.group(1)) if found else None
    if ours in _NUMBERS:
        return decimal(value.value) if isinstance(value, Literal) and _NUMBER.fullmatch(value.value) else None
    return value


def _hours(value: Term) -> Literal | None:
    """The hours of a duration in hours and minutes; a day or a week is no number of hours."""
    found = _HOURS.fullmatch(value.value) if isinstance(value, Literal) else None
    if not found:
        return None
    hours = Decimal(found.group(1) or 0) + Decimal(found.group(2) or 0) / 60
    return decimal(f"{hours.quantize(Decimal('0.0001')).normalize():f}")


def as_theirs(ours: str, value: Term) -> Term:
    """A value of our property as others have it."""
    if ours == terms.hours and isinstance(value, Literal):
        return Literal(duration(value.value))
    return value


def duration(hours: str) -> str:
    """A number of hours as a duration."""
    minutes = round(Decimal(hours) * 60)
    whole, rest = divmod(minutes, 60)
    return f"PT{whole}H{rest}M" if rest else f"PT{whole}H"
