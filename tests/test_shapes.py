"""The shipped shapes as text: every term exists, every file says what it is, every shape has a name and a message."""

import re

import pytest

from goldenthread import files, shacl, terms
from goldenthread.store.rdf import BlankNode, NamedNode, read_quads, text_of

PLACES = [(), *(("intake", name) for name in files.names("shapes", "intake", ending=".ttl"))] + [
    ("alignment", name) for name in files.names("shapes", "alignment", ending=".ttl")
]

# Every term of these vocabularies that shapes may use. A misspelt one would be silence.
KNOWN = {
    terms.SH: """ConstraintComponent NodeShape PropertyShape SPARQLConstraint SPARQLSelectValidator IRI Literal
        Violation Warning Info class datatype declare in lessThanOrEquals maxCount maxInclusive message minCount
        minInclusive name namespace nodeKind or parameter path pattern prefix prefixes property propertyValidator
        select severity sparql targetClass uniqueLang""",
    terms.OWL: "Ontology versionInfo imports",
    terms.SKOS: """Concept ConceptScheme prefLabel altLabel notation definition note scopeNote example inScheme
        topConceptOf hasTopConcept broader narrower exactMatch closeMatch broadMatch narrowMatch relatedMatch
        mappingRelation""",
}
_NAMES = re.compile(r"\b(sh|owl|skos):([A-Za-z]\w*)")


def text(place: tuple[str, ...]) -> str:
    return files.text("shapes", *place[:-1], f"{place[-1]}.ttl") if place else files.text("shapes", "prefixes.ttl")


def test_there_are_shapes_to_check() -> None:
    assert len(PLACES) >= 29


@pytest.mark.parametrize("place", PLACES, ids="/".join)
def test_every_borrowed_term_exists(place: tuple[str, ...]) -> None:
    known = {(space, name) for space, names in KNOWN.items() for name in names.split()}
    spaces = {"sh": terms.SH, "owl": terms.OWL, "skos": terms.SKOS}
    used = {(spaces[prefix], name) for prefix, name in _NAMES.findall(text(place))}
    for quad in read_quads(text(place).encode(), "ttl"):
        for term in (quad.subject, quad.predicate, quad.object):
            used |= {(space, text_of(term)[len(space) :]) for space in KNOWN if text_of(term).startswith(space)}
    assert {(space, name) for space, name in used - known if name} == set()


@pytest.mark.parametrize("place", PLACES, ids="/".join)
def test_every_file_opens_with_its_own_description(place: tuple[str, ...]) -> None:
    graph = list(read_quads(text(place).encode(), "ttl"))
    heads = {quad.subject for quad in graph if quad.object == NamedNode(terms.OWL_Ontology)}
    assert len(heads) == 1
    said = {quad.predicate.value for quad in graph if quad.subject in heads}
    assert {terms.DCTERMS_title, terms.DCTERMS_description, terms.OWL + "versionInfo"} <= said


@pytest.mark.parametrize("place", PLACES, ids="/".join)
def test_our_own_terms_in_shapes_are_those_of_the_house(place: tuple[str, ...]) -> None:
    ours = {value for name, value in vars(terms).items() if isinstance(value, str) and not name.startswith("GRAPH")}
    ours |= set(terms.LINK_KINDS.values())
    used = set(re.findall(r"(?<![\w:])gt:([A-Za-z]\w*)", text(place)))
    assert {name for name in used if terms.GT + name not in ours and not re.fullmatch(r"G\d\d", name)} == set()


@pytest.mark.parametrize("folder", ["intake", "alignment"])
def test_every_shape_has_a_name(folder: str) -> None:
    shapes = shacl.graph(shacl.shipped(folder))
    kinds = {NamedNode(terms.SH_NodeShape), NamedNode(terms.SH_PropertyShape)}
    unnamed = [
        s for s, said in shapes.said.items() if isinstance(s, BlankNode) and kinds & {*said.get(terms.RDF_type, ())}
    ]
    assert unnamed == []


@pytest.mark.parametrize("folder", ["intake", "alignment"])
def test_every_query_in_a_shape_begins_with_its_target(folder: str) -> None:
    for select in shacl.selects(shacl.graph(shacl.shipped(folder))):
        assert "$this" in select.query.split("WHERE", 1)[1].split(".", 1)[0]
