"""The thread of any one thing: its picture, the steps it lacks, what every statement rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response

from goldenthread import gaps, questions
from goldenthread import trace as threading
from goldenthread.api import words
from goldenthread.api.asked import NAMED, Answer, Asked, Reads, Rows
from goldenthread.api.picture import Missing, Picture, draw
from goldenthread.gaps import Gap
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.things import Thing, resolve, things_of
from goldenthread.trace import Trace

router = APIRouter(tags=["threads"])
ROLLED_UP: Final = "G36"  # says again for the whole goal what the others say of its parts
CLAIMED: Final = ("teaches", "assesses", "certifies", "mapping")  # steps that a claim of their own states


@dataclass(frozen=True)
class Rests:
    """What one statement rests on: of a thing, or (where `target` is) of a step between two."""

    source: Thing
    target: Thing | None
    relation: str
    status: str
    document: Thing | None
    locator: str | None
    asserter: str | None
    date: str | None
    verification: str | None
    basis: str | None


@router.get("/trace", summary="The thread of a thing, up, down or both ways")
def trace(
    asked: Reads,
    iri: Annotated[str, Query(description="an IRI, or dataset:code", max_length=2000, json_schema_extra=NAMED)],
    direction: Annotated[Literal["down", "up", "both"], Query(description="which way to follow it")] = "down",
) -> Response:
    """Every step with the evidence it rests on, and the steps that are missing."""
    found = threading.trace(asked.store, resolve(asked.store, iri, asked.base), direction, asked.languages)
    lacking = in_order(found.breaks)
    page = {
        "trace": found,
        "direction": direction,
        "picture": picture(found, lacking),
        "lacking": lacking,
        "rests": rests(asked, found),
        "called_by": {thing.iri: thing for thing in found.nodes},
    }
    return asked.answer(answer(asked, "trace.html", found, page))


def answer(asked: Asked, template: str, found: Trace, page: dict[str, Any]) -> Answer:
    """A trace in all its forms."""
    return Answer(
        template, found.to_json() | asked.stamp, page, [node.iri for node in found.nodes], rows=lambda: _rows(found)
    )


def rolled_up(gap: Gap) -> bool:
    """Whether a gap says again what others say; that nobody has said whom a goal is for, no other says."""
    return gap.type == ROLLED_UP and gap.stage != "goal"


def in_order(found: Iterable[Gap]) -> tuple[Gap, ...]:
    """Gaps as a page lists them."""
    kept = (gap for gap in found if not rolled_up(gap))
    rank = {status: place for place, status in enumerate(gaps.STATUSES)}
    return tuple(sorted(kept, key=lambda gap: (rank[gap.status], gap.type, gap.focus.code or "", gap.iri)))


def picture(found: Trace, lacking: Sequence[Gap]) -> Picture:
    """The picture of a trace with what it lacks; each missing step leads to its card below."""
    missing = [
        Missing(gap.stage, gap.focus.iri, gap.status, _short(gap), number, f"#gap-{number}")
        for number, gap in enumerate(lacking, start=1)
        if gap.status != "waived"
    ]
    return draw(found, missing)


def _short(gap: Gap) -> str:
    """A missing step in the few words a card holds."""
    said = words.MISSING.get(gap.stage)
    return said[gap.status == "unknown"] if said else gap.title


def rests(asked: Asked, found: Trace) -> list[Rests]:
    """What each thing and each claim of the trace rests on, in the order of the thread."""
    called = {node.iri: node for node in found.nodes}
    table = questions.ask(asked.store, "evidence", nodes=tuple(NamedNode(iri) for iri in sorted(called)))
    records = [{column: text_of(term) or None for column, term in row.items()} for row in questions.records(table)]
    documents = things_of(asked.store, {row["document"] for row in records if row["document"]}, asked.languages)
    rows = [
        Rests(
            called[row["node"] or ""], None, "", "accepted", documents.get(row["document"] or ""), row["locator"],
            row["asserter"], row["date"], row["verification"], row["basis"],
        )
        for row in records
    ]  # fmt: skip
    return sorted(dict.fromkeys([*rows, *_claims(found, called)]), key=_place)


def _claims(found: Trace, called: dict[str, Thing]) -> Iterator[Rests]:
    for link in found.links:
        if link.relation in CLAIMED:
            for one in link.evidence:
                yield Rests(
                    called[link.source], called[link.target], link.relation, link.status, one.document, one.locator,
                    one.asserter, one.date, one.verification, one.basis,
                )  # fmt: skip


def _place(row: Rests) -> tuple[int, str, str]:
    order = ("document", "finding", "goal", "programme", "requirement", "standard", "competency", "module")
    stage = row.source.stage or ""
    return order.index(stage) if stage in order else len(order), row.source.name, row.target.name if row.target else ""


def _rows(found: Trace) -> Rows:
    columns = (
        "source", "source name", "relation", "target", "target name", "level", "status",
        "document", "locator", "asserter", "date", "verification",
    )  # fmt: skip
    return columns, _cells(found)


def _cells(found: Trace) -> Iterator[tuple[object, ...]]:
    called = {node.iri: node.name for node in found.nodes}
    for link in found.links:
        head = (link.source, called[link.source], link.relation, link.target, called[link.target])
        for one in link.evidence or (None,):
            said = (
                (one.document.name if one.document else "", one.locator, one.asserter, one.date, one.verification)
                if one
                else ("",) * 5
            )
            yield (*head, link.level.name if link.level else "", link.status, *said)
