"""The contract and the whole product on Debian's Virtuoso 7 (`make test-engines` installs it)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from goldenthread.errors import EngineFailed
from goldenthread.releases import Releases
from goldenthread.store import Store
from goldenthread.store.probe import probe
from goldenthread.store.rdf import NamedNode, Triple, integer
from goldenthread.store.remote import Remote
from goldenthread.store.wire import Address, Wire
from tests.engines.contract import Lasting
from tests.engines.same import ALL, UPDATE, twins
from tests.engines.servers import virtuoso

pytestmark = pytest.mark.engines


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as address:
        yield address


class TestVirtuoso(Lasting):
    @pytest.fixture
    def store(self, address: Address) -> Iterator[Store]:
        store = Remote(Wire(address), ())
        probe(store)
        yield store
        for graph in store.graphs():
            store.drop(graph)


def test_the_probe_says_which_values_change(address: Address) -> None:
    found = probe(Remote(Wire(address), ()))
    assert not found.union
    assert (found.changed, found.disguised) == ((), ("duration",))


@pytest.mark.parametrize("password", ["dba", "another"])
def test_it_knows_us_by_digest(address: Address, password: str) -> None:
    place = f"{address.query}-auth"
    own = replace(address, query=place, update=place, user="dba", password=password, digest=True)
    with nullcontext() if password == "dba" else pytest.raises(EngineFailed, match="store_user"):
        probe(Remote(Wire(own), ()))


def test_an_answer_that_it_cuts_at_its_limit_is_no_answer(tmp_path: Path) -> None:
    with virtuoso(tmp_path, rows=1000) as address:
        store = Remote(Wire(address), ())
        thing = NamedNode("http://example.org/a")
        store.add(thing, [Triple(thing, thing, integer(number)) for number in range(1500)])
        with pytest.raises(EngineFailed, match="raise that limit"):
            store.select("SELECT ?o WHERE { ?s ?p ?o }")


@pytest.mark.timeout(900)
def test_every_address_answers_the_same_before_and_after_each_kind_of_write(
    shipped: Releases, tmp_path: Path, address: Address
) -> None:
    with twins(shipped, tmp_path, address) as both:
        both.agree(*ALL)
        both.write("/update", UPDATE.encode(), "application/sparql-update")
        both.decide()
        both.write("/releases/undo")
