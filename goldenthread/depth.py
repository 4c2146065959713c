"""How deep the goals of a country reach: whether each next step exists, beside whether the whole chain holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from goldenthread import questions, terms
from goldenthread import trace as threading
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.threads import FULLY, MISSING, STEPS, Known, Links, links_of, reached

Answer = Literal["yes", "no", "unknown"]
STAGES: Final = ("programme", "competency", "module", "assessment", "credential")


@dataclass(frozen=True)
class Hop:
    """One step of one goal. `shallow`: something is there, for some of what is asked. `deep`: every step up to here is
    there for all that is asked, at the level and for the group."""

    shallow: Answer
    deep: Answer


@dataclass(frozen=True)
class Depth:
    """A goal that is meant to reach teachers (or of which that is not said), its standing, and each step."""

    goal: str
    status: str
    breaks_at: str | None
    hops: Mapping[str, Hop]


@dataclass(frozen=True)
class Count:
    """How many goals reach a step, `of` how many: as numerator `yes`, and apart from it what is not known. `broken`
    and `unsure`: the goals whose thread first lacks this step, as a gap or as not known."""

    stage: str
    shallow: Mapping[Answer, int]
    deep: Mapping[Answer, int]
    broken: int
    unsure: int
    of: int


def depths(store: Store, country: str) -> tuple[Depth, ...]:
    """The goals of a country but those outside, worst first. As the report of `store` has it."""
    links = links_of(store, _known(store))
    addressed = {text_of(goal): text_of(said) for goal, said in questions.ask(store, "thread-goals").rows}
    return tuple(
        Depth(goal, status, stage, _hops(links, goal, said=bool(addressed.get(goal))))
        for goal, status, stage in threading.threads(store, country)
        if status != "outside"
    )


def _known(store: Store) -> Iterable[Known]:
    report = NamedNode(terms.GRAPH_report)
    open_ = {
        text_of(q.subject): text_of(q.object) == "open"
        for q in store.quads(None, NamedNode(terms.gapStatus), None, report)
    }
    focus = {text_of(q.subject): text_of(q.object) for q in store.quads(None, NamedNode(terms.focus), None, report)}
    for quad in store.quads(None, NamedNode(terms.gapType), None, report):
        gap = text_of(quad.subject)
        yield Known(gap, text_of(quad.object).removeprefix(terms.GT), focus[gap], open_[gap])


def _hops(links: Links, goal: str, *, said: bool) -> dict[str, Hop]:
    """Each step of a goal. Where it is not said whether the goal is for teachers, nothing is known of what is
    missing."""
    serving = sorted(links.serving.get(goal, ()))
    hops: dict[str, Hop] = {}
    whole: Answer = "yes"
    for stage in STAGES:
        shallow, full = _step(links, goal, stage, serving)
        if not said:
            shallow, full = (answer if answer == "yes" else "unknown" for answer in (shallow, full))
        whole = _both(whole, full)
        hops[stage] = Hop(shallow, whole)
    return hops


def _step(links: Links, goal: str, stage: str, serving: list[str]) -> tuple[Answer, Answer]:
    """Whether a step is there at all, and whether it is there for everything that is asked."""
    if stage in {"programme", "competency"}:
        there = terms.realises in links.marks.get(goal, ()) if stage == "programme" else bool(serving)
        found: Answer = "yes" if there else _missing(links, ("G02" if stage == "programme" else "G01",), [goal])
        return found, found
    step = next(step for step in STEPS if step.stage == stage)
    if not serving:
        found = _missing(links, ("G01",), [goal])
        return found, found
    reach = {competency: reached(links, competency, step) for competency in serving}
    nodes = {one: [one, *links.requirements.get(one, ())] for one in serving}
    lacks = [_missing(links, (step.missing,), nodes[one]) for one in serving if reach[one] == MISSING]
    thin = [_missing(links, step.thin, nodes[one]) for one in serving if reach[one] < FULLY]
    shallow: Answer = "yes" if any(reach.values()) else "no" if all(one == "no" for one in lacks) else "unknown"
    full: Answer = "yes" if not thin else "no" if "no" in thin else "unknown"
    return shallow, full


def _missing(links: Links, codes: tuple[str, ...], nodes: Iterable[str]) -> Answer:
    """What is said of something that is not there: "no" where gaps of these types report it and one is open."""
    return "no" if any(gap.open for gap in links.reported(codes, nodes)) else "unknown"


def _both(one: Answer, other: Answer) -> Answer:
    return "no" if "no" in {one, other} else "unknown" if "unknown" in {one, other} else "yes"


def counts(found: Iterable[Depth]) -> tuple[Count, ...]:
    """Goals by step: numerators, what is not known, and the denominator."""
    listed = tuple(found)
    return tuple(_count(stage, listed) for stage in STAGES)


def _count(stage: str, listed: tuple[Depth, ...]) -> Count:
    def tally(which: Literal["shallow", "deep"]) -> dict[Answer, int]:
        answers: list[Answer] = [getattr(depth.hops[stage], which) for depth in listed]
        return {answer: answers.count(answer) for answer in ("yes", "no", "unknown")}

    first = [depth.status for depth in listed if depth.breaks_at == stage]
    return Count(stage, tally("shallow"), tally("deep"), first.count("broken"), first.count("unknown"), len(listed))
