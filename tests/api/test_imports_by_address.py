"""An import by address over HTTP: fetched by the service for one who may write, told and published like a file."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.access import Tokens
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from tests.api.writers import BASE, Desk, workbook
from tests.conftest import now
from tests.outside.others import Other, allowing, other, says


@pytest.fixture(scope="module")
def server() -> Iterator[Other]:
    with other() as played:
        yield played


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, server: Other) -> Iterator[Desk]:
    settings = allowing(tmp_path_factory.mktemp("by-address"), server.host)
    releases = Releases(settings, now)
    releases.prepare()
    with TestClient(create_app(releases, settings), raise_server_exceptions=False) as client:
        yield Desk(client, releases, settings, Tokens(settings.data, now))


def case(number: int, title: str) -> str:
    identifier = f"0b9c1d4e-0000-4000-8000-00000000000{number}"
    item = {"identifier": identifier[:-2] + f"1{number}", "uri": f"urn:uuid:{identifier[:-2]}1{number}",
            "fullStatement": "Teach well", "lastChangeDateTime": "2026-01-01T00:00:00Z"}  # fmt: skip
    document = {"identifier": identifier, "uri": f"urn:uuid:{identifier}", "title": title, "creator": "C",
                "lastChangeDateTime": "2026-01-01T00:00:00Z"}  # fmt: skip
    return json.dumps({"CFDocument": document, "CFItems": [item]})


def test_a_file_at_an_address_becomes_a_version_that_names_the_address_alone(service: Desk, server: Other) -> None:
    address = server.on("/files/ab.ttl", says(workbook("ab"), media="text/turtle"))
    asked = {"address": f"{address}?key=s3cret"}
    dry = service.client.post("/imports?dry_run=true", json=asked, headers=service.bearer())
    assert (dry.status_code, dry.json()["dry_run"]) == (200, True)
    told = service.client.post("/imports?dataset=ab", json=asked, headers=service.bearer("ab"))
    assert (told.status_code, told.headers["location"]) == (201, "/imports/ab.1")
    assert service.releases.version("ab").file == address
    assert "s3cret" not in (service.settings.data / "audit.log").read_text()
    assert service.client.post("/imports?dataset=ab", json=asked, headers=service.bearer()).status_code == 200


def test_every_framework_of_a_case_server_comes_in_with_one_release(service: Desk, server: Other) -> None:
    packages = [case(1, "One"), case(2, "Two")]
    for one in packages:
        identifier = json.loads(one)["CFDocument"]["identifier"]
        server.on(f"/ims/case/v1p1/CFPackages/{identifier}", says(one))
    listed = [json.loads(one)["CFDocument"] for one in packages]
    server.on("/ims/case/v1p1/CFDocuments", says(json.dumps({"CFDocuments": listed})))
    asked = {"address": server.address, "as": "case"}
    told = service.client.post("/imports", json=asked, headers=service.bearer())
    accounts = told.json()["items"]
    assert told.status_code == 201
    assert [one["dataset"] for one in accounts] == [one["identifier"] for one in listed]
    assert len({one["release"] for one in accounts}) == 1
    bound = service.client.post("/imports", json=asked, headers=service.bearer("ab"))
    assert bound.status_code == 403


@pytest.mark.parametrize(
    ("asked", "status", "code", "says_so"),
    [
        ({"address": "https://graph.example.org/x"}, 403, "host-refused", "setting remote_hosts"),
        ({"address": "file:///etc/passwd"}, 400, "bad-parameter", "no web address"),
        ({"address": "HERE/none"}, 502, "remote-failed", "nothing at"),
        ({"address": "HERE/none", "as": "magic"}, 400, "bad-parameter", "auto, case, sparql, file"),
        ({"address": "HERE/none", "as": "sparql"}, 400, "bad-parameter", "which graph"),
        ({"address": 1}, 400, "bad-parameter", "texts named"),
    ],
)
def test_what_cannot_be_fetched_is_a_problem_in_words(
    service: Desk, server: Other, asked: dict[str, object], *, status: int, code: str, says_so: str
) -> None:
    sent = {key: str(value).replace("HERE", server.address) if key == "address" and value != 1 else value
            for key, value in asked.items()}  # fmt: skip
    before = service.client.get("/releases.json").json()["total"]
    told = service.client.post("/imports", json=sent, headers=service.bearer())
    assert (told.status_code, told.json()["code"]) == (status, code)
    assert says_so in told.json()["detail"]
    assert service.client.get("/releases.json").json()["total"] == before


def test_nobody_is_asked_for_one_who_may_not_write(service: Desk, server: Other) -> None:
    address = server.on("/secret", says("{}"))
    for headers, status in (({}, 401), (service.bearer(role="reader"), 403)):
        assert service.client.post("/imports", json={"address": address}, headers=headers).status_code == status
    assert not [path for _, path, _, _ in server.seen if path == "/secret"]


def test_rows_of_a_workbook_do_not_come_by_address(service: Desk, server: Other) -> None:
    told = service.client.post("/imports?partial=true", json={"address": server.address}, headers=service.bearer())
    assert told.status_code == 400
    assert "by an address" in told.json()["detail"]


def test_json_that_is_a_file_itself_is_still_one(service: Desk) -> None:
    told = service.client.post("/imports?dataset=cs", json=json.loads(case(3, "Three")), headers=service.bearer())
    assert told.status_code == 201
    thing = json.dumps({"@id": f"{BASE}jl/document/D", "http://www.w3.org/2004/02/skos/core#prefLabel": "D"})
    sent = {"Content-Type": "application/json", **service.bearer()}
    assert service.client.post("/imports?dataset=jl", content=thing, headers=sent).status_code != 400
