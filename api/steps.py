"""A goal's thread as a row of beads: what stands at each step, and how the line leads to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from goldenthread.api import words
from goldenthread.api.words import _
from goldenthread.edges import Edge, edge_of
from goldenthread.trace import Thread

COLUMNS: Final = ("programme", "competency", "module", "assessment", "credential")
LISTED: Final = 3  # codes named under a bead before "and n more"


@dataclass(frozen=True)
class Step:
    """One bead. `state` is a status, "off" (not reached), "past" (nothing is to be reached) or "pass" (the thread
    goes by without it); `to` is the state of the next bead, which the line towards it shows ("none" at the end);
    `edge` is what would have to be told where the step is not known."""

    stage: str
    state: str
    head: str
    note: str
    to: str = "none"

    @property
    def edge(self) -> Edge | None:
        return told_on(self.stage) if self.state == "unknown" else None


def told_on(stage: str) -> Edge:
    """The link that would tie a stage to the thread, with the sheet that takes it; of a goal, whether it is meant for
    teachers."""
    return edge_of("G36", stage)


def steps(thread: Thread, thin: Collection[str] = (), gone: Collection[str] = ()) -> tuple[Step, ...]:
    """The beads of a thread, left to right; `thin` are the stages where gaps are reported on it, `gone` those where
    something on it is known to lead to nothing."""
    last = max((place for place, stage in enumerate(COLUMNS) if thread.stages.get(stage)), default=-1)
    partly = _partly(thread, thin)
    ended = False
    drawn: list[Step] = []
    for place, stage in enumerate(COLUMNS):
        if thread.stages.get(stage):
            bead = _there(thread, stage, partly)
        elif thread.status == "unknown":
            bead = Step(stage, "off", "", "") if stage in gone else Step(stage, "unknown", words.STATUS["unknown"], "")
        else:
            bead = _missing(thread, stage, place < last, ended)
        ended = ended or bead.state in {"broken", "outside"}
        drawn.append(bead)
    return tuple(
        replace(step, to=following.state if following else "none")
        for step, following in zip(drawn, [*drawn[1:], None], strict=True)
    )


def _partly(thread: Thread, thin: Collection[str]) -> Collection[str]:
    """The stages where a weak thread is thin. Where no rule says which, it is the way from training on."""
    if thread.status != "weak":
        return ()
    unsure = {stage for stage, found in thread.stages.items() if not all(step.certain for step in found)}
    return unsure | set(thin).intersection(COLUMNS) or {"module", "assessment", "credential"}


def _there(thread: Thread, stage: str, partly: Collection[str]) -> Step:
    """A step that is there: whole, in part, or not for all that was asked."""
    found = thread.stages[stage]
    if len(found) == 1:
        only = found[0].thing
        head, note = (only.code, only.label) if only.code and only.label else (only.name, "")
    else:
        head = _(*words.NOUN[stage], n=len(found))
        codes = [step.thing.code or step.thing.label for step in found]
        listed = ", ".join(codes[:LISTED])
        more = len(codes) - LISTED
        note = _("{listed} and {more} more", listed=listed, more=more) if more > 0 else listed
    if stage == thread.breaks_at and thread.status in {"broken", "unknown"}:
        named = _("{head}: {note}", head=head, note=note) if len(found) > 1 else head
        said = _("Not for all") if thread.status == "broken" else _("Not known for all")
        return Step(stage, thread.status, said, named)
    weak = stage in partly or not all(step.certain for step in found)
    return Step(stage, "weak" if weak else "intact", head or "", note)


def _missing(thread: Thread, stage: str, goes_on: bool, ended: bool) -> Step:
    """A step that is not there: the end of the thread, behind its end, or one that the thread does without."""
    if thread.status == "outside":
        return Step(stage, "past", "", "") if ended else Step(stage, "outside", _("Ends here on purpose"), "")
    if ended:
        return Step(stage, "off", "", "")
    if goes_on and stage != thread.breaks_at:
        return Step(stage, "pass", "", "")
    return Step(stage, "broken" if thread.status == "broken" else "off", words.MISSING[stage][0], "")
