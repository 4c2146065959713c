"""Imports over HTTP: who may, what comes back, what is stored, and that a refusal changes nothing."""

import json
from collections.abc import Iterator

import pytest

from tests.api.writers import BASE, TURTLE, Desk, desk, workbook
from tests.conftest import NOW


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("imports") / "data") as made:
        yield made


def test_a_file_as_the_body_becomes_a_version(service: Desk) -> None:
    answer = service.client.post(
        "/imports?filename=whole.ttl", content=workbook("whole"), headers={**service.bearer(), **TURTLE}
    )
    said = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, "/imports/whole.1")
    assert (said["id"], said["dataset"], said["version"], said["changed"], said["dry_run"]) == (
        "whole.1", "whole", 1, True, False,
    )  # fmt: skip
    assert said["release"] == service.releases.release().number
    assert said["read"]["gt:PolicyGoal"] == 1
    assert said["difference"]["added"] > 5
    assert {gap["type"] for gap in said["gaps"]["opened"]} >= {"G02", "G04"}
    assert service.client.get("/imports/whole.1.json").json()["difference"] == said["difference"]
    again = service.client.post("/imports?filename=whole.ttl", content=workbook("whole"), headers=service.bearer())
    assert (again.status_code, again.json()["changed"], again.json()["version"]) == (200, False, 1)


def test_a_file_in_a_form_is_taken_as_well_and_provenance_tells_who(service: Desk) -> None:
    files = {"file": ("C:\\files\\formed.ttl", workbook("formed"), "text/turtle")}
    answer = service.client.post("/imports", files=files, headers=service.bearer("formed"))
    assert answer.status_code == 201
    version = service.releases.version("formed")
    assert (version.file, version.agent.split()[0], version.format) == ("formed.ttl", "Maya", "rdf")
    lines = [json.loads(line) for line in (service.settings.data / "audit.log").read_text().splitlines()]
    line = next(line for line in lines if line["release"] == version.release)
    assert line["who"] == version.agent
    assert line["when"] == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert line["files"] == [
        {"dataset": "formed", "version": 1, "file": "formed.ttl", "sha256": version.sha256}
    ]  # fmt: skip


def test_a_dry_run_tells_the_gaps_and_stores_nothing(service: Desk) -> None:
    before = service.releases.release().number
    answer = service.client.post("/imports?dry_run=true", content=workbook("dry"), headers=service.bearer())
    said = answer.json()
    assert (answer.status_code, said["dry_run"], said["id"]) == (200, True, None)
    assert said["gaps"]["counts"]["opened"] > 0
    assert service.releases.release().number == before


def test_a_form_that_says_more_than_its_file_is_refused_and_nothing_is_published(service: Desk) -> None:
    before = service.releases.release().number
    files = {"file": ("formed.ttl", workbook("said"), "text/turtle")}
    answer = service.client.post("/imports", files=files, data={"dry_run": "true"}, headers=service.bearer())
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-parameter")
    assert "dry_run" in answer.json()["detail"]
    assert service.releases.release().number == before


def test_a_fault_refuses_the_file_and_is_told_by_place(service: Desk) -> None:
    before = service.releases.release().number
    faulty = workbook("faulty").replace('gt:locator "p. 1"', "gt:addressesTeachers 7")
    answer = service.client.post("/imports", content=faulty, headers=service.bearer())
    assert (answer.status_code, answer.json()["code"]) == (422, "refused")
    assert any(line["column"] == "addresses_teachers" for line in answer.json()["report"])
    assert service.releases.release().number == before


@pytest.mark.parametrize(
    ("content", "query", "status", "code"),
    [
        (b"", "", 422, "unreadable"),
        (b"\x00\x01\x02 no format", "", 415, "unknown-format"),
        (b"@prefix : <a", "?format=rdf", 422, "unreadable"),
        (b"a,b\n", "?format=nonsense", 415, "unknown-format"),
        (b"x" * 200_001, "", 413, "too-large"),
        (b"x", "?dry_run=perhaps", 400, "bad-parameter"),
    ],
)
def test_what_cannot_be_read_is_told_apart(service: Desk, content: bytes, query: str, status: int, code: str) -> None:
    answer = service.client.post(f"/imports{query}", content=content, headers=service.bearer())
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_body_without_a_length_is_cut_at_the_limit(service: Desk) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 10_000

    assert service.client.post("/imports", content=endless(), headers=service.bearer()).status_code == 413


