"""A goal's thread as a row of beads: what stands at each step, and how the line leads to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from goldenthread.api import words
from goldenthread.trace import Thread

COLUMNS: Final = ("programme", "competency", "module", "assessment", "credential")
LISTED: Final = 3  # codes named under a bead before "and n more"
# What is said where a step is missing: words for a break, words for what is not on record.
MISSING: Final[Mapping[str, tuple[str, str]]] = {
    "programme": ("No programme carries it", "No programme on record"),
    "competency": ("No competency answers it", "No competency on record"),
    "module": ("No module teaches it", "No module on record"),
    "assessment": ("Nobody checks it", "No assessment on record"),
    "credential": ("Nothing certifies it", "No credential on record"),
}


@dataclass(frozen=True)
class Step:
    """One bead. `state` is a status, "off" (not reached), "past" (nothing is to be reached) or "pass" (the thread
    goes by without it); `to` is the state of the next bead, which the line towards it shows ("none" at the end)."""

    stage: str
    state: str
    head: str
    note: str
    to: str = "none"


def steps(thread: Thread) -> tuple[Step, ...]:
    """The beads of a thread, left to right."""
    beads = [_bead(thread, stage) for stage in COLUMNS]
    last = max((place for place, bead in enumerate(beads) if bead.state in {"intact", "weak"}), default=-1)
    seen_end = False
    drawn: list[Step] = []
    for place, bead in enumerate(beads):
        state = bead.state
        if state == "empty":
            state = "pass" if place < last else _after(thread) if seen_end else _end(thread)
        seen_end = seen_end or state in {"broken", "unknown", "outside"}
        drawn.append(_worded(bead, state))
    return tuple(
        Step(step.stage, step.state, step.head, step.note, following.state if following else "none")
        for step, following in zip(drawn, [*drawn[1:], None], strict=True)
    )


def _bead(thread: Thread, stage: str) -> Step:
    found = thread.stages.get(stage, ())
    if not found:
        return Step(stage, "empty", "", "")
    certain = [step for step in found if step.certain]
    # Where a weak thread first lacks a step, what stands there covers only part of what was asked.
    weak = len(certain) < len(found) or (thread.status == "weak" and thread.breaks_at == stage)
    if len(found) == 1:
        only = found[0].thing
        head, note = (only.code, only.label) if only.code and only.label else (only.name, "")
    else:
        head = f"{len(found)} {words.NOUN[stage][1]}"
        codes = [step.thing.code or step.thing.label for step in found]
        note = ", ".join(codes[:LISTED]) + (f" and {len(codes) - LISTED} more" if len(codes) > LISTED else "")
    return Step(stage, "weak" if weak else "intact", head, note)


def _end(thread: Thread) -> str:
    """The state of the first step that is not there."""
    return thread.status if thread.status in {"broken", "unknown", "outside"} else "off"


def _after(thread: Thread) -> str:
    """The state of the steps behind it: a goal that ends on purpose has none."""
    return "past" if thread.status == "outside" else "off"


def _worded(bead: Step, state: str) -> Step:
    if state == "broken":
        return Step(bead.stage, state, MISSING[bead.stage][0], "")
    if state == "unknown":
        return Step(bead.stage, state, MISSING[bead.stage][1], "")
    if state == "outside":
        return Step(bead.stage, state, "Ends here on purpose", "Not meant to reach teachers")
    return Step(bead.stage, state, bead.head, bead.note)
