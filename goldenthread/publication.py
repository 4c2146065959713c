"""What an import answers: what was read and kept, what was not, what changed, which gaps opened and closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from goldenthread import derived, difference, terms
from goldenthread.difference import Difference
from goldenthread.errors import Remark
from goldenthread.gaps import gaps_of
from goldenthread.loaders import Changed, Lost
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, text_of
from goldenthread.things import Thing, things_of

Gap = Mapping[str, Any]  # a gap in the shape of `/gaps`


@dataclass(frozen=True)
class GoalChange:
    """A goal whose thread stands otherwise than before (None: the goal is new, or gone) or has other gaps on it."""

    goal: Thing
    before: str | None
    after: str | None
    opened: tuple[str, ...]
    closed: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        said = {"goal": asdict(self.goal), "from": self.before, "to": self.after}
        return said | {"opened": list(self.opened), "closed": list(self.closed)}


@dataclass(frozen=True)
class GapChanges:
    """The gaps of today's view that came, went, or have another status than before: (gap, from, to), and the goals
    on whose threads that is. The lists may be cut short, the `counts` are not."""

    opened: tuple[Gap, ...] = ()
    closed: tuple[Gap, ...] = ()
    changed: tuple[tuple[Gap, str, str], ...] = ()
    goals: tuple[GoalChange, ...] = ()
    counts: Mapping[str, int] = field(default_factory=lambda: {"opened": 0, "closed": 0, "changed": 0})

    def to_json(self) -> dict[str, object]:
        return {
            "opened": list(self.opened),
            "closed": list(self.closed),
            "changed": [{"gap": gap, "from": old, "to": new} for gap, old, new in self.changed],
            "goals": [goal.to_json() for goal in self.goals],
            "counts": dict(self.counts),
        }


@dataclass(frozen=True)
class Publication:
    """The outcome of one import, removal or undo. `id`, `dataset` and `version` are None where there is none."""

    id: str | None
    dataset: str | None
    version: int | None
    release: int | None
    changed: bool
    dry_run: bool
    loader: str = ""
    read: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    altered: tuple[Changed, ...] = ()
    not_kept: tuple[Lost, ...] = ()
    report: tuple[Remark, ...] = ()
    difference: Difference = difference.NONE
    gaps: GapChanges = field(default_factory=GapChanges)

    def to_json(self) -> dict[str, object]:
        """The answer of `POST /imports`."""
        return {
            **{name: getattr(self, name) for name in ("id", "dataset", "version", "release", "changed", "dry_run")},
            "loader": self.loader,
            "read": dict(self.read),
            "kept": dict(self.kept),
            "altered": [asdict(change) for change in self.altered],
            "not_kept": [asdict(lost) for lost in self.not_kept],
            "report": [asdict(remark) for remark in self.report],
            "difference": difference.to_json(self.difference),
            "gaps": self.gaps.to_json(),
        }


def gap_changes(before: Store | None, after: Store, limit: int) -> GapChanges:
    """How the report of `after` differs from that of `before`, gap by gap; at most `limit` of each are told whole."""
    old, new = {} if before is None else derived.statuses(before), derived.statuses(after)
    opened, closed = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    changed = sorted(iri for iri in old.keys() & new.keys() if old[iri] != new[iri])
    return GapChanges(
        _told(after, opened[:limit]),
        _told(before, closed[:limit]),
        tuple((gap, old[gap["iri"]], new[gap["iri"]]) for gap in _told(after, changed[:limit])),
        _goal_changes(before, after, limit),
        {"opened": len(opened), "closed": len(closed), "changed": len(changed)},
    )


def _goal_changes(before: Store | None, after: Store, limit: int) -> tuple[GoalChange, ...]:
    """The goals whose threads stand otherwise or have other gaps on them, those that stand otherwise first."""
    old, new = {} if before is None else _threads(before), _threads(after)
    moved = [goal for goal in sorted(old.keys() | new.keys()) if old.get(goal) != new.get(goal)]
    moved.sort(key=lambda goal: old.get(goal, _NONE)[0] == new.get(goal, _NONE)[0])
    names = things_of(after, moved[:limit]) if before is None else {**things_of(before, moved), **_there(after, moved)}
    return tuple(
        GoalChange(names[goal], was, now, tuple(sorted(there - had)), tuple(sorted(had - there)))
        for goal in moved[:limit]
        for (was, had), (now, there) in [(old.get(goal, _NONE), new.get(goal, _NONE))]
    )


def _there(store: Store, iris: Sequence[str]) -> dict[str, Thing]:
    return {iri: thing for iri, thing in things_of(store, iris).items() if thing.type}


_Standing = tuple[str | None, frozenset[str]]
_NONE: Final[_Standing] = (None, frozenset())


def _threads(store: Store) -> dict[str, _Standing]:
    """How the thread of each goal stands, and the gaps on it."""
    report, gaps = NamedNode(terms.GRAPH_report), defaultdict[str, set[str]](set)
    for quad in store.quads(predicate=NamedNode(terms.threadGap), graph=report):
        gaps[text_of(quad.subject)].add(text_of(quad.object))
    return {
        text_of(quad.subject): (text_of(quad.object), frozenset(gaps[text_of(quad.subject)]))
        for quad in store.quads(predicate=NamedNode(terms.threadStatus), graph=report)
    }


def _told(store: Store | None, iris: Sequence[str]) -> tuple[Gap, ...]:
    return () if store is None else tuple(asdict(gap) for gap in gaps_of(store, iris))
