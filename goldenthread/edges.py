"""The smallest missing edge of each type of gap, and where the workbook takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Edge:
    """What is to be written down: a thing of the kind `subject`, a property, a thing of the kind `object` (or a
    value), on a sheet of the workbook, in these columns. `focus` says which end the gap lies at."""

    subject: str
    property: str
    object: str
    sheet: str
    columns: tuple[str, ...]
    focus: str = "object"


def _edge(subject: str, prop: str, object_: str, sheet: str, columns: str, *, own: bool = False) -> Edge:
    return Edge(subject, prop, object_, sheet, tuple(columns.split()), "subject" if own else "object")


_CLAIM: Final = "competency level"
EDGES: Final[Mapping[str, Edge]] = {
    "G01": _edge("competency", "operationalises", "goal", "competencies", "operationalises"),
    "G02": _edge("programme", "realises", "goal", "programmes", "realises"),
    "G03": _edge("programme", "realises", "goal", "programmes", "realises", own=True),
    "G04": _edge("indicator", "measures", "goal", "indicators", "measures"),
    "G05": _edge(
        "indicator", "targetValue", "value", "indicators",
        "baseline_value baseline_date target_value target_date", own=True,
    ),
    "G06": _edge("observation", "ofIndicator", "indicator", "observations", "indicator date value"),
    "G07": _edge("document", "replaces", "document", "documents", "replaces start"),
    "G08": _edge("document", "implements", "document", "documents", "implements", own=True),
    "G09": _edge("goal", "statedIn", "document", "goals", "document locator", own=True),
    "G10": _edge("competency", "operationalises", "goal", "competencies", "operationalises", own=True),
    "G11": _edge("competency", "broader", "domain", "competencies", "parent"),
    "G12": _edge("performance indicator", "broader", "competency", "competencies", "kind parent"),
    "G13": _edge("performance indicator", "atLevel", "level", "competencies", "parent level"),
    "G14": _edge("status", "of", "standard", "statuses", "of status date"),
    "G15": _edge("mapping", "object", "cell", "mappings", "subject predicate object"),
    "G16": _edge("mapping", "subject", "competency", "mappings", "subject predicate object"),
    "G17": _edge("mapping", "subject", "competency", "mappings", "subject predicate object"),
    "G18": _edge("module", "teaches", "competency", "teaching", f"module {_CLAIM}"),
    "G19": _edge("module", "teaches", "competency", "teaching", f"module {_CLAIM}"),
    "G20": _edge("module", "teaches", "competency", "teaching", f"module {_CLAIM}", own=True),
    "G21": _edge("curriculum", "conformsTo", "standard", "curricula", "conforms_to", own=True),
    "G22": _edge("module", "teaches", "competency", "teaching", f"module {_CLAIM}"),
    "G23": _edge("module", "teaches", "competency", "teaching", f"module {_CLAIM}"),
    "G24": _edge("module", "hours", "value", "modules", "hours credits", own=True),
    "G25": _edge("offering", "ofModule", "module", "offerings", "module start end"),
    "G26": _edge("offering", "trainers", "value", "offerings", "module tier trainers trainer_level"),
    "G27": _edge("offering", "inRegion", "region", "offerings", "module region start end"),
    "G28": _edge("assessment", "assesses", "competency", "assessing", f"assessment {_CLAIM}"),
    "G29": _edge("module", "teaches", "competency", "teaching", f"module {_CLAIM}"),
    "G30": _edge("assessment", "assesses", "competency", "assessing", f"assessment {_CLAIM}"),
    "G31": _edge("credential", "certifies", "competency", "certifying", f"credential {_CLAIM} assessments"),
    "G32": _edge("assessment", "assesses", "competency", "assessing", f"assessment {_CLAIM}"),
    "G33": _edge("indicator", "measures", "programme", "indicators", "measures result_level"),
    "G34": _edge("observation", "ofIndicator", "indicator", "observations", "indicator date value"),
    "G35": _edge("claim", "asserter", "value", "teaching", "asserter date source locator", own=True),
    "G37": _edge("finding", "informs", "competency", "findings", "informs", own=True),
}  # fmt: skip
# The gap type whose edge is the first missing step of a broken thread (G36), by its stage.
STEPS: Final[Mapping[str, str]] = {
    "programme": "G02", "competency": "G01", "module": "G18", "assessment": "G28", "credential": "G31",
}  # fmt: skip
# Where the claims of each kind are written down, for a claim that lacks its grounds (G35).
CLAIMS: Final[Mapping[str, str]] = {
    "TeachingClaim": "teaching", "AssessmentClaim": "assessing", "CertificationClaim": "certifying",
    "Mapping": "mappings",
}  # fmt: skip
_GOAL: Final = _edge("goal", "addressesTeachers", "value", "goals", "addresses_teachers", own=True)


def edge_of(code: str, stage: str, focus: str = "") -> Edge:
    """The missing edge of a gap: by its type, of a broken thread by its stage, of a claim by the class of its focus."""
    if code == "G36":
        return EDGES[STEPS[stage]] if stage in STEPS else _GOAL
    if code == "G35" and focus in CLAIMS:
        held = EDGES[code]
        return Edge(held.subject, held.property, held.object, CLAIMS[focus], held.columns, held.focus)
    return EDGES[code]
