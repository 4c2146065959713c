"""The sheets on training, on the claims that join it to competencies, and on monitoring."""

from __future__ import annotations

from typing import Final

from goldenthread import terms
from goldenthread.loaders.columns import (
    CLAIM,
    END,
    LABEL,
    LICENSE,
    START,
    URL,
    Column,
    choice,
    code,
    competency,
    level,
    reference,
    row_code,
    sheet,
)  # fmt: skip

_PREDICATES = {
    "exact": terms.SKOS_exactMatch, "close": terms.SKOS_closeMatch, "broad": terms.SKOS_broadMatch,
    "narrow": terms.SKOS_narrowMatch, "related": terms.SKOS_relatedMatch, "none": terms.SKOS_mappingRelation,
}  # fmt: skip

PROVIDERS: Final = sheet(
    "providers", "provider", "Who trains teachers.", terms.Provider,
    code(), LABEL, Column("kind", "string", terms.kind, "University, institute, ministry, …"),
    reference("parent", terms.ORG_subOrganizationOf, "providers", "The body it belongs to."),
    reference("region", terms.inRegion, "regions", "Where it works."),
    reference("replaced_by", terms.DCTERMS_isReplacedBy, "providers", "Who took its place.", many=True),
)  # fmt: skip
CURRICULA: Final = sheet(
    "curricula", "curriculum", "Programmes of study made of modules.", terms.Curriculum,
    code(), LABEL,
    reference("document", terms.statedIn, "documents", "The document that holds it."),
    reference("conforms_to", terms.conformsTo, "standards", "Standards it follows.", many=True),
    choice("status", terms.status, "planned in_delivery retired", "Where it stands."),
    START, END,
)  # fmt: skip
MODULES: Final = sheet(
    "modules", "module", "Courses and modules.", terms.Module,
    code(), LABEL,
    reference("curriculum", terms.partOfCurriculum, "curricula", "The curriculum it is part of."),
    reference("provider", terms.providedBy, "providers", "Who gives it."),
    Column("hours", "decimal", terms.hours, "Hours of learning."),
    Column("credits", "decimal", terms.credits, "Credits."),
    choice("status", terms.status, "planned current retired", "Empty: current.", default="current"),
    reference("groups", terms.forGroup, "groups", "For whom.", many=True),
    reference("prerequisites", terms.hasPrerequisite, "modules", "Modules to be taken before.", many=True),
    Column("sequence", "integer", terms.sequence, "Place in the curriculum, a whole number."),
    LICENSE, URL,
)  # fmt: skip
OFFERINGS: Final = sheet(
    "offerings", "offering", "When and where a module is given.", terms.Offering,
    reference("module", terms.ofModule, "modules", "The module given.", must=True),
    reference("provider", terms.providedBy, "providers", "Who gives it here."),
    reference("region", terms.inRegion, "regions", "Where; empty: national."),
    START, END,
    choice("mode", terms.mode, "face_to_face online blended", "How it is given."),
    Column("tier", "integer", terms.tier, "Step of the cascade, 0: the master trainers."),
    Column("trainers", "integer", terms.trainers, "People at this tier certified to train the next one down."),
    level("", "trainer_level", terms.trainerLevel),
    row_code(), ends="module tier region start",
)  # fmt: skip
TEACHING: Final = sheet(
    "teaching", "teaching", "Which module teaches which competency.", terms.TeachingClaim,
    reference("module", terms.subject, "modules", "The module.", must=True), competency(terms.object), level(),
    Column("hours", "decimal", terms.hours, "Hours given to it."),
    *CLAIM, ends="module competency",
)  # fmt: skip
ASSESSMENTS: Final = sheet(
    "assessments", "assessment", "Tests, portfolios and observations that assess teachers.", terms.Assessment,
    code(), LABEL, Column("kind", "string", terms.kind, "Test, portfolio, observation, …"),
    reference("provider", terms.providedBy, "providers", "Who runs it."),
)  # fmt: skip
ASSESSING: Final = sheet(
    "assessing", "assessing", "Which assessment assesses which competency.", terms.AssessmentClaim,
    reference("assessment", terms.subject, "assessments", "The assessment.", must=True), competency(terms.object),
    level(), Column("weight", "decimal", terms.weight, "Its weight in the whole."),
    *CLAIM, ends="assessment competency",
)  # fmt: skip
CREDENTIALS: Final = sheet(
    "credentials", "credential", "Certificates, licences and badges.", terms.Credential,
    code(), LABEL,
    reference("awarded_by", terms.awardedBy, "providers", "Who awards it."),
    Column("kind", "string", terms.kind, "Certificate, licence, badge, …"),
)  # fmt: skip
CERTIFYING: Final = sheet(
    "certifying", "certifying", "Which credential certifies which competency.", terms.CertificationClaim,
    reference("credential", terms.subject, "credentials", "The credential.", must=True), competency(terms.object),
    level(), reference("assessments", terms.restsOn, "assessments", "Assessments it rests on.", many=True),
    *CLAIM, ends="credential competency",
)  # fmt: skip
INDICATORS: Final = sheet(
    "indicators", "indicator", "What is measured to see whether goals are met.", terms.Indicator,
    code(), LABEL,
    reference("measures", terms.measures, "goals programmes competencies", "What it measures.", many=True),
    reference("same_as", terms.SKOS_exactMatch, "indicators", "The same elsewhere: sdg4:4.c.1, uis:ED8.", many=True),
    Column("unit", "string", terms.unit, "Unit, for example % of teachers."),
    choice("direction", terms.direction, "up down", "Which way is better."),
    choice("result_level", terms.resultLevel, "input output outcome impact", "What it measures of."),
    Column("periodicity", "duration", terms.periodicity, "How often, as an ISO 8601 duration: P1Y, P6M."),
    Column("baseline_value", "decimal", terms.baselineValue, "Value at the beginning."),
    Column("baseline_date", "end", terms.baselineDate, "When that was."),
    Column("target_value", "decimal", terms.targetValue, "Value to be reached."),
    Column("target_date", "end", terms.targetDate, "By when."),
)  # fmt: skip
OBSERVATIONS: Final = sheet(
    "observations", "observation", "Values of indicators, of groups of people only.", terms.Observation,
    reference("indicator", terms.ofIndicator, "indicators", "What was measured.", must=True),
    Column("date", "end", terms.DCTERMS_date, "When.", must=True),
    Column("value", "decimal", terms.value, "The value, with a point; empty where it is withheld (say so in status)."),
    reference("area", terms.area, "regions", "Where; empty: the whole country."),
    reference("group", terms.forGroup, "groups", "Of whom; empty: all."),
    Column("n", "integer", terms.count, "How many people were counted; small counts are refused."),
    Column("status", "string", terms.status, "Provisional, final, …"),
    row_code(), ends="indicator date area group",
)  # fmt: skip
MAPPINGS: Final = sheet(
    "mappings", "mapping", "How competencies of two standards match.", terms.Mapping,
    reference("subject", terms.subject, "competencies", "The competency (or cell) looked at.", must=True),
    choice("predicate", terms.predicate, _PREDICATES, "none: searched, nothing found.", must=True),
    reference("object", terms.object, "competencies", "What it matches; empty with none."),
    reference("reference", terms.reference, "standards", "With none: where it was searched."),
    Column("confidence", "fraction", terms.confidence, "From 0 to 1."),
    Column("justification", "string", terms.justification, "How the match was found."),
    *CLAIM, ends="subject object reference",
)  # fmt: skip
FINDINGS: Final = sheet(
    "findings", "finding", "What surveys and studies found.", terms.Finding,
    code(), LABEL,
    reference("document", terms.statedIn, "documents", "The study."),
    Column("need", "yesno", terms.need, "Whether it states a need."),
    reference(
        "informs", terms.informs, "documents goals programmes competencies requirements modules",
        "What takes it up.", many=True,
    ),
)  # fmt: skip
COMPLETENESS: Final = sheet(
    "completeness", "completeness", "Every link of this kind is written down here.", terms.CompletenessStatement,
    choice("link", terms.completeFor, terms.LINK_KINDS, "The kind of link.", must=True),
    reference("scope", terms.scope, "documents standards curricula", "Within what; empty: the whole dataset."),
    Column("as_of", "end", terms.asOf, "As of when.", must=True),
    Column("asserter", "string", terms.asserter, "Who says so."),
    row_code(), ends="link scope as_of",
)  # fmt: skip
