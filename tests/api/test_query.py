"""The query page: answers are shown, failures are told on the page with the text kept, nothing is run in a label."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings()), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("SELECT ?s WHERE { ?s a <https://w3id.org/goldenthread/ns#PolicyGoal> } ORDER BY ?s LIMIT 3", "3 rows"),
        ("ASK { ?s ?p ?o }", "<strong>Yes</strong>"),
        ("CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 1", "in Turtle"),
        ("SELECT ?s WHERE { ?s <http://example.org/none> ?o }", "found no row"),
    ],
)
def test_an_answer_is_shown(client: TestClient, query: str, shown: str) -> None:
    page = client.get("/query", params={"query": query})
    assert page.status_code == 200
    assert shown in page.text


@pytest.mark.parametrize("query", ["SELECT", "SELECT * { SERVICE <http://127.0.0.1/> {} }", "DROP ALL", "{" * 200])
def test_a_failure_keeps_the_text_and_says_why(client: TestClient, query: str) -> None:
    page = client.get("/query", params={"query": query})
    assert page.status_code == 400
    assert 'role="alert"' in page.text


def test_script_in_a_query_stays_text(client: TestClient) -> None:
    page = client.get("/query", params={"query": "SELECT ('<script>alert(1)</script>' AS ?x) {}</textarea>"})
    assert "<script>alert" not in page.text
    page = client.get("/query", params={"query": "SELECT ('<script>alert(1)</script>' AS ?x) {}"})
    assert "&lt;script&gt;alert" in page.text
