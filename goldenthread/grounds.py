"""What the cells of a coverage matrix rest on, and the matrix as programs read it, at its address and on the command
line alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from goldenthread import questions
from goldenthread.coverage import Cell, Country, Coverage, Match, Reach
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.trace import Evidence, evidence_of

GapName = tuple[str, str, str]  # IRI, type, status


@dataclass(frozen=True)
class Grounds:
    """What the cells rest on: the evidence of each mapping, and the gaps by country and place."""

    evidence: Mapping[str, tuple[Evidence, ...]]
    gaps: Mapping[str, tuple[GapName, ...]]

    def at(self, cell: Cell, country: Country) -> tuple[GapName, ...]:
        """The gaps of one cell in one country: there, or at a competency that matches it."""
        places = [cell.cell.iri, *(one.iri for one in cell.by_country[country.iso].competencies)]
        return tuple(dict.fromkeys(gap for place in places for gap in self.gaps.get(f"{country.iri} {place}", ())))


def resting(store: Store, found: Coverage, languages: tuple[str, ...] = ("en",)) -> Grounds:
    """What the cells of a matrix rest on."""
    mappings = {m.mapping for one in found.cells for reach in one.by_country.values() for m in reach.matches}
    return Grounds(evidence_of(store, mappings, languages)[0], _gaps(store, found))


def to_json(found: Coverage, grounds: Grounds) -> dict[str, Any]:
    """The matrix for programs: countries by ISO code, what they are called in `labels`."""
    return {
        "reference": asdict(found.reference),
        "countries": [one.iso for one in found.countries],
        "labels": {one.iso: {**asdict(one.thing), "fictional": one.fictional} for one in found.countries},
        "cells": [_cell(one, found, grounds) for one in found.cells],
        "totals": {one.iso: found.totals(one.iso) for one in found.countries},
    }


def _gaps(store: Store, found: Coverage) -> dict[str, tuple[GapName, ...]]:
    """The gaps on the cells and on the competencies that match them, by country and where they are."""
    held: dict[str, list[GapName]] = {}
    rows = questions.ask(store, "coverage-gaps", reference=NamedNode(found.reference.iri)).rows
    for gap, kind, focus, competency, country, status in rows:
        place = text_of(competency) or text_of(focus)
        held.setdefault(f"{text_of(country)} {place}", []).append(
            (text_of(gap), text_of(kind).rsplit("#", 1)[-1], text_of(status))
        )
    return {place: tuple(listed) for place, listed in held.items()}


def _cell(cell: Cell, found: Coverage, grounds: Grounds) -> dict[str, Any]:
    return {
        "cell": asdict(cell.cell),
        "row": asdict(cell.row) if cell.row else None,
        "column": asdict(cell.column) if cell.column else None,
        "by_country": {
            country.iso: {
                **_reach(cell.by_country[country.iso], grounds.evidence),
                "gaps": [dict(zip(("iri", "type", "status"), gap, strict=True)) for gap in grounds.at(cell, country)],
            }
            for country in found.countries
        },
    }  # fmt: skip


def _reach(reach: Reach, evidence: Mapping[str, tuple[Evidence, ...]]) -> dict[str, Any]:
    def matches(status: str) -> list[dict[str, Any]]:
        return [match_json(match, evidence) for match in reach.matches if match.status == status]

    return {
        "step": reach.step,
        "declared": reach.declared,
        "competencies": [asdict(one) for one in reach.competencies],
        **{name: [asdict(one) for one in reach.by.get(name, ())] for name in ("modules", "assessments", "credentials")},
        "matches": matches("accepted"),
        "candidates": matches("candidate"),
    }


def match_json(match: Match, evidence: Mapping[str, tuple[Evidence, ...]]) -> dict[str, Any]:
    """A match with its evidence; the predicate by its short name."""
    said = asdict(match) | {"predicate": short(match.predicate)}
    return said | {"evidence": [asdict(one) for one in evidence.get(match.mapping, ())]}


def short(predicate: str) -> str:
    """The short name of a predicate."""
    return predicate.rsplit("#", 1)[-1]
