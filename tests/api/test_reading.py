"""Closed reading: no address answers without a token but those that look after the process; forms of other sites."""

import base64
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.api.reading import OPEN
from tests.api.doors import EVERY
from tests.api.writers import Desk, desk


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A service that is open, for its data and tokens."""
    with desk(tmp_path_factory.mktemp("reading") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def closed(service: Desk) -> Iterator[TestClient]:
    settings = replace(service.settings, open_reading=False)
    with TestClient(
        create_app(service.releases, settings), raise_server_exceptions=False, follow_redirects=False
    ) as client:
        yield client


def test_no_address_answers_without_a_token(closed: TestClient) -> None:
    routes = [route for route in closed.app.state.routes if isinstance(route, Route)]  # type: ignore[attr-defined]
    paths = {route.path.replace("{", "").replace("}", "") for route in routes} | set(EVERY)
    asked = sorted(path for path in paths if path not in OPEN and not path.startswith("/static/"))
    assert len(asked) > 100
    for path in asked:
        for method in ("GET", "POST", "HEAD"):
            answer = closed.request(method, path)
            assert (answer.status_code, method, path) == (401, method, path)
            assert "Bearer" in answer.headers["www-authenticate"]
            assert "Basic" in answer.headers["www-authenticate"]


@pytest.mark.parametrize("path", ["/", "/datasets.json", "/sparql?query=ASK%7B%7D", "/graphs?default"])
def test_any_role_may_read_as_a_program_or_as_a_browser_does(service: Desk, closed: TestClient, path: str) -> None:
    text = service.token(role="reader")
    basic = "Basic " + base64.b64encode(f"maya:{text}".encode()).decode()
    for header in (f"Bearer {text}", f"bearer {text}", basic):
        assert closed.get(path, headers={"Authorization": header}).status_code == 200


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer gt_x", "Basic", "Basic ====", "Basic bWF5YTp4", "Basic /w==", "Digest x", "x"]
)
def test_what_is_no_token_lets_nobody_in(closed: TestClient, header: str) -> None:
    assert closed.get("/datasets", headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics", "/static/site.css"])
def test_those_who_look_after_the_process_need_none(closed: TestClient, path: str) -> None:
    assert closed.get(path).status_code == 200


def test_what_a_browser_sends_by_itself_never_writes(service: Desk, closed: TestClient) -> None:
    basic = "Basic " + base64.b64encode(f"maya:{service.token()}".encode()).decode()
    turtle = {"Authorization": basic, "Content-Type": "text/turtle"}
    assert closed.put("/graphs?default", content="<a:a> <a:b> <a:c> .", headers=turtle).status_code == 401
    assert closed.post("/review", data={"dataset": "x"}, headers={"Authorization": basic}).status_code == 401
    assert service.releases.release().number == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://other.testserver"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, 400),
        ({"Origin": "http://testserver"}, 400),
        ({}, 400),
    ],
)
def test_a_form_that_another_sites_page_sends_is_refused(service: Desk, headers: dict[str, str], status: int) -> None:
    form = {"dataset": "nowhere", "token": service.token()}  # our own get as far as that nothing is decided
    assert service.client.post("/review", data=form, headers=headers).status_code == status
