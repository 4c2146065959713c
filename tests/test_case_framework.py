"""Frameworks that never were CASE, written in it: each field in its place, each join an association, loss told."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from goldenthread.loaders import Context, case, case_write
from goldenthread.loaders.prefixes import short
from goldenthread.settings import Settings
from goldenthread.store.rdf import NamedNode, Triple, read_quads, text_of

F = "https://example.org/f/"
CHANGED = "2026-11-24T09:00:00Z"
CONTEXT = Context("https://example.org/id/", "f", "f.json", Settings(), moment=CHANGED)
FILE = Path(__file__).parent / "data/case/framework.ttl"


@pytest.fixture(scope="module")
def triples() -> list[Triple]:
    return [Triple(quad.subject, quad.predicate, quad.object) for quad in read_quads(FILE.read_bytes(), "ttl")]


@pytest.fixture(scope="module")
def made(triples: list[Triple]) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(case_write.write(triples, "f", CONTEXT).content)
    return whole


def item(made: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (one for one in made["CFItems"] if one["uri"] == F + name)
    return dict(found)


def joins(made: dict[str, Any]) -> Counter[tuple[str, str, str]]:
    return Counter(
        (one["originNodeURI"]["uri"].removeprefix(F), one["associationType"],
         one["destinationNodeURI"]["uri"].removeprefix(F)) for one in made["CFAssociations"]
    )  # fmt: skip


def test_a_framework_is_a_document_with_standing_licence_and_levels(made: dict[str, Any]) -> None:
    document = made["CFDocument"]
    assert {name: document[name] for name in ("title", "creator", "version", "adoptionStatus", "statusStartDate")} == {
        "title": "Standard", "creator": "The Ministry", "version": "2", "adoptionStatus": "Implemented",
        "statusStartDate": "2024-01-01",
    }  # fmt: skip
    assert document["lastChangeDateTime"] == CHANGED
    assert document["licenseURI"]["title"] == made["CFDefinitions"]["CFLicenses"][0]["licenseText"]
    assert document["extensions"]["levels"] == [{"uri": f"{F}basic", "code": "b", "rank": 1, "label": "Basic"}]
    assert document["extensions"]["translations"] == {"fr": {"title": "Référentiel"}}


def test_a_competency_is_an_item_in_the_first_language_with_the_others_beside(
    made: dict[str, Any],
) -> None:
    found = item(made, "A1")
    assert {name: found[name] for name in found if name not in {"identifier", "uri"}} == {
        "fullStatement": "Chooses digital resources", "abbreviatedStatement": "Chooses", "CFItemType": "Competency",
        "humanCodingScheme": "A1", "language": "en", "lastChangeDateTime": CHANGED,
        "extensions": {"translations": {"fr": {"abbreviatedStatement": "Choisit"}}, "verification": "verified"},
    }  # fmt: skip
    assert (item(made, "A2b")["fullStatement"], item(made, "A2b")["language"]) == ("Fait", "fr")


def test_every_join_is_one_association_of_its_type(made: dict[str, Any]) -> None:
    assert joins(made) == Counter(
        [
            ("A", "isChildOf", "S"), ("A1", "isChildOf", "A"), ("A2", "isChildOf", "A"), ("A2b", "isChildOf", "A2"),
            ("A1", "precedes", "A2"), ("A2", "isRelatedTo", "A1"), ("old", "replacedBy", "S"),
            ("A2b", "hasSkillLevel", "basic"), ("A1", "ext:operationalises", "goal"),
            ("A1", "exactMatchOf", "https://other.example/1"), ("A1", "ext:closeMatch", "other1"),
            ("A2", "ext:broadMatch", "https://other.example/2"),
        ]
    )  # fmt: skip


def test_an_end_outside_the_package_says_what_it_is(made: dict[str, Any]) -> None:
    ends = {one["destinationNodeURI"]["uri"]: one["destinationNodeURI"] for one in made["CFAssociations"]}
    assert (ends[f"{F}goal"]["targetType"], ends[f"{F}goal"]["title"]) == ("ext:PolicyGoal", "Better teaching")


def test_a_match_keeps_who_says_so_and_when(made: dict[str, Any]) -> None:
    (claim,) = (one for one in made["CFAssociations"] if one["uri"] == f"{F}m1")
    assert (claim["lastChangeDateTime"], claim["extensions"]) == ("2025-03-01T00:00:00Z", {"asserter": "An expert"})


@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_what_does_not_come_back_is_listed_one_by_one(triples: list[Triple], version: str) -> None:
    written = case_write.write(triples, "f", CONTEXT, version=version)
    missing = set(triples) - set(case.LOADER.read(written.content, replace(CONTEXT, dataset="f")).triples)
    listed = {(one.column, one.value) for one in written.not_kept if one.column != "CFDocument"}
    assert listed == {(short(t.predicate.value), f"{text_of(t.subject)} {text_of(t.object)}") for t in missing}
    others = {one.value.removeprefix(F) for one in written.not_kept if one.column == "CFDocument"}
    assert others == {"other", "plain"}


def test_every_identifier_is_a_uuid_and_the_same_each_time(triples: list[Triple], made: dict[str, Any]) -> None:
    nodes = [made["CFDocument"], *made["CFItems"], *made["CFAssociations"]]
    assert {UUID(node["identifier"]).version for node in nodes} == {5}
    assert json.loads(case_write.write(triples[::-1], "f", CONTEXT).content) == made


@pytest.mark.parametrize(("name", "items"), [("S", 4), ("other", 1), ("plain", 1)])
def test_each_framework_of_a_dataset_has_a_package_of_its_own(triples: list[Triple], name: str, items: int) -> None:
    whole = case_write.package(triples, "f", CHANGED).whole(NamedNode(F + name))
    assert (whole["CFDocument"]["uri"], len(whole["CFItems"])) == (F + name, items)


def test_a_framework_written_in_case_is_read_as_the_same_tree(triples: list[Triple]) -> None:
    content = case_write.write(triples, "f", CONTEXT).content
    again = case.LOADER.read(content, CONTEXT)
    shared = ("broader", "topConceptOf", "notation", "inScheme")

    def tree(of: list[Triple]) -> set[Triple]:
        wanted = {f"http://www.w3.org/2004/02/skos/core#{name}" for name in shared}
        return {t for t in of if t.predicate.value in wanted and str(t.subject).startswith(f"<{F}A")}

    assert tree(list(again.triples)) == tree(triples)
    assert again.not_kept == ()


def test_the_form_of_1_0_has_nothing_newer(triples: list[Triple]) -> None:
    written = case_write.write(triples, "f", CONTEXT, version="1.0")
    types = Counter(one["associationType"] for one in json.loads(written.content)["CFAssociations"])
    assert types["isRelatedTo"] == 4
    assert not any(kind.startswith("ext:") for kind in types)
    assert not [name for name in (b'"extensions"', b'"caseVersion"', b'"targetType"') if name in written.content]
