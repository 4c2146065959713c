"""The languages of the interface, English and every one with a catalogue in `locale/`, and which one a reader gets."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from starlette.requests import Request

from goldenthread import files
from goldenthread.api import formats
from goldenthread.api.pseudo import PSEUDO

SOURCE: Final = "en"  # the language that templates and words are written in
ASKED: Final = 5  # ranges of Accept-Language that are looked at
LONGEST: Final = 35  # characters of a language tag
TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")  # what other dialects call a language may be an address


@dataclass(frozen=True)
class Language:
    """A language of the interface: its tag as `<html lang>` says it, how it writes numbers and days, its catalogue."""

    tag: str
    locale: Locale
    catalogue: gettext.NullTranslations

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.locale.text_direction)

    @property
    def name(self) -> str:
        """What its speakers call it."""
        return own_name(self.tag)


def offered(pseudo: bool = False) -> Mapping[str, Language]:
    """The languages that a reader may have, English first; `pseudo` adds those that only tests read."""
    found = {SOURCE: Language(SOURCE, Locale("en", "GB"), gettext.NullTranslations())}
    for tag in files.names("locale", ending=".po"):
        found[tag] = read(tag, files.text("locale", f"{tag}.po"))
    if pseudo:
        found |= {tag: Language(tag, Locale.parse(locale), made()) for tag, (locale, made) in PSEUDO.items()}
    return found


def read(tag: str, catalogue: str) -> Language:
    """A language from the text of its catalogue. What it does not translate, and what is marked fuzzy, is English."""
    binary = io.BytesIO()
    write_mo(binary, read_po(io.StringIO(catalogue)))
    binary.seek(0)
    return Language(tag, Locale.parse(tag, sep="-"), gettext.GNUTranslations(binary))


def wanted(request: Request) -> tuple[str, ...]:
    """The languages of `?lang=`, else of Accept-Language, best first."""
    if chosen := request.query_params.get("lang"):
        return (chosen[:LONGEST],)
    ranges = []
    for place, part in enumerate(request.headers.get("accept-language", "").split(",")[:ASKED]):
        tag, _, quality = part.strip().partition(";q=")
        weight = formats.weight(quality, 1.0)
        if tag and tag != "*":
            ranges.append((-weight, place, tag[:LONGEST]))
    tags = [tag for _, _, tag in sorted(ranges)]
    # A general reader's browser says en-GB: data says en.
    return tuple(dict.fromkeys(part for tag in tags for part in (tag, tag.partition("-")[0]))) or (SOURCE,)


def chosen(request: Request, languages: Mapping[str, Language]) -> Language:
    """The language of a page: the first wanted that is offered, a part of the world left out where need be."""
    return best(wanted(request), languages)


def best(tags: Iterable[str], languages: Mapping[str, Language]) -> Language:
    """The same for tags (the lookup of RFC 4647)."""
    held = {tag.lower(): language for tag, language in languages.items()}
    for tag in tags:
        parts = tag.lower().split("-")
        for end in range(len(parts), 0, -1):
            if found := held.get("-".join(parts[:end])):
                return found
    return held[SOURCE]


def own_name(tag: str) -> str:
    """What the speakers of a language call it; a tag that Babel does not know is given back as it is."""
    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except (ValueError, UnknownLocaleError):
        return tag


def sorted_by_name(tags: Iterable[str]) -> list[str]:
    """Tags in the order of what their speakers call them."""
    return sorted(tags, key=lambda tag: (own_name(tag).casefold(), tag))
