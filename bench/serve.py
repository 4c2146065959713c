"""Requests a second of `goldenthread serve`, beside `oxigraph serve` and rdflib-endpoint on the same data in one run:
`python -m bench.serve`. Both come from PyPI: `pip install oxigraph rdflib-endpoint`."""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

from bench.prepared import Prepared, prepared
from goldenthread import questions
from goldenthread.settings import PREFIX
from goldenthread.store.rdf import NamedNode, write

BIN = Path(sys.executable).parent
PRODUCT = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(6)) + " }"
# What is promised: of the figure beside, how many times ours must be at least.
PROMISES: Mapping[tuple[str, str], float] = {
    ("lookup", "oxigraph"): 0.3,
    ("trace", "oxigraph"): 0.9,
    ("18 kB", "oxigraph"): 0.9,
    ("lookup", "rdflib-endpoint"): 3,
    ("trace", "rdflib-endpoint"): 3,
    ("18 kB", "rdflib-endpoint"): 3,
    ("lookup", "ours, with a runaway"): 2,  # turned round: ours is at most twice what is left
}


@dataclass(frozen=True)
class Server:
    """A SPARQL service that runs: what it is called, where it listens, the path it answers at."""

    name: str
    port: int
    path: str


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(name: str, command: Sequence[str], port: int, path: str, **environment: str) -> Iterator[Server]:
    """A server until the end, once it answers."""
    with subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until = time.monotonic() + 120
            while time.monotonic() < until:
                with socket.socket() as line:
                    if process.poll() is None and line.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield Server(name, port, path)
        finally:
            process.terminate()
            process.wait(30)


def queries(data: Prepared) -> dict[str, str]:
    """What is asked."""
    (goal,) = data.goals(1)
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    return {
        "lookup": f"SELECT ?p ?o WHERE {{ <{goal}> ?p ?o }} LIMIT 10",
        "trace": questions.load("trace").query({"focus": NamedNode(goal)}),
        "18 kB": f"SELECT ?s ?label WHERE {{ ?s {label} ?label }} LIMIT 105",
    }


