"""A plain list of competencies becomes a framework: each column by its heading, each fault by its row."""

from __future__ import annotations

import pytest

from goldenthread import sources, terms
from goldenthread.errors import Refused, TooLarge, UnknownFormat, Unreadable
from goldenthread.loaders import Context, lists
from goldenthread.loaders.headings import columns
from goldenthread.settings import Settings
from goldenthread.sources import Checked
from goldenthread.store.rdf import Literal, text_of

SETTINGS = Settings()
HOME = f"{SETTINGS.base}list/competency/list/"
PLAIN = "Code,Competency,Description,Domain,Level\nA1,Plans,Plans it,Design,basic\nA2,Makes,,Design\nB1,Talks,,People\n"


def check(text: str, encoding: str = "utf-8") -> Checked:
    return sources.check(text.encode(encoding), filename="list.csv", settings=SETTINGS)


def said(checked: Checked, code: str, predicate: str) -> set[str]:
    return {
        text_of(triple.object).removeprefix(terms.GT).removeprefix(HOME)
        for triple in checked.loaded.triples
        if text_of(triple.subject) == HOME + code and triple.predicate.value == predicate
    }


def test_a_list_with_areas_becomes_domains_and_competencies() -> None:
    checked = check(PLAIN)
    assert (checked.loader, checked.refused, checked.loaded.not_kept) == ("list", False, ())
    assert dict(checked.loaded.read) == {"area": 2, "competency": 3}
    assert said(checked, "A1", terms.SKOS_prefLabel) == {"Plans"}
    assert said(checked, "A1", terms.SKOS_definition) == {"Plans it"}
    assert said(checked, "A1", terms.SKOS_broader) == {"Design"}
    assert said(checked, "A1", terms.SKOS_note) == {"Level: basic"}
    assert "Domain" in said(checked, "Design", terms.RDF_type)
    assert "Competency" in said(checked, "A1", terms.RDF_type)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator_of_csv_is_read(encoding: str, separator: str) -> None:
    checked = check(f"Code{separator}Name\nA1{separator}Prépare des leçons\n", encoding)
    assert said(checked, "A1", terms.SKOS_prefLabel) == {"Prépare des leçons"}


@pytest.mark.parametrize(
    "heading",
    [
        "code,label", "ID,Name", "No.,Competence", "Competency code,Competency", "Ref,Statement", "number,Skill title",
        "humanCodingScheme,fullStatement", "Learning outcome ID,Learning outcome", "identifier,title,parent id",
        "Standard,Description", "code,description", "area code,area,competency code,competency",
        "Code de la compétence,Intitulé", "Código,Competencia,Descripción", "Número,Competência", "Code of skill,Skill",
        "Standard code,Standard statement,Indicator code,Indicator statement",
    ],
)  # fmt: skip
def test_headings_are_known_in_several_spellings(heading: str) -> None:
    found = columns(heading.split(","))
    assert found is not None
    assert found.things[-1].labels


@pytest.mark.parametrize(
    "heading",
    ["", "name", "name,age", "code,price", "subject_id,predicate_id", "a,b,c", "esco_code,onet_code", "Code",
     "Term,Explanation"],
)  # fmt: skip
def test_headings_of_something_else_are_not(heading: str) -> None:
    assert columns(heading.split(",")) is None


def test_languages_stand_after_the_heading() -> None:
    checked = check("Code,Label@en,Label@fr,Description@fr\nA,Plan,Planifie,Faire un plan\n")
    labels = {
        t.object for t in checked.loaded.triples if text_of(t.subject) == HOME + "A" and isinstance(t.object, Literal)
    }
    assert {
        Literal("Plan", language="en"),
        Literal("Planifie", language="fr"),
        Literal("Faire un plan", language="fr"),
    } <= labels


def test_a_parent_may_stand_below_its_child() -> None:
    checked = check("Code,Name,Parent\nA.1,Choose,A\nA,Plan,\n")
    assert said(checked, "A.1", terms.SKOS_broader) == {"A"}
    assert "Domain" in said(checked, "A", terms.RDF_type)


def test_things_with_codes_of_their_own_stand_under_each_other() -> None:
    rows = "1,Search,1.1,Browsing,CS1,Names\n1,Search,1.1,Browsing,CS2,Uses\n1,Search,1.2,Judging,CS3,Compares\n"
    checked = check("Area number,Area name,Competence number,Competence name,Statement ID,Statement\n" + rows)
    assert dict(checked.loaded.read) == {"area": 1, "competence": 2, "statement": 3}
    assert said(checked, "CS2", terms.SKOS_broader) == {"1.1"}
    assert said(checked, "1.2", terms.SKOS_broader) == {"1"}


