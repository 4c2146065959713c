"""The contract on Debian's Virtuoso 7 (`make test-engines` installs it)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goldenthread.store import Store
from goldenthread.store.probe import probe
from goldenthread.store.remote import Remote
from goldenthread.store.wire import Address, Wire
from tests.engines.contract import Lasting
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
    assert found.changed == ()
