"""The page of any one thing: everything said of it, the claims that name it, what points to it, where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from goldenthread import gaps, questions, terms
from goldenthread.api import pages
from goldenthread.api.asked import NAMED, Answer, Asked, Reads, Rows
from goldenthread.api.traces import in_order
from goldenthread.api.words import _
from goldenthread.gaps import Gap
from goldenthread.store.rdf import Literal, NamedNode, text_of
from goldenthread.things import Description, Statement, Thing, describe, resolve, things_of

router = APIRouter(tags=["things"])
LISTED: Final = 200  # statements of one property shown on a page; the twins have them all
DERIVED: Final = (terms.GRAPH_view, terms.GRAPH_report)
CLAIMS: Final = (terms.TeachingClaim, terms.AssessmentClaim, terms.CertificationClaim, terms.Mapping)
STANDING: Final = {terms.InForce: _("in force"), terms.Expired: _("ended"), terms.Draft: _("a draft")}


@dataclass(frozen=True)
class Group:
    """The values one property has: on a page they stand together. `more` counts those left off."""

    property: str
    values: tuple[Thing | Literal, ...]
    more: int


@dataclass(frozen=True)
class ClaimRow:
    """A claim that names the thing: what it says of which other thing, who says so and on what evidence."""

    claim: Thing
    other: Thing | None
    level: Thing | None
    document: Thing | None
    said: dict[str, str]


@router.get("/id/{path:path}", summary="Everything said of one thing")
def minted(asked: Reads, path: str) -> Response:
    """A thing under our own base address: what is said of it, what names it, its claims and its source."""
    del path  # the address as it came keeps the percent-encoding of codes
    raw = pages.path_of(asked.request)
    return page(asked, asked.base + raw.removeprefix("/id/"))


@router.get("/resource", summary="Everything said of one thing, named by its IRI or as dataset:code")
def resource(
    asked: Reads,
    iri: Annotated[str, Query(description="an IRI, or dataset:code", max_length=2000, json_schema_extra=NAMED)],
) -> Response:
    """A thing of any address: what is said of it, what names it, its claims and its source."""
    return page(asked, resolve(asked.store, iri, asked.base))


def page(asked: Asked, iri: str) -> Response:
    """The answer about one thing."""
    found = describe(asked.store, iri, asked.languages)
    claims = tuple(_claims(asked, found))
    said = [one for one in found.said if one.graph not in DERIVED]
    derived = [one for one in found.said if one.graph == terms.GRAPH_view]
    data = {
        **asked.stamp,
        "thing": asdict(found.thing),
        "said": [_json(one) for one in found.said],
        "incoming": [_json(one) for one in found.incoming],
    }
    values = {
        "thing": found.thing,
        "names": [one.value for one in said if one.property == terms.SKOS_prefLabel],
        "said": _grouped(said, hidden=(terms.SKOS_prefLabel, terms.RDF_type, terms.SKOS_notation)),
        "derived": _grouped(derived, hidden=(terms.RDF_type, terms.inDataset)),
        "incoming": _grouped(_pointing(found.incoming)),
        "claims": claims,
        "verification": next((text_of_value(one.value) for one in said if one.property == terms.verification), None),
        "locator": next((text_of_value(one.value) for one in said if one.property == terms.locator), None),
        "document": _document(said),
        "status": _one(found, terms.threadStatus),
        "standing": next((STANDING[kind] for kind in _kinds(derived) if kind in STANDING), None),
        "gaps": _gaps(asked, iri),
        "goal_address": _goal_address(asked, found),
    }
    return asked.answer(Answer("thing.html", data, values, [iri], rows=lambda: _rows(found)))


def _kinds(derived: Iterable[Statement]) -> Iterator[str]:
    return (one.value.iri for one in derived if one.property == terms.RDF_type and isinstance(one.value, Thing))


def _gaps(asked: Asked, iri: str) -> tuple[Gap, ...]:
    """What is missing at the thing, or not known of it, in the order of a page."""
    found = questions.ask(asked.store, "gaps-on", things=(NamedNode(iri),)).rows
    return in_order(gaps.gaps_of(asked.store, (text_of(gap) for gap, _ in found), asked.languages))


def _json(statement: Statement) -> dict[str, Any]:
    value = statement.value
    if isinstance(value, Thing):
        return {"property": statement.property, "value": asdict(value), "graph": statement.graph}
    said = {"value": value.value, "lang": value.language, "datatype": value.datatype.value}
    return {"property": statement.property, "value": said, "graph": statement.graph}


def text_of_value(value: Thing | Literal) -> str:
    """A value as text."""
    return value.value if isinstance(value, Literal) else value.name


def _grouped(statements: Iterable[Statement], hidden: tuple[str, ...] = ()) -> list[Group]:
    groups: dict[str, list[Thing | Literal]] = {}
    for one in statements:
        if one.property not in hidden and one.value not in groups.setdefault(one.property, []):
            groups[one.property].append(one.value)
    return [Group(name, tuple(held[:LISTED]), max(0, len(held) - LISTED)) for name, held in groups.items()]


def _pointing(statements: Iterable[Statement]) -> Iterator[Statement]:
    """What names the thing in a dataset; claims have a table of their own, and gaps a page."""
    for one in statements:
        claim = isinstance(one.value, Thing) and one.value.type in CLAIMS
        if one.graph not in DERIVED and one.graph not in {terms.GRAPH_catalogue} and not claim:
            yield one


def _document(said: Iterable[Statement]) -> Thing | None:
    places = (terms.statedIn, terms.partOfPlan, terms.DCTERMS_source)
    return next((one.value for one in said if one.property in places and isinstance(one.value, Thing)), None)


def _one(found: Description, name: str) -> str | None:
    return next((text_of_value(one.value) for one in found.said if one.property == name), None)


def _goal_address(asked: Asked, found: Description) -> str | None:
    """Where the thread of the thing is drawn, if it is a goal of a country."""
    country = next((one.value for one in found.said if one.property == terms.inCountry), None)
    if (
        not isinstance(country, Thing)
        or found.thing.stage != "goal"
        or not country.iri.startswith(asked.base + "country/")
    ):
        return None
    iso = country.iri.removeprefix(asked.base + "country/")
    return goal_address(asked.here, iso, found.thing)


def goal_address(here: pages.Here, iso: str, goal: Thing) -> str:
    """The page of a goal; one without a code is named by its IRI."""
    if goal.code:
        return here.url(f"/country/{iso}/goal/{quote(goal.code, safe='')}")
    return here.url(f"/country/{iso}/goal/-", reference=goal.iri)


def _claims(asked: Asked, found: Description) -> Iterator[ClaimRow]:
    """The claims that name the thing, with what each rests on."""
    claims = {
        one.value.iri: one.value for one in found.incoming
        if isinstance(one.value, Thing) and one.value.type in CLAIMS and one.property in {terms.subject, terms.object}
    }  # fmt: skip
    if not claims:
        return
    nodes = tuple(NamedNode(iri) for iri in sorted(claims))
    rows = questions.records(questions.ask(asked.store, "evidence", nodes=nodes))
    others = {iri: _other(asked, iri, found.thing.iri) for iri in claims}
    named = {text_of(row[column]) for row in rows for column in ("document", "level") if row[column]}
    called = things_of(asked.store, named | {other for other in others.values() if other}, asked.languages)
    for row in rows:
        said = {column: text_of(term) for column, term in row.items()}
        other = others[said["node"]]
        yield ClaimRow(
            claims[said["node"]], called.get(other or ""), called.get(said["level"]), called.get(said["document"]), said
        )


def _other(asked: Asked, claim: str, end: str) -> str | None:
    """The other end of a claim."""
    for name in (terms.subject, terms.object):
        for quad in asked.store.quads(NamedNode(claim), NamedNode(name)):
            if text_of(quad.object) != end:
                return text_of(quad.object)
    return None


def _rows(found: Description) -> Rows:
    rows = [
        (way, one.property, text_of_value(one.value), one.value.iri if isinstance(one.value, Thing) else "", one.graph)
        for way, statements in (("says", found.said), ("named by", found.incoming)) for one in statements
    ]  # fmt: skip
    return ("direction", "property", "value", "iri", "graph"), rows
