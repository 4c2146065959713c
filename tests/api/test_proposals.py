"""Mappings are proposed and decided on by records of SSSOM: candidates first, counted when accepted, kept over an
import of the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from httpx2 import Response

from tests.api.writers import BASE, Desk, desk, load
from tests.conftest import NOW

XA = f"{BASE}xa"
ONE: dict[str, Any] = {"subject_id": "xa:competency/TDCS24/A1", "predicate_id": "skos:closeMatch", "object_id": "https://other.example/c/1",
       "author_label": "Maya", "mapping_justification": "semapv:ManualMappingCuration", "confidence": 0.8,
       "comment": "read both"}  # fmt: skip


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("proposals") / "data") as made:
        load(made)
        yield made


def post(service: Desk, sent: Any, query: str = "", bound: str = "xa") -> Response:
    answer: Response = service.client.post(f"/mappings{query}", json=sent, headers=service.bearer(bound))
    return answer


def patch(service: Desk, sent: Any, bound: str = "xa") -> Response:
    answer: Response = service.client.patch("/mappings", json=sent, headers=service.bearer(bound))
    return answer


def found(service: Desk, about: str, status: str = "accepted,candidate,rejected") -> list[dict[str, Any]]:
    answer = service.client.get("/mappings.json", params={"about": about, "status": status, "limit": 1000})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_proposal_is_a_candidate_until_it_is_decided_and_outlives_an_import(service: Desk) -> None:
    dry = post(service, ONE, "?dry_run=true")
    assert (dry.status_code, dry.json()["dataset"]) == (200, "xa.decisions")
    told = post(service, ONE)
    assert told.status_code == 201, told.text
    (made,) = found(service, ONE["object_id"])
    assert (made["status"], made["predicate"], made["confidence"]) == ("candidate", "close", 0.8)
    assert made["subject"]["iri"] == f"{XA}/competency/TDCS24/A1"
    evidence = made["evidence"][0]
    assert (evidence["asserter"], evidence["date"]) == ("Maya", NOW.date().isoformat())
    waiting = service.client.get("/review.json?dataset=xa&limit=1000").json()["claims"]
    assert made["iri"] in {claim["claim"]["iri"] for claim in waiting if claim["why"] == "candidate"}
    assert post(service, ONE).status_code == 200  # the same again changes nothing
    asked = {"record_id": made["iri"], "status": "accepted", "reviewer_label": "Tom", "comment": "yes"}
    assert patch(service, asked).status_code == 201
    assert [one["status"] for one in found(service, ONE["object_id"])] == ["accepted"]
    load(service)
    assert [one["status"] for one in found(service, ONE["object_id"])] == ["accepted"]
    assert patch(service, {**asked, "status": "rejected"}).status_code == 201
    assert [one["status"] for one in found(service, ONE["object_id"])] == ["rejected"]


def test_a_mapping_of_the_dataset_itself_is_decided_on_as_well(service: Desk) -> None:
    every = service.client.get("/mappings.json?status=candidate&limit=1000").json()["items"]
    one = next(item for item in every if item["dataset"] == XA)
    told = patch(service, [{"record_id": one["iri"], "status": "accepted", "reviewer_label": "Tom"}])
    assert told.status_code == 201
    assert one["iri"] in {item["iri"] for item in found(service, one["subject"]["iri"], "accepted")}


def test_several_come_together_and_a_none_names_where_was_searched(service: Desk) -> None:
    none = {**ONE, "predicate_id": "skos:relatedMatch", "object_id": "sssom:NoTermFound",
            "object_source": "xa:standard/TDCS24", "author_id": "https://orcid.org/0000-0000-0000-0001"}  # fmt: skip
    negative = {**ONE, "object_id": "https://other.example/c/2", "predicate_modifier": "Not"}
    assert post(service, [none, negative]).status_code == 201
    (refused,) = found(service, "https://other.example/c/2")
    assert refused["status"] == "rejected"
    nothing = [
        one for one in found(service, ONE["subject_id"]) if one["predicate"] == "none" and "decisions" in one["iri"]
    ]
    assert [one["status"] for one in nothing] == ["candidate"]


@pytest.mark.parametrize(
    ("change", "status", "says_so"),
    [
        ({"subject_id": None}, 400, "subject_id is needed"),
        ({"author_label": None}, 400, "author_id or author_label is needed"),
        ({"colour": "red"}, 400, "colour is no slot of SSSOM"),
        ({"confidence": True}, 400, "confidence must be a text"),
        ({"confidence": 7}, 422, "no number in range"),
        ({"predicate_id": "owl:disjointWith"}, 422, "no relation of matching|prefix"),
        ({"predicate_id": "close"}, 422, "must be a CURIE"),
        ({"mapping_justification": "because"}, 422, "neither a CURIE"),
        ({"subject_id": "xa:NOWHERE"}, 404, "no dataset of this release has a thing"),
        ({"subject_id": "https://nowhere.example/x"}, 404, "nothing is said"),
        ({"mapping_date": "soon"}, 422, "no date"),
        ({"object_id": "sssom:NoTermFound"}, 422, "where was searched"),
    ],
)
def test_a_wrong_proposal_is_told_by_its_slot(service: Desk, change: dict[str, Any], status: int, says_so: str) -> None:
    before = service.releases.current().number
    told = post(service, {**ONE, "object_id": "https://other.example/c/9", **change})
    assert told.status_code == status, told.text
    assert any(part in told.text for part in says_so.split("|"))
    assert service.releases.current().number == before


def test_what_is_on_record_is_decided_on_and_not_proposed_again(service: Desk) -> None:
    one = next(item for item in service.client.get("/mappings.json?limit=1000").json()["items"] if item["object"])
    relation = {"exact": "exactMatch", "close": "closeMatch", "broad": "broadMatch", "narrow": "narrowMatch"}
    sent = {"subject_id": one["subject"]["iri"], "predicate_id": f"skos:{relation[one['predicate']]}",
            "object_id": one["object"]["iri"], "author_label": "Maya"}  # fmt: skip
    told = post(service, sent)
    assert told.status_code == 409
    assert one["iri"] in told.json()["detail"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ([], 400), ("x", 400), ({}, 400),
        ({"record_id": f"{XA}/mapping/none", "status": "accepted", "reviewer_label": "Tom"}, 404),
        ({"record_id": f"{XA}/mapping/none", "status": "perhaps", "reviewer_label": "Tom"}, 400),
        ({"record_id": "no iri", "status": "accepted", "reviewer_label": "Tom"}, 400),
        ({"record_id": f"{XA}/mapping/none", "status": "accepted"}, 400),
        ([{"record_id": "x:y", "status": "accepted", "reviewer_label": name} for name in ("Tom", "Ann")], 400),
    ],
)  # fmt: skip
def test_a_wrong_decision_is_told(service: Desk, sent: Any, status: int) -> None:
    assert patch(service, sent).status_code == status


def test_only_who_may_write_the_dataset_proposes_and_decides(service: Desk) -> None:
    for method in (service.client.post, service.client.patch):
        assert method("/mappings", json=ONE).status_code == 401
        assert method("/mappings", json=ONE, headers=service.bearer(role="reader")).status_code == 403
        assert method("/mappings", content=b"<x/>", headers=service.bearer()).status_code == 415
    assert post(service, ONE, bound="np").status_code == 403
    assert post(service, ONE, "?dataset=xa.decisions", bound="xa.decisions").status_code == 400
