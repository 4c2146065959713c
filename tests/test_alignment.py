"""Gap types on planted cases: each file of tests/data/alignment/G.. says what must be found, and nothing else may be.

A case holds source data as a loader writes it; the view is made for one day. Its last lines are the findings:
`# expect open R1 C1 M` is status, focus, object and value; `-` stands for none.
"""

from datetime import date
from pathlib import Path

import pytest

from goldenthread import files, terms, validation, view
from goldenthread.store import Store
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import NamedNode, Triple, read_quads, text_of

DAY = date(2026, 6, 30)
BASE = "https://w3id.org/goldenthread/id/"
FOLDER = Path(__file__).parent / "data" / "alignment"
CASES = sorted(FOLDER.glob("G*/*.ttl"))
TYPES = files.names("shapes", "alignment", ending=".ttl")


def stored(case: Path) -> Store:
    """The case as the dataset of country XA, with its view; IRIs under `ref/` are a dataset of no country."""
    triples = [quad.triple for quad in read_quads(case.read_bytes(), "ttl", where=case.name)]
    store = in_memory()
    for name in ("xa", "ref"):
        graph = NamedNode(BASE + name)
        said = [Triple(graph, NamedNode(terms.RDF_type), NamedNode(terms.Dataset))]
        if name == "xa":
            said.append(Triple(graph, NamedNode(terms.country), NamedNode(BASE + "country/xa")))
        store.add(graph, said + [t for t in triples if text_of(t.subject).startswith(BASE + "ref/") == (name == "ref")])
    view.make(store, DAY)
    return store


def short(iri: str) -> str:
    return iri.removeprefix(BASE + "xa/").removeprefix(BASE) or "-"


def expected(case: Path) -> set[tuple[str, ...]]:
    lines = [line.split()[2:] for line in case.read_text().splitlines() if line.startswith("# expect ")]
    return {tuple((line + ["-", "-"])[:4]) for line in lines}


def rows(found: tuple[validation.Finding, ...], code: str) -> set[tuple[str, ...]]:
    return {
        (f.status, short(text_of(f.focus)), short(text_of(f.object)) or "-", short(text_of(f.value)) or "-")
        for f in found
        if f.type == terms.GT + code
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_a_case_has_exactly_the_gaps_that_were_planted_in_it(case: Path) -> None:
    store, code = stored(case), case.parent.name
    shape = (files.text("shapes", "alignment", f"{code}.ttl"),)
    found = validation.alignment(store, shape)
    assert rows(found, code) == expected(case)
    assert validation.alignment_by_pyshacl(store.quads(), shape) == found


@pytest.mark.parametrize("code", TYPES)
def test_a_gap_type_has_a_case_that_passes_one_that_fails_and_one_that_is_not_known(code: str) -> None:
    there = {case.stem: case for case in (FOLDER / code).glob("*.ttl")}
    assert {"pass", "fail", "unknown"} <= set(there)
    assert not expected(there["pass"])
    assert {status for status, *_ in expected(there["fail"])} == {"open"}
    assert "unknown" in {status for status, *_ in expected(there["unknown"])}


def test_there_are_cases() -> None:
    assert len(CASES) >= 3 * len(TYPES) >= 9
