"""Logs: one line of JSON a record, with the request it belongs to."""

import base64
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goldenthread import logs
from goldenthread.errors import BadParameter
from tests.api.writers import desk

SECRET = "s3cr3tw0rd"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in logs.WORDY:
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_line_has_level_source_message_request_and_facts(stream: io.StringIO) -> None:
    logs.install(stream, "info")
    logs.REQUEST.set("r1")
    logging.getLogger("goldenthread.x").info("two\nlines", extra={logs.FACTS: {"status": 200}})
    logging.getLogger("goldenthread.x").debug("not told")
    (line,) = stream.getvalue().splitlines()
    said = json.loads(line)
    assert said.pop("time").endswith("+00:00")
    assert said == {
        "level": "info", "source": "goldenthread.x", "message": "two\nlines", "request": "r1", "status": 200,
    }  # fmt: skip
    logs.REQUEST.set("")


def test_a_failure_has_its_trace_on_the_same_line(stream: io.StringIO) -> None:
    logs.install(stream, "error")
    try:
        raise ValueError("why")
    except ValueError:
        logging.getLogger("x").exception("failed")
    assert json.loads(stream.getvalue())["trace"].endswith("ValueError: why")


def test_a_level_that_is_none_is_refused(stream: io.StringIO) -> None:
    with pytest.raises(BadParameter, match="debug, info"):
        logs.install(stream, "loud")


def test_no_secret_of_a_request_gets_into_the_logs_at_any_level(stream: io.StringIO, tmp_path: Path) -> None:
    with desk(tmp_path / "data") as made:
        logs.install(stream, "debug")
        token, wrong = made.token(), "gt_0123abcd_" + SECRET * 5
        basic = "Basic " + base64.b64encode(f"maya:{SECRET}".encode()).decode()
        bodies: list[tuple[str, str, dict[str, Any]]] = [
            ("GET", f"/datasets?token={SECRET}", {}),
            ("GET", f"/nowhere?access_token={SECRET}", {}),
            ("GET", f"/datasets?release={SECRET}", {}),
            ("GET", "/datasets", {"headers": {"Cookie": SECRET, "Referer": f"http://x.example/?{SECRET}"}}),
            ("GET", f"/sparql?query=ASK {{ ?s ?p '{SECRET}' }}", {}),
            ("GET", f"/sparql?query=ASK {{ ?s ?p '{SECRET}'", {}),
            ("POST", "/sparql", {"data": {"query": f"SELECT {SECRET}"}}),
            ("POST", "/review", {"data": {"token": SECRET, "dataset": "np"}}),
            ("POST", "/review", {"data": {"token": token, "dataset": SECRET}}),
            ("POST", "/check", {"files": {"file": (f"{SECRET}.ttl", f"<a:a> <a:b> '{SECRET}'", "text/turtle")}}),
            ("POST", "/imports", {"content": f"<a:a> {SECRET}", "headers": {"Authorization": f"Bearer {token}"}}),
            ("POST", "/imports", {"content": SECRET, "headers": {"Authorization": f"Bearer {wrong}"}}),
            ("PUT", "/graphs?default", {"content": SECRET, "headers": {"Authorization": basic}}),
            ("PUT", "/graphs?default", {
                "content": f"<a:a> <a:b> '{SECRET}' .",
                "headers": {"Authorization": f"Bearer {token}", "Content-Type": "text/turtle"},
            }),
            ("POST", "/update", {
                "content": f"INSERT DATA {{ <a:a> <a:b> '{SECRET}2' }}",
                "headers": {"Authorization": f"Bearer {token}", "Content-Type": "application/sparql-update"},
            }),
        ]  # fmt: skip
        statuses = [made.client.request(method, path, **more).status_code for method, path, more in bodies]
    assert max(statuses) < 500
    said = stream.getvalue()
    answered = [json.loads(line) for line in said.splitlines() if '"answered"' in line]
    assert len(answered) == len(bodies)
    assert all(line["request"] for line in answered)
    for secret in (SECRET, token, token.split("_")[2], wrong, basic.split()[1]):
        assert secret not in said
