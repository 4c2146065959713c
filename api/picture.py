"""The picture of a trace: which card stands in which column and row, and how the lines run between them.

Columns are stages, rows come from a barycentre pass. Everything is whole numbers and classes, so that the page needs
no inline style, no script and no measuring of text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from goldenthread.api.words import _
from goldenthread.things import Thing
from goldenthread.trace import Trace

STAGES: Final = ("document", "goal", "programme", "competency", "module", "assessment", "credential")
ASIDE: Final = ("finding", "requirement", "standard", "offering", "indicator", "mapping")  # drawn only as the focus
NARROWEST, WIDEST, TALLEST, LISTED = 4, 8, 30, 8  # fewest and most columns, half rows, cards in a column
WIDTH, CARD, HALF = 100, 84, 62  # of a column and of a card in it; height of half a row
SHORT: Final = 5  # how far before a missing step its line is cut
Column = tuple[int, int]  # place of the stage, depth within it


@dataclass(frozen=True)
class Missing:
    """A step that is not there: the stage where it is missed, what misses it, whether it is open or unknown."""

    stage: str
    focus: str
    status: str
    title: str
    number: int
    address: str


@dataclass(frozen=True)
class Card:
    """One card. `kind` is plain, weak, focus, broken, unknown or more; a card row is two half rows high."""

    key: str
    stage: str
    kind: str
    thing: Thing | None = None
    missing: Missing | None = None
    more: int = 0
    column: int = 0
    row: int = 0
    first: bool = False
    leads: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What another card calls this one."""
        if self.thing:
            return self.thing.code or self.thing.label
        return self.missing.title if self.missing else _("{more} more", more=self.more)


@dataclass(frozen=True)
class Picture:
    """Cards column by column, lines as (path, class), the stage of each column, the size of the drawing."""

    cards: tuple[Card, ...]
    lines: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    width: int
    height: int


@dataclass
class _Slot:
    """What takes room in a column: a card (2 half rows) or a line passing by (1)."""

    key: str
    card: Card | None
    column: int
    row: int = 0

    @property
    def units(self) -> int:
        return 2 if self.card else 1


@dataclass
class _Plan:
    cards: dict[str, Card] = field(default_factory=dict)
    edges: dict[tuple[str, str], str] = field(default_factory=dict)


def draw(trace: Trace, missing: Iterable[Missing] = ()) -> Picture:
    """The picture of a trace with the steps it lacks."""
    plan = _plan(trace, missing)
    columns = _columns(plan)
    _fold(plan, columns)
    slots = _slots(plan, columns)
    _order(slots, plan)
    height = _place(slots)
    placed = {slot.key: slot for column in slots for slot in column}
    lines = [line for ends, kind in sorted(plan.edges.items()) for line in _line(ends, kind, placed)]
    stages = [next(slot.card.stage for slot in column if slot.card) for column in slots]
    width = WIDTH * max(len(slots), NARROWEST)
    return Picture(_cards(slots, plan), tuple(lines), tuple(stages), width, height * HALF)


def _plan(trace: Trace, missing: Iterable[Missing]) -> _Plan:
    """The cards and edges to be drawn: things beside the thread are left to the table, and a requirement is drawn
    as the competency it asks for."""
    things = {thing.iri: thing for thing in trace.nodes}
    cells = {link.target for link in trace.links if link.relation == "mapping"} - {trace.focus.iri}
    asks = {
        link.source: link.target for link in trace.links
        if link.relation == "ofCompetency" and link.source != trace.focus.iri
    }  # fmt: skip
    plan = _Plan()
    for iri, thing in things.items():
        if iri == trace.focus.iri or (thing.stage in STAGES and iri not in cells):
            plan.cards[iri] = Card(iri, thing.stage or "goal", "focus" if iri == trace.focus.iri else "plain", thing)
    for link in trace.links:
        source, target = asks.get(link.source, link.source), asks.get(link.target, link.target)
        if source in plan.cards and target in plan.cards and source != target:
            known = plan.edges.get((source, target))
            plan.edges[source, target] = "weak" if link.status == "candidate" and known != "intact" else "intact"
    for one in missing:
        focus = asks.get(one.focus, one.focus)
        if focus in plan.cards and one.stage in STAGES:
            kind = "unknown" if one.status == "unknown" else "broken"
            key = f"missing:{one.number}"
            plan.cards[key] = Card(key, one.stage, kind, missing=one)
            plan.edges[focus, key] = kind
    for key, card in plan.cards.items():
        into = [kind for (_, target), kind in plan.edges.items() if target == key]
        if card.kind == "plain" and into and set(into) == {"weak"}:
            plan.cards[key] = replace(card, kind="weak")
    return plan


