"""One service over the data directory alone and one over a server: the same data, the same writes, every address."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.testclient import TestClient

from goldenthread.access import Tokens
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.mirror import Mirror
from goldenthread.store.rdf import Quad, read_quads
from goldenthread.store.wire import Address
from tests.api.doors import EVERY, twin
from tests.conftest import now

RDFS = "http://www.w3.org/2000/01/rdf-schema#"
MODULE = f"<{Settings.base}xa/module/M9>"
UPDATE = f"""PREFIX gt: <https://w3id.org/goldenthread/ns#>
WITH <{Settings.base}xa> DELETE {{ {MODULE} gt:hours ?hours }} INSERT {{ {MODULE} gt:hours 7.5 }}
WHERE {{ {MODULE} gt:hours ?hours }}"""
ALL = (*EVERY, *(twin(address, "json") for address in EVERY))
CHANGED = (
    "/index.json", "/country/xa.json", "/gaps.json?country=xa", "/id/xa/module/M9.json", "/trace.json?iri=xa:M9",
    "/releases.json", "/datasets.json",
    "/review.json?dataset=xa", "/coverage/ictcft3:ictcft3.json", "/questions/A5.json?country=xa", "/history",
)  # fmt: skip


@dataclass(frozen=True)
class Twins:
    """The two services; `there` is the one over a server."""

    here: TestClient
    there: TestClient
    releases: Releases
    headers: dict[str, str]

    def write(self, address: str, content: bytes = b"", media: str = "text/turtle") -> None:
        """Writes the same to both, brings it to the server, and asks both what may have changed."""
        sent = {**self.headers, "Content-Type": media}
        mine, theirs = (client.post(address, content=content, headers=sent) for client in (self.here, self.there))
        assert (theirs.status_code, settled(theirs.text)) == (mine.status_code, settled(mine.text))
        assert mine.status_code < 300, mine.text
        self.agree(*CHANGED)

    def decide(self) -> None:
        """Accepts a claim that waits for review, waives a gap, and takes a statement by the Graph Store Protocol."""
        claims = self.here.get("/review.json?dataset=xa&limit=1000").json()["claims"]
        claim = next(told["claim"]["iri"] for told in claims if told["why"] == "candidate")
        gap = self.here.get("/gaps.json?country=xa&status=open&limit=1").json()["items"][0]["iri"]
        said = {
            "dataset": "xa", "person": "Maya", "verdicts": [{"claim": claim, "status": "accepted"}],
            "waivers": [{"gap": gap, "reason": "In the next plan", "until": "2027-06-30"}],
        }  # fmt: skip
        self.write("/review", json.dumps(said).encode(), "application/json")
        self.write(f"/graphs?graph={Settings.base}xa", f"{MODULE} <{RDFS}comment> 'Read again'@en .".encode())

    def agree(self, *addresses: str) -> None:
        """Brings the newest release to the server and asserts that each address answers the same."""
        end = time.monotonic() + 120
        while not isinstance(self.releases.current().store, Mirror):  # the service itself tends as well
            assert time.monotonic() < end
            self.releases.tend()
        different = [address for address in addresses if not self._same(address)]
        assert different == [], different

    def _same(self, address: str) -> bool:
        mine, theirs = self.here.get(address), self.there.get(address)
        if mine.status_code != 200:  # it has no such form; the reference number of a failure is another each time
            return mine.status_code == theirs.status_code < 500
        if mine.headers["content-type"].startswith("text/turtle"):
            return statements(mine.content) == statements(theirs.content)
        return settled(mine.text) == settled(theirs.text)


def settled(text: str) -> str:
    """An answer in JSON without how long the making of its release took, which is another each time."""
    return re.sub(r'"seconds": [0-9.]+', "", text)


def statements(turtle: bytes) -> set[str]:
    """What a document says, whatever its order and the names of its blank nodes."""
    return {said(quad) for quad in read_quads(turtle, "ttl")}


def said(quad: Quad) -> str:
    return " ".join("_" if str(term).startswith("_:") else str(term) for term in quad.triple)


def copied(shipped: Releases, folder: Path) -> Path:
    """The data directory with all the shipped data, to write to."""
    shutil.copytree(shipped.settings.data, folder, symlinks=True, dirs_exist_ok=True)
    return folder


@contextmanager
def twins(shipped: Releases, folder: Path, address: Address) -> Iterator[Twins]:
    """The two services over copies of the shipped data."""
    with ExitStack() as stack:
        clients, held = [], []
        for name, store in (("here", ""), ("there", address.query)):
            settings = Settings(
                data=copied(shipped, folder / name), store=store, store_seconds=address.seconds, store_rest=0.2
            )
            held.append(Releases(settings, now))
            clients.append(stack.enter_context(TestClient(create_app(held[-1], settings))))
        token = Tokens(folder / "here", now).create("editor", (), note="Maya")[1]
        shutil.copy(folder / "here" / "tokens.json", folder / "there" / "tokens.json")
        yield Twins(clients[0], clients[1], held[1], {"Authorization": f"Bearer {token}"})
