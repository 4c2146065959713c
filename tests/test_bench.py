"""The generator and the measures: a seed gives the same bytes, a size what it says, a promise is kept or not."""

import pyoxigraph
import pytest
import rdflib

from bench.generator import COUNTRIES, SIZES, Size
from bench.planting import generate
from bench.recording import on_pyoxigraph, on_rdflib, recorded
from bench.timing import Measure, bounded
from goldenthread import report, terms, trace
from goldenthread.settings import Settings
from goldenthread.store.rdf import NamedNode, text_of, write
from tests.generated import DAY, loaded

HOLES = {"G01": 1, "G07": 1, "G18": 2}
SMALL = Size(countries=1, blocks=2, goals=2)


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others() -> None:
    one, same, other = (generate(seed, SMALL, DAY, HOLES) for seed in (1, 1, 2))
    assert [book.zipped() for book in one.workbooks] == [book.zipped() for book in same.workbooks]
    assert one.truth == same.truth
    assert [book.zipped() for book in one.workbooks] != [book.zipped() for book in other.workbooks]


def test_a_size_is_about_as_many_triples_as_it_says() -> None:
    store = loaded(generate(1, SIZES[10_000], DAY, {}).workbooks)
    told = sum(1 for quad in store.quads() if quad.graph_name != NamedNode(terms.GRAPH_view))
    assert 9_000 < told < 11_000


def test_no_generated_country_can_be_a_real_one_or_exemplaria() -> None:
    assert len(set(COUNTRIES)) == len(COUNTRIES) >= SIZES[1_000_000].countries
    assert all("QM" <= code <= "QZ" or "XC" <= code <= "XZ" for code in COUNTRIES)


@pytest.mark.filterwarnings("ignore:Dataset\\..* is deprecated:DeprecationWarning")  # rdflib's own call
def test_what_is_recorded_gives_the_same_rows_on_a_bare_engine_and_on_rdflib() -> None:
    generated = generate(3, SMALL, DAY, HOLES)
    store = loaded(generated.workbooks)
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
