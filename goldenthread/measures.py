"""Alignment measures as pure numbers. Definitions and test values: docs/method.md; no store is read here.

A matrix is a mapping from a cell (any hashable key, for two axes a pair) to a weight of at least 0. None stands
for a measure that is not defined on the input, never 0.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

Cell = TypeVar("Cell", bound=Hashable)
Verdict = str  # "acceptable", "weak" or "low"


def proportions(matrix: Mapping[Cell, float]) -> dict[Cell, float] | None:
    """The cells as shares of their sum; None for an empty or all-zero matrix. Raises ValueError below 0."""
    if any(weight < 0 for weight in matrix.values()):
        raise ValueError("a weight below 0")
    total = sum(matrix.values())
    return {cell: weight / total for cell, weight in matrix.items()} if total > 0 else None


def porter(left: Mapping[Cell, float], right: Mapping[Cell, float]) -> float | None:
    """Porter's alignment index, 1 - half the sum of absolute differences of shares: 0 disjoint, 1 alike.

    None where either matrix is empty. Source: Porter 2002, as domain notes 5.2 recompute it.
    """
    differences = porter_differences(left, right)
    return None if differences is None else 1 - sum(abs(value) for value in differences.values()) / 2


def porter_differences(left: Mapping[Cell, float], right: Mapping[Cell, float]) -> dict[Cell, float] | None:
    """Share in `left` less share in `right`, for every cell of either."""
    x, y = proportions(left), proportions(right)
    if x is None or y is None:
        return None
    return {cell: x.get(cell, 0.0) - y.get(cell, 0.0) for cell in [*x, *(cell for cell in y if cell not in x)]}


def marginal(matrix: Mapping[tuple[Cell, Cell], float], axis: int) -> dict[Cell, float]:
    """The matrix summed to one of its two axes (0 or 1)."""
    sums: dict[Cell, float] = {}
    for cell, weight in matrix.items():
        sums[cell[axis]] = sums.get(cell[axis], 0.0) + weight
    return sums


def jaccard(left: Set[Hashable], right: Set[Hashable]) -> float | None:
    """Shared members over all members; None where both are empty."""
    union = left | right
    return len(left & right) / len(union) if union else None


def weighted_jaccard(left: Mapping[Cell, float], right: Mapping[Cell, float]) -> float | None:
    """Sum of the smaller over sum of the larger weight of each cell; None where all are 0."""
    cells = {*left, *right}
    larger = sum(max(left.get(cell, 0.0), right.get(cell, 0.0)) for cell in cells)
    return sum(min(left.get(cell, 0.0), right.get(cell, 0.0)) for cell in cells) / larger if larger > 0 else None


@dataclass(frozen=True)
class Webb:
    """Webb's four criteria for one topic. `degenerate`: balance rests on a single objective and says nothing."""

    concurrence: int
    depth: float | None
    range: float | None
    balance: float | None
    degenerate: bool


def webb(objectives: Mapping[Hashable, float | None], hits: Sequence[tuple[Hashable, float | None]]) -> Webb:
    """The criteria for a topic with `objectives` (objective -> depth, None: not said) and `hits` (objective, depth).

    Depth consistency counts a hit whose depth or whose objective's depth is not said as not deep enough to
    know: it is left out of numerator and denominator. Hits on other topics' objectives do not count.
    """
    own = [(objective, depth) for objective, depth in hits if objective in objectives]
    known = [
        (depth, asked) for objective, depth in own if depth is not None and (asked := objectives[objective]) is not None
    ]
    counts: dict[Hashable, int] = {}
    for objective, _ in own:
        counts[objective] = counts.get(objective, 0) + 1
    return Webb(
        concurrence=len(own),
        depth=sum(depth >= asked for depth, asked in known) / len(known) if known else None,
        range=len(counts) / len(objectives) if objectives else None,
        balance=balance(list(counts.values())),
        degenerate=len(counts) == 1,
    )


def balance(hits: Sequence[int]) -> float | None:
    """Webb's balance of representation: 1 - half the sum of |1/O - I/H| over the O objectives hit; None at H = 0."""
    struck = [count for count in hits if count > 0]
    if not struck:
        return None
    total = sum(struck)
    return 1 - sum(abs(1 / len(struck) - count / total) for count in struck) / 2


def verdict(value: float | None, acceptable: float, weak: float) -> Verdict | None:
    """A value against two thresholds, both inclusive."""
    if value is None:
        return None
    return "acceptable" if value >= acceptable else "weak" if value >= weak else "low"


def kappa(left: Sequence[Hashable], right: Sequence[Hashable]) -> float | None:
    """Cohen's kappa of two raters' codes of the same items; None without items or where chance agreement is 1."""
    if len(left) != len(right):
        raise ValueError("two raters must code the same items")
    n = len(left)
    if n == 0:
        return None
    agreed = sum(a == b for a, b in zip(left, right, strict=True)) / n
    chance = sum((left.count(code) / n) * (right.count(code) / n) for code in {*left, *right})
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def ratio(numerator: int, denominator: int) -> float | None:
    """A coverage ratio; None of nothing."""
    return numerator / denominator if denominator else None
