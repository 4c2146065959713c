"""Two standards compared through a reference framework: what they share, where they differ, and by how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from goldenthread import measures, questions, terms
from goldenthread.errors import BadParameter
from goldenthread.frameworks import Framework
from goldenthread.store import Store
from goldenthread.store.rdf import NamedNode, Term, text_of
from goldenthread.things import Thing, counted, things_of

# What a match is worth in the weighted Jaccard: a choice of ours, stated wherever the number is shown. A broad match
# says that the cell is wider than the competency, so that the competency is a part of it.
WEIGHTS: Final[Mapping[str, float]] = {
    terms.SKOS_exactMatch: 1.0,
    terms.SKOS_closeMatch: 1.0,
    terms.SKOS_narrowMatch: 1.0,
    terms.SKOS_broadMatch: 0.5,
    terms.SKOS_relatedMatch: 0.0,
}
HITS: Final = 6  # Webb's least number of hits a topic; a convention of test length, so it may be chosen
CLAIMS: Final = {"teaching": terms.TeachingClaim, "assessing": terms.AssessmentClaim}


@dataclass(frozen=True)
class Share:
    """A cell and which part of each standard's matches fall on it, with the competencies that do. None for a
    standard with no match on record: nothing is known of it."""

    cell: Thing
    left: float | None
    right: float | None
    left_competencies: tuple[Thing, ...]
    right_competencies: tuple[Thing, ...]

    @property
    def difference(self) -> float | None:
        """Left less right; None where one of them is not known."""
        return None if self.left is None or self.right is None else self.left - self.right

    def to_json(self) -> dict[str, Any]:
        sides = {"left": self.left_competencies, "right": self.right_competencies}
        return {
            "cell": asdict(self.cell), "left": self.left, "right": self.right, "difference": self.difference,
            "competencies": {side: [asdict(one) for one in held] for side, held in sides.items()},
        }  # fmt: skip


@dataclass(frozen=True)
class Topic:
    """Webb's criteria for one domain of a standard; `topic` is None for competencies in no domain."""

    topic: Thing | None
    webb: measures.Webb

    def to_json(self) -> dict[str, Any]:
        return {"topic": asdict(self.topic) if self.topic else None, **asdict(self.webb)}


@dataclass(frozen=True)
class Comparison:
    """Two standards side by side. None stands for a measure that is not defined here, never 0.

    `shares` are the cells that either matches, those of the greatest difference first. `webb` has for "left" and
    "right" the topics by "teaching" and "assessing".
    """

    left: Thing
    right: Thing
    via: Thing
    jaccard: float | None
    weighted: float | None
    both: tuple[Thing, ...]
    left_only: tuple[Thing, ...]
    right_only: tuple[Thing, ...]
    porter: float | None
    by_topic: float | None
    by_level: float | None
    shares: tuple[Share, ...]
    webb: Mapping[str, Mapping[str, tuple[Topic, ...]]]

    def to_json(self) -> dict[str, Any]:
        """The answer of `/compare`, but for release and day."""
        return {
            **{name: asdict(getattr(self, name)) for name in ("left", "right", "via")},
            "jaccard": {
                "value": self.jaccard,
                "weighted": self.weighted,
                "weights": {match.rsplit("#", 1)[-1]: weight for match, weight in WEIGHTS.items()},
                **{name: [asdict(one) for one in getattr(self, name)] for name in ("both", "left_only", "right_only")},
            },
            "porter": {
                "value": self.porter, "by_topic": self.by_topic, "by_level": self.by_level,
                "cells": [share.to_json() for share in self.shares],
            },
            "webb": {
                side: {kind: [topic.to_json() for topic in topics] for kind, topics in kinds.items()}
                for side, kinds in self.webb.items()
            },
        }  # fmt: skip


@dataclass(frozen=True)
class _Profile:
    """How one standard matches the cells: the best weight of each, the spread of its competencies, and which."""

    best: Mapping[str, float]
    spread: Mapping[str, float]
    competencies: Mapping[str, tuple[str, ...]]


def compare(store: Store, left: str, right: str, via: str, languages: tuple[str, ...] = ("en",)) -> Comparison:
    """The comparison of two standards by IRI through the framework `via`. Raises BadParameter where one of them is
    the framework itself."""
    if via in {left, right}:
        raise BadParameter("via must be a third framework, which both are matched to")
    one, other = _profile(store, left, via), _profile(store, right, via)
    cells = {*one.best, *other.best}
    axes = _axes(store, via)
    called = things_of(store, [left, right, via, *cells, *_named(one), *_named(other)], languages)
    # Of a standard with no match on record nothing is known: what it shares is then not 0 but not defined.
    known = bool(one.best and other.best)
    parts, others = measures.proportions(one.spread), measures.proportions(other.spread)
    listed = [
        Share(
            called[cell], _part(parts, cell), _part(others, cell),
            _things(one.competencies.get(cell, ()), called), _things(other.competencies.get(cell, ()), called),
        )
        for cell in cells
    ]  # fmt: skip
    return Comparison(
        called[left], called[right], called[via],
        measures.jaccard(one.best.keys(), other.best.keys()) if known else None,
        measures.weighted_jaccard(one.best, other.best) if known else None,
        _things(one.best.keys() & other.best.keys(), called), _things(one.best.keys() - other.best.keys(), called),
        _things(other.best.keys() - one.best.keys(), called),
        measures.porter(one.spread, other.spread),
        _marginal(one, other, axes, 0), _marginal(one, other, axes, 1),
        tuple(sorted(listed, key=_order)),
        {side: _webb(store, iri, languages) for side, iri in (("left", left), ("right", right))},
    )  # fmt: skip


