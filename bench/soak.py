"""A service left running: readers, imports, updates and undo for minutes, with its memory and its open files over
time: `python -m bench.soak --minutes 10`. Ends with 1 where one of them grows or a request fails."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import linear_regression
from urllib.parse import quote, urlsplit

from rich.console import Console
from rich.table import Table

from bench.prepared import DAY, Prepared, prepared
from bench.processes import family, files, memory
from bench.servers import text
from bench.workbooks import Workbook
from goldenthread.access import Tokens
from goldenthread.cli.desk import now
from goldenthread.questions import substitute
from goldenthread.settings import PREFIX, Settings
from goldenthread.store.rdf import Literal, NamedNode

WARM = 1 / 3  # of the time, in which caches fill, is left out
GROWTH = {"memory": 0.05, "files": 0.05}  # of its mean, that may come in the rest of the time
KEPT = 10  # releases, so that pruning is part of it
EXPECTED = frozenset({200, 201, 202, 404, 409})  # a pinned release may be pruned, an undo have nothing before it


@dataclass(frozen=True)
class Sample:
    """What the service's first process held at a time, in bytes and open files, and its whole family in bytes."""

    seconds: float
    memory: int
    files: int
    family: int


@dataclass
class Soak:
    """A service under use: a workbook and a goal of its data, the answers it gave, by verb and status, what it said of
    those that nobody expected, and the samples taken."""

    address: str
    token: str
    book: Workbook
    goal: str
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def read(self, seed: int) -> None:
        """Reads whatever a reader may, until it is over."""
        chance = random.Random(seed)
        while not self.over.is_set():
            self.ask("GET", chance.choice(self.addresses(chance)))

    def addresses(self, chance: random.Random) -> list[str]:
        country, goal = self.book.id, quote(self.goal, safe="")
        day = DAY - timedelta(days=chance.randrange(1, 400))
        older = chance.randrange(1, 40)
        query = quote(text("anything"), safe="")
        return [
            "/", f"/country/{country}", f"/country/{country}.json?as_of={day}", f"/gaps.json?country={country}",
            "/gaps.csv?limit=1000", f"/trace.json?iri={goal}", f"/sparql?query={query}", "/datasets",
            f"/country/{country}?release={older}", "/history", f"/search.json?q={chance.randrange(9)}",
            f"/datasets/{country}/export.ttl", "/ready", "/metrics", "/releases", "/nowhere",
        ]  # fmt: skip

    def write(self, seed: int) -> None:
        """Imports, dry runs, updates and undo, until it is over."""
        chance = random.Random(seed)
        while not self.over.is_set():
            place = f"/imports?filename={self.book.id}.zip&dry_run={chance.choice(['yes', 'no', 'no'])}"
            self.ask("POST", place, _less(self.book, chance).zipped())
            graph = f"{Settings.base}soak"
            value = Literal(str(chance.random()))
            update = substitute(
                text("say"), {"graph": NamedNode(graph), "thing": NamedNode(f"{graph}/x"), "value": value}
            )
            self.ask("POST", "/update", update.encode(), {"Content-Type": "application/sparql-update"})
            self.ask("POST", "/releases/undo")

    def ask(self, verb: str, place: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        """One request on a connection of its own."""
        line = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=120)
        try:
            line.request(verb, place, body or None, {"Authorization": f"Bearer {self.token}", **(headers or {})})
            answer = line.getresponse()
            said = answer.read()
            self.answers[verb, answer.status] += 1
            if answer.status not in EXPECTED:
                self.faults.append(f"{verb} {place}: {said[:400].decode(errors='replace')}")
        except (OSError, http.client.HTTPException):
            self.answers[verb, 0] += 1
        finally:
            line.close()

    def watch(self, pid: int, minutes: float, every: float, console: Console) -> None:
        """Takes samples until the time is over."""
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < minutes * 60:
            self.samples.append(Sample(passed, memory(pid), files(pid), sum(map(memory, family(pid)))))
            last = self.samples[-1]
            if len(self.samples) % 12 == 1:
                console.print(f"{passed:5.0f} s  {last.memory / 1e6:.0f} MB  {last.files} files")
            time.sleep(every)
        self.over.set()


