"""Whatever bytes come in, a loader gives what it read or an error of ours, within the memory of a check."""

from __future__ import annotations

import csv
import json
import re
import resource
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.errors import GoldenThreadError
from goldenthread.loaders import LOADERS, Context, Loader
from goldenthread.settings import Settings
from goldenthread.sources import check
from tests.lasting.bounds import examples
from tests.lasting.mutations import Change, changes, of_bytes, of_json, of_sheets, spots, xlsx, zipped
from tests.test_opensalt import DOC, ITEMS, LINKS, book

DATA = Path(__file__).parents[1] / "data"
SETTINGS = Settings()
FILES = {
    path.relative_to(DATA).as_posix(): path.read_bytes()
    for pattern in ("*/everything.*", "*/framework.ttl", "sssom/*.tsv", "rdf/faults/*", "*/faults/hostile.*",
                    "borealia/competencies.csv", "shapes.ttl", "intake/module.pass.ttl")
    for path in sorted(DATA.glob(pattern))
} | {"opensalt.xlsx": book(), "list.csv": b"Code,Competency,Domain\nA1,Plans,Design\nA2,Makes,Design\n"}  # fmt: skip
FILES["rdf.json"] = (
    b'{"http://e/a": {"http://e/p": [{"type": "uri", "value": "http://e/b"},'
    b' {"type": "literal", "value": "c", "lang": "en"}, {"type": "literal", "value": "1", "datatype": "http://e/d"}]}}'
)
DOCUMENTS = sorted(name for name in FILES if name.endswith(("everything.json", "rdf.json")))
SALT = {"CF Doc": DOC, "CF Item": ITEMS, "CF Association": LINKS}


def sheets() -> Mapping[str, Sequence[Sequence[Any]]]:
    """The sheets of our own workbook that has something in each."""
    found = {}
    for path in sorted((DATA / "workbook" / "small").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.reader(file))
    return found


SMALL = sheets()


@pytest.fixture(autouse=True, scope="module")
def _bounded() -> Iterator[None]:
    """The memory of a check, and no more."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    there = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (there + SETTINGS.check_memory, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_DATA, before)


def taken(content: bytes, filename: str, *, whole: bool = True) -> None:
    """Reads the content by the loader that recognises it and, if `whole`, holds what was read to the shapes."""
    for loader in LOADERS:
        if loader.recognises(content, filename):
            read(loader, content, filename)
            break
    with suppress(GoldenThreadError):
        if whole:
            check(content, filename=filename, settings=SETTINGS)


def read(loader: Loader, content: bytes, filename: str) -> None:
    with suppress(GoldenThreadError):
        loaded = loader.read(content, Context(SETTINGS.base, None, filename, SETTINGS))
        assert loaded.dataset or loaded.remarks


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.name)
@examples(40)
@given(st.sampled_from(sorted(FILES)), changes)
def test_a_loader_that_is_asked_by_name_takes_any_bytes(loader: Loader, name: str, wanted: list[Change]) -> None:
    read(loader, of_bytes(FILES[name], wanted), name)


@pytest.mark.parametrize("name", sorted(FILES))
@examples(25)
@given(changes)
def test_a_file_with_other_bytes_is_read_or_refused(name: str, wanted: list[Change]) -> None:
    taken(of_bytes(FILES[name], wanted), name)


@pytest.mark.parametrize("name", DOCUMENTS)
@examples(30)
@given(changes)
def test_a_document_with_other_fields_is_read_or_refused(name: str, wanted: list[Change]) -> None:
    taken(of_json(FILES[name], wanted), name)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("value", ["http://[", "a:100%", ["a"], {"a": 1}, 1, None], ids=repr)
def test_any_value_in_the_place_of_a_text_is_read_or_refused(name: str, value: Any) -> None:
    document = json.loads(FILES[name])
    texts = [place for place, (owner, key) in enumerate(spots([document])) if isinstance(owner[key], str)]
    assert texts
    for place in texts:
        held = [json.loads(FILES[name])]
        owner, key = spots(held)[place]
        owner[key] = value
        taken(json.dumps(held[0]).encode(), name, whole=False)


@pytest.mark.parametrize("text", ["http://[", "http://a:b/", "http://a/100%", "a:b#c#d", "x:"])
def test_a_mapping_table_with_almost_addresses_is_read(text: str) -> None:
    name = "sssom/small.sssom.tsv"
    for match in re.finditer(rb"[^\t\n]+", FILES[name]):
        content = FILES[name][: match.start()] + text.encode() + FILES[name][match.end() :]
        taken(content, name, whole=False)


@examples(60)
@given(changes)
def test_a_workbook_with_other_cells_is_read_or_refused(wanted: list[Change]) -> None:
    taken(zipped(of_sheets(SMALL, wanted)), "small.zip")


@examples(25)
@given(changes)
def test_a_workbook_with_cells_of_other_types_is_read_or_refused(wanted: list[Change]) -> None:
    taken(xlsx(of_sheets(SMALL, wanted)), "small.xlsx")
    taken(xlsx(of_sheets(SALT, wanted)), "salt.xlsx")


@examples(25)
@given(changes)
def test_an_archive_with_other_bytes_is_read_or_refused(wanted: list[Change]) -> None:
    taken(of_bytes(zipped(SMALL), wanted), "small.zip")
