"""The matrix of countries in all its forms; what is not known looks unlike what is not covered."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

ADDRESS = "/coverage/ictcft3:ictcft3"
STEPS = ("not_covered", "in_standard", "taught", "assessed", "certified", "unknown")


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def test_json_has_the_shape_that_outsiders_rely_on(client: TestClient) -> None:
    said = client.get(ADDRESS + ".json?country=NP,xa").json()
    assert set(said) == {"reference", "as_of", "release", "countries", "labels", "cells", "totals"}
    assert said["countries"] == list(said["labels"]) == ["np", "xa"]
    assert (said["labels"]["np"]["label"], said["labels"]["xa"]["fictional"]) == ("Nepal", True)
    assert len(said["cells"]) == 18
    for cell in said["cells"]:
        assert {"cell", "row", "column", "by_country"} == set(cell)
        for reach in cell["by_country"].values():
            assert {"step", "declared", "competencies", "modules", "assessments", "matches"} <= set(reach)
    for totals in said["totals"].values():
        assert sum(totals[step] for step in STEPS) == totals["of"] == 18


def test_candidates_stand_apart_from_matches(client: TestClient) -> None:
    cells = {cell["cell"]["code"]: cell["by_country"]["xa"] for cell in client.get(ADDRESS + ".json").json()["cells"]}
    assert [one["status"] for one in cells["KC.4"]["candidates"]] == ["candidate"]
    assert cells["KC.4"]["matches"] == []
    assert [one["predicate"] for one in cells["KC.3"]["matches"]] == ["relatedMatch"]


@pytest.mark.parametrize("name", ["ictcft3", "ICTCFT3:ictcft3", "ictcft3:standard/ictcft3"])
def test_a_framework_answers_to_each_of_its_names(client: TestClient, name: str) -> None:
    assert client.get(f"/coverage/{name}", headers={"Accept": "application/json"}).status_code == 200


def test_a_framework_answers_to_its_iri(client: TestClient) -> None:
    iri = "https://w3id.org/goldenthread/id/ictcft3/standard/ictcft3"
    answer = client.get("/coverage", params={"reference": iri}, headers={"Accept": "application/json"})
    assert answer.json()["reference"]["iri"] == iri


@pytest.mark.parametrize(
    ("query", "status"),
    [("/coverage/none", 404), ("/coverage/xa", 400), (ADDRESS + "?country=zz", 404), (ADDRESS + "?cell=ZZ.9", 404),
     (ADDRESS + "?cell=KD.2&at=zz", 400), ("/coverage/np:ICT-CST", 400)],
)  # fmt: skip
def test_what_is_not_there_is_told(client: TestClient, query: str, status: int) -> None:
    answer = client.get(query, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_csv_has_a_row_a_cell_and_country_with_names_beside_codes(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(ADDRESS + ".csv?country=np,xa").text.removeprefix("\ufeff"))))
    assert len(rows) == 36
    row = next(row for row in rows if row["cell"] == "KD.2" and row["country"] == "xa")
    assert (row["cell name"], row["step"], row["competency codes"]) == ("Knowledge Application", "certified", "B1 | B3")


def test_turtle_is_a_data_cube(client: TestClient) -> None:
    text = client.get(ADDRESS + ".ttl?country=xa").text
    assert "qb:DataStructureDefinition" in text
    assert text.count("qb:Observation") == 18


def test_the_page_tells_not_known_from_not_covered(client: TestClient) -> None:
    page = client.get(ADDRESS, headers={"Accept": "text/html"}).text
    matrix = page[page.index('<table class="mx"') : page.index("</table>")]
    assert len(re.findall(r'<td class="s-unknown"', matrix)) % 18 == 2  # all of most countries, two of Exemplaria
    assert len(re.findall(r'<td class="s-not_covered"', matrix)) == 3
    assert "Nepal, KA.1: Not known" in matrix
    assert "nothing is known yet" in page


def test_a_cell_opens_with_wording_match_source_and_gap(client: TestClient) -> None:
    page = client.get(ADDRESS + "?cell=KC.4&at=xa", headers={"Accept": "text/html"}).text
    panel = page[page.index('id="cell"') :]
    assert "Chooses resources that can be trusted" in panel
    assert "waits for review" in panel
    assert "/id/xa/document/STD-24" in panel
    assert "/gaps?country=xa&amp;type=G15&amp;status=unknown" in panel


def test_a_cell_that_was_searched_for_in_vain_leads_to_its_gap(client: TestClient) -> None:
    page = client.get(ADDRESS + "?cell=KC.1&at=xa", headers={"Accept": "text/html"}).text
    assert "/gaps?country=xa&amp;type=G15&amp;status=open" in page[page.index('id="cell"') :]


def test_the_document_behind_a_cell_is_two_clicks_away(client: TestClient) -> None:
    page = client.get(ADDRESS, headers={"Accept": "text/html"}).text
    cell = re.search(r'href="(/coverage/[^"]*cell=KD\.2[^"]*at=xa)#cell"', page)
    assert cell is not None
    opened = client.get(cell[1].replace("&amp;", "&"), headers={"Accept": "text/html"}).text
    document = re.search(r'href="(/id/xa/document/[^"]*)"', opened[opened.index('id="cell"') :])
    assert document is not None
    assert client.get(document[1]).status_code == 200
