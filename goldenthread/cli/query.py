"""`query`: SPARQL of one's own, under the same gate and limits as at /sparql."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from goldenthread.cli.desk import Commands, Desk, command, pinned
from goldenthread.settings import Settings
from goldenthread.shelf import STORE
from goldenthread.store import gate, workers

ROWS = ("csv", "tsv", "json", "xml")
TRIPLES = ("ttl", "nt", "jsonld", "rdf")


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """The command."""
    asked = command(
        commands, "query", "run a SPARQL query from a file",
        more="SERVICE and LOAD are not run; the limits are settings (query_seconds, query_bytes and so on).",
        examples=["query goals.rq --format csv", "query - --json < goals.rq"],
    )  # fmt: skip
    asked.add_argument("file", metavar="FILE", help="a file with the query, or - for standard input")
    asked.add_argument(
        "--format", choices=(*ROWS, *TRIPLES),
        help="the form of the answer (default: csv for rows, json for yes or no, ttl for triples)",
    )  # fmt: skip
    asked.set_defaults(run=_query)
    pinned(asked)


def _query(desk: Desk, given: argparse.Namespace) -> int:
    text = sys.stdin.read() if given.file == "-" else Path(given.file).read_text(encoding="utf-8")
    passed = gate.check_query(text, desk.settings)
    usual = {"SELECT": "csv", "ASK": "json"}.get(passed.form, "ttl")
    form = given.format or ({"ttl": "jsonld"}.get(usual, "json") if given.json else usual)
    release = desk.release(given)
    request = workers.Request(release.directory / STORE, text, form, union=not passed.names_graphs)
    asyncio.run(_answer(desk.settings, request))
    return 0


async def _answer(settings: Settings, request: workers.Request) -> None:
    pool = workers.Workers(settings)
    try:
        async for chunk in await pool.run(request):
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    finally:
        await pool.close()
