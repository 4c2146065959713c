"""Holes in training: what is taught to whom, at which level, where, and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.frame import RANKS
from bench.generator import REGIONS
from bench.site import Planter, Site, Truth, lower
from bench.workbooks import Row


def _claim(site: Site, code: str) -> Row:
    return site.row("teaching", competency=code)


def _missing(site: Site, type_: str, status: str, *codes: str) -> Iterator[Truth]:
    """G18 or G19 of each requirement of competencies."""
    for requirement, code in site.requirements(*codes):
        yield site.gap(type_, status, f"requirement/{requirement}", site.called(code))


def _too_early(site: Site, status: str, code: str) -> Iterator[Truth]:
    """G22: the second competency is taught and builds on the first, which is not, or not at its level."""
    first, second, _ = site.competencies
    if code == first:
        yield site.gap("G22", status, site.called(second), site.called(first))


def _untaught(site: Site, *codes: str) -> Iterator[Truth]:
    """G18 of competencies that no module teaches: assessed all the same (G29), and offered nowhere (G27)."""
    status = site.status("teaches")
    yield from _missing(site, "G18", status, *codes)
    yield from (site.gap("G29", status, site.called(code)) for code in codes)
    yield from site.nowhere(site.status("offered", "teaches"), *codes)


def _not_taught(site: Site) -> Iterator[Truth]:
    """G18: one claim is gone, a mere candidate, or rejected."""
    code = site.random.choice(site.competencies)
    _drop(site, _claim(site, code))
    yield from _untaught(site, code)
    yield from _too_early(site, site.status("teaches"), code)


def _drop(site: Site, claim: Row) -> None:
    way = site.random.choice(("gone", "candidate", "rejected"))
    if way == "gone":
        site.book.remove("teaching", [claim])
    else:
        claim["status"] = way


def _module_idle(site: Site) -> Iterator[Truth]:
    """G18, G36: the module is only planned, or given up, so that the thread ends before it."""
    site.module["status"] = site.random.choice(("planned", "retired"))
    yield from _untaught(site, *site.competencies)
    yield site.broken("module", site.status("teaches"))


def _module_empty(site: Site) -> Iterator[Truth]:
    """G20, G36: the module teaches nothing any more, so that the thread ends before it."""
    site.book.remove("teaching", [_claim(site, code) for code in site.competencies])
    yield from _untaught(site, *site.competencies)
    yield site.gap("G20", site.status("teaches"), f"module/M{site.tail}")
    yield site.broken("module", site.status("teaches"))


def _group_not_said(site: Site) -> Iterator[Truth]:
    """G18: the module does not say whom it is for, so that it may be all that is missing."""
    del site.module["groups"]
    yield from _missing(site, "G18", "unknown", *site.competencies)
    yield from site.nowhere("unknown", *site.competencies)
    yield site.broken("module", "unknown")


def _taught_too_low(site: Site) -> Iterator[Truth]:
    """G19: one claim is a level down."""
    code = site.above_basic
    _claim(site, code)["level"] = lower(site.level(code))
    yield from _missing(site, "G19", site.status("teaches"), code)
    yield from site.nowhere(site.status("offered", "teaches"), code)
    yield from _too_early(site, site.status("teaches"), code)


def _taught_level_not_said(site: Site) -> Iterator[Truth]:
    """G19: one claim names no level."""
    code = site.random.choice(site.competencies)
    del _claim(site, code)["level"]
    yield from _missing(site, "G19", "unknown", code)
    yield from site.nowhere("unknown", code)
    yield from _too_early(site, "unknown", code)


def _one_more_module(site: Site) -> Iterator[Truth]:
    """G20: one more module, offered and empty."""
    spare = f"MX{site.tail}"
    site.book.add(
        "modules", code=spare, label="One more module", curriculum=site.block.curriculum, credits="1", groups="ALL"
    )  # fmt: skip
    site.book.add("offerings", module=spare, start=site.year(-1))
    yield site.gap("G20", site.status("teaches"), f"module/{spare}")


def _builds_on_later(site: Site) -> Iterator[Truth]:
    """G22: the first competency builds on one of a later module; in the last module, on the one that builds on it."""
    first, second, _ = site.competencies
    later = site.block.goals[site.block.goals.index(site.goal) + 1 :]
    if later:
        asked = f"C{site.random.choice(later)[1:]}.1"
        yield site.gap("G22", site.status("teaches"), site.called(first), site.called(asked))
    else:
        asked = second
        yield site.gap("G22", "open", site.called(first), site.called(second))
        yield site.gap("G22", "open", site.called(second), site.called(first))
    site.row("competencies", code=first)["prerequisites"] = asked


def _serving_teachers_only(site: Site) -> Iterator[Truth]:
    """G23: the module is for serving teachers; the third competency is required before service too."""
    site.module["groups"] = "INS"
    third, status = site.competencies[2], site.status("teaches")
    yield site.gap("G23", status, site.called(third), "group/PRE")
    yield site.gap("G18", status, f"requirement/R-{third}-PRE", site.called(third))
    yield from site.nowhere(site.status("offered", "teaches"), third)


def _student_teachers_only(site: Site) -> Iterator[Truth]:
    """G23: the module is for student teachers; all is required in service."""
    site.module["groups"] = "PRE"
    third, status = site.competencies[2], site.status("teaches")
    yield site.gap("G23", status, site.called(third), "group/INS")
    for code in site.competencies:
        yield site.gap("G18", status, f"requirement/R-{code}", site.called(code))
    yield from site.nowhere(site.status("offered", "teaches"), *site.competencies)


def _no_weight(site: Site) -> Iterator[Truth]:
    """G24: neither hours nor credits."""
    del site.module["hours"], site.module["credits"]
    yield site.gap("G24", "open", f"module/M{site.tail}")


def _weight_not_told(site: Site) -> Iterator[Truth]:
    """G24: neither hours nor credits, in what a report tells of the module."""
    del site.module["hours"], site.module["credits"]
    site.told_by_a_report(site.module)
    yield site.gap("G24", "unknown", f"module/M{site.tail}")


def _not_offered(site: Site) -> Iterator[Truth]:
    """G25: the offerings are gone, over, or still to come; so what the module teaches is offered nowhere (G27)."""
    way = site.random.choice(("gone", "over", "to come"))
    for row in site.offerings:
        if way == "gone":
            site.book.remove("offerings", [row])
        elif way == "over":
            row["start"], row["end"] = site.year(-5), site.year(-4)
        else:
            row["start"], row["end"] = site.year(4), site.year(5)
    yield site.gap("G25", site.status("offered"), f"module/M{site.tail}")
    yield from site.nowhere(site.status("offered", "teaches"), *site.competencies)


def _no_trainers(site: Site) -> Iterator[Truth]:
    """G26: the tier above has no trainers, none certified as high as is taught, or is over."""
    above, below = site.offerings
    way = site.random.choice(("none", "low", "over"))
    above |= {"none": {"trainers": "0"}, "low": {"trainer_level": RANKS[0]}, "over": {"end": f"{site.year(-1)}-10"}}[
        way
    ]
    yield site.gap("G26", site.status("trainers"), f"offering/{below['code']}", f"module/M{site.tail}")


def _trainers_not_said(site: Site) -> Iterator[Truth]:
    """G26: the tier above does not say how many trainers it has, or how they are certified."""
    above, below = site.offerings
    del above[site.random.choice(("trainers", "trainer_level"))]
    yield site.gap("G26", "unknown", f"offering/{below['code']}", f"module/M{site.tail}")


def _one_region_only(site: Site) -> Iterator[Truth]:
    """G27: the offerings serve one region."""
    there = site.random.choice(REGIONS)
    for row in site.offerings:
        row |= {"region": there, "mode": "face_to_face"}
    elsewhere = [region for region in REGIONS if region != there]
    yield from site.nowhere(site.status("offered", "teaches"), *site.competencies, regions=elsewhere)


def _assessed_alone(site: Site) -> Iterator[Truth]:
    """G29: a competency is neither required nor taught any more, and still assessed."""
    code = site.competencies[1]
    site.book.remove("teaching", [_claim(site, code)])
    gone = site.book.find("requirements", competency=code)
    site.book.remove("requirements", gone)
    kept = [said for said in site.programme["sets"].split("|") if said not in {row["code"] for row in gone}]
    site.programme["sets"] = "|".join(kept)
    yield site.gap("G29", site.status("teaches"), site.called(code))


THREAD = ("thread",)
PLANTERS: Mapping[str, tuple[Planter, ...]] = {
    "G18": (Planter(_not_taught, THREAD), Planter(_module_idle, THREAD), Planter(_group_not_said, THREAD)),
    "G19": (Planter(_taught_too_low, THREAD), Planter(_taught_level_not_said, THREAD)),
    "G20": (Planter(_one_more_module, ("spare module",)), Planter(_module_empty, THREAD)),
    "G22": (Planter(_builds_on_later, THREAD),),
    "G23": (Planter(_serving_teachers_only, THREAD), Planter(_student_teachers_only, THREAD)),
    "G24": (Planter(_no_weight, ("hours",)), Planter(_weight_not_told, ("hours",))),
    "G25": (Planter(_not_offered, THREAD),),
    "G26": (Planter(_no_trainers, THREAD), Planter(_trainers_not_said, THREAD)),
    "G27": (Planter(_one_region_only, THREAD),),
    "G29": (Planter(_assessed_alone, ("thread", "structure")), Planter(_not_taught, THREAD)),
    "G36": (Planter(_module_idle, THREAD), Planter(_module_empty, THREAD)),
}