def test_a_row_that_leaves_the_wider_columns_empty_stands_under_what_the_row_above_does() -> None:
    heading = "Area code,Area,Competence code,Competence,Skill code,Skill\n"
    checked = check(heading + "1,Plan,1.1,Search,a,First\n,,,,b,Second\n,,1.2,Judge,c,Third\n2,Act,,,d,Fourth\n")
    found = {code: said(checked, code, terms.SKOS_broader) for code in ("b", "1.2", "c", "d", "2")}
    assert found == {"b": {"1.1"}, "1.2": {"1"}, "c": {"1.2"}, "d": {"2"}, "2": set()}
    told = [change.count for change in checked.loaded.changed if "merged cells" in change.rule]
    assert sum(told) == 2


def test_a_column_to_the_right_that_is_empty_is_not_that_of_the_row_above() -> None:
    assert said(check("Code,Competency,Domain\nA,Plans,Design\nB,Makes,\n"), "B", terms.SKOS_broader) == set()


def test_case_headings_give_a_short_name_where_there_is_one_and_a_parent_by_either_code() -> None:
    rows = "1,The whole of mathematics,M,Maths,\n2,All of fractions,M.F,,1\n3,Ratios at length,M.R,Ratios,M\n"
    checked = check("Identifier,Full Statement,Human Coding Scheme,Abbreviated Statement,Is Child Of\n" + rows)
    assert not checked.refused
    assert said(checked, "M", terms.SKOS_prefLabel) == {"Maths"}
    assert said(checked, "M", terms.SKOS_definition) == {"The whole of mathematics"}
    assert said(checked, "M.F", terms.SKOS_prefLabel) == {"All of fractions"}
    assert said(checked, "M.F", terms.SKOS_broader) == said(checked, "M.R", terms.SKOS_broader) == {"M"}
    assert said(checked, "M.F", terms.SKOS_note) == {"Identifier: 2"}


def test_a_row_without_a_code_is_called_by_its_name() -> None:
    checked = check("Code,Name\n,Plans lessons\n")
    assert said(checked, "Plans%20lessons", terms.SKOS_notation) == {"Plans lessons"}
    assert any(change.rule == "no code in the file: its name" for change in checked.loaded.changed)


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("Code,Name\nA,Plan\nA,Other\n", 3, "stands on row 2 as well"),
        ("Code,Name,Parent\nA,Plan,Z\n", 2, "no row has the code Z"),
    ],
)
def test_a_fault_in_a_row_refuses_the_list_and_names_the_row(text: str, row: int, words: str) -> None:
    checked = check(text)
    faults = [remark for remark in checked.remarks if remark.severity == "violation"]
    assert [(fault.where, fault.row) for fault in faults] == [("list.csv", row)]
    assert words in faults[0].message


def test_a_circle_of_parents_is_refused() -> None:
    checked = check("Code,Name,Parent\nA,Plan,B\nB,Other,A\n")
    assert checked.refused
    assert all(HOME + code in str(Refused(checked.remarks).remarks) for code in "AB")


def test_hostile_text_stays_text() -> None:
    text = "<script>alert(1)</script> } UNION {?s ?p ?o}"
    assert said(check(f'Code,Name\nA,"{text}"\n'), "A", terms.SKOS_prefLabel) == {text}


def test_a_table_of_something_else_is_no_list() -> None:
    with pytest.raises(UnknownFormat):
        check("Name,Age\nx,1\n")
    with pytest.raises(Unreadable, match="no sheet lists competencies"):
        lists.LOADER.read(b"Name,Age\nx,1\n", Context(SETTINGS.base, "d", "x.csv", SETTINGS))


def test_rows_that_name_nothing_and_unclosed_quotes_are_told_by_their_place() -> None:
    checked = check("Code,Name,Other\nA,Plan,\n,,only this\n")
    assert [(lost.where, lost.row, lost.value) for lost in checked.loaded.not_kept] == [("list.csv", 3, "only this")]
    with pytest.raises(Unreadable) as caught:
        check('Code,Name\nA,Plan\nB,"never closed\n')
    assert caught.value.remark.row == 3


def test_a_list_over_the_limit_is_too_large() -> None:
    small = Settings(sheet_rows=2)
    with pytest.raises(TooLarge):
        lists.LOADER.read(PLAIN.encode(), Context(small.base, "d", "x.csv", small))
