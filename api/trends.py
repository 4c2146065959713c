"""How many gaps there were, release by release, as small bars on the pages that speak of gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Final

from goldenthread import history
from goldenthread.api.asked import Asked
from goldenthread.history import Point

BARS: Final = 40  # most releases drawn
HEIGHT: Final = 60  # of the highest bar


@dataclass(frozen=True)
class Bar:
    """A release with the heights of what is open and, above it, what is not known."""

    point: Point
    open: int
    unknown: int


def of(asked: Asked, country: str | None = None, code: str | None = None) -> tuple[Point, ...]:
    """The gaps of the newest releases up to the one asked for, newest first: of a country (ISO code) or a type."""
    told = asked.request.app.state.releases.history(asked.release.number)
    return tuple(reversed(history.trend(told[-BARS:], country, code)))


def bars(points: Sequence[Point]) -> list[Bar]:
    """Points, newest first, as bars from the oldest on. They begin with the first release that had anything to count:
    before it nothing was on record, which is not the same as no gap."""
    told = list(dropwhile(lambda point: not (point.open or point.unknown or point.waived), reversed(points)))
    most = max((point.open + point.unknown for point in told), default=0) or 1
    return [Bar(point, round(HEIGHT * point.open / most), round(HEIGHT * point.unknown / most)) for point in told]
