"""Realistic workbooks of fictional countries from a seed: whole threads, in which no rule finds anything.

A country has blocks. A block is a plan with its goals, a standard, a curriculum and a predecessor of the plan; each
goal has a whole thread from the plan to the credential. A block is declared complete or says nothing, so that the
same hole is a gap in one and unknown in another; so is the country, of links that only a whole dataset can declare.
Gaps are planted by taking away from what is whole or changing it (`planting.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random

from bench.frame import EDITION, FRAME, RANKS, match
from bench.pen import Pen
from bench.workbooks import Workbook

# Codes that ISO leaves to users, so that no generated country is a real one.
COUNTRIES = tuple(f"{first}{second}" for first, span in (("Q", "MNOPQRSTUVWXYZ"), ("X", "CDEFGHIJKLMNOPQRSTUVWXYZ"))
                  for second in span)  # fmt: skip
REGIONS = ("NORTH", "SOUTH")
COMPETENCIES = 3  # of a goal
BY_PLAN = ("operationalises", "realises", "requires", "measures", "implements", "replaces", "informs")
BY_STANDARD = ("operationalises", "realises", "requires", "indicators", "teaches", "offered", "certifies")
BY_CURRICULUM = ("teaches", "offered", "trainers")
BY_COUNTRY = ("assesses", "mapped", "observations")  # a credential, a mapping and an indicator are of no document
KINDS = frozenset((*BY_PLAN, *BY_STANDARD, *BY_CURRICULUM, *BY_COUNTRY))


@dataclass(frozen=True)
class Size:
    """How much to generate: countries, blocks in each, goals in each block."""

    countries: int = 1
    blocks: int = 2
    goals: int = 3


# About so many triples by the workbook loader.
SIZES = {10_000: Size(1, 2, 14), 100_000: Size(2, 8, 20), 1_000_000: Size(20, 8, 20)}


@dataclass(frozen=True)
class Block:
    """One plan with all that hangs on it. `declared`: the kinds of links of it that are declared complete."""

    number: int
    declared: frozenset[str]
    goals: tuple[str, ...]

    @property
    def plan(self) -> str:
        return f"PLAN{self.number}"

    @property
    def former(self) -> str:
        return f"PLAN{self.number}-OLD"

    @property
    def standard(self) -> str:
        return f"STD{self.number}"

    @property
    def curriculum(self) -> str:
        return f"CUR{self.number}"


@dataclass(frozen=True)
class Country:
    """A country that is whole on a day: its workbook, the blocks in it, and the kinds of links it declares complete
    altogether."""

    workbook: Workbook
    day: date
    declared: frozenset[str]
    blocks: tuple[Block, ...]


def countries(seed: int, size: Size, day: date, declared: frozenset[str] | None = None) -> Iterable[Country]:
    """Whole countries, one after another, as of `day`. `declared`: the kinds of links declared complete everywhere;
    None leaves it to chance, block by block."""
    for number in range(size.countries):
        yield country(Random(f"{seed}/{number}"), COUNTRIES[number], size, day, declared)


def country(random: Random, code: str, size: Size, day: date, declared: frozenset[str] | None = None) -> Country:
    """One whole country."""
    book = Workbook(code.lower())
    book.add(
        "dataset", id=book.id, title=f"{code} (fictional)", country=code, publisher="Golden Thread", fictional="yes",
        license="https://creativecommons.org/publicdomain/zero/1.0/", languages="en|fr",
    )  # fmt: skip
    pen = Pen(book, random, day)
    _grounds(pen)
    blocks = tuple(_block(pen, number, size.goals, declared) for number in range(1, size.blocks + 1))
    match(pen, [code for block in blocks for goal in block.goals for code in competencies(goal)])
    complete = _declared(random, declared) & frozenset(BY_COUNTRY)
    for link in sorted(complete):
        book.add("completeness", link=link, as_of=str(day.year - 1), asserter="Planning")
    return Country(book, day, complete, blocks)


def _declared(random: Random, declared: frozenset[str] | None) -> frozenset[str]:
    chance = random.random() < 0.7
    return (KINDS if chance else frozenset()) if declared is None else declared


def _grounds(pen: Pen) -> None:
    """What all blocks share: the law, levels, groups, regions and providers."""
    book, year = pen.book, str(pen.day.year - 12)
    book.add("documents", code="LAW", kind="law", title="Education Act", issued=year, start=year)
    for rank, level in enumerate(RANKS, 1):
        book.add("levels", scheme="LV", code=level, rank=str(rank), label=level.title(), same_as=f"{FRAME}:FL/{level}")
    book.add("groups", code="ALL", label="Teachers", label_fr="Enseignants")
    for group, phase, english in (
        ("PRE", "pre_service", "Student teachers"),
        ("INS", "in_service", "Serving teachers"),
    ):
        book.add("groups", code=group, label=english, parent="ALL", phase=phase)
    for region in REGIONS:
        book.add("regions", code=region, label=f"{region.title()} Province")
        book.add("providers", code=f"COL-{region}", label=f"{region.title()} College", kind="college", region=region)


def _block(pen: Pen, number: int, goals: int, declared: frozenset[str] | None) -> Block:
    complete = _declared(pen.random, declared) - frozenset(BY_COUNTRY)
    block = Block(number, complete, tuple(f"G{number}.{goal}" for goal in range(1, goals + 1)))
    _documents(pen, block)
    pen.book.add(
        "goals", code=f"V{number}", kind="vision", document=block.plan, addresses_teachers="no", source=block.plan,
        locator="page 1",
        **pen.label("A country that can", "Un pays qui sait"),
    )  # fmt: skip
    for place, goal in enumerate(block.goals, 1):
        said = {"source": block.plan, "locator": f"page {place}", "verification": "verified"}
        _aim(pen, block, goal, said)
        _measure(pen, block, goal)
        _training(pen, block, goal, str(place))
        for code, level in zip(competencies(goal), pen.random.sample(RANKS, COMPETENCIES), strict=True):
            _competency(pen, block, goal, code, level)
        _pathway(pen, goal)
    _declare(pen, block)
    return block


def competencies(goal: str) -> list[str]:
    """The codes of a goal's competencies."""
    return [f"C{goal[1:]}.{number}" for number in range(1, COMPETENCIES + 1)]