def _columns(plan: _Plan) -> dict[str, int]:
    """The column of each card: stages from left to right, a stage within which things lead on to their like (goals
    under goals) in as many columns as it is deep."""
    depth = dict.fromkeys(plan.cards, 0)
    like = [(a, b) for a, b in sorted(plan.edges) if plan.cards[a].stage == plan.cards[b].stage]
    for _turn in range(len(like)):
        deeper = [(a, b) for a, b in like if depth[b] <= depth[a] and depth[a] < WIDEST]
        if not deeper:
            break
        for a, b in deeper:
            depth[b] = depth[a] + 1
    order = (*STAGES, *ASIDE)
    place: dict[str, Column] = {key: (order.index(card.stage), depth[key]) for key, card in plan.cards.items()}
    used = sorted(set(place.values()))[:WIDEST]
    kept = {key: used.index(column) for key, column in place.items() if column in used}
    plan.cards = {key: card for key, card in plan.cards.items() if key in kept}
    plan.edges = {(a, b): kind for (a, b), kind in plan.edges.items() if kept.get(a, 99) < kept.get(b, -1)}
    _shorten(plan, kept)
    return kept


def _shorten(plan: _Plan, columns: dict[str, int]) -> None:
    """Leaves out a line past a column where the thread also runs by way of a card in it."""
    below: dict[str, set[str]] = defaultdict(set)
    for (a, b), kind in plan.edges.items():
        if kind == "intact":
            below[a].add(b)
    for a, b in list(plan.edges):
        if columns[b] - columns[a] > 1 and any(b in below[middle] for middle in below[a]):
            del plan.edges[a, b]


def _fold(plan: _Plan, columns: dict[str, int]) -> None:
    """Draws at most LISTED cards in a column: the rest become one card that counts them."""
    for column in sorted(set(columns.values())):
        held = sorted((key for key in columns if columns[key] == column), key=lambda key: _rank(plan.cards[key]))
        if len(held) <= LISTED:
            continue
        extra = held[LISTED - 1 :]
        key = f"more:{column}"
        plan.cards[key] = Card(key, plan.cards[held[0]].stage, "more", more=len(extra))
        columns[key] = column
        edges: dict[tuple[str, str], str] = {}
        for (a, b), kind in sorted(plan.edges.items()):
            ends = (key if a in extra else a, key if b in extra else b)
            edges.setdefault(ends, "intact" if kind == "broken" and key in ends else kind)
        plan.edges = edges
        for one in extra:
            del plan.cards[one], columns[one]


def _rank(card: Card) -> tuple[int, str, str]:
    kinds = ("focus", "broken", "weak", "plain", "unknown", "more")
    return kinds.index(card.kind), (card.thing.code or "") if card.thing else "", card.key


def _slots(plan: _Plan, columns: dict[str, int]) -> list[list[_Slot]]:
    """The columns filled: cards in order of code, and a place for each line that passes a column by."""
    slots: list[list[_Slot]] = [[] for _ in range(max(columns.values()) + 1)]
    for key in sorted(plan.cards, key=lambda key: (plan.cards[key].name, key)):
        slots[columns[key]].append(_Slot(key, plan.cards[key], columns[key]))
    for a, b in sorted(plan.edges):
        for between in range(columns[a] + 1, columns[b]):
            lane = _passing(b, plan.edges[a, b], between)
            known = any(slot.key == lane for slot in slots[between])
            if not known and sum(slot.units for slot in slots[between]) < TALLEST:
                slots[between].append(_Slot(lane, None, between))
    return slots