def _less(book: Workbook, chance: random.Random) -> Workbook:
    """The workbook without some rows, so that each import is news."""
    copy = book.copy()
    rows = copy.rows("teaching")
    copy.remove("teaching", chance.sample(rows, min(3, len(rows))))
    return copy


@contextmanager
def serving(data: Prepared) -> Iterator[tuple[str, int]]:
    """The service as it is shipped, over the data: its address and its process."""
    command = [
        sys.executable,
        "-m",
        "goldenthread",
        "serve",
        "--port",
        "0",
        "--json",
        "--data",
        str(data.settings.data),
    ]
    environment = {**os.environ, PREFIX + "LOG_LEVEL": "error", PREFIX + "KEEP_RELEASES": str(KEPT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield json.loads(line)["address"], process.pid
        finally:
            process.terminate()
            process.wait(30)


def main(arguments: Sequence[str] | None = None) -> int:
    """Soaks a service; ends with 1 where something grows or fails."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long (default: 10)")
    parser.add_argument("--readers", type=int, default=4, help="readers at once (default: 4)")
    parser.add_argument("--every", type=float, default=5, help="seconds between two samples (default: 5)")
    parser.add_argument("--triples", type=int, default=10_000, help="size of the data (default: 10,000)")
    asked = parser.parse_args(arguments)
    console = Console(width=120)
    with prepared(asked.triples) as data, serving(data) as (address, pid):
        token = Tokens(data.settings.data, now).create("editor", (), note="soak")[1]
        book = next(book for book in data.generated.workbooks if book.id == data.country)
        soak = Soak(address, token, book, data.goals(1)[0])
        people = [threading.Thread(target=soak.read, args=(seed,)) for seed in range(asked.readers)]
        people.append(threading.Thread(target=soak.write, args=(asked.readers,)))
        for person in people:
            person.start()
        try:
            soak.watch(pid, asked.minutes, asked.every, console)
        finally:
            soak.over.set()
            for person in people:
                person.join()
    return told(soak, console)


def told(soak: Soak, console: Console) -> int:
    """Prints what was found; 1 where something grew or failed."""
    rest = [sample for sample in soak.samples if sample.seconds >= soak.samples[-1].seconds * WARM]
    table = Table(title=f"Soaked for {soak.samples[-1].seconds / 60:.1f} minutes; growth after a third of it")
    for column in ("what", "at first", "mean", "most", "growth", "may grow", "flat"):
        table.add_column(column, justify="left" if column == "what" else "right")
    flat = True
    for name, most in GROWTH.items():
        held = [getattr(sample, name) for sample in rest]
        mean = sum(held) / len(held)
        slope = linear_regression([sample.seconds for sample in rest], held).slope
        growth = slope * (rest[-1].seconds - rest[0].seconds) / mean
        flat = flat and growth <= most
        shown = [f"{one / 1e6:.1f} MB" if name == "memory" else f"{one:.0f}" for one in (held[0], mean, max(held))]
        table.add_row(name, *shown, f"{growth:+.1%}", f"{most:.0%}", "yes" if growth <= most else "no")
    console.print(table)
    console.print(f"the whole family held at most {max(sample.family for sample in soak.samples) / 1e6:.0f} MB")
    console.print("  ".join(f"{verb} {status or 'broken'}: {n}" for (verb, status), n in sorted(soak.answers.items())))
    for fault in soak.faults[:10]:
        console.print(fault, markup=False)
    failed = {key for key in soak.answers if key[1] not in EXPECTED}
    return 0 if flat and not failed else 1


if __name__ == "__main__":
    raise SystemExit(main())
