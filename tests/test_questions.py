"""Questions: heads are read, values go in at token level only."""

import pytest

from goldenthread import questions
from goldenthread.errors import BadParameter, NotFound
from goldenthread.store.rdf import Literal, NamedNode, Triple

THING = NamedNode("http://example.org/thing")


def test_a_parameter_is_replaced_as_a_token() -> None:
    text = questions.substitute("SELECT ?x WHERE { $thing ?p ?x }", {"thing": THING})
    assert text == "SELECT ?x WHERE { <http://example.org/thing> ?p ?x }"


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?x WHERE { ?x ?p "$thing" }',
        "SELECT ?x WHERE { ?x ?p '$thing' }",
        'SELECT ?x WHERE { ?x ?p """a "quoted" $thing""" }',
        "SELECT ?x WHERE { ?x <http://example.org/$thing> ?y }",
        "SELECT ?x WHERE { ?x ?p ?y } # $thing",
        "SELECT ?x WHERE { ?x ?p $things }",
    ],
)
def test_a_string_an_iri_a_comment_and_a_longer_name_are_left_alone(text: str) -> None:
    assert questions.substitute(text, {"thing": THING}) == text


def test_a_hostile_value_stays_a_literal() -> None:
    value = Literal('" } DROP ALL #')
    text = questions.substitute("SELECT ?x WHERE { ?x ?p $word }", {"word": value})
    assert text == 'SELECT ?x WHERE { ?x ?p "\\" } DROP ALL #" }'


def test_a_tuple_fills_values() -> None:
    text = questions.substitute("VALUES ?x { $things }", {"things": (THING, THING)})
    assert text == "VALUES ?x { <http://example.org/thing> <http://example.org/thing> }"


def test_a_triple_cannot_be_a_value() -> None:
    with pytest.raises(BadParameter):
        questions.substitute("$x", {"x": Triple(THING, THING, THING)})


SOURCE = """#+ summary: All of one thing
#+ params:
#+   thing: {type: iri, description: the thing}
#+   limit: {type: integer, description: most rows, default: 10}
#+ columns:
#+   p: the property
SELECT ?p WHERE { $thing ?p ?o } ORDER BY ?p LIMIT $limit
"""


def test_a_head_gives_parameters_and_columns() -> None:
    question = questions.parse("one", SOURCE)
    assert [p.name for p in question.parameters] == ["thing", "limit"]
    assert question.columns == {"p": "the property"}
    assert "#+" not in question.text


def test_a_missing_value_is_named_and_a_default_is_used() -> None:
    question = questions.parse("one", SOURCE)
    with pytest.raises(BadParameter, match="thing"):
        question.query({})
    assert question.query({"thing": THING}).endswith("LIMIT 10")


def test_a_question_that_is_not_there_is_said_so() -> None:
    with pytest.raises(NotFound):
        questions.load("no-such-question")


@pytest.mark.parametrize(("kind", "text"), [("integer", "x"), ("iri", "a b"), ("date", "2016"), ("boolean", "?")])
def test_a_value_of_the_wrong_type_is_refused_without_an_echo(kind: str, text: str) -> None:
    with pytest.raises(BadParameter) as caught:
        questions.term(questions.Parameter("given", kind, "something"), text)
    assert text not in str(caught.value).replace("parameter given must be of type", "")
