"""What is not known is counted beside the gaps wherever gaps are counted: in pages, JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def table(client: TestClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def statuses(said: dict[str, int]) -> dict[str, int]:
    return {status: said[status] for status in ("open", "unknown", "waived")}


def test_the_counts_are_those_of_the_gaps_one_by_one(client: TestClient) -> None:
    gaps = client.get("/gaps.json?limit=1000").json()
    assert gaps["next"] is None
    one_by_one = Counter((gap["country"] or "", gap["type"], gap["status"]) for gap in gaps["items"])
    rows = table(client, "/gaps/counts.csv")
    counted = {
        (row["country"], row["type"], status): int(row[status])
        for row in rows for status in ("open", "unknown", "waived")
    }  # fmt: skip
    assert {key: n for key, n in counted.items() if n} == one_by_one
    assert client.get("/gaps/counts.json").json()["counts"] == gaps["counts"]


def test_counts_of_some_countries_and_rules(client: TestClient) -> None:
    said = client.get("/gaps/counts.json?country=NP,xa&type=g09,G18").json()
    assert {(item["country"], item["type"]) for item in said["items"]} == {("np", "G09"), ("xa", "G09"), ("xa", "G18")}
    assert statuses(said["by_country"]["np"]) == {"open": 0, "unknown": 6, "waived": 0}
    assert said["by_type"].keys() == {"G09", "G18"}


@pytest.mark.parametrize(
    "address", ["/gaps?country=xa", "/country/xa", "/country/xa/untold", "/gaps/counts?country=xa"]
)
def test_a_table_says_in_a_header_how_much_is_a_gap_and_how_much_not_known(client: TestClient, address: str) -> None:
    counts = client.get("/gaps.json?country=xa&limit=1").json()["counts"]
    told = client.get(address, headers={"Accept": "text/csv"}).headers["Golden-Thread-Gaps"]
    assert told == ", ".join(f"{status}={n}" for status, n in counts.items())
    assert counts["open"]
    assert counts["unknown"]


@pytest.mark.parametrize("iso", ["np", "xa"])
def test_each_goal_of_a_country_tells_both_numbers(client: TestClient, iso: str) -> None:
    said = client.get(f"/country/{iso}.json").json()
    assert said["gaps"] == client.get(f"/gaps.json?country={iso}&limit=1").json()["counts"]
    rows = {row["code"]: row for row in table(client, f"/country/{iso}.csv")}
    for goal in said["goals"]:
        row = rows[goal["goal"]["code"]]
        assert statuses(goal["gaps"]) == {
            "open": int(row["open gaps"]), "unknown": int(row["not known"]), "waived": int(row["waived gaps"])
        }  # fmt: skip
    assert sum(goal["gaps"]["unknown"] for goal in said["goals"])


def test_the_first_page_tells_both_numbers_of_each_country(client: TestClient) -> None:
    said = {
        one["iso"]: one["gaps"] for one in client.get("/", headers={"Accept": "application/json"}).json()["countries"]
    }
    rows = list(
        csv.DictReader(io.StringIO(client.get("/", headers={"Accept": "text/csv"}).content.decode("utf-8-sig")))
    )
    assert {row["country"]: int(row["not known"]) for row in rows} == {iso: n["unknown"] for iso, n in said.items()}
    assert {iso for iso, n in said.items() if n["open"]} == {"xa"}, "no real country has a gap that no source supports"


def test_a_table_of_gaps_has_a_line_for_each_that_its_header_counts(client: TestClient) -> None:
    for address, headers in (("/gaps.csv?country=xa", {}), ("/gaps?country=xa", {"accept": "text/csv"})):
        answer = client.get(address, headers=headers)
        told = dict(part.split("=") for part in answer.headers["golden-thread-gaps"].split(", "))
        lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert Counter(line["status"] for line in lines) == {status: int(n) for status, n in told.items() if int(n)}
    assert len(client.get("/gaps.json?country=xa").json()["items"]) == 50


def test_a_rule_names_every_sheet_on_which_it_is_told(client: TestClient) -> None:
    page = client.get("/rule/G18").text
    assert "told on the sheet" in page
    told = page.partition("It is told on the sheet")[2].partition("</p>")[0]
    assert "teaching" in told
    assert "modules" in told


def test_a_rule_tells_both_numbers_of_each_country_and_of_which_run_they_are(
    client: TestClient, shipped: Releases
) -> None:
    said = client.get("/rule/G18.json").json()
    assert said["by_country"]["xa"] == client.get("/gaps/counts.json?country=xa&type=G18").json()["counts"]
    run = said["last_run"]
    assert (run["release"], run["as_of"], run["iri"].rsplit("/", 2)[1:]) == (2, said["as_of"], ["release", "2"])
    assert run["time"]
    assert run["seconds"] > 0
    shipped.release(2, date(2027, 3, 1))  # makes the view of that day, which takes its time
    other = client.get("/rule/G18.json?as_of=2027-03-01").json()["last_run"]
    assert (other["as_of"], other["time"], other["seconds"]) == ("2027-03-01", None, None)
