"""The page of one goal: how its thread runs, where it breaks or is not known, what would mend it, and the sources."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from goldenthread import gaps, terms
from goldenthread import remedies as mending
from goldenthread import trace as threading
from goldenthread.api import traces
from goldenthread.api.asked import Asked, Reads
from goldenthread.api.countries import Country, Iso, country_of
from goldenthread.api.remedies import json_of
from goldenthread.errors import Ambiguous, NotFound
from goldenthread.gaps import Gap
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.things import Thing, things_of

router = APIRouter(tags=["threads"])


@router.get("/country/{iso}/goal/{code:path}", summary="One goal and its thread")
def goal(
    asked: Reads,
    iso: Iso,
    code: Annotated[str, Path(description="the goal's code; - with ?reference=")],
    reference: Annotated[str | None, Query(description="the goal's IRI, where it has no code", max_length=2000)] = None,
) -> Response:
    """The thread of a goal: every step with its evidence, each missing one with what would mend it."""
    country = country_of(asked.store, iso)
    found = threading.trace(asked.store, _goal(asked, country, code, reference), "down", asked.languages)
    lacking = traces.in_order(found.breaks)
    ways = mending.remedies(asked.store, lacking, asked.languages)
    page: dict[str, Any] = {
        "country": country,
        "trace": found,
        "names": _names(asked, found.focus),
        "picture": traces.picture(found, lacking),
        "lacking": lacking,
        "types": {kind.code: kind for kind in gaps.gap_types()},
        "remedies": remedies(lacking),
        "ways": ways,
        "rests": traces.rests(asked, found),
        "below": [node for node in found.nodes if node.stage in {"offering", "indicator"}],
    }
    given = traces.answer(asked, "goal.html", found, page)
    every = [json_of(way) for gap in lacking for way in ways.get(gap.iri, ())]
    return asked.answer(replace(given, data={**given.data, "remedies": every}))


def _goal(asked: Asked, country: Country, code: str, reference: str | None) -> str:
    """The IRI of a country's goal. Raises NotFound, or Ambiguous where two datasets use the same code."""
    every = [iri for iri, _, _ in threading.threads(asked.store, country.iri)]
    if reference is not None:
        found = [iri for iri in every if iri == reference]
    else:
        called = things_of(asked.store, every, asked.languages)
        found = [iri for iri in every if (called[iri].code or "").casefold() == code.casefold()]
    if not found:
        raise NotFound("The country has no goal of that code; its page lists those it has.")
    if len(found) > 1:
        raise Ambiguous(f"Two goals have this code. Write ?reference= with one of: {', '.join(sorted(found))}")
    return found[0]


def _names(asked: Asked, focus: Thing) -> list[Any]:
    """The goal's name in its other languages."""
    held = {quad.object for quad in asked.store.quads(NamedNode(focus.iri), NamedNode(terms.SKOS_prefLabel))}
    return sorted((name for name in held if text_of(name) != focus.label), key=str)


def remedies(lacking: tuple[Gap, ...]) -> list[tuple[str, str, list[int], bool]]:
    """What would close the gaps: a verb, the whole sentence, the numbers of the gaps it closes, whether they are
    open (else what is done settles what is not known)."""
    found: dict[str, list[int]] = {}
    opened: dict[str, bool] = {}
    for number, gap in enumerate(lacking, start=1):
        found.setdefault(gap.remedy, []).append(number)
        opened[gap.remedy] = opened.get(gap.remedy, False) or gap.status == "open"
    return [(remedy.split(" ", 1)[0], remedy, numbers, opened[remedy]) for remedy, numbers in found.items()]
