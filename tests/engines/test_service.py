"""The service over a SPARQL server: the same answers, the newest release brought to it, outages told and got over."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from goldenthread import engine
from goldenthread.api.app import create_app
from goldenthread.errors import EngineFailed, Unreachable
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.mirror import Mirror
from goldenthread.store.rdf import NamedNode
from goldenthread.store.remote import Remote
from goldenthread.store.wire import Address, Wire
from tests.conftest import now
from tests.engines.servers import free_port, oxigraph

ADDRESSES = (
    "/index.json", "/country/np.json", "/country/xa.json", "/country/xa/goal/G17.json", "/country/np/untold.json",
    "/gaps.json?country=xa&limit=1000", "/gaps.json?type=G18&status=open", "/trace.json?iri=xa:M9&direction=both",
    "/coverage/ictcft3:ictcft3.json", "/compare.json?left=xa:TDCS24&right=ph:CHED-ICT", "/id/xa/module/M9.json",
    "/datasets.json", "/mappings.json", "/questions/A5.json?country=xa", "/search.json?q=digital", "/catalogue.json",
)  # fmt: skip


@pytest.fixture
def data(shipped: Releases, tmp_path: Path) -> Path:
    shutil.copytree(shipped.settings.data, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


@pytest.fixture
def server() -> Iterator[tuple[ExitStack, int, Address]]:
    """A server that a test may end and start again at the same place."""
    port = free_port()
    with ExitStack() as stack:
        yield stack, port, stack.enter_context(oxigraph(port))


def over(data: Path, address: Address, **more: object) -> Releases:
    settings = Settings(data=data, store=address.query, store_rest=0.2, lock_seconds=1.0)
    return Releases(replace(settings, **more), now)  # type: ignore[arg-type]  # settings of a test


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end


@pytest.mark.parametrize("words", [(), ("--union-default-graph",)], ids=["named graphs", "union"])
def test_the_server_gives_the_answers_of_the_embedded_engine(
    data: Path, shipped: Releases, words: tuple[str, ...]
) -> None:
    with oxigraph(None, *words) as address:
        same_answers(over(data, address), shipped)


def same_answers(releases: Releases, shipped: Releases) -> None:
    releases.tend()
    assert isinstance(releases.current().store, Mirror)
    with (
        TestClient(create_app(shipped, shipped.settings)) as here,
        TestClient(create_app(releases, releases.settings)) as there,
    ):
        for address in ADDRESSES:
            mine, theirs = here.get(address), there.get(address)
            assert mine.status_code == 200, address
            assert theirs.json() == mine.json(), address


def test_an_outage_is_told_in_time_and_got_over(data: Path, server: tuple[ExitStack, int, Address]) -> None:
    stack, port, address = server
    releases = over(data, address)
    releases.tend()
    with TestClient(create_app(releases, releases.settings), raise_server_exceptions=False) as client:
        assert client.get("/ready").status_code == 200
        stack.close()
        begun = time.monotonic()
        answer = client.get("/country/np.json")
        assert time.monotonic() - begun < 5
        assert (answer.status_code, answer.json()["code"]) == (503, "unreachable")
        assert int(answer.headers["Retry-After"]) >= 1
        assert address.query not in answer.text
        assert client.get("/health").status_code == 200
        assert client.get("/ready").status_code == 503
        stack.enter_context(oxigraph(port))  # and it has lost all it had
        until(lambda: client.get("/country/np.json").status_code == 200)
        until(lambda: Remote(Wire(address)).count() > 1000)
        assert client.get("/country/np.json").status_code == 200


def test_with_fallback_the_archive_answers_in_an_outage(data: Path, server: tuple[ExitStack, int, Address]) -> None:
    releases = over(data, server[2], store_fallback=True)
    releases.tend()
    store = releases.current().store
    server[0].close()
    assert isinstance(store, Mirror)
    assert len(set(store.quads())) == store.count()


def test_what_is_published_is_brought_as_a_difference(data: Path, server: tuple[ExitStack, int, Address]) -> None:
    releases = over(data, server[2])
    releases.tend()
    held = releases.current()
    said = set(held.store.quads())
    releases.remove("xa")
    assert releases.current().number == held.number + 1
    assert not isinstance(releases.current().store, Mirror), "not there yet: the archive answers"
    releases.tend()
    fresh = releases.current()
    assert isinstance(fresh.store, Mirror)
    own = Remote(Wire(server[2]))
    own.drop(engine.TAG)
    assert own.count() == fresh.store.count() < len(said)
    assert set(held.store.quads()) == said, "who holds the older release still reads it"


def test_when_a_date_passes_the_view_of_the_new_day_is_brought(
    data: Path, server: tuple[ExitStack, int, Address]
) -> None:
    over(data, server[2]).tend()
    later = in_2031(data, server[2])
    assert not isinstance(later.current().store, Mirror)
    later.tend()
    fresh = later.current()
    assert (type(fresh.store), fresh.as_of.year) == (Mirror, 2031)
    assert len(set(fresh.store.quads())) == fresh.store.count()


def in_2031(data: Path, address: Address) -> Releases:
    return Releases(over(data, address).settings, lambda: now().replace(year=2031))


def test_a_server_that_is_not_there_or_of_no_use_stops_the_start(data: Path) -> None:
    with pytest.raises(Unreachable):
        over(data, Address(f"http://127.0.0.1:{free_port()}/query", "")).tend()


def test_graphs_of_others_in_the_server_are_neither_seen_nor_touched(
    data: Path, server: tuple[ExitStack, int, Address]
) -> None:
    other = NamedNode("http://example.org/other")
    strange = Remote(Wire(server[2]))
    strange.update(f"INSERT DATA {{ GRAPH {other} {{ {other} {other} 'mine' }} }}")
    releases = over(data, server[2])
    releases.tend()
    assert not releases.current().store.ask("ASK { ?s ?p 'mine' }")
    assert strange.ask("ASK { ?s ?p 'mine' }")


def test_a_server_that_loses_statements_is_not_used(
    data: Path, server: tuple[ExitStack, int, Address], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Remote, "counts", lambda _: {})
    releases = over(data, server[2])
    with pytest.raises(EngineFailed, match="does not keep"):
        releases.tend()
    assert not isinstance(releases.current().store, Mirror)
