"""A server before the server: what comes through is good, late, broken or wrong, as a test says at the moment."""

from __future__ import annotations

import http.server
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from goldenthread.store.wire import Address

MAINTENANCE = b"<html><body>Under maintenance, ask s3cret</body></html>"


@dataclass(frozen=True)
class Mood:
    """What becomes of an answer: another status, body or kind, a part of it, nothing for a long time."""

    name: str
    status: int = 200
    body: bytes | None = None
    kind: str | None = None
    part: float = 1.0
    hangs: bool = False


GOOD = Mood("good")
PAGE = Mood("a page", body=MAINTENANCE, kind="text/html")
DISGUISED = Mood("a page that calls itself an answer", body=MAINTENANCE)
HALVED = Mood("half an answer, as if that were all", part=0.5)
REFUSING = Mood("refusing", 400, b"s3cret")
LOCKED = Mood("locked", 401, b"s3cret")
ELSEWHERE = Mood("elsewhere", 302, b"s3cret")
FAILING = Mood("failing", 500, b"s3cret trace")
HANGING = Mood("hanging", hangs=True)


@dataclass
class Front:
    """How it answers now; `over` ends what hangs."""

    mood: Mood = GOOD
    over: threading.Event = field(default_factory=threading.Event)


def send(asked: http.server.BaseHTTPRequestHandler, body: bytes, kind: str, status: int = 200) -> None:
    asked.send_response(status)
    asked.send_header("Content-Type", kind)
    asked.send_header("Content-Length", str(len(body)))
    asked.end_headers()
    with suppress(OSError):  # who asked may be gone
        asked.wfile.write(body)


@contextmanager
def before(server: Address) -> Iterator[tuple[Front, Address]]:
    """A front before `server`, in a good mood."""
    front = Front()
    root = server.query.removesuffix(urlsplit(server.query).path)

    class Asked(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"] or 0))
            kept = {name: self.headers[name] for name in ("Content-Type", "Accept") if self.headers[name]}
            try:
                with urllib.request.urlopen(urllib.request.Request(root + self.path, sent, kept)) as answer:
                    body, kind = answer.read(), answer.headers["Content-Type"] or ""
            except urllib.error.HTTPError as error:
                return send(self, error.read(), "text/plain", error.code)
            mood = front.mood
            if mood.hangs:
                front.over.wait(60)
            body = body[: int(len(body) * mood.part)] if mood.body is None else mood.body
            return send(self, body, mood.kind or kind, mood.status)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Asked) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        own = f"http://127.0.0.1:{listening.server_address[1]}"
        try:
            yield front, Address(f"{own}/query", f"{own}/update")
        finally:
            front.over.set()
            listening.shutdown()
