"""Real CASE packages: three years, two versions, three servers; all of them come in whole and go out valid."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import jsonschema
import pytest

from goldenthread import sources, terms
from goldenthread.errors import Unreadable
from goldenthread.loaders import Context, Loaded, case, case_write
from goldenthread.settings import Settings

SHARED = Path(__file__).parent.parent.parent.parent / "shared/data/case"
SETTINGS = Settings()

# What each package holds by kind, by association type, its top items and the nodes it names that are not in it.
PACKAGES: dict[str, tuple[dict[str, int], dict[str, int], int, int]] = {
    "opensalt-what-standards-could-be.json": (
        {"CFDocument": 1, "CFItem": 16, "CFAssociation": 39},
        {"isChildOf": 16, "exactMatchOf": 16, "precedes": 3, "isRelatedTo": 2, "exemplar": 2},
        2,
        20,
    ),
    "smarterbalanced-ela-pt-grade5-v1p0.json": (
        {"CFDocument": 1, "CFItem": 164, "CFAssociation": 240, "CFItemType": 13},
        {"isChildOf": 164, "isRelatedTo": 47, "exactMatchOf": 29},
        4,
        26,
    ),
    "compeito-opencase-v1p1-ja.json": (
        {"CFDocument": 1, "CFItem": 36, "CFAssociation": 36, "CFRubric": 2, "CFSubject": 3, "CFItemType": 5},
        {"isChildOf": 36},
        5,
        0,
    ),
}


def load(name: str) -> Loaded:
    checked = sources.check((SHARED / name).read_bytes(), filename=name, settings=SETTINGS)
    assert (checked.loader, checked.refused) == ("case", False), checked.remarks[:5]
    return checked.loaded


def faults(package: object) -> list[str]:
    """What the official schema of 1.1 has against a package."""
    schema = json.loads((SHARED / "case-v1p1-cfpackage.schema.json").read_text(encoding="utf-8"))
    judge = jsonschema.Draft201909Validator(schema, format_checker=jsonschema.FormatChecker())
    return [fault.message for fault in judge.iter_errors(package)]


@pytest.mark.real
def test_the_schema_of_packages_is_no_package() -> None:
    name = "case-v1p1-cfpackage.schema.json"
    with pytest.raises(Unreadable, match="no document, item or association"):
        sources.check((SHARED / name).read_bytes(), filename=name, settings=SETTINGS)


@pytest.mark.real
@pytest.mark.parametrize("name", PACKAGES)
def test_a_real_package_comes_in_whole(name: str) -> None:
    kinds, types, tops, outside = PACKAGES[name]
    loaded = load(name)
    assert {kind: loaded.read[kind] for kind in kinds} == kinds
    said = Counter(t.object.value for t in loaded.triples if t.predicate.value == terms.CASE + "associationType")  # type: ignore[union-attr]  # a literal
    assert said == types
    assert sum(t.predicate.value == terms.SKOS_topConceptOf for t in loaded.triples) == tops
    told = [remark.message for remark in loaded.remarks if "not in the package" in remark.message]
    assert [int(message.split()[0]) for message in told] == [outside] * bool(outside)
    assert loaded.not_kept == ()


@pytest.mark.real
@pytest.mark.parametrize("name", PACKAGES)
def test_each_match_of_a_real_package_is_a_claim(name: str) -> None:
    claims = sum(getattr(t.object, "value", "") == terms.Mapping for t in load(name).triples)
    assert claims == PACKAGES[name][1].get("exactMatchOf", 0)


@pytest.mark.real
@pytest.mark.parametrize("name", PACKAGES)
def test_a_real_package_is_written_valid_and_read_the_same(name: str) -> None:
    loaded = load(name)
    context = Context(SETTINGS.base, loaded.dataset, name, SETTINGS)
    written = case_write.write(loaded.triples, loaded.dataset, context)
    assert faults(json.loads(written.content)) == []
    assert written.not_kept == ()
    assert set(case.LOADER.read(written.content, context).triples) == set(loaded.triples)


@pytest.mark.real
def test_every_shipped_framework_is_written_valid() -> None:
    written = 0
    for file in sources.shipped():
        content, name = sources.content_of(file)
        loaded = sources.check(content, filename=name, settings=SETTINGS).loaded
        found = case_write.package(loaded.triples, loaded.dataset)
        for document in found.of("CFDocument"):
            assert faults(found.whole(document)) == [], document
            written += 1
    assert written == 21


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("skos/digCompEdu.ttl", 28),
        ("skos/england-nc-computing-knowledge-taxonomy.ttl", 53),
        ("asn/acara-v9-technologies.asn.rdf", 884),
    ],
)
def test_a_real_framework_of_another_dialect_is_written_valid(name: str, items: int) -> None:
    file = SHARED.parent / name
    loaded = sources.check(file.read_bytes(), filename=file.name, settings=SETTINGS).loaded
    content = case_write.write(loaded.triples, "d", Context(SETTINGS.base, "d", name, SETTINGS)).content
    written = json.loads(content)
    assert faults(written) == []
    assert (len(written["CFItems"]), written["CFDocument"]["caseVersion"]) == (items, "1.1")


@pytest.mark.real
@pytest.mark.parametrize("odd", [True, 1, -1.5, "x y", "2020", ["a", 1], {"a": 1}, "http://e.example/x"], ids=repr)
def test_odd_values_in_every_field_at_once_come_in_and_go_out_valid(odd: object) -> None:
    whole = json.loads((Path(__file__).parent.parent / "data/case/everything.json").read_text(encoding="utf-8"))
    kept = {"identifier", "uri", "associationType", "originNodeURI", "destinationNodeURI", "CFRubricCriteria",
            "CFRubricCriterionLevels"}  # fmt: skip
    definitions = [one for held in whole["CFDefinitions"].values() if isinstance(held, list) for one in held]
    criteria = [one for held in whole["CFRubrics"] for one in held["CFRubricCriteria"]]
    for node in (whole["CFDocument"], *whole["CFItems"], *whole["CFAssociations"], *whole["CFRubrics"], *definitions,
                 *criteria):  # fmt: skip
        node.update(dict.fromkeys(node.keys() - kept, odd))
    context = Context(SETTINGS.base, "d", "d.json", SETTINGS)
    loaded = case.LOADER.read(json.dumps(whole).encode(), context)
    assert faults(json.loads(case_write.write(loaded.triples, "d", context).content)) == []
