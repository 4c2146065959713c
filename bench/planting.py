"""Planted gaps: what is taken away from a whole country, and what must be found then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from bench.generator import Block, Country, Size, countries, frame
from bench.workbooks import Workbook


@dataclass(frozen=True, order=True)
class Truth:
    """One gap that must be found: `focus` and `object` as kind and code in a dataset, `object` "" for none."""

    type: str
    dataset: str
    focus: str
    object: str
    status: str


@dataclass(frozen=True)
class Generated:
    """Workbooks in loading order, and every gap of the types planted that is in them."""

    workbooks: tuple[Workbook, ...]
    truth: frozenset[Truth]


Planter = Callable[[Workbook, Block, Random, int], Iterator[Truth]]


def generate(seed: int, size: Size, day: date, holes: Mapping[str, int]) -> Generated:
    """Countries with `holes`: how many gaps of each type (a key of PLANTERS) to plant in each block."""
    books, truth = [frame()], set[Truth]()
    for number, country in enumerate(countries(seed, size, day)):
        truth |= set(plant(country, Random(f"{seed}/holes/{number}"), holes))
        books.append(country.workbook)
    return Generated(tuple(books), frozenset(truth))


def plant(country: Country, random: Random, holes: Mapping[str, int]) -> Iterator[Truth]:
    """Takes away from the country's workbook and tells what must be found."""
    for block in country.blocks:
        for type_, count in sorted(holes.items()):
            yield from PLANTERS[type_](country.workbook, block, random, count)


def _status(block: Block) -> str:
    return "open" if block.declared else "unknown"


def _goal_without_competency(book: Workbook, block: Block, random: Random, count: int) -> Iterator[Truth]:
    """G01: no competency operationalises the goal any more, and its programme no longer realises it."""
    for goal in random.sample(block.goals, min(count, len(block.goals))):
        for row in book.find("competencies", operationalises=goal):
            del row["operationalises"]
        for row in book.find("programmes", realises=goal):
            del row["realises"]
        yield Truth("G01", book.id, f"goal/{goal}", "", _status(block))


def _plan_ended(book: Workbook, block: Block, random: Random, count: int) -> Iterator[Truth]:
    """G07: the plan no longer says that it replaces its former edition."""
    if count > random.random():  # a block has one place for it
        for row in book.find("documents", replaces=block.former):
            del row["replaces"]
        yield Truth("G07", book.id, f"document/{block.former}", "", _status(block))


def _not_taught(book: Workbook, block: Block, random: Random, count: int) -> Iterator[Truth]:
    """G18: a claim is gone or a mere candidate (a gap), or its module names no group (unknown in any case)."""
    codes = [row["competency"] for row in book.find("requirements", document=block.plan)]
    claims = {row["competency"]: row for row in book.rows("teaching")}
    modules = {row["code"]: row for row in book.rows("modules")}
    for code in random.sample(codes, min(count, len(codes))):
        way = random.choice(("gone", "candidate", "silent"))
        if way == "gone":
            book.remove("teaching", [claims[code]])
            del claims[code]
        elif way == "candidate":
            claims[code]["status"] = "candidate"
        else:
            modules[claims[code]["module"]].pop("groups", None)
    for code in codes:
        claim = claims.get(code)
        if claim is None or claim["status"] == "candidate":
            yield Truth("G18", book.id, f"requirement/R-{code}", f"competency/{block.standard}/{code}", _status(block))
        elif "groups" not in modules[claim["module"]]:
            yield Truth("G18", book.id, f"requirement/R-{code}", f"competency/{block.standard}/{code}", "unknown")


PLANTERS: Mapping[str, Planter] = {"G01": _goal_without_competency, "G07": _plan_ended, "G18": _not_taught}
