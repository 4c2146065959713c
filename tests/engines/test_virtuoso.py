"""The contract on Debian's Virtuoso 7 (`make test-engines` installs it)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldenthread.errors import StoreFailed
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.mirror import Mirror
from goldenthread.store.probe import probe
from goldenthread.store.remote import Remote
from goldenthread.store.wire import Address, Wire
from tests.conftest import now
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
    assert (found.changed, found.disguised) == ((), ("duration",))


def test_version_7_2_5_does_not_answer_for_the_service_and_says_why(
    address: Address, shipped: Releases, tmp_path: Path
) -> None:
    shutil.copytree(shipped.settings.data, tmp_path / "data", symlinks=True)
    settings = Settings(data=tmp_path / "data", store=address.query, store_seconds=30.0)
    releases = Releases(settings, now)
    with pytest.raises(StoreFailed, match="of our own questions otherwise than it should"):
        releases.tend()
    assert not isinstance(releases.current().store, Mirror)
