"""Mappings at the door: accepted ones first, candidates when asked for, SSSOM as a twin, nothing carried too far."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def test_only_accepted_mappings_are_listed_unless_others_are_asked_for(client: TestClient) -> None:
    said = client.get("/mappings?limit=100", headers=JSON).json()
    assert {item["status"] for item in said["items"]} == {"accepted"}
    assert said["total"] == said["counts"]["accepted"] == len(said["items"])
    assert said["counts"]["candidate"] > 0
    others = client.get("/mappings?status=candidate&target=ictcft3", headers=JSON).json()
    assert {item["status"] for item in others["items"]} == {"candidate"}


def test_a_list_goes_on_where_it_stopped(client: TestClient) -> None:
    first = client.get("/mappings?limit=5", headers=JSON).json()
    assert len(first["items"]) == 5
    assert "release=" in first["next"]
    then = client.get(first["next"], headers=JSON).json()
    assert not {item["iri"] for item in first["items"]} & {item["iri"] for item in then["items"]}


def test_the_tsv_twin_is_sssom(client: TestClient) -> None:
    answer = client.get("/mappings.tsv?target=ictcft3")
    assert answer.headers["content-type"].startswith("text/tab-separated-values")
    rows = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert rows[0].startswith("record_id\tsubject_id\tpredicate_id")
    assert len(rows) == 1 + client.get("/mappings?target=ictcft3", headers=JSON).json()["total"]
    assert any("sssom:NoTermFound" in row for row in rows)


def test_what_follows_through_a_hub_is_marked_as_derived(client: TestClient) -> None:
    said = client.get("/mappings/through?left=ictcft2&right=ictcft3&via=xa:TDCS24", headers=JSON).json()
    assert said["total"] == 3
    assert {item["derived"] for item in said["items"]} == {True}
    assert "exact" not in {row["gives"] for row in said["table"]}


def test_suggestions_are_candidates_that_show_what_is_on_record(client: TestClient) -> None:
    said = client.get("/mappings/suggest?source=ictcft2&target=ictcft3&limit=200", headers=JSON).json()
    assert {item["status"] for item in said["items"]} == {"candidate"}
    assert {item["known"]["status"] for item in said["items"] if item["known"]} == {"candidate"}
    assert any(item["known"] is None for item in said["items"])  # the same name may mean another thing


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/mappings", "that somebody vouches for"),
        ("/mappings?about=xa:D3&status=candidate", "waits for review"),
        ("/mappings?source=np:ICT-CST", "That does not mean that there is none"),
        ("/mappings/suspects", "None in release"),
        ("/mappings/through?left=ictcft2&right=ictcft3&via=xa:TDCS24", "it never says the same meaning"),
        ("/mappings/suggest?source=ph:CHED-ICT&target=ictcft3", "None is a match"),
    ],
)
def test_a_page_says_what_the_list_means(client: TestClient, address: str, words: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert words in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/mappings?status=maybe", 400),
        ("/mappings?predicate=same", 400),
        ("/mappings?source=zz", 404),
        ("/mappings/suggest?source=ictcft3&target=ictcft3", 400),
        ("/mappings/suggest?source=ictcft3", 400),
        ("/mappings/through?left=a&right=b&via=c", 404),
    ],
)
def test_what_cannot_be_answered_is_told(client: TestClient, address: str, status: int) -> None:
    assert client.get(address, headers=JSON).status_code == status
