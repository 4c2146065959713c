"""Plain words for what the graph says in codes: an advisor's page never shows a term of the vocabulary."""

from __future__ import annotations

import re
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
# What was looked for where a step is missing.
LOOKED: Final[Mapping[str, str]] = {
    "document": "documents that replace it or that it carries out",
    "goal": "what is said of it on the sheet goals",
    "programme": "programmes, projects and actions that carry it",
    "requirement": "requirements of it",
    "standard": "teacher standards in force",
    "competency": "competencies that answer it, and programmes that ask for one",
    "module": "current training modules that teach it to this group of teachers",
    "offering": "offerings on this day",
    "assessment": "assessments that check it",
    "credential": "credentials that certify it",
    "indicator": "indicators that measure it",
    "mapping": "matches to the framework in force",
    "finding": "what was done about it",
}
# What is said where a step is missing: words for a break, words for what is not on record.
MISSING: Final[Mapping[str, tuple[str, str]]] = {
    "programme": ("No programme carries it", "No programme on record"),
    "competency": ("No competency answers it", "No competency on record"),
    "module": ("No module teaches it", "No module on record"),
    "assessment": ("Nobody checks it", "No assessment on record"),
    "credential": ("Nothing certifies it", "No credential on record"),
}
# A step in words: which end is the subject of the sentence, and the verb.
RELATION: Final[Mapping[str, tuple[str, str]]] = {
    "statedIn": ("target", "is stated in"),
    "implements": ("target", "implements"),
    "partOfPlan": ("target", "is part of"),
    "broader": ("target", "is part of"),
    "realises": ("target", "carries"),
    "operationalises": ("target", "answers"),
    "sets": ("source", "sets"),
    "requires": ("source", "asks for"),
    "ofCompetency": ("source", "asks for"),
    "inScheme": ("target", "belongs to"),
    "teaches": ("target", "teaches"),
    "ofModule": ("target", "offers"),
    "assesses": ("target", "assesses"),
    "certifies": ("target", "certifies"),
    "mapping": ("source", "is matched to"),
    "measures": ("target", "measures"),
    "informs": ("source", "informs"),
}
GAP: Final[Mapping[str, str]] = {"open": "Gap", "unknown": "Not known", "waived": "Waived"}
SEVERITY: Final[Mapping[str, str]] = {"violation": "Serious", "warning": "Important", "info": "Worth knowing"}

_SKOS, _DC, _SCHEMA = "http://www.w3.org/2004/02/skos/core#", "http://purl.org/dc/terms/", "https://schema.org/"
# What we borrow from other vocabularies, in our words.
FOREIGN: Final[Mapping[str, str]] = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": "Kind",
    _SKOS + "prefLabel": "Name",
    _SKOS + "altLabel": "Other name",
    _SKOS + "notation": "Code",
    _SKOS + "definition": "Text",
    _SKOS + "note": "Note",
    _SKOS + "broader": "Part of",
    _SKOS + "narrower": "Parts",
    _SKOS + "inScheme": "In",
    _SKOS + "topConceptOf": "At the top of",
    _SKOS + "hasTopConcept": "Top entries",
    _SKOS + "exactMatch": "Same meaning as",
    _SKOS + "closeMatch": "Close to",
    _SKOS + "broadMatch": "Narrower than",
    _SKOS + "narrowMatch": "Broader than",
    _SKOS + "relatedMatch": "Overlaps",
    _DC + "source": "Source",
    _DC + "issued": "Issued",
    _DC + "publisher": "Published by",
    _DC + "license": "Licence",
    _DC + "language": "Languages",
    _DC + "identifier": "Id",
    _DC + "date": "Date",
    _DC + "replaces": "Replaces",
    _DC + "isReplacedBy": "Replaced by",
    _DC + "isPartOf": "Part of",
    _DC + "title": "Title",
    _SCHEMA + "url": "Web address",
    "http://www.w3.org/ns/prov#wasDerivedFrom": "Derived from",
    "http://www.w3.org/ns/org#subOrganizationOf": "Part of",
}


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def spoken(name: str | None) -> str:
    """A local name or code as words: `addressesTeachers` and `in_force` become readable."""
    text = (name or "").replace("#", "/").rsplit("/", 1)[-1].replace("_", " ")
    return capital(re.sub(r"(?<=[a-z])[A-Z]", lambda found: " " + found.group().lower(), text))
