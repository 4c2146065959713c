"""schema.org and LRMI: courses, resources, credentials and what they teach; JSON-LD and Turtle in, JSON-LD out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from goldenthread import terms
from goldenthread.loaders import Context, compact
from goldenthread.loaders.dialect import Dialect
from goldenthread.loaders.framework import Framework
from goldenthread.loaders.projection import Claim, Words
from goldenthread.store.rdf import Literal, NamedNode, Triple

CONTEXT: Final = "https://schema.org"
_S: Final = terms.SCHEMA
_NAMED: Final = {
    terms.SKOS_prefLabel: _S + "name",
    terms.DCTERMS_description: _S + "description",
    terms.DCTERMS_license: _S + "license",
    terms.SKOS_altLabel: _S + "alternateName",
}
_TERM: Final = {
    terms.SKOS_prefLabel: _S + "name",
    terms.SKOS_definition: _S + "description",
    terms.SKOS_notation: _S + "termCode",
    terms.SKOS_inScheme: _S + "inDefinedTermSet",
}
_COURSE: Final = _NAMED | {
    terms.SKOS_notation: _S + "courseCode",
    terms.providedBy: _S + "provider",
    terms.hours: _S + "timeRequired",
    terms.credits: _S + "numberOfCredits",
    terms.hasPrerequisite: _S + "coursePrerequisites",
}
_TIMED: Final = {terms.start: _S + "startDate", terms.end: _S + "endDate", terms.providedBy: _S + "provider"}


def _align(claim: Claim, whole: Framework) -> Iterator[Triple]:
    """A claim as an AlignmentObject beside the plain property; what has no word for it as the property alone."""
    yield Triple(claim.subject, NamedNode(WORDS.links[claim.kind]), claim.object)
    if claim.kind not in {terms.teaches, terms.assesses}:
        return
    yield Triple(claim.subject, NamedNode(terms.SCHEMA_educationalAlignment), claim.node)
    yield Triple(claim.node, NamedNode(terms.RDF_type), NamedNode(_S + "AlignmentObject"))
    yield Triple(claim.node, NamedNode(terms.SCHEMA_alignmentType), Literal(claim.kind.removeprefix(terms.GT)))
    yield Triple(claim.node, NamedNode(terms.SCHEMA_targetUrl), claim.object)
    for label in whole.said(claim.object, terms.SKOS_prefLabel):
        yield Triple(claim.node, NamedNode(_S + "targetName"), label)


WORDS: Final = Words(
    own=(terms.SCHEMA, terms.OLDSCHEMA, terms.LRMI),
    classes={
        terms.CompetencyStandard: _S + "DefinedTermSet",
        terms.ReferenceFramework: _S + "DefinedTermSet",
        terms.Domain: _S + "DefinedTerm",
        terms.Competency: _S + "DefinedTerm",
        terms.PerformanceIndicator: _S + "DefinedTerm",
        terms.Curriculum: _S + "EducationalOccupationalProgram",
        terms.Module: _S + "Course",
        terms.Offering: _S + "CourseInstance",
        terms.Assessment: _S + "Quiz",
        terms.Credential: _S + "EducationalOccupationalCredential",
        terms.Provider: _S + "Organization",
    },
    properties={
        _S + "DefinedTermSet": _NAMED
        | {
            terms.SKOS_definition: _S + "description",
            terms.SKOS_notation: _S + "termCode",
            terms.version: _S + "version",
        },
        _S + "DefinedTerm": _TERM,
        _S + "EducationalOccupationalProgram": _NAMED | _TIMED | {terms.SKOS_notation: _S + "termCode"},
        _S + "Course": _COURSE,
        _S + "CourseInstance": _NAMED | _TIMED,
        _S + "Quiz": _NAMED | {terms.providedBy: _S + "provider"},
        _S + "EducationalOccupationalCredential": _NAMED | {terms.awardedBy: _S + "recognizedBy"},
        _S + "Organization": _NAMED,
    },
    links={
        terms.teaches: _S + "teaches",
        terms.assesses: _S + "assesses",
        terms.certifies: _S + "competencyRequired",
    },
    inverses={terms.ofModule: _S + "hasCourseInstance", terms.partOfCurriculum: _S + "hasCourse"},
    align=_align,
)


def _spell(said: set[Triple], _dataset: str, _context: Context) -> bytes:
    return compact.as_json(compact.flat(said, CONTEXT, first=(_S + "Course", _S + "LearningResource")))


LOADER: Final[Dialect] = Dialect(
    name="lrmi",
    title="schema.org or LRMI (JSON-LD or Turtle)",
    media_type="application/ld+json",
    marks=(
        "schema.org/Course", "schema.org/LearningResource", '"Course"', '"LearningResource"', "schema:Course",
        "schema:LearningResource", "lrmi-terms/", "educor#", '"DefinedTermSet"', "schema:DefinedTermSet",
        '"AlignmentObject"', "schema:AlignmentObject",
    ),
    words=WORDS,
    spell=_spell,
)  # fmt: skip
write = LOADER.write
