"""Exemplaria against its planted truth: what must be found, what looks alike and is none, how each thread stands.

`data/exemplaria.csv` has the gaps of each type (open, unknown) and the counter-cases (none); nothing else may be
found. Borealia (`data/borealia`) is a second country that does not exist and has declared nothing complete.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from goldenthread import gaps, sources, terms, validation, view
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.store.triples import Triples

DATA = Path(__file__).parent / "data"
EXAMPLES = Path(__file__).parent.parent / "examples"
FOLDERS = {
    "xa": EXAMPLES / "xa", "xb": DATA / "borealia", "ictcft2": EXAMPLES / "ictcft2", "ictcft3": EXAMPLES / "ictcft3"
}  # fmt: skip
BASE = Settings().base
DAY = date(2026, 11, 24)
TYPES = tuple(f"G{number:02}" for number in range(1, 38))
SINGULAR = {"competencies": "competency", "curricula": "curriculum"}
# Open whatever is declared complete, where the row itself shows the gap.
SAID_BY_THE_ROW = {"G05", "G09", "G13", "G21", "G24", "G35"}
NEVER_OPEN = {"G16"}  # nobody has looked: that is not known by what it says
NEVER_UNKNOWN = {"G21", "G35"}  # which version is cited, and that nobody signed, is all in the row
Rows = set[tuple[str, str, str]]  # focus, object and status of gaps, addresses without the base


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TRUTH = read(DATA / "exemplaria.csv")
THREADS = read(DATA / "exemplaria-threads.csv")
PLANTED = Counter(
    (row["type"], row["status"])
    for row in TRUTH
    if not row["focus"].startswith("xb:") and row["object"] != "country/XB"
)


def triples(folder: Path) -> Triples:
    content, name = sources.content_of(folder)
    found = sources.check(content, filename=name, form="auto", dataset=None, settings=Settings(), known=None)
    assert not found.refused, [str(remark) for remark in found.remarks]
    return found.loaded.triples


def loaded(**folders: Path) -> Store:
    """The four datasets with the view of the day; `folders` take the place of some."""
    store = in_memory()
    for dataset, folder in {**FOLDERS, **folders}.items():
        store.add(NamedNode(BASE + dataset), triples(folder))
    view.make(store, DAY)
    return store


def gaps_of(store: Store) -> dict[str, Rows]:
    """The gaps of Exemplaria and Borealia by type, with those of others that rest on what is theirs."""
    rows: dict[str, Rows] = {code: set() for code in TYPES}
    for gap in validation.alignment(store):
        focus, thing, value = (text_of(term).removeprefix(BASE) for term in (gap.focus, gap.object, gap.value))
        if {focus.split("/")[0], value.split("/")[0]} & {"xa", "xb"} or thing.startswith("country/x"):
            rows[gap.type.removeprefix(terms.GT)].add((focus, thing, gap.status))
    return rows


@pytest.fixture(scope="module")
def found() -> dict[str, Rows]:
    return gaps_of(loaded())


def address(short: str) -> str:
    """The IRI, without the base, of `sheet/code` (of xa) or `dataset:sheet/code`."""
    dataset, _, rest = short.rpartition(":")
    dataset = dataset or "xa"
    sheet, code = rest.split("/", 1)
    if sheet == "country":
        return f"country/{code.lower()}"
    if sheet == "competencies":
        rows = read(FOLDERS[dataset] / "competencies.csv")
        code = next(f"{row['standard']}/{code}" for row in rows if row["code"] == code)
    return f"{dataset}/{SINGULAR.get(sheet, sheet.removesuffix('s'))}/{code}"


def truth(code: str, *statuses: str) -> Rows:
    """The rows written down for a type; an object not written down is any."""
    return {
        (address(row["focus"]), address(row["object"]) if row["object"] else "", row["status"])
        for row in TRUTH
        if row["type"] == code and row["status"] in statuses
    }


def same(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    return one[0] == other[0] and one[2] == other[2] and (one[1] == other[1] or not one[1] or not other[1])


def unlike(left: Rows, right: Rows) -> list[tuple[str, str, str]]:
    """The rows of `left` that no row of `right` answers to."""
    return sorted(row for row in left if not any(same(row, other) for other in right))


@pytest.mark.parametrize("code", TYPES)
def test_every_gap_type_has_three_cases_three_counter_cases_and_an_unknown(code: str) -> None:
    assert PLANTED[code, "none"] >= 3
    assert PLANTED[code, "open"] >= 3 or code in NEVER_OPEN
    assert PLANTED[code, "unknown"] >= 1 or code in NEVER_UNKNOWN


@pytest.mark.parametrize("code", [code for code in TYPES if code != "G36"])
def test_the_gaps_found_are_those_planted_and_no_other(found: dict[str, Rows], code: str) -> None:
    planted = truth(code, "open", "unknown")
    assert unlike(planted, found[code]) == [], "planted, not found"
    assert unlike(found[code], planted) == [], "found, not planted"


@pytest.mark.parametrize("code", TYPES)
def test_a_counter_case_is_no_gap(found: dict[str, Rows], code: str) -> None:
    reported = {(focus, thing, "none") for focus, thing, _ in found[code]}
    fine = truth(code, "none")
    assert unlike(fine, reported) == sorted(fine)


def gaps_on(store: Store, day: date) -> dict[str, Rows]:
    view.make(store, day)
    return gaps_of(store)


def test_the_answers_are_the_same_from_the_day_of_the_statements_to_the_end_of_2028(found: dict[str, Rows]) -> None:
    store = loaded()
    for day in (date(2026, 1, 31), date(2028, 12, 31)):
        assert gaps_on(store, day) == found


def test_a_plan_that_ended_is_a_gap_until_the_day_its_successor_begins() -> None:
    store, gap = loaded(), ("xa/document/NET", "", "open")
    assert gap in gaps_on(store, date(2029, 12, 31))["G07"]
    assert gap not in gaps_on(store, date(2030, 1, 1))["G07"]


def test_before_the_day_of_the_statements_only_what_rows_say_is_open() -> None:
    before = gaps_on(loaded(), date(2026, 1, 30))
    still = {code for code, rows in before.items() if any(status == "open" for _, _, status in rows)}
    assert still == SAID_BY_THE_ROW | {"G06", "G11", "G14", "G15", "G22"}


def reported(store: Store, predicate: str) -> dict[str, str]:
    """What the report says of each goal of Exemplaria."""
    goals = f"{BASE}xa/goal/"
    quads = store.quads(predicate=NamedNode(predicate), graph=NamedNode(terms.GRAPH_report))
    said = {text_of(quad.subject): text_of(quad.object) for quad in quads}
    return {goal.removeprefix(goals): text for goal, text in said.items() if goal.startswith(goals)}


@pytest.fixture(scope="module")
def whole() -> Store:
    store = loaded()
    gaps.report(store, DAY, 1, None)
    return store


def test_the_threads_stand_as_written_down(whole: Store) -> None:
    statuses, breaks = reported(whole, terms.threadStatus), reported(whole, terms.breaksAt)
    assert {row["status"] for row in THREADS} == {"intact", "weak", "broken", "unknown", "outside"}
    assert {row["goal"]: statuses.get(row["goal"]) for row in THREADS} == {r["goal"]: r["status"] for r in THREADS}
    broken = {row["goal"]: row["breaks_at"] for row in THREADS if row["breaks_at"]}
    assert {goal: breaks.get(goal) for goal in broken} == broken


def test_a_broken_chain_is_open_on_a_broken_goal_and_unknown_on_an_unknown_one(whole: Store) -> None:
    expected = {"broken": "open", "unknown": "unknown"}
    threads = {(row["goal"], expected[row["status"]]) for row in THREADS if row["status"] in expected}
    planted = {(row["focus"].removeprefix("goals/"), row["status"]) for row in TRUTH if row["type"] == "G36"}
    assert {row for row in planted if row[1] != "none"} == threads
    told = gaps.gaps(whole, type="G36", country=f"{BASE}country/xa", limit=100).items
    assert {(gap.focus.code, gap.status) for gap in told} == threads


def statuses_without(folder: Path, sheet: str, *cells: str) -> dict[str, str]:
    """How the threads stand when the one row of a sheet that has these cells is taken out."""
    for path in FOLDERS["xa"].glob("*.csv"):
        rows = read(path)
        kept = [row for row in rows if path.stem != sheet or not set(cells) <= set(row.values())]
        assert len(rows) - len(kept) == (path.stem == sheet)
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(kept)
    store = loaded(xa=folder)
    gaps.report(store, DAY, 1, None)
    return reported(store, terms.threadStatus)


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {goal: (before[goal], after[goal]) for goal in before if before[goal] != after[goal]}


@pytest.mark.parametrize(
    ("sheet", "code"), [("teaching", "M10--F1"), ("assessing", "AS1--F1"), ("certifying", "K1--F1")]
)
def test_taking_out_the_only_link_of_a_kind_breaks_exactly_its_thread(
    tmp_path: Path, whole: Store, sheet: str, code: str
) -> None:
    after = statuses_without(tmp_path, sheet, code)
    assert changed(reported(whole, terms.threadStatus), after) == {"G16": ("intact", "broken")}


def test_without_the_statement_of_completeness_a_broken_thread_is_not_known(tmp_path: Path, whole: Store) -> None:
    after = statuses_without(tmp_path, "completeness", "teaches", "TDCS24")
    assert changed(reported(whole, terms.threadStatus), after) == {"G7": ("broken", "unknown")}
