"""A SPARQL 1.1 endpoint asked for a graph, or for what a query of one's own makes."""

from __future__ import annotations

from typing import Final

from goldenthread import questions
from goldenthread.errors import BadParameter, RemoteFailed, Unreadable
from goldenthread.outside.client import Answer, Asked, Outside
from goldenthread.questions import Question
from goldenthread.store import gate, wire
from goldenthread.store.rdf import NamedNode, read_quads

TRIPLES: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
COUNTS: Final = "text/csv"
FORMS: Final = {
    "application/n-triples": "nt", "text/plain": "nt", "text/turtle": "ttl", "application/x-turtle": "ttl",
    "application/rdf+xml": "rdf", "application/ld+json": "jsonld",
}  # fmt: skip


def graph(outside: Outside, address: str, iri: str) -> Answer:
    """All statements of the graph `iri`. Raises RemoteFailed, also where the endpoint gives fewer than it counts."""
    try:
        name = NamedNode(iri)
    except ValueError as error:
        raise BadParameter("the graph must be an IRI") from error
    answer = _triples(outside, address, _asking("graph", name))
    counted = outside.get(_asked(address, _asking("size", name), "SELECT", COUNTS))
    number = counted.content.decode("utf-8", "replace").partition("\n")[2]  # below its heading
    try:
        told = int(number.strip().strip('"'))
        given = len(set(read_quads(answer.content, FORMS[answer.media])))
    except (ValueError, Unreadable) as error:
        raise RemoteFailed(f"{answer.address} answers what cannot be read. Is it a SPARQL 1.1 endpoint?") from error
    if told > given:
        raise RemoteFailed(
            f"{answer.address} gives {given} of the {told} statements of this graph: it has a limit. Ask for a part of "
            "it by a query"
        )
    if not given:
        raise RemoteFailed(f"{answer.address} has nothing in a graph of this name. Look at the name again")
    return answer


def made(outside: Outside, address: str, query: str) -> Answer:
    """What a CONSTRUCT or DESCRIBE makes there. Raises BadQuery, BadParameter, RemoteFailed."""
    form = gate.check_query(query, outside.settings).form
    if form not in {"CONSTRUCT", "DESCRIBE"}:
        raise BadParameter("the query must be a CONSTRUCT or DESCRIBE: it has to make statements")
    return _triples(outside, address, query, form)


def _asking(name: str, graph: NamedNode) -> str:
    question: Question = questions.load(name, "outside")
    return question.query({"graph": graph})


def _triples(outside: Outside, address: str, query: str, form: str = "CONSTRUCT") -> Answer:
    answer = outside.get(_asked(address, query, form, TRIPLES))
    if answer.media not in FORMS:
        raise RemoteFailed(
            f"{answer.address} answers with {answer.media or 'something'}, which is no RDF. Is this the address of a "
            "SPARQL 1.1 endpoint?"
        )
    return answer


def _asked(address: str, query: str, form: str, accept: str) -> Asked:
    """The request by the SPARQL 1.1 Protocol: a form in a POST."""
    return Asked(address, accept, wire.form(address, query, form))
