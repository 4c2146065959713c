"""CTDL-ASN, and the courses and assessments of CTDL beside it: JSON-LD and Turtle in, JSON-LD out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from goldenthread import terms
from goldenthread.loaders import Context, compact
from goldenthread.loaders.dialect import Dialect
from goldenthread.loaders.framework import Framework
from goldenthread.loaders.projection import Claim, Words
from goldenthread.store.rdf import NamedNode, Triple

CONTEXT: Final = "https://credreg.net/ctdlasn/schema/context/json"
_FRAMEWORK: Final = terms.CEASN + "CompetencyFramework"
_COMPETENCY: Final = terms.CEASN + "Competency"
_LEARNING: Final = {
    terms.SKOS_prefLabel: terms.CETERMS + "name",
    terms.DCTERMS_description: terms.CETERMS + "description",
    terms.SKOS_notation: terms.CETERMS + "codedNotation",
    terms.providedBy: terms.CETERMS + "offeredBy",
    terms.awardedBy: terms.CETERMS + "offeredBy",
    terms.SCHEMA_url: terms.CETERMS + "subjectWebpage",
}


def _align(claim: Claim, whole: Framework) -> Iterator[Triple]:
    """A claim as a CredentialAlignmentObject; a match as the plain property that CTDL-ASN has for it."""
    if claim.kind.startswith(terms.SKOS):
        yield Triple(claim.subject, NamedNode(WORDS.links[claim.kind]), claim.object)
        return
    yield Triple(claim.subject, NamedNode(WORDS.links[claim.kind]), claim.node)
    yield Triple(claim.node, NamedNode(terms.RDF_type), NamedNode(terms.CETERMS + "CredentialAlignmentObject"))
    yield Triple(claim.node, NamedNode(terms.CETERMS_targetNode), claim.object)
    for label in whole.said(claim.object, terms.SKOS_prefLabel):
        yield Triple(claim.node, NamedNode(terms.CETERMS + "targetNodeName"), label)
    for scheme in whole.said(claim.object, terms.SKOS_inScheme):
        yield Triple(claim.node, NamedNode(terms.CETERMS + "framework"), scheme)


WORDS: Final = Words(
    own=(terms.CEASN, terms.CETERMS),
    classes={
        terms.CompetencyStandard: _FRAMEWORK,
        terms.ReferenceFramework: _FRAMEWORK,
        terms.Domain: _COMPETENCY,
        terms.Competency: _COMPETENCY,
        terms.PerformanceIndicator: _COMPETENCY,
        terms.Module: terms.CETERMS + "Course",
        terms.Curriculum: terms.CETERMS + "LearningProgram",
        terms.Assessment: terms.CETERMS + "AssessmentProfile",
        terms.Credential: terms.CETERMS + "Credential",
        terms.Provider: terms.CETERMS + "CredentialOrganization",
    },
    properties={
        _FRAMEWORK: {
            terms.SKOS_prefLabel: terms.CEASN + "name",
            terms.SKOS_definition: terms.CEASN + "description",
            terms.SKOS_notation: terms.CEASN + "codedNotation",
            terms.SKOS_hasTopConcept: terms.CEASN + "hasTopChild",
            terms.DCTERMS_license: terms.CEASN + "license",
            terms.DCTERMS_publisher: terms.CEASN_publisherName,
            terms.PROV_wasDerivedFrom: terms.CEASN + "derivedFrom",
            terms.start: terms.CEASN + "dateValidFrom",
            terms.end: terms.CEASN + "dateValidUntil",
            terms.version: terms.CETERMS + "versionCode",
            terms.DCTERMS_replaces: terms.CETERMS + "previousVersion",
        },
        _COMPETENCY: {
            terms.SKOS_prefLabel: terms.CEASN + "competencyLabel",
            terms.SKOS_definition: terms.CEASN + "competencyText",
            terms.SKOS_notation: terms.CEASN + "codedNotation",
            terms.SKOS_altLabel: terms.CEASN + "abbreviatedStatement",
            terms.SKOS_note: terms.CEASN + "comment",
            terms.SKOS_inScheme: terms.CEASN + "isPartOf",
            terms.SKOS_broader: terms.CEASN + "isChildOf",
            terms.SKOS_narrower: terms.CEASN + "hasChild",
            terms.SKOS_topConceptOf: terms.CEASN + "isTopChildOf",
            terms.prerequisiteOf: terms.CEASN + "prerequisiteAlignment",
        },
        **{
            terms.CETERMS + kind: _LEARNING
            for kind in ("Course", "LearningProgram", "AssessmentProfile", "Credential", "CredentialOrganization")
        },
    },
    links={
        terms.teaches: terms.CETERMS + "teaches",
        terms.assesses: terms.CETERMS + "assesses",
        terms.SKOS_exactMatch: terms.CEASN + "exactAlignment",
        terms.SKOS_closeMatch: terms.CEASN + "majorAlignment",
        terms.SKOS_relatedMatch: terms.CEASN + "minorAlignment",
        terms.SKOS_broadMatch: terms.CEASN + "broadAlignment",
        terms.SKOS_narrowMatch: terms.CEASN + "narrowAlignment",
    },
    align=_align,
    needed={_COMPETENCY: ((terms.CEASN + "competencyText", terms.SKOS_prefLabel),)},
)


def _spell(said: set[Triple], _dataset: str, _context: Context) -> bytes:
    """The framework before its competencies; the graph of one framework of a registry has its address there."""
    made: dict[str, Any] = compact.flat(said, CONTEXT, first=(_FRAMEWORK,))
    return compact.as_json(_addressed(made, said))


def _addressed(made: dict[str, Any], said: Iterable[Triple]) -> dict[str, Any]:
    found = [t.subject for t in said if t.object == NamedNode(_FRAMEWORK)]
    if len(found) == 1 and isinstance(found[0], NamedNode) and "/resources/ce-" in found[0].value:
        return {"@context": made["@context"], "@id": found[0].value.replace("/resources/", "/graph/"), **made}
    return made


LOADER: Final[Dialect] = Dialect(
    name="ctdl-asn",
    title="CTDL-ASN (JSON-LD or Turtle)",
    media_type="application/ld+json",
    marks=("purl.org/ctdlasn/terms/", "purl.org/ctdl/terms/", "credreg.net/"),
    words=WORDS,
    spell=_spell,
)
write = LOADER.write
