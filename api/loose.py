"""What a country has on record that no goal leads to: the ends from which a thread could be tied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from goldenthread import questions, terms
from goldenthread.api.asked import Asked
from goldenthread.api.steps import COLUMNS, told_on
from goldenthread.edges import Edge
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.things import STAGES, Thing, things_of
from goldenthread.trace import Thread

LISTED: Final = 6  # things named before "and n more"


@dataclass(frozen=True)
class Loose:
    """What is on record at a stage and on no thread: how many, the first by name, and where to write the link."""

    stage: str
    total: int
    first: tuple[Thing, ...]
    edge: Edge


def loose(asked: Asked, country: str, threads: Iterable[Thread]) -> tuple[Loose, ...]:
    """Stage by stage, what a country has that none of its `threads` reaches."""
    tied = {step.thing.iri for thread in threads for found in thread.stages.values() for step in found}
    there: dict[str, list[str]] = {stage: [] for stage in COLUMNS}
    for kind, thing in questions.ask(asked.store, "on-record", country=NamedNode(country)).rows:
        if text_of(thing) not in tied:
            there[STAGES[text_of(kind).removeprefix(terms.GT)]].append(text_of(thing))
    called = things_of(asked.store, (iri for found in there.values() for iri in found[:LISTED]), asked.languages)
    return tuple(_loose(stage, found, called) for stage, found in there.items() if found)


def _loose(stage: str, found: Sequence[str], called: dict[str, Thing]) -> Loose:
    return Loose(stage, len(found), tuple(called[iri] for iri in found[:LISTED]), told_on(stage))
