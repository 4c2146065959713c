"""Holes in policy: documents, goals, programmes, and the needs that they answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.site import Planter, Site, Truth


def _not_realised(site: Site) -> Iterator[Truth]:
    """G01, G02, G36: the programme realises the goal no more, so that the thread has no first step."""
    del site.programme["realises"]
    yield site.gap("G02", site.status("realises"), f"goal/{site.goal}")
    yield site.gap("G03", site.status("realises"), f"programme/P{site.tail}")
    yield site.broken("programme", site.status("realises"))


def _not_served(site: Site) -> Iterator[Truth]:
    """What no competency operationalises and no programme requires: they all serve no goal."""
    status = site.status("operationalises", "realises", "requires")
    for code in site.competencies:
        del site.row("competencies", code=code)["operationalises"]
        yield site.gap("G10", status, site.called(code))
    yield site.gap("G01", status, f"goal/{site.goal}")


def _goal_without_anything(site: Site) -> Iterator[Truth]:
    """G01: neither competencies nor a programme take the goal up."""
    yield from _not_served(site)
    yield from _not_realised(site)


def _goal_without_competency(site: Site) -> Iterator[Truth]:
    """G01: the programme goes on, and requires nothing any more."""
    del site.programme["requires"], site.programme["sets"]
    yield from _not_served(site)
    yield site.broken("competency", site.status("operationalises", "realises", "requires"))


def _programme_gone(site: Site) -> Iterator[Truth]:
    """G02: there is no programme any more, and the indicator measures the goal alone."""
    site.book.remove("programmes", [site.programme])
    site.indicator["measures"] = site.goal
    yield site.gap("G02", site.status("realises"), f"goal/{site.goal}")
    yield site.broken("programme", site.status("realises"))


def _orphan_programme(site: Site) -> Iterator[Truth]:
    """G03: one more programme, for no goal."""
    site.book.add("programmes", code=f"PX{site.tail}", document=site.block.plan, label="One more programme")
    yield site.gap("G03", site.status("realises"), f"programme/PX{site.tail}")


def _not_replaced(site: Site) -> Iterator[Truth]:
    """G07: the plan no longer says that it replaces its former edition."""
    del site.row("documents", code=site.block.plan)["replaces"]
    yield site.gap("G07", site.status("replaces"), f"document/{site.block.former}")


def _not_begun(site: Site) -> Iterator[Truth]:
    """G07: the plan begins only after the day."""
    plan = site.row("documents", code=site.block.plan)
    plan["start"] = str(int(plan["start"]) + 4)
    yield site.gap("G07", site.status("replaces"), f"document/{site.block.former}")


def _detached(site: Site) -> Iterator[Truth]:
    """G08: the plan carries nothing out."""
    del site.row("documents", code=site.block.plan)["implements"]
    yield site.gap("G08", site.status("implements"), f"document/{site.block.plan}")


def _policy_over(site: Site) -> Iterator[Truth]:
    """G08: the plan carries out a policy that is over; whether that was replaced (G07) nobody says."""
    former, policy = site.row("documents", code=site.block.former), f"POLICY{site.block.number}"
    site.book.add(
        "documents", code=policy, kind="policy", title="A policy that is over", start=former["start"],
        end=former["end"],
    )  # fmt: skip
    site.row("documents", code=site.block.plan)["implements"] = policy
    yield site.gap("G08", site.status("implements"), f"document/{site.block.plan}")
    yield site.gap("G07", "unknown", f"document/{policy}")


def _no_place(site: Site) -> Iterator[Truth]:
    """G09: the goal does not say where in the document it stands."""
    del site.goal_row["locator"]
    yield site.gap("G09", "open", f"goal/{site.goal}")


def _no_document(site: Site) -> Iterator[Truth]:
    """G09: the goal names no document."""
    del site.goal_row["document"], site.goal_row["source"]
    yield site.gap("G09", "open", f"goal/{site.goal}")


def _place_not_told(site: Site) -> Iterator[Truth]:
    """G09: a report tells of the goal, and not where in its document it stands."""
    del site.goal_row["locator"]
    site.told_by_a_report(site.goal_row)
    yield site.gap("G09", "unknown", f"goal/{site.goal}")


def _for_teachers_not_said(site: Site) -> Iterator[Truth]:
    """G36: the thread is whole, but the goal does not say whether it addresses teachers."""
    del site.goal_row["addresses_teachers"]
    yield site.broken("goal", "unknown")


def _need_not_answered(site: Site) -> Iterator[Truth]:
    """G37: the finding informs nothing."""
    del site.row("findings", code=f"N{site.tail}")["informs"]
    yield site.gap("G37", site.status("informs"), f"finding/N{site.tail}")


def _finding_perhaps_a_need(site: Site) -> Iterator[Truth]:
    """G37: the finding informs nothing, and does not say whether it is a need."""
    finding = site.row("findings", code=f"N{site.tail}")
    del finding["informs"], finding["need"]
    yield site.gap("G37", "unknown", f"finding/N{site.tail}")


THREAD, FINDING = ("thread",), ("finding",)
REPLACES, IMPLEMENTS = ("plan replaces of the block",), ("plan implements of the block",)
PLANTERS: Mapping[str, tuple[Planter, ...]] = {
    "G01": (Planter(_goal_without_anything, THREAD), Planter(_goal_without_competency, THREAD)),
    "G02": (Planter(_not_realised, THREAD), Planter(_programme_gone, ("thread", "indicator"))),
    "G03": (Planter(_orphan_programme, ("spare programme",)), Planter(_not_realised, THREAD)),
    "G07": (
        Planter(_not_replaced, REPLACES),
        Planter(_not_begun, REPLACES),
    ),
    "G08": (
        Planter(_detached, IMPLEMENTS),
        Planter(_policy_over, IMPLEMENTS),
    ),
    "G09": (
        Planter(_no_place, ("source",)),
        Planter(_no_document, ("source", "thread", "indicator")),
        Planter(_place_not_told, ("source",)),
    ),
    "G36": (Planter(_not_realised, THREAD), Planter(_for_teachers_not_said, THREAD)),
    "G37": (Planter(_need_not_answered, FINDING), Planter(_finding_perhaps_a_need, FINDING)),
}