def _documents(pen: Pen, block: Block) -> None:
    """The plan and its predecessor, the standard, the curriculum."""
    book, year = pen.book, pen.day.year
    start = str(year - 3)
    book.add(
        "documents", code=block.former, kind="sector_plan", title=f"Plan {block.number}, first edition",
        issued=str(year - 9), start=str(year - 9), end=str(year - 4), implements="LAW",
    )  # fmt: skip
    book.add(
        "documents", code=block.plan, kind="sector_plan", title=f"Plan {block.number}", issued=start, start=start,
        end=str(year + 5), implements="LAW", replaces=block.former,
    )  # fmt: skip
    book.add("statuses", of=block.plan, status="in_force", date=start, act="LAW")
    book.add(
        "standards", code=block.standard, label=f"Standard {block.number}", document=block.plan, version="1",
        start=start, level_scheme="LV", derived_from=f"{FRAME}:{EDITION}", embedding="stand_alone",
        structure="published",
    )  # fmt: skip
    book.add("statuses", of=block.standard, status="endorsed", date=start, act="LAW")
    book.add(
        "curricula", code=block.curriculum, label=f"Curriculum {block.number}", document=block.plan,
        conforms_to=block.standard, status="in_delivery", start=start,
    )  # fmt: skip


def _declare(pen: Pen, block: Block) -> None:
    """The statements that links of the block are written down."""
    scopes = {
        block.plan: BY_PLAN, block.former: ("replaces",), block.standard: BY_STANDARD, block.curriculum: BY_CURRICULUM
    }  # fmt: skip
    for scope, links in scopes.items():
        for link in links:
            if link in block.declared:
                pen.book.add("completeness", link=link, scope=scope, as_of=str(pen.day.year - 1), asserter="Planning")


