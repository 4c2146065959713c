"""A workbook written and read again says the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread import sources, terms
from goldenthread.loaders import Context, Written, workbook
from goldenthread.loaders.cells import matched
from goldenthread.loaders.csvtext import guarded, unguarded
from goldenthread.store.rdf import Literal, NamedNode, Triple, read_quads
from tests.workbooks import BASE, DATA, context, read, zipped

SMALL = tuple(quad.triple for quad in read_quads((DATA / "small.ttl").read_bytes(), "ttl"))
Write = Callable[[Iterable[Triple], str, Context], Written]
WAYS: list[Write] = [workbook.write, workbook.write_csv]


def again(written: Written) -> set[Triple]:
    return set(workbook.LOADER.read(written.content, context()).triples)


@pytest.mark.parametrize("write", WAYS)
def test_what_is_written_reads_the_same(write: Write) -> None:
    written = write(SMALL, "nl-test", context())
    assert again(written) == set(SMALL)
    assert written.not_kept == ()


@pytest.mark.parametrize("folder", sources.shipped(), ids=lambda folder: str(folder.name))
def test_the_shipped_data_survive_writing(folder: object) -> None:
    content, name = sources.content_of(folder)  # type: ignore[arg-type]
    loaded = workbook.LOADER.read(content, context(filename=name))
    written = workbook.write_csv(loaded.triples, loaded.dataset, context())
    assert again(written) == set(loaded.triples)


@pytest.mark.parametrize("write", WAYS)
def test_the_same_bytes_come_out_every_time(write: Write) -> None:
    assert write(SMALL, "nl-test", context()) == write(SMALL[::-1], "nl-test", context())


CODES = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=["C", "Z"]), min_size=1, max_size=6
)
TEXTS = st.text(st.characters(exclude_categories=["C"], include_characters="\r\n"), min_size=1, max_size=20)
TOLD = st.tuples(TEXTS.map(lambda text: text.strip() or "x"), st.sampled_from(["en", "ne", "uz-latn"]))
GOALS = st.dictionaries(CODES, TOLD, min_size=1, max_size=6).filter(
    lambda goals: len({matched(code) for code in goals}) == len(goals)
)


def graph(goals: dict[str, tuple[str, str]], links: list[tuple[int, int]]) -> list[Triple]:
    """Goals with IRIs of another making, linked to one another by place."""
    nodes = [NamedNode(f"{BASE}t/goal/{number}") for number in range(len(goals))]
    made = list(read({}).triples)
    for node, (code, (label, language)) in zip(nodes, goals.items(), strict=True):
        made += [
            Triple(node, NamedNode(terms.RDF_type), NamedNode(terms.PolicyGoal)),
            Triple(node, NamedNode(terms.SKOS_notation), Literal(code)),
            Triple(node, NamedNode(terms.SKOS_prefLabel), Literal(label, language=language)),
        ]
    pairs = {(nodes[left % len(nodes)], nodes[right % len(nodes)]) for left, right in links}
    return made + [Triple(left, NamedNode(terms.contributesTo), right) for left, right in pairs]


@pytest.mark.parametrize(("write", "examples"), [(workbook.write_csv, 60), (workbook.write, 5)])
def test_any_codes_and_labels_survive(write: Write, examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(GOALS, st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=5))
    def survive(goals: dict[str, tuple[str, str]], links: list[tuple[int, int]]) -> None:
        made = graph(goals, links)
        first = again(write(made, "t", context()))
        for predicate in (terms.SKOS_prefLabel, terms.SKOS_notation):
            objects = [{t.object for t in held if t.predicate.value == predicate} for held in (made, first)]
            assert objects[0] == objects[1]
        assert len(first) == len(set(made))
        assert again(write(first, "t", context())) == first

    survive()


@given(st.text(st.sampled_from("'=+-@ab1."), max_size=5))
def test_a_guarded_cell_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "-cmd", "@SUM(1)", "'=x"])
def test_what_looks_like_a_formula_is_stored_as_text(text: str) -> None:
    loaded = read({"goals": f"code,label\nG1,{guarded(text)}\n"})
    assert Literal(text, language="en") in {triple.object for triple in loaded.triples}
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(loaded.triples, "t", context()).content))
    cells = [cell for row in book["goals"].iter_rows() for cell in row if cell.value == text]
    assert [cell.data_type for cell in cells] == ["s"]
    with zipfile.ZipFile(io.BytesIO(workbook.write_csv(loaded.triples, "t", context()).content)) as archive:
        assert f"G1,'{text}".encode() in archive.read("goals.csv")


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "_x0041_", "a\tb", "a  b", "_x005F_x0041_"])
@pytest.mark.parametrize("write", WAYS)
def test_signs_that_formats_treat_specially_survive(write: Write, text: str) -> None:
    made = graph({"G1": (text, "en")}, [])
    assert Literal(text, language="en") in {triple.object for triple in again(write(made, "t", context()))}


def test_what_a_cell_of_a_spreadsheet_cannot_hold_is_put_down() -> None:
    loaded = read({"goals": f"code,label,note\nG1,A\x01goal,{'x' * 40_000}\n"})
    written = workbook.write(loaded.triples, "t", context())
    assert [(lost.where, lost.row, lost.column) for lost in written.not_kept] == [
        ("goals", 2, "label@en"), ("goals", 2, "note"),
    ]  # fmt: skip
    assert workbook.write_csv(loaded.triples, "t", context()).not_kept == ()


def test_labels_in_every_language_have_a_column() -> None:
    loaded = read({"goals": "code,label@en,label@ne,label@uz-Latn\nG1,A,क,Maqsad\n"})
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(loaded.triples, "t", context()).content))
    assert [cell.value for cell in book["goals"][1]][1:4] == ["label@en", "label@ne", "label@uz-Latn"]


def test_numbers_are_numbers_and_codes_are_text_in_a_spreadsheet() -> None:
    loaded = read({"modules": "code,label,hours\n1.10,A,12.5\n"})
    book = openpyxl.load_workbook(io.BytesIO(workbook.write(loaded.triples, "t", context()).content))
    assert (book["modules"]["A2"].value, book["modules"]["E2"].value) == ("1.10", 12.5)


def test_the_sheets_to_be_filled_come_first() -> None:
    written = workbook.write(SMALL, "nl-test", context(), ("teaching", "offerings"))
    assert openpyxl.load_workbook(io.BytesIO(written.content)).sheetnames[:3] == ["dataset", "teaching", "offerings"]


def test_what_a_workbook_has_no_place_for_is_put_down() -> None:
    goal, own = NamedNode(f"{BASE}nl-test/goal/G1"), NamedNode("https://example.org/theirs")
    extra = [
        Triple(goal, NamedNode(terms.SKOS_altLabel), Literal("Another name")),
        Triple(goal, NamedNode(terms.SKOS_prefLabel), Literal("A second name", language="en")),
        Triple(own, NamedNode(terms.RDF_type), NamedNode(terms.PolicyGoal)),
        Triple(own, NamedNode(terms.SKOS_notation), Literal("X")),
        Triple(own, NamedNode(terms.SKOS_prefLabel), Literal("Theirs", language="en")),
        Triple(own, NamedNode(terms.SKOS_broader), goal),
    ]
    written = workbook.write([*SMALL, *extra], "nl-test", context())
    assert sorted((lost.where, lost.column, lost.value) for lost in written.not_kept if lost.column) == [
        ("goals", "code", own.value), ("goals", "skos:altLabel", "Another name"),
        ("goals", "skos:prefLabel", "Every teacher qualified"),
    ]  # fmt: skip
    assert zipped({})  # the file is still made
