"""Clients who take their time: each is told, or cut off, and holds nobody up."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx2
import pytest

from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.conftest import now
from tests.live import Live, live

pytestmark = pytest.mark.alone

LIMITS = {"header_seconds": 1, "body_seconds": 1, "body_rate": 1000, "send_seconds": 1, "client_requests": 6,
          "query_seconds": 3}  # fmt: skip
HEAD = b"POST /check?filename=x.ttl HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n"
ROWS = " ".join(f"(<urn:{number}>)" for number in range(400))
LARGE = f"SELECT ?a ?b ?c {{ VALUES (?a) {{ {ROWS} }} VALUES (?b) {{ {ROWS} }} }}"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    data = tmp_path_factory.mktemp("slow") / "data"
    Releases(Settings(data=data), now).prepare()
    with live(data, **LIMITS) as running:
        yield running


def talk(service: Live, pieces: list[bytes], pause: float) -> tuple[bytes, float]:
    """What a client is told who sends piece by piece, and when."""
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as line:
        line.settimeout(pause)
        for piece in pieces:
            try:
                line.sendall(piece)
                said = line.recv(4096)
            except TimeoutError:
                continue
            except ConnectionError:
                said = b""
            return said, time.monotonic() - start
        line.settimeout(30)
        return line.recv(4096), time.monotonic() - start


@pytest.mark.parametrize(
    ("pieces", "pause"),
    [
        ([b""], 0.1),
        ([b"GET / HT"], 0.1),
        ([bytes([byte]) for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100], 0.2),
        ([HEAD], 0.1),
        ([HEAD, *[b"x"] * 100], 0.2),
        ([b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n" + HEAD[:20], b""], 0.1),
    ],
)
def test_a_request_that_does_not_come_in_in_time_is_cut_off(service: Live, pieces: list[bytes], pause: float) -> None:
    said, took = talk(service, pieces, pause)
    assert said == b"" or b" 408 " in said or b" 200 " in said
    assert took < 15


ENDLESS = [b"X: " + b"x" * 997 + b"\r\n"] * 200
CHUNKED = HEAD.replace(b"Content-Length: 5000", b"Transfer-Encoding: chunked")


@pytest.mark.parametrize(
    ("pieces", "statuses"),
    [
        ([b"GET /health HTTP/1.1\r\nHost: localhost\r\n", *ENDLESS, b"\r\n"], {431}),
        ([b"GET /health HTTP/1.1\r\nX: ", *[b"x" * 1000] * 200], {431}),
        ([b"GET /", *[b"x" * 1000] * 200], {431}),
        ([CHUNKED, b"0\r\n", *ENDLESS, b"\r\n"], {431}),
        ([CHUNKED, b"0\r\nX: ", *[b"x" * 1000] * 200], {431}),
        ([b"GET /health HTTP/1.1\r\nHost: localhost\r\n", *ENDLESS[:20], b"\r\n"], {200}),
    ],
)
def test_a_head_without_end_is_cut_off(service: Live, pieces: list[bytes], statuses: set[int]) -> None:
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as line:
        with suppress(ConnectionError):
            for piece in pieces:
                line.sendall(piece)
        said = line.recv(4096)
    assert int(said.split(b" ", 2)[1]) in statuses


def test_a_body_that_comes_slowly_but_fast_enough_is_taken(service: Live) -> None:
    pieces = [HEAD, *[b"<urn:a> <urn:b> <urn:c> .\n" + b" " * 974] * 5]
    said, took = talk(service, pieces, 0.4)
    assert b" 408 " not in said
    assert b"HTTP/1.1 4" in said or b"HTTP/1.1 2" in said
    assert took > 1.5


def test_who_does_not_read_an_answer_does_not_keep_its_place(service: Live) -> None:
    request = (
        f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: "
        f"{len(LARGE)}\r\n\r\n{LARGE}"
    ).encode()
    lines = [socket.create_connection(("127.0.0.1", service.port), timeout=30) for _ in range(2)]
    for line in lines:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(request)
    try:
        until = time.monotonic() + 30
        status = 0
        while status != 200 and time.monotonic() < until:
            status = httpx2.get(f"{service.address}/sparql", params={"query": "ASK {}"}, timeout=30).status_code
        assert status == 200
    finally:
        for line in lines:
            line.close()


def test_one_client_has_so_many_requests_at_once_and_no_more(service: Live) -> None:
    product = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(6)) + " }"
    found: list[int] = []

    def ask() -> None:
        answer = httpx2.get(f"{service.address}/sparql", params={"query": product}, timeout=60)
        found.append(answer.status_code)

    askers = [threading.Thread(target=ask) for _ in range(12)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert 429 in found
    assert set(found) <= {429, 503}
    assert httpx2.get(f"{service.address}/health").status_code == 200