def _passing(target: str, kind: str, column: int) -> str:
    """The lane that lines of a kind to one target share where they pass a column by."""
    return f"{target}\n{kind}\n{column}"


def _order(slots: list[list[_Slot]], plan: _Plan) -> None:
    """Sorts each column by where its neighbours stand, forth and back, so that lines cross little."""
    near = _neighbours(slots, plan)
    for sweep in range(4):
        forth = sweep % 2 == 0
        for column in slots if forth else reversed(slots):
            place = {slot.key: index / max(1, len(held) - 1) for held in slots for index, slot in enumerate(held)}
            here = column[0].column
            at = {slot.key: slot.column for held in slots for slot in held}

            def weight(
                slot: _Slot, place: dict[str, float] = place, at: dict[str, int] = at, here: int = here
            ) -> float:
                found = [place[k] for k in near[slot.key] if (at[k] < here) == forth]  # noqa: B023
                return sum(found) / len(found) if found else place[slot.key]

            column.sort(key=weight)


def _neighbours(slots: list[list[_Slot]], plan: _Plan) -> dict[str, list[str]]:
    at = {slot.key: slot.column for held in slots for slot in held}
    near: dict[str, list[str]] = defaultdict(list)
    for (a, b), kind in plan.edges.items():
        way = [a, *(_passing(b, kind, column) for column in range(at[a] + 1, at[b])), b]
        way = [key for key in way if key in at]
        for left, right in pairwise(way):
            near[left].append(right)
            near[right].append(left)
    return near


def _place(slots: list[list[_Slot]]) -> int:
    """Gives each slot its row, columns centred; returns the height in half rows."""
    height = max(sum(slot.units for slot in column) for column in slots)
    for column in slots:
        row = (height - sum(slot.units for slot in column)) // 2
        for slot in column:
            slot.row = row
            row += slot.units
    return height


def _line(ends: tuple[str, str], kind: str, placed: dict[str, _Slot]) -> list[tuple[str, str]]:
    source, target = placed[ends[0]], placed[ends[1]]
    x, y = source.column * WIDTH + CARD, _middle(source)
    way = [placed.get(_passing(ends[1], kind, column)) for column in range(source.column + 1, target.column)]
    path = f"M{x} {y:g}"
    short = SHORT if kind == "broken" else 0
    for stop in [*(stop for stop in way if stop), target]:
        left, level = stop.column * WIDTH - (short if stop is target else 0), _middle(stop)
        middle = (x + left) / 2
        path += f"C{middle:g} {y:g} {middle:g} {level:g} {left} {level:g}"
        if stop.card is None:
            path += f"h{CARD}"
        x, y = left + CARD, level
    if kind == "broken":
        return [(path, "intact"), (f"M{target.column * WIDTH - SHORT} {_middle(target) - 9:g}v18", "cut")]
    return [(path, kind)]


def _middle(slot: _Slot) -> float:
    return (slot.row + slot.units / 2) * HALF


def _cards(slots: list[list[_Slot]], plan: _Plan) -> tuple[Card, ...]:
    leads: dict[str, list[str]] = defaultdict(list)
    for a, b in sorted(plan.edges):
        leads[a].append(plan.cards[b].name)
    found = []
    for column in slots:
        drawn: Sequence[_Slot] = [slot for slot in column if slot.card]
        for slot in drawn:
            if slot.card:
                first = slot is drawn[0]
                found.append(
                    replace(slot.card, column=slot.column, row=slot.row, first=first, leads=tuple(leads[slot.key]))
                )
    return tuple(found)
