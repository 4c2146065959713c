"""What we have not been told of a country: each missing piece with the sheet and column of the workbook to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from fastapi import APIRouter, Response

from goldenthread import gaps as finding
from goldenthread import questions, sources, terms
from goldenthread.api import traces
from goldenthread.api.asked import Answer, Asked, Reads, Rows
from goldenthread.api.countries import Iso, country_of
from goldenthread.api.datasets import Dataset, datasets
from goldenthread.api.gaps import unknown_in
from goldenthread.api.words import _
from goldenthread.decisions import SIDE
from goldenthread.edges import edge_of
from goldenthread.gaps import Gap
from goldenthread.store.rdf import text_of

router = APIRouter(tags=["countries"])
# Where the workbook takes links of each kind: sheet and columns.
FILL: Final[Mapping[str, tuple[str, str]]] = {
    "operationalises": ("competencies", "operationalises"),
    "realises": ("programmes", "realises"),
    "requires": ("programmes", "requires or sets"),
    "measures": ("indicators", "measures"),
    "implements": ("documents", "implements"),
    "replaces": ("documents", "replaces"),
    "indicators": ("competencies", "parent, with kind indicator"),
    "teaches": ("teaching", "module, competency, level"),
    "offered": ("offerings", "module, start, end"),
    "trainers": ("offerings", "trainers"),
    "assesses": ("assessing", "assessment, competency, level"),
    "certifies": ("certifying", "credential, competency, level"),
    "mapped": ("mappings", "subject, predicate, object"),
    "informs": ("findings", "informs"),
    "observations": ("observations", "indicator, date, value"),
}
# What each sheet of the thread is for, and the classes its rows become.
SHEETS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "documents": (
        _("laws, policies and plans"),
        ("Law", "Policy", "SectorPlan", "MasterPlan", "Roadmap", "Report", "Document"),
    ),
    "goals": (_("visions, goals and objectives"), ("Vision", "PolicyGoal", "PolicyObjective")),
    "programmes": (_("what is done to reach a goal"), ("Programme",)),
    "standards": (_("the teacher standard and its versions"), ("CompetencyStandard",)),
    "competencies": (_("what a teacher is to be able to do"), ("Competency",)),
    "requirements": (_("who must reach which level, by when"), ("Requirement",)),
    "modules": (_("training that exists"), ("Module",)),
    "teaching": (_("which module teaches which competency"), ("TeachingClaim",)),
    "assessments": (_("how learning is checked"), ("Assessment",)),
    "assessing": (_("which assessment checks which competency"), ("AssessmentClaim",)),
    "credentials": (_("certificates and licences"), ("Credential",)),
    "certifying": (_("which credential certifies which competency"), ("CertificationClaim",)),
    "indicators": (_("how progress is measured"), ("Indicator",)),
    "completeness": (_("what has been written down completely"), ("CompletenessStatement",)),
}


@dataclass(frozen=True)
class Sheet:
    """A sheet with what is to be filled in on it; `columns` says where, `others` which further sheets and
    columns may tell the same."""

    name: str
    columns: str
    gaps: tuple[Gap, ...]
    others: tuple[tuple[str, str], ...]

    @property
    def remedy(self) -> str | None:
        """What to do, where it is the same for all."""
        said = {gap.remedy for gap in self.gaps}
        return said.pop() if len(said) == 1 else None


@router.get("/country/{iso}/untold", summary="What we have not been told of a country")
def untold(asked: Reads, iso: Iso) -> Response:
    """Everything that is not known, by the sheet of the workbook on which it can be told."""
    country = country_of(asked.store, iso)
    found = [gap for gap in unknown_in(asked, country.iri) if not traces.rolled_up(gap)]
    homes = [
        one for one in datasets(asked)
        if one.country and one.country.iri == country.iri and not one.id.endswith(SIDE)
    ]  # fmt: skip
    empty = {home.id: list(_empty(asked, home)) for home in homes}
    sheets = list(by_sheet(found))
    every = finding.added(one for one in finding.counts(asked.store) if one.country == country.iso)
    data = {
        **asked.stamp,
        "country": country.iri,
        "total": len(found),
        "datasets": [{"id": home.id, "dataset": home.thing.iri, "empty_sheets": empty[home.id]} for home in homes],
        "sheets": [
            {"sheet": one.name, "columns": one.columns, "items": [asdict(gap) for gap in one.gaps]} for one in sheets
        ],
    }
    page = {
        "country": country, "found": found, "sheets": sheets, "homes": homes, "empty": empty,
        "uses": {name: use for name, (use, _) in SHEETS.items()},
    }  # fmt: skip
    return asked.answer(
        Answer("untold.html", data, page, [gap.iri for gap in found], rows=lambda: _rows(sheets), counts=every)
    )  # fmt: skip


def by_sheet(found: Iterable[Gap]) -> Iterator[Sheet]:
    """Gaps by the sheet to fill, in the order of the workbook."""
    types = {kind.code: kind for kind in finding.gap_types()}
    grouped: dict[str, list[Gap]] = {}
    places: dict[str, list[tuple[str, str]]] = {}
    for gap in found:
        kind = types[gap.type]
        where = [*(FILL[link] for link in kind.rests_on), *((sheet, "") for sheet in kind.sheets)]
        if gap.type == traces.ROLLED_UP:
            edge = edge_of(gap.type, gap.stage)
            where = [(edge.sheet, ", ".join(edge.columns))]
        grouped.setdefault(where[0][0], []).append(gap)
        places.setdefault(where[0][0], []).extend(where)
    order = list(SHEETS)
    for name in sorted(grouped, key=lambda name: (order.index(name) if name in order else len(order), name)):
        columns: dict[str, dict[str, None]] = {}
        for sheet, column in places[name]:
            columns.setdefault(sheet, {}).update({column: None} if column else {})
        others = tuple((sheet, ", ".join(said)) for sheet, said in columns.items() if sheet != name)
        yield Sheet(name, ", ".join(columns[name]), tuple(grouped[name]), others)


def _empty(asked: Asked, home: Dataset) -> Iterator[str]:
    """The sheets on which a dataset says nothing yet."""
    table = questions.ask(asked.store, "dataset-counts", dataset=sources.graph_of(home.id, asked.base))
    there = {text_of(kind).removeprefix(terms.GT) for kind, _ in table.rows}
    return (sheet for sheet, (_, classes) in SHEETS.items() if not there.intersection(classes))


def _rows(sheets: Iterable[Sheet]) -> Rows:
    columns = ("sheet", "columns", "code", "name", "what is not known", "what to do", "rule", "iri")
    return columns, _cells(sheets)


def _cells(sheets: Iterable[Sheet]) -> Iterator[tuple[Any, ...]]:
    for sheet in sheets:
        for gap in sheet.gaps:
            focus = gap.focus
            yield (
                sheet.name, sheet.columns, focus.code, focus.label, gap.message, gap.remedy, gap.type, focus.iri
            )  # fmt: skip
