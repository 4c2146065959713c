"""Every IRI stands once, in `terms`, and means something where it comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from goldenthread import borrowed, terms, vocabulary

ROOT = Path(__file__).parent.parent
OURS = {
    name: value
    for name, value in vars(terms).items()
    if isinstance(value, str) and value.startswith(terms.GT) and name != "GT"
}
KNOWN = {
    line.split()[1]: frozenset(line.split()[2:])
    for line in (ROOT / "tests/data/ontology/known-terms.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
}
GAP_TYPE = re.compile(r"G\d\d")
SOURCES = sorted(path for folder in ("ontology", "shapes", "queries") for path in (ROOT / folder).rglob("*.[tr][tq]*"))


def used(path: Path) -> set[tuple[str, str]]:
    """The namespace and local name of every prefixed name and IRI of a known namespace in a file."""
    text = path.read_text(encoding="utf-8")
    spaces = dict(re.findall(r"(?i)@?prefix\s+(\w+):\s*<([^>]+)>", text))
    spaces |= {"gt": terms.GT, "sh": terms.SH} if path.suffix == ".ttl" else {}
    bare = re.sub(r"(?m)(^|\s)#.*$", "", text) if path.suffix == ".rq" else text
    return {(spaces[p], name) for p, name in re.findall(r"\b([a-z]+):([A-Za-z][\w-]*)", bare) if p in spaces}


def test_terms_are_exactly_what_the_ontology_defines() -> None:
    defined = {term.iri for term in vocabulary.terms_of(vocabulary.ontology())}
    assert sorted(set(OURS.values()) - defined) == []
    assert sorted(defined - set(OURS.values())) == []
    assert len(defined) > 170


def test_a_constant_bears_the_local_name_of_its_iri() -> None:
    assert {name for name, iri in OURS.items() if name.removeprefix("GRAPH_") != iri.removeprefix(terms.GT)} == set()


def test_a_borrowed_constant_bears_prefix_and_local_name_of_its_iri() -> None:
    constants = {name: value for name, value in vars(borrowed).items() if "_" in name and not name.startswith("_")}
    for name, iri in constants.items():
        prefix, local = name.split("_", 1)
        assert getattr(borrowed, prefix) + local == iri
    assert len(constants) > 90


@pytest.mark.parametrize("space", sorted(KNOWN))
def test_a_borrowed_term_exists_in_its_vocabulary(space: str) -> None:
    names = {
        iri.removeprefix(space) for name, iri in vars(borrowed).items() if "_" in name and str(iri).startswith(space)
    }
    assert names - KNOWN[space] == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_term_used_in_ontology_shape_or_query_exists(path: Path) -> None:
    ours = {iri.removeprefix(terms.GT) for iri in OURS.values()}
    unknown = {
        space + name
        for space, name in used(path)
        if (space in KNOWN and name not in KNOWN[space])
        or (space == terms.GT and name not in ours and not GAP_TYPE.fullmatch(name))
    }
    assert unknown == set()


def test_ontology_shapes_and_queries_were_all_looked_at() -> None:
    assert len(SOURCES) > 20


def test_the_link_kinds_are_those_a_completeness_statement_may_name() -> None:
    found = {term.name for term in vocabulary.terms_of(vocabulary.ontology()) if term.iri in terms.LINK_KINDS.values()}
    assert found == set(terms.LINK_KINDS)
    assert len(found) == 15


def test_no_iri_of_ours_is_written_in_code() -> None:
    modules = [path for folder in ("goldenthread", "loaders", "api") for path in (ROOT / folder).rglob("*.py")]
    assert [path.name for path in modules if terms.GT in path.read_text(encoding="utf-8")] == ["terms.py"]
