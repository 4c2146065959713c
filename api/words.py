"""Plain words for what the graph says in codes: an advisor's page never shows a term of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final


class Said(str):
    """Text of the interface, in English, which a page says in its own language. As a string it reads in English."""

    message: str
    many: str | None
    values: Mapping[str, Any]

    def __new__(cls, message: str, many: str | None = None, /, **values: Any) -> Said:
        made = super().__new__(cls, (message if many is None or values["n"] == 1 else many).format_map(values))
        made.message, made.many, made.values = message, many, values
        return made


_ = Said  # by this name the messages of a module are found


def counted(one: str, many: str | None = None) -> tuple[str, str]:
    """The messages for a number of things, by the noun for one and for more."""
    return f"{{n}} {one}", f"{{n}} {many or one + 's'}"


STATUS: Final[Mapping[str, Said]] = {
    "broken": _("Broken"),
    "weak": _("Weak"),
    "unknown": _("Not known"),
    "intact": _("Intact"),
    "outside": _("Outside"),
}
# What each status means, for the key under a picture.
MEANING: Final[Mapping[str, Said]] = {
    "intact": _("Each step is on record, and the next one picks it up, at the level that was asked."),
    "weak": _(
        "It gets there, but only partly: some competencies are missed, a level is too low, or a link still "
        "waits for review."
    ),
    "unknown": _("A step is not on record, and nobody has said that the record is complete. It may exist."),
    "broken": _("A step is missing where the record was declared complete. Nothing after it can be counted on."),
    "outside": _("The goal is not meant to reach teachers, such as power supply. It ends here on purpose."),
}
STAGE: Final[Mapping[str, Said]] = {
    "document": _("Document"),
    "goal": _("Policy goal"),
    "programme": _("Programmes"),
    "requirement": _("Requirements"),
    "standard": _("Teacher standard"),
    "competency": _("Competencies"),
    "module": _("Training modules"),
    "offering": _("Offerings"),
    "assessment": _("Assessment"),
    "credential": _("Credentials"),
    "indicator": _("Indicators"),
    "mapping": _("Matches"),
    "finding": _("Findings"),
}
NOUN: Final[Mapping[str, tuple[str, str]]] = {
    "document": counted("document", "documents"),
    "goal": counted("goal", "goals"),
    "programme": counted("programme", "programmes"),
    "requirement": counted("requirement", "requirements"),
    "standard": counted("standard", "standards"),
    "competency": counted("competency", "competencies"),
    "module": counted("module", "modules"),
    "offering": counted("offering", "offerings"),
    "assessment": counted("assessment", "assessments"),
    "credential": counted("credential", "credentials"),
    "indicator": counted("indicator", "indicators"),
    "mapping": counted("match", "matches"),
    "finding": counted("finding", "findings"),
}
VERIFICATION: Final[Mapping[str, Said]] = {
    "verified": _("Verified at the source"),
    "recalled": _("From general knowledge"),
    "doubtful": _("Doubtful"),
}
BASIS: Final[Mapping[str, Said]] = {"stated": _("Stated in the text"), "judged": _("Judged from wording")}
# What was looked for where a step is missing.
LOOKED: Final[Mapping[str, Said]] = {
    "document": _("documents that replace it or that it carries out"),
    "goal": _("what is said of it on the sheet goals"),
    "programme": _("programmes, projects and actions that carry it"),
    "requirement": _("requirements of it"),
    "standard": _("teacher standards in force"),
    "competency": _("competencies that answer it, and programmes that ask for one"),
    "module": _("current training modules that teach it to this group of teachers"),
    "offering": _("offerings on this day"),
    "assessment": _("assessments that check it"),
    "credential": _("credentials that certify it"),
    "indicator": _("indicators that measure it"),
    "mapping": _("matches to the framework in force"),
    "finding": _("what was done about it"),
}
# What is said where a step is missing: words for a break, words for what is not on record.
MISSING: Final[Mapping[str, tuple[Said, Said]]] = {
    "programme": (_("No programme carries it"), _("No programme on record")),
    "competency": (_("No competency answers it"), _("No competency on record")),
    "module": (_("No module teaches it"), _("No module on record")),
    "assessment": (_("Nobody checks it"), _("No assessment on record")),
    "credential": (_("Nothing certifies it"), _("No credential on record")),
}
# A step in words: which end is the subject of the sentence, and the verb.
RELATION: Final[Mapping[str, tuple[str, Said]]] = {
    "statedIn": ("target", _("is stated in")),
    "implements": ("target", _("implements")),
    "partOfPlan": ("target", _("is part of")),
    "broader": ("target", _("is part of")),
    "realises": ("target", _("carries")),
    "operationalises": ("target", _("answers")),
    "sets": ("source", _("sets")),
    "requires": ("source", _("asks for")),
    "ofCompetency": ("source", _("asks for")),
    "inScheme": ("target", _("belongs to")),
    "teaches": ("target", _("teaches")),
    "ofModule": ("target", _("offers")),
    "assesses": ("target", _("assesses")),
    "certifies": ("target", _("certifies")),
    "mapping": ("source", _("is matched to")),
    "measures": ("target", _("measures")),
    "informs": ("source", _("informs")),
}
GAP: Final[Mapping[str, Said]] = {"open": _("Gap"), "unknown": _("Not known"), "waived": _("Waived")}
SEVERITY: Final[Mapping[str, Said]] = {"violation": _("Serious"), "warning": _("Important"), "info": _("Worth knowing")}

_SKOS, _DC, _SCHEMA = "http://www.w3.org/2004/02/skos/core#", "http://purl.org/dc/terms/", "https://schema.org/"
# What we borrow from other vocabularies, in our words.
FOREIGN: Final[Mapping[str, Said]] = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": _("Kind"),
    _SKOS + "prefLabel": _("Name"),
    _SKOS + "altLabel": _("Other name"),
    _SKOS + "notation": _("Code"),
    _SKOS + "definition": _("Text"),
    _SKOS + "note": _("Note"),
    _SKOS + "broader": _("Part of"),
    _SKOS + "narrower": _("Parts"),
    _SKOS + "inScheme": _("In"),
    _SKOS + "topConceptOf": _("At the top of"),
    _SKOS + "hasTopConcept": _("Top entries"),
    _SKOS + "exactMatch": _("Same meaning as"),
    _SKOS + "closeMatch": _("Close to"),
    _SKOS + "broadMatch": _("Narrower than"),
    _SKOS + "narrowMatch": _("Broader than"),
    _SKOS + "relatedMatch": _("Overlaps"),
    _DC + "source": _("Source"),
    _DC + "issued": _("Issued"),
    _DC + "publisher": _("Published by"),
    _DC + "license": _("Licence"),
    _DC + "language": _("Languages"),
    _DC + "identifier": _("Id"),
    _DC + "date": _("Date"),
    _DC + "replaces": _("Replaces"),
    _DC + "isReplacedBy": _("Replaced by"),
    _DC + "isPartOf": _("Part of"),
    _DC + "title": _("Title"),
    _SCHEMA + "url": _("Web address"),
    "http://www.w3.org/ns/prov#wasDerivedFrom": _("Derived from"),
    "http://www.w3.org/ns/org#subOrganizationOf": _("Part of"),
}


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def spoken(name: str | None) -> str:
    """A local name or code as words: `addressesTeachers` and `in_force` become readable."""
    text = (name or "").replace("#", "/").rsplit("/", 1)[-1].replace("_", " ")
    return capital(re.sub(r"(?<=[a-z])[A-Z]", lambda found: " " + found.group().lower(), text))
