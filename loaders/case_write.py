"""A CASE package from RDF, each value where CASE has a place for it, else in `extensions`."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from goldenthread import terms
from goldenthread.errors import BadParameter
from goldenthread.loaders import Context, Lost, Written, case, case_framework, case_older
from goldenthread.loaders.case_fields import (
    ANSWERS,
    DEFINITIONS,
    EPOCH,
    EXTENDED,
    FIELDS,
    LINKS,
    NESTED,
    PLACES,
    REQUIRED,
    STRANGE,
    TEXTS,
    TYPES,
    UUID,
    fits,
    placed,
)
from goldenthread.loaders.case_nodes import made_identifier
from goldenthread.loaders.dialect import home_of, losses
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple, text_of

MEDIA_TYPE: Final = "application/json"
_NUMBERS: Final = {"integer": int, "decimal": float, "double": float}
_LISTED: Final = frozenset({"CFRubricCriterionLevel"})  # their extensions are a list in the schema
ENDS: Final = ("originNodeURI", "destinationNodeURI")
_SETS: Final = ("CFItems", "CFAssociations", "CFRubrics")

Node = dict[str, list[Term]]


@dataclass(frozen=True)
class Package:
    """The nodes of a package by address, with what CASE says of each."""

    nodes: Mapping[NamedNode, Node]
    kinds: Mapping[NamedNode, str]
    homes: Mapping[NamedNode, set[NamedNode]]
    changed: str  # when the dataset changed

    def of(self, kind: str) -> list[NamedNode]:
        return list(self._sorted.get(kind, ()))

    @cached_property
    def _sorted(self) -> dict[str, list[NamedNode]]:
        found: dict[str, list[NamedNode]] = defaultdict(list)
        for node in sorted(self.kinds, key=lambda node: node.value):
            found[self.kinds[node]].append(node)
        return found

    def members(self, document: NamedNode | None) -> dict[str, list[NamedNode]]:
        """The nodes in the package of a document, by kind: all that is in no other document of the dataset alone."""
        others = {node for node in self.of("CFDocument") if node != document}
        if not others:
            return {kind: self.of(kind) for kind in FIELDS}
        away = others | {item for item in self.of("CFItem") if self.homes.get(item) and self.homes[item] <= others}
        here = {node for node in (*self.of("CFDocument"), *self.of("CFItem")) if node not in away}
        licences = {value for node in here for value in self.nodes[node].get("licenseURI", ())}

        def inside(node: NamedNode, kind: str) -> bool:
            if kind == "CFAssociation":
                origin, destination = (set(self.nodes[node].get(name, ())) for name in ENDS)
                return bool(origin & here) or (bool(destination & here) and not origin & away)
            return node in licences if kind == "CFLicense" else node not in away

        return {kind: [node for node in self.of(kind) if inside(node, kind)] for kind in FIELDS}

    def whole(self, document: NamedNode | None) -> dict[str, Any]:
        """The package of a document in the form of 1.1. An association without a type of CASE and two ends is none."""
        members = self.members(document)
        made: dict[str, Any] = {}
        changed = self.changed_of(document)
        if document is not None:
            made["CFDocument"] = self.written(document, changed)
        for place in _SETS:
            nodes = [self.written(node, changed) for node in members[PLACES[place]]]
            if kept := [node for node in nodes if place != "CFAssociations" or _joins(node)]:
                made[place] = kept
        definitions = {place: [self.written(node, changed) for node in members[PLACES[place]]] for place in DEFINITIONS}
        if any(definitions.values()):
            made["CFDefinitions"] = {place: nodes for place, nodes in definitions.items() if nodes}
        return made

    def changed_of(self, document: NamedNode | None) -> str:
        """When a document changed, for nodes of it that do not say it."""
        said = self.nodes[document].get("lastChangeDateTime", ()) if document else ()
        return min((told for value in said if fits("lastChangeDateTime", told := text_of(value))), default=self.changed)

    def written(self, node: NamedNode, changed: str) -> dict[str, Any]:
        """A node as an object of CASE: its fields in the order of the standard, the rest as extensions."""
        kind, said = self.kinds[node], self.nodes[node]
        made: dict[str, Any] = {"identifier": self.identifier(node), "uri": node.value}
        extra: dict[str, Any] = {STRANGE: strange} if (strange := self.strange(node)) else {}
        if left := said.get("translations"):  # those of a field are added to it
            _, extra["translations"] = placed(kind, "translations", self.values("translations", left))
        for name in (*FIELDS[kind], *sorted(said.keys() - set(FIELDS[kind]) - TYPES - {"translations"})):
            if name in {"identifier", "uri", "targetType"} or name not in said:
                continue
            if name == "extensions":
                for term in said[name]:
                    extra.update(json.loads(term.value) if isinstance(term, Literal) else {})
            elif name in NESTED:
                made[name] = self.inner(said[name], changed)
            else:
                values = said[name] if name not in TEXTS else self.texts(said, name, extra, REQUIRED.get(kind, ()))
                field, rest = placed(kind, name, self.values(name, values))
                made |= {} if field is None else {name: field}
                extra |= {} if rest is None else {name: rest}
        made = dict.fromkeys(REQUIRED.get(kind, ()), "") | {"lastChangeDateTime": changed} | made
        if extra:
            made["extensions"] = [extra] if kind in _LISTED else extra
        return {name: made[name] for name in (*FIELDS[kind], "extensions") if name in made}

    def texts(self, said: Node, name: str, extra: dict[str, Any], needed: Iterable[str]) -> list[Term]:
        """The texts of a field in the language of the node, else of its document; those in others go into `extra`."""
        own = {text_of(tag).lower() for tag in said.get("language", ())} or self.languages
        values = sorted(said[name], key=str)
        main = [value for value in values if (getattr(value, "language", None) or "").lower() in own | {""}]
        main = main or (values[:1] if name in needed else [])
        for value in values:
            if value not in main and isinstance(value, Literal):
                extra.setdefault("translations", {}).setdefault(value.language, {})[name] = value.value
        return main

    @cached_property
    def languages(self) -> set[str]:
        """The languages of the documents."""
        return {text_of(tag).lower() for node in self.of("CFDocument") for tag in self.nodes[node].get("language", ())}

    def inner(self, values: Iterable[Term], changed: str) -> list[dict[str, Any]]:
        """The nodes inside a node, by their position."""
        nodes = sorted((value for value in values if isinstance(value, NamedNode)), key=lambda node: node.value)
        return sorted((self.written(node, changed) for node in nodes), key=lambda made: _number(made.get("position")))

    def values(self, name: str, held: Iterable[Term]) -> list[Any]:
        return [self.value(name, value) for value in sorted(held, key=str)]

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

    def identifier(self, node: NamedNode) -> str:
        """The UUID of a node: its own, else that of its address, else one made of its address."""
        own = (name for name in self._own(node) if UUID.fullmatch(name))
        told = node.value.removeprefix("urn:uuid:")
        return min(own, default=told if UUID.fullmatch(told) else made_identifier(node))

    def _own(self, node: NamedNode) -> list[str]:
        """The identifiers that came with a node."""
        return sorted(
            term.value for term in self.nodes.get(node, {}).get("identifier", []) if isinstance(term, Literal)
        )

    def strange(self, node: NamedNode) -> str:
        """The identifier that came with a node where it is none that CASE allows."""
        return next((name for name in self._own(node) if not UUID.fullmatch(name)), "")

    def link(self, node: NamedNode) -> dict[str, str]:
        said = self.nodes.get(node, {})
        title = said.get("title") or said.get("fullStatement") or []
        made = {
            "title": min((str(getattr(term, "value", "")) for term in title), default=""),
            "identifier": self.identifier(node),
            "uri": node.value,
        }
        kinds = [term.value for term in said.get("targetType", []) if isinstance(term, Literal)]
        return made | ({"targetType": _target_type(min(kinds))} if kinds else {})


def _target_type(said: str) -> str:
    """The kind of thing a link leads to, as 1.1 has it."""
    return said if said == "CASE" or EXTENDED.fullmatch(said) else f"ext:{re.sub(r'[^A-Za-z0-9._-]+', '-', said)}"


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def package(triples: Iterable[Triple], dataset: str, changed: str = "") -> Package:
    """The CASE nodes of a dataset. What came from elsewhere is told in the words of CASE first. `changed` is when the
    dataset changed, for documents that do not say it."""
    held = list(triples)
    told = case_framework.telling(held, dataset)
    nodes: dict[NamedNode, Node] = defaultdict(lambda: defaultdict(list))
    kinds: dict[NamedNode, str] = {}
    homes: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for triple in dict.fromkeys([*held, *told.triples()]):
        subject, name, value = triple.subject, triple.predicate.value, triple.object
        if not isinstance(subject, NamedNode):
            continue
        kind = value.value.removeprefix(terms.CASE) if isinstance(value, NamedNode) else ""
        if name == terms.RDF_type and kind in FIELDS:
            kinds[subject] = kind
        elif name == terms.SKOS_inScheme and isinstance(value, NamedNode):
            homes[subject].add(value)
        elif name.startswith(terms.CASE):
            nodes[subject][name.removeprefix(terms.CASE)].append(value)
    return Package(nodes, kinds, homes, changed or EPOCH)


def write(triples: Iterable[Triple], dataset: str, context: Context, *, version: str = "1.1") -> Written:
    """The CASE package of the framework that `context` asks for, by IRI or identifier, else of the largest in the
    dataset, and what is not there when it is read again. Raises BadParameter where there is no such framework."""
    asked = frozenset(triples)
    found = package(asked, dataset, context.moment)
    sizes = Counter(home for homes in found.homes.values() for home in homes)
    documents = sorted(found.of("CFDocument"), key=lambda node: -sizes[node])
    wanted = [node for node in documents if context.framework in ("", node.value, found.identifier(node))]
    if context.framework and not wanted:
        raise BadParameter(f"no framework here has that name; there are: {', '.join(node.value for node in documents)}")
    why = "a package has one document: ask for this one as framework, or at /ims/case/v1p1/CFPackages/"
    others = (
        Lost(dataset, None, "CFDocument", node.value, why + found.identifier(node))
        for node in documents
        if node not in wanted[:1]
    )
    made = found.whole(wanted[0] if wanted else None)
    content = as_json(made if version == "1.1" else case_older.form(made))
    where = replace(context, dataset=dataset, filename=home_of(asked, dataset, context).name)
    again = case.LOADER.read(content, where) if made else None
    return Written(content, MEDIA_TYPE, (*others, *losses(asked, again, f"CASE {version}", context.reading())))


def as_json(made: Mapping[str, Any]) -> bytes:
    """A package as it is written."""
    return json.dumps(made, ensure_ascii=False, indent=2).encode()


def _joins(association: Mapping[str, Any]) -> bool:
    kind = str(association.get("associationType", ""))
    return association.keys() >= set(ENDS) and (kind in TYPES or bool(EXTENDED.fullmatch(kind)))
