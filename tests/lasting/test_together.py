"""Several services and commands over one data directory, and backups taken while it is written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import rdflib

from goldenthread import backup, disk, sources
from goldenthread.cli import main
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.rdf import NamedNode
from tests.api.writers import workbook
from tests.conftest import NOW, now
from tests.live import Live, live
from tests.plain import EX, Plain, source

PATIENCE = 60


def asked(service: Live, place: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, Any], Any]:
    """The status, the JSON and the headers of an answer."""
    kind = {"Content-Type": "text/turtle"} if body is not None else {}
    request = urllib.request.Request(service.address + place, body, {**service.bearer, **kind, **headers})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, json.loads(answer.read()), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read()), error.headers


def take_in(service: Live, dataset: str, goals: str) -> int:
    """The release that a dataset with these goals is published in."""
    status, told, _ = asked(service, f"/imports?dataset={dataset}&filename=d.ttl", workbook(dataset, goals).encode())
    assert status == 201, told
    return int(told["release"])


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Live, Live]]:
    """Two services, one of them in two processes, over one data directory."""
    data = tmp_path_factory.mktemp("two") / "data"
    Releases(Settings(data=data), now).prepare()
    with ExitStack() as stack:
        first = stack.enter_context(live(data, lock_seconds=0.5))
        yield first, stack.enter_context(live(data, "--workers", "2", lock_seconds=0.5))


def test_what_one_publishes_all_see_at_once(two: tuple[Live, Live]) -> None:
    for turn, writer in enumerate((*two, two[1])):
        number = take_in(writer, "seen", f"G{turn}")
        for reader in (*two, *two, *two):
            _, ready, _ = asked(reader, "/ready")
            _, page, _ = asked(reader, "/datasets.json")
            assert (ready["release"], page["release"]) == (number, number)


def test_a_list_begun_at_one_goes_on_at_another_in_the_same_release(two: tuple[Live, Live]) -> None:
    first, second = two
    number = take_in(first, "list", "G1 G2 G3")
    _, page, _ = asked(first, "/gaps.json?limit=2")
    told, total = [gap["iri"] for gap in page["items"]], page["total"]
    assert total > 2
    take_in(second, "list", "G1 G4")
    while page["next"]:
        _, page, _ = asked(second, "/" + page["next"].split("/", 3)[3])
        assert (page["release"], page["total"]) == (number, total)
        told += [gap["iri"] for gap in page["items"]]
    assert len(told) == len(set(told)) == total


def test_a_writer_that_finds_another_at_work_is_told_by_every_door(
    two: tuple[Live, Live], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "d.ttl"
    file.write_text(workbook("held", "G1"))
    command = ["load", str(file), "--dataset", "held", "--data", str(two[0].data)]
    with disk.lock(two[0].data / "lock", 10), pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOLDENTHREAD_LOCK_SECONDS", "0.1")
        status, told, headers = asked(two[0], "/imports?dataset=held&filename=d.ttl", file.read_bytes())
        assert (status, told["code"]) == (503, "locked")
        assert int(headers["Retry-After"]) > 0
        assert main(command) == 1
        assert "another process" in capfd.readouterr().err
    assert main(command) == 0  # beside two services
    for service in two:
        assert "held" in {one["id"] for one in asked(service, "/datasets.json")[1]["items"]}


def test_a_process_that_is_killed_among_several_is_made_up_for(two: tuple[Live, Live]) -> None:
    service = two[1]
    servers = [pid for pid in service.family() if pid != service.pid and b"spawn_main" in _command(pid)]
    assert len(servers) == 2
    os.kill(servers[0], signal.SIGKILL)
    until = time.monotonic() + PATIENCE
    while len({pid for pid in service.family() if b"spawn_main" in _command(pid)} - {servers[0]}) < 2:
        assert time.monotonic() < until
    number = take_in(service, "after", "G1")
    assert asked(two[0], "/ready")[1]["release"] == number


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # ended meanwhile
        return b""


# Backups


def test_a_backup_taken_amid_writes_holds_all_that_was_acknowledged_before(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "LOADERS", (Plain(),))
    patient = Settings(data=settings.data, lock_seconds=PATIENCE)
    acknowledged: list[int] = []
    over = threading.Event()

    def write() -> None:
        writer = Releases(patient, now)
        while not over.is_set():
            told = writer.propose(source("a", f"{len(acknowledged) + 1}"), filename="a.plain")
            acknowledged.append(told.release or 0)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        for turn in range(3):
            begun = len(acknowledged)
            while len(acknowledged) < begun + 2:
                assert writing.is_alive()
            before = acknowledged[-1]
            backup.backup(patient, tmp_path / f"{turn}.tar.gz", NOW + timedelta(turn))
            assert writing.is_alive()
            fresh = Settings(data=tmp_path / f"fresh {turn}")
            told = backup.restore(fresh, tmp_path / f"{turn}.tar.gz", NOW)
            again = Releases(fresh, now)
            assert told.release == again.current().number >= before
            for facts in again.list():
                (said,) = again.release(facts.number).store.quads(NamedNode(EX + "a"), NamedNode(EX + "says"))
                assert said.object.value == str(facts.number)  # type: ignore[union-attr]  # a literal
            assert again.propose(source("a", "new"), filename="a.plain").release == told.release + 1
    finally:
        over.set()
        writing.join()


def test_everything_goes_out_as_nquads_that_other_engines_read_in_full(shipped: Releases, tmp_path: Path) -> None:
    target, held = tmp_path / "all.nq", tmp_path / "oxigraph"
    assert main(["export", "--format", "nq", "-o", str(target), "--data", str(shipped.settings.data)]) == 0
    many = shipped.current().store.count()
    assert len(target.read_bytes().splitlines()) == many
    oxigraph = str(Path(sys.executable).parent / "oxigraph")
    subprocess.run([oxigraph, "load", "-l", str(held), "-f", str(target)], check=True, capture_output=True)
    query = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    asking = [oxigraph, "query", "-l", str(held), "--query", query, "--results-format", "csv"]
    assert subprocess.run(asking, check=True, capture_output=True).stdout.split() == [b"n", str(many).encode()]


@pytest.mark.filterwarnings("ignore:Dataset\\..* is deprecated:DeprecationWarning")  # rdflib's own call
def test_a_dataset_goes_out_as_nquads_that_rdflib_reads_in_full(shipped: Releases, tmp_path: Path) -> None:
    target = tmp_path / "np.nq"
    assert main(["export", "np", "--format", "nq", "-o", str(target), "--data", str(shipped.settings.data)]) == 0
    read = rdflib.Dataset()
    read.parse(target, format="nquads")
    store = shipped.current().store
    graph = sources.graph_of("np", shipped.settings.base)
    assert len(list(read.quads())) == sum(1 for _ in store.quads(graph=graph)) > 0
