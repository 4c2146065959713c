"""Mapping profiles: Turtle files that say, with gt:readAs, what a class or property of others is read as."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from goldenthread import files, terms
from goldenthread.store.rdf import NamedNode, Quad, read_quads


@dataclass(frozen=True)
class Profile:
    """What a foreign IRI is read as. `labels` are the properties that name a thing which has no skos:prefLabel."""

    classes: Mapping[str, tuple[str, ...]]
    properties: Mapping[str, tuple[str, ...]]
    labels: tuple[str, ...]


def profile_of(quads: Iterable[Quad]) -> Profile:
    """The rules among `quads`. What is read as a term with a capital is a class, as in all vocabularies at hand."""
    classes: dict[str, set[str]] = defaultdict(set)
    properties: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate.value == terms.readAs and isinstance(quad.subject, NamedNode):
            ours = str(getattr(quad.object, "value", ""))
            kind = classes if _local(ours)[:1].isupper() else properties
            kind[quad.subject.value].add(ours)
    labels = tuple(sorted(iri for iri, ours in properties.items() if terms.SKOS_prefLabel in ours))
    others = {iri: tuple(sorted(ours - {terms.SKOS_prefLabel})) for iri, ours in properties.items()}
    return Profile({iri: tuple(sorted(ours)) for iri, ours in classes.items()}, others, labels)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


@cache
def shipped() -> Profile:
    """All profiles that ship with us, together: a rule acts only where its class or property occurs."""
    quads: list[Quad] = []
    for name in files.names("loaders", "profiles", ending=".ttl"):
        quads += read_quads(files.text("loaders", "profiles", f"{name}.ttl").encode(), "ttl", where=name)
    return profile_of(quads)
