"""What would mend a gap: at its own address, and on the page of the goal whose thread it breaks."""

import csv
import io
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def gap(client: TestClient) -> str:
    """The IRI of an open gap for which something is near."""
    found = client.get("/gaps.json?country=xa&type=G18&status=open").json()["items"]
    return str(next(one["iri"] for one in found if one["focus"]["code"] == "R-D3-PRE"))


def test_the_least_effort_comes_first_and_the_edge_is_data(client: TestClient, gap: str) -> None:
    said = client.get("/remedies.json", params={"gap": gap}).json()
    assert set(said) == {"as_of", "release", "gap", "items"}
    assert (said["items"][0]["verb"], said["items"][0]["effort"]) == ("Extend", 2)
    assert said["items"][0]["with"]["type"].endswith("Module")
    assert said["items"][-1]["edge"] == {
        "subject": "module", "property": "teaches", "object": "competency", "sheet": "teaching",
        "columns": ["module", "competency", "level"], "focus": "object",
    }  # fmt: skip


def test_the_table_has_a_row_for_each(client: TestClient, gap: str) -> None:
    text = client.get("/remedies.csv", params={"gap": gap}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[-1]["verb"] == "Write"
    assert len(rows) == len(client.get("/remedies.json", params={"gap": gap}).json()["items"])


@pytest.mark.parametrize(("query", "status"), [("", 400), ("?gap=urn:none", 404)])
def test_a_gap_that_is_not_there_is_said_so(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/remedies.json{query}").status_code == status


def test_the_page_of_a_goal_shows_what_is_near_and_its_json_lists_all(client: TestClient) -> None:
    address = "/country/xa/goal/G7"
    said = client.get(f"{address}.json").json()
    assert {item["gap"] for item in said["remedies"]} == {item["gap"] for item in said["breaks"]}
    text = client.get(f"{address}.html").text
    near = [item for item in said["remedies"] if item["with"]]
    assert near
    assert all(item["sentence"].split("“")[0] in text for item in near)
