"""What holds of every dialect of RDF: recognised, whole, reported, the same again when written, and safe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goldenthread import sources, terms
from goldenthread.errors import Refused, TooLarge, Unreadable
from goldenthread.loaders import LOADERS, Context, Loaded, asn, badges, ctdl_asn, lrmi
from goldenthread.loaders.dialect import Dialect
from goldenthread.settings import Settings
from goldenthread.store.rdf import text_of

DATA = Path(__file__).parent / "data"
SETTINGS = Settings()
DIALECTS: dict[str, tuple[Dialect, str]] = {
    "asn": (asn.LOADER, "everything.rdf"),
    "badges": (badges.LOADER, "everything.json"),
    "ctdl-asn": (ctdl_asn.LOADER, "everything.json"),
    "lrmi": (lrmi.LOADER, "everything.json"),
}
HOSTILE = '<script>alert(1)</script> "} UNION {?s ?p ?o} \u202e \\u0000 =1+1'
# The wrong file of each dialect, the line of its fault (0: none is told) and words of the answer.
UNREADABLE = {
    "asn/truncated.rdf": (17, "tag not closed"),
    "asn/wrong-type.rdf": (0, "is not a valid rdf:nodeID"),
    "badges/truncated.json": (20, "not JSON"),
    "badges/wrong-type.json": (0, "no achievement"),
    "ctdl-asn/truncated.json": (32, "not JSON"),
    "ctdl-asn/wrong-type.json": (0, "holds no statement"),
    "lrmi/truncated.json": (22, "not JSON"),
    "lrmi/wrong-type.json": (0, "@id value must be a string"),
}
CYCLIC = {
    "asn/cyclic.rdf": "http://asn.example.org/resources/",
    "ctdl-asn/cyclic.json": "https://credentials.example.org/",
    "lrmi/cyclic.json": "https://courses.example.org/",
}
DUPLICATE = {"asn/duplicate.rdf", "badges/duplicate.json", "ctdl-asn/duplicate.json", "lrmi/duplicate.json"}
SAFE = {"asn/hostile.rdf", "badges/hostile.json", "ctdl-asn/hostile.json", "lrmi/hostile.json", "badges/cyclic.json"}


def fault(path: str) -> bytes:
    folder, name = path.split("/")
    return (DATA / folder / "faults" / name).read_bytes()


def context(name: str = "x", dataset: str = "d") -> Context:
    return Context(SETTINGS.base, dataset, name, SETTINGS)


def everything(name: str) -> Loaded:
    dialect, file = DIALECTS[name]
    return dialect.read((DATA / name / file).read_bytes(), context(file))


@pytest.mark.parametrize("name", DIALECTS)
def test_a_file_is_recognised_by_its_content_alone(name: str) -> None:
    content = (DATA / name / DIALECTS[name][1]).read_bytes()
    assert sources.recognise(content, "anything").name == name
    assert {loader.name for loader in LOADERS if loader.recognises(content, "anything")} <= {name, "rdf"}


@pytest.mark.parametrize("name", DIALECTS)
def test_a_file_is_accepted_and_nothing_of_it_is_dropped_unsaid(name: str) -> None:
    file = DIALECTS[name][1]
    checked = sources.check((DATA / name / file).read_bytes(), filename=file, settings=SETTINGS)
    assert not checked.refused, checked.remarks
    assert sum(checked.loaded.kept.values()) == checked.loaded.read["statements"]


@pytest.mark.parametrize("name", DIALECTS)
def test_an_unknown_field_at_any_level_is_in_the_report(name: str) -> None:
    text = (DATA / name / DIALECTS[name][1]).read_text(encoding="utf-8")
    fields = {word for word in text.replace(">", '"').replace("<", '"').split('"') if word.endswith("Unknown")}
    fields |= {word.split()[0] for word in text.split("<") if word.split()[:1] and word.split()[0].endswith("Unknown")}
    loaded = everything(name)
    told = "\n".join(remark.message for remark in loaded.remarks)
    lost = {str(one.column).rpartition(".")[2] for one in loaded.not_kept}
    names = {field.rpartition(":")[2] for field in fields}
    assert len(names) >= 3
    assert {field for field in names if f"{field} (1)" not in told and field not in lost} == set()
    kept = {field.rpartition(":")[2] for field in loaded.kept}
    assert names - lost <= kept


@pytest.mark.parametrize("name", DIALECTS)
def test_what_was_read_is_written_and_read_the_same(name: str) -> None:
    dialect, loaded = DIALECTS[name][0], everything(name)
    written = dialect.write(loaded.triples, "d", context())
    assert written.not_kept == ()
    assert dialect.recognises(written.content, "x")
    again = dialect.read(written.content, context(DIALECTS[name][1]))
    assert set(again.triples) == set(loaded.triples)
    assert again.not_kept == ()


@pytest.mark.parametrize("name", DIALECTS)
def test_writing_is_the_same_whatever_the_order(name: str) -> None:
    dialect, loaded = DIALECTS[name][0], everything(name)
    assert dialect.write(loaded.triples, "d", context()) == dialect.write(reversed(loaded.triples), "d", context())


@pytest.mark.parametrize("other", DIALECTS)
@pytest.mark.parametrize("name", DIALECTS)
def test_what_another_dialect_does_not_say_is_listed_in_full(name: str, other: str) -> None:
    loaded, dialect = everything(name), DIALECTS[other][0]
    written = dialect.write(loaded.triples, "d", context())
    try:
        again = set(dialect.read(written.content, context(DIALECTS[name][1])).triples)
    except Unreadable:
        again = set()
    missing = set(loaded.triples) - again
    listed = sum(int(one.value.split()[1]) if one.value.startswith("and ") else 1 for one in written.not_kept)
    assert listed == len(missing)
    assert {one.value for one in written.not_kept if not one.value.startswith("and ")} <= {
        f"{text_of(triple.subject)} {text_of(triple.object)}" for triple in missing
    }


@pytest.mark.parametrize("path", UNREADABLE)
def test_a_truncated_file_or_one_of_a_wrong_type_is_told_with_its_place(path: str) -> None:
    row, words = UNREADABLE[path]
    name = path.split("/")[1]
    assert sources.recognise(fault(path), name).name == path.partition("/")[0]
    with pytest.raises(Unreadable, match=words) as caught:
        sources.check(fault(path), filename=name, settings=SETTINGS)
    assert (caught.value.remark.where, caught.value.remark.row or 0) == (name, row)


@pytest.mark.parametrize("path", CYCLIC)
def test_a_circle_is_refused_with_each_of_its_things_named(path: str) -> None:
    checked = sources.check(fault(path), filename="x", settings=SETTINGS)
    told = " ".join(str(remark) for remark in checked.remarks if remark.severity == "violation")
    assert checked.refused
    assert all(CYCLIC[path] + node in told for node in "ab")
    assert str(Refused(checked.remarks))


@pytest.mark.parametrize("path", sorted(DUPLICATE))
def test_an_identifier_on_two_things_is_told_by_its_codes(path: str) -> None:
    checked = sources.check(fault(path), filename="x", settings=SETTINGS)
    assert any(remark.column == "code" and "more than one code" in remark.message for remark in checked.remarks)


@pytest.mark.parametrize("path", sorted(SAFE))
def test_hostile_text_stays_text_and_goes_out_as_it_came(path: str) -> None:
    folder = path.partition("/")[0]
    checked = sources.check(fault(path), filename="x", dataset="d", settings=SETTINGS)
    again = DIALECTS[folder][0].read(
        DIALECTS[folder][0].write(checked.loaded.triples, "d", context()).content, context()
    )
    assert set(again.triples) == set(checked.loaded.triples)
    if "hostile" in path:
        labels = {text_of(t.object) for t in again.triples if t.predicate.value == terms.SKOS_prefLabel}
        assert HOSTILE in labels


def test_every_fault_file_is_tried() -> None:
    found = {
        f"{path.parent.parent.name}/{path.name}" for name in DIALECTS for path in (DATA / name / "faults").iterdir()
    }
    assert found == {*UNREADABLE, *CYCLIC, *DUPLICATE, *SAFE}
    assert len(found) == 5 * len(DIALECTS)


@pytest.mark.parametrize("name", DIALECTS)
def test_a_file_over_the_limit_is_too_large(name: str) -> None:
    dialect, file = DIALECTS[name]
    with pytest.raises(TooLarge):
        dialect.read((DATA / name / file).read_bytes(), Context(SETTINGS.base, "d", file, Settings(upload_bytes=100)))


@pytest.mark.parametrize("name", DIALECTS)
def test_a_cut_file_is_read_or_refused_in_words(name: str) -> None:
    dialect, file = DIALECTS[name]
    content = (DATA / name / file).read_bytes()
    for length in range(0, len(content), 211):
        try:
            dialect.read(content[:length], context())
        except Unreadable as error:
            assert error.remark.message  # noqa: PT017  # most are refused, some are whole enough
        assert dialect.recognises(content[:length], "x") in {True, False}


@pytest.mark.parametrize(
    "odd", [None, 1, True, "", [], {}, "http://e/ x", ["a", None, {"b": 1}], [[[]]], "\ud800"], ids=repr
)
@pytest.mark.parametrize("name", ["badges", "ctdl-asn", "lrmi"])
def test_an_odd_value_of_any_field_is_taken_or_refused_in_words(name: str, odd: object) -> None:
    dialect, file = DIALECTS[name]
    document = json.loads((DATA / name / file).read_text(encoding="utf-8"))
    nodes = document["@graph"] if "@graph" in document else [document, document["credentialSubject"]["achievement"]]
    for node in nodes:
        for key in list(node):
            held, node[key] = node[key], odd
            try:
                loaded = dialect.read(json.dumps(document).encode(), context())
                assert loaded.read["statements"] > 0
            except Unreadable as error:
                assert error.remark.message  # noqa: PT017  # either way is right
            node[key] = held


BADGE_CLASS = {
    "type": "BadgeClass", "id": "https://b.example.org/1", "name": "Planner", "description": "Plans",
    "criteria": "https://b.example.org/how", "tags": ["plan"],
    "issuer": {"id": "https://b.example.org/", "type": "Issuer", "name": "The College"},
    "alignment": [{"targetName": "Plans", "targetUrl": "https://c.example.org/1"}],
}  # fmt: skip


@pytest.mark.parametrize("around", [{}, {"type": "Assertion", "recipient": {"identity": "a@example.org"}}], ids=str)
def test_a_badge_class_of_open_badges_2_is_read_as_an_achievement_and_nobody_with_it(around: dict[str, object]) -> None:
    address = {"@context": "https://w3id.org/openbadges/v2"}
    document = json.dumps(address | around | {"badge": BADGE_CLASS} if around else address | BADGE_CLASS).encode()
    assert sources.recognise(document, "x").name == "badges"
    loaded = badges.LOADER.read(document, context())
    kinds = {text_of(t.object) for t in loaded.triples if t.predicate.value == terms.RDF_type}
    assert {terms.Credential, terms.Provider, terms.CertificationClaim} <= kinds
    assert [change.count for change in loaded.changed if "Open Badges 2" in change.rule] == [1]
    assert [lost.column for lost in loaded.not_kept] == (["$.recipient"] if around else [])
    assert not any("a@example.org" in text_of(t.object) for t in loaded.triples)
    written = badges.write(loaded.triples, "d", context())
    assert written.not_kept == ()
    assert set(badges.LOADER.read(written.content, context()).triples) == set(loaded.triples)


@pytest.mark.parametrize(
    ("dialect", "context_of"), [(badges.LOADER, badges.CONTEXT), (lrmi.LOADER, "https://schema.org")]
)
def test_an_alignment_that_does_not_say_what_it_is_goes_out_as_it_came(dialect: Dialect, context_of: str) -> None:
    align = {"targetUrl": "https://c.example.org/1", "targetName": "Plans"}
    told = (
        {"id": "https://e.example.org/a", "type": ["Achievement"], "name": "A", "alignment": [align]}
        if dialect is badges.LOADER
        else {"@id": "https://e.example.org/a", "@type": "Course", "name": "A",
              "educationalAlignment": {**align, "alignmentType": "teaches"}}
    )  # fmt: skip
    loaded = dialect.read(json.dumps({"@context": context_of, **told}).encode(), context())
    written = dialect.write(loaded.triples, "d", context())
    assert written.not_kept == ()
    assert set(dialect.read(written.content, context()).triples) == set(loaded.triples)
