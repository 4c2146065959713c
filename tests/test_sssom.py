"""Mappings as SSSOM: read with nothing dropped unsaid, written so that the tools of others read them."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
import sssom_pydantic

from goldenthread import sources, terms
from goldenthread.errors import TooLarge, Unreadable
from goldenthread.loaders import Context, Loaded, sssom, workbook
from goldenthread.settings import Settings
from goldenthread.store.rdf import Literal, NamedNode, Triple, text_of
from goldenthread.store.triples import Triples

DATA = Path(__file__).parent / "data" / "sssom"
REAL = Path(__file__).parent.parent.parent / "shared" / "data" / "sssom"
SETTINGS = Settings()
HEAD = "#curie_map:\n#  ex: https://example.org/\n"
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
ROW = "ex:a\tskos:exactMatch\tex:b\tsemapv:ManualMappingCuration\n"
CROSSWALK = """\
#columns: {subject_id: Ours, object_id: Theirs, predicate_id: How, confidence: Score}
#prefixes: {subject_id: ex, object_id: ex}
#values: {predicate_id: {same: "skos:exactMatch", part: "skos:broadMatch"}}
#always: {mapping_justification: "semapv:ManualMappingCuration"}
#curie_map: {ex: "https://example.org/"}
Ours,Theirs,How,Score,Remark
1.3,KD 2,same,1,fine
1.4,https://example.org/KD.3,part,0.5,
"""


def context(filename: str, dataset: str | None = None, settings: Settings = SETTINGS) -> Context:
    return Context(settings.base, dataset, filename, settings)


def read(text: str | bytes, dataset: str | None = "d") -> Loaded:
    content = text if isinstance(text, bytes) else text.encode()
    return sssom.LOADER.read(content, context("a.sssom.tsv", dataset))


def small() -> Loaded:
    return read((DATA / "small.sssom.tsv").read_bytes(), None)


def facts(loaded: Loaded) -> dict[str, dict[str, list[str]]]:
    """What is said of each mapping, by its code."""
    said: dict[str, dict[str, list[str]]] = {}
    codes = {text_of(t.subject): text_of(t.object) for t in loaded.triples if t.predicate.value == terms.SKOS_notation}
    for triple in loaded.triples:
        if text_of(triple.subject) in codes:
            name = triple.predicate.value.replace(terms.GT, "").replace(terms.SSSOM, "sssom:")
            said.setdefault(codes[text_of(triple.subject)], {}).setdefault(name, []).append(text_of(triple.object))
    return said


def test_each_mapping_becomes_a_claim_with_all_its_slots() -> None:
    loaded = small()
    assert (loaded.dataset, loaded.read) == ("a", {"mappings": 7})
    one = facts(loaded)["ex:a--exact--ex:x"]
    assert one["subject"] == ["https://example.org/a"]
    assert one["asserter"] == ["Ana", "Ben|Co"]
    assert one["reviewer"] == ["https://orcid.org/0000-0000-0000-0002"]
    assert (one["confidence"], one["locator"], one["sssom:subject_label"]) == (["0.80"], ["p. 4"], ["A thing"])
    assert one[terms.SKOS_note] == ["two\nlines"]
    assert {text_of(t.subject) for t in loaded.triples if t.predicate.value == terms.subject} >= {
        "https://example.org/r1"
    }


@pytest.mark.parametrize("end", ["subject", "object"])
def test_a_text_mapped_to_a_thing_is_told_with_its_row_and_the_others_are_kept(end: str) -> None:
    rows = (
        f"subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\t{end}_type\n"
        "\talice\tskos:closeMatch\tex:b\tbeta\tsemapv:ManualMappingCuration\trdfs literal\n"
        "ex:a\talice\tskos:closeMatch\tex:b\tbeta\tsemapv:ManualMappingCuration\tskos concept\n"
    )
    loaded = read(HEAD + rows)
    assert [(lost.row, lost.column) for lost in loaded.not_kept] == [(4, f"{end}_label")]
    assert (loaded.read["mappings"], [r for r in loaded.remarks if r.severity == "violation"]) == (1, [])


def test_a_table_of_texts_alone_is_known_as_sssom_and_all_told() -> None:
    rows = "subject_label\tpredicate_id\tobject_id\tsubject_type\nalice\tskos:closeMatch\tex:b\trdfs literal\n"
    checked = sources.check((HEAD + rows).encode(), filename="a.tsv", settings=SETTINGS)
    assert (checked.loader, len(checked.loaded.not_kept)) == ("sssom", 1)


def test_what_is_said_once_for_the_set_holds_for_each_mapping() -> None:
    for said in facts(small()).values():
        assert said[terms.DCTERMS_date] == ["2024-05-06"]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ex:a--exact--ex:x", "accepted"),
        ("ex:a--close--ex:y", "candidate"),
        ("ex:b--exact--ex:x", "rejected"),
        ("ex:d--exact--ex:x", "candidate"),
    ],
)
def test_a_guess_of_a_machine_never_counts_and_a_denied_mapping_is_kept_as_rejected(code: str, status: str) -> None:
    assert facts(small())[code]["status"] == [status]


def test_nothing_found_is_a_claim_that_says_where_was_searched() -> None:
    said = facts(small())
    for code, subject in (
        ("ex:c--mappingRelation--sssom:NoTermFound", "https://example.org/c"),
        ("sssom:NoTermFound--mappingRelation--ex:z", "https://example.org/z"),
    ):
        assert said[code]["predicate"] == [terms.SKOS_mappingRelation]
        assert (said[code]["subject"], said[code]["object"]) == ([subject], [terms.SSSOM_NoTermFound])
    assert said["ex:c--mappingRelation--sssom:NoTermFound"]["reference"] == ["https://example.org/framework"]


def test_a_relation_of_another_vocabulary_is_read_as_one_of_skos_and_kept_beside() -> None:
    said = facts(small())["ex:d--exact--ex:x"]
    assert (said["predicate"], said["sssom:predicate_id"]) == ([terms.SKOS_exactMatch], [terms.OWL_equivalentClass])


def test_two_rows_that_join_the_same_are_two_claims_and_told() -> None:
    loaded = small()
    assert {"ex:d--exact--ex:x", "ex:d--exact--ex:x--2"} <= set(facts(loaded))
    assert [one.count for one in loaded.changed if "numbered" in one.rule] == [1]


def test_a_row_that_is_there_twice_is_one_claim_and_told() -> None:
    loaded = read((HEAD + COLUMNS + ROW + ROW).encode())
    assert loaded.read == {"mappings": 1}
    assert [one.count for one in loaded.changed if "the very same" in one.rule] == [1]


def test_a_name_that_two_rows_have_is_told_with_both_rows() -> None:
    columns, row = COLUMNS.rstrip("\n") + "\trecord_id\n", ROW.rstrip("\n") + "\tex:r\n"
    (fault,) = read((HEAD + columns + row + row.replace("ex:a", "ex:c")).encode()).remarks
    first = HEAD.count("\n") + 2
    assert (fault.severity, fault.row, fault.column) == ("violation", first + 1, "record_id")
    assert f"here and in row {first}" in fault.message


def test_a_cell_under_no_heading_is_told() -> None:
    found = read((HEAD + COLUMNS + ROW.rstrip("\n") + "\t\tlonely\n").encode()).not_kept
    assert [(one.value, one.why) for one in found] == [("lonely", "there is no heading above it")]


def test_nothing_is_dropped_unsaid() -> None:
    lost = {(one.row, one.column) for one in small().not_kept}
    assert lost == {(18, "mine"), (23, "confidence"), (25, "predicate_id")}
    remarks = [(one.severity, one.row, one.column) for one in small().remarks]
    assert remarks == [("violation", 24, "predicate_id")]  # a prefix that nobody declared


@pytest.mark.parametrize("name", ["small", "np", "ph", "xa", "ictcft3"])
def test_what_is_written_is_read_again_the_same(name: str) -> None:
    triples = mappings(name)
    assert len(triples) > 0 or name == "np"
    written = sssom.write(triples, "a" if name == "small" else name, context("x"))
    claims = {t.subject for t in triples if text_of(t.object) == terms.Mapping}
    again = {t for t in sssom.LOADER.read(written.content, context("x", name)).triples if t.subject in claims}
    assert again == {t for t in triples if t.subject in claims}


@pytest.mark.parametrize("name", ["small", "ph", "xa", "ictcft3"])
def test_the_tools_of_others_read_what_is_written(name: str, tmp_path: Path) -> None:
    triples = mappings(name)
    path = tmp_path / "out.sssom.tsv"
    path.write_bytes(sssom.write(triples, name, context("x")).content)
    found = sssom_pydantic.read(path)[0]
    assert len(found) == len({t.subject for t in triples if text_of(t.object) == terms.Mapping}) > 0


def test_the_title_is_the_same_whatever_the_order_and_the_other_labels_are_told() -> None:
    own = NamedNode(context("x").base + "d")
    labels = [Literal("b", language="fr"), Literal("c", language="en"), Literal("a", language="ne")]
    said = [Triple(own, NamedNode(terms.SKOS_prefLabel), label) for label in labels]
    once, again = (sssom.write(triples, "d", context("x")) for triples in (said, said[::-1]))
    assert once == again
    assert b'#mapping_set_title: "c"' in once.content
    assert {lost.value for lost in once.not_kept} == {"a", "b"}


def mappings(name: str) -> Triples:
    """The triples of a dataset that is in the checkout."""
    if name == "small":
        return small().triples
    folder = next(one for one in sources.shipped() if one.name == name)
    content, filename = sources.content_of(folder)
    return workbook.LOADER.read(content, context(filename)).triples


def test_what_is_no_mapping_is_told_as_not_kept() -> None:
    lost = {one.where: one.value for one in sssom.write(mappings("xa"), "xa", context("x")).not_kept}
    assert (lost["Module"], lost["Competency"]) == ("35", "45")


def test_a_rejected_mapping_is_written_so_that_nobody_takes_it_for_a_match() -> None:
    written = sssom.write(small().triples, "a", context("x")).content.decode()
    rows = list(csv.DictReader((line for line in written.splitlines() if line[0] != "#"), delimiter="\t"))
    assert [row["subject_id"] for row in rows if row["predicate_modifier"] == "Not"] == ["example:b"]
    assert [row["ext_status"] for row in rows if row["predicate_modifier"] == "Not"] == ["rejected"]


def test_a_crosswalk_says_in_its_head_which_column_is_what() -> None:
    content = CROSSWALK.encode()
    assert sssom.LOADER.recognises(content, "crosswalk.csv")
    loaded = read(content)
    said = facts(loaded)
    assert [(one["predicate"], one["confidence"]) for one in said.values()] == [
        ([terms.SKOS_exactMatch], ["1"]),
        ([terms.SKOS_broadMatch], ["0.5"]),
    ]
    assert {one["object"][0] for one in said.values()} == {"https://example.org/KD%202", "https://example.org/KD.3"}
    assert [(one.row, one.column, one.value) for one in loaded.not_kept] == [(7, "Remark", "fine")]


def test_a_head_may_stand_beside_the_table_in_a_zip() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("set.tsv", COLUMNS + ROW)
        archive.writestr("set.yml", "curie_map:\n  ex: https://example.org/\nmapping_set_title: Beside\n")
    assert sssom.LOADER.recognises(held.getvalue(), "set.zip")
    loaded = read(held.getvalue())
    assert loaded.read == {"mappings": 1}
    assert Literal("Beside") in {t.object for t in loaded.triples}


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("#curie_map: [\n" + COLUMNS + ROW, 1),
        (HEAD, None),
        (HEAD + "subject_id\tobject_id\nex:a\tex:b\n", 1),
        (HEAD + COLUMNS.replace("object_id", "subject_id") + ROW, None),
        ("#columns: {subject_id: None here}\na,b\n1,2\n", None),
    ],
)
def test_a_table_that_cannot_be_read_is_told_with_its_place(content: str, where: int | None) -> None:
    with pytest.raises(Unreadable) as fault:
        read(content)
    assert fault.value.remark.row == where


def test_a_prefix_that_is_not_declared_refuses_the_row_once_and_says_what_to_do() -> None:
    loaded = read(COLUMNS + ROW)
    assert {(one.severity, one.column) for one in loaded.remarks} == {
        ("violation", "subject_id"),
        ("violation", "object_id"),
    }
    assert "add it" in loaded.remarks[0].message
    assert loaded.read == {"mappings": 0}


def test_more_rows_than_the_limit_are_refused() -> None:
    with pytest.raises(TooLarge):
        sssom.LOADER.read((HEAD + COLUMNS + ROW * 3).encode(), context("a.tsv", "d", Settings(sheet_rows=2)))


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04", b"\xff\xfe\x00", b"#x\n", b"# subject_id\nx"])
def test_what_is_no_mapping_table_is_not_recognised(content: bytes) -> None:
    assert not sssom.LOADER.recognises(content, "a.tsv")


def test_a_release_takes_a_mapping_table() -> None:
    checked = sources.check(
        (DATA / "small.sssom.tsv").read_bytes().replace(b"oboInOwl", b"ex"), filename="a.sssom.tsv", settings=SETTINGS
    )
    assert checked.loader == "sssom"
    assert not checked.refused, [str(one) for one in checked.remarks if one.severity == "violation"]


@pytest.mark.real
def test_a_real_mapping_set_comes_in_whole_and_goes_out_the_same() -> None:
    content = (REAL / "cob-to-external.sssom.tsv").read_bytes()
    loaded = sssom.LOADER.read(content, context("cob.sssom.tsv"))
    assert loaded.read == {"mappings": 69}
    assert {one.column for one in loaded.not_kept} == {"notes", "predicate_id"}
    written = sssom.write(loaded.triples, loaded.dataset, context("x"))
    assert written.not_kept == ()
    assert set(sssom.LOADER.read(written.content, context("x", loaded.dataset)).triples) == set(loaded.triples)


@pytest.mark.real
def test_a_real_crosswalk_comes_in_by_a_map_of_its_columns() -> None:
    head = (
        "#columns: {subject_id: concept_uri, object_id: onet_code, subject_label: esco_occupation, "
        "object_label: onet_occupation, similarity_score: semantic_similarity}\n"
        "#prefixes: {object_id: onet}\n#curie_map: {onet: 'https://services.onetcenter.org/ws/online/occupations/'}\n"
        "#always: {predicate_id: 'skos:closeMatch', mapping_justification: 'semapv:LexicalMatching'}\n"
    )
    loaded = read(head.encode() + (REAL / "esco-onet-crosswalk-nov2020.csv").read_bytes())
    assert loaded.read["mappings"] == 1680
    assert {text_of(t.object) for t in loaded.triples if t.predicate.value == terms.status} == {"candidate"}
    assert not loaded.remarks
