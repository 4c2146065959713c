"""A rule that finds gaps: what it says in plain words, why it matters, how it is asked, what it finds today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Response

from goldenthread import files, gaps
from goldenthread.api import trends
from goldenthread.api.asked import Answer, Asked, Reads
from goldenthread.api.countries import countries
from goldenthread.store.rdf import Triple, read_quads
from goldenthread.wording import SHEETS

router = APIRouter(tags=["gaps"])


@router.get("/rule/{code}", summary="One rule that finds gaps")
def rule(asked: Reads, code: Annotated[str, Path(description="a gap type, for example G18")]) -> Response:
    """The rule in a sentence, why it matters, its SHACL, and how many gaps it finds."""
    kind = gaps.gap_type(code.upper())
    listed = countries(asked.store)
    told = [one for one in gaps.counts(asked.store) if one.type == kind.code]
    found = {one.iso: gaps.added(count for count in told if count.country == one.iso) for one in listed}
    every = gaps.gaps(asked.store, type=kind.code, limit=0)
    past = trends.of(asked, code=kind.code)
    run = _run(asked)
    data = {
        **asked.stamp,
        **asdict(kind),
        "counts": dict(every.counts),
        "by_country": found,
        "last_run": run,
        "history": [asdict(point) for point in past],
    }
    text = files.text("shapes", "alignment", f"{kind.code}.ttl")
    rows = [(one.iso, one.name, *(found[one.iso][status] for status in gaps.STATUSES)) for one in listed]
    page = {
        "kind": kind,
        "sheets": list(dict.fromkeys((*(SHEETS[link] for link in kind.rests_on), *kind.sheets))),
        "countries": listed,
        "found": found,
        "total": every,
        "run": run,
        "hit": [iso for iso, counts in found.items() if any(counts.values())],
        "text": text,
        "types": gaps.gap_types(),
        "past": past,
        "bars": trends.bars(past),
    }
    return asked.answer(
        Answer(
            "rule.html", data, page, triples=lambda: _triples(text),
            rows=lambda: (("country", "name", *gaps.STATUSES), rows), counts=every.counts,
        )
    )  # fmt: skip


def _run(asked: Asked) -> dict[str, object]:
    """The run of all rules that these answers come of: its release with the activities in its catalogue, the moment
    and the day, and for how long view and rules of the release were made. Of another day than the release's own the
    view is made when it is asked for."""
    facts, number = asked.release.facts, asked.release.number
    told = [one.seconds for one in asked.request.app.state.releases.history(number)]
    own = facts.time.startswith(facts.as_of.isoformat())
    return {
        "release": number, "iri": f"{asked.base}release/{number}", "as_of": facts.as_of.isoformat(),
        "time": facts.time if own else None, "seconds": told[-1] if told and own else None,
    }  # fmt: skip


def _triples(text: str) -> Iterable[Triple]:
    return [Triple(quad.subject, quad.predicate, quad.object) for quad in read_quads(text.encode(), "ttl")]
