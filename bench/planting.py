"""Planted gaps: what is taken away from whole countries or changed in them, and what must be found then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from bench import planting_monitoring, planting_policy, planting_proof, planting_standard, planting_training
from bench.frame import frame
from bench.generator import Block, Country, Size, countries
from bench.site import Planter, Site, Truth
from bench.workbooks import Workbook


@dataclass(frozen=True)
class Generated:
    """Workbooks in loading order, and every gap that is in them."""

    workbooks: tuple[Workbook, ...]
    truth: frozenset[Truth]


def generate(
    seed: int, size: Size, day: date, holes: Mapping[str, int], declared: frozenset[str] | None = None
) -> Generated:
    """Countries with `holes`: how many gaps of each type (a key of PLANTERS) to plant in each block, as far as there
    is room. `declared` as in `generator.countries`."""
    books, truth = [frame()], set[Truth]()
    for number, country in enumerate(countries(seed, size, day, declared)):
        truth |= set(plant(country, Random(f"{seed}/holes/{number}"), holes))
        books.append(country.workbook)
    return Generated(tuple(books), frozenset(truth))


def plant(country: Country, random: Random, holes: Mapping[str, int]) -> Iterator[Truth]:
    """Makes holes in the country's workbook and tells what must be found."""
    ground = Ground(country, random)
    wanted = [type_ for type_, count in sorted(holes.items()) for _ in range(count)]
    for block in country.blocks:
        for type_ in random.sample(wanted, len(wanted)):
            yield from ground.plant(type_, block)


@dataclass(frozen=True)
class Ground:
    """A country in which holes are made one by one; `taken`: the parts of it that holes touch already."""

    country: Country
    random: Random
    taken: set[tuple[str, str]] = field(default_factory=set)

    def plant(self, type_: str, block: Block) -> frozenset[Truth]:
        """Makes a hole of a type in one of its ways; nothing where the block has no room for any."""
        ways = self.random.sample(PLANTERS[type_], len(PLANTERS[type_]))
        return next(filter(None, (self.make(planter, block) for planter in ways)), frozenset())

    def make(self, planter: Planter, block: Block) -> frozenset[Truth]:
        """Makes a hole in one way, at a place of the block that is still whole; nothing where there is none."""
        for goal in self.random.sample(block.goals, len(block.goals)):
            parts = {place for part in planter.touches for place in _places(part, block, goal)}
            if not parts & self.taken:
                self.taken.update(parts)
                return frozenset(planter.make(Site(self.country, block, goal, self.random)))
        return frozenset()


def _places(part: str, block: Block, goal: str) -> Iterator[tuple[str, str]]:
    """A part with whose it is: of the goal, unless it says that it is of the block, the country, or every goal."""
    name, _, whose = part.partition(" of ")
    match whose:
        case "the country":
            yield part, ""
        case "the block":
            yield part, str(block.number)
        case "every goal":
            yield from ((name, each) for each in block.goals)
        case _:
            yield part, goal


def _table() -> Mapping[str, tuple[Planter, ...]]:
    found: dict[str, tuple[Planter, ...]] = defaultdict(tuple)
    for noun in (planting_policy, planting_monitoring, planting_standard, planting_training, planting_proof):
        for type_, planters in noun.PLANTERS.items():
            found[type_] += planters
    return dict(sorted(found.items()))


PLANTERS: Mapping[str, tuple[Planter, ...]] = _table()
