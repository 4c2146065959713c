"""The words of a gap: what is wrong or not known, what to do next, and what is declared complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goldenthread import terms
from goldenthread.gaptypes import GapType
from goldenthread.loaders import sheets
from goldenthread.things import Thing

# The sheet of the workbook on which links of a kind are written down.
SHEETS: Mapping[str, str] = {
    "operationalises": "competencies", "realises": "programmes", "requires": "programmes", "measures": "indicators",
    "implements": "documents", "replaces": "documents", "indicators": "competencies", "teaches": "teaching",
    "offered": "offerings", "trainers": "offerings", "assesses": "assessing", "certifies": "certifying",
    "mapped": "mappings", "informs": "findings", "observations": "observations",
}  # fmt: skip
# The sheet on which the first missing step of a thread is written down, by its stage.
STEPS: Mapping[str, str] = {
    "goal": "goals", "programme": "programmes", "competency": "competencies", "module": "teaching",
    "assessment": "assessing", "credential": "certifying",
}  # fmt: skip
# What bears a name of its own in a sentence, and needs no quotation marks.
_NAMED = frozenset({terms.Jurisdiction, terms.Level, terms.Region, terms.TargetGroup})


@dataclass(frozen=True)
class Waived:
    """Who accepts a gap, up to which day (as YYYY-MM-DD), and why."""

    by: str
    until: str
    reason: str


@dataclass(frozen=True)
class Facts:
    """What the words of one gap are made from. `lacking`: the link kinds not declared complete; `evidence`: things
    that bear it out or make it doubtful; `candidates`: what only a candidate claim would give."""

    kind: GapType
    unknown: bool
    stage: str
    focus: Thing
    object: Thing | None
    group: Thing | None
    level: Thing | None
    evidence: tuple[Thing | str, ...]
    candidates: tuple[Thing, ...]
    lacking: tuple[str, ...]
    waived: Waived | None = None

    @property
    def names(self) -> Mapping[str, str]:
        """What stands in the place of {focus} and the others."""
        return {
            "focus": named(self.focus),
            "object": named(self.object) if self.object else "",
            "value": _listed(self.evidence),
            "group": named(self.group) if self.group else "teachers",
            "level": named(self.level) if self.level else "any level",
            "stage": self.stage,
        }


def named(thing: Thing | str) -> str:
    """A thing in a sentence: its label in quotation marks, or its code."""
    if isinstance(thing, str):
        return thing
    if not thing.label:
        return thing.code or thing.iri
    return thing.label if thing.type in _NAMED else f"“{thing.label}”"


def message(facts: Facts) -> str:
    """What is wrong, or what is not known."""
    if _undirected(facts):
        return f"It is not said whether {named(facts.focus)} is meant to reach teachers."
    return (facts.kind.unknown if facts.unknown else facts.kind.message).format_map(facts.names)


def remedy(facts: Facts) -> str:
    """The next step: of a gap, with the candidate claims that wait for review; of what is not known, the sheet; of
    what is waived, nothing for now."""
    if facts.waived:
        return f"Accepted by {facts.waived.by} up to {facts.waived.until}: {facts.waived.reason}"
    if facts.unknown:
        return _telling(facts)
    mending = facts.kind.remedy.format_map(facts.names)
    if not facts.candidates:
        return mending
    return f"{mending} Waiting to be accepted or rejected: {_listed(facts.candidates)}."


def _undirected(facts: Facts) -> bool:
    """Whether a thread is not known because nobody has said whom its goal is for."""
    return facts.unknown and not facts.kind.select and facts.stage == "goal"


def _telling(facts: Facts) -> str:
    if _undirected(facts):
        return "Say on the sheet goals, in the column addresses_teachers, whether it is: yes or no."
    if not facts.kind.select:
        return f"Tell us on the sheet {STEPS.get(facts.stage, 'goals')}; the gaps on this thread say what."
    if not facts.lacking:
        doubtful = _listed(one for one in facts.evidence if _told_on(facts.kind.sheets, one)) or named(facts.focus)
        return f"Fill in what is left empty about {doubtful} on the sheet {' or '.join(facts.kind.sheets)}."
    places = " or ".join(dict.fromkeys(SHEETS[link] for link in facts.lacking))
    complete = f"{', '.join(facts.lacking)} {'is' if len(facts.lacking) == 1 else 'are'} complete"
    return f"Tell us on the sheet {places}. If there is nothing to tell, say on the sheet completeness that {complete}."


def _told_on(names: Iterable[str], thing: Thing | str) -> bool:
    """Whether a row of these sheets can be about a thing or name it; where not, the thing bears it out, and nothing
    that is left empty about it is in doubt."""
    if isinstance(thing, str) or not thing.type:
        return True
    homes = {sheet.name for sheet in sheets.SHEETS if thing.type in sheet.classes.values()}
    told = [sheets.BY_NAME[name] for name in names]
    return any(sheet.name in homes or any(homes.intersection(one.sheets) for one in sheet.columns) for sheet in told)


def completeness(facts: Facts) -> str:
    """What is declared complete where the gap needs it; an open gap that lacks it is said by the row itself."""
    if not facts.kind.rests_on or (facts.lacking and not facts.unknown):
        return "needs no declaration"
    if facts.lacking:
        return f"not declared complete: {', '.join(facts.lacking)}"
    return f"declared complete: {', '.join(facts.kind.rests_on)}"


def _listed(things: Iterable[Thing | str]) -> str:
    return ", ".join(sorted({named(thing) for thing in things}))
