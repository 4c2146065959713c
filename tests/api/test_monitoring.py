"""Indicators against targets as page, JSON, CSV and cube."""

import csv
import io
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.api import monitoring
from goldenthread.api.app import create_app
from goldenthread.monitoring import STANDINGS
from goldenthread.releases import Releases
from goldenthread.settings import Settings

ADDRESS = "/country/xa/indicators"


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def test_json_counts_every_indicator_by_how_it_stands(client: TestClient) -> None:
    said = client.get(f"{ADDRESS}.json").json()
    assert set(said) == {"as_of", "release", "country", "totals", "items", "elsewhere"}
    assert sum(said["totals"][standing] for standing in STANDINGS) == said["totals"]["of"] == len(said["items"])


def test_the_table_has_a_row_for_each_latest_value(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{ADDRESS}.csv").content.decode("utf-8-sig"))))
    found = {row["code"]: row for row in rows}
    assert len(rows) == 41
    assert (found["I30"]["latest"], found["I30"]["target"], found["I30"]["standing"]) == ("52", "60", "missed")
    assert found["I5"]["latest"] == ""


def test_the_page_says_what_is_not_known_in_words_and_without_a_dot(client: TestClient) -> None:
    text = client.get(f"{ADDRESS}.html").text
    assert "No value has been observed yet." in text
    assert text.count("<circle cx=") - text.count("brand") >= 13
    assert text.count('<svg class="track') == 41


def test_a_country_without_indicators_says_so(client: TestClient) -> None:
    text = client.get("/country/uz/indicators.html").text
    assert "No indicator of Uzbekistan is on record yet." in text


def test_every_standing_has_words() -> None:
    assert set(monitoring.STANDING) == set(STANDINGS)


@pytest.mark.parametrize(
    ("value", "text"),
    [("12", "12"), ("20000", "20,000"), ("40.393541", "40.4"), ("59.96", "60"), ("-0.5", "-0.5"), (None, "")],
)
def test_figures_are_rounded_for_people(value: str | None, text: str) -> None:
    assert monitoring.figure(value) == text


def test_turtle_is_the_cube(client: TestClient) -> None:
    text = client.get(f"{ADDRESS}.ttl").text
    assert "qb:DataStructureDefinition" in text
    assert text.count("qb:Observation") == 95
