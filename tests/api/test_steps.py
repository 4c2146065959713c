"""A goal's thread as beads: each status is drawn in its own way, and what is not known is never a break."""

import pytest

from goldenthread import terms
from goldenthread.api.steps import COLUMNS, steps
from goldenthread.things import Thing
from goldenthread.trace import Step, Thread

GOAL = Thing("http://example.org/G", terms.PolicyGoal, "G", "A goal")


def thread(status: str, breaks_at: str | None, **stages: int | str) -> Thread:
    """A thread with so many things at each stage; a "?" before the number: only candidates lead there."""
    found = {}
    for stage, number in stages.items():
        certain = not str(number).startswith("?")
        things = [
            Thing(f"http://example.org/{stage}{i}", None, f"{stage}{i}", "x")
            for i in range(int(str(number).lstrip("?")))
        ]
        found[stage] = tuple(Step(one, certain) for one in things)
    return Thread(GOAL, status, breaks_at, found)


WHOLE = dict.fromkeys(COLUMNS, 1)


@pytest.mark.parametrize(
    ("drawn", "states"),
    [
        (thread("intact", None, **WHOLE), "intact intact intact intact intact"),
        (
            thread("intact", None, competency=2, module=1, assessment=1, credential=1),
            "pass intact intact intact intact",
        ),
        (thread("broken", "programme"), "broken off off off off"),
        (thread("broken", "module", programme=1, competency=1), "intact intact broken off off"),
        (thread("unknown", "module", programme=1, competency=1), "intact intact unknown unknown unknown"),
        (thread("unknown", "goal"), "unknown unknown unknown unknown unknown"),
        (thread("unknown", "goal", programme=1), "intact unknown unknown unknown unknown"),
        (thread("unknown", "goal", competency=1), "unknown intact unknown unknown unknown"),
        (thread("unknown", "module", programme=1, competency=2, module=1), "intact intact unknown unknown unknown"),
        (thread("outside", None, programme=1), "intact outside past past past"),
        (thread("outside", None), "outside past past past past"),
        (
            thread("weak", None, programme=1, competency=1, module="?1", assessment=1, credential=1),
            "intact intact weak intact intact",
        ),
        (thread("weak", None, **WHOLE), "intact intact weak weak weak"),
    ],
)
def test_each_thread_is_drawn_as_it_stands(drawn: Thread, states: str) -> None:
    beads = steps(drawn)
    assert " ".join(bead.state for bead in beads) == states
    assert [bead.to for bead in beads] == [*states.split()[1:], "none"]


def test_where_rules_report_a_weak_thread_it_thins_there_alone() -> None:
    assert [bead.state for bead in steps(thread("weak", None, **WHOLE), {"assessment"})].count("weak") == 1


@pytest.mark.parametrize("stage", COLUMNS)
def test_what_is_not_known_has_its_own_words_and_names_the_sheet_that_would_tell(stage: str) -> None:
    before = dict.fromkeys(COLUMNS[: COLUMNS.index(stage)], 1)
    broken, unknown = (
        next(bead for bead in steps(thread(status, stage, **before)) if bead.state == status)
        for status in ("broken", "unknown")
    )
    assert (unknown.head, broken.edge) == ("Not known", None)
    assert broken.head != unknown.head
    assert unknown.edge
    assert unknown.edge.sheet in {"programmes", "competencies", "teaching", "assessing", "certifying"}


def test_what_is_known_to_lead_to_nothing_is_not_called_unknown() -> None:
    beads = steps(thread("unknown", "module", programme=1, competency=1), gone={"assessment"})
    assert [bead.state for bead in beads] == ["intact", "intact", "unknown", "off", "unknown"]


def test_many_things_are_counted_and_the_first_are_named() -> None:
    bead = steps(thread("intact", None, **{**WHOLE, "competency": 5}))[1]
    assert (bead.head, bead.note) == ("5 competencies", "competency0, competency1, competency2 and 2 more")
