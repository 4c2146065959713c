"""Mappings that somebody proposes: records of SSSOM become candidates, among the decisions on a dataset.

Each is named by its ends and relation, so that the same proposal again replaces the one before. What is decided on it
is a decision like any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from goldenthread import mapping, terms, things
from goldenthread.decisions import SIDE, described
from goldenthread.edits import Change, Said
from goldenthread.errors import BadParameter, Conflict, Refused, Remark
from goldenthread.loaders import Context, sssom_read
from goldenthread.loaders.account import Account
from goldenthread.loaders.sssom_slots import MAPPING
from goldenthread.loaders.sssom_text import Row, Text, expanded
from goldenthread.settings import Settings
from goldenthread.sources import triples_of
from goldenthread.store import Store
from goldenthread.store.rdf import Literal, NamedNode, Triple, text_of

MOST: Final = 500  # proposals at once
ENDS: Final = ("subject_id", "predicate_id", "object_id")
THINGS: Final = ("subject_id", "object_id", "object_source", "subject_source")  # may be named as dataset:code
Proposal = Mapping[str, str]


def parsed(said: Any) -> tuple[Proposal, ...]:  # JSON of a stranger
    """Proposals from a record or a list of records with the slots of SSSOM, lists joined as in its tables. Raises
    BadParameter naming what is amiss."""
    records = said if isinstance(said, list) else [said]
    if not 0 < len(records) <= MOST or not all(isinstance(record, dict) for record in records):
        raise BadParameter(f"a mapping is an object with the slots of SSSOM; send one, or a list of up to {MOST}")
    return tuple(_proposal(record) for record in records)


def _proposal(record: Mapping[str, Any]) -> Proposal:
    if unknown := sorted(record.keys() - MAPPING.keys() - {"record_id"}):
        raise BadParameter(f"{unknown[0][:60]} is no slot of SSSOM")
    made = {name: _text(name, value) for name, value in record.items() if value not in (None, "", [])}
    for name in ENDS:
        if name not in made:
            raise BadParameter(f"{name} is needed")
    if not made.keys() & {"author_id", "author_label"}:
        raise BadParameter("author_id or author_label is needed: who proposes it")
    return {name: value for name, value in made.items() if name != "record_id"}


def _text(name: str, value: Any) -> str:
    values = value if isinstance(value, list) and MAPPING[name].many else [value]
    if not all(isinstance(one, str | int | float) and not isinstance(one, bool) for one in values):
        raise BadParameter(f"{name} must be a text{', or a list of texts' if MAPPING[name].many else ''}")
    return "|".join(str(one).strip().replace("|", "\\|") for one in values)


def propose(dataset: str, records: Sequence[Proposal], settings: Settings, time: datetime) -> Change:
    """The edit that writes proposals down as candidates. Raises NotFound for what they are about, Conflict where one
    is on record already, Refused where a value is not understood."""

    def change(_: Store, before: Store) -> Said:
        side = dataset + SIDE
        ready = [_ready(record, before, settings.base) for record in records]
        fresh = _candidates(side, ready, settings, time)
        held = triples_of(before, side, settings.base)
        _new(before, fresh, settings.base + side)
        gone = {triple.subject for triple in fresh}
        kept = (triple for triple in held if triple.subject not in gone)
        return {side: (*kept, *fresh, *described(before, dataset, settings.base))}

    return change


def _ready(record: Proposal, store: Store, base: str) -> Proposal:
    """The record with the IRI of each thing that it names by code, and of its relation."""
    prefixes = Text("", {}, (), (), "").prefixes
    made = dict(record)
    for name in THINGS:
        if name in made and expanded(made[name], prefixes) is None:
            made[name] = things.resolve(store, made[name], base)
    things.known(store, expanded(made["subject_id"], prefixes) or "")
    return made | {name: expanded(made[name], prefixes) or made[name] for name in ENDS}


def _candidates(side: str, records: Sequence[Proposal], settings: Settings, time: datetime) -> list[Triple]:
    """What the records say, read as a table of SSSOM would be, each a candidate whoever made it; one with the
    modifier Not is rejected as it is there."""
    home = f"{settings.base}{side}/mapping/"
    day = time.date().isoformat()
    rows = [
        Row(place, {"mapping_date": day, **record, "record_id": home + _sign(record)})
        for place, record in enumerate(records, 1)
    ]
    account = Account()
    context = Context(settings.base, side, "mappings", settings)
    loaded = sssom_read.read(Text("mappings", {}, tuple(MAPPING), tuple(rows), ""), context, account)
    lost = [
        Remark("violation", f"this is not understood: {one.why}", "mappings", one.row, one.column)
        for one in loaded.not_kept
    ]
    if faults := [*(remark for remark in loaded.remarks if remark.severity == "violation"), *lost]:
        raise Refused(faults)
    own = NamedNode(settings.base + side)
    return [
        _candidate(triple)
        for triple in loaded.triples
        if triple.subject != own and triple.predicate.value != terms.SKOS_notation
    ]


def _candidate(triple: Triple) -> Triple:
    if triple.predicate.value != terms.status or triple.object == Literal("rejected"):
        return triple
    return Triple(triple.subject, triple.predicate, Literal("candidate"))


def _sign(record: Proposal) -> str:
    return hashlib.sha256("\n".join(record[name] for name in ENDS).encode()).hexdigest()[:16]


def _new(store: Store, fresh: Sequence[Triple], side: str) -> None:
    """Raises Conflict where a mapping of the same ends and relation is on record elsewhere."""
    there = {
        (one.subject, mapping.PREDICATES[one.predicate], one.object or terms.SSSOM_NoTermFound): one.iri
        for one in mapping.records(store) if one.dataset != side
    }  # fmt: skip
    said = {(triple.subject, triple.predicate.value): text_of(triple.object) for triple in fresh}
    for node in dict.fromkeys(triple.subject for triple in fresh):
        ends = said[node, terms.subject], said[node, terms.predicate], said[node, terms.object]
        if ends in there:
            raise Conflict(f"this mapping is on record as {there[ends]}; decide on that one")
