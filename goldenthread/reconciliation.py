"""Matching names against what is on record: which competency, module, goal or framework a text most likely means.

A name's likeness is the Dice coefficient of the two texts' character trigrams, case and accents aside; the same text
is 100. What else is known of a row (its framework, its code) moves a candidate up or down.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

from goldenthread import questions, rights, terms
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, text_of
from goldenthread.things import things_of

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"competency": "Competency", "module": "Module", "goal": "Goal", "framework": "Framework"}
)


@dataclass(frozen=True)
class Property:
    """Something a row may say of a thing, or ask of it. `kinds` are those that have it, `name` what people call it."""

    id: str
    name: str
    predicate: str
    kinds: tuple[str, ...]


ALL: Final = tuple(KINDS)
LEAST: Final = 25.0  # a name less like than this is no candidate
WEIGHED: Final = 50  # candidates of which more is looked up than their names, beside those of the very name
SAME: Final = 500  # things of one name or code that are told apart
NEAREST: Final = 200  # texts that are compared in full
COMMON: Final = 500  # a trigram in more texts than this, and in more than one in twenty, is common
_SINGLE: Final = ("kind", "dataset", "code")
_OTHERS: Final = (terms.SKOS_altLabel, terms.SKOS_definition)  # words beside its names by which a thing is known
PROPERTIES: Final = (
    Property("code", "Code", terms.SKOS_notation, ALL),
    Property("label", "Name in every language", terms.SKOS_prefLabel, ALL),
    Property("country", "Country", terms.inCountry, ALL),
    Property("dataset", "Dataset", terms.inDataset, ALL),
    Property("framework", "Framework", terms.SKOS_inScheme, ("competency",)),
    Property("parent", "Stands under", terms.SKOS_broader, ("competency", "goal")),
    Property("definition", "Definition", terms.SKOS_definition, ("competency",)),
    Property("serves", "Goal it serves", terms.serves, ("competency",)),
    Property("exactMatch", "Exact match", terms.SKOS_exactMatch, ("competency",)),
    Property("curriculum", "Curriculum", terms.partOfCurriculum, ("module",)),
    Property("teaches", "Teaches", terms.teaches, ("module",)),
    Property("hours", "Hours", terms.hours, ("module",)),
    Property("document", "Document", terms.statedIn, ("goal", "framework")),
    Property("version", "Version", terms.version, ("framework",)),
    Property("status", "Standing", terms.statusOnDay, ("framework",)),
)


@dataclass(frozen=True)
class Entity:
    """A thing that a text may mean, with the texts it goes by; those that a licence withholds are matched and never
    told, by that licence."""

    iri: str
    kind: str
    dataset: str
    code: str
    names: tuple[Literal, ...]
    others: tuple[str, ...]
    withheld: Mapping[str, str] = field(default_factory=dict)

    @property
    def spellings(self) -> Iterator[str]:
        """The ways to name it that pages and tables have beside code and name: its address, dataset:code,
        dataset:kind/code, and code and name as one text, whatever mark is between."""
        graph = unquote(self.dataset.rpartition("/")[2])
        yield _spelled(self.iri)
        if self.iri.startswith(f"{self.dataset}/"):
            yield _spelled(f"{graph}:{unquote(self.iri.removeprefix(self.dataset)[1:])}")
        if self.code:
            yield _spelled(f"{graph}:{self.code}")
            yield from (plain(f"{self.code} {name.value}") for name in self.names)

    def name(self, languages: Sequence[str]) -> str:
        """What it is called, in the first of these languages there is."""
        order = (*languages, "en")

        def place(label: Literal) -> tuple[int, str]:
            tag = label.language or ""
            return (order.index(tag) if tag in order else len(order), label.value)

        told = [name for name in self.names if name.value not in self.withheld]
        return min(told, key=place).value if told else self.code or (rights.GONE if self.names else "")


@dataclass(frozen=True)
class Asking:
    """One row: the text, what kinds of thing it may mean, and what else is known, by property."""

    text: str
    kinds: frozenset[str] = frozenset()
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limit: int = 5


@dataclass(frozen=True)
class Candidate:
    """A thing a text may mean. Scores run to 100; `certain` where it alone bears the very name or code."""

    entity: Entity
    score: float
    likeness: float
    agreement: float | None
    certain: bool


class Index:
    """The entities of a release, found by the trigrams of their names."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities = {entity.iri: entity for entity in entities}
        self._texts: list[tuple[str, Entity]] = []
        self._same: dict[str, list[int]] = defaultdict(list)
        self._with: dict[str, list[int]] = defaultdict(list)
        self._spelled: dict[str, list[Entity]] = defaultdict(list)
        for entity in self.entities.values():
            for spelling in set(entity.spellings):
                self._spelled[spelling].append(entity)
            texts = (entity.code, *(name.value for name in entity.names), *entity.others)
            for text in dict.fromkeys(plain(text) for text in texts if plain(text)):
                place = len(self._texts)
                self._texts.append((text, entity))
                self._same[text].append(place)
                for part in trigrams(text):
                    self._with[part].append(place)

    def likeness(self, text: str, kinds: frozenset[str]) -> dict[str, float]:
        """How like each entity's likest name is to a text, for those that share enough with it."""
        named = [entity for way in {_spelled(text), plain(text)} for entity in self._spelled.get(way, ())[:SAME]]
        best = {entity.iri: 100.0 for entity in named if not kinds or entity.kind in kinds}
        text = plain(text)
        grams = trigrams(text)
        for place in (*self._same.get(text, ())[:SAME], *self._nearest(grams, kinds)):
            name, entity = self._texts[place]
            held = trigrams(name)
            score = round(min(99.0, 200 * len(grams & held) / (len(grams) + len(held))), 1)
            score = 100.0 if name == text else score
            if score >= max(LEAST, best.get(entity.iri, 0)) and (not kinds or entity.kind in kinds):
                best[entity.iri] = score
        return best

    def _nearest(self, grams: frozenset[str], kinds: frozenset[str]) -> list[int]:
        """The texts that share most of the telling trigrams of a text: what stands in every name tells little, and
        would make each row as dear as the whole list is long."""
        common = max(COMMON, len(self._texts) // 20)
        rarest = sorted((part for part in grams if part in self._with), key=lambda part: (len(self._with[part]), part))
        telling = [part for part in rarest if len(self._with[part]) <= common] or rarest[:1]
        shared = Counter(place for part in telling for place in self._with[part])
        wanted = ((place, n) for place, n in shared.items() if not kinds or self._texts[place][1].kind in kinds)
        return [place for place, _ in nsmallest(NEAREST, wanted, key=lambda found: (-found[1], found[0]))]

    def beginning(self, prefix: str, kinds: frozenset[str], limit: int) -> list[Entity]:
        """The entities with a name or code that has a word which begins so."""
        start = plain(prefix)
        found = (entity for text, entity in self._texts if start and f" {start}" in f" {text}")
        kept = (entity for entity in found if not kinds or entity.kind in kinds)
        return list({entity.iri: entity for entity in kept}.values())[:limit]


@dataclass(frozen=True)
class Matching:
    """Rows matched in one release; what each thing has of a property is looked up once."""

    index: Index
    store: Store
    _spelled: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def candidates(self, asking: Asking) -> list[Candidate]:
        """The things that a row may mean, likeliest first."""
        likeness = self.index.likeness(asking.text, asking.kinds)
        # What else is known can lift a name that is only fairly like, so more are weighed than are given.
        same = sum(score == 100 for score in likeness.values())
        closest = sorted(likeness, key=lambda iri: (-likeness[iri], iri))[: max(WEIGHED, same, asking.limit)]
        agreement = {iri: self._agreement(self.index.entities[iri], asking.known) for iri in closest}
        agreeing = [iri for iri in closest if likeness[iri] == 100 and agreement[iri] in (None, 1)]
        found = [
            Candidate(
                self.index.entities[iri],
                round(likeness[iri] if (share := agreement[iri]) is None else likeness[iri] * 0.6 + share * 40, 1),
                likeness[iri],
                share,
                agreeing == [iri],
            )
            for iri in closest
        ]
        return sorted(found, key=lambda one: (-one.score, one.entity.iri))[: asking.limit]

    def _agreement(self, entity: Entity, known: Mapping[str, tuple[str, ...]]) -> float | None:
        """The share of what is known of a row that a thing agrees with; None where nothing is known."""
        if not known:
            return None
        held = ((self._texts(entity, name), wanted) for name, wanted in known.items())
        return sum(any(plain(text) in texts for text in wanted) for texts, wanted in held) / len(known)

    def _texts(self, entity: Entity, name: str) -> frozenset[str]:
        """The ways to write what a thing has of a property: as it is, or by code, name or last part of its address."""
        if (entity.iri, name) not in self._spelled:
            held = values(self.store, entity, name)
            called = things_of(self.store, {value.value for value in held if isinstance(value, NamedNode)})
            texts = {text_of(value) for value in held}
            for iri, thing in called.items():
                texts |= {thing.code or "", thing.label, iri.rsplit("/", 1)[-1]}
            self._spelled[entity.iri, name] = frozenset(plain(text) for text in texts if text)
        return self._spelled[entity.iri, name]


def index(store: Store, settings: Settings) -> Index:
    """The index of what a release holds."""
    held: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in questions.records(questions.ask(store, "reconcile-entities")):
        said = held[text_of(row["thing"])]
        for column, name in ((text_of(row["property"]), "label"), *((name, name) for name in _SINGLE)):
            if (value := row[name]) is not None:
                said[column].append(value)
    licences = {dataset: rights.of_dataset(store, dataset, settings)
                for dataset in sorted({text_of(said["dataset"][0]) for said in held.values()})}  # fmt: skip
    return Index(_entity(iri, said, licences[text_of(said["dataset"][0])]) for iri, said in held.items())


def _entity(iri: str, said: Mapping[str, list[Term]], licences: rights.Rights) -> Entity:
    kind, dataset, code = (min((text_of(value) for value in said.get(column, ())), default="") for column in _SINGLE)
    names = dict.fromkeys(value for value in said.get(terms.SKOS_prefLabel, ()) if isinstance(value, Literal))
    others = dict.fromkeys(text_of(value) for name in _OTHERS for value in said.get(name, ()))
    withheld = {text_of(value): licence for name in (terms.SKOS_prefLabel, *_OTHERS) for value in said.get(name, ())
                if (licence := licences.withholding(Triple(NamedNode(iri), NamedNode(name), value)))}  # fmt: skip
    return Entity(iri, kind, dataset, code, tuple(names), tuple(others), withheld)


def values(store: Store, entity: Entity, name: str) -> list[Term]:
    """What a thing has of a property, in order; nothing where there is no such property."""
    for known in PROPERTIES:
        if known.id == name:
            node, predicate = NamedNode(entity.iri), NamedNode(known.predicate)
            return sorted({quad.object for quad in store.quads(node, predicate)}, key=str)
    return []


def _spelled(text: str) -> str:
    """A text that names a thing in full, as such are compared: all of it tells, but not case and blanks."""
    return " ".join(text.casefold().split())


def plain(text: str) -> str:
    """A text without case, accents on Latin letters and punctuation, its words one blank apart."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not "\u0300" <= c <= "\u036f")
    return " ".join(re.sub(r"[^\w\u0900-\u0dff.]|\.(?!\w)|_", " ", unicodedata.normalize("NFC", bare)).split())


def trigrams(text: str) -> frozenset[str]:
    """The character trigrams of a text with blanks about it."""
    padded = f"  {text} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))
