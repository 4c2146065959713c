"""Other servers, played on loopback: one that answers as a test says, and one that serves an application of ours."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from goldenthread.settings import Settings

Handler = http.server.BaseHTTPRequestHandler
Reply = Callable[[Handler], None]


def says(body: bytes | str, status: int = 200, media: str = "application/json", **headers: str) -> Reply:
    """A plain answer; an underscore in the name of a header is a hyphen."""
    content = body.encode() if isinstance(body, str) else body

    def reply(asked: Handler) -> None:
        asked.send_response(status)
        for name, value in {"Content-Type": media, "Content-Length": str(len(content)), **headers}.items():
            asked.send_header(name.replace("_", "-"), value)
        asked.end_headers()
        asked.wfile.write(content)

    return reply


def leads(address: str, status: int = 302) -> Reply:
    return says(b"", status, Location=address)


@dataclass
class Other:
    """A server with a reply for each path (several: one after the other, the last again and again; none: 404), and
    what it was asked."""

    address: str
    replies: dict[str, list[Reply]]
    secure: Callable[[ssl.SSLContext], None]
    seen: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)

    def on(self, path: str, *replies: Reply) -> str:
        self.replies[path] = list(replies)
        return self.address + path

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")

    def answer(self, asked: Handler, method: str) -> None:
        body = asked.rfile.read(int(asked.headers["Content-Length"] or 0)).decode()
        self.seen.append((method, asked.path, dict(asked.headers), body))
        waiting = self.replies.get(asked.path.partition("?")[0]) or [says("{}", 404)]
        (waiting.pop(0) if len(waiting) > 1 else waiting[0])(asked)


@contextmanager
def other() -> Iterator[Other]:
    """A server of no replies yet."""

    class Asked(Handler):
        def do_GET(self) -> None:
            played.answer(self, "GET")

        def do_POST(self) -> None:
            played.answer(self, "POST")

        def log_message(self, *_: object) -> None:
            return

    class Quiet(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:  # whoever asked has gone, as some tests want
            return

    with Quiet(("127.0.0.1", 0), Asked) as server:

        def secure(context: ssl.SSLContext) -> None:
            server.socket = context.wrap_socket(server.socket, server_side=True)

        played = Other(f"http://127.0.0.1:{server.server_address[1]}", {}, secure)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield played
        finally:
            server.shutdown()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """An application at an address on loopback."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


def allowing(data: Path, *hosts: str, credentials: str = "", seconds: float = 20) -> Settings:
    """Settings that allow these hosts, with a file of credentials for them."""
    path = data / "credentials.toml"
    if credentials:
        path.write_text(credentials)
    return Settings(
        data=data / "data", remote_hosts=", ".join(hosts), remote_seconds=seconds, upload_bytes=3_000_000,
        remote_credentials=str(path) if credentials else "",
    )  # fmt: skip
