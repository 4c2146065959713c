"""Triples as JSON-LD in the words of a context that ships with us: flat, or each thing within the one that names it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goldenthread import terms
from goldenthread.loaders.jsonld import contexts
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple

_LOCAL = re.compile(r"[A-Za-z_][\w-]*")
_NATIVE = {terms.XSD + "integer": int, terms.XSD + "double": float}


@dataclass(frozen=True)
class Words:
    """A context, turned round: how an IRI is written as a key, and how the values of a key are."""

    vocabulary: str
    spaces: Mapping[str, str]
    keys: Mapping[str, str]
    types: Mapping[str, str]
    mapped: frozenset[str]
    known: frozenset[str]

    def key(self, iri: str) -> str:
        """The shortest word that means an IRI, else the IRI itself."""
        if iri in self.keys:
            return self.keys[iri]
        local = iri.removeprefix(self.vocabulary)
        if self.vocabulary and local != iri and _LOCAL.fullmatch(local) and local not in self.known:
            return local
        for prefix, space in self.spaces.items():
            if iri.startswith(space) and _LOCAL.fullmatch(iri[len(space) :]):
                return f"{prefix}:{iri[len(space) :]}"
        return iri


def words(address: str) -> Words:
    """The words of the context that answers to `address`."""
    context: Mapping[str, Any] = contexts()[address]
    vocabulary = str(context.get("@vocab", ""))
    plain = {key: value for key, value in context.items() if isinstance(value, str) and not value.startswith("@")}
    spaces = {key: value for key, value in plain.items() if value.endswith(("/", "#")) and not key.startswith("@")}

    def whole(name: str) -> str:
        prefix, colon, local = name.partition(":")
        return spaces[prefix] + local if colon and prefix in spaces else name if colon else vocabulary + name

    told = {key: value for key, value in context.items() if key not in spaces and not key.startswith("@")}
    held = {key: value if isinstance(value, dict) else {"@id": value} for key, value in told.items()}
    keys = {key: whole(str(value.get("@id", key))) for key, value in held.items() if value.get("@id", "")[:1] != "@"}
    types = {key: str(value["@type"]) for key, value in held.items() if "@type" in value}
    return Words(
        vocabulary,
        spaces,
        {iri: key for key, iri in sorted(keys.items(), reverse=True)},
        {key: kind if kind.startswith("@") else whole(kind) for key, kind in types.items()},
        frozenset(key for key, value in held.items() if value.get("@container") == "@language"),
        frozenset(told),
    )


@dataclass
class Writer:
    """Writes nodes with the words of a context; `id` and `type` are its names for the keywords."""

    words: Words
    said: Mapping[str, Mapping[str, Sequence[Term]]]
    id: str = "@id"
    type: str = "@type"
    nameless: str = ""  # nodes under this address are named by the house: inside another they go without a name
    within: bool = False  # a node is written within the first that names it
    done: set[str] = field(default_factory=set)

    def node(self, iri: str, *, inner: bool = False) -> dict[str, Any]:
        """Everything said of a node, its class first."""
        self.done.add(iri)
        made: dict[str, Any] = {} if inner and self.nameless and iri.startswith(self.nameless) else {self.id: iri}
        properties = self.said[iri]
        if terms.RDF_type in properties:
            kinds = [self.words.key(getattr(kind, "value", "")) for kind in properties[terms.RDF_type]]
            made[self.type] = kinds if self.within or len(kinds) > 1 else kinds[0]
        pairs = ((self.words.key(name), values) for name, values in properties.items() if name != terms.RDF_type)
        for key, values in sorted(pairs):
            made[key] = self.values(key, values)
        return made

    def values(self, key: str, values: Sequence[Term]) -> Any:
        if key in self.words.mapped and all(isinstance(value, Literal) and value.language for value in values):
            held: dict[str, Any] = defaultdict(list)
            for value in values:
                held[getattr(value, "language", "")].append(getattr(value, "value", ""))
            return {tag: texts if len(texts) > 1 else texts[0] for tag, texts in held.items()}
        made = [self.value(key, value) for value in values]
        alone = len(made) == 1 and not (key in self.words.mapped and isinstance(made[0], dict))
        return made[0] if alone else made  # one object for a key of language maps would be taken for a map

    def value(self, key: str, value: Term) -> Any:
        kind = self.words.types.get(key)
        if isinstance(value, NamedNode):
            if self.within and value.value in self.said and value.value not in self.done:
                return self.node(value.value, inner=True)
            return value.value if kind == "@id" else {self.id: value.value}
        if not isinstance(value, Literal):
            return str(value)
        if value.language:
            return {"@value": value.value, "@language": value.language}
        return _literal(value, kind)


def _literal(value: Literal, kind: str | None) -> Any:
    datatype = value.datatype.value
    if kind == datatype or (kind is None and datatype == terms.XSD + "string"):
        return value.value
    if kind is None and datatype == terms.XSD + "boolean" and value.value in {"true", "false"}:
        return value.value == "true"
    if kind is None and datatype == terms.XSD + "integer" and re.fullmatch(r"0|-?[1-9]\d{0,14}", value.value):
        return int(value.value)
    return {"@value": value.value} | ({} if datatype == terms.XSD + "string" else {"@type": datatype})


def said(triples: Iterable[Triple]) -> dict[str, dict[str, list[Term]]]:
    """The triples by subject and property, in an order of their own."""
    held: dict[str, dict[str, list[Term]]] = {}
    for triple in sorted(triples, key=str):
        if isinstance(triple.subject, NamedNode):
            held.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
    return held


def flat(triples: Iterable[Triple], address: str, first: Sequence[str] = ()) -> dict[str, Any]:
    """A document with each thing of its own in one list; those of the classes `first` come first."""
    held = said(triples)
    writer = Writer(words(address), held)
    kinds = {iri: {getattr(kind, "value", "") for kind in said.get(terms.RDF_type, ())} for iri, said in held.items()}
    order = sorted(held, key=lambda iri: (kinds[iri].isdisjoint(first), iri))
    return {"@context": address, "@graph": [writer.node(iri) for iri in order]}


def as_json(document: Any) -> bytes:
    """JSON as files of ours have it."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode()
