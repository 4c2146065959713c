"""Sources: bytes gathered, recognised, read and checked, with nothing written."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from goldenthread import loaders, sources
from goldenthread.errors import NotFound, TooLarge, UnknownFormat, Unreadable
from goldenthread.settings import Settings
from goldenthread.store.embedded import in_memory
from goldenthread.store.rdf import Literal, NamedNode, Triple
from tests.plain import EX, Plain, source

SETTINGS = Settings()
BASE = Settings.base
SAYS = NamedNode(EX + "says")


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LOADERS", (Plain(),))


use_plain = pytest.mark.usefixtures("plain")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "np").mkdir()
    for name in ("goals.csv", "dataset.CSV", "README.md", ".hidden.csv"):
        (tmp_path / "np" / name).write_text(name)
    return tmp_path / "np"


def test_a_folder_of_csv_is_a_zip_of_its_sheets(folder: Path) -> None:
    content, name = sources.content_of(folder)
    assert name == "np.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["dataset.CSV", "goals.csv"]
        assert archive.read("goals.csv") == b"goals.csv"


def test_equal_folders_make_equal_bytes(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    for entry in sorted(folder.iterdir(), reverse=True):
        (tmp_path / "elsewhere" / entry.name).write_bytes(entry.read_bytes())
    assert sources.content_of(tmp_path / "elsewhere")[0] == sources.content_of(folder)[0]


def test_a_folder_without_sheets_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no CSV file"):
        sources.content_of(tmp_path)


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nowhere\.csv"):
        sources.content_of(tmp_path / "nowhere.csv")


def test_a_file_is_read_no_further_than_the_limit(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 11)
    assert sources.content_of(tmp_path / "big", 11) == (b"x" * 11, "big")
    with pytest.raises(TooLarge, match="10 bytes"):
        sources.content_of(tmp_path / "big", 10)


@use_plain
def test_a_format_is_recognised_or_named() -> None:
    assert sources.recognise(b"dataset a", "a").name == "plain"
    assert sources.recognise(b"?", "a", "plain").name == "plain"
    with pytest.raises(UnknownFormat, match="auto or one of plain"):
        sources.recognise(b"dataset a", "a", "doc")
    with pytest.raises(UnknownFormat, match="plain lines"):
        sources.recognise(b"?", "a")


@pytest.mark.parametrize("content", [b"", b" \n\t"])
def test_an_empty_file_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable, match="empty"):
        sources.recognise(content, "a.csv")


@use_plain
def test_content_over_the_limit_is_not_read() -> None:
    with pytest.raises(TooLarge):
        sources.check(source("a", "one"), filename="a", settings=replace(SETTINGS, upload_bytes=10))


@use_plain
def test_another_dataset_than_asked_is_refused() -> None:
    assert not sources.check(source("a", "one"), filename="a", settings=SETTINGS, dataset="a").refused
    checked = sources.check(source("a", "one"), filename="a", settings=SETTINGS, dataset="b")
    assert [remark.message for remark in checked.remarks] == [
        "this file holds the dataset a, not the one that was asked for"
    ]
    assert checked.refused


@use_plain
def test_the_intake_shapes_have_their_say() -> None:
    goal = f"<{EX}g> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/goldenthread/ns#PolicyGoal> ."
    assert sources.check(source("a", lines=(goal,)), filename="a", settings=SETTINGS).refused


@use_plain
@pytest.mark.parametrize(
    ("target", "warned"),
    [
        ("b/goal/G1", None),
        ("b/goal/G2", "is loaded but does not hold"),
        ("c/goal/G1", "is referred to 1 times but not loaded"),
        ("a/goal/G9", None),
        ("country/np", None),
        ("gap/G01/00", None),
        ("", None),
    ],
)
def test_a_reference_into_another_dataset_must_lead_somewhere(target: str, warned: str | None) -> None:
    known = in_memory()
    known.add(NamedNode(SETTINGS.base + "b"), [Triple(NamedNode(f"{SETTINGS.base}b/goal/G1"), SAYS, Literal("x"))])
    content = source("a", lines=(f"<{EX}a> <{EX}of> <{SETTINGS.base}{target}> .",))
    remarks = sources.check(content, filename="a", settings=SETTINGS, known=known).remarks
    assert [remark.severity for remark in remarks] == (["warning"] if warned else [])
    assert all(warned and warned in remark.message for remark in remarks)


def test_the_shipped_data_is_recognised_and_accepted() -> None:
    folders = sources.shipped()
    assert {"ictcft2", "ictcft3", "np", "xa"} <= {folder.name for folder in folders}
    for folder in folders:
        content, name = sources.content_of(folder)
        checked = sources.check(content, filename=name, settings=SETTINGS, dataset=folder.name)
        assert (checked.loader, checked.refused) == ("workbook", False), folder.name
        assert checked.loaded.not_kept == (), folder.name


def test_loaders_have_names_of_their_own() -> None:
    names = [loader.name for loader in loaders.LOADERS]
    assert len(set(names)) == len(names) > 1
    assert "auto" not in names


@pytest.mark.parametrize(
    ("graph", "id"),
    [
        ("https://w3id.org/goldenthread/id/np", "np"),
        ("http://example.org/g", "iri.http_3a_2f_2fexample.org_2fg"),
        ("http://example.org/G_é/", "iri.http_3a_2f_2fexample.org_2f_47_5f_c3_a9_2f"),
        ("urn:x:a", "iri.urn_3ax_3aa"),
        ("https://w3id.org/goldenthread/id/Np", None),
        ("https://w3id.org/goldenthread/id/np/x", None),
        ("https://w3id.org/goldenthread/ns#view", None),
        ("http://example.org/" + "a" * 200, None),
    ],
)
def test_a_graph_and_the_id_of_its_dataset_name_each_other(graph: str, id: str | None) -> None:
    assert sources.id_of(graph, BASE) == id
    assert id is None or sources.graph_of(id, BASE).value == graph


@pytest.mark.parametrize("graph", ["https://w3id.org/goldenthread/id/np", "https://w3id.org/goldenthread/ns#view"])
def test_an_id_that_spells_what_is_ours_stands_for_none_of_it(graph: str) -> None:
    spelt = "iri." + "".join(c if c.isalnum() or c in ".-" else f"_{ord(c):02x}" for c in graph)
    assert sources.graph_of(spelt, BASE).value == BASE + spelt


TYPED = b"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <http://example.org/s/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:s a skos:ConceptScheme ; skos:prefLabel "S"@en .
x:a a skos:Concept ; skos:inScheme x:s ; skos:topConceptOf x:s ; skos:prefLabel "A"@en ; x:n 38.0 , 2 ;
  x:p "01"^^xsd:positiveInteger ; x:b "1"^^xsd:boolean ; x:d "2026-02-30"^^xsd:date ; x:t "01" .
"""


def test_a_typed_value_is_read_in_the_form_in_which_a_store_gives_it_back_and_told() -> None:
    """Else the same file would seem to change it."""
    loaded = sources.check(TYPED, filename="s.ttl", settings=Settings(), dataset="s").loaded
    store = in_memory()
    store.replace(NamedNode(EX), loaded.triples)
    assert set(loaded.triples) == {quad.triple for quad in store.quads()}
    plain = {
        change.column.rsplit("/", 1)[-1]: change.count for change in loaded.changed if change.rule == sources.PLAIN
    }
    assert plain == {"n": 1, "p": 1, "b": 1}
