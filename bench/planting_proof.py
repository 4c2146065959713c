"""Holes in proof: what is assessed, what is recognised, and who answers for what is claimed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from bench.site import Planter, Site, Truth, lower
from bench.workbooks import Row


def _assessing(site: Site, code: str) -> Row:
    return site.row("assessing", competency=code)


def _certifying(site: Site, code: str) -> Row:
    return site.row("certifying", competency=code)


def _drop(site: Site, sheet: str, code: str) -> None:
    """A claim is gone, a mere candidate, or rejected."""
    way, claim = site.random.choice(("gone", "candidate", "rejected")), site.row(sheet, competency=code)
    if way == "gone":
        site.book.remove(sheet, [claim])
    else:
        claim["status"] = way


def _unassessed(site: Site, code: str) -> Iterator[Truth]:
    """G28 of a competency that nothing assesses; its certificate rests on nothing then (G32)."""
    yield site.gap("G28", site.status("assesses"), site.called(code))
    yield _unsupported(site, site.status("assesses"), code)


def _unsupported(site: Site, status: str, code: str) -> Truth:
    return site.gap("G32", status, f"credential/K{site.tail}", site.called(code))


def _unrecognised(site: Site, status: str, code: str) -> Truth:
    return site.gap("G31", status, site.called(code), f"assessment/A{site.tail}")


def _too_low(site: Site, status: str, code: str) -> Iterator[Truth]:
    for requirement, _ in site.requirements(code):
        yield site.gap("G30", status, site.called(code), f"requirement/{requirement}")
    yield _unsupported(site, status, code)


def _not_assessed(site: Site) -> Iterator[Truth]:
    """G28: one claim does not hold."""
    code = site.random.choice(site.competencies)
    _drop(site, "assessing", code)
    yield from _unassessed(site, code)


def _nothing_assessed(site: Site) -> Iterator[Truth]:
    """G36: none of the claims is left, so that the thread ends before the assessment."""
    for code in site.competencies:
        site.book.remove("assessing", [_assessing(site, code)])
        yield from _unassessed(site, code)
    yield site.broken("assessment", site.status("assesses"))


def _assessed_too_low(site: Site) -> Iterator[Truth]:
    """G30: one claim is a level down, below the requirement and the certificate (G32)."""
    code = site.above_basic
    _assessing(site, code)["level"] = lower(site.level(code))
    yield from _too_low(site, site.status("assesses"), code)


def _assessed_level_not_said(site: Site) -> Iterator[Truth]:
    """G30: one claim names no level, so that neither side of it can be compared (G31, G32)."""
    code = site.random.choice(site.competencies)
    del _assessing(site, code)["level"]
    yield from _too_low(site, "unknown", code)
    yield _unrecognised(site, "unknown", code)


def _not_certified(site: Site) -> Iterator[Truth]:
    """G31: one claim does not hold."""
    code = site.random.choice(site.competencies)
    _drop(site, "certifying", code)
    yield _unrecognised(site, site.status("certifies"), code)


def _nothing_certified(site: Site) -> Iterator[Truth]:
    """G36: none of the claims is left, so that the thread ends before the credential."""
    for code in site.competencies:
        site.book.remove("certifying", [_certifying(site, code)])
        yield _unrecognised(site, site.status("certifies"), code)
    yield site.broken("credential", site.status("certifies"))


def _certified_too_low(site: Site) -> Iterator[Truth]:
    """G31: one certificate is a level below its assessment."""
    code = site.above_basic
    _certifying(site, code)["level"] = lower(site.level(code))
    yield _unrecognised(site, site.status("certifies"), code)


def _certified_level_not_said(site: Site) -> Iterator[Truth]:
    """G31: one certificate names no level, so that it is not known what it rests on either (G32)."""
    code = site.random.choice(site.competencies)
    del _certifying(site, code)["level"]
    yield _unrecognised(site, "unknown", code)
    yield _unsupported(site, "unknown", code)


def _names_no_assessment(site: Site) -> Iterator[Truth]:
    """G32: one certificate names no assessment."""
    code = site.random.choice(site.competencies)
    del _certifying(site, code)["assessments"]
    yield _unsupported(site, site.status("assesses"), code)


def _names_another_assessment(site: Site) -> Iterator[Truth]:
    """G32: one certificate names an assessment of nothing."""
    code, spare = site.random.choice(site.competencies), f"AX{site.tail}"
    site.book.add("assessments", code=spare, label="One more assessment", kind="exam")
    _certifying(site, code)["assessments"] = spare
    yield _unsupported(site, site.status("assesses"), code)


ENDS = {"teaching": "M", "assessing": "A", "certifying": "K"}


def _nobody_answers(site: Site) -> Iterator[Truth]:
    """G35: a claim lacks who makes it, when, or its source."""
    sheet, code = site.random.choice(sorted(ENDS)), site.random.choice(site.competencies)
    del site.row(sheet, competency=code)[site.random.choice(("asserter", "date", "source"))]
    yield site.gap("G35", "open", f"{sheet}/{ENDS[sheet]}{site.tail}--{code}")


def _nobody_answers_for_a_match(site: Site) -> Iterator[Truth]:
    """G35: a mapping lacks who makes it, when, or its source."""
    row = site.random.choice([row for code in site.competencies for row in site.book.find("mappings", subject=code)])
    del row[site.random.choice(("asserter", "date", "source"))]
    name = f"{row['subject']}--{row.get('object') or row['reference']}"
    yield site.gap("G35", "open", f"mapping/{quote(name, safe='')}")


THREAD = ("thread",)
PLANTERS: Mapping[str, tuple[Planter, ...]] = {
    "G28": (Planter(_not_assessed, THREAD),),
    "G30": (Planter(_assessed_too_low, THREAD), Planter(_assessed_level_not_said, THREAD)),
    "G31": (
        Planter(_not_certified, THREAD),
        Planter(_certified_too_low, THREAD),
        Planter(_certified_level_not_said, THREAD),
    ),
    "G32": (Planter(_names_no_assessment, THREAD), Planter(_names_another_assessment, THREAD)),
    "G35": (Planter(_nobody_answers, THREAD), Planter(_nobody_answers_for_a_match, ("mapping",))),
    "G36": (Planter(_nothing_assessed, THREAD), Planter(_nothing_certified, THREAD)),
}
