"""Gaps of every type are planted in whole countries: the whole report is the whole truth, whatever is declared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.frame import frame
from bench.generator import KINDS, Country, Size, countries
from bench.planting import PLANTERS, Ground, generate
from bench.site import Planter, Site, Truth
from bench.workbooks import Workbook
from goldenthread import gaptypes, validation
from goldenthread.errors import Remark
from goldenthread.publication import Publication
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.sources import check
from tests.generated import DAY, found, loaded, reported

NOTHING: frozenset[str] = frozenset()
TYPES = tuple(PLANTERS)
SAID_BY_THE_ROW = {"G05", "G06", "G09", "G11", "G13", "G14", "G15", "G21", "G22", "G24", "G35"}
NEVER_OPEN = {"G16"}
WAYS = [(type_, planter) for type_, planters in PLANTERS.items() for planter in planters]
# Small, the same every run, and without a deadline, as the machines that run them are of any speed.
few = settings(max_examples=12, deadline=None, derandomize=True)
sizes = st.builds(Size, countries=st.integers(1, 2), blocks=st.integers(1, 2), goals=st.integers(1, 6))
holes = st.dictionaries(st.sampled_from(TYPES), st.integers(1, 2), min_size=1, max_size=12)
seeds = st.integers(0, 10**6)
declarations = st.none() | st.frozensets(st.sampled_from(sorted(KINDS)))


def one_country(seed: int, size: Size, declared: frozenset[str] | None) -> Country:
    (country,) = countries(seed, size, DAY, declared)
    return country


def places(gaps: Iterable[Truth]) -> set[tuple[str, str, str]]:
    return {(gap.type, gap.focus, gap.object) for gap in gaps}


def named(value: object) -> str:
    return value.make.__name__.strip("_") if isinstance(value, Planter) else str(value)


def test_there_is_a_planter_for_every_type_and_no_other() -> None:
    assert tuple(kind.code for kind in gaptypes.gap_types()) == TYPES
    assert len(TYPES) == 37


@few
@given(seed=seeds, size=sizes, declared=declarations)
def test_of_a_whole_country_nothing_is_reported_and_nothing_remarked(
    seed: int, size: Size, declared: frozenset[str] | None
) -> None:
    books = generate(seed, size, DAY, {}, declared).workbooks
    assert reported(books) == set()
    assert remarks(books) == []


def remarks(books: tuple[Workbook, ...]) -> list[Remark]:
    reference, *own = books
    store = loaded([reference])
    checked = (check(book.zipped(), filename=f"{book.id}.zip", settings=Settings(), known=store) for book in own)
    return [remark for one in checked for remark in one.remarks]


@pytest.mark.parametrize(("type_", "planter"), WAYS, ids=named)
def test_each_way_of_planting_gives_its_gap_and_what_follows_and_unknown_where_nothing_is_declared(
    type_: str, planter: Planter
) -> None:
    truths = []
    for declared in (KINDS, NOTHING):
        country = one_country(3, Size(1, 1, 2), declared)
        block = country.blocks[0]
        truth = set(planter.make(Site(country, block, block.goals[0], Random(4))))
        assert reported([frame(), country.workbook]) == truth
        truths.append(truth)
    known, untold = truths
    assert type_ in {gap.type for gap in known}
    assert places(known) == places(untold)
    assert {gap.type for gap in untold if gap.status == "open"} <= SAID_BY_THE_ROW


def riddled(types: Iterable[str], size: Size, declared: frozenset[str]) -> tuple[Country, set[Truth]]:
    """A country with a hole of these types in each way there is."""
    country, truth = one_country(5, size, declared), set[Truth]()
    ground = Ground(country, Random(5))
    for planter in (planter for type_ in sorted(types) for planter in PLANTERS[type_]):
        new = next(filter(None, (ground.make(planter, block) for block in country.blocks)))
        assert not new & truth
        truth |= new
    return country, truth


@pytest.mark.parametrize(("declared", "status"), [(KINDS, "open"), (NOTHING, "unknown")], ids=["declared", "not"])
def test_all_types_in_all_ways_at_once_are_found_and_not_known_where_nothing_is_declared(
    declared: frozenset[str], status: str
) -> None:
    country, truth = riddled(TYPES, Size(1, 2, 60), declared)
    assert reported([frame(), country.workbook]) == truth
    assert {gap.type for gap in truth} == set(TYPES)
    assert {gap.type for gap in truth if gap.status == status} >= set(TYPES) - (
        NEVER_OPEN if declared else SAID_BY_THE_ROW
    )


@few
@given(seed=seeds, size=sizes, holes=holes, declared=declarations)
def test_the_whole_report_is_the_whole_truth(
    seed: int, size: Size, holes: dict[str, int], declared: frozenset[str] | None
) -> None:
    generated = generate(seed, size, DAY, holes, declared)
    assert reported(generated.workbooks) == generated.truth


@few
@given(
    seed=seeds, holes=holes, declared=st.frozensets(st.sampled_from(sorted(KINDS))), more=st.sampled_from(sorted(KINDS))
)
def test_one_more_kind_declared_complete_turns_unknown_into_open_and_nothing_else_changes(
    seed: int, holes: dict[str, int], declared: frozenset[str], more: str
) -> None:
    before, after = (
        reported(generate(seed, Size(1, 1, 4), DAY, holes, said).workbooks)
        for said in (declared - {more}, declared | {more})
    )
    assert places(before) == places(after)
    rests = {kind.code for kind in gaptypes.gap_types() if more in kind.rests_on} | {"G36"}
    assert {(gap.type in rests, gap.status) for gap in after - before} <= {(True, "open")}
    assert {gap.status for gap in before - after} <= {"unknown"}


@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2031, 12, 31)], ids=str)
def test_what_is_planted_on_another_day_is_found_on_that_day(day: date) -> None:
    generated = generate(6, Size(1, 1, 40), day, dict.fromkeys(TYPES, 2))
    assert len({gap.type for gap in generated.truth}) > 30
    assert reported(generated.workbooks, day) == generated.truth


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_link_decides_between_open_and_unknown(kind: str) -> None:
    rests = {one.code for one in gaptypes.gap_types() if kind in one.rests_on}
    known, less = (riddled(rests, Size(1, 2, 20), said)[0].workbook for said in (KINDS, KINDS - {kind}))
    turned = {gap.type for gap in reported([frame(), known]) - reported([frame(), less])}
    assert rests <= turned <= rests | {"G36"}


@few
@given(seed=seeds, types=st.lists(st.sampled_from(TYPES), min_size=1, max_size=4), declared=declarations)
def test_an_edit_taken_back_closes_exactly_its_gaps(
    seed: int, types: list[str], declared: frozenset[str] | None
) -> None:
    country = one_country(seed, Size(1, 1, 3), declared)
    ground, books = Ground(country, Random(seed)), [frame(), country.workbook]
    for type_ in types[:-1]:
        ground.plant(type_, country.blocks[0])
    before, kept = reported(books), country.workbook.copy()
    new = ground.plant(types[-1], country.blocks[0])
    assert reported(books) - before == new
    assert reported([frame(), kept]) == before


def test_the_fast_way_and_pyshacl_agree_on_planted_gaps() -> None:
    generated = generate(1, Size(1, 1, 2), DAY, dict.fromkeys(TYPES, 1))
    store = loaded(generated.workbooks)
    fast = validation.alignment(store)
    assert len({finding.type for finding in fast}) > 15
    assert validation.alignment_by_pyshacl(store.quads()) == fast


def clock() -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=UTC)


@pytest.mark.parametrize("seed", range(2))
def test_published_gaps_stay_when_loaded_again_and_close_when_the_edit_is_taken_back(
    settings: Settings, seed: int
) -> None:
    releases, country = Releases(settings, clock), one_country(seed, Size(1, 1, 6), None)
    ground, truth = Ground(country, Random(seed)), set[Truth]()

    def publish(book: Workbook) -> Publication:
        return releases.propose(book.zipped(), filename=f"{book.id}.zip")

    publish(frame())
    publish(country.workbook)
    for type_ in ground.random.sample(TYPES, 4):
        kept = country.workbook.copy()
        new = ground.plant(type_, country.blocks[0])
        planted = publish(country.workbook)
        assert planted.gaps.counts == {"opened": len(new), "closed": 0, "changed": 0}
        assert found(releases.current().store) == truth | new
        assert not publish(country.workbook).changed
        assert found(releases.current().store) == truth | new
        mended = publish(kept)
        assert [gap["iri"] for gap in mended.gaps.closed] == [gap["iri"] for gap in planted.gaps.opened]
        assert found(releases.current().store) == truth
        publish(country.workbook)
        truth |= new
    assert truth
