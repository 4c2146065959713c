"""A service under attack: each attack is told off in time, the others are served, the family stays small and alive."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from goldenthread import sources
from goldenthread.errors import Refused, TooLarge, UnknownFormat, Unreadable
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.workers import BUFFERED
from tests.hostile.attacks import Attack, bombs, queries, traps
from tests.live import Live, linked, live

pytestmark = pytest.mark.alone

MEMORY = 2_500_000_000
READERS = 8
DEADLINE = Settings().query_seconds
CALM = 4.0  # seconds in which nobody attacks
SLOWEST = 5.0  # seconds: a second on a machine of its own, more where others have the cores
READ = (
    "/gaps.json?country=xa&limit=5",
    "/resource.json?iri=xa:M9",
    "/trace.json?iri=xa:G17",
    "/sparql?query=SELECT%20*%20%7B%20?s%20a%20?c%20%7D%20LIMIT%2010%20%23%20",
)


@pytest.fixture(scope="module")
def service(shipped: Releases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    data = linked(shipped.settings.data, tmp_path_factory.mktemp("hostile") / "data")
    with live(data, check_seconds=20) as running:
        yield running


class Watch:
    """Eight clients who read all the while, and an eye on memory."""

    def __init__(self, service: Live) -> None:
        self.service, self.over = service, threading.Event()
        self.took: list[float] = []
        self.faults: list[str] = []
        self.memory = 0

    def read(self, number: int) -> None:
        with httpx2.Client(base_url=self.service.address, timeout=30) as client:
            while not self.over.is_set():
                path = READ[number % len(READ)] + (str(len(self.took)) if number % len(READ) == 3 else "")  # none kept
                start = time.perf_counter()
                try:
                    status = client.get(path).status_code
                except httpx2.HTTPError as error:
                    self.faults.append(f"{path}: {error!r}")
                    continue
                self.took.append(time.perf_counter() - start)
                if status != 200:
                    self.faults.append(f"{path}: {status}")
                self.over.wait(0.3)

    def weigh(self) -> None:
        while not self.over.wait(0.1):
            self.memory = max(self.memory, self.service.memory())

    def __enter__(self) -> Watch:
        self.threads = [threading.Thread(target=self.read, args=(number,)) for number in range(READERS)]
        self.threads.append(threading.Thread(target=self.weigh))
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def served(self, calm: float) -> None:
        """Fails where the readers were not served, or waited much longer than while it was calm."""
        assert self.faults == [], self.told()
        assert statistics.median(self.took) < max(1, 10 * calm), self.told()
        assert max(self.took) < max(SLOWEST, 40 * calm), self.told()
        assert self.memory < MEMORY, self.told()

    def told(self) -> str:
        return (
            f"{len(self.took)} answers, median {statistics.median(self.took):.3f} s, slowest {max(self.took):.3f} s, "
            f"most memory {self.memory / 1e6:,.0f} MB"
        )


@pytest.fixture(scope="module")
def calm(service: Live) -> float:
    """How long an answer takes the same readers while nobody attacks: what else the machine does is in it."""
    with Watch(service) as watch:
        watch.over.wait(CALM)
    assert watch.faults == []
    return statistics.median(watch.took)


def send(service: Live, attack: Attack) -> tuple[Attack, int, str, float]:
    """What came back, and after how long. An answer that has begun breaks off, and only after its first megabyte: none
    passes for whole."""
    start, said, cut = time.perf_counter(), bytearray(), False
    with httpx2.stream(
        attack.method, service.address + attack.path, params=list(attack.params), content=attack.content,
        headers={"Accept": "*/*", **attack.headers}, timeout=120,
    ) as answer:  # fmt: skip
        try:
            for chunk in answer.iter_raw():
                said += chunk
        except httpx2.RemoteProtocolError:
            cut = True
    assert cut == (answer.status_code == 200), f"{attack.name}: {answer.status_code}, cut: {cut}"
    assert len(said) >= BUFFERED or not cut, f"{attack.name}: cut after {len(said)} bytes"
    return attack, answer.status_code, said[:300].decode(errors="replace"), time.perf_counter() - start


@pytest.mark.timeout(170)
def test_hostile_queries_are_stopped_while_others_are_served(service: Live, calm: float) -> None:
    attacks = list(queries())
    assert len(attacks) >= 30
    with Watch(service) as watch, ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda attack: send(service, attack), attacks))
    wrong = [(one.name, status, text, took) for one, status, text, took in found if status not in one.statuses]
    assert wrong == [], watch.told()
    late = [(one.name, took) for one, _, _, took in found if took > DEADLINE + max(SLOWEST, 40 * calm)]
    assert late == [], watch.told()
    watch.served(calm)


@pytest.mark.timeout(170)
def test_hostile_files_are_refused_while_others_are_served(service: Live, calm: float) -> None:
    attacks = [
        Attack(name, "POST", "/check", frozenset({400, 413, 415, 422, 503}), (("filename", filename),), content)
        for name, (filename, content) in bombs().items()
    ]
    with Watch(service) as watch:
        found = [send(service, attack) for attack in attacks]
    wrong = [(one.name, status, text, took) for one, status, text, took in found if status not in one.statuses]
    assert wrong == [], watch.told()
    watch.served(calm)


@pytest.mark.parametrize("name", sorted(traps()))
def test_a_trap_is_refused_with_words(name: str) -> None:
    filename, content = traps()[name]
    with pytest.raises((Refused, Unreadable, UnknownFormat, TooLarge)) as found:
        taken(content, filename)
    assert len(str(found.value)) > 20
    assert "root:" not in str(found.value)


def taken(content: bytes, filename: str) -> None:
    """Reads a file as an import does. Raises what refuses it."""
    checked = sources.check(content, filename=filename, settings=Settings())
    if checked.refused:
        raise Refused(checked.remarks)
