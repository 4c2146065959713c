"""Holes in standards: domains, competencies, levels, versions, and how they are matched to the reference framework."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.frame import CELLS, EDITION, FORMER, FORMER_CELLS, FRAME, RANKS, cell
from bench.site import Planter, Site, Truth
from bench.workbooks import Row

FRAME_ITSELF = f"{FRAME}/standard/{EDITION}"


def _serves_no_goal(site: Site) -> Iterator[Truth]:
    """G10: neither the goal nor the programme calls for a competency any more; the two others serve the goal."""
    code = site.random.choice(site.competencies)
    del site.row("competencies", code=code)["operationalises"]
    for column, gone in (("requires", {code}), ("sets", {name for name, _ in site.requirements(code)})):
        site.programme[column] = "|".join(said for said in site.programme[column].split("|") if said not in gone)
    yield site.gap("G10", site.status("operationalises", "realises", "requires"), site.called(code))


def _one_more_domain(site: Site) -> Iterator[Truth]:
    """G11: a heading without content."""
    site.book.add("competencies", code=f"DX{site.tail}", standard=site.block.standard, label="Empty", kind="domain")
    yield site.gap("G11", "open", site.called(f"DX{site.tail}"))


def _domain_left(site: Site) -> Iterator[Truth]:
    """G11: the competencies of the domain stand in none any more."""
    for code in site.competencies:
        del site.row("competencies", code=code)["parent"]
    yield site.gap("G11", "open", site.called(f"D{site.tail}"))


def _structure_unseen(site: Site) -> Iterator[Truth]:
    """G11: a standard of which nobody has seen more than a heading."""
    standard = f"SX{site.tail}"
    site.book.add("standards", code=standard, label="A standard only heard of", structure="unseen")
    site.book.add("competencies", code="D", standard=standard, label="A heading", kind="domain")
    yield site.gap("G11", "unknown", f"competency/{standard}/D")


def _described(site: Site) -> tuple[str, str, Row]:
    """A competency, the level it is required at, and its performance indicator."""
    code = site.random.choice(site.competencies)
    return code, f"level/LV/{site.level(code)}", site.row("competencies", kind="indicator", parent=code)


def _not_described(site: Site) -> Iterator[Truth]:
    """G12: the performance indicator is gone, so that the required level is not described either."""
    code, level, indicator = _described(site)
    site.book.remove("competencies", [indicator])
    yield site.gap("G12", site.status("indicators"), site.called(code))
    yield site.gap("G13", site.status("indicators"), site.called(code), level)


def _other_level_described(site: Site) -> Iterator[Truth]:
    """G13: the performance indicator describes another level than the one required."""
    code, level, indicator = _described(site)
    indicator["level"] = site.random.choice([rank for rank in RANKS if rank != indicator["level"]])
    yield site.gap("G13", "open", site.called(code), level)


def _level_not_said(site: Site) -> Iterator[Truth]:
    """G13: the performance indicator does not say which level it describes."""
    code, level, indicator = _described(site)
    del indicator["level"]
    yield site.gap("G13", "unknown", site.called(code), level)


def _rank_left_out(site: Site) -> Iterator[Truth]:
    """G13: the highest level of the scheme is two steps up; the order of the levels stays."""
    site.row("levels", scheme="LV", code=RANKS[-1])["rank"] = str(len(RANKS) + 1)
    yield site.gap("G13", "open", "level/LV")


def _draft_followed(site: Site) -> Iterator[Truth]:
    """G14: the curriculum follows a second standard, which is only drafted or validated, or does not say."""
    status, standard = site.random.choice(("draft", "validated", "")), f"{site.block.standard}-DRAFT"
    site.book.add("standards", code=standard, label="A standard to come", level_scheme="LV")
    if status:
        site.book.add("statuses", of=standard, status=status, date=site.year(-2))
    curriculum = site.row("curricula", code=site.block.curriculum)
    curriculum["conforms_to"] += f"|{standard}"
    focus = f"curriculum/{site.block.curriculum}"
    yield site.gap("G14", "open" if status else "unknown", focus, f"standard/{standard}")


def _not_endorsed(site: Site) -> Iterator[Truth]:
    """G14: the standard is drafted, validated, or does not say; what modules teach is of none in force (G20)."""
    status, row = site.random.choice(("draft", "validated", "")), site.row("statuses", of=site.block.standard)
    row["status"] = status
    if not status:
        site.book.remove("statuses", [row])
    focus, object_ = f"curriculum/{site.block.curriculum}", f"standard/{site.block.standard}"
    yield site.gap("G14", "open" if status else "unknown", focus, object_)
    for goal in site.block.goals:
        yield site.gap("G20", site.status("teaches") if status else "unknown", f"module/M{goal[1:]}")


def _new_version(site: Site) -> Iterator[Truth]:
    """G21: a new version of the standard is endorsed, and the curriculum still follows the old one."""
    old, new = site.row("standards", code=site.block.standard), f"{site.block.standard}-NEW"
    site.book.add(
        "standards", code=new, label="The new standard", version="2", start=site.year(-1), replaces=old["code"],
        level_scheme="LV",
    )  # fmt: skip
    site.book.add("statuses", of=new, status="endorsed", date=site.year(-1))
    yield site.gap("G21", "open", f"curriculum/{site.block.curriculum}", f"standard/{old['code']}")


def _mentions(site: Site, code: str) -> list[Row]:
    """The mappings to a cell."""
    return site.book.find("mappings", object=cell(code))


def _only_related(site: Site, status: str) -> Iterator[Truth]:
    covered = [code for code in CELLS if any(row["predicate"] != "related" for row in _mentions(site, code))]
    for code in site.random.sample(covered, min(1, len(covered))):
        for row in _mentions(site, code):
            row["predicate"] = "related"
        if status == "open":
            site.book.add(
                "mappings", subject=cell(code), predicate="none", reference=site.block.standard, asserter="Institute",
                date=site.year(-1), source="LAW",
            )  # fmt: skip
        yield Truth("G15", f"{FRAME}/competency/{EDITION}/{code}", f"country/{site.book.id}", status)


def _cell_not_covered(site: Site) -> Iterator[Truth]:
    """G15: what is matched to the cell is only related to it."""
    yield from _only_related(site, site.status("mapped"))


def _cell_left_out(site: Site) -> Iterator[Truth]:
    """G15: and somebody says that there is no counterpart."""
    yield from _only_related(site, "open")


def _not_looked_up(site: Site) -> Iterator[Truth]:
    """G16: what was matched to one competency is matched to another of the goal, so that its cells stay covered."""
    code, other = site.random.sample(site.competencies, 2)
    for row in site.book.find("mappings", subject=code):
        if row["predicate"] == "none" or len(_mentions(site, row["object"].rpartition("/")[2])) > 1:
            site.book.remove("mappings", [row])
        else:
            row["subject"] = other
    yield Truth("G16", site.own(site.called(code)), FRAME_ITSELF, "unknown")


def _older_edition(site: Site) -> Iterator[Truth]:
    """G17: a competency is matched to the older edition alone; in the newer one nobody has looked (G16)."""
    (unseen,) = _not_looked_up(site)
    code = unseen.focus.rpartition("/")[2]
    older = cell(site.random.choice(FORMER_CELLS), FORMER)
    site.book.add(
        "mappings", code=f"OLD-{code}", subject=code, predicate="close", object=older,
        asserter="Institute", date=site.year(-1), source="LAW",
    )  # fmt: skip
    yield unseen
    yield site.gap("G17", site.status("mapped"), f"mapping/OLD-{code}", site.called(code))


STRUCTURE, DOMAIN, MAPPING = ("structure",), ("domain",), ("mapping",)
PLANTERS: Mapping[str, tuple[Planter, ...]] = {
    "G10": (Planter(_serves_no_goal, ("thread",)),),
    "G11": (Planter(_one_more_domain, DOMAIN), Planter(_domain_left, DOMAIN), Planter(_structure_unseen, DOMAIN)),
    "G12": (Planter(_not_described, STRUCTURE),),
    "G13": (
        Planter(_other_level_described, STRUCTURE),
        Planter(_level_not_said, STRUCTURE),
        Planter(_rank_left_out, ("levels of the country",)),
    ),
    "G14": (
        Planter(_draft_followed, ("second standard of the block",)),
        Planter(_not_endorsed, ("thread of every goal", "standard of the block")),
    ),
    "G15": (Planter(_cell_not_covered, ()), Planter(_cell_left_out, ())),
    "G16": (Planter(_not_looked_up, MAPPING),),
    "G17": (Planter(_older_edition, MAPPING),),
    "G21": (Planter(_new_version, ("new standard of the block",)),),
}
