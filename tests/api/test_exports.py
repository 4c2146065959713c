"""A dataset is taken away in every form, and what a form cannot say is counted and told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.loaders.exports import FORMS
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests import test_rights
from tests.api.writers import TURTLE, desk


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_a_download_that_bears_its_name_and_counts_its_losses(client: TestClient, form: str) -> None:
    answer = client.get(f"/datasets/ictcft3/export.{form}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f'.{form}"')
    told = client.get(f"/datasets/ictcft3/export.{form}?losses=true").json()
    assert (told["dataset"], told["form"]) == ("ictcft3", form)
    assert len(told["not_kept"]) == int(answer.headers["not-kept"])


def test_the_page_of_a_dataset_offers_every_form(client: TestClient) -> None:
    text = client.get("/datasets/ictcft3", headers={"Accept": "text/html"}).text
    assert [form for form in FORMS if f"/datasets/ictcft3/export.{form}" not in text] == []


def test_a_framework_goes_out_as_ctdl_asn_that_names_its_context(client: TestClient) -> None:
    answer = client.get("/datasets/ictcft3/export.ctdlasn.json")
    assert answer.headers["content-type"].startswith("application/ld+json")
    said = json.loads(answer.content)
    assert said["@context"] == "https://credreg.net/ctdlasn/schema/context/json"
    kinds = [node["@type"] for node in said["@graph"]]
    assert (kinds.count("ceasn:CompetencyFramework"), kinds.count("ceasn:Competency")) == (1, 24)


def test_a_form_that_is_none_is_refused_with_those_there_are(client: TestClient) -> None:
    answer = client.get("/datasets/np/export.docx")
    assert answer.status_code == 415
    assert "ctdlasn.json" in answer.json()["detail"]


def test_the_whole_of_a_framework_that_a_licence_withholds_is_for_those_who_may_write_it(tmp_path: Path) -> None:
    with desk(tmp_path / "data") as service:
        sent = {**service.bearer(), **TURTLE}
        framework = test_rights.framework('"All rights reserved"')
        assert service.client.post("/imports?dataset=fw", content=framework, headers=sent).status_code == 201
        address = "/datasets/fw/export.ttl"
        public = service.client.get(address)
        assert test_rights.TEXT not in public.text
        assert public.headers["not-kept"] == "3"
        listed = service.client.get("/datasets/fw/downloads.json").json()["downloads"]
        assert hashlib.sha256(public.content).hexdigest() in {one["sha256"] for one in listed}
        document = service.client.get("/ims/case/v1p1/CFDocuments").json()["CFDocuments"][0]
        package = service.client.get(f"/ims/case/v1p1/CFPackages/{document['identifier']}")
        assert test_rights.TEXT not in package.text
        assert {item["fullStatement"] for item in package.json()["CFItems"]} == {"Plan", "B"}
        for headers, status in (({}, 401), (service.bearer("other"), 403), (service.bearer("fw"), 200)):
            whole = service.client.get(f"{address}?whole=true", headers=headers)
            assert (whole.status_code, test_rights.TEXT in whole.text) == (status, status == 200)
            assert whole.headers["cache-control"] == "no-store"
