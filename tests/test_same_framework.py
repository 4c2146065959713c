"""One framework that came in twice, as CASE and as CTDL-ASN, is declared the same in whichever file one has."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from goldenthread import questions, terms
from goldenthread.edits import Source
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from goldenthread.store.rdf import NamedNode, text_of
from tests import workbooks
from tests.conftest import now

CASE, CTDL = "https://case.example.org/uri/", "https://credentials.example.org/resources/"
CODES = ("A.1", "A.2")


def uuid(number: int) -> str:
    return f"{number:08}-0000-4000-8000-000000000000"


ITEMS = [f"{CASE}{uuid(place)}" for place in range(2, 4)]
TERMS = [f"{CTDL}ce-{uuid(place)}" for place in range(2, 4)]


def link(node: str) -> dict[str, str]:
    return {"uri": node, "identifier": node[-36:], "title": "One of them"}


def case(joined: bool = False) -> bytes:
    """The framework as a package of CASE; where `joined`, its items are exact matches of those of CTDL-ASN."""
    document = {"identifier": uuid(1), "uri": CASE + uuid(1), "title": "Digital skills", "creator": "The Ministry"}
    items = [
        {"identifier": node[-36:], "uri": node, "humanCodingScheme": code, "fullStatement": f"Skill {code}"}
        for node, code in zip(ITEMS, CODES, strict=True)
    ]
    matches = [
        {"identifier": uuid(place), "associationType": "exactMatchOf", "originNodeURI": link(item),
         "destinationNodeURI": link(term)}
        for place, (item, term) in enumerate(zip(ITEMS, TERMS, strict=True), 8)
    ]  # fmt: skip
    return json.dumps({"CFDocument": document, "CFItems": items, "CFAssociations": matches if joined else []}).encode()


def ctdl(joined: bool = False, nodes: list[str] = TERMS) -> bytes:
    """The framework in CTDL-ASN; where `joined`, its competencies are aligned to the items of CASE."""
    framework = f"{CTDL}ce-{uuid(1)}"
    graph: list[dict[str, Any]] = [
        {"@id": framework, "@type": "ceasn:CompetencyFramework", "ceasn:name": {"en": "Digital skills"}}
    ]
    for node, item, code in zip(nodes, ITEMS, CODES, strict=True):
        said = {"@id": node, "@type": "ceasn:Competency", "ceasn:codedNotation": code, "ceasn:isPartOf": framework,
                "ceasn:competencyText": {"en": f"Skill {code}"}}  # fmt: skip
        graph.append(said | ({"ceasn:exactAlignment": item} if joined else {}))
    return json.dumps({"@context": "https://credreg.net/ctdlasn/schema/context/json", "@graph": graph}).encode()


def table() -> bytes:
    rows = [f"{i}\tskos:exactMatch\t{t}\tsemapv:ManualMappingCuration" for i, t in zip(ITEMS, TERMS, strict=True)]
    return "\n".join(["subject_id\tpredicate_id\tobject_id\tmapping_justification", *rows, ""]).encode()


def sheet() -> bytes:
    rows = "".join(f"{i},exact,{t},manual\n" for i, t in zip(ITEMS, TERMS, strict=True))
    return workbooks.zipped({"mappings": "subject,predicate,object,justification\n" + rows})


@dataclass(frozen=True)
class Way:
    """How the two are declared the same."""

    case: bytes
    ctdl: bytes
    more: tuple[Source, ...] = ()


WAYS = {
    "an association of CASE": Way(case(joined=True), ctdl()),
    "an alignment of CTDL-ASN": Way(case(), ctdl(joined=True)),
    "a table of SSSOM": Way(case(), ctdl(), (Source(table(), "same.sssom.tsv", "same"),)),
    "a sheet of a workbook": Way(case(), ctdl(), (Source(sheet(), "t.zip", "t"),)),
}


def loaded(way: Way, settings: Settings) -> Releases:
    releases = Releases(settings, now)
    both = (Source(way.case, "case.json", "cs"), Source(way.ctdl, "ctdl.json", "ct"))
    releases.propose_all([*both, *way.more])
    return releases


@pytest.mark.parametrize("name", WAYS)
def test_each_competency_is_matched_to_itself_however_that_is_said(name: str, settings: Settings) -> None:
    store = loaded(WAYS[name], settings).release().store
    frameworks = {"standard": NamedNode(CASE + uuid(1)), "reference": NamedNode(f"{CTDL}ce-{uuid(1)}")}
    rows = questions.records(questions.ask(store, "compare-matches", **frameworks))
    found = [(text_of(row["competency"]), text_of(row["cell"]), text_of(row["match"])) for row in rows]
    assert found == [(i, t, terms.SKOS_exactMatch) for i, t in zip(ITEMS, TERMS, strict=True)]


def test_competencies_that_bear_the_same_address_are_the_same_already(settings: Settings) -> None:
    store = loaded(Way(case(), ctdl(nodes=ITEMS)), settings).release().store
    said = store.quads(NamedNode(ITEMS[0]), NamedNode(terms.SKOS_inScheme))
    assert {text_of(quad.object) for quad in said} == {CASE + uuid(1), f"{CTDL}ce-{uuid(1)}"}
