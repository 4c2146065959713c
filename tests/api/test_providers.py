"""The page of a provider."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

PAGE = "/country/xa/provider/COLL-N"


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def test_the_counts_add_up_to_what_is_required(client: TestClient) -> None:
    said = client.get(PAGE + ".json").json()
    assert said["provider"]["code"] == "COLL-N"
    assert sum(said["counts"].values()) == len(said["required"]) == 48
    assert {row["standing"] for row in said["required"]} == {"here", "elsewhere", "nobody", "unknown"}


def test_what_is_not_known_is_said_apart_from_what_nobody_teaches(client: TestClient) -> None:
    text = client.get(PAGE, headers={"Accept": "text/html"}).text
    assert "6 nobody teaches." in text
    assert "Of 2 it is not known who teaches them." in text
    assert 'href="/country/xa/untold#sheet-teaching"' in text


def test_a_country_that_requires_nothing_on_record_is_asked_for_it(client: TestClient) -> None:
    text = client.get("/country/ph/provider/innotech", headers={"Accept": "text/html"}).text
    assert "nobody teaches" not in text
    assert "Modules of which it is not known what they teach" in text
    assert 'href="/country/ph/untold#sheet-requirements"' in text


def test_the_country_leads_to_its_providers(client: TestClient) -> None:
    assert f'href="{PAGE}"' in client.get("/country/xa", headers={"Accept": "text/html"}).text


def test_a_code_that_no_provider_has_is_not_found(client: TestClient) -> None:
    assert client.get("/country/xa/provider/NONE.json").status_code == 404
