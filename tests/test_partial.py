"""A change given as a small workbook: its rows take the place of those with the same key, all else stays."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from goldenthread import partial, sources
from goldenthread.edits import Source
from goldenthread.errors import BadParameter, NotFound, Refused, Unreadable
from goldenthread.loaders import Context, Loaded, overlay, workbook
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, Triple, text_of
from tests.conftest import now

BASE = Settings.base
WHOLE = {
    "dataset": "id,title,country,fictional,languages\nxq,Test,XQ,yes,en\n",
    "standards": "code,label,level_scheme\nS,Standard,L\n",
    "levels": "scheme,code,rank\nL,low,1\nL,high,2\n",
    "competencies": "code,standard,label,kind,parent\nD,S,Domain,domain,\nC1,S,First,,D\nC2,S,Second,,D\n",
    "modules": "code,label,hours,status\nM1,One,10,current\nM2,Two,20,current\n",
    "teaching": "module,competency,level,asserter\nM1,C1,low,Ministry\n",
}


def book(sheets: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in sheets.items():
            archive.writestr(f"{name}.csv", text)
    return held.getvalue()


CONTEXT = Context(BASE, "xq", "change.zip", Settings())
BEFORE = frozenset(workbook.LOADER.read(book(WHOLE), CONTEXT).triples)


def laid(**sheets: str) -> Loaded:
    return overlay.laid_over(book(sheets), BEFORE, "xq", CONTEXT)


def change(**sheets: str) -> tuple[set[str], set[str]]:
    """The values that went and that came, as `thing property value`."""
    after = set(laid(**sheets).triples)
    return {_short(one) for one in BEFORE - after}, {_short(one) for one in after - BEFORE}


def _short(triple: Triple) -> str:
    parts = (text_of(triple.subject), triple.predicate.value, text_of(triple.object))
    return " ".join(part.replace("#", "/").rstrip("/").rsplit("/", 1)[-1] for part in parts)


@pytest.mark.parametrize(
    ("sheets", "gone", "come"),
    [
        ({"modules": "code,hours\nM1,12\n"}, {"M1 hours 10"}, {"M1 hours 12"}),
        ({"modules": "code,hours\nm1,\n"}, {"M1 hours 10"}, set()),  # an empty cell takes away; case does not matter
        ({"modules": "code,label\nM1,Uno\n"}, {"M1 prefLabel One"}, {"M1 prefLabel Uno"}),
        ({"teaching": "module,competency,level\nM1,C1,high\n"}, {"M1--C1 atLevel low"}, {"M1--C1 atLevel high"}),
        ({"competencies": "code,standard,label\nC2,S,Zwei\n"}, {"C2 prefLabel Second"}, {"C2 prefLabel Zwei"}),
        ({"dataset": "title\nOther\n"}, {"xq prefLabel Test"}, {"xq prefLabel Other"}),
        ({"modules": "code,hours\n"}, set(), set()),
    ],
)
def test_only_what_is_given_changes(sheets: dict[str, str], gone: set[str], come: set[str]) -> None:
    assert change(**sheets) == (gone, come)


def test_a_new_row_may_name_rows_that_are_there() -> None:
    gone, come = change(teaching="module,competency,level\nM2,C2,high\n")
    assert gone == set()
    assert {"M2--C2 subject M2", "M2--C2 object C2", "M2--C2 atLevel high"} <= come


def test_a_fault_is_told_at_its_row_in_the_small_workbook() -> None:
    found = laid(teaching="module,competency,level\nM2,C1,low\nM2,C9,low\n")
    (fault,) = [remark for remark in found.remarks if remark.severity == "violation"]
    assert (fault.where, fault.row, fault.column) == ("teaching", 3, "competency")


@pytest.mark.parametrize(
    ("text", "why"), [("code,hours\nM1,12,13\n", "no heading"), ("code,hours,hours\nM1,12,13\n", "there twice")]
)
def test_a_cell_without_a_place_is_not_passed_over(text: str, why: str) -> None:
    found = laid(modules=text)
    assert why in " ".join([remark.message for remark in found.remarks] + [lost.why for lost in found.not_kept])


def test_the_rows_read_are_those_that_were_given() -> None:
    assert laid(modules="code,hours\nM1,12\n").read == {"modules": 1}


def test_what_a_workbook_has_no_place_for_stays() -> None:
    strange = Triple(NamedNode(f"{BASE}xq/module/M1"), NamedNode("http://example.org/colour"), NamedNode("urn:red"))
    found = overlay.laid_over(book({"modules": "code,hours\nM1,12\n"}), [*BEFORE, strange], "xq", CONTEXT)
    assert strange in found.triples


@pytest.mark.parametrize(
    ("sheets", "dataset", "found"),
    [
        ({"dataset": "id\nxq\n"}, None, "xq"),
        ({"modules": "code\nM1\n"}, "np", "np"),
        ({"modules": "code\nM1\n"}, None, ""),
    ],
)
def test_the_dataset_is_the_one_the_rows_or_the_asker_names(
    sheets: dict[str, str], dataset: str | None, found: str
) -> None:
    context = replace(CONTEXT, dataset=dataset)
    if found:
        assert overlay.dataset_of(book(sheets), context) == found
    else:
        with pytest.raises(Unreadable, match="say which dataset"):
            overlay.dataset_of(book(sheets), context)


def test_a_value_that_is_not_understood_is_refused() -> None:
    store = in_memory()
    store.add(sources.graph_of("xq", BASE), BEFORE)
    edit = partial.rows(Source(book({"modules": "code,ours\nM1,12\n"}), "change.zip", "xq"), Settings())
    with pytest.raises(Refused, match="ours"):
        edit.change(store, store)


def test_a_dataset_that_is_not_there_cannot_change() -> None:
    edit = partial.rows(Source(book({"modules": "code,hours\nM1,12\n"}), "change.zip", "xq"), Settings())
    with pytest.raises(NotFound, match="load it whole first"):
        edit.change(in_memory(), in_memory())


def test_only_a_workbook_holds_rows() -> None:
    with pytest.raises(BadParameter, match="workbook"):
        partial.rows(Source(b"<urn:a> <urn:b> <urn:c> .", "a.nt"), Settings())


def test_what_if_tells_the_gaps_by_goal_and_stores_nothing(settings: Settings) -> None:
    releases = Releases(settings, now)
    releases.propose_all([Source(*sources.content_of(folder)) for folder in sources.shipped() if folder.name == "xa"])
    rows = "module,competency,level,asserter,date,source\nM2,C3,proficient,Ministry,2026-01-01,MP\n"
    given = Source(book({"teaching": rows}), "what-if.zip", "xa")
    (told,) = releases.edit(partial.rows(given, settings), dry_run=True)
    assert (told.dry_run, releases.release().number) == (True, 1)
    closed = {(gap["type"], gap["focus"]["code"]) for gap in told.gaps.closed}
    assert ("G18", "R-C3-PRE") in closed
    assert "G7" in {change.goal.code for change in told.gaps.goals}
