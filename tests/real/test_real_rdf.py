"""Real RDF of others, as it is published: all of it comes in, with the numbers known of each file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from goldenthread import sources, terms
from goldenthread.errors import GoldenThreadError, UnknownFormat, Unreadable
from goldenthread.loaders import Context, Loaded, rdf
from goldenthread.settings import Settings
from goldenthread.store.rdf import BlankNode, Literal, read_quads

SHARED = Path(__file__).parent.parent.parent.parent / "shared/data"
SETTINGS = Settings()
ASN, GEM, ODS = "asn:", "http://purl.org/gem/qualifiers/", "http://metadata.un.org/sdg/ontology#"
OAK, EDUCOR = "https://w3id.org/uk/oak/curriculum/ontology/", "https://github.com/tibonto/educor#"

# What each file says (by class or statement), what of it is kept (by property), and what it is read as.
FILES: dict[str, tuple[dict[str, int], dict[str, int], dict[str, int]]] = {
    "policy/sdg-kos-goals-targets-indicators.ttl": (
        {"statements": 7624, "skos:Concept": 418, ODS + "Goal": 17, ODS + "Target": 169, ODS + "Indicator": 232},
        {"skos:broader": 413, "skos:narrower": 413, "skos:topConceptOf": 17, "skos:hasTopConcept": 17},
        {"ReferenceFramework": 1, "Goal": 17 + 169, "Indicator": 232},
    ),
    "skos/digCompEdu.ttl": (
        {"statements": 239, "skos:Concept": 28, "skos:ConceptScheme": 1},
        {"skos:broader": 22, "skos:narrower": 22, "skos:hasTopConcept": 6, "skos:exactMatch": 28},
        {"ReferenceFramework": 1, "Domain": 6, "Competency": 22, "Mapping": 28},
    ),
    "skos/england-nc-computing-knowledge-taxonomy.ttl": (
        {"statements": 393, "skos:Concept": 53},
        {"skos:broader": 52, "skos:narrower": 52, "skos:hasTopConcept": 1},
        {"ReferenceFramework": 1, "Domain": 3, "Competency": 50},
    ),
    "asn/acara-v9-technologies.asn.rdf": (
        {"statements": 14220, ASN + "Statement": 884},
        {GEM + "isChildOf": 883, GEM + "hasChild": 866},
        {"ReferenceFramework": 1, "Competency": 884},
    ),
    "ctdl-asn/onet-knowledge.ctdlasn.json": (
        {"ceasn:CompetencyFramework": 1, "ceasn:Competency": 41},
        {"ceasn:hasTopChild": 10},
        {"ReferenceFramework": 1, "Competency": 41},
    ),
    "lrmi/dalia-dif13.ttl": (
        {"statements": 22875, EDUCOR + "EducationalResource": 406, "schema:Person": 2572, "schema:Organization": 270},
        {},
        {},
    ),
    "lrmi/oak-computing-key-stage-1.ttl": (
        {"statements": 1705, OAK + "Programme": 2, OAK + "Unit": 6, OAK + "Lesson": 36, OAK + "KeyLearningPoint": 104,
         OAK + "Keyword": 78, OAK + "Misconception": 36},
        {},
        {},
    ),
}  # fmt: skip

# Files that are recognised as a dialect of RDF.
DIALECTS = {
    "asn/acara-v9-technologies.asn.rdf": "asn",
    "ctdl-asn/onet-knowledge.ctdlasn.json": "ctdl-asn",
    "lrmi/dalia-dif13.ttl": "lrmi",
}

# The file, the error, the line told (0: none) and words of it.
HOSTILE = {
    "csvlint-invalid-byte-sequence.csv": (UnknownFormat, 0, "none of the formats"),
    "grep-skos-undeclared-prefix.ttl": (Unreadable, 16, "dcat: has not been declared"),
    "rdf4j-external-general-entity.rdf": (Unreadable, 2, "<!DOCTYPE"),
    "w3c-nt-syntax-bad-uri-01.nt": (Unreadable, 2, "Invalid IRI"),
}


def load(name: str) -> Loaded:
    checked = sources.check((SHARED / name).read_bytes(), filename=name, settings=SETTINGS)
    assert (checked.loader, checked.refused) == (DIALECTS.get(name, "rdf"), False), checked.remarks[:5]
    return checked.loaded


@pytest.mark.real
@pytest.mark.parametrize("name", FILES)
def test_a_real_file_comes_in_whole_and_is_read_as_said(name: str) -> None:
    read, kept, kinds = FILES[name]
    loaded = load(name)
    assert {kind: loaded.read[kind] for kind in read} == read
    assert {field: loaded.kept[field] for field in kept} == kept
    assert sum(loaded.kept.values()) == loaded.read["statements"]
    types = Counter(getattr(t.object, "value", "") for t in loaded.triples if t.predicate.value == terms.RDF_type)
    ours = {kind.removeprefix(terms.GT): count for kind, count in types.items() if kind.startswith(terms.GT)}
    assert ours == {"Dataset": 1, **kinds}
    assert loaded.not_kept == ()


@pytest.mark.real
@pytest.mark.parametrize("name", FILES)
def test_the_same_file_twice_is_the_same_dataset_and_survives_writing(name: str) -> None:
    once = load(name)
    assert load(name) == once
    context = Context(SETTINGS.base, once.dataset, name, SETTINGS)
    for form in ("ttl", "nq"):
        written = rdf.write(once.triples, once.dataset, context, form)
        again = rdf.LOADER.read(written.content, context)
        assert set(again.triples) == set(once.triples)
        assert [change for change in again.changed if change.column != "graph"] == []


@pytest.mark.real
def test_no_statement_of_a_real_file_is_missing() -> None:
    name = "policy/sdg-kos-goals-targets-indicators.ttl"
    came = {quad.triple for quad in read_quads((SHARED / name).read_bytes(), "ttl")}
    blank = {t for t in came if isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode)}
    assert came - blank <= set(load(name).triples)


@pytest.mark.real
def test_one_sided_links_of_the_australian_curriculum_are_completed() -> None:
    changes = {
        (change.column, change.rule): change.count for change in load("asn/acara-v9-technologies.asn.rdf").changed
    }
    assert changes["skos:narrower", "completed from skos:broader"] == 17


@pytest.mark.real
def test_several_parents_and_two_labels_of_the_goals_are_told() -> None:
    name = "policy/sdg-kos-goals-targets-indicators.ttl"
    checked = sources.check((SHARED / name).read_bytes(), filename=name, settings=SETTINGS)
    assert any("9 concepts stand under several parents" in remark.message for remark in checked.remarks)
    labels = Counter(
        (triple.subject, triple.object.language)
        for triple in checked.loaded.triples
        if triple.predicate.value == terms.SKOS_prefLabel and isinstance(triple.object, Literal)
    )
    assert sum(count > 1 for count in labels.values()) == 6
    assert any("two labels in one language" in remark.message for remark in checked.remarks)


@pytest.mark.real
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_refused_with_its_place(name: str) -> None:
    kind, row, words = HOSTILE[name]
    with pytest.raises(GoldenThreadError, match=words) as caught:
        sources.check((SHARED / "hostile" / name).read_bytes(), filename=name, settings=SETTINGS)
    assert type(caught.value) is kind
    assert (getattr(caught.value, "remark", None) is None and row == 0) or caught.value.remark.row == row  # type: ignore[attr-defined]  # Unreadable has one


@pytest.mark.real
def test_the_cycle_is_refused_with_its_nodes_named() -> None:
    name = "skosmos-cycle.ttl"
    checked = sources.check((SHARED / "hostile" / name).read_bytes(), filename=name, settings=SETTINGS)
    told = " ".join(str(remark) for remark in checked.remarks if remark.severity == "violation")
    assert checked.refused
    assert all(f"http://www.skosmos.skos/cycle/{node}" in told for node in ("ta2", "ta3", "ta4"))


@pytest.mark.real
def test_every_hostile_file_is_tried() -> None:
    assert {path.name for path in (SHARED / "hostile").iterdir()} == {*HOSTILE, "skosmos-cycle.ttl"}