def _part(parts: Mapping[str, float] | None, cell: str) -> float | None:
    return None if parts is None else parts.get(cell, 0.0)


def _order(share: Share) -> tuple[object, ...]:
    """The greatest difference first."""
    return -abs(share.difference or 0), counted(share.cell.code or ""), share.cell.iri


def suggested(store: Store, left: str, right: str, listed: Iterable[Framework]) -> str:
    """The reference framework that serves two standards best: the one with the most cells that both match, then
    that either matches. Raises BadParameter where there is none at all."""
    found = []
    for framework in listed:
        if framework.reference and framework.competencies and framework.iri not in {left, right}:
            cells = [set(_profile(store, standard, framework.iri).best) for standard in (left, right)]
            found.append((-len(cells[0] & cells[1]), -len(cells[0] | cells[1]), framework.iri))
    if not found:
        raise BadParameter("no reference framework is on record through which standards could be compared")
    return min(found)[2]


def _profile(store: Store, standard: str, via: str) -> _Profile:
    best: dict[str, float] = {}
    cells_of: dict[str, set[str]] = defaultdict(set)
    table = questions.ask(store, "compare-matches", standard=NamedNode(standard), reference=NamedNode(via))
    for competency, cell, match in table.rows:
        weight = WEIGHTS[text_of(match)]
        if weight:
            best[text_of(cell)] = max(weight, best.get(text_of(cell), 0.0))
            cells_of[text_of(competency)].add(text_of(cell))
    spread: dict[str, float] = defaultdict(float)
    held: dict[str, list[str]] = defaultdict(list)
    for competency_iri, cells in sorted(cells_of.items()):
        for cell_iri in sorted(cells):
            spread[cell_iri] += 1 / len(cells)  # a competency counts once, however many cells it touches
            held[cell_iri].append(competency_iri)
    return _Profile(best, spread, {cell_iri: tuple(iris) for cell_iri, iris in held.items()})


def _named(profile: _Profile) -> Iterable[str]:
    return (iri for iris in profile.competencies.values() for iri in iris)


def _axes(store: Store, via: str) -> Mapping[str, tuple[str, str]]:
    """The row and the column of each cell."""
    rows = questions.ask(store, "coverage-cells", reference=NamedNode(via)).rows
    return {text_of(cell): (text_of(row), text_of(column)) for cell, row, column, _ in reversed(rows)}


def _marginal(left: _Profile, right: _Profile, axes: Mapping[str, tuple[str, str]], axis: int) -> float | None:
    """Porter's index over rows (0) or columns (1) alone; None where the framework has none."""
    if not any(place[axis] for place in axes.values()):
        return None
    sums: list[dict[str, float]] = [{}, {}]
    for profile, held in zip((left, right), sums, strict=True):
        for cell, weight in profile.spread.items():
            held[axes[cell][axis]] = held.get(axes[cell][axis], 0.0) + weight
    return measures.porter(*sums)


def _webb(store: Store, standard: str, languages: tuple[str, ...]) -> Mapping[str, tuple[Topic, ...]]:
    """Webb's criteria within one standard, topic by topic."""
    topics: dict[str, dict[Hashable, float | None]] = defaultdict(dict)
    for topic, competency, depth in questions.ask(store, "compare-objectives", standard=NamedNode(standard)).rows:
        if competency is not None:
            topics[text_of(topic)][text_of(competency)] = _depth(depth)
        else:
            topics.setdefault(text_of(topic), {})
    called = things_of(store, (iri for iri in topics if iri), languages)
    order = sorted(topics, key=lambda iri: (not iri, counted(called[iri].code or "") if iri else (), iri))
    return {
        name: tuple(Topic(called.get(iri), measures.webb(topics[iri], hits)) for iri in order)
        for name, kind in CLAIMS.items()
        for hits in [_hits(store, standard, kind)]
    }


def _hits(store: Store, standard: str, kind: str) -> Sequence[tuple[str, float | None]]:
    rows = questions.ask(store, "compare-hits", standard=NamedNode(standard), kind=NamedNode(kind)).rows
    return [(text_of(competency), _depth(depth)) for _, competency, depth in rows]


def _depth(term: Term | None) -> float | None:
    return None if term is None else float(text_of(term))


def _things(iris: Iterable[str], called: Mapping[str, Thing]) -> tuple[Thing, ...]:
    return tuple(sorted((called[iri] for iri in iris), key=lambda thing: (counted(thing.code or ""), thing.iri)))
