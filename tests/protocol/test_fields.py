"""Header fields as they come over the wire: in several lines, and with numbers that are none."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

ASK = "/sparql?query=ASK%7B%7D"


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def test_a_list_in_several_lines_is_one_list(client: TestClient) -> None:
    lines = [("Accept", "image/png"), ("Accept", "application/sparql-results+xml")]
    got = client.get(ASK, headers=lines)
    assert (got.status_code, got.headers["content-type"]) == (200, "application/sparql-results+xml; charset=utf-8")
    held = [*lines, ("If-None-Match", '"other"'), ("If-None-Match", got.headers["etag"])]
    assert client.get(ASK, headers=held).status_code == 304


@pytest.mark.parametrize("name", ["Authorization", "Content-Type", "Host"])
def test_what_one_line_must_say_is_not_said_by_two(client: TestClient, name: str) -> None:
    got = client.post("/sparql", content="ASK {}", headers=[(name, "application/sparql-query"), (name, "Bearer gt_x")])
    assert (got.status_code, got.json()["code"]) == (400, "bad-parameter")
    assert name in got.json()["detail"]


@pytest.mark.parametrize("name", [b"Accept", b"Accept-Language", b"Accept-Encoding"])
@pytest.mark.parametrize("number", [b"\xb2", b"\xb9.\xb3", b".", b"nan", b"1e9", b"9" * 400])
def test_a_weight_that_is_no_number_fails_nothing(client: TestClient, name: bytes, number: bytes) -> None:
    for address in ("/gaps", ASK):
        got = client.get(address, headers={name: b"en;q=" + number + b", */*;q=0.1"})
        assert got.status_code == 200, address
