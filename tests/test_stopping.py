"""A service that is stopped finishes what it has begun, and is gone within ten seconds."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from goldenthread.access import Tokens
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.conftest import now

CONCEPT = b'<http://example.org/c> a <http://www.w3.org/2004/02/skos/core#Concept> ; ' \
          b'<http://www.w3.org/2004/02/skos/core#prefLabel> "A"@en .'  # fmt: skip


@contextmanager
def serving(data: Path, *words: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`goldenthread serve` and its address."""
    command = [sys.executable, "-m", "goldenthread", "serve", "--port", "0", "--json", "--data", str(data), *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=os.environ | environment) as process:
        try:
            assert process.stdout
            yield process, json.loads(process.stdout.readline())["address"]
        finally:
            process.kill()


@pytest.fixture
def token(settings: Settings) -> str:
    Releases(settings, now).prepare()
    return Tokens(settings.data, now).create("editor")[1]


def in_flight(address: str) -> int:
    with urllib.request.urlopen(f"{address}/metrics", timeout=10) as answer:
        found = re.search(r"^goldenthread_requests_in_flight(?:{.*})? (\d+)", answer.read().decode(), re.MULTILINE)
    return int(found[1]) if found else 0


def test_a_write_that_had_begun_is_acknowledged_and_kept(settings: Settings, token: str) -> None:
    with serving(settings.data, GOLDENTHREAD_LOG_LEVEL="info") as (process, address):
        asking = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/turtle", "X-Request-ID": "write-1"}
        asking.request("POST", "/imports?dataset=t&filename=t.ttl", CONCEPT, headers)
        until = time.monotonic() + 30
        while in_flight(address) < 2:  # the write and this question
            assert time.monotonic() < until
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        answer = asking.getresponse()
        told = json.loads(answer.read())
        asking.close()
        _, err = process.communicate(timeout=20)
    assert time.monotonic() - begun < 10
    assert (answer.status, process.returncode) == (201, 0)
    assert Releases(settings, now).release(told["release"]).facts.datasets["t"].version == 1
    lines = [json.loads(line) for line in err.splitlines()]
    assert any(line.get("request") == "write-1" and line.get("status") == 201 for line in lines)
    assert token not in err


def test_several_processes_count_together_and_stop_together(settings: Settings, token: str) -> None:
    assert token
    with serving(settings.data, "--workers", "2") as (process, address):
        for _ in range(20):
            with urllib.request.urlopen(f"{address}/health", timeout=30) as answer:
                assert answer.status == 200
        with urllib.request.urlopen(f"{address}/metrics", timeout=30) as answer:
            said = answer.read().decode()
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert 'goldenthread_requests_total{address="/health",method="GET",status="200"} 20.0' in said
    assert time.monotonic() - begun < 10
    assert process.returncode == 0
