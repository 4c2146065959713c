"""The registry of dialects: each known by a name, and each content taken by the loader it is meant for."""

from __future__ import annotations

import pytest

from goldenthread.errors import UnknownFormat
from goldenthread.loaders import LOADERS
from goldenthread.sources import recognise

SAMPLES = [
    (b"@prefix ex: <http://example.org/> . ex:a ex:p 1 .", "no-ending", "rdf"),
    (b"<http://e/a> <http://e/p> <http://e/b> .\n", "lines.txt", "rdf"),
    (b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "x.xml", "rdf"),
    (b'[{"@id": "http://e/a"}]', "x.json", "rdf"),
    (b"GRAPH <http://e/g> { <http://e/a> <http://e/p> 1 }", "x", "rdf"),
]


def test_each_loader_has_a_name_of_its_own_and_a_title() -> None:
    names = [loader.name for loader in LOADERS]
    assert len(names) == len(set(names)) >= 2
    assert all(loader.title for loader in LOADERS)


def test_the_general_loader_is_tried_last() -> None:
    assert LOADERS[-1].name == "rdf"
    assert LOADERS[0].name == "workbook"


@pytest.mark.parametrize(("content", "filename", "name"), SAMPLES)
def test_a_file_is_recognised_by_what_it_holds(content: bytes, filename: str, name: str) -> None:
    assert [loader.name for loader in LOADERS if loader.recognises(content, filename)] == [name]


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"plain words", b"{}", b"%PDF-1.7"])
def test_what_no_loader_recognises_is_told_with_the_formats_there_are(content: bytes) -> None:
    with pytest.raises(UnknownFormat, match="RDF"):
        recognise(content, "file")


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.name)
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\x00" * 100, b"<", b"{", b"PK"])
def test_recognising_never_fails(loader: object, content: bytes) -> None:
    assert loader.recognises(content, "x") in {True, False}  # type: ignore[attr-defined]  # each is a Loader
