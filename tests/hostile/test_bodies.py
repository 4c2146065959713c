"""Bodies of any size and shape, and clients who leave in the midst of one: a clear answer, and others are served."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.types import Message

from goldenthread.access import Tokens
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.conftest import now
from tests.live import Live, live

pytestmark = pytest.mark.alone

MEGABYTE = 1_000_000
MOST = 200 * MEGABYTE  # what is taken in by default
MEMORY = 2_500_000_000
FORM, EDGE = {"Content-Type": "multipart/form-data; boundary=edge"}, b"\r\n--edge\r\n"
PART = b'Content-Disposition: form-data; name="file"; filename="x.ttl"\r\n\r\n'


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    data = tmp_path_factory.mktemp("bodies") / "data"
    Releases(Settings(data=data), now).prepare()
    with live(data) as running:
        yield running


class Weighed:
    """An eye on the memory of a service and on whether it answers."""

    def __init__(self, service: Live) -> None:
        self._service, self._over = service, threading.Event()
        self.memory, self.answers = 0, 0
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        over = False
        while not over:  # at least once, however soon the answer is there
            self.memory = max(self.memory, self._service.memory())
            self.answers += httpx2.get(f"{self._service.address}/health", timeout=30).status_code == 200
            over = self._over.wait(0.2)

    def __enter__(self) -> Weighed:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def pieces(piece: bytes, size: int) -> Iterator[bytes]:
    """A body that is sent without its length."""
    for _ in range(size // len(piece)):
        yield piece


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("path", "headers", "piece", "statuses"),
    [
        ("/sparql", {"Content-Type": "application/sparql-query"}, b"ASK {} #", {413}),
        ("/sparql", {"Content-Type": "application/x-www-form-urlencoded"}, b"query=x&", {413}),
        ("/update", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL;", {413}),
        ("/graphs?graph=http://example.org/g", {"Content-Type": "text/turtle"}, b"\xff\x00", {400, 503}),
        ("/imports?filename=x.ttl", {}, b"<a:a> <a:b> ", {422, 503}),
        ("/imports?filename=x.csv", {}, b"a,b,c\n,,", {413, 415, 422, 503}),
    ],
)
def test_a_body_of_200_megabytes_is_refused_in_words(
    service: Live, path: str, headers: dict[str, str], piece: bytes, statuses: set[int]
) -> None:
    content = pieces(piece * (MEGABYTE // len(piece)), MOST)
    with Weighed(service) as weighed:
        answer = httpx2.post(service.address + path, content=content, headers=headers | service.bearer, timeout=200)
    assert answer.status_code in statuses, answer.text[:500]
    assert len(answer.json()["detail"]) > 20
    assert weighed.answers
    assert weighed.memory < MEMORY


@pytest.mark.parametrize("path", ["/imports?filename=x.ttl", "/graphs?graph=http://example.org/g", "/check"])
def test_a_body_over_the_limit_is_refused_before_it_is_read(service: Live, path: str) -> None:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/turtle\r\nContent-Length: {MOST + 1}\r\n"
        f"Authorization: Bearer {service.token}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as line:
        line.sendall(head.encode())
        assert b" 413 " in line.recv(4096)


BOMBS = {
    "parts": EDGE.join([b"", *[b'Content-Disposition: form-data; name="a"\r\n\r\nx'] * 20_000]),
    "headers": EDGE + b"X: x\r\n" * 300_000,
    "a header": EDGE + b"X: " + b"x" * 5_000_000,
    "a field": EDGE + b'Content-Disposition: form-data; name="file"\r\n\r\n' + b"x" * 5_000_000,
    "a name": EDGE + PART.replace(b"x.ttl", b"x" * 5_000_000),
    "files": EDGE.join([b"", *[PART + b"x"] * 5_000]) + b"\r\n--edge--",
    "no end": EDGE + PART + b"<a:a> <a:b> <a:c> .",
    "no beginning": b"x" * 5_000_000,
    "nothing": b"",
}


@pytest.mark.parametrize("name", sorted(BOMBS))
@pytest.mark.parametrize("path", ["/check", "/imports", "/graphs?graph=http://example.org/g"])
def test_a_form_made_to_harm_is_refused_in_words(service: Live, path: str, name: str) -> None:
    answer = httpx2.post(service.address + path, content=BOMBS[name], headers=FORM | service.bearer, timeout=60)
    assert answer.status_code in {400, 413, 422}, answer.text[:500]
    assert len(answer.json()["detail"]) > 20
    assert httpx2.get(f"{service.address}/health", timeout=10).status_code == 200


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/sparql", "application/sparql-query"),
        ("/update", "application/sparql-update"),
        ("/graphs", "text/turtle"),
        ("/imports", "text/turtle"),
        ("/imports", FORM["Content-Type"]),
        ("/check", "text/turtle"),
    ],
)
def test_who_leaves_in_the_midst_of_a_body_is_no_failure(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, path: str, media: str
) -> None:
    settings = Settings(data=tmp_path / "data")
    token = Tokens(settings.data, now).create("editor", (), note="tests")[1]
    app = create_app(Releases(settings, now), settings)
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"default" if path == "/graphs" else b"",
        "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2),
        "headers": [(b"content-type", media.encode()), (b"authorization", f"Bearer {token}".encode())],
    }  # fmt: skip
    coming: list[Message] = [{"type": "http.request", "body": b"\r\n--edge", "more_body": True}]
    sent: list[Message] = []

    async def receive() -> Message:
        return coming.pop() if coming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    with caplog.at_level(logging.INFO):
        asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 499
    assert [record.levelname for record in caplog.records if record.levelno > logging.INFO] == []
