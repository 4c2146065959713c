"""What is said in other words than CASE's, and where CASE has a place for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from goldenthread import terms
from goldenthread.loaders.case_fields import MATCHES

FRAMEWORKS: Final = frozenset({terms.CompetencyStandard, terms.ReferenceFramework, terms.SKOS_ConceptScheme})
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        terms.Domain: "Domain",
        terms.Competency: "Competency",
        terms.PerformanceIndicator: "Performance indicator",
    }
)
# The standing of a framework in the words that the guide of 1.1 asks for.
STANDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "draft": "Draft",
        "validated": "Draft",
        "endorsed": "Implemented",
        "in_force": "Implemented",
        "superseded": "Retired",
        "expired": "Retired",
    }
)
CLAIMS: Final[Mapping[str, str]] = MappingProxyType({terms.SKOS + match: kind for kind, match in MATCHES.items()})
# Properties that join two nodes, and the type of association each is; `-` where it runs the other way.
EDGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        terms.SKOS_broader: "isChildOf",
        terms.SKOS_related: "isRelatedTo",
        terms.DCTERMS_isPartOf: "isPartOf",
        terms.DCTERMS_isReplacedBy: "replacedBy",
        terms.DCTERMS_replaces: "-replacedBy",
        terms.PROV_wasDerivedFrom: "ext:derivedFrom",
        terms.atLevel: "hasSkillLevel",
        terms.operationalises: "ext:operationalises",
        terms.prerequisiteOf: "precedes",
        **CLAIMS,
    }
)
# Texts in several languages: those in the first go into the field, the others into an extension.
TEXTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "CFDocument": {
            terms.SKOS_prefLabel: "title",
            terms.DCTERMS_description: "description",
            terms.SKOS_note: "notes",
        },
        "CFItem": {
            terms.SKOS_definition: "fullStatement",
            terms.SKOS_prefLabel: "abbreviatedStatement",
            terms.SKOS_altLabel: "alternativeLabel",
            terms.SKOS_note: "notes",
        },
    }
)
NEEDED: Final[Mapping[str, str]] = MappingProxyType({"CFDocument": "title", "CFItem": "fullStatement"})
PLAIN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "CFDocument": {terms.version: "version", terms.start: "statusStartDate", terms.end: "statusEndDate"},
        "CFItem": {terms.SKOS_notation: "humanCodingScheme", terms.DCTERMS_subject: "subject"},
    }
)
# Said in another way: by the tree, by the package, or by what is made of them.
ELSEWHERE: Final = frozenset(
    {
        terms.DCTERMS_license, terms.DCTERMS_publisher, terms.RDF_type, terms.SKOS_hasTopConcept, terms.SKOS_inScheme,
        terms.SKOS_narrower, terms.SKOS_topConceptOf, terms.levelScheme,
    }
)  # fmt: skip
EVIDENCE: Final = (terms.asserter, terms.basis, terms.confidence, terms.justification)
