"""Candidates for mappings by the words that two competencies share. They are for a person to judge, never accepted."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from goldenthread import questions
from goldenthread.store import Store
from goldenthread.store.rdf import Literal, NamedNode, text_of

LEAST: Final = 0.2  # likeness below which nothing is suggested
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
Words = dict[str, dict[str, set[str]]]  # language -> competency -> words


@dataclass(frozen=True)
class Suggestion:
    """A pair, how alike their words are (0 to 1, rare words count more), the words they share and their language."""

    subject: str
    object: str
    likeness: float
    shared: tuple[str, ...]
    language: str


def suggest(store: Store, source: str, target: str) -> tuple[Suggestion, ...]:
    """Pairs of competencies of two frameworks that share words in one language, most alike first. Each pair once,
    in the language where it is most alike."""
    left, right = _words(store, source), _words(store, target)
    best: dict[tuple[str, str], Suggestion] = {}
    for language in sorted(left.keys() & right.keys()):
        for one in _pairs(left[language], right[language], language):
            held = best.get((one.subject, one.object))
            if held is None or one.likeness > held.likeness:
                best[one.subject, one.object] = one
    return tuple(sorted(best.values(), key=lambda one: (-one.likeness, one.subject, one.object)))


def _words(store: Store, framework: str) -> Words:
    found: Words = defaultdict(lambda: defaultdict(set))
    for competency, label in questions.ask(store, "mappings-labels", framework=NamedNode(framework)).rows:
        language = (label.language or "" if isinstance(label, Literal) else "").partition("-")[0]
        plain = unicodedata.normalize("NFKC", text_of(label)).casefold()
        found[language][text_of(competency)] |= {word.removesuffix("s") for word in _WORD.findall(plain)}
    return found


def _pairs(left: Mapping[str, set[str]], right: Mapping[str, set[str]], language: str) -> Iterable[Suggestion]:
    """Pairs by the cosine of their words, each weighted by how rare it is in both frameworks together."""
    total = len(left) + len(right)
    frequency = Counter(word for held in (left, right) for words in held.values() for word in words)
    weight = {word: math.log(1 + total / count) for word, count in frequency.items() if count <= max(3, total / 4)}
    length = {
        iri: math.sqrt(sum(weight.get(word, 0.0) ** 2 for word in words))
        for held in (left, right)
        for iri, words in held.items()
    }
    bearing: dict[str, list[str]] = defaultdict(list)
    for iri, words in right.items():
        for word in words & weight.keys():
            bearing[word].append(iri)
    for subject, words in left.items():
        shared: dict[str, set[str]] = defaultdict(set)
        for word in words & weight.keys():
            for iri in bearing.get(word, ()):
                shared[iri].add(word)
        for iri, common in shared.items():
            alike = sum(weight[word] ** 2 for word in common) / (length[subject] * length[iri])
            if subject != iri and alike >= LEAST:
                yield Suggestion(subject, iri, round(alike, 4), tuple(sorted(common)), language)
