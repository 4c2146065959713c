"""The contract on the embedded engine and on `oxigraph serve`, whose default graph is and is not the union."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goldenthread.store import Store
from goldenthread.store.embedded import in_memory, open_for_writing
from goldenthread.store.probe import probe
from goldenthread.store.remote import Remote
from goldenthread.store.wire import Address, Wire
from tests.engines.contract import Contract, Lasting
from tests.engines.servers import oxigraph


@pytest.fixture(scope="module")
def plain() -> Iterator[Address]:
    with oxigraph() as address:
        yield address


@pytest.fixture(scope="module")
def union() -> Iterator[Address]:
    with oxigraph(None, "--union-default-graph") as address:
        yield address


def emptied(address: Address) -> Remote:
    store = Remote(Wire(address))
    for graph in store.graphs():
        store.drop(graph)
    probe(store)
    return store


class TestInMemory(Contract):
    @pytest.fixture
    def store(self) -> Store:
        return in_memory()


class TestOnDisk(Lasting):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        return open_for_writing(tmp_path / "store")


class TestServer(Lasting):
    @pytest.fixture
    def store(self, plain: Address) -> Store:
        return emptied(plain)


class TestServerOfUnion(Lasting):
    @pytest.fixture
    def store(self, union: Address) -> Store:
        store = emptied(union)
        assert store.union
        return store


def test_the_probe_finds_nothing_changed(plain: Address) -> None:
    store = emptied(plain)
    found = probe(store)
    assert (found.union, found.changed, found.disguised, store.count()) == (False, (), (), 0)
