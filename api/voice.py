"""How a page says things in its language: messages, numbers, days; and words of others, marked as not its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from goldenthread.api import languages, words
from goldenthread.api.languages import SOURCE, Language
from goldenthread.api.words import Said

DAYS: Final[Mapping[str, str]] = {SOURCE: "d MMMM yyyy"}  # else what the language holds for long
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_PLACE = re.compile(r"\{(\w+)\}|<(\w+)>|</(\w+)>")


class Voice:
    """Everything that a template says a message, a number or a day with. What it gives is safe to stand in a page;
    plain text, which is data, is set apart from the words around it."""

    def __init__(self, language: Language, labels: Mapping[str, str]) -> None:
        self.language = language
        self._labels = labels  # of the vocabulary, in English
        self._parts = cache(self._cut)

    def say(self, message: str, /, **values: Any) -> Markup:
        """A message with its values and its tags put in."""
        return self._filled(self._parts(message), {name: self.shown(value) for name, value in values.items()})

    def plain(self, message: str, /, **values: Any) -> Markup:
        """The same where there is room for text alone: a title, an attribute."""
        return self._filled(self._parts(message), {name: self.flat(value) for name, value in values.items()})

    def count(self, number: int, one: str, many: str | None = None) -> Markup:
        """A number with its noun: 1 goal, 2 goals."""
        return self._counted(number, *words.counted(one, many))

    def _counted(self, number: int, one: str, many: str) -> Markup:
        text = self.language.catalogue.ngettext(one, many, number)
        return self._filled(_cut(text), {"n": self.number(number)})

    def shown(self, value: Any) -> Any:
        """A value as a page shows it: ours translated, others' kept apart from the direction and language around."""
        if isinstance(value, Said):
            return self._said(value, self.say)
        if isinstance(value, Markup) or not isinstance(value, str) or not value.strip():
            return value
        if self.language.tag == SOURCE and not _RIGHT_TO_LEFT.search(value):
            return value
        return Markup('<bdi lang="">{}</bdi>').format(value)

    def flat(self, value: Any) -> Any:
        """A value where there is room for text alone."""
        if isinstance(value, Said):
            return self._said(value, self.plain)
        return value.striptags() if isinstance(value, Markup) and "<" in value else value

    def tell(self, text: Any, language: str | None) -> Any:
        """A text of the data in the language it is in."""
        if language is None or isinstance(text, Markup | Said) or not text:
            return self.shown(text)
        if language.lower() == self.language.tag.lower():
            return escape(text)
        return Markup('<span lang="{}" dir="auto">{}</span>').format(language, text)

    def english(self, text: Any) -> Any:
        """A sentence of the rules, of the vocabulary or of an error, which are written in English."""
        return self.tell(text, SOURCE)

    def called(self, iri: str | None) -> Any:
        """What a class or property is called: in our words, else as its vocabulary says."""
        if ours := words.FOREIGN.get(iri or ""):
            return self.shown(ours)
        return self.english(words.capital(self._labels.get(iri or "") or words.spoken(iri)))

    def each(self, values: Iterable[Any], style: Literal["standard", "or"] = "standard") -> Markup:
        """A list in a sentence: one, two and three."""
        return Markup(format_list([str(escape(self.shown(value))) for value in values], style, self.language.locale))

    def either(self, values: Iterable[Any]) -> Markup:
        """The same for a choice: one, two or three."""
        return self.each(values, "or")

    def lower(self, value: Any) -> Any:
        """A word in the middle of a sentence."""
        return self.flat(value).lower()

    def day(self, value: object) -> str:
        """A date as people write it: 3 November 2026. What is no whole date is given back as it is."""
        text = str(value)
        try:
            told = date.fromisoformat(text[:10])
        except ValueError:
            return text
        return escape(format_date(told, DAYS.get(self.language.tag, "long"), locale=self.language.locale))

    def decimal(self, value: float, digits: int) -> Markup:
        """A number with so many digits after the point."""
        pattern = f"#,##0.{'0' * digits}"
        return escape(format_decimal(value, pattern, locale=self.language.locale))

    def number(self, value: int) -> Markup:
        """A whole number, its thousands apart."""
        return escape(format_decimal(value, locale=self.language.locale))

    def percent(self, value: float) -> Markup:
        """A share in whole per cent."""
        return escape(format_percent(value, locale=self.language.locale))

    def language_name(self, tag: str) -> Markup:
        """What a language is called in this one; a tag that Babel does not know is given back as it is."""
        try:
            return escape(Locale.parse(tag, sep="-").get_display_name(self.language.locale) or tag)
        except (ValueError, UnknownLocaleError):
            return escape(tag)

    def own_name(self, tag: str) -> Markup:
        """What the speakers of a language call it."""
        return escape(languages.own_name(tag))

    def _said(self, said: Said, say: Callable[..., Markup]) -> Markup:
        if said.many is None:
            return say(said.message, **said.values)
        return self._counted(said.values["n"], said.message, said.many)

    def _cut(self, message: str) -> tuple[str, ...]:
        return _cut(self.language.catalogue.gettext(message))

    @staticmethod
    def _filled(parts: tuple[str, ...], values: Mapping[str, Any]) -> Markup:
        """Literal text escaped, places and tags filled. A tag that the message does not have is text."""
        made = [str(escape(parts[0]))]
        for start in range(1, len(parts), 4):
            place, opens, closes, text = parts[start : start + 4]
            name = place or opens or closes
            known = (name in values) if name else False
            if not known:
                made.append(str(escape(f"{{{place}}}" if place else f"<{opens}>" if opens else f"</{closes}>")))
            elif closes:
                made.append(f"</{closes.rstrip('0123456789')}>")
            else:
                made.append(str(escape(values[name])))
            made.append(str(escape(text)))
        return Markup("".join(made))


def _cut(text: str) -> tuple[str, ...]:
    return tuple(_PLACE.split(text))
