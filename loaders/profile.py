"""Mapping profiles: Turtle files that say, with gt:readAs, what a class or property of others is read as.

`x gt:readAs gt:Module` reads a class, `x gt:readAs gt:hours` a property, and `x gt:readAs [ owl:inverseOf
gt:ofModule ]` a property told from its other end; what is read as rdf:value holds the text of a node. Those of
`profiles` act on every file, those of `profiles/on_request` where they are asked for, and anybody may bring one. A
rule holds of a term under http and https alike, since many vocabularies are written with either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from goldenthread import files, terms
from goldenthread.errors import Unreadable
from goldenthread.store.rdf import Literal, NamedNode, Quad, Term, read_quads, text_of

_TERMS: Final = frozenset(value for value in vars(terms).values() if isinstance(value, str))
Rules = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Profile:
    """What a foreign IRI is read as. `labels` are the properties that name a thing which has no skos:prefLabel,
    `texts` those in which a text stands that has a node of its own."""

    classes: Rules
    properties: Rules
    inverses: Rules
    labels: tuple[str, ...]
    texts: frozenset[str]

    def reads(self, iri: str) -> bool:
        """Whether there is a rule for a property."""
        return iri in self.properties or iri in self.inverses or iri in self.labels or iri in self.texts


def profile_of(quads: Iterable[Quad]) -> Profile:
    """The rules among `quads`. What is read as a term with a capital is a class, as in all vocabularies at hand."""
    said = list(quads)
    turned = _turned(said)
    rules: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in said:
        if quad.predicate.value == terms.readAs and isinstance(quad.subject, NamedNode):
            ours = turned.get(quad.object) or _iri(quad.object)
            inverse, kind = quad.object in turned, _local(ours)[:1].isupper()
            for iri in both(quad.subject.value):
                rules["inverses" if inverse else "classes" if kind else "properties"][iri].add(ours)
    named = {iri: ours for iri, ours in rules["properties"].items() if terms.SKOS_prefLabel in ours}
    return Profile(
        _sorted(rules["classes"]),
        _sorted({iri: ours - {terms.SKOS_prefLabel, terms.RDF_value} for iri, ours in rules["properties"].items()}),
        _sorted(rules["inverses"]),
        tuple(sorted(named, key=lambda iri: (terms.SKOS_definition in named[iri], iri))),  # names before texts
        frozenset(iri for iri, ours in rules["properties"].items() if terms.RDF_value in ours),
    )


def _turned(said: Iterable[Quad]) -> dict[Term, str]:
    """The properties that are told from the other end, by the node that says so."""
    return {quad.subject: _iri(quad.object) for quad in said if quad.predicate.value == terms.OWL_inverseOf}


def both(iri: str) -> tuple[str, ...]:
    """An IRI under https and http."""
    name = iri.removeprefix("https:").removeprefix("http:")
    return (f"https:{name}", f"http:{name}") if name != iri else (iri,)


def _sorted(rules: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {iri: tuple(sorted(ours)) for iri, ours in sorted(rules.items())}


def _iri(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


@cache
def shipped() -> Profile:
    """All profiles that ship with us and act unasked: a rule acts only where its class or property occurs."""
    quads: list[Quad] = []
    for name in files.names("loaders", "profiles", ending=".ttl"):
        quads += read_quads(files.text("loaders", "profiles", f"{name}.ttl").encode(), "ttl", where=name)
    return profile_of(quads)


def on_request() -> tuple[str, ...]:
    """The names of the profiles that ship with us and act where they are asked for."""
    return files.names("loaders", "profiles", "on_request", ending=".ttl")


def requested(name: str) -> Profile:
    """A profile of ours by its name (one of on_request())."""
    return brought(files.text("loaders", "profiles", "on_request", f"{name}.ttl").encode(), name)


def brought(content: bytes, where: str) -> Profile:
    """A profile that somebody brings. Raises Unreadable."""
    said = list(read_quads(content, "ttl", where=where))
    rules = [quad for quad in said if quad.predicate.value == terms.readAs]
    if not rules:
        raise Unreadable("there is no gt:readAs in it, so it says nothing of how to read a file", where=where)
    turned = _turned(said)
    for rule in rules:
        ours = turned.get(rule.object) or _iri(rule.object)
        if not ours:
            why = "which is no term: write its address, or [ owl:inverseOf … ] with one"
        elif ours.startswith(terms.GT) and ours not in _TERMS:
            why = "which this vocabulary does not have: docs/graph.md lists its terms"
        else:
            continue
        said_as = ours or (rule.object.value if isinstance(rule.object, Literal) else "[ … ]")
        raise Unreadable(f"{text_of(rule.subject)} is read as {said_as[:200]}, {why}", where=where)
    return profile_of(said)


def merged(first: Profile, *others: Profile) -> Profile:
    """Profiles together; where two have rules for the same IRI, the later one's count."""
    for other in others:
        again = {*other.properties}
        first = Profile(
            {**first.classes, **other.classes},
            {**first.properties, **other.properties},
            {**first.inverses, **other.inverses},
            (*other.labels, *(iri for iri in first.labels if iri not in again)),
            other.texts | frozenset(iri for iri in first.texts if iri not in again),
        )
    return first
