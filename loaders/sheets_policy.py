"""The sheets on policy and competence: documents, goals, programmes, standards, levels, groups, requirements."""

from __future__ import annotations

from typing import Final

from goldenthread import terms
from goldenthread.loaders.columns import (
    END,
    LABEL,
    LICENSE,
    SHORTHAND,
    START,
    URL,
    Column,
    choice,
    code,
    competency,
    kind,
    level,
    reference,
    row_code,
    sheet,
)  # fmt: skip

_DOCUMENTS = {
    "law": terms.Law, "policy": terms.Policy, "sector_plan": terms.SectorPlan, "master_plan": terms.MasterPlan,
    "roadmap": terms.Roadmap, "standard": terms.Document, "curriculum": terms.Document, "report": terms.Report,
}  # fmt: skip
_GOALS = {
    "": terms.PolicyGoal, "goal": terms.PolicyGoal, "vision": terms.Vision, "objective": terms.PolicyObjective,
}  # fmt: skip
_STANDARDS = {
    "": terms.CompetencyStandard, "standard": terms.CompetencyStandard, "reference": terms.ReferenceFramework,
}  # fmt: skip
_COMPETENCIES = {
    "": terms.Competency, "competency": terms.Competency, "domain": terms.Domain,
    "indicator": terms.PerformanceIndicator,
}  # fmt: skip
_PREDICATES = {
    "exact": terms.SKOS_exactMatch, "close": terms.SKOS_closeMatch, "broad": terms.SKOS_broadMatch,
    "narrow": terms.SKOS_narrowMatch, "related": terms.SKOS_relatedMatch, "none": terms.SKOS_mappingRelation,
}  # fmt: skip

