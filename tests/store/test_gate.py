"""The gate: bounded in linear time; a word inside a string, an IRI or a comment is no clause."""

from contextlib import suppress

import pytest

from goldenthread.errors import BadQuery
from goldenthread.settings import Settings
from goldenthread.store import gate

LIMITS = Settings()
GOOD = [
    'SELECT ?x WHERE { ?x ?p "SERVICE <http://example.org> { LOAD }" }',
    "SELECT ?x WHERE { ?x <http://example.org/SERVICE/LOAD> ?service }",
    "PREFIX service: <http://example.org/> SELECT ?load WHERE { ?load service:service service:LOAD } # SERVICE",
    'SELECT ?x WHERE { ?x ?p """a "quoted" SERVICE""" , \'it\\\'s SERVICE\' }',
    "ASK { ?a ?b ?c FILTER(?a < 3 && ?b > 4) }",
    "SELECT ?x WHERE { ?x ?p 'a line\\u0027s end' }",
    "DESCRIBE <http://example.org/INSERT>",
    "PREFIX service: <http://example.org/> SELECT * FROM service:g { GRAPH service:g { ?a service:b service:c } }",
    "PREFIX a: <http://example.org/> SELECT * { ?a a:b.service 1.5e3 , 'x'@en-service , _:b.c.service }",
    "SELECT * { VALUES (?a ?b) { (1 <http://example.org/Moore's_(law)service#>) } FILTER EXISTS { ?a a <urn:x(1)> } }",
    "CONSTRUCT { ?a <http://example.org/drop> ?b } WHERE { ?a ^<http://example.org/p>/<http://example.org/q>* ?b }",
    "SELECT ?x WHERE " + "{" * 60 + " ?x ?p ?o " + "}" * 60,
]
SERVICES = [
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * { service SILENT ?x { } }",
    "SELECT * { SeRvIcE<http://127.0.0.1/>{ } }",
    "SELECT * { SERV\\u0049CE <http://127.0.0.1/> { } }",
    "SELECT * { ?s ?p 'x'SERVICE <http://127.0.0.1/> { } }",
    "SELECT * { ?s ?p '''a''b''' . SERVICE ?x { } }",
    "SELECT * { ?a ?b ?c FILTER(?a<?b) SERVICE ?x { } }",
    "SELECT * { ?s ?p ?o . # a comment\rSERVICE ?x { } }",
    'SELECT * { ?s ?p "a\\\\" . SERVICE ?x { } }',
    "SELECT * { ?s ?p <http://example.org/\\u003E> . SERVICE ?x { } }",
]
GLUED = [
    "ASK { ?s ?p 1SERVICE<a:>{} }",
    "ASK { ?s ?p 1.5e3SERVICE<a:>{} }",
    "ASK { ?s ?p trueSERVICE<a:>{} }",
    "ASK { SERVICESILENT<a:>{} }",
    "PREFIX : <a:> ASK { SERVICE:x{} }",
    "PREFIX : <a:> ASK { SERVICE:{} }",
    "PREFIX : <a:> PREFIX service: <a:> ASK { ?s ?p 1serviceSilent:x # {\n {} }",
    "PREFIX a: <a:> ASK { ?s ?p a:.SERVICE<a:>{} }",
    "PREFIX a: <a:> ASK { ?s ?p a:b.c.SERVICE<a:>{} }",
    "ASK { FILTER(1<2)SERVICE#>\n<a:>{} }",
    "ASK { FILTER(1<2)SERVICE#://>\n<a:>{} }",
    "ASK { FILTER('a'<'b>')SERVICE<a:>{}#'\n }",
    "ASK { FILTER(EXISTS{} && ('a')<'b>')SERVICE<a:>{}#'\n }",
]
OVER = [
    "SELECT * WHERE " + "{" * 70 + "}" * 70,
    "SELECT * { ?s ?p ?o FILTER(" + "!" * 100 + "?s) }",
    "SELECT * { ?s ?p " + "(" * 70 + ")" * 70 + " }",
    "SELECT * { ?s " + "/".join(["<http://e/p>"] * 200) + " ?o }",
    "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 300) + " }",
    "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 300 + " }",
    "SELECT * { ?s ?p ?o FILTER(" + " || ".join(["?s"] * 300) + ") }",
    "SELECT * { ?s ?p ?o FILTER(" + " + ".join(["1"] * 3000) + ") }",
    "SELECT * { ?s ?p '" + "a" * 20_000 + "' }",
    "SELECT * { ?s ?p 'never closed }",
    "SELECT * { ?s ?p '\x00' }",
]
NOT_QUERIES = ["", "hello", "INSERT DATA { <a:a> <a:b> <a:c> }", "LOAD <http://127.0.0.1/>", "DROP ALL",
               "PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }"]  # fmt: skip


@pytest.mark.parametrize("query", GOOD)
def test_a_good_query_passes(query: str) -> None:
    assert gate.check_query(query, LIMITS).form in gate.FORMS


@pytest.mark.parametrize("query", SERVICES + GLUED)
def test_service_in_any_spelling_is_refused(query: str) -> None:
    with pytest.raises(BadQuery):
        gate.check_query(query, LIMITS)


@pytest.mark.parametrize("query", OVER)
def test_what_is_over_a_limit_is_refused(query: str) -> None:
    with pytest.raises(BadQuery):
        gate.check_query(query, LIMITS)


@pytest.mark.parametrize("query", NOT_QUERIES)
def test_what_is_no_query_is_refused(query: str) -> None:
    with pytest.raises(BadQuery):
        gate.check_query(query, LIMITS)


def test_a_query_that_names_its_graphs_is_known() -> None:
    assert gate.check_query("SELECT * FROM <http://example.org/g> { ?s ?p ?o }", LIMITS).names_graphs
    assert not gate.check_query("SELECT * { ?s ?p 'FROM' }", LIMITS).names_graphs


@pytest.mark.parametrize(
    "update",
    ["LOAD <http://127.0.0.1/>", "load silent <file:///etc/passwd>", "INSERT DATA {} ; LOAD <a:a>", "LOADSILENT<a:a>",
     "PREFIX : <a:>LOAD:x", "CLEAR ALL;loadSilent:x", "BASE<a:>LOAD:x INTO GRAPH <a:b>"],
)  # fmt: skip
def test_an_update_may_not_load(update: str) -> None:
    with pytest.raises(BadQuery):
        gate.check_update(update, LIMITS)


def test_an_update_of_our_own_data_passes() -> None:
    gate.check_update("INSERT DATA { <http://example.org/LOAD> <http://example.org/p> 'LOAD' }", LIMITS)
    gate.check_update("PREFIX load: <a:> INSERT DATA { load:a load:b <a:c> , load:d } ; CLEAR GRAPH load:g", LIMITS)


@pytest.mark.parametrize(
    "piece", ['"\\', "<", "a:", "?", '"""a', "\\u0041", "(", "'", "#", "a-", "%", "<a", "@a", "^^", "a.", "''"]
)
def test_every_text_is_walked_once(piece: str) -> None:
    """The walk makes at most one token a character, whatever the text: no step goes back."""
    text = (piece * 16_384)[:16_384]
    walked = 0
    with suppress(BadQuery):  # a string that is not closed ends the walk
        for token in gate.tokens(text):
            walked += len(token.text)
    assert walked <= len(text)
