"""The vocabulary as it is published: its terms for the pages of `/ns`, its JSON-LD context, its Turtle, its graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal as Choice

from goldenthread import files, terms
from goldenthread.store import rdf

Kind = Choice["class", "property", "individual"]
IRI = terms.GT.removesuffix("#")
GENID = "https://w3id.org/goldenthread/.well-known/genid/"
PREFIXES: Mapping[str, str] = {
    "asn": "http://purl.org/ASN/schema/core/",
    "case": "https://purl.imsglobal.org/spec/case/v1p0/vocab#",
    "ceasn": terms.CEASN,
    "ceterms": terms.CETERMS,
    "dcat": terms.DCAT,
    "dcterms": terms.DCTERMS,
    "gt": terms.GT,
    "org": terms.ORG,
    "owl": terms.OWL,
    "prov": terms.PROV,
    "qb": terms.QB,
    "rdf": terms.RDF,
    "rdfs": terms.RDFS,
    "schema": terms.SCHEMA,
    "sh": terms.SH,
    "skos": terms.SKOS,
    "sssom": terms.SSSOM,
    "void": terms.VOID,
    "xsd": terms.XSD,
}


@dataclass(frozen=True)
class VocabularyTerm:
    """One term of ours. `above` holds its superclasses or superproperties, `used_on` and `points_at` the classes
    (or datatypes) a property is meant to join, all as IRIs; `module` names the file that defines it."""

    iri: str
    name: str
    kind: Kind
    label: str
    definition: str
    above: tuple[str, ...]
    used_on: tuple[str, ...]
    points_at: tuple[str, ...]
    module: str


def ontology() -> dict[str, str]:
    """The Turtle of each module of the ontology, by its name."""
    return {name: files.text("ontology", f"{name}.ttl") for name in files.names("ontology", ending=".ttl")}


def rules() -> dict[str, str]:
    """The Turtle of each alignment shape, in which its gap type is described, by its name."""
    folder = ("shapes", "alignment")
    return {name: files.text(*folder, f"{name}.ttl") for name in files.names(*folder, ending=".ttl")}


def terms_of(texts: Mapping[str, str]) -> tuple[VocabularyTerm, ...]:
    """The terms of ours that Turtle texts define, by name. What one module says of another's term is put to it."""
    parsed = {module: _parse(module, text) for module, text in texts.items()}
    said: dict[tuple[str, str], list[str]] = {}
    for triple in (triple for triples in parsed.values() for triple in triples):
        said.setdefault((rdf.text_of(triple.subject), triple.predicate.value), []).append(rdf.text_of(triple.object))
    homes = {
        rdf.text_of(triple.subject): module
        for module, triples in parsed.items()
        for triple in triples
        if triple.predicate.value == terms.SKOS_definition and rdf.text_of(triple.subject).startswith(terms.GT)
    }
    return tuple(_term(iri, homes[iri], said) for iri in sorted(homes))


def _term(iri: str, module: str, said: Mapping[tuple[str, str], list[str]]) -> VocabularyTerm:
    def every(*predicates: str) -> tuple[str, ...]:
        return tuple(sorted(value for predicate in predicates for value in said.get((iri, predicate), ())))

    types = every(terms.RDF_type)
    return VocabularyTerm(
        iri=iri,
        name=iri.removeprefix(terms.GT),
        kind="class" if terms.OWL_Class in types else "property" if PROPERTIES.intersection(types) else "individual",
        label=(every(terms.RDFS_label) or every(terms.SKOS_prefLabel) or ("",))[0],
        definition=every(terms.SKOS_definition)[0],
        above=every(terms.RDFS_subClassOf, terms.RDFS_subPropertyOf),
        used_on=every(terms.SCHEMA_domainIncludes),
        points_at=every(terms.SCHEMA_rangeIncludes),
        module=module,
    )


PROPERTIES = frozenset({terms.OWL_ObjectProperty, terms.OWL_DatatypeProperty, terms.OWL_AnnotationProperty})


def context() -> dict[str, object]:
    """The JSON-LD context: every class and property of ours by its name, and those we borrow for data. Names of
    things are IRIs, dates and numbers have their datatype, labels are maps from language to text. A number with a
    fraction is written as a string ("1.5"), since JSON-LD would make a double of it."""
    triples = [triple for name, text in ontology().items() for triple in _parse(name, text)]
    ranges: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    for triple in triples:
        subject, value = rdf.text_of(triple.subject), rdf.text_of(triple.object)
        if triple.predicate.value == terms.SCHEMA_rangeIncludes:
            ranges.setdefault(subject, set()).add(value)
        elif triple.predicate.value == terms.RDF_type:
            kinds.setdefault(subject, set()).add(value)
    named: dict[str, object] = {"id": "@id", "type": "@type", **PREFIXES}
    for iri in sorted(kinds):
        ours, is_class = iri.startswith(terms.GT), terms.OWL_Class in kinds[iri]
        if (ours and is_class) or (PROPERTIES & kinds[iri] and (ours or iri in ranges)):
            named[_short(iri).split(":")[1]] = _entry(iri, kinds[iri], ranges.get(iri, set()))
    return {"@context": named}


def _entry(iri: str, kinds: set[str], ranges: set[str]) -> object:
    """How a context spells one term out."""
    if terms.RDF_langString in ranges:
        return {"@id": _short(iri), "@container": "@language"}
    if terms.XSD + "string" in ranges:
        return _short(iri)
    if terms.OWL_ObjectProperty in kinds or any(not one.startswith(terms.XSD) for one in ranges):
        return {"@id": _short(iri), "@type": "@id"}
    return {"@id": _short(iri), "@type": _short(min(ranges))} if ranges else _short(iri)


def _short(iri: str) -> str:
    """The IRI as prefix:name."""
    return next(f"{prefix}:{iri.removeprefix(space)}" for prefix, space in PREFIXES.items() if iri.startswith(space))


def turtle() -> bytes:
    """The whole ontology as one Turtle file: the main header alone, importing nothing."""
    return rdf.write(_ontology(), "ttl", prefixes=dict(PREFIXES))


def triples() -> tuple[rdf.Triple, ...]:
    """The content of graph `gt:vocabulary`: the ontology, and the gap types without their shapes."""
    found = [*_ontology(), *(triple for name, text in rules().items() for triple in _gap_types(_parse(name, text)))]
    return tuple(sorted(rdf.skolemise(found, GENID), key=str))


def _ontology() -> list[rdf.Triple]:
    """The statements of all modules about terms, and of the main header about the whole."""
    parsed = [triple for name, text in ontology().items() for triple in _parse(name, text)]
    headers = _typed(parsed, terms.OWL_Ontology)
    return [
        triple
        for triple in parsed
        if triple.subject not in headers - {rdf.NamedNode(IRI)} and triple.predicate.value != terms.OWL_imports
    ]


def _gap_types(triples: Iterable[rdf.Triple]) -> Iterator[rdf.Triple]:
    held = list(triples)
    types = _typed(held, terms.GapType)
    return (triple for triple in held if triple.subject in types)


def _typed(triples: Iterable[rdf.Triple], name: str) -> set[object]:
    return {t.subject for t in triples if t.predicate.value == terms.RDF_type and t.object == rdf.NamedNode(name)}


def _parse(name: str, text: str) -> list[rdf.Triple]:
    quads = rdf.read_quads(text.encode(), "ttl", where=f"{name}.ttl")
    return [rdf.Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
