"""The description for programs: every address is in it, every question has its own, and it is OpenAPI 3.1."""

import html
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.api import formats, problems
from goldenthread.api.app import create_app
from goldenthread.api.questions import every
from goldenthread.releases import Releases
from goldenthread.settings import Settings


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings())) as client:
        yield client


def test_it_is_openapi_3_1_with_every_address_of_reading(client: TestClient) -> None:
    said = client.get("/openapi.json").json()
    assert said["openapi"] == "3.1.0"
    wanted = {
        "/", "/country/{iso}", "/country/{iso}/goal/{code}", "/country/{iso}/untold", "/id/{path}", "/resource",
        "/gaps", "/rule/{code}", "/trace", "/search", "/datasets", "/datasets/{id}", "/datasets/{id}/versions",
        "/datasets/{id}/diff", "/datasets/{id}/export.{form}", "/releases", "/ns", "/ns/{name}", "/context.jsonld",
        "/health", "/ready", "/questions", "/sparql",
    }  # fmt: skip
    assert wanted - set(said["paths"]) == set()


def test_every_question_is_an_operation_with_its_parameters(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert len(every()) > 10
    for question in every():
        given = {parameter["name"] for parameter in paths[f"/questions/{question.name}"]["get"]["parameters"]}
        assert given == {*(parameter.name for parameter in question.parameters), "release", "as_of", "lang"}


def test_every_operation_says_how_it_fails(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = [operation for methods in paths.values() for operation in methods.values()]
    assert all("application/problem+json" in one["responses"]["default"]["content"] for one in operations)
    assert all("422" not in one["responses"] for one in operations)
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names)


def test_every_kind_of_failure_is_on_the_page(client: TestClient) -> None:
    text = client.get("/api").text
    for kind in problems.STATUS:
        assert f'id="problem-{kind.code}"' in text


@pytest.mark.parametrize("address", ["/docs", "/redoc", "/openapi.yaml"])
def test_pages_of_others_are_off(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_every_example_of_a_form_is_answered_in_it(client: TestClient) -> None:
    page = html.unescape(client.get("/api", headers={"Accept": "text/html"}).text)
    examples = re.findall(r"curl -H 'Accept: ([^']+)' http://[^/]+(/\S+?)<", page)
    assert len(examples) == len(formats.FORMS)
    for media, address in examples:
        answer = client.get(address, headers={"Accept": media})
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media), address
