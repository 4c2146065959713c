"""The comparison of two standards in its forms; what is not defined is said in words."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

PAIR = "/compare?left=xa:TDCS24&right=ph:CHED-ICT&via=ictcft3:ictcft3"
HTML, JSON = {"Accept": "text/html"}, {"Accept": "application/json"}


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def test_json_has_the_shape_that_outsiders_rely_on(client: TestClient) -> None:
    said = client.get(PAIR, headers=JSON).json()
    assert {"left", "right", "via", "as_of", "release", "jaccard", "porter", "webb"} <= set(said)
    assert {"value", "weighted", "both", "left_only", "right_only"} <= set(said["jaccard"])
    assert {"value", "by_topic", "by_level", "cells"} == set(said["porter"])
    assert {"cell", "left", "right", "difference"} <= set(said["porter"]["cells"][0])
    row = said["webb"]["left"]["teaching"][0]
    assert set(row) == {"topic", "concurrence", "depth", "range", "balance", "degenerate"}
    assert said["jaccard"]["weights"]["broadMatch"] == 0.5


@pytest.mark.parametrize(
    "words",
    [
        "They cannot be compared yet",
        "That is not known, not zero",
        "rests on one competency, so it says nothing",
        "No accepted claim of teaching is on record",
        "a part ½, an overlap 0",
    ],
)
def test_a_page_says_in_words_what_a_number_cannot(client: TestClient, words: str) -> None:
    assert words in client.get(PAIR, headers=HTML).text


def test_cells_of_one_standard_are_not_only_its_own_where_nothing_is_known_of_the_other(client: TestClient) -> None:
    page = client.get(PAIR, headers=HTML).text
    cells = page.partition('id="cells"')[2].partition("</section>")[0]
    assert "Only " not in cells
    assert "none" not in cells
    assert cells.count("<dd>not known</dd>") == 2


def test_without_names_the_standards_are_there_to_choose(client: TestClient) -> None:
    page = client.get("/compare", headers=HTML).text
    assert '<option value="ph:CHED-ICT">' in page
    names = {item["name"] for item in client.get("/compare", headers=JSON).json()["items"]}
    assert {"xa:TDCS24", "np:ICT-CST", "ictcft3:ictcft3"} <= names


def test_csv_has_a_row_a_cell(client: TestClient) -> None:
    lines = client.get(PAIR.replace("/compare", "/compare.csv")).text.strip().splitlines()
    assert len(lines) == 13


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("/compare?left=xa:TDCS24", 400),
        ("/compare?left=xa:TDCS24&right=zz:none", 404),
        ("/compare?left=xa:TDCS24&right=xa:COAST-S&via=xa:TDCS24", 400),
        ("/compare?left=xa:TDCS24&right=xa:COAST-S&hits=0", 400),
    ],
)
def test_what_cannot_be_compared_is_told(client: TestClient, query: str, status: int) -> None:
    assert client.get(query, headers=JSON).status_code == status
