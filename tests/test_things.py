"""Things: named in the reader's language, found by code or IRI, described from both sides."""

import pytest

from goldenthread import terms, things
from goldenthread.errors import Ambiguous, BadParameter, NotFound
from goldenthread.questions import Parameter
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, Triple, read_quads

BASE = "https://w3id.org/goldenthread/id/"
SOURCE = """
@prefix gt: <https://w3id.org/goldenthread/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@base <https://w3id.org/goldenthread/id/xa/> .
<goal/G1> a gt:PolicyGoal ; skos:notation "G1" ; skos:prefLabel "Goal one"@en , "But un"@fr ;
    gt:statedIn <document/D1> ; gt:locator "p. 4" .
<programme/G1> a gt:Programme ; skos:notation "g1" ; skos:prefLabel "Programme"@fr ; gt:realises <goal/G1> .
<document/D1> a gt:Policy ; skos:notation "D1" ; skos:prefLabel "Policy"@en .
"""
GOAL, PROGRAMME, DOCUMENT = (BASE + f"xa/{part}" for part in ("goal/G1", "programme/G1", "document/D1"))


@pytest.fixture
def store() -> Store:
    store = in_memory()
    view = "".join(f"<{iri}> <{terms.inDataset}> <{BASE}xa> .\n" for iri in (GOAL, PROGRAMME, DOCUMENT))
    view += f"<{GOAL}> a <{terms.Goal}> .\n"
    store.add(NamedNode(BASE + "xa"), [quad.triple for quad in read_quads(SOURCE.encode(), "ttl")])
    store.add(NamedNode(terms.GRAPH_view), [quad.triple for quad in read_quads(view.encode(), "ttl")])
    return store


@pytest.mark.parametrize(
    ("languages", "label", "lang"),
    [(("en",), "Goal one", "en"), (("fr",), "But un", "fr"), (("ne",), "Goal one", "en")],
)
def test_a_label_falls_back_to_english_with_its_own_language(
    store: Store, languages: tuple[str, ...], label: str, lang: str
) -> None:
    goal = things.thing_of(store, GOAL, languages)
    assert (goal.label, goal.lang, goal.type) == (label, lang, terms.PolicyGoal)
    assert goal.source == things.Source(DOCUMENT, "p. 4")
    assert goal.stage == "goal"


def test_a_label_falls_back_to_the_only_language_there_is(store: Store) -> None:
    assert things.thing_of(store, PROGRAMME).lang == "fr"


def test_what_no_dataset_describes_keeps_its_name() -> None:
    thing = things.thing_of(in_memory(), "http://metadata.un.org/sdg/4.4")
    assert (thing.label, thing.type) == ("4.4", None)


@pytest.mark.parametrize(
    ("name", "iri"),
    [("xa:D1", DOCUMENT), ("xa:d1 ", DOCUMENT), ("xa:goal/G1", GOAL), ("xa:goals/G1", GOAL), (GOAL, GOAL)],
)
def test_a_name_is_resolved(store: Store, name: str, iri: str) -> None:
    assert things.resolve(store, name, BASE) == iri


def test_a_code_of_two_things_lists_how_to_write_each(store: Store) -> None:
    with pytest.raises(Ambiguous, match=r"xa:goal/G1, xa:programme/G1"):
        things.resolve(store, "xa:G1", BASE)


@pytest.mark.parametrize(
    ("name", "error"),
    [("xa:none", NotFound), ("G1", BadParameter), (BASE + "xa/goal/none", NotFound), ("http://a b", BadParameter)],
)
def test_a_name_of_nothing_is_told(store: Store, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        things.resolve(store, name, BASE)


@pytest.mark.parametrize(
    ("kind", "name", "text", "iris"),
    [
        ("iri", "goal", "xa:goal/G1", [GOAL]),
        ("iris", "goals", "xa:goal/G1, xa:D1", [GOAL, DOCUMENT]),
        ("iris", "goals", f"{GOAL} xa:D1", [GOAL, DOCUMENT]),
        ("iri", "country", "XA", [f"{BASE}country/xa"]),
        ("iris", "countries", "xa,XA", [f"{BASE}country/xa"] * 2),
    ],
)
def test_a_parameter_names_things_as_they_are_named(
    store: Store, kind: str, name: str, text: str, iris: list[str]
) -> None:
    store.add(
        NamedNode(BASE + "xa"), [Triple(NamedNode(GOAL), NamedNode(terms.inCountry), NamedNode(f"{BASE}country/xa"))]
    )
    found = things.value_of(store, Parameter(name, kind, "something"), text, BASE)
    assert found == (NamedNode(iris[0]) if kind == "iri" else tuple(map(NamedNode, iris)))


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [("iri", "country", "zz"), ("iri", "goal", "https://example.org/none"), ("iris", "things", "xa:D1,xa:none")],
)
def test_a_parameter_that_names_nothing_is_told_and_not_answered_with_no_rows(
    store: Store, kind: str, name: str, text: str
) -> None:
    with pytest.raises(NotFound):
        things.value_of(store, Parameter(name, kind, "something"), text, BASE)


def test_a_description_has_both_sides(store: Store) -> None:
    description = things.describe(store, GOAL)
    assert {s.property for s in description.incoming} == {terms.realises}
    (statement,) = [s for s in description.said if s.property == terms.statedIn]
    assert isinstance(statement.value, things.Thing)
    assert statement.value.label == "Policy"
    assert statement.graph == BASE + "xa"
