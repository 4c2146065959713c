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

_CHANGED: Final = "lastChangeDateTime"
EPOCH: Final = "1970-01-01T00:00:00Z"  # where nothing says when it changed
UUID: Final = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_FORMS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "caseVersion": re.compile(r"1\.1"),
        _CHANGED: re.compile(_DAY.pattern + r"T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"),
        "rubricCriterionId": UUID,
        "rubricId": UUID,
        "statusEndDate": _DAY,
        "statusStartDate": _DAY,
    }
)
_LINK: Final = frozenset({"identifier", "targetType", "title", "uri"})

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


def fits(name: str, value: Any) -> bool:
    """Whether a value is what 1.1 asks of one in that field; what is not, goes into `extensions`."""
    if name in LINKS:
        return isinstance(value, dict) and {"title", "identifier", "uri"} <= value.keys() <= _LINK
    if name in NUMBERS:
        whole = name not in INTEGERS or (isinstance(value, int | float) and value == int(value))
        return isinstance(value, int | float) and not isinstance(value, bool) and whole
    form = _FORMS.get(name)
    return isinstance(value, str) and (form is None or bool(form.fullmatch(value)))


def placed(kind: str, name: str, values: list[Any]) -> tuple[Any, Any]:
    """Of the values that a node of a kind has under a name, what its field takes and what goes into `extensions`."""
    mine = name in FIELDS[kind]
    fit = [value for value in values if mine and fits(name, value)]
    rest = [value for value in values if not mine or not fits(name, value)]
    if mine and name in LISTS:
        return fit or None, rest or None
    if fit:  # a list is no value of the field, so that what is left is known as more of it
        return fit[0], [*rest, *fit[1:]] or None
    return None, rest if len(rest) > 1 else next(iter(rest), None)


def is_more(kind: str, name: str, value: Any) -> bool:
    """Whether an extension holds values of a field that the field did not take."""
    parts = value if name in LISTS and isinstance(value, list) else [value]
    return name in known(kind) and (name in LINKS or not all(fits(name, part) for part in parts))


def stated(kind: str, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a node says, its last change from `extensions` where the field of it could not take that."""
    told = dict(entries(said.get("extensions") or {})).get(_CHANGED)
    filled = isinstance(told, str) and is_more(kind, _CHANGED, told)
    return {**said, _CHANGED: told} if filled else said


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
