"""What the tests of the doors for writing share: a service over a fresh data directory, and tokens for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.testclient import TestClient

from goldenthread import sources
from goldenthread.access import Tokens
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.conftest import now

BASE = Settings.base
TURTLE = {"Content-Type": "text/turtle"}


@dataclass(frozen=True)
class Desk:
    """A service, its data, and the headers of those who may write."""

    client: TestClient
    releases: Releases
    settings: Settings
    tokens: Tokens

    def bearer(self, *datasets: str, role: str = "editor") -> dict[str, str]:
        """The header of a token, bound to `datasets` if there are any."""
        return {"Authorization": f"Bearer {self.token(*datasets, role=role)}"}

    def token(self, *datasets: str, role: str = "editor") -> str:
        return self.tokens.create(role, datasets, note="Maya")[1]


@contextmanager
def desk(data: Path) -> Iterator[Desk]:
    """A service over `data`, with an empty first release."""
    settings = Settings(data=data, upload_bytes=200_000, check_bytes=100_000, query_seconds=2, write_seconds=60)
    releases = Releases(settings, now)
    releases.prepare()
    with TestClient(create_app(releases, settings), raise_server_exceptions=False) as client:
        yield Desk(client, releases, settings, Tokens(data, now))


def load(service: Desk) -> None:
    """Exemplaria, as it is shipped."""
    folder = next(folder for folder in sources.shipped() if folder.name == "xa")
    content, filename = sources.content_of(folder)
    service.releases.propose(content, filename=filename, dataset="xa")


def workbook(dataset: str, goals: str = "G1") -> str:
    """A small dataset in Turtle: a document and a goal."""
    return f"""
@prefix gt: <https://w3id.org/goldenthread/ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix : <{BASE}{dataset}/> .
<{BASE}{dataset}> a gt:Dataset ; dcterms:identifier "{dataset}" ; skos:prefLabel "The dataset {dataset}"@en .
<{BASE}{dataset}/document/D> a gt:Policy ; skos:notation "D" ; skos:prefLabel "A policy"@en .
""" + "".join(
        f'<{BASE}{dataset}/goal/{code}> a gt:PolicyGoal ; skos:notation "{code}" ; skos:prefLabel "Goal {code}"@en ; '
        f'gt:statedIn <{BASE}{dataset}/document/D> ; gt:locator "p. 1" .\n'
        for code in goals.split()
    )
