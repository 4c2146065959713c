"""What data and views say is what the ontology defines: known terms, joining what they are meant to join."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.resources.abc import Traversable

import pytest

from goldenthread import sources, terms, view, vocabulary
from goldenthread.settings import Settings
from goldenthread.store import rdf
from goldenthread.store.embedded import in_memory

DAY = date(2024, 6, 1)
TERMS = {term.iri: term for term in vocabulary.terms_of(vocabulary.ontology())}
BORROWED = {
    rdf.text_of(triple.subject)
    for triple in vocabulary.triples()
    if rdf.text_of(triple.object) in vocabulary.PROPERTIES
}
EXAMPLES = sources.shipped()


def kinds_of(classes: Iterable[str]) -> set[str]:
    """The classes and all ours above them."""
    found = set(classes)
    for iri in tuple(found):
        found |= kinds_of(TERMS[iri].above) if iri in TERMS else set()
    return found


def faults(triples: Iterable[rdf.Triple]) -> set[str]:
    """What a graph says that the ontology does not provide for, in words."""
    held, types = list(triples), dict[str, set[str]]()
    for triple in held:
        if triple.predicate.value == terms.RDF_type:
            types.setdefault(rdf.text_of(triple.subject), set()).add(rdf.text_of(triple.object))
    unknown = {iri for classes in types.values() for iri in classes if iri.startswith(terms.GT)} - set(TERMS)
    wrong = {f"no class {iri}" for iri in unknown}
    for triple in held:
        name = triple.predicate.value
        if name != terms.RDF_type and name not in BORROWED | set(TERMS):
            wrong.add(f"no property {name}")
        if name in TERMS:
            wrong |= set(misjoined(triple, TERMS[name], types))
    return wrong


def misjoined(triple: rdf.Triple, term: vocabulary.VocabularyTerm, types: dict[str, set[str]]) -> Iterable[str]:
    subject, value = rdf.text_of(triple.subject), rdf.text_of(triple.object)
    if term.used_on and subject in types and not kinds_of(types[subject]) & set(term.used_on):
        yield f"{term.name} on {sorted(types[subject])}"
    if isinstance(triple.object, rdf.Literal):
        if term.points_at and triple.object.datatype.value not in term.points_at:
            yield f"{term.name} with a value of {triple.object.datatype.value}"
    elif term.points_at and value in types and not kinds_of(types[value]) & set(term.points_at):
        yield f"{term.name} to {sorted(types[value])}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example.name))
def test_shipped_data_and_its_view_say_only_what_the_ontology_defines(example: Traversable) -> None:
    content, filename = sources.content_of(example)
    checked = sources.check(content, filename=filename, form="auto", dataset=None, settings=Settings(), known=None)
    store = in_memory()
    store.add(rdf.NamedNode("urn:dataset"), checked.loaded.triples)
    view.make(store, DAY)
    found = [rdf.Triple(quad.subject, quad.predicate, quad.object) for quad in store.quads()]
    assert len(found) > len(checked.loaded.triples) > 20
    assert faults(found) == set()


def test_a_misused_term_is_found() -> None:
    wrong = """
    @prefix gt: <https://w3id.org/goldenthread/ns#> .
    <urn:m> a gt:Module ; gt:rank 1 ; gt:hours "many" ; gt:providedBy <urn:m> ; gt:misspelt 1 .
    <urn:n> a gt:Modul .
    """
    quads = rdf.read_quads(wrong.encode(), "ttl")
    assert len(faults(rdf.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)) == 5


def test_there_are_examples_to_look_at() -> None:
    assert len(EXAMPLES) >= 4
