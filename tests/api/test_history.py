"""The history of gaps as page, JSON and CSV, and on the pages of a rule and a country."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.api.trends import HEIGHT, bars
from goldenthread.history import Point
from goldenthread.releases import Releases
from goldenthread.settings import Settings


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def test_each_release_is_told_newest_first(client: TestClient) -> None:
    said = client.get("/history.json?country=XA&type=g18").json()
    assert [item["release"] for item in said["items"]] == [2, 1]
    assert (said["country"], said["type"], said["gap"]) == (
        "https://w3id.org/goldenthread/id/country/xa",
        "G18",
        None,
    )
    assert said["items"][0]["open"] == client.get("/gaps.json?country=xa&type=G18&status=open").json()["total"]


def test_one_gap_has_its_story(client: TestClient) -> None:
    gap = client.get("/gaps.json?country=xa&type=G18&status=open").json()["items"][0]
    said = client.get("/history.json", params={"gap": gap["iri"]}).json()["gap"]
    assert (said["first_seen"], said["last_seen"], said["closed_by"]) == (2, 2, None)
    assert said["steps"][0] | {"time": "", "agent": "", "what": ""} == {
        "release": 2, "time": "", "what": "", "agent": "", "from": None, "to": "open", "why": "data",
    }  # fmt: skip
    page = client.get("/history.html", params={"gap": gap["iri"]}).text
    assert "First seen in release 2, and still there." in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("gap=urn:x", 400),
        ("gap=https://w3id.org/goldenthread/id/gap/G07/none", 404),
        ("country=zz", 400),
        ("type=G99", 400),
    ],
)
def test_what_is_not_there_is_said_so(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/history.json?{query}").status_code == status


@pytest.mark.parametrize("address", ["/rule/G18", "/country/xa"])
def test_the_trend_stands_on_the_pages_of_rules_and_countries(client: TestClient, address: str) -> None:
    assert "Over the releases" in client.get(f"{address}.html").text
    assert [item["release"] for item in client.get(f"{address}.json").json()["history"]] == [2, 1]


def test_bars_run_from_the_oldest_and_the_highest_fills_the_height() -> None:
    points = [Point(2, "", "", 3, 1, 0, 0, 0, 0), Point(1, "", "", 1, 0, 0, 0, 0, 0)]
    drawn = bars(points)
    assert [bar.point.release for bar in drawn] == [1, 2]
    assert drawn[1].open + drawn[1].unknown == HEIGHT
    assert bars([]) == []


def test_bars_begin_where_something_was_on_record_and_go_on_through_releases_without_a_gap() -> None:
    counted = ((4, 0), (3, 2), (2, 0), (1, 0))  # newest first: releases and what was not known in each
    drawn = bars([Point(release, "", "", 0, unknown, 0, 0, 0, 0) for release, unknown in counted])
    assert [bar.point.release for bar in drawn] == [3, 4]


def test_a_country_that_was_not_on_record_is_not_said_to_have_had_no_gaps(client: TestClient) -> None:
    page = client.get("/country/xa.html").text
    assert "First on record in release 2:" in page
    assert "0 gaps and 0 not known then" not in page
