"""SPARQL 1.1 Protocol: both POST forms and GET, each result form, each fault its status; strangers' text is bounded."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings

SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/goldenthread/ns#PolicyGoal> } ORDER BY ?s LIMIT 2"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 3"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TEXT = {"Content-Type": "application/sparql-query"}
JSON = "application/sparql-results+json"
PLAIN = {"Accept": JSON, "Accept-Encoding": "identity"}


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


def test_the_three_ways_of_asking_give_the_same_rows(client: TestClient) -> None:
    answers = [
        client.get("/sparql", params={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", content=SELECT, headers=TEXT),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.text for answer in answers}) == 1
    assert len(answers[0].json()["results"]["bindings"]) == 2
    assert answers[0].headers["content-type"] == JSON


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        (SELECT, "*/*", JSON),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "text/turtle;q=0.9, application/json;q=0.1", "application/json"),
        (ASK, "*/*", JSON),
        (ASK, "application/xml", "application/xml"),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        ("DESCRIBE <http://example.org/>", "text/turtle, text/csv", "text/turtle"),
    ],
)
def test_accept_picks_the_form(client: TestClient, query: str, accept: str, media: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media
    assert "Accept" in answer.headers["vary"].split(", ")


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "text/turtle"), (ASK, "text/csv"), (CONSTRUCT, JSON)])
def test_a_form_that_does_not_fit_is_406(client: TestClient, query: str, accept: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.json()["code"] == "not-acceptable"


@pytest.mark.parametrize(
    ("method", "arguments", "status"),
    [
        ("GET", {"params": {"query": "SELECT"}}, 400),
        ("GET", {"params": [("query", ASK), ("query", ASK)]}, 400),
        ("GET", {"params": {"update": "DROP ALL"}}, 400),
        ("GET", {"params": {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}}, 400),
        ("GET", {"params": {"query": ASK, "default-graph-uri": "not an iri"}}, 400),
        ("GET", {"params": {"query": "ASK { SERVICE <http://127.0.0.1/> { } }"}}, 400),
        ("GET", {"params": {"query": ASK, "release": "99"}}, 404),
        ("GET", {"params": {"query": ASK, "release": "x"}}, 400),
        ("POST", {"data": {"x": "y"}}, 400),
        ("POST", {"content": b"\xff", "headers": TEXT}, 400),
        ("POST", {"content": b"query=%ff", "headers": FORM}, 400),
        ("POST", {"content": ASK, "headers": {"Content-Type": "text/plain"}}, 415),
        (
            "POST",
            {"content": ASK.encode("utf-16"), "headers": {"Content-Type": TEXT["Content-Type"] + "; charset=utf-16"}},
            415,
        ),
        ("POST", {"content": b"", "headers": TEXT}, 400),
        ("POST", {"content": "a" * 300_000, "headers": TEXT}, 413),
        ("POST", {"content": ASK, "headers": TEXT, "params": {"query": ASK}}, 400),
        ("PUT", {"content": ASK}, 405),
        ("DELETE", {}, 405),
    ],
)
def test_each_fault_has_its_status_and_says_so(
    client: TestClient, method: str, arguments: dict[str, object], status: int
) -> None:
    answer = client.request(method, "/sparql", **arguments)  # type: ignore[arg-type]  # a table of arguments
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_405_names_all_methods(client: TestClient) -> None:
    allowed = {method.strip() for method in client.put("/sparql").headers["allow"].split(",")}
    assert {"GET", "HEAD", "POST"} <= allowed


def test_graphs_of_the_protocol_replace_the_union(client: TestClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    numbers = [
        int(client.get("/sparql", params={"query": count, **more}).json()["results"]["bindings"][0]["n"]["value"])
        for more in (
            {},
            {"default-graph-uri": "https://w3id.org/goldenthread/id/xa"},
            {"default-graph-uri": "http://e/"},
        )
    ]
    assert numbers[0] > numbers[1] > numbers[2] == 0


def test_head_has_the_headers_of_get_and_no_body(client: TestClient) -> None:
    get, head = (client.request(method, "/sparql", params={"query": SELECT}) for method in ("GET", "HEAD"))
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["etag"] == get.headers["etag"]


def test_an_answer_that_is_held_is_304(client: TestClient) -> None:
    tag = client.get("/sparql", params={"query": SELECT}).headers["etag"]
    assert client.get("/sparql", params={"query": SELECT}, headers={"If-None-Match": tag}).status_code == 304
    other = client.get("/sparql", params={"query": ASK}, headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_a_bare_get_describes_the_service_and_leads_a_browser_on(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert "sparql-service-description#" in answer.text
    browser = client.get("/sparql", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (browser.status_code, browser.headers["location"]) == (303, "/query")


def test_a_runaway_is_stopped_with_a_plain_word_and_the_next_is_answered(shipped: Releases) -> None:
    product = "SELECT (COUNT(*) AS ?n) WHERE { " + " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(5)) + " }"
    with TestClient(create_app(shipped, Settings(query_seconds=1)), raise_server_exceptions=False) as hasty:
        answer = hasty.get("/sparql", params={"query": product})
        assert (answer.status_code, answer.json()["code"]) == (503, "deadline")
        assert "stopped after 1 s" in answer.json()["detail"]
        assert hasty.get("/sparql", params={"query": ASK}).status_code == 200


def test_who_asks_the_same_again_gets_the_same_bytes_and_nothing_runs(client: TestClient) -> None:
    query = {"query": "SELECT ?s ?o WHERE { ?s a ?o } ORDER BY ?s ?o LIMIT 9"}
    first = client.get("/sparql", params=query)
    client.portal.call(client.app.state.workers.close)  # type: ignore[call-arg, union-attr, attr-defined]
    again = client.get("/sparql", params=query)
    assert again.content == first.content
    assert {**again.headers, "x-request-id": ""} == {**first.headers, "x-request-id": ""}


@pytest.mark.parametrize("said", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_what_is_another_answer_each_time_is_not_kept(client: TestClient, said: str) -> None:
    query = {"query": f"SELECT ({said} AS ?x) {{}}"}
    one, other = client.get("/sparql", params=query), client.get("/sparql", params=query)
    assert one.text != other.text
    assert "etag" not in one.headers
    assert one.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("accepted", "coding"), [("gzip", "gzip"), ("br, gzip;q=0.5", "gzip"), ("gzip;q=0", None)])
def test_an_answer_is_packed_for_who_takes_it_so(client: TestClient, accepted: str, coding: str | None) -> None:
    query = {"query": "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3000"}
    plain = client.get("/sparql", params=query, headers={"Accept-Encoding": "identity"})
    answer = client.get("/sparql", params=query, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert answer.text == plain.text
    assert "Accept-Encoding" in answer.headers["vary"]


def test_an_answer_over_a_limit_after_its_first_megabyte_is_cut_and_told_in_the_log_without_a_trace(
    shipped: Releases, caplog: pytest.LogCaptureFixture
) -> None:
    with TestClient(create_app(shipped, Settings(query_bytes=1_500_000))) as client:
        answer = client.get("/sparql", params={"query": "SELECT * WHERE { ?s ?p ?o }"}, headers=PLAIN)
    assert 1_000_000 <= len(answer.content) <= 1_500_000
    told = [record for record in caplog.records if "an answer was cut" in record.message]
    assert [(one.levelname, one.exc_info) for one in told] == [("WARNING", None)]
    assert "byte limit" in told[0].message
