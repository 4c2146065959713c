"""The form of CASE 1.0: a package of 1.1 without what 1.0 does not know."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from goldenthread.loaders.case_fields import TYPES

NEWER: Final = frozenset({"caseVersion", "extensions", "frameworkType", "targetType"})
# Fields that a kind of node got in 1.1 only.
NEWER_OF: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"CFItems": frozenset({"subject", "subjectURI"}), "CFAssociations": frozenset({"notes"})}
)
PLAINEST: Final = "isRelatedTo"  # what 1.0 asks for when no type fits


def form(made: Mapping[str, Any]) -> dict[str, Any]:
    """A package in the form of 1.0."""
    return {place: older(value, place) for place, value in made.items()}


def older(value: Any, place: str = "") -> Any:
    """A value that stands at a place of a package, as 1.0 has it."""
    if isinstance(value, list):
        return [older(one, place) for one in value]
    if not isinstance(value, dict):
        return value
    kept: dict[str, Any] = {}
    for name, inner in value.items():
        if name == "associationType" and inner not in TYPES - {"isTranslationOf"}:
            kept[name] = PLAINEST
        elif name not in NEWER | NEWER_OF.get(place, frozenset()):
            kept[name] = older(inner, name if isinstance(inner, list | dict) else place)
    return kept
