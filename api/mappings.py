"""Mappings on record, what in them cannot all be true, what follows through a hub, and candidates for new ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from goldenthread import mapping, suggestions, terms
from goldenthread.api import formats
from goldenthread.api.asked import NAMED, PERHAPS, TABLE, Answer, Asked, Limit, Offset, Reads, Rows
from goldenthread.api.words import _
from goldenthread.errors import BadParameter
from goldenthread.frameworks import framework, frameworks
from goldenthread.loaders import Context, sssom
from goldenthread.mapping import Record
from goldenthread.store.rdf import Literal, NamedNode, Triple
from goldenthread.things import Thing, resolve, things_of
from goldenthread.trace import Evidence, evidence_of

router = APIRouter(tags=["compare"])
Name = Annotated[
    str | None, Query(description="a framework: its IRI, or dataset:code", max_length=2000, json_schema_extra=PERHAPS)
]
Needed = Annotated[
    str, Query(description="a framework: its IRI, or dataset:code", max_length=2000, json_schema_extra=NAMED)
]
SUSPECT: Final = {
    "conflict": _("One pair, two relations that exclude each other: reject one of them."),
    "none": _("Matched in a framework where it is said to have no counterpart: reject one of them."),
    "cluster": _("Matches of the same meaning join two things of one framework: at least one of them is too strong."),
}


@router.get("/mappings", summary="What is said to match what")
def mappings(
    asked: Reads,
    *,
    source: Name = None,
    target: Name = None,
    about: Annotated[
        str | None, Query(description="either end: an IRI, or dataset:code", max_length=2000, json_schema_extra=PERHAPS)
    ] = None,
    predicate: Annotated[
        str | None, Query(description="exact, close, broad, narrow, related or none, by comma")
    ] = None,
    status: Annotated[str, Query(description="accepted, candidate or rejected, by comma")] = "accepted",
    limit: Limit = None,
    offset: Offset = 0,
) -> Response:
    """Mappings as SSSOM records, accepted ones unless others are asked for; as TSV with its head at `/mappings.tsv`."""
    listed = frameworks(asked.store)
    found = mapping.records(
        asked.store,
        source=framework(listed, source, asked.base).iri if source else None,
        target=framework(listed, target, asked.base).iri if target else None,
        about=resolve(asked.store, about, asked.base) if about else None,
        predicates=_chosen("predicate", predicate or "", mapping.PREDICATES),
    )
    wanted = _chosen("status", status, mapping.STATUSES)
    if asked.form((*TABLE, "tsv")) == "tsv":
        return _tsv(asked, [record for record in found if record.status in wanted])
    chosen = {"source": source or "", "target": target or "", "about": about or "", "status": wanted}
    return _list(asked, found, chosen, asked.limit(limit), offset)


def _list(asked: Asked, found: Sequence[Record], chosen: Mapping[str, Any], most: int, offset: int) -> Response:
    """A page of the mappings found that have a standing that was asked for."""
    passed = [record for record in found if record.status in chosen["status"]]
    shown = passed[offset : offset + most]
    onward = asked.onward(len(passed), most, offset)
    called = _called(asked, shown)
    evidence, _ = evidence_of(asked.store, (record.iri for record in shown), asked.languages)
    counts = {one: sum(record.status == one for record in found) for one in mapping.STATUSES}
    data = {
        **asked.stamp, "total": len(passed), "counts": counts,
        "items": [_json(record, called, evidence.get(record.iri, ())) for record in shown], "next": onward,
    }  # fmt: skip
    page = {
        "records": shown, "called_things": called, "evidence": evidence, "onward": onward, "chosen": chosen,
        "frameworks": frameworks(asked.store), "counts": counts, "total": len(passed),
        "suspects": len(mapping.suspects(found)), "tsv": _twin(asked, "tsv"),
    }  # fmt: skip
    about = [record.iri for record in shown]
    return asked.answer(Answer("mappings.html", data, page, about, rows=lambda: _rows(shown, called), next=onward))


@router.get("/mappings/suspects", summary="Mappings that cannot all be true")
def suspects(asked: Reads) -> Response:
    """Conflicting relations, matches where nothing was found, and groups that hold two things of one framework. They
    are told, and nothing is joined because of them."""
    found = mapping.suspects(mapping.records(asked.store))
    named = [iri for one in found for iri in (*one.things, *one.mappings)]
    called = things_of(asked.store, named, asked.languages)
    items = [
        {
            "kind": one.kind, "message": SUSPECT[one.kind], "candidate": one.candidate,
            "things": [asdict(called[iri]) for iri in one.things], "mappings": list(one.mappings),
        }
        for one in found
    ]  # fmt: skip
    data = {**asked.stamp, "total": len(items), "items": items, "next": None}
    columns = ("kind", "message", "things", "mappings")
    rows = (
        (one.kind, SUSPECT[one.kind], " | ".join(called[iri].name for iri in one.things), " | ".join(one.mappings))
        for one in found
    )
    page = {"found": found, "called_things": called, "SUSPECT": SUSPECT}
    about = [iri for one in found for iri in one.mappings]
    return asked.answer(Answer("suspects.html", data, page, about, rows=lambda: (columns, rows)))


@router.get("/mappings/through", summary="What follows between two frameworks through a third")
def through(
    asked: Reads, *, left: Needed, right: Needed, via: Needed, limit: Limit = None, offset: Offset = 0
) -> Response:
    """Relations that follow from two accepted mappings to one hub, weakened by a fixed table: at best close, never
    the same meaning. They are derived when asked for and stored nowhere."""
    listed = frameworks(asked.store)
    ends = [framework(listed, name, asked.base).iri for name in (left, right, via)]
    found = mapping.through(mapping.records(asked.store, statuses=("accepted",)), *ends)
    most = asked.limit(limit)
    shown = found[offset : offset + most]
    called = things_of(
        asked.store, [iri for one in shown for iri in (one.subject, one.object, one.hub)], asked.languages
    )
    items = [
        {
            "subject": asdict(called[one.subject]), "predicate": one.predicate, "object": asdict(called[one.object]),
            "hub": asdict(called[one.hub]), "mappings": list(one.mappings), "derived": True,
        }
        for one in shown
    ]  # fmt: skip
    table = [{"first": one, "then": other, "gives": gives} for (one, other), gives in mapping.THROUGH.items()]
    onward = asked.onward(len(found), most, offset)
    data = {**asked.stamp, "total": len(found), "table": table, "items": items, "next": onward}
    columns = ("subject", "subject name", "predicate", "object", "object name", "hub", "first mapping", "then mapping")
    rows = (
        (o.subject, called[o.subject].name, o.predicate, o.object, called[o.object].name, o.hub, *o.mappings)
        for o in shown
    )
    page = {"shown": shown, "called_things": called, "onward": onward, "total": len(found)}
    about = [iri for one in shown for iri in one.mappings]
    return asked.answer(Answer("through.html", data, page, about, rows=lambda: (columns, rows), next=onward))


@router.get("/mappings/suggest", summary="Candidates for mappings, by the words two frameworks share")
def suggest(asked: Reads, source: Needed, target: Needed, limit: Limit = None, offset: Offset = 0) -> Response:
    """Pairs whose names share rare words, with those words as evidence. Each is a candidate for a person to judge:
    none is stored, none counts. The CSV is the sheet `mappings` of the workbook, its predicate left to be filled in."""
    listed = frameworks(asked.store)
    ends = [framework(listed, name, asked.base).iri for name in (source, target)]
    if ends[0] == ends[1]:
        raise BadParameter("source and target must be two frameworks")
    found = suggestions.suggest(asked.store, *ends)
    most = asked.limit(limit)
    shown = found[offset : offset + most]
    called = things_of(asked.store, [iri for one in shown for iri in (one.subject, one.object)], asked.languages)
    pairs = {frozenset({r.subject, r.object or ""}): r for r in mapping.records(asked.store)}
    known = {(o.subject, o.object): pairs.get(frozenset({o.subject, o.object})) for o in shown}
    items = [
        {
            "subject": asdict(called[one.subject]), "object": asdict(called[one.object]), "status": "candidate",
            "confidence": one.likeness, "evidence": {"shared": list(one.shared), "language": one.language},
            "known": _known(known[one.subject, one.object]),
        }
        for one in shown
    ]  # fmt: skip
    onward = asked.onward(len(found), most, offset)
    data = {**asked.stamp, "total": len(found), "items": items, "next": onward}
    columns = ("subject", "predicate", "object", "confidence", "justification", "status", "basis", "note")
    rows = (
        (o.subject, "", o.object, o.likeness, f"words shared: {', '.join(o.shared)}", "candidate", "judged",
         f"{called[o.subject].name} / {called[o.object].name}")
        for o in shown
    )  # fmt: skip
    page = {
        "shown": shown,
        "called_things": called,
        "known": known,
        "onward": onward,
        "total": len(found),
        "ends": (source, target),
    }
    about = [iri for one in shown for iri in (one.subject, one.object)]
    return asked.answer(Answer("suggest.html", data, page, about, rows=lambda: (columns, rows), next=onward))


def _known(record: Record | None) -> dict[str, str] | None:
    return {"mapping": record.iri, "predicate": record.predicate, "status": record.status} if record else None


def _chosen(name: str, text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The values of a list by comma; all where none is given. Raises BadParameter, which names those there are."""
    there = tuple(known)
    values = tuple(part.strip() for part in text.split(",") if part.strip()) or there
    if any(value not in there for value in values):
        raise BadParameter(f"{name} must be of {', '.join(there)}")
    return values