def _aim(pen: Pen, block: Block, goal: str, said: dict[str, str]) -> None:
    """A goal, the programme that realises it, and a need that is answered."""
    book, year, tail = pen.book, pen.day.year, goal[1:]
    codes = competencies(goal)
    book.add(
        "goals", code=goal, kind="goal", document=block.plan, parent=f"V{block.number}", addresses_teachers="yes",
        **pen.label("Teachers can", "Les enseignants savent"), **said,
    )  # fmt: skip
    book.add(
        "programmes", code=f"P{tail}", kind="programme", document=block.plan, realises=goal, requires="|".join(codes),
        sets="|".join(f"R-{code}" for code in codes), start=str(year - 3), end=str(year + 5),
        **pen.label("Programme", "Programme"), **said,
    )  # fmt: skip
    book.add(
        "findings", code=f"N{tail}", document=block.plan, need="yes", informs=codes[0],
        **pen.label("Teachers ask how to", "Les enseignants demandent comment"),
    )  # fmt: skip


def _measure(pen: Pen, block: Block, goal: str) -> None:
    """An indicator of a goal and its programme, observed in time."""
    book, year, tail, random = pen.book, pen.day.year, goal[1:], pen.random
    book.add(
        "indicators", code=f"I{tail}", measures=f"{goal}|P{tail}", unit="percent", direction="up",
        result_level="outcome", periodicity="P2Y", baseline_value=str(random.randint(5, 40)),
        baseline_date=str(year - 3), target_value=str(random.randint(60, 95)), target_date=str(year + 5),
        **pen.label("Share", "Part"),
    )  # fmt: skip
    book.add(
        "observations", indicator=f"I{tail}", date=str(year - 1), value=str(random.randint(30, 60)),
        n=str(random.randint(200, 9000)), source=block.plan,
    )  # fmt: skip


def _training(pen: Pen, block: Block, goal: str, place: str) -> None:
    """What a goal's competencies are taught, assessed and recognised by; trainers are trained first."""
    book, year, tail, random = pen.book, pen.day.year, goal[1:], pen.random
    provider = f"COL-{random.choice(REGIONS)}"
    book.add(
        "modules", code=f"M{tail}", curriculum=block.curriculum, provider=provider, hours="30", credits="3",
        groups=random.choice(("ALL", "PRE|INS")), sequence=place, **pen.label("Module", "Module"),
    )  # fmt: skip
    for tier in (0, 1):
        book.add(
            "offerings", code=f"O{tail}-{tier}", module=f"M{tail}", provider=provider, start=f"{year - 2 + tier}-09-01",
            end=f"{year + 1}-08-31", mode=random.choice(("face_to_face", "online", "blended")), tier=str(tier),
            trainers=str(random.randint(5, 90)), trainer_level="leading",
        )  # fmt: skip
    book.add("assessments", code=f"A{tail}", kind="portfolio", provider=provider, **pen.label("Portfolio", "Dossier"))
    book.add("credentials", code=f"K{tail}", kind="badge", awarded_by=provider, **pen.label("Badge", "Badge"))
    book.add(
        "competencies", code=f"D{tail}", standard=block.standard, kind="domain", **pen.label("Domain", "Domaine")
    )  # fmt: skip


def _competency(pen: Pen, block: Block, goal: str, code: str, level: str) -> None:
    """One competency of a goal: described, required, taught, assessed and certified at one level."""
    book, tail, claim = pen.book, goal[1:], pen.claim
    book.add(
        "competencies", code=code, standard=block.standard, kind="competency", parent=f"D{tail}", operationalises=goal,
        **pen.label("Can", "Sait"),
    )  # fmt: skip
    book.add(
        "competencies", code=f"{code}.{level}", standard=block.standard, kind="indicator", parent=code, level=level,
        **pen.label("Shows how to", "Montre comment"),
    )  # fmt: skip
    book.add(
        "requirements", code=f"R-{code}", competency=code, level=level, group="INS", due=str(pen.day.year + 3),
        document=block.plan,
    )  # fmt: skip
    book.add("teaching", module=f"M{tail}", competency=code, level=level, hours="10", **claim)
    book.add("assessing", assessment=f"A{tail}", competency=code, level=level, weight="33", **claim)
    book.add("certifying", credential=f"K{tail}", competency=code, level=level, assessments=f"A{tail}", **claim)


def _pathway(pen: Pen, goal: str) -> None:
    """The second competency builds on the first; the third is required before service too."""
    first, second, third = competencies(goal)
    for row in pen.book.find("competencies", code=second):
        row["prerequisites"] = first
    for row in pen.book.find("requirements", competency=third):
        pen.book.add("requirements", **{**row, "code": f"R-{third}-PRE", "group": "PRE"})
