"""What an import of one country makes anew, beside a full run on the same release."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.prepared import DAY, Prepared
from bench.timing import Measure, worked
from goldenthread import derived, sources, terms
from goldenthread.reach import DERIVED, Change
from goldenthread.store import Store
from goldenthread.store.embedded import open_for_writing
from goldenthread.store.rdf import NamedNode, Triple, text_of
from goldenthread.store.triples import Triples

GONE = 50  # links of teaching that the import takes away
MANY = 1_000_000  # triples, of twenty countries, from which the promise is given


def renewal(data: Prepared, triples: int) -> Iterator[Measure]:
    """View, report and search rows after one country lost some claims of teaching, in part and as a whole. Raises
    AssertionError where they differ."""
    base, release = data.settings.base, data.release
    with TemporaryDirectory(prefix="goldenthread-bench-") as name:
        directory = Path(name)
        release.store.copy_to(directory / "store")
        store = open_for_writing(directory / "store")
        graph = sources.graph_of(data.country, base)
        was = sources.triples_of(store, data.country, base)
        now = _less(was)
        store.replace(graph, now)

        def run(changed: dict[NamedNode, Change] | None) -> None:
            """In part where it is said what changed."""
            before = derived.Before(release.store, release.search if changed else None, changed or {}, bool(changed))
            derived.renew(store, DAY, release.number + 1, before, directory=directory, base=base)

        part = worked(lambda: run({graph: Change.between(was, now)}))
        found = _derived(store)
        whole = worked(lambda: run(None))
        if found != _derived(store):
            raise AssertionError("what was renewed in part is not what a full run gives")
        store.close()
    yield Measure(
        "renewal after one country changed", triples, part, "full run", whole,
        at_least=10 if triples >= MANY else None,
    )  # fmt: skip


def _less(said: Triples) -> Triples:
    claims = sorted({text_of(t.subject) for t in said if text_of(t.object) == terms.TeachingClaim})[:GONE]
    gone = set(claims)
    return Triples(t for t in said if text_of(t.subject) not in gone)


def _derived(store: Store) -> tuple[frozenset[Triple], ...]:
    return tuple(frozenset(quad.triple for quad in store.quads(graph=graph)) for graph in DERIVED)