async def _client(server: Server, request: bytes, until: float) -> tuple[int, int]:
    """One client over one connection: answers and bytes by then."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    answers = size = 0
    try:
        while time.monotonic() < until:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if b" 200 " not in head.partition(b"\r\n")[0]:
                raise RuntimeError(f"{server.name}: {head[:200]!r}")
            size += await _body(reader, head)
            answers += 1
    finally:
        writer.close()
    return answers, size


async def _body(reader: asyncio.StreamReader, head: bytes) -> int:
    _, found, rest = head.partition(b"content-length:")
    if found:
        return len(await reader.readexactly(int(rest.partition(b"\r\n")[0])))
    size = 0
    while length := int(await reader.readuntil(b"\r\n"), 16):
        size += len(await reader.readexactly(length + 2)) - 2
    await reader.readexactly(2)
    return size


async def _together(server: Server, query: str, clients: int, seconds: float) -> tuple[float, int]:
    request = (
        f"GET {server.path}?query={quote(query, safe='')} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Accept: application/sparql-results+json\r\n\r\n"
    ).encode()
    start = time.monotonic()
    done = await asyncio.gather(*(_client(server, request, start + seconds) for _ in range(clients)))
    answers = sum(one for one, _ in done)
    return answers / (time.monotonic() - start), sum(size for _, size in done) // max(1, answers)


@contextmanager
def runaway(server: Server) -> Iterator[None]:
    """One query that never ends, asked again as soon as it is stopped."""
    asking = f"urllib.request.urlopen({_address(server)!r})"
    text = f"import urllib.request\nwhile True:\n try: {asking}\n except OSError: pass\n"
    with subprocess.Popen([sys.executable, "-c", text], stderr=subprocess.DEVNULL) as asker:
        try:
            time.sleep(0.5)
            yield
        finally:
            asker.kill()


def _address(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}{server.path}?query={quote(PRODUCT, safe='')}"


@contextmanager
def servers(data: Prepared, directory: Path) -> Iterator[list[Server]]:
    """Ours and the two beside it, each over the same triples."""
    file = directory / "all.nt"
    file.write_bytes(write((quad.triple for quad in data.release.store.quads()), "nt"))
    held = directory / "oxigraph"
    subprocess.run([BIN / "oxigraph", "load", "-l", held, "-f", file], check=True, capture_output=True)
    ports = [free_port() for _ in range(3)]
    with ExitStack() as stack:
        yield [
            stack.enter_context(one)
            for one in (
                running("ours", [sys.executable, "-m", "goldenthread", "serve", "--data", str(data.settings.data),
                                 "--port", str(ports[0])], ports[0], "/sparql",
                        **{PREFIX + "QUERY_QUEUE": "200", PREFIX + "CLIENT_REQUESTS": "200"}),
                running("oxigraph", [str(BIN / "oxigraph"), "serve-read-only", "-l", str(held), "-b",
                                     f"127.0.0.1:{ports[1]}"], ports[1], "/query"),
                running("rdflib-endpoint", [str(BIN / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port",
                                            str(ports[2]), str(file)], ports[2], "/"),
            )
        ]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the measures; ends with 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.serve", description=__doc__)
    parser.add_argument("--triples", type=int, default=10_000, help="size of the data (default: 10,000)")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 16, 64], help="clients at once")
    parser.add_argument("--seconds", type=float, default=4, help="for each figure (default: 4)")
    asked = parser.parse_args(arguments)
    table = Table(title="Requests a second, and ours as a share of the figure beside")
    for column in ("query", "bytes", "clients", "ours", "beside", "theirs", "ratio", "promised", "kept"):
        table.add_column(column)
    kept = True
    with ExitStack() as stack:
        data = stack.enter_context(prepared(asked.triples))
        directory = stack.enter_context(TemporaryDirectory(prefix="goldenthread-bench-"))
        every = stack.enter_context(servers(data, Path(directory)))
        for name, query in queries(data).items():
            for clients in asked.clients:
                kept = _compared(table, every, (name, query), clients, asked.seconds) and kept
    Console(width=140).print(table)
    return 0 if kept else 1


def _compared(table: Table, every: Sequence[Server], asked: tuple[str, str], clients: int, seconds: float) -> bool:
    """Adds the rows of one query and so many clients; whether all that is promised holds."""
    (name, query), (ours, *others) = asked, every
    rate, size = _rate(ours, query, clients, seconds)
    beside = {other.name: _rate(other, query, clients, seconds)[0] for other in others}
    if name == "lookup":
        with runaway(ours):
            beside["ours, with a runaway"] = _rate(ours, query, clients, seconds)[0]
    kept = True
    for other, theirs in beside.items():
        holds = _holds(name, other, rate / theirs)
        kept = kept and holds is not False
        table.add_row(
            name, f"{size:,}", str(clients), f"{rate:,.0f}", other, f"{theirs:,.0f}", f"{rate / theirs:.2f}",
            _promise(name, other), {True: "yes", False: "no", None: ""}[holds],
        )  # fmt: skip
    return kept


def _rate(server: Server, query: str, clients: int, seconds: float) -> tuple[float, int]:
    asyncio.run(_together(server, query, clients, 0.5))  # warms up
    return asyncio.run(_together(server, query, clients, seconds))


def _promise(name: str, other: str) -> str:
    said = PROMISES.get((name, other))
    return "" if said is None else f"{'at most' if other.startswith('ours') else 'at least'} {said:g}"


def _holds(name: str, other: str, ratio: float) -> bool | None:
    said = PROMISES.get((name, other))
    if said is None:
        return None
    return ratio <= said if other.startswith("ours") else ratio >= said


if __name__ == "__main__":
    raise SystemExit(main())
