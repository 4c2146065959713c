"""A server beneath that hangs, lies or breaks off: told in time and in words, and got over when it is well again."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.errors import BadParameter
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.mirror import Mirror
from tests.conftest import now
from tests.engines import front
from tests.engines.front import Front, Mood
from tests.engines.same import copied
from tests.engines.servers import oxigraph

SECONDS = 1.0  # what the server has for an answer here


@dataclass(frozen=True)
class Service:
    """The service over a server that is as `front` says."""

    client: TestClient
    front: Front
    releases: Releases


@pytest.fixture(scope="module")
def service(shipped: Releases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    data = copied(shipped, tmp_path_factory.mktemp("outages"))
    with oxigraph() as server, front.before(server) as (mood, address):
        settings = Settings(
            data=data, store=address.query, store_user="me", store_password="pa55", store_rest=0.2, store_seconds=20.0
        )  # fmt: skip
        Releases(settings, now).tend()
        quick = Releases(Settings(**{**vars(settings), "store_seconds": SECONDS}), now)
        with TestClient(create_app(quick, quick.settings), raise_server_exceptions=False) as client:
            yield Service(client, mood, quick)


@pytest.mark.parametrize("form", ["application/json", "text/html"])
@pytest.mark.parametrize(
    ("mood", "status"),
    [
        (front.PAGE, 502),
        (front.DISGUISED, 502),
        (front.HALVED, 502),
        (front.REFUSING, 502),
        (front.LOCKED, 502),
        (front.ELSEWHERE, 502),
        (front.FAILING, 502),
        (front.HANGING, 503),
    ],
    ids=lambda value: value.name if isinstance(value, Mood) else str(value),
)
def test_a_server_that_is_not_well_is_told_in_time_and_got_over(
    service: Service, mood: Mood, status: int, form: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert isinstance(service.releases.current().store, Mirror)
    service.front.mood = mood
    begun = time.monotonic()
    answer = service.client.get("/country/np", headers={"Accept": form})
    assert time.monotonic() - begun < 5
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert "engine" in answer.text
    for told in (answer.text, caplog.text):
        assert not any(word in told for word in ("s3cret", "pa55", "Traceback", "127.0.0.1", "maintenance"))
    service.front.mood = front.GOOD
    end = time.monotonic() + 30
    while service.client.get("/country/np.json").status_code != 200:
        assert time.monotonic() < end


@pytest.mark.parametrize("mood", [front.PAGE, front.HALVED, front.REFUSING, front.HANGING], ids=lambda mood: mood.name)
def test_with_fallback_the_archive_answers_for_a_server_that_is_not_well(service: Service, mood: Mood) -> None:
    settings = Settings(**{**vars(service.releases.settings), "store_fallback": True})
    store = Releases(settings, now).current().store
    assert isinstance(store, Mirror)
    service.front.mood = mood
    assert store.ask("ASK { ?s ?p ?o }")
    service.front.mood = front.GOOD


@pytest.mark.parametrize(
    ("store", "said"),
    [
        ("localhost:7878/query", "with http:// or https://"),
        ("file:///etc/passwd", "with http:// or https://"),
        ("https://me:pa55@graph.example.org/query", "store_user and store_password"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused_without_its_password(tmp_path: Path, store: str, said: str) -> None:
    with pytest.raises(BadParameter, match=said) as failed:
        Releases(Settings(data=tmp_path, store=store), now)
    assert "pa55" not in str(failed.value)
