"""The thread of a node: every step up or down, the evidence of each, and where it breaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from goldenthread import questions, terms
from goldenthread.errors import BadParameter
from goldenthread.gaps import Gap, gaps_of
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.things import Thing, things_of

Direction = Literal["down", "up", "both"]
Below = Mapping[str, Sequence[tuple[str, bool]]]  # the steps from each node: the next one, whether it is certain
QUERIES = {"down": ("trace",), "up": ("trace-up",), "both": ("trace", "trace-up")}

# Which property a step stands for, and which of its ends carries the row that states it ("claim": a node of its own).
RELATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("document", "goal"): ("statedIn", "target"),
    ("document", "document"): ("implements", "target"),
    ("document", "programme"): ("partOfPlan", "target"),
    ("goal", "goal"): ("broader", "target"),
    ("goal", "programme"): ("realises", "target"),
    ("goal", "competency"): ("operationalises", "target"),
    ("programme", "requirement"): ("sets", "source"),
    ("programme", "competency"): ("requires", "source"),
    ("requirement", "competency"): ("ofCompetency", "source"),
    ("standard", "competency"): ("inScheme", "target"),
    ("competency", "module"): ("teaches", "claim"),
    ("module", "offering"): ("ofModule", "target"),
    ("competency", "assessment"): ("assesses", "claim"),
    ("assessment", "credential"): ("certifies", "claim"),
    ("competency", "credential"): ("certifies", "claim"),
    ("competency", "competency"): ("mapping", "claim"),
    ("goal", "indicator"): ("measures", "target"),
    ("programme", "indicator"): ("measures", "target"),
    ("competency", "indicator"): ("measures", "target"),
    ("finding", "goal"): ("informs", "source"),
    ("finding", "programme"): ("informs", "source"),
    ("finding", "competency"): ("informs", "source"),
}


@dataclass(frozen=True)
class Evidence:
    """What one statement rests on. `document` is a Thing where it is known."""

    document: Thing | None
    locator: str | None
    asserter: str | None
    date: str | None
    verification: str | None
    basis: str | None


@dataclass(frozen=True)
class Link:
    """One step: IRIs of its ends, the property, the level it speaks of, "accepted" or "candidate", its evidence."""

    source: str
    target: str
    relation: str
    level: Thing | None
    status: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Trace:
    """The thread of `focus`. `status` is that of a goal's thread, with `why` in words; None for other things.
    `breaks`: the gaps on the thread, first those where it breaks."""

    focus: Thing
    status: str | None
    why: str | None
    breaks_at: str | None
    nodes: tuple[Thing, ...]
    links: tuple[Link, ...]
    breaks: tuple[Gap, ...]

    def to_json(self) -> dict[str, Any]:
        """The answer of `/trace`, but for release and day."""
        named = ("type", "stage", "status", "message", "remedy")
        return {
            **{name: getattr(self, name) for name in ("status", "why")},
            "focus": asdict(self.focus),
            "nodes": [asdict(node) | {"stage": node.stage} for node in self.nodes],
            "links": [asdict(link) for link in self.links],
            "breaks": [
                {"gap": gap.iri, "focus": asdict(gap.focus), **{name: getattr(gap, name) for name in named}}
                for gap in self.breaks
            ],
        }


@dataclass(frozen=True)
class Step:
    """A thing on a goal's thread; not `certain`: only a candidate leads to it."""

    thing: Thing
    certain: bool


@dataclass(frozen=True)
class Thread:
    """A goal, how its thread stands, and the things at each stage it reaches, but for cells of reference frameworks."""

    goal: Thing
    status: str
    breaks_at: str | None
    stages: dict[str, tuple[Step, ...]]


@dataclass(frozen=True)
class _Edge:
    source: str
    target: str
    certain: bool
    claims: frozenset[str]


