"""A SPARQL endpoint by address: a graph or what a query makes, and nothing that is cut short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goldenthread.edits import Source
from goldenthread.errors import BadParameter, BadQuery, GoldenThreadError, RemoteFailed
from goldenthread.outside.fetch import fetched
from goldenthread.outside.wanted import Wanted
from goldenthread.releases import Releases
from goldenthread.store.rdf import read_quads
from goldenthread.store.wire import Address, Wire
from tests.conftest import now
from tests.engines.servers import oxigraph
from tests.outside.others import Other, Reply, allowing, other, says

GRAPH = "https://example.org/standard"
SKOS = "http://www.w3.org/2004/02/skos/core#"
UPDATE = f"""PREFIX skos: <{SKOS}> PREFIX : <{GRAPH}/>
INSERT DATA {{ GRAPH <{GRAPH}> {{ :s a skos:ConceptScheme ; skos:prefLabel "A standard"@en .
  :a a skos:Concept ; skos:inScheme :s ; skos:notation "A" ; skos:prefLabel "Teach"@en ; skos:broader :b .
  :b a skos:Concept ; skos:inScheme :s ; skos:notation "B" ; skos:prefLabel "Learn"@en . }} }}"""
SELF = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with oxigraph() as address:
        Wire(Address(address.query, address.update)).tell(UPDATE)
        yield address.query


@pytest.fixture
def server() -> Iterator[Other]:
    with other() as played:
        yield played


def taken(tmp_path: Path, address: str, graph: str | None = None, query: str | None = None) -> Source:
    host = address.removeprefix("http://").partition("/")[0]
    (source,) = fetched(Wanted(address, "sparql", graph, query), allowing(tmp_path, host), "k")
    return source


@pytest.mark.parametrize(("graph", "query"), [(GRAPH, None), (None, SELF)])
def test_a_graph_or_what_a_query_makes_is_taken_in(
    tmp_path: Path, endpoint: str, graph: str | None, query: str | None
) -> None:
    source = taken(tmp_path, endpoint, graph, query)
    assert (source.filename, source.dataset) == (endpoint, "k")
    assert len(list(read_quads(source.content, "nt"))) == 11
    (told,) = Releases(allowing(tmp_path), now).propose_all([source])
    assert told.read == {"statements": 11} or told.changed


@pytest.mark.parametrize(
    ("graph", "query", "error", "says_so"),
    [
        (None, None, BadParameter, "which graph is wanted"),
        (GRAPH, SELF, BadParameter, "which graph is wanted"),
        ("no iri", None, BadParameter, "must be an IRI"),
        (f"{GRAPH}> {{ ?s ?p ?o }} }} #", None, BadParameter, "must be an IRI"),
        ("https://example.org/none", None, RemoteFailed, "nothing in a graph of this name"),
        (None, "SELECT * WHERE { ?s ?p ?o }", BadParameter, "CONSTRUCT or DESCRIBE"),
        (None, "CLEAR ALL", BadQuery, "updates"),
        (None, "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://x/> { ?s ?p ?o } }", BadQuery, "SERVICE"),
        (None, "CONSTRUCT { ?s ?p ?o } WHERE { nonsense", RemoteFailed, "status 400"),
    ],
)
def test_what_cannot_be_asked_is_told(
    tmp_path: Path, endpoint: str, *, graph: str | None, query: str | None, error: type[GoldenThreadError], says_so: str
) -> None:
    with pytest.raises(error, match=says_so):
        taken(tmp_path, endpoint, graph, query)


NT = "application/n-triples"


@pytest.mark.parametrize(
    ("replies", "says_so"),
    [
        (
            [says("<a:a> <a:b> <a:c> .", media=NT), says("n\r\n25000\r\n", media="text/csv")],
            "1 of the 25000 statements",
        ),
        ([says("<html>", media="text/html")], "text/html, which is no RDF"),
        ([says("<a:a> <a:b", media=NT), says("n\r\n1\r\n", media="text/csv")], "cannot be read"),
        ([says("<a:a> <a:b> <a:c> .", media=NT), says("many", media="text/csv")], "cannot be read"),
    ],
)
def test_an_endpoint_that_cuts_short_or_is_none_is_told(
    tmp_path: Path, server: Other, replies: list[Reply], says_so: str
) -> None:
    with pytest.raises(RemoteFailed, match=says_so):
        taken(tmp_path, server.on("/sparql", *replies), GRAPH)


def test_the_dataset_must_be_said(tmp_path: Path, endpoint: str) -> None:
    with pytest.raises(BadParameter, match="which dataset it is"):
        fetched(Wanted(endpoint, "sparql", GRAPH), allowing(tmp_path), None)
