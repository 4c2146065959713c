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

from goldenthread import files, terms
from goldenthread.errors import Unreadable
from goldenthread.store.rdf import NamedNode, Quad, Term, read_quads

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
    turned: dict[Term, str] = {
        quad.subject: _iri(quad.object) for quad in said if quad.predicate.value == terms.OWL_inverseOf
    }
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
    found = profile_of(read_quads(content, "ttl", where=where))
    if not (found.classes or found.properties or found.inverses):
        raise Unreadable("there is no gt:readAs in it, so it says nothing of how to read a file", where=where)
    return found


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
