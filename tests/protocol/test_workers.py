"""Several server processes over one data directory: one publish is seen by all, and no walk mixes two releases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx2
import pytest

from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.api.writers import BASE, TURTLE, workbook
from tests.conftest import now
from tests.live import Live, live

pytestmark = pytest.mark.alone

WORKERS = 2
GRAPH = f"/graphs?graph={quote(BASE + 'one', safe='')}"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    data = tmp_path_factory.mktemp("workers") / "data"
    Releases(Settings(data=data), now).prepare()
    with live(data, "--workers", str(WORKERS)) as running:
        yield running


def ask(service: Live, path: str, method: str = "GET", **more: object) -> httpx2.Response:
    """A request over a connection of its own, which any of the processes may take."""
    return httpx2.request(method, service.address + path, timeout=30, **more)  # type: ignore[arg-type]  # passed on


def put(service: Live, goals: str) -> int:
    content = workbook("one", goals).encode()
    answer = ask(service, GRAPH, "PUT", content=content, headers=service.bearer | TURTLE)
    assert answer.status_code in {201, 204}, answer.text
    return int(answer.headers["golden-thread-release"])


def seen(service: Live, path: str) -> int:
    return int(ask(service, path).headers["golden-thread-release"])


@pytest.mark.parametrize("path", ["/datasets.json", "/sparql?query=ASK%7B%7D", "/graphs?default"])
def test_a_publish_is_seen_by_every_process_within_a_second(service: Live, path: str) -> None:
    before = {seen(service, path) for _ in range(4 * WORKERS)}
    release = put(service, f"G1 {path[1:3].upper()}")
    assert before == {release - 1}
    acknowledged = time.monotonic()
    found = [seen(service, path) for _ in range(8 * WORKERS)]
    late = [number for number in found if number != release]
    assert not late or time.monotonic() - acknowledged < 1, found


def test_a_walk_by_next_stays_in_the_release_it_began_in(service: Live) -> None:
    release = put(service, " ".join(f"W{number}" for number in range(30)))
    page = ask(service, "/search.json?q=Goal&limit=7").json()
    names = [item["iri"] for item in page["items"]]
    rounds = 0
    while page["next"]:
        rounds += 1
        put(service, " ".join(f"V{rounds}{number}" for number in range(30)))
        page = ask(service, page["next"].removeprefix(service.address)).json()
        assert page["release"] == release
        names += [item["iri"] for item in page["items"]]
    assert rounds >= 3
    assert len(set(names)) == len(names) == page["total"]
    assert all("/goal/W" in name for name in names)


def test_writers_of_two_processes_wait_for_each_other(service: Live) -> None:
    first = seen(service, "/datasets.json")
    with (
        httpx2.Client(base_url=service.address, timeout=60) as one,
        httpx2.Client(base_url=service.address, timeout=60) as other,
    ):
        numbers = []
        for turn in range(3):
            for client, name in ((one, "left"), (other, "right")):
                graph = f"/graphs?graph={quote(BASE + name, safe='')}"
                content = workbook(name, f"T{turn}").encode()
                answer = client.put(graph, content=content, headers=service.bearer | TURTLE)
                assert answer.status_code in {201, 204}, answer.text
                numbers.append(int(answer.headers["golden-thread-release"]))
    assert numbers == list(range(first + 1, first + 7))
