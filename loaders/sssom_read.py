"""A table with the slots of SSSOM becomes a dataset of mappings; each value is kept, or told with its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from goldenthread import heads, terms
from goldenthread.loaders import Context, Loaded, crosswalk, names, rdf
from goldenthread.loaders.account import Account
from goldenthread.loaders.sssom_slots import (
    MAPPING,
    NEEDED,
    NO_LICENSE,
    PREDICATES,
    READ_AS,
    REVIEWED,
    SAID,
    SET,
    Kind,
    Slot,
)
from goldenthread.loaders.sssom_text import Row, Text, expanded
from goldenthread.loaders.sssom_values import LITERAL, term
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple
from goldenthread.store.triples import Triples

_NAMED: Final = re.compile(r"(?:\.sssom)?\.(?:tsv|csv|txt|zip)$", re.IGNORECASE)
_SEVERAL: Final = re.compile(r"(?<!\\)\|")
_SOURCES: Final = {"object_source": "subject_source", "subject_source": "object_source"}
_KEPT: Final = frozenset({"subject_id", "object_id", "record_id", "predicate_modifier"})  # by the mapping itself
_HINTS: Final[Mapping[str, Kind]] = {
    "uriorcurie": "iri",
    "anyuri": "iri",
    "date": "date",
    "decimal": "number",
    "double": "number",
}


def read(told: Text, context: Context, account: Account) -> Loaded:
    """The dataset in a table whose columns are slots of SSSOM."""
    head = dict(told.head)
    dataset = context.dataset or _told(head, context) or rdf.identifier(_NAMED.sub("", told.where))
    reading = _Reading(told, context.base, dataset, account, told.prefixes, dict(_extensions(head, told.prefixes)))
    reading.set(head)
    reading.unknown_columns()
    spread = {n: v for n, v in head.items() if n in MAPPING and MAPPING[n].spreads and isinstance(v, str)}
    count = sum(reading.row(Row(row.number, {**spread, **row.cells})) for row in _once(told, account))
    return Loaded(
        dataset, Triples(reading.triples), {"mappings": count}, dict(sorted(account.kept.items())),
        account.changed, account.not_kept, account.remarks,
    )  # fmt: skip


def _once(told: Text, account: Account) -> Iterator[Row]:
    """The rows that say something new."""
    met = set()
    for row in told.rows:
        if (said := frozenset(row.cells.items())) in met:
            account.change(told.where, "row", "it says the very same as a row above, so it is kept once")
        else:
            met.add(said)
            yield row


@dataclass
class _Reading:
    """One table on its way to triples. `extensions` are the columns that its head declares beyond the standard."""

    text: Text
    base: str
    dataset: str
    account: Account
    prefixes: Mapping[str, str]
    extensions: Mapping[str, Slot]
    triples: list[Triple] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    records: dict[str, int] = field(default_factory=dict)  # the row of each name

    def _say(self, node: NamedNode, predicate: str, value: Term) -> None:
        self.triples.append(Triple(node, NamedNode(predicate), value))

    # The set

    def set(self, head: dict[str, heads.Value]) -> None:
        node = NamedNode(self.base + self.dataset)
        title = heads.text(head, "mapping_set_title") or self.dataset
        self._say(node, terms.RDF_type, NamedNode(terms.Dataset))
        self._say(node, terms.DCTERMS_identifier, Literal(self.dataset))
        self._say(node, terms.SKOS_prefLabel, Literal(title))
        licence = heads.text(head, "license")
        if licence and licence != NO_LICENSE:
            iri = expanded(licence, self.prefixes)
            self._say(node, terms.DCTERMS_license, NamedNode(iri) if iri else Literal(licence))
        for name, value in head.items():
            if name in {"curie_map", "extension_definitions", "mapping_set_title", "license", *crosswalk.told(head)}:
                continue
            self._set_slot(node, name, value)

    def _set_slot(self, node: NamedNode, name: str, value: heads.Value) -> None:
        values = [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
        if name == "sssom_version" or (name == "mapping_set_id" and node.value in values):
            self.account.kept[name] += 1  # by being written anew
        elif name in SET:
            for one in values:
                self._value(node, SET[name], one, None)
        elif name in MAPPING and MAPPING[name].spreads:
            self.account.change(self.text.where, name, "said once for all, kept with each mapping", 1)
        else:
            for one in values or ["…"]:
                self.account.lose(self.text.where, None, name, one, "no slot of a mapping set")

    # The columns and rows

    def unknown_columns(self) -> None:
        known = {*MAPPING, *self.extensions, ""}
        for row in self.text.rows:
            for column in row.cells.keys() - known:
                why = "no slot of SSSOM, and extension_definitions does not name it"
                self.account.lose(self.text.where, row.number, column, row.cells[column], why)

    def row(self, row: Row) -> bool:
        """Adds one mapping; False where the row could not be kept."""
        if self._literal(row) or self._taken(row):
            return False
        ends = {name: self._end(row, name) for name in NEEDED}
        if any(ends[name] is None for name in NEEDED[:3]):
            return False
        said, modifier = ends["predicate_id"] or "", row.cells.get("predicate_modifier", "")
        if modifier not in {"", "Not"}:
            self.account.lose(self.text.where, row.number, "predicate_modifier", modifier, "the only modifier is Not")
            return False
        predicate = self._predicate(row, ends, said)
        if predicate is None:
            return False
        node = self._node(row, predicate)
        subject, object_ = ends["subject_id"] or "", ends["object_id"] or ""
        turned = subject == terms.SSSOM_NoTermFound
        if turned:
            self.account.change(self.text.where, "subject_id", "what was not found is the object", 1)
            subject, object_ = object_, subject
        self._say(node, terms.RDF_type, NamedNode(terms.Mapping))
        self._say(node, terms.subject, NamedNode(subject))
        self._say(node, terms.predicate, NamedNode(predicate))
        self._say(node, terms.object, NamedNode(object_))
        self._status(node, row, ends["mapping_justification"], modifier)
        self._slots(node, row, turned)
        return True

    def _literal(self, row: Row) -> bool:
        """Whether an end is a text, of which no claim can be made; the row is told as not kept."""
        for end in ("subject", "object"):
            if row.cells.get(f"{end}_type") in LITERAL:
                why = "a text and no thing: a claim joins two things"
                self.account.lose(self.text.where, row.number, f"{end}_label", " ".join(row.cells.values()), why)
                return True
        return False

    def _taken(self, row: Row) -> bool:
        """Whether another row has the name of this one, which is told."""
        record = row.cells.get("record_id", "")
        other = self.records.setdefault(expanded(record, self.prefixes) or f"row {row.number}", row.number)
        if other != row.number:
            message = f"{record[:100]} is used twice, here and in row {other}: give one of them another name"
            self.account.wrong(message, self.text.where, row.number, "record_id", rule="twice")
        return other != row.number

    def _end(self, row: Row, name: str) -> str | None:
        """The IRI in a slot that every mapping needs; a row without is a violation."""
        value = row.cells.get(name, "")
        iri = expanded(value, self.prefixes) if value else None
        if iri is None and name != "mapping_justification":
            prefix = value.partition(":")[0][:60]
            wanted = f"the prefix {prefix} is not in curie_map: add it" if ":" in value else f"{name} must be a CURIE"
            self.account.wrong(wanted, self.text.where, row.number, name, rule=f"{name}-{prefix}")
        return iri

    def _predicate(self, row: Row, ends: Mapping[str, str | None], said: str) -> str | None:
        """The relation as one of ours; None where it has none, and the row is told as not kept."""
        if terms.SSSOM_NoTermFound in {ends["subject_id"], ends["object_id"]}:
            return terms.SKOS_mappingRelation
        if said in PREDICATES:
            return said
        if said in READ_AS:
            short = row.cells["predicate_id"]
            rule = f"{short} is read as {READ_AS[said].rsplit('#', 1)[-1]}, its own word is kept beside"
            self.account.change(self.text.where, "predicate_id", rule)
            return READ_AS[said]
        value = f"{row.cells['subject_id']} {row.cells['predicate_id']} {row.cells['object_id']}"
        self.account.lose(self.text.where, row.number, "predicate_id", value, "no relation of matching in SKOS")
        return None

    def _node(self, row: Row, predicate: str) -> NamedNode:
        """The name of a mapping: its record's, else made of its ends and relation, numbered where that is not one."""
        record = expanded(row.cells.get("record_id", ""), self.prefixes)
        relation = predicate.rsplit("#", 1)[-1].removesuffix("Match")
        code = f"{row.cells['subject_id']}--{relation}--{row.cells['object_id']}"
        self.codes[code] += 1
        if self.codes[code] > 1:
            code = f"{code}--{self.codes[code]}"
            if not record:
                self.account.change(self.text.where, "record_id", "a row above joins the same: numbered to tell apart")
        node = NamedNode(record or names.thing(self.base, self.dataset, "mapping", code))
        if not any(slot.property == terms.SKOS_notation for slot in self.extensions.values()):
            self._say(node, terms.SKOS_notation, Literal(code))
        return node

    def _status(self, node: NamedNode, row: Row, how: str | None, modifier: str) -> None:
        """Who has looked at a mapping decides whether it counts: a guess of a machine is a candidate, never more."""
        if any(slot.property == terms.status and row.cells.get(name) for name, slot in self.extensions.items()):
            return
        if modifier == "Not":
            status, rule = "rejected", "a mapping with Not is kept as rejected"
        elif how in REVIEWED or row.cells.get("reviewer_id") or row.cells.get("reviewer_label"):
            status, rule = "accepted", "curated or reviewed by a person, so accepted"
        else:
            status, rule = "candidate", "not reviewed by a person, so a candidate"
        self.account.change(self.text.where, "status", rule)
        self._say(node, terms.status, Literal(status))

    def _slots(self, node: NamedNode, row: Row, turned: bool) -> None:
        """Keeps every cell but the ends, which are kept already."""
        for name, value in row.cells.items():
            if name in _KEPT or (name == "mapping_justification" and self._unspecified(value)):
                self.account.kept[name] += 1
                continue
            slot = self.extensions.get(name) or MAPPING.get(name)
            if name == "predicate_id":
                self.account.kept[name] += 1
                slot = None if self._plain(row) else Slot(name, "iri", False, SAID, False)
            elif turned and name in _SOURCES:
                slot = MAPPING[_SOURCES[name]]
            if slot is not None:
                for one in _SEVERAL.split(value) if slot.many else [value]:
                    self._value(node, slot, one.replace("\\|", "|").strip(), row.number)

    def _unspecified(self, value: str) -> bool:
        """Whether it is the term for saying nothing."""
        return expanded(value, self.prefixes) == terms.SEMAPV_UnspecifiedMatching

    def _plain(self, row: Row) -> bool:
        """Whether the relation is one of ours as it stands."""
        ends = {expanded(row.cells[name], self.prefixes) for name in ("subject_id", "object_id")}
        said = expanded(row.cells["predicate_id"], self.prefixes)
        return said == terms.SKOS_mappingRelation if terms.SSSOM_NoTermFound in ends else said in PREDICATES

    def _value(self, node: NamedNode, slot: Slot, value: str, number: int | None) -> None:
        """Keeps one value as its slot's property, or tells why it could not be kept."""
        found, why = term(slot, value, self.prefixes)
        if found is None:
            self.account.lose(self.text.where, number, slot.name, value, why)
        else:
            self._say(node, slot.property, found)
            self.account.kept[slot.name] += 1


def _told(head: dict[str, heads.Value], context: Context) -> str | None:
    """The id of the dataset, where the set bears an IRI of ours."""
    id = heads.text(head, "mapping_set_id")
    name = id.removeprefix(context.base)
    return name if id.startswith(context.base) and name and "/" not in name else None


def _extensions(head: Mapping[str, heads.Value], prefixes: Mapping[str, str]) -> Iterator[tuple[str, Slot]]:
    """The columns that the head declares beyond the standard."""
    listed = head.get("extension_definitions")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            name, property = heads.text(one, "slot_name"), expanded(heads.text(one, "property"), prefixes)
            if property and name and name not in MAPPING:
                hint = heads.text(one, "type_hint").rpartition(":")[2].lower()
                yield name, Slot(name, _HINTS.get(hint, "text"), False, property, False)
