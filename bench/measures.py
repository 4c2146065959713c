"""The measures: what our functions cost beside the bare engine, rdflib and pySHACL, on the same data in one run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import rdflib
from starlette.testclient import TestClient

from bench.prepared import DAY, Prepared
from bench.recording import on_pyoxigraph, on_rdflib, recorded
from bench.timing import Measure, bounded, side_by_side, timed
from goldenthread import reference, report, shacl, sources, trace, validation, view
from goldenthread.api.app import create_app
from goldenthread.loaders import Context
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import Quad, read_quads, write
from goldenthread.store.triples import Triples

GOALS = 20  # traced one after another
REPEATS = 7


def load(data: Prepared, triples: int) -> Iterator[Measure]:
    """Workbooks to triples in a store, beside the bare engine's bulk load of the same triples in N-Triples."""
    files = [(book.id, book.zipped()) for book in data.generated.workbooks]
    held: dict[str, Triples] = {}

    def ours() -> None:
        store = in_memory()
        for name, content in files:
            loader = sources.recognise(content, f"{name}.zip")
            read = loader.read(content, Context(data.settings.base, None, f"{name}.zip", data.settings))
            held[name] = read.triples
            store.add(sources.graph_of(name, data.settings.base), read.triples)

    seconds = timed(ours)
    count = sum(map(len, held.values()))
    text = b"".join(write(graph, "nt") for graph in held.values())
    bare = timed(lambda: pyoxigraph.Store().bulk_load(input=text, format=pyoxigraph.RdfFormat.N_TRIPLES))
    yield Measure("workbooks into a store", count, seconds, "bulk load of N-Triples", bare, bulk=True)
    intake = timed(lambda: [validation.intake(graph) for graph in held.values()])
    yield Measure("intake shapes", count, intake, "workbooks into a store", seconds, bulk=True)
    yield Measure("publish, from files to a release", count, data.seconds, "workbooks into a store", seconds, bulk=True)
    yield from _derived(data, triples)


def _derived(data: Prepared, triples: int) -> Iterator[Measure]:
    """The view and the report of a day, made anew in memory."""
    store = in_memory()
    for graph in data.release.store.graphs():
        store.add(graph, (quad.triple for quad in data.release.store.quads(graph=graph)))
    made = timed(lambda: view.make(store, DAY))
    found = timed(lambda: report.make(store, DAY, 1))
    yield Measure("report of a day", triples, found, "view of a day", made, bulk=True)


def tracing(data: Prepared, triples: int, with_rdflib: bool) -> Iterator[Measure]:
    """A goal's trace, beside the same queries on the bare engine and on rdflib."""
    goals, store = data.goals(GOALS), data.release.store

    def ours() -> None:
        for goal in goals:
            trace.trace(store, goal)

    with recorded() as calls:
        ours()
    bare = pyoxigraph.Store.read_only(str(data.store))
    mine, engine = side_by_side(ours, lambda: on_pyoxigraph(bare, calls), REPEATS)
    yield Measure("trace of a goal", triples, mine / GOALS, "its queries, bare engine", engine / GOALS, at_most=1.3)
    if with_rdflib:
        graph = rdflib.Dataset(default_union=True)
        graph.parse(data=write(store.quads(), "nq"), format="nquads")
        slow = timed(lambda: on_rdflib(graph, calls))
        yield Measure("trace of a goal", triples, mine / GOALS, "its queries, rdflib", slow / GOALS, at_least=15)


def page(data: Prepared, triples: int) -> Iterator[Measure]:
    """The page of a country over HTTP in this process, beside its queries on the bare engine."""
    with TestClient(create_app(data.releases, data.settings)) as client:

        def ours() -> None:
            client.get(f"/country/{data.country}", headers={"Accept": "text/html"}).raise_for_status()

        ours()
        with recorded() as calls:
            ours()
        bare = pyoxigraph.Store.read_only(str(data.store))
        mine, engine = side_by_side(ours, lambda: on_pyoxigraph(bare, calls), REPEATS)
    yield Measure("page of a country", triples, mine, "its queries, bare engine", engine, at_most=2)


def gap_report(data: Prepared, triples: int, seconds: float, directory: Path) -> Iterator[Measure]:
    """All gap types over the release, beside pySHACL with the same shapes."""
    store = in_memory()
    for graph in data.release.store.graphs():
        store.add(graph, (quad.triple for quad in data.release.store.quads(graph=graph)))
    mine = min(timed(lambda: report.make(store, DAY, 1)) for _ in range(3))
    file = directory / f"release-{triples}.nq"
    file.write_bytes(write(store.quads(), "nq"))
    theirs = bounded(alignment_by_pyshacl, (str(file),), seconds)
    yield Measure(
        "full gap report", triples, mine, "pySHACL", theirs or seconds, at_least=100, stopped=theirs is None
    )  # fmt: skip
    (candidate,) = (book.id for book in data.generated.workbooks[1:2])
    own = [quad.triple for quad in store.quads(graph=sources.graph_of(candidate, data.settings.base))]
    mine = min(timed(lambda: validation.intake(own)) for _ in range(3))
    file = directory / f"candidate-{triples}.nq"
    file.write_bytes(write(own, "nt"))
    theirs = bounded(intake_by_pyshacl, (str(file),), seconds)
    yield Measure(
        "intake of a country", len(own), mine, "pySHACL", theirs or seconds, at_least=1, stopped=theirs is None
    )  # fmt: skip


def _quads(path: str) -> list[Quad]:
    return list(read_quads(Path(path).read_bytes(), "nq"))


def alignment_by_pyshacl(path: str) -> float:
    """How long pySHACL takes for the alignment shapes over an N-Quads file, reading included."""
    return timed(lambda: validation.alignment_by_pyshacl(_quads(path)))


def intake_by_pyshacl(path: str) -> float:
    """How long pySHACL takes for the intake shapes over an N-Quads file, reading included."""
    return timed(lambda: reference.results(_quads(path), shacl.texts_of(shacl.shipped("intake"))))
