"""Gap types on planted cases: each file of tests/data/alignment/G.. says what must be found, and nothing else may be.

A case holds source data as a loader writes it; the view is made for one day. Its last lines are the findings:
`# expect open R1 C1 M` is status, focus, object and value; `-` stands for none.
"""

from pathlib import Path

import pytest

from goldenthread import files, terms, validation
from goldenthread.store.rdf import text_of
from tests.planted import FOLDER, short, stored

CASES = sorted(FOLDER.glob("G*/*.ttl"))
TYPES = tuple(name for name in files.names("shapes", "alignment", ending=".ttl") if name != "G36")  # rolled up


def expected(case: Path) -> set[tuple[str, ...]]:
    lines = [line.split()[2:] for line in case.read_text().splitlines() if line.startswith("# expect ")]
    return {tuple([*line, "-", "-"][:4]) for line in lines}


def rows(found: tuple[validation.Finding, ...], code: str) -> set[tuple[str, ...]]:
    return {
        (f.status, short(text_of(f.focus)), short(text_of(f.object)) or "-", short(text_of(f.value)) or "-")
        for f in found
        if f.type == terms.GT + code
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_a_case_has_exactly_the_gaps_that_were_planted_in_it(case: Path) -> None:
    store, code = stored(case.read_bytes()), case.parent.name
    shape = (files.text("shapes", "alignment", f"{code}.ttl"),)
    found = validation.alignment(store, shape)
    assert rows(found, code) == expected(case)
    assert validation.alignment_by_pyshacl(store.quads(), shape) == found


NEVER_UNKNOWN = {"G21", "G35"}  # that one version is cited, or that nobody signed, is what the row says
NEVER_OPEN = {"G16"}


@pytest.mark.parametrize("code", TYPES)
def test_a_gap_type_has_a_case_that_passes_one_that_fails_and_one_that_is_not_known(code: str) -> None:
    there = {case.stem: case for case in (FOLDER / code).glob("*.ttl")}
    assert not expected(there["pass"])
    if code not in NEVER_OPEN:
        assert {status for status, *_ in expected(there["fail"])} == {"open"}
    if code not in NEVER_UNKNOWN:
        assert "unknown" in {status for status, *_ in expected(there["unknown"])}


def test_there_are_cases() -> None:
    assert len(TYPES) == 36
    assert len(CASES) >= 100
