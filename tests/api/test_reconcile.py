"""Reconciliation: a spreadsheet's names find the competencies, modules, goals and frameworks they mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from goldenthread import reconciliation
from goldenthread.api import reconcile
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.rdf import Literal
from tests.api.writers import BASE, desk
from tests.test_rights import LONG, TEXT, framework

XA = "https://w3id.org/goldenthread/id/xa/"
A1 = XA + "competency/TDCS24/A1"
FW = BASE + "fw/competency/"


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def matched(client: TestClient, **row: Any) -> list[dict[str, Any]]:
    answer = client.post("/reconcile", data={"queries": json.dumps({"q": row})})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["q"]["result"]
    return found


def test_the_manifest_leads_to_every_service_and_each_answers(client: TestClient) -> None:
    said = client.get("/reconcile").json()
    assert said["versions"] == ["0.2"]
    assert [one["id"] for one in said["defaultTypes"]] == ["competency", "module", "goal", "framework"]
    for kind, service in said["suggest"].items():
        answer = client.get(service["service_url"] + service["service_path"], params={"prefix": "co"})
        assert answer.json()["result"], kind
    proposing = said["extend"]["propose_properties"]
    assert client.get(proposing["service_url"] + proposing["service_path"]).json()["properties"]
    for name in ("view", "preview"):
        address = said[name]["url"].replace("{{id}}", A1)
        assert "Links classroom work" in client.get(address, headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    ("row", "iri", "certain"),
    [
        ({"query": "Links classroom work to national digital policy"}, A1, True),
        ({"query": "links  CLASSROOM work, to national digital policy!"}, A1, True),
        ({"query": "Relie le travail en classe à la politique numérique"}, A1, True),
        ({"query": "Relie le travail en classe a la politique numerique"}, A1, True),
        ({"query": "link class work with the national digital policy"}, A1, False),
        ({"query": "A1", "type": "competency", "properties": [{"pid": "framework", "v": "TDCS24"}]}, A1, True),
        ({"query": "A1", "properties": [{"pid": "framework", "v": {"id": XA + "standard/TDCS24"}}]}, A1, True),
        ({"query": A1}, A1, True),
        ({"query": "A1: Links classroom work to national digital policy"}, A1, True),
        ({"query": "A1. Links classroom work to national digital policy"}, A1, True),
        ({"query": "XA:A1 "}, A1, True),
        ({"query": "xa:competency/TDCS24/A1", "type": "competency"}, A1, True),
        ({"query": "A1 Links classroom work to national digital policy"}, A1, True),
        ({"query": "xa:M9", "type": "module"}, XA + "module/M9", True),
        ({"query": "Teacher Digital Competency Standard 2024", "type": "framework"}, XA + "standard/TDCS24", True),
    ],
)  # fmt: skip
def test_a_name_or_code_finds_what_it_means(client: TestClient, row: dict[str, Any], iri: str, certain: bool) -> None:
    best = matched(client, **row)[0]
    assert (best["id"], best["match"]) == (iri, certain)
    assert (best["score"] == 100) == certain


def test_a_column_of_a_national_standard_is_matched_whole(client: TestClient, shipped: Releases) -> None:
    index = reconciliation.index(shipped.release().store, Settings())
    column = {iri: entity.names[0].value for iri, entity in index.entities.items() if "/competency/TDCS24/" in iri}
    known = [{"pid": "framework", "v": "TDCS24"}]
    batch = {iri: {"query": name, "type": "competency", "properties": known} for iri, name in column.items()}
    answers = client.post("/reconcile", data={"queries": json.dumps(batch)}).json()
    right = [iri for iri, answer in answers.items() if answer["result"][0]["id"] == iri]
    assert len(column) == 88
    assert len(right) == len(column)


def test_two_of_one_name_are_never_certain(client: TestClient) -> None:
    found = [one for one in matched(client, query="A1") if one["features"][0]["value"] == 100]
    assert len(found) > 1
    assert not any(one["match"] for one in found)


def test_types_limit_and_properties_hold(client: TestClient) -> None:
    assert {one["type"][0]["id"] for one in matched(client, query="digital", type="goal", limit=50)} == {"goal"}
    assert len(matched(client, query="digital", limit=3)) == 3
    there = matched(client, query="digital resources", properties=[{"pid": "country", "v": "xa"}])
    assert there[0]["id"].startswith(XA)
    assert {feature["id"] for feature in there[0]["features"]} == {"name_likeness", "agreement"}
    assert matched(client, query="zzzzqqqq") == []


def test_a_batch_by_get_is_answered_as_by_post(client: TestClient) -> None:
    queries = json.dumps({"q": {"query": "Digital resources"}})
    assert client.get("/reconcile", params={"queries": queries}).json() == client.post(
        "/reconcile", data={"queries": queries}
    ).json()  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        {"queries": "{"},
        {"queries": "[]"},
        {"queries": '{"q": "text"}'},
        {"queries": '{"q": {"query": 5}}'},
        {"queries": '{"q": {"query": "a", "limit": "x"}}'},
        {"queries": '{"q": {"query": "a", "properties": {}}}'},
        {"extend": '{"ids": [], "properties": 5}'},
        {"nothing": "{}"},
    ],
    ids=str,
)
def test_a_batch_that_is_not_one_is_told_so(client: TestClient, given: dict[str, str]) -> None:
    answer = client.post("/reconcile", data=given)
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad-parameter"


def test_a_batch_over_the_limit_is_refused(client: TestClient) -> None:
    rows = {str(place): {"query": "a"} for place in range(reconcile.MOST_ROWS + 1)}
    assert client.post("/reconcile", data={"queries": json.dumps(rows)}).status_code == 413
    assert client.post("/reconcile", content=b"queries=" + b"a" * reconcile.MOST_BYTES).status_code == 413


def test_what_is_matched_can_be_extended(client: TestClient) -> None:
    wanted = {
        "ids": [A1, "https://nothing.example/"],
        "properties": [{"id": "code"}, {"id": "framework"}, {"id": "no"}],
    }
    said = client.post("/reconcile", data={"extend": json.dumps(wanted)}).json()
    assert said["meta"] == [{"id": "code", "name": "Code"}, {"id": "framework", "name": "Framework"}]
    assert said["rows"][A1]["code"] == [{"str": "A1"}]
    assert said["rows"][A1]["framework"][0]["id"] == XA + "standard/TDCS24"
    assert said["rows"]["https://nothing.example/"] == {"code": [], "framework": []}


def test_a_number_fills_a_column_as_a_number(client: TestClient) -> None:
    module = XA + "module/M9"
    wanted = {"ids": [module], "properties": [{"id": "hours"}, {"id": "country"}]}
    said = client.post("/reconcile", data={"extend": json.dumps(wanted)}).json()["rows"][module]
    assert said["hours"] in ([{"int": 30}], [{"float": 30.0}])
    assert "Exemplaria" in said["country"][0]["name"]


@pytest.mark.parametrize(("kind", "asked", "there"), [("competency", "framework", True), ("goal", "teaches", False)])
def test_each_type_has_its_properties(client: TestClient, kind: str, asked: str, there: bool) -> None:
    listed = client.get("/reconcile/properties", params={"type": kind}).json()["properties"]
    assert (asked in {one["id"] for one in listed}) == there


def test_suggestions_begin_with_the_prefix_and_lead_on(client: TestClient) -> None:
    first = client.get("/reconcile/suggest/entity", params={"prefix": "links cl", "type": "competency"}).json()
    assert [one["id"] for one in first["result"]] == [A1]
    onward = client.get("/reconcile/suggest/entity", params={"prefix": "a", "cursor": 10}).json()["result"]
    start = client.get("/reconcile/suggest/entity", params={"prefix": "a"}).json()["result"]
    assert len(start) == len(onward) == 10
    assert not {one["id"] for one in onward} & {one["id"] for one in start}


def test_the_preview_alone_may_be_framed(client: TestClient) -> None:
    answer = client.get("/reconcile/preview", params={"id": A1})
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    hostile = client.get("/reconcile/preview", params={"id": "<script>alert(1)</script>"})
    assert "<script>" not in hostile.text


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with desk(tmp_path_factory.mktemp("closed")) as service:
        held = framework('"All rights reserved"')
        held += f"""<{FW}S/C> a gt:Competency ; skos:notation "C" ; skos:prefLabel "Look"@en ; skos:broader <{FW}S/B> ;
            skos:inScheme <{BASE}fw/standard/S> ."""
        service.releases.propose(held.encode(), filename="fw.ttl", dataset="fw")
        yield service.client


def test_what_a_licence_withholds_is_matched_and_never_told(closed: TestClient) -> None:
    for code, query in (("A", TEXT), ("B", LONG)):
        found = matched(closed, query=query)
        assert [one["id"] for one in found if one["match"]] == [f"{FW}S/{code}"]
        shown = closed.get("/reconcile/preview", params={"id": found[0]["id"]}).text
        asked = {"ids": [f"{FW}S/A", f"{FW}S/B", f"{FW}S/C"],
                 "properties": [{"id": name} for name in ("label", "definition", "parent", "framework")]}  # fmt: skip
        extended = closed.post("/reconcile", data={"extend": json.dumps(asked)}).json()
        suggested = closed.get("/reconcile/suggest/entity", params={"prefix": query.split()[0]}).json()
        for answer in (json.dumps(found), shown, json.dumps(extended), json.dumps(suggested)):
            assert query.strip()[:40] not in answer
        assert "Text withheld. Licence: All rights reserved" in shown
    rows = extended["rows"]
    assert rows[f"{FW}S/A"]["definition"] == [{"str": "text withheld (licence: All rights reserved)"}]
    assert rows[f"{FW}S/A"]["label"] == [{"str": "Plan"}]
    assert rows[f"{FW}S/C"]["parent"] == [{"id": f"{FW}S/B", "name": "B"}]
    assert rows[f"{FW}S/A"]["framework"][0]["name"].startswith("S Standard xxx")


def test_a_page_of_any_origin_may_read_and_none_sends_cookies(client: TestClient) -> None:
    for address in ("/reconcile", "/gaps.json", "/nothing", "/sparql?query=ASK{}"):
        answer = client.get(address, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["access-control-allow-origin"] == "*", address
        assert "access-control-allow-credentials" not in answer.headers
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    assert client.options("/reconcile", headers=asked).status_code == 200
    refused = client.options("/gaps", headers={**asked, "Access-Control-Request-Method": "PROPFIND"})
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Élève", "eleve"),
        ("प्रविधि", "प्रविधि"),
        ("Oʻqituvchi", "oʻqituvchi"),
        ("KD.3.a", "kd.3.a"),
        ("A-1.", "a 1"),
        ("A. B", "a b"),
    ],
)
def test_texts_are_compared_without_case_accents_and_punctuation(text: str, same: str) -> None:
    assert reconciliation.plain(text) == same


def test_a_row_costs_the_same_however_alike_the_names_are(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {f"{XA}{n}": Literal(f"Uses digital resource number {n}") for n in range(3000)}
    index = reconciliation.Index(
        reconciliation.Entity(iri, "competency", XA, "", (name,), ()) for iri, name in names.items()
    )
    compared: list[str] = []
    whole = reconciliation.trigrams

    def counted(text: str) -> frozenset[str]:
        compared.append(text)
        return whole(text)

    monkeypatch.setattr(reconciliation, "trigrams", counted)
    found = index.likeness("uses digital resource number 2718", frozenset())
    assert max(found, key=lambda iri: found[iri]) == f"{XA}2718"
    assert len(compared) <= reconciliation.NEAREST + 2
