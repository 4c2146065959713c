"""SPARQL Update and Graph Store operations as publishes; what the protocols say of them stands in tests/protocol."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from httpx2 import Response

from goldenthread import terms
from goldenthread.store.rdf import Literal, NamedNode, Triple, isomorphic, read_quads
from tests.api.writers import BASE, TURTLE, Desk, desk, workbook

UPDATE = {"Content-Type": "application/sparql-update"}
LINE = "<http://example.org/s> <http://example.org/p> "


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("graphs") / "data") as made:
        yield made


def graph(dataset: str) -> str:
    return f"/graphs?graph={quote(BASE + dataset, safe='')}"


def send(service: Desk, method: str, address: str, content: str = "", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    media = UPDATE if method == "PATCH" or address.startswith("/update") else TURTLE
    answer: Response = service.client.request(
        method, address, content=content.encode(), headers={**service.bearer(), **media, **named}
    )
    return answer


def says(service: Desk, dataset: str) -> set[str]:
    """The objects of the test's property in a dataset."""
    graph_ = NamedNode(BASE + dataset)
    quads = service.releases.release().store.quads(predicate=NamedNode("http://example.org/p"), graph=graph_)
    return {quad.object.value for quad in quads if isinstance(quad.object, Literal)}


def read(answer: Response) -> list[Triple]:
    return [quad.triple for quad in read_quads(answer.content, "ttl")]


# Graph Store


