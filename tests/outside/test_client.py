"""What a server that is slow, endless, lying or in trouble does to an import by address: an error in words, in time."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from goldenthread.errors import BadParameter, GoldenThreadError, HostRefused, RemoteFailed, TooLarge
from goldenthread.outside.client import TRIES, Asked, Outside
from tests.outside.others import Handler, Other, Reply, allowing, leads, other, says

JSON = "application/json"


@pytest.fixture
def server() -> Iterator[Other]:
    with other() as played:
        yield played


def ask(tmp_path: Path, server: Other, address: str, credentials: str = "", seconds: float = 20) -> bytes:
    settings = allowing(tmp_path, server.host, credentials=credentials, seconds=seconds)
    with Outside(settings, pause=lambda _: None) as outside:
        return outside.get(Asked(address, JSON)).content


def endless(asked: Handler) -> None:
    asked.send_response(200)
    asked.end_headers()
    while True:
        asked.wfile.write(b" " * 100_000)


def dripping(start: bytes) -> Reply:
    """Sends `start`, then a byte now and then for as long as anybody listens."""

    def reply(asked: Handler) -> None:
        asked.wfile.write(start)
        while True:
            asked.wfile.write(b"x")
            time.sleep(0.05)

    return reply


def cut(asked: Handler) -> None:
    asked.send_response(200)
    asked.send_header("Content-Length", "1000")
    asked.end_headers()
    asked.wfile.write(b"{")


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n"


@pytest.mark.parametrize(
    ("reply", "error", "says_so"),
    [
        (endless, TooLarge, "more than 3,000,000 bytes"),
        (dripping(b"HTTP/1.1 200 OK\r\nX-Never: "), RemoteFailed, "within 0.5 s.*remote_seconds"),
        (dripping(HEAD + b"\r\n"), RemoteFailed, "within 0.5 s.*remote_seconds"),
        (cut, RemoteFailed, "ended the connection"),
        (says("{}", 401), RemoteFailed, r"does not let us in \(status 401\).*remote_credentials"),
        (says("{}", 403), RemoteFailed, r"does not let us in \(status 403\)"),
        (says("{}", 404), RemoteFailed, r"nothing at .*/x \(status 404\). Look at the address"),
        (says("{}", 500), RemoteFailed, "status 500"),
        (says("{}", 206), RemoteFailed, "status 206"),
        (says(b"no gzip", Content_Encoding="gzip"), RemoteFailed, "packing"),
        (lambda asked: asked.wfile.write(b"SMTP ready\r\n"), RemoteFailed, "ended the connection"),
        (leads(""), RemoteFailed, "does not say where"),
        (leads("/x"), RemoteFailed, "on and on"),
        (leads("https://elsewhere.example.org/x"), HostRefused, "remote_hosts"),
        (leads("http://169.254.169.254/latest/meta-data"), BadParameter, "https"),
        (leads("https://169.254.169.254/latest/meta-data"), HostRefused, "remote_hosts"),
        (leads("file:///etc/passwd"), BadParameter, "no web address"),
    ],
)
def test_trouble_is_told_in_words_with_place_and_next_step(
    tmp_path: Path, server: Other, reply: Reply, error: type[GoldenThreadError], says_so: str
) -> None:
    address = server.on("/x", reply)
    seconds = 0.5 if "0.5" in says_so else 20
    with pytest.raises(error, match=says_so) as raised:
        ask(tmp_path, server, f"{address}?key=s3cret", seconds=seconds)
    assert "s3cret" not in str(raised.value)
    assert type(raised.value) is error


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    with (
        Outside(allowing(tmp_path, f"127.0.0.1:{free}"), pause=lambda _: None) as outside,
        pytest.raises(RemoteFailed, match=f"127.0.0.1:{free}/ cannot be reached"),
    ):
        outside.get(Asked(f"http://127.0.0.1:{free}/", JSON))


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ({"Retry_After": "7"}, [7.0, 1.0]),
        ({"Retry_After": "Tue, 24 Nov 2026 09:00:05 GMT"}, [5.0, 1.0]),
        ({"Retry_After": "soon"}, [0.5, 1.0]),
        ({}, [0.5, 1.0]),
    ],
)
def test_a_server_without_place_is_asked_again_when_it_says(
    tmp_path: Path, server: Other, said: dict[str, str], waits: list[float]
) -> None:
    address = server.on("/x", says("", 429, **said), says("", 503), says("[]"))
    waited: list[float] = []
    today = datetime(2026, 11, 24, 9, tzinfo=UTC)
    with Outside(allowing(tmp_path, server.host), pause=waited.append, today=lambda: today) as outside:
        assert outside.get(Asked(address, JSON)).content == b"[]"
    assert waited == waits


def test_no_more_is_waited_than_there_is_time_and_no_more_tried_than_a_few_times(tmp_path: Path, server: Other) -> None:
    for number, (header, times) in enumerate((("3600", 1), ("0", TRIES))):
        address = server.on(f"/{number}", says("", 503, Retry_After=header))
        with pytest.raises(RemoteFailed, match="status 503 again and again"):
            ask(tmp_path, server, address)
        assert [path for _, path, _, _ in server.seen].count(f"/{number}") == times


def test_a_redirection_to_an_allowed_host_is_followed_and_a_form_stays_with_its_first_address(
    tmp_path: Path, server: Other
) -> None:
    server.on("/new", says("[1]"))
    with Outside(allowing(tmp_path, server.host)) as outside:
        for status, method in ((302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")):
            address = server.on("/old", leads("/new", status))
            assert outside.get(Asked(address, JSON, b"query=1")).content == b"[1]"
            assert server.seen[-1][:2] == (method, "/new")


def test_a_name_that_stands_for_an_inner_address_is_refused_before_anything_is_sent(
    tmp_path: Path, server: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = server.host.rpartition(":")[2]
    inner = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(port)))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inner)
    with (
        Outside(allowing(tmp_path, "graph.example.org")) as outside,
        pytest.raises(HostRefused, match="stands for an address of an inner network"),
    ):
        outside.get(Asked(f"https://graph.example.org:{port}/", JSON))
    assert not server.seen


@pytest.mark.parametrize(
    ("said", "header"),
    [('token = "t0ken"', "Bearer t0ken"), ('user = "me"\npassword = "pa55"', "Basic bWU6cGE1NQ=="), ("", None)],
)
def test_a_host_is_told_who_asks_by_the_file_of_credentials_and_no_other_is(
    tmp_path: Path, server: Other, said: str, header: str | None
) -> None:
    with other() as second:
        address = server.on("/x", leads(second.on("/y", says("[]"))))
        settings = allowing(
            tmp_path, server.host, second.host, credentials=f'["{server.host}"]\n{said}' if said else ""
        )
        with Outside(settings) as outside:
            outside.get(Asked(address, JSON))
        assert server.seen[0][2].get("Authorization") == header
        assert "Authorization" not in second.seen[0][2]


def test_client_credentials_are_changed_for_a_token_once(tmp_path: Path, server: Other) -> None:
    tokens = server.on("/token", says('{"access_token": "t0ken", "token_type": "bearer"}'))
    said = f'["127.0.0.1"]\nclient = "me"\nsecret = "pa55"\ntoken_address = "{tokens}"'
    address = server.on("/x", says("[]"))
    with Outside(allowing(tmp_path, server.host, credentials=said)) as outside:
        outside.get(Asked(address, JSON))
        outside.get(Asked(address, JSON))
    methods = [(method, path, headers.get("Authorization")) for method, path, headers, _ in server.seen]
    assert methods == [("POST", "/token", "Basic bWU6cGE1NQ=="), *[("GET", "/x", "Bearer t0ken")] * 2]
    assert server.seen[0][3].startswith("grant_type=client_credentials&scope=https%3A%2F%2Fpurl.imsglobal.org")


@pytest.mark.parametrize("reply", [says("{}", 400), says("[]"), says('{"access_token": 1}'), says("<html>")])
def test_a_token_that_is_not_given_is_told(tmp_path: Path, server: Other, reply: Reply) -> None:
    said = f'["127.0.0.1"]\nclient = "me"\nsecret = "pa55"\ntoken_address = "{server.on("/token", reply)}"'
    with pytest.raises(GoldenThreadError, match="/token") as raised:
        ask(tmp_path, server, server.on("/x", says("[]")), said)
    assert "pa55" not in str(raised.value)


@pytest.mark.parametrize(
    "said",
    ["x", '["127.0.0.1"]\ntokens = "t"', '["127.0.0.1"]\ntoken = 1', '["127.0.0.1"]\ntoken = "t"\nuser = "u"',
     '["127.0.0.1"]\nclient = "c"', '"127.0.0.1" = "t"', '["127.0.0.1"]\ntoken = ""'],
)  # fmt: skip
def test_a_file_of_credentials_that_is_not_right_is_told_without_an_echo(
    tmp_path: Path, server: Other, said: str
) -> None:
    with pytest.raises(BadParameter, match="remote_credentials"):
        ask(tmp_path, server, server.on("/x", says("[]")), said)
    assert not server.seen


@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_must_be_one_that_is_trusted(
    tmp_path: Path, server: Other, monkeypatch: pytest.MonkeyPatch, *, trusted: bool
) -> None:
    pem = str(Path(__file__).parents[1] / "data/tls/localhost.pem")  # for localhost, signed by itself
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(pem)
    server.secure(secured)
    if trusted:
        monkeypatch.setattr(httpx2, "create_ssl_context", lambda **_: ssl.create_default_context(cafile=pem))
    address = server.on("/x", says("[1]")).replace("http://127.0.0.1", "https://localhost")
    with Outside(allowing(tmp_path, "localhost"), pause=lambda _: None) as outside:
        if trusted:
            assert outside.get(Asked(address, JSON)).content == b"[1]"
            return
        with pytest.raises(RemoteFailed, match="localhost shows a certificate that is not trusted"):
            outside.get(Asked(address, JSON))
    assert not server.seen
