"""How the thread of each goal stands, rolled up from the links that hold and the gaps on its nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from goldenthread import questions, terms
from goldenthread.store import Store
from goldenthread.store.rdf import text_of

Standing = Literal["outside", "intact", "weak", "unknown", "broken"]
STAGES = ("goal", "programme", "competency", "module", "assessment", "credential")
MISSING, PARTLY, FULLY = 0, 1, 2


@dataclass(frozen=True)
class Known:
    """What the roll-up needs of a gap."""

    iri: str
    code: str
    focus: str
    open: bool


@dataclass(frozen=True)
class Thread:
    """How a goal's thread stands; `stage` is that of the first missing step on the path that gets furthest."""

    goal: str
    status: Standing
    stage: str | None = None
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """A step below a competency: the marks that say a requirement is met in full, or at all; the mark of a
    competency without requirements; the mark of one that a candidate claim or a match may give it; the gap type
    that reports it missing, and those that report it missing or thin."""

    stage: str
    full: str
    some: str
    plain: str
    claim: str
    missing: str
    thin: tuple[str, ...]


STEPS = (
    Step("module", terms.metBy, terms.taughtBy, terms.teaches, terms.TeachingClaim, "G18", ("G18", "G19")),
    Step(
        "assessment", terms.assessedByAtLevel, terms.assessedBy, terms.assesses, terms.AssessmentClaim,
        "G28", ("G28", "G30"),
    ),
    Step(
        "credential", terms.certifiedByAtLevel, terms.certifiedBy, terms.certifies, terms.CertificationClaim,
        "G31", ("G31",),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class _Break:
    """The first missing step of one path: `known` is False where it is not known to be missing."""

    stage: str
    known: bool
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class _Path:
    """What becomes of one competency: how far it is reached, where it breaks, and the gaps that thin it."""

    reach: int
    broken: _Break | None
    thin: tuple[str, ...]


@dataclass(frozen=True)
class Links:
    """The links of a release in bulk. `marks`: which marks a node bears; the others: IRIs by IRI."""

    marks: Mapping[str, set[str]]
    serving: Mapping[str, set[str]]
    requirements: Mapping[str, set[str]]
    gaps: Mapping[tuple[str, str], list[Known]]
    paths: dict[str, _Path] = field(default_factory=dict)

    def reported(self, codes: Iterable[str], nodes: Iterable[str]) -> tuple[Known, ...]:
        """The gaps of some types on some nodes."""
        listed = tuple(codes)
        return tuple(gap for node in sorted(nodes) for code in listed for gap in self.gaps.get((code, node), ()))

    def path(self, competency: str) -> _Path:
        """What becomes of a competency, worked out once."""
        if competency not in self.paths:
            self.paths[competency] = _walk(self, competency)
        return self.paths[competency]


def roll_up(store: Store, gaps: Iterable[Known]) -> tuple[Thread, ...]:
    """The thread of every goal in `store` (data and view), by the goal's IRI."""
    links = links_of(store, gaps)
    goals = questions.ask(store, "thread-goals").rows
    said = {text_of(goal): text_of(addresses) for goal, addresses in goals}
    return tuple(_thread(links, goal, addresses) for goal, addresses in sorted(said.items()))


def links_of(store: Store, gaps: Iterable[Known]) -> Links:
    """What the threads of a store are made of, with the gaps on their nodes."""
    marks: dict[str, set[str]] = defaultdict(set)
    for said in store.construct(questions.load("thread-marks").text):
        marks[text_of(said.subject)].add(text_of(said.object))
    joined: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for link in store.construct(questions.load("thread-links").text):
        joined[link.predicate.value][text_of(link.subject)].add(text_of(link.object))
    by_node: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for gap in gaps:
        by_node[gap.code, gap.focus].append(gap)
    return Links(marks, joined[terms.serves], joined[terms.ofCompetency], by_node)


def _thread(links: Links, goal: str, addresses: str) -> Thread:
    if addresses in {"false", "0"}:
        return Thread(goal, "outside")
    serving = links.serving.get(goal, set())
    if not addresses:
        return Thread(goal, "unknown", "goal", _iris(links.reported(("G01",), [goal])))
    if missing := _unserved(links, goal, serving):
        return _broken(goal, [missing])
    paths = [links.path(competency) for competency in sorted(serving)]
    if all(path.reach == FULLY for path in paths):
        return Thread(goal, "intact")
    if any(path.reach for path in paths):
        return Thread(goal, "weak", None, tuple(sorted({gap for path in paths for gap in path.thin})))
    return _broken(goal, [path.broken for path in paths if path.broken])


def _unserved(links: Links, goal: str, serving: set[str]) -> _Break | None:
    """The step that the goal itself lacks: a programme, or a competency."""
    if terms.realises not in links.marks.get(goal, ()):
        return _break(links, "programme", ("G02",), [goal])
    return None if serving else _break(links, "competency", ("G01",), [goal])


def _broken(goal: str, breaks: list[_Break]) -> Thread:
    """A goal that no path reaches the end of: unknown if one of its breaks is not known, else broken."""
    doubtful = [found for found in breaks if not found.known]
    first = max(doubtful or breaks, key=lambda found: STAGES.index(found.stage))
    gaps = tuple(sorted({gap for found in doubtful or breaks for gap in found.gaps}))
    return Thread(goal, "unknown" if doubtful else "broken", first.stage, gaps)


def _walk(links: Links, competency: str) -> _Path:
    reaches = [reached(links, competency, step) for step in STEPS]
    nodes = {competency, *links.requirements.get(competency, ())}
    thin = (
        gap.iri
        for step, reach in zip(STEPS, reaches, strict=True)
        if reach < FULLY
        for gap in links.reported(step.thin, nodes)
    )
    missing = next((step for step, reach in zip(STEPS, reaches, strict=True) if not reach), None)
    broken = _break(links, missing.stage, (missing.missing,), nodes) if missing else None
    return _Path(min(reaches), broken, tuple(thin))


def reached(links: Links, competency: str, step: Step) -> int:
    """Whether a step is there fully (at level for every requirement), partly, or not."""
    plain = step.plain in links.marks.get(competency, ())
    requirements = links.requirements.get(competency)
    borne = [links.marks.get(node, set()) for node in requirements] if requirements else []
    if borne and all(step.full in marks for marks in borne):
        return FULLY
    if any(step.full in marks or step.some in marks for marks in borne):
        return PARTLY
    if plain and not requirements:
        return FULLY
    return PARTLY if step.claim in links.marks.get(competency, ()) else MISSING


def _break(links: Links, stage: str, codes: tuple[str, ...], nodes: Iterable[str]) -> _Break:
    """A missing step; it is known to be missing where gaps report it and all are open."""
    gaps = links.reported(codes, nodes)
    return _Break(stage, bool(gaps) and all(gap.open for gap in gaps), _iris(gaps))


def _iris(gaps: Iterable[Known]) -> tuple[str, ...]:
    return tuple(gap.iri for gap in gaps)
