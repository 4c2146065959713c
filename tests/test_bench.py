"""The generator: a seed gives the same bytes, a whole country has no open gap, planted gaps are found exactly."""

from datetime import date
from functools import cache

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generator import COUNTRIES, SIZES, Size
from bench.planting import PLANTERS, Generated, Truth, generate
from bench.recording import on_pyoxigraph, on_rdflib, recorded
from bench.timing import Measure, bounded
from goldenthread import report, shacl, sources, terms, trace, validation, view
from goldenthread.settings import Settings
from goldenthread.store.embedded import Embedded, in_memory
from goldenthread.store.rdf import NamedNode, Term, text_of, write

DAY = date(2026, 1, 1)
HOLES = {"G01": 1, "G07": 1, "G18": 2}
SMALL = Size(countries=1, blocks=2, goals=2)


def loaded(generated: Generated) -> Embedded:
    """The workbooks through the loader and intake, with the view of the day."""
    store = in_memory()
    for book in generated.workbooks:
        checked = sources.check(book.zipped(), filename=f"{book.id}.zip", settings=Settings(), known=store)
        assert checked.remarks == ()
        assert checked.loaded.not_kept == ()
        store.add(sources.graph_of(book.id, Settings().base), checked.loaded.triples)
    view.make(store, DAY)
    return store


def found(store: Embedded, types: set[str]) -> set[Truth]:
    def place(term: Term | None) -> tuple[str, str]:
        dataset, _, rest = text_of(term).removeprefix(Settings().base).partition("/")
        return dataset, rest

    return {
        Truth(finding.type.removeprefix(terms.GT), *place(finding.focus), place(finding.object)[1], finding.status)
        for finding in validation.alignment(store)
        if finding.type.removeprefix(terms.GT) in types
    }


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others() -> None:
    one, same, other = (generate(seed, SMALL, DAY, HOLES) for seed in (1, 1, 2))
    assert [book.zipped() for book in one.workbooks] == [book.zipped() for book in same.workbooks]
    assert one.truth == same.truth
    assert [book.zipped() for book in one.workbooks] != [book.zipped() for book in other.workbooks]


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    size=st.builds(Size, countries=st.integers(1, 2), blocks=st.integers(1, 3), goals=st.integers(1, 3)),
    holes=st.fixed_dictionaries({type_: st.integers(0, 4) for type_ in PLANTERS}),
)
def test_what_is_planted_is_found_and_nothing_else_of_its_type(seed: int, size: Size, holes: dict[str, int]) -> None:
    generated = generate(seed, size, DAY, holes)
    assert found(loaded(generated), set(PLANTERS)) == generated.truth


@cache
def rules() -> frozenset[str]:
    shapes = shacl.graph(shacl.shipped("alignment"))
    return frozenset(text_of(kind).removeprefix(terms.GT) for kind in shapes.saying(terms.restsOn))


def test_every_planted_type_has_its_rule() -> None:
    assert {"G01", "G07", "G18"} <= set(PLANTERS) <= rules()


@pytest.mark.parametrize("seed", range(3))
def test_a_whole_country_has_no_open_gap_of_any_type(seed: int) -> None:
    generated = generate(seed, Size(countries=1, blocks=3, goals=4), DAY, {})
    assert {truth for truth in found(loaded(generated), set(rules())) if truth.status == "open"} == set()


def test_statuses_and_types_of_every_kind_are_planted() -> None:
    generated = generate(5, Size(countries=3, blocks=4, goals=4), DAY, HOLES)
    planted = {(truth.type, truth.status) for truth in generated.truth}
    assert planted == {(type_, status) for type_ in PLANTERS for status in ("open", "unknown")}


def test_a_size_is_about_as_many_triples_as_it_says() -> None:
    store = loaded(generate(1, SIZES[10_000], DAY, {}))
    told = sum(1 for quad in store.quads() if quad.graph_name != NamedNode(terms.GRAPH_view))
    assert 9_000 < told < 11_000


def test_no_generated_country_can_be_a_real_one_or_exemplaria() -> None:
    assert len(set(COUNTRIES)) == len(COUNTRIES) >= SIZES[1_000_000].countries
    assert all("QM" <= code <= "QZ" or "XC" <= code <= "XZ" for code in COUNTRIES)


@pytest.mark.filterwarnings("ignore:Dataset\\..* is deprecated:DeprecationWarning")  # rdflib's own call
def test_what_is_recorded_gives_the_same_rows_on_a_bare_engine_and_on_rdflib() -> None:
    generated = generate(3, SMALL, DAY, HOLES)
    store = loaded(generated)
    report.make(store, DAY, 1)
    goal = f"{Settings().base}{generated.workbooks[1].id}/goal/G1.1"
    with recorded() as calls:
        assert trace.trace(store, goal).links
    text = write(store.quads(), "nq")
    bare, other = pyoxigraph.Store(), rdflib.Dataset(default_union=True)
    bare.bulk_load(text, format=pyoxigraph.RdfFormat.N_QUADS)
    other.parse(data=text, format="nquads")
    # rdflib counts what a path of alternatives finds twice, as the standard has it; the engine does not.
    assert on_rdflib(other, calls) >= on_pyoxigraph(bare, calls) > len(calls) > 3
    for query in (put[0] for name, put in calls if name == "select"):
        ours = {tuple(map(text_of, row)) for row in store.select(query).rows}
        assert ours == {tuple(str(term or "") for term in row) for row in other.query(query)}  # type: ignore[union-attr]  # rows


@pytest.mark.parametrize(
    ("measure", "ratio", "kept"),
    [
        (Measure("x", 1, 1.2, "y", 1.0, at_most=1.3), "1.20 times its time", True),
        (Measure("x", 1, 1.4, "y", 1.0, at_most=1.3), "1.40 times its time", False),
        (Measure("x", 1, 1.0, "y", 30.0, at_least=15), "30 times faster", True),
        (Measure("x", 1, 1.0, "y", 9.0, at_least=15), "9 times faster", False),
        (Measure("x", 1, 1.0, "y", 30.0, at_least=15, stopped=True), "over 30 times faster", True),
        (Measure("x", 1, 1.0, "y", 9.0, at_least=15, stopped=True), "over 9 times faster", None),
        (Measure("x", 1, 1.0, "y", 2.0), "0.50 times its time", None),
    ],
)
def test_a_promise_is_kept_broken_or_not_known(measure: Measure, ratio: str, kept: bool | None) -> None:
    assert (measure.ratio, measure.kept) == (ratio, kept)


def endless() -> float:
    while True:
        pass


def ready() -> float:
    return 1.5


def test_what_takes_too_long_is_stopped() -> None:
    assert bounded(endless, (), 0.5) is None
    assert bounded(ready, (), 60) == 1.5