def _called(asked: Asked, shown: Sequence[Record]) -> dict[str, Thing]:
    named = {iri for record in shown for iri in (record.subject, record.object, record.target) if iri}
    return things_of(asked.store, named, asked.languages)


def _json(record: Record, called: dict[str, Thing], evidence: Sequence[Evidence]) -> dict[str, Any]:
    return {
        **asdict(record),
        "subject": asdict(called[record.subject]),
        "object": asdict(called[record.object]) if record.object else None,
        "evidence": [asdict(one) for one in evidence],
    }


def _rows(shown: Sequence[Record], called: dict[str, Thing]) -> Rows:
    columns = (
        "mapping", "subject", "subject name", "predicate", "object", "object name", "status", "confidence", "source",
        "target", "dataset",
    )  # fmt: skip
    return columns, _table(shown, called)


def _table(shown: Sequence[Record], called: dict[str, Thing]) -> Iterator[tuple[object, ...]]:
    for one in shown:
        yield (
            one.iri, one.subject, called[one.subject].name, one.predicate, one.object,
            called[one.object].name if one.object else "", one.status, one.confidence, one.source, one.target,
            one.dataset,
        )  # fmt: skip


def _twin(asked: Asked, form: str) -> str:
    query = asked.request.url.query
    return f"/mappings.{form}{'?' + query if query else ''}"


def _tsv(asked: Asked, passed: Sequence[Record]) -> Response:
    """The mappings as SSSOM, each as its dataset says it."""
    node = NamedNode(asked.base + "mappings")
    triples = [Triple(node, NamedNode(terms.SKOS_prefLabel), Literal(f"Mappings, release {asked.release.number}"))]
    for record in passed:
        quads = asked.store.quads(NamedNode(record.iri), graph=NamedNode(record.dataset))
        triples += [quad.triple for quad in quads]
    context = Context(asked.base, "mappings", "mappings.sssom.tsv", asked.request.app.state.settings)
    return formats.respond(sssom.write(triples, "mappings", context).content, "tsv", asked.headers)
