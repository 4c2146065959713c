"""The history of gaps: what each release opened and closed, whether by other data or by a date, and that it lasts."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goldenthread import derived, history, terms
from goldenthread.history import Chapter, Event
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import Literal, NamedNode, Triple
from tests.planted import BASE

POLICY = "code,kind,title,end,replaces\nP,policy,First policy,2026-12-31,\n"
LATER = POLICY + "Q,policy,Second policy,2036-12-31,P\n"


def book(dataset: str, documents: str) -> bytes:
    """A workbook with some documents, and all that replaces one on record."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("dataset.csv", f"id,title,country,fictional\n{dataset},Test,XQ,yes\n")
        archive.writestr("documents.csv", documents)
        archive.writestr("completeness.csv", "link,as_of\nreplaces,2026-01-01\n")
    return held.getvalue()


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def releases(settings: Settings, clock: Clock) -> Releases:
    """The policy in release 1; its end passed before release 2, which brings another dataset; followed in release 3."""
    made = Releases(settings, clock)
    made.propose(book("xq", POLICY), filename="one.zip")
    clock.now = datetime(2027, 2, 1, tzinfo=UTC)
    made.propose(book("other", "code,kind,title\nD,report,Report\n"), filename="two.zip")
    made.propose(book("xq", LATER), filename="three.zip")
    return made


def over(told: tuple[Chapter, ...], code: str = "G07") -> list[tuple[int, Event]]:
    """The events of one type of gap with their releases."""
    return [
        (chapter.release, event)
        for chapter in told
        for event in chapter.events
        if event.gap.startswith(code)
    ]  # fmt: skip


def test_what_a_date_opened_and_what_data_closed_is_told_apart(releases: Releases) -> None:
    found = [
        (number, event.country, event.before, event.after, event.cause) for number, event in over(releases.history())
    ]
    assert found == [(2, "xq", None, "open", "date"), (3, "xq", "open", None, "data")]


def test_the_story_of_a_gap_says_which_release_closed_it(releases: Releases) -> None:
    told = releases.history()
    gap = over(told)[0][1].gap
    found = history.story(told, gap)
    assert found is not None
    assert (found.first_seen, found.last_seen, found.closed_by, found.why) == (2, 2, 3, "data")
    assert [chapter.what for chapter, _ in found.steps] == ["import of other", "import of xq"]


def test_in_an_earlier_release_the_story_is_not_over(releases: Releases) -> None:
    told = releases.history(2)
    found = history.story(told, over(told)[0][1].gap)
    assert found is not None
    assert (found.first_seen, found.last_seen, found.closed_by, found.why) == (2, 2, None, None)


def test_a_gap_that_never_was_has_no_story(releases: Releases) -> None:
    assert history.story(releases.history(), "G07/never") is None


def test_a_trend_counts_by_country_and_type(releases: Releases) -> None:
    points = history.trend(releases.history(), "xq", "G07")
    assert [(point.open, point.opened, point.closed, point.by_date) for point in points] == [
        (0, 0, 0, 0), (1, 1, 0, 1), (0, 0, 1, 0),
    ]  # fmt: skip
    assert history.trend(releases.history(), "np", "G07")[1].open == 0


def test_the_counts_of_each_release_are_those_of_its_report(releases: Releases) -> None:
    for chapter in releases.history():
        there = derived.statuses(releases.release(chapter.release, releases.list()[-chapter.release].as_of).store)
        counted = sum(n for types in chapter.counts.values() for statuses in types.values() for n in statuses)
        assert counted == len(there)


def test_history_outlives_releases_that_are_pruned(releases: Releases) -> None:
    before = releases.history()
    releases.prune(1)
    assert releases.history() == before
    assert [facts.number for facts in releases.list()] == [3]


def test_a_line_that_a_crash_left_out_is_made_up_for(releases: Releases, settings: Settings) -> None:
    whole = releases.history()
    log = settings.data / history.LOG
    log.write_bytes(log.read_bytes()[:-40])
    assert len(releases.history()) == 2
    releases.prune(9)  # any writer brings the log up to the newest release
    assert releases.history() == whole


def told(*gaps: str) -> Store:
    """A store whose report has these gaps open."""
    store = in_memory()
    said = [Triple(NamedNode(f"{BASE}gap/{gap}"), NamedNode(terms.gapStatus), Literal("open")) for gap in gaps]
    store.add(NamedNode(terms.GRAPH_report), said)
    return store


@pytest.mark.parametrize(("renewed", "cause"), [(False, "data"), (True, "rules")])
def test_a_change_of_rules_is_no_change_of_data(renewed: bool, cause: str) -> None:
    said = history.happened(told("G07/a"), told("G07/a"), told("G07/b"), BASE, renewed=renewed)
    assert said["events"] == [("G07/a", "", "open", None, cause), ("G07/b", "", None, "open", cause)]
    assert said["counts"] == {"": {"G07": [1, 0, 0]}}


def test_a_dry_run_leaves_no_trace(releases: Releases, settings: Settings) -> None:
    before = (settings.data / history.LOG).read_bytes()
    releases.propose(book("xq", POLICY), filename="four.zip", dry_run=True)
    assert (settings.data / history.LOG).read_bytes() == before


def test_without_a_log_there_is_no_history(tmp_path: Path) -> None:
    assert history.chapters(tmp_path) == ()
