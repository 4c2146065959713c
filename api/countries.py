"""The first page and the page of a country: how each goal's thread stands, at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response

from goldenthread import gaps, providers, questions, terms
from goldenthread import trace as threading
from goldenthread.api import trends
from goldenthread.api.asked import Answer, Asked, Reads, Rows
from goldenthread.api.loose import loose
from goldenthread.api.steps import COLUMNS, Step, steps, told_on
from goldenthread.errors import BadParameter, NotFound
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.things import counted

router = APIRouter(tags=["countries"])
ORDER: Final = ("broken", "weak", "unknown", "intact", "outside")
LACKING: Final = ("open gaps", "not known", "waived gaps")  # columns for gaps.STATUSES
UNITS: Final = 12  # a whole band is this many units wide
Iso = Annotated[str, Path(description="ISO 3166 code of a country, for example np; case does not matter")]


@dataclass(frozen=True)
class Country:
    """A country and how many of its goals stand how; `goals` has every status."""

    iri: str
    iso: str
    name: str
    fictional: bool
    goals: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many goals it has on record."""
        return sum(self.goals.values())

    @property
    def band(self) -> list[tuple[str, int, int]]:
        """The segments of its status band: status, number of goals, width in units."""
        return band(self.goals)


def band(goals: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Statuses that occur, each with its number and a width that shows its share."""
    total = sum(goals.values()) or 1
    return [(status, goals[status], max(1, round(UNITS * goals[status] / total))) for status in ORDER if goals[status]]


def countries(store: Store) -> tuple[Country, ...]:
    """Every country of the release that has something on record, those with goals first, by name; fictional
    ones last."""
    found: dict[str, dict[str, Any]] = {}
    for iri, iso, name, status, goals, made in questions.ask(store, "countries").rows:
        one = found.setdefault(
            text_of(iri),
            {"iso": text_of(iso).lower(), "name": text_of(name), "fictional": False, "goals": dict.fromkeys(ORDER, 0)},
        )
        one["fictional"] = one["fictional"] or text_of(made) == "true"
        if status is not None:
            one["goals"][text_of(status)] = int(text_of(goals))
    every = (Country(iri, **said) for iri, said in found.items())
    return tuple(sorted(every, key=lambda country: (not country.total, country.fictional, country.name)))


def country_of(store: Store, iso: str) -> Country:
    """The country with an ISO code, whatever its case. Raises NotFound."""
    for country in countries(store):
        if country.iso == iso.lower():
            return country
    raise NotFound("No country of that code is on record. The first page lists those that are.")


def threads_of(asked: Asked, found: Country) -> tuple[threading.Thread, ...]:
    """The threads of a country's goals, worst first, then by code as people count (G2 before G10)."""
    listed = threading.overview(asked.store, threading.threads(asked.store, found.iri), asked.languages)
    return tuple(sorted(listed, key=lambda thread: (ORDER.index(thread.status), counted(thread.goal.code or ""))))


@router.get("/", summary="Countries, and how the threads of their goals stand")
def home(asked: Reads) -> Response:
    """Every country with the number of its goals that hold, thin out, break, are not known or are outside."""
    listed = countries(asked.store)
    told = gaps.counts(asked.store)
    found = {one.iso: gaps.added(n for n in told if n.country == one.iso) for one in listed}
    data = {**asked.stamp, "countries": [{**_json(country), "gaps": found[country.iso]} for country in listed]}
    totals = {status: sum(country.goals[status] for country in listed if not country.fictional) for status in ORDER}
    made_up = [country.name for country in listed if country.fictional]
    return asked.answer(
        Answer(
            "home.html", data, {"countries": listed, "totals": totals, "made_up": made_up, "gaps": found},
            about=[country.iri for country in listed], rows=lambda: _home_rows(listed, found), counts=gaps.added(told),
        )
    )  # fmt: skip


def _json(country: Country) -> dict[str, Any]:
    return {**asdict(country), "total": country.total}


def _home_rows(listed: Iterable[Country], found: Mapping[str, Mapping[str, int]]) -> Rows:
    columns = ("country", "name", "fictional", "goals", *ORDER, *LACKING)
    rows = (
        (
            one.iso, one.name, "yes" if one.fictional else "no", one.total, *(one.goals[status] for status in ORDER),
            *found[one.iso].values(),
        )
        for one in listed
    )  # fmt: skip
    return columns, rows


@dataclass(frozen=True)
class Row:
    """A goal of a country with its thread drawn as steps."""

    thread: threading.Thread
    steps: tuple[Step, ...]
    gaps: Mapping[str, int]  # on it, by status


@router.get("/country/{iso}", summary="The goals of a country and how their threads stand")
def country(
    asked: Reads,
    iso: Iso,
    show: Annotated[
        str | None,
        Query(description=f"only goals that stand so: {', '.join(ORDER)}", json_schema_extra={"enum": list(ORDER)}),
    ] = None,
) -> Response:
    """Each goal with its status, where its thread first lacks a step, and what stands at each step."""
    if show is not None and show not in ORDER:
        raise BadParameter(f"show must be one of {', '.join(ORDER)}")
    found = country_of(asked.store, iso)
    listed = threads_of(asked, found)
    rows = _drawn(asked.store, found, listed)
    shown = [row for row in rows if show in {None, row.thread.status}]
    past = trends.of(asked, country=found.iso)
    untied = loose(asked, found.iri, listed)
    every = gaps.added(one for one in gaps.counts(asked.store) if one.country == found.iso)
    data = {
        **asked.stamp, "country": _json(found), "gaps": every, "goals": [_row_json(row) for row in shown],
        "on_no_thread": [asdict(one) for one in untied], "history": [asdict(point) for point in past],
    }  # fmt: skip
    page = {
        "country": found, "rows": shown, "show": show, "columns": COLUMNS, "missing": _missing(rows), "loose": untied,
        "told_on": told_on, "gaps": every,
        "providers": providers.providers(asked.store, found.iri, asked.languages),
        "past": past, "bars": trends.bars(past),
    }  # fmt: skip
    about = [row.thread.goal.iri for row in shown]
    return asked.answer(
        Answer("country.html", data, page, [found.iri, *about], rows=lambda: _rows(shown), counts=every)
    )  # fmt: skip


def _drawn(store: Store, found: Country, listed: Iterable[threading.Thread]) -> list[Row]:
    """The threads of a country as rows of beads."""
    thin, on_thread, open_at = *_on_threads(store, found.iri), _open_at(store, found.iri)
    rows = []
    for thread in listed:
        on_it = (step.thing.iri for reached in thread.stages.values() for step in reached)
        gone = {stage for iri in (thread.goal.iri, *on_it) for stage in open_at.get(iri, ())}
        goal = thread.goal.iri
        lacking = {status: on_thread.get((goal, status), 0) for status in gaps.STATUSES}
        rows.append(Row(thread, steps(thread, thin.get(goal, ()), gone), lacking))
    return rows


def _on_threads(store: Store, iri: str) -> tuple[dict[str, set[str]], Counter[tuple[str, str]]]:
    """For each goal of a country, the stages where gaps are reported on its thread; and how many, by status."""
    found: dict[str, set[str]] = {}
    counts = Counter[tuple[str, str]]()
    for goal, stage, status, number in questions.ask(store, "thread-gaps", country=NamedNode(iri)).rows:
        found.setdefault(text_of(goal), set()).add(text_of(stage))
        counts[text_of(goal), text_of(status)] += int(text_of(number))
    return found, counts


def _open_at(store: Store, iri: str) -> dict[str, set[str]]:
    """For each thing of a country, the stages where a gap says that it leads to nothing."""
    found: dict[str, set[str]] = {}
    for row in questions.records(questions.ask(store, "gaps", mark=NamedNode(terms.inCountry), value=NamedNode(iri))):
        if text_of(row["status"]) == "open":
            found.setdefault(text_of(row["focus"]), set()).add(text_of(row["stage"]))
    return found


def _missing(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    """How many threads break or are not known at each step, and of how many goals it is not said whom they are for."""
    counts: dict[str, dict[str, int]] = {stage: {"broken": 0, "unknown": 0} for stage in ("goal", *COLUMNS)}
    for row in rows:
        counts["goal"]["unknown"] += row.thread.breaks_at == "goal"
        for step in row.steps:
            if step.state in counts[step.stage]:
                counts[step.stage][step.state] += 1
    return counts


def _row_json(row: Row) -> dict[str, Any]:
    told = [(step.stage, step.edge) for step in row.steps if step.edge]
    if row.thread.breaks_at == "goal":
        told.insert(0, ("goal", told_on("goal")))
    return {
        **_thread_json(row.thread),
        "gaps": row.gaps,
        "not_known": [{"stage": stage, "sheet": edge.sheet, "columns": edge.columns} for stage, edge in told],
    }


def _thread_json(thread: threading.Thread) -> dict[str, Any]:
    return {
        "goal": asdict(thread.goal),
        "status": thread.status,
        "breaks_at": thread.breaks_at,
        "stages": {
            stage: [{**asdict(step.thing), "certain": step.certain} for step in found]
            for stage, found in thread.stages.items()
        },
    }


def _rows(rows: Iterable[Row]) -> Rows:
    return ("code", "goal", "status", "first missing step", *COLUMNS, *LACKING), _cells(rows)


def _cells(rows: Iterable[Row]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        goal = row.thread.goal
        reached = (" | ".join(step.thing.name for step in row.thread.stages.get(stage, ())) for stage in COLUMNS)
        yield (goal.code, goal.label, row.thread.status, row.thread.breaks_at, *reached, *row.gaps.values())
