"""Every real framework, in whatever dialect it came, can be pulled by a client of CASE and is valid by the official
schema, formats included."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.loaders.case_fields import TYPES
from goldenthread.releases import Releases, Source
from goldenthread.settings import Settings
from tests.conftest import now

SHARED = Path(__file__).parents[3] / "shared/data"
FILES = (
    "asn/acara-v9-technologies.asn.rdf", "case/compeito-opencase-v1p1-ja.json",
    "case/opensalt-what-standards-could-be.json", "case/smarterbalanced-ela-pt-grade5-v1p0.json",
    "ctdl-asn/onet-knowledge.ctdlasn.json", "policy/sdg-kos-goals-targets-indicators.ttl", "skos/digCompEdu.ttl",
    "skos/england-nc-computing-knowledge-taxonomy.ttl", "tabular/digcomp-3.0-data-supplement.xlsx",
)  # fmt: skip
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data=tmp_path_factory.mktemp("real") / "data")
    releases = Releases(settings, now)
    releases.propose_all(
        [Source((SHARED / name).read_bytes(), Path(name).name, f"r{place}") for place, name in enumerate(FILES)]
    )
    with TestClient(create_app(releases, settings), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.real
def test_every_framework_is_pulled_and_valid_in_both_versions(client: TestClient) -> None:
    schema = json.loads((SHARED / "case/case-v1p1-cfpackage.schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft201909Validator(schema, format_checker=jsonschema.FormatChecker())
    documents = client.get("/ims/case/v1p1/CFDocuments").json()["CFDocuments"]
    assert len(documents) == len(FILES)
    items = 0
    for document in documents:
        package = client.get(f"/ims/case/v1p1/CFPackages/{document['identifier']}").json()
        assert [fault.message for fault in checker.iter_errors(package)] == []
        nodes = [node for place in ("CFItems", "CFAssociations") for node in package.get(place, ())]
        assert all(UUID.fullmatch(node["identifier"]) for node in nodes)
        assert len({node["identifier"] for node in nodes}) == len(nodes)
        older = client.get(f"/ims/case/v1p0/CFPackages/{document['identifier']}").json()
        assert {one["associationType"] for one in older.get("CFAssociations", ())} <= TYPES - {"isTranslationOf"}
        assert len(older["CFItems"]) == len(package["CFItems"])
        for version in ("v1p0", "v1p1"):
            item = package["CFItems"][-1]["identifier"]
            answer = client.get(f"/ims/case/{version}/CFItemAssociations/{item}").json()
            assert answer["CFItem"]["CFDocumentURI"]["identifier"] == document["identifier"]
            assert answer["CFAssociations"]
        items += len(package["CFItems"])
    assert items > 2500
