"""What would mend one gap, the least effort first."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from goldenthread import gaps as finding
from goldenthread import remedies as mending
from goldenthread.api.asked import Answer, Reads
from goldenthread.remedies import Remedy

router = APIRouter(tags=["gaps"])


@router.get("/remedies", summary="What would mend a gap")
def remedies(
    asked: Reads, gap: Annotated[str, Query(description="the IRI of a gap, as in the answers of /gaps", max_length=500)]
) -> Response:
    """Claims to check, modules to extend or to borrow with their licence, and the smallest edge to write down."""
    (found,) = finding.gaps_of(asked.store, [gap], asked.languages)
    ways = mending.remedies(asked.store, [found], asked.languages).get(gap, ())
    data = {**asked.stamp, "gap": asdict(found), "items": [json_of(way) for way in ways]}
    columns = ("verb", "effort", "sentence", "with", "with name", "country", "licence", "sheet", "columns")
    rows = [
        (
            way.verb, way.effort, way.sentence, way.thing.iri if way.thing else "", way.thing.name if way.thing else "",
            way.country.name if way.country else "", way.licence, way.edge.sheet, " ".join(way.edge.columns),
        )
        for way in ways
    ]  # fmt: skip
    return asked.answer(
        Answer("remedies.html", data, {"gap": found, "ways": ways}, about=[gap], rows=lambda: (columns, rows))
    )


def json_of(way: Remedy) -> dict[str, Any]:
    """A remedy in the shape of an answer."""
    said = asdict(way)
    return {("with" if name == "thing" else name): value for name, value in said.items()}
