"""Two standards compared: measures with the cells that make the difference, and every undefined case in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from goldenthread import comparison, measures
from goldenthread.api.asked import PERHAPS, Answer, Asked, Reads, Rows
from goldenthread.comparison import Comparison
from goldenthread.errors import BadParameter
from goldenthread.frameworks import Framework, framework, frameworks

router = APIRouter(tags=["compare"])
Name = Annotated[
    str | None, Query(description="a standard: its IRI, or dataset:code", max_length=2000, json_schema_extra=PERHAPS)
]
# Webb's thresholds: acceptable from the first, weak from the second.
THRESHOLDS: Final = {"depth": (0.5, 0.4), "range": (0.5, 0.4), "balance": (0.7, 0.6)}


@router.get("/compare", summary="Two standards compared through a reference framework")
def compare(
    asked: Reads,
    *,
    left: Name = None,
    right: Name = None,
    via: Annotated[
        str | None, Query(description="a reference framework; unless said, the one both match best", max_length=2000)
    ] = None,
    hits: Annotated[int, Query(ge=1, description="Webb's least number of hits a topic")] = comparison.HITS,
) -> Response:
    """Jaccard over cells, Porter's index whole and by topic and level, Webb's four criteria within each standard, and
    the cells that make the difference. Without `left` and `right`: the standards to choose from."""
    listed = frameworks(asked.store)
    if not left or not right:
        if left or right or via:
            raise BadParameter("name two standards, left and right")
        return choose(asked, listed)
    chosen = [framework(listed, name, asked.base) for name in (left, right)]
    through = framework(listed, via, asked.base).iri if via else None
    found = comparison.compare(
        asked.store, chosen[0].iri, chosen[1].iri,
        through or comparison.suggested(asked.store, chosen[0].iri, chosen[1].iri, listed), asked.languages,
    )  # fmt: skip
    page = {
        **_choices(listed), "found": found, "hits": hits, "verdict": _verdict,
        "chosen": {"left": found.left.iri, "right": found.right.iri, "via": found.via.iri},
    }  # fmt: skip
    about = (found.left.iri, found.right.iri, found.via.iri)
    thresholds = {"concurrence": hits, **{name: limits[0] for name, limits in THRESHOLDS.items()}}
    data = found.to_json() | asked.stamp | {"thresholds": thresholds}
    return asked.answer(Answer("compare.html", data, page, about=about, rows=lambda: _rows(found)))


def choose(asked: Asked, listed: Iterable[Framework]) -> Response:
    """What can be compared with what."""
    every = tuple(listed)
    data = {**asked.stamp, "items": [{**asdict(one), "name": one.name(asked.base)} for one in every]}
    columns = ("name", "label", "reference", "competencies", "status", "iri")
    rows = ([one.name(asked.base), one.label, one.reference, one.competencies, one.status, one.iri] for one in every)
    page = {**_choices(every), "found": None, "chosen": {"left": "", "right": "", "via": ""}, "hits": comparison.HITS}
    return asked.answer(
        Answer("compare.html", data, page, about=[one.iri for one in every], rows=lambda: (columns, rows))
    )


def _choices(listed: Iterable[Framework]) -> dict[str, list[Framework]]:
    """Standards with competencies first: of the others there is nothing to compare yet."""
    every = sorted(listed, key=lambda one: (not one.competencies, one.dataset, one.code))
    return {
        "standards": [one for one in every if not one.reference],
        "references": [one for one in every if one.reference and one.competencies],
    }


def _verdict(criterion: str, value: float | None) -> str | None:
    return measures.verdict(value, *THRESHOLDS[criterion])


def _rows(found: Comparison) -> Rows:
    columns = (
        "cell", "cell name", "left share", "right share", "difference", "left competencies", "right competencies",
        "cell iri",
    )  # fmt: skip
    return columns, _cells(found)


def _cells(found: Comparison) -> Iterator[tuple[object, ...]]:
    for one in found.shares:
        yield (
            one.cell.code, one.cell.label, _rounded(one.left), _rounded(one.right), _rounded(one.difference),
            " | ".join(thing.name for thing in one.left_competencies),
            " | ".join(thing.name for thing in one.right_competencies), one.cell.iri,
        )  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
