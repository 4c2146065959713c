"""Plain words for what the graph says in codes: an advisor's page never shows a term of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STATUS: Final[Mapping[str, str]] = {
    "broken": "Broken",
    "weak": "Weak",
    "unknown": "Not known",
    "intact": "Intact",
    "outside": "Outside",
}
# What each status means, for the key under a picture.
MEANING: Final[Mapping[str, str]] = {
    "intact": "Each step is on record, and the next one picks it up, at the level that was asked.",
    "weak": "It gets there, but only partly: some competencies are missed, a level is too low, or a link still "
    "waits for review.",
    "unknown": "A step is not on record, and nobody has said that the record is complete. It may exist.",
    "broken": "A step is missing where the record was declared complete. Nothing after it can be counted on.",
    "outside": "The goal is not meant to reach teachers, such as power supply. It ends here on purpose.",
}
STAGE: Final[Mapping[str, str]] = {
    "document": "Document",
    "goal": "Policy goal",
    "programme": "Programmes",
    "requirement": "Requirements",
    "standard": "Teacher standard",
    "competency": "Competencies",
    "module": "Training modules",
    "offering": "Offerings",
    "assessment": "Assessment",
    "credential": "Credentials",
    "indicator": "Indicators",
    "mapping": "Matches",
    "finding": "Findings",
}
NOUN: Final[Mapping[str, tuple[str, str]]] = {
    "document": ("document", "documents"),
    "goal": ("goal", "goals"),
    "programme": ("programme", "programmes"),
    "requirement": ("requirement", "requirements"),
    "standard": ("standard", "standards"),
    "competency": ("competency", "competencies"),
    "module": ("module", "modules"),
    "offering": ("offering", "offerings"),
    "assessment": ("assessment", "assessments"),
    "credential": ("credential", "credentials"),
    "indicator": ("indicator", "indicators"),
    "mapping": ("match", "matches"),
    "finding": ("finding", "findings"),
}
VERIFICATION: Final[Mapping[str, str]] = {
    "verified": "Verified at the source",
    "recalled": "From general knowledge",
    "doubtful": "Doubtful",
}
BASIS: Final[Mapping[str, str]] = {"stated": "Stated in the text", "judged": "Judged from wording"}
GAP: Final[Mapping[str, str]] = {"open": "Gap", "unknown": "Not known", "waived": "Waived"}
SEVERITY: Final[Mapping[str, str]] = {"violation": "Serious", "warning": "Important", "info": "Worth knowing"}


def spoken(name: str | None) -> str:
    """A local name or code as words: `addressesTeachers` and `in_force` become readable."""
    text = (name or "").replace("#", "/").rsplit("/", 1)[-1].replace("_", " ")
    parted = "".join(
        f" {c.lower()}" if c.isupper() and i and not text[i - 1].isupper() else c for i, c in enumerate(text)
    )
    return parted[:1].upper() + parted[1:]
