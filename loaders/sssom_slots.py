"""The slots of SSSOM 1.1: what each holds, and the property that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from goldenthread import terms

Kind = Literal["iri", "text", "date", "number"]


@dataclass(frozen=True)
class Slot:
    """A slot: what its values are, whether it takes several (by `|`), the property that keeps them, and whether a
    value said once for the whole set holds for each mapping."""

    name: str
    kind: Kind
    many: bool
    property: str
    spreads: bool


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Slots that our own or widely used properties keep; the others keep their own name in SSSOM's namespace.
_KEPT: Final[Mapping[str, str]] = {
    "subject_id": terms.subject,
    "predicate_id": terms.predicate,
    "predicate_modifier": terms.status,  # Not: rejected
    "object_id": terms.object,
    "object_source": terms.reference,
    "mapping_justification": terms.justification,
    "author_id": terms.asserter,
    "author_label": terms.asserter,
    "reviewer_id": terms.reviewer,
    "reviewer_label": terms.reviewer,
    "mapping_cardinality": terms.cardinality,
    "mapping_date": terms.DCTERMS_date,
    "review_date": terms.reviewDate,
    "confidence": terms.confidence,
    "comment": terms.SKOS_note,
}
_IRIS: Final = frozenset(
    _words(
        "record_id subject_id predicate_id object_id mapping_justification author_id reviewer_id creator_id "
        "subject_source object_source mapping_source mapping_tool_id subject_match_field object_match_field "
        "subject_preprocessing object_preprocessing curation_rule issue_tracker_item"
    )
)
_MANY: Final = frozenset(
    _words(
        "author_id author_label reviewer_id reviewer_label creator_id creator_label subject_match_field "
        "object_match_field match_string subject_preprocessing object_preprocessing curation_rule curation_rule_text "
        "see_also cardinality_scope mapping_set_source"
    )
)
_DATES: Final = frozenset({"mapping_date", "publication_date", "review_date"})
_NUMBERS: Final = frozenset({"confidence", "similarity_score", "reviewer_agreement", "mapping_set_confidence"})
_SPREADING: Final = frozenset(
    _words(
        "subject_type predicate_type object_type subject_source subject_source_version object_source "
        "object_source_version mapping_provider cardinality_scope mapping_tool mapping_tool_id mapping_tool_version "
        "mapping_date subject_match_field object_match_field subject_preprocessing object_preprocessing curation_rule "
        "curation_rule_text similarity_measure"
    )
)


def _slot(name: str) -> Slot:
    kind: Kind = "iri" if name in _IRIS else "date" if name in _DATES else "number" if name in _NUMBERS else "text"
    return Slot(name, kind, name in _MANY, _KEPT.get(name, terms.SSSOM + name), name in _SPREADING)


# In the order of the standard, which is the order of columns.
MAPPING: Final[Mapping[str, Slot]] = MappingProxyType(
    {
        name: _slot(name)
        for name in _words(
            "record_id subject_id subject_label subject_category predicate_id predicate_label predicate_modifier "
            "object_id object_label object_category mapping_justification author_id author_label reviewer_id "
            "reviewer_label creator_id creator_label license subject_type subject_source subject_source_version "
            "object_type object_source object_source_version predicate_type mapping_provider mapping_source "
            "mapping_cardinality cardinality_scope mapping_tool mapping_tool_id mapping_tool_version mapping_date "
            "publication_date review_date confidence reviewer_agreement curation_rule curation_rule_text "
            "subject_match_field object_match_field match_string subject_preprocessing object_preprocessing "
            "similarity_score similarity_measure see_also issue_tracker_item other comment"
        )
    }
)
SET: Final[Mapping[str, Slot]] = MappingProxyType(
    {
        name: _slot(name)
        for name in _words(
            "sssom_version mapping_set_id mapping_set_version mapping_set_source mapping_set_title "
            "mapping_set_description mapping_set_confidence creator_id creator_label license publication_date see_also "
            "issue_tracker other comment"
        )
    }
)
NEEDED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
# Prefixes that need not be declared.
PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "owl": terms.OWL,
        "rdf": terms.RDF,
        "rdfs": terms.RDFS,
        "semapv": terms.SEMAPV,
        "skos": terms.SKOS,
        "sssom": terms.SSSOM,
        "xsd": terms.XSD,
        "linkml": "https://w3id.org/linkml/",
    }
)
# What relations of other vocabularies are read as; the word of the source is kept beside.
READ_AS: Final[Mapping[str, str]] = MappingProxyType(
    {
        terms.OWL_equivalentClass: terms.SKOS_exactMatch,
        terms.OWL_sameAs: terms.SKOS_exactMatch,
        terms.RDFS_subClassOf: terms.SKOS_broadMatch,
    }
)
PREDICATES: Final = frozenset(
    {
        terms.SKOS_exactMatch,
        terms.SKOS_closeMatch,
        terms.SKOS_broadMatch,
        terms.SKOS_narrowMatch,
        terms.SKOS_relatedMatch,
    }
)
REVIEWED: Final = frozenset({terms.SEMAPV_ManualMappingCuration, terms.SEMAPV_MappingReview})
NO_LICENSE: Final = terms.SSSOM + "license/unspecified"
SAID: Final = terms.SSSOM + "predicate_id"  # keeps a relation that was read as another
