"""SPARQL services side by side over the same triples, and clients that ask them without pause."""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench.prepared import Prepared
from goldenthread.store.rdf import write

BIN = Path(sys.executable).parent
PATIENCE = 120.0  # seconds until a server has come up
PARTING = 5.0  # seconds until a server has ended
WARMING = 0.5  # seconds that are not counted
FOLDER = Path(__file__).with_name("queries")


def text(name: str) -> str:
    """What is asked, by the name of its file."""
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Server:
    """A SPARQL service that runs: what it is called, where it listens, the path it answers at."""

    name: str
    port: int
    path: str


@dataclass(frozen=True)
class Query:
    """What is asked. `anew`: each time as another text, so that no server can answer with what it said before."""

    name: str
    text: str
    anew: bool = False

    def requests(self, server: Server) -> Iterator[bytes]:
        """The requests of one client, one after another."""
        for number in itertools.count():
            text = f"{self.text}\n#{os.urandom(8).hex()}{number}" if self.anew else self.text
            yield (
                f"GET {server.path}?query={quote(text, safe='')} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                "Accept: application/sparql-results+json\r\n\r\n"
            ).encode()


@dataclass(frozen=True)
class Run:
    """What came of asking for a time: how long each answer took, and the bytes of all."""

    seconds: float
    took: tuple[float, ...]
    size: int

    @property
    def rate(self) -> float:
        """Answers a second; less than one answer in the whole time counts as one."""
        return max(1, len(self.took)) / self.seconds

    @property
    def bytes(self) -> int:
        """Bytes of one answer."""
        return self.size // max(1, len(self.took))


def ask(server: Server, query: Query, clients: int, seconds: float) -> Run:
    """What comes of so many clients asking at once, each over one connection."""
    asyncio.run(_together(server, query, clients, WARMING))
    return asyncio.run(_together(server, query, clients, seconds))


async def _together(server: Server, query: Query, clients: int, seconds: float) -> Run:
    took: list[float] = []
    sizes: list[int] = []
    await asyncio.gather(*(_client(server, query, seconds, took, sizes) for _ in range(clients)))
    return Run(seconds, tuple(took), sum(sizes))


async def _client(server: Server, query: Query, seconds: float, took: list[float], sizes: list[int]) -> None:
    """Asks over one connection until the time is over."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        async with asyncio.timeout(seconds):
            for request in query.requests(server):
                start = time.monotonic()
                writer.write(request)
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                if b" 200 " not in head.partition(b"\r\n")[0]:
                    raise RuntimeError(f"{server.name}: {head[:200]!r}")
                sizes.append(await _body(reader, head))
                took.append(time.monotonic() - start)
    except TimeoutError:
        return
    finally:
        writer.close()


async def _body(reader: asyncio.StreamReader, head: bytes) -> int:
    _, found, rest = head.partition(b"content-length:")
    if found:
        return len(await reader.readexactly(int(rest.partition(b"\r\n")[0])))
    size = 0
    while length := int(await reader.readuntil(b"\r\n"), 16):
        size += len(await reader.readexactly(length + 2)) - 2
    await reader.readexactly(2)
    return size


@contextmanager
def attacked(server: Server, query: str, times: int) -> Iterator[None]:
    """So many queries that never end, each asked again as soon as it is stopped."""
    address = f"http://127.0.0.1:{server.port}{server.path}?query={quote(query, safe='')}"
    text = f"import urllib.request\nwhile True:\n try: urllib.request.urlopen({address!r})\n except OSError: pass\n"
    with ExitStack() as stack:
        for _ in range(times):
            asker = stack.enter_context(subprocess.Popen([sys.executable, "-c", text], stderr=subprocess.DEVNULL))
            stack.callback(asker.kill)
        time.sleep(1)
        yield


@contextmanager
def servers(data: Prepared, directory: Path) -> Iterator[list[Server]]:
    """Ours and the two beside it, each over the same triples."""
    file, held = directory / "all.nt", directory / "oxigraph"
    file.write_bytes(write((quad.triple for quad in data.release.store.quads()), "nt"))
    subprocess.run([BIN / "oxigraph", "load", "-l", held, "-f", file], check=True, capture_output=True)
    ports = [_free_port() for _ in range(3)]
    at = [str(port) for port in ports]
    ours = [sys.executable, "-m", "goldenthread", "serve", "--data", str(data.settings.data), "--port", at[0]]
    oxigraph = [str(BIN / "oxigraph"), "serve-read-only", "-l", str(held), "-b", f"127.0.0.1:{at[1]}"]
    endpoint = [str(BIN / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", at[2], str(file)]
    with (
        _running(Server("ours", ports[0], "/sparql"), ours) as one,
        _running(Server("oxigraph", ports[1], "/query"), oxigraph) as two,
        _running(Server("rdflib-endpoint", ports[2], "/"), endpoint) as three,
    ):
        yield [one, two, three]


@contextmanager
def _running(server: Server, command: Sequence[str]) -> Iterator[Server]:
    """A server until the end, once it answers."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until:
                with socket.socket() as line:
                    if process.poll() is None and line.connect_ex(("127.0.0.1", server.port)) == 0:
                        break
                time.sleep(0.1)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(PARTING)
            except subprocess.TimeoutExpired:  # it is still at something that nobody waits for
                process.kill()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
