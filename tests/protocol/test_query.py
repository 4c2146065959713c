"""SPARQL 1.1 Protocol, query operation: the W3C document as a table of requests and what each must get."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from goldenthread import terms
from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

ASK, SELECT = "ASK {}", "SELECT ?s WHERE { ?s a <http://www.w3.org/2002/07/owl#Class> } ORDER BY ?s LIMIT 2"
CONSTRUCT, DESCRIBE = "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2", f"DESCRIBE <{Settings.base}xa>"
NOTHING = "SELECT ?s WHERE { ?s <http://example.org/none> ?o }"
UPDATE = "INSERT DATA { <a:a> <a:b> <a:c> }"
XA = Settings.base + "xa"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
FORM, TEXT = "application/x-www-form-urlencoded", "application/sparql-query"
ROWS = (JSON, XML, "text/csv", "text/tab-separated-values")
TRIPLES = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")


def get(query: str = ASK, **more: Any) -> dict[str, Any]:
    return {"params": {"query": query, **more}}


def body(content: str | bytes, media: str, **params: str) -> dict[str, Any]:
    return {"content": content, "headers": {"Content-Type": media}, "params": params}


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(
        create_app(shipped, Settings(query_seconds=20)), raise_server_exceptions=False, follow_redirects=False
    ) as client:
        yield client


TAKEN = [
    ("GET", get()),
    ("GET", get("ASK {}  # a comment")),
    ("GET", get("\n\tASK\n{\r\n}")),
    ("GET", get("PREFIX a: <http://example.org/> ASK { a:b ?p 'é\\u00e9 DROP SERVICE' }")),
    ("GET", get("ask {}")),
    ("GET", get("BASE <x> ASK {}")),
    ("GET", get("ASK { FILTER(?x = 'a+b&c=d %') }")),
    ("GET", get(**{"default-graph-uri": XA})),
    ("GET", {"params": [("query", ASK), ("default-graph-uri", XA), ("default-graph-uri", XA + "2")]}),
    ("GET", {"params": [("query", ASK), ("named-graph-uri", XA), ("named-graph-uri", XA + "2")]}),
    ("GET", get(**{"default-graph-uri": XA, "named-graph-uri": XA})),
    ("GET", get(unknown="left alone")),
    ("GET", get(release="1")),
    ("HEAD", get()),
    ("POST", body("query=ASK%20%7B%7D", FORM)),
    ("POST", body("query=ASK+%7B%7D", FORM)),
    ("POST", body("query=ASK+%7B%7D", FORM + "; charset=UTF-8")),
    ("POST", body("query=ASK+%7B%7D", FORM.upper())),
    ("POST", body(f"query=ASK+%7B%7D&default-graph-uri={XA}", FORM)),
    ("POST", body(f"default-graph-uri={XA}&named-graph-uri={XA}&query=ASK+%7B%7D", FORM)),
    ("POST", body("query=ASK+%7B%7D&unknown=left+alone", FORM)),
    ("POST", body(ASK, TEXT)),
    ("POST", body(ASK, TEXT + ";charset=utf-8")),
    ("POST", body(ASK, TEXT + '; charset="UTF-8"')),
    ("POST", body(ASK, TEXT, **{"default-graph-uri": XA})),
    ("POST", body(ASK, TEXT, **{"named-graph-uri": XA})),
    ("POST", body("ASK { ?s ?p 'नेपाल' }", TEXT)),
]


@pytest.mark.parametrize(("method", "request_"), TAKEN)
def test_a_query_as_the_protocol_has_it_is_answered(client: TestClient, method: str, request_: dict[str, Any]) -> None:
    answer = client.request(method, "/sparql", **request_)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == JSON


REFUSED = [
    (400, "GET", {"params": {"default-graph-uri": XA}}),
    (400, "GET", {"params": {"query": ""}}),
    (400, "GET", {"params": {"query": "ASK {"}}),
    (400, "GET", {"params": {"query": "ASK { ?s e:p ?o }"}}),
    (400, "GET", {"params": {"query": "SELECT ?x { } GROUP BY"}}),
    (400, "GET", {"params": {"query": UPDATE}}),
    (400, "GET", {"params": {"update": UPDATE}}),
    (400, "GET", {"params": {"query": ASK, "update": UPDATE}}),
    (400, "GET", {"params": [("query", ASK), ("query", ASK)]}),
    (400, "GET", {"params": [("query", ASK), ("query", "")]}),
    (400, "GET", {"params": {"query": ASK, "default-graph-uri": "relative"}}),
    (400, "GET", {"params": {"query": ASK, "default-graph-uri": ""}}),
    (400, "GET", {"params": {"query": ASK, "named-graph-uri": "http://example.org/a b"}}),
    (400, "GET", {"params": {"query": ASK, "release": "0"}}),
    (400, "GET", {"params": {"query": ASK, "as_of": "0"}}),
    (400, "GET", {"params": {"query": ASK, "as_of": "2026-02-30"}}),
    (404, "GET", {"params": {"query": ASK, "release": "999"}}),
    (400, "POST", body("", FORM)),
    (400, "POST", body("query=", FORM)),
    (400, "POST", body("update=" + UPDATE, FORM)),
    (400, "POST", body("query=ASK%7B%7D&query=ASK%7B%7D", FORM)),
    (400, "POST", body("query=ASK%7B%7D&update=x", FORM)),
    (400, "POST", body(f"query={UPDATE}", FORM)),
    (400, "POST", body("query=%FF", FORM)),
    (400, "POST", body(b"query=\xff", FORM)),
    (400, "POST", body("query=ASK%7B%7D&default-graph-uri=x", FORM)),
    (400, "POST", body("", TEXT)),
    (400, "POST", body("ASK", TEXT)),
    (400, "POST", body(UPDATE, TEXT)),
    (400, "POST", body(b"ASK { ?s ?p '\xff' }", TEXT)),
    (400, "POST", body("ASK {}\0", TEXT)),
    (400, "POST", body(ASK, TEXT, query=ASK)),
    (400, "POST", body(ASK, TEXT, **{"default-graph-uri": "x"})),
    (415, "POST", {"content": ASK}),
    (415, "POST", body(ASK, "text/plain")),
    (415, "POST", body(ASK, "application/json")),
    (415, "POST", body(ASK, "application/sparql-update")),
    (415, "POST", body(ASK, "")),
    (415, "POST", {"files": {"query": ASK}}),
    (415, "POST", body(ASK.encode("utf-16"), TEXT + "; charset=utf-16")),
    (415, "POST", body(ASK, TEXT + "; charset=iso-8859-1")),
    (415, "POST", body("query=ASK%7B%7D", FORM + "; charset=utf-16")),
    (413, "POST", body("ASK {}" + " " * 300_000, TEXT)),
    (405, "PUT", body(ASK, TEXT)),
    (405, "DELETE", {}),
    (405, "PATCH", body(ASK, TEXT)),
    (406, "GET", {**get(SELECT), "headers": {"Accept": "text/turtle"}}),
    (406, "GET", {**get(SELECT), "headers": {"Accept": "image/png"}}),
    (406, "GET", {**get(ASK), "headers": {"Accept": "text/csv"}}),
    (406, "GET", {**get(CONSTRUCT), "headers": {"Accept": JSON}}),
    (406, "GET", {**get(SELECT), "headers": {"Accept": "text/csv;q=0"}}),
    (406, "GET", {"headers": {"Accept": "image/png"}}),
]


@pytest.mark.parametrize(("status", "method", "request_"), REFUSED)
def test_a_query_that_is_not_has_its_status_and_a_reason(
    client: TestClient, status: int, method: str, request_: dict[str, Any]
) -> None:
    answer = client.request(method, "/sparql", **request_)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert (status == 405) == ("allow" in answer.headers)


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        *((SELECT, media, media) for media in ROWS),
        *((NOTHING, media, media) for media in ROWS),
        *((ASK, media, media) for media in (JSON, XML)),
        *((query, media, media) for query in (CONSTRUCT, DESCRIBE) for media in TRIPLES),
        (SELECT, "", JSON),
        (SELECT, "*/*", JSON),
        (SELECT, "application/*", JSON),
        (SELECT, "text/*", "text/csv"),
        (SELECT, f"{XML};q=0.5, {JSON};q=0.4", XML),
        (SELECT, f"{XML};q=0.1, */*;q=0.2", JSON),
        (SELECT, f"TEXT/CSV, {JSON};q=0.9", "text/csv"),
        (SELECT, "text/csv;q=1.0;charset=utf-8", "text/csv"),
        (SELECT, "image/png, text/csv;q=0.1", "text/csv"),
        (CONSTRUCT, "text/html, application/xhtml+xml, */*;q=0.8", "text/turtle"),
        (CONSTRUCT, "*/*, text/turtle;q=0", "application/n-triples"),
    ],
)
def test_accept_picks_the_form(client: TestClient, query: str, accept: str, media: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].split(";")[0] == media
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("query", [SELECT, ASK, CONSTRUCT, DESCRIBE])
def test_head_has_the_headers_of_get_and_no_body(client: TestClient, query: str) -> None:
    got, head = (client.request(method, "/sparql", params={"query": query}) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (200, b"")
    own = {"content-length", "x-request-id"}
    assert {(n, v) for n, v in head.headers.items() if n not in own} == {
        (n, v) for n, v in got.headers.items() if n not in own
    }


@pytest.mark.parametrize(
    ("condition", "status"),
    [("{tag}", 304), ("*", 304), ('"other", {tag}', 304), ('W/"other"', 200), ("", 200)],
)
def test_what_the_asker_holds_is_not_sent_again(client: TestClient, condition: str, status: int) -> None:
    tag = client.get("/sparql", **get(SELECT)).headers["etag"]
    answer = client.get("/sparql", **get(SELECT), headers={"If-None-Match": condition.format(tag=tag)})
    assert answer.status_code == status
    assert answer.headers["etag"] == tag
    assert (answer.content == b"") == (status == 304)


def test_the_tag_is_of_the_form_the_query_and_the_graphs(client: TestClient) -> None:
    asked = [
        (get(SELECT), JSON), (get(SELECT), XML), (get(NOTHING), JSON), (get(SELECT, **{"default-graph-uri": XA}), JSON),
    ]  # fmt: skip
    assert len({client.get("/sparql", **one, headers={"Accept": a}).headers["etag"] for one, a in asked}) == len(asked)


COUNT = "SELECT (COUNT(*) AS ?n) {from_} WHERE {{ {where} }}"


@pytest.mark.parametrize(
    ("from_", "where", "params", "some"),
    [
        ("", "?s ?p ?o", {}, True),
        ("", "GRAPH ?g { ?s ?p ?o }", {}, True),
        ("", "?s ?p ?o", {"default-graph-uri": XA}, True),
        ("", "?s ?p ?o", {"default-graph-uri": "http://example.org/none"}, False),
        ("", "GRAPH ?g { ?s ?p ?o }", {"default-graph-uri": XA}, False),
        ("", "GRAPH ?g { ?s ?p ?o }", {"named-graph-uri": XA}, True),
        ("", "?s ?p ?o", {"named-graph-uri": XA}, False),
        (f"FROM <{XA}>", "?s ?p ?o", {}, True),
        ("FROM <http://example.org/none>", "?s ?p ?o", {}, False),
        (f"FROM NAMED <{XA}>", "GRAPH ?g { ?s ?p ?o }", {}, True),
        # The graphs of the request stand in for those of the query (2.1.4).
        ("FROM <http://example.org/none>", "?s ?p ?o", {"default-graph-uri": XA}, True),
        (f"FROM <{XA}>", "?s ?p ?o", {"default-graph-uri": "http://example.org/none"}, False),
    ],
)
def test_the_dataset_is_the_one_named(
    client: TestClient, from_: str, where: str, params: dict[str, str], some: bool
) -> None:
    query = COUNT.format(from_=from_, where=where)
    for answer in (
        client.get("/sparql", **get(query, **params)),
        client.post("/sparql", **body(query, TEXT, **params)),
        client.post("/sparql", data={"query": query, **params}),
    ):
        assert (int(answer.json()["results"]["bindings"][0]["n"]["value"]) > 0) is some


@pytest.mark.parametrize("accept", [*TRIPLES, "*/*", f"{JSON}, text/turtle"])
def test_a_bare_get_is_the_service_description(client: TestClient, accept: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] in TRIPLES
    assert "sparql-service-description#" in answer.text
    assert client.get("/sparql", headers={"Accept": accept, "If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/sparql", "/graphs", "/update", "/gaps"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_any_page_may_read_and_ask_first(client: TestClient, path: str, method: str) -> None:
    asking = {"Origin": "http://example.org", "Access-Control-Request-Method": method,
              "Access-Control-Request-Headers": "accept, authorization, content-type"}  # fmt: skip
    answer = client.options(path, headers=asking)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert method in answer.headers["access-control-allow-methods"]


def test_a_refusal_can_be_read_by_any_page_and_allows_no_credentials(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "ASK {"}, headers={"Origin": "http://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


def test_the_table_has_as_many_cases_as_it_says() -> None:
    assert (len(TAKEN), len(REFUSED)) == (27, 52)


def test_the_view_and_the_report_are_graphs_as_well(client: TestClient) -> None:
    for graph in (terms.GRAPH_view, terms.GRAPH_report, terms.GRAPH_vocabulary):
        assert client.get("/sparql", **get("ASK { ?s ?p ?o }", **{"default-graph-uri": graph})).json()["boolean"]
