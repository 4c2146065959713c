"""Failures: every kind has a status, the same words in both forms, and nothing of what was sent comes back."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread import errors
from goldenthread.api import formats, problems
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

PAGE = {"Accept": "text/html"}
MARK = "xyzzy"
FIELDS = {"type", "title", "status", "detail", "instance", "code"}


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    app = create_app(shipped, Settings(), identify=lambda: "00000000-0000-4000-8000-000000000000")

    def fails(kind: str) -> None:
        raise RuntimeError(f"a secret about {kind}")

    app.add_api_route("/fails/{kind}", fails)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def kinds(root: type[errors.GoldenThreadError]) -> set[type[errors.GoldenThreadError]]:
    return {kind for child in root.__subclasses__() for kind in {child, *kinds(child)}}


def test_every_kind_of_failure_has_a_status() -> None:
    assert formats.NotAcceptable in kinds(errors.GoldenThreadError)
    ours = {kind for kind in kinds(errors.GoldenThreadError) if kind.__module__.startswith("goldenthread")}
    assert ours - set(problems.STATUS) == set()


def test_codes_are_stable_names_and_each_is_used_once() -> None:
    codes = [kind.code for kind in problems.STATUS]
    assert len(set(codes)) == len(codes)
    assert all(code.replace("-", "").isalpha() and code.islower() for code in codes)


WRONG = [
    (f"/{MARK}", 404, "not-found"),
    (f"/country/{MARK}", 404, "not-found"),
    (f"/country/np/goal/{MARK}", 404, "not-found"),
    (f"/id/np/goal/{MARK}", 404, "not-found"),
    (f"/resource?iri=np:{MARK}", 404, "not-found"),
    (f"/resource?iri={MARK}", 400, "bad-parameter"),
    ("/resource", 400, "bad-parameter"),
    (f"/resource?iri=http://{MARK}%20here/", 400, "bad-parameter"),
    (f"/rule/{MARK}", 404, "not-found"),
    (f"/gaps?status={MARK}", 400, "bad-parameter"),
    (f"/gaps?country={MARK}", 400, "bad-parameter"),
    (f"/gaps?limit={MARK}", 400, "bad-parameter"),
    ("/gaps?limit=0", 400, "bad-parameter"),
    (f"/trace?iri=xa:M9&direction={MARK}", 400, "bad-parameter"),
    (f"/country/xa?show={MARK}", 400, "bad-parameter"),
    (f"/country/xa?as_of={MARK}", 400, "bad-parameter"),
    (f"/country/xa?release={MARK}", 400, "bad-parameter"),
    ("/country/xa?release=99999", 404, "not-found"),
    (f"/datasets/{MARK}", 404, "not-found"),
    (f"/datasets/np/export.{MARK}", 415, "unknown-format"),
    ("/datasets/np/diff?from=99", 404, "not-found"),
    (f"/questions/{MARK}", 404, "not-found"),
    (f"/questions/A5.json?{MARK}=1", 400, "bad-parameter"),
    (f"/questions/A5?country=<{MARK}>", 400, "bad-parameter"),
    (f"/ns/{MARK}", 404, "not-found"),
    (f"/static/{MARK}", 404, "not-found"),
    (f"/fails/{MARK}", 500, "error"),
]


@pytest.mark.parametrize(("address", "status", "code"), WRONG)
def test_a_wrong_request_is_told_in_words_without_an_echo(
    client: TestClient, address: str, status: int, code: str
) -> None:
    answer = client.get(address, headers={"Accept": "application/json"})
    said = answer.json()
    assert (answer.status_code, said["code"], said["status"]) == (status, code, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(said) >= FIELDS
    assert said["title"]
    assert said["detail"]
    assert said["instance"] == "urn:uuid:00000000-0000-4000-8000-000000000000"
    assert MARK not in answer.text
    assert not {"Traceback", "secret", ".py"} & set(answer.text.split())
    page = client.get(address, headers=PAGE)
    if "questions/A5.json" not in address:
        assert page.headers["content-type"].startswith("text/html")
        assert said["title"] in page.text
        assert MARK not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


HOSTILE = ["/country/..%2f..%2fetc", "/id/%00", "/id/%ff%fe", "/%2e%2e/secret", "/" + "a" * 5000]


def test_a_method_that_is_not_offered_is_told_so(client: TestClient) -> None:
    answer = client.post("/country/np")
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("address", HOSTILE)
def test_hostile_paths_are_not_there(client: TestClient, address: str) -> None:
    assert client.get(address, headers={"Accept": "application/json"}).status_code in {400, 404}


def test_a_search_gives_its_words_back_harmless(client: TestClient) -> None:
    text = client.get("/search", params={"q": "<script>alert(1)</script>"}, headers=PAGE).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
