"""Every request has a name, a line in the log without secrets, and its place in the counts."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from goldenthread import logs
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.conftest import now


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    app = create_app(Releases(settings, now), settings)

    def fails() -> None:
        raise RuntimeError("a secret")

    app.add_api_route("/fails", fails)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def counts(client: TestClient) -> dict[tuple[str, ...], float]:
    """The requests counted, by address, method and status."""
    families = {family.name: family for family in text_string_to_metric_families(client.get("/metrics").text)}
    return {
        (sample.labels["address"], sample.labels["method"], sample.labels["status"]): sample.value
        for sample in families["goldenthread_requests"].samples
        if sample.name.endswith("_total")
    }


@pytest.mark.parametrize("address", ["/health", "/nowhere", "/ready", "/fails"])
def test_every_answer_bears_the_name_of_its_request(client: TestClient, address: str) -> None:
    assert re.fullmatch(r"[0-9a-f-]{36}", client.get(address).headers["X-Request-ID"])
    assert client.get(address, headers={"X-Request-ID": "front.7"}).headers["X-Request-ID"] == "front.7"


@pytest.mark.parametrize("given", ["a b", "<script>", "x" * 65, "a\tb"])
def test_a_strange_name_is_not_taken_over(client: TestClient, given: str) -> None:
    assert client.get("/health", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given


def test_a_request_is_one_line_without_query_or_headers(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    client.get("/api?secret=s3cret", headers={"Authorization": "Bearer s3cret", "X-Request-ID": "r1"})
    (line,) = [record for record in caplog.records if record.getMessage() == "answered"]
    said = logs.Lines().format(line)
    assert '"path": "/api"' in said
    assert '"status": 200' in said
    assert "s3cret" not in said


def test_a_failure_nobody_foresaw_is_logged_with_its_request_and_counted(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/fails")
    assert answer.status_code == 500
    assert any(answer.json()["instance"] in record.getMessage() for record in caplog.records)
    assert counts(client)["other", "GET", "500"] == 1


def test_requests_are_counted_by_address_method_and_status(client: TestClient) -> None:
    client.get("/health")
    client.head("/health")
    client.get("/nobody/knows/1")
    client.get("/nobody/knows/2")
    client.get("/gaps.csv")
    assert counts(client) == {
        ("/health", "GET", "200"): 1, ("/health", "HEAD", "200"): 1, ("other", "GET", "404"): 2,
        ("/gaps", "GET", "404"): 1,
    }  # fmt: skip


def test_metrics_tell_the_release_and_what_the_process_uses(client: TestClient, shipped: Releases) -> None:
    assert "goldenthread_release 0.0" in client.get("/metrics").text
    with TestClient(create_app(shipped, Settings())) as other:
        said = other.get("/metrics").text
    assert f"goldenthread_release {shipped.current().number}.0" in said
    assert "process_resident_memory_bytes" in said
    assert "process_open_fds" in said


def test_ready_is_said_only_when_there_is_a_release_with_rules(client: TestClient, shipped: Releases) -> None:
    assert client.get("/ready").status_code == 503
    with TestClient(create_app(shipped, Settings())) as other:
        assert other.get("/ready").json()["rules"] >= 37
