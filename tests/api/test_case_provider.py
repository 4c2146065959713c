"""The CASE provider: every framework can be pulled by the twelve operations, in both versions, with CASE's errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from goldenthread.api import case_discovery, case_lists
from goldenthread.api.app import create_app
from goldenthread.loaders import Context, case
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.conftest import now

HOME = "/ims/case/v1p1"
EVERYTHING = Path(__file__).parent.parent / "data/case/everything.json"
SCHEMA = Path(__file__).parent.parent.parent.parent / "shared/data/case/case-v1p1-cfpackage.schema.json"
NOBODY = "00000000-0000-4000-8000-00000000ffff"


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A provider of one package that has every kind of node."""
    settings = Settings(data=tmp_path_factory.mktemp("case"))
    releases = Releases(settings, now)
    releases.propose(EVERYTHING.read_bytes(), filename="everything.json", dataset="e")
    with TestClient(create_app(releases, settings), raise_server_exceptions=False) as client:
        yield client


def listed(client: TestClient, query: str = "", home: str = HOME) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"{home}/CFDocuments{query}").json()["CFDocuments"]
    return found


def titled(client: TestClient, words: str) -> dict[str, Any]:
    (found,) = listed(client, f"?filter=title~'{words}'")
    return found


def minor(answer: Response) -> tuple[int, str, str]:
    said = answer.json()
    (field,) = said["imsx_codeMinor"]["imsx_codeMinorField"]
    assert (said["imsx_codeMajor"], said["imsx_severity"]) == ("failure", "error")
    return answer.status_code, field["imsx_codeMinorFieldName"], field["imsx_codeMinorFieldValue"]


def test_every_framework_of_the_release_is_listed_and_its_package_pulled_and_read(client: TestClient) -> None:
    documents = listed(client)
    assert len(documents) == 21
    context = Context("https://example.org/id/", "d", "d.json", Settings())
    for document in documents:
        answer = client.get(document["CFPackageURI"]["uri"])
        package = answer.json()
        assert package["CFDocument"]["identifier"] == document["identifier"]
        assert case.LOADER.read(answer.content, context).read["CFItem" if "CFItems" in package else "CFDocument"]


@pytest.mark.real
def test_every_package_of_the_provider_is_valid_by_the_official_schema(client: TestClient, whole: TestClient) -> None:
    checker = jsonschema.Draft201909Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for provider in (client, whole):
        for document in listed(provider):
            package = provider.get(f"{HOME}/CFPackages/{document['identifier']}").json()
            assert [fault.message for fault in checker.iter_errors(package)] == []


@pytest.mark.parametrize("version", ["v1p0", "v1p1"])
def test_every_node_of_a_package_is_answered_alone_by_its_identifier(whole: TestClient, version: str) -> None:
    home = f"/ims/case/{version}"
    (document,) = listed(whole, home=home)
    package = whole.get(f"{home}/CFPackages/{document['identifier']}").json()
    sets = {**package, **package["CFDefinitions"]}
    seen = set()
    for place in ("CFItems", "CFAssociations", "CFRubrics", "CFLicenses", "CFAssociationGroupings"):
        for node in sets[place][:3]:
            answer = whole.get(f"{home}/{place}/{node['identifier']}").json()
            assert answer["identifier"] == node["identifier"]
            assert ("CFDocumentURI" in answer) == (place in {"CFItems", "CFAssociations"})
            seen.add(place)
    for place in ("CFConcepts", "CFSubjects", "CFItemTypes"):
        answer = whole.get(f"{home}/{place}/{sets[place][0]['identifier']}").json()
        assert answer[place][0]["identifier"] == sets[place][0]["identifier"]
        seen.add(place)
    assert len(seen) == 8
    assert whole.get(f"{home}/CFDocuments/{document['identifier']}").json() == document


def test_an_item_comes_with_every_association_of_it(client: TestClient) -> None:
    document = titled(client, "teacher digital competency standard 2024")
    package = client.get(f"{HOME}/CFPackages/{document['identifier']}").json()
    item = next(one for one in package["CFItems"] if one["humanCodingScheme"] == "A1")
    answer = client.get(f"{HOME}/CFItemAssociations/{item['identifier']}").json()
    assert answer["CFItem"]["identifier"] == item["identifier"]
    ends = [{one["originNodeURI"]["uri"], one["destinationNodeURI"]["uri"]} for one in answer["CFAssociations"]]
    assert ends
    assert all(item["uri"] in end for end in ends)
    assert {"isChildOf", "ext:operationalises"} <= {one["associationType"] for one in answer["CFAssociations"]}


def test_pages_of_a_list_lead_on_and_count(client: TestClient) -> None:
    answer = client.get(f"{HOME}/CFDocuments?limit=4&offset=4")
    assert len(answer.json()["CFDocuments"]) == 4
    assert answer.headers["x-total-count"] == "21"
    links = {part.split("; rel=")[1]: part.split("; rel=")[0] for part in answer.headers["link"].split(", ")}
    assert set(links) == {'"next"', '"prev"', '"first"', '"last"'}
    assert "offset=20" in links['"last"']
    assert all("release=" in link for link in links.values())  # so that no pages mix releases
    following = client.get(links['"next"'].strip("<>")).json()["CFDocuments"]
    assert following[0] == listed(client)[8]


