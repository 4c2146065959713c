"""Where a hole is made: one goal of a whole country, with all that hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random

from bench.frame import RANKS
from bench.generator import REGIONS, Block, Country, competencies
from bench.workbooks import Row, Workbook


@dataclass(frozen=True, order=True)
class Truth:
    """One gap that must be found: `focus` and `object` as they stand below the base of IRIs, `object` "" for none;
    of a broken thread the stage stands in for it."""

    type: str
    focus: str
    object: str
    status: str


@dataclass(frozen=True)
class Site:
    """One goal of a block, and chance."""

    country: Country
    block: Block
    goal: str
    random: Random

    @property
    def book(self) -> Workbook:
        return self.country.workbook

    @property
    def tail(self) -> str:
        """What the codes of all that hangs on the goal end with."""
        return self.goal[1:]

    @property
    def competencies(self) -> list[str]:
        return competencies(self.goal)

    @property
    def above_basic(self) -> str:
        """A competency that is required above the lowest level."""
        return self.random.choice([code for code in self.competencies if self.level(code) != RANKS[0]])

    @property
    def goal_row(self) -> Row:
        return self.row("goals", code=self.goal)

    @property
    def programme(self) -> Row:
        return self.row("programmes", code=f"P{self.tail}")

    @property
    def module(self) -> Row:
        return self.row("modules", code=f"M{self.tail}")

    @property
    def indicator(self) -> Row:
        return self.row("indicators", code=f"I{self.tail}")

    @property
    def offerings(self) -> list[Row]:
        return self.book.find("offerings", module=f"M{self.tail}")

    def year(self, later: int) -> str:
        """The year of the day, or one so much later."""
        return str(self.country.day.year + later)

    def row(self, sheet: str, **cells: str) -> Row:
        """The one row of a sheet that holds all of `cells`."""
        (row,) = self.book.find(sheet, **cells)
        return row

    def level(self, code: str) -> str:
        """The level at which a competency is required."""
        return self.book.find("requirements", competency=code)[0]["level"]

    def requirements(self, *codes: str) -> list[tuple[str, str]]:
        """The requirements of competencies, each with its competency."""
        return [(row["code"], code) for code in codes for row in self.book.find("requirements", competency=code)]

    def told_by_a_report(self, row: Row) -> None:
        """The row was checked against a report on the thing, not against the thing's own document."""
        report = f"NEWS{row['code']}"
        self.book.add("documents", code=report, kind="report", title="What others tell")
        row |= {"source": report, "verification": "verified"}

    def status(self, *links: str) -> str:
        """How a gap stands that rests on these kinds of links."""
        return "open" if self.block.declared | self.country.declared >= set(links) else "unknown"

    def gap(self, type_: str, status: str, focus: str, object_: str = "") -> Truth:
        """A gap about something of the country: its kind and code."""
        return Truth(type_, self.own(focus), self.own(object_) if object_ else "", status)

    def own(self, code: str) -> str:
        """Something of the country as it stands below the base."""
        return f"{self.book.id}/{code}"

    def called(self, code: str) -> str:
        """Kind and code of a competency of the block's standard."""
        return f"competency/{self.block.standard}/{code}"

    def broken(self, stage: str, status: str) -> Truth:
        """The thread of the goal, broken at a stage."""
        return Truth("G36", self.own(f"goal/{self.goal}"), stage, status)

    def nowhere(self, status: str, *codes: str, regions: Iterable[str] = REGIONS) -> list[Truth]:
        """G27: in these regions nothing is offered for competencies."""
        return [self.gap("G27", status, self.called(code), f"region/{place}") for code in codes for place in regions]


def lower(level: str) -> str:
    """The level below."""
    return RANKS[RANKS.index(level) - 1]


@dataclass(frozen=True)
class Planter:
    """One way to make a hole: `make` changes rows of the workbook and tells every gap that follows. `touches`: the
    parts of the site that it changes or rests on, so that two holes never meet."""

    make: Callable[[Site], Iterable[Truth]]
    touches: tuple[str, ...]
