"""A service killed outright at any moment loses nothing that it acknowledged, leaves nobody behind, and opens again."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from goldenthread.access import Tokens
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.rdf import Literal, NamedNode
from tests.api.writers import BASE, workbook
from tests.conftest import now
from tests.lasting.bounds import examples

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds until a test gives up; what is promised is in docs/operator.md
SAYS = NamedNode("urn:x:says")


@dataclass(frozen=True)
class Sent:
    """One write: the dataset that it makes say a value, and how it is sent."""

    dataset: str
    value: int
    place: str
    body: str
    media: str


@dataclass
class Killed:
    """A service started to be killed: what each of its writers had acknowledged (release and value), and sent last."""

    process: subprocess.Popen[str]
    address: str
    acknowledged: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: {"import": [], "update": []})
    sent: dict[str, int] = field(default_factory=dict)

    def importer(self, token: str, first: int) -> None:
        for value in range(first, first + 1000):
            line = f'<{BASE}import/x> <urn:x:says> "{value}" .\n'
            sent = Sent("import", value, "/imports?filename=i.ttl&dataset=import", line, "text/turtle")
            if not self._write(token, sent):
                return

    def updater(self, token: str, first: int) -> None:
        place = f"<{BASE}update/x> <urn:x:says>"
        for value in range(first, first + 1000):
            old = f"GRAPH <{BASE}update> {{ {place} ?o }}"
            text = (
                f'DELETE {{ {old} }} WHERE {{ {old} }} ; INSERT DATA {{ GRAPH <{BASE}update> {{ {place} "{value}" }} }}'
            )
            if not self._write(token, Sent("update", value, "/update", text, "application/sparql-update")):
                return

    def reader(self, seed: int) -> None:
        """Has views of other days made, and queries run without end."""
        product = "SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff.%3Fg%20%3Fh%20%3Fi%7D"
        for number in range(1000):
            day = f"{2000 + Random(seed + number).randrange(20)}-01-01"
            for place in (f"/gaps.json?as_of={day}", f"/sparql?query={product}"):
                if self._ask("GET", place) is None:
                    return

    def _write(self, token: str, sent: Sent) -> bool:
        """Sends a write; whether the service lived to acknowledge it."""
        self.sent[sent.dataset] = sent.value
        headers = {"Authorization": f"Bearer {token}", "Content-Type": sent.media}
        answer = self._ask("POST", sent.place, sent.body, headers)
        if answer is None:
            return False
        assert answer[0] in {200, 201}, answer
        told = json.loads(answer[1])
        release = told["items"][0]["release"] if "items" in told else told["release"]
        self.acknowledged[sent.dataset].append((release, sent.value))
        return True

    def _ask(
        self, verb: str, place: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes] | None:
        """The status and the answer; None where the service is gone."""
        line = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        try:
            line.request(verb, place, body, headers or {})
            answer = line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()


@contextmanager
def started(data: Path, mark: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """`goldenthread serve`, with a mark in its environment by which its children are known."""
    command = [sys.executable, "-m", "goldenthread", "serve", "--port", "0", "--json", "--data", str(data), *words]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env={**os.environ, "LASTING": mark},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def address_of(process: subprocess.Popen[str]) -> str:
    """Where the service is, once it can be asked."""
    assert process.stdout
    return str(json.loads(process.stdout.readline())["address"])


def left_behind(mark: str) -> list[str]:
    """The processes of this mark that still run, by their commands."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if f"LASTING={mark}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:  # ended meanwhile, or another's
                continue
    return found


def nobody_is_left(mark: str) -> None:
    until = time.monotonic() + PATIENCE
    while left := left_behind(mark):
        assert time.monotonic() < until, left


@pytest.fixture
def data(settings: Settings) -> Path:
    releases = Releases(settings, now)
    releases.prepare()
    releases.propose(workbook("import", "G1").encode(), filename="i.ttl", dataset="import")
    return settings.data


def killed(data: Path, token: str, chance: Random, *words: str) -> Killed:
    """A service under writers and readers, killed at some moment; the children that it had are gone."""
    mark = str(chance.random())
    with started(data, mark, *words) as process:
        service = Killed(process, address_of(process))
        first = chance.randrange(10**9)
        people = [
            threading.Thread(target=service.importer, args=(token, first)),
            threading.Thread(target=service.updater, args=(token, first)),
            threading.Thread(target=service.reader, args=(first,)),
        ]
        for person in people:
            person.start()
        until = time.monotonic() + PATIENCE
        while sum(map(len, service.acknowledged.values())) < chance.randrange(1, 4):
            assert time.monotonic() < until
        threading.Event().wait(chance.random())  # any moment of the next write
        process.send_signal(signal.SIGKILL)
        for person in people:
            person.join()
    nobody_is_left(mark)
    return service


def nothing_is_lost(service: Killed, data: Path) -> None:
    releases = Releases(Settings(data=data), now)
    there = {facts.number: facts for facts in releases.list()}
    newest = releases.current()
    for name, told in service.acknowledged.items():
        for number, value in told:
            assert number <= newest.number
            assert values(releases, name, number) == {str(value)}
        now_there = values(releases, name, newest.number)
        if told:
            assert now_there <= {str(told[-1][1]), str(service.sent[name])}
            assert len(now_there) == 1
    for number, facts in there.items():  # each is whole, and follows the one before it
        assert facts.previous == (number - 1 or None)
        assert releases.release(number).store.count() > 0


def values(releases: Releases, dataset: str, number: int) -> set[str]:
    store = releases.release(number).store
    found = store.quads(NamedNode(f"{BASE}{dataset}/x"), SAYS)
    return {quad.object.value for quad in found if isinstance(quad.object, Literal)}


def opens(data: Path) -> None:
    """Both a command and a service come up on the directory."""
    command = [sys.executable, "-m", "goldenthread", "releases", "--json", "--data", str(data)]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, timeout=PATIENCE)
    with started(data, "opens") as process:
        assert address_of(process)


@pytest.mark.parametrize("seed", range(examples(3).max_examples))
def test_what_was_acknowledged_outlives_any_kill(data: Path, seed: int) -> None:
    chance = Random(seed)
    token = Tokens(data, now).create("editor")[1]
    nothing_is_lost(killed(data, token, chance), data)
    opens(data)


def test_a_service_killed_while_it_starts_leaves_what_it_found(data: Path) -> None:
    (data / "releases" / "3").mkdir()  # what a writer left that died
    before = Releases(Settings(data=data), now).current().store.count()
    for wait in (0.2, 0.5, 0.9):
        with started(data, f"starts {wait}") as process:
            threading.Event().wait(wait)
            process.send_signal(signal.SIGKILL)
        nobody_is_left(f"starts {wait}")
    assert Releases(Settings(data=data), now).current().store.count() == before
    opens(data)


def test_the_processes_of_a_killed_service_end_with_it(data: Path) -> None:
    token = Tokens(data, now).create("editor")[1]
    nothing_is_lost(killed(data, token, Random(7), "--workers", "2"), data)