def test_a_list_is_sorted_filtered_and_cut_to_fields(client: TestClient) -> None:
    titles = [one["title"] for one in listed(client, "?sort=title&orderBy=desc&fields=title")]
    assert titles == sorted(titles, key=str.lower, reverse=True)
    assert len(titles) == 21
    found = listed(client, "?filter=title~'standard' AND publisher~'coast'&fields=title,language")
    assert [set(one) for one in found] == [{"title", "language"}] * len(found)
    assert found


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("title='one'", ["One"]),
        ("title!='One'", ["Two"]),
        ("version>='2'", ["Two"]),
        ("title='One' OR title='Two'", ["One", "Two"]),
        ("title~'o' AND version<'2'", ["One"]),
        ("subject~'b'", ["One"]),
    ],
)
def test_a_filter_keeps_what_it_says(text: str, kept: list[str]) -> None:
    made: list[dict[str, Any]] = [
        {"title": "One", "version": "1", "subject": ["A", "B"]},
        {"title": "Two", "version": "2"},
    ]
    assert [found["title"] for found in case_lists.filtered(made, text, "v1p1")] == kept


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("sort=nothing", "sort", "invalid_sort_field"),
        ("fields=nothing", "fields", "invalid_selection_field"),
        ("filter=title", "filter", "invalid_selection_field"),
        ("filter=nothing='1'", "filter", "invalid_selection_field"),
        ("filter=title='1' AND title='2' OR title='3'", "filter", "invalid_selection_field"),
        ("limit=0", "limit", "invalid_selection_field"),
        ("orderBy=sideways", "orderBy", "invalid_selection_field"),
    ],
)
def test_a_wrong_parameter_is_told_in_the_words_of_case(client: TestClient, query: str, field: str, code: str) -> None:
    assert minor(client.get(f"{HOME}/CFDocuments?{query}")) == (400, field, code)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("v1p1/CFItems/nonsense", 404, "invalid_uuid"),
        ("v1p0/CFItems/nonsense", 404, "invaliduuid"),
        (f"v1p1/CFItems/{NOBODY}", 404, "unknownobject"),
        (f"v1p1/CFPackages/{NOBODY}", 404, "unknownobject"),
        ("v1p1/CFItems", 404, "unknownobject"),
        ("v1p0/discovery/imscasev1p1_openapi3_v1p0.json", 404, "unknownobject"),
        ("v1p1/CFDocuments?release=999", 404, "unknownobject"),
    ],
)
def test_what_is_not_there_is_told_in_the_words_of_case(client: TestClient, path: str, status: int, code: str) -> None:
    assert minor(client.get(f"/ims/case/{path}")) == (status, "sourcedId", code)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_is_not_read_is_refused_in_the_words_of_case(client: TestClient, method: str) -> None:
    answer = client.request(method, f"{HOME}/CFDocuments")
    assert minor(answer) == (405, "method", "invalid_selection_field")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_limit_over_the_most_is_the_most_and_a_page_beyond_the_last_is_empty(client: TestClient) -> None:
    assert len(listed(client, "?limit=100000")) == 21
    beyond = client.get(f"{HOME}/CFDocuments?offset=500")
    assert (beyond.status_code, beyond.json(), beyond.headers["x-total-count"]) == (200, {"CFDocuments": []}, "21")
    before = client.get(f"{HOME}/CFDocuments?limit=10&offset=500").links["prev"]["url"]
    assert client.get(before).json()["CFDocuments"] == listed(client)[20:]


@pytest.mark.parametrize("query", ["fields=frameworkType", "sort=caseVersion", "filter=extensions='1'"])
def test_a_list_of_1_0_is_not_asked_for_by_what_is_newer(client: TestClient, query: str) -> None:
    assert client.get(f"{HOME}/CFDocuments?{query}").status_code == 200
    assert client.get(f"/ims/case/v1p0/CFDocuments?{query}").status_code == 400


def test_a_version_of_case_that_is_not_there_is_told(client: TestClient) -> None:
    assert minor(client.get("/ims/case/v1p2/CFDocuments")) == (404, "version", "unknownobject")


def test_the_answers_of_1_0_have_nothing_newer(client: TestClient) -> None:
    home = "/ims/case/v1p0"
    for document in listed(client, home=home):
        text = client.get(f"{home}/CFPackages/{document['identifier']}").text
        assert not [name for name in ('"extensions"', '"caseVersion"', '"targetType"', '"ext:') if name in text]


def test_identifiers_that_came_stay_and_others_are_the_same_each_time(client: TestClient, whole: TestClient) -> None:
    came = json.loads(EVERYTHING.read_text(encoding="utf-8"))["CFDocument"]
    assert [(one["identifier"], one["uri"]) for one in listed(whole)] == [(came["identifier"], came["uri"])]
    assert [one["identifier"] for one in listed(client)] == [one["identifier"] for one in listed(client)]
    assert {one["identifier"][14] for one in listed(client)} == {"5"}


def test_the_discovery_document_names_every_operation_and_resolves(client: TestClient) -> None:
    found = client.get(f"{HOME}/discovery/imscasev1p1_openapi3_v1p0.json").json()
    assert [operation["get"]["operationId"] for operation in found["paths"].values()] == [
        name for name, _, _ in case_discovery.OPERATIONS
    ]
    assert len(found["paths"]) == 12
    named = {part.split('"')[0] for part in json.dumps(found).split("#/components/schemas/")[1:]}
    assert named <= found["components"]["schemas"].keys()
    assert found["servers"] == [{"url": "http://testserver/ims/case/v1p1"}]


def test_answers_bear_tag_release_and_head(client: TestClient) -> None:
    answer = client.get(f"{HOME}/CFDocuments")
    assert answer.headers["golden-thread-release"]
    again = client.get(f"{HOME}/CFDocuments", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    head = client.head(f"{HOME}/CFDocuments")
    assert (head.status_code, head.content) == (200, b"")
