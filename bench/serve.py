"""Requests a second of `goldenthread serve`, beside `oxigraph serve` and rdflib-endpoint on the same data in one run:
`python -m bench.serve`. Each query is asked again and again, and anew each time, which no server can have kept. The
servers are asked by turns, and the middle of the turns counts: other work on the machine meets all alike."""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bench.prepared import Prepared, prepared
from bench.servers import Query, Server, ask, attacked, servers, text
from goldenthread import questions
from goldenthread.store.rdf import NamedNode

TURNS = 3
ATTACKERS = 4
# What is promised: of the rate beside, how many times ours must be at least.
PROMISES: Mapping[tuple[str, str], float] = {
    ("lookup", "oxigraph"): 0.3,
    ("trace", "oxigraph"): 0.9,
    ("18 kB", "oxigraph"): 0.9,
    ("lookup", "rdflib-endpoint"): 3,
    ("trace", "rdflib-endpoint"): 3,
    ("18 kB", "rdflib-endpoint"): 3,
}
LEFT = 0.5  # of our own rate, what is left at least while a query without end runs
CLIENTS = (1, 16, 64)  # at once
SLOWEST = 1.0  # seconds that an answer may take at most while several do
COLUMNS = ("query", "asked", "bytes", "clients", "ours", "beside", "theirs", "ratio", "promised", "kept")


def queries(data: Prepared) -> list[Query]:
    """What is asked."""
    goal = NamedNode(data.goals(1)[0])
    texts = {
        "lookup": questions.substitute(text("lookup"), {"goal": goal}),
        "18 kB": text("labels"),
        "trace": questions.load("trace").query({"focus": goal}),  # last: a peer may go on at it when we are done
    }
    return [Query(name, text, anew) for name, text in texts.items() for anew in (False, True)]


class Sheet:
    """The table of what was measured, and whether all that is promised was kept."""

    def __init__(self) -> None:
        self.table = Table(*COLUMNS, title="Requests a second, and ours as a share of the rate beside")
        self.kept = True

    def add(self, query: Query, cells: Sequence[str], ratio: float, least: float | None) -> None:
        """One line."""
        held = least is None or ratio >= least
        self.kept = self.kept and held
        promised, kept = ("", "") if least is None else (f"at least {least:g}", "yes" if held else "no")
        self.table.add_row(query.name, "anew" if query.anew else "again", *cells, f"{ratio:.2f}", promised, kept)


def compare(sheet: Sheet, every: Sequence[Server], query: Query, clients: int, seconds: float) -> None:
    """One query and so many clients, at each server by turns."""
    runs = [[ask(server, query, clients, seconds / TURNS) for server in every] for _ in range(TURNS)]
    rates = [statistics.median(turn[place].rate for turn in runs) for place in range(len(every))]
    for place, other in enumerate(every[1:], 1):
        ratio = statistics.median(turn[0].rate / turn[place].rate for turn in runs)
        cells = (f"{runs[0][0].bytes:,}", str(clients), f"{rates[0]:,.0f}", other.name, f"{rates[place]:,.0f}")
        sheet.add(query, cells, ratio, PROMISES.get((query.name, other.name)))


def withstand(sheet: Sheet, ours: Server, query: Query, clients: int, seconds: float) -> None:
    """What is left of our rate while queries without end run, and how long the slowest answer takes."""
    runaway = text("runaway")
    free = ask(ours, query, clients, seconds)
    with attacked(ours, runaway, 1):
        left = ask(ours, query, clients, seconds)
    cells = (f"{free.bytes:,}", str(clients), f"{left.rate:,.0f}", "ours without a runaway", f"{free.rate:,.0f}")
    sheet.add(query, cells, left.rate / free.rate, LEFT)
    with attacked(ours, runaway, ATTACKERS):
        slowest = max(ask(ours, query, clients, 3 * seconds).took, default=3 * seconds)
    told = f"slowest answer with {ATTACKERS} runaways: {slowest:.2f} s"
    sheet.add(query, ("", str(clients), told, f"at most {SLOWEST:g} s", ""), SLOWEST / slowest, 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the measures; ends with 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.serve", description=__doc__)
    parser.add_argument("--triples", type=int, default=10_000, help="size of the data (default: 10,000)")
    parser.add_argument("--clients", type=int, nargs="+", default=CLIENTS, help="clients at once")
    parser.add_argument("--seconds", type=float, default=4, help="for each figure (default: 4)")
    given = parser.parse_args(arguments)
    sheet = Sheet()
    with ExitStack() as stack:
        data = stack.enter_context(prepared(given.triples))
        directory = stack.enter_context(TemporaryDirectory(prefix="goldenthread-bench-"))
        every = stack.enter_context(servers(data, Path(directory)))
        asked = queries(data)
        withstand(sheet, every[0], asked[1], 8, given.seconds)
        for query in asked:
            for clients in given.clients:
                compare(sheet, every, query, clients, given.seconds)
    Console(width=160).print(sheet.table)
    return 0 if sheet.kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
