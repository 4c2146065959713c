"""Countries side by side on a reference framework, as a matrix; and one cell with the wording and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response

from goldenthread import coverage as covering
from goldenthread import cube
from goldenthread.api.asked import PERHAPS, Answer, Asked, Reads, Rows
from goldenthread.api.words import _
from goldenthread.coverage import Cell, Coverage, Match, Reach
from goldenthread.errors import BadParameter, NotFound
from goldenthread.frameworks import Framework, framework, frameworks
from goldenthread.gaps import Gap, gaps_of
from goldenthread.grounds import Grounds, resting, to_json
from goldenthread.things import Thing, things_of
from goldenthread.trace import Evidence

router = APIRouter(tags=["compare"])

STEP: Final[Mapping[str, str]] = {
    "not_covered": _("Not covered"),
    "in_standard": _("In the standard"),
    "taught": _("Taught"),
    "assessed": _("Assessed"),
    "certified": _("Certified"),
    "unknown": _("Not known"),
}
MATCH: Final[Mapping[str, str]] = {
    "exactMatch": _("Same meaning"),
    "closeMatch": _("Close"),
    "broadMatch": _("Part of it"),
    "narrowMatch": _("Wider than it"),
    "relatedMatch": _("Overlaps"),
    "mappingRelation": _("No counterpart"),
}


@dataclass(frozen=True)
class Said:
    """What one country says of the chosen cell, with the evidence of each match and the gaps there."""

    country: covering.Country
    reach: Reach
    matches: tuple[tuple[Match, tuple[Evidence, ...]], ...]
    gaps: tuple[Gap, ...]


@router.get("/coverage", summary="The reference frameworks on which countries stand side by side")
def references(
    asked: Reads,
    reference: Annotated[
        str | None,
        Query(description="a framework: its IRI, or dataset:code", max_length=2000, json_schema_extra=PERHAPS),
    ] = None,
    country: Annotated[str | None, Query(description="ISO codes, by comma")] = None,
    cell: Annotated[str | None, Query(description="the code or IRI of a cell to show closely")] = None,
    at: Annotated[str | None, Query(description="the ISO code of the country to show first")] = None,
) -> Response:
    """The frameworks to choose from; with `reference`, the matrix of that one."""
    listed = frameworks(asked.store)
    if reference is not None:
        return matrix(asked, framework(listed, reference, asked.base), country, cell, at)
    found = [one for one in listed if one.reference and one.competencies]
    standards = sorted(
        (one for one in listed if not one.reference), key=lambda one: (not one.competencies, one.dataset, one.code)
    )
    items = [{**asdict(one), "name": one.name(asked.base)} for one in found]
    data = {**asked.stamp, "items": items}
    columns = ("name", "label", "competencies", "iri")
    return asked.answer(
        Answer(
            "references.html", data, {"references": found, "standards": standards}, about=[one.iri for one in found],
            rows=lambda: (columns, ([item[name] for name in columns] for item in items)),
        )
    )  # fmt: skip


@router.get("/coverage/{reference:path}", summary="How deep each country reaches into each cell of a framework")
def coverage(
    asked: Reads,
    reference: Annotated[str, Path(description="a framework as dataset:code, for example ictcft3:ictcft3")],
    country: Annotated[str | None, Query(description="ISO codes, by comma")] = None,
    cell: Annotated[str | None, Query(description="the code or IRI of a cell to show closely")] = None,
    at: Annotated[str | None, Query(description="the ISO code of the country to show first")] = None,
) -> Response:
    """Cells by countries: the deepest step that an accepted claim proves, with what proves it; what is declared not
    to be there, and what is not known, apart."""
    return matrix(asked, framework(frameworks(asked.store), reference, asked.base), country, cell, at)


def matrix(asked: Asked, chosen: Framework, country: str | None, cell: str | None, at: str | None) -> Response:
    """The answer for one framework."""
    found = covering.coverage(asked.store, chosen.iri, (country or "").split(",") if country else (), asked.languages)
    grounds = resting(asked.store, found, asked.languages)
    data = {**asked.stamp, **to_json(found, grounds)}
    totals = data["totals"]
    name = chosen.name(asked.base)
    picked = _picked(found, cell) if cell else None
    page = {
        "found": found, "rows": _grouped(found), "path": f"/coverage/{name}", "totals": totals,
        "only": country, "picked": picked, "at": (at or "").lower(), "STEP": STEP, "MATCH": MATCH,
        "said": _said(asked, picked, found, grounds, (at or "").lower()) if picked else (),
        "known": [iso for iso, counts in totals.items() if counts["unknown"] < counts["of"]],
        "things": _things(asked, picked) if picked else {}, "ref": name,
    }  # fmt: skip
    return asked.answer(
        Answer(
            "coverage.html", data, page, triples=lambda: cube.triples(asked.store, found, asked.base, name),
            rows=lambda: _rows(found),
        )
    )  # fmt: skip


def _picked(found: Coverage, cell: str) -> Cell:
    for one in found.cells:
        if cell in {one.cell.iri, one.cell.code}:
            return one
    raise NotFound("The framework has no cell of that code. The codes are in the second column of its CSV.")


def _said(asked: Asked, cell: Cell, found: Coverage, grounds: Grounds, at: str) -> tuple[Said, ...]:
    """What each country says of a cell: the one asked for first, those of which nothing is known last."""
    if at and at not in cell.by_country:
        raise BadParameter("at must be the code of one of the countries shown")
    said = []
    for country in found.countries:
        reach = cell.by_country[country.iso]
        matches = tuple((match, grounds.evidence.get(match.mapping, ())) for match in reach.matches)
        there = gaps_of(asked.store, (gap for gap, _, _ in grounds.at(cell, country)), asked.languages)
        said.append(Said(country, reach, matches, there))
    return tuple(sorted(said, key=lambda one: (one.country.iso != at, not one.matches and not one.gaps)))


def _things(asked: Asked, cell: Cell) -> dict[str, Thing]:
    """What the matches of a cell and the sources of its modules, assessments and credentials are called."""
    reaches = cell.by_country.values()
    named = {match.competency for reach in reaches for match in reach.matches if match.competency}
    listed = (thing for reach in reaches for things in reach.by.values() for thing in things)
    return things_of(asked.store, named | {thing.source.iri for thing in listed if thing.source}, asked.languages)


def _grouped(found: Coverage) -> list[tuple[Any, list[Cell]]]:
    """The cells under the rows they belong to."""
    groups: list[tuple[Any, list[Cell]]] = []
    for cell in found.cells:
        if not groups or groups[-1][0] != cell.row:
            groups.append((cell.row, []))
        groups[-1][1].append(cell)
    return groups


def _rows(found: Coverage) -> Rows:
    columns = (
        "row", "cell", "level", "cell name", "country", "country name", "step", "declared", "competencies",
        "competency codes", "modules", "assessments", "credentials", "cell iri",
    )  # fmt: skip
    return columns, _table(found)


def _table(found: Coverage) -> Iterator[tuple[object, ...]]:
    for cell in found.cells:
        for country in found.countries:
            reach = cell.by_country[country.iso]
            yield (
                cell.row.name if cell.row else "", cell.cell.code, cell.column.label if cell.column else "",
                cell.cell.label, country.iso, country.name, reach.step, "yes" if reach.declared else "no",
                len(reach.competencies), _codes(reach.competencies),
                *(_codes(reach.by.get(name, ())) for name in ("modules", "assessments", "credentials")), cell.cell.iri,
            )  # fmt: skip


def _codes(listed: Iterable[Thing]) -> str:
    return " | ".join(one.code or one.label for one in listed)
