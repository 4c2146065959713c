"""Text meant to be run: in every parameter of every address, in names of things, in cells, in paths and headers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from goldenthread.api.app import create_app
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.api.writers import BASE, TURTLE, Desk, desk

HARM = (
    "<script>alert('xyzzy')</script>",
    "\"'><img src=x onerror=xyzzy>",
    "x' } ; DROP ALL ; SELECT * { ?xyzzy ?p '",
    "http://example.org/> ?xyzzy ?p . <http://example.org/",
    "../../../../etc/passwd",
    "a\r\nSet-Cookie: xyzzy=1",
    "{{ 7*7 }}${xyzzy}%s%n",
    "\x00xyzzy",
    "javascript:xyzzy()",
    "9" * 400,
    "é\u202e\U0001f4a3xyzzy",
    "xyzzy" * 3000,
)
FILLED = {"iso": "xa", "code": "G17", "id": "xa", "reference": "ictcft3:ictcft3", "form": "ttl", "version": "v1p1"}


@pytest.fixture(scope="module")
def client(shipped: Releases) -> Iterator[TestClient]:
    with TestClient(create_app(shipped, Settings(query_seconds=5)), raise_server_exceptions=False) as client:
        yield client


def harmless(answer: Response) -> None:
    """A clear answer, in which nothing of what was sent can run."""
    assert answer.status_code != 500, answer.text[:500]
    assert "set-cookie" not in answer.headers
    assert "root:" not in answer.text
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert 'href="javascript:' not in answer.text


def operations(client: TestClient) -> list[tuple[str, str]]:
    """Every parameter in the query of every address that reads, with the address."""
    found = []
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        if path.startswith("/questions/") and not path.endswith(("A5", "describe", "resolve", "search")):
            continue  # one code for all
        for parameter in methods.get("get", {}).get("parameters", ()):
            if parameter["in"] == "query" and parameter["name"] not in {"release", "as_of"}:
                found.append((path.format_map(Filled()), parameter["name"]))
    return found


class Filled(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return FILLED.get(key, "x")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_no_parameter_takes_in_what_could_run(client: TestClient, accept: str) -> None:
    places = operations(client)
    assert len(places) > 50
    for number, (path, name) in enumerate(places):
        for harm in (HARM[number % len(HARM)], HARM[(number * 7 + 3) % len(HARM)]):
            harmless(client.get(path, params={name: harm}, headers={"Accept": accept}))


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("path", ["/country/{}", "/datasets/{}", "/id/xa/{}", "/rule/{}", "/questions/{}", "/ns/{}"])
def test_no_path_takes_in_what_could_run(client: TestClient, path: str, harm: str) -> None:

    answer = client.get(path.format(quote(harm[:2000], safe="")), headers={"Accept": "text/html"})
    harmless(answer)
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "path",
    ["/static/../pyproject.toml", "/static/..%2f..%2fpyproject.toml", "/static/%2e%2e/app.py", "//etc/passwd",
     "/static/site.css/../../app.py", "/datasets/..%2f..%2f/export.ttl", "/imports/..%2f..%2frelease.json",
     "/datasets/xa/export...%2f..%2fx"],
)  # fmt: skip
def test_a_path_leads_to_no_file(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert 400 <= answer.status_code < 500
    assert "import" not in answer.text
    assert "[project]" not in answer.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Accept", "text/html;q=" + "9" * 5000), ("Accept", ",;=,;q=1e999"), ("Accept", "a/" * 2000),
        ("Accept-Language", "x" * 5000), ("Accept-Language", "-;q=nan,*;q=1e999"), ("If-None-Match", '"' * 5000),
        ("Authorization", "Bearer " + "x" * 5000), ("Authorization", "Bearer"), ("Authorization", "Basic eDp5"),
        ("Content-Type", "multipart/form-data; boundary=" + "x" * 500), ("X-Forwarded-Host", "evil.example"),
        ("Host", "evil.example/<script>alert(1)</script>"), ("X-Request-ID", "x\ty<script>"), ("Range", "bytes=0-,-1"),
        ("Accept-Encoding", "gzip;q=0,*;q=x"),
    ],
)  # fmt: skip
def test_a_header_breaks_nothing(client: TestClient, name: str, value: str) -> None:
    for path in ("/gaps?limit=1", "/sparql?query=ASK{}", "/id/xa/module/M9"):
        answer = client.get(path, headers={name: value})
        harmless(answer)
        assert answer.status_code < 500


LABELS = (
    "<script>alert('xyzzy')</script>", "=HYPERLINK(\"http://evil.example\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)",
    "\t=1+1", "\"'><img src=x onerror=xyzzy>",
)  # fmt: skip


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("planted") / "data") as made:
        lines = [
            f"<{BASE}zz> a gt:Dataset ; dcterms:identifier 'zz' ; skos:prefLabel {quoted(LABELS[0])} .",
            f"<{BASE}zz/document/D> a gt:Policy ; skos:notation 'D' ; skos:prefLabel {quoted(LABELS[0])} ; "
            "schema:url <javascript:alert(1)> .",
            *(
                f"<{BASE}zz/goal/G{n}> a gt:PolicyGoal ; skos:notation 'G{n}' ; skos:prefLabel {quoted(label)} ; "
                f"skos:note {quoted(label)} ; gt:statedIn <{BASE}zz/document/D> ; gt:locator {quoted(label)} ."
                for n, label in enumerate(LABELS)
            ),
        ]
        prefixes = (
            "@prefix gt: <https://w3id.org/goldenthread/ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . "
            "@prefix dcterms: <http://purl.org/dc/terms/> . @prefix schema: <https://schema.org/> .\n"
        )
        answer = made.client.put(
            f"/graphs?graph={BASE}zz", content=(prefixes + "\n".join(lines)).encode(),
            headers={**made.bearer(), **TURTLE},
        )  # fmt: skip
        assert answer.status_code == 201, answer.text
        yield made


def quoted(text: str) -> str:
    return '"""' + text.replace("\\", "\\\\").replace('"', '\\"') + '"""'


@pytest.mark.parametrize(
    "path", ["/id/zz/goal/G0", "/id/zz/document/D", "/search?q=script", "/datasets/zz", "/datasets", "/gaps", "/review"]
)
def test_names_of_things_cannot_run_on_a_page(planted: Desk, path: str) -> None:
    answer = planted.client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    harmless(answer)


@pytest.mark.parametrize("path", ["/search.csv?q=script", "/gaps.csv", "/datasets.csv"])
def test_no_cell_is_a_formula(planted: Desk, path: str) -> None:
    text = planted.client.get(path).text.removeprefix("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))] == []
