"""The catalogue: every dataset with licence, citation and downloads, whose checksums are those of the files."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread import terms
from goldenthread.api.app import create_app
from goldenthread.loaders.exports import FORMS
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.rdf import Quad, read_quads, text_of

HOST = "http://testserver"


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def quads(client: TestClient, address: str) -> list[Quad]:
    return list(read_quads(client.get(address).content, "ttl"))


def said(found: list[Quad], subject: str, predicate: str) -> list[str]:
    return [text_of(q.object) for q in found if text_of(q.subject) == subject and q.predicate.value == predicate]


def test_every_dataset_is_in_the_catalogue_whole(client: TestClient) -> None:
    listed = client.get("/datasets.json").json()["items"]
    found = quads(client, "/catalogue.ttl")
    assert len(listed) == 18
    assert {one["iri"] for one in listed} < set(said(found, f"{HOST}/catalogue", terms.DCAT_dataset))
    for one in listed:
        assert said(found, one["iri"], terms.DCTERMS_license), one["id"]
        assert said(found, one["iri"], terms.DCTERMS_bibliographicCitation)
        assert int(said(found, one["iri"], terms.VOID_triples)[0]) > 10
        files = said(found, one["iri"], terms.DCAT_distribution)
        assert len(files) == len(FORMS)
        licence = said(found, one["iri"], terms.DCTERMS_license)
        assert all(said(found, file, terms.DCTERMS_license) == licence for file in files)


def test_what_dcat_and_void_point_to_is_described(client: TestClient) -> None:
    found = quads(client, "/catalogue.ttl")
    subjects = {text_of(quad.subject) for quad in found}
    for name in (terms.DCAT_distribution, terms.DCTERMS_license, terms.DCTERMS_publisher, terms.DCAT_service):
        pointed = {text_of(quad.object) for quad in found if quad.predicate.value == name}
        assert pointed
        assert pointed <= subjects


def test_well_known_void_says_the_same_as_the_catalogue(client: TestClient) -> None:
    assert set(quads(client, "/.well-known/void")) == set(quads(client, "/catalogue.ttl"))
    answer = client.get("/.well-known/void", headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"].startswith("application/ld+json")
    assert client.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406


def test_each_download_has_the_size_and_checksum_of_its_file(client: TestClient) -> None:
    listed = client.get("/datasets/ictcft3/downloads.json").json()["downloads"]
    assert [one["form"] for one in listed] == list(FORMS)
    for one in listed:
        answer = client.get(one["address"])
        digest = hashlib.sha256(answer.content)
        assert (one["bytes"], one["sha256"]) == (len(answer.content), digest.hexdigest()), one["form"]
        assert answer.headers["repr-digest"] == f"sha-256=:{b64encode(digest.digest()).decode()}:"
    found = quads(client, "/datasets/ictcft3/downloads.ttl")
    checksums = [text_of(quad.object) for quad in found if quad.predicate.value == terms.SPDX_checksumValue]
    assert sorted(checksums) == sorted(one["sha256"] for one in listed)


def test_a_citation_says_who_what_when_where_and_under_which_licence(client: TestClient) -> None:
    text = client.get("/datasets/xa/citation").text
    number = client.get("/datasets.json").json()["release"]
    address = f"{HOST}/datasets/xa?release={number}"
    for part in ("Exemplaria", "Version 1 (2026-11-24)", address, "creativecommons.org/publicdomain/zero/1.0"):
        assert part in text
    assert client.get(address).status_code == 200
    assert f"{HOST}/catalogue?release={number}" in client.get("/citation").text


@pytest.mark.parametrize("address", ["/catalogue", "/datasets/np/downloads"])
@pytest.mark.parametrize("form", ["html", "json", "jsonld", "ttl", "csv"])
def test_the_catalogue_comes_in_every_form_with_tag_and_twins(client: TestClient, address: str, form: str) -> None:
    answer = client.get(f"{address}.{form}")
    assert answer.status_code == 200
    assert answer.headers["link"].count("alternate") == 4
    assert client.get(f"{address}.{form}", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert client.head(f"{address}.{form}").content == b""


def test_a_dataset_that_is_not_there_is_not_found(client: TestClient) -> None:
    for address in ("/datasets/nothing/downloads", "/datasets/nothing/citation"):
        assert client.get(address).status_code == 404


def test_an_export_in_case_says_when_the_dataset_changed(client: TestClient) -> None:
    for form in ("case.json", "case-1.0.json"):
        assert client.get(f"/datasets/ictcft3/export.{form}").json()["CFDocument"]["lastChangeDateTime"][:4] == "2026"