def unread() -> Iterator[bytes]:
    """A body that nobody may begin to read."""
    raise AssertionError("the body was read")
    yield b""


DOORS = (
    ("POST", "/imports"), ("DELETE", "/datasets/whole"), ("POST", "/releases/undo"), ("POST", "/update"),
    ("PUT", f"/graphs?graph={BASE}whole"), ("POST", f"/graphs?graph={BASE}whole"),
    ("PATCH", f"/graphs?graph={BASE}whole"), ("DELETE", f"/graphs?graph={BASE}whole"),
)  # fmt: skip


@pytest.mark.parametrize(("method", "address"), DOORS)
@pytest.mark.parametrize("header", [None, "Bearer gt_00000000_nothing", "Basic eDp5", "reader"])
def test_without_a_good_token_the_body_is_not_read(
    service: Desk, method: str, address: str, header: str | None
) -> None:
    headers = service.bearer(role="reader") if header == "reader" else {"Authorization": header} if header else {}
    answer = service.client.request(method, address, headers=headers, content=unread())
    assert answer.status_code == (403 if header == "reader" else 401)
    assert header == "reader" or answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("method", "address", "content"),
    [
        ("POST", "/imports?dataset=whole", workbook("whole")),
        ("POST", "/imports", workbook("whole", "G1 G2")),
        ("POST", "/imports?dataset=mine", workbook("whole", "G1 G2")),
        ("POST", "/imports?filename=mine.ttl", workbook("whole", "G1 G2")),
        ("DELETE", "/datasets/whole", ""),
        ("POST", "/releases/undo", ""),
        ("PUT", f"/graphs?graph={BASE}whole", workbook("whole")),
        ("POST", f"/graphs?graph={BASE}whole", workbook("whole")),
        ("PATCH", f"/graphs?graph={BASE}whole", "CLEAR DEFAULT"),
        ("DELETE", f"/graphs?graph={BASE}whole", ""),
        ("POST", "/graphs", workbook("whole")),
        ("POST", "/update", f"INSERT DATA {{ GRAPH <{BASE}whole> {{ <a:a> <a:b> <a:c> }} }}"),
        ("POST", "/update", f"MOVE <{BASE}whole> TO <{BASE}mine>"),
        ("POST", "/update", "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"),
        ("POST", "/update", "INSERT DATA { <a:a> <a:b> <a:c> }"),
    ],
)
def test_a_bound_token_reaches_no_other_dataset_by_any_door(
    service: Desk, method: str, address: str, content: str
) -> None:
    before = service.releases.release()
    media = {"/update": "application/sparql-update"}.get(address.split("?", maxsplit=1)[0], "text/turtle")
    media = "application/sparql-update" if method == "PATCH" else media
    headers = {**service.bearer("mine"), "Content-Type": media}
    answer = service.client.request(method, address, content=content, headers=headers)
    assert answer.status_code in {403, 422}, answer.text
    assert answer.status_code == 403 or answer.json()["code"] == "refused"
    assert service.releases.release().number == before.number


def test_a_dataset_is_taken_out_and_comes_back_by_undo(service: Desk) -> None:
    client = service.client
    client.post("/imports", content=workbook("gone"), headers=service.bearer())
    tried = client.delete("/datasets/gone?dry_run=true", headers=service.bearer("gone")).json()
    removed = client.delete("/datasets/gone", headers=service.bearer("gone"))  # is there, though it was tried
    assert (tried["dry_run"], tried["difference"]) == (True, removed.json()["difference"])
    assert (removed.status_code, removed.json()["changed"]) == (200, True)
    assert client.get("/datasets/gone.json").status_code == 404
    assert client.delete("/datasets/gone", headers=service.bearer()).status_code == 404
    tried = client.post("/releases/undo?dry_run=true", headers=service.bearer()).json()
    back = client.post("/releases/undo", headers=service.bearer())
    assert (tried["dry_run"], tried["difference"]) == (True, back.json()["difference"])
    assert (back.status_code, back.json()["difference"]["added"]) == (201, removed.json()["difference"]["removed"])
    assert client.get("/datasets/gone.json").json()["version"] == 1


def test_an_import_that_never_was_is_not_found(service: Desk) -> None:
    assert service.client.get("/imports/whole.99.json").status_code == 404
