"""One cell becomes one term, or a sentence that says what was expected."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache

from goldenthread.store.rdf import XSD, Literal, NamedNode, boolean, date, decimal, integer

Cell = str | datetime.date

YES = frozenset({"yes", "true", "1"})
NO = frozenset({"no", "false", "0"})

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_DURATION = re.compile(r"P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?")
_WEB = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class Wrong(ValueError):
    """A cell that is not as expected; the text says what was expected and what to do."""

    def __init__(self, message: str, column: str = "") -> None:
        self.column = column
        super().__init__(message)


def matched(text: str) -> str:
    """A code as it is compared: without case and outer spaces."""
    return unicodedata.normalize("NFC", text.strip()).casefold()


def folded(text: str) -> str:
    """A name as it is compared: without case, spaces, hyphens and underscores."""
    return "".join(sign for sign in text.casefold() if not sign.isspace() and sign not in "-_")


def word(choices: Collection[str], text: str) -> str:
    """The word of a closed list that `text` means. Raises Wrong with the list."""
    if text in choices:
        return text
    for known in choices:
        if folded(known) == folded(text):
            return known
    raise Wrong(f"one of these words was expected: {', '.join(choices)}")


def text_of(cell: Cell) -> str:
    """The text of a cell; a date by its ISO form."""
    return cell if isinstance(cell, str) else cell.isoformat()


def number_text(value: float) -> str:
    """The digits of a number cell as a spreadsheet shows them, at most 15: 3.0 is "3", 1.1 is "1.1"."""
    return format(Decimal(f"{value:.15g}").normalize(), "f")


@lru_cache(maxsize=4096)
def period(text: str) -> tuple[str, str]:
    """The first and last day of a day, month or year. Raises Wrong."""
    said = _DATE.fullmatch(text)
    if not said:
        raise Wrong("a date was expected: 2016, 2016-05 or 2016-05-17")
    year, month, day = (int(part) if part else None for part in said.groups())
    try:
        first = datetime.date(year or 0, month or 1, day or 1)
        last_month = month or 12
        last = datetime.date(first.year, last_month, day or calendar.monthrange(first.year, last_month)[1])
    except (ValueError, calendar.IllegalMonthError) as error:
        raise Wrong("there is no such day in the calendar: write the Gregorian date as 2016-05-17") from error
    return first.isoformat(), last.isoformat()


def start(text: str) -> Literal:
    """The first day of the period written."""
    return date(period(text)[0])


def end(text: str) -> Literal:
    """The last day of the period written."""
    return date(period(text)[1])


def yesno(text: str) -> Literal:
    word = text.casefold()
    if word in YES or word in NO:
        return boolean(word in YES)
    raise Wrong("yes or no was expected (also true, false, 1, 0); leave the cell empty where it is not known")


def number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise Wrong("a number was expected, with a point and without unit or thousands sign, like 12.5")
    return Decimal(text)


def whole(text: str) -> Literal:
    """An xsd:integer; 3.0 passes as 3."""
    try:
        value = number(text)
    except Wrong as error:
        raise Wrong("a whole number was expected, like 3") from error
    if value != int(value):
        raise Wrong("a whole number was expected, like 3")
    return integer(int(value))


def real(text: str) -> Literal:
    """An xsd:decimal in its shortest form."""
    number(text)
    before, _, after = text.lstrip("+-").partition(".")
    shortest = f"{before.lstrip('0') or '0'}.{after}".rstrip("0").rstrip(".") if after else before.lstrip("0") or "0"
    return decimal(f"-{shortest}" if text.startswith("-") and shortest != "0" else shortest)


def fraction(text: str) -> Literal:
    if not 0 <= number(text) <= 1:
        raise Wrong("a number from 0 to 1 was expected")
    return real(text)


def duration(text: str) -> Literal:
    if not _DURATION.fullmatch(text.upper()):
        raise Wrong("a duration was expected: P1Y for a year, P6M for six months")
    return Literal(text.upper(), datatype=NamedNode(XSD + "duration"))


def address(text: str) -> NamedNode:
    """A web address as an IRI."""
    if not _WEB.fullmatch(text):
        raise Wrong("a web address was expected, beginning with https://")
    return iri(text)


def license_of(text: str) -> NamedNode | Literal:
    """A licence: an IRI where it is a web address, else its name."""
    return iri(text) if _WEB.fullmatch(text) else Literal(text)


def tag(text: str) -> Literal:
    if not is_tag(text):
        raise Wrong("a language tag was expected: en, ne, fil, uz-Latn")
    return Literal(text)


def is_tag(text: str) -> bool:
    """Whether `text` is a language tag."""
    try:
        return bool(_TAG.fullmatch(text) and Literal("", language=text))
    except ValueError:
        return False


def iri(text: str) -> NamedNode:
    try:
        return NamedNode(text)
    except ValueError as error:
        raise Wrong("this is not a well-formed IRI: write spaces and quotes in it percent-encoded") from error
