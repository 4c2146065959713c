"""Readiness means it: a release is open and has its rules. Liveness says no more than that the process answers."""

from starlette.testclient import TestClient

from goldenthread import gaptypes, terms
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.shelf import STORE
from goldenthread.store.embedded import open_for_writing
from goldenthread.store.rdf import NamedNode
from tests.conftest import now


def said(releases: Releases, path: str) -> tuple[int, dict[str, object]]:
    with TestClient(create_app(releases, releases.settings), raise_server_exceptions=False) as client:
        answer = client.get(path)
        return answer.status_code, answer.json()


def test_nothing_is_ready_before_the_first_release(settings: Settings) -> None:
    releases = Releases(settings, now)
    assert said(releases, "/health") == (200, {"status": "ok", "version": said(releases, "/health")[1]["version"]})
    status, told = said(releases, "/ready")
    assert (status, told["status"]) == (503, "not ready")
    assert "release" not in told


def test_a_release_with_its_rules_is_ready(settings: Settings) -> None:
    releases = Releases(settings, now)
    releases.prepare()
    status, told = said(releases, "/ready")
    assert (status, told["status"], told["release"]) == (200, "ready", 1)
    assert told["rules"] == len(gaptypes.gap_types())


def test_a_release_without_rules_is_not_ready(settings: Settings) -> None:
    Releases(settings, now).prepare()
    store = open_for_writing(settings.data / "releases" / "1" / STORE)
    store.drop(NamedNode(terms.GRAPH_vocabulary))
    store.flush()
    store.close()
    status, told = said(Releases(settings, now), "/ready")
    assert (status, told["status"], told["code"]) == (503, "not ready", "no-rules")
    assert said(Releases(settings, now), "/health")[0] == 200