DATASET: Final = sheet(
    "dataset", "", "One row: what this workbook is.", terms.Dataset,
    Column("id", "special", terms.DCTERMS_identifier, "Short name in small letters, for example np.", must=True),
    Column("title", "label", terms.SKOS_prefLabel, "What people call this dataset.", must=True),
    Column("country", "special", terms.country, "ISO 3166 code, or a user-assigned one (XA) for a fictional one."),
    Column("publisher", "string", terms.DCTERMS_publisher, "Who publishes it."),
    LICENSE,
    Column("languages", "tag", terms.DCTERMS_language, "Languages, the first one that of plain label.", many=True),
    Column("fictional", "yesno", terms.fictional, "yes for an invented country."),
    Column("base", "special", terms.VOID_uriSpace, "Where the addresses of its things begin, if not here."),
)  # fmt: skip
DOCUMENTS: Final = sheet(
    "documents", "document", "Laws, policies, plans, standards, curricula and reports.", _DOCUMENTS,
    code(),
    kind(_DOCUMENTS, "What it is.", must=True),
    Column("title", "label", terms.SKOS_prefLabel, "Title; title@ne, title@fil … in other languages.", must=True),
    Column("issuer", "string", terms.DCTERMS_publisher, "Who issued it."),
    Column("issued", "start", terms.DCTERMS_issued, "When it was issued."),
    START, END,
    reference("implements", terms.implements, "documents", "Laws or policies it puts to work.", many=True),
    reference("replaces", terms.DCTERMS_replaces, "documents", "Documents it takes the place of.", many=True),
    URL, *SHORTHAND,
)  # fmt: skip
STATUSES: Final = sheet(
    "statuses", "status", "One row each time the status of a document or standard changed.", terms.StatusChange,
    reference("of", terms.of, "documents standards", "The document or standard.", must=True),
    choice("status", terms.status, "draft validated in_force endorsed superseded expired", "From then on.", must=True),
    Column("date", "start", terms.DCTERMS_date, "Since when.", must=True),
    reference("act", terms.act, "documents", "The document that did it."),
    row_code(), ends="of status date",
)  # fmt: skip
GOALS: Final = sheet(
    "goals", "goal", "Visions, goals and objectives that documents state.", _GOALS,
    code(), LABEL, kind(_GOALS, "Empty: goal."),
    reference("document", terms.statedIn, "documents", "Where it is stated."),
    reference("parent", terms.SKOS_broader, "goals", "The goal it is part of."),
    Column("addresses_teachers", "yesno", terms.addressesTeachers, "Whether it is meant to reach teachers."),
    reference("contributes_to", terms.contributesTo, "goals", "Other goals or SDG targets.", many=True),
)  # fmt: skip
STANDARDS: Final = sheet(
    "standards", "standard", "Competency standards and reference frameworks, one row a version.", _STANDARDS,
    code(), LABEL, kind(_STANDARDS, "Empty: standard."),
    reference("document", terms.statedIn, "documents", "The document that holds it."),
    Column("version", "string", terms.version, "Version, as written on it."),
    START, END,
    reference("replaces", terms.DCTERMS_replaces, "standards", "Earlier versions it takes the place of.", many=True),
    reference("derived_from", terms.PROV_wasDerivedFrom, "standards", "Standards it was made from.", many=True),
    choice("embedding", terms.embedding, "stand_alone embedded", "Stands alone, or sits inside a wider standard."),
    choice("structure", terms.structureStatus, "published unseen", "Whether its structure is published."),
    reference("level_scheme", terms.levelScheme, "schemes", "A scheme of the sheet levels."),
    *SHORTHAND,
)  # fmt: skip
LEVELS: Final = sheet(
    "levels", "level", "The levels of each scheme, lowest rank first.", terms.Level,
    Column("scheme", "special", terms.SKOS_inScheme, "Name of the scheme.", must=True),
    code("Short name, unique in its scheme."),
    Column("rank", "integer", terms.rank, "Whole number; a higher level has a higher one.", must=True),
    Column("label", "label", terms.SKOS_prefLabel, "Name; label@ne … in other languages."),
    reference("same_as", terms.sameLevelAs, "levels", "Equal levels of other schemes, scheme/code.", many=True),
    scope="scheme",
)  # fmt: skip
COMPETENCIES: Final = sheet(
    "competencies", "competency", "Domains, competencies and performance indicators.", _COMPETENCIES,
    code("Short name, unique in its standard."),
    reference("standard", terms.SKOS_inScheme, "standards", "The standard it belongs to.", must=True),
    LABEL, kind(_COMPETENCIES, "Empty: competency."),
    reference("parent", terms.SKOS_broader, "competencies", "What it is part of.", beside="standard"),
    level("standard"),
    Column("text", "label", terms.SKOS_definition, "Full wording; text@ne … in other languages."),
    reference("operationalises", terms.operationalises, "goals", "Goals it puts to work.", many=True),
    reference(
        "prerequisites", terms.prerequisiteOf, "competencies", "What must be there before.", many=True,
        beside="standard", inverse=True,
    ),
    scope="standard",
)  # fmt: skip
GROUPS: Final = sheet(
    "groups", "group", "Groups of teachers.", terms.TargetGroup,
    code(), LABEL, reference("parent", terms.SKOS_broader, "groups", "The wider group."),
    choice("phase", terms.phase, "pre_service in_service", "Empty: as the parent."),
)  # fmt: skip
REGIONS: Final = sheet(
    "regions", "region", "Parts of the country.", terms.Region,
    code(), LABEL, reference("parent", terms.DCTERMS_isPartOf, "regions", "The wider region; empty: the country."),
)  # fmt: skip
PROGRAMMES: Final = sheet(
    "programmes", "programme", "Strategies, programmes, projects and actions.", terms.Programme,
    code(), LABEL,
    choice("kind", terms.kind, "strategy programme project action", "What it is."),
    reference("document", terms.partOfPlan, "documents", "The plan it belongs to."),
    reference("realises", terms.realises, "goals", "Goals it works towards.", many=True),
    reference("requires", terms.requires, "competencies", "Competencies teachers need for it.", many=True),
    reference("sets", terms.sets, "requirements", "Requirements it sets.", many=True),
    START, END,
)  # fmt: skip
REQUIREMENTS: Final = sheet(
    "requirements", "requirement", "Who must reach which competency, at which level, by when.", terms.Requirement,
    competency(terms.ofCompetency), level(),
    reference("group", terms.forGroup, "groups", "For whom."),
    Column("due", "end", terms.dueBy, "By when."),
    reference("region", terms.inRegion, "regions", "Where; empty: the whole country."),
    reference("document", terms.statedIn, "documents", "Where it is stated."),
    row_code(), ends="competency level group region",
)  # fmt: skip
