"""A CASE 1.1 package from the RDF of one, each value where CASE has a place for it, else in `extensions`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from goldenthread import terms
from goldenthread.loaders import Context, Lost, Written
from goldenthread.loaders.case_fields import (
    ANSWERS,
    DEFINITIONS,
    EXTENDED,
    FIELDS,
    LINKS,
    LISTS,
    NESTED,
    PLACES,
    REQUIRED,
    TYPES,
    known,
)
from goldenthread.loaders.case_nodes import made_identifier
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, text_of

MEDIA_TYPE: Final = "application/json"
_NUMBERS: Final = {"integer": int, "decimal": float, "double": float}
_LISTED: Final = frozenset({"CFRubricCriterionLevel"})  # their extensions are a list in the schema
_SETS: Final = ("CFItems", "CFAssociations", "CFRubrics")

Node = dict[str, list[Term]]


@dataclass(frozen=True)
class Package:
    """The nodes of a package by address, with what CASE says of each."""

    nodes: Mapping[NamedNode, Node]
    kinds: Mapping[NamedNode, str]
    changed: str  # when the document was last changed, for nodes that do not say it

    def of(self, kind: str) -> list[NamedNode]:
        return sorted((node for node, found in self.kinds.items() if found == kind), key=lambda node: node.value)

    def written(self, node: NamedNode) -> dict[str, Any]:
        """A node as an object of CASE: its fields in the order of the standard, the rest as extensions."""
        kind, said = self.kinds[node], self.nodes[node]
        made: dict[str, Any] = {"identifier": _identifier(node, said), "uri": node.value}
        extra: dict[str, Any] = {}
        for name in (*FIELDS[kind], *sorted(said.keys() - set(FIELDS[kind]) - TYPES)):
            if name in {"identifier", "uri", "targetType"} or name not in said:
                continue
            if name == "extensions":
                for term in said[name]:
                    extra.update(json.loads(term.value) if isinstance(term, Literal) else {})
            else:
                (made if name in FIELDS[kind] else extra)[name] = self.field(name, said[name], known(kind))
        made = dict.fromkeys(REQUIRED.get(kind, ()), "") | {"lastChangeDateTime": self.changed} | made
        if extra:
            made["extensions"] = [extra] if kind in _LISTED else extra
        return {name: made[name] for name in (*FIELDS[kind], "extensions") if name in made}

    def field(self, name: str, values: list[Term], fields: frozenset[str]) -> Any:
        if name in NESTED:
            inner = sorted((value for value in values if isinstance(value, NamedNode)), key=lambda node: node.value)
            return sorted((self.written(node) for node in inner), key=lambda made: _number(made.get("position")))
        made = [self.value(name, value) for value in sorted(values, key=str)]
        return made if (name in LISTS and name in fields) or len(made) > 1 else made[0]

    def value(self, name: str, value: Term) -> Any:
        if isinstance(value, NamedNode):
            return self.link(value) if name in LINKS - ANSWERS else value.value
        if not isinstance(value, Literal):
            return str(value)
        kind = value.datatype.value.removeprefix(terms.XSD)
        if kind in _NUMBERS:
            return _NUMBERS[kind](value.value)
        if kind == "boolean":
            return value.value == "true"
        return json.loads(value.value) if value.datatype.value == terms.RDF + "JSON" else value.value

    def link(self, node: NamedNode) -> dict[str, str]:
        said = self.nodes.get(node, {})
        title = said.get("title") or said.get("fullStatement") or []
        made = {
            "title": min((str(getattr(term, "value", "")) for term in title), default=""),
            "identifier": _identifier(node, said),
            "uri": node.value,
        }
        kinds = [term.value for term in said.get("targetType", []) if isinstance(term, Literal)]
        return made | ({"targetType": min(kinds)} if kinds else {})


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _identifier(node: NamedNode, said: Mapping[str, list[Term]]) -> str:
    found = [term.value for term in said.get("identifier", []) if isinstance(term, Literal)]
    return min(
        found,
        default=node.value.removeprefix("urn:uuid:") if node.value.startswith("urn:uuid:") else made_identifier(node),
    )


def package(triples: Iterable[Triple]) -> Package:
    """The CASE nodes among `triples`."""
    nodes: dict[NamedNode, Node] = defaultdict(lambda: defaultdict(list))
    kinds: dict[NamedNode, str] = {}
    for triple in triples:
        subject, name = triple.subject, triple.predicate.value
        if not isinstance(subject, NamedNode):
            continue
        kind = triple.object.value.removeprefix(terms.CASE) if isinstance(triple.object, NamedNode) else ""
        if name == terms.RDF_type and kind in FIELDS:
            kinds[subject] = kind
        elif name.startswith(terms.CASE):
            nodes[subject][name.removeprefix(terms.CASE)].append(triple.object)
    documents = (node for node, kind in sorted(kinds.items(), key=str) if kind == "CFDocument")
    changed = (text_of(nodes[node]["lastChangeDateTime"][0]) for node in documents if nodes[node]["lastChangeDateTime"])
    return Package(nodes, kinds, next(changed, "1970-01-01T00:00:00Z"))


def write(triples: Iterable[Triple], dataset: str, _context: Context) -> Written:
    """The CASE package that a dataset holds, in the form of 1.1; what that form refuses is listed instead."""
    found = package(triples)
    made: dict[str, Any] = {}
    lost = [
        Lost(dataset, None, "CFDocument", node.value, "a package has one document")
        for node in found.of("CFDocument")[1:]
    ]
    for document in found.of("CFDocument")[:1]:
        made["CFDocument"] = found.written(document)
    for place in _SETS:
        nodes = [found.written(node) for node in found.of(PLACES[place])]
        refused = [node for node in nodes if place == "CFAssociations" and not _joins(node)]
        lost += [Lost(dataset, None, place, node["uri"], "without a type of CASE and two ends") for node in refused]
        if kept := [node for node in nodes if node not in refused]:
            made[place] = kept
    definitions = {place: [found.written(node) for node in found.of(PLACES[place])] for place in DEFINITIONS}
    if any(definitions.values()):
        made["CFDefinitions"] = {place: nodes for place, nodes in definitions.items() if nodes}
    return Written(json.dumps(made, ensure_ascii=False, indent=2).encode(), MEDIA_TYPE, tuple(lost))


def _joins(association: Mapping[str, Any]) -> bool:
    kind = str(association.get("associationType", ""))
    ends = {"originNodeURI", "destinationNodeURI"} <= association.keys()
    return ends and (kind in TYPES or bool(EXTENDED.fullmatch(kind)))
