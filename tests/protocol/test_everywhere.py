"""What holds at every address that there is: its methods, HEAD, OPTIONS, conditions, and a release that is named."""

from collections.abc import Iterator

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.api.doors import EVERY, PAGES

OTHERS = (
    "/sparql?query=ASK%7B%7D", "/graphs?default", "/graphs/np", "/query", "/check", "/catalogue", "/.well-known/void",
    "/openapi.json", "/context.jsonld", "/ims/case/v1p0/CFDocuments", "/ims/case/v1p1/CFDocuments", "/reconcile",
    "/health", "/ready", "/metrics", "/static/site.css", "/datasets/np/export.ttl", "/data", "/changes",
)  # fmt: skip
EACH = (*EVERY, *OTHERS)
OWN = {"x-request-id", "content-length", "transfer-encoding"}  # of one answer alone
ALWAYS_NEW = {"/metrics"}  # counts the asking itself


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(
        create_app(shipped, Settings(query_seconds=20)), raise_server_exceptions=False, follow_redirects=False
    ) as client:
        yield client


@pytest.mark.parametrize("address", EACH)
def test_head_is_get_without_its_body(client: TestClient, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert got.status_code in {200, 303, 308, 400}  # the last: a question that waits for its parameters
    assert (head.status_code, head.content) == (got.status_code, b"")
    if address not in ALWAYS_NEW:
        told = [{name: value for name, value in one.headers.items() if name not in OWN} for one in (got, head)]
        assert told[0] == told[1]


@pytest.mark.parametrize("address", EACH)
def test_options_and_a_refusal_say_which_methods_there_are(client: TestClient, address: str) -> None:
    asked, refused = client.options(address), client.request("TRACE", address)
    assert (asked.status_code, asked.content, refused.status_code) == (204, b"", 405)
    assert {"GET", "HEAD", "OPTIONS"} <= set(asked.headers["allow"].split(", "))
    assert asked.headers["allow"] == refused.headers["allow"]
    offered = asked.headers["allow"].split(", ")
    assert [method for method in offered if client.request(method, address).status_code == 405] == []


def test_every_route_says_its_methods(client: TestClient) -> None:
    routes = [route for route in client.app.state.routes if isinstance(route, Route)]  # type: ignore[attr-defined]
    assert len(routes) > 90
    for route in routes:
        path = route.path.replace("{", "").replace("}", "").replace("number:int", "1").replace(":path", "")
        answer = client.options(path)
        assert answer.status_code == 204, path
        assert set(route.methods or ()) <= set(answer.headers["allow"].split(", ")), path


@pytest.mark.parametrize("address", PAGES)
def test_an_answer_that_is_held_is_not_sent_again(client: TestClient, address: str) -> None:
    got = client.get(address, headers={"Accept": "application/json"})
    assert "Accept" in got.headers["vary"]
    again = client.get(address, headers={"Accept": "application/json", "If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", got.headers["etag"])


@pytest.mark.parametrize("address", [*PAGES, *(other for other in OTHERS[:3])])
def test_a_release_and_a_day_may_be_named(client: TestClient, shipped: Releases, address: str) -> None:
    number, day = shipped.release().number, shipped.release().as_of
    mark = "&" if "?" in address else "?"
    got = client.get(f"{address}{mark}release={number}&as_of={day}")
    assert got.status_code == 200
    assert (got.headers["golden-thread-release"], got.headers["golden-thread-as-of"]) == (str(number), str(day))
    assert client.get(f"{address}{mark}release=999").status_code == 404
    assert client.get(f"{address}{mark}as_of=yesterday").status_code == 400


@pytest.mark.parametrize("address", PAGES)
def test_a_form_that_is_not_offered_is_refused_with_links_to_those_that_are(client: TestClient, address: str) -> None:
    answer = client.get(address, headers={"Accept": "image/png"})
    assert (answer.status_code, answer.json()["code"]) == (406, "not-acceptable")
    assert 'rel="alternate"' in answer.headers["link"]
