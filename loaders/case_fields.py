"""The parts of CASE 1.0 and 1.1: which kinds of node there are, where they stand, and which fields each may have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from goldenthread.loaders.cells import is_tag

# Where nodes stand: a key and the kind of what it holds, alone or in a list. The envelopes hold such keys in turn.
ENVELOPES: Final = frozenset({"CFPackage", "CFDefinitions"})
PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CFDocument": "CFDocument",
        "CFDocuments": "CFDocument",
        "CFItem": "CFItem",
        "CFItems": "CFItem",
        "CFAssociation": "CFAssociation",
        "CFAssociations": "CFAssociation",
        "CFConcepts": "CFConcept",
        "CFSubjects": "CFSubject",
        "CFLicenses": "CFLicense",
        "CFItemTypes": "CFItemType",
        "CFAssociationGroupings": "CFAssociationGrouping",
        "CFRubrics": "CFRubric",
        "CFRubricCriteria": "CFRubricCriterion",
        "CFRubricCriterionLevels": "CFRubricCriterionLevel",
    }
)
NESTED: Final = frozenset({"CFRubricCriteria", "CFRubricCriterionLevels"})
DEFINITIONS: Final = ("CFConcepts", "CFSubjects", "CFLicenses", "CFItemTypes", "CFAssociationGroupings")

_NODE = ("identifier", "uri")
_END = ("lastChangeDateTime",)
_DEFINED = (*_NODE, "title", "description")
_STATUS = ("statusStartDate", "statusEndDate", "licenseURI", "notes")

# The fields of each kind in the package of 1.1, in the order they are written. All may have `extensions` besides.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "CFDocument": (*_NODE, "frameworkType", "caseVersion", "creator", "title", *_END, "officialSourceURL",
                       "publisher", "description", "subject", "subjectURI", "language", "version", "adoptionStatus",
                       *_STATUS),
        "CFItem": (*_NODE, "fullStatement", "alternativeLabel", "CFItemType", "CFItemTypeURI", "humanCodingScheme",
                   "listEnumeration", "abbreviatedStatement", "conceptKeywords", "conceptKeywordsURI", "subject",
                   "subjectURI", "language", "educationLevel", *_STATUS, *_END),
        "CFAssociation": (*_NODE, "associationType", "sequenceNumber", "originNodeURI", "destinationNodeURI",
                          "CFAssociationGroupingURI", *_END, "notes"),
        "CFConcept": (*_DEFINED, "keywords", "hierarchyCode", *_END),
        "CFSubject": (*_DEFINED, "hierarchyCode", *_END),
        "CFLicense": (*_DEFINED, "licenseText", *_END),
        "CFItemType": (*_DEFINED, "hierarchyCode", "typeCode", *_END),
        "CFAssociationGrouping": (*_DEFINED, *_END),
        "CFRubric": (*_DEFINED, *_END, "CFRubricCriteria"),
        "CFRubricCriterion": (*_NODE, "category", "description", "CFItemURI", "weight", "position", "rubricId", *_END,
                              "CFRubricCriterionLevels"),
        "CFRubricCriterionLevel": (*_NODE, "description", "quality", "score", "feedback", "position",
                                   "rubricCriterionId", *_END),
    }
)  # fmt: skip

# What a strict reader of 1.1 needs besides identifier and uri.
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "CFDocument": ("creator", "title"),
        "CFItem": ("fullStatement",),
        "CFConcept": ("title", "hierarchyCode"),
        "CFSubject": ("title", "hierarchyCode"),
        "CFLicense": ("title", "licenseText"),
        "CFItemType": ("title", "description", "hierarchyCode"),
        "CFAssociationGrouping": ("title",),
    }
)

# Fields of 1.0, of drafts of it, and of answers outside a package; in a package of 1.1 they go into `extensions`.
ANSWERS: Final = frozenset({"CFPackageURI", "CFItemAssociationURI"})
OTHERS: Final = ANSWERS | {"CFDocumentURI"}
RENAMED: Final[Mapping[str, str]] = MappingProxyType({"educationalLevel": "educationLevel"})

STRANGE: Final = "sourceItemIdentifier"  # the extension for an identifier that is no UUID

LISTS: Final = frozenset({"subject", "subjectURI", "conceptKeywords", "educationLevel"})
LINKS: Final = OTHERS | frozenset(
    {
        "CFAssociationGroupingURI", "CFItemTypeURI", "CFItemURI", "conceptKeywordsURI", "destinationNodeURI",
        "licenseURI", "originNodeURI", "subjectURI",
    }
)  # fmt: skip
INTEGERS: Final = frozenset({"position", "sequenceNumber"})
NUMBERS: Final = INTEGERS | {"score", "weight"}
TEXTS: Final = frozenset(
    {
        "abbreviatedStatement", "alternativeLabel", "category", "description", "feedback", "fullStatement",
        "licenseText", "notes", "quality", "title",
    }
)  # fmt: skip

TYPES: Final = frozenset(
    {
        "exactMatchOf", "exemplar", "hasSkillLevel", "isChildOf", "isPartOf", "isPeerOf", "isRelatedTo",
        "isTranslationOf", "precedes", "replacedBy",
    }
)  # fmt: skip
_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
EXTENDED: Final = re.compile(r"ext:[A-Za-z0-9._-]+")
# Association types that claim a match between competencies, and the SKOS property they claim.
MATCHES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "exactMatchOf": "exactMatch",
        "ext:broadMatch": "broadMatch",
        "ext:closeMatch": "closeMatch",
        "ext:narrowMatch": "narrowMatch",
        "ext:relatedMatch": "relatedMatch",
    }
)


def entries(value: Any) -> Iterator[tuple[str, Any]]:
    """What extensions hold: one object, or (on the levels of a rubric) a list of them."""
    for part in value if isinstance(value, list) else [value]:
        yield from part.items() if isinstance(part, dict) else [("extension", part)]


def translated(kind: str, said: Any) -> tuple[list[tuple[str, str, str]], dict[str, Any]]:
    """The texts that an extension `translations` has of a node's fields, as language, field and text; and what of it
    is none."""
    texts: list[tuple[str, str, str]] = []
    left: dict[str, Any] = {}
    for tag, fields in said.items() if isinstance(said, dict) else [("", said)]:
        for name, text in fields.items() if is_tag(tag) and isinstance(fields, dict) else [("", fields)]:
            if name in TEXTS & known(kind) and isinstance(text, str) and text:
                texts.append((tag, name, text))
            else:
                left.setdefault(tag, {})[name] = text
    return texts, left


@cache
def known(kind: str) -> frozenset[str]:
    """Every field of a kind that is read as what it is."""
    return frozenset(FIELDS[kind]) | OTHERS | {"extensions"}


def as_said(name: str, value: float | str) -> float | str:
    """A number where CASE has one, else a text; what cannot be made one stays as it is."""
    if name not in NUMBERS:
        return value if isinstance(value, bool | str) else str(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value) if name in INTEGERS and "." not in value else float(value)
    return value
