"""RDF comes in from any spelling, whole, with its frameworks read as standards; what cannot be read says where."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from goldenthread import sources, terms
from goldenthread.errors import GoldenThreadError, TooLarge, Unreadable
from goldenthread.loaders import Context, Loaded, rdf
from goldenthread.settings import Settings
from goldenthread.store.rdf import BlankNode, Literal, NamedNode, Triple, isomorphic, read_quads

DATA = Path(__file__).parent / "data/rdf"
BASE = Settings().base
EX = "http://example.org/digital/"
SKOS = f"@prefix skos: <{terms.SKOS}> . @prefix ex: <{EX}> . @prefix gt: <{terms.GT}> . "
FORMS = ("ttl", "trig", "nt", "nq", "jsonld", "rdf")

# The file, the line of its fault (0: none is told) and words that say what it is and what to do.
FAULTS = {
    "bad-iri.jsonld": (3, "is not an IRI"),
    "bad-iri.nt": (2, "Invalid IRI"),
    "bad-iri.rdf": (3, "Invalid IRI"),
    "empty.ttl": (0, "empty"),
    "entities-utf16.rdf": (3, "<!DOCTYPE"),
    "entities.rdf": (3, "Take it out"),
    "external-dtd.rdf": (1, "<!DOCTYPE"),
    "invalid-utf8.ttl": (2, "0xF3 at position 98"),
    "no-statement.ttl": (0, "holds no statement"),
    "remote-context.jsonld": (0, "unknown.jsonld"),
    "truncated.jsonld": (4, "not JSON"),
    "unclosed-string.ttl": (2, "Mend the file"),
    "unclosed.rdf": (4, "Mend the file"),
    "undeclared-prefix.ttl": (4, "ex: has not been declared"),
}


def read(content: bytes | str, filename: str = "my.ttl", dataset: str | None = "d", **settings: int) -> Loaded:
    """What the loader makes of `content`."""
    content = content.encode() if isinstance(content, str) else content
    return rdf.LOADER.read(content, Context(BASE, dataset, filename, Settings(**settings)))  # type: ignore[arg-type]  # sizes only


def framework() -> Loaded:
    return read((DATA / "framework.ttl").read_bytes())


def ours(loaded: Loaded, subject: str, predicate: str) -> set[str]:
    """The values of a property, IRIs of the vocabulary shortened."""
    found = (t.object for t in loaded.triples if t.subject == NamedNode(subject) and t.predicate.value == predicate)
    return {value.value.removeprefix(terms.GT) for value in found if not isinstance(value, Triple)}


def kinds(loaded: Loaded, name: str) -> set[str]:
    return {kind for kind in ours(loaded, EX + name, terms.RDF_type) if ":" not in kind}


def without_dataset(triples: Iterable[Triple]) -> list[Triple]:
    return [triple for triple in triples if triple.subject != NamedNode(BASE + "d")]


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_is_told_with_its_line_and_what_to_do(name: str) -> None:
    row, words = FAULTS[name]
    content = (DATA / "faults" / name).read_bytes()
    with pytest.raises(Unreadable) as caught:
        read(content, name)
    assert words in str(caught.value)
    assert caught.value.remark.where == name
    assert (caught.value.remark.row or 0) == row


def test_every_fault_file_is_tried() -> None:
    assert {path.name for path in (DATA / "faults").iterdir()} == {*FAULTS, "cycle.ttl"}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_faulty_file_is_recognised_so_that_its_fault_can_be_told(name: str) -> None:
    content = (DATA / "faults" / name).read_bytes()
    assert rdf.LOADER.recognises(content, name)


def test_a_circle_of_parents_is_a_violation_that_names_each_node() -> None:
    checked = sources.check((DATA / "faults/cycle.ttl").read_bytes(), filename="cycle.ttl", settings=Settings())
    told = " ".join(str(remark) for remark in checked.remarks if remark.severity == "violation")
    assert checked.refused
    assert all(f"http://example.org/{node}" in told for node in "abc")


@pytest.mark.parametrize("form", FORMS)
def test_every_spelling_gives_the_same_dataset(form: str) -> None:
    content = rdf.write(framework().triples, "d", Context(BASE, "d", "x", Settings()), form).content
    again = read(content, "file-without-an-ending")
    assert rdf.LOADER.recognises(content, "file-without-an-ending")
    assert set(again.triples) == set(framework().triples)
    assert again.not_kept == ()


@pytest.mark.parametrize("form", FORMS)
def test_the_written_file_is_the_same_whatever_the_order(form: str) -> None:
    context, triples = Context(BASE, "d", "x", Settings()), framework().triples
    assert rdf.write(triples, "d", context, form) == rdf.write(reversed(triples), "d", context, form)
    assert rdf.write(triples, "d", context, form).media_type in rdf.MEDIA_TYPES.values()


def test_what_came_is_all_kept() -> None:
    loaded = framework()
    came = [quad.triple for quad in read_quads((DATA / "framework.ttl").read_bytes(), "ttl")]
    blank = [t for t in came if isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode)]
    assert set(came) - set(blank) <= set(loaded.triples)
    assert sum(loaded.kept.values()) == len(came) == loaded.read["statements"]
    assert loaded.read["skos:Concept"] == 4
    assert loaded.kept["skos:prefLabel"] == 4


def test_a_scheme_is_a_reference_framework_named_by_its_title_in_each_language() -> None:
    loaded = framework()
    assert kinds(loaded, "") == {"ReferenceFramework"}
    assert ours(loaded, EX, terms.SKOS_prefLabel) == {"Digital teaching", "Enseignement numérique"}
    assert ours(loaded, BASE + "d", terms.SKOS_prefLabel) == {"Digital teaching", "Enseignement numérique"}
    assert ours(loaded, BASE + "d", terms.DCTERMS_license) == {"https://creativecommons.org/publicdomain/zero/1.0/"}


@pytest.mark.parametrize(("name", "kind"), [("a", "Domain"), ("b", "Competency"), ("a1", "Competency")])
def test_a_top_concept_with_narrower_ones_is_a_domain_and_others_are_competencies(name: str, kind: str) -> None:
    assert kinds(framework(), name) == {kind}


def test_the_tree_is_completed_from_both_ends_and_each_addition_reported() -> None:
    loaded = framework()
    assert ours(loaded, EX + "a1", terms.SKOS_broader) == {EX + "a"}
    assert ours(loaded, EX + "a", terms.SKOS_topConceptOf) == {EX} == ours(loaded, EX + "a", terms.SKOS_inScheme)
    added = {(change.column, change.rule): change.count for change in loaded.changed}
    assert added["skos:broader", "completed from skos:narrower"] == 2 - 1
    assert added["skos:topConceptOf", "completed from skos:hasTopConcept"] == 2
    assert added["rdf:type", "read from skos:Concept"] == 4
    assert sum(added.values()) == len(loaded.triples) - loaded.read["statements"]


def test_reading_what_was_read_adds_nothing() -> None:
    first = framework()
    content = rdf.write(first.triples, "d", Context(BASE, "d", "x", Settings())).content
    assert read(content).changed == ()


def test_what_is_in_our_own_vocabulary_is_left_as_it_is() -> None:
    content = SKOS + (
        "ex:s a gt:CompetencyStandard , skos:ConceptScheme . ex:g a gt:TargetGroup , skos:Concept . "
        "ex:c a gt:PerformanceIndicator ; skos:inScheme ex:s ; skos:broader ex:p . "
        "ex:p a gt:Competency ; skos:inScheme ex:s ."
    )
    came = {quad.triple for quad in read_quads(content.encode(), "ttl")}
    assert set(without_dataset(read(content).triples)) == came


@pytest.mark.parametrize(
    ("content", "node", "kind"),
    [
        ("@prefix o: <http://metadata.un.org/sdg/ontology#> . ex:x a o:Target", "x", "Goal"),
        ("@prefix o: <http://metadata.un.org/sdg/ontology#> . ex:x a o:Indicator", "x", "Indicator"),
        ("@prefix o: <https://w3id.org/uk/oak/curriculum/ontology/> . ex:x a o:Strand", "x", "Domain"),
        ("@prefix o: <http://purl.org/ASN/schema/core/> . ex:x a o:Statement", "x", "Competency"),
        ("@prefix o: <https://purl.org/ctdlasn/terms/> . ex:x a o:CompetencyFramework", "x", "ReferenceFramework"),
        ("@prefix o: <https://purl.org/ctdlasn/terms/> . ex:x a o:Competency", "x", "Competency"),
    ],
)  # fmt: skip
def test_a_profile_says_what_a_class_of_others_is_read_as(content: str, node: str, kind: str) -> None:
    assert kinds(read(SKOS + content + " ."), node) == {kind}


@pytest.mark.parametrize(
    ("said", "predicate"),
    [
        ('xl:prefLabel ex:l . ex:l a xl:Label ; xl:literalForm "Alpha"@en', terms.SKOS_prefLabel),
        ('xl:altLabel [ a xl:Label ; xl:literalForm "Alpha"@en ]', terms.SKOS_altLabel),
        ('skos:definition [ rdf:value "Alpha"@en ; dct:source ex:book ]', terms.SKOS_definition),
        ('dct:description ex:n . ex:n a esco:NodeLiteral ; esco:nodeLiteral "Alpha"@en', terms.SKOS_definition),
    ],
)
def test_a_text_in_a_node_of_its_own_is_one_of_the_thing(said: str, predicate: str) -> None:
    spaces = (
        f"@prefix rdf: <{terms.RDF}> . @prefix dct: <{terms.DCTERMS}> . "
        "@prefix xl: <http://www.w3.org/2008/05/skos-xl#> . @prefix esco: <http://data.europa.eu/esco/model#> . "
    )
    loaded = read(f"{SKOS}{spaces} ex:c a skos:Concept ; skos:inScheme ex:s ; {said} .")
    found = [t.object for t in loaded.triples if t.subject == NamedNode(EX + "c") and t.predicate.value == predicate]
    assert Literal("Alpha", language="en") in found
    assert not any("no profile says" in remark.message for remark in loaded.remarks)


def test_statements_in_no_scheme_make_the_file_one_framework() -> None:
    loaded = read(
        SKOS + "@prefix asn: <http://purl.org/ASN/schema/core/> . @prefix gem: <http://purl.org/gem/qualifiers/> . "
        'ex:x a asn:Statement ; asn:statementNotation "X.1" ; gem:isChildOf ex:r . ex:r a asn:Statement .'
    )
    home = f"{BASE}d/standard/d"
    assert ours(loaded, EX + "x", terms.SKOS_inScheme) == {home} == ours(loaded, EX + "r", terms.SKOS_topConceptOf)
    assert ours(loaded, home, terms.RDF_type) == {"ReferenceFramework"}
    assert ours(loaded, EX + "x", terms.SKOS_prefLabel) == {"X.1"}
    assert ours(loaded, EX + "r", terms.SKOS_prefLabel) == {"r"}


def test_a_child_of_a_framework_is_its_top_concept_not_its_narrower_one() -> None:
    loaded = read(
        SKOS + "@prefix c: <https://purl.org/ctdlasn/terms/> . ex:f a c:CompetencyFramework . "
        'ex:x a c:Competency ; c:isChildOf ex:f ; c:competencyText "Plans"@en .'
    )
    assert ours(loaded, EX + "x", terms.SKOS_broader) == set()
    assert ours(loaded, EX + "x", terms.SKOS_topConceptOf) == {EX + "f"} == ours(loaded, EX + "x", terms.SKOS_inScheme)
    assert ours(loaded, EX + "x", terms.SKOS_prefLabel) == {"Plans"} == ours(loaded, EX + "x", terms.SKOS_definition)


def test_several_parents_and_concepts_in_no_scheme_are_remarked() -> None:
    loaded = read(SKOS + "ex:a a skos:Concept ; skos:broader ex:b , ex:c . ex:b a skos:Concept . ex:c a skos:Concept .")
    assert [remark.severity for remark in loaded.remarks] == ["info", "warning"]
    assert kinds(loaded, "a") == set()


def test_blank_nodes_get_names_under_the_dataset() -> None:
    loaded = read(SKOS + 'ex:a ex:p [ ex:q "x" ] , [ ex:q "x" ] .')
    named = {t.subject.value for t in loaded.triples if isinstance(t.subject, NamedNode)} - {EX + "a", BASE + "d"}
    assert len(named) == 2
    assert all(name.startswith(BASE + "d/bn/") for name in named)


def test_named_graphs_are_merged_and_a_statement_said_twice_is_kept_once() -> None:
    loaded = read(f'<{EX}a> <{EX}p> "x" <{EX}g> .\n<{EX}a> <{EX}p> "x" <{EX}h> .\n')
    assert len(without_dataset(loaded.triples)) == 1
    told = {change.rule: change.count for change in loaded.changed if change.column in {"graph", "statements"}}
    assert told == {
        f"the graph <{EX}g> is read into the dataset": 1,
        f"the graph <{EX}h> is read into the dataset": 1,
        "said more than once, kept once": 1,
    }


def test_relative_addresses_lie_under_the_dataset_unless_the_file_says() -> None:
    told = read(b"<x> a <#T> .")
    assert Triple(*map(NamedNode, (BASE + "d/x", terms.RDF_type, BASE + "d/#T"))) in told.triples
    assert ours(read(b"@base <http://example.org/digital/> . <x> <p> <y> ."), EX + "x", EX + "p") == {EX + "y"}


@pytest.mark.parametrize(
    ("filename", "dataset", "found"),
    [
        ("Digital Skills v1.2.TTL", None, "digital-skills-v1-2"),
        ("C:\\files\\Élèves.jsonld.rdf", None, "eleves"),
        ("...", None, "dataset"),
        ("x.ttl", "mine", "mine"),
    ],
)
def test_a_dataset_is_called_as_asked_or_after_its_file(filename: str, dataset: str | None, found: str) -> None:
    assert read(f'<{EX}a> <{EX}p> "x" .', filename, dataset).dataset == found


def test_a_dataset_of_ours_bears_its_own_id() -> None:
    loaded = read(f"<{BASE}np> a <{terms.Dataset}> .", "x.ttl", None)
    assert (loaded.dataset, len(loaded.triples)) == ("np", 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_an_encoding_shown_by_its_first_bytes_is_read(encoding: str) -> None:
    xml = f'<rdf:RDF xmlns:rdf="{terms.RDF}" xmlns:e="{EX}"><e:T rdf:about="{EX}a"><e:p>é</e:p></e:T></rdf:RDF>'
    assert ours(read(xml.encode(encoding), "x"), EX + "a", EX + "p") == {"é"}
    if encoding != "utf-16-le":
        assert ours(read(f'<{EX}a> <{EX}p> "é" .'.encode(encoding), "x.ttl"), EX + "a", EX + "p") == {"é"}


def test_xml_is_read_in_the_encoding_it_declares() -> None:
    root = f'<e:T xmlns:rdf="{terms.RDF}" xmlns:e="{EX}" rdf:about="{EX}a" e:p="é"/>'
    xml = f'<?xml version="1.0" encoding="ISO-8859-1"?>{root}'
    assert ours(read(xml.encode("latin-1"), "x.rdf"), EX + "a", EX + "p") == {"é"}
    with pytest.raises(Unreadable, match="utf-7"):
        read(xml.replace("ISO-8859-1", "utf-7").encode("utf-7"), "x.rdf")


def test_a_document_type_named_in_a_comment_or_in_text_is_no_declaration() -> None:
    xml = f'<?xml version="1.0"?><!-- <!DOCTYPE x> --><e:T xmlns:rdf="{terms.RDF}" xmlns:e="{EX}" rdf:about="{EX}a"/>'
    assert kinds(read(xml, "x.rdf"), "a") == set()


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (b"<r xmlns='http://e/'>" * 100_000, "deep.rdf"),
        (b'{"http://e/p":' * 100_000 + b"1" + b"}" * 100_000, "deep.jsonld"),
        (
            b"<http://e/a> <http://e/p> " + b"<<( <http://e/a> <http://e/p> " * 20_000 + b"1" + b")>>" * 20_000 + b".",
            "a.ttl",
        ),
        (b"<a " * 300_000, "unclosed-tags.rdf"),
        (b"<<(" + b'\\"' * 300_000, "unclosed-strings.ttl"),
        (b"<!--" * 300_000, "unclosed-comments.rdf"),
        (b"[" * 300_000, "lists.jsonld"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.timeout(20)
def test_endless_nesting_is_refused_and_quickly(content: bytes, filename: str) -> None:
    with pytest.raises(Unreadable):
        read(content, filename)


def test_deep_turtle_within_reason_is_read() -> None:
    assert (
        read(b"<http://e/a> <http://e/p> " + b"[ <http://e/p> " * 2000 + b"1" + b"]" * 2000 + b".").read["statements"]
        == 2001
    )


def test_a_file_over_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        read(b"<http://e/a> <http://e/p> 1 .", upload_bytes=20)


@pytest.mark.parametrize("filename", ["x.ttl.gz", "x.ttl"])
def test_a_packed_file_is_not_unpacked_unasked(filename: str) -> None:
    with pytest.raises(Unreadable, match="Unpack it"):
        read(gzip.compress(b"<http://e/a> <http://e/p> 1 .", mtime=0), filename)


def test_turtle_that_begins_like_n_triples_is_read_to_its_end() -> None:
    lines = "".join(f'<{EX}a> <{EX}p> "{place}" .\n' for place in range(30))
    assert read(lines + SKOS + 'ex:b ex:p "last" .').read["statements"] == 31
    with pytest.raises(Unreadable) as caught:
        read(lines + "no:prefix no:prefix 1 .")
    assert caught.value.remark.row == 31


def test_a_context_that_ships_with_us_is_put_in() -> None:
    loaded = read('{"@context": "https://schema.org", "@id": "http://e/c", "@type": "Course", "url": "http://e/"}', "x")
    course = NamedNode("http://e/c")
    assert Triple(course, NamedNode(terms.SCHEMA_url), NamedNode("http://e/")) in loaded.triples


def test_each_key_that_no_context_explains_is_listed_at_every_level() -> None:
    document = """{"@context": {"p": "http://e/p", "u": {"@id": "http://e/u", "@type": "@id"}, "off": null,
                               "l": {"@id": "http://e/l", "@container": "@language"}},
      "@id": "http://e/a", "top": 1, "off": 2,
      "p": [{"@id": "http://e/b", "inner": {"x": 3}}, {"@value": "v"}],
      "l": {"en": "one", "fr": "un"}, "u": "not an iri"}"""
    loaded = read(document, "x.jsonld")
    assert [(lost.column, lost.row, lost.value) for lost in loaded.not_kept] == [
        ("$.top", 3, "1"),
        ("$.off", 1, "2"),
        ("$.p[0].inner", 4, '{"x": 3}'),
        ("$.u", 5, '"not an iri"'),
    ]
    assert ours(loaded, "http://e/a", "http://e/l") == {"one", "un"}


@pytest.mark.parametrize(
    "document",
    [
        '{"@id": "http://e/a", "@id": "http://e/b"}',
        '{"@id": "http://e/a", "http://e/p": NaN}',
        '{"@context": {"@import": "http://e/"}}',
    ],
)
def test_json_that_means_two_things_or_none_is_refused(document: str) -> None:
    with pytest.raises(Unreadable):
        read(document, "x.jsonld")


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (b"code,label\nA,B\n", "x.csv"),
        (b"PK\x03\x04", "x.ttl"),
        (b"<!DOCTYPE html><html></html>", "x.html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "x.svg"),
        (b'{"CFDocument": {}}', "x.json"),
        (b"title: goals\n", "x.yml"),
        (b"prefix name, base form\n", "x.txt"),
    ],
)
def test_what_is_not_rdf_is_not_recognised(content: bytes, filename: str) -> None:
    assert not rdf.LOADER.recognises(content, filename)


def test_the_same_words_as_literal_stay_literal() -> None:
    loaded = read(f'<{EX}a> <{EX}p> "01"^^<{terms.XSD}integer> , "x"@en-AU .')
    values = {t.object for t in loaded.triples if t.subject == NamedNode(EX + "a")}
    assert values == {Literal("01", datatype=NamedNode(terms.XSD + "integer")), Literal("x", language="en-au")}


def test_every_error_is_one_of_the_house() -> None:
    content = (DATA / "framework.ttl").read_bytes()
    for length in range(0, len(content), 7):
        try:
            part = read(content[:length])
        except GoldenThreadError:
            continue
        assert isomorphic(part.triples, part.triples)


def test_a_map_of_texts_by_language_is_read_whether_its_context_tells_it_or_not() -> None:
    contexts = {"e": "http://e/", "e:name": {"@container": "@language"}}
    document = {
        "@context": contexts,
        "@id": "http://e/a",
        "e:name": {"en": "N"},
        "e:label": {"en": ["L", "M"], "ne-NP": "K"},
    }
    loaded = read(json.dumps(document).encode(), "x.jsonld")
    texts = {(t.object.value, t.object.language) for t in loaded.triples if t.predicate.value == "http://e/label"}  # type: ignore[union-attr]  # texts
    assert (texts, loaded.not_kept) == ({("L", "en"), ("M", "en"), ("K", "ne-np")}, ())


def test_keys_that_could_be_languages_are_none_where_the_file_has_no_such_maps() -> None:
    document = {"@context": {"e": "http://e/"}, "@id": "http://e/a", "e:label": {"id": "L"}}
    (lost,) = read(json.dumps(document).encode(), "x.jsonld").not_kept
    assert (lost.column, lost.value) == ("$.e:label.id", '"L"')


def test_of_a_thing_that_is_only_named_by_no_address_the_name_is_lost_and_said() -> None:
    document = {"@context": {"e": "http://e/"}, "@id": "http://e/a", "e:by": [{"@id": "An Office"}], "e:p": 1}
    loaded = read(json.dumps(document).encode(), "x.jsonld")
    assert [(lost.column, lost.why) for lost in loaded.not_kept] == [("$.e:by[0].@id", "it is not an IRI")]
    assert "http://e/p" in {t.predicate.value for t in loaded.triples}