def test_a_graph_put_is_the_graph_got(service: Desk) -> None:
    content = workbook("put") + f'{LINE} "a" . {LINE} [ <http://example.org/q> 1 ] .'
    first = send(service, "PUT", graph("put"), content)
    assert (first.status_code, first.content) == (201, b"")
    assert first.headers["location"] == graph("put")
    got = service.client.get(first.headers["location"], headers={"Accept": "text/turtle"})
    assert (got.status_code, got.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    sent = [quad.triple for quad in read_quads(content.encode(), "ttl")]
    assert len(read(got)) == len(sent)
    assert {t for t in sent if "_:" not in str(t)} <= set(read(got))
    again = send(service, "PUT", graph("put"), f'{LINE} "b" .')
    assert again.status_code == 204
    assert isomorphic(
        read(service.client.get(graph("put"))), [quad.triple for quad in read_quads(f'{LINE} "b" .'.encode(), "ttl")]
    )
    assert service.releases.version("put").version == 2


def test_post_adds_to_a_graph(service: Desk) -> None:
    assert send(service, "POST", graph("post"), f'{LINE} "a" .').status_code == 201
    assert send(service, "POST", graph("post"), f'{LINE} "b" .').status_code == 204
    assert says(service, "post") == {"a", "b"}
    release = service.releases.release().number
    assert send(service, "POST", graph("post"), f'{LINE} "b" .').status_code == 204
    assert service.releases.release().number == release


def test_patch_changes_the_one_graph(service: Desk) -> None:
    send(service, "PUT", graph("patch"), f'{LINE} "a" , "b" .')
    text = 'DELETE { ?s ?p "a" } INSERT { ?s ?p "c" } WHERE { ?s ?p "a" }'
    assert send(service, "PATCH", graph("patch"), text).status_code == 204
    assert says(service, "patch") == {"b", "c"}
    elsewhere = f'INSERT DATA {{ GRAPH <{BASE}other> {{ {LINE} "a" }} }}'
    assert send(service, "PATCH", graph("patch"), elsewhere).status_code == 422


def test_the_default_graph_is_written_and_read_apart(service: Desk) -> None:
    assert service.client.get("/graphs?default").status_code == 200
    assert send(service, "PUT", "/graphs?default", f'{LINE} "default" .').status_code == 201
    assert len(read(service.client.get("/graphs?default"))) == 1
    assert says(service, "default") == {"default"}
    assert [send(service, "DELETE", "/graphs?default").status_code for _ in range(2)] == [204, 204]
    assert read(service.client.get("/graphs?default")) == []


@pytest.mark.parametrize("name", ["view", "report", "catalogue", "vocabulary"])
def test_what_is_made_here_is_read_only(service: Desk, name: str) -> None:
    iri = getattr(terms, f"GRAPH_{name}")
    address = f"/graphs?graph={quote(iri, safe='')}"
    assert service.client.get(address).status_code == 200
    assert send(service, "PUT", address, f'{LINE} "a" .').status_code == 403
    assert send(service, "DELETE", address).status_code == 403
    assert send(service, "POST", "/update", f'INSERT DATA {{ GRAPH <{iri}> {{ {LINE} "a" }} }}').status_code == 403


@pytest.mark.parametrize(
    ("method", "address", "content", "headers", "status"),
    [
        ("PUT", f"{graph('x')}&default", "", {}, 400),
        ("PUT", f"{graph('x')}&graph=http://example.org/", "", {}, 400),
        ("PUT", graph("Not-An-Id"), "", {}, 403),
        ("PUT", "/graphs?graph=http://example.org/" + "a" * 200, "", {}, 403),
        ("PUT", graph("x"), "<a:a> <a:b> <a:c> <a:g> .", {"Content_Type": "application/n-quads"}, 400),
        ("PUT", graph("x"), "a,b", {"Content_Type": "text/csv"}, 415),
        ("PUT", graph("x"), "x" * 200_001, {}, 413),
        ("PUT", graph("x"), f"<{BASE}x> a <https://w3id.org/goldenthread/ns#Dataset> .", {}, 422),
    ],
)
def test_each_fault_has_its_status(
    service: Desk, *, method: str, address: str, content: str, headers: dict[str, str], status: int
) -> None:
    before = service.releases.release().number
    answer = send(service, method, address, content, **headers)
    assert answer.status_code == status, answer.text
    assert service.releases.release().number == before


def test_a_tag_tells_the_form_and_the_state_but_not_the_release(service: Desk) -> None:
    send(service, "PUT", graph("tag"), f'{LINE} "a" .')
    get = service.client.get
    plain = {"Accept-Encoding": "identity"}
    tags = [get(graph("tag"), headers=plain | {"Accept": media}).headers["etag"] for media in ("text/turtle", "*/*")]
    other = get(graph("tag"), headers=plain | {"Accept": "application/n-triples"}).headers["etag"]
    packed = get(graph("tag"), headers={"Accept-Encoding": "gzip"}).headers["etag"]
    assert len({*tags, other, packed}) == 3
    send(service, "PUT", graph("tag2"), f'{LINE} "a" .')
    assert get(graph("tag"), headers=plain).headers["etag"] == tags[0]


# Update


def test_an_update_of_two_datasets_is_one_release(service: Desk) -> None:
    before = service.releases.release().number
    text = "; ".join(f'INSERT DATA {{ GRAPH <{BASE}{one}> {{ {LINE} "a" }} }}' for one in ("one", "two"))
    answer = send(service, "POST", "/update", text)
    assert answer.status_code == 200
    assert [(told["dataset"], told["version"], told["release"]) for told in answer.json()["items"]] == [
        ("one", 1, before + 1), ("two", 1, before + 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("CLEAR GRAPH <{g}>", set()),
        ('DELETE DATA {{ GRAPH <{g}> {{ {l} "a" }} }}', {"b"}),
        ('DELETE WHERE {{ GRAPH <{g}> {{ ?s ?p "b" }} }}', {"a"}),
        ('WITH <{g}> DELETE {{ ?s ?p "a" }} INSERT {{ ?s ?p "c" }} WHERE {{ ?s ?p "a" }}', {"b", "c"}),
        ('INSERT {{ GRAPH <{g}> {{ ?s ?p "c" }} }} WHERE {{ ?s ?p "a" }}', {"a", "b", "c"}),
        ('INSERT {{ GRAPH <{g}> {{ ?s ?p "c" }} }} USING <a:none> WHERE {{ ?s ?p "a" }}', {"a", "b"}),
        ('INSERT {{ GRAPH ?g {{ ?s ?p "c" }} }} WHERE {{ GRAPH ?g {{ ?s ?p "b" }} }}', {"a", "b", "c"}),
        ('PREFIX e: <http://example.org/> INSERT DATA {{ {l} "d" }} ; '
         'INSERT {{ GRAPH <{g}> {{ ?s e:p ?o }} }} WHERE {{ ?s e:p ?o FILTER(?o = "d") }} ; DROP DEFAULT',
         {"a", "b", "d"}),
        ('INSERT DATA {{ {l} "e" }} ; COPY DEFAULT TO <{g}> ; CLEAR DEFAULT', {"e"}),
        ('INSERT DATA {{ GRAPH <{g}> {{ {l} "WHERE USING ; " }} }}', {"a", "b", "WHERE USING ; "}),
    ],
)  # fmt: skip
def test_an_update_does_what_the_language_says(service: Desk, text: str, left: set[str]) -> None:
    send(service, "PUT", graph("upd"), f'{LINE} "a" , "b" .')
    answer = send(service, "POST", "/update", text.format(g=BASE + "upd", l=LINE))
    assert answer.status_code == 200, answer.text
    assert says(service, "upd") == left
    assert not list(service.releases.release().store.quads(graph=NamedNode(BASE + "default")))


@pytest.mark.parametrize(
    ("text", "headers", "status"),
    [
        ("INSERT DATA {", {}, 400),
        ("# nothing asked", {}, 200),
        ("LOAD <http://127.0.0.1/x>", {}, 400),
        ("LOAD SILENT <http://127.0.0.1/x> INTO GRAPH <a:b>", {}, 400),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", {}, 400),
        ("{" * 1000, {}, 400),
        (f"INSERT DATA {{ GRAPH <{terms.GT}g> {{ <a:a> <a:b> <a:c> }} }}", {}, 403),
        (f"INSERT DATA {{ GRAPH <{BASE}bad> {{ <a:a> a <{terms.PolicyGoal}> }} }}", {}, 422),
    ],
)
def test_an_update_that_may_not_run_changes_nothing(
    service: Desk, text: str, headers: dict[str, str], status: int
) -> None:
    before = service.releases.release().number
    answer = send(service, "POST", "/update", text, **headers)
    assert answer.status_code == status, answer.text
    assert service.releases.release().number == before


def test_a_runaway_update_is_stopped_and_the_next_one_runs(service: Desk) -> None:
    product = "INSERT { <a:a> <a:b> ?a } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    answer = send(service, "POST", "/update", product)
    assert (answer.status_code, answer.json()["code"]) == (503, "deadline")
    assert send(service, "PUT", graph("after"), f'{LINE} "a" .').status_code == 201


def test_a_dry_run_of_an_update_stores_nothing(service: Desk) -> None:
    before = service.releases.release().number
    answer = send(service, "POST", "/update?dry_run=true", f'INSERT DATA {{ GRAPH <{BASE}dry> {{ {LINE} "a" }} }}')
    assert answer.json()["items"][0]["difference"]["added"] == 1
    assert service.releases.release().number == before
