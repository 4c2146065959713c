"""The form of CASE 1.0: a package of 1.1 without what 1.0 does not know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from goldenthread.loaders import Lost
from goldenthread.loaders.case_fields import TYPES

NEWER: Final = frozenset({"caseVersion", "extensions", "frameworkType", "targetType"})
# Fields that a kind of node got in 1.1 only.
NEWER_OF: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"CFItems": frozenset({"subject", "subjectURI"}), "CFAssociations": frozenset({"notes"})}
)
PLAINEST: Final = "isRelatedTo"  # what 1.0 asks for when no type fits


def form(made: Mapping[str, Any], dataset: str) -> tuple[dict[str, Any], list[Lost]]:
    """The package in the form of 1.0, and what it lost, by field."""
    lost: Counter[tuple[str, str, str]] = Counter()
    whole = {place: older(value, place, lost) for place, value in made.items()}
    return whole, [Lost(dataset, None, field, f"{n} values", why) for (_, field, why), n in sorted(lost.items())]


def older(value: Any, place: str, lost: Counter[tuple[str, str, str]]) -> Any:
    """A value that stands at a place of a package, as 1.0 has it; what it loses is counted."""
    if isinstance(value, list):
        return [older(one, place, lost) for one in value]
    if not isinstance(value, dict):
        return value
    kept: dict[str, Any] = {}
    for name, inner in value.items():
        if name in NEWER | NEWER_OF.get(place, frozenset()):
            lost[place, f"{place}.{name}", "CASE 1.0 does not have it"] += 1
        elif name == "associationType" and inner not in TYPES - {"isTranslationOf"}:
            lost[place, f"{place}.{name}", f"CASE 1.0 has no type {inner}; written as {PLAINEST}"] += 1
            kept[name] = PLAINEST
        else:
            kept[name] = older(inner, name if isinstance(inner, list | dict) else place, lost)
    return kept
