"""Search: all words, the last as a beginning, no operator in what a reader types."""

from pathlib import Path

import pytest

from goldenthread import search, terms
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import Literal, NamedNode, Term, Triple

BASE = "https://w3id.org/goldenthread/id/xa"
LABELS = [
    ("G1", "Teachers use digital tools", "en"),
    ("G2", "Enseignants numériques", "fr"),
    ("G3", "Digital maps", "en"),
]


def triple(subject: str, predicate: str, value: Term) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), value)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    store = in_memory()
    for code, label, lang in LABELS:
        thing = f"{BASE}/goal/{code}"
        store.add(
            NamedNode(BASE),
            [
                triple(thing, terms.RDF_type, NamedNode(terms.PolicyGoal)),
                triple(thing, terms.SKOS_notation, Literal(code)),
                triple(thing, terms.SKOS_prefLabel, Literal(label, language=lang)),
            ],
        )
        store.add(NamedNode(terms.GRAPH_view), [triple(thing, terms.inDataset, NamedNode(BASE))])
    path = tmp_path / "search.sqlite"
    assert search.build(store, path) == len(LABELS)
    return path


@pytest.mark.parametrize(
    ("words", "codes"),
    [("digital", {"G1", "G3"}), ("dig tea", set()), ("digital tea", {"G1"}), ("numeriques", {"G2"}), ("g3", {"G3"})],
)
def test_words_find_what_has_them_all(index: Path, words: str, codes: set[str]) -> None:
    hits = search.search(index, words)
    assert {hit.code for hit in hits.items} == codes
    assert hits.total == len(codes)


@pytest.mark.parametrize(
    "words", ["", '"', "* OR", 'digital" OR "maps', "text:digital", "NEAR(", "\x00", "-digital ^x"]
)
def test_no_word_is_an_operator(index: Path, words: str) -> None:
    assert search.search(index, words).total <= 2


def test_pages_do_not_overlap(index: Path) -> None:
    first, second = (search.search(index, "digital", limit=1, offset=n).items for n in (0, 1))
    assert {hit.code for hit in (*first, *second)} == {"G1", "G3"}


def test_only_the_rows_of_what_changed_are_written_anew(index: Path, tmp_path: Path) -> None:
    store, other = in_memory(), f"{BASE}.other"
    for dataset, label in ((BASE, "Changed"), (other, "Left alone")):
        thing = f"{dataset}/goal/G9"
        named = triple(thing, terms.SKOS_prefLabel, Literal(label))
        store.add(NamedNode(dataset), [triple(thing, terms.RDF_type, NamedNode(terms.PolicyGoal)), named])
        store.add(NamedNode(terms.GRAPH_view), [triple(thing, terms.inDataset, NamedNode(dataset))])
    path = tmp_path / "next.sqlite"
    assert search.build(store, path, older=index, changed=[NamedNode(BASE)]) == 1
    assert [hit.label for hit in search.search(path, "Changed").items] == ["Changed"]
    assert search.search(path, "digital").total == 0
    assert search.search(path, "Left").total == 0
    assert search.build(store, path, older=index) == 0
    assert search.search(path, "digital").total == 2