def trace(store: Store, iri: str, direction: Direction = "down", languages: tuple[str, ...] = ("en",)) -> Trace:
    """The thread of the thing `iri`. Raises BadParameter for a direction that is none."""
    if direction not in QUERIES:
        raise BadParameter("direction must be down, up or both")
    rows = [row for name in QUERIES[direction] for row in questions.ask(store, name, focus=NamedNode(iri)).rows]
    edges = _edges(
        (text_of(a), text_of(b), text_of(certain) == "true", text_of(claim)) for a, b, certain, claim in rows
    )
    nodes = {iri} | {end for edge in edges for end in (edge.source, edge.target)}
    called = things_of(store, nodes, languages)
    stated = {edge: _stated(edge, called) for edge in edges}
    evidence, levels = evidence_of(store, {node for _, where in stated.values() for node in where}, languages)
    links = tuple(
        Link(
            edge.source,
            edge.target,
            relation,
            next((levels[node] for node in where if node in levels), None),
            "accepted" if edge.certain else "candidate",
            tuple(item for node in where for item in evidence.get(node, ())),
        )
        for edge, (relation, where) in stated.items()
    )
    status, stage = _standing(store, iri)
    listed = tuple(called[node] for node in sorted(nodes))
    breaks = gaps_of(store, _breaking(store, iri, status, nodes), languages)
    return Trace(called[iri], status, why(status, stage), stage, listed, links, breaks)


def _edges(rows: Iterable[tuple[str, str, bool, str]]) -> list[_Edge]:
    claims: dict[tuple[str, str], set[str]] = defaultdict(set)
    certain: dict[tuple[str, str], bool] = {}
    for source, target, sure, claim in rows:
        certain[source, target] = certain.get((source, target), False) or sure
        if claim:
            claims[source, target].add(claim)
    return [_Edge(*ends, sure, frozenset(claims[ends])) for ends, sure in sorted(certain.items())]


def _stated(edge: _Edge, called: dict[str, Thing]) -> tuple[str, tuple[str, ...]]:
    """The property of a step and the nodes whose rows state it."""
    ends = (called[edge.source].stage or "", called[edge.target].stage or "")
    relation, where = RELATIONS.get(ends, ("leadsTo", "target"))
    if where == "claim" or edge.claims:
        return relation, tuple(sorted(edge.claims))
    return relation, (edge.source if where == "source" else edge.target,)


def evidence_of(
    store: Store, nodes: Iterable[str], languages: tuple[str, ...] = ("en",)
) -> tuple[dict[str, tuple[Evidence, ...]], dict[str, Thing]]:
    """What each of `nodes` (claims or rows) rests on, and the level each speaks of, where it does."""
    wanted = tuple(NamedNode(node) for node in sorted(set(nodes)))
    if not wanted:
        return {}, {}
    rows = questions.records(questions.ask(store, "evidence", nodes=wanted))
    named = {text_of(row[column]) for row in rows for column in ("document", "level") if row[column] is not None}
    called = things_of(store, named, languages)
    found: dict[str, list[Evidence]] = defaultdict(list)
    levels: dict[str, Thing] = {}
    for row in rows:
        said = {column: text_of(term) or None for column, term in row.items()}
        node, level, document = said["node"] or "", said["level"], said["document"]
        if level:
            levels[node] = called[level]
        item = Evidence(
            called[document] if document else None,
            said["locator"],
            said["asserter"],
            said["date"],
            said["verification"],
            said["basis"],
        )
        if item not in found[node]:
            found[node].append(item)
    return {node: tuple(items) for node, items in found.items()}, levels


def _breaking(store: Store, iri: str, status: str | None, nodes: set[str]) -> list[str]:
    """The gaps to tell: of a goal those that break or thin its thread, of another thing those found on it."""
    if status is not None:
        table = questions.ask(store, "goal-gaps", goal=NamedNode(iri))
    else:
        table = questions.ask(store, "gaps-on", things=tuple(NamedNode(node) for node in sorted(nodes)))
    return [text_of(row[0]) for row in table.rows]


