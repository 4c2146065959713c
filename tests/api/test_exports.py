"""A dataset is taken away in every form, and what a form cannot say is counted and told."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.loaders.exports import FORMS
from goldenthread.releases import Releases
from goldenthread.settings import Settings


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
