"""What a server that is slow, gone, broken or lying does to us: nothing but an error in words, in time."""

from __future__ import annotations

import http.server
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from goldenthread.errors import BadQuery, Busy, EngineFailed, GoldenThreadError, Unreachable
from goldenthread.store.breaker import FAILURES, Breaker
from goldenthread.store.probe import probe
from goldenthread.store.rdf import NamedNode
from goldenthread.store.remote import Remote
from goldenthread.store.wire import Address, Wire

ROWS = "application/sparql-results+json"
EMPTY = json.dumps({"head": {"vars": ["graph"]}, "results": {"bindings": []}}).encode()
YES = b'{"head": {}, "boolean": true}'
Handler = http.server.BaseHTTPRequestHandler
Reply = Callable[[Handler], None]


def says(body: bytes, status: int = 200, kind: str = ROWS, **headers: str) -> Reply:
    def reply(asked: Handler) -> None:
        asked.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            asked.send_header(name.replace("_", "-"), value)
        asked.end_headers()
        asked.wfile.write(body)

    return reply


class Server:
    """Answers as the test says: with the replies in order, the last one again and again."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.seen: list[tuple[str, dict[str, str], str]] = []

    def answer(self, asked: Handler) -> None:
        body = asked.rfile.read(int(asked.headers["Content-Length"] or 0)).decode()
        self.seen.append((asked.path, dict(asked.headers), body))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        reply(asked)


@contextmanager
def serving(server: Server) -> Iterator[Address]:
    class Asked(Handler):
        def do_POST(self) -> None:
            server.answer(self)

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Asked) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{listening.server_address[1]}/sparql?key=s3cret"
        try:
            yield Address(url, url, seconds=1.0, tries=1)
        finally:
            listening.shutdown()


def cut(asked: Handler) -> None:
    """Promises more than it sends."""
    asked.send_response(200)
    asked.send_header("Content-Type", ROWS)
    asked.send_header("Content-Length", "1000")
    asked.end_headers()
    asked.wfile.write(YES)


def drips(asked: Handler) -> None:
    """Sends a byte now and then, and never ends."""
    asked.send_response(200)
    asked.send_header("Content-Type", ROWS)
    asked.end_headers()
    gone = threading.Event()
    for _ in range(100):
        try:
            asked.wfile.write(b" ")
        except OSError:
            return
        gone.wait(0.1)


def pours(head: bytes, drop: bytes = b"") -> Reply:
    """Sends `head` as it is, then `drop` now and then, far longer than anybody has time for."""

    def reply(asked: Handler) -> None:
        gone = threading.Event()
        with suppress(OSError):
            asked.wfile.write(head)
            for _ in range(100 if drop else 0):
                asked.wfile.write(drop)
                gone.wait(0.1)

    return reply


def hangs(asked: Handler) -> None:
    """Says nothing until the other side is gone."""
    asked.connection.settimeout(10)
    asked.connection.recv(1)


OK = f"HTTP/1.1 200 OK\r\nContent-Type: {ROWS}\r\n".encode()
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
DIGEST = b'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="s3cret", nonce="n"\r\n'
BROKEN = {
    "no json": says(b"<html>maintenance</html>"),
    "half": says(b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "li'),
    "a failure in the midst": says(b'{"head":{"vars":["x"]},"results":{"bindings":[The operation has been cancelled'),
    "a page": says(b"<html></html>", kind="text/html"),
    "cut": cut,
    "drips": drips,
    "drips its first line": pours(b"HTTP/1.1 200 ", b"O"),
    "drips its head": pours(OK, b"X"),
    "drips while it asks who we are": pours(DIGEST, b"X"),
    "drips between chunks": pours(CHUNKED + b"5;", b"x"),
    "says again and again to go on": pours(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "a chunk cut short": pours(CHUNKED + b"5\r\nab"),
    "no last chunk": pours(CHUNKED + b"%x\r\n%s\r\n" % (len(YES), YES)),
    "another protocol": pours(b"SSH-2.0 s3cret\r\n"),
    "hangs": hangs,
    "not found": says(b"s3cret", 404),
    "unauthorised": says(b"s3cret", 401),
    "internal": says(b"s3cret trace", 500),
    "a way of its own to ask who we are": says(b"s3cret", 401, WWW_Authenticate='Negotiate x="s3cret"'),
    "no way at all": says(b"s3cret", 401, WWW_Authenticate="Digest s3cret, nonce"),
    "cut at a limit of its own": says(YES, X_SPARQL_MaxRows="10000"),
    "elsewhere": says(b"", 302, Location="http://127.0.0.1:1/s3cret"),
    "elsewhere, to no address": says(b"", 307, Location="http://[s3cret"),
    "gateway": says(b"s3cret", 502),
    "a part": says(YES, 206),
}


@pytest.mark.parametrize("digest", [False, True], ids=["basic", "digest"])
@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN.keys())
def test_a_failing_server_is_an_error_in_words_and_in_time(reply: Reply, digest: bool) -> None:
    with serving(Server(reply)) as address:
        known = replace(address, user="me", password="pa55", digest=digest, seconds=0.5, most_bytes=1000)
        store = Remote(Wire(known), [])
        begun = time.monotonic()
        with pytest.raises(GoldenThreadError) as failed:
            store.select("SELECT ?x WHERE { ?s ?p ?x }")
        assert time.monotonic() - begun < 2.5
    assert not any(secret in str(failed.value) for secret in ("s3cret", "pa55", "127.0.0.1", "trace", "html"))


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (says(b"", 302, Location="http://127.0.0.1:1/"), "leads on to another address"),
        (says(b"", 307, Location="http://[bad"), "leads on to another address"),
        (says(b"<html></html>", kind="text/html; charset=utf-8"), "web page; see the setting store"),
        (says(YES, 206), "raise that limit"),
    ],
)
def test_a_server_that_is_another_than_was_meant_is_told_with_the_setting_to_look_at(reply: Reply, told: str) -> None:
    with serving(Server(reply)) as address, pytest.raises(EngineFailed, match=told):
        Remote(Wire(address), []).ask("ASK { }")


def test_an_answer_over_the_limit_is_not_read_to_its_end() -> None:
    with serving(Server(says(EMPTY), says(b" " * 5000))) as address, pytest.raises(EngineFailed, match="size limit"):
        Remote(Wire(replace(address, most_bytes=1000))).ask("ASK { }")


def test_a_refused_query_is_the_askers_fault() -> None:
    with serving(Server(says(EMPTY), says(b"no", 400))) as address, pytest.raises(BadQuery):
        Remote(Wire(address)).ask("ASK {")


def test_a_moment_of_absence_is_bridged() -> None:
    pauses: list[float] = []
    server = Server(says(EMPTY), says(b"", 503), says(b"", 503), says(YES))
    with serving(server) as address:
        assert Remote(Wire(replace(address, tries=3), pause=pauses.append)).ask("ASK { }")
    assert pauses == [0.1, 0.2]


def test_an_update_is_told_once() -> None:
    server = Server(says(EMPTY), says(EMPTY), says(b"", 503))
    with serving(server) as address:
        store = Remote(Wire(replace(address, tries=3)))
        with pytest.raises(Unreachable):
            store.update("INSERT DATA { }")
    assert [body.startswith("update=") for _, _, body in server.seen] == [False, False, True]


def test_queries_go_by_the_protocol_with_our_graphs_and_credentials() -> None:
    server = Server(says(YES))
    with serving(server) as address:
        store = Remote(Wire(replace(address, token="t0ken")), [NamedNode("http://example.org/g")])
        assert store.ask("ASK { }")
    path, headers, body = server.seen[-1]
    assert path == "/sparql?key=s3cret"
    assert headers["Authorization"] == "Bearer t0ken"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["Accept"] == ROWS
    for name in ("default-graph-uri", "named-graph-uri"):
        assert f"{name}=http%3A//example.org/g" in body


def test_a_password_is_said_by_digest_where_the_server_asks_for_it_and_never_in_clear() -> None:
    asks = says(b"", 401, WWW_Authenticate='Digest realm="graphs", nonce="n1", qop="auth", algorithm=MD5')
    server = Server(says(EMPTY), asks, says(YES))
    with serving(server) as address:
        store = Remote(Wire(replace(address, user="me", password="pa55", digest=True)))
        assert store.ask("ASK { }")
    assert "Authorization" not in server.seen[-2][1]
    said = server.seen[-1][1]["Authorization"]
    assert said.startswith('Digest username="me", realm="graphs", nonce="n1"')
    assert "pa55" not in said


def test_a_server_that_is_gone_is_left_alone_then_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    wire = Wire(Address(url, url, tries=1))
    for _ in range(FAILURES + 1):
        with pytest.raises(Unreachable) as failed:
            wire.ask("ASK { }", ROWS)
    assert isinstance(failed.value, Busy)
    assert 1 <= failed.value.retry_after <= 5


def test_the_breaker_opens_after_failures_in_a_row_and_lets_one_try() -> None:
    time_: list[float] = [0.0]
    breaker = Breaker(5.0, lambda: time_[0])
    breaker.failed()
    breaker.succeeded()
    for _ in range(FAILURES):
        breaker.enter()
        breaker.failed()
    with pytest.raises(Unreachable):
        breaker.enter()
    time_[0] = 5.1
    breaker.enter()
    with pytest.raises(Unreachable):
        breaker.enter()
    breaker.succeeded()
    breaker.enter()
    breaker.enter()


def test_a_server_that_takes_no_updates_or_answers_nonsense_is_found_out() -> None:
    with serving(Server(says(EMPTY), says(b"", 403))) as address, pytest.raises(EngineFailed, match="takes no updates"):
        probe(Remote(Wire(address)))
    with serving(Server(says(EMPTY))) as address, pytest.raises(EngineFailed, match="otherwise than it should"):
        probe(Remote(Wire(address)))
