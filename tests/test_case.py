"""CASE comes in leniently: every node, field and association type is kept or listed, and goes out whole."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from goldenthread import sources, terms
from goldenthread.errors import BadParameter, TooLarge, Unreadable
from goldenthread.loaders import Context, Loaded, case, case_write
from goldenthread.loaders.case_fields import FIELDS, MATCHES, TYPES, fits
from goldenthread.settings import Settings
from goldenthread.store.rdf import Literal, NamedNode, Triple, text_of

DATA = Path(__file__).parent / "data/case"
CONTEXT = Context(Settings().base, "d", "everything.json", Settings())
UUIDS = ("00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b")
HOST = "https://case.example.org/uri/"
HOME = Settings().base + "d"
EVERYTHING: dict[str, Any] = json.loads((DATA / "everything.json").read_text(encoding="utf-8"))

# The file, the line of its fault (0: none is told) and words that say what it is.
FAULTS = {
    "key-twice.json": (0, "stands twice"),
    "latin-1.json": (2, "not UTF-8"),
    "nothing.json": (0, "no document, item or association"),
    "schema.json": (0, "no document, item or association"),
    "truncated.json": (27, "not JSON"),
    "wrong-type.json": (0, "no document, item or association"),
}


def read(document: Any, **settings: int) -> Loaded:
    context = Context(CONTEXT.base, "d", "everything.json", Settings(**settings))  # type: ignore[arg-type]  # sizes only
    return case.LOADER.read(json.dumps(document).encode(), context)


def node(number: int) -> str:
    return f"{HOST}{number:08x}-0000-4000-8000-000000000000"


def said(loaded: Loaded, subject: str, predicate: str) -> set[str]:
    found = (t.object for t in loaded.triples if t.subject == NamedNode(subject) and t.predicate.value == predicate)
    return {text_of(value).removeprefix(terms.GT).removeprefix(terms.CASE) for value in found}


def item(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "identifier": node(number).removeprefix(HOST),
        "uri": node(number),
        "fullStatement": f"Item {number}",
    } | fields


@pytest.fixture(scope="module")
def everything() -> Loaded:
    return read(EVERYTHING)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_is_told_with_its_place_and_what_to_do(name: str) -> None:
    row, words = FAULTS[name]
    content = (DATA / "faults" / name).read_bytes()
    assert case.LOADER.recognises(content, name)
    with pytest.raises(Unreadable, match=words) as caught:
        case.LOADER.read(content, Context(CONTEXT.base, "d", name, Settings()))
    assert (caught.value.remark.where, caught.value.remark.row or 0) == (name, row)


def test_a_circle_of_children_is_refused_with_its_items_named() -> None:
    checked = sources.check((DATA / "faults/cyclic.json").read_bytes(), filename="cyclic.json", settings=Settings())
    assert checked.loader == "case"
    assert {node(2), node(3)} <= {part for r in checked.remarks for part in r.where.replace(")", "(").split("(")}
    assert checked.refused


def test_every_fault_file_is_tried() -> None:
    assert {path.name for path in (DATA / "faults").iterdir()} == {*FAULTS, "cyclic.json"}


def test_every_kind_of_node_is_counted(everything: Loaded) -> None:
    assert dict(everything.read) == {
        "CFAssociation": 20, "CFAssociationGrouping": 1, "CFConcept": 1, "CFDocument": 1, "CFItem": 7, "CFItemType": 1,
        "CFLicense": 1, "CFRubric": 1, "CFRubricCriterion": 1, "CFRubricCriterionLevel": 2, "CFSubject": 1,
    }  # fmt: skip
    assert set(everything.read) == set(FIELDS)


def test_every_field_of_the_standard_is_kept(everything: Loaded) -> None:
    fields = {f"{kind}.{name}" for kind, names in FIELDS.items() for name in names if name != "uri"}
    assert fields - set(everything.kept) == set()


@pytest.mark.parametrize(
    "name",
    ["packageUnknown", "docUnknown", "itemUnknown", "assocUnknown", "defsUnknown", "typeUnknown", "rubricUnknown",
     "critUnknown", "levelUnknown"],
)  # fmt: skip
def test_an_unknown_field_at_any_level_is_kept_and_reported(everything: Loaded, name: str) -> None:
    assert [change.count for change in everything.changed if change.column == name] == [1]
    assert sum(triple.predicate.value == terms.CASE + name for triple in everything.triples) == 1


def test_what_cannot_be_a_name_or_a_node_is_listed() -> None:
    loaded = read({"CFItems": [item(1, **{"a b": 3}), "a text"]})
    assert {(lost.column, lost.value) for lost in loaded.not_kept} == {("a b", "3"), (None, '"a text"')}


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_association_type_joins_its_ends(everything: Loaded, kind: str) -> None:
    assert any(triple.predicate.value == terms.CASE + kind for triple in everything.triples)


@pytest.mark.parametrize(
    ("origin", "predicate", "values"),
    [
        (3, terms.SKOS_broader, {node(2)}),
        (2, terms.SKOS_topConceptOf, {node(1)}),
        (3, terms.prerequisiteOf, {node(4)}),
        (3, terms.DCTERMS_isReplacedBy, {node(4)}),
        (3, terms.SKOS_related, {node(4)}),
        (3, terms.SKOS_inScheme, {node(1)}),
        (3, terms.SKOS_notation, {"A.1"}),
        (3, terms.SKOS_definition, {"Chooses resources"}),
        (2, terms.SKOS_prefLabel, {"Planning"}),
        (1, terms.RDF_type, {"CFDocument", terms.SKOS_ConceptScheme, "ReferenceFramework"}),
        (2, terms.RDF_type, {"CFItem", terms.SKOS_Concept, "Domain"}),
        (3, terms.RDF_type, {"CFItem", terms.SKOS_Concept, "Competency"}),
    ],
)
def test_documents_items_and_associations_are_read_as_a_framework(
    everything: Loaded, origin: int, predicate: str, values: set[str]
) -> None:
    assert said(everything, node(origin), predicate) == values


def test_a_match_is_a_claim_with_asserter_and_date(everything: Loaded) -> None:
    claims = [t.subject for t in everything.triples if t.object == NamedNode(terms.Mapping)]
    found = {
        tuple(sorted(text for name in (terms.predicate, terms.asserter, terms.DCTERMS_date, terms.status)
                     for text in said(everything, text_of(claim) if not isinstance(claim, Triple) else "", name)))
        for claim in claims
    }  # fmt: skip
    assert found == {("2024-05-01", "The Ministry", "accepted", terms.SKOS + match) for match in MATCHES.values()}


def test_texts_bear_the_language_of_their_item_else_of_the_document(everything: Loaded) -> None:
    tags = {
        t.object.language  # type: ignore[union-attr]  # statements are literals
        for t in everything.triples
        if t.predicate.value == terms.CASE + "fullStatement"
    }
    assert tags == {"en", "en-gb"}
    assert read({"CFItems": [item(1, language="not a tag!")]}).not_kept == ()


def test_each_node_keeps_its_address_else_its_identifier_else_gets_one_of_the_dataset(everything: Loaded) -> None:
    items = {t.subject.value for t in everything.triples if t.object == NamedNode(terms.CASE + "CFItem")}  # type: ignore[union-attr]  # nodes have addresses
    assert {node(2), "urn:uuid:00000006-0000-4000-8000-000000000000", f"{HOME}/case/CFItem/N"} <= items
    assert len(items) == 7


def test_an_identifier_on_two_nodes_keeps_both_and_says_so(everything: Loaded) -> None:
    statements = {text_of(t.object) for t in everything.triples if t.predicate.value == terms.CASE + "fullStatement"}
    assert {"Makes resources", "Makes other resources"} <= statements
    assert said(everything, node(4), terms.CASE + "fullStatement") == {"Makes resources"}
    assert any("stands on two nodes" in remark.message for remark in everything.remarks)


def test_the_very_same_node_twice_is_one() -> None:
    loaded = read({"CFItems": [item(1), item(1)]})
    assert loaded.read == {"CFItem": 1}
    assert [change.count for change in loaded.changed if "kept once" in change.rule] == [1]
    assert not [remark for remark in loaded.remarks if "two nodes" in remark.message]


@pytest.mark.parametrize(
    ("words", "severity", "where"),
    [
        ("child of nothing", "warning", "CFItems[3]"),
        ("inventedType", "warning", "CFAssociations[18]"),
        ("one of its ends", "warning", "CFAssociations[19]"),
        ("7 nodes are named that are not in the package", "info", "everything.json"),
    ],
)
def test_what_is_odd_survives_and_is_said(everything: Loaded, words: str, severity: str, where: str) -> None:
    assert (severity, where) in {(r.severity, r.where) for r in everything.remarks if words in r.message}


def test_a_node_outside_the_package_keeps_its_title_and_kind(everything: Loaded) -> None:
    assert said(everything, "https://other.example.net/9", terms.CASE + "title") == {"Elsewhere 9"}
    assert said(everything, "https://other.example.net/9", terms.CASE + "targetType") == {"ext:module"}


def test_a_link_says_nothing_of_a_thing_of_another_dataset_under_the_same_base() -> None:
    ours, theirs = CONTEXT.base + "ictcft3/competency/KA.1", "https://other.example.net/KA.1"
    made = read({
        "CFDocument": {"identifier": UUIDS[0], "uri": HOST + "doc", "title": "Ours"},
        "CFItems": [item(1)],
        "CFAssociations": [
            {"identifier": UUIDS[1][:-1] + str(place), "associationType": "exactMatchOf",
             "originNodeURI": {"uri": node(1), "identifier": node(1).removeprefix(HOST), "title": "Item 1"},
             "destinationNodeURI": {"uri": end, "title": "There", "targetType": "CASE"}}
            for place, end in enumerate((ours, theirs))
        ],
    })  # fmt: skip
    assert {triple.predicate.value for triple in made.triples if triple.subject == NamedNode(theirs)}
    assert not [triple for triple in made.triples if triple.subject == NamedNode(ours)]
    assert NamedNode(ours) in {triple.object for triple in made.triples}
    assert any("of another dataset" in one.rule for one in made.changed)


def test_what_was_read_is_written_and_read_the_same_less_what_writing_lists(everything: Loaded) -> None:
    written = case_write.write(everything.triples, "d", CONTEXT)
    (lost,) = {lost.where for lost in written.not_kept}
    assert {lost.value.split()[0] for lost in written.not_kept} == {node(number) for number in (0x3B, 0x3C)}
    assert (lost, {lost.why for lost in written.not_kept}) == (
        "case:CFAssociation", {"CASE 1.1 has no place for it"}
    )  # fmt: skip
    whole = json.loads(json.dumps(EVERYTHING))
    del whole["CFAssociations"][18:]
    whole["CFItems"][6]["lastChangeDateTime"] = whole["CFDocument"]["lastChangeDateTime"]
    first = read(whole)
    again = case.LOADER.read(case_write.write(first.triples, "d", CONTEXT).content, CONTEXT)
    assert set(again.triples) == set(first.triples)
    assert again.not_kept == ()


def test_texts_in_other_languages_come_back_as_such_and_what_is_none_is_kept() -> None:
    others = {
        "fr": {"fullStatement": "Vérifier", "abbreviatedStatement": "V"},
        "ne": {"fullStatement": "जाँच", "odd": 1},
    }
    document = {**EVERYTHING["CFDocument"], "language": "en"}
    loaded = read(
        {
            "CFDocument": document,
            "CFItems": [
                item(2, extensions={"translations": others}, lastChangeDateTime=document["lastChangeDateTime"])
            ],
        }
    )
    texts = {(t.object.value, t.object.language) for t in loaded.triples
             if t.predicate.value == terms.CASE + "fullStatement" and isinstance(t.object, Literal)}  # fmt: skip
    assert texts == {(item(2)["fullStatement"], "en"), ("Vérifier", "fr"), ("जाँच", "ne")}
    assert {t.object.language for t in loaded.triples if t.predicate.value == terms.SKOS_definition
            and isinstance(t.object, Literal)} == {"en", "fr", "ne"}  # fmt: skip
    assert [text_of(t.object) for t in loaded.triples if t.predicate.value == terms.CASE + "translations"] == [
        '{"ne": {"odd": 1}}'
    ]
    written = case_write.write(loaded.triples, "d", CONTEXT)
    made = json.loads(written.content)["CFItems"][0]
    assert made["fullStatement"] == item(2)["fullStatement"]
    assert set(case.LOADER.read(written.content, CONTEXT).triples) == set(loaded.triples)
    assert written.not_kept == ()


def test_of_several_frameworks_the_one_asked_for_is_written_and_the_others_are_told_with_their_address() -> None:
    documents = [{"identifier": i, "uri": f"https://a.example/{i}", "title": i, "creator": "x"} for i in UUIDS]
    loaded = read({"CFDocuments": documents})
    for wanted in (UUIDS[1], f"https://a.example/{UUIDS[1]}"):
        written = case_write.write(loaded.triples, "d", replace(CONTEXT, framework=wanted))
        assert json.loads(written.content)["CFDocument"]["title"] == UUIDS[1]
        (other,) = (lost for lost in written.not_kept if lost.column == "CFDocument")
        assert other.value == f"https://a.example/{UUIDS[0]}"
        assert other.why.endswith(f"/ims/case/v1p1/CFPackages/{UUIDS[0]}")
    with pytest.raises(BadParameter, match=f"there are: https://a.example/{UUIDS[0]}"):
        case_write.write(loaded.triples, "d", replace(CONTEXT, framework="else"))


def test_writing_is_the_same_whatever_the_order(everything: Loaded) -> None:
    forwards = case_write.write(everything.triples, "d", CONTEXT)
    assert case_write.write(tuple(reversed(everything.triples)), "d", CONTEXT) == forwards


@pytest.mark.parametrize(
    "document",
    [
        {"CFItem": item(1), "CFAssociations": []},
        [item(1)],
        item(1, CFItemType="Standard"),
        {"CFPackage": {"CFItems": [item(1)]}},
        {"CFItems": [item(1)]},
        {"data": {"CFItems": [item(1)]}},
        {"CFData": 1, "data": [item(1)]},
        {"result": {"data": [[item(1)]]}},
    ],
    ids=["answer", "list", "alone", "wrapped", "set", "data", "items in data", "deep"],
)
def test_bare_items_and_wrapped_answers_are_read(document: Any) -> None:
    loaded = read(document)
    assert loaded.read == {"CFItem": 1}
    assert said(loaded, node(1), terms.SKOS_inScheme) == {f"{HOME}/standard/d"}


def test_of_several_packages_in_a_file_each_keeps_its_items_its_language_and_its_claims() -> None:
    def package(number: int) -> dict[str, Any]:
        match = {"identifier": f"m{number}", "associationType": "exactMatchOf", "originNodeURI": {"uri": node(number)},
                 "destinationNodeURI": {"uri": "https://o.example/x"}}  # fmt: skip
        document = {"identifier": f"d{number}", "uri": f"{HOST}d{number}", "title": "T", "creator": f"C{number}"}
        return {
            "CFDocument": {**document, "language": "fr" if number == 1 else "ne"},
            "CFItems": [item(number)],
            "CFAssociations": [match],
        }

    loaded = read({"data": [package(1), package(2)]})
    for number, tag in ((1, "fr"), (2, "ne")):
        assert said(loaded, node(number), terms.SKOS_inScheme) == {f"{HOST}d{number}"}
        assert said(loaded, f"{HOME}/case/CFAssociation/m{number}", terms.asserter) == {f"C{number}"}
        assert Literal(f"Item {number}", language=tag) in {triple.object for triple in loaded.triples}


@pytest.mark.parametrize(
    ("identifier", "address"),
    [
        ("http://psi.example.org/K1", "http://psi.example.org/K1"),
        (UUIDS[0], f"urn:uuid:{UUIDS[0]}"),
        ("K1", f"{HOME}/case/CFItem/K1"),
        ("k:1", f"{HOME}/case/CFItem/k%3A1"),
    ],
)
def test_an_identifier_alone_names_an_item_and_is_what_links_lead_to(identifier: str, address: str) -> None:
    ends = {"originNodeURI": identifier, "destinationNodeURI": {"identifier": "top"}}
    loaded = read({
        "CFDocument": {"identifier": "top", "title": "T", "creator": "C"},
        "CFItems": [{"identifier": identifier, "fullStatement": "S"}],
        "CFAssociations": [{"identifier": "a", "associationType": "isChildOf", **ends}],
    })  # fmt: skip
    assert said(loaded, address, terms.SKOS_topConceptOf) == {f"{HOME}/case/CFDocument/top"}
    assert not loaded.remarks


@pytest.mark.parametrize(
    "odd",
    [None, 1, -1.5, True, "", [], {}, "http://e/ x", ["a", None, {"b": 1}], {"identifier": 5}, [[[]]], "\ud800"],
    ids=repr,
)
def test_an_odd_value_in_any_field_is_kept_changed_or_refused_in_words(odd: object) -> None:
    for place in ("CFItems", "CFAssociations", "CFRubrics"):
        for name in EVERYTHING[place][0]:
            document = json.loads(json.dumps(EVERYTHING))
            document[place][0][name] = odd
            try:
                loaded = read(document)
            except Unreadable:
                continue
            assert loaded.read["CFItem"] >= 6


def test_hostile_text_stays_text() -> None:
    text = '<script>alert(1)</script> "} UNION {?s ?p ?o} \u202e \\u0000'
    loaded = read({"CFItems": [item(1, fullStatement=text)]})
    assert said(loaded, node(1), terms.CASE + "fullStatement") == {text}


def test_a_package_over_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        read({"CFItems": [item(1)]}, upload_bytes=20)


@pytest.mark.parametrize("content", [b'{"@context": {}, "@id": "http://e/a"}', b"[]", b'"CFItems":', b"PK\x03\x04"])
def test_what_is_not_case_is_not_recognised(content: bytes) -> None:
    assert not case.LOADER.recognises(content, "case.json")


def test_an_identifier_that_is_no_uuid_gives_way_to_one_and_is_kept_beside_it() -> None:
    item = {"identifier": "demo-item-1", "uri": "https://example.org/i/1", "fullStatement": "Teach",
            "lastChangeDateTime": "2026-01-01T00:00:00Z"}  # fmt: skip
    content = json.dumps({"CFItems": [item]}).encode()
    context = Context("https://example.org/id/", "d", "d.json", Settings())
    loaded = case.LOADER.read(content, context)
    made = case_write.write(loaded.triples, "d", context)
    (told,) = json.loads(made.content)["CFItems"]
    assert told["identifier"] == str(uuid5(NAMESPACE_URL, item["uri"]))
    assert told["extensions"] == {"sourceItemIdentifier": "demo-item-1"}
    assert set(loaded.triples) <= set(case.LOADER.read(made.content, context).triples)
    assert made.not_kept == ()


@pytest.mark.parametrize(
    ("said", "made"), [("CASE", "CASE"), ("ext:x", "ext:x"), ("CFItem", "ext:CFItem"), ("a b", "ext:a-b")]
)
def test_the_kind_of_a_thing_outside_is_told_as_1_1_has_it(said: str, made: str) -> None:
    ends = {"originNodeURI": {"uri": node(1)}, "destinationNodeURI": {"uri": "https://o.example/9", "targetType": said}}
    loaded = read(
        {"CFItems": [item(1)], "CFAssociations": [{"identifier": "a", "associationType": "isRelatedTo", **ends}]}
    )
    written = case_write.write(loaded.triples, "d", CONTEXT)
    told = [one["destinationNodeURI"].get("targetType") for one in json.loads(written.content)["CFAssociations"]]
    assert made in told
    assert bool(written.not_kept) is (said != made)


def test_an_item_is_in_the_document_that_it_names_though_that_is_not_in_the_file() -> None:
    document = {"uri": f"{HOST}doc", "identifier": UUIDS[0], "title": "There"}
    loaded = read({"CFItems": [item(1, CFDocumentURI=document)]})
    written = case_write.write(loaded.triples, "d", CONTEXT)
    assert said(loaded, node(1), terms.SKOS_inScheme) == {f"{HOST}doc"}
    assert json.loads(written.content)["CFDocument"]["identifier"] == UUIDS[0]
    assert written.not_kept == ()


@pytest.mark.parametrize(
    ("place", "name", "value"),
    [
        ("CFDocument", "caseVersion", "1.0"),
        ("CFDocument", "licenseURI", "Free for all"),
        ("CFDocument", "statusStartDate", "spring 2020"),
        ("CFDocument", "subject", ["Science", 7, {"a": 1}]),
        ("CFItems", "lastChangeDateTime", "2020"),
        ("CFItems", "humanCodingScheme", True),
        ("CFItems", "fullStatement", ["One", "Two"]),
        ("CFAssociations", "sequenceNumber", 1.5),
    ],
)
def test_a_value_that_its_field_does_not_take_goes_into_extensions_and_comes_back(
    place: str, name: str, value: Any
) -> None:
    document = json.loads(json.dumps(EVERYTHING))
    held = document[place] if place == "CFDocument" else document[place][0]
    held[name] = value
    loaded = read(document)
    written = case_write.write(loaded.triples, "d", CONTEXT)
    made = json.loads(written.content)[place]
    found = made if place == "CFDocument" else next(one for one in made if one["uri"] == held["uri"])
    told = found.get(name, [])
    assert all(fits(name, part) for part in (told if isinstance(told, list) else [told]))
    assert name in found["extensions"]
    assert {lost.value.split()[0] for lost in written.not_kept} == {node(number) for number in (0x3B, 0x3C)}
    again = case.LOADER.read(written.content, CONTEXT)
    assert case_write.write(again.triples, "d", CONTEXT).content == written.content
