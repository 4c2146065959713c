"""What the columns of a list of competencies are, by their headings in the spellings that are met."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from goldenthread.loaders.cells import is_tag

# Words in English, and in French, Spanish and Portuguese without their accents.
_BEST: Final = r"(?:human ?coding ?scheme|code|codigo|notation)"
_CODE: Final = (
    rf"(?:{_BEST}|coding|id|identifier|identifiant|identificador|number|numero|no|nr|ref|reference|referencia)"
)
_NAME: Final = r"(?:name|title|label|heading|abbreviated ?statement|intitule|libelle|nom|titre|nombre|nome|titulo)"
_TEXT: Final = r"(?:descri(?:ption|ptor|pcion|cao)|defini(?:tion|cion|cao)|text|(?:full ?)?statement|details)"
_THING: Final = (
    r"(?:competenc(?:e|es|y|ies|ias?)|skills?|standards?|indicators?|(?:learning )?(?:outcomes?|objectives?|goals?)"
    r"|statements?|abilit(?:y|ies)|capabilit(?:y|ies)|capacites?|capacidad(?:es)?|objectifs?|indicateurs?)"
)
_ABOVE: Final = r"(?:(?:domain|area|strand|dimension|category|component|aspect|element|theme|domaine|dominio|ambito)s?)"
_PARENT: Final = re.compile(rf"(?:parent|broader|belongs to|is ?child ?of|under)(?: {_CODE})?")
_OF: Final = re.compile(rf"({_CODE}|{_NAME}|{_TEXT}) (?:of(?: the)?|de(?: la| l)?|des|du|del|d|da|do) (.+)")


@dataclass(frozen=True)
class Thing:
    """One thing of a row: the columns of its code, of its names and of its texts by language."""

    name: str
    code: int | None
    labels: Mapping[str, int]
    texts: Mapping[str, int]
    headings: Sequence[str]

    @property
    def places(self) -> frozenset[int]:
        return frozenset({*self.labels.values(), *self.texts.values(), *([] if self.code is None else [self.code])})

    def stands_left_of(self, other: Thing) -> bool:
        return min(self.places) < min(other.places)


@dataclass(frozen=True)
class Columns:
    """What a row lists, from the widest thing to the narrowest, the column that names what it stands under, and
    those of further codes, by which a parent may be named as well."""

    things: tuple[Thing, ...]
    parent: int | None
    further: tuple[int, ...]
    headings: Sequence[str]

    @property
    def used(self) -> frozenset[int]:
        places = {place for thing in self.things for place in thing.places}
        return frozenset(places if self.parent is None else places | {self.parent})


def columns(headings: Sequence[str]) -> Columns | None:
    """The columns of a list of competencies, or None where the headings are not those of one."""
    plain = [_plain(heading) for heading in headings]
    coded = _coded(plain)
    prefixes = [prefix for prefix in coded if prefix and re.search(rf"{_THING}|{_ABOVE}", prefix)]
    parent = next((place for place, (word, _) in enumerate(plain) if _PARENT.fullmatch(word)), None)
    if prefixes:
        found = [_thing(prefix, coded[prefix][0], plain, headings) for prefix in prefixes]
        if len(found) == 1:
            found = _single(prefixes[0], coded[prefixes[0]][0], plain, headings)
    else:
        found = _single("", next(iter(coded.get("", [])), None), plain, headings)
    named = [thing for thing in found if thing.labels]
    told = parent is not None or len(named) > 1 or any(thing.texts or thing.code is not None for thing in named)
    further = tuple(place for place in coded.get("", []) if place != found[-1].code)
    return Columns(tuple(found), parent, further, headings) if named and found[-1].labels and told else None


def _coded(plain: Sequence[tuple[str, str]]) -> dict[str, list[int]]:
    """The columns of codes by what they are codes of, those that are called best first."""
    found: dict[str, list[int]] = {}
    for best in (True, False):
        for place, (word, _) in enumerate(plain):
            match = re.fullmatch(rf"(?:(.+) )?({_CODE})", word)
            if match and not _PARENT.fullmatch(word) and bool(re.fullmatch(_BEST, match[2])) is best:
                found.setdefault(match[1] or "", []).append(place)
    return found


def _single(prefix: str, code: int | None, plain: Sequence[tuple[str, str]], headings: Sequence[str]) -> list[Thing]:
    """One thing a row, under an area that is named without a code, where there is one."""
    above = {tag: place for place, (word, tag) in reversed(list(enumerate(plain))) if re.fullmatch(_ABOVE, word)}
    thing = rf"{re.escape(prefix)}|{_THING}" if prefix else _THING
    bare = {tag: place for place, (word, tag) in reversed(list(enumerate(plain))) if re.fullmatch(thing, word)}
    names = _by(plain, rf"(?:(?:{thing}) )?{_NAME}")
    labels = names or bare
    texts = _by(plain, rf"(?:(?:{thing}) )?{_TEXT}", but=labels)
    texts = texts or ({} if not names else bare)
    if not labels and code is not None:
        labels, texts = texts, {}
    own = Thing(prefix or "competency", code, labels, texts, headings)
    area = Thing("area", None, above, {}, headings)
    return [area, own] if above and labels else [own]


def _thing(prefix: str, code: int, plain: Sequence[tuple[str, str]], headings: Sequence[str]) -> Thing:
    name = re.escape(prefix)
    labels = _by(plain, name) or _by(plain, rf"{name} {_NAME}")
    texts = _by(plain, rf"{name} {_TEXT}")
    return Thing(prefix, code, labels or texts, texts if labels else {}, headings)


def _by(plain: Sequence[tuple[str, str]], pattern: str, but: Mapping[str, int] | None = None) -> dict[str, int]:
    """The first column of each language whose heading matches, of those that are no others."""
    left = [one for one in enumerate(plain) if one[0] not in (but or {}).values()]
    return {tag: place for place, (word, tag) in reversed(left) if re.fullmatch(pattern, word)}


def _plain(heading: str) -> tuple[str, str]:
    """A heading as it is compared, `code of the skill` as `skill code`, and the language after its @."""
    word, _, tag = heading.partition("@")
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word)
    word = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", word.casefold()))
    word = _OF.sub(r"\2 \1", re.sub(r"[^a-z0-9]+", " ", word).strip())
    return word, tag.strip() if is_tag(tag.strip()) else ""