# What is lacking where the thread stops, by stage.
LACKING: dict[str, str] = {
    "goal": "whether the goal is meant to reach teachers",
    "programme": "a programme that carries the goal",
    "competency": "a competency in a standard that answers the goal",
    "module": "a current training module that teaches what is required",
    "assessment": "an assessment of what is taught",
    "credential": "a credential for what is assessed",
}


def why(status: str | None, stage: str | None) -> str | None:
    """The reason of a goal's standing in a sentence."""
    lacking = LACKING.get(stage or "", "a step")
    return {
        "intact": "Every required step is there, at the level asked, from the goal to recognised training.",
        "weak": "The thread reaches the end, but partly: some of it is missing, lower or not yet accepted.",
        "broken": f"Every path ends before training is recognised; what is missing is {lacking}.",
        "unknown": f"No path is known to reach the end; it has not been told whether there is {lacking}."
        if stage != "goal"
        else f"It has not been told {lacking}.",
        "outside": "The goal is not meant to reach teachers, so no training is expected of it.",
    }.get(status or "")


def _standing(store: Store, iri: str) -> tuple[str | None, str | None]:
    """Status of a goal's thread and the stage of its first missing step, from the report."""

    def one(name: str) -> str | None:
        found = next(store.quads(NamedNode(iri), NamedNode(name), None, NamedNode(terms.GRAPH_report)), None)
        return text_of(found.object) if found else None

    return one(terms.threadStatus), one(terms.breaksAt)


ORDER = ("broken", "weak", "unknown", "intact", "outside")


def threads(store: Store, country: str) -> tuple[tuple[str, str, str | None], ...]:
    """The goals of a country as (IRI, status, stage of the first missing step), worst first."""
    table = questions.ask(store, "threads", country=NamedNode(country))
    found = {
        text_of(goal): (text_of(status) or "unknown", text_of(stage) or None) for goal, status, stage in table.rows
    }
    return tuple(
        (goal, status, stage)
        for goal, (status, stage) in sorted(found.items(), key=lambda item: (ORDER.index(item[1][0]), item[0]))
    )


def overview(
    store: Store, goals: Iterable[tuple[str, str, str | None]], languages: tuple[str, ...] = ("en",)
) -> tuple[Thread, ...]:
    """The threads of `goals` (rows of `threads`) with the things at each stage."""
    listed = tuple(goals)
    if not listed:
        return ()
    table = questions.ask(store, "thread-steps", goals=tuple(NamedNode(goal) for goal, _, _ in listed))
    below: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    cells: set[str] = set()  # of reference frameworks: matched, not taught
    for source, target, certain, framework in table.rows:
        below[text_of(source)].append((text_of(target), text_of(certain) == "true"))
        if framework is not None:
            cells.add(text_of(target))
    nodes = {target for steps in below.values() for target, _ in steps} - cells
    called = things_of(store, nodes | {goal for goal, _, _ in listed}, languages)
    return tuple(Thread(called[goal], status, stage, _stages(goal, below, called)) for goal, status, stage in listed)


def _stages(goal: str, below: Below, called: Mapping[str, Thing]) -> dict[str, tuple[Step, ...]]:
    """The things `called` below a goal by stage; certain if some path of accepted steps leads there."""
    sure = _reached(goal, below, accepted=True)
    stages: dict[str, list[Step]] = defaultdict(list)
    for iri in sorted(_reached(goal, below).intersection(called)):
        stages[called[iri].stage or "other"].append(Step(called[iri], iri in sure))
    return {stage: tuple(steps) for stage, steps in sorted(stages.items())}


def _reached(goal: str, below: Below, accepted: bool = False) -> set[str]:
    """Everything that some path of steps leads to; of accepted steps alone, if so asked."""
    found, frontier = {goal}, [goal]
    while frontier:
        onward = (target for source in frontier for target, sure in below.get(source, ()) if sure or not accepted)
        frontier = list(set(onward) - found)
        found.update(frontier)
    return found - {goal}
