"""Exemplaria loaded again and again: one link out breaks its own thread alone, back in mends it, and where nobody
says that all is written down the same absence is not known."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from goldenthread import sources, terms
from goldenthread.publication import Publication
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.rdf import NamedNode, text_of
from tests.conftest import now

EXAMPLE = Path(__file__).parents[1] / "examples" / "xa"
LINK = "M10--F1,"  # the one module for the one competency of goal G16
GOAL = "G16"


@dataclass
class Ministry:
    """A folder of sheets that somebody edits and loads."""

    folder: Path
    releases: Releases
    first: dict[str, str] = field(default_factory=dict)

    def load(self) -> Publication:
        content, name = sources.content_of(self.folder)
        return self.releases.propose(content, filename=name)

    def without(self, sheet: str, row: Callable[[str], bool]) -> None:
        """Takes the rows of a sheet that match out of it; there must be some."""
        path = self.folder / f"{sheet}.csv"
        rows = path.read_text().splitlines(keepends=True)
        kept = [line for line in rows if not row(line)]
        assert len(kept) < len(rows)
        path.write_text("".join(kept))

    def put_back(self, sheet: str) -> None:
        shutil.copy(EXAMPLE / f"{sheet}.csv", self.folder)

    def threads(self) -> dict[str, str]:
        """How each goal's thread stands, by the goal's code."""
        store = self.releases.current().store
        found = store.quads(predicate=NamedNode(terms.threadStatus), graph=NamedNode(terms.GRAPH_report))
        return {text_of(quad.subject).rpartition("/")[2]: text_of(quad.object) for quad in found}

    def moved(self) -> dict[str, str]:
        """The threads that stand otherwise than at first."""
        return {goal: status for goal, status in self.threads().items() if status != self.first[goal]}


@pytest.fixture
def ministry(settings: Settings, tmp_path: Path) -> Ministry:
    made = Ministry(tmp_path / "xa", Releases(settings, now))
    shutil.copytree(EXAMPLE, made.folder)
    made.load()
    made.first = made.threads()
    return made


def is_link(row: str) -> bool:
    return row.startswith(LINK)


def test_one_link_out_breaks_its_own_thread_alone_and_back_in_mends_it(ministry: Ministry) -> None:
    assert ministry.first[GOAL] == "intact"
    ministry.without("teaching", is_link)
    opened = ministry.load().gaps.opened
    assert ministry.moved() == {GOAL: "broken"}
    assert {"G18", "G36"} <= {gap["type"] for gap in opened if gap["status"] == "open"}

    ministry.put_back("teaching")
    mended = ministry.load()
    assert ministry.moved() == {}
    assert (mended.version, mended.changed) == (3, True)
    assert [gap["iri"] for gap in mended.gaps.closed] == [gap["iri"] for gap in opened]


def test_without_the_word_that_all_is_written_down_the_gap_is_not_known(ministry: Ministry) -> None:
    ministry.without("teaching", is_link)
    opened = {gap["iri"] for gap in ministry.load().gaps.opened if gap["type"] == "G18"}
    assert len(opened) == 1
    ministry.without("completeness", lambda row: row.startswith("teaches,"))
    changed = {gap["iri"]: (old, new) for gap, old, new in ministry.load().gaps.changed}
    assert {iri: changed.get(iri) for iri in opened} == dict.fromkeys(opened, ("open", "unknown"))
    assert ministry.threads()[GOAL] == "unknown"


def test_undo_mends_as_well(ministry: Ministry) -> None:
    ministry.without("teaching", is_link)
    ministry.load()
    ministry.releases.undo()
    assert ministry.moved() == {}
